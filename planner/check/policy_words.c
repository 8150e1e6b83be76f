/* policy_words.c — amounts and counts as the policy's sentences say them, dates, and tenants by name. */
#include "planner/check/policy_parts.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *say(struct judging *at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *sentence = arena_vprintf(&at->verdict->arena, format, arguments);
    va_end(arguments);
    return sentence;
}

int64_t held(int128 nano)
{
    return nano > INT64_MAX ? INT64_MAX : nano < -INT64_MAX ? -INT64_MAX : (int64_t)nano;
}

/* --- amounts --- */

enum { GROUPED_SIZE = 2 * MONEY_TEXT_SIZE };

/* "1234.5" -> "1,234.5": commas into the digits before the point. */
static void group(const char *plain, char out[GROUPED_SIZE])
{
    size_t digits = strspn(plain, "0123456789"), length = 0;
    for (size_t i = 0; plain[i]; i++) {
        if (i > 0 && i < digits && (digits - i) % 3 == 0)
            out[length++] = ',';
        out[length++] = plain[i];
    }
    out[length] = '\0';
}

const char *usd_beside(struct judging *at, int64_t nano, int64_t other)
{
    char text[MONEY_TEXT_SIZE], other_text[MONEY_TEXT_SIZE], grouped[GROUPED_SIZE];
    nano_format_cents(nano, text);
    nano_format_cents(other, other_text);
    if (nano != other && strcmp(text, other_text) == 0) {
        nano_format(nano, text);
        bool negative = text[0] == '-';
        group(text + negative, grouped);
        return say(at, "%s$%s", negative ? "-" : "", grouped);
    }
    bool negative = text[0] == '-';
    return say(at, "%s$%s", negative ? "-" : "", text + negative);
}

const char *usd_words(struct judging *at, int64_t nano)
{
    return usd_beside(at, nano, 0);
}

const char *usd_change(struct judging *at, int64_t nano)
{
    return say(at, "%s%s", nano > 0 ? "+" : "", usd_words(at, nano));
}

const char *percent_beside(struct judging *at, double percent, double other)
{
    char text[64], other_text[64];
    snprintf(text, sizeof text, "%.2f", percent);
    snprintf(other_text, sizeof other_text, "%.2f", other);
    if (percent != other && strcmp(text, other_text) == 0)
        snprintf(text, sizeof text, "%.12g", percent);
    return say(at, "%s %%", text);
}

const char *number_words(struct judging *at, int64_t count)
{
    char plain[MONEY_TEXT_SIZE], grouped[GROUPED_SIZE];
    snprintf(plain, sizeof plain, "%" PRId64, count);
    group(plain, grouped);
    return say(at, "%s", grouped);
}

const char *count_words(struct judging *at, int64_t count, const char *noun)
{
    return say(at, "%s %s%s", number_words(at, count), noun, count == 1 ? "" : "s");
}

const char *causes_words(struct judging *at)
{
    const struct difference *difference = at->subjects->difference;
    const char *words = "";
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
        if (difference->by_cause_nano[cause] != 0)
            words = say(at, "%s%s%s %s", words, *words ? ", " : "", difference_cause_names[cause],
                        usd_change(at, difference->by_cause_nano[cause]));
    return words;
}

/* --- limits of a change --- */

enum { PERCENT_PARTS = 1000 * 1000 * 1000 }; /* of a percent: what a double in a document can be told by */

bool change_is_above(const struct policy_change *limit, int64_t change, int64_t whole)
{
    long double parts = roundl((long double)limit->percent * PERCENT_PARTS);
    int128 share = (int128)change * 100 * PERCENT_PARTS, most = (int128)parts * whole;
    return change > limit->usd_per_month_nano && share > most;
}

const char *change_words(struct judging *at, const struct policy_change *limit)
{
    const char *percent = say(at, "%.10g %%", limit->percent);
    if (limit->usd_per_month_nano == 0)
        return percent;
    const char *usd = usd_words(at, limit->usd_per_month_nano);
    return limit->percent > 0 ? say(at, "%s and %s", percent, usd) : usd;
}

/* --- tenants --- */

static int compare_tenants(const void *a, const void *b)
{
    return strcmp(((const struct tenant *)a)->name, ((const struct tenant *)b)->name);
}

struct tenants tenants_of(const struct plan *plan)
{
    struct tenants tenants = {
        memory_alloc((size_t)(plan->services_count + plan->jobs_count) + 1, sizeof(struct tenant)), 0};
    for (int i = 0; i < plan->services_count; i++) {
        const struct plan_service *service = &plan->services[i];
        tenants.items[tenants.count++] =
            (struct tenant){.name = service->name,
                            .place = service->place,
                            .settings_sha256 = service->settings_sha256 ? service->settings_sha256 : "",
                            .service = service,
                            .usd_per_month_nano = service->usd_per_month_nano};
    }
    for (int i = 0; i < plan->jobs_count; i++) {
        const struct plan_job *job = &plan->jobs[i];
        tenants.items[tenants.count++] =
            (struct tenant){.name = job->name,
                            .place = job->place,
                            .settings_sha256 = job->settings_sha256 ? job->settings_sha256 : "",
                            .job = job,
                            .usd_per_month_nano = job->usd_per_month_nano};
    }
    qsort(tenants.items, (size_t)tenants.count, sizeof *tenants.items, compare_tenants);
    return tenants;
}

const struct tenant *tenant_find(const struct tenants *tenants, const char *name)
{
    struct tenant wanted = {.name = name};
    return tenants->count == 0
               ? NULL
               : bsearch(&wanted, tenants->items, (size_t)tenants->count, sizeof wanted, compare_tenants);
}

void tenants_range(const struct tenants *tenants, const char *pattern, int *ret_first, int *ret_end)
{
    *ret_first = 0;
    *ret_end = tenants->count;
    if (strpbrk(pattern, "*?"))
        return;
    const struct tenant *found = tenant_find(tenants, pattern);
    *ret_first = found ? (int)(found - tenants->items) : 0;
    *ret_end = found ? *ret_first + 1 : 0;
}

int64_t tasks_at(const struct field_integers *tasks, int hour)
{
    return tasks->count > 0 ? tasks->items[hour % tasks->count] : 0;
}
