#include "planner/pools/fluid.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Above this many, items alike move together. */
enum { FLUID_ITEMS_EXACT = 150 };

static const double outside_impossible = 1e19; /* nano-dollars: more than any fleet costs, still exact enough */

static void build_hours(struct fluid *fluid)
{
    const struct fleet *fleet = fluid->fleet;
    fluid->hours = fleet->slots;
    fluid->month_weight = ARENA_ARRAY(&fluid->arena, double, fluid->hours + 1);
    fluid->tall = ARENA_ARRAY(&fluid->arena, double, fluid->hours + 1);
    for (int s = 0; s < fleet->slots; s++)
        fluid->month_weight[s] = (double)fleet->slot_hours[s] * HOURS_PER_MONTH / (double)fleet->hours;
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

static void build_item(struct fluid *fluid, struct fluid_item *item)
{
    const struct fleet *fleet = fluid->fleet;
    double *demand = ARENA_ARRAY(&fluid->arena, double, fluid->hours + 1);
    double lost = fleet->zone_loss ? (double)fleet->zones / (double)(fleet->zones - 1) : 1;
    for (int m = 0; m < item->members_count; m++) {
        const struct fleet_item *member = &fleet->items[item->members[m]];
        item->outside += member->outside_possible ? (double)member->outside_nano : outside_impossible;
        for (int s = 0; s < fleet->slots; s++)
            demand[s] += lost * (double)member->room[s];
    }
    for (int d = 0; d < fluid->dimensions; d++)
        item->size[d] = (double)fleet->items[item->members[0]].size[fluid->dimension[d]];
    item->demand = demand;
}

static void build_items(struct fluid *fluid, enum fluid_grain grain)
{
    const struct fleet *fleet = fluid->fleet;
    bool together = grain == FLUID_GROUPED || fleet->items_count > FLUID_ITEMS_EXACT;
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
        build_item(fluid, &fluid->items[i]);
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
    for (int d = 0; d < fleet->dimensions; d++)
        for (int i = 0; i < fleet->items_count; i++)
            if (fleet->items[i].movable && fleet->items[i].size[d] > 0) {
                fluid->dimension[fluid->dimensions++] = d;
                break;
            }
    build_hours(fluid);
    build_items(fluid, grain);
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
