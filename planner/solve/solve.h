/* solve.h — packs one slot of a packing problem at least cost, and bounds every slot from below, with proof.
 *
 * The bound is the linear programme over packing patterns (Gilmore & Gomory 1961, 1963), from below by Farley's bound
 * or by a compact resource dual; what is returned is re-derived in integers (certificate.h) and never exceeds the cost
 * of any feasible packing. Integer packings come from rounding and improvement and are re-checked in integers. */
#ifndef BAYPLAN_SOLVE_H
#define BAYPLAN_SOLVE_H

#include "data/base/arena.h"
#include "data/base/error.h"
#include "planner/model/packing.h"

struct solve_progress {
    int64_t cost_nano, bound_nano; /* of the slot being packed; 0 = none yet */
    double elapsed_s;
};

struct solve_options {
    double time_limit_s; /* wall clock; the effort is bounded by counters, so most runs end before and are repeatable */
    void (*progress)(void *context, const struct solve_progress *progress); /* may be NULL */
    void *context;
    double effort_s; /* what the counters allow: steps that take about so many seconds; 0 = as time_limit_s */
    bool quick; /* compact prices and price-and-pack alone, for many small questions: milliseconds, a bound that only
                 * the compact programme gives, and no look at the clock */
    bool bound_only; /* with quick: nothing is packed, result->packing stays empty */
};

struct pattern_entry {
    int item_class;
    int64_t count; /* in one bin, > 0 */
};

struct pattern_use {
    int type;
    int64_t bins; /* > 0 */
    int entries_count;
    const struct pattern_entry *entries; /* by class */
};

struct solve_certificate; /* certificate.h: dual prices that bound every slot, and the proof that they are dual */

struct slot_bound {
    int64_t bound_nano; /* per hour; exact: no packing of the slot costs less */
    int certificate;    /* index into result->certificates */
};

struct slot_packing {
    int slot;
    int64_t cost_nano; /* bins and outside, exact */
    int patterns_count;
    const struct pattern_use *patterns;
    const int64_t *outside; /* [classes_count] items left outside */
};

struct solve_result {
    struct arena arena;
    struct slot_bound *bounds;   /* [slots_count] */
    struct slot_packing packing; /* of the slot asked for */
    struct solve_certificate *certificates;
    int certificates_count;
    bool time_limit_reached;
    int64_t columns_made, rounds; /* effort, for budgets in tests */
};

/* Bounds every slot and packs slot `pack_slot`. A class with no type and no outside option, or availability that makes
 * it impossible, is ERROR_INFEASIBLE. Errors also: LIMIT (numbers too large: sizes and demand up to 1e9, costs up to
 * 1e13, the sum of demand times the dearest cost up to 2e18), INTERNAL (GLPK gave up; the text says where). */
MUST_CHECK bool solve_packing(const struct packing *packing, int pack_slot, const struct solve_options *options,
                              struct solve_result *ret_result, struct error *err);
/* What the bound of `slot` grows by for each item of a class on top of its demand, nano-dollars an hour, rounded down,
 * >= 0; several classes may be added at once. Holds for classes without demand in any slot. */
int64_t solve_class_price(const struct packing *packing, const struct solve_result *result, int slot, int item_class);
void solve_result_release(struct solve_result *result);

#endif
