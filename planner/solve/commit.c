#include "planner/solve/commit.h"

#include "planner/solve/commit_parts.h"
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { OFFERS_MAX = 500, HOURS_MAX = 8784, USE_HOURS_MAX = 20 * 1000 * 1000 };

/* The problem with like things merged, and its offers by the parts that share no use. */
struct merging {
    const struct commit_problem *problem;
    struct arena arena;
    double *unit;  /* [offers] dollars of one unit: its cost, or what it can save where it costs nothing */
    double *ratio; /* [uses][offers] */
    int *group;    /* [uses] of those in the same group */
    int groups_count;
    int *hour; /* [hours] the same of hours */
    int hours_count;
    int *label; /* [offers] of its part */
};

static double *ratio_row(const struct merging *merging, int use)
{
    return merging->ratio + (ptrdiff_t)use * merging->problem->offers_count;
}

/* --- uses with the same ratios --- */

static void units_find(struct merging *merging)
{
    const struct commit_problem *problem = merging->problem;
    for (int i = 0; i < problem->offers_count; i++) {
        double most = 0;
        for (int u = 0; u < problem->uses_count; u++)
            most = fmax(most, problem->offers[i].takes[u] / problem->on_demand[u]);
        merging->unit[i] = problem->offers[i].unit_cost > 0 ? problem->offers[i].unit_cost : most > 0 ? 1 / most : 1;
    }
}

/* Twelve decimals: rates that are the same fraction of their on-demand prices are so here, too. */
static void ratios_find(struct merging *merging)
{
    const struct commit_problem *problem = merging->problem;
    for (int u = 0; u < problem->uses_count; u++)
        for (int i = 0; i < problem->offers_count; i++)
            ratio_row(merging, u)[i] =
                rint(problem->offers[i].takes[u] * merging->unit[i] / problem->on_demand[u] * 1e12) / 1e12;
}

static int numbers_compare(const double *a, const double *b, int count)
{
    for (int i = 0; i < count; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

struct row { /* what is sorted */
    const double *numbers;
    int count, index;
};

static int row_compare(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    int by_numbers = numbers_compare(a->numbers, b->numbers, a->count);
    return by_numbers != 0 ? by_numbers : (a->index > b->index) - (a->index < b->index);
}

/* Numbers the rows so that equal ones have the same number, in the order of their first appearance. */
static int rows_number(struct row *rows, int rows_count, int *ret_number)
{
    int count = 0;
    qsort(rows, (size_t)rows_count, sizeof *rows, row_compare);
    for (int r = 0, first = 0; r < rows_count; r++) {
        if (numbers_compare(rows[first].numbers, rows[r].numbers, rows[r].count) != 0)
            first = r;
        ret_number[rows[r].index] = rows[first].index; /* the least of the equal ones' */
    }
    for (int i = 0; i < rows_count; i++)
        ret_number[i] = ret_number[i] == i ? count++ : ret_number[ret_number[i]];
    return count;
}

static void uses_merge(struct merging *merging)
{
    int uses = merging->problem->uses_count;
    struct row *rows = ARENA_ARRAY(&merging->arena, struct row, uses + 1);
    for (int u = 0; u < uses; u++)
        rows[u] = (struct row){ratio_row(merging, u), merging->problem->offers_count, u};
    merging->groups_count = rows_number(rows, uses, merging->group);
}

/* --- hours with the same use --- */

static double *hourly_use(struct merging *merging)
{
    const struct commit_problem *problem = merging->problem;
    size_t groups = (size_t)merging->groups_count;
    double *use = ARENA_ARRAY(&merging->arena, double, groups *(size_t)problem->hours + 1);
    for (int u = 0; u < problem->uses_count; u++)
        for (int h = 0; h < problem->hours; h++)
            use[(size_t)h * groups + (size_t)merging->group[u]] += problem->quantity[u][h] * problem->on_demand[u];
    return use;
}

static void hours_merge(struct merging *merging, const double *use)
{
    int hours = merging->problem->hours;
    struct row *rows = ARENA_ARRAY(&merging->arena, struct row, hours);
    for (int h = 0; h < hours; h++)
        rows[h] = (struct row){use + (ptrdiff_t)h * merging->groups_count, merging->groups_count, h};
    merging->hours_count = rows_number(rows, hours, merging->hour);
}

/* --- parts --- */

static int label_of(const int *label, int offer)
{
    while (label[offer] != offer)
        offer = label[offer];
    return offer;
}

/* Offers that some use could take either of are in one part. */
static void parts_find(struct merging *merging)
{
    int offers = merging->problem->offers_count;
    for (int i = 0; i < offers; i++)
        merging->label[i] = i;
    for (int u = 0; u < merging->problem->uses_count; u++) {
        int first = -1;
        for (int i = 0; i < offers; i++) {
            if (ratio_row(merging, u)[i] <= 0)
                continue;
            int label = label_of(merging->label, i);
            if (first >= 0 && label != first)
                merging->label[label > first ? label : first] = label < first ? label : first;
            first = first < 0 || label < first ? label : first;
        }
    }
}

static void part_hours(const struct merging *merging, const double *use, const int *groups, struct commit_part *part)
{
    for (int h = 0; h < merging->problem->hours; h++) {
        int to = merging->hour[h];
        const double *from = use + (ptrdiff_t)h * merging->groups_count;
        part->hour_weight[to] += 1;
        for (int g = 0; g < part->groups_count; g++)
            part->use[(ptrdiff_t)to * part->groups_count + g] = from[groups[g]];
    }
}

struct part_lists { /* what of the merged problem is in the part */
    int *offers, *groups, *use_of_group;
    int offers_count, groups_count;
};

static struct part_lists lists_of(struct merging *merging, int label)
{
    const struct commit_problem *problem = merging->problem;
    struct part_lists lists = {.offers = ARENA_ARRAY(&merging->arena, int, problem->offers_count),
                               .groups = ARENA_ARRAY(&merging->arena, int, merging->groups_count + 1),
                               .use_of_group = ARENA_ARRAY(&merging->arena, int, merging->groups_count + 1)};
    bool *seen = ARENA_ARRAY(&merging->arena, bool, merging->groups_count + 1);
    for (int i = 0; i < problem->offers_count; i++)
        if (label_of(merging->label, i) == label)
            lists.offers[lists.offers_count++] = i;
    for (int u = 0; u < problem->uses_count; u++) {
        bool covered = false;
        for (int i = 0; i < lists.offers_count; i++)
            covered = covered || ratio_row(merging, u)[lists.offers[i]] > 0;
        if (!covered || seen[merging->group[u]])
            continue;
        seen[merging->group[u]] = true;
        lists.use_of_group[lists.groups_count] = u;
        lists.groups[lists.groups_count++] = merging->group[u];
    }
    return lists;
}

static struct commit_part part_of(struct merging *merging, const double *use, const struct part_lists *lists)
{
    struct arena *arena = &merging->arena;
    size_t groups = (size_t)lists->groups_count, offers = (size_t)lists->offers_count;
    struct commit_part part = {.groups_count = lists->groups_count,
                               .offers_count = lists->offers_count,
                               .hours_count = merging->hours_count,
                               .hours_weight = merging->problem->hours,
                               .use = ARENA_ARRAY(arena, double, groups *(size_t)merging->hours_count + 1),
                               .hour_weight = ARENA_ARRAY(arena, double, merging->hours_count),
                               .ratio = ARENA_ARRAY(arena, double, groups *offers + 1),
                               .existing = ARENA_ARRAY(arena, double, offers),
                               .is_fixed = ARENA_ARRAY(arena, bool, offers),
                               .bought = ARENA_ARRAY(arena, double, offers)};
    part_hours(merging, use, lists->groups, &part);
    for (size_t i = 0; i < offers; i++) {
        const struct commit_offer *offer = &merging->problem->offers[lists->offers[i]];
        part.existing[i] = offer->existing * merging->unit[lists->offers[i]];
        part.is_fixed[i] = offer->is_fixed;
        for (size_t g = 0; g < groups; g++)
            part.ratio[g * offers + i] = ratio_row(merging, lists->use_of_group[g])[lists->offers[i]];
    }
    return part;
}

/* GLPK likes numbers near 1: a part's dollars are counted in its mean hour. */
static double part_scale(const struct commit_part *part)
{
    double sum = 0;
    for (int h = 0; h < part->hours_count; h++)
        for (int g = 0; g < part->groups_count; g++)
            sum += part->hour_weight[h] * part->use[(ptrdiff_t)h * part->groups_count + g];
    return sum > 0 ? sum / part->hours_weight : 1;
}

static bool part_solve(struct commit_part *part, struct error *err)
{
    double scale = part_scale(part);
    for (ptrdiff_t i = 0; i < (ptrdiff_t)part->hours_count * part->groups_count; i++)
        part->use[i] /= scale;
    for (int i = 0; i < part->offers_count; i++)
        part->existing[i] /= scale;
    if (part->offers_count == 1)
        part_solve_one(part);
    else if (!part_solve_many(part, err))
        return false;
    for (int i = 0; i < part->offers_count; i++)
        part->bought[i] *= scale;
    part->cost *= scale;
    return true;
}

static bool parts_solve(struct merging *merging, const double *use, double *ret_units, double *cost, struct error *err)
{
    for (int i = 0; i < merging->problem->offers_count; i++) {
        if (label_of(merging->label, i) != i)
            continue;
        struct part_lists lists = lists_of(merging, i);
        struct commit_part part = part_of(merging, use, &lists);
        if (!part_solve(&part, err))
            return false;
        *cost += part.cost;
        for (int o = 0; o < part.offers_count; o++)
            ret_units[lists.offers[o]] = part.bought[o] / merging->unit[lists.offers[o]];
    }
    return true;
}

/* What no offer covers. */
static double uncovered_cost(const struct merging *merging)
{
    const struct commit_problem *problem = merging->problem;
    double sum = 0;
    for (int u = 0; u < problem->uses_count; u++) {
        bool covered = false;
        for (int i = 0; i < problem->offers_count; i++)
            covered = covered || ratio_row(merging, u)[i] > 0;
        for (int h = 0; h < problem->hours && !covered; h++)
            sum += problem->quantity[u][h] * problem->on_demand[u];
    }
    return sum;
}

static bool problem_check(const struct commit_problem *problem, struct error *err)
{
    if (problem->offers_count > OFFERS_MAX || problem->hours < 1 || problem->hours > HOURS_MAX ||
        (int64_t)problem->uses_count * (problem->hours + problem->offers_count) > USE_HOURS_MAX)
        return error_set(err, ERROR_LIMIT, NULL,
                         "%d items, %d hours and %d commitments to choose from: at most %d hours, %d commitments and "
                         "%d numbers in all",
                         problem->uses_count, problem->hours, problem->offers_count, HOURS_MAX, OFFERS_MAX,
                         USE_HOURS_MAX);
    for (int u = 0; u < problem->uses_count; u++)
        if (!(problem->on_demand[u] > 0) || !isfinite(problem->on_demand[u]))
            return error_set(err, ERROR_LIMIT, NULL, "item %d has no price on demand", u + 1);
    return true;
}

bool solve_commitments(const struct commit_problem *problem, double *ret_units, double *ret_cost, struct error *err)
{
    struct merging merging = {.problem = problem};
    if (!problem_check(problem, err))
        return false;
    size_t uses = (size_t)problem->uses_count, offers = (size_t)problem->offers_count;
    merging.unit = ARENA_ARRAY(&merging.arena, double, offers + 1);
    merging.ratio = ARENA_ARRAY(&merging.arena, double, uses *offers + 1);
    merging.group = ARENA_ARRAY(&merging.arena, int, uses + 1);
    merging.hour = ARENA_ARRAY(&merging.arena, int, problem->hours);
    merging.label = ARENA_ARRAY(&merging.arena, int, offers + 1);
    units_find(&merging);
    ratios_find(&merging);
    uses_merge(&merging);
    double *use = hourly_use(&merging), cost = uncovered_cost(&merging);
    hours_merge(&merging, use);
    parts_find(&merging);
    bool solved = parts_solve(&merging, use, ret_units, &cost, err);
    *ret_cost = cost;
    arena_release(&merging.arena);
    return solved;
}
