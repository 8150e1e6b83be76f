/* hold_repair.c — services move where the replay makes it pay: out of a pool that their mixture makes large, into one
 * with room to spare, to another pool; and those that stay are placed otherwise. One service at a time, judged by cold
 * starts at a few hours, the same for every question; what the sample likes is sized in full afterwards. */
#include "planner/pools/hold_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { REPAIR_HOURS = 6, REPAIR_SEEDS = 4, REPAIR_ROUNDS = 3, GLANCE_HOURS = 2, GLANCE_SEEDS = 2 };

/* Instances in a glance up to which it may not see a saving that there is. */
enum { GLANCE_COARSE = 100 };

/* A change must save this part of the pools it touches: less is noise of the sample. */
static const double worth_it = 1e-4;

/* Most questions are answered by a glance at few hours with few seeds; only what that does not reject is judged. */
enum look { GLANCE, JUDGE, LOOKS_COUNT };

struct repair {
    struct holder *holder;
    struct {
        int hours[REPAIR_HOURS], hours_count;
        int64_t seeds;
    } sample[LOOKS_COUNT];
    int64_t steps_end;
    int64_t sum[LOOKS_COUNT][PROFILE_POOLS_MAX + 1]; /* instances at the sampled hours */
    int64_t hour_nano[PROFILE_POOLS_MAX + 1];        /* of an instance */
    int64_t *guess[PROFILE_POOLS_MAX + 1];           /* [hours] */
    double *volume;                                  /* [items_count] of the type at hand, instances on average */
    int *order;                                      /* [items_count] */
    int changes;
};

static bool may_go_on(const struct repair *repair)
{
    return repair->holder->report.steps < repair->steps_end;
}

/* --- the sample --- */

struct ranked_hour {
    int hour;
    int64_t instances;
};

static int ranked_compare(const void *a, const void *b)
{
    const struct ranked_hour *x = a, *y = b;
    if (x->instances != y->instances)
        return x->instances > y->instances ? -1 : 1;
    return x->hour - y->hour;
}

/* Hours ranked by instances, the middle of each equal part. */
static void sample_hours(struct repair *repair)
{
    const struct pools_result *result = repair->holder->result;
    struct ranked_hour ranked[HOURS_PER_WEEK];
    int hours = repair->holder->model->hours;
    for (int h = 0; h < hours; h++) {
        ranked[h] = (struct ranked_hour){.hour = h};
        for (int g = 0; g < result->pools_count; g++)
            ranked[h].instances += result->pools[g].instances[h];
    }
    qsort(ranked, (size_t)hours, sizeof *ranked, ranked_compare);
    for (int look = GLANCE; look < LOOKS_COUNT; look++) {
        int count = look == GLANCE ? GLANCE_HOURS : REPAIR_HOURS;
        repair->sample[look].hours_count = count = hours < count ? hours : count;
        for (int k = 0; k < count; k++)
            repair->sample[look].hours[k] = ranked[(2 * k + 1) * hours / (2 * count)].hour;
        repair->sample[look].seeds = look == GLANCE ? GLANCE_SEEDS : REPAIR_SEEDS;
        if (repair->sample[look].seeds > repair->holder->options->seeds)
            repair->sample[look].seeds = repair->holder->options->seeds;
    }
}

/* The pool as it is now; INT64_MAX where it cannot be. */
static int64_t instances_of(struct repair *repair, enum look look, int g)
{
    struct holder *holder = repair->holder;
    const int *hours = repair->sample[look].hours;
    int count = repair->sample[look].hours_count;
    struct replay_pool pool;
    int64_t instances[REPAIR_HOURS], sum = 0;
    if (holder_members(holder, g) == 0)
        return 0;
    holder_replay_pool(holder, g, &pool);
    struct sizing_request request = {.pool = &pool,
                                     .promises = holder->promises,
                                     .seeds = repair->sample[look].seeds,
                                     .guess = repair->guess[g],
                                     .instances_max = holder_instances_at_most(&pool),
                                     .steps_max = INT64_MAX};
    struct sizing_result found = sizing_sample(&request, hours, count, instances);
    holder_spend(holder, g, found.steps);
    for (int k = 0; k < count && found.possible; k++) {
        repair->guess[g][hours[k]] = instances[k];
        sum += instances[k];
    }
    return found.possible ? sum : INT64_MAX;
}

/* A month outside, from the sampled hours; jobs as billed. */
static double outside_month(const struct repair *repair, enum look look, int i)
{
    const struct model_item *item = &repair->holder->model->items[i];
    double tasks = 0;
    if (!item->outside_possible)
        return INFINITY;
    if (item->is_job)
        return (double)item->job_outside.nano;
    for (int k = 0; k < repair->sample[look].hours_count; k++)
        tasks += (double)item->tasks[repair->sample[look].hours[k]];
    return tasks * (double)item->outside_per_task.nano * HOURS_PER_MONTH / repair->sample[look].hours_count;
}

static double pool_month(const struct repair *repair, enum look look, int g, int64_t sum)
{
    return sum == INT64_MAX
               ? INFINITY
               : (double)sum * (double)repair->hour_nano[g] * HOURS_PER_MONTH / repair->sample[look].hours_count;
}

/* --- one change --- */

struct question {
    int item, from, to; /* places */
    int64_t left, joined;
};

/* Whether the item, moved already, is cheaper there. */
static bool saves(struct repair *repair, enum look look, struct question *question)
{
    int i = question->item, from = question->from, to = question->to;
    double before = from < 0 ? outside_month(repair, look, i) : pool_month(repair, look, from, repair->sum[look][from]);
    before += to < 0 ? 0 : pool_month(repair, look, to, repair->sum[look][to]);
    question->left = from < 0 ? 0 : instances_of(repair, look, from);
    double after = from < 0 ? 0 : pool_month(repair, look, from, question->left);
    after += to < 0 ? outside_month(repair, look, i) : 0;
    if (after >= before)
        return false; /* the other pool need not be asked */
    question->joined = to < 0 ? 0 : instances_of(repair, look, to);
    after += to < 0 ? 0 : pool_month(repair, look, to, question->joined);
    return after < before * (1 - (look == JUDGE ? worth_it : 0));
}

static void look_again(struct repair *repair, enum look look, int g)
{
    if (g >= 0)
        repair->sum[look][g] = instances_of(repair, look, g);
}

/* Puts the item into `to` (or outside) and keeps it there where that saves. */
static bool move(struct repair *repair, int i, int to)
{
    int *place = &repair->holder->result->place_of_item[i];
    struct question question = {.item = i, .from = *place, .to = to};
    *place = to;
    if (!saves(repair, GLANCE, &question) || !saves(repair, JUDGE, &question)) {
        *place = question.from;
        return false;
    }
    if (question.from >= 0)
        repair->sum[JUDGE][question.from] = question.left;
    if (to >= 0)
        repair->sum[JUDGE][to] = question.joined;
    look_again(repair, GLANCE, question.from);
    look_again(repair, GLANCE, to);
    repair->changes++;
    return true;
}

static bool place_otherwise(struct repair *repair, int i, unsigned char strategy)
{
    int g = repair->holder->result->place_of_item[i];
    unsigned char *now = &repair->holder->result->strategy_of_item[i], before = *now;
    *now = strategy;
    int64_t glanced = instances_of(repair, GLANCE, g);
    int64_t at_least = repair->sum[GLANCE][g] > GLANCE_COARSE ? 1 : 0;
    int64_t sum = glanced + at_least <= repair->sum[GLANCE][g] ? instances_of(repair, JUDGE, g) : INT64_MAX;
    if (sum >= repair->sum[JUDGE][g]) {
        *now = before;
        return false;
    }
    repair->sum[JUDGE][g] = sum;
    repair->sum[GLANCE][g] = glanced;
    repair->changes++;
    return true;
}

/* --- which to ask about --- */

static double volume_on(const struct repair *repair, const struct model_instance *type, const struct model_item *item)
{
    double share = 0, tasks = 0;
    for (int d = 0; d < repair->holder->model->packing.dimensions; d++)
        if (item->size[d] > 0)
            share = fmax(share, (double)item->size[d] / fmax((double)type->capacity[d], 1e-9));
    for (int k = 0; k < repair->sample[JUDGE].hours_count; k++)
        tasks += (double)item->tasks[repair->sample[JUDGE].hours[k]];
    return share * tasks / repair->sample[JUDGE].hours_count;
}

static int volume_compare(const void *a, const void *b, void *context)
{
    const struct repair *repair = context;
    int i = *(const int *)a, j = *(const int *)b;
    if (repair->volume[i] != repair->volume[j])
        return repair->volume[i] > repair->volume[j] ? -1 : 1;
    return i - j;
}

/* Items of a place, those of most volume on the type of pool `g` first. */
static int largest_first(struct repair *repair, int place, int g)
{
    struct holder *holder = repair->holder;
    const struct model_instance *type = &holder->model->instances[holder->result->pools[g].instance];
    int count = 0;
    for (int i = 0; i < holder->model->items_count; i++) {
        if (holder->result->place_of_item[i] != place)
            continue;
        repair->volume[i] = volume_on(repair, type, &holder->model->items[i]);
        repair->order[count++] = i;
    }
    qsort_r(repair->order, (size_t)count, sizeof *repair->order, volume_compare, repair);
    return count;
}

static bool may_join(const struct repair *repair, int i, int g)
{
    const struct model *model = repair->holder->model;
    const struct model_item *item = &model->items[i];
    const struct model_instance *type = &model->instances[repair->holder->result->pools[g].instance];
    if (!item->ec2_allowed || (item->mask & type->mask) == 0)
        return false;
    for (int d = 0; d < model->packing.dimensions; d++)
        if (item->size[d] > type->capacity[d])
            return false;
    return true;
}

static double volume_month(const struct repair *repair, int g, int i)
{
    return repair->volume[i] * (double)repair->hour_nano[g] * HOURS_PER_MONTH;
}

/* A service fills at least half and at most three times its volume: others are not asked about. */
static void ask_leaving(struct repair *repair, int g)
{
    int count = largest_first(repair, g, g);
    for (int k = 0; k < count && may_go_on(repair); k++) {
        int i = repair->order[k];
        if (outside_month(repair, JUDGE, i) < 3 * volume_month(repair, g, i))
            (void)move(repair, i, ITEM_OUTSIDE);
    }
}

static void ask_joining(struct repair *repair, int g)
{
    int count = largest_first(repair, ITEM_OUTSIDE, g);
    for (int k = 0; k < count && may_go_on(repair); k++) {
        int i = repair->order[k];
        if (may_join(repair, i, g) && outside_month(repair, JUDGE, i) > 0.5 * volume_month(repair, g, i))
            (void)move(repair, i, g);
    }
}

static void ask_changing(struct repair *repair, int from, int to)
{
    int count = largest_first(repair, from, to);
    for (int k = 0; k < count && may_go_on(repair); k++)
        if (may_join(repair, repair->order[k], to))
            (void)move(repair, repair->order[k], to);
}

static void ask_strategies(struct repair *repair, int g)
{
    struct holder *holder = repair->holder;
    int count = largest_first(repair, g, g);
    for (int k = 0; k < count && may_go_on(repair); k++) {
        int i = repair->order[k];
        if (!replay_leaves_strategy(&holder->book, i))
            continue;
        for (unsigned char s = 0; s < REPLAY_STRATEGIES_COUNT && may_go_on(repair); s++)
            if (s != holder->result->strategy_of_item[i])
                (void)place_otherwise(repair, i, s);
    }
}

/* --- all of it --- */

static void repair_init(struct repair *repair, struct holder *holder, int64_t steps)
{
    const struct model *model = holder->model;
    const struct pools_result *result = holder->result;
    *repair = (struct repair){.holder = holder, .steps_end = holder->report.steps + steps};
    repair->volume = ARENA_ARRAY(&holder->scratch, double, model->items_count + 1);
    repair->order = ARENA_ARRAY(&holder->scratch, int, model->items_count + 1);
    sample_hours(repair);
    for (int g = 0; g < result->pools_count; g++) {
        const struct model_instance *type = &model->instances[result->pools[g].instance];
        repair->hour_nano[g] = usd_per_hour_add(type->price, type->root_volume).nano;
        repair->guess[g] = ARENA_ARRAY(&holder->scratch, int64_t, model->hours);
        memcpy(repair->guess[g], result->pools[g].instances, (size_t)model->hours * sizeof **repair->guess);
        look_again(repair, GLANCE, g);
        look_again(repair, JUDGE, g);
    }
}

/* All its services together, where they would cost less outside. */
static void ask_closing(struct repair *repair, int g)
{
    struct holder *holder = repair->holder;
    int count = holder_members(holder, g);
    double outside = 0;
    for (int k = 0; k < count; k++)
        outside += outside_month(repair, JUDGE, holder->items[k]);
    if (count == 0 || outside >= pool_month(repair, JUDGE, g, repair->sum[JUDGE][g]))
        return;
    for (int k = 0; k < count; k++)
        holder->result->place_of_item[holder->items[k]] = ITEM_OUTSIDE;
    repair->sum[GLANCE][g] = repair->sum[JUDGE][g] = 0;
    repair->changes++;
}

int holder_repair(struct holder *holder, int64_t steps)
{
    struct repair repair;
    int pools = holder->result->pools_count, before = -1;
    repair_init(&repair, holder, steps);
    for (int round = 0; round < REPAIR_ROUNDS && repair.changes > before && may_go_on(&repair); round++) {
        before = repair.changes;
        for (int g = 0; g < pools; g++) {
            ask_closing(&repair, g);
            ask_leaving(&repair, g);
            ask_joining(&repair, g);
            for (int other = 0; other < pools; other++)
                if (other != g)
                    ask_changing(&repair, g, other);
            ask_strategies(&repair, g);
        }
    }
    return repair.changes;
}
