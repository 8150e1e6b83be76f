#include "planner/buy/buy.h"

#include "planner/buy/state.h"
#include "planner/buy/week_bound.h"
#include <stdio.h>
#include <stdlib.h>

/* Starts, then plans at the prices of the one before. */
enum { STARTS_MAX = 4, ROUNDS_MAX = 6 };

/* With something held, what it covers is paid for already: one start at a price that says so. */
static const double sunk_factor = 0.25;

struct round {
    struct catalogue catalogue; /* the prices it was planned at */
    struct planned *found;
    struct outcome outcome;
    double factor; /* of the floors, where that is what the prices are; else 0 */
};

struct buying {
    const struct profile *profile;
    const struct catalogue *catalogue;
    const struct planning_options *options;
    struct offers offers;
    struct round rounds[ROUNDS_MAX];
    int rounds_count;
    struct round outside; /* everything outside EC2; found = NULL where that cannot be */
};

/* --- progress --- */

struct teller {
    const struct planning_options *options;
    int round;
};

static void tell(void *context, const char *line)
{
    const struct teller *teller = context;
    char text[200];
    snprintf(text, sizeof text, "commitments, round %d: %s", teller->round, line);
    teller->options->progress(teller->options->context, text);
}

static struct planning_options options_of(const struct buying *buying, struct teller *teller)
{
    struct planning_options options = {.time_limit_s = buying->options->time_limit_s};
    *teller = (struct teller){buying->options, buying->rounds_count + 1};
    if (buying->options->progress) {
        options.progress = tell;
        options.context = teller;
    }
    return options;
}

/* --- rounds --- */

static void round_release(struct round *round)
{
    outcome_release(&round->outcome);
    planned_free(round->found);
    catalogue_release(&round->catalogue);
    *round = (struct round){0};
}

static bool is_known(const struct buying *buying, const struct planned *found)
{
    for (int r = 0; r < buying->rounds_count; r++)
        if (places_are_same(planned_plan(buying->rounds[r].found), planned_plan(found)))
            return true;
    return false;
}

/* Plans at the prices in round->catalogue, which it takes over whatever happens. *ret_new: nothing before was the same;
 * what is not new is kept too, for its bound. */
static bool run_round(struct buying *buying, struct round *round, bool *ret_new, struct error *err)
{
    struct teller teller;
    struct planning_options options = options_of(buying, &teller);
    if (!planned_find(buying->profile, &round->catalogue, &options, &round->found, err) ||
        !outcome_of(round->found, &buying->offers, &round->outcome, err)) {
        round_release(round);
        return false;
    }
    *ret_new = !is_known(buying, round->found);
    buying->rounds_count++;
    return true;
}

static bool run_start(struct buying *buying, double factor, struct error *err)
{
    struct round *round = &buying->rounds[buying->rounds_count];
    bool is_new;
    *round = (struct round){.factor = factor};
    return offers_catalogue(&buying->offers, factor, &round->catalogue, err) && run_round(buying, round, &is_new, err);
}

static bool run_starts(struct buying *buying, struct error *err)
{
    const struct offers *offers = &buying->offers;
    return run_start(buying, offers->ratio_max, err) && (offers->ratio_max == 1 || run_start(buying, 1, err)) &&
           (offers->held_count == 0 || run_start(buying, sunk_factor, err));
}

/* Of equals the earlier. */
static struct round *cheapest(struct buying *buying)
{
    struct round *best = &buying->rounds[0];
    for (int r = 1; r < buying->rounds_count; r++)
        if (buying->rounds[r].outcome.total_nano < best->outcome.total_nano)
            best = &buying->rounds[r];
    if (buying->outside.found && buying->outside.outcome.total_nano < best->outcome.total_nano)
        best = &buying->outside;
    return best;
}

/* From the cheapest so far, as long as that leads to places not seen yet. */
static bool run_more(struct buying *buying, struct error *err)
{
    bool is_new = true;
    const struct round *from = cheapest(buying);
    while (is_new && buying->rounds_count < ROUNDS_MAX) {
        struct round *round = &buying->rounds[buying->rounds_count];
        *round = (struct round){0};
        if (!outcome_next(&from->outcome, &buying->offers, &round->catalogue, err) ||
            !run_round(buying, round, &is_new, err))
            return false;
        from = round;
    }
    return true;
}

static bool look_outside(struct buying *buying, struct error *err)
{
    return planned_outside(buying->profile, buying->catalogue, &buying->outside.found, err) &&
           (!buying->outside.found ||
            outcome_of(buying->outside.found, &buying->offers, &buying->outside.outcome, err));
}

/* --- the bound --- */

static double slack_of(const struct profile *profile)
{
    double task_hours = 0;
    for (int i = 0; i < profile->services_count; i++)
        for (int h = 0; h < profile->hours; h++)
            task_hours += (double)service_tasks(&profile->services[i], h);
    /* Half a nano-dollar a task and hour, and a month's sum of each thing. */
    return task_hours / 2 * HOURS_PER_MONTH / profile->hours + profile->services_count + profile->jobs_count +
           PROFILE_POOLS_MAX;
}

static int64_t bound_of(const struct buying *buying)
{
    struct arena arena = {0};
    struct bound_point points[STARTS_MAX];
    int count = 0;
    for (int r = 0; r < buying->rounds_count; r++) {
        const struct round *round = &buying->rounds[r];
        if (round->factor <= 0)
            continue;
        int at = count++;
        for (; at > 0 && points[at - 1].factor > round->factor; at--)
            points[at] = points[at - 1];
        points[at] = (struct bound_point){round->factor, planned_bound(round->found, &arena)};
    }
    int64_t bound = week_bound(points, count, &buying->offers, slack_of(buying->profile));
    arena_release(&arena);
    return bound;
}

/* --- the answer --- */

static bool state(struct buying *buying, struct round *round, struct plan *plan, struct error *err)
{
    struct planned *listed = NULL;
    struct statement statement = {.profile = buying->profile,
                                  .offers = &buying->offers,
                                  .outcome = &round->outcome,
                                  .bound_nano = bound_of(buying),
                                  .outside_nano = -1};
    if (buying->outside.found) {
        const struct outcome *outside = &buying->outside.outcome;
        statement.outside_nano = outside->total_nano - planned_plan(outside->planned)->cost.overhead;
    }
    bool ok = planned_reprice(round->found, buying->catalogue, &listed, err);
    if (ok) {
        statement.listed = planned_plan(listed);
        ok = planned_finish(round->outcome.planned, buying->options, plan, err) &&
             state_commitments(&statement, plan, err);
    }
    planned_free(listed);
    return ok;
}

static bool buy(struct buying *buying, struct plan *ret_plan, struct error *err)
{
    struct plan plan = {0};
    if (!offers_of(buying->profile, buying->catalogue, &buying->offers, err) || !run_starts(buying, err) ||
        !look_outside(buying, err) || !run_more(buying, err))
        return false;
    if (!state(buying, cheapest(buying), &plan, err)) {
        plan_release(&plan);
        return false;
    }
    for (int r = 0; r < buying->rounds_count; r++)
        plan.time_limit_reached = plan.time_limit_reached || planned_plan(buying->rounds[r].found)->time_limit_reached;
    *ret_plan = plan;
    return true;
}

bool buying_run(const struct profile *profile, const struct catalogue *catalogue,
                const struct planning_options *options, struct plan *ret_plan, struct error *err)
{
    if (profile->commitments.offered.count == 0 && profile->commitments.held_count == 0)
        return planning_run(profile, catalogue, options, ret_plan, err);
    struct buying buying = {.profile = profile, .catalogue = catalogue, .options = options};
    bool ok = buy(&buying, ret_plan, err);
    for (int r = 0; r < buying.rounds_count; r++)
        round_release(&buying.rounds[r]);
    round_release(&buying.outside);
    offers_release(&buying.offers);
    return ok;
}
