/* date.h — days and seconds since 1970, in the Gregorian calendar and UTC, of the years 1 to 9999. */
#ifndef BAYPLAN_BASE_DATE_H
#define BAYPLAN_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

enum { DATE_TEXT_SIZE = 16, MOMENT_TEXT_SIZE = 32, SECONDS_PER_DAY = 24 * 60 * 60 };

/* "2026-11-22" to days since 1970-01-01; false where it is no date, or NULL. */
bool date_parse(const char *text, int64_t *ret_days);
/* And back; returns `buffer`. */
const char *date_format(int64_t days, char buffer[DATE_TEXT_SIZE]);

/* "2026-11-22T03:00:00Z" to seconds since 1970 without leap seconds; false where it is no moment, or NULL. Nothing but
 * this form is one: no fraction, no offset, no hour 24. */
bool moment_parse(const char *text, int64_t *ret_seconds);
/* And back; returns `buffer`. */
const char *moment_format(int64_t seconds, char buffer[MOMENT_TEXT_SIZE]);

#endif
