/* date.c — see date.h. */
#include "data/base/date.h"

#include <stdio.h>
#include <string.h>

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t days_in(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 1970-01-01 to the first of January of `year`. */
static int64_t days_to(int64_t year)
{
    int64_t before = year - 1;
    return 365 * before + before / 4 - before / 100 + before / 400 - 719162;
}

/* Where `shape` has a 0, `text` has a digit; everywhere else they are the same. */
static bool has_shape(const char *text, const char *shape)
{
    if (strlen(text) != strlen(shape))
        return false;
    for (size_t i = 0; shape[i]; i++)
        if (shape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i])
            return false;
    return true;
}

static int two_digits(const char *text)
{
    return (text[0] - '0') * 10 + text[1] - '0';
}

/* The ten digits and dashes of a date at the start of `text`, whose shape is right. */
static bool read_days(const char *text, int64_t *ret_days)
{
    int64_t year = two_digits(text) * 100 + two_digits(text + 2);
    int month = two_digits(text + 5), day = two_digits(text + 8);
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in(year, month))
        return false;
    *ret_days = days_to(year) + day - 1;
    for (int m = 1; m < month; m++)
        *ret_days += days_in(year, m);
    return true;
}

bool date_parse(const char *text, int64_t *ret_days)
{
    return text && has_shape(text, "0000-00-00") && read_days(text, ret_days);
}

const char *date_format(int64_t days, char buffer[DATE_TEXT_SIZE])
{
    int64_t year = 1;
    int month = 1;
    for (int64_t step = 8192; step > 0; step /= 2)
        if (year + step <= 9999 && days_to(year + step) <= days)
            year += step;
    days -= days_to(year);
    while (month < 12 && days >= days_in(year, month))
        days -= days_in(year, month++);
    int64_t day = days < 0 ? 1 : days >= 31 ? 31 : days + 1;
    snprintf(buffer, DATE_TEXT_SIZE, "%04d-%02d-%02d", (int)year, month, (int)day);
    return buffer;
}

bool moment_parse(const char *text, int64_t *ret_seconds)
{
    int64_t days;
    if (!text || !has_shape(text, "0000-00-00T00:00:00Z") || !read_days(text, &days))
        return false;
    int hour = two_digits(text + 11), minute = two_digits(text + 14), second = two_digits(text + 17);
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *ret_seconds = days * SECONDS_PER_DAY + (hour * 60 + minute) * 60 + second;
    return true;
}

const char *moment_format(int64_t seconds, char buffer[MOMENT_TEXT_SIZE])
{
    char date[DATE_TEXT_SIZE];
    int64_t of_day = (seconds % SECONDS_PER_DAY + SECONDS_PER_DAY) % SECONDS_PER_DAY;
    date_format((seconds - of_day) / SECONDS_PER_DAY, date);
    snprintf(buffer, MOMENT_TEXT_SIZE, "%sT%02d:%02d:%02dZ", date, (int)(of_day / 3600), (int)(of_day / 60 % 60),
             (int)(of_day % 60));
    return buffer;
}
