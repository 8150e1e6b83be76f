/* result.c — a loading becomes the packing that is handed out: nothing covered twice, merged classes told apart again,
 * and every capacity, count and cost checked in integers against the packing as handed in. */
#include "planner/solve/solver.h"

#include "data/base/wide.h"

#include <stdlib.h>
#include <string.h>

struct writer {
    const struct problem *problem;
    const struct packing *packing;
    struct arena *arena;
    int64_t *rest; /* [packing classes] demand not yet placed */
    int *next;     /* [packing classes] next class merged into the same one, -1 = last */
    int *first;    /* [problem classes] */
    struct pattern_use *uses;
    int count, capacity;
    struct pattern_entry *entries; /* of the bin being written */
};

static void members_link(struct writer *w)
{
    for (int k = 0; k < w->problem->classes_count; k++)
        w->first[k] = -1;
    for (int i = w->packing->classes_count - 1; i >= 0; i--) {
        int k = w->problem->class_of_origin[i];
        w->next[i] = w->first[k];
        w->first[k] = i;
    }
}

static int entry_compare(const void *left, const void *right)
{
    const struct pattern_entry *a = left, *b = right;
    return (a->item_class > b->item_class) - (a->item_class < b->item_class);
}

/* Fills one bin from what is left; returns how many equal bins can be filled so, at most `bins`. */
static int64_t bin_fill(struct writer *w, const struct column_entry *from, int from_count, int64_t bins,
                        int *ret_entries)
{
    int count = 0;
    for (int e = 0; e < from_count; e++) {
        int64_t wanted = from[e].count;
        for (int i = w->first[from[e].item_class]; i >= 0 && wanted > 0; i = w->next[i]) {
            int64_t taken = w->rest[i] < wanted ? w->rest[i] : wanted;
            if (taken == 0)
                continue;
            w->entries[count++] = (struct pattern_entry){i, taken};
            wanted -= taken;
        }
    }
    for (int e = 0; e < count; e++) {
        int64_t times = w->rest[w->entries[e].item_class] / w->entries[e].count;
        bins = times < bins ? times : bins;
    }
    for (int e = 0; e < count; e++)
        w->rest[w->entries[e].item_class] -= bins * w->entries[e].count;
    qsort(w->entries, (size_t)count, sizeof(*w->entries), entry_compare);
    *ret_entries = count;
    return bins;
}

static void use_write(struct writer *w, int type, int64_t bins, int entries_count)
{
    if (w->count == w->capacity) {
        w->capacity = 2 * w->capacity + 64;
        w->uses = memory_resize(w->uses, (size_t)w->capacity, sizeof(*w->uses));
    }
    struct pattern_entry *entries = ARENA_ARRAY(w->arena, struct pattern_entry, entries_count);
    memcpy(entries, w->entries, (size_t)entries_count * sizeof(*entries));
    w->uses[w->count++] = (struct pattern_use){type, bins, entries_count, entries};
}

static void loading_write(struct writer *w, const struct loading *loading, const struct column_pool *pool)
{
    for (int u = 0; u < loading->count; u++) {
        const struct column *column = &pool->columns[loading->columns[u]];
        int64_t left = loading->bins[u];
        while (left > 0) {
            int entries = 0;
            int64_t bins =
                bin_fill(w, column_entries(pool, loading->columns[u]), column->entries_count, left, &entries);
            if (entries == 0)
                break; /* the others would be empty */
            use_write(w, w->problem->types[column->type].origin, bins, entries);
            left -= bins;
        }
    }
}

/* Checks a use and adds its cost; false where anything is not as it must be. */
static bool use_holds(const struct packing *packing, const struct pattern_use *use, int128 *cost)
{
    const struct bin_type *type = &packing->types[use->type];
    int128 sum[PACKING_DIMENSIONS_MAX] = {0};
    *cost += (int128)type->cost_nano * use->bins;
    for (int e = 0; e < use->entries_count; e++) {
        const struct item_class *class = &packing->classes[use->entries[e].item_class];
        int64_t count = use->entries[e].count;
        if (count <= 0 || (class->mask & type->mask) == 0 || (class->per_bin_max > 0 && count > class->per_bin_max))
            return false;
        for (int d = 0; d < packing->dimensions; d++)
            sum[d] += (int128) class->size[d] * count;
    }
    for (int d = 0; d < packing->dimensions; d++)
        if (sum[d] > type->capacity[d])
            return false;
    return use->bins > 0 && use->entries_count > 0;
}

static bool packing_holds(const struct packing *packing, const struct slot_packing *answer, int64_t *ret_cost)
{
    int128 cost = 0;
    bool holds = true;
    int64_t *placed = memory_alloc((size_t)packing->classes_count + 1, sizeof(*placed));
    int64_t *bins = memory_alloc((size_t)packing->types_count + 1, sizeof(*bins));
    for (int u = 0; u < answer->patterns_count && holds; u++) {
        const struct pattern_use *use = &answer->patterns[u];
        holds = use_holds(packing, use, &cost);
        bins[use->type] += use->bins;
        for (int e = 0; e < use->entries_count; e++)
            placed[use->entries[e].item_class] += use->bins * use->entries[e].count;
    }
    for (int t = 0; t < packing->types_count && holds; t++)
        holds = packing->types[t].available < 0 || bins[t] <= packing->types[t].available;
    for (int i = 0; i < packing->classes_count && holds; i++) {
        int64_t demand = packing->demand[(size_t)answer->slot * (size_t)packing->classes_count + (size_t)i];
        int64_t outside = answer->outside[i];
        holds =
            outside >= 0 && placed[i] + outside == demand && (outside == 0 || packing->classes[i].outside_nano >= 0);
        cost += outside > 0 ? (int128)packing->classes[i].outside_nano * outside : 0;
    }
    free(placed);
    free(bins);
    *ret_cost = (int64_t)cost;
    return holds && cost <= INT64_MAX;
}

bool result_write_packing(struct solver *solver, struct slot_packing *ret_packing, struct error *err)
{
    const struct packing *packing = solver->problem->packing;
    size_t classes = (size_t)packing->classes_count;
    struct writer w = {.problem = solver->problem, .packing = packing, .arena = solver->arena};
    struct slot_packing answer = {.slot = solver->slot};
    w.rest = ARENA_ARRAY(solver->arena, int64_t, classes + 1);
    w.next = memory_alloc(classes + 1, sizeof(int));
    w.first = memory_alloc((size_t)solver->problem->classes_count + 1, sizeof(int));
    w.entries = memory_alloc(classes + 1, sizeof(*w.entries));
    if (classes > 0)
        memcpy(w.rest, packing->demand + (size_t)solver->slot * classes, classes * sizeof(int64_t));
    members_link(&w);
    loading_write(&w, &solver->best, &solver->pool);
    struct pattern_use *uses = ARENA_ARRAY(solver->arena, struct pattern_use, w.count + 1);
    if (w.count > 0)
        memcpy(uses, w.uses, (size_t)w.count * sizeof(*uses));
    answer.patterns = uses;
    answer.patterns_count = w.count;
    answer.outside = w.rest;
    free(w.uses);
    free(w.next);
    free(w.first);
    free(w.entries);
    if (!packing_holds(packing, &answer, &answer.cost_nano))
        return error_set(err, ERROR_INTERNAL, NULL, "the packing found does not hold in integers");
    *ret_packing = answer;
    return true;
}
