/* money.c — see money.h. */
#include "data/base/money.h"
#include "data/base/wide.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int64_t add_checked(int64_t a, int64_t b)
{
    int64_t sum = 0;
    BUG_IF(__builtin_add_overflow(a, b, &sum));
    return sum;
}

struct usd usd_add(struct usd a, struct usd b)
{
    return (struct usd){add_checked(a.nano, b.nano)};
}

struct usd usd_subtract(struct usd a, struct usd b)
{
    int64_t difference = 0;
    BUG_IF(__builtin_sub_overflow(a.nano, b.nano, &difference));
    return (struct usd){difference};
}

struct usd_per_hour usd_per_hour_add(struct usd_per_hour a, struct usd_per_hour b)
{
    return (struct usd_per_hour){add_checked(a.nano, b.nano)};
}

struct usd_per_hour usd_per_hour_times(struct usd_per_hour rate, int64_t count)
{
    int64_t product = 0;
    BUG_IF(__builtin_mul_overflow(rate.nano, count, &product));
    return (struct usd_per_hour){product};
}

int64_t nano_scale(int64_t nano, int64_t numerator, int64_t denominator)
{
    BUG_IF(denominator <= 0);
    int128 product = (int128)nano * numerator;
    int128 magnitude = product < 0 ? -product : product;
    int128 rounded = magnitude / denominator, rest = magnitude % denominator;
    if (rest >= denominator - rest)
        rounded++;
    int128 result = product < 0 ? -rounded : rounded;
    BUG_IF(result > INT64_MAX || result < INT64_MIN);
    return (int64_t)result;
}

struct usd usd_of_month(struct usd_per_hour sum_of_hours, int hours)
{
    return (struct usd){nano_scale(sum_of_hours.nano, HOURS_PER_MONTH, hours)};
}

static uint64_t magnitude_of(int64_t nano)
{
    return nano < 0 ? 0 - (uint64_t)nano : (uint64_t)nano;
}

const char *nano_format(int64_t nano, char buffer[MONEY_TEXT_SIZE])
{
    uint64_t magnitude = magnitude_of(nano), unit = (uint64_t)NANO_PER_USD;
    int length = snprintf(buffer, MONEY_TEXT_SIZE, "%s%" PRIu64 ".%09" PRIu64, nano < 0 ? "-" : "", magnitude / unit,
                          magnitude % unit);
    int shortest = length - 7;
    while (length > shortest && buffer[length - 1] == '0')
        buffer[--length] = '\0';
    return buffer;
}

const char *nano_format_cents(int64_t nano, char buffer[MONEY_TEXT_SIZE])
{
    const uint64_t nano_per_cent = (uint64_t)NANO_PER_USD / 100;
    uint64_t cents = (magnitude_of(nano) + nano_per_cent / 2) / nano_per_cent;
    char digits[MONEY_TEXT_SIZE];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, cents / 100);
    char *out = buffer;
    if (nano < 0 && cents > 0)
        *out++ = '-';
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            *out++ = ',';
        *out++ = digits[i];
    }
    snprintf(out, (size_t)(buffer + MONEY_TEXT_SIZE - out), ".%02d", (int)(cents % 100));
    return buffer;
}

/* Reads digits up to `most`; *ret_value is their value. Returns how many; -1 where there are more or the value is too
 * large. */
static int digits_read(const char *text, int most, int64_t *ret_value)
{
    int count = 0;
    *ret_value = 0;
    for (; text[count] >= '0' && text[count] <= '9'; count++)
        if (count == most || __builtin_mul_overflow(*ret_value, 10, ret_value) ||
            __builtin_add_overflow(*ret_value, text[count] - '0', ret_value))
            return -1;
    return count;
}

bool nano_parse(const char *text, int64_t *ret_nano)
{
    bool negative = *text == '-';
    text += negative;
    int64_t whole = 0, part = 0, nano = 0;
    int count = digits_read(text, 10, &whole);
    if (count <= 0)
        return false;
    text += count;
    if (*text == '.') {
        count = digits_read(text + 1, 9, &part);
        if (count <= 0)
            return false;
        text += 1 + count;
        for (; count < 9; count++)
            part *= 10;
    }
    if (*text != '\0' || __builtin_mul_overflow(whole, NANO_PER_USD, &nano) ||
        __builtin_add_overflow(nano, part, &nano))
        return false;
    *ret_nano = negative ? -nano : nano;
    return true;
}
