/* slots.c — hours with the same demand of every class are one slot. */
#include "planner/model/build.h"

#include <stdlib.h>
#include <string.h>

struct hour_row {
    const int64_t *demand; /* [classes] */
    size_t bytes;
    uint64_t hash;
    int hour;
};

static uint64_t row_hash(const int64_t *row, int count)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (int i = 0; i < count; i++)
        hash = (hash ^ (uint64_t)row[i]) * UINT64_C(0x9e3779b97f4a7c15), hash ^= hash >> 29;
    return hash;
}

/* Equal rows become neighbours, the earliest hour first; any order of different rows will do. */
static int compare_rows(const void *a, const void *b)
{
    const struct hour_row *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    int order = x->bytes > 0 ? memcmp(x->demand, y->demand, x->bytes) : 0;
    return order != 0 ? order : (x->hour > y->hour) - (x->hour < y->hour);
}

static bool rows_equal(const struct hour_row *a, const struct hour_row *b)
{
    return a->hash == b->hash && (a->bytes == 0 || memcmp(a->demand, b->demand, a->bytes) == 0);
}

static int64_t *demand_by_hour(struct build *build)
{
    const struct model *model = build->model;
    int64_t classes = model->packing.classes_count;
    int64_t *demand = ARENA_ARRAY(&build->scratch, int64_t, classes * model->hours);
    for (int i = 0; i < model->services_count; i++) {
        const struct model_item *item = &model->items[i];
        for (int hour = 0; item->item_class >= 0 && hour < model->hours; hour++)
            demand[hour * classes + item->item_class] += item->tasks[hour];
    }
    return demand;
}

/* first[hour] = the earliest hour with the same row. */
static void find_first(struct build *build, const int64_t *demand, int first[HOURS_PER_WEEK])
{
    struct hour_row rows[HOURS_PER_WEEK];
    int hours = build->model->hours, classes = build->model->packing.classes_count;
    for (int hour = 0; hour < hours; hour++) {
        const int64_t *row = demand + (int64_t)hour * classes;
        rows[hour] = (struct hour_row){row, (size_t)classes * sizeof *row, row_hash(row, classes), hour};
    }
    qsort(rows, (size_t)hours, sizeof *rows, compare_rows);
    for (int i = 0; i < hours; i++)
        first[rows[i].hour] = i > 0 && rows_equal(&rows[i - 1], &rows[i]) ? first[rows[i - 1].hour] : rows[i].hour;
}

void build_slots(struct build *build)
{
    struct model *model = build->model;
    struct packing *packing = &model->packing;
    int first[HOURS_PER_WEEK];
    int64_t *demand = demand_by_hour(build);
    find_first(build, demand, first);
    int *slot_of_hour = ARENA_ARRAY(&model->arena, int, model->hours);
    int64_t *slot_hours = ARENA_ARRAY(&model->arena, int64_t, model->hours);
    int64_t classes = packing->classes_count;
    int64_t *slots = ARENA_ARRAY(&model->arena, int64_t, classes * model->hours);
    for (int hour = 0; hour < model->hours; hour++) {
        if (first[hour] == hour) {
            slot_of_hour[hour] = packing->slots_count;
            if (classes > 0)
                memcpy(slots + packing->slots_count * classes, demand + hour * classes,
                       (size_t)classes * sizeof *slots);
            packing->slots_count++;
        }
        slot_of_hour[hour] = slot_of_hour[first[hour]];
        slot_hours[slot_of_hour[hour]]++;
    }
    packing->demand = slots;
    packing->slot_hours = slot_hours;
    model->slot_of_hour = slot_of_hour;
}
