/* journal_line.h — one record as one line of a journal, there and back. journal.c's and its tests' only. */
#ifndef BAYPLAN_APPLY_JOURNAL_LINE_H
#define BAYPLAN_APPLY_JOURNAL_LINE_H

#include "data/base/text.h"
#include "planner/apply/journal.h"

/* Of the checksum of the line before and this line's own bytes: no line can be taken out of the middle, put in, or
 * come twice. "" before the first. */
enum { JOURNAL_CHECKSUM_SIZE = 9 };
void journal_checksum(const char *before, const char *bytes, size_t length, char hex[JOURNAL_CHECKSUM_SIZE]);

/* Adds "CRC32 JSON\n"; `checksum` is that of the line before and becomes this one's. */
void journal_line_write(const struct journal_record *record, char checksum[JOURNAL_CHECKSUM_SIZE],
                        struct text *ret_line);
/* `line` without its end. A wrong checksum is *ret_whole = false, no error; `checksum` as above, kept where it is
 * wrong. Errors: INPUT, LIMIT (with `where`). */
MUST_CHECK bool journal_line_read(const char *where, const char *line, size_t length,
                                  char checksum[JOURNAL_CHECKSUM_SIZE], struct arena *arena,
                                  struct journal_record *ret_record, bool *ret_whole, struct error *err);

#endif
