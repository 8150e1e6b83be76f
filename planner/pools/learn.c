/* learn.c — patterns for the pools of a choice: each pool's own tasks of a few hours, packed by the solver.
 *
 * First fit and price-and-pack lose 2 to 5 % where a few large tasks have to meet the right small ones; patterns from
 * column generation, scaled to every hour and zone, lose half of that. */
#include "planner/pools/learn.h"
#include <stdlib.h>
#include <string.h>

/* Of one question, in the solver's seconds; its counters end it, the clock only guards. */
static const double effort_s = 0.06, guard_s = 1.5;

struct lesson {
    struct item_class *classes; /* [kinds] */
    int *class_of_kind;         /* [kinds] -1 = not there */
    int *kind_of_class;
    int64_t *demand;
    int count;
};

static void lesson_add(struct lesson *lesson, const struct fleet *fleet, const struct fleet_item *item, int slot)
{
    int zones = fleet->zone_loss ? fleet->zones - 1 : fleet->zones;
    int *at = &lesson->class_of_kind[item->kind];
    if (item->room[slot] == 0)
        return;
    if (*at < 0) {
        *at = lesson->count++;
        struct item_class *item_class = &lesson->classes[*at];
        *item_class = (struct item_class){.outside_nano = -1, .mask = item->mask};
        item_class->per_bin_max = item->per_instance_max;
        memcpy(item_class->size, item->size, (size_t)fleet->dimensions * sizeof *item->size);
        lesson->kind_of_class[*at] = item->kind;
        lesson->demand[*at] = 0;
    }
    lesson->demand[*at] += (item->room[slot] + zones - 1) / zones;
}

static void lesson_solve(const struct lesson *lesson, const struct fleet *fleet, int type_index,
                         struct pattern_book *book)
{
    const struct fleet_type *type = &fleet->types[type_index];
    const int64_t one_hour = 1;
    struct bin_type bin = {.cost_nano = type->steering_nano, .mask = type->mask, .available = -1};
    struct solve_options options = {.time_limit_s = guard_s, .effort_s = effort_s};
    struct solve_result solved;
    struct error err = {0};
    memcpy(bin.capacity, type->capacity, (size_t)fleet->dimensions * sizeof *type->capacity);
    struct packing packing = {.dimensions = fleet->dimensions,
                              .types_count = 1,
                              .types = &bin,
                              .classes_count = lesson->count,
                              .classes = lesson->classes,
                              .slots_count = 1,
                              .demand = lesson->demand,
                              .slot_hours = &one_hour};
    if (lesson->count == 0 || !solve_packing(&packing, 0, &options, &solved, &err))
        return; /* nothing learned */
    book_add(book, &solved.packing, 0, type_index, lesson->kind_of_class);
    solve_result_release(&solved);
}

void choice_learn(struct chooser *chooser, const struct choice *choice, int slot, struct pattern_book *book)
{
    const struct fleet *fleet = chooser->fleet;
    size_t kinds = (size_t)fleet->kinds_count + 1;
    struct lesson lesson = {.classes = memory_alloc(kinds, sizeof *lesson.classes),
                            .class_of_kind = memory_alloc(kinds, sizeof *lesson.class_of_kind),
                            .kind_of_class = memory_alloc(kinds, sizeof *lesson.kind_of_class),
                            .demand = memory_alloc(kinds, sizeof *lesson.demand)};
    for (int g = 0; g < choice->pools_count && !clock_is_out(&chooser->clock); g++) {
        lesson.count = 0;
        for (int k = 0; k < fleet->kinds_count; k++)
            lesson.class_of_kind[k] = -1;
        for (int i = 0; i < fleet->items_count; i++)
            if (choice->place[i] == g)
                lesson_add(&lesson, fleet, &fleet->items[i], slot);
        lesson_solve(&lesson, fleet, choice->types[g], book);
    }
    free(lesson.classes);
    free(lesson.class_of_kind);
    free(lesson.kind_of_class);
    free(lesson.demand);
}
