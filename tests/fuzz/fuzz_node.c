/* fuzz_node.c — any bytes as JSON or XML: a tree whose links and places hold, or one error with a place. */
#include "data/base/node.h"
#include "tests/fuzz/fuzz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void require(bool truth)
{
    if (!truth)
        abort();
}

static void check_node(const struct node *node, int depth)
{
    char where[NODE_WHERE_SIZE];
    require(depth <= NODE_DEPTH_MAX + 1);
    require(node->line >= 1 && node->column >= 1);
    require(strncmp(node_where("f", node, "key", where), "f:", 2) == 0);
    if (node->kind == NODE_NUMBER)
        require(isfinite(node->number) && (!node->is_integer || (double)node->integer == node->number));
    if (node->kind == NODE_STRING || node->kind == NODE_XML_TEXT)
        require(utf8_valid_length(node->string, strlen(node->string)) == strlen(node->string));
    int count = 0;
    for (const struct node *child = node->first; child; child = child->next, count++) {
        require(child->parent == node);
        require(node->kind == NODE_LIST || child->name);
        require(child->line > node->line || (child->line == node->line && child->column >= node->column));
        check_node(child, depth + 1);
    }
    require(count == node->children_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct error err = {0};
    struct node *root = NULL;
    if (node_parse("f", (const char *)data, size, &arena, &root, &err)) {
        require(root && err.kind == ERROR_NONE);
        check_node(root, 1);
    } else {
        require(!root && (err.kind == ERROR_INPUT || err.kind == ERROR_LIMIT));
        require(err.text[0] != '\0' && strncmp(err.where, "f", 1) == 0);
    }
    arena_release(&arena);
    return 0;
}
