/* json_numbers.h — where the numbers of a JSON text stand, money in quotes among them, and under which key. */
#ifndef BAYPLAN_TESTS_JSON_NUMBERS_H
#define BAYPLAN_TESTS_JSON_NUMBERS_H

#include "data/base/text.h"

enum { JSON_PATH_SIZE = 160 };

struct json_number {
    size_t offset, length;     /* of its digits, quotes not among them */
    char path[JSON_PATH_SIZE]; /* keys with dots, without indices: "pools.scheduled_actions.max_size" */
};

/* free() the result. The text must be JSON as plan_write writes it: no escapes in keys. */
struct json_number *json_numbers_find(const struct text *json, int *ret_count);
/* The text with another number there; release with text_release. */
struct text json_number_replace(const struct text *json, const struct json_number *number, const char *with);

#endif
