/* week_bound.h — the least that any plan costs with any commitments of those offered, whatever is held.
 *
 * Let C be what is committed an hour beyond what is held, E the worth an hour of what is held (sum_held), F its fee, f
 * the least rate of each item and p its price. In hour h a plan x that uses q and covers y of it pays
 *     F + C + rest(x) + p.(q - y),   y <= q,   f.y <= C + E
 * since no commitment covers more than its fee buys at the least rates. With a multiplier t_h >= 0 on the last
 * constraint the hour costs at least F + C + B_h(t_h) - t_h (C + E), where B_h(t) is the least cost of the hour at
 * prices min(p, t f). All hours together:
 *     sum_h B_h(t_h) + F H - E sum_h t_h + C (H - sum_h t_h),   C >= 0,
 * so with sum_h t_h <= H, or any t where nothing is offered and C is 0,
 *     sum_h B_h(t_h) + F H - E sum_h t_h
 * is a bound. B_h is concave in t (a minimum of functions that are), so a line between bounds at two t is a bound
 * between them. What hangs together over the week, jobs in one place, is a minimum of sums by hour, so that holds of
 * them too. */
#ifndef BAYPLAN_BUY_WEEK_BOUND_H
#define BAYPLAN_BUY_WEEK_BOUND_H

#include "planner/buy/offers.h"
#include "planner/pools/bound.h"

/* A bound by hour at prices min(p, factor * f). */
struct bound_point {
    double factor;
    struct bound_hours hours;
};

/* Points by rising factor, the last at prices that no factor makes dearer; at factor 0 the bound is at least 0.
 * slack_nano: what a plan's sums may lose by being rounded, a month. Nano-dollars a month, rounded down, without
 * overhead. */
int64_t week_bound(const struct bound_point *points, int points_count, const struct offers *offers, double slack_nano);

#endif
