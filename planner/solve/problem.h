/* problem.h — a packing in normal form: what the rest of this folder works on. It never loses a packing or a bound.
 *
 * Equal classes are merged, sizes divided by their greatest common divisor in each dimension (capacities rounded down),
 * dimensions that nothing uses, dominated types and types that hold nothing are dropped. */
#ifndef BAYPLAN_SOLVE_PROBLEM_H
#define BAYPLAN_SOLVE_PROBLEM_H

#include "data/base/arena.h"
#include "data/base/error.h"
#include "planner/model/packing.h"

/* Largest legal input of solve_packing. */
#define SOLVE_SIZE_MAX INT64_C(1000000000)
#define SOLVE_COST_MAX INT64_C(10000000000000)
enum { SOLVE_TYPES_MAX = 10000, SOLVE_CLASSES_MAX = 200000, SOLVE_SLOTS_MAX = 1000 };

struct problem_type {
    int64_t capacity[PACKING_DIMENSIONS_MAX];
    int64_t cost;      /* nano-dollars */
    int64_t available; /* -1 = no limit */
    uint32_t mask;
    int origin; /* index in packing.types */
};

struct problem_class {
    int64_t size[PACKING_DIMENSIONS_MAX];
    int64_t outside; /* -1 = must be packed */
    int64_t limit;   /* most in one bin of any type: least of per_bin_max and largest demand, if wanted */
    uint32_t mask;
    int origin;        /* the first of the merged classes in packing.classes */
    bool wanted;       /* has demand in some slot; the others only get a price */
    bool countable;    /* wanted and not open_ended: a bin holds no more than the largest demand */
    bool packable;     /* some type holds it */
    bool exchangeable; /* per_bin_max does not bind: it may take the room of a larger item */
};

struct problem {
    const struct packing *packing;
    int dimensions;
    int dimension_origin[PACKING_DIMENSIONS_MAX];
    int types_count;
    struct problem_type *types;
    int classes_count;
    struct problem_class *classes;
    int slots_count;
    int64_t *demand;      /* [slot * classes_count + class] */
    int *class_of_origin; /* [packing.classes_count] */
    int *type_of_origin;  /* [packing.types_count]: kept type that covers it; -1 = holds nothing */
    int64_t cost_divisor; /* every cost is a multiple of it */
    double unit;          /* nano-dollars in one unit of the floating-point programmes */
};

/* Errors: LIMIT (numbers outside the header's limits), INFEASIBLE (a class that fits nowhere; names class and
 * dimension), INTERNAL (malformed packing). Everything belongs to `arena`. */
MUST_CHECK bool problem_build(const struct packing *packing, struct arena *arena, struct problem *ret_problem,
                              struct error *err);

/* Most items of the class in one bin of the type; 0 where it may not go in. */
int64_t problem_most(const struct problem *problem, int type, int item_class);

#endif
