/* money.h — dollars as 64-bit nano-dollars, in two types that cannot be added to each other.
 *
 * Largest amount: 9.2 thousand million dollars. Every sum and product is checked; an overflow is BUG_IF, because
 * the documents' limits (see profile.h, catalogue.h) keep sums below it. */
#ifndef BAYPLAN_BASE_MONEY_H
#define BAYPLAN_BASE_MONEY_H

#include "data/base/error.h"
#include <stdint.h>

#define NANO_PER_USD INT64_C(1000000000)
enum { HOURS_PER_MONTH = 730, HOURS_PER_WEEK = 168 };

struct usd {
    int64_t nano;
};

struct usd_per_hour {
    int64_t nano;
};

struct usd usd_add(struct usd a, struct usd b);
struct usd usd_subtract(struct usd a, struct usd b);
struct usd_per_hour usd_per_hour_add(struct usd_per_hour a, struct usd_per_hour b);
struct usd_per_hour usd_per_hour_times(struct usd_per_hour rate, int64_t count);

/* round_half_up(nano * numerator / denominator) in 128-bit integers; denominator > 0; rounds half away from zero. */
int64_t nano_scale(int64_t nano, int64_t numerator, int64_t denominator);

/* A month (730 h) of a profile of `hours` hours (1, 24 or 168) whose hourly costs sum to `sum_of_hours`:
 * sum * 730 / hours, rounded half up to the nano-dollar. This is the only place where hours become months. */
struct usd usd_of_month(struct usd_per_hour sum_of_hours, int hours);

enum { MONEY_TEXT_SIZE = 32 };

/* "1234.56": at least 2 decimals, at most 9, no trailing zeros after the second; exact. Returns `buffer`. */
const char *nano_format(int64_t nano, char buffer[MONEY_TEXT_SIZE]);
/* "1,234.57": rounded to cents, thousands separated, for people. Returns `buffer`. */
const char *nano_format_cents(int64_t nano, char buffer[MONEY_TEXT_SIZE]);
/* Decimal text, at most 9 decimals and 10 digits before the point, optional leading '-'; no exponent, no blanks. Reads
 * back whatever nano_format wrote, except INT64_MIN.
 * False where it is anything else (no struct error: the caller knows the place). */
MUST_CHECK bool nano_parse(const char *text, int64_t *ret_nano);

#endif
