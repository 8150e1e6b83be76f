#include "planner/pools/fluid.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Above this many numbers the hours are folded and items alike move together. */
enum { FLUID_CELLS_EXACT = 40 * 1000, FLUID_ITEMS_EXACT = 400, FLUID_HOURS_FOLDED = 24 };

static const double outside_impossible = 1e19; /* nano-dollars: more than any fleet costs, still exact enough */

/* --- hours --- */

static int load_compare(const void *a, const void *b, void *context)
{
    const double *load = context;
    int i = *(const int *)a, j = *(const int *)b;
    if (load[i] != load[j])
        return load[i] > load[j] ? -1 : 1;
    return (i > j) - (i < j);
}

/* Slots in order of total load, cut into runs of about equally many hours. ret_fold[slot] = representative hour. */
static int fold_slots(const struct fleet *fleet, int hours_max, int *ret_fold)
{
    double *load = memory_alloc((size_t)fleet->slots, sizeof *load);
    int *order = memory_alloc((size_t)fleet->slots, sizeof *order);
    int64_t passed = 0;
    for (int s = 0; s < fleet->slots; s++) {
        order[s] = s;
        for (int i = 0; i < fleet->items_count; i++)
            load[s] += (double)fleet->items[i].tasks[s] * (double)fleet->items[i].size[DIMENSION_CPU];
    }
    qsort_r(order, (size_t)fleet->slots, sizeof *order, load_compare, load);
    for (int k = 0; k < fleet->slots; k++) {
        ret_fold[order[k]] = (int)(passed * hours_max / fleet->hours);
        passed += fleet->slot_hours[order[k]];
    }
    free(load);
    free(order);
    return hours_max;
}

static void build_hours(struct fluid *fluid, int *ret_fold)
{
    const struct fleet *fleet = fluid->fleet;
    bool exact = (int64_t)fleet->slots * fleet->items_count <= FLUID_CELLS_EXACT || fleet->slots <= FLUID_HOURS_FOLDED;
    fluid->hours = fleet->slots;
    for (int s = 0; s < fleet->slots; s++)
        ret_fold[s] = s;
    if (!exact)
        fluid->hours = fold_slots(fleet, FLUID_HOURS_FOLDED, ret_fold);
    fluid->month_weight = ARENA_ARRAY(&fluid->arena, double, fluid->hours);
    fluid->tall = ARENA_ARRAY(&fluid->arena, double, fluid->hours);
    for (int s = 0; s < fleet->slots; s++)
        fluid->month_weight[ret_fold[s]] += (double)fleet->slot_hours[s] * HOURS_PER_MONTH / (double)fleet->hours;
}

/* --- items --- */

static int alike_compare(const void *a, const void *b, void *context)
{
    const struct fleet *fleet = context;
    int i = *(const int *)a, j = *(const int *)b;
    const struct model_item *x = &fleet->model->items[i], *y = &fleet->model->items[j];
    if (x->is_job || y->is_job)
        return (i > j) - (i < j);
    if (fleet->items[i].kind != fleet->items[j].kind)
        return fleet->items[i].kind - fleet->items[j].kind;
    if (x->outside_possible != y->outside_possible)
        return x->outside_possible ? 1 : -1;
    int64_t p = x->outside_possible ? x->outside_per_task.nano : 0,
            q = y->outside_possible ? y->outside_per_task.nano : 0;
    return (p > q) - (p < q);
}

static int order_compare(const void *a, const void *b, void *context)
{
    int alike = alike_compare(a, b, context);
    return alike != 0 ? alike : (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

static void build_item(struct fluid *fluid, struct fluid_item *item, const int *fold)
{
    const struct fleet *fleet = fluid->fleet;
    double *demand = ARENA_ARRAY(&fluid->arena, double, fluid->hours);
    double *hours = ARENA_ARRAY(&fluid->arena, double, fluid->hours);
    double lost = fleet->zone_loss ? (double)fleet->zones / (double)(fleet->zones - 1) : 1;
    for (int m = 0; m < item->members_count; m++) {
        const struct fleet_item *member = &fleet->items[item->members[m]];
        item->outside += member->outside_possible ? (double)member->outside_nano : outside_impossible;
        for (int s = 0; s < fleet->slots; s++)
            demand[fold[s]] += lost * (double)member->room[s] * (double)fleet->slot_hours[s];
    }
    for (int s = 0; s < fleet->slots; s++)
        hours[fold[s]] += (double)fleet->slot_hours[s];
    for (int h = 0; h < fluid->hours; h++)
        demand[h] /= fmax(hours[h], 1);
    for (int d = 0; d < fluid->dimensions; d++)
        item->size[d] = (double)fleet->items[item->members[0]].size[fluid->dimension[d]];
    item->demand = demand;
}

static void build_items(struct fluid *fluid, const int *fold, enum fluid_grain grain)
{
    const struct fleet *fleet = fluid->fleet;
    bool together = grain == FLUID_GROUPED || fluid->hours < fleet->slots || fleet->items_count > FLUID_ITEMS_EXACT;
    int *order = ARENA_ARRAY(&fluid->arena, int, fleet->items_count + 1), count = 0;
    for (int i = 0; i < fleet->items_count; i++)
        if (fleet->items[i].movable)
            order[count++] = i;
    if (together && count > 0)
        qsort_r(order, (size_t)count, sizeof *order, order_compare, (void *)(uintptr_t)fleet);
    fluid->items = ARENA_ARRAY(&fluid->arena, struct fluid_item, count + 1);
    for (int k = 0; k < count; k++) {
        bool alike = together && k > 0 && alike_compare(&order[k - 1], &order[k], (void *)(uintptr_t)fleet) == 0;
        if (!alike)
            fluid->items[fluid->items_count++].members = &order[k];
        fluid->items[fluid->items_count - 1].members_count++;
    }
    for (int i = 0; i < fluid->items_count; i++)
        build_item(fluid, &fluid->items[i], fold);
}

static void build_types(struct fluid *fluid)
{
    const struct fleet *fleet = fluid->fleet;
    fluid->inverse = ARENA_ARRAY(&fluid->arena, double, fleet->types_count * fluid->dimensions + 1);
    fluid->holds = ARENA_ARRAY(&fluid->arena, bool, (size_t)fleet->types_count *(size_t)fluid->items_count + 1);
    for (int t = 0; t < fleet->types_count; t++) {
        const struct fleet_type *type = &fleet->types[t];
        for (int d = 0; d < fluid->dimensions; d++) {
            int64_t capacity = type->capacity[fluid->dimension[d]];
            fluid->inverse[t * fluid->dimensions + d] = capacity > 0 ? 1.0 / (double)capacity : 0;
        }
        for (int i = 0; i < fluid->items_count; i++)
            fluid->holds[t * fluid->items_count + i] =
                fleet_type_holds(fleet, type, &fleet->items[fluid->items[i].members[0]]);
    }
}

void fluid_init(struct fluid *fluid, const struct fleet *fleet, enum fluid_grain grain)
{
    *fluid = (struct fluid){.fleet = fleet};
    int *fold = ARENA_ARRAY(&fluid->arena, int, fleet->slots + 1);
    for (int d = 0; d < fleet->dimensions; d++)
        for (int i = 0; i < fleet->items_count; i++)
            if (fleet->items[i].movable && fleet->items[i].size[d] > 0) {
                fluid->dimension[fluid->dimensions++] = d;
                break;
            }
    build_hours(fluid, fold);
    build_items(fluid, fold, grain);
    build_types(fluid);
}

void fluid_release(struct fluid *fluid)
{
    arena_release(&fluid->arena);
    *fluid = (struct fluid){0};
}

struct fluid_plan *fluid_plan_new(struct fluid *fluid)
{
    struct fluid_plan *plan = ARENA_NEW(&fluid->arena, struct fluid_plan);
    size_t cells = (size_t)(PROFILE_POOLS_MAX + 1) * (size_t)fluid->dimensions * (size_t)fluid->hours;
    plan->place = ARENA_ARRAY(&fluid->arena, int, fluid->items_count + 1);
    plan->usage = ARENA_ARRAY(&fluid->arena, double, cells + 1);
    for (int i = 0; i < fluid->items_count; i++) {
        plan->place[i] = -1;
        plan->total += fluid->items[i].outside;
    }
    return plan;
}

void fluid_plan_copy(const struct fluid *fluid, struct fluid_plan *to, const struct fluid_plan *from)
{
    int *place = to->place;
    double *usage = to->usage;
    size_t cells = (size_t)from->pools_count * (size_t)fluid->dimensions * (size_t)fluid->hours;
    memcpy(place, from->place, (size_t)fluid->items_count * sizeof *place);
    memcpy(usage, from->usage, cells * sizeof *usage);
    *to = *from;
    to->place = place;
    to->usage = usage;
}
