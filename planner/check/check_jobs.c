/* check_jobs.c — is every job the profile's, in a place it may be in, and billed as that place bills? */
#include "planner/check/checking.h"

#include "pricing/lookup.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

struct job_look {
    struct checking *at;
    const struct plan_job *planned;
    const struct job *job; /* the profile's */
    int index, pool;       /* pool: -1 = elsewhere */
};

static const char *path_of(const struct job_look *look, const char *key)
{
    return where(look->at, "jobs[%d].%s", look->index, key);
}

static void compare(const struct job_look *look, enum check_rule rule, const char *key, double planned, double asked)
{
    if (planned != asked)
        found(look->at, rule, path_of(look, key), "%s has %.15g in the plan, %.15g in the profile: plan again",
              look->planned->name, planned, asked);
}

static double runs_per_month(const struct job *job)
{
    return job->runs_per_day * HOURS_PER_MONTH / 24;
}

/* --- Fargate --- */

/* Of the cheapest size that holds the job. -1 = there is none. */
static int128 cheapest_hour(const struct job_look *look)
{
    const struct job *job = look->job;
    bool spot = strcmp(look->planned->place, place_names[PLACE_FARGATE_SPOT]) == 0;
    int count;
    const struct fargate_size *sizes = fargate_sizes(&count);
    int128 least = -1;
    for (int i = 0; i < count; i++) {
        if (sizes[i].cpu_units < job->cpu_units || sizes[i].memory_mib < job->memory_mib)
            continue;
        int128 hour = fargate_hour(look->at, look->planned->architecture, spot ? PURCHASE_SPOT : PURCHASE_ON_DEMAND,
                                   sizes[i], job->ephemeral_storage_gib);
        if (hour >= 0 && (least < 0 || hour < least))
            least = hour;
    }
    return least;
}

/* The size and the seconds that the plan names; plans of before name neither. */
static void check_named_size(const struct job_look *look, int128 hour, long double seconds)
{
    const struct plan_job *planned = look->planned;
    struct fargate_size named = {planned->fargate_cpu_units, planned->fargate_memory_mib};
    bool spot = strcmp(planned->place, place_names[PLACE_FARGATE_SPOT]) == 0;
    if (named.cpu_units == 0 && named.memory_mib == 0 && planned->fargate_billed_s == 0)
        return;
    if (!fargate_size_is_sold(named) || named.cpu_units < look->job->cpu_units ||
        named.memory_mib < look->job->memory_mib ||
        fargate_hour(look->at, planned->architecture, spot ? PURCHASE_SPOT : PURCHASE_ON_DEMAND, named,
                     look->job->ephemeral_storage_gib) != hour)
        found(look->at, RULE_FARGATE_SIZE, path_of(look, "fargate_cpu_units"),
              "%s has %" PRId64 " CPU units and %" PRId64 " MiB, which is not the cheapest size that holds it",
              planned->name, named.cpu_units, named.memory_mib);
    if ((long double)planned->fargate_billed_s != seconds)
        found(look->at, RULE_FARGATE_PRICE, path_of(look, "fargate_billed_s"),
              "the plan bills %" PRId64 " seconds a run, it lasts %.0Lf with its start", planned->fargate_billed_s,
              seconds);
}

static void check_fargate(const struct job_look *look)
{
    const struct job *job = look->job;
    int128 hour = cheapest_hour(look);
    if (job->network_mode != NETWORK_AWSVPC || job->gpus > 0 || job->ephemeral_storage_gib > FARGATE_STORAGE_MAX_GIB)
        found(look->at, RULE_PLACE, path_of(look, "place"),
              "%s has network mode %s, %" PRId64 " GPUs and %" PRId64 " GiB of storage: Fargate takes awsvpc, 0 and %d",
              job->name, network_mode_names[job->network_mode], job->gpus, job->ephemeral_storage_gib,
              FARGATE_STORAGE_MAX_GIB);
    if (hour < 0) {
        found(look->at, RULE_FARGATE_SIZE, path_of(look, "place"),
              "no size and price of Fargate holds %s with its %" PRId64 " CPU units and %" PRId64 " MiB", job->name,
              job->cpu_units, job->memory_mib);
        return;
    }
    long double seconds = ceill((long double)job->startup_s + (long double)job->duration_s - 1e-9L);
    seconds = seconds < FARGATE_BILLED_SECONDS_MIN ? FARGATE_BILLED_SECONDS_MIN : seconds;
    check_named_size(look, hour, seconds);
    long double run = (long double)hour * seconds / 3600, month = run * (long double)runs_per_month(job);
    long double slack = 1 + month * 1e-12L + run / 1e6L; /* runs are counted to a millionth */
    if (fabsl(month - (long double)look->planned->usd_per_month_nano) > slack)
        found(look->at, RULE_FARGATE_PRICE, path_of(look, "usd_per_month"),
              "the plan says %s, its runs cost %.9Lf a month: plan again",
              amount_of(look->planned->usd_per_month_nano).text, month / 1e9L);
}

/* --- Lambda --- */

/* Nano-dollars of the MB-ns from..to of a month, tier by tier; -1 = no price. */
static int128 duration_nano(const struct checking *at, const char *architecture, int128 from, int128 to)
{
    const int128 million_gb_s = (int128)1024 * 1000 * 1000 * 1000 * 1000 * 1000;
    char item[64];
    snprintf(item, sizeof item, "%s.duration", architecture);
    const struct price *tier = price_find(at->catalogue, "lambda", item, PURCHASE_ON_DEMAND);
    const struct price *end = at->catalogue->prices + at->catalogue->prices_count;
    int128 sum = 0;
    if (tier == NULL)
        return -1;
    for (bool last = false; !last; tier++) {
        last = tier + 1 == end || strcmp(tier[1].service, "lambda") != 0 || strcmp(tier[1].item, item) != 0 ||
               tier[1].purchase != PURCHASE_ON_DEMAND;
        int128 low = tier->from_quantity * million_gb_s, high = last ? to : tier[1].from_quantity * million_gb_s;
        low = low > from ? low : from;
        high = high < to ? high : to;
        if (high > low)
            sum += (high - low) * tier->nano;
    }
    return half_up(sum, million_gb_s);
}

static int64_t lambda_memory(const struct job *job)
{
    int64_t cpu_mb = (job->cpu_units * LAMBDA_MEMORY_MB_PER_VCPU + 1023) / 1024, need = LAMBDA_MEMORY_MB_MIN;
    need = job->memory_mib > need ? job->memory_mib : need;
    return cpu_mb > need ? cpu_mb : need;
}

static void check_lambda_takes_it(const struct job_look *look, int64_t need)
{
    const struct job *job = look->job;
    double longest = job->duration_p99_s > 0 ? job->duration_p99_s : job->duration_s;
    if (longest > LAMBDA_DURATION_SECONDS_MAX || job->gpus > 0)
        found(look->at, RULE_PLACE, path_of(look, "place"),
              "%s runs up to %g s with %" PRId64 " GPUs: Lambda takes %d s with none", job->name, longest, job->gpus,
              LAMBDA_DURATION_SECONDS_MAX);
    if (look->planned->lambda_memory_mb != need || need > LAMBDA_MEMORY_MB_MAX)
        found(look->at, RULE_LAMBDA_SIZE, path_of(look, "lambda_memory_mb"),
              "the plan gives %s %" PRId64 " MB, it needs %" PRId64 ", and Lambda has %d at most", job->name,
              look->planned->lambda_memory_mb, need, LAMBDA_MEMORY_MB_MAX);
}

/* `before` is what jobs earlier by name have used of the month's tiers, by architecture. */
static void check_lambda(const struct job_look *look, int128 before[ARCHITECTURES_COUNT])
{
    const struct job *job = look->job;
    int64_t need = lambda_memory(job), millionths = (int64_t)floor(runs_per_month(job) * 1e6 + 0.5);
    int64_t ms = (int64_t)ceil(job->duration_s * 1000 - 1e-6);
    int architecture = architecture_in(look->planned->architecture, job->architectures);
    check_lambda_takes_it(look, need);
    if (architecture < 0)
        return;
    int128 use = (int128)need * (ms < 1 ? 1 : ms) * millionths;
    int128 nano =
        duration_nano(look->at, look->planned->architecture, before[architecture], before[architecture] + use);
    const struct price *requests = price_find(look->at->catalogue, "lambda", "requests", PURCHASE_ON_DEMAND);
    before[architecture] += use;
    if (nano >= 0 && requests != NULL)
        nano += half_up((int128)requests->nano * millionths, (int128)1000 * 1000 * 1000 * 1000);
    if (nano != look->planned->usd_per_month_nano || requests == NULL)
        found(look->at, RULE_LAMBDA_PRICE, path_of(look, "usd_per_month"),
              "the plan says %s, its runs cost %s a month: plan again",
              amount_of(look->planned->usd_per_month_nano).text,
              nano >= 0 && requests != NULL ? amount_of(nano).text : "what no price is given for");
}

/* --- a pool --- */

/* Room for the runs that are there at once by Little's law, and headroom. */
static void check_room(const struct job_look *look)
{
    const struct job *job = look->job;
    double rooms =
        job->runs_per_day * (job->startup_s + job->duration_s) / 86400 * (1 + look->at->profile->safety.headroom_ratio);
    double tasks = (double)look->planned->tasks;
    if (look->pool < 0 ? tasks != 0 : tasks < 1 || tasks < rooms * (1 - 1e-9) || tasks > rooms + 1.000001)
        found(look->at, RULE_TASKS, path_of(look, "tasks"),
              "%s has room for %" PRId64 " runs in %s, at once there are %.3f%s", job->name, look->planned->tasks,
              look->planned->place, rooms, look->pool < 0 ? ", but only a pool holds room: must be 0" : ": plan again");
}

static unsigned place_bit(const struct job_look *look)
{
    if (look->pool >= 0)
        return 1u << pool_place_of(&look->at->plan->pools[look->pool]);
    for (int place = PLACE_FARGATE; place < PLACES_COUNT; place++)
        if (place != PLACE_MANAGED_INSTANCES && strcmp(look->planned->place, place_names[place]) == 0)
            return 1u << place;
    return 0;
}

static void check_place(const struct job_look *look, int128 before[ARCHITECTURES_COUNT])
{
    unsigned bit = place_bit(look);
    if (bit == 0) {
        found(look->at, RULE_PLACE, path_of(look, "place"),
              "%s is in \"%s\", which is neither Lambda, Fargate nor one of the plan's %d pools", look->planned->name,
              look->planned->place, look->at->plan->pools_count);
        return;
    }
    if (!(bit & look->job->places))
        found(look->at, RULE_PLACE, path_of(look, "place"), "%s is in %s, which its places in the profile do not allow",
              look->planned->name, look->planned->place);
    if (architecture_in(look->planned->architecture, look->job->architectures) < 0)
        found(look->at, RULE_ARCHITECTURE, path_of(look, "architecture"),
              "%s is on \"%s\", for which the profile gives it no image", look->planned->name,
              look->planned->architecture);
    const struct instance_type *type =
        look->pool >= 0 ? catalogue_instance_type(look->at->catalogue, look->at->plan->pools[look->pool].instance_type)
                        : NULL;
    if (type != NULL && strcmp(architecture_names[type->architecture], look->planned->architecture) != 0)
        found(look->at, RULE_ARCHITECTURE, path_of(look, "architecture"), "%s is on \"%s\", its pool %s is of %s",
              look->planned->name, look->planned->architecture, look->planned->place,
              architecture_names[type->architecture]);
    if (on_fargate(look->planned->place))
        check_fargate(look);
    if (bit == 1u << PLACE_LAMBDA)
        check_lambda(look, before);
    else
        compare(look, RULE_LAMBDA_SIZE, "lambda_memory_mb", (double)look->planned->lambda_memory_mb, 0);
}

static void check_known(struct checking *at, int index, int128 before[ARCHITECTURES_COUNT])
{
    const struct plan_job *planned = &at->plan->jobs[index];
    const struct job *job = at->job_of[index];
    struct job_look look = {at, planned, job, index, at->pool_of_job[index]};
    check_tags(at, path_of(&look, "tags"), planned->name, &planned->tags, &job->tags);
    compare(&look, RULE_RESERVATION, "cpu_units", (double)planned->cpu_units, (double)job->cpu_units);
    compare(&look, RULE_RESERVATION, "memory_mib", (double)planned->memory_mib, (double)job->memory_mib);
    compare(&look, RULE_RESERVATION, "gpus", (double)planned->gpus, (double)job->gpus);
    compare(&look, RULE_RESERVATION, "duration_s", planned->duration_s, job->duration_s);
    compare(&look, RULE_RESERVATION, "runs_per_day", planned->runs_per_day, job->runs_per_day);
    compare(&look, RULE_CONSTRAINTS, "network_mode", planned->network_mode, job->network_mode);
    check_room(&look);
    check_place(&look, before);
    if (planned->why == NULL || planned->why[0] == '\0')
        found(at, RULE_WHY, path_of(&look, "why"), "%s is given no reason for its place", planned->name);
}

void check_jobs(struct checking *at)
{
    const struct plan *plan = at->plan;
    int128 before[ARCHITECTURES_COUNT] = {0};
    for (int i = 0; i < plan->jobs_count; i++) {
        if (i > 0 && strcmp(plan->jobs[i - 1].name, plan->jobs[i].name) >= 0)
            found(at, RULE_NAMES, where(at, "jobs[%d].name", i), "\"%s\" comes after \"%s\": by name, and each once",
                  plan->jobs[i].name, plan->jobs[i - 1].name);
        if (at->job_of[i] == NULL)
            found(at, RULE_NAMES, where(at, "jobs[%d].name", i), "\"%s\" is no job of the profile", plan->jobs[i].name);
        else
            check_known(at, i, before);
    }
    for (int i = 0; i < at->profile->jobs_count; i++)
        if (!at->job_seen[i])
            found(at, RULE_NAMES, "jobs", "%s of the profile is in no place: the plan has %d jobs, the profile %d",
                  at->jobs[i]->name, plan->jobs_count, at->profile->jobs_count);
}
