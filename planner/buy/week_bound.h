/* week_bound.h — the least that any plan costs with any commitments of those offered, whatever is held.
 *
 * Let C be what is committed an hour beyond what is held, f the least offered rate of each item, E the worth an hour
 * of what is held at its rates g (offers.h), F its fee, p the prices. In hour h a plan x that uses q, y of it covered
 * by what is bought and z by what is held, pays F + C + rest(x) + p.(q - y - z),   y + z <= q,   f.y <= C,   g.z <= E
 * since no commitment covers more than its fee buys at the least rates. With multipliers t_h, s_h >= 0 on the last two
 * the hour costs at least F + C + B_h(t_h, s_h) - t_h C - s_h E, where B_h(t, s) is the least cost of the hour at
 * prices min(p, t f, s g). All hours together:
 *     sum_h (B_h(t_h, s_h) - s_h E) + F H + C (H - sum_h t_h),   C >= 0,
 * so with sum_h t_h <= H, or any t where nothing is offered and C is 0, the first two terms are a bound. B_h is concave
 * (a minimum of functions that are), so weighted means of bounds at some t and s are bounds at the means. What hangs
 * together over the week, a job in one place, is a minimum of sums by hour, of which the same is true. */
#ifndef BAYPLAN_BUY_WEEK_BOUND_H
#define BAYPLAN_BUY_WEEK_BOUND_H

#include "planner/buy/offers.h"
#include "planner/pools/bound.h"

/* A bound by hour at prices min(p, factor * f, sunk * g). */
struct bound_point {
    double factor, sunk;
    struct bound_hours hours;
};

/* Points by rising factor, the last at prices that no factor makes dearer; where both are 0 the bound is at least 0.
 * slack_nano: what a plan's sums may lose by being rounded, a month. Nano-dollars a month, rounded down, without
 * overhead. */
int64_t week_bound(const struct bound_point *points, int points_count, const struct offers *offers, double slack_nano);

#endif
