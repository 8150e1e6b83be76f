/* node_parts.h — what node.c, node_json.c and node_xml.c share. Nobody else includes it. */
#ifndef BAYPLAN_BASE_NODE_PARTS_H
#define BAYPLAN_BASE_NODE_PARTS_H

#include "data/base/node.h"

/* Where in the bytes the reader stands; columns count characters, not bytes. */
struct cursor {
    const char *file;
    const char *at, *end;
    int line, column;
};

void cursor_advance(struct cursor *cursor, size_t bytes);
void cursor_skip_blanks(struct cursor *cursor);
bool cursor_sees(const struct cursor *cursor, const char *literal);
/* Moves behind the next `literal`, or to the end. */
void cursor_skip_behind(struct cursor *cursor, const char *literal);
/* "file:line:column" */
const char *cursor_where(const struct cursor *cursor, char buffer[NODE_WHERE_SIZE]);

struct node_builder {
    struct arena *arena;
    struct cursor cursor;
    int count; /* nodes made */
    struct error *err;
    bool foreign; /* XML of other programs: see node_parse_foreign */
};

/* A node at the cursor, not yet in the tree. NULL (and an error) where there are too many. */
struct node *builder_node(struct node_builder *builder, enum node_kind kind, const char *name);
/* Appends to parent's children; *tail is the last child so far, or NULL. */
void builder_append(struct node *parent, struct node **tail, struct node *child);

MUST_CHECK bool node_parse_json(struct node_builder *builder, struct node **ret_root);
MUST_CHECK bool node_parse_xml(struct node_builder *builder, struct node **ret_root);

#endif
