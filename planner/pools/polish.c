/* polish.c — local search on a choice, judged by real packings. Volumes pass over most moves before a packing is made:
 * a move's worth is estimated by them, at the pool's present instances per unit of volume. */
#include "planner/pools/choice.h"
#include <math.h>
#include <stdlib.h>

enum { ROUNDS_MAX = 8, OPENINGS_TRIED = 8, OPENING_SIZES = 4 };

struct polisher {
    struct chooser *chooser;
    const struct fleet *fleet;
    struct choice *now, *trial;
    double *scratch;                      /* [2 * slots] */
    double least[PROFILE_POOLS_MAX + 1];  /* a month by volume of each pool now */
    double excess[PROFILE_POOLS_MAX + 1]; /* cost / least */
};

static bool may_go_on(struct polisher *polisher)
{
    return polisher->chooser->sizer.packer.steps < polisher->chooser->work_max &&
           !clock_is_out(&polisher->chooser->clock);
}

static double month_by_volume(struct polisher *polisher, const struct choice *choice, int pool)
{
    const struct fleet_type *type = &polisher->fleet->types[choice->types[pool]];
    int count = choice_members(polisher->chooser, choice, pool, polisher->chooser->members);
    polisher->chooser->sizer.packer.steps +=
        ((int64_t)count * polisher->fleet->slots + polisher->fleet->items_count) / 4;
    return pool_least(polisher->fleet, type, type->steering_nano, polisher->chooser->members, count, polisher->scratch);
}

static void measure(struct polisher *polisher)
{
    for (int g = 0; g < polisher->now->pools_count; g++) {
        polisher->least[g] = month_by_volume(polisher, polisher->now, g);
        polisher->excess[g] = polisher->least[g] > 0 ? (double)polisher->now->cost[g] / polisher->least[g] : 1.05;
    }
}

/* Takes `trial` where it is better. */
static bool accept(struct polisher *polisher)
{
    if (!choice_is_better(polisher->trial, polisher->now))
        return false;
    choice_copy(polisher->chooser, polisher->now, polisher->trial);
    measure(polisher);
    return true;
}

static bool type_holds_members(const struct polisher *polisher, int pool, int type)
{
    const struct fleet *fleet = polisher->fleet;
    for (int i = 0; i < fleet->items_count; i++)
        if (polisher->now->place[i] == pool && !fleet_type_holds(fleet, &fleet->types[type], &fleet->items[i]))
            return false;
    return true;
}

/* --- another type for a pool --- */

static bool polish_type(struct polisher *polisher, int pool)
{
    bool better = false;
    for (int t = 0; t < polisher->fleet->types_count && may_go_on(polisher); t++) {
        if (t == polisher->now->types[pool] || !type_holds_members(polisher, pool, t))
            continue;
        choice_copy(polisher->chooser, polisher->trial, polisher->now);
        polisher->trial->types[pool] = t;
        if (month_by_volume(polisher, polisher->trial, pool) >= (double)polisher->now->cost[pool])
            continue;
        choice_price_pool(polisher->chooser, polisher->trial, pool, ZONE_EFFORT_QUICK);
        better |= accept(polisher);
    }
    return better;
}

/* --- another place for an item --- */

static double estimated_pool(struct polisher *polisher, int pool)
{
    return month_by_volume(polisher, polisher->trial, pool) * polisher->excess[pool];
}

static double estimated_change(struct polisher *polisher, int item, int from, int to)
{
    double outside = (double)polisher->fleet->items[item].outside_nano, change = 0;
    change += from >= 0 ? estimated_pool(polisher, from) - (double)polisher->now->cost[from] : -outside;
    change += to >= 0 ? estimated_pool(polisher, to) - (double)polisher->now->cost[to] : outside;
    return change;
}

static bool item_may_go(const struct polisher *polisher, int item, int to)
{
    const struct fleet *fleet = polisher->fleet;
    if (to < 0)
        return fleet->items[item].outside_possible;
    return fleet_type_holds(fleet, &fleet->types[polisher->now->types[to]], &fleet->items[item]);
}

/* An estimate may be wrong by about an instance. */
static double tolerance(const struct polisher *polisher, int pool)
{
    if (pool < 0)
        return 0;
    return 0.5 * HOURS_PER_MONTH * (double)polisher->fleet->types[polisher->now->types[pool]].steering_nano;
}

static bool polish_item(struct polisher *polisher, int item)
{
    bool better = false;
    for (int to = -1; to < polisher->now->pools_count && may_go_on(polisher); to++) {
        int from = polisher->now->place[item];
        if (to == from || !item_may_go(polisher, item, to))
            continue;
        choice_copy(polisher->chooser, polisher->trial, polisher->now);
        polisher->trial->place[item] = to;
        if (polisher->now->homeless == 0 &&
            estimated_change(polisher, item, from, to) > tolerance(polisher, from) + tolerance(polisher, to))
            continue;
        if (from >= 0)
            choice_price_pool(polisher->chooser, polisher->trial, from, ZONE_EFFORT_QUICK);
        if (to >= 0)
            choice_price_pool(polisher->chooser, polisher->trial, to, ZONE_EFFORT_QUICK);
        polisher->chooser->moves_tried++;
        better |= accept(polisher);
    }
    return better;
}

static bool polish_close(struct polisher *polisher, int pool)
{
    choice_copy(polisher->chooser, polisher->trial, polisher->now);
    for (int i = 0; i < polisher->fleet->items_count; i++)
        if (polisher->trial->place[i] == pool)
            polisher->trial->place[i] = -1;
    choice_price_pool(polisher->chooser, polisher->trial, pool, ZONE_EFFORT_QUICK);
    return accept(polisher);
}

/* --- a new pool --- */

struct candidate {
    int item;
    double gain; /* relative */
};

struct opening {
    int type, size;
    double estimate;
};

static int candidate_compare(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->gain != y->gain)
        return x->gain > y->gain ? -1 : 1;
    return x->item - y->item;
}

static int opening_compare(const void *a, const void *b)
{
    const struct opening *x = a, *y = b;
    if (x->estimate != y->estimate)
        return x->estimate < y->estimate ? -1 : 1;
    return x->type != y->type ? x->type - y->type : x->size - y->size;
}

/* The part of an instance one task takes: its largest share, no less than what rounding down costs it alone. */
static double task_share(const struct fleet *fleet, const struct fleet_type *type, const struct fleet_item *item)
{
    double share = 0;
    int64_t alone = item->per_instance_max > 0 ? item->per_instance_max : INT64_MAX;
    for (int d = 0; d < fleet->dimensions; d++) {
        if (item->size[d] == 0)
            continue;
        share = fmax(share, (double)item->size[d] / (double)type->capacity[d]);
        alone = type->capacity[d] / item->size[d] < alone ? type->capacity[d] / item->size[d] : alone;
    }
    return 0.5 * (share + 1.0 / (double)alone);
}

/* Items that gain by the type, most first; returns how many. */
static int rank_items(const struct polisher *polisher, int type, struct candidate *candidates)
{
    const struct fleet *fleet = polisher->fleet;
    int count = 0;
    for (int i = 0; i < fleet->items_count; i++) {
        const struct fleet_item *item = &fleet->items[i];
        int place = polisher->now->place[i];
        double hours = 0;
        if (!item->movable || !fleet_type_holds(fleet, &fleet->types[type], item))
            continue;
        for (int s = 0; s < fleet->slots; s++)
            hours += (double)item->room[s] * (double)fleet->slot_hours[s];
        hours *= (double)HOURS_PER_MONTH / (double)fleet->hours;
        double there = hours * task_share(fleet, &fleet->types[type], item) * (double)fleet->types[type].steering_nano;
        double here = (double)item->outside_nano;
        if (place >= 0) {
            const struct fleet_type *now = &fleet->types[polisher->now->types[place]];
            here = hours * task_share(fleet, now, item) * (double)now->steering_nano;
        } else if (!item->outside_possible) {
            here = 1e19;
        }
        if (there < here && hours > 0)
            candidates[count++] = (struct candidate){i, here / there};
    }
    qsort(candidates, (size_t)count, sizeof *candidates, candidate_compare);
    return count;
}

/* trial = now with a new pool of the first `size` candidates. */
static void open_pool(struct polisher *polisher, int type, const struct candidate *candidates, int size)
{
    choice_copy(polisher->chooser, polisher->trial, polisher->now);
    int pool = polisher->trial->pools_count++;
    polisher->trial->types[pool] = type;
    polisher->trial->rules[pool] = EVEN_NONE;
    polisher->trial->cost[pool] = 0;
    for (int k = 0; k < size; k++)
        polisher->trial->place[candidates[k].item] = pool;
}

static double estimated_total(struct polisher *polisher)
{
    const struct choice *trial = polisher->trial;
    double sum = 0;
    for (int g = 0; g < trial->pools_count; g++)
        sum += month_by_volume(polisher, trial, g) * (g < polisher->now->pools_count ? polisher->excess[g] : 1.05);
    for (int i = 0; i < polisher->fleet->items_count; i++)
        if (trial->place[i] < 0)
            sum += polisher->fleet->items[i].outside_possible ? (double)polisher->fleet->items[i].outside_nano : 1e19;
    return sum;
}

static int opening_size(int count, int k)
{
    return k == 0 ? count : k == 1 ? count * 2 / 3 : k == 2 ? count / 3 : count / 8;
}

static int list_openings(struct polisher *polisher, struct candidate *candidates, struct opening *openings)
{
    int found = 0;
    for (int t = 0; t < polisher->fleet->types_count; t++) {
        int count = rank_items(polisher, t, candidates), before = 0;
        for (int k = OPENING_SIZES - 1; k >= 0; k--) {
            int size = opening_size(count, k);
            if (size == before)
                continue;
            before = size;
            open_pool(polisher, t, candidates, size);
            openings[found++] = (struct opening){t, size, estimated_total(polisher)};
        }
    }
    qsort(openings, (size_t)found, sizeof *openings, opening_compare);
    return found;
}

static bool polish_open(struct polisher *polisher)
{
    const struct fleet *fleet = polisher->fleet;
    bool better = false;
    if (polisher->now->pools_count >= (int)fleet->model->profile->limits.pools_max)
        return false;
    struct candidate *candidates = memory_alloc((size_t)fleet->items_count + 1, sizeof *candidates);
    struct opening *openings = memory_alloc((size_t)fleet->types_count * OPENING_SIZES + 1, sizeof *openings);
    int found = list_openings(polisher, candidates, openings);
    for (int k = 0; k < found && k < OPENINGS_TRIED && !better && may_go_on(polisher); k++) {
        rank_items(polisher, openings[k].type, candidates);
        open_pool(polisher, openings[k].type, candidates, openings[k].size);
        choice_price(polisher->chooser, polisher->trial, ZONE_EFFORT_QUICK);
        choice_drop_empty(polisher->chooser, polisher->trial);
        better = accept(polisher);
    }
    free(candidates);
    free(openings);
    return better;
}

void choice_polish(struct chooser *chooser, struct choice *choice)
{
    const struct fleet *fleet = chooser->fleet;
    struct polisher polisher = {.chooser = chooser, .fleet = fleet, .now = choice, .trial = choice_new(chooser)};
    polisher.scratch = ARENA_ARRAY(&chooser->arena, double, 2 * fleet->slots + 2);
    measure(&polisher);
    bool better = true;
    for (int round = 0; round < ROUNDS_MAX && better && may_go_on(&polisher); round++) {
        better = polish_open(&polisher);
        for (int g = 0; g < choice->pools_count; g++)
            better |= polish_close(&polisher, g);
        for (int g = 0; g < choice->pools_count; g++)
            better |= polish_type(&polisher, g);
        for (int i = 0; i < fleet->items_count; i++)
            if (fleet->items[i].movable)
                better |= polish_item(&polisher, i);
        choice_drop_empty(chooser, choice);
        measure(&polisher);
    }
}
