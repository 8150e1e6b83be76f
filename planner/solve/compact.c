#include "planner/solve/compact.h"

#include "planner/solve/lp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FEW_CLASSES = 100 };
static const double COMPACT_GAP = 1e-5, FEW_GAP = 1e-8;

/* x_ti in the programme. */
struct share_column {
    int type, item_class, column;
};

struct compact {
    struct solver *solver;
    struct lp *lp;
    int *row_of_type;    /* [types] first of the type's rows, -1 = not made yet */
    int *column_of_type; /* [types] */
    bool *made;          /* [type * classes + class] x_ti is there */
    struct share_column *shares;
    int shares_count, shares_capacity;
    double *value, *trial, *relief;
    int64_t iterations;
};

static double bin_cost(const struct problem *problem, int type)
{
    return (double)problem->types[type].cost / problem->unit;
}

/* Rows and the column of a type's bins. */
static bool type_make(struct compact *c, int type)
{
    const struct problem *problem = c->solver->problem;
    int rows[PACKING_DIMENSIONS_MAX];
    double bounds[PACKING_DIMENSIONS_MAX] = {0}, room[PACKING_DIMENSIONS_MAX];
    int64_t available = problem->types[type].available;
    if (c->row_of_type[type] >= 0)
        return true;
    int first = lp_add_rows(c->lp, problem->dimensions, false, bounds);
    for (int d = 0; d < problem->dimensions; d++) {
        rows[d] = first + d;
        room[d] = -1.0; /* rows are in bins, not in units of the dimension */
    }
    c->column_of_type[type] = lp_add_column(
        c->lp, bin_cost(problem, type), available < 0 ? INFINITY : (double)available, problem->dimensions, rows, room);
    c->row_of_type[type] = first;
    return first >= 0 && c->column_of_type[type] >= 0;
}

static bool share_note(struct compact *c, int type, int class, int column)
{
    if (c->shares_count == c->shares_capacity) {
        c->shares_capacity = 2 * c->shares_capacity + 256;
        c->shares = memory_resize(c->shares, (size_t)c->shares_capacity, sizeof(*c->shares));
    }
    c->shares[c->shares_count++] = (struct share_column){type, class, column};
    return column >= 0;
}

static bool item_make(struct compact *c, int type, int class)
{
    const struct problem *problem = c->solver->problem;
    bool *made = &c->made[(size_t)type * (size_t)problem->classes_count + (size_t) class];
    int rows[PACKING_DIMENSIONS_MAX + 1], entries = 1;
    double coefficients[PACKING_DIMENSIONS_MAX + 1];
    if (*made)
        return true;
    if (!type_make(c, type))
        return false;
    *made = true;
    rows[0] = class;
    coefficients[0] = 1.0;
    for (int d = 0; d < problem->dimensions; d++) {
        if (problem->classes[class].size[d] == 0)
            continue;
        rows[entries] = c->row_of_type[type] + d;
        coefficients[entries++] = (double)problem->classes[class].size[d] / (double)problem->types[type].capacity[d];
    }
    c->solver->result->columns_made++;
    return share_note(c, type, class, lp_add_column(c->lp, 0.0, INFINITY, entries, rows, coefficients));
}

/* Every class needs a way to be served: outside, and the type where it takes the dearest share of the least. */
static bool start_make(struct compact *c)
{
    const struct problem *problem = c->solver->problem;
    bool good = true;
    for (int i = 0; i < problem->classes_count && good; i++) {
        const struct problem_class *class = &problem->classes[i];
        double one = 1.0, least = INFINITY, most = 0.0;
        int best = -1;
        for (int t = 0; t < problem->types_count; t++) {
            double share = 0.0;
            if (problem_most(problem, t, i) == 0)
                continue;
            for (int d = 0; d < problem->dimensions; d++)
                if (problem->types[t].capacity[d] > 0)
                    share = fmax(share, (double)class->size[d] / (double)problem->types[t].capacity[d]);
            most = fmax(most, bin_cost(problem, t));
            if (share * bin_cost(problem, t) < least) {
                least = share * bin_cost(problem, t);
                best = t;
            }
        }
        if (best >= 0)
            good = item_make(c, best, i);
        double outside = class->outside >= 0 ? (double)class->outside / problem->unit : 100.0 * (most + 1.0);
        good = good && lp_add_column(c->lp, outside, INFINITY, 1, &i, &one) >= 0;
    }
    return good;
}

struct compact *compact_open(struct solver *solver)
{
    const struct problem *problem = solver->problem;
    size_t classes = (size_t)problem->classes_count + 1, types = (size_t)problem->types_count + 1;
    struct compact *c = memory_alloc(1, sizeof(*c));
    double *zero = memory_alloc(classes, sizeof(*zero));
    c->solver = solver;
    c->lp = lp_new(solver->fence);
    c->row_of_type = memory_alloc(types, sizeof(int));
    c->column_of_type = memory_alloc(types, sizeof(int));
    c->made = memory_alloc(classes * types, sizeof(bool));
    c->value = memory_alloc(classes, sizeof(double));
    c->trial = memory_alloc(classes, sizeof(double));
    c->relief = memory_alloc(types, sizeof(double));
    for (int t = 0; t < problem->types_count; t++)
        c->row_of_type[t] = c->column_of_type[t] = -1;
    (void)lp_add_rows(c->lp, problem->classes_count, true, zero);
    (void)start_make(c);
    free(zero);
    return c;
}

void compact_close(struct compact *c)
{
    if (c == NULL)
        return;
    lp_release(c->lp);
    free(c->row_of_type);
    free(c->column_of_type);
    free(c->made);
    free(c->shares);
    free(c->value);
    free(c->trial);
    free(c->relief);
    free(c);
}

static void duals_read(struct compact *c)
{
    const struct problem *problem = c->solver->problem;
    for (int i = 0; i < problem->classes_count; i++)
        c->value[i] = lp_row_dual(c->lp, i);
    dual_cut(c->solver, c->value);
    for (int t = 0; t < problem->types_count; t++)
        c->relief[t] = problem->types[t].available >= 0 && c->column_of_type[t] >= 0
                           ? fmax(0.0, -lp_column_dual(c->lp, c->column_of_type[t]))
                           : 0.0;
}

/* Columns for what the fractional pattern of a violated type holds. */
static int pattern_make(struct compact *c, const struct knapsack *k, bool *good)
{
    int before = lp_columns(c->lp);
    for (int j = 0; j < k->count && *good; j++)
        if (k->side[j] < 0.0 && k->high[j] > 0.0)
            *good = item_make(c, k->type, k->group->classes[j]);
    for (int d = 0; d < k->dimensions && *good; d++)
        if (k->basis[d] < k->count && k->basic_value[d] > 1e-9)
            *good = item_make(c, k->type, k->group->classes[k->basis[d]]);
    return lp_columns(c->lp) - before;
}

/* Prices all types at `value`; makes columns for those that pay; offers the duals. Returns columns made, -1 = fault. */
static int types_price(struct compact *c, const double *value, struct dual_centre *centre)
{
    const struct problem *problem = c->solver->problem;
    double theta = 1.0;
    int made = 0;
    bool good = true;
    knapsack_values(&c->solver->set, value);
    for (int t = 0; t < problem->types_count && good; t++) {
        struct knapsack *k = knapsack_load(&c->solver->set, t, NULL);
        double room = dual_room(c->solver, c->relief, t);
        knapsack_solve(k);
        knapsack_keep(&c->solver->set);
        theta = fmin(theta, room / fmax(k->bound, 1e-300));
        if (k->bound > room * (1.0 + 1e-7))
            made += pattern_make(c, k, &good);
    }
    (void)dual_offer(centre, c->solver, value, c->relief, theta);
    return good ? made : -1;
}

/* For each class the column of the type that would hold it cheapest at the programme's own prices of room. */
static int items_price(struct compact *c)
{
    const struct problem *problem = c->solver->problem;
    size_t classes = (size_t)problem->classes_count;
    double *least = memory_alloc(classes + 1, sizeof(*least));
    int *best = memory_alloc(classes + 1, sizeof(*best)), made = 0;
    bool good = true;
    for (size_t i = 0; i < classes; i++) {
        least[i] = c->value[i] - 1e-7 * (c->value[i] + 1e-3);
        best[i] = -1;
    }
    for (int t = 0; t < problem->types_count; t++) {
        const struct item_group *group = &c->solver->set.groups[c->solver->set.group_of_type[t]];
        double room[PACKING_DIMENSIONS_MAX];
        if (c->row_of_type[t] < 0)
            continue;
        for (int d = 0; d < problem->dimensions; d++)
            room[d] = -lp_row_dual(c->lp, c->row_of_type[t] + d) / fmax((double)problem->types[t].capacity[d], 1.0);
        for (int j = 0; j < group->count; j++) {
            double price = 0.0;
            for (int d = 0; d < problem->dimensions; d++)
                price += room[d] * group->sizes[(size_t)d * (size_t)group->count + (size_t)j];
            if (price < least[group->classes[j]] && c->solver->set.high_of_type[t][j] > 0.0) {
                least[group->classes[j]] = price;
                best[group->classes[j]] = t;
            }
        }
    }
    for (int i = 0; i < problem->classes_count && good; i++) {
        if (best[i] < 0)
            continue;
        good = item_make(c, best[i], i);
        made++;
    }
    free(least);
    free(best);
    return good ? made : -1;
}

bool compact_solve(struct compact *c, const double *wanted, int rounds_max, struct dual_centre *centre)
{
    const struct problem *problem = c->solver->problem;
    enum lp_method method = LP_DUAL;
    for (int i = 0; i < problem->classes_count; i++)
        lp_row_bound(c->lp, i, true, wanted[i]);
    for (int round = 0; round < rounds_max && !solver_late(c->solver); round++) {
        int64_t before = lp_iterations(c->lp);
        enum lp_status status = lp_solve(c->lp, method, INT64_MAX, solver_left_s(c->solver));
        if (status == LP_INFEASIBLE && method == LP_DUAL)
            status = lp_solve(c->lp, LP_PRIMAL, INT64_MAX, solver_left_s(c->solver));
        method = LP_PRIMAL;
        c->solver->simplex_work += (double)(lp_iterations(c->lp) - before) * 45.0 * lp_rows(c->lp);
        if (status != LP_OPTIMAL)
            return status == LP_STOPPED;
        c->solver->result->rounds++;
        duals_read(c);
        if (lp_objective(c->lp) <=
            centre->bound * (1.0 + (problem->classes_count <= FEW_CLASSES ? FEW_GAP : COMPACT_GAP)))
            return true;
        int made = items_price(c), paid = 0;
        if (centre->bound > 0.0) {
            for (int i = 0; i < problem->classes_count; i++)
                c->trial[i] = 0.5 * centre->value[i] + 0.5 * c->value[i];
            paid = types_price(c, c->trial, centre);
        }
        if (paid == 0)
            paid = types_price(c, c->value, centre);
        if (made < 0 || paid < 0)
            return false;
        if (made == 0 && paid == 0)
            return true;
    }
    return true;
}

void compact_shares(const struct compact *c, struct compact_share *ret_shares, int *ret_count)
{
    int count = 0;
    for (int s = 0; s < c->shares_count; s++) {
        double items = lp_column_value(c->lp, c->shares[s].column);
        if (items > 1e-6)
            ret_shares[count++] = (struct compact_share){c->shares[s].type, c->shares[s].item_class, items};
    }
    *ret_count = count;
}

int compact_shares_max(const struct compact *c)
{
    return c->shares_count;
}
