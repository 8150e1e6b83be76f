#include "planner/check/check.h"

#include "planner/check/checking.h"
#include "pricing/effective.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const check_rule_codes[] = {
#define X(rule, code, says) code,
    CHECK_RULES(X)
#undef X
        NULL};

const char *const check_rule_says[] = {
#define X(rule, code, says) says,
    CHECK_RULES(X)
#undef X
        NULL};

enum { SENTENCE_SIZE = 1024 };

/* --- findings --- */

void found(struct checking *at, enum check_rule rule, const char *path, const char *format, ...)
{
    char sentence[SENTENCE_SIZE];
    va_list arguments;
    if (at->findings_count == CHECK_FINDINGS_MAX) {
        at->findings_more++;
        return;
    }
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    at->findings[at->findings_count++] = (struct verdict_finding){
        .code = check_rule_codes[rule], .where = path, .what = arena_strdup(&at->verdict->arena, sentence)};
}

const char *where(struct checking *at, const char *format, ...)
{
    char path[SENTENCE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(path, sizeof path, format, arguments);
    va_end(arguments);
    return arena_strdup(&at->verdict->arena, path);
}

static void give_findings(struct checking *at)
{
    struct verdict *verdict = at->verdict;
    int count = at->findings_count;
    verdict->findings = ARENA_ARRAY(&verdict->arena, struct verdict_finding, count + 1);
    memcpy(verdict->findings, at->findings, (size_t)count * sizeof *at->findings);
    verdict->findings_count = count;
    verdict->passed = count == 0;
    if (at->findings_more > 0)
        verdict->findings[count - 1].what = arena_printf(&verdict->arena, "%s (and %d more findings)",
                                                         verdict->findings[count - 1].what, at->findings_more);
}

/* --- arithmetic and comparisons --- */

int128 half_up(int128 numerator, int128 denominator)
{
    return (2 * numerator + denominator) / (2 * denominator);
}

int128 month_of(int128 sum_of_hours, int hours)
{
    return half_up(sum_of_hours * HOURS_PER_MONTH, hours);
}

struct amount amount_of(int128 nano)
{
    struct amount amount;
    int128 held = nano > INT64_MAX ? INT64_MAX : nano < -INT64_MAX ? -INT64_MAX : nano;
    nano_format((int64_t)held, amount.text);
    return amount;
}

bool strings_equal(const struct field_strings *a, const struct field_strings *b)
{
    for (int i = 0; i < a->count && i < b->count; i++)
        if (strcmp(a->items[i], b->items[i]) != 0)
            return false;
    return a->count == b->count;
}

bool integers_equal(const struct field_integers *a, const struct field_integers *b)
{
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->items, b->items, (size_t)a->count * sizeof *a->items) == 0);
}

bool takes_ports(int network_mode)
{
    return network_mode == NETWORK_BRIDGE || network_mode == NETWORK_HOST;
}

bool ports_equal(const struct field_integers *planned, const struct field_integers *asked, int network_mode)
{
    return integers_equal(planned, asked) || (planned->count == 0 && !takes_ports(network_mode));
}

int64_t tasks_in(const struct field_integers *tasks, int hour)
{
    return tasks->count > 0 ? tasks->items[hour % tasks->count] : 0;
}

int64_t room_for(const struct checking *at, int64_t tasks)
{
    long double room = (long double)tasks * (1 + (long double)at->profile->safety.headroom_ratio);
    int64_t whole = (int64_t)(room * (1 - 1e-9L)); /* the ratio is a double: 10 * 1.1 is not 12 */
    whole += (long double)whole < room * (1 - 1e-9L);
    return whole > tasks ? whole : tasks;
}

bool on_fargate(const char *place)
{
    return strcmp(place, place_names[PLACE_FARGATE]) == 0 || strcmp(place, place_names[PLACE_FARGATE_SPOT]) == 0;
}

int architecture_in(const char *name, unsigned mask)
{
    for (int i = 0; i < ARCHITECTURES_COUNT; i++)
        if (name != NULL && mask & 1u << i && strcmp(name, architecture_names[i]) == 0)
            return i;
    return -1;
}

/* --- names --- */

static int compare_services(const void *a, const void *b)
{
    const struct service *left = *(const struct service *const *)a, *right = *(const struct service *const *)b;
    int kind = (left->scheduling_strategy == SCHEDULING_DAEMON) - (right->scheduling_strategy == SCHEDULING_DAEMON);
    return kind != 0 ? kind : strcmp(left->name, right->name);
}

static int compare_jobs(const void *a, const void *b)
{
    return strcmp((*(const struct job *const *)a)->name, (*(const struct job *const *)b)->name);
}

static void index_profile(struct checking *at)
{
    const struct profile *profile = at->profile;
    at->services = memory_alloc((size_t)profile->services_count + 1, sizeof *at->services);
    at->jobs = memory_alloc((size_t)profile->jobs_count + 1, sizeof *at->jobs);
    for (int i = 0; i < profile->services_count; i++) {
        at->services[i] = &profile->services[i];
        at->daemons_count += profile->services[i].scheduling_strategy == SCHEDULING_DAEMON;
    }
    for (int i = 0; i < profile->jobs_count; i++)
        at->jobs[i] = &profile->jobs[i];
    at->services_count = profile->services_count - at->daemons_count;
    qsort(at->services, (size_t)profile->services_count, sizeof *at->services, compare_services);
    qsort(at->jobs, (size_t)profile->jobs_count, sizeof *at->jobs, compare_jobs);
}

static void index_pools(struct checking *at)
{
    const struct plan *plan = at->plan;
    at->pool_of_service = memory_alloc((size_t)plan->services_count + 1, sizeof *at->pool_of_service);
    at->pool_of_job = memory_alloc((size_t)plan->jobs_count + 1, sizeof *at->pool_of_job);
    for (int i = 0; i < plan->services_count; i++)
        at->pool_of_service[i] = pool_index(plan, plan->services[i].place);
    for (int i = 0; i < plan->jobs_count; i++)
        at->pool_of_job[i] = pool_index(plan, plan->jobs[i].place);
}

static void index_services(struct checking *at)
{
    const struct plan *plan = at->plan;
    at->service_of = memory_alloc((size_t)plan->services_count + 1, sizeof *at->service_of);
    at->service_seen = memory_alloc((size_t)at->services_count + 1, sizeof *at->service_seen);
    for (int i = 0; i < plan->services_count; i++) {
        const struct service wanted = {.name = plan->services[i].name}, *key = &wanted;
        const struct service **entry =
            bsearch(&key, at->services, (size_t)at->services_count, sizeof *at->services, compare_services);
        if (entry == NULL)
            continue;
        at->service_of[i] = *entry;
        at->service_seen[entry - at->services] = true;
    }
}

static void index_jobs(struct checking *at)
{
    const struct plan *plan = at->plan;
    at->job_of = memory_alloc((size_t)plan->jobs_count + 1, sizeof *at->job_of);
    at->job_seen = memory_alloc((size_t)at->profile->jobs_count + 1, sizeof *at->job_seen);
    for (int i = 0; i < plan->jobs_count; i++) {
        const struct job wanted = {.name = plan->jobs[i].name}, *key = &wanted;
        const struct job **entry =
            bsearch(&key, at->jobs, (size_t)at->profile->jobs_count, sizeof *at->jobs, compare_jobs);
        if (entry == NULL)
            continue;
        at->job_of[i] = *entry;
        at->job_seen[entry - at->jobs] = true;
    }
}

static void release(struct checking *at)
{
    free(at->findings);
    free(at->services);
    free(at->jobs);
    free(at->service_of);
    free(at->job_of);
    free(at->service_seen);
    free(at->job_seen);
    free(at->pool_of_service);
    free(at->pool_of_job);
}

/* --- the whole --- */

static void check_inputs(struct checking *at)
{
    const struct plan *plan = at->plan;
    if (strcmp(plan->profile_name, at->profile->name) != 0)
        found(at, RULE_PROFILE, "profile.name",
              "the plan is of \"%s\", the profile given is \"%s\": give the plan's own", plan->profile_name,
              at->profile->name);
    if (strcmp(plan->profile_sha256, at->profile->sha256) != 0)
        found(at, RULE_PROFILE, "profile.sha256",
              "the plan was made from a file of SHA-256 %.12s..., the profile given has %.12s...: plan again",
              plan->profile_sha256, at->profile->sha256);
    if (strcmp(plan->region, at->catalogue->region) != 0 || strcmp(plan->region, at->profile->region) != 0)
        found(at, RULE_CATALOGUE, "catalogue.region", "the plan is for %s, the profile for %s, the prices are of %s",
              plan->region, at->profile->region, at->catalogue->region);
    if (strcmp(plan->catalogue_sha256, at->catalogue->sha256) != 0 ||
        strcmp(plan->catalogue_as_of, at->catalogue->as_of) != 0)
        found(at, RULE_CATALOGUE, "catalogue.sha256",
              "the plan's prices are of %s (SHA-256 %.12s...), those given are of %s (%.12s...): give the same with "
              "--prices, or plan again",
              plan->catalogue_as_of, plan->catalogue_sha256, at->catalogue->as_of, at->catalogue->sha256);
    if (plan->hours != at->profile->hours)
        found(at, RULE_HOURS, "hours", "the plan has %d hours, the profile's longest demand %d: plan again",
              plan->hours, at->profile->hours);
}

/* Prices as the plan states them; a rate of what the catalogue does not have is told, and prices are then its own. */
static void take_rates(struct checking *at, struct catalogue *effective)
{
    const struct plan_commitments *commitments = &at->plan->commitments;
    struct error err = {0};
    if (commitments->rates_count == 0)
        return;
    if (effective_catalogue(at->listed, commitments->rates, commitments->rates_count, effective, &err))
        at->catalogue = effective;
    else
        found(at, RULE_RATES, "commitments.rates", "%s", err.text);
}

void check_plan(const struct plan *plan, const struct profile *profile, const struct catalogue *catalogue,
                struct verdict *ret_verdict)
{
    struct checking at = {
        .plan = plan, .profile = profile, .catalogue = catalogue, .listed = catalogue, .verdict = ret_verdict};
    struct catalogue effective = {0};
    *ret_verdict = (struct verdict){0};
    ret_verdict->plan_profile_name = arena_strdup(&ret_verdict->arena, plan->profile_name);
    ret_verdict->plan_profile_sha256 = arena_strdup(&ret_verdict->arena, plan->profile_sha256);
    ret_verdict->plan_catalogue_sha256 = arena_strdup(&ret_verdict->arena, plan->catalogue_sha256);
    at.findings = memory_alloc(CHECK_FINDINGS_MAX, sizeof *at.findings);
    take_rates(&at, &effective);
    index_profile(&at);
    index_pools(&at);
    index_services(&at);
    index_jobs(&at);
    check_inputs(&at);
    check_settings(&at);
    check_cost(&at);
    check_commitments(&at);
    check_safety(&at);
    check_pools(&at);
    check_services(&at);
    check_jobs(&at);
    check_addresses(&at);
    give_findings(&at);
    release(&at);
    catalogue_release(&effective);
}

/* Of what was found after the first `known` findings, only what those do not say already: same rule, same place. */
static void drop_repeats(struct checking *at, int known)
{
    int kept = known;
    for (int i = known; i < at->findings_count; i++) {
        const struct verdict_finding *finding = &at->findings[i];
        bool is_known = false;
        for (int k = 0; k < known && !is_known; k++)
            is_known =
                strcmp(finding->code, at->findings[k].code) == 0 && strcmp(finding->where, at->findings[k].where) == 0;
        if (!is_known)
            at->findings[kept++] = *finding;
    }
    at->findings_count = kept;
}

void check_plan_alone(const struct plan *plan, const struct catalogue *prices, struct verdict *verdict)
{
    struct checking at = {
        .plan = plan, .listed = prices, .verdict = verdict, .findings_count = verdict->findings_count};
    bool passed = verdict->passed;
    BUG_IF(verdict->findings_count > CHECK_FINDINGS_MAX);
    at.findings = memory_alloc(CHECK_FINDINGS_MAX, sizeof *at.findings);
    if (verdict->findings_count > 0)
        memcpy(at.findings, verdict->findings, (size_t)verdict->findings_count * sizeof *at.findings);
    index_pools(&at);
    check_sums(&at);
    check_bound(&at);
    check_pool_costs(&at);
    check_buying(&at);
    if (prices != NULL)
        check_commitments(&at);
    drop_repeats(&at, verdict->findings_count);
    give_findings(&at);
    verdict->passed = verdict->passed && passed;
    release(&at);
}
