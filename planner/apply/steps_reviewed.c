/* steps_reviewed.c — is the world still as it was when the steps were reviewed? */
#include "planner/apply/steps_parts.h"

#include <stdlib.h>

static void add_observed(struct object_list *list, struct arena *arena, const struct running_cluster *now,
                         const struct object *named)
{
    const struct object *found =
        object_in_order(now->objects, now->objects_count, named->kind, named->parent, named->name);
    if (found != NULL)
        object_list_add(list, arena, object_copy(found, arena));
}

void steps_observed(const struct steps *steps, const struct target *target, const struct running_cluster *now,
                    struct arena *arena, struct object **ret_objects, int *ret_count)
{
    struct object_list all = {.count = 0}, list = {.count = 0};
    for (int i = 0; i < steps->steps_count; i++)
        add_observed(&all, arena, now, &steps->steps[i].object);
    for (int i = 0; target != NULL && i < target->objects_count; i++)
        add_observed(&all, arena, now, &target->objects[i]);
    if (all.count > 0)
        qsort(all.items, (size_t)all.count, sizeof *all.items, object_compare);
    for (int i = 0; i < all.count; i++)
        if (i == 0 || object_compare(&all.items[i - 1], &all.items[i]) != 0)
            object_list_add(&list, arena, all.items[i]);
    *ret_objects = list.items;
    *ret_count = list.count;
}
