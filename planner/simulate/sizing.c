/* sizing.c — the week is walked with all seeds in lock-step: at each hour the smallest group is sought with which every
 * seed, in the state its own draws brought it to, keeps its promises.
 *
 * Greedy placing is not monotone (one instance more can make it fail), so nothing is taken as passed that was not
 * replayed: an hour's size is one at which every seed passed, and the one below it was tried and failed (or is below
 * what is allowed or what the volume needs). Then the way back to the first hour and the cold start at the peak are
 * replayed; where one fails, that hour's least size is raised and the week walked again. */
#include "planner/simulate/sizing.h"

#include "planner/simulate/cluster_parts.h"

#include <stdlib.h>
#include <string.h>

enum { WALKS_MAX = 64 }; /* of the week; each but the last raised some hour */
enum { SEEDS_FIRST = 8, GROUP_LARGE = 100 };
enum { HOURS_TO_FORETELL = 8 };
enum { CLUSTERS_BYTES_MAX = 384 * 1024 * 1024 };

struct walker {
    const struct sizing_request *request;
    const struct replay_pool *pool;
    int64_t seeds;           /* still counted */
    int64_t *order;          /* [seeds] the one that failed last first */
    struct cluster **state;  /* [seeds] after the hour before */
    struct cluster **next;   /* [seeds] after a trial */
    int64_t *passed_at;      /* [seeds] the size at which `next` passed; 0 = it did not */
    struct cluster *scratch; /* for looking */
    int64_t *unplaced;       /* [services] */
    int64_t *floors;         /* [hours] least sizes */
    int64_t *instances;      /* [hours] */
    double looseness;        /* the last size found, over its volume */
    int64_t steps;
};

/* What is replayed at one size after another. */
struct trial {
    int from, hour; /* from < 0: a cold start */
    unsigned promises;
    enum scenario scenario; /* of a cold start */
};

/* --- by volume --- */

static int64_t tasks_asked(const struct sizing_request *request, int service, int hour)
{
    const struct replay_service *asking = &request->pool->services[service];
    return (request->promises & PROMISE_HEADROOM) != 0 ? asking->room[hour] : asking->tasks[hour];
}

/* No fewer hold the hour's tasks; at least one in each zone. */
static int64_t volume_size(const struct sizing_request *request, const struct cluster_facts *facts, int hour)
{
    int64_t size = request->pool->zones;
    for (int d = 0; d < DIMENSIONS; d++) {
        int64_t volume = 0;
        for (int s = 0; s < request->pool->services_count; s++)
            volume += tasks_asked(request, s, hour) * facts->services[s].need[d];
        if (volume > 0 && facts->base[d] > 0 && (volume + facts->base[d] - 1) / facts->base[d] > size)
            size = (volume + facts->base[d] - 1) / facts->base[d];
    }
    return size;
}

static int impossible_service(const struct sizing_request *request, const struct cluster_facts *facts)
{
    for (int s = 0; s < request->pool->services_count; s++)
        for (int h = 0; h < request->pool->hours && !facts->services[s].fits_empty; h++)
            if (tasks_asked(request, s, h) > 0)
                return s;
    return NONE;
}

/* --- seeds --- */

static int64_t tasks_most(const struct sizing_request *request)
{
    int64_t most = 0;
    for (int h = 0; h < request->pool->hours; h++) {
        int64_t tasks = 0;
        for (int s = 0; s < request->pool->services_count; s++)
            tasks += tasks_asked(request, s, h);
        most = tasks > most ? tasks : most;
    }
    return most;
}

/* Two clusters a seed must not take more memory than is good. */
static int64_t seeds_held(const struct sizing_request *request, const struct cluster_facts *facts)
{
    int64_t lists = (int64_t)request->pool->services_count * request->pool->zones, rows = 0;
    for (int h = 0; h < request->pool->hours; h++) {
        int64_t size = volume_size(request, facts, h);
        rows = size > rows ? size : rows;
    }
    int64_t row = (int64_t)sizeof(struct row) + facts->levels_total / 8 + 2 * (int64_t)facts->count_columns;
    int64_t bytes = 2 * (tasks_most(request) * (int64_t)sizeof(struct placed) + rows * row + lists * 8) * 3 / 2;
    int64_t held = CLUSTERS_BYTES_MAX / (bytes + 8192);
    held = held < 1 ? 1 : held;
    return held < request->seeds ? held : request->seeds;
}

static void walker_init(struct walker *walker, const struct sizing_request *request)
{
    const struct replay_pool *pool = request->pool;
    struct cluster *scratch = cluster_new(pool, 0);
    int64_t seeds = seeds_held(request, scratch->facts);
    *walker = (struct walker){.request = request, .pool = pool, .seeds = seeds, .scratch = scratch, .looseness = 1};
    walker->order = memory_alloc((size_t)seeds, sizeof *walker->order);
    walker->state = memory_alloc((size_t)seeds, sizeof *walker->state);
    walker->next = memory_alloc((size_t)seeds, sizeof *walker->next);
    walker->passed_at = memory_alloc((size_t)seeds, sizeof *walker->passed_at);
    walker->unplaced = memory_alloc((size_t)pool->services_count + 1, sizeof *walker->unplaced);
    walker->floors = memory_alloc((size_t)pool->hours, sizeof *walker->floors);
    walker->instances = memory_alloc((size_t)pool->hours, sizeof *walker->instances);
    for (int64_t i = 0; i < seeds; i++) {
        walker->order[i] = i;
        walker->state[i] = cluster_new_like(walker->scratch);
        walker->next[i] = cluster_new_like(walker->scratch);
    }
}

static void seeds_drop(struct walker *walker, int64_t seeds)
{
    int64_t kept = 0;
    for (int64_t at = 0; at < walker->seeds; at++)
        if (walker->order[at] < seeds)
            walker->order[kept++] = walker->order[at];
    for (int64_t i = seeds; i < walker->seeds; i++) {
        cluster_free(walker->state[i]);
        cluster_free(walker->next[i]);
    }
    walker->seeds = seeds;
}

static void walker_release(struct walker *walker)
{
    seeds_drop(walker, 0);
    cluster_free(walker->scratch);
    free(walker->order);
    free(walker->state);
    free(walker->next);
    free(walker->passed_at);
    free(walker->unplaced);
    free(walker->floors);
    free(walker->instances);
}

static void seeds_afford(struct walker *walker, double foretold)
{
    double most = (double)walker->request->steps_max;
    if (foretold <= most || walker->seeds == 1)
        return;
    int64_t seeds = (int64_t)((double)walker->seeds * most / foretold);
    seeds_drop(walker, seeds < 1 ? 1 : seeds < walker->seeds ? seeds : walker->seeds - 1);
}

/* Steps are counted, not time, so that the answer is the same everywhere. The first hour places everything, as does the
 * cold start after the last; the hours between are foretold from those behind. */
static void seeds_afford_week(struct walker *walker, int hours_done, int64_t steps_of_first)
{
    int hours = walker->pool->hours, since = hours_done - 1;
    if (since < HOURS_TO_FORETELL && since < hours - 1 && walker->steps <= walker->request->steps_max)
        return;
    double later = since > 0 ? (double)(walker->steps - steps_of_first) * hours / since : 0;
    seeds_afford(walker, 2 * (double)steps_of_first + later);
}

/* --- one trial --- */

static bool seed_passes(struct walker *walker, const struct trial *trial, int64_t index, int64_t size)
{
    struct cluster *to = walker->next[index];
    int64_t before = to->steps + walker->scratch->steps;
    if (trial->from < 0)
        cluster_reseed(to, replay_seed(index + 1, walker->pool, trial->scenario));
    else
        cluster_copy(to, walker->state[index]);
    week_step(to, trial->from, trial->hour, size, trial->promises, walker->unplaced);
    struct shortfall found = week_look(to, walker->scratch, trial->hour, trial->promises, walker->unplaced);
    walker->steps += to->steps + walker->scratch->steps - before;
    walker->passed_at[index] = found.tasks == 0 ? size : 0;
    return found.tasks == 0;
}

/* With the first `seeds` in the order. The seed that fails is tried first from then on: it is likely to fail again. */
static bool trial_passes(struct walker *walker, const struct trial *trial, int64_t size, int64_t seeds)
{
    for (int64_t at = 0; at < seeds && at < walker->seeds; at++) {
        int64_t index = walker->order[at];
        if (walker->passed_at[index] == size || seed_passes(walker, trial, index, size))
            continue;
        memmove(walker->order + 1, walker->order, (size_t)at * sizeof *walker->order);
        walker->order[0] = index;
        return false;
    }
    return true;
}

/* The smallest size from `least` on found to pass with the first seeds; 0 = none up to instances_max. From the guess by
 * ever longer strides until one passes and one fails, then by halves. */
static int64_t few_seeds_size(struct walker *walker, const struct trial *trial, int64_t least, int64_t guess)
{
    int64_t most = walker->request->instances_max, failed = least - 1, passed = 0, stride = 1;
    int64_t size = guess < least ? least : guess > most ? most : guess;
    while (passed == 0 || passed - 1 > failed) {
        if (trial_passes(walker, trial, size, SEEDS_FIRST))
            passed = size;
        else
            failed = size;
        if (passed == 0 && failed == most)
            return 0;
        if (passed == 0)
            size = failed + stride < most ? failed + stride : most;
        else if (failed < least)
            size = passed - stride > least ? passed - stride : least;
        else
            size = failed + (passed - failed) / 2;
        stride *= 2;
    }
    return passed;
}

/* The smallest size from `least` on found to pass; 0 = none up to instances_max. Sought with few seeds, those that
 * failed last, as most sizes are too small or too large for any; then all are asked. `next` is left as it is after that
 * size. */
static int64_t trial_size(struct walker *walker, const struct trial *trial, int64_t least, int64_t guess)
{
    memset(walker->passed_at, 0, (size_t)walker->seeds * sizeof *walker->passed_at);
    if (least > walker->request->instances_max)
        return 0;
    int64_t size = few_seeds_size(walker, trial, least, guess);
    while (size > 0 && !trial_passes(walker, trial, size, walker->seeds))
        size = size < walker->request->instances_max ? size + 1 : 0;
    return size;
}

/* --- the week --- */

static int64_t hour_size(struct walker *walker, int hour, bool again)
{
    const struct sizing_request *request = walker->request;
    struct trial trial = {hour - 1, hour, request->promises, SCENARIO_WEEK};
    int64_t volume = volume_size(request, walker->scratch->facts, hour);
    int64_t guess = (int64_t)((double)volume * walker->looseness + 0.5);
    int64_t least = walker->floors[hour] > volume ? walker->floors[hour] : volume;
    if (again)
        guess = walker->instances[hour];
    else if (request->guess != NULL)
        guess = request->guess[hour];
    int64_t size = trial_size(walker, &trial, least, guess);
    if (size > walker->floors[hour])
        walker->looseness = (double)size / (double)volume;
    return size;
}

static bool walk_week(struct walker *walker, bool again)
{
    int64_t steps_of_first = 0;
    for (int hour = 0; hour < walker->pool->hours; hour++) {
        walker->instances[hour] = hour_size(walker, hour, again);
        if (walker->instances[hour] == 0)
            return false;
        for (int64_t i = 0; i < walker->seeds; i++) {
            struct cluster *swapped = walker->state[i];
            walker->state[i] = walker->next[i];
            walker->next[i] = swapped;
        }
        steps_of_first = hour == 0 ? walker->steps : steps_of_first;
        if (!again)
            seeds_afford_week(walker, hour + 1, steps_of_first);
    }
    return true;
}

/* Raises the hour's floor to what the trial needs, if it needs more than there is. */
static bool floor_raised(struct walker *walker, const struct trial *trial, bool *ret_possible)
{
    int64_t now = walker->instances[trial->hour];
    memset(walker->passed_at, 0, (size_t)walker->seeds * sizeof *walker->passed_at);
    *ret_possible = true;
    if (trial_passes(walker, trial, now, walker->seeds))
        return false;
    walker->floors[trial->hour] = trial_size(walker, trial, now + 1, now + 1);
    *ret_possible = walker->floors[trial->hour] > 0;
    return true;
}

static struct trial cold_start(const struct walker *walker, int hour)
{
    unsigned promises = walker->request->promises & (PROMISE_PLACEMENT | PROMISE_HEADROOM);
    return (struct trial){NONE, hour, promises, SCENARIO_COLD_START};
}

static bool week_holds(struct walker *walker, bool *ret_possible)
{
    struct trial wrap = {walker->pool->hours - 1, 0, walker->request->promises, SCENARIO_WEEK};
    struct trial cold = cold_start(walker, week_peak_hour(walker->pool, walker->instances));
    return !floor_raised(walker, &wrap, ret_possible) && !floor_raised(walker, &cold, ret_possible);
}

/* The hour that will likely be the peak must hold a cold start: better known before the walk than after. Not for small
 * groups, where one instance in vain, should another hour be the peak, is dearer than a second walk. */
static bool foresee_peak(struct walker *walker)
{
    for (int h = 0; h < walker->pool->hours; h++)
        walker->instances[h] = volume_size(walker->request, walker->scratch->facts, h);
    int peak = week_peak_hour(walker->pool, walker->instances);
    int64_t volume = walker->instances[peak], *floor = &walker->floors[peak];
    if (volume < GROUP_LARGE || walker->pool->hours == 1)
        return true;
    const int64_t *guess = walker->request->guess;
    struct trial cold = cold_start(walker, peak);
    *floor = trial_size(walker, &cold, *floor > volume ? *floor : volume, guess != NULL ? guess[peak] : volume);
    walker->looseness = (double)*floor / (double)volume;
    return *floor > 0;
}

static bool find(struct walker *walker)
{
    bool possible = foresee_peak(walker), holds = false;
    for (int walk = 0; walk < WALKS_MAX && possible && !holds; walk++) {
        possible = walk_week(walker, walk > 0);
        if (possible)
            holds = week_holds(walker, &possible);
        if (!holds) /* each walk more costs as much as the first */
            seeds_afford(walker, (double)walker->steps * (walk + 2) / (walk + 1));
    }
    return possible && holds;
}

struct sizing_result sizing_find(const struct sizing_request *request, int64_t *ret_instances)
{
    struct walker walker;
    walker_init(&walker, request);
    for (int h = 0; h < request->pool->hours; h++)
        walker.floors[h] = request->least != NULL ? request->least[h] : request->pool->zones;
    struct sizing_result result = {.impossible_service = impossible_service(request, walker.scratch->facts)};
    result.possible = result.impossible_service == NONE && find(&walker);
    result.seeds = walker.seeds;
    result.steps = walker.steps;
    if (result.possible)
        memcpy(ret_instances, walker.instances, (size_t)request->pool->hours * sizeof *ret_instances);
    walker_release(&walker);
    return result;
}

/* --- the quick judge --- */

struct sizing_result sizing_sample(const struct sizing_request *request, const int *hours, int hours_count,
                                   int64_t *ret_instances)
{
    struct walker walker;
    walker_init(&walker, request);
    struct sizing_result result = {.impossible_service = impossible_service(request, walker.scratch->facts)};
    result.possible = result.impossible_service == NONE;
    for (int i = 0; i < hours_count && result.possible; i++) {
        struct trial trial = {NONE, hours[i], request->promises, SCENARIO_COLD_START};
        int64_t volume = volume_size(request, walker.scratch->facts, hours[i]);
        int64_t guess =
            request->guess != NULL ? request->guess[hours[i]] : (int64_t)((double)volume * walker.looseness + 0.5);
        int64_t least = request->least != NULL && request->least[hours[i]] > volume ? request->least[hours[i]] : volume;
        ret_instances[i] = trial_size(&walker, &trial, least, guess);
        result.possible = ret_instances[i] > 0;
        walker.looseness = (double)ret_instances[i] / (double)volume;
    }
    result.seeds = walker.seeds;
    result.steps = walker.steps;
    walker_release(&walker);
    return result;
}

/* --- how far the group may grow --- */

/* Empty instances that hold the whole surge: enough whatever the running ones have free. */
static int64_t deployment_growth(const struct replay_service *service, const struct service_facts *facts,
                                 const struct cluster_facts *pool, int64_t tasks)
{
    int64_t surge = service->is_job ? 0 : deployment_surge(service, tasks), each = INT64_MAX;
    if (surge == 0 || !facts->fits_empty)
        return 0;
    for (int i = 0; i < facts->dimensions_count; i++) {
        int64_t holds = pool->base[facts->dimensions[i]] / facts->need[facts->dimensions[i]];
        each = holds < each ? holds : each;
    }
    if (facts->ports != NULL)
        each = 1;
    if (facts->per_instance_max > 0 && facts->per_instance_max < each)
        each = facts->per_instance_max;
    return (surge + each - 1) / each;
}

void sizing_max_size(const struct replay_pool *pool, const int64_t *instances, int64_t *ret_max_size)
{
    struct cluster_facts *facts = cluster_facts_new(pool);
    for (int h = 0; h < pool->hours; h++) {
        int64_t growth = (instances[h] + pool->zones - 1) / pool->zones; /* a lost zone's tasks, packed anew */
        for (int s = 0; s < pool->services_count; s++) {
            const struct replay_service *service = &pool->services[s];
            int64_t needed = deployment_growth(service, &facts->services[s], facts, service->room[h]);
            growth = needed > growth ? needed : growth;
        }
        ret_max_size[h] = instances[h] + growth;
    }
    cluster_facts_release(facts);
}
