/* json_writer.h — JSON out, keys in the order written, two-space indent; lists of numbers stay on one line.
 * Deterministic: the same calls give the same bytes. Strings must be valid UTF-8 (BUG_IF otherwise). */
#ifndef BAYPLAN_BASE_JSON_WRITER_H
#define BAYPLAN_BASE_JSON_WRITER_H

#include "data/base/money.h"
#include "data/base/text.h"

enum { JSON_WRITER_DEPTH_MAX = 16 };

struct json_writer {
    struct text *out;
    int depth;
    bool has_member[JSON_WRITER_DEPTH_MAX];
    int depth_of_lines; /* what is deeper than this stands on its owner's line: 2 = a row each of a list in the root;
                           0 = every member on a line of its own */
};

/* `key` is NULL inside a list and for the root. */
void json_begin_object(struct json_writer *writer, const char *key);
void json_end_object(struct json_writer *writer);
void json_begin_list(struct json_writer *writer, const char *key);
void json_end_list(struct json_writer *writer);
void json_string(struct json_writer *writer, const char *key, const char *value);
void json_words(struct json_writer *writer, const char *key, const char *value); /* nothing where NULL or "" */
void json_integer(struct json_writer *writer, const char *key, int64_t value);
void json_number(struct json_writer *writer, const char *key, double value); /* shortest text that reads back */
void json_boolean(struct json_writer *writer, const char *key, bool value);
void json_money(struct json_writer *writer, const char *key, int64_t nano); /* decimal string */
void json_integers(struct json_writer *writer, const char *key, const int64_t *values, int count);
void json_strings(struct json_writer *writer, const char *key, const char *const *values, int count);
void json_finish(struct json_writer *writer); /* final newline */

#endif
