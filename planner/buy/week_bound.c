#include "planner/buy/week_bound.h"

#include "data/base/money.h"
#include <math.h>
#include <stdlib.h>

enum { POINTS_MAX = 10 };

/* Doubles err by a few parts in 1e16 a step; prices of jobs' tasks are rounded to the nano-dollar. */
static const double dust = 1e-9, job_dust = 1e-7;

/* An hour between two points, of which -1 is that of no cost at factors 0. */
struct mean {
    int from, to;
    double share; /* of `to` */
};

struct week {
    const struct bound_point *points;
    int points_count;
    int hours, jobs_count;
    double held_nano;   /* worth of what is held, an hour */
    bool *outside;      /* [jobs_count] where the job counts while the means are chosen */
    struct mean *means; /* [hours] */
};

/* --- one hour --- */

static double job_in_hour(const struct week *week, int point, int job, int hour, bool outside)
{
    const struct bound_hours *hours = &week->points[point].hours;
    const struct bound_job *of = &hours->jobs[job];
    if (outside)
        return (double)of->outside_month / HOURS_PER_MONTH * (1 - job_dust);
    return of->concurrency * of->holding[hours->slot_of_hour[hour]];
}

/* Services, less what of the bound is taken back for what is held; job = -1, or that job alone. */
static double at_point(const struct week *week, int point, int hour, int job, bool outside)
{
    if (point < 0)
        return 0;
    if (job >= 0)
        return job_in_hour(week, point, job, hour, outside);
    return (double)week->points[point].hours.services[hour] - week->points[point].sunk * week->held_nano;
}

static double in_hour(const struct week *week, int hour, int job, bool outside)
{
    const struct mean *mean = &week->means[hour];
    double from = at_point(week, mean->from, hour, job, outside), to = at_point(week, mean->to, hour, job, outside);
    return from + mean->share * (to - from);
}

static double job_in_week(const struct week *week, int job, bool outside)
{
    double sum = 0;
    for (int h = 0; h < week->hours; h++)
        sum += in_hour(week, h, job, outside);
    return sum;
}

/* A job is in one place all week. */
static double job_least(const struct week *week, int job, bool *ret_outside)
{
    const struct bound_job *of = &week->points[0].hours.jobs[job];
    double outside = of->outside_month >= 0 ? job_in_week(week, job, true) : INFINITY;
    double holding = of->holding ? job_in_week(week, job, false) : INFINITY;
    *ret_outside = outside <= holding;
    return fmin(outside, holding);
}

static double week_value(const struct week *week)
{
    double sum = 0;
    bool outside;
    for (int h = 0; h < week->hours; h++)
        sum += in_hour(week, h, -1, false);
    for (int j = 0; j < week->jobs_count; j++)
        sum += job_least(week, j, &outside);
    return sum;
}

/* --- the means --- */

struct step {
    double slope, length; /* of the factor */
    int hour, from, to;
};

static int steeper(const void *a, const void *b)
{
    const struct step *x = a, *y = b;
    if (x->slope != y->slope)
        return x->slope > y->slope ? -1 : 1;
    return x->hour != y->hour ? x->hour - y->hour : x->from - y->from;
}

static double hour_at(const struct week *week, int point, int hour)
{
    double sum = at_point(week, point, hour, -1, false);
    for (int j = 0; j < week->jobs_count && point >= 0; j++)
        sum += job_in_hour(week, point, j, hour, week->outside[j]);
    return sum;
}

/* Two points may have one factor: a step between them takes nothing of the sum of factors. */
static double slope_of(double rise, double length)
{
    return length > 0 ? rise / length : rise > 0 ? INFINITY : -INFINITY;
}

/* The upper hull of the points of an hour, from nothing at factor 0: slopes fall. */
static int hull_steps(const struct week *week, int hour, struct step *steps)
{
    double value[POINTS_MAX];
    int count = 0, at = -1;
    for (int k = 0; k < week->points_count; k++)
        value[k] = hour_at(week, k, hour);
    while (at < week->points_count - 1) {
        double from = at < 0 ? 0 : week->points[at].factor, base = at < 0 ? 0 : value[at];
        struct step best = {-INFINITY, 0, hour, at, at + 1};
        for (int k = at + 1; k < week->points_count; k++) {
            double length = week->points[k].factor - from, slope = slope_of(value[k] - base, length);
            if (slope >= best.slope)
                best = (struct step){slope, length, hour, at, k};
        }
        steps[count++] = best;
        at = best.to;
    }
    return count;
}

/* The steepest steps first, as long as they rise and the factors' mean is at most 1 (`left` is their sum). */
static void spend(struct week *week, double left)
{
    struct step *steps = memory_alloc((size_t)week->hours * (size_t)week->points_count, sizeof *steps);
    int count = 0;
    for (int h = 0; h < week->hours; h++) {
        week->means[h] = (struct mean){-1, -1, 1};
        count += hull_steps(week, h, steps + count);
    }
    qsort(steps, (size_t)count, sizeof *steps, steeper);
    for (int k = 0; k < count && steps[k].slope > 0; k++) {
        double length = fmin(steps[k].length, left);
        if (steps[k].length > 0 && length <= 0)
            continue;
        week->means[steps[k].hour] =
            (struct mean){steps[k].from, steps[k].to, steps[k].length > 0 ? length / steps[k].length : 1};
        left -= length;
    }
    free(steps);
}

static void place_jobs(struct week *week)
{
    for (int j = 0; j < week->jobs_count; j++)
        (void)job_least(week, j, &week->outside[j]);
}

/* Every hour at one point. */
static void even(struct week *week, int point)
{
    for (int h = 0; h < week->hours; h++)
        week->means[h] = (struct mean){point, point, 1};
}

/* Of all points that every hour may be at. */
static double best_even(struct week *week, bool any_offered)
{
    double best = -INFINITY;
    int best_point = 0;
    for (int k = 0; k < week->points_count; k++) {
        if (any_offered && week->points[k].factor > 1)
            continue;
        even(week, k);
        double value = week_value(week);
        if (value > best)
            best = value, best_point = k;
    }
    even(week, best_point);
    return best;
}

int64_t week_bound(const struct bound_point *points, int points_count, const struct offers *offers, double slack_nano)
{
    const struct bound_hours *first = &points[0].hours;
    struct week week = {.points = points,
                        .points_count = points_count,
                        .hours = first->hours,
                        .jobs_count = first->jobs_count,
                        .held_nano = (double)offers->held_cover_nano};
    BUG_IF(points_count < 1 || points_count > POINTS_MAX);
    week.outside = memory_alloc((size_t)week.jobs_count + 1, sizeof *week.outside);
    week.means = memory_alloc((size_t)week.hours, sizeof *week.means);
    double best = best_even(&week, offers->any_offered);
    for (int round = 0; round < 2; round++) {
        place_jobs(&week);
        spend(&week, offers->any_offered ? (double)week.hours : INFINITY);
        best = fmax(best, week_value(&week));
    }
    free(week.outside);
    free(week.means);
    double sum = best - fabs(best) * dust + (double)offers->held_fee_nano * week.hours;
    double month = sum * HOURS_PER_MONTH / week.hours - slack_nano;
    return month > 0 ? (int64_t)fmin(month, 9e18) : 0;
}
