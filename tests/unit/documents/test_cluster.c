/* test_cluster.c — clusters as read: every key from JSON and from XML, defaults, the example. Bad ones: tests/invalid.
 */
#include "data/catalogue.h"
#include "data/cluster.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct running_cluster load(const char *path)
{
    struct running_cluster cluster = {0};
    struct error err = {0};
    if (!running_cluster_load(path, &cluster, &err))
        fail_msg("%s: %s", err.where, err.text);
    return cluster;
}

/* By name: batch before web, whatever the file has first. */
static void assert_groups(const struct running_cluster *cluster)
{
    assert_int_equal(cluster->groups_count, 2);
    const struct running_group *batch = &cluster->groups[0], *web = &cluster->groups[1];
    assert_string_equal(batch->name, "batch");
    assert_string_equal(batch->auto_scaling_group, "");
    assert_string_equal(batch->instance_type, "c5.large");
    assert_int_equal(batch->purchase, PURCHASE_ON_DEMAND);
    assert_int_equal(batch->zones.count, 1);
    assert_int_equal(batch->instances, 0);
    assert_int_equal(batch->min_size, -1);
    assert_int_equal(batch->max_size, -1);
    assert_int_equal(batch->root_volume_gib, 30);
    assert_false(batch->root_volume_gib_given);
    assert_string_equal(web->name, "web");
    assert_string_equal(web->auto_scaling_group, "asg-web");
    assert_int_equal(web->purchase, PURCHASE_SPOT);
    assert_string_equal(web->zones.items[0], "us-gov-west-1b");
    assert_int_equal(web->instances, 7);
    assert_int_equal(web->min_size, 0);
    assert_int_equal(web->max_size, 9);
    assert_int_equal(web->root_volume_gib, 0);
    assert_true(web->root_volume_gib_given);
}

static void assert_services(const struct running_cluster *cluster)
{
    assert_int_equal(cluster->services_count, 3);
    const struct running_service *api = &cluster->services[0], *mail = &cluster->services[1],
                                 *zurich = &cluster->services[2];
    assert_string_equal(api->name, "api");
    assert_string_equal(api->place, "fargate_spot");
    assert_int_equal(api->tasks, 0);
    assert_int_equal(api->ephemeral_storage_gib, 21);
    assert_int_equal(api->architectures, 1u << ARCHITECTURE_ARM64);
    assert_true(api->architecture_given && zurich->architecture_given);
    assert_string_equal(mail->name, "mail");
    assert_int_equal(mail->architectures, 1u << ARCHITECTURE_X86_64);
    assert_int_equal(mail->ephemeral_storage_gib, 20);
    assert_false(mail->architecture_given);
    assert_string_equal(zurich->name, "zürich & co");
    assert_string_equal(zurich->place, "web");
    assert_int_equal(zurich->tasks, 12);
    assert_int_equal(zurich->cpu_units, 1);
    assert_int_equal(zurich->memory_mib, 6);
    assert_int_equal(zurich->gpus, 2);
}

/* By kind, parent and name; properties in the table's order, an empty value another thing than none. */
static void assert_objects(const struct running_cluster *cluster)
{
    assert_int_equal(cluster->objects_count, 4);
    const struct object *whole = &cluster->objects[0], *web = &cluster->objects[1], *action = &cluster->objects[2];
    assert_int_equal(whole->kind, OBJECT_CLUSTER);
    assert_string_equal(whole->stack, "shop & co");
    assert_string_equal(whole->run, "adopted");
    assert_string_equal(whole->id, "");
    assert_int_equal(whole->properties_count, 0);
    assert_int_equal(web->kind, OBJECT_SERVICE);
    assert_string_equal(web->parent, "every key");
    assert_string_equal(web->id, "arn:aws-us-gov:ecs:us-gov-west-1:012345678901:service/every key/web");
    assert_string_equal(web->stack, "");
    assert_int_equal(web->properties_count, 4);
    assert_string_equal(web->properties[0].name, "task_definition");
    assert_string_equal(web->properties[0].value, "web:7");
    assert_int_equal(object_integer(web, "desired_count"), 12);
    assert_string_equal(object_value(web, "capacity_provider_strategy"), "");
    assert_null(object_value(web, "placement_strategy"));
    assert_string_equal(web->properties[3].value, "two\nlines <&>");
    assert_int_equal(action->kind, OBJECT_GROUP_ACTION);
    assert_string_equal(action->parent, "batch");
    assert_string_equal(cluster->objects[3].parent, "web");
}

static void every_key_is_read(void **state)
{
    (void)state;
    static const char *const paths[] = {"tests/unit/documents/full_cluster.json",
                                        "tests/unit/documents/full_cluster.xml"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct running_cluster cluster = load(paths[i]);
        assert_string_equal(cluster.file, paths[i]);
        assert_int_equal(strlen(cluster.sha256), 64);
        assert_string_equal(cluster.name, "every key");
        assert_string_equal(cluster.region, "us-gov-west-1");
        assert_string_equal(cluster.account, "012345678901");
        assert_string_equal(cluster.observed_at, "2024-02-29T23:59:59Z");
        assert_groups(&cluster);
        assert_services(&cluster);
        assert_objects(&cluster);
        running_cluster_release(&cluster);
    }
}

/* Fargate alone needs no group, and a group may run nothing. */
static void half_a_cluster_is_one(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "<cluster schema='bayplan.cluster/1' name='c' region='us-east-1' observed_at='2026-11-22T03:00:00Z'>"
        "<services name='a' place='fargate' tasks='1' cpu_units='256' memory_mib='512'/></cluster>",
        "<cluster schema='bayplan.cluster/1' name='c' region='us-east-1' observed_at='2026-11-22T03:00:00Z'>"
        "<groups name='g' instance_type='m5.large' zones='us-east-1a' instances='3' max_size='2'/></cluster>"};
    for (int i = 0; i < 2; i++) {
        struct running_cluster cluster = {0};
        struct error err = {0};
        if (!running_cluster_parse("c.xml", texts[i], strlen(texts[i]), &cluster, &err))
            fail_msg("%s: %s", err.where, err.text);
        assert_int_equal(cluster.services_count, i == 0);
        assert_int_equal(cluster.groups_count, i == 1);
        assert_string_equal(cluster.account, "");
        running_cluster_release(&cluster);
        running_cluster_release(&cluster); /* again is allowed */
    }
}

static struct text write_cluster(const struct running_cluster *cluster)
{
    struct text text;
    text_init(&text, 16 * 1024 * 1024);
    running_cluster_write(cluster, &text);
    assert_false(text.overflown);
    return text;
}

static struct running_cluster parse(const struct text *text)
{
    struct running_cluster cluster = {0};
    struct error err = {0};
    if (!running_cluster_parse("written", text->bytes, text->length, &cluster, &err))
        fail_msg("%s: %s\n%s", err.where, err.text, text->bytes);
    return cluster;
}

/* Whatever form it was read from: the same bytes, again and again, and the same cluster. */
static void what_is_written_is_read(void **state)
{
    (void)state;
    static const char *const paths[] = {"tests/unit/documents/full_cluster.json",
                                        "tests/unit/documents/full_cluster.xml", "data/examples/cluster.json"};
    char first_hash[SHA256_HEX_SIZE] = "";
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct running_cluster cluster = load(paths[i]);
        struct text first = write_cluster(&cluster);
        struct running_cluster again = parse(&first);
        struct text second = write_cluster(&again);
        assert_string_equal(first.bytes, second.bytes);
        if (i == 0)
            memcpy(first_hash, again.sha256, sizeof first_hash);
        if (i < 2) {
            assert_groups(&again);
            assert_services(&again);
            assert_objects(&again);
            assert_string_equal(again.sha256, first_hash);
            assert_string_equal(again.account, "012345678901");
        }
        running_cluster_release(&cluster);
        running_cluster_release(&again);
        text_release(&first);
        text_release(&second);
    }
}

/* One that was observed and is not there, or has nothing in it yet. */
static void an_empty_cluster_is_written(void **state)
{
    (void)state;
    struct running_cluster empty = {
        .name = "shop", .region = "us-east-1", .account = "", .observed_at = "2026-11-22T03:00:00Z"};
    struct text text = write_cluster(&empty);
    struct running_cluster again = parse(&text);
    assert_string_equal(again.name, "shop");
    assert_int_equal(again.groups_count + again.services_count + again.objects_count, 0);
    running_cluster_release(&again);
    text_release(&text);
}

/* The example runs the shop: each service of its profile but the daemon, with the reservations of the profile. */
static void the_example_runs_the_shop(void **state)
{
    (void)state;
    struct running_cluster cluster = load("data/examples/cluster.json");
    struct profile shop = {0};
    struct error err = {0};
    assert_true(profile_load("data/examples/shop.json", &shop, &err));
    assert_string_equal(cluster.name, shop.name);
    assert_string_equal(cluster.region, shop.region);
    int found = 0;
    for (int i = 0; i < shop.services_count; i++)
        for (int k = 0; k < cluster.services_count; k++)
            if (strcmp(shop.services[i].name, cluster.services[k].name) == 0) {
                found++;
                assert_int_equal(shop.services[i].cpu_units, cluster.services[k].cpu_units);
                assert_int_equal(shop.services[i].memory_mib, cluster.services[k].memory_mib);
            }
    assert_int_equal(found, cluster.services_count);
    assert_int_equal(found, shop.services_count - 1);
    profile_release(&shop);
    running_cluster_release(&cluster);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_read),         cmocka_unit_test(half_a_cluster_is_one),
        cmocka_unit_test(what_is_written_is_read),   cmocka_unit_test(an_empty_cluster_is_written),
        cmocka_unit_test(the_example_runs_the_shop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
