#include "planner/pools/fleet.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool fleet_type_holds(const struct fleet *fleet, const struct fleet_type *type, const struct fleet_item *item)
{
    if ((type->mask & item->mask) == 0)
        return false;
    for (int d = 0; d < fleet->dimensions; d++)
        if (item->size[d] > type->capacity[d])
            return false;
    return true;
}

/* --- distinct hours --- */

static bool hours_equal(const struct model *model, int a, int b)
{
    for (int i = 0; i < model->items_count; i++)
        if (model->items[i].tasks && model->items[i].tasks[a] != model->items[i].tasks[b])
            return false;
    return true;
}

static uint64_t hour_hash(const struct model *model, int hour)
{
    uint64_t hash = 14695981039346656037u;
    for (int i = 0; i < model->items_count; i++)
        hash = (hash ^ (uint64_t)(model->items[i].tasks ? model->items[i].tasks[hour] : 0)) * 1099511628211u;
    return hash;
}

static void find_slots(struct fleet *fleet)
{
    const struct model *model = fleet->model;
    int *slot_of_hour = ARENA_ARRAY(&fleet->arena, int, model->hours);
    int64_t *slot_hours = ARENA_ARRAY(&fleet->arena, int64_t, model->hours);
    uint64_t hashes[HOURS_PER_WEEK];
    int first[HOURS_PER_WEEK];
    for (int h = 0; h < model->hours; h++) {
        uint64_t hash = hour_hash(model, h);
        int slot = 0;
        while (slot < fleet->slots && (hashes[slot] != hash || !hours_equal(model, first[slot], h)))
            slot++;
        if (slot == fleet->slots) {
            hashes[slot] = hash;
            first[slot] = h;
            fleet->slots++;
        }
        slot_of_hour[h] = slot;
        slot_hours[slot]++;
    }
    fleet->slot_of_hour = slot_of_hour;
    fleet->slot_hours = slot_hours;
}

/* --- items --- */

/* tasks * (1 + ratio), rounded up; the small step back keeps 10 * 1.1 from becoming 12. */
static int64_t with_headroom(int64_t tasks, double ratio)
{
    return tasks + (int64_t)ceil((double)tasks * ratio - 1e-9);
}

static void item_tasks(struct fleet *fleet, struct fleet_item *item, const struct model_item *source)
{
    double ratio = fleet->model->profile->safety.headroom_ratio;
    int64_t *tasks = ARENA_ARRAY(&fleet->arena, int64_t, fleet->slots);
    int64_t *room = ARENA_ARRAY(&fleet->arena, int64_t, fleet->slots);
    for (int h = 0; h < fleet->hours && source->tasks; h++) {
        int slot = fleet->slot_of_hour[h];
        room[slot] = source->is_job ? source->tasks[h] : with_headroom(source->tasks[h], ratio);
        tasks[slot] = source->is_job ? (int64_t)ceil(source->job_concurrency) : source->tasks[h];
    }
    item->tasks = tasks;
    item->room = room;
}

static int64_t outside_month(const struct fleet *fleet, const struct model_item *source)
{
    if (source->is_job)
        return source->job_month[source->outside_place].nano;
    struct usd_per_hour sum = {0};
    for (int h = 0; h < fleet->hours; h++)
        sum = usd_per_hour_add(sum, usd_per_hour_times(source->outside_per_task, source->tasks[h]));
    return usd_of_month(sum, fleet->hours).nano;
}

static void build_items(struct fleet *fleet)
{
    const struct model *model = fleet->model;
    fleet->items_count = model->items_count;
    fleet->items = ARENA_ARRAY(&fleet->arena, struct fleet_item, model->items_count);
    for (int i = 0; i < model->items_count; i++) {
        const struct model_item *source = &model->items[i];
        struct fleet_item *item = &fleet->items[i];
        item->item = i;
        item->size = source->size;
        item->mask = source->mask;
        item->per_instance_max = source->per_instance_max;
        item->outside_possible = source->outside_possible;
        item->outside_nano = source->outside_possible ? outside_month(fleet, source) : -1;
        item_tasks(fleet, item, source);
    }
}

/* --- types --- */

static bool type_is_wanted(const struct fleet *fleet, const struct fleet_type *type)
{
    for (int i = 0; i < fleet->items_count; i++)
        if (fleet->model->items[i].ec2_allowed && fleet_type_holds(fleet, type, &fleet->items[i]))
            return true;
    return false;
}

/* Hours of work an instance costs, as a price per instance-hour: it steers the choice and is no part of the bill. */
static int64_t work_per_hour(const struct overhead *overhead, enum pool_purchase purchase)
{
    if (!overhead->given || purchase == POOL_MANAGED_INSTANCES)
        return 0;
    return (int64_t)(overhead->hours_per_month_instance * (double)overhead->usd_per_hour_nano / HOURS_PER_MONTH + 0.5);
}

static void build_types(struct fleet *fleet, bool outdone_too)
{
    const struct model *model = fleet->model;
    fleet->types = ARENA_ARRAY(&fleet->arena, struct fleet_type, model->instances_count);
    for (int t = 0; t < model->instances_count; t++) {
        const struct model_instance *instance = &model->instances[t];
        struct fleet_type type = {.instance = t,
                                  .mask = instance->mask,
                                  .capacity = instance->capacity,
                                  .hour_nano = usd_per_hour_add(instance->price, instance->root_volume).nano};
        type.steering_nano = type.hour_nano + work_per_hour(&model->profile->overhead, instance->purchase);
        if (!instance->dominated && (outdone_too || !instance->outdone) && type_is_wanted(fleet, &type))
            fleet->types[fleet->types_count++] = type;
    }
}

/* --- kinds: items alike to a packer --- */

static int kind_compare(const void *a, const void *b, void *context)
{
    const struct fleet *fleet = context;
    const struct fleet_item *x = &fleet->items[*(const int *)a], *y = &fleet->items[*(const int *)b];
    if (x->mask != y->mask)
        return x->mask < y->mask ? -1 : 1;
    for (int d = 0; d < fleet->dimensions; d++)
        if (x->size[d] != y->size[d])
            return x->size[d] < y->size[d] ? -1 : 1;
    if (x->per_instance_max != y->per_instance_max)
        return x->per_instance_max < y->per_instance_max ? -1 : 1;
    return x->per_instance_max == 0 ? 0 : (x->item > y->item) - (x->item < y->item);
}

static void build_kinds(struct fleet *fleet)
{
    if (fleet->items_count == 0)
        return;
    int *order = ARENA_ARRAY(&fleet->arena, int, fleet->items_count);
    for (int i = 0; i < fleet->items_count; i++)
        order[i] = i;
    qsort_r(order, (size_t)fleet->items_count, sizeof *order, kind_compare, fleet);
    for (int k = 0; k < fleet->items_count; k++) {
        bool same = k > 0 && kind_compare(&order[k - 1], &order[k], fleet) == 0;
        fleet->items[order[k]].kind = same ? fleet->kinds_count - 1 : fleet->kinds_count++;
    }
}

static bool find_movable(struct fleet *fleet, struct error *err)
{
    for (int i = 0; i < fleet->items_count; i++) {
        struct fleet_item *item = &fleet->items[i];
        const struct model_item *source = &fleet->model->items[i];
        for (int t = 0; t < fleet->types_count && source->ec2_allowed && !item->movable; t++)
            item->movable = fleet_type_holds(fleet, &fleet->types[t], item);
        if (!item->movable && !item->outside_possible)
            return error_set(err, ERROR_INFEASIBLE, source->name,
                             "no allowed instance type holds a task of %s, and it "
                             "may run nowhere else",
                             source->name);
    }
    return true;
}

static bool build(const struct model *model, bool outdone_too, struct fleet *ret_fleet, struct error *err)
{
    struct fleet fleet = {.model = model,
                          .dimensions = model->packing.dimensions,
                          .zones = model->profile->zones.count,
                          .hours = model->hours,
                          .zone_loss = model->profile->safety.survive_zone_loss,
                          .large = model->items_count > FLEET_LARGE};
    find_slots(&fleet);
    build_items(&fleet);
    build_types(&fleet, outdone_too);
    build_kinds(&fleet);
    if (!find_movable(&fleet, err)) {
        fleet_release(&fleet);
        return false;
    }
    *ret_fleet = fleet;
    return true;
}

bool fleet_build(const struct model *model, struct fleet *ret_fleet, struct error *err)
{
    return build(model, false, ret_fleet, err);
}

bool fleet_build_all(const struct model *model, struct fleet *ret_fleet, struct error *err)
{
    return build(model, true, ret_fleet, err);
}

/* --- samples --- */

double fleet_load(const struct fleet *fleet, int slot)
{
    double load = 0;
    for (int i = 0; i < fleet->items_count; i++)
        load += (double)fleet->items[i].tasks[slot] * (double)fleet->items[i].size[DIMENSION_CPU];
    return load;
}

struct ranked_slot {
    int slot;
    double load;
};

static int ranked_compare(const void *a, const void *b)
{
    const struct ranked_slot *x = a, *y = b;
    if (x->load != y->load)
        return x->load > y->load ? -1 : 1;
    return x->slot - y->slot;
}

/* chosen[k] stands for hours[k] hours: of every run of ranked slots, the one in the middle of its hours. */
static int choose_slots(const struct fleet *fleet, int slots_max, int *chosen, int64_t *hours)
{
    struct ranked_slot *ranked = memory_alloc((size_t)fleet->slots, sizeof *ranked);
    int64_t passed = 0;
    int count = 0;
    for (int s = 0; s < fleet->slots; s++)
        ranked[s] = (struct ranked_slot){s, fleet_load(fleet, s)};
    qsort(ranked, (size_t)fleet->slots, sizeof *ranked, ranked_compare);
    for (int k = 0, run = 0; run < slots_max; run++) {
        int64_t end = (int64_t)fleet->hours * (run + 1) / slots_max, start = passed, middle = (passed + end) / 2;
        int picked = -1;
        for (; k < fleet->slots && passed < end; k++) {
            if (picked < 0 || passed <= middle)
                picked = ranked[k].slot;
            passed += fleet->slot_hours[ranked[k].slot];
        }
        if (picked < 0)
            continue;
        chosen[count] = picked;
        hours[count++] = passed - start;
    }
    free(ranked);
    return count;
}

static const int64_t *sample_row(struct arena *arena, const int64_t *row, const int *chosen, int count)
{
    int64_t *sample = ARENA_ARRAY(arena, int64_t, count);
    for (int k = 0; k < count; k++)
        sample[k] = row[chosen[k]];
    return sample;
}

void fleet_sample(const struct fleet *fleet, int slots_max, struct fleet *ret_sample)
{
    struct fleet sample = *fleet;
    sample.arena = (struct arena){0};
    slots_max = slots_max < fleet->slots ? slots_max : fleet->slots;
    int *chosen = ARENA_ARRAY(&sample.arena, int, slots_max);
    int64_t *hours = ARENA_ARRAY(&sample.arena, int64_t, slots_max);
    sample.slots = choose_slots(fleet, slots_max, chosen, hours);
    sample.slot_hours = hours;
    sample.slot_of_hour = NULL;
    sample.items = ARENA_ARRAY(&sample.arena, struct fleet_item, fleet->items_count + 1);
    for (int i = 0; i < fleet->items_count; i++) {
        sample.items[i] = fleet->items[i];
        sample.items[i].tasks = sample_row(&sample.arena, fleet->items[i].tasks, chosen, sample.slots);
        sample.items[i].room = sample_row(&sample.arena, fleet->items[i].room, chosen, sample.slots);
    }
    *ret_sample = sample;
}

void fleet_release(struct fleet *fleet)
{
    arena_release(&fleet->arena);
    *fleet = (struct fleet){0};
}
