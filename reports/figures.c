#include "reports/figures.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Puts commas into the run of digits at the head of `plain` (after a sign). */
static const char *group(const char *plain, char buffer[FIGURE_SIZE])
{
    size_t sign = plain[0] == '-', out = 0;
    size_t digits = strspn(plain + sign, "0123456789");
    if (sign)
        buffer[out++] = '-';
    for (size_t i = 0; i < digits; i++) {
        if (i > 0 && (digits - i) % 3 == 0)
            buffer[out++] = ',';
        buffer[out++] = plain[sign + i];
    }
    snprintf(buffer + out, FIGURE_SIZE - out, "%s", plain + sign + digits);
    return buffer;
}

const char *figure_count(int64_t count, char buffer[FIGURE_SIZE])
{
    char plain[32];
    snprintf(plain, sizeof plain, "%" PRId64, count);
    return group(plain, buffer);
}

const char *figure_range(int64_t least, int64_t most, char buffer[FIGURE_SIZE])
{
    char low[FIGURE_SIZE], high[FIGURE_SIZE];
    if (least == most)
        return figure_count(most, buffer);
    snprintf(buffer, FIGURE_SIZE, "%.28s–%.28s", figure_count(least, low), figure_count(most, high));
    return buffer;
}

/* Beyond 1e15 a double no longer holds the digits that would be shown. */
const char *figure_real(double value, int decimals, char buffer[FIGURE_SIZE])
{
    char plain[FIGURE_SIZE / 2];
    if (!(fabs(value) < 1e15)) {
        snprintf(buffer, FIGURE_SIZE, "%g", value);
        return buffer;
    }
    snprintf(plain, sizeof plain, "%.*f", decimals, value);
    return group(plain, buffer);
}

const char *figure_usd(int64_t nano, char buffer[FIGURE_SIZE])
{
    char cents[MONEY_TEXT_SIZE];
    nano_format_cents(nano, cents);
    bool negative = cents[0] == '-';
    snprintf(buffer, FIGURE_SIZE, "%s$%s", negative ? "-" : "", cents + negative);
    return buffer;
}

const char *figure_change(int64_t nano, char buffer[FIGURE_SIZE])
{
    char amount[FIGURE_SIZE];
    snprintf(buffer, FIGURE_SIZE, "%s%.60s", nano > 0 ? "+" : "", figure_usd(nano, amount));
    return buffer;
}

const char *figure_change_cents(int64_t nano, char buffer[FIGURE_SIZE])
{
    char amount[MONEY_TEXT_SIZE];
    snprintf(buffer, FIGURE_SIZE, "%s%s", nano > 0 ? "+" : "", nano_format_cents(nano, amount));
    return buffer;
}

const char *figure_percent(double ratio, char buffer[FIGURE_SIZE])
{
    if (ratio > 0 && ratio < 0.00005) {
        snprintf(buffer, FIGURE_SIZE, "<0.01 %%");
        return buffer;
    }
    char number[FIGURE_SIZE];
    snprintf(buffer, FIGURE_SIZE, "%.60s %%", figure_real(fabs(ratio) < 0.00005 ? 0.0 : 100 * ratio, 2, number));
    return buffer;
}

const char *figure_short(double value, int decimals, char buffer[FIGURE_SIZE])
{
    figure_real(value, decimals, buffer);
    char *end = buffer + strlen(buffer);
    while (strchr(buffer, '.') && (end[-1] == '0' || end[-1] == '.'))
        *--end = '\0';
    return buffer;
}

static const char *figure_1024ths(int64_t value, char buffer[FIGURE_SIZE])
{
    return figure_short((double)value / 1024, value < 10240 ? 3 : 1, buffer);
}

const char *figure_runs(double runs_per_day, char buffer[FIGURE_SIZE])
{
    return figure_short(runs_per_day, runs_per_day < 0.1 ? 6 : runs_per_day < 100 ? 2 : 0, buffer);
}

const char *figure_vcpus(int64_t cpu_units, char buffer[FIGURE_SIZE])
{
    return figure_1024ths(cpu_units, buffer);
}

const char *figure_gib(int64_t memory_mib, char buffer[FIGURE_SIZE])
{
    return figure_1024ths(memory_mib, buffer);
}

int figure_decimals(int64_t nano, int least)
{
    int decimals = 9;
    for (int64_t rest = nano; decimals > least && rest % 10 == 0; rest /= 10)
        decimals--;
    return decimals;
}

const char *figure_rate(int64_t nano, int decimals, char buffer[FIGURE_SIZE])
{
    int64_t unit = 1;
    for (int i = decimals; i < 9; i++)
        unit *= 10;
    int64_t rounded = nano_scale(nano, 1, unit), whole = 1;
    for (int i = 0; i < decimals; i++)
        whole *= 10;
    char plain[FIGURE_SIZE], fraction[FIGURE_SIZE / 2] = "";
    int64_t rest = rounded % whole;
    if (decimals > 0)
        snprintf(fraction, sizeof fraction, ".%0*" PRId64, decimals > 9 ? 9 : decimals, rest < 0 ? -rest : rest);
    snprintf(plain, sizeof plain, "%s%" PRId64 "%s", rounded < 0 && rounded > -whole ? "-" : "", rounded / whole,
             fraction);
    return group(plain, buffer);
}

const char *figure_seconds(double seconds, char buffer[FIGURE_SIZE])
{
    char number[FIGURE_SIZE];
    if (seconds < 600)
        snprintf(buffer, FIGURE_SIZE, "%.40s s", figure_short(seconds, seconds < 10 ? 2 : 1, number));
    else if (seconds < 100 * 60)
        snprintf(buffer, FIGURE_SIZE, "%.40s min", figure_short(seconds / 60, 1, number));
    else
        snprintf(buffer, FIGURE_SIZE, "%.40s h", figure_short(seconds / 3600, 1, number));
    return buffer;
}

const char *figure_minutes(double minutes, char buffer[FIGURE_SIZE])
{
    char number[FIGURE_SIZE];
    bool hours = minutes >= 600;
    snprintf(buffer, FIGURE_SIZE, "%.40s %s", figure_short(hours ? minutes / 60 : minutes, 1, number),
             hours ? "h" : "min");
    return buffer;
}

const char *figure_hour(int hour, int hours, char buffer[FIGURE_SIZE])
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    if (hours == HOURS_PER_WEEK && hour >= 0 && hour < hours)
        snprintf(buffer, FIGURE_SIZE, "%s %02d:00 UTC", days[hour / 24], hour % 24);
    else
        snprintf(buffer, FIGURE_SIZE, "%02d:00 UTC", hour);
    return buffer;
}
