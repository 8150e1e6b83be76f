/* feed_walk.h — a walk through a JSON document of a known shape as it is read: a table of rules says which members are
 * looked into, which are kept and which are passed over. For pricing/feed*.c alone. */
#ifndef BAYPLAN_PRICING_FEED_WALK_H
#define BAYPLAN_PRICING_FEED_WALK_H

#include "data/base/json_stream.h"

/* In place `in` (the root is 0), of member `key` (NULL = of any; last of its place): the object or list there is place
 * `to`, or with `to` WALK_TEXT its text goes to `size` bytes at `offset` of the walk's context. A text that does not
 * fit, or holds NUL, is taken as "". Members of a list are of rule {list's place, NULL}. */
enum { WALK_TEXT = -1, WALK_ASK = -2 /* the text goes where walk.key says */ };
struct walk_rule {
    int in;
    const char *key;
    int to;
    bool list; /* of `to`: a list, not an object */
    bool ask;  /* walk.key first */
    size_t offset, size;
};

#define WALK_RULE_TEXT(place, name, context, member)                                                                   \
    {                                                                                                                  \
        .in = (place), .key = (name), .to = WALK_TEXT, .offset = offsetof(struct context, member),                     \
        .size = sizeof((struct context *)NULL)->member                                                                 \
    }

enum walk_answer { WALK_ON, WALK_OVER /* pass over the member's value */, WALK_STOP /* err is set */ };

enum { WALK_DEPTH_MAX = 12, WALK_PLACES_MAX = 16 };

struct walk {
    const char *name;              /* of the document, for errors */
    const struct walk_rule *rules; /* by place */
    int rules_count;
    void *context;
    /* Before a member of a rule with `ask` is read. May set `text` and `text_size` (bytes to
     * put its text in: then it is a text) or leave them. NULL = as the rule says. */
    enum walk_answer (*key)(void *context, int place, const char *text, size_t length, struct error *err);
    /* When an object or a list has been entered or read. NULL = nothing. */
    bool (*begin)(void *context, int place, struct error *err);
    bool (*end)(void *context, int place, struct error *err);
    char *text;
    size_t text_size;

    /* its own */
    int places[WALK_DEPTH_MAX];
    bool lists[WALK_DEPTH_MAX];
    int depth;
    const struct walk_rule *first[WALK_PLACES_MAX], *rule;
};

/* Before the first byte. `rules`, `key` ... are set. */
void walk_begin(struct walk *walk);
/* The handler of json_stream_new; its context is the walk. */
enum json_stream_answer walk_event(void *walk, enum json_event event, const char *text, size_t length,
                                   struct error *err);

#endif
