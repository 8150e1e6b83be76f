/* shake.c — iterated local search: a choice is disturbed in a few places, polished, and kept where it became better. */
#include "planner/pools/choice.h"

/* A linear congruential generator (Knuth's MMIX): the same disturbances every time. */
static int random_below(uint64_t *state, int limit)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (int)((*state >> 33) % (uint64_t)limit);
}

static bool may_be_at(const struct fleet *fleet, const struct choice *choice, int item, int place)
{
    if (place < 0)
        return fleet->items[item].outside_possible;
    return fleet_type_holds(fleet, &fleet->types[choice->types[place]], &fleet->items[item]);
}

static void move_some(const struct fleet *fleet, struct choice *choice, uint64_t *state)
{
    int moves = 2 + random_below(state, 4);
    for (int m = 0; m < moves; m++) {
        int item = random_below(state, fleet->items_count), place = random_below(state, choice->pools_count + 1) - 1;
        if (fleet->items[item].movable && may_be_at(fleet, choice, item, place))
            choice->place[item] = place;
    }
}

/* Another type, for a pool at random; members it cannot hold go outside, and stay where that is not possible. */
static void change_type(const struct fleet *fleet, struct choice *choice, uint64_t *state)
{
    if (choice->pools_count == 0)
        return;
    int pool = random_below(state, choice->pools_count), type = random_below(state, fleet->types_count);
    for (int i = 0; i < fleet->items_count; i++)
        if (choice->place[i] == pool && !fleet_type_holds(fleet, &fleet->types[type], &fleet->items[i]) &&
            !fleet->items[i].outside_possible)
            return;
    choice->types[pool] = type;
    for (int i = 0; i < fleet->items_count; i++)
        if (choice->place[i] == pool && !fleet_type_holds(fleet, &fleet->types[type], &fleet->items[i]))
            choice->place[i] = -1;
}

/* A new pool with about a third of what it can hold. */
static void open_some(const struct fleet *fleet, struct choice *choice, uint64_t *state)
{
    if (choice->pools_count >= (int)fleet->model->profile->limits.pools_max)
        return;
    int pool = choice->pools_count++;
    choice->types[pool] = random_below(state, fleet->types_count);
    choice->rules[pool] = EVEN_NONE;
    choice->cost[pool] = 0;
    for (int i = 0; i < fleet->items_count; i++)
        if (fleet->items[i].movable && random_below(state, 3) == 0 && may_be_at(fleet, choice, i, pool))
            choice->place[i] = pool;
}

void choice_shake(struct chooser *chooser, struct choice *choice)
{
    const struct fleet *fleet = chooser->fleet;
    uint64_t state = 20260706;
    struct choice *trial = choice_new(chooser);
    if (fleet->items_count == 0 || fleet->types_count == 0)
        return;
    while (chooser->sizer.packer.steps < chooser->work_max && !clock_is_out(&chooser->clock)) {
        choice_copy(chooser, trial, choice);
        int kind = random_below(&state, 3);
        if (kind == 0 || trial->pools_count == 0)
            open_some(fleet, trial, &state);
        else if (kind == 1)
            change_type(fleet, trial, &state);
        else
            move_some(fleet, trial, &state);
        choice_drop_empty(chooser, trial);
        choice_price(chooser, trial, ZONE_EFFORT_QUICK);
        choice_polish(chooser, trial);
        chooser->sizer.packer.steps += 10000; /* a disturbance that changes nothing must end too */
        if (choice_is_better(trial, choice))
            choice_copy(chooser, choice, trial);
    }
}
