/* commit_many.c — how much of several commitments, by cuts (Benders 1962, one cut an hour).
 *
 * With amounts x an hour leaves on demand V_h(x), a linear programme over who is covered by what; any prices L >= 0 of
 * a dollar of each offer give V_h(x) >= sum_u use_u * min(1, min_i ratio_ui * L_i) - L * x, and the programme's own
 * duals give it with equality. The master has the fees and the largest cut of each hour; it is solved as its dual,
 * whose columns are the cuts. Prices found for one hour are tried on all: hours of a week are much alike. */
#include "planner/solve/commit_parts.h"
#include "planner/solve/lp.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS_MAX = 2000, ITERATIONS_MAX = 1000 * 1000, SECONDS_MAX = 60, FRESH_MAX = 24 };
static const double gap_tolerated = 1e-7;

struct cuts {
    struct commit_part *part;
    struct arena arena;
    struct lp_fence *fence;
    struct lp *master, *hour;
    int *group_row;    /* [groups] of `hour`; -1 = the group has one column, bounded by itself */
    int *group_column; /* [groups] its first column there; -1 = none */
    int prices_count, prices_capacity;
    double *prices;  /* [prices_count][offers] */
    double *value;   /* [prices_count][hours] the cut's constant */
    bool *in_master; /* [prices_count][hours] */
    double *amount;  /* [offers] x */
    double *rest;    /* [hours] V_h(x) as the cuts know it */
    double *fresh;   /* [offers] an hour's own prices */
    double *best;    /* [offers] amounts of the cheapest point seen, and its cost */
    double best_cost, bound;
};

static double *price_row(const struct cuts *cuts, int k)
{
    return cuts->prices + (ptrdiff_t)k * cuts->part->offers_count;
}

static const double *use_of(const struct commit_part *part, int hour)
{
    return part->use + (ptrdiff_t)hour * part->groups_count;
}

/* --- the master: rows are hours, then offers --- */

static bool master_make(struct cuts *cuts)
{
    const struct commit_part *part = cuts->part;
    int rows = part->hours_count + part->offers_count;
    double *bounds = ARENA_ARRAY(&cuts->arena, double, rows);
    for (int h = 0; h < part->hours_count; h++)
        bounds[h] = 1;
    for (int i = 0; i < part->offers_count; i++)
        bounds[part->hours_count + i] = part->is_fixed[i] ? 0 : part->hours_weight;
    cuts->master = lp_new(cuts->fence);
    return lp_add_rows(cuts->master, rows, false, bounds) >= 0;
}

static double at_amount(const struct cuts *cuts, int k, int hour, const double *amount)
{
    double value = cuts->value[(ptrdiff_t)k * cuts->part->hours_count + hour];
    for (int i = 0; i < cuts->part->offers_count; i++)
        value -= price_row(cuts, k)[i] * amount[i];
    return value;
}

/* A fixed offer's row would be all zeros on the right: its price goes into the cut's constant instead. */
static bool master_add(struct cuts *cuts, int k, int hour)
{
    const struct commit_part *part = cuts->part;
    int rows[1 + 512], entries = 0;
    double coefficients[1 + 512], weight = part->hour_weight[hour];
    rows[entries] = hour;
    coefficients[entries++] = 1;
    for (int i = 0; i < part->offers_count; i++) {
        if (part->is_fixed[i] || price_row(cuts, k)[i] <= 0)
            continue;
        rows[entries] = part->hours_count + i;
        coefficients[entries++] = weight * price_row(cuts, k)[i];
    }
    cuts->in_master[(ptrdiff_t)k * part->hours_count + hour] = true;
    return lp_add_column(cuts->master, -weight * at_amount(cuts, k, hour, part->existing), INFINITY, entries, rows,
                         coefficients) >= 0;
}

static bool master_solve(struct cuts *cuts)
{
    const struct commit_part *part = cuts->part;
    if (lp_columns(cuts->master) > 0 && lp_solve(cuts->master, LP_PRIMAL, ITERATIONS_MAX, SECONDS_MAX) != LP_OPTIMAL)
        return false;
    cuts->bound = lp_columns(cuts->master) > 0 ? -lp_objective(cuts->master) : 0;
    for (int i = 0; i < part->offers_count; i++) {
        double bought = part->is_fixed[i] ? 0 : -lp_row_dual(cuts->master, part->hours_count + i);
        cuts->amount[i] = part->existing[i] + fmax(bought, 0);
    }
    return true;
}

/* --- an hour: rows are offers, then groups that several offers cover --- */

static int covers_of(const struct commit_part *part, int group)
{
    int covers = 0;
    for (int i = 0; i < part->offers_count; i++)
        covers += part->ratio[(ptrdiff_t)group * part->offers_count + i] > 0;
    return covers;
}

static bool hour_columns(struct cuts *cuts, int group)
{
    const struct commit_part *part = cuts->part;
    const double *ratio = part->ratio + (ptrdiff_t)group * part->offers_count;
    for (int i = 0; i < part->offers_count; i++) {
        int rows[2] = {i, cuts->group_row[group]};
        double coefficients[2] = {ratio[i], 1};
        if (ratio[i] <= 0)
            continue;
        int column = lp_add_column(cuts->hour, -1, INFINITY, cuts->group_row[group] >= 0 ? 2 : 1, rows, coefficients);
        if (column < 0)
            return false;
        if (cuts->group_column[group] < 0)
            cuts->group_column[group] = column;
    }
    return true;
}

static bool hour_make(struct cuts *cuts)
{
    const struct commit_part *part = cuts->part;
    int rows = part->offers_count;
    for (int g = 0; g < part->groups_count; g++) {
        cuts->group_row[g] = covers_of(part, g) > 1 ? rows++ : -1;
        cuts->group_column[g] = -1;
    }
    double *bounds = ARENA_ARRAY(&cuts->arena, double, rows);
    cuts->hour = lp_new(cuts->fence);
    if (lp_add_rows(cuts->hour, rows, false, bounds) < 0)
        return false;
    for (int g = 0; g < part->groups_count; g++)
        if (!hour_columns(cuts, g))
            return false;
    return true;
}

static void hour_bounds(struct cuts *cuts, int hour)
{
    const struct commit_part *part = cuts->part;
    const double *use = use_of(part, hour);
    for (int i = 0; i < part->offers_count; i++)
        lp_row_bound(cuts->hour, i, false, cuts->amount[i]);
    for (int g = 0; g < part->groups_count; g++) {
        if (cuts->group_row[g] >= 0)
            lp_row_bound(cuts->hour, cuts->group_row[g], false, use[g]);
        else if (cuts->group_column[g] >= 0)
            lp_column_upper(cuts->hour, cuts->group_column[g], use[g]);
    }
}

/* sum_u use_u * min(1, min_i ratio_ui * L_i) of every hour. */
static void cut_values(const struct cuts *cuts, const double *prices, double *values)
{
    const struct commit_part *part = cuts->part;
    for (int h = 0; h < part->hours_count; h++)
        values[h] = 0;
    for (int g = 0; g < part->groups_count; g++) {
        const double *ratio = part->ratio + (ptrdiff_t)g * part->offers_count;
        double least = 1;
        for (int i = 0; i < part->offers_count; i++)
            least = ratio[i] > 0 ? fmin(least, ratio[i] * prices[i]) : least;
        for (int h = 0; h < part->hours_count; h++)
            values[h] += use_of(part, h)[g] * least;
    }
}

static void prices_grow(struct cuts *cuts)
{
    size_t hours = (size_t)cuts->part->hours_count, offers = (size_t)cuts->part->offers_count;
    if (cuts->prices_count < cuts->prices_capacity)
        return;
    cuts->prices_capacity = 2 * cuts->prices_capacity + 64;
    size_t capacity = (size_t)cuts->prices_capacity;
    cuts->prices = memory_resize(cuts->prices, capacity * offers, sizeof(double));
    cuts->value = memory_resize(cuts->value, capacity * hours, sizeof(double));
    cuts->in_master = memory_resize(cuts->in_master, capacity * hours, sizeof(bool));
}

static void prices_add(struct cuts *cuts, const double *prices)
{
    int k = cuts->prices_count;
    prices_grow(cuts);
    for (int i = 0; i < cuts->part->offers_count; i++)
        price_row(cuts, k)[i] = prices[i];
    cut_values(cuts, prices, cuts->value + (ptrdiff_t)k * cuts->part->hours_count);
    for (int h = 0; h < cuts->part->hours_count; h++)
        cuts->in_master[(ptrdiff_t)k * cuts->part->hours_count + h] = false;
    cuts->prices_count++;
}

/* From hour to hour and round to round only bounds change, which the dual simplex likes; where it goes round in circles
 * (many bounds meet in one point) the programme is made anew. */
static bool hour_optimum(struct cuts *cuts, int hour)
{
    int patience = 1000 + 10 * (lp_rows(cuts->hour) + lp_columns(cuts->hour));
    hour_bounds(cuts, hour);
    if (lp_solve(cuts->hour, LP_DUAL, patience, SECONDS_MAX) == LP_OPTIMAL)
        return true;
    lp_release(cuts->hour);
    if (!hour_make(cuts))
        return false;
    hour_bounds(cuts, hour);
    return lp_solve(cuts->hour, LP_PRIMAL, ITERATIONS_MAX, SECONDS_MAX) == LP_OPTIMAL;
}

/* The hour's programme at the present amounts: its prices join the others. */
static bool hour_solve(struct cuts *cuts, int hour)
{
    if (!hour_optimum(cuts, hour))
        return false;
    for (int i = 0; i < cuts->part->offers_count; i++)
        cuts->fresh[i] = fmax(-lp_row_dual(cuts->hour, i), 0);
    prices_add(cuts, cuts->fresh);
    return true;
}

/* --- rounds --- */

/* The largest cut of the hour at the present amounts; its place in *ret_k (-1 where 0 is the largest). */
static double largest_cut(const struct cuts *cuts, int hour, int *ret_k)
{
    double largest = 0;
    *ret_k = -1;
    for (int k = 0; k < cuts->prices_count; k++) {
        double value = at_amount(cuts, k, hour, cuts->amount);
        if (value > largest) {
            largest = value;
            *ret_k = k;
        }
    }
    return largest;
}

static double fees(const struct cuts *cuts)
{
    double sum = 0;
    for (int i = 0; i < cuts->part->offers_count; i++)
        sum += cuts->amount[i] - cuts->part->existing[i];
    return sum * cuts->part->hours_weight;
}

/* An hour's part of the gap that is borne. */
static double hour_tolerance(const struct cuts *cuts)
{
    return gap_tolerated * fmax(fabs(cuts->bound), 1e-3) / cuts->part->hours_weight;
}

/* Cuts that are known and not yet in the master, where they cut the present point off. *ret_added: how many. */
static bool add_known(struct cuts *cuts, int *ret_added)
{
    *ret_added = 0;
    for (int h = 0; h < cuts->part->hours_count; h++) {
        int k;
        double rest = -lp_row_dual(cuts->master, h) / cuts->part->hour_weight[h]; /* as the master has it */
        cuts->rest[h] = largest_cut(cuts, h, &k);
        if (k < 0 || cuts->in_master[(ptrdiff_t)k * cuts->part->hours_count + h] ||
            cuts->rest[h] <= rest + hour_tolerance(cuts))
            continue;
        if (!master_add(cuts, k, h))
            return false;
        (*ret_added)++;
    }
    return true;
}

/* Hours' own programmes, until some new prices were found or all hours are known exactly: then the point has a cost.
 * *ret_fresh: how many prices are new; 0 = the master knows every hour's cost at its own point, which is the answer. */
static bool add_fresh(struct cuts *cuts, int *ret_fresh)
{
    double cost = fees(cuts);
    int fresh = 0, known = 0;
    for (int h = 0; h < cuts->part->hours_count && fresh < FRESH_MAX; h++) {
        if (!hour_solve(cuts, h))
            return false;
        double exact = at_amount(cuts, cuts->prices_count - 1, h, cuts->amount), before = cuts->rest[h];
        if (exact <= before + hour_tolerance(cuts))
            cuts->prices_count--; /* nothing new */
        else
            fresh++;
        cost += cuts->part->hour_weight[h] * fmax(exact, before);
        known++;
    }
    *ret_fresh = fresh;
    if (known == cuts->part->hours_count && cost < cuts->best_cost) {
        cuts->best_cost = cost;
        for (int i = 0; i < cuts->part->offers_count; i++)
            cuts->best[i] = cuts->amount[i];
    }
    return true;
}

static bool rounds(struct cuts *cuts)
{
    for (int round = 0; round < ROUNDS_MAX; round++) {
        int added = 0, fresh = 0;
        if (!master_solve(cuts) || !add_known(cuts, &added))
            return false;
        if (added > 0)
            continue;
        if (!add_fresh(cuts, &fresh))
            return false;
        if (fresh == 0 || cuts->best_cost - cuts->bound <= gap_tolerated * fmax(cuts->bound, 1e-3))
            return true;
    }
    return false;
}

static bool cuts_run(struct cuts *cuts)
{
    return master_make(cuts) && hour_make(cuts) && rounds(cuts);
}

static struct cuts cuts_new(struct commit_part *part)
{
    struct cuts cuts = {.part = part, .best_cost = INFINITY, .fence = lp_fence_open()};
    cuts.group_row = ARENA_ARRAY(&cuts.arena, int, part->groups_count + 1);
    cuts.group_column = ARENA_ARRAY(&cuts.arena, int, part->groups_count + 1);
    cuts.amount = ARENA_ARRAY(&cuts.arena, double, part->offers_count);
    cuts.fresh = ARENA_ARRAY(&cuts.arena, double, part->offers_count);
    cuts.best = ARENA_ARRAY(&cuts.arena, double, part->offers_count);
    cuts.rest = ARENA_ARRAY(&cuts.arena, double, part->hours_count);
    return cuts;
}

static void cuts_release(struct cuts *cuts)
{
    lp_release(cuts->hour);
    lp_release(cuts->master);
    lp_fence_close(cuts->fence);
    free(cuts->prices);
    free(cuts->value);
    free(cuts->in_master);
    arena_release(&cuts->arena);
}

/* --- coarse, then fine --- */

/* The first of the groups `first_of` whose ratios differ from this one's by less than a thousandth; -1 = none. */
static int alike_before(const struct commit_part *part, int group, const int *first_of, int count)
{
    const double *ratio = part->ratio + (ptrdiff_t)group * part->offers_count;
    for (int c = 0; c < count; c++) {
        const double *other = part->ratio + (ptrdiff_t)first_of[c] * part->offers_count;
        bool alike = true;
        for (int i = 0; i < part->offers_count && alike; i++)
            alike = fabs(ratio[i] - other[i]) <= 1e-3 * ratio[i];
        if (alike)
            return c;
    }
    return -1;
}

/* The part with like groups taken together, as if their ratios were those of the first. */
static struct commit_part coarse_part(const struct commit_part *part, struct arena *arena)
{
    int *to = ARENA_ARRAY(arena, int, part->groups_count + 1), count = 0;
    int *first_of = ARENA_ARRAY(arena, int, part->groups_count + 1);
    for (int g = 0; g < part->groups_count; g++) {
        to[g] = alike_before(part, g, first_of, count);
        if (to[g] < 0) {
            first_of[count] = g;
            to[g] = count++;
        }
    }
    struct commit_part coarse = *part;
    size_t offers = (size_t)part->offers_count;
    coarse.groups_count = count;
    coarse.use = ARENA_ARRAY(arena, double, (size_t)count *(size_t)part->hours_count + 1);
    coarse.ratio = ARENA_ARRAY(arena, double, (size_t)count *offers + 1);
    for (int c = 0; c < count; c++)
        memcpy(coarse.ratio + (size_t)c * offers, part->ratio + (size_t)first_of[c] * offers, offers * sizeof(double));
    for (int h = 0; h < part->hours_count; h++)
        for (int g = 0; g < part->groups_count; g++)
            coarse.use[(ptrdiff_t)h * count + to[g]] += use_of(part, h)[g];
    return coarse;
}

/* Prices that the coarse problem came to are tried on the fine one first. */
static bool seed(struct cuts *cuts, const struct commit_part *part)
{
    struct arena scratch = {0};
    struct commit_part coarse = coarse_part(part, &scratch);
    bool seeded = true;
    if (coarse.groups_count * 4 <= part->groups_count * 3) {
        struct cuts rough = cuts_new(&coarse);
        seeded = cuts_run(&rough);
        for (int k = 0; k < rough.prices_count && seeded; k++)
            prices_add(cuts, price_row(&rough, k));
        cuts_release(&rough);
    }
    arena_release(&scratch);
    return seeded;
}

bool part_solve_many(struct commit_part *part, struct error *err)
{
    struct cuts cuts = cuts_new(part);
    bool solved = seed(&cuts, part) && cuts_run(&cuts);
    if (!solved)
        (void)lp_fence_error(cuts.fence, err);
    for (int i = 0; i < part->offers_count && solved; i++)
        part->bought[i] = cuts.best[i] - part->existing[i];
    part->cost = cuts.best_cost;
    cuts_release(&cuts);
    return solved;
}
