/* bound_verifier.h — says whether a certificate proves its bounds and a packing holds; shares no code with the solver.
 *
 * Everything is integers, most of it 128 bits. `why` gets the first thing found wrong. */
#ifndef BAYPLAN_TESTS_BOUND_VERIFIER_H
#define BAYPLAN_TESTS_BOUND_VERIFIER_H

#include "planner/solve/certificate.h"
#include "planner/solve/solve.h"

enum { VERIFIER_WHY_SIZE = 256 };

/* The certificate holds: its prices are dual feasible for every slot of the packing. */
bool certificate_verify(const struct packing *packing, const struct solve_certificate *certificate,
                        char why[VERIFIER_WHY_SIZE]);
/* The bound that a certificate gives for a slot, in nano-dollars an hour. */
int64_t certificate_value(const struct packing *packing, const struct solve_certificate *certificate, int slot);
/* The packing is feasible and costs what it says. */
bool packing_verify(const struct packing *packing, const struct slot_packing *answer, char why[VERIFIER_WHY_SIZE]);
/* All of a result: every certificate, every slot's bound, the packing, and bound <= cost. */
bool result_verify(const struct packing *packing, const struct solve_result *result, char why[VERIFIER_WHY_SIZE]);

#endif
