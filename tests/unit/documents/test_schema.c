/* test_schema.c — the JSON Schemas say what the readers' tables say: the same keys, types, limits, choices and
 * defaults, and nothing else. What a schema says beyond them (patterns, lengths of demand) is checked where python3
 * has jsonschema: see schema_examples.py. */
#include "data/base/file.h"
#include "data/cluster_fields.h"
#include "data/plan_fields.h"
#include "data/policy_fields.h"
#include "data/profile_fields.h"
#include "data/verdict_scenarios.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct walk {
    const char *file;
    const struct node *root;
    int fields;   /* looked at */
    int defaults; /* compared */
};

static void fail_at(const struct walk *walk, const struct node *node, const char *what)
{
    char where[NODE_WHERE_SIZE];
    fail_msg("%s: %s", node_where(walk->file, node, NULL, where), what);
}

static const struct node *need(const struct walk *walk, const struct node *node, const char *key)
{
    const struct node *child = node_child(node, key);
    if (!child)
        fail_at(walk, node, key);
    return child;
}

/* {"$ref": "#/$defs/NAME"} -> the definition. */
static const struct node *resolve(const struct walk *walk, const struct node *node)
{
    static const char prefix[] = "#/$defs/";
    const struct node *reference = node_child(node, "$ref");
    if (!reference)
        return node;
    assert_int_equal(strncmp(reference->string, prefix, sizeof prefix - 1), 0);
    return need(walk, need(walk, walk->root, "$defs"), reference->string + sizeof prefix - 1);
}

static bool list_has(const struct node *list, const char *string)
{
    for (const struct node *member = list->first; member; member = member->next)
        if (member->kind == NODE_STRING && strcmp(member->string, string) == 0)
            return true;
    return false;
}

static void assert_type(const struct walk *walk, const struct node *node, const char *type)
{
    const struct node *given = need(walk, node, "type");
    if (given->kind != NODE_STRING || strcmp(given->string, type) != 0)
        fail_at(walk, given, type);
}

static void assert_number(const struct walk *walk, const struct node *node, const char *key, double expected)
{
    const struct node *given = need(walk, node, key);
    if (given->kind != NODE_NUMBER || given->number < expected || given->number > expected)
        fail_at(walk, given, "another limit than the table's");
}

static void assert_range(const struct walk *walk, const struct node *node, const struct field *field, const char *type)
{
    assert_type(walk, node, type);
    assert_number(walk, node, "minimum", field->minimum);
    assert_number(walk, node, "maximum", field->maximum);
}

static void assert_choices(const struct walk *walk, const struct node *node, const struct field *field)
{
    const struct node *member = need(walk, node, "enum")->first;
    for (int i = 0; field->choices[i]; i++, member = member->next)
        if (!member || strcmp(member->string, field->choices[i]) != 0)
            fail_at(walk, node, "other choices than the table's");
    assert_null(member);
}

static void assert_string(const struct walk *walk, const struct node *node, const struct field *field)
{
    if (strcmp(field->key, "schema") == 0) {
        need(walk, node, "const");
        return;
    }
    assert_type(walk, node, "string");
    assert_number(walk, node, "minLength", field->may_be_empty ? 0 : 1);
    assert_number(walk, node, "maxLength",
                  field->characters_max > 0 ? field->characters_max
                  : field->maximum > 0      ? field->maximum
                                            : FIELD_NAME_BYTES_MAX);
}

static const struct node *assert_list(const struct walk *walk, const struct node *node)
{
    assert_type(walk, node, "array");
    return resolve(walk, need(walk, node, "items"));
}

/* One number, or lists of them: of some lengths, the longest what the table reads (a demand: what it means). */
static void assert_integers(const struct walk *walk, const struct node *node, const struct field *field)
{
    const struct node *form = need(walk, node, "anyOf")->first;
    int longest = 0;
    assert_range(walk, form, field, "integer");
    for (form = form->next; form; form = form->next) {
        assert_range(walk, assert_list(walk, form), field, "integer");
        longest = (int)need(walk, form, "maxItems")->integer;
    }
    assert_int_equal(longest, field->count_max == PROFILE_HOURS_READ_MAX ? HOURS_PER_WEEK : field->count_max);
}

static void assert_table(struct walk *walk, const struct node *node, const struct field_table *table,
                         const char *defaults);

static void assert_default(struct walk *walk, const struct node *node, const struct field *field, const char *slot)
{
    const struct node *given = node_child(node, "default");
    if (!given || !slot)
        return;
    walk->defaults++;
    unsigned bits = 0;
    switch (field->type) {
    case FIELD_INTEGER:
        assert_int_equal(given->integer, *(const int64_t *)(const void *)slot);
        return;
    case FIELD_NUMBER:
        assert_true(given->number >= *(const double *)(const void *)slot);
        assert_true(given->number <= *(const double *)(const void *)slot);
        return;
    case FIELD_BOOLEAN:
        assert_int_equal(given->boolean, *(const bool *)(const void *)slot);
        return;
    case FIELD_CHOICE:
        assert_string_equal(given->string, field->choices[*(const int *)(const void *)slot]);
        return;
    case FIELD_CHOICES:
        for (unsigned i = 0; field->choices[i]; i++)
            bits |= list_has(given, field->choices[i]) ? 1u << i : 0;
        assert_int_equal(bits, *(const unsigned *)(const void *)slot);
        return;
    case FIELD_STRING:
    case FIELD_MONEY:
    case FIELD_STRINGS:
    case FIELD_INTEGERS:
    case FIELD_TEXTS:
    case FIELD_OBJECT:
    case FIELD_OBJECTS:
        fail_at(walk, node, "this type has no default to compare");
    }
}

static void assert_field(struct walk *walk, const struct node *plain, const struct field *field, const char *slot)
{
    const struct node *node = resolve(walk, plain);
    walk->fields++;
    assert_default(walk, node, field, slot);
    switch (field->type) {
    case FIELD_STRING:
        assert_string(walk, node, field);
        return;
    case FIELD_INTEGER:
        assert_range(walk, node, field, "integer");
        return;
    case FIELD_NUMBER:
        assert_range(walk, node, field, "number");
        return;
    case FIELD_BOOLEAN:
        assert_type(walk, node, "boolean");
        return;
    case FIELD_MONEY:
        assert_ptr_equal(node, need(walk, need(walk, walk->root, "$defs"), "money"));
        return;
    case FIELD_CHOICE:
        assert_choices(walk, node, field);
        return;
    case FIELD_CHOICES:
        assert_choices(walk, assert_list(walk, node), field);
        assert_number(walk, node, "minItems", 1);
        assert_true(need(walk, node, "uniqueItems")->boolean);
        return;
    case FIELD_STRINGS:
        if (field->choices) {
            assert_choices(walk, assert_list(walk, node), field);
            assert_true(need(walk, node, "uniqueItems")->boolean);
        } else {
            assert_string(walk, assert_list(walk, node), field);
        }
        assert_number(walk, node, "maxItems", field->count_max);
        return;
    case FIELD_INTEGERS:
        assert_integers(walk, node, field);
        return;
    case FIELD_TEXTS:
        assert_type(walk, node, "object");
        assert_number(walk, node, "maxProperties", field->count_max);
        assert_string(walk, need(walk, node, "additionalProperties"), field);
        return;
    case FIELD_OBJECT:
        assert_table(walk, node, field->object, slot);
        return;
    case FIELD_OBJECTS:
        assert_number(walk, node, "maxItems", field->count_max);
        assert_table(walk, assert_list(walk, node), field->object, field->object->defaults);
        return;
    }
}

/* `defaults` is a struct of the table's kind, or NULL. */
static void assert_table(struct walk *walk, const struct node *node, const struct field_table *table,
                         const char *defaults)
{
    const struct node *properties = need(walk, node, "properties");
    const struct node *required = need(walk, node, "required");
    assert_type(walk, node, "object");
    assert_false(need(walk, node, "additionalProperties")->boolean);
    int required_count = 0;
    for (int i = 0; i < table->count; i++) {
        const struct field *field = &table->fields[i];
        assert_field(walk, need(walk, properties, field->key), field, defaults ? defaults + field->offset : NULL);
        if (field->required != list_has(required, field->key))
            fail_at(walk, required, field->key);
        required_count += field->required;
    }
    assert_int_equal(properties->children_count, table->count);
    assert_int_equal(required->children_count, required_count);
}

static struct walk load_schema(const char *path, struct arena *arena)
{
    struct error err = {0};
    struct node *root = NULL;
    char *bytes = NULL;
    size_t length = 0;
    if (!file_read(path, arena, &bytes, &length, &err) || !node_parse(path, bytes, length, arena, &root, &err))
        fail_msg("%s: %s", err.where, err.text);
    return (struct walk){.file = path, .root = root};
}

static struct walk assert_schema(const char *path, const struct field_table *table, const void *defaults)
{
    struct arena arena = {0};
    struct walk walk = load_schema(path, &arena);
    assert_table(&walk, walk.root, table, defaults);
    arena_release(&arena);
    return walk;
}

static void test_profile_schema(void **state)
{
    (void)state;
    struct profile_document document;
    profile_document_init(&document);
    struct walk walk = assert_schema("data/schema/profile.schema.json", profile_field_table(), &document);
    assert_int_equal(walk.fields, 89);
    assert_int_equal(walk.defaults, 30);
}

static void test_plan_schema(void **state)
{
    (void)state;
    struct plan_document document;
    plan_document_init(&document);
    struct walk walk = assert_schema("data/schema/plan.schema.json", plan_field_table(), &document);
    assert_int_equal(walk.fields, 232);
    assert_int_equal(walk.defaults, 15);
}

static void test_policy_schema(void **state)
{
    (void)state;
    struct policy_document document = {0};
    struct walk walk = assert_schema("data/schema/policy.schema.json", policy_field_table(), &document);
    assert_int_equal(walk.fields, 42);
    assert_int_equal(walk.defaults, 14);
}

static void test_cluster_schema(void **state)
{
    (void)state;
    struct cluster_document document;
    cluster_document_init(&document);
    struct walk walk = assert_schema("data/schema/cluster.schema.json", cluster_field_table(), &document);
    assert_int_equal(walk.fields, 32);
    assert_int_equal(walk.defaults, 5);
}

/* Nothing reads a verdict, so no table says its keys; only its scenarios are read, out of a plan. */
static void test_verdict_scenarios(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct walk walk = load_schema("data/schema/verdict.schema.json", &arena);
    const struct node *scenario = need(&walk, need(&walk, walk.root, "$defs"), "scenario");
    assert_table(&walk, scenario, &verdict_scenario_table, NULL);
    assert_int_equal(walk.fields, 19);
    assert_number(&walk, need(&walk, need(&walk, walk.root, "properties"), "scenarios"), "maxItems", SCENARIOS_COUNT);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_profile_schema),    cmocka_unit_test(test_plan_schema),
        cmocka_unit_test(test_policy_schema),     cmocka_unit_test(test_cluster_schema),
        cmocka_unit_test(test_verdict_scenarios),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
