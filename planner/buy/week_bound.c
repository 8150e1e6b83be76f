#include "planner/buy/week_bound.h"

#include "data/base/money.h"
#include <math.h>
#include <stdlib.h>

enum { POINTS_MAX = 10 };

/* Doubles err by a few parts in 1e16 a step; prices of jobs' tasks are rounded to the nano-dollar. */
static const double dust = 1e-9, job_dust = 1e-7;

struct week {
    const struct bound_point *points;
    int points_count;
    int hours, jobs_count;
    bool *outside;  /* [jobs_count] where the job counts while the factors are chosen */
    double *factor; /* [hours] */
};

/* --- one hour between the points --- */

/* Weights of the two points around a factor: value = (1 - share) * at(k - 1) + share * at(k); k = 0: from nothing at
 * factor 0. */
static int around(const struct week *week, double factor, double *ret_share)
{
    int k = 0;
    while (k < week->points_count - 1 && week->points[k].factor < factor)
        k++;
    double from = k > 0 ? week->points[k - 1].factor : 0, to = week->points[k].factor;
    *ret_share = factor >= to ? 1 : (factor - from) / (to - from);
    return k;
}

static double job_in_hour(const struct week *week, int point, int job, int hour, bool outside)
{
    const struct bound_hours *hours = &week->points[point].hours;
    const struct bound_job *of = &hours->jobs[job];
    if (outside)
        return (double)of->outside_month / HOURS_PER_MONTH * (1 - job_dust);
    return of->concurrency * of->holding[hours->slot_of_hour[hour]];
}

static double interpolate(const struct week *week, int hour, int job, bool outside)
{
    double share, low = 0, high;
    int k = around(week, week->factor[hour], &share);
    if (job < 0) {
        low = k > 0 ? (double)week->points[k - 1].hours.services[hour] : 0;
        high = (double)week->points[k].hours.services[hour];
    } else {
        low = k > 0 ? job_in_hour(week, k - 1, job, hour, outside) : 0;
        high = job_in_hour(week, k, job, hour, outside);
    }
    return low + share * (high - low);
}

static double job_in_week(const struct week *week, int job, bool outside)
{
    double sum = 0;
    for (int h = 0; h < week->hours; h++)
        sum += interpolate(week, h, job, outside);
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
        sum += interpolate(week, h, -1, false);
    for (int j = 0; j < week->jobs_count; j++)
        sum += job_least(week, j, &outside);
    return sum;
}

/* --- the factors --- */

struct step {
    double slope, length; /* of the factor */
    int hour, point;
};

static int steeper(const void *a, const void *b)
{
    const struct step *x = a, *y = b;
    if (x->slope != y->slope)
        return x->slope > y->slope ? -1 : 1;
    return x->hour != y->hour ? x->hour - y->hour : x->point - y->point;
}

static double hour_at(const struct week *week, int point, int hour)
{
    double sum = (double)week->points[point].hours.services[hour];
    for (int j = 0; j < week->jobs_count; j++)
        sum += job_in_hour(week, point, j, hour, week->outside[j]);
    return sum;
}

/* The upper hull of the points of an hour, from nothing at factor 0: slopes fall. */
static int hull_steps(const struct week *week, int hour, struct step *steps)
{
    double value[POINTS_MAX + 1] = {0}, factor[POINTS_MAX + 1] = {0};
    int count = 0, at = 0;
    for (int k = 0; k < week->points_count; k++) {
        value[k + 1] = hour_at(week, k, hour);
        factor[k + 1] = week->points[k].factor;
    }
    while (at < week->points_count) {
        int next = at + 1;
        for (int k = at + 2; k <= week->points_count; k++)
            if ((value[k] - value[at]) * (factor[next] - factor[at]) >=
                (value[next] - value[at]) * (factor[k] - factor[at]))
                next = k;
        double length = factor[next] - factor[at];
        steps[count++] = (struct step){(value[next] - value[at]) / length, length, hour, next};
        at = next;
    }
    return count;
}

/* The steepest steps first, until the factors' mean is 1 (`left` is their sum). */
static void spend(struct week *week, double left, double slope_least)
{
    struct step *steps = memory_alloc((size_t)week->hours * (size_t)week->points_count, sizeof *steps);
    int count = 0;
    for (int h = 0; h < week->hours; h++) {
        week->factor[h] = 0;
        count += hull_steps(week, h, steps + count);
    }
    qsort(steps, (size_t)count, sizeof *steps, steeper);
    for (int k = 0; k < count && left > 0 && steps[k].slope > slope_least; k++) {
        double length = fmin(steps[k].length, left);
        week->factor[steps[k].hour] += length;
        left -= length;
    }
    free(steps);
}

static void place_jobs(struct week *week)
{
    for (int j = 0; j < week->jobs_count; j++)
        (void)job_least(week, j, &week->outside[j]);
}

static void even(struct week *week, double factor)
{
    for (int h = 0; h < week->hours; h++)
        week->factor[h] = factor;
}

static double bound_of_factors(const struct week *week, const struct offers *offers)
{
    double sum = week_value(week) * (1 - dust) + (double)offers->held_fee_nano * week->hours;
    for (int h = 0; h < week->hours; h++)
        sum -= (double)offers->held_cover_nano * week->factor[h];
    return sum;
}

int64_t week_bound(const struct bound_point *points, int points_count, const struct offers *offers, double slack_nano)
{
    const struct bound_hours *first = &points[0].hours;
    struct week week = {points, points_count, first->hours, first->jobs_count, NULL, NULL};
    BUG_IF(points_count < 1 || points_count > POINTS_MAX);
    week.outside = memory_alloc((size_t)week.jobs_count + 1, sizeof *week.outside);
    week.factor = memory_alloc((size_t)week.hours, sizeof *week.factor);
    even(&week, offers->any_offered ? 1 : points[points_count - 1].factor);
    place_jobs(&week);
    double best = bound_of_factors(&week, offers);
    for (int round = 0; round < 2; round++) {
        spend(&week, offers->any_offered ? (double)week.hours : 1e18, (double)offers->held_cover_nano);
        best = fmax(best, bound_of_factors(&week, offers));
        place_jobs(&week);
    }
    free(week.outside);
    free(week.factor);
    double month = best * HOURS_PER_MONTH / week.hours - slack_nano;
    return month > 0 ? (int64_t)fmin(month, 9e18) : 0;
}
