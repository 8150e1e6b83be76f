/* json_escape.h — the parts of a JSON string that do not stand for themselves; inside of json_stream.c. */
#ifndef BAYPLAN_BASE_JSON_ESCAPE_H
#define BAYPLAN_BASE_JSON_ESCAPE_H

#include <stddef.h>

enum { JSON_UNIT_CUT = 0, JSON_UNIT_BROKEN = -1 };

/* Bytes of the escape (a pair of surrogates is one) or of the UTF-8 character above ASCII at `at`, of which `length`
 * bytes, at least one, are there: JSON_UNIT_CUT where it may go on behind them. */
int json_unit_length(const char *at, ptrdiff_t length);

/* A string that json_unit_length has seen, unescaped to `out`; its length. `out` may be `text`: what is written is
 * never longer than what was read. */
size_t json_unescape(const char *text, size_t length, char *out);

#endif
