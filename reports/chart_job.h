/* chart_job.h — what a job would cost in each place at other numbers of runs, as chart_job_break_even draws it. */
#ifndef BAYPLAN_REPORTS_CHART_JOB_H
#define BAYPLAN_REPORTS_CHART_JOB_H

#include "data/plan.h"

enum job_line_kind { JOB_LAMBDA, JOB_FARGATE, JOB_EC2, JOB_LINES_MAX };

/* By the run on Lambda and Fargate. On EC2 room for as many runs at once as there are on average, at least one, is held
 * all month, at today's price of room. */
struct job_line {
    const char *place; /* "fargate_spot" where that is cheaper than "fargate"; NULL = not possible or not known */
    bool is_choice;
    double usd_now_nano;
    double together_now; /* runs at once on average, room with headroom; EC2 only */
};

struct job_lines {
    struct job_line lines[JOB_LINES_MAX];
    double runs_now;
    double crossing; /* runs a day, nearest to now, beyond which EC2 is cheaper than the others and was not, or was and
                        is not; 0 = nowhere */
};

struct job_lines job_lines_of(const struct plan *plan, const struct plan_job *job);
double job_line_cost(const struct job_lines *lines, enum job_line_kind kind, double runs_per_day); /* nano-dollars */

#endif
