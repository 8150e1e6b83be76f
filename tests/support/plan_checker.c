/* plan_checker.c — names, order, places; the rest is plan_checker_money.c and plan_checker_pools.c. */
#include "tests/support/plan_checker_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FINDINGS_BYTES_MAX = 1 << 20 };

void found(struct checking *at, const char *code, const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    text_printf(&at->check->findings, "%s: %s\n", code, line);
    at->check->findings_count++;
}

int128 half_up(int128 numerator, int128 denominator)
{
    return (2 * numerator + denominator) / (2 * denominator);
}

int64_t month_of(int128 sum_of_hours, int hours)
{
    return (int64_t)half_up(sum_of_hours * 730, hours);
}

int pool_index(const struct plan *plan, const char *place)
{
    for (int i = 0; i < plan->pools_count; i++)
        if (strcmp(plan->pools[i].name, place) == 0)
            return i;
    return -1;
}

static int compare_services(const void *a, const void *b)
{
    return strcmp((*(const struct service *const *)a)->name, (*(const struct service *const *)b)->name);
}

static int compare_jobs(const void *a, const void *b)
{
    return strcmp((*(const struct job *const *)a)->name, (*(const struct job *const *)b)->name);
}

static void index_names(struct checking *at)
{
    size_t services = (size_t)at->profile->services_count, jobs = (size_t)at->profile->jobs_count;
    at->services = memory_alloc(services + 1, sizeof *at->services);
    at->jobs = memory_alloc(jobs + 1, sizeof *at->jobs);
    for (size_t i = 0; i < services; i++)
        at->services[i] = &at->profile->services[i];
    for (size_t i = 0; i < jobs; i++)
        at->jobs[i] = &at->profile->jobs[i];
    qsort(at->services, services, sizeof *at->services, compare_services);
    qsort(at->jobs, jobs, sizeof *at->jobs, compare_jobs);
}

const struct service *service_named(const struct checking *at, const char *name)
{
    const struct service wanted = {.name = name}, *key = &wanted;
    const struct service **entry =
        bsearch(&key, at->services, (size_t)at->profile->services_count, sizeof *at->services, compare_services);
    return entry != NULL ? *entry : NULL;
}

const struct job *job_named(const struct checking *at, const char *name)
{
    const struct job wanted = {.name = name}, *key = &wanted;
    const struct job **entry = bsearch(&key, at->jobs, (size_t)at->profile->jobs_count, sizeof *at->jobs, compare_jobs);
    return entry != NULL ? *entry : NULL;
}

int64_t tasks_in(const struct service *service, int hour)
{
    return service->tasks.items[hour % service->tasks.count];
}

static bool lists(const struct field_strings *names, const char *name)
{
    for (int i = 0; i < names->count; i++)
        if (strcmp(names->items[i], name) == 0)
            return true;
    return false;
}

/* The place itself; a pool must list what says it is there. Returns the bit of the place, 0 where there is none. */
static unsigned place_bit(struct checking *at, const char *name, const char *place, bool is_job)
{
    int pool = pool_index(at->plan, place);
    if (pool >= 0) {
        const struct plan_pool *there = &at->plan->pools[pool];
        if (!lists(is_job ? &there->jobs : &there->services, name))
            found(at, "place.unlisted", "%s says it is in %s, which does not list it", name, place);
        return 1u << PLACE_EC2;
    }
    if (strcmp(place, "fargate") == 0)
        return 1u << PLACE_FARGATE;
    if (strcmp(place, "fargate_spot") == 0)
        return 1u << PLACE_FARGATE_SPOT;
    if (is_job && strcmp(place, "lambda") == 0)
        return 1u << PLACE_LAMBDA;
    found(at, "place.unknown", "%s is in %s", name, place);
    return 0;
}

static void check_service(struct checking *at, const struct plan_service *planned)
{
    const struct service *service = service_named(at, planned->name);
    if (service == NULL) {
        found(at, "service.unknown", "%s", planned->name);
        return;
    }
    if (planned->cpu_units != service->cpu_units || planned->memory_mib != service->memory_mib ||
        planned->gpus != service->gpus)
        found(at, "service.size", "%s is not of the profile's size", planned->name);
    if (planned->tasks.count != service->tasks.count ||
        memcmp(planned->tasks.items, service->tasks.items, (size_t)service->tasks.count * sizeof(int64_t)) != 0)
        found(at, "service.tasks", "%s has not the profile's tasks", planned->name);
    unsigned bit = place_bit(at, planned->name, planned->place, false);
    if (bit != 0 && !(bit & service->places))
        found(at, "place.forbidden", "%s may not run in %s", planned->name, planned->place);
    bool fargate = (bit & (1u << PLACE_FARGATE | 1u << PLACE_FARGATE_SPOT)) != 0;
    if (fargate && (service->gpus > 0 || service->network_mode != NETWORK_AWSVPC))
        found(at, "place.fargate", "%s cannot run on Fargate", planned->name);
    if (planned->why == NULL || planned->why[0] == '\0')
        found(at, "service.why", "%s has no reason", planned->name);
}

static void check_job(struct checking *at, const struct plan_job *planned)
{
    const struct job *job = job_named(at, planned->name);
    if (job == NULL) {
        found(at, "job.unknown", "%s", planned->name);
        return;
    }
    if (planned->cpu_units != job->cpu_units || planned->memory_mib != job->memory_mib || planned->gpus != job->gpus ||
        planned->duration_s != job->duration_s || planned->runs_per_day != job->runs_per_day)
        found(at, "job.size", "%s is not the profile's", planned->name);
    unsigned bit = place_bit(at, planned->name, planned->place, true);
    if (bit != 0 && !(bit & job->places))
        found(at, "place.forbidden", "%s may not run in %s", planned->name, planned->place);
    bool fargate = (bit & (1u << PLACE_FARGATE | 1u << PLACE_FARGATE_SPOT)) != 0;
    if (fargate && (job->gpus > 0 || job->network_mode != NETWORK_AWSVPC))
        found(at, "place.fargate", "%s cannot run on Fargate", planned->name);
    double longest = job->duration_p99_s > 0 ? job->duration_p99_s : job->duration_s;
    if (bit == 1u << PLACE_LAMBDA && (longest > 900 || job->gpus > 0))
        found(at, "place.lambda", "%s cannot run on Lambda", planned->name);
}

static void check_order(struct checking *at)
{
    const struct plan *plan = at->plan;
    for (int i = 1; i < plan->services_count; i++)
        if (strcmp(plan->services[i - 1].name, plan->services[i].name) >= 0)
            found(at, "order.services", "%s comes after %s", plan->services[i].name, plan->services[i - 1].name);
    for (int i = 1; i < plan->jobs_count; i++)
        if (strcmp(plan->jobs[i - 1].name, plan->jobs[i].name) >= 0)
            found(at, "order.jobs", "%s comes after %s", plan->jobs[i].name, plan->jobs[i - 1].name);
    if (plan->services_count != at->profile->services_count || plan->jobs_count != at->profile->jobs_count)
        found(at, "service.count", "%d services and %d jobs for %d and %d", plan->services_count, plan->jobs_count,
              at->profile->services_count, at->profile->jobs_count);
}

static void check_head(struct checking *at)
{
    const struct plan *plan = at->plan;
    if (strcmp(plan->profile_name, at->profile->name) != 0 || strcmp(plan->profile_sha256, at->profile->sha256) != 0)
        found(at, "head.profile", "%s is another profile", plan->profile_name);
    if (strcmp(plan->region, at->catalogue->region) != 0 ||
        strcmp(plan->catalogue_sha256, at->catalogue->sha256) != 0 ||
        strcmp(plan->catalogue_as_of, at->catalogue->as_of) != 0)
        found(at, "head.catalogue", "%s of %s is another catalogue", plan->region, plan->catalogue_as_of);
    if (plan->hours != at->profile->hours)
        found(at, "head.hours", "%d hours for %d", plan->hours, at->profile->hours);
    if (plan->assumptions.count == 0)
        found(at, "head.assumptions", "a plan without assumptions");
}

bool plan_checker_run(const struct plan *plan, const struct profile *profile, const struct catalogue *catalogue,
                      struct plan_checker *ret_check)
{
    *ret_check = (struct plan_checker){0};
    text_init(&ret_check->findings, FINDINGS_BYTES_MAX);
    struct checking at = {plan, profile, catalogue, ret_check, NULL, NULL};
    index_names(&at);
    check_head(&at);
    check_order(&at);
    for (int i = 0; i < plan->services_count; i++)
        check_service(&at, &plan->services[i]);
    for (int i = 0; i < plan->jobs_count; i++)
        check_job(&at, &plan->jobs[i]);
    check_money(&at);
    check_pools(&at);
    free(at.services);
    free(at.jobs);
    return ret_check->findings_count == 0;
}

bool plan_checker_found(const struct plan_checker *check, const char *code)
{
    size_t length = strlen(code);
    for (const char *line = check->findings.bytes; line != NULL && *line != '\0';) {
        if (strncmp(line, code, length) == 0 && line[length] == ':')
            return true;
        line = strchr(line, '\n');
        line += line != NULL;
    }
    return false;
}

void plan_checker_release(struct plan_checker *check)
{
    text_release(&check->findings);
    *check = (struct plan_checker){0};
}
