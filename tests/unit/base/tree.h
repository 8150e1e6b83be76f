/* tree.h — a node tree as one line of text, for the tests of both readers. */
#ifndef BAYPLAN_TESTS_UNIT_BASE_TREE_H
#define BAYPLAN_TESTS_UNIT_BASE_TREE_H

#include "data/base/node.h"
#include "tests/unit/base/check.h"

#include <inttypes.h>

static inline void tree_write(const struct node *node, struct text *out)
{
    static const char *const brackets[][2] = {
        [NODE_LIST] = {"[", "]"}, [NODE_OBJECT] = {"{", "}"}, [NODE_XML_ELEMENT] = {"<", ">"}};
    if (node->name)
        text_printf(out, "%s%s=", node->is_attribute ? "@" : "", node->name);
    switch (node->kind) {
    case NODE_NULL:
        text_add(out, "null");
        return;
    case NODE_BOOLEAN:
        text_add(out, node->boolean ? "true" : "false");
        return;
    case NODE_NUMBER:
        if (node->is_integer)
            text_printf(out, "%" PRId64, node->integer);
        else
            text_printf(out, "%.17g", node->number);
        return;
    case NODE_STRING:
    case NODE_XML_TEXT:
        text_printf(out, "'%s'", node->string);
        return;
    case NODE_LIST:
    case NODE_OBJECT:
    case NODE_XML_ELEMENT:
        text_add(out, brackets[node->kind][0]);
        for (const struct node *child = node->first; child; child = child->next) {
            tree_write(child, out);
            text_add(out, child->next ? " " : "");
        }
        text_add(out, brackets[node->kind][1]);
        return;
    }
}

/* The tree of `bytes`, or "where: text" of the error. */
static inline void tree_of(const char *bytes, size_t length, struct text *out)
{
    struct arena arena = {0};
    struct error err = {0};
    struct node *root = NULL;
    char *exact = malloc(length ? length : 1); /* not NUL-terminated: a byte read too far is found */
    assert_non_null(exact);
    memcpy(exact, bytes, length);
    text_init(out, 100000);
    if (node_parse("f", exact, length, &arena, &root, &err))
        tree_write(root, out);
    else
        text_printf(out, "%s: %s", err.where, err.text);
    free(exact);
    arena_release(&arena);
}

struct tree_row {
    const char *bytes, *tree;
};

static inline void assert_trees(const struct tree_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct text out;
        tree_of(rows[i].bytes, strlen(rows[i].bytes), &out);
        assert_string_equal(out.bytes, rows[i].tree);
        text_release(&out);
    }
}

/* For messages that belong to a foreign library: only how they start is ours. */
static inline void assert_trees_start(const struct tree_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct text out;
        tree_of(rows[i].bytes, strlen(rows[i].bytes), &out);
        out.bytes[out.length < strlen(rows[i].tree) ? out.length : strlen(rows[i].tree)] = '\0';
        assert_string_equal(out.bytes, rows[i].tree);
        text_release(&out);
    }
}

#endif
