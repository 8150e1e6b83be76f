/* vary.c — the changes, made on copies that share with the originals what they do not change. */
#include "planner/vary/vary.h"
#include "data/base/text.h"

#include <math.h>
#include <string.h>

enum { MILLION = 1000 * 1000 };

struct varying {
    const struct what_if *what_if;
    struct profile *profile;
    struct catalogue *catalogue;
    int touched;
};

/* --- prices --- */

static bool price_is_meant(const struct what_if *what_if, const struct price *price)
{
    const char *key = what_if->key;
    bool is_spot = price->purchase == PURCHASE_SPOT;
    if (price->unit == UNIT_RATIO_PER_MONTH || price->unit == UNIT_RATIO_OF_ON_DEMAND)
        return false;
    if (strcmp(key, "all") == 0)
        return true;
    if (strcmp(key, "spot") == 0)
        return is_spot;
    if (strncmp(key, "ec2.", 4) == 0)
        return !is_spot && strcmp(price->service, "ec2") == 0 && text_matches(key + 4, price->item);
    return !is_spot && strcmp(price->service, key) == 0;
}

static bool scale_rows(struct varying *at, bool (*is_meant)(const struct what_if *, const struct price *),
                       int64_t nano_max, struct error *err)
{
    struct catalogue *catalogue = at->catalogue;
    for (int i = 0; i < catalogue->prices_count; i++) {
        struct price *price = &catalogue->prices[i];
        if (!is_meant(at->what_if, price))
            continue;
        int64_t nano = nano_scale(price->nano, at->what_if->millionths, MILLION);
        nano = nano < 1 ? 1 : nano;
        if (nano > nano_max && price->unit != UNIT_RATIO_PER_MONTH)
            return error_set(err, ERROR_LIMIT, at->what_if->text,
                             "makes %s %s dearer than a price book may have it, $100,000", price->service, price->item);
        price->nano = nano > nano_max ? nano_max : nano;
        at->touched++;
    }
    return true;
}

static bool vary_prices(struct varying *at, struct error *err)
{
    return scale_rows(at, price_is_meant, 100 * 1000 * NANO_PER_USD, err) &&
           (at->touched > 0 || error_set(err, ERROR_USAGE, at->what_if->text, "the prices of %s have none of '%s'",
                                         at->catalogue->region, at->what_if->key));
}

static bool is_interruption(const struct what_if *what_if, const struct price *price)
{
    (void)what_if;
    return price->unit == UNIT_RATIO_PER_MONTH;
}

/* Types must not fall out of the pools because they are taken back more often: that is the question. */
static bool vary_interruptions(struct varying *at, struct error *err)
{
    int64_t *most = &at->profile->spot.interruptions_percent_max;
    int64_t scaled = *most * at->what_if->millionths / MILLION;
    *most = scaled > 100 ? 100 : scaled < *most ? *most : scaled;
    return scale_rows(at, is_interruption, NANO_PER_USD, err) &&
           (at->touched > 0 ||
            error_set(err, ERROR_USAGE, at->what_if->text,
                      "the prices of %s do not say how often Spot instances are taken back", at->catalogue->region));
}

/* --- demand --- */

static bool scale_service(struct varying *at, struct service *service, struct error *err)
{
    int64_t *tasks = ARENA_ARRAY(&at->profile->arena, int64_t, service->tasks.count + 1);
    for (int i = 0; i < service->tasks.count; i++) {
        tasks[i] = (service->tasks.items[i] * at->what_if->millionths + MILLION - 1) / MILLION;
        if (tasks[i] > PROFILE_TASKS_MAX)
            return error_set(err, ERROR_LIMIT, at->what_if->text, "makes more than %d tasks of service \"%s\"",
                             PROFILE_TASKS_MAX, service->name);
    }
    service->tasks.items = tasks;
    return true;
}

static bool scale_job(struct varying *at, struct job *job, struct error *err)
{
    job->runs_per_day *= (double)at->what_if->millionths / MILLION;
    return job->runs_per_day <= PROFILE_RUNS_PER_DAY_MAX ||
           error_set(err, ERROR_LIMIT, at->what_if->text, "makes more than %d runs a day of job \"%s\"",
                     PROFILE_RUNS_PER_DAY_MAX, job->name);
}

/* The sums that profile_check holds a document to. */
static bool total_is_small_enough(const struct varying *at, struct error *err)
{
    const struct profile *profile = at->profile;
    for (int hour = 0; hour < profile->hours; hour++) {
        int64_t tasks = 0;
        double vcpus = 0, gib = 0, gpus = 0;
        for (int i = 0; i < profile->services_count; i++) {
            const struct service *service = &profile->services[i];
            int64_t here = service->scheduling_strategy == SCHEDULING_DAEMON ? 0 : service_tasks(service, hour);
            tasks += here;
            vcpus += (double)here * (double)service->cpu_units / 1024;
            gib += (double)here * (double)service->memory_mib / 1024;
            gpus += (double)here * (double)service->gpus;
        }
        if (tasks > PROFILE_TASKS_TOTAL_MAX || vcpus > PROFILE_VCPUS_TOTAL_MAX || gib > PROFILE_MEMORY_GIB_TOTAL_MAX ||
            gpus > PROFILE_GPUS_TOTAL_MAX)
            return error_set(err, ERROR_LIMIT, at->what_if->text,
                             "makes more of all services together than a profile may have in hour %d", hour);
    }
    return true;
}

static bool name_is_unknown(const struct varying *at, struct error *err)
{
    const struct profile *profile = at->profile;
    int count = profile->services_count + profile->jobs_count;
    struct arena arena = {0};
    const char **names = ARENA_ARRAY(&arena, const char *, count + 1);
    for (int i = 0; i < count; i++)
        names[i] =
            i < profile->services_count ? profile->services[i].name : profile->jobs[i - profile->services_count].name;
    const char *near = text_nearest(at->what_if->key, names, (size_t)count);
    error_set(err, ERROR_USAGE, at->what_if->text, "the profile has no service or job \"%s\" with tasks%s%s%s",
              at->what_if->key, near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    arena_release(&arena);
    return false;
}

static bool vary_tasks(struct varying *at, struct error *err)
{
    struct profile *profile = at->profile;
    const char *key = at->what_if->key;
    for (int i = 0; i < profile->services_count; i++) {
        struct service *service = &profile->services[i];
        if (service->scheduling_strategy == SCHEDULING_DAEMON || (*key && strcmp(key, service->name) != 0))
            continue;
        if (!scale_service(at, service, err))
            return false;
        at->touched++;
    }
    for (int i = 0; i < profile->jobs_count; i++) {
        if (*key && strcmp(key, profile->jobs[i].name) != 0)
            continue;
        if (!scale_job(at, &profile->jobs[i], err))
            return false;
        at->touched++;
    }
    return at->touched > 0 ? total_is_small_enough(at, err) : name_is_unknown(at, err);
}

/* --- settings --- */

static bool vary_hours(struct varying *at, struct error *err)
{
    struct overhead *overhead = &at->profile->overhead;
    double factor = (double)at->what_if->millionths / MILLION;
    if (overhead->hours_per_month_cluster <= 0 && overhead->hours_per_month_instance <= 0)
        return error_set(err, ERROR_USAGE, at->what_if->text,
                         "the profile says of no hours of work (overhead.hours_per_month_cluster, _instance)");
    overhead->hours_per_month_cluster *= factor;
    overhead->hours_per_month_instance *= factor;
    return true;
}

static void vary_commitments(struct varying *at)
{
    struct field_strings *offered = &at->profile->commitments.offered;
    struct arena *arena = &at->profile->arena;
    const char *text = at->what_if->value;
    int count = 1;
    for (const char *c = text; *c; c++)
        count += *c == ',';
    *offered = (struct field_strings){.items = ARENA_ARRAY(arena, const char *, count)};
    at->profile->commitments.given = true;
    if (strcmp(text, "none") == 0)
        return;
    for (; offered->count < count; text += strcspn(text, ",") + 1)
        offered->items[offered->count++] = arena_strndup(arena, text, strcspn(text, ","));
}

/* A place beside another of `beside`, given to what has it, or taken away. */
static bool place_vary(struct varying *at, unsigned *places, unsigned beside, unsigned place, const char *name,
                       struct error *err)
{
    if (at->what_if->on && *places & beside)
        *places |= place;
    if (!at->what_if->on)
        *places &= ~place;
    return *places != 0 || error_set(err, ERROR_USAGE, at->what_if->text, "leaves \"%s\" no place at all", name);
}

static bool places_vary(struct varying *at, unsigned beside, unsigned place, struct error *err)
{
    struct profile *profile = at->profile;
    for (int i = 0; i < profile->services_count; i++) {
        struct service *service = &profile->services[i];
        if (service->scheduling_strategy != SCHEDULING_DAEMON &&
            !place_vary(at, &service->places, beside, place, service->name, err))
            return false;
    }
    for (int i = 0; i < profile->jobs_count; i++)
        if (!place_vary(at, &profile->jobs[i].places, beside, place, profile->jobs[i].name, err))
            return false;
    return true;
}

static bool vary_one(struct varying *at, struct error *err)
{
    switch (at->what_if->kind) {
    case WHAT_IF_PRICE:
        return vary_prices(at, err);
    case WHAT_IF_TASKS:
        return vary_tasks(at, err);
    case WHAT_IF_HOURS:
        return vary_hours(at, err);
    case WHAT_IF_INTERRUPTIONS:
        return vary_interruptions(at, err);
    case WHAT_IF_COMMITMENTS:
        vary_commitments(at);
        return true;
    case WHAT_IF_SPOT:
        return places_vary(at, 1u << PLACE_EC2, 1u << PLACE_EC2_SPOT, err) &&
               places_vary(at, 1u << PLACE_FARGATE, 1u << PLACE_FARGATE_SPOT, err);
    case WHAT_IF_MANAGED:
        return places_vary(at, 1u << PLACE_EC2, 1u << PLACE_MANAGED_INSTANCES, err);
    case WHAT_IF_ZONE_LOSS:
        at->profile->safety.survive_zone_loss = at->what_if->on;
        return true;
    }
    bug_found(__FILE__, __LINE__, "unknown change");
}

/* --- copies --- */

static void profile_copy(const struct profile *profile, struct profile *ret_copy)
{
    *ret_copy = *profile;
    ret_copy->arena = (struct arena){0};
    ret_copy->services = ARENA_ARRAY(&ret_copy->arena, struct service, profile->services_count + 1);
    ret_copy->jobs = ARENA_ARRAY(&ret_copy->arena, struct job, profile->jobs_count + 1);
    for (int i = 0; i < profile->services_count; i++)
        ret_copy->services[i] = profile->services[i];
    for (int i = 0; i < profile->jobs_count; i++)
        ret_copy->jobs[i] = profile->jobs[i];
}

static void catalogue_copy(const struct catalogue *catalogue, struct catalogue *ret_copy)
{
    *ret_copy = *catalogue;
    ret_copy->arena = (struct arena){0};
    ret_copy->prices = ARENA_ARRAY(&ret_copy->arena, struct price, catalogue->prices_count + 1);
    for (int i = 0; i < catalogue->prices_count; i++)
        ret_copy->prices[i] = catalogue->prices[i];
}

static bool changes_prices(enum what_if_kind kind)
{
    return kind == WHAT_IF_PRICE || kind == WHAT_IF_INTERRUPTIONS;
}

/* Of the original's hash and the changes that touch it. */
static void hash_vary(const struct what_if *changes, int count, bool of_prices, char sha256[SHA256_HEX_SIZE])
{
    struct text text;
    int touching = 0;
    text_init(&text, 1024 * 1024);
    text_add(&text, sha256);
    for (int i = 0; i < count; i++)
        if (changes_prices(changes[i].kind) == of_prices) {
            text_printf(&text, "\n%s", changes[i].text);
            touching++;
        }
    if (touching > 0)
        sha256_hex(text.bytes, text.length, sha256);
    text_release(&text);
}

bool vary(const struct profile *profile, const struct catalogue *catalogue, const struct what_if *changes,
          int changes_count, struct profile *ret_profile, struct catalogue *ret_catalogue, struct error *err)
{
    struct profile varied;
    struct catalogue prices;
    bool done = true;
    profile_copy(profile, &varied);
    catalogue_copy(catalogue, &prices);
    for (int i = 0; i < changes_count && done; i++) {
        struct varying at = {.what_if = &changes[i], .profile = &varied, .catalogue = &prices};
        done = vary_one(&at, err);
    }
    if (!done) {
        profile_release(&varied);
        catalogue_release(&prices);
        return false;
    }
    hash_vary(changes, changes_count, false, varied.sha256);
    hash_vary(changes, changes_count, true, prices.sha256);
    *ret_profile = varied;
    *ret_catalogue = prices;
    return true;
}
