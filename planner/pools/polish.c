#include "planner/pools/choice.h"

enum { ROUNDS_MAX = 6 };

/* Takes `trial` where it is better. */
static bool accept(const struct chooser *chooser, struct choice *choice, const struct choice *trial)
{
    if (!choice_is_better(trial, choice))
        return false;
    choice_copy(chooser, choice, trial);
    return true;
}

static bool type_holds_members(struct chooser *chooser, const struct choice *choice, int pool, int type)
{
    const struct fleet *fleet = chooser->fleet;
    for (int i = 0; i < fleet->items_count; i++)
        if (choice->place[i] == pool && !fleet_type_holds(fleet, &fleet->types[type], &fleet->items[i]))
            return false;
    return true;
}

static bool polish_type(struct chooser *chooser, struct choice *choice, struct choice *trial, int pool)
{
    bool better = false;
    for (int t = 0; t < chooser->fleet->types_count && !clock_is_out(&chooser->clock); t++) {
        if (t == choice->types[pool] || !type_holds_members(chooser, choice, pool, t))
            continue;
        choice_copy(chooser, trial, choice);
        trial->types[pool] = t;
        choice_price_pool(chooser, trial, pool, ZONE_EFFORT_QUICK);
        better |= accept(chooser, choice, trial);
    }
    return better;
}

static bool polish_item(struct chooser *chooser, struct choice *choice, struct choice *trial, int item)
{
    const struct fleet *fleet = chooser->fleet;
    bool better = false;
    for (int to = -1; to < choice->pools_count && !clock_is_out(&chooser->clock); to++) {
        int from = choice->place[item];
        if (to == from || (to >= 0 && !fleet_type_holds(fleet, &fleet->types[choice->types[to]], &fleet->items[item])))
            continue;
        choice_copy(chooser, trial, choice);
        trial->place[item] = to;
        if (from >= 0)
            choice_price_pool(chooser, trial, from, ZONE_EFFORT_QUICK);
        if (to >= 0)
            choice_price_pool(chooser, trial, to, ZONE_EFFORT_QUICK);
        if (from < 0 && to < 0)
            continue;
        chooser->moves_tried++;
        better |= accept(chooser, choice, trial);
    }
    return better;
}

static bool polish_close(struct chooser *chooser, struct choice *choice, struct choice *trial, int pool)
{
    choice_copy(chooser, trial, choice);
    for (int i = 0; i < chooser->fleet->items_count; i++)
        if (trial->place[i] == pool)
            trial->place[i] = -1;
    choice_price_pool(chooser, trial, pool, ZONE_EFFORT_QUICK);
    return accept(chooser, choice, trial);
}

void choice_polish(struct chooser *chooser, struct choice *choice)
{
    struct choice *trial = choice_new(chooser);
    bool better = true;
    for (int round = 0; round < ROUNDS_MAX && better && !clock_is_out(&chooser->clock); round++) {
        better = false;
        for (int g = 0; g < choice->pools_count; g++)
            better |= polish_close(chooser, choice, trial, g);
        for (int g = 0; g < choice->pools_count; g++)
            better |= polish_type(chooser, choice, trial, g);
        for (int i = 0; i < chooser->fleet->items_count; i++)
            if (chooser->fleet->items[i].movable)
                better |= polish_item(chooser, choice, trial, i);
    }
    choice_drop_empty(chooser, choice);
}
