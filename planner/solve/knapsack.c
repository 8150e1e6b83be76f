#include "planner/solve/knapsack.h"

#include <math.h>
#include <string.h>

enum { PIVOTS_MAX = 200, SCANS_MAX = 4 };
static const double PIVOT_LEAST = 1e-9;
static const double INFEASIBLE_LEAST = 1e-9;
static const double REDUCED_ZERO = 1e-12;
static const double NOISE = 1e-8;

static void group_fill(const struct problem *problem, uint32_t mask, struct arena *arena, struct item_group *group)
{
    int count = 0;
    group->mask = mask;
    group->classes = ARENA_ARRAY(arena, int, problem->classes_count + 1);
    for (int i = 0; i < problem->classes_count; i++)
        if ((problem->classes[i].mask & mask) != 0 && problem->classes[i].packable)
            group->classes[count++] = i;
    group->count = count;
    group->sizes = ARENA_ARRAY(arena, double, (size_t)count *(size_t)problem->dimensions + 1);
    group->value = ARENA_ARRAY(arena, double, count + 1);
    for (int d = 0; d < problem->dimensions; d++)
        for (int j = 0; j < count; j++)
            group->sizes[(size_t)d * (size_t)count + (size_t)j] = (double)problem->classes[group->classes[j]].size[d];
}

static void work_alloc(const struct problem *problem, size_t most, struct arena *arena, struct knapsack *work)
{
    work->problem = problem;
    work->type = -1;
    work->dimensions = problem->dimensions;
    work->low = ARENA_ARRAY(arena, double, most);
    work->high = ARENA_ARRAY(arena, double, most);
    work->reduced = ARENA_ARRAY(arena, double, most);
    work->row = ARENA_ARRAY(arena, double, most);
    work->steps = ARENA_ARRAY(arena, double, most);
    work->steps_variable = ARENA_ARRAY(arena, int, most);
    work->side = ARENA_ARRAY(arena, double, most);
}

void knapsack_set_build(const struct problem *problem, struct arena *arena, struct knapsack_set *ret_set)
{
    struct knapsack_set *set = ret_set;
    size_t most = (size_t)problem->classes_count + PACKING_DIMENSIONS_MAX;
    size_t types = (size_t)problem->types_count;
    *set = (struct knapsack_set){.problem = problem};
    set->groups = ARENA_ARRAY(arena, struct item_group, types + 1);
    set->group_of_type = ARENA_ARRAY(arena, int, types + 1);
    set->high_of_type = ARENA_ARRAY(arena, double *, types + 1);
    set->basis_of_type = ARENA_ARRAY(arena, int, types *(size_t)problem->dimensions + 1);
    for (int t = 0; t < problem->types_count; t++) {
        int g = 0;
        while (g < set->groups_count && set->groups[g].mask != problem->types[t].mask)
            g++;
        if (g == set->groups_count)
            group_fill(problem, problem->types[t].mask, arena, &set->groups[set->groups_count++]);
        const struct item_group *group = &set->groups[g];
        set->group_of_type[t] = g;
        set->high_of_type[t] = ARENA_ARRAY(arena, double, group->count + 1);
        for (int j = 0; j < group->count; j++)
            set->high_of_type[t][j] = (double)problem_most(problem, t, group->classes[j]);
        for (int d = 0; d < problem->dimensions; d++)
            set->basis_of_type[t * problem->dimensions + d] = group->count + d;
    }
    work_alloc(problem, most, arena, &set->work);
    set->work.sub = ARENA_NEW(arena, struct knapsack);
    set->work.sub_group = ARENA_NEW(arena, struct item_group);
    work_alloc(problem, most, arena, set->work.sub);
    set->work.sub_group->classes = ARENA_ARRAY(arena, int, most);
    set->work.sub_group->value = ARENA_ARRAY(arena, double, most);
    set->work.sub_group->sizes = ARENA_ARRAY(arena, double, most *(size_t)problem->dimensions + 1);
}

struct knapsack *knapsack_restrict(struct knapsack *k, const int *kept, int count)
{
    struct knapsack *sub = k->sub;
    struct item_group *group = k->sub_group;
    int n = k->dimensions;
    group->count = sub->count = count;
    group->mask = k->group->mask;
    sub->group = group;
    sub->type = k->type;
    memcpy(sub->capacity, k->capacity, sizeof(sub->capacity));
    for (int s = 0; s < count; s++) {
        group->classes[s] = k->group->classes[kept[s]];
        group->value[s] = k->group->value[kept[s]];
        sub->low[s] = k->low[kept[s]];
        sub->high[s] = k->high[kept[s]];
        for (int d = 0; d < n; d++)
            group->sizes[(size_t)d * (size_t)count + (size_t)s] =
                k->group->sizes[(size_t)d * (size_t)k->count + (size_t)kept[s]];
        for (int r = 0; r < n; r++)
            if (k->basis[r] == kept[s])
                sub->basis[r] = s;
    }
    for (int d = 0; d < n; d++) {
        sub->low[count + d] = 0.0;
        sub->high[count + d] = k->high[k->count + d];
        if (k->basis[d] >= k->count)
            sub->basis[d] = count + k->basis[d] - k->count;
    }
    return sub;
}

/* Dual prices are full of ties, which the simplex would have to sort out anew in every node; a little noise, the same
 * for a class every time, breaks them. */
static double value_noisy(double value, int item_class)
{
    uint32_t noise = (uint32_t)item_class * 2654435761U;
    return value * (1.0 + NOISE * (double)(noise >> 8) * 0x1p-24);
}

void knapsack_values(struct knapsack_set *set, const double *value)
{
    for (int g = 0; g < set->groups_count; g++)
        for (int j = 0; j < set->groups[g].count; j++)
            set->groups[g].value[j] = value_noisy(value[set->groups[g].classes[j]], set->groups[g].classes[j]);
}

struct knapsack *knapsack_load(struct knapsack_set *set, int type, const int64_t *demand)
{
    struct knapsack *work = &set->work;
    const struct item_group *group = &set->groups[set->group_of_type[type]];
    work->group = group;
    work->type = type;
    work->count = group->count;
    memcpy(work->high, set->high_of_type[type], (size_t)group->count * sizeof(double));
    memset(work->low, 0, ((size_t)group->count + PACKING_DIMENSIONS_MAX) * sizeof(double));
    if (demand != NULL)
        for (int j = 0; j < group->count; j++)
            work->high[j] = fmin(work->high[j], (double)demand[group->classes[j]]);
    for (int d = 0; d < work->dimensions; d++) {
        work->capacity[d] = (double)set->problem->types[type].capacity[d];
        work->high[group->count + d] = work->capacity[d];
        work->basis[d] = set->basis_of_type[type * work->dimensions + d];
    }
    return work;
}

void knapsack_keep(struct knapsack_set *set)
{
    memcpy(&set->basis_of_type[set->work.type * set->work.dimensions], set->work.basis,
           (size_t)set->work.dimensions * sizeof(int));
}

/* Entry of the constraint matrix. */
static double entry(const struct knapsack *k, int d, int variable)
{
    if (variable >= k->count)
        return variable - k->count == d ? 1.0 : 0.0;
    return k->group->sizes[(size_t)d * (size_t)k->count + (size_t)variable];
}

/* inverse := basis matrix inverted, by Gauss-Jordan with row pivoting. False where singular. */
static bool basis_invert(struct knapsack *k)
{
    int n = k->dimensions;
    double matrix[PACKING_DIMENSIONS_MAX][2 * PACKING_DIMENSIONS_MAX];
    for (int d = 0; d < n; d++)
        for (int r = 0; r < n; r++) {
            matrix[d][r] = entry(k, d, k->basis[r]);
            matrix[d][n + r] = d == r ? 1.0 : 0.0;
        }
    for (int c = 0; c < n; c++) {
        int best = c;
        for (int r = c + 1; r < n; r++)
            if (fabs(matrix[r][c]) > fabs(matrix[best][c]))
                best = r;
        if (fabs(matrix[best][c]) < 1e-11)
            return false;
        for (int j = 0; j < 2 * n; j++) {
            double swap = matrix[c][j];
            matrix[c][j] = matrix[best][j];
            matrix[best][j] = swap;
        }
        double scale = 1.0 / matrix[c][c];
        for (int j = c; j < 2 * n; j++)
            matrix[c][j] *= scale;
        for (int r = 0; r < n; r++) {
            double factor = matrix[r][c];
            if (r == c || factor == 0.0)
                continue;
            for (int j = c; j < 2 * n; j++)
                matrix[r][j] -= factor * matrix[c][j];
        }
    }
    for (int r = 0; r < n; r++)
        for (int d = 0; d < n; d++)
            k->inverse[r * n + d] = matrix[r][n + d];
    return true;
}

/* result[j] = base[j] - sum_d factor[d] * sizes[d][j] */
static void row_combine(const struct knapsack *k, const double *base, const double *factor, double *result)
{
    size_t count = (size_t)k->count;
    if (base != NULL)
        memcpy(result, base, count * sizeof(double));
    else
        memset(result, 0, count * sizeof(double));
    for (int d = 0; d < k->dimensions; d++) {
        const double *sizes = &k->group->sizes[(size_t)d * count];
        double f = factor[d];
        if (f == 0.0)
            continue;
        for (size_t j = 0; j < count; j++)
            result[j] -= f * sizes[j];
    }
}

/* Reduced values, sides of the nonbasic variables and values of the basic ones, all from the basis. A reduced value
 * of nothing keeps its variable on the side where it is, lest the simplex go in circles. */
static void basis_price(struct knapsack *k, bool first)
{
    int n = k->dimensions, count = k->count;
    double rest[PACKING_DIMENSIONS_MAX];
    for (int d = 0; d < n; d++) {
        k->multipliers[d] = 0.0;
        for (int r = 0; r < n; r++)
            if (k->basis[r] < count)
                k->multipliers[d] += k->group->value[k->basis[r]] * k->inverse[r * n + d];
        rest[d] = k->capacity[d];
    }
    row_combine(k, k->group->value, k->multipliers, k->reduced);
    for (int r = 0; r < n; r++)
        k->side[k->basis[r]] = 0.0;
    for (int j = 0; j < count + n; j++) {
        double reduced = j < count ? k->reduced[j] : -k->multipliers[j - count];
        if (k->side[j] != 0.0 && (first || fabs(reduced) > REDUCED_ZERO))
            k->side[j] = reduced > REDUCED_ZERO ? -1.0 : 1.0;
        double value = k->side[j] < 0.0 ? k->high[j] : k->low[j];
        if (value == 0.0 || k->side[j] == 0.0)
            continue;
        for (int d = 0; d < n; d++)
            rest[d] -= value * entry(k, d, j);
    }
    for (int r = 0; r < n; r++) {
        k->basic_value[r] = 0.0;
        for (int d = 0; d < n; d++)
            k->basic_value[r] += k->inverse[r * n + d] * rest[d];
    }
}

/* The basic variable farthest outside its box, relative to its size; -1 = none. */
static int leaving_row(const struct knapsack *k, double *ret_violation)
{
    int best = -1;
    double most = 0.0;
    for (int r = 0; r < k->dimensions; r++) {
        double high = k->high[k->basis[r]], low = k->low[k->basis[r]], value = k->basic_value[r];
        double over = value > high ? value - high : value < low ? value - low : 0.0;
        double relative = fabs(over) / (1.0 + fabs(high));
        if (relative > INFEASIBLE_LEAST && relative > most) {
            most = relative;
            best = r;
            *ret_violation = over;
        }
    }
    return best;
}

/* Length of the step at which each variable's reduced value comes to 0; INFINITY where it never does. */
static void steps_measure(struct knapsack *k, const double *rho)
{
    int n = k->dimensions;
    size_t count = (size_t)k->count;
    for (size_t j = 0; j < count; j++) {
        double slope = k->row[j] * k->side[j], gap = -k->reduced[j] * k->side[j];
        double step = (gap > 0.0 ? gap : 0.0) / slope;
        k->steps[j] = slope > PIVOT_LEAST ? step : INFINITY;
    }
    for (int d = 0; d < n; d++) {
        double slope = -rho[d] * k->side[count + (size_t)d], gap = k->multipliers[d] * k->side[count + (size_t)d];
        k->row[count + (size_t)d] = -rho[d];
        k->steps[count + (size_t)d] = slope > PIVOT_LEAST ? fmax(gap, 0.0) / slope : INFINITY;
    }
}

static void heap_sink(double *keys, int *values, int count, int at)
{
    double key = keys[at];
    int value = values[at];
    for (int child = 2 * at + 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && keys[child + 1] < keys[child])
            child++;
        if (keys[child] >= key)
            break;
        keys[at] = keys[child];
        values[at] = values[child];
        at = child;
    }
    keys[at] = key;
    values[at] = value;
}

/* True where the variable at the next breakpoint enters; else it is flipped to its other bound. */
static bool breakpoint_pass(struct knapsack *k, int variable, double *left)
{
    *left -= fabs(k->row[variable]) * (k->high[variable] - k->low[variable]);
    if (*left <= 0.0)
        return true;
    k->side[variable] = -k->side[variable];
    return false;
}

/* Goes on from a heap, for when the breakpoints to pass are many. */
static int entering_by_heap(struct knapsack *k, int variables, double *left)
{
    int found = 0;
    for (int j = 0; j < variables; j++)
        if (k->steps[j] < INFINITY) {
            k->steps[found] = k->steps[j];
            k->steps_variable[found++] = j;
        }
    for (int at = found / 2 - 1; at >= 0; at--)
        heap_sink(k->steps, k->steps_variable, found, at);
    for (; found > 0; found--) {
        int variable = k->steps_variable[0];
        if (breakpoint_pass(k, variable, left))
            return variable;
        k->work += 50;
        k->steps[0] = k->steps[found - 1];
        k->steps_variable[0] = k->steps_variable[found - 1];
        heap_sink(k->steps, k->steps_variable, found - 1, 0);
    }
    return -1;
}

/* Long-step ratio test: passes breakpoints, each flipping a variable to its other bound, while row `r` stays outside
 * its box; the variable at which it would enter is the answer, -1 = the programme is infeasible. */
static int entering_variable(struct knapsack *k, int r, double violation)
{
    int n = k->dimensions, variables = k->count + n;
    double sign = violation > 0.0 ? 1.0 : -1.0, rho[PACKING_DIMENSIONS_MAX] = {0}, left = fabs(violation);
    for (int d = 0; d < n; d++)
        rho[d] = -sign * k->inverse[r * n + d];
    row_combine(k, NULL, rho, k->row);
    steps_measure(k, rho);
    for (int pass = 0; pass < SCANS_MAX; pass++) {
        int first = -1;
        double least = INFINITY;
        for (int j = 0; j < variables; j++)
            if (k->steps[j] < least) {
                least = k->steps[j];
                first = j;
            }
        if (first < 0 || breakpoint_pass(k, first, &left))
            return first;
        k->steps[first] = INFINITY;
    }
    return entering_by_heap(k, variables, &left);
}

/* The bound that the multipliers prove, negative ones taken as 0. */
static void bound_of_multipliers(struct knapsack *k)
{
    double bound = 0.0;
    bool clipped = false;
    for (int d = 0; d < k->dimensions; d++) {
        if (k->multipliers[d] < 0.0) {
            k->multipliers[d] = 0.0;
            clipped = true;
        }
        bound += k->multipliers[d] * k->capacity[d];
    }
    if (clipped)
        row_combine(k, k->group->value, k->multipliers, k->reduced);
    for (int j = 0; j < k->count; j++)
        bound += k->reduced[j] * (k->reduced[j] > 0.0 ? k->high[j] : k->low[j]);
    k->bound = bound;
}

static void basis_reset(struct knapsack *k)
{
    for (int d = 0; d < k->dimensions; d++)
        k->basis[d] = k->count + d;
}

static void sides_clear(struct knapsack *k)
{
    for (int j = 0; j < k->count + k->dimensions; j++)
        k->side[j] = 1.0;
}

void knapsack_solve(struct knapsack *k)
{
    double violation = 0.0;
    int pivots = 0;
    bool first = true;
    k->feasible = true;
    sides_clear(k);
    for (;;) {
        if (!basis_invert(k)) { /* the basis of slacks can always be */
            basis_reset(k);
            sides_clear(k);
            first = true;
            BUG_IF(!basis_invert(k));
        }
        basis_price(k, first);
        first = false;
        k->work += (int64_t)(k->count + 20) * (2 * k->dimensions + 2);
        int row = leaving_row(k, &violation);
        if (row < 0 || ++pivots > PIVOTS_MAX)
            break;
        int variable = entering_variable(k, row, violation);
        if (variable < 0) {
            k->feasible = false;
            break;
        }
        k->side[k->basis[row]] = violation > 0.0 ? -1.0 : 1.0;
        k->basis[row] = variable;
    }
    bound_of_multipliers(k);
}
