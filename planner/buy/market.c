#include "planner/buy/market.h"

#include <math.h>
#include <stdlib.h>

static const double relative_tolerance = 1e-11; /* equal, as amounts of an hour go */

/* A number that changes along a line: value + slope * length. */
struct moving {
    double value, slope;
};

struct hour {
    struct moving *rest; /* [uses] not yet served */
    struct moving *left; /* [pools] */
    struct moving cost;  /* on demand */
    double step;         /* until some step's answer turns over: slopes hold so long */
};

static struct hour hour_new(const struct market *market, struct arena *arena)
{
    return (struct hour){.rest = ARENA_ARRAY(arena, struct moving, market->uses_count + 1),
                         .left = ARENA_ARRAY(arena, struct moving, market->pools_count + 1)};
}

/* Is there enough for all that is wanted? A tie is decided by where it goes next; *step is cut to where it turns over.
 */
static bool suffices(struct moving wanted, struct moving there, double *step)
{
    double gap = there.value - wanted.value, opening = there.slope - wanted.slope;
    if (fabs(gap) <= relative_tolerance * (fabs(there.value) + fabs(wanted.value)))
        return opening >= 0;
    if (gap * opening < 0)
        *step = fmin(*step, -gap / opening);
    return gap > 0;
}

static void serve(const struct market_step *step, struct hour *hour)
{
    const struct moving none = {0, 0};
    struct moving *rest = &hour->rest[step->use], *left = &hour->left[step->pool];
    if ((rest->value <= 0 && rest->slope == 0) || (left->value <= 0 && left->slope == 0))
        return;
    struct moving there = {left->value / step->takes, left->slope / step->takes};
    if (suffices(*rest, there, &hour->step)) {
        left->value = fmax(left->value - rest->value * step->takes, 0);
        left->slope -= rest->slope * step->takes;
        *rest = none;
    } else {
        rest->value = fmax(rest->value - there.value, 0);
        rest->slope -= there.slope;
        *left = none;
    }
}

static void hour_run(const struct market *market, int index, const struct moving *pools, double length,
                     struct hour *hour)
{
    const double *quantity = market->quantity + (ptrdiff_t)index * market->uses_count;
    for (int u = 0; u < market->uses_count; u++)
        hour->rest[u] = (struct moving){quantity[u], 0};
    for (int p = 0; p < market->pools_count; p++)
        hour->left[p] = (struct moving){fmax(pools[p].value + length * pools[p].slope, 0), pools[p].slope};
    hour->step = INFINITY;
    for (int s = 0; s < market->steps_count; s++)
        serve(&market->steps[s], hour);
    hour->cost = (struct moving){0, 0};
    for (int u = 0; u < market->uses_count; u++) {
        hour->cost.value += market->on_demand[u] * hour->rest[u].value;
        hour->cost.slope += market->on_demand[u] * hour->rest[u].slope;
    }
}

/* --- a line --- */

/* At `at` the slope of the whole week's cost changes. */
struct turn {
    double at, slope_change;
};

struct turns {
    struct turn *items;
    int count, capacity;
};

static void turn_add(struct turns *turns, double at, double slope_change)
{
    if (turns->count == turns->capacity) {
        turns->capacity = 2 * turns->capacity + 256;
        turns->items = memory_resize(turns->items, (size_t)turns->capacity, sizeof *turns->items);
    }
    turns->items[turns->count++] = (struct turn){at, slope_change};
}

static int by_place(const void *left, const void *right)
{
    const struct turn *a = left, *b = right;
    return (a->at > b->at) - (a->at < b->at);
}

static void pools_along(const struct market *market, const double *amounts, const double *direction,
                        struct moving *pools)
{
    for (int p = 0; p < market->pools_count; p++)
        pools[p] = (struct moving){market->held[p], 0};
    for (int o = 0; o < market->offers_count; o++) {
        struct moving *pool = &pools[market->offers[o].pool];
        pool->value += amounts[o] * market->offers[o].gives;
        pool->slope += direction != NULL ? direction[o] * market->offers[o].gives : 0;
    }
}

static double fees_of(const struct market *market, const double *amounts)
{
    double sum = 0;
    for (int o = 0; o < market->offers_count; o++)
        sum += amounts[o] * market->offers[o].unit_cost;
    return sum * market->hours_weight;
}

/* How far the line goes before an amount is below 0. */
static double line_end(const struct market *market, const double *amounts, const double *direction)
{
    double end = INFINITY;
    for (int o = 0; o < market->offers_count; o++)
        if (direction[o] < 0)
            end = fmin(end, amounts[o] / -direction[o]);
    return end;
}

/* One hour's turns up to `end`; adds to the value and slope the week has at the line's start. Returns the points seen.
 */
static int hour_turns(const struct market *market, int index, const struct moving *pools, double end, struct hour *hour,
                      struct turns *turns, struct moving *start)
{
    double weight = market->hour_weight[index], at = 0, slope = 0;
    const double step_least = 1e-12;
    int points = 1;
    hour_run(market, index, pools, 0, hour);
    start->value += weight * hour->cost.value;
    start->slope += weight * (slope = hour->cost.slope);
    while (isfinite(hour->step) && at < end) {
        at += fmax(hour->step * (1 + 1e-13), step_least * (1 + at));
        hour_run(market, index, pools, at, hour);
        points++;
        if (hour->cost.slope != slope)
            turn_add(turns, at, weight * (hour->cost.slope - slope));
        slope = hour->cost.slope;
    }
    return points;
}

struct best {
    double length, cost;
};

static void best_try(struct best *best, double length, double cost)
{
    if (length >= 0 && cost < best->cost)
        *best = (struct best){length, cost};
}

/* The least over the pieces between turns. A last piece without end does not fall, unless a commitment costs nothing:
 * then its beginning is as good. */
static struct best turns_best(struct turns *turns, struct moving start, double end, bool whole)
{
    struct best best = {0, start.value};
    double at = 0, value = start.value, slope = start.slope;
    if (turns->count > 0)
        qsort(turns->items, (size_t)turns->count, sizeof *turns->items, by_place);
    for (int t = 0; t <= turns->count; t++) {
        double next = t < turns->count ? fmin(turns->items[t].at, end) : end;
        if (isinf(next))
            next = whole ? ceil(at) : at;
        if (whole) {
            double first = ceil(at - 1e-9), last = floor(next + 1e-9);
            if (first <= last) {
                best_try(&best, first, value + slope * (first - at));
                best_try(&best, last, value + slope * (last - at));
            }
        } else {
            best_try(&best, next, value + slope * (next - at));
        }
        value += slope * (next - at);
        at = next;
        if (t < turns->count)
            slope += turns->items[t].slope_change;
        if (at >= end)
            break;
    }
    return best;
}

double market_line(const struct market *market, const double *amounts, const double *direction, bool whole,
                   double *ret_cost, int64_t *work)
{
    struct arena scratch = {0};
    struct hour hour = hour_new(market, &scratch);
    struct moving *pools = ARENA_ARRAY(&scratch, struct moving, market->pools_count + 1);
    struct moving start = {fees_of(market, amounts), fees_of(market, direction)};
    struct turns turns = {0};
    double end = line_end(market, amounts, direction);
    pools_along(market, amounts, direction, pools);
    for (int h = 0; h < market->hours_count; h++)
        *work += (int64_t)hour_turns(market, h, pools, end, &hour, &turns, &start) * market->steps_count;
    struct best best = turns_best(&turns, start, whole ? floor(end + 1e-9) : end, whole);
    free(turns.items);
    arena_release(&scratch);
    *ret_cost = best.cost;
    return best.length;
}

double market_cost(const struct market *market, const double *amounts)
{
    struct arena scratch = {0};
    struct hour hour = hour_new(market, &scratch);
    struct moving *pools = ARENA_ARRAY(&scratch, struct moving, market->pools_count + 1);
    double cost = fees_of(market, amounts);
    pools_along(market, amounts, NULL, pools);
    for (int h = 0; h < market->hours_count; h++) {
        hour_run(market, h, pools, 0, &hour);
        cost += market->hour_weight[h] * hour.cost.value;
    }
    arena_release(&scratch);
    return cost;
}
