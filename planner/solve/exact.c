#include "planner/solve/exact.h"

#include <stdlib.h>
#include <string.h>

enum { STATES_MAX = 200 * 1000, PATTERNS_MAX = 4000, NODES_MAX = 400 * 1000 };
static const int64_t STEPS_MAX = 60 * 1000 * 1000;

/* A state counts, in mixed radix, what is left of each class and then of each limited type. */
struct exact {
    struct solver *solver;
    const struct problem *problem;
    int64_t *stride;      /* [classes] */
    int64_t *type_stride; /* [types], 0 = no limit that matters */
    int64_t *type_left;   /* [types] at the start */
    int64_t states;
    int64_t *cost;                /* [states] -1 = not known, INT64_MAX = cannot be done */
    int *choice;                  /* [states] pattern, -1 = one item of the first class outside */
    struct column_entry *entries; /* of the pattern being listed */
    int64_t *counts;              /* [classes] the same as counts */
    int *columns;                 /* [patterns] in the pool */
    int patterns_count;
    int nodes;
    int64_t steps;
};

static bool states_count(struct exact *x)
{
    const struct problem *problem = x->problem;
    int64_t items = 0;
    x->states = 1;
    for (int i = 0; i < problem->classes_count; i++) {
        x->stride[i] = x->states;
        items += x->solver->demand[i];
        if (x->solver->demand[i] >= STATES_MAX || x->states * (x->solver->demand[i] + 1) > STATES_MAX)
            return false;
        x->states *= x->solver->demand[i] + 1;
    }
    for (int t = 0; t < problem->types_count; t++) {
        int64_t available = problem->types[t].available;
        x->type_stride[t] = 0;
        if (available < 0 || available >= items)
            continue;
        x->type_stride[t] = x->states;
        x->type_left[t] = available;
        if (x->states * (available + 1) > STATES_MAX)
            return false;
        x->states *= available + 1;
    }
    return true;
}

/* Lists the patterns of a type that nothing can be added to. */
static bool patterns_list(struct exact *x, int type, int class, int64_t *room)
{
    const struct problem *problem = x->problem;
    if (++x->nodes > NODES_MAX)
        return false;
    if (class == problem->classes_count) {
        int count = 0;
        for (int i = 0; i < problem->classes_count; i++) {
            int64_t most = problem_most(problem, type, i);
            most = most < x->solver->demand[i] ? most : x->solver->demand[i];
            bool more = x->counts[i] < most;
            for (int d = 0; d < problem->dimensions && more; d++)
                more = problem->classes[i].size[d] <= room[d];
            if (more)
                return true;
            if (x->counts[i] > 0)
                x->entries[count++] = (struct column_entry){i, (int)x->counts[i]};
        }
        if (count == 0)
            return true;
        if (x->patterns_count == PATTERNS_MAX)
            return false;
        x->columns[x->patterns_count++] = column_add(&x->solver->pool, type, x->entries, count, NULL);
        return true;
    }
    int64_t most = problem_most(problem, type, class);
    most = most < x->solver->demand[class] ? most : x->solver->demand[class];
    for (int d = 0; d < problem->dimensions; d++)
        if (problem->classes[class].size[d] > 0 && room[d] / problem->classes[class].size[d] < most)
            most = room[d] / problem->classes[class].size[d];
    bool good = true;
    for (int64_t n = most; n >= 0 && good; n--) {
        for (int d = 0; d < problem->dimensions; d++)
            room[d] -= n * problem->classes[class].size[d];
        x->counts[class] = n;
        good = patterns_list(x, type, class + 1, room);
        for (int d = 0; d < problem->dimensions; d++)
            room[d] += n * problem->classes[class].size[d];
    }
    x->counts[class] = 0;
    return good;
}

static bool all_patterns(struct exact *x)
{
    for (int t = 0; t < x->problem->types_count; t++) {
        int64_t room[PACKING_DIMENSIONS_MAX];
        memcpy(room, x->problem->types[t].capacity, sizeof(room));
        if (!patterns_list(x, t, 0, room))
            return false;
    }
    return true;
}

static int64_t left_of(const struct exact *x, int64_t state, int class)
{
    return state / x->stride[class] % (x->solver->demand[class] + 1);
}

/* The state after a bin with the pattern, which holds the first class that is left; -1 = no such bin left. */
static int64_t state_after(const struct exact *x, int64_t state, int column, int first)
{
    const struct column_entry *entries = column_entries(&x->solver->pool, column);
    int type = x->solver->pool.columns[column].type;
    int64_t after = state;
    bool holds = false;
    if (x->type_stride[type] > 0) {
        if (state / x->type_stride[type] % (x->type_left[type] + 1) == 0)
            return -1;
        after -= x->type_stride[type];
    } else if (x->problem->types[type].available == 0) {
        return -1;
    }
    for (int e = 0; e < x->solver->pool.columns[column].entries_count; e++) {
        int64_t left = left_of(x, state, entries[e].item_class);
        holds = holds || entries[e].item_class == first;
        after -= (left < entries[e].count ? left : entries[e].count) * x->stride[entries[e].item_class];
    }
    return holds ? after : -1;
}

/* Least cost of a state from those of smaller ones, which the order of numbers has settled before. */
static void state_settle(struct exact *x, int64_t state)
{
    const struct problem *problem = x->problem;
    int first = 0;
    while (first < problem->classes_count && left_of(x, state, first) == 0)
        first++;
    x->cost[state] = first == problem->classes_count ? 0 : INT64_MAX;
    x->choice[state] = -1;
    if (first == problem->classes_count)
        return;
    int64_t outside = problem->classes[first].outside, rest = x->cost[state - x->stride[first]];
    if (outside >= 0 && rest < INT64_MAX)
        x->cost[state] = rest + outside;
    for (int p = 0; p < x->patterns_count; p++) {
        int64_t after = state_after(x, state, x->columns[p], first);
        x->steps++;
        if (after < 0 || x->cost[after] == INT64_MAX)
            continue;
        int64_t cost = x->cost[after] + problem->types[x->solver->pool.columns[x->columns[p]].type].cost;
        if (cost < x->cost[state]) {
            x->cost[state] = cost;
            x->choice[state] = p;
        }
    }
}

static void loading_trace(struct exact *x)
{
    struct loading loading = {.cost = INT64_MAX};
    int64_t state = x->states - 1;
    while (x->cost[state] > 0 || x->choice[state] >= 0) {
        int first = 0;
        while (first < x->problem->classes_count && left_of(x, state, first) == 0)
            first++;
        if (first == x->problem->classes_count)
            break;
        if (x->choice[state] < 0) {
            state -= x->stride[first];
            continue;
        }
        loading_add(&loading, x->columns[x->choice[state]], 1);
        state = state_after(x, state, x->columns[x->choice[state]], first);
    }
    (void)solver_offer(x->solver, &loading);
    loading_release(&loading);
}

bool exact_solve(struct solver *solver, bool *ret_feasible)
{
    const struct problem *problem = solver->problem;
    size_t classes = (size_t)problem->classes_count + 1, types = (size_t)problem->types_count + 1;
    struct exact x = {.solver = solver, .problem = problem};
    x.stride = memory_alloc(classes, sizeof(int64_t));
    x.type_stride = memory_alloc(types, sizeof(int64_t));
    x.type_left = memory_alloc(types, sizeof(int64_t));
    x.entries = memory_alloc(classes, sizeof(*x.entries));
    x.counts = memory_alloc(classes, sizeof(int64_t));
    x.columns = memory_alloc(PATTERNS_MAX, sizeof(int));
    bool tiny = states_count(&x) && all_patterns(&x) && x.states * (x.patterns_count + 1) <= STEPS_MAX;
    if (tiny) {
        x.cost = memory_alloc((size_t)x.states, sizeof(int64_t));
        x.choice = memory_alloc((size_t)x.states, sizeof(int));
        for (int64_t state = 0; state < x.states; state++)
            state_settle(&x, state);
        *ret_feasible = x.cost[x.states - 1] < INT64_MAX;
        if (*ret_feasible)
            loading_trace(&x);
    }
    free(x.stride);
    free(x.type_stride);
    free(x.type_left);
    free(x.entries);
    free(x.counts);
    free(x.columns);
    free(x.cost);
    free(x.choice);
    return tiny;
}
