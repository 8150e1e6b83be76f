/* mover.c — what the bill becomes if one item alone moved.
 *
 * Small fleets are packed again for every question, up to a number of steps; what comes after is estimated: the change
 * of the fullest resource, at the pool's measured instances per unit of it. Pools cost what the replay made of them, so
 * a change of the packing counts as many times as the pool is dearer than its packing. */
#include "planner/pools/fleet.h"
#include "planner/pools/pool_size.h"
#include "planner/pools/pools.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Questions (items * pools * slots) up to which pools are packed again. */
enum { MOVER_CELLS_EXACT = 60 * 1000 };

/* Steps of the packer after which the rest is estimated: about two seconds. */
static const int64_t exact_steps_max = 40 * 1000 * 1000;

struct mover_pool {
    const struct fleet_type *type;
    int *members;
    int members_count;
    double *usage;    /* [dimension * slots + slot] in instances */
    double *fullest;  /* [slots] */
    double *per_full; /* [slots] instances for each unit of the fullest resource */
    int64_t packed;   /* a month of all members, freely packed; 0 = not asked yet */
};

struct pools_mover {
    struct arena arena;
    struct fleet fleet;
    struct pool_sizer sizer;
    const struct pools_result *result;
    struct mover_pool *pools;
    bool exact;
    int *members;       /* scratch */
    int64_t *instances; /* [slots] scratch */
    int asked;          /* the item whose leaving is known; -1 = none */
    int64_t left_nano;
};

static void add_usage(const struct fleet *fleet, struct mover_pool *pool, const struct fleet_item *item)
{
    for (int d = 0; d < fleet->dimensions; d++) {
        if (item->size[d] == 0)
            continue;
        double share = (double)item->size[d] / (double)pool->type->capacity[d];
        for (int s = 0; s < fleet->slots; s++)
            pool->usage[d * fleet->slots + s] += share * (double)item->room[s];
    }
}

/* The fullest resource of a pool in a slot with `change` times the item. */
static double fullest_with(const struct fleet *fleet, const struct mover_pool *pool, const struct fleet_item *item,
                           double change, int slot)
{
    double fullest = 0;
    for (int d = 0; d < fleet->dimensions; d++) {
        double usage = pool->usage[d * fleet->slots + slot];
        if (item && item->size[d] > 0)
            usage += change * (double)item->size[d] / (double)pool->type->capacity[d] * (double)item->room[slot];
        fullest = fmax(fullest, usage);
    }
    return fullest;
}

static void build_pool(struct pools_mover *mover, int g, const struct model *model)
{
    struct fleet *fleet = &mover->fleet;
    struct mover_pool *pool = &mover->pools[g];
    const struct pool_choice *choice = &mover->result->pools[g];
    for (int t = 0; t < fleet->types_count; t++)
        if (fleet->types[t].instance == choice->instance)
            pool->type = &fleet->types[t];
    BUG_IF(pool->type == NULL);
    pool->members = ARENA_ARRAY(&mover->arena, int, model->items_count + 1);
    pool->usage = ARENA_ARRAY(&mover->arena, double, fleet->dimensions * fleet->slots + 1);
    pool->fullest = ARENA_ARRAY(&mover->arena, double, fleet->slots + 1);
    pool->per_full = ARENA_ARRAY(&mover->arena, double, fleet->slots + 1);
    for (int i = 0; i < model->items_count; i++) {
        if (mover->result->place_of_item[i] != g)
            continue;
        pool->members[pool->members_count++] = i;
        add_usage(fleet, pool, &fleet->items[i]);
    }
    for (int h = 0; h < fleet->hours; h++) {
        int s = fleet->slot_of_hour[h];
        pool->fullest[s] = fullest_with(fleet, pool, NULL, 0, s);
        pool->per_full[s] = fmax(1, (double)choice->instances[h] / fmax(pool->fullest[s], 1e-9));
    }
}

struct pools_mover *pools_mover_new(const struct model *model, const struct pools_result *result, struct error *err)
{
    struct pools_mover *mover = memory_alloc(1, sizeof *mover);
    if (!fleet_build_all(model, &mover->fleet, err)) {
        free(mover);
        return NULL;
    }
    mover->result = result;
    mover->asked = -1;
    mover->members = ARENA_ARRAY(&mover->arena, int, model->items_count + 1);
    mover->instances = ARENA_ARRAY(&mover->arena, int64_t, mover->fleet.slots + 1);
    pool_sizer_init(&mover->sizer, &mover->fleet);
    mover->pools = ARENA_ARRAY(&mover->arena, struct mover_pool, result->pools_count + 1);
    for (int g = 0; g < result->pools_count; g++)
        build_pool(mover, g, model);
    mover->exact = (int64_t)model->items_count * result->pools_count * mover->fleet.slots <= MOVER_CELLS_EXACT;
    return mover;
}

void pools_mover_free(struct pools_mover *mover)
{
    if (!mover)
        return;
    pool_sizer_release(&mover->sizer);
    fleet_release(&mover->fleet);
    arena_release(&mover->arena);
    free(mover);
}

/* --- change of one pool's month --- */

static int64_t packed_month(struct pools_mover *mover, int g)
{
    struct mover_pool *pool = &mover->pools[g];
    if (pool->packed == 0)
        pool->packed = pool_size(&mover->sizer, pool->type, pool->type->hour_nano, pool->members, pool->members_count,
                                 SIZING_ALL, ZONE_EFFORT_FULL, NULL);
    return pool->packed;
}

/* A change of the packing's month as one of the pool's. */
static int64_t replayed(struct pools_mover *mover, int g, int64_t change)
{
    double dearer = (double)mover->result->pools[g].usd_per_month_nano / (double)packed_month(mover, g);
    double month = (double)change * dearer;
    return month < 9e18 ? llround(month) : MONTH_TOO_DEAR;
}

static int64_t exact_change(struct pools_mover *mover, int g, int item, int change)
{
    struct mover_pool *pool = &mover->pools[g];
    int count = 0, *members = mover->members;
    for (int k = 0; k < pool->members_count; k++)
        if (pool->members[k] != item)
            members[count++] = pool->members[k];
    if (change > 0)
        members[count++] = item;
    int64_t month =
        pool_size(&mover->sizer, pool->type, pool->type->hour_nano, members, count, SIZING_ALL, ZONE_EFFORT_FULL, NULL);
    return month == MONTH_TOO_DEAR ? month : replayed(mover, g, month - packed_month(mover, g));
}

static int64_t estimated_change(const struct pools_mover *mover, int g, int item, int change)
{
    const struct fleet *fleet = &mover->fleet;
    const struct mover_pool *pool = &mover->pools[g];
    if (change < 0 && pool->members_count == 1)
        return -mover->result->pools[g].usd_per_month_nano;
    double sum = 0, zones = fleet->zones;
    for (int s = 0; s < fleet->slots; s++) {
        double now = pool->fullest[s], then = fullest_with(fleet, pool, &fleet->items[item], change, s);
        double before = fmax(zones, now * pool->per_full[s]), after = fmax(zones, then * pool->per_full[s]);
        sum += (after - before) * (double)fleet->slot_hours[s];
    }
    double month = sum * (double)pool->type->hour_nano * HOURS_PER_MONTH / (double)fleet->hours;
    return month < 9e18 ? (int64_t)llround(month) : MONTH_TOO_DEAR;
}

static int64_t pool_change(struct pools_mover *mover, int g, int item, int change)
{
    if (mover->sizer.packer.steps > exact_steps_max)
        mover->exact = false;
    return mover->exact ? exact_change(mover, g, item, change) : estimated_change(mover, g, item, change);
}

/* --- a pool of its own --- */

static int64_t own_month(struct pools_mover *mover, const struct fleet_type *type, int item, int64_t *ret_most)
{
    struct fleet *fleet = &mover->fleet;
    int64_t *instances = mover->instances;
    int64_t month = pool_size(&mover->sizer, type, type->hour_nano, &item, 1, SIZING_ALL, ZONE_EFFORT_QUICK, instances);
    *ret_most = 0;
    for (int s = 0; s < fleet->slots; s++)
        *ret_most = instances[s] > *ret_most ? instances[s] : *ret_most;
    return month;
}

/* Of the bits of `mask`. A pool of its own costs at least its volume: most types are passed over by that. */
static struct pools_move own_pool(struct pools_mover *mover, int item, uint32_t mask)
{
    struct fleet *fleet = &mover->fleet;
    struct pools_move move = {0};
    for (int t = 0; t < fleet->types_count; t++) {
        const struct fleet_type *type = &fleet->types[t];
        int64_t most;
        if (!(type->mask & mask) || !fleet_type_holds(fleet, type, &fleet->items[item]))
            continue;
        int64_t least = type->hour_nano * fleet->zones * HOURS_PER_MONTH;
        int64_t volume =
            pool_size(&mover->sizer, type, type->hour_nano, &item, 1, SIZING_FRACTIONAL, ZONE_EFFORT_QUICK, NULL);
        if (move.possible && (least >= move.change_nano || volume >= move.change_nano))
            continue;
        int64_t month = own_month(mover, type, item, &most);
        if (month == MONTH_TOO_DEAR || (move.possible && month >= move.change_nano))
            continue;
        move = (struct pools_move){
            .possible = true, .change_nano = month, .own_instance = type->instance, .own_instances = most};
    }
    return move;
}

/* --- questions --- */

int64_t pools_mover_leave(struct pools_mover *mover, int item)
{
    int from = mover->result->place_of_item[item];
    if (from < 0)
        return mover->fleet.items[item].outside_nano;
    if (mover->asked != item) {
        mover->asked = item;
        mover->left_nano = -pool_change(mover, from, item, -1);
    }
    return mover->left_nano;
}

struct pools_move pools_mover_ask(struct pools_mover *mover, int item, int to)
{
    const struct fleet_item *fleet_item = &mover->fleet.items[item];
    int from = mover->result->place_of_item[item];
    struct pools_move move = {.possible = true};
    if (from == to)
        return move;
    if (to == ITEM_OUTSIDE && !fleet_item->outside_possible)
        return (struct pools_move){0};
    if (to != ITEM_OUTSIDE && !mover->fleet.model->items[item].ec2_allowed)
        return (struct pools_move){0};
    if (to >= 0 && !fleet_type_holds(&mover->fleet, mover->pools[to].type, fleet_item))
        return (struct pools_move){0};
    if (to == ITEM_OWN_POOL)
        move = own_pool(mover, item, UINT32_MAX);
    else if (to >= 0)
        move.change_nano = pool_change(mover, to, item, 1);
    else
        move.change_nano = fleet_item->outside_nano;
    if (!move.possible || move.change_nano == MONTH_TOO_DEAR)
        return (struct pools_move){0};
    move.change_nano -= pools_mover_leave(mover, item);
    return move;
}

struct pools_move pools_mover_ask_own(struct pools_mover *mover, int item, enum pool_purchase purchase)
{
    uint32_t mask = 0;
    for (int a = 0; a < ARCHITECTURES_COUNT; a++)
        mask |= pool_bit(purchase, (enum architecture)a);
    struct pools_move move = own_pool(mover, item, mask);
    if (!move.possible || move.change_nano == MONTH_TOO_DEAR)
        return (struct pools_move){0};
    move.change_nano -= pools_mover_leave(mover, item);
    return move;
}

/* --- how many tasks would turn it over --- */

enum { FLIP_DOUBLINGS = 6, FLIP_BISECTIONS = 4 };

struct flip_search {
    struct pools_mover *mover;
    int item, from;
    const struct fleet_item *as_asked;
    int64_t *room, *tasks; /* scaled */
    int64_t steps_end;
    int64_t month_without[PROFILE_POOLS_MAX + 1]; /* of each pool without the item */
};

static int64_t scaled_row(const struct fleet *fleet, const int64_t *row, double ratio, int64_t *ret_row)
{
    int64_t sum = 0;
    for (int s = 0; s < fleet->slots; s++) {
        ret_row[s] = (int64_t)ceil((double)row[s] * ratio - 1e-9);
        sum += ret_row[s] * fleet->slot_hours[s];
    }
    return sum;
}

static int64_t month_of_pool(struct pools_mover *mover, int g, int item, bool with)
{
    const struct mover_pool *pool = &mover->pools[g];
    int count = 0;
    for (int k = 0; k < pool->members_count; k++)
        if (pool->members[k] != item)
            mover->members[count++] = pool->members[k];
    if (with)
        mover->members[count++] = item;
    return pool_size(&mover->sizer, pool->type, pool->type->hour_nano, mover->members, count, SIZING_ALL,
                     ZONE_EFFORT_QUICK, NULL);
}

/* The least a month of the item adds in a pool: its own pool where it is in one, else any that may take it. */
static double month_inside(struct flip_search *search)
{
    struct pools_mover *mover = search->mover;
    const struct fleet_item *item = &mover->fleet.items[search->item];
    double least = INFINITY;
    for (int g = 0; g < mover->result->pools_count; g++) {
        if ((search->from >= 0 && g != search->from) || !fleet_type_holds(&mover->fleet, mover->pools[g].type, item))
            continue;
        int64_t with = month_of_pool(mover, g, search->item, true);
        if (with != MONTH_TOO_DEAR && search->month_without[g] != MONTH_TOO_DEAR)
            least = fmin(least, (double)replayed(mover, g, with - search->month_without[g]));
    }
    if (mover->result->pools_count == 0) {
        struct pools_move own = own_pool(mover, search->item, UINT32_MAX);
        least = own.possible ? (double)own.change_nano : INFINITY;
    }
    return least;
}

/* Whether so many times the tasks would be cheaper on the other side. */
static bool turns_over(struct flip_search *search, double ratio)
{
    struct pools_mover *mover = search->mover;
    const struct fleet *fleet = &mover->fleet;
    struct fleet_item *item = &mover->fleet.items[search->item];
    int64_t before = scaled_row(fleet, search->as_asked->tasks, 1, search->tasks);
    int64_t after = scaled_row(fleet, search->as_asked->tasks, ratio, search->tasks);
    (void)scaled_row(fleet, search->as_asked->room, ratio, search->room);
    double outside = (double)search->as_asked->outside_nano * ((double)after / (double)before);
    item->tasks = search->tasks;
    item->room = search->room;
    double inside = month_inside(search);
    item->tasks = search->as_asked->tasks;
    item->room = search->as_asked->room;
    return search->from >= 0 ? outside < inside : inside < outside;
}

static bool may_go_on(const struct flip_search *search)
{
    return search->mover->sizer.packer.steps < search->steps_end;
}

/* The first of 1/2, 1/4, ... (2, 4, ...) that turns it over, then halving towards the last that does not. */
static double flip_ratio(struct flip_search *search)
{
    double step = search->from >= 0 ? 0.5 : 2, stays = 1, turns = 0;
    for (int k = 0; k < FLIP_DOUBLINGS && turns == 0; k++) {
        if (!may_go_on(search))
            return 0;
        if (turns_over(search, stays * step))
            turns = stays * step;
        else
            stays *= step;
    }
    for (int k = 0; k < FLIP_BISECTIONS && turns > 0 && may_go_on(search); k++) {
        double middle = (stays + turns) / 2;
        if (turns_over(search, middle))
            turns = middle;
        else
            stays = middle;
    }
    return turns;
}

double pools_mover_flip(struct pools_mover *mover, int item, int64_t steps_max)
{
    const struct fleet *fleet = &mover->fleet;
    const struct fleet_item as_asked = fleet->items[item];
    if (!mover->exact || as_asked.outside_nano <= 0 || !as_asked.movable)
        return 0;
    struct flip_search search = {.mover = mover,
                                 .item = item,
                                 .from = mover->result->place_of_item[item],
                                 .as_asked = &as_asked,
                                 .room = memory_alloc((size_t)fleet->slots + 1, sizeof *search.room),
                                 .tasks = memory_alloc((size_t)fleet->slots + 1, sizeof *search.tasks),
                                 .steps_end = mover->sizer.packer.steps + steps_max};
    for (int g = 0; g < mover->result->pools_count; g++)
        search.month_without[g] = search.from < 0 || g == search.from ? month_of_pool(mover, g, item, false) : 0;
    double ratio = flip_ratio(&search);
    free(search.room);
    free(search.tasks);
    return ratio;
}
