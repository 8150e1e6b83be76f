/* date.c — dates as days, in the Gregorian calendar. */
#include "planner/check/policy_check.h"

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

bool date_parse(const char *text, int64_t *ret_days)
{
    static const char shape[] = "0000-00-00";
    if (!text || strlen(text) != sizeof shape - 1)
        return false;
    for (size_t i = 0; shape[i]; i++)
        if (shape[i] == '-' ? text[i] != '-' : text[i] < '0' || text[i] > '9')
            return false;
    int64_t year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + text[3] - '0';
    int month = (text[5] - '0') * 10 + text[6] - '0', day = (text[8] - '0') * 10 + text[9] - '0';
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in(year, month))
        return false;
    *ret_days = days_to(year) + day - 1;
    for (int m = 1; m < month; m++)
        *ret_days += days_in(year, m);
    return true;
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
