/* test_files.c — a cluster from answers the AWS CLI printed (tests/unit/observe/shop), its groups and services, and
 * the profile drafted of it. */
#include "data/catalogue.h"
#include "planner/observe/observe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define SHOP "tests/unit/observe/shop/"

static const char *const all[] = {
    SHOP "task-definition-web-7.json",
    SHOP "clusters.json",
    SHOP "services.json",
    SHOP "task-definition-batch-2.json",
    SHOP "task-definition-api-3.json",
    SHOP "task-definition-mail-4.json",
    SHOP "task-definition-mail-2.json",
    SHOP "task-definition-old-1.json",
    SHOP "task-definition-logs-9.json",
    SHOP "capacity-providers.json",
    SHOP "auto-scaling-groups.json",
    SHOP "launch-template-versions.json",
    SHOP "container-instances.json",
    SHOP "scalable-targets.json",
    SHOP "subnets.json",
};
enum { ALL = sizeof all / sizeof all[0], DOCUMENT_BYTES_MAX = 1024 * 1024 };

static struct running_cluster observe(const char *const *paths, int count)
{
    struct running_cluster cluster = {0};
    struct error err = {0};
    if (!observe_files(paths, count, NULL, &cluster, &err))
        fail_msg("%s: %s", err.where, err.text);
    return cluster;
}

/* All files but those whose path holds `word`. */
static struct error observe_without(const char *word)
{
    const char *paths[ALL];
    int count = 0;
    struct running_cluster cluster = {0};
    struct error err = {0};
    for (int i = 0; i < ALL; i++)
        if (!strstr(all[i], word))
            paths[count++] = all[i];
    if (observe_files(paths, count, NULL, &cluster, &err))
        running_cluster_release(&cluster);
    return err;
}

static void head_is_of_the_answers(void **state)
{
    (void)state;
    struct running_cluster cluster = observe(all, ALL);
    assert_string_equal(cluster.name, "shop");
    assert_string_equal(cluster.region, "us-east-1");
    assert_string_equal(cluster.account, "123456789012");
    assert_int_equal(strlen(cluster.observed_at), strlen("2026-11-22T03:00:00Z"));
    running_cluster_release(&cluster);
}

static void assert_group(const struct running_group *group, const char *name, const char *type, int purchase,
                         int64_t instances, const char *const zones[2])
{
    assert_string_equal(group->name, name);
    assert_string_equal(group->instance_type, type);
    assert_int_equal(group->purchase, purchase);
    assert_int_equal(group->instances, instances);
    assert_int_equal(group->zones.count, zones[1] ? 2 : 1);
    for (int i = 0; i < group->zones.count; i++)
        assert_string_equal(group->zones.items[i], zones[i]);
}

/* Two of the cluster's providers; one whose Auto Scaling group is gone needs its instances to be one, and has none. */
static void groups_are_what_runs(void **state)
{
    (void)state;
    struct running_cluster cluster = observe(all, ALL);
    assert_int_equal(cluster.groups_count, 3);
    assert_group(&cluster.groups[0], "instances-m5.xlarge", "m5.xlarge", PURCHASE_ON_DEMAND, 2,
                 (const char *const[]){"us-east-1c", "us-east-1a"});
    assert_int_equal(cluster.groups[0].min_size, -1);
    assert_group(&cluster.groups[1], "shop-c7g-large-spot", "c7g.large", PURCHASE_SPOT, 1,
                 (const char *const[]){"us-east-1b", NULL});
    assert_string_equal(cluster.groups[1].auto_scaling_group, "asg-spot");
    assert_false(cluster.groups[1].root_volume_gib_given);
    const struct running_group *main = &cluster.groups[2];
    assert_group(main, "shop-m7i-large", "m7i.large", PURCHASE_ON_DEMAND, 2,
                 (const char *const[]){"us-east-1a", "us-east-1b"});
    assert_string_equal(main->auto_scaling_group, "");
    assert_int_equal(main->min_size, 2);
    assert_int_equal(main->max_size, 6);
    assert_true(main->root_volume_gib_given);
    assert_int_equal(main->root_volume_gib, 50);
    running_cluster_release(&cluster);
}

static void assert_service(const struct running_cluster *cluster, int index, const char *name, const char *place,
                           const int64_t counts[3])
{
    const struct running_service *service = &cluster->services[index];
    assert_string_equal(service->name, name);
    assert_string_equal(service->place, place);
    assert_int_equal(service->tasks, counts[0]);
    assert_int_equal(service->cpu_units, counts[1]);
    assert_int_equal(service->memory_mib, counts[2]);
}

/* Neither a DAEMON nor an EXTERNAL one; on EC2 without a strategy it is where most instances are. */
static void services_have_a_place_and_a_size(void **state)
{
    (void)state;
    struct running_cluster cluster = observe(all, ALL);
    assert_int_equal(cluster.services_count, 6);
    assert_service(&cluster, 0, "api", "fargate", (int64_t[]){2, 512, 1024});
    assert_service(&cluster, 1, "batch", "shop-c7g-large-spot", (int64_t[]){4, 1024, 3072});
    assert_service(&cluster, 2, "default", "shop-m7i-large", (int64_t[]){0, 1, 128});
    assert_service(&cluster, 3, "mail", "fargate_spot", (int64_t[]){3, 256, 512});
    assert_service(&cluster, 4, "old", "instances-m5.xlarge", (int64_t[]){1, 1, 128});
    assert_service(&cluster, 5, "web", "shop-m7i-large", (int64_t[]){13, 384, 768});
    assert_true(cluster.services[0].architecture_given);
    assert_int_equal(cluster.services[0].architectures, 1u << ARCHITECTURE_ARM64);
    assert_false(cluster.services[5].architecture_given);
    running_cluster_release(&cluster);
}

static struct text written(const struct running_cluster *cluster)
{
    struct text text;
    text_init(&text, DOCUMENT_BYTES_MAX);
    running_cluster_write(cluster, &text);
    assert_false(text.overflown);
    return text;
}

/* In whatever order the files come, and as a document again; nothing of a container's environment or user data. */
static void the_document_is_the_same_and_read_again(void **state)
{
    (void)state;
    const char *backwards[ALL];
    for (int i = 0; i < ALL; i++)
        backwards[i] = all[ALL - 1 - i];
    struct running_cluster cluster = observe(all, ALL), other = observe(backwards, ALL), again = {0};
    struct error err = {0};
    struct text first = written(&cluster), second = written(&other);
    assert_string_equal(first.bytes, second.bytes);
    assert_null(strstr(first.bytes, "not-to-be-seen"));
    assert_null(strstr(first.bytes, "bm90LXRvLWJlLXNlZW4"));
    if (!running_cluster_parse("again", first.bytes, first.length, &again, &err))
        fail_msg("%s: %s", err.where, err.text);
    struct text third = written(&again);
    assert_string_equal(first.bytes, third.bytes);
    running_cluster_release(&cluster);
    running_cluster_release(&other);
    running_cluster_release(&again);
    text_release(&first);
    text_release(&second);
    text_release(&third);
}

/* Each says which answer would tell. */
static void what_is_lacking_is_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *without, *where, *text;
    } rows[] = {
        {"task-definition-api", "api", "describe-task-definition --task-definition api:3"},
        {"auto-scaling-groups", "shop-gone", "describe-auto-scaling-groups"},
        {"services", "", ""},
        {"scalable", "", ""},
        {"launch-template", "", ""},
        {"clusters", "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct error err = observe_without(rows[i].without);
        assert_int_equal(err.kind, rows[i].text[0] == '\0' ? ERROR_NONE : ERROR_INPUT);
        assert_string_equal(err.where, rows[i].where);
        if (!strstr(err.text, rows[i].text))
            fail_msg("without %s: %s", rows[i].without, err.text);
    }
    static const char *const alone[] = {SHOP "services.json", SHOP "task-definition-web-7.json",
                                        SHOP "task-definition-api-3.json", SHOP "task-definition-batch-2.json"};
    struct running_cluster cluster = {0};
    struct error err = {0};
    assert_false(observe_files(alone, 4, "shop", &cluster, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.text, "describe-container-instances"));
}

static struct error observe_text(const char *bytes, const char *cluster)
{
    char path[] = "/tmp/bayplan-answer-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, strlen(bytes)), strlen(bytes));
    close(file);
    const char *paths[] = {path};
    struct running_cluster found = {0};
    struct error err = {0};
    if (observe_files(paths, 1, cluster, &found, &err))
        running_cluster_release(&found);
    unlink(path);
    return err;
}

#define CLUSTER(name, region)                                                                                          \
    "{\"clusterArn\": \"arn:aws:ecs:" region ":123456789012:cluster/" name "\", \"clusterName\": \"" name "\"}"

static void answers_of_something_else_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *cluster, *text;
    } rows[] = {
        {"{\"Reservations\": []}", NULL, "begins with a key of: clusters, services"},
        {"[]", NULL, "begins with a key of"},
        {"{\"clusters\": [", NULL, "ends in the middle"},
        {"{\"clusters\": []}", NULL, "no file tells of a cluster"},
        {"{\"clusters\": [" CLUSTER("a", "us-east-1") ", " CLUSTER("b", "us-east-1") "]}", NULL,
         "several clusters, \"a\" and \"b\""},
        {"{\"clusters\": [" CLUSTER("a", "us-east-1") "]}", "b", "no file tells of the cluster \"b\""},
        {"{\"clusters\": [{\"clusterName\": \"a\", \"clusterArn\": \"\"}]}", NULL, "which region"},
        {"{\"clusters\": [" CLUSTER(
             "a", "us-east-1") "], \"capacityProviders\": [{\"name\": \"p\", "
                               "\"capacityProviderArn\": \"arn:aws:ecs:eu-west-1:123456789012:capacity-provider/p\", "
                               "\"autoScalingGroupProvider\": {\"autoScalingGroupArn\": \"g\"}}]}",
         NULL, "different regions"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct error err = observe_text(rows[i].bytes, rows[i].cluster);
        assert_int_equal(err.kind, ERROR_INPUT);
        if (!strstr(err.text, rows[i].text))
            fail_msg("%s: %s", rows[i].bytes, err.text);
    }
    assert_int_equal(observe_text("{\"clusters\": [" CLUSTER("a", "us-east-1") "]}", "a").kind, ERROR_NONE);
    struct running_cluster none = {0};
    struct error err = {0};
    assert_false(observe_files(NULL, 0, NULL, &none, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
}

/* --- the profile drafted --- */

struct draft {
    struct arena arena;
    struct field_strings notes;
    struct profile profile;
};

static struct draft draft_of(const struct running_cluster *cluster)
{
    struct draft draft = {0};
    struct error err = {0};
    struct text text;
    text_init(&text, DOCUMENT_BYTES_MAX);
    if (!observe_profile(cluster, &draft.arena, &draft.notes, &text, &err) ||
        !profile_parse("draft", text.bytes, text.length, &draft.profile, &err))
        fail_msg("%s: %s\n%s", err.where, err.text, text.bytes ? text.bytes : "");
    text_release(&text);
    return draft;
}

static void draft_release(struct draft *draft)
{
    arena_release(&draft->arena);
    profile_release(&draft->profile);
}

static const struct service *service_of(const struct profile *profile, const char *name)
{
    for (int i = 0; i < profile->services_count; i++)
        if (strcmp(profile->services[i].name, name) == 0)
            return &profile->services[i];
    fail_msg("no %s", name);
    return NULL;
}

/* What is wanted, as ECS was told it; of bayplan's own copy for Fargate what it was copied from. */
static void the_draft_asks_for_what_runs(void **state)
{
    (void)state;
    struct running_cluster cluster = observe(all, ALL);
    struct draft draft = draft_of(&cluster);
    const struct profile *profile = &draft.profile;
    const struct service *web = service_of(profile, "web"), *mail = service_of(profile, "mail"),
                         *batch = service_of(profile, "batch"), *logs = service_of(profile, "logs");
    assert_int_equal(profile->services_count, 7);
    assert_int_equal(profile->zones.count, 3);
    assert_int_equal(profile->subnets_count, 3);
    assert_string_equal(web->task_definition, "web:7");
    assert_int_equal(web->tasks.items[0], 12);
    assert_int_equal(web->network_mode, NETWORK_BRIDGE);
    assert_int_equal(web->deployment.minimum_healthy_percent, 50);
    assert_int_equal(web->deployment.maximum_percent, 150);
    assert_int_equal(web->placement_strategies.count, 2);
    assert_string_equal(mail->task_definition, "mail:2");
    assert_int_equal(mail->cpu_units, 200);
    assert_int_equal(mail->memory_mib, 400);
    assert_int_equal(mail->places, 1u << PLACE_EC2 | 1u << PLACE_FARGATE | 1u << PLACE_FARGATE_SPOT);
    assert_false(mail->availability_zone_rebalancing);
    assert_int_equal(batch->places, 1u << PLACE_EC2 | 1u << PLACE_FARGATE | 1u << PLACE_EC2_SPOT);
    assert_int_equal(batch->architectures, 1u << ARCHITECTURE_ARM64);
    assert_int_equal(batch->placement_strategies.count, 0);
    assert_int_equal(logs->scheduling_strategy, SCHEDULING_DAEMON);
    assert_int_equal(logs->network_mode, NETWORK_HOST);
    draft_release(&draft);
    running_cluster_release(&cluster);
}

static void the_draft_says_where_to_apply_it(void **state)
{
    (void)state;
    struct running_cluster cluster = observe(all, ALL);
    struct draft draft = draft_of(&cluster);
    const struct apply_settings *apply = &draft.profile.apply;
    assert_true(apply->given);
    assert_string_equal(apply->account, "123456789012");
    assert_string_equal(apply->cluster, "shop");
    assert_int_equal(apply->subnets.count, 2);
    assert_string_equal(apply->subnets.items[0], "subnet-0000000a");
    assert_int_equal(apply->security_groups.count, 1);
    assert_string_equal(apply->security_groups.items[0], "sg-0000000b");
    assert_string_equal(apply->instance_profile, "nodes");
    draft_release(&draft);
    running_cluster_release(&cluster);
}

static bool is_noted(const struct field_strings *notes, const char *words)
{
    for (int i = 0; i < notes->count; i++)
        if (strstr(notes->items[i], words))
            return true;
    return false;
}

static void guesses_are_noted(void **state)
{
    (void)state;
    static const char *const words[] = {"batch: architectures", "attribute:custom",   "web: tasks",  "from 4 to 40",
                                        "edge: left out",       "the desired counts", "places: ec2", "host ports"};
    struct running_cluster cluster = observe(all, ALL);
    struct draft draft = draft_of(&cluster);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!is_noted(&draft.notes, words[i]))
            fail_msg("no note has \"%s\"", words[i]);
    assert_int_equal(draft.notes.count, 10);
    draft_release(&draft);
    running_cluster_release(&cluster);
}

static struct running_cluster cluster_of(const char *objects)
{
    char bytes[4096];
    struct running_cluster cluster = {0};
    struct error err = {0};
    snprintf(bytes, sizeof bytes,
             "{\"schema\": \"bayplan.cluster/1\", \"name\": \"c\", \"region\": \"us-east-1\", \"observed_at\": "
             "\"2026-11-22T03:00:00Z\", \"services\": [{\"name\": \"web\", \"place\": \"fargate\", \"tasks\": 2, "
             "\"cpu_units\": 256, \"memory_mib\": 512}], \"objects\": [%s]}",
             objects);
    if (!running_cluster_parse("test", bytes, strlen(bytes), &cluster, &err))
        fail_msg("%s: %s", err.where, err.text);
    return cluster;
}

#define SUBNET(id, zone, vpc, cidr)                                                                                    \
    "{\"kind\": \"subnet\", \"name\": \"" id "\", \"properties\": {\"zone\": \"us-east-1" zone "\", \"vpc\": \"" vpc   \
    "\", \"cidr\": \"" cidr "\", \"free_addresses\": \"9\"}}"
#define TEMPLATE(name, profile)                                                                                        \
    "{\"kind\": \"launch_template\", \"name\": \"" name "\", \"properties\": {\"instance_profile\": \"" profile "\"}}"

/* Networks that may overlap, a zone alone, two instance profiles: left out, and said. */
static void what_is_not_one_is_left_out(void **state)
{
    (void)state;
    static const struct {
        const char *objects, *note;
        int zones, subnets;
    } rows[] = {
        {SUBNET("subnet-a", "a", "vpc-1", "10.0.0.0/24") "," SUBNET("subnet-b", "b", "vpc-1", "10.0.1.0/24"),
         "free addresses", 2, 2},
        {SUBNET("subnet-a", "a", "vpc-1", "10.0.0.0/24") "," SUBNET("subnet-b", "b", "vpc-2", "10.0.0.0/24"),
         "no subnets", 2, 0},
        {SUBNET("subnet-a", "a", "vpc-1", "10.0.0.0/24") "," SUBNET("subnet-b", "b", "vpc-1", ""), "no subnets", 2, 0},
        {SUBNET("subnet-a", "a", "vpc-1", "10.0.0.0/24") "," SUBNET("subnet-b", "b", "vpc-1", "10.0.1.0/24") "," SUBNET(
             "subnet-c", "a", "vpc-2", "10.0.0.0/24") "," SUBNET("subnet-d", "b", "vpc-2", "10.0.1.0/24"),
         "no subnets", 2, 0},
        {SUBNET("subnet-a", "a", "vpc-1", "10.0.0.0/24"), "no zones: 1", 2, 0},
        {TEMPLATE("a", "nodes") "," TEMPLATE("b", "others"), "the launch templates name 2", 2, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct running_cluster cluster = cluster_of(rows[i].objects);
        struct draft draft = draft_of(&cluster);
        assert_int_equal(draft.profile.zones.count, rows[i].zones);
        assert_int_equal(draft.profile.subnets_count, rows[i].subnets);
        assert_string_equal(draft.profile.apply.instance_profile, "");
        if (!is_noted(&draft.notes, rows[i].note))
            fail_msg("no note has \"%s\"", rows[i].note);
        draft_release(&draft);
        running_cluster_release(&cluster);
    }
}

/* A document written by hand has groups and services and no object: less can be said of it, and it is. */
static void a_cluster_without_objects_is_drafted_too(void **state)
{
    (void)state;
    struct running_cluster cluster = {0};
    struct error err = {0};
    assert_true(running_cluster_load("data/examples/cluster.json", &cluster, &err));
    struct draft draft = draft_of(&cluster);
    assert_int_equal(draft.profile.services_count, cluster.services_count);
    assert_int_equal(draft.profile.apply.subnets.count, 0);
    assert_true(is_noted(&draft.notes, "no subnets"));
    assert_true(is_noted(&draft.notes, "no apply.instance_profile"));
    draft_release(&draft);
    running_cluster_release(&cluster);
}

static void nothing_cannot_be_drafted(void **state)
{
    (void)state;
    struct running_cluster empty = {
        .name = "shop", .region = "us-east-1", .account = "", .observed_at = "2026-11-22T03:00:00Z"};
    struct arena arena = {0};
    struct field_strings notes;
    struct text text;
    struct error err = {0};
    text_init(&text, DOCUMENT_BYTES_MAX);
    assert_false(observe_profile(&empty, &arena, &notes, &text, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.where, "shop");
    arena_release(&arena);
    text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(head_is_of_the_answers),
        cmocka_unit_test(groups_are_what_runs),
        cmocka_unit_test(services_have_a_place_and_a_size),
        cmocka_unit_test(the_document_is_the_same_and_read_again),
        cmocka_unit_test(what_is_lacking_is_asked_for),
        cmocka_unit_test(answers_of_something_else_are_refused),
        cmocka_unit_test(the_draft_asks_for_what_runs),
        cmocka_unit_test(the_draft_says_where_to_apply_it),
        cmocka_unit_test(guesses_are_noted),
        cmocka_unit_test(what_is_not_one_is_left_out),
        cmocka_unit_test(a_cluster_without_objects_is_drafted_too),
        cmocka_unit_test(nothing_cannot_be_drafted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
