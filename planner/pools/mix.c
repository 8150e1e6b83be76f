#include "planner/pools/mix.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double guard_s = 2; /* counters end a question; the clock only guards */

int typical_slot(const struct fleet *fleet)
{
    double mean = 0, nearest = INFINITY;
    int best = 0;
    double *load = memory_alloc((size_t)fleet->slots + 1, sizeof *load);
    for (int s = 0; s < fleet->slots; s++) {
        load[s] = fleet_load(fleet, s);
        mean += load[s] * (double)fleet->slot_hours[s] / (double)fleet->hours;
    }
    for (int s = 0; s < fleet->slots; s++)
        if (fabs(load[s] - mean) < nearest) {
            nearest = fabs(load[s] - mean);
            best = s;
        }
    free(load);
    return best;
}

/* One zone's part of the members' tasks: rounded up only where a lost zone is carried, else by carrying the rest over.
 */
static int64_t zone_demand(const struct fleet *fleet, const struct fluid_item *group, int slot)
{
    int64_t demand = 0, tasks = 0;
    for (int m = 0; m < group->members_count; m++) {
        int64_t room = fleet->items[group->members[m]].room[slot];
        demand += (room + fleet->zones - 2) / (fleet->zones - 1);
        tasks += room;
    }
    return fleet->zone_loss ? demand : (tasks + fleet->zones - 1) / fleet->zones;
}

static void build_class(struct mix *mix, int c)
{
    const struct fleet *fleet = mix->fleet;
    const struct fluid_item *group = &mix->groups.items[c];
    const struct fleet_item *first = &fleet->items[group->members[0]];
    const struct model_item *source = &fleet->model->items[first->item];
    struct item_class *item_class = &mix->classes[c];
    memcpy(item_class->size, first->size, (size_t)fleet->dimensions * sizeof *first->size);
    item_class->mask = first->mask;
    item_class->per_bin_max = first->per_instance_max;
    mix->demand[c] = zone_demand(fleet, group, mix->slot);
    mix->kind_of_class[c] = first->kind;
    item_class->outside_nano = -1;
    if (first->outside_possible && source->is_job)
        item_class->outside_nano =
            (int64_t)fmin(1e13, (double)first->outside_nano / HOURS_PER_MONTH /
                                    (double)(first->room[mix->slot] > 0 ? first->room[mix->slot] : 1));
    else if (first->outside_possible)
        item_class->outside_nano = source->outside_per_task.nano;
}

void mix_init(struct mix *mix, const struct fleet *fleet, int slot)
{
    *mix = (struct mix){.fleet = fleet, .slot = slot};
    fluid_init(&mix->groups, fleet, FLUID_GROUPED);
    int count = mix->groups.items_count;
    mix->classes = ARENA_ARRAY(&mix->arena, struct item_class, count + 1);
    mix->kind_of_class = ARENA_ARRAY(&mix->arena, int, count + 1);
    mix->demand = ARENA_ARRAY(&mix->arena, int64_t, count + 1);
    for (int c = 0; c < count; c++)
        build_class(mix, c);
}

void mix_release(struct mix *mix)
{
    fluid_release(&mix->groups);
    arena_release(&mix->arena);
    *mix = (struct mix){0};
}

struct mix_answer *mix_answer_new(struct mix *mix)
{
    struct mix_answer *answer = ARENA_NEW(&mix->arena, struct mix_answer);
    answer->outside = ARENA_ARRAY(&mix->arena, int64_t, mix->groups.items_count + 1);
    answer->inside = ARENA_ARRAY(&mix->arena, int64_t, (size_t)mix->groups.items_count * PROFILE_POOLS_MAX + 1);
    return answer;
}

static void read_answer(const struct mix *mix, const struct slot_packing *packing, struct mix_answer *answer)
{
    int classes = mix->groups.items_count;
    memcpy(answer->outside, packing->outside, (size_t)classes * sizeof *answer->outside);
    memset(answer->inside, 0, (size_t)classes * PROFILE_POOLS_MAX * sizeof *answer->inside);
    for (int p = 0; p < packing->patterns_count; p++) {
        const struct pattern_use *use = &packing->patterns[p];
        for (int e = 0; e < use->entries_count; e++)
            answer->inside[use->entries[e].item_class * PROFILE_POOLS_MAX + use->type] +=
                use->bins * use->entries[e].count;
    }
    answer->hour_nano = (double)packing->cost_nano * mix->fleet->zones;
}

static bool solve_types(const struct mix *mix, const int *types, int count, const struct solve_options *options,
                        struct solve_result *ret_solved)
{
    const struct fleet *fleet = mix->fleet;
    struct bin_type bins[PROFILE_POOLS_MAX];
    const int64_t one_hour = 1;
    struct error err = {0};
    for (int k = 0; k < count; k++) {
        const struct fleet_type *type = &fleet->types[types[k]];
        bins[k] = (struct bin_type){.cost_nano = type->steering_nano, .mask = type->mask, .available = -1};
        memcpy(bins[k].capacity, type->capacity, (size_t)fleet->dimensions * sizeof *type->capacity);
    }
    struct packing packing = {.dimensions = fleet->dimensions,
                              .types_count = count,
                              .types = bins,
                              .classes_count = mix->groups.items_count,
                              .classes = mix->classes,
                              .slots_count = 1,
                              .demand = mix->demand,
                              .slot_hours = &one_hour};
    return solve_packing(&packing, 0, options, ret_solved, &err);
}

double mix_bound(const struct mix *mix, const int *types, int count)
{
    struct solve_result solved = {0};
    struct solve_options options = {.quick = true, .bound_only = true};
    if (!solve_types(mix, types, count, &options, &solved))
        return INFINITY;
    double hour_nano = (double)solved.bounds[0].bound_nano * mix->fleet->zones;
    solve_result_release(&solved);
    return hour_nano;
}

void mix_ask(struct mix *mix, const int *types, int count, struct pattern_book *book, double effort_s,
             struct mix_answer *ret_answer)
{
    struct solve_result solved = {0};
    struct solve_options options = {.time_limit_s = guard_s, .effort_s = effort_s, .quick = effort_s == 0};
    ret_answer->hour_nano = INFINITY;
    mix->solves++;
    if (!solve_types(mix, types, count, &options, &solved))
        return;
    read_answer(mix, &solved.packing, ret_answer);
    for (int k = 0; k < count && book; k++)
        book_add(book, &solved.packing, k, types[k], mix->kind_of_class);
    solve_result_release(&solved);
}

/* --- places from proportions --- */

static double task_hours(const struct fleet *fleet, int item)
{
    double sum = 0;
    for (int s = 0; s < fleet->slots; s++)
        sum += (double)fleet->items[item].room[s] * (double)fleet->slot_hours[s];
    return sum;
}

struct member {
    int item;
    double hours;
};

static int member_compare(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    if (x->hours != y->hours)
        return x->hours > y->hours ? -1 : 1;
    return x->item - y->item;
}

/* For what the hour asked about did not need, and may not be outside. */
static int first_holding(const struct fleet *fleet, int item, const int *types, int count)
{
    int k = 0;
    while (k < count && !fleet_type_holds(fleet, &fleet->types[types[k]], &fleet->items[item]))
        k++;
    return k;
}

static void place_class(const struct mix *mix, const struct mix_answer *answer, int c, const int *types, int count,
                        struct member *members, struct choice *choice)
{
    const struct fluid_item *group = &mix->groups.items[c];
    double quota[PROFILE_POOLS_MAX + 1], total = 0, hours = 0;
    for (int k = 0; k <= count; k++) {
        quota[k] = (double)(k < count ? answer->inside[c * PROFILE_POOLS_MAX + k] : answer->outside[c]);
        total += quota[k];
    }
    for (int m = 0; m < group->members_count; m++) {
        members[m] = (struct member){group->members[m], task_hours(mix->fleet, group->members[m])};
        hours += members[m].hours;
    }
    for (int k = 0; k <= count; k++)
        quota[k] *= total > 0 ? hours / total : 0;
    qsort(members, (size_t)group->members_count, sizeof *members, member_compare);
    for (int m = 0; m < group->members_count; m++) {
        int most = count;
        for (int k = 0; k < count; k++)
            most = quota[k] > quota[most] ? k : most;
        if (most == count && !mix->fleet->items[members[m].item].outside_possible)
            most = first_holding(mix->fleet, members[m].item, types, count);
        quota[most] -= members[m].hours;
        choice->place[members[m].item] = most == count ? -1 : most;
    }
}

void mix_place(const struct mix *mix, const struct mix_answer *answer, const int *types, int count,
               struct choice *ret_choice)
{
    struct member *members = memory_alloc((size_t)mix->fleet->items_count + 1, sizeof *members);
    ret_choice->pools_count = count;
    memcpy(ret_choice->types, types, (size_t)count * sizeof *types);
    memset(ret_choice->rules, 0, sizeof ret_choice->rules);
    for (int i = 0; i < mix->fleet->items_count; i++)
        ret_choice->place[i] = -1;
    for (int c = 0; c < mix->groups.items_count; c++)
        place_class(mix, answer, c, types, count, members, ret_choice);
    free(members);
}
