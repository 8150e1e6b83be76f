/* simulate.h — ECS on EC2 replayed on a plan: does it hold, and what will ECS really run?
 *
 * From the plan document alone, and with no code of the model, the solver or the pools. Scenarios:
 *   week        every hour of the week, one after another, from a cold start, and back to the first hour
 *   cold_start  each pool's peak hour from nothing, tasks in a drawn order
 *   deployment  a rolling deployment of each service at its worst hour, minute by minute
 *   zone_loss   each zone lost in each hour of the week
 *   spot        a Spot pool reclaimed whole at its peak
 * Required: week and cold_start always, zone_loss and deployment as the plan's safety asks (a deployment must always
 * end with no fewer than its minimum healthy tasks; "reserve": without growing the group). */
#ifndef BAYPLAN_SIMULATE_H
#define BAYPLAN_SIMULATE_H

#include "data/plan.h"
#include "data/verdict.h"

struct simulate_options {
    unsigned scenarios;                                /* bits 1u << SCENARIO_X; 0 = all */
    int64_t seed, seeds;                               /* seeds seed .. seed + seeds - 1 */
    void (*progress)(void *context, const char *line); /* may be NULL */
    void *context;
};

/* Errors: INPUT (the plan contradicts itself), LIMIT. A plan that fails is a verdict, not an error. */
MUST_CHECK bool simulate_plan(const struct plan *plan, const struct simulate_options *options,
                              struct verdict *ret_verdict, struct error *err);

#endif
