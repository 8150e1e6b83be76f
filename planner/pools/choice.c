#include "planner/pools/choice.h"
#include <stdlib.h>
#include <string.h>

enum { TASKS_LOOKED_AT = 12 * 1000 };

void chooser_init(struct chooser *chooser, const struct fleet *fleet, const struct pattern_book *book,
                  double time_limit_s)
{
    *chooser = (struct chooser){.fleet = fleet, .clock = clock_start(time_limit_s)};
    pool_sizer_init(&chooser->sizer, fleet);
    arrivals_init(&chooser->arrivals, fleet, TASKS_LOOKED_AT, ARRIVAL_DRAWS_MAX);
    chooser->sizer.book = book;
    chooser->work_max = INT64_MAX;
    chooser->members = ARENA_ARRAY(&chooser->arena, int, fleet->items_count + 1);
}

void chooser_look_at(struct chooser *chooser, int64_t tasks_max, int draws_max)
{
    arrivals_release(&chooser->arrivals);
    arrivals_init(&chooser->arrivals, chooser->fleet, tasks_max, draws_max);
}

void chooser_release(struct chooser *chooser)
{
    pool_sizer_release(&chooser->sizer);
    arrivals_release(&chooser->arrivals);
    arena_release(&chooser->arena);
    *chooser = (struct chooser){0};
}

static void count_outside(const struct chooser *chooser, struct choice *choice)
{
    choice->outside = 0;
    choice->homeless = 0;
    for (int i = 0; i < chooser->fleet->items_count; i++) {
        const struct fleet_item *item = &chooser->fleet->items[i];
        if (choice->place[i] >= 0)
            continue;
        if (item->outside_possible)
            choice->outside = month_add(choice->outside, item->outside_nano);
        else
            choice->homeless++;
    }
}

static void add_up(const struct chooser *chooser, struct choice *choice)
{
    count_outside(chooser, choice);
    choice->total = choice->outside;
    for (int g = 0; g < choice->pools_count; g++)
        choice->total = month_add(choice->total, choice->cost[g]);
}

struct choice *choice_new(struct chooser *chooser)
{
    struct choice *choice = ARENA_NEW(&chooser->arena, struct choice);
    choice->place = ARENA_ARRAY(&chooser->arena, int, chooser->fleet->items_count + 1);
    for (int i = 0; i < chooser->fleet->items_count; i++)
        choice->place[i] = -1;
    add_up(chooser, choice);
    return choice;
}

void choice_copy(const struct chooser *chooser, struct choice *to, const struct choice *from)
{
    int *place = to->place;
    memcpy(place, from->place, (size_t)chooser->fleet->items_count * sizeof *place);
    *to = *from;
    to->place = place;
}

void choice_from_fluid(struct chooser *chooser, const struct fluid *fluid, const struct fluid_plan *plan,
                       struct choice *ret_choice)
{
    ret_choice->pools_count = plan->pools_count;
    memcpy(ret_choice->types, plan->types, sizeof ret_choice->types);
    memset(ret_choice->rules, 0, sizeof ret_choice->rules);
    for (int i = 0; i < chooser->fleet->items_count; i++)
        ret_choice->place[i] = -1;
    for (int i = 0; i < fluid->items_count; i++)
        for (int m = 0; m < fluid->items[i].members_count; m++)
            ret_choice->place[fluid->items[i].members[m]] = plan->place[i];
    choice_drop_empty(chooser, ret_choice);
}

int choice_members(const struct chooser *chooser, const struct choice *choice, int pool, int *ret_members)
{
    int count = 0;
    for (int i = 0; i < chooser->fleet->items_count; i++)
        if (choice->place[i] == pool)
            ret_members[count++] = i;
    return count;
}

void choice_price_pool(struct chooser *chooser, struct choice *choice, int pool, enum zone_effort effort)
{
    const struct fleet_type *type = &chooser->fleet->types[choice->types[pool]];
    int count = choice_members(chooser, choice, pool, chooser->members);
    (void)effort;
    int64_t before = chooser->arrivals.steps;
    choice->cost[pool] = arrivals_pool(&chooser->arrivals, type, type->steering_nano, choice->rules[pool],
                                       chooser->members, count, NULL);
    chooser->sizer.packer.steps += (chooser->arrivals.steps - before) / 4;
    add_up(chooser, choice);
}

void choice_price(struct chooser *chooser, struct choice *choice, enum zone_effort effort)
{
    for (int g = 0; g < choice->pools_count; g++)
        choice_price_pool(chooser, choice, g, effort);
    add_up(chooser, choice);
}

bool choice_is_better(const struct choice *a, const struct choice *b)
{
    if (a->homeless != b->homeless)
        return a->homeless < b->homeless;
    return a->total < b->total;
}

void choice_drop_empty(const struct chooser *chooser, struct choice *choice)
{
    int number[PROFILE_POOLS_MAX + 1], kept = 0;
    bool used[PROFILE_POOLS_MAX + 1] = {false};
    for (int i = 0; i < chooser->fleet->items_count; i++)
        if (choice->place[i] >= 0)
            used[choice->place[i]] = true;
    for (int g = 0; g < choice->pools_count; g++) {
        number[g] = kept;
        if (!used[g])
            continue;
        choice->types[kept] = choice->types[g];
        choice->rules[kept] = choice->rules[g];
        choice->cost[kept++] = choice->cost[g];
    }
    choice->pools_count = kept;
    for (int i = 0; i < chooser->fleet->items_count; i++)
        if (choice->place[i] >= 0)
            choice->place[i] = number[choice->place[i]];
}
