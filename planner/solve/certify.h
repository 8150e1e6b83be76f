/* certify.h — floating-point dual prices made into integers that are proven, or scaled down until they are. */
#ifndef BAYPLAN_SOLVE_CERTIFY_H
#define BAYPLAN_SOLVE_CERTIFY_H

#include "planner/solve/branch.h"
#include "planner/solve/certificate.h"

struct certify_limits {
    int nodes_max;       /* of one type's tree; 1 = roots only, the compact certificate */
    int64_t nodes_total; /* of all types */
};

/* `value` per class and `relief` per type, in units of problem->unit; what is above an outside cost is cut to it. The
 * certificate is in terms of the packing as handed in and belongs to `arena`. *ret_theta is the factor that the prices
 * were scaled by. */
void certify(struct knapsack_set *set, struct branch *branch, const double *value, const double *relief,
             const struct certify_limits *limits, struct arena *arena, struct solve_certificate *ret_certificate,
             double *ret_theta);

/* The bound that a proven certificate gives for a slot, in nano-dollars. */
int64_t certificate_bound(const struct problem *problem, const struct solve_certificate *certificate, int slot);

#endif
