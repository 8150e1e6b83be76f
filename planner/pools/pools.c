#include "planner/pools/pools.h"
#include "planner/pools/search.h"
#include <stdlib.h>
#include <string.h>

/* --- the result --- */

/* Members times distinct hours above which causes are sized on a sample. */
enum { STAGES_CELLS_MAX = 12000, STAGES_SLOTS_LEAST = 6 };

struct stager {
    struct fleet sample;
    struct pool_sizer sizer;
    bool all_hours;
};

static void stager_init(struct stager *stager, const struct fleet *fleet, const struct pattern_book *book)
{
    int slots = STAGES_CELLS_MAX / (fleet->items_count + 1);
    fleet_sample(fleet, slots < STAGES_SLOTS_LEAST ? STAGES_SLOTS_LEAST : slots, &stager->sample);
    pool_sizer_init(&stager->sizer, &stager->sample);
    stager->sizer.book = book;
    stager->all_hours = stager->sample.slots == fleet->slots;
}

static void stager_release(struct stager *stager)
{
    pool_sizer_release(&stager->sizer);
    fleet_release(&stager->sample);
}

static int64_t at_most(int64_t value, int64_t limit)
{
    return value < limit ? value : limit;
}

/* Whether a stage asks for the same instances as the next. */
static bool stage_is_next(const struct fleet *fleet, const int *members, int count, int stage)
{
    if (stage == SIZING_ZONES)
        return !fleet->zone_loss;
    for (int k = 0; k < count && stage == SIZING_ZONE_LOSS; k++) {
        const struct fleet_item *item = &fleet->items[members[k]];
        if (memcmp(item->tasks, item->room, (size_t)fleet->slots * sizeof *item->tasks) != 0)
            return false;
    }
    return stage == SIZING_ZONE_LOSS;
}

/* Stages only explain the gap: in large fleets they are sized on a sample of the hours, as a share of the whole. */
static void price_stages(struct chooser *chooser, struct stager *stager, const struct choice *choice, int pool,
                         struct pool_choice *ret_pool)
{
    const struct fleet_type *type = &chooser->fleet->types[choice->types[pool]];
    int64_t month[SIZINGS_COUNT];
    int count = choice_members(chooser, choice, pool, chooser->members);
    const struct fleet_type *sampled = &stager->sample.types[choice->types[pool]];
    month[SIZING_ALL] = ret_pool->usd_per_month_nano;
    int64_t whole = stager->all_hours ? month[SIZING_ALL]
                                      : pool_size(&stager->sizer, sampled, type->hour_nano, chooser->members, count,
                                                  SIZING_ALL, ZONE_EFFORT_FULL, NULL);
    for (int stage = SIZING_ALL - 1; stage >= 0; stage--) {
        month[stage] = month[stage + 1];
        if (stage_is_next(chooser->fleet, chooser->members, count, stage))
            continue;
        int64_t size = pool_size(&stager->sizer, sampled, type->hour_nano, chooser->members, count, (enum sizing)stage,
                                 ZONE_EFFORT_FULL, NULL);
        month[stage] = stager->all_hours || whole == MONTH_TOO_DEAR
                           ? size
                           : (int64_t)((double)size / (double)whole * (double)month[SIZING_ALL]);
    }
    ret_pool->zone_loss = at_most(month[SIZING_ZONE_LOSS], ret_pool->usd_per_month_nano);
    ret_pool->deployments = ret_pool->zone_loss;
    ret_pool->zones = at_most(month[SIZING_ZONES], ret_pool->zone_loss);
    ret_pool->placement = ret_pool->zones;
    ret_pool->whole = at_most(month[SIZING_WHOLE], ret_pool->zones);
    ret_pool->fractional = at_most(month[SIZING_FRACTIONAL], ret_pool->whole);
}

static void size_pool(struct chooser *chooser, struct stager *stager, const struct choice *choice, int pool,
                      struct arena *arena, struct pool_choice *ret_pool)
{
    const struct fleet *fleet = chooser->fleet;
    const struct fleet_type *type = &fleet->types[choice->types[pool]];
    int64_t *by_slot = ARENA_ARRAY(&chooser->arena, int64_t, fleet->slots);
    int count = choice_members(chooser, choice, pool, chooser->members);
    ret_pool->instance = type->instance;
    ret_pool->instances = ARENA_ARRAY(arena, int64_t, fleet->hours);
    enum zone_effort effort = clock_is_out(&chooser->clock) ? ZONE_EFFORT_QUICK : ZONE_EFFORT_FULL;
    ret_pool->usd_per_month_nano =
        pool_size(&chooser->sizer, type, type->hour_nano, chooser->members, count, SIZING_ALL, effort, by_slot);
    for (int h = 0; h < fleet->hours; h++)
        ret_pool->instances[h] = by_slot[fleet->slot_of_hour[h]];
    price_stages(chooser, stager, choice, pool, ret_pool);
}

struct pool_rank {
    int pool;
    int64_t cost; /* -1: empty */
    const char *type;
    enum pool_purchase purchase;
};

static int rank_compare(const void *a, const void *b)
{
    const struct pool_rank *x = a, *y = b;
    if (x->cost != y->cost)
        return x->cost > y->cost ? -1 : 1;
    int name = strcmp(x->type, y->type);
    if (name != 0)
        return name;
    return x->purchase != y->purchase ? (int)x->purchase - (int)y->purchase : x->pool - y->pool;
}

void pools_order(const struct model *model, struct pools_result *result)
{
    struct pool_rank rank[PROFILE_POOLS_MAX + 1];
    struct pool_choice ordered[PROFILE_POOLS_MAX + 1];
    int number[PROFILE_POOLS_MAX + 1], kept = 0;
    for (int g = 0; g < result->pools_count; g++) {
        const struct model_instance *instance = &model->instances[result->pools[g].instance];
        rank[g] = (struct pool_rank){g, -1, instance->facts->name, instance->purchase};
    }
    for (int i = 0; i < model->items_count; i++)
        if (result->place_of_item[i] >= 0)
            rank[result->place_of_item[i]].cost = result->pools[result->place_of_item[i]].usd_per_month_nano;
    qsort(rank, (size_t)result->pools_count, sizeof *rank, rank_compare);
    for (int r = 0; r < result->pools_count; r++) {
        number[rank[r].pool] = r;
        ordered[r] = result->pools[rank[r].pool];
        kept += rank[r].cost >= 0;
    }
    memcpy(result->pools, ordered, (size_t)result->pools_count * sizeof *ordered);
    result->pools_count = kept;
    for (int i = 0; i < model->items_count; i++)
        if (result->place_of_item[i] >= 0)
            result->place_of_item[i] = number[result->place_of_item[i]];
}

static void fill_result(struct chooser *chooser, const struct choice *choice, struct pools_result *result)
{
    const struct fleet *fleet = chooser->fleet;
    const struct model *model = fleet->model;
    struct stager stager;
    stager_init(&stager, fleet, chooser->sizer.book);
    result->pools_count = choice->pools_count;
    result->pools = ARENA_ARRAY(&result->arena, struct pool_choice, choice->pools_count + 1);
    result->place_of_item = ARENA_ARRAY(&result->arena, int, model->items_count + 1);
    result->strategy_of_item = ARENA_ARRAY(&result->arena, unsigned char, model->items_count + 1);
    for (int g = 0; g < choice->pools_count; g++) {
        size_pool(chooser, &stager, choice, g, &result->arena, &result->pools[g]);
        int count = choice_members(chooser, choice, g, chooser->members);
        if (fleet->large)
            arrival_strategies(fleet, &fleet->types[choice->types[g]], choice->rules[g], chooser->members, count,
                               result->strategy_of_item);
    }
    stager_release(&stager);
    for (int i = 0; i < model->items_count; i++)
        result->place_of_item[i] = choice->place[i] < 0 ? ITEM_OUTSIDE : choice->place[i];
    pools_order(model, result);
}

/* Work that any EC2 pool costs once a month, however many there are. */
static int64_t fixed_work(const struct overhead *overhead)
{
    return overhead->given ? (int64_t)(overhead->hours_per_month_cluster * (double)overhead->usd_per_hour_nano + 0.5)
                           : 0;
}

static void prefer_no_cluster(struct chooser *chooser, struct choice *best)
{
    struct choice *outside = choice_new(chooser);
    int64_t work = fixed_work(&chooser->fleet->model->profile->overhead);
    if (best->pools_count > 0 && outside->homeless == 0 && outside->total - work <= best->total)
        choice_copy(chooser, best, outside);
}

static bool require_homes(const struct chooser *chooser, const struct choice *choice, struct error *err)
{
    const struct model *model = chooser->fleet->model;
    for (int i = 0; i < model->items_count; i++)
        if (choice->place[i] < 0 && !chooser->fleet->items[i].outside_possible)
            return error_set(err, ERROR_INFEASIBLE, model->items[i].name,
                             "%s may run on EC2 only, and no set of %lld pools was found that holds every such task; "
                             "raise limits.pools_max or allow more instance types",
                             model->items[i].name, (long long)model->profile->limits.pools_max);
    if (choice->total == MONTH_TOO_DEAR)
        return error_set(err, ERROR_LIMIT, NULL,
                         "a month of the cheapest plan found costs more than can be counted "
                         "(about 9.2 thousand million dollars)");
    return true;
}

bool pools_choose(const struct model *model, const struct solve_result *solved, const struct pools_options *options,
                  struct pools_result *ret_result, struct error *err)
{
    struct fleet fleet;
    struct chooser chooser;
    struct pattern_book book = {0};
    struct pools_result result = {0};
    if (!fleet_build(model, &fleet, err))
        return false;
    chooser_init(&chooser, &fleet, &book, options->time_limit_s);
    struct choice *best = choice_new(&chooser);
    if (fleet.types_count > 0 && model->profile->limits.pools_max > 0)
        pools_search(&chooser, &book, solved, options, best);
    prefer_no_cluster(&chooser, best);
    bool ok = require_homes(&chooser, best, err);
    if (ok) {
        fill_result(&chooser, best, &result);
        result.time_limit_reached = chooser.clock.out;
        result.packings = chooser.sizer.packings;
        result.book = book;
        *ret_result = result;
    }
    chooser_release(&chooser);
    if (!ok)
        book_release(&book);
    fleet_release(&fleet);
    return ok;
}

static const struct fleet_type *type_of(const struct fleet *fleet, int instance)
{
    for (int t = 0; t < fleet->types_count; t++)
        if (fleet->types[t].instance == instance)
            return &fleet->types[t];
    return NULL;
}

static int64_t stage_again(struct stager *stager, const struct fleet_type *type, const int *members, int count,
                           enum sizing sizing)
{
    return pool_size(&stager->sizer, type, type->hour_nano, members, count, sizing, ZONE_EFFORT_FULL, NULL);
}

/* A sampled month stands for the whole: the hours of a sample add up to those of the fleet. */
bool pools_stages(const struct model *model, struct pools_result *result, const bool *wanted, struct error *err)
{
    struct fleet fleet;
    struct stager stager;
    if (!fleet_build(model, &fleet, err))
        return false;
    stager_init(&stager, &fleet, &result->book);
    int *members = memory_alloc((size_t)model->items_count + 1, sizeof *members);
    for (int g = 0; g < result->pools_count; g++) {
        struct pool_choice *pool = &result->pools[g];
        const struct fleet_type *type = type_of(&stager.sample, pool->instance);
        int count = 0;
        for (int i = 0; i < model->items_count; i++)
            if (result->place_of_item[i] == g)
                members[count++] = i;
        if (!wanted[g] || !type)
            continue;
        pool->zones = stage_again(&stager, type, members, count, SIZING_ZONES);
        pool->whole = at_most(stage_again(&stager, type, members, count, SIZING_WHOLE), pool->zones);
        pool->fractional = at_most(stage_again(&stager, type, members, count, SIZING_FRACTIONAL), pool->whole);
    }
    free(members);
    stager_release(&stager);
    fleet_release(&fleet);
    return true;
}

void pools_result_release(struct pools_result *result)
{
    arena_release(&result->arena);
    book_release(&result->book);
    *result = (struct pools_result){0};
}
