#include "planner/pools/crowd.h"
#include "planner/pools/fluid.h"
#include <stdlib.h>
#include <string.h>

static double weight_of(const struct fleet *fleet, const struct fleet_item *item)
{
    double tasks = 0;
    for (int s = 0; s < fleet->slots; s++)
        tasks += (double)item->room[s] * (double)fleet->slot_hours[s];
    return tasks * ((double)item->size[DIMENSION_CPU] + (double)item->size[DIMENSION_MEMORY] / 8);
}

/* An item as a member of its group, heaviest first. */
struct heavy {
    int item;
    double weight;
};

static int heavy_compare(const void *a, const void *b)
{
    const struct heavy *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return x->item - y->item;
}

static void add_member(struct fleet_item *part, int64_t *tasks, int64_t *room, const struct fleet_item *member,
                       int slots)
{
    for (int s = 0; s < slots; s++) {
        tasks[s] += member->tasks[s];
        room[s] += member->room[s];
    }
    part->outside_nano += member->outside_possible ? member->outside_nano : 0;
}

/* One group in `parts` parts, each member to the lightest. */
static void build_parts(struct crowd *crowd, int *part_of, const struct fleet *whole, struct heavy *members, int count,
                        int parts)
{
    struct fleet *fleet = &crowd->fleet;
    int first = fleet->items_count;
    double *weight = memory_alloc((size_t)parts, sizeof *weight);
    qsort(members, (size_t)count, sizeof *members, heavy_compare);
    for (int p = 0; p < parts; p++) {
        struct fleet_item *part = &fleet->items[first + p];
        *part = whole->items[members[0].item];
        part->outside_nano = part->outside_possible ? 0 : -1;
        part->tasks = ARENA_ARRAY(&fleet->arena, int64_t, fleet->slots + 1);
        part->room = ARENA_ARRAY(&fleet->arena, int64_t, fleet->slots + 1);
    }
    for (int m = 0; m < count; m++) {
        int lightest = 0;
        for (int p = 1; p < parts; p++)
            lightest = weight[p] < weight[lightest] ? p : lightest;
        struct fleet_item *part = &fleet->items[first + lightest];
        weight[lightest] += members[m].weight;
        part_of[members[m].item] = first + lightest;
        add_member(part, (int64_t *)(uintptr_t)part->tasks, (int64_t *)(uintptr_t)part->room,
                   &whole->items[members[m].item], fleet->slots);
    }
    fleet->items_count += parts;
    free(weight);
}

static int parts_of(double weight, double target, int members)
{
    int parts = (int)(weight / target + 0.5);
    return parts < 1 ? 1 : parts > members ? members : parts;
}

void crowd_build(const struct fleet *whole, int parts_max, int slots_max, struct crowd *ret_crowd)
{
    struct fluid groups;
    struct crowd crowd = {0};
    double total = 0;
    fleet_sample(whole, slots_max, &crowd.fleet);
    struct fleet_item *sampled = crowd.fleet.items;
    struct fleet rows = crowd.fleet; /* items of the whole fleet in the slots of the sample */
    int *part_of = ARENA_ARRAY(&crowd.fleet.arena, int, whole->items_count + 1);
    struct heavy *members = memory_alloc((size_t)whole->items_count + 1, sizeof *members);
    rows.items = sampled;
    crowd.fleet.items = ARENA_ARRAY(&crowd.fleet.arena, struct fleet_item, whole->items_count + 1);
    crowd.fleet.items_count = 0;
    for (int i = 0; i < whole->items_count; i++) {
        part_of[i] = -1;
        if (whole->items[i].movable)
            total += weight_of(&rows, &sampled[i]);
    }
    fluid_init(&groups, whole, FLUID_GROUPED);
    for (int g = 0; g < groups.items_count; g++) {
        double weight = 0;
        int count = groups.items[g].members_count;
        for (int m = 0; m < count; m++) {
            int item = groups.items[g].members[m];
            members[m] = (struct heavy){item, weight_of(&rows, &sampled[item])};
            weight += members[m].weight;
        }
        build_parts(&crowd, part_of, &rows, members, count, parts_of(weight, total / parts_max + 1e-9, count));
    }
    fluid_release(&groups);
    free(members);
    crowd.part_of = part_of;
    *ret_crowd = crowd;
}

void crowd_release(struct crowd *crowd)
{
    fleet_release(&crowd->fleet);
    *crowd = (struct crowd){0};
}

void crowd_gather(const struct crowd *crowd, const struct fleet *whole, const struct choice *choice,
                  struct choice *ret_parts)
{
    enum { PLACES = PROFILE_POOLS_MAX + 2 };
    int parts = crowd->fleet.items_count;
    double *votes = memory_alloc((size_t)parts * PLACES + 1, sizeof *votes);
    ret_parts->pools_count = choice->pools_count;
    memcpy(ret_parts->types, choice->types, sizeof ret_parts->types);
    memcpy(ret_parts->rules, choice->rules, sizeof ret_parts->rules);
    for (int i = 0; i < whole->items_count; i++)
        if (crowd->part_of[i] >= 0)
            votes[crowd->part_of[i] * PLACES + choice->place[i] + 1] += weight_of(whole, &whole->items[i]) + 1e-9;
    for (int p = 0; p < parts; p++) {
        int most = 0;
        for (int place = 1; place < PLACES; place++)
            most = votes[p * PLACES + place] > votes[p * PLACES + most] ? place : most;
        ret_parts->place[p] = most - 1;
    }
    free(votes);
}

void crowd_spread(const struct crowd *crowd, const struct fleet *whole, const struct choice *parts,
                  struct choice *ret_choice)
{
    ret_choice->pools_count = parts->pools_count;
    memcpy(ret_choice->types, parts->types, sizeof ret_choice->types);
    memcpy(ret_choice->rules, parts->rules, sizeof ret_choice->rules);
    for (int i = 0; i < whole->items_count; i++)
        ret_choice->place[i] = crowd->part_of[i] >= 0 ? parts->place[crowd->part_of[i]] : -1;
}
