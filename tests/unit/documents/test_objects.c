/* test_objects.c — the one language of objects: its table, values, order and fingerprint. */
#include "data/objects.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct object service(const char *name)
{
    return (struct object){.kind = OBJECT_SERVICE,
                           .name = name,
                           .parent = "shop",
                           .id = "arn:aws:ecs:us-east-1:123456789012:service/shop/web",
                           .stack = "shop",
                           .run = "20261122T030000Z-ab12cd"};
}

static void the_table_fits(void **state)
{
    (void)state;
    int rows = 0;
    for (int kind = 0; kind < OBJECT_KINDS_COUNT; kind++) {
        int count = 0;
        assert_int_equal(object_kind_of(object_kind_words[kind]), kind);
        for (const char *name; (name = object_property_name((enum object_kind)kind, count, NULL)); count++)
            for (int other = 0; other < count; other++)
                assert_string_not_equal(name, object_property_name((enum object_kind)kind, other, NULL));
        assert_in_range(count, 1, OBJECT_PROPERTIES_MAX);
        rows += count;
    }
    int in_table = 0;
#define X(kind, name, role) in_table++;
    OBJECT_PROPERTIES(X)
#undef X
    assert_int_equal(rows, in_table);
    assert_null(object_kind_words[OBJECT_KINDS_COUNT]);
    assert_null(object_kind_titles[OBJECT_KINDS_COUNT]);
    assert_int_equal(object_kind_of("pod"), -1);
    enum property_role role = PROPERTY_SET;
    assert_string_equal(object_property_name(OBJECT_SUBNET, 0, &role), "zone");
    assert_int_equal(role, PROPERTY_OBSERVED);
}

/* Whatever the order of setting, the table's order; a copy of the struct keeps what it had. */
static void values_are_kept_in_order(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct object web = service("web");
    object_set_integer(&web, &arena, "desired_count", 12);
    object_set(&web, &arena, "rollout_state", "COMPLETED");
    object_set(&web, &arena, "task_definition", "web:7");
    struct object before = web;
    char value[] = "web:8";
    object_set(&web, &arena, "task_definition", value);
    value[0] = 'x';
    assert_int_equal(web.properties_count, 3);
    assert_string_equal(web.properties[0].name, "task_definition");
    assert_string_equal(web.properties[1].name, "desired_count");
    assert_string_equal(web.properties[2].name, "rollout_state");
    assert_string_equal(object_value(&web, "task_definition"), "web:8");
    assert_string_equal(object_value(&before, "task_definition"), "web:7");
    assert_null(object_value(&web, "subnets"));
    arena_release(&arena);
}

static void integers_are_numbers_only(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        int64_t integer;
    } rows[] = {{"0", 0},    {"12", 12},    {"9007199254740993", INT64_C(9007199254740993)},
                {"", -1},    {"web:7", -1}, {"-3", -1},
                {"1.5", -1}, {" 1", -1},    {"1 ", -1},
                {"0x1", -1}, {"1e400", -1}};
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct object web = service("web");
        object_set(&web, &arena, "desired_count", rows[i].value);
        assert_int_equal(object_integer(&web, "desired_count"), rows[i].integer);
    }
    struct object web = service("web");
    assert_int_equal(object_integer(&web, "desired_count"), -1);
    arena_release(&arena);
}

static void a_copy_stands_alone(void **state)
{
    (void)state;
    struct arena arena = {0}, other = {0};
    struct object web = service("web");
    object_set(&web, &arena, "task_definition", "web:7");
    web.run = NULL;
    struct object copy = object_copy(&web, &other);
    arena_release(&arena);
    assert_string_equal(copy.name, "web");
    assert_string_equal(copy.run, "");
    assert_string_equal(object_value(&copy, "task_definition"), "web:7");
    arena_release(&other);
}

static void order_is_kind_parent_name(void **state)
{
    (void)state;
    const struct object objects[] = {
        {.kind = OBJECT_CLUSTER, .name = "z"},
        {.kind = OBJECT_SERVICE, .name = "b", .parent = "a"},
        {.kind = OBJECT_SERVICE, .name = "a", .parent = "b"},
        {.kind = OBJECT_SERVICE, .name = "b", .parent = "b"},
        {.kind = OBJECT_GROUP_ACTION, .name = "a", .parent = "a"},
    };
    for (int i = 0; i < 5; i++)
        for (int k = 0; k < 5; k++) {
            int order = object_compare(&objects[i], &objects[k]);
            assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
        }
    assert_ptr_equal(object_find(objects, 5, OBJECT_SERVICE, "b", "b"), &objects[3]);
    assert_ptr_equal(object_find(objects, 5, OBJECT_CLUSTER, "", "z"), &objects[0]);
    assert_null(object_find(objects, 5, OBJECT_SERVICE, "a", "a"));
    assert_null(object_find(objects, 0, OBJECT_CLUSTER, "", "z"));
}

static void labels_leave_the_cluster_out(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct object web = service("web");
    const struct object action = {.kind = OBJECT_GROUP_ACTION, .name = "bayplan-055-1", .parent = "shop-m7g-large"},
                        group = {.kind = OBJECT_AUTO_SCALING_GROUP, .name = "shop-m7g-large", .parent = ""};
    assert_string_equal(object_label(&web, &arena), "service/web");
    assert_string_equal(object_label(&action, &arena), "group_action/shop-m7g-large/bayplan-055-1");
    assert_string_equal(object_label(&group, &arena), "auto_scaling_group/shop-m7g-large");
    arena_release(&arena);
}

static void assert_fingerprint(const struct object *object, const struct object *other, bool same)
{
    char hex[SHA256_HEX_SIZE], other_hex[SHA256_HEX_SIZE];
    object_fingerprint(object, hex);
    object_fingerprint(other, other_hex);
    assert_int_equal(strcmp(hex, other_hex) == 0, same);
}

/* What a plan sets counts, and whose it is; what AWS does by itself, the run and the lock do not. */
static void fingerprint_is_of_what_is_set(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct object web = service("web"), other = web;
    object_set(&web, &arena, "task_definition", "web:7");
    other = web;
    other.run = "another";
    object_set(&other, &arena, "running_count", "3");
    assert_fingerprint(&web, &other, true);
    other = web;
    object_set(&other, &arena, "task_definition", "web:8");
    assert_fingerprint(&web, &other, false);
    other = web;
    object_set(&other, &arena, "placement_strategy", "");
    assert_fingerprint(&web, &other, true);
    object_set(&other, &arena, "placement_strategy", "random");
    assert_fingerprint(&web, &other, false);
    const char *const other_ids[] = {"", "arn:aws:ecs:us-east-1:123456789012:service/shop/new"};
    for (int i = 0; i < 2; i++) {
        other = web;
        other.id = other_ids[i];
        assert_fingerprint(&web, &other, false);
    }
    other = web;
    other.stack = "";
    assert_fingerprint(&web, &other, false);
    other = web;
    other.kind = OBJECT_CLUSTER;
    other.properties_count = 0;
    struct object locked = other;
    object_set(&locked, &arena, "lock", "run@2026-11-22T03:00:00Z");
    assert_fingerprint(&other, &locked, true);
    arena_release(&arena);
}

/* Names with separators in them cannot make two objects one. */
static void fingerprint_keeps_texts_apart(void **state)
{
    (void)state;
    const struct object one = {.kind = OBJECT_SERVICE, .parent = "a", .name = "b;c", .id = "d", .stack = ""},
                        two = {.kind = OBJECT_SERVICE, .parent = "a;b", .name = "c", .id = "d", .stack = ""};
    assert_fingerprint(&one, &two, false);
}

static void sets_are_sorted(void **state)
{
    (void)state;
    struct arena arena = {0};
    const char *const names[] = {"subnet-b", "subnet-a", "subnet-b", "subnet-c"};
    assert_string_equal(object_set_of(names, 4, &arena), "subnet-a,subnet-b,subnet-c");
    assert_string_equal(object_set_of(names, 1, &arena), "subnet-b");
    assert_string_equal(object_set_of(NULL, 0, &arena), "");
    assert_string_equal(names[0], "subnet-b");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_fits),
        cmocka_unit_test(values_are_kept_in_order),
        cmocka_unit_test(integers_are_numbers_only),
        cmocka_unit_test(a_copy_stands_alone),
        cmocka_unit_test(order_is_kind_parent_name),
        cmocka_unit_test(labels_leave_the_cluster_out),
        cmocka_unit_test(fingerprint_is_of_what_is_set),
        cmocka_unit_test(fingerprint_keeps_texts_apart),
        cmocka_unit_test(sets_are_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
