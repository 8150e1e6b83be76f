/* The schemas of price books and overlays and the readers' tables say the same of every key. */
#include "data/base/fields.h"
#include "data/base/file.h"
#include "data/catalogue_fields.h"
#include "data/catalogue_rows.h"
#include "data/overlay_fields.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct node *schema_read(const char *path, struct arena *arena)
{
    struct error err = {0};
    struct node *root = NULL;
    char *bytes = NULL;
    size_t length = 0;
    if (!file_read(path, arena, &bytes, &length, &err) || !node_parse(path, bytes, length, arena, &root, &err))
        fail_msg("%s: %s", err.where, err.text);
    return root;
}

static bool list_has(const struct node *list, const char *word)
{
    for (const struct node *member = list->first; member != NULL; member = member->next)
        if (strcmp(member->string, word) == 0)
            return true;
    return false;
}

static void check_choices(const struct field *field, const struct node *property)
{
    const struct node *values = node_child(property, "enum");
    int count = 0;
    assert_non_null(values);
    for (; field->choices[count] != NULL; count++)
        assert_true(list_has(values, field->choices[count]));
    assert_int_equal(count, values->children_count);
}

static void check_field(const struct field *field, const struct node *property)
{
    if (field->type == FIELD_CHOICE)
        check_choices(field, property);
    if (field->type == FIELD_INTEGER) {
        assert_true(node_child(property, "minimum")->number == field->minimum);
        assert_true(node_child(property, "maximum")->number == field->maximum);
    }
    if (field->type == FIELD_OBJECTS)
        assert_int_equal(node_child(property, "maxItems")->integer, field->count_max);
}

static void check_object(const struct field_table *table, const struct node *object)
{
    const struct node *properties = node_child(object, "properties");
    assert_int_equal(properties->children_count, table->count);
    assert_false(node_child(object, "additionalProperties")->boolean);
    for (int i = 0; i < table->count; i++) {
        const struct field *field = &table->fields[i];
        const struct node *property = node_child(properties, field->key);
        if (property == NULL)
            fail_msg("the schema has no %s.%s", table->what, field->key);
        assert_int_equal(list_has(node_child(object, "required"), field->key), field->required);
        check_field(field, property);
    }
}

static void check_schema(const char *path, const char *id, const struct field_table *table, int lists)
{
    struct arena arena = {0};
    struct node *root = schema_read(path, &arena);
    assert_string_equal(node_child(root, "$id")->string, id);
    check_object(table, root);
    for (int i = 0; i < table->count; i++) {
        if (table->fields[i].type != FIELD_OBJECTS)
            continue;
        const struct node *list = node_child(node_child(root, "properties"), table->fields[i].key);
        const char *reference = node_child(node_child(list, "items"), "$ref")->string;
        check_object(table->fields[i].object, node_child(node_child(root, "$defs"), strrchr(reference, '/') + 1));
        lists--;
    }
    assert_int_equal(lists, 0);
    arena_release(&arena);
}

static void schema_and_table_agree(void **state)
{
    (void)state;
    check_schema("data/schema/catalogue.schema.json", CATALOGUE_SCHEMA, catalogue_field_table(), 3);
    check_schema("data/schema/overlay.schema.json", "bayplan.overlay/1", overlay_field_table(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(schema_and_table_agree)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
