#include "planner/solve/problem.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static int64_t gcd(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static bool shape_check(const struct packing *packing, struct error *err)
{
    if (packing->dimensions < 1 || packing->dimensions > PACKING_DIMENSIONS_MAX)
        return error_set(err, ERROR_LIMIT, NULL, "a packing has 1 to %d dimensions, not %d", PACKING_DIMENSIONS_MAX,
                         packing->dimensions);
    if (packing->types_count < 0 || packing->types_count > SOLVE_TYPES_MAX)
        return error_set(err, ERROR_LIMIT, NULL, "%d bin types; at most %d", packing->types_count, SOLVE_TYPES_MAX);
    if (packing->classes_count < 0 || packing->classes_count > SOLVE_CLASSES_MAX)
        return error_set(err, ERROR_LIMIT, NULL, "%d item classes; at most %d", packing->classes_count,
                         SOLVE_CLASSES_MAX);
    if (packing->slots_count < 1 || packing->slots_count > SOLVE_SLOTS_MAX)
        return error_set(err, ERROR_LIMIT, NULL, "%d slots; 1 to %d", packing->slots_count, SOLVE_SLOTS_MAX);
    return true;
}

static bool range_check(int64_t value, int64_t least, int64_t most, const char *what, int index, struct error *err)
{
    if (value >= least && value <= most)
        return true;
    return error_set(err, ERROR_LIMIT, NULL, "%s %d: %" PRId64 " is outside %" PRId64 " to %" PRId64, what, index,
                     value, least, most);
}

static bool types_check(const struct packing *packing, struct error *err)
{
    for (int t = 0; t < packing->types_count; t++) {
        const struct bin_type *type = &packing->types[t];
        if (!range_check(type->cost_nano, 1, SOLVE_COST_MAX, "cost of bin type", t, err) ||
            !range_check(type->available, -1, SOLVE_SIZE_MAX, "availability of bin type", t, err))
            return false;
        for (int d = 0; d < packing->dimensions; d++)
            if (!range_check(type->capacity[d], 0, SOLVE_SIZE_MAX, "capacity of bin type", t, err))
                return false;
    }
    return true;
}

static bool classes_check(const struct packing *packing, struct error *err)
{
    for (int i = 0; i < packing->classes_count; i++) {
        const struct item_class *class = &packing->classes[i];
        int64_t sum = 0;
        if (!range_check(class->outside_nano, -1, SOLVE_COST_MAX, "outside cost of item class", i, err) ||
            !range_check(class->per_bin_max, 0, SOLVE_SIZE_MAX, "per_bin_max of item class", i, err))
            return false;
        for (int d = 0; d < packing->dimensions; d++) {
            if (!range_check(class->size[d], 0, SOLVE_SIZE_MAX, "size of item class", i, err))
                return false;
            sum += class->size[d];
        }
        if (sum == 0)
            return error_set(err, ERROR_LIMIT, NULL, "item class %d has no size in any dimension", i);
        for (int s = 0; s < packing->slots_count; s++)
            if (!range_check(packing->demand[(size_t)s * (size_t)packing->classes_count + (size_t)i], 0, SOLVE_SIZE_MAX,
                             "demand of item class", i, err))
                return false;
    }
    return true;
}

static int class_compare(const void *left, const void *right)
{
    const struct problem_class *a = left, *b = right;
    int order = memcmp(a->size, b->size, sizeof(a->size));
    if (order == 0 && a->mask != b->mask)
        order = a->mask < b->mask ? -1 : 1;
    if (order == 0 && a->outside != b->outside)
        order = a->outside < b->outside ? -1 : 1;
    if (order == 0 && a->exchangeable != b->exchangeable)
        order = a->exchangeable ? -1 : 1;
    if (order == 0 && a->countable != b->countable)
        order = a->countable ? -1 : 1;
    return order != 0 ? order : (a->origin > b->origin) - (a->origin < b->origin);
}

static int origin_compare(const void *left, const void *right)
{
    const struct problem_class *a = left, *b = right;
    return (a->origin > b->origin) - (a->origin < b->origin);
}

static bool same_class(const struct problem_class *a, const struct problem_class *b)
{
    return a->exchangeable && b->exchangeable && a->countable && b->countable &&
           memcmp(a->size, b->size, sizeof(a->size)) == 0 && a->mask == b->mask && a->outside == b->outside;
}

/* Copies the classes, merges equal ones that have demand and puts them back into the order of their first members. */
static void classes_merge(struct problem *problem, struct arena *arena)
{
    const struct packing *packing = problem->packing;
    size_t all = (size_t)packing->classes_count;
    struct problem_class *sorted = memory_alloc(all + 1, sizeof(*sorted));
    int *leader = memory_alloc(all + 1, sizeof(*leader)); /* origin -> origin of the first equal class */
    int count = 0, kept = 0;
    for (int i = 0; i < packing->classes_count; i++) {
        const struct item_class *class = &packing->classes[i];
        int64_t most = 0;
        for (int s = 0; s < packing->slots_count; s++)
            most = packing->demand[(size_t)s * all + (size_t)i] > most ? packing->demand[(size_t)s * all + (size_t)i]
                                                                       : most;
        struct problem_class *copy = &sorted[count++];
        memcpy(copy->size, class->size, (size_t)packing->dimensions * sizeof(class->size[0]));
        copy->outside = class->outside_nano;
        copy->mask = class->mask;
        copy->origin = i;
        copy->wanted = most > 0;
        copy->countable = most > 0 && !class->open_ended;
        copy->exchangeable = class->per_bin_max == 0;
        copy->limit = class->per_bin_max == 0 ? INT64_MAX : class->per_bin_max;
    }
    qsort(sorted, (size_t)count, sizeof(*sorted), class_compare);
    for (int i = 0; i < count; i++) {
        if (kept > 0 && same_class(&sorted[kept - 1], &sorted[i])) {
            leader[sorted[i].origin] = sorted[kept - 1].origin;
        } else {
            leader[sorted[i].origin] = sorted[i].origin;
            sorted[kept++] = sorted[i];
        }
    }
    qsort(sorted, (size_t)kept, sizeof(*sorted), origin_compare);
    problem->classes_count = kept;
    problem->classes = ARENA_ARRAY(arena, struct problem_class, kept + 1);
    memcpy(problem->classes, sorted, (size_t)kept * sizeof(*sorted));
    problem->class_of_origin = ARENA_ARRAY(arena, int, packing->classes_count + 1);
    for (int k = 0; k < kept; k++)
        problem->class_of_origin[problem->classes[k].origin] = k;
    for (int i = 0; i < packing->classes_count; i++)
        problem->class_of_origin[i] = problem->class_of_origin[leader[i]];
    free(leader);
    free(sorted);
}

static void demand_sum(struct problem *problem, struct arena *arena)
{
    const struct packing *packing = problem->packing;
    size_t classes = (size_t)problem->classes_count;
    problem->slots_count = packing->slots_count;
    problem->demand = ARENA_ARRAY(arena, int64_t, (size_t)packing->slots_count * classes + 1);
    for (int s = 0; s < packing->slots_count; s++)
        for (int i = 0; i < packing->classes_count; i++)
            problem->demand[(size_t)s * classes + (size_t)problem->class_of_origin[i]] +=
                packing->demand[(size_t)s * (size_t)packing->classes_count + (size_t)i];
    for (size_t k = 0; k < classes; k++) {
        int64_t most = 0;
        for (int s = 0; s < packing->slots_count; s++)
            most = problem->demand[(size_t)s * classes + k] > most ? problem->demand[(size_t)s * classes + k] : most;
        if (problem->classes[k].countable && problem->classes[k].limit > most)
            problem->classes[k].limit = most;
    }
}

/* The divisor is taken over all classes handed in, as a reader of the certificate will take it. */
static void dimensions_divide(struct problem *problem)
{
    const struct packing *packing = problem->packing;
    struct problem_class *classes = problem->classes;
    for (int d = 0; d < packing->dimensions; d++) {
        int64_t divisor = 0;
        for (int i = 0; i < packing->classes_count; i++)
            divisor = gcd(packing->classes[i].size[d], divisor);
        if (divisor == 0)
            continue;
        int to = problem->dimensions++;
        problem->dimension_origin[to] = d;
        for (int k = 0; k < problem->classes_count; k++)
            classes[k].size[to] = classes[k].size[d] / divisor;
        for (int t = 0; t < problem->types_count; t++)
            problem->types[t].capacity[to] = problem->types[t].capacity[d] / divisor;
    }
    for (int d = problem->dimensions; d < PACKING_DIMENSIONS_MAX; d++) {
        for (int k = 0; k < problem->classes_count; k++)
            classes[k].size[d] = 0;
        for (int t = 0; t < problem->types_count; t++)
            problem->types[t].capacity[d] = 0;
    }
}

static bool fits(const struct problem *problem, const struct problem_type *type, const struct problem_class *class)
{
    if ((type->mask & class->mask) == 0)
        return false;
    for (int d = 0; d < problem->dimensions; d++)
        if (class->size[d] > type->capacity[d])
            return false;
    return true;
}

/* True where every pattern of `type` fits `other` at no greater cost, so that `type` is never needed. */
static bool dominated_by(const struct problem *problem, const struct problem_type *type,
                         const struct problem_type *other)
{
    if (other->available != -1 || other->cost > type->cost || (type->mask & ~other->mask) != 0)
        return false;
    for (int d = 0; d < problem->dimensions; d++)
        if (other->capacity[d] < type->capacity[d])
            return false;
    return true;
}

static void types_filter(struct problem *problem, struct arena *arena)
{
    int count = problem->types_count, kept = 0;
    int *into = ARENA_ARRAY(arena, int, count + 1);
    for (int t = 0; t < count; t++) {
        bool useful = false;
        for (int k = 0; k < problem->classes_count && !useful; k++)
            useful = fits(problem, &problem->types[t], &problem->classes[k]);
        into[t] = useful && problem->types[t].available != 0 ? t : -1;
    }
    for (int t = 0; t < count; t++) {
        for (int other = 0; other < count && into[t] == t; other++) {
            const struct problem_type *a = &problem->types[t], *b = &problem->types[other];
            if (other == t || into[other] != other || !dominated_by(problem, a, b))
                continue;
            if (other < t || !dominated_by(problem, b, a)) /* of two equal ones the first stays */
                into[t] = other;
        }
    }
    for (int t = 0; t < count; t++) /* follow chains to a kept type */
        while (into[t] >= 0 && into[into[t]] != into[t])
            into[t] = into[into[t]];
    int *place = ARENA_ARRAY(arena, int, count + 1);
    for (int t = 0; t < count; t++)
        if (into[t] == t) {
            place[t] = kept;
            problem->types[kept++] = problem->types[t];
        }
    for (int t = 0; t < count; t++)
        into[t] = into[t] < 0 ? -1 : place[into[t]];
    problem->types_count = kept;
    problem->type_of_origin = into;
}

/* Names the dimension in which the class misses the type that misses it least. */
static bool infeasible_class(const struct packing *packing, int class, struct error *err)
{
    const struct item_class *item = &packing->classes[class];
    int best_missed = PACKING_DIMENSIONS_MAX + 1, best_dimension = -1, best_type = -1;
    for (int t = 0; t < packing->types_count; t++) {
        const struct bin_type *type = &packing->types[t];
        int missed = 0, dimension = -1;
        if ((type->mask & item->mask) == 0 || type->available == 0)
            continue;
        for (int d = packing->dimensions - 1; d >= 0; d--)
            if (item->size[d] > type->capacity[d]) {
                missed++;
                dimension = d;
            }
        bool larger = missed == best_missed && dimension == best_dimension &&
                      type->capacity[dimension] > packing->types[best_type].capacity[dimension];
        if (missed < best_missed || larger) {
            best_missed = missed;
            best_dimension = dimension;
            best_type = t;
        }
    }
    if (best_type < 0)
        return error_set(err, ERROR_INFEASIBLE, NULL,
                         "item class %d fits nowhere: no bin type may hold it (mask %" PRIu32
                         "), and it has no place outside",
                         class, item->mask);
    return error_set(err, ERROR_INFEASIBLE, NULL,
                     "item class %d fits nowhere: dimension %d needs %" PRId64 ", the nearest bin type %d has %" PRId64
                     ", and it has no place outside",
                     class, best_dimension, item->size[best_dimension], best_type,
                     packing->types[best_type].capacity[best_dimension]);
}

static bool packable_mark(struct problem *problem, struct error *err)
{
    for (int k = 0; k < problem->classes_count; k++) {
        struct problem_class *class = &problem->classes[k];
        for (int t = 0; t < problem->types_count && !class->packable; t++)
            class->packable = fits(problem, &problem->types[t], class);
        if (!class->packable && class->outside < 0 && class->wanted)
            return infeasible_class(problem->packing, class->origin, err);
    }
    return true;
}

/* Over everything handed in, as a reader of the certificate will take it. */
static void money_scale(struct problem *problem)
{
    const struct packing *packing = problem->packing;
    int64_t most = 1;
    for (int t = 0; t < packing->types_count; t++)
        problem->cost_divisor = gcd(packing->types[t].cost_nano, problem->cost_divisor);
    for (int i = 0; i < packing->classes_count; i++)
        if (packing->classes[i].outside_nano > 0)
            problem->cost_divisor = gcd(packing->classes[i].outside_nano, problem->cost_divisor);
    if (problem->cost_divisor == 0)
        problem->cost_divisor = 1;
    for (int t = 0; t < problem->types_count; t++)
        most = problem->types[t].cost > most ? problem->types[t].cost : most;
    problem->unit = (double)most / 64.0;
}

bool problem_build(const struct packing *packing, struct arena *arena, struct problem *ret_problem, struct error *err)
{
    struct problem problem = {.packing = packing};
    if (!shape_check(packing, err) || !types_check(packing, err) || !classes_check(packing, err))
        return false;
    problem.types_count = packing->types_count;
    problem.types = ARENA_ARRAY(arena, struct problem_type, packing->types_count + 1);
    for (int t = 0; t < packing->types_count; t++) {
        const struct bin_type *type = &packing->types[t];
        memcpy(problem.types[t].capacity, type->capacity, (size_t)packing->dimensions * sizeof(type->capacity[0]));
        problem.types[t].cost = type->cost_nano;
        problem.types[t].available = type->available;
        problem.types[t].mask = type->mask;
        problem.types[t].origin = t;
    }
    classes_merge(&problem, arena);
    demand_sum(&problem, arena);
    dimensions_divide(&problem);
    types_filter(&problem, arena);
    if (!packable_mark(&problem, err))
        return false;
    money_scale(&problem);
    *ret_problem = problem;
    return true;
}

int64_t problem_most(const struct problem *problem, int type, int item_class)
{
    const struct problem_type *bin = &problem->types[type];
    const struct problem_class *class = &problem->classes[item_class];
    int64_t most = class->limit;
    if ((bin->mask & class->mask) == 0)
        return 0;
    for (int d = 0; d < problem->dimensions; d++)
        if (class->size[d] > 0 && bin->capacity[d] / class->size[d] < most)
            most = bin->capacity[d] / class->size[d];
    return most;
}
