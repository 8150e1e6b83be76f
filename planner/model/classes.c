/* classes.c — items with equal reservations are one class.
 *
 * A limit per instance is a limit per service: two services of one class would share it and the bound would be false.
 * So an item keeps its limit only where capacity does not imply it, and such an item is a class of its own. */
#include "planner/model/build.h"

#include <stdlib.h>
#include <string.h>

struct class_key {
    struct item_class value;
    int item; /* order of names, the last tie */
};

/* Larger first; the outside price and the limit last. */
static int compare_keys(const void *a, const void *b)
{
    const struct class_key *x = a, *y = b;
    for (int d = 0; d < PACKING_DIMENSIONS_MAX; d++)
        if (x->value.size[d] != y->value.size[d])
            return x->value.size[d] > y->value.size[d] ? -1 : 1;
    if (x->value.mask != y->value.mask)
        return x->value.mask < y->value.mask ? -1 : 1;
    if (x->value.outside_nano != y->value.outside_nano)
        return x->value.outside_nano < y->value.outside_nano ? -1 : 1;
    if (x->value.per_bin_max != y->value.per_bin_max)
        return x->value.per_bin_max < y->value.per_bin_max ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

static bool keys_merge(const struct class_key *a, const struct class_key *b)
{
    struct class_key same_item = *b;
    same_item.item = a->item;
    return a->value.per_bin_max == 0 && compare_keys(a, &same_item) == 0;
}

static bool held_somewhere(const struct build *build, const struct model_item *item)
{
    for (int i = 0; item->ec2_allowed && i < build->model->instances_count; i++)
        if (instance_holds(build->model, &build->model->instances[i], item))
            return true;
    return false;
}

/* Most tasks that the largest capacities of any allowed type would take: at least what one type takes. */
static int64_t most_in_one(const struct build *build, const int64_t largest[PACKING_DIMENSIONS_MAX],
                           const struct model_item *item)
{
    int64_t most = INT64_MAX;
    for (int d = 0; d < build->model->packing.dimensions; d++)
        if (item->size[d] > 0 && largest[d] / item->size[d] < most)
            most = largest[d] / item->size[d];
    return most;
}

static void largest_capacities(const struct model *model, int64_t largest[PACKING_DIMENSIONS_MAX])
{
    for (int i = 0; i < model->instances_count; i++)
        for (int d = 0; d < model->packing.dimensions; d++)
            if (model->instances[i].capacity[d] > largest[d])
                largest[d] = model->instances[i].capacity[d];
}

static struct class_key key_of(const struct model_item *item, int index, int64_t most)
{
    struct class_key key = {.item = index};
    memcpy(key.value.size, item->size, sizeof key.value.size);
    key.value.mask = item->mask;
    key.value.outside_nano = !item->is_job && item->outside_possible ? item->outside_per_task.nano : -1;
    key.value.per_bin_max = item->per_instance_max < most ? item->per_instance_max : 0;
    return key;
}

void build_classes(struct build *build)
{
    struct model *model = build->model;
    struct class_key *keys = ARENA_ARRAY(&build->scratch, struct class_key, model->items_count);
    int64_t largest[PACKING_DIMENSIONS_MAX] = {0};
    int count = 0;
    largest_capacities(model, largest);
    for (int i = 0; i < model->items_count; i++)
        if (held_somewhere(build, &model->items[i]))
            keys[count++] = key_of(&model->items[i], i, most_in_one(build, largest, &model->items[i]));
    qsort(keys, (size_t)count, sizeof *keys, compare_keys);
    struct item_class *classes = ARENA_ARRAY(&model->arena, struct item_class, count);
    int classes_count = 0;
    for (int k = 0; k < count; k++) {
        if (k == 0 || !keys_merge(&keys[k - 1], &keys[k]))
            classes[classes_count++] = keys[k].value;
        classes[classes_count - 1].open_ended |= model->items[keys[k].item].is_job;
        model->items[keys[k].item].item_class = classes_count - 1;
    }
    model->packing.classes = classes;
    model->packing.classes_count = classes_count;
}
