/* csv_out.h — CSV written so that a spreadsheet shows it and runs nothing of it (RFC 4180, lines end with \n).
 *
 * A line is cells, then csv_end. Text is quoted where it must be; text that a spreadsheet would take for a formula
 * (= + - @ tab CR, also full-width) gets a leading apostrophe. Numbers are never changed. */
#ifndef BAYPLAN_REPORTS_CSV_OUT_H
#define BAYPLAN_REPORTS_CSV_OUT_H

#include "data/base/text.h"
#include <stdint.h>

void csv_cell(struct text *out, const char *value);    /* text; NULL is "" */
void csv_money(struct text *out, int64_t nano);        /* "1234.56": exact, no thousands separated */
void csv_integer(struct text *out, int64_t value);     /* "-12" */
void csv_number(struct text *out, double value);       /* shortest text that reads back */
void csv_end(struct text *out);                        /* of the line */
void csv_header(struct text *out, const char *titles); /* "a,b,c", and the end of the line */

#endif
