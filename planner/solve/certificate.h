/* certificate.h — the proof that a dual price vector is one: data only, checked without trusting the solver.
 *
 * Prices pi are integers in nano-dollars / scale. They bound every slot because for each bin type t no pattern a that a
 * feasible packing of any slot can contain is worth more than the type costs: pi . a <= (cost_t + relief_t) * scale.
 * Then, for every slot,  ceil((sum_i pi_i * demand_i - sum_t relief_t * available_t) / scale)  is a lower bound, with
 * pi_i <= outside_i * scale where class i may stay outside; it may be rounded up further to a multiple of the greatest
 * common divisor of all costs and outside costs.
 *
 * The proof for a type is a tree that splits the patterns by the count of one class (a_i <= split, a_i > split) and
 * gives at each leaf multipliers lambda >= 0. A leaf, which stands for the box low <= a <= high, holds if the low
 * corner does not fit, or if
 *     lambda . W_t + sum_i max((pi_i - lambda . w_i) * low_i, (pi_i - lambda . w_i) * high_i) <= (cost_t + relief_t) *
 * scale. One leaf is the bound of the compact resource programme; a deep tree is an exact knapsack. At the root, low =
 * 0 and high_i is the least of: per_bin_max, the largest demand of the class in any slot (no limit where it has none in
 * all slots or is open_ended), and what one bin of the type holds of the class alone (0 where the masks do not meet).
 * lambda[d] is per unit of the greatest common divisor of all classes' sizes in dimension d (0 where all are 0), with
 * capacities rounded down to multiples of it.
 *
 * Classes with demand in some slot that are equal in every field, not open_ended and without per_bin_max are one here,
 * of their summed demand, standing at the place of the first of them; the others carry the same pi. Classes without
 * demand in any slot carry prices too: what a further item of theirs adds to the bound of any slot. */
#ifndef BAYPLAN_CERTIFICATE_H
#define BAYPLAN_CERTIFICATE_H

#include <stdint.h>

struct proof_node {
    int item_class; /* whose count is split; -1 = leaf */
    int leaf;       /* leaves: row of `multipliers` */
    int below;      /* inner nodes: child with count <= split */
    int above;      /* inner nodes: child with count >= split + 1 */
    int64_t split;
};

struct type_proof {
    int nodes_count;
    const struct proof_node *nodes; /* nodes[0] is the root; children come after their parent */
    int leaves_count;
    const int64_t *multipliers; /* multipliers[leaf * packing.dimensions + dimension] >= 0 */
};

struct solve_certificate {
    int64_t scale;            /* > 0 */
    const int64_t *pi;        /* [classes_count] >= 0 */
    const int64_t *relief;    /* [types_count] >= 0, nano-dollars * scale; 0 for types without a limit */
    const int *proof_of_type; /* [types_count]: index in proofs */
    int proofs_count;
    const struct type_proof *proofs;
};

#endif
