/* feed_walk.c — see feed_walk.h. */
#include "pricing/feed_walk.h"

#include <string.h>

void walk_begin(struct walk *walk)
{
    walk->depth = 0;
    walk->text = NULL;
    walk->rule = NULL;
    for (int i = 0; i < WALK_PLACES_MAX; i++)
        walk->first[i] = NULL;
    for (int i = walk->rules_count - 1; i >= 0; i--) {
        BUG_IF(walk->rules[i].in >= WALK_PLACES_MAX);
        walk->first[walk->rules[i].in] = &walk->rules[i];
    }
}

static const struct walk_rule *rule_find(const struct walk *walk, const char *key, size_t length)
{
    int place = walk->places[walk->depth - 1];
    const struct walk_rule *end = walk->rules + walk->rules_count;
    for (const struct walk_rule *rule = walk->first[place]; rule != NULL && rule < end && rule->in == place; rule++)
        if (rule->key == NULL || (strncmp(rule->key, key, length) == 0 && rule->key[length] == '\0'))
            return rule;
    return NULL;
}

static enum json_stream_answer on_key(struct walk *walk, const char *text, size_t length, struct error *err)
{
    const struct walk_rule *rule = rule_find(walk, text, length);
    walk->rule = rule;
    walk->text = NULL;
    if (rule == NULL)
        return JSON_SKIP;
    if (rule->to == WALK_TEXT) {
        walk->text = (char *)walk->context + rule->offset;
        walk->text_size = rule->size;
    }
    if (rule->ask) {
        switch (walk->key(walk->context, rule->in, text, length, err)) {
        case WALK_ON:
            break;
        case WALK_OVER:
            return JSON_SKIP;
        case WALK_STOP:
            return JSON_STOP;
        }
    }
    return JSON_GO_ON;
}

/* An object or a list begins: of the key before it, or a list's next member. */
static enum json_stream_answer on_begin(struct walk *walk, bool list, struct error *err)
{
    int place = 0;
    bool wanted_list = false;
    if (walk->depth > 0) {
        if (walk->lists[walk->depth - 1])
            walk->rule = rule_find(walk, "", 0);
        if (walk->rule == NULL || walk->rule->to < 0 || walk->text != NULL) {
            error_set(err, ERROR_INPUT, walk->name, "holds %s where a text is expected: no price list of AWS's",
                      list ? "a list" : "an object");
            return JSON_STOP;
        }
        place = walk->rule->to;
        wanted_list = walk->rule->list;
    }
    if (list != wanted_list || walk->depth == WALK_DEPTH_MAX) {
        error_set(err, ERROR_INPUT, walk->name, "%s%s%s is %s, not %s: no price list of AWS's",
                  walk->rule != NULL && walk->rule->key != NULL ? "\"" : "a member",
                  walk->rule != NULL && walk->rule->key != NULL ? walk->rule->key : "",
                  walk->rule != NULL && walk->rule->key != NULL ? "\"" : "", list ? "a list" : "an object",
                  wanted_list ? "a list" : "an object");
        return JSON_STOP;
    }
    walk->places[walk->depth] = place;
    walk->lists[walk->depth] = list;
    walk->depth++;
    return walk->begin != NULL && !walk->begin(walk->context, place, err) ? JSON_STOP : JSON_GO_ON;
}

static enum json_stream_answer on_scalar(struct walk *walk, enum json_event event, const char *text, size_t length,
                                         struct error *err)
{
    if (walk->text == NULL) {
        error_set(err, ERROR_INPUT, walk->name,
                  "holds a text where an object or a list is expected: no price list of "
                  "AWS's");
        return JSON_STOP;
    }
    bool null = event == JSON_LITERAL && length == 4 && memcmp(text, "null", 4) == 0;
    if (null || length >= walk->text_size || memchr(text, '\0', length) != NULL)
        length = 0;
    memcpy(walk->text, text, length);
    walk->text[length] = '\0';
    walk->text = NULL;
    return JSON_GO_ON;
}

enum json_stream_answer walk_event(void *context, enum json_event event, const char *text, size_t length,
                                   struct error *err)
{
    struct walk *walk = context;
    switch (event) {
    case JSON_KEY:
        return on_key(walk, text, length, err);
    case JSON_BEGIN_OBJECT:
    case JSON_BEGIN_LIST:
        return on_begin(walk, event == JSON_BEGIN_LIST, err);
    case JSON_END_OBJECT:
    case JSON_END_LIST:
        walk->depth--;
        walk->rule = NULL;
        return walk->end != NULL && !walk->end(walk->context, walk->places[walk->depth], err) ? JSON_STOP : JSON_GO_ON;
    case JSON_STRING:
    case JSON_NUMBER:
    case JSON_LITERAL:
        return on_scalar(walk, event, text, length, err);
    }
    return JSON_STOP;
}
