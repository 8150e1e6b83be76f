/* test_assemble.c — groups and services from objects, where everything AWS has was asked for and where not. */
#include "planner/observe/assemble.h"

#include "data/catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ATTACHED(providers, strategy)                                                                                  \
    "{\"kind\": \"cluster_capacity_providers\", \"name\": \"c\", \"properties\": {\"capacity_providers\": "            \
    "\"" providers "\", \"default_strategy\": \"" strategy "\"}}"
#define PROVIDER(name, group)                                                                                          \
    "{\"kind\": \"capacity_provider\", \"name\": \"" name "\", \"properties\": {\"auto_scaling_group\": \"" group "\"" \
    "}}"
#define GROUP(name, zones, more)                                                                                       \
    "{\"kind\": \"auto_scaling_group\", \"name\": \"" name "\", \"properties\": {\"zones\": \"" zones "\"" more "}}"
#define INSTANCE(name, more)                                                                                           \
    "{\"kind\": \"container_instance\", \"name\": \"" name                                                             \
    "\", \"parent\": \"c\", \"properties\": {\"ec2_instance\": "                                                       \
    "\"i-1\"" more "}}"
#define SERVICE(name, more)                                                                                            \
    "{\"kind\": \"service\", \"name\": \"" name "\", \"parent\": \"c\", \"properties\": {\"task_definition\": "        \
    "\"t:1\", \"running_count\": \"3\"" more "}}"
#define DEFINITION                                                                                                     \
    "{\"kind\": \"task_definition\", \"name\": \"t:1\", \"properties\": {\"cpu\": \"\", \"memory\": \"\", "            \
    "\"containers_cpu\": \"0\", \"containers_memory\": \"300\", \"gpus\": \"0\"}}"

static struct running_cluster of_objects(const char *objects)
{
    char bytes[8192];
    struct running_cluster cluster = {0};
    struct error err = {0};
    snprintf(bytes, sizeof bytes,
             "{\"schema\": \"bayplan.cluster/1\", \"name\": \"c\", \"region\": \"us-east-1\", \"observed_at\": "
             "\"2026-11-22T03:00:00Z\", \"objects\": [%s]}",
             objects);
    if (!running_cluster_parse("test", bytes, strlen(bytes), &cluster, &err))
        fail_msg("%s: %s", err.where, err.text);
    return cluster;
}

static struct running_cluster assembled(const char *objects, bool complete)
{
    struct running_cluster cluster = of_objects(objects);
    struct error err = {0};
    if (!observe_assemble(&cluster, complete, &err))
        fail_msg("%s: %s", err.where, err.text);
    return cluster;
}

static struct error refused(const char *objects, bool complete)
{
    struct running_cluster cluster = of_objects(objects);
    struct error err = {0};
    assert_false(observe_assemble(&cluster, complete, &err));
    running_cluster_release(&cluster);
    return err;
}

static void an_empty_cluster_has_nothing(void **state)
{
    (void)state;
    struct running_cluster cluster = assembled("", true);
    assert_int_equal(cluster.groups_count + cluster.services_count, 0);
    running_cluster_release(&cluster);
}

#define TWO_PROVIDERS                                                                                                  \
    PROVIDER("a", "asg-a")                                                                                             \
    "," PROVIDER("b", "asg-b") "," GROUP("asg-a", "us-east-1a", ", \"instances\": \"4\"") "," GROUP("asg-b",           \
                                                                                                    "us-east-1b", "")

/* What is not attached is another cluster's, or nobody's. */
static void only_attached_providers_are_groups(void **state)
{
    (void)state;
    struct running_cluster one = assembled(TWO_PROVIDERS "," ATTACHED("FARGATE,a", ""), true);
    assert_int_equal(one.groups_count, 1);
    assert_string_equal(one.groups[0].name, "a");
    assert_int_equal(one.groups[0].instances, 4);
    assert_string_equal(one.groups[0].instance_type, INSTANCE_TYPE_UNKNOWN);
    struct running_cluster none = assembled(TWO_PROVIDERS, true), both = assembled(TWO_PROVIDERS, false);
    assert_int_equal(none.groups_count, 0);
    assert_int_equal(both.groups_count, 2);
    running_cluster_release(&one);
    running_cluster_release(&none);
    running_cluster_release(&both);
}

/* The template's newest version is what the next instances are; today's bill is of those that run. */
static void types_are_of_what_runs(void **state)
{
    (void)state;
    static const char *const types[][2] = {{"m5.large", "m5.large"}, {"", "m7i.large"}};
    for (int i = 0; i < 2; i++) {
        char objects[2048];
        snprintf(objects, sizeof objects,
                 "%s,%s,%s,{\"kind\": \"auto_scaling_group\", \"name\": \"g\", \"properties\": "
                 "{\"zones\": \"us-east-1a\", \"launch_template\": \"t\", \"instance_type\": \"%s\"}}",
                 ATTACHED("a", ""), PROVIDER("a", "g"),
                 "{\"kind\": \"launch_template\", \"name\": \"t\", \"properties\": {\"instance_type\": "
                 "\"m7i.large\", \"market_type\": \"spot\", \"root_volume_gib\": \"40\"}}",
                 types[i][0]);
        struct running_cluster cluster = assembled(objects, true);
        assert_string_equal(cluster.groups[0].instance_type, types[i][1]);
        assert_int_equal(cluster.groups[0].purchase, PURCHASE_SPOT);
        assert_int_equal(cluster.groups[0].root_volume_gib, 40);
        running_cluster_release(&cluster);
    }
}

/* A launch template may name no type: its instances do, the first of several. */
static void types_are_of_the_instances_where_no_template_says(void **state)
{
    (void)state;
    struct running_cluster cluster = assembled(
        ATTACHED("a", "") "," PROVIDER("a", "g") "," GROUP(
            "g", "us-east-1a,us-east-1b",
            ", \"instances\": \"1\"") "," INSTANCE("1",
                                                   ", \"instance_type\": \"m5.large\", \"zone\": \"us-east-1a\", "
                                                   "\"capacity_provider\": \"a\"") "," INSTANCE("2",
                                                                                                ", \"instance_type\": "
                                                                                                "\"m6i.large\", "
                                                                                                "\"zone\": "
                                                                                                "\"us-east-1c\", "
                                                                                                "\"capacity_provider\":"
                                                                                                " \"a\""),
        true);
    assert_int_equal(cluster.groups_count, 1);
    assert_string_equal(cluster.groups[0].instance_type, "m5.large");
    assert_int_equal(cluster.groups[0].instances, 1);
    assert_int_equal(cluster.groups[0].zones.count, 2);
    running_cluster_release(&cluster);
}

/* A provider whose group is gone, but not its instances; and instances nobody's provider started. */
static void instances_without_a_group_are_counted(void **state)
{
    (void)state;
    struct running_cluster cluster = assembled(
        ATTACHED("a,b", "") "," PROVIDER("a", "gone") "," PROVIDER("b", "gone too") "," INSTANCE(
            "1", ", \"instance_type\": \"m5.large\", \"zone\": \"us-east-1a\", \"capacity_provider\": "
                 "\"a\"") "," INSTANCE("2", ", \"instance_type\": \"c5.large\", \"zone\": "
                                            "\"us-east-1b\"") "," INSTANCE("3", ", \"instance_type\": "
                                                                                "\"c5.large\", \"zone\": "
                                                                                "\"us-east-1a\"") ","
                                                                                                  "{\"kind\":"
                                                                                                  " \"contain"
                                                                                                  "er_"
                                                                                                  "instance\""
                                                                                                  ", "
                                                                                                  "\"name\": "
                                                                                                  "\"4\", "
                                                                                                  "\"parent\""
                                                                                                  ": \"c\", "
                                                                                                  "\"properti"
                                                                                                  "es\": "
                                                                                                  "{\"ec2_"
                                                                                                  "instance\""
                                                                                                  ": "
                                                                                                  "\"mi-"
                                                                                                  "0123\", "
                                                                                                  "\"zone\": "
                                                                                                  "\"us-east-"
                                                                                                  "1a\"}}"
                                                                                                  "," INSTANCE("5", ""),
        true);
    assert_int_equal(cluster.groups_count, 2);
    assert_string_equal(cluster.groups[0].name, "a");
    assert_int_equal(cluster.groups[0].instances, 1);
    assert_string_equal(cluster.groups[1].name, "instances-c5.large");
    assert_int_equal(cluster.groups[1].instances, 2);
    assert_int_equal(cluster.groups[1].zones.count, 2);
    running_cluster_release(&cluster);
}

static void assert_place(const char *more, const char *place)
{
    char objects[4096];
    snprintf(objects, sizeof objects,
             "%s,%s,%s,%s,%s,%s,{\"kind\": \"service\", \"name\": \"web\", \"parent\": \"c\", \"properties\": "
             "{\"task_definition\": \"t:1\", \"running_count\": \"3\", %s}}",
             ATTACHED("a,b", "b:0:1"), PROVIDER("a", "ga"), PROVIDER("b", "gb"),
             GROUP("ga", "us-east-1a", ", \"instances\": \"9\""), GROUP("gb", "us-east-1a", ", \"instances\": \"2\""),
             DEFINITION, more);
    struct running_cluster cluster = assembled(objects, true);
    assert_int_equal(cluster.services_count, place ? 1 : 0);
    if (place) {
        assert_string_equal(cluster.services[0].place, place);
        assert_int_equal(cluster.services[0].tasks, 3);
        assert_int_equal(cluster.services[0].cpu_units, 1);
        assert_int_equal(cluster.services[0].memory_mib, 300);
    }
    running_cluster_release(&cluster);
}

static void places_follow_the_strategy(void **state)
{
    (void)state;
    assert_place("\"capacity_provider_strategy\": \"a:0:1\"", "a");
    assert_place("\"capacity_provider_strategy\": \"a:0:1,b:0:2\"", "b");
    assert_place("\"capacity_provider_strategy\": \"a:0:1,b:5:1\"", "b");
    assert_place("\"capacity_provider_strategy\": \"a:1:1,b:1:1\"", "a");
    assert_place("\"capacity_provider_strategy\": \"FARGATE:1:1,FARGATE_SPOT:0:3\"", "fargate_spot");
    assert_place("\"capacity_provider_strategy\": \"FARGATE:1:3,FARGATE_SPOT:0:3\"", "fargate");
    assert_place("\"capacity_provider_strategy\": \"elsewhere:0:1\"", NULL);
    assert_place("\"launch_type\": \"FARGATE\"", "fargate");
    assert_place("\"launch_type\": \"EC2\"", "a");
    assert_place("\"launch_type\": \"\", \"capacity_provider_strategy\": \"\"", "b");
    assert_place("\"launch_type\": \"EXTERNAL\"", NULL);
    assert_place("\"launch_type\": \"EC2\", \"scheduling_strategy\": \"DAEMON\"", NULL);
}

static void what_cannot_be_told_is_said(void **state)
{
    (void)state;
    struct error err = refused(SERVICE("web", ", \"launch_type\": \"FARGATE\""), true);
    assert_int_equal(err.kind, ERROR_AWS);
    assert_string_equal(err.where, "web");
    err = refused(SERVICE("web", ", \"launch_type\": \"FARGATE\""), false);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.text, "describe-task-definition"));
    err = refused(SERVICE("web", ", \"launch_type\": \"EC2\"") "," DEFINITION, false);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.text, "describe-container-instances"));
    err = refused(PROVIDER("a", "g"), false);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.where, "a");
    struct running_cluster gone = assembled(PROVIDER("a", "g") "," GROUP("other", "us-east-1a", ""), false);
    assert_int_equal(gone.groups_count, 0);
    running_cluster_release(&gone);
}

static void sets_are_taken_apart(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct field_strings none = object_set_members("", &arena), two = object_set_members("a,bc", &arena);
    assert_int_equal(none.count, 0);
    assert_int_equal(two.count, 2);
    assert_string_equal(two.items[0], "a");
    assert_string_equal(two.items[1], "bc");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_cluster_has_nothing),
        cmocka_unit_test(only_attached_providers_are_groups),
        cmocka_unit_test(types_are_of_what_runs),
        cmocka_unit_test(types_are_of_the_instances_where_no_template_says),
        cmocka_unit_test(instances_without_a_group_are_counted),
        cmocka_unit_test(places_follow_the_strategy),
        cmocka_unit_test(what_cannot_be_told_is_said),
        cmocka_unit_test(sets_are_taken_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
