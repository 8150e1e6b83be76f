#include "tests/support/brute_force.h"

#include "data/base/arena.h"
#include "data/base/error.h"
#include <stdbool.h>
#include <stdlib.h>

enum { CLASSES_MAX = 12 };

/* A state is what is still to be served, as a number of mixed radix: digit i is 0..demand[i]. */
struct search {
    const struct packing *packing;
    const int64_t *demand;
    int states;
    int64_t *digits;   /* [states * classes] */
    int64_t *bin_cost; /* [states] cheapest type that takes exactly this, -1 = none */
    int64_t *least;    /* [states] */
};

static void count_states(struct search *search)
{
    int classes = search->packing->classes_count;
    search->states = 1;
    BUG_IF(classes > CLASSES_MAX);
    for (int i = 0; i < classes; i++) {
        BUG_IF(search->demand[i] < 0 || search->demand[i] >= BRUTE_FORCE_STATES_MAX);
        search->states *= (int)search->demand[i] + 1;
        BUG_IF(search->states > BRUTE_FORCE_STATES_MAX);
    }
}

static void fill_digits(struct search *search)
{
    int classes = search->packing->classes_count;
    for (int state = 0; state < search->states; state++)
        for (int i = 0, rest = state; i < classes; i++) {
            search->digits[state * classes + i] = rest % (search->demand[i] + 1);
            rest /= (int)search->demand[i] + 1;
        }
}

static bool fits(const struct packing *packing, const struct bin_type *type, const int64_t *counts)
{
    int64_t used[PACKING_DIMENSIONS_MAX] = {0};
    for (int i = 0; i < packing->classes_count; i++) {
        const struct item_class *item_class = &packing->classes[i];
        if (counts[i] == 0)
            continue;
        if (!(item_class->mask & type->mask) || (item_class->per_bin_max > 0 && counts[i] > item_class->per_bin_max))
            return false;
        for (int d = 0; d < packing->dimensions; d++)
            used[d] += counts[i] * item_class->size[d];
    }
    for (int d = 0; d < packing->dimensions; d++)
        if (used[d] > type->capacity[d])
            return false;
    return true;
}

static void fill_bins(struct search *search)
{
    const struct packing *packing = search->packing;
    for (int state = 0; state < search->states; state++) {
        search->bin_cost[state] = -1;
        for (int t = 0; t < packing->types_count; t++) {
            const struct bin_type *type = &packing->types[t];
            BUG_IF(type->available >= 0);
            bool cheaper = search->bin_cost[state] < 0 || type->cost_nano < search->bin_cost[state];
            if (cheaper && fits(packing, type, search->digits + state * packing->classes_count))
                search->bin_cost[state] = type->cost_nano;
        }
    }
}

static bool contains(const struct search *search, int state, int part)
{
    int classes = search->packing->classes_count;
    for (int i = 0; i < classes; i++)
        if (search->digits[part * classes + i] > search->digits[state * classes + i])
            return false;
    return true;
}

static void offer(struct search *search, int state, int rest, int64_t cost)
{
    if (search->least[rest] < 0)
        return;
    int64_t total = search->least[rest] + cost;
    if (search->least[state] < 0 || total < search->least[state])
        search->least[state] = total;
}

/* Some bin, or the outside, serves one of the first class still asked for: try each. */
static void solve_state(struct search *search, int state)
{
    const struct packing *packing = search->packing;
    int classes = packing->classes_count, first = 0, step = 1;
    while (search->digits[state * classes + first] == 0)
        step *= (int)search->demand[first++] + 1;
    search->least[state] = -1;
    if (packing->classes[first].outside_nano >= 0)
        offer(search, state, state - step, packing->classes[first].outside_nano);
    for (int part = 1; part <= state; part++)
        if (search->bin_cost[part] >= 0 && search->digits[part * classes + first] > 0 && contains(search, state, part))
            offer(search, state, state - part, search->bin_cost[part]);
}

int64_t brute_force_cost(const struct packing *packing, int slot)
{
    struct search search = {.packing = packing, .demand = packing->demand + (int64_t)slot * packing->classes_count};
    count_states(&search);
    search.digits = memory_alloc((size_t)(search.states * packing->classes_count) + 1, sizeof *search.digits);
    search.bin_cost = memory_alloc((size_t)search.states, sizeof *search.bin_cost);
    search.least = memory_alloc((size_t)search.states, sizeof *search.least);
    fill_digits(&search);
    fill_bins(&search);
    for (int state = 1; state < search.states; state++)
        solve_state(&search, state);
    int64_t cost = search.least[search.states - 1];
    free(search.digits);
    free(search.bin_cost);
    free(search.least);
    return cost;
}
