/* fuzz_fields.c — any document through a table that has every type of field. */
#include "data/base/fields.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

struct inner {
    const char *name;
    struct field_integers list;
    double ratio;
};

struct outer {
    const char *text;
    int64_t whole, money;
    double number;
    bool flag, flag_given;
    int choice;
    unsigned choices;
    struct field_strings strings;
    struct field_integers integers;
    struct field_texts texts;
    struct inner object;
    struct field_objects objects;
};

static const char *const colours[] = {"red", "green", "blue", NULL};
static const struct field inner_fields[] = {
    {.key = "name", .type = FIELD_STRING, .offset = offsetof(struct inner, name), .required = true},
    {.key = "list", .type = FIELD_INTEGERS, .offset = offsetof(struct inner, list), .minimum = -5, .maximum = 5},
    {.key = "ratio", .type = FIELD_NUMBER, .offset = offsetof(struct inner, ratio), .maximum = 1},
};
static const struct field_table inner_table = {"member", sizeof(struct inner), inner_fields, 3, NULL};
static const struct field outer_fields[] = {
    {.key = "text", .type = FIELD_STRING, .offset = offsetof(struct outer, text)},
    {.key = "whole", .type = FIELD_INTEGER, .offset = offsetof(struct outer, whole), .maximum = 100},
    {.key = "number", .type = FIELD_NUMBER, .offset = offsetof(struct outer, number)},
    {.key = "flag",
     .type = FIELD_BOOLEAN,
     .offset = offsetof(struct outer, flag),
     .given_offset = offsetof(struct outer, flag_given)},
    {.key = "money", .type = FIELD_MONEY, .offset = offsetof(struct outer, money)},
    {.key = "choice", .type = FIELD_CHOICE, .offset = offsetof(struct outer, choice), .choices = colours},
    {.key = "choices", .type = FIELD_CHOICES, .offset = offsetof(struct outer, choices), .choices = colours},
    {.key = "strings", .type = FIELD_STRINGS, .offset = offsetof(struct outer, strings), .count_max = 4},
    {.key = "integers", .type = FIELD_INTEGERS, .offset = offsetof(struct outer, integers), .count_max = 168},
    {.key = "texts",
     .type = FIELD_TEXTS,
     .offset = offsetof(struct outer, texts),
     .maximum = 9,
     .count_max = 3,
     .may_be_empty = true},
    {.key = "object", .type = FIELD_OBJECT, .offset = offsetof(struct outer, object), .object = &inner_table},
    {.key = "objects", .type = FIELD_OBJECTS, .offset = offsetof(struct outer, objects), .object = &inner_table},
};
static const struct field_table outer_table = {"thing", sizeof(struct outer), outer_fields, 12, NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct error err = {0};
    struct node *root = NULL;
    struct outer outer = {0};
    bool ok = node_parse("f", (const char *)data, size, &arena, &root, &err) &&
              fields_read(&outer_table, "f", root, &arena, &outer, &err);
    if (ok != (err.kind == ERROR_NONE))
        abort();
    if (ok && (outer.whole < 0 || outer.whole > 100 || outer.choices > 7 || outer.strings.count > 4 ||
               outer.texts.count > 3 || outer.money < 0))
        abort();
    arena_release(&arena);
    return 0;
}
