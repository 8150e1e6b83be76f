#include "planner/solve/columns.h"

#include <stdlib.h>
#include <string.h>

void column_pool_init(struct column_pool *pool, const struct problem *problem)
{
    *pool = (struct column_pool){.problem = problem, .table_size = 1024};
    pool->table = memory_alloc((size_t)pool->table_size, sizeof(int));
}

void column_pool_release(struct column_pool *pool)
{
    free(pool->columns);
    free(pool->entries);
    free(pool->table);
    *pool = (struct column_pool){0};
}

static uint64_t column_hash(int type, const struct column_entry *entries, int count)
{
    uint64_t hash = 1469598103934665603U ^ (uint64_t)type;
    for (int e = 0; e < count; e++) {
        hash = (hash ^ (uint64_t)entries[e].item_class) * 1099511628211U;
        hash = (hash ^ (uint64_t)entries[e].count) * 1099511628211U;
    }
    return hash ^ (hash >> 29);
}

static bool column_same(const struct column_pool *pool, int column, int type, const struct column_entry *entries,
                        int count)
{
    const struct column *old = &pool->columns[column];
    return old->type == type && old->entries_count == count &&
           memcmp(pool->entries + old->first, entries, (size_t)count * sizeof(*entries)) == 0;
}

/* Slot of the table that holds the column or where it belongs. */
static int table_slot(const struct column_pool *pool, int type, const struct column_entry *entries, int count)
{
    int slot = (int)(column_hash(type, entries, count) & (uint64_t)(pool->table_size - 1));
    while (pool->table[slot] != 0 && !column_same(pool, pool->table[slot] - 1, type, entries, count))
        slot = (slot + 1) & (pool->table_size - 1);
    return slot;
}

static void table_grow(struct column_pool *pool)
{
    free(pool->table);
    pool->table_size *= 2;
    pool->table = memory_alloc((size_t)pool->table_size, sizeof(int));
    for (int c = 0; c < pool->count; c++) {
        const struct column *column = &pool->columns[c];
        pool->table[table_slot(pool, column->type, pool->entries + column->first, column->entries_count)] = c + 1;
    }
}

static bool pattern_fits(const struct problem *problem, int type, const int64_t *sum, uint32_t *masks, int masks_count)
{
    const struct problem_type *bin = &problem->types[type];
    for (int d = 0; d < problem->dimensions; d++)
        if (sum[d] > bin->capacity[d])
            return false;
    for (int e = 0; e < masks_count; e++)
        if ((masks[e] & bin->mask) == 0)
            return false;
    return true;
}

/* The cheapest unlimited type that holds the pattern, if cheaper than `type`. */
static int type_cheapest(const struct problem *problem, int type, const struct column_entry *entries, int count)
{
    int64_t sum[PACKING_DIMENSIONS_MAX] = {0};
    uint32_t masks[8];
    int masks_count = 0, best = type;
    for (int e = 0; e < count; e++) {
        const struct problem_class *class = &problem->classes[entries[e].item_class];
        int m = 0;
        for (int d = 0; d < problem->dimensions; d++)
            sum[d] += class->size[d] * entries[e].count;
        while (m < masks_count && masks[m] != class->mask)
            m++;
        if (m == masks_count && masks_count == 8)
            return type;
        if (m == masks_count)
            masks[masks_count++] = class->mask;
    }
    BUG_IF(!pattern_fits(problem, type, sum, masks, masks_count));
    for (int t = 0; t < problem->types_count; t++)
        if (problem->types[t].available == -1 && problem->types[t].cost < problem->types[best].cost &&
            pattern_fits(problem, t, sum, masks, masks_count))
            best = t;
    return best;
}

int column_add(struct column_pool *pool, int type, const struct column_entry *entries, int entries_count, bool *ret_new)
{
    type = type_cheapest(pool->problem, type, entries, entries_count);
    int slot = table_slot(pool, type, entries, entries_count);
    if (ret_new != NULL)
        *ret_new = pool->table[slot] == 0;
    if (pool->table[slot] != 0)
        return pool->table[slot] - 1;
    if (pool->count == pool->capacity) {
        pool->capacity = 2 * pool->capacity + 256;
        pool->columns = memory_resize(pool->columns, (size_t)pool->capacity, sizeof(*pool->columns));
    }
    if (pool->entries_count + entries_count > pool->entries_capacity) {
        pool->entries_capacity = 2 * pool->entries_capacity + entries_count + 1024;
        pool->entries = memory_resize(pool->entries, (size_t)pool->entries_capacity, sizeof(*pool->entries));
    }
    memcpy(pool->entries + pool->entries_count, entries, (size_t)entries_count * sizeof(*entries));
    pool->columns[pool->count] = (struct column){type, pool->entries_count, entries_count};
    pool->entries_count += entries_count;
    pool->table[slot] = ++pool->count;
    if (2 * pool->count > pool->table_size)
        table_grow(pool);
    return pool->count - 1;
}

void loading_add(struct loading *loading, int column, int64_t bins)
{
    if (bins <= 0)
        return;
    if (loading->count == loading->capacity) {
        loading->capacity = 2 * loading->capacity + 64;
        loading->columns = memory_resize(loading->columns, (size_t)loading->capacity, sizeof(int));
        loading->bins = memory_resize(loading->bins, (size_t)loading->capacity, sizeof(int64_t));
    }
    loading->columns[loading->count] = column;
    loading->bins[loading->count++] = bins;
}

void loading_clear(struct loading *loading)
{
    loading->count = 0;
    loading->cost = INT64_MAX;
}

void loading_copy(struct loading *to, const struct loading *from)
{
    if (to == from)
        return;
    loading_clear(to);
    for (int u = 0; u < from->count; u++)
        loading_add(to, from->columns[u], from->bins[u]);
    to->cost = from->cost;
}

void loading_release(struct loading *loading)
{
    free(loading->columns);
    free(loading->bins);
    *loading = (struct loading){0};
}

struct use {
    int column;
    int64_t bins;
};

static int use_compare(const void *left, const void *right)
{
    const struct use *a = left, *b = right;
    return (a->column > b->column) - (a->column < b->column);
}

static void loading_merge(struct loading *loading)
{
    struct use *uses = memory_alloc((size_t)loading->count + 1, sizeof(*uses));
    int count = loading->count, kept = 0;
    for (int u = 0; u < count; u++)
        uses[u] = (struct use){loading->columns[u], loading->bins[u]};
    qsort(uses, (size_t)count, sizeof(*uses), use_compare);
    for (int u = 0; u < count; u++) {
        if (kept > 0 && loading->columns[kept - 1] == uses[u].column) {
            loading->bins[kept - 1] += uses[u].bins;
        } else {
            loading->columns[kept] = uses[u].column;
            loading->bins[kept++] = uses[u].bins;
        }
    }
    loading->count = kept;
    free(uses);
}

/* Largest number of bins of the column whose removal saves money: what they alone cover goes outside. */
static bool bin_is_dear(const struct column_pool *pool, int column, const int64_t *covered, const int64_t *demand)
{
    const struct problem *problem = pool->problem;
    const struct column_entry *entries = column_entries(pool, column);
    int64_t saved = problem->types[pool->columns[column].type].cost;
    for (int e = 0; e < pool->columns[column].entries_count && saved > 0; e++) {
        int i = entries[e].item_class;
        int64_t spare = covered[i] > demand[i] ? covered[i] - demand[i] : 0;
        int64_t lost = entries[e].count > spare ? entries[e].count - spare : 0;
        if (lost > 0 && problem->classes[i].outside < 0)
            return false;
        if (lost > 0)
            saved -= lost > saved && problem->classes[i].outside > 0 ? saved : lost * problem->classes[i].outside;
    }
    return saved > 0;
}

static void dear_drop(struct loading *loading, const struct column_pool *pool, const int64_t *demand, int64_t *covered)
{
    int kept = 0;
    for (int u = 0; u < loading->count; u++) {
        int column = loading->columns[u];
        const struct column_entry *entries = column_entries(pool, column);
        while (loading->bins[u] > 0 && bin_is_dear(pool, column, covered, demand)) {
            loading->bins[u]--;
            for (int e = 0; e < pool->columns[column].entries_count; e++)
                covered[entries[e].item_class] -= entries[e].count;
        }
        if (loading->bins[u] > 0) {
            loading->columns[kept] = column;
            loading->bins[kept++] = loading->bins[u];
        }
    }
    loading->count = kept;
}

void loading_settle(struct loading *loading, const struct column_pool *pool, const int64_t *demand, int64_t *covered)
{
    const struct problem *problem = pool->problem;
    int64_t *cover = covered != NULL ? covered : memory_alloc((size_t)problem->classes_count + 1, sizeof(int64_t));
    loading_merge(loading);
    memset(cover, 0, (size_t)problem->classes_count * sizeof(int64_t));
    for (int u = 0; u < loading->count; u++) {
        const struct column_entry *entries = column_entries(pool, loading->columns[u]);
        for (int e = 0; e < pool->columns[loading->columns[u]].entries_count; e++)
            cover[entries[e].item_class] += entries[e].count * loading->bins[u];
    }
    dear_drop(loading, pool, demand, cover);
    loading->cost = 0;
    for (int u = 0; u < loading->count; u++)
        loading->cost += loading->bins[u] * problem->types[pool->columns[loading->columns[u]].type].cost;
    for (int i = 0; i < problem->classes_count && loading->cost < INT64_MAX; i++) {
        if (cover[i] >= demand[i])
            continue;
        if (problem->classes[i].outside < 0)
            loading->cost = INT64_MAX;
        else
            loading->cost += (demand[i] - cover[i]) * problem->classes[i].outside;
    }
    if (covered == NULL)
        free(cover);
}
