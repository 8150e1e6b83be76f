#include "planner/buy/buy.h"

#include "planner/buy/state.h"
#include "planner/buy/week_bound.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Starts, then plans at the prices of the one before. */
enum { STARTS_MAX = 3, ROUNDS_MAX = 8, BENDS_MAX = 3, BENDS_SEEN_MAX = 50 };

/* With something held, what it covers is paid for already: one start at a price that says so. */
static const double sunk_factor = 0.1;

/* Of the time limit: the first round, at list prices, has all of it, so that commitments offered never make a plan
 * dearer. The others find the same in half of it on the fleets measured, bounds in less. */
static const double round_share = 0.5, bend_share = 0.25;

/* Factors closer to each other count as one. */
static const double bend_width = 0.005;

struct round {
    struct catalogue catalogue; /* the prices it was planned at */
    struct planned *found;
    struct outcome outcome;
    double factor, sunk; /* of the rates offered and held, where that is what the prices are; else 0 */
};

struct buying {
    const struct profile *profile;
    const struct catalogue *catalogue;
    const struct planning_options *options;
    struct offers offers;
    struct round rounds[ROUNDS_MAX];
    int rounds_count;
    struct round outside; /* everything outside EC2; found = NULL where that cannot be */
    struct arena arena;
    struct bound_point points[STARTS_MAX + BENDS_MAX];
    int points_count;
    struct round bends[BENDS_MAX]; /* the bound alone at more factors */
    int bends_count;
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

static struct planning_options options_of(const struct buying *buying, double share, struct teller *teller)
{
    struct planning_options options = {.time_limit_s = buying->options->time_limit_s * share};
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
    struct planning_options options = options_of(buying, buying->rounds_count == 0 ? 1 : round_share, &teller);
    if (!planned_find(buying->profile, &round->catalogue, &options, &round->found, err) ||
        !outcome_of(round->found, &buying->offers, &round->outcome, err)) {
        round_release(round);
        return false;
    }
    *ret_new = !is_known(buying, round->found);
    buying->rounds_count++;
    return true;
}

static bool run_start(struct buying *buying, double factor, double sunk, struct error *err)
{
    struct round *round = &buying->rounds[buying->rounds_count];
    bool is_new;
    *round = (struct round){.factor = factor, .sunk = sunk};
    return offers_catalogue(&buying->offers, factor, sunk, &round->catalogue, err) &&
           run_round(buying, round, &is_new, err);
}

/* What is cheap under all offers together may not be what is cheap under one kind, which then pays more. */
static bool run_part(struct buying *buying, bool compute, struct error *err)
{
    struct round *round = &buying->rounds[buying->rounds_count];
    struct offers part;
    bool is_new;
    *round = (struct round){0};
    if (!offers_part(&buying->offers, compute, &part))
        return true;
    bool ok = offers_catalogue(&part, 1, 1, &round->catalogue, err) && run_round(buying, round, &is_new, err);
    offers_release(&part);
    return ok;
}

static bool run_starts(struct buying *buying, struct error *err)
{
    const struct offers *offers = &buying->offers;
    return run_start(buying, offers->ratio_max, offers->ratio_max, err) &&
           (offers->ratio_max == 1 || run_start(buying, 1, 1, err)) &&
           (offers->held_count == 0 || run_start(buying, 1, sunk_factor, err)) && run_part(buying, true, err) &&
           run_part(buying, false, err);
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

/* From the cheapest so far, its commitments extended to what it does not use as far as they cover what it does; as long
 * as that leads to places not seen yet, and cheaper ones. */
static bool run_more(struct buying *buying, struct error *err)
{
    const struct round *from = NULL;
    bool is_new = true;
    while (is_new && cheapest(buying) != from && buying->rounds_count < ROUNDS_MAX) {
        struct round *round = &buying->rounds[buying->rounds_count];
        from = cheapest(buying);
        *round = (struct round){0};
        if (!outcome_extended(&from->outcome, &buying->offers, outcome_covered(&from->outcome), &round->catalogue,
                              err) ||
            !run_round(buying, round, &is_new, err))
            return false;
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

/* By rising factor. */
static void add_point(struct buying *buying, double factor, double sunk, const struct planned *planned)
{
    int at = buying->points_count++;
    for (; at > 0 && buying->points[at - 1].factor > factor; at--)
        buying->points[at] = buying->points[at - 1];
    buying->points[at] = (struct bound_point){factor, sunk, planned_bound(planned, &buying->arena)};
}

/* At the factor that takes an item from its floor to its price no commitment is worth having for it: where the bound of
 * an hour that uses much of it bends. */
struct bend {
    double factor, worth;
};

static void add_bends(const struct buying *buying, const struct outcome *outcome, struct bend *bends, int *count)
{
    const struct plan_usage *usage = &outcome->usage;
    for (int u = 0; u < usage->usages_count; u++) {
        double quantity = 0, factor = offers_ratio(&buying->offers, usage->usages[u].service, usage->usages[u].item);
        int at = 0;
        for (int h = 0; h < usage->hours; h++)
            quantity += (double)usage->usages[u].quantity[h];
        while (at < *count && fabs(bends[at].factor - factor) > bend_width)
            at++;
        if (at == BENDS_SEEN_MAX)
            continue;
        *count += at == *count;
        bends[at] = (struct bend){factor, bends[at].worth + quantity * (double)usage->usages[u].on_demand_nano};
    }
}

static int most_worth(const void *a, const void *b)
{
    const struct bend *x = a, *y = b;
    if (x->worth != y->worth)
        return x->worth > y->worth ? -1 : 1;
    return (x->factor > y->factor) - (x->factor < y->factor);
}

static bool bend_point(struct buying *buying, double factor, struct error *err)
{
    struct teller teller;
    struct planning_options options = options_of(buying, bend_share, &teller);
    struct round *round = &buying->bends[buying->bends_count];
    for (int k = 0; k < buying->points_count; k++)
        if (fabs(buying->points[k].factor - factor) <= bend_width)
            return true;
    if (!offers_catalogue(&buying->offers, factor, factor, &round->catalogue, err))
        return false;
    buying->bends_count++;
    if (!planned_bound_only(buying->profile, &round->catalogue, &options, &round->found, err))
        return false;
    add_point(buying, factor, factor, round->found);
    return true;
}

static bool find_points(struct buying *buying, struct error *err)
{
    struct bend bends[BENDS_SEEN_MAX] = {0};
    int count = 0;
    for (int r = 0; r < buying->rounds_count; r++) {
        if (buying->rounds[r].factor > 0)
            add_point(buying, buying->rounds[r].factor, buying->rounds[r].sunk, buying->rounds[r].found);
        add_bends(buying, &buying->rounds[r].outcome, bends, &count);
    }
    qsort(bends, (size_t)count, sizeof *bends, most_worth);
    for (int k = 0; k < count && buying->bends_count < BENDS_MAX; k++)
        if (!bend_point(buying, bends[k].factor, err))
            return false;
    return true;
}

/* --- the answer --- */

/* The gap's causes are found against a bound at which nothing else lacks commitments of its own. */
static bool finish(struct buying *buying, struct round *round, struct plan *plan, struct error *err)
{
    struct planned *planned = round->outcome.planned;
    struct catalogue extended = {0};
    bool ok = outcome_extended(&round->outcome, &buying->offers, 1, &extended, err) &&
              planned_bound_prices(planned, &extended, err) && planned_finish(planned, buying->options, plan, err);
    planned_free(planned);
    round->outcome.planned = NULL;
    catalogue_release(&extended);
    return ok;
}

static bool state(struct buying *buying, struct round *round, struct plan *plan, struct error *err)
{
    struct planned *listed = NULL;
    struct statement statement = {
        .profile = buying->profile,
        .offers = &buying->offers,
        .outcome = &round->outcome,
        .bound_nano = week_bound(buying->points, buying->points_count, &buying->offers, slack_of(buying->profile)),
        .outside_nano = -1};
    if (buying->outside.found) {
        const struct outcome *outside = &buying->outside.outcome;
        statement.outside_nano = outside->total_nano - planned_plan(outside->planned)->cost.overhead;
    }
    bool ok = planned_reprice(round->found, buying->catalogue, &listed, err);
    if (ok) {
        statement.listed = planned_plan(listed);
        ok = finish(buying, round, plan, err) && state_commitments(&statement, plan, err);
    }
    planned_free(listed);
    return ok;
}

static bool buy(struct buying *buying, struct plan *ret_plan, struct error *err)
{
    struct plan plan = {0};
    if (!offers_of(buying->profile, buying->catalogue, &buying->offers, err) || !run_starts(buying, err) ||
        !look_outside(buying, err) || !run_more(buying, err) || !find_points(buying, err))
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
    for (int b = 0; b < buying.bends_count; b++)
        round_release(&buying.bends[b]);
    round_release(&buying.outside);
    arena_release(&buying.arena);
    offers_release(&buying.offers);
    return ok;
}
