/* drawn_plans.h — plans drawn at random without planning: their costs sum, and that is all that is true of them. */
#ifndef BAYPLAN_TESTS_DRAWN_PLANS_H
#define BAYPLAN_TESTS_DRAWN_PLANS_H

#include "data/catalogue.h"
#include "data/plan.h"
#include "tests/support/random.h"

/* Up to three pools, eight services and five jobs out of a few names, types, sizes and hashes, so that two plans often
 * have something in common. Release as a plan. */
void plan_draw(struct random *random, struct plan *ret_plan);
/* A price book for some of what plan_draw buys; the plan is then said to be made with it. Release as a catalogue. */
void book_draw(struct random *random, struct plan *plan, struct catalogue *ret_book);

/* The same plan bought at `percent` of its prices, under another book's hash: of what it bills, nothing else changes.
 */
void plan_copy_repriced(const struct plan *plan, int64_t percent, struct plan *ret_plan);
/* ... with `times` the tasks, instances and runs, of another profile with the same settings. */
void plan_copy_grown(const struct plan *plan, int64_t times, struct plan *ret_plan);

#endif
