#include "tests/unit/model/build_text.h"

#include "data/base/file.h"
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The rows of a book, each with its line end, that do not hold `without`. */
static void rows_keep(struct text *rows, const char *bytes, const char *without)
{
    while (*bytes != '\0') {
        size_t length = strcspn(bytes, "\n") + 1;
        size_t before = rows->length;
        text_add_bytes(rows, bytes, length);
        if (without != NULL && strstr(rows->bytes + before, without) != NULL)
            rows->bytes[rows->length = before] = '\0';
        bytes += length;
    }
}

void catalogue_of(struct catalogue *ret_catalogue, const char *without)
{
    struct arena arena = {0};
    struct error err = {0};
    struct text rows;
    char *bytes;
    size_t length;
    text_init(&rows, 1 << 20);
    assert_true(file_read(FOLDER "prices.csv", &arena, &bytes, &length, &err));
    rows_keep(&rows, bytes, without);
    if (!catalogue_parse_csv("prices.csv", "us-east-1", rows.bytes, rows.length, ret_catalogue, &err))
        fail_msg("%s: %s", err.where, err.text);
    text_release(&rows);
    arena_release(&arena);
}

struct built *build_without(const char *without, const char *body)
{
    struct built *built = memory_alloc(1, sizeof *built);
    struct text text;
    text_init(&text, 1 << 20);
    text_printf(&text, "%s%s", HEAD, body);
    if (!profile_parse("t.json", text.bytes, text.length, &built->profile, &built->err))
        fail_msg("%s: %s", built->err.where, built->err.text);
    text_release(&text);
    catalogue_of(&built->catalogue, without);
    built->ok = model_build(&built->profile, &built->catalogue, &built->model, &built->err);
    return built;
}

struct built *build(const char *body)
{
    return build_without(NULL, body);
}

void built_release(struct built *built)
{
    if (built->ok)
        model_release(&built->model);
    profile_release(&built->profile);
    catalogue_release(&built->catalogue);
    free(built);
}

struct built *build_ok(const char *body)
{
    struct built *built = build(body);
    if (!built->ok)
        fail_msg("%s: %s", built->err.where, built->err.text);
    return built;
}

void expect_error_without(const char *without, const char *body, enum error_kind kind, const char *where,
                          const char *text)
{
    struct built *built = build_without(without, body);
    assert_false(built->ok);
    if (built->err.kind != kind || strcmp(built->err.where, where) != 0 || strstr(built->err.text, text) == NULL)
        fail_msg("got %s, %s: %s", error_word(built->err.kind), built->err.where, built->err.text);
    built_release(built);
}

void expect_error(const char *body, enum error_kind kind, const char *where, const char *text)
{
    expect_error_without(NULL, body, kind, where, text);
}

const struct model_item *item_of(const struct built *built, const char *name)
{
    for (int i = 0; i < built->model.items_count; i++)
        if (strcmp(built->model.items[i].name, name) == 0)
            return &built->model.items[i];
    fail_msg("no item %s", name);
    return NULL;
}

bool instance_there(const struct built *built, const char *name)
{
    for (int i = 0; i < built->model.instances_count; i++)
        if (strcmp(built->model.instances[i].facts->name, name) == 0)
            return true;
    return false;
}

bool assumes(const struct built *built, const char *text)
{
    for (int i = 0; i < built->model.assumptions.count; i++)
        if (strstr(built->model.assumptions.items[i], text) != NULL)
            return true;
    return false;
}

void assert_assumes(const struct built *built, const char *text)
{
    if (assumes(built, text))
        return;
    for (int i = 0; i < built->model.assumptions.count; i++)
        print_error("  %s\n", built->model.assumptions.items[i]);
    fail_msg("nothing assumes: %s", text);
}
