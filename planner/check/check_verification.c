/* check_verification.c — does what a plan remembers of its own replay fit together, and with what it promises? Whether
 * the replay is true, `simulate` says by doing it again. */
#include "planner/check/checking.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

struct scenario_look {
    struct checking *at;
    const struct verdict_scenario *scenario;
    int index;
};

static const char *path_of(const struct scenario_look *look, const char *key)
{
    return where(look->at, "verification.scenarios[%d].%s", look->index, key);
}

static const char *name_of(const struct scenario_look *look)
{
    return scenario_names[look->scenario->scenario];
}

static bool has_spot_pool(const struct plan *plan)
{
    for (int i = 0; i < plan->pools_count; i++)
        if (strcmp(plan->pools[i].purchase, pool_purchase_names[POOL_SPOT]) == 0)
            return true;
    return false;
}

static bool is_promised(const struct checking *at, enum scenario scenario)
{
    switch (scenario) {
    case SCENARIO_WEEK:
    case SCENARIO_COLD_START:
    case SCENARIO_DEPLOYMENT:
        return true;
    case SCENARIO_ZONE_LOSS:
        return at->plan->safety.survive_zone_loss;
    case SCENARIO_SPOT:
        return has_spot_pool(at->plan);
    case SCENARIOS_COUNT:
        return false;
    }
    return false;
}

static const char *yes_or_no(bool is)
{
    return is ? "true" : "false";
}

static void compare_flag(const struct scenario_look *look, const char *key, bool has, bool owes, const char *because)
{
    if (has != owes)
        found(look->at, RULE_VERIFICATION, path_of(look, key), "the plan says %s of \"%s\": must be %s, %s",
              yes_or_no(has), name_of(look), yes_or_no(owes), because);
}

/* --- one scenario --- */

static bool holds(const struct field_strings *strings, const char *string)
{
    for (int i = 0; i < strings->count; i++)
        if (strcmp(strings->items[i], string) == 0)
            return true;
    return false;
}

/* A task of that pool, in an hour and an order of tasks that were replayed. */
static void check_worst(const struct scenario_look *look)
{
    const struct plan *plan = look->at->plan;
    const struct verdict_scenario *scenario = look->scenario;
    const struct plan_pool *pool = pool_find(plan, scenario->worst.pool);
    if (scenario->worst.tasks == 0) {
        if (scenario->runs_failed > 0)
            found(look->at, RULE_VERIFICATION, path_of(look, "worst"),
                  "%" PRId64 " replays of \"%s\" failed: must be "
                  "said when and of what",
                  scenario->runs_failed, name_of(look));
        return;
    }
    if (scenario->worst.seed < 1 || scenario->worst.seed > plan->verification.seeds)
        found(look->at, RULE_VERIFICATION, path_of(look, "worst.seed"),
              "is %" PRId64 ", and 1 to %" PRId64 " were replayed", scenario->worst.seed, plan->verification.seeds);
    if (scenario->worst.hour >= plan->hours)
        found(look->at, RULE_VERIFICATION, path_of(look, "worst.hour"), "is %" PRId64 ", and the plan has %d hours",
              scenario->worst.hour, plan->hours);
    if (pool == NULL)
        found(look->at, RULE_VERIFICATION, path_of(look, "worst.pool"), "\"%s\" is no pool of the plan",
              scenario->worst.pool);
    else if (!holds(&pool->services, scenario->worst.service) && !holds(&pool->jobs, scenario->worst.service))
        found(look->at, RULE_VERIFICATION, path_of(look, "worst.service"), "\"%s\" is not in %s",
              scenario->worst.service, pool->name);
    else if (scenario->worst.zone[0] != '\0' && !holds(&pool->zones, scenario->worst.zone))
        found(look->at, RULE_VERIFICATION, path_of(look, "worst.zone"), "\"%s\" is no zone of %s", scenario->worst.zone,
              pool->name);
}

/* Every pool is replayed with every seed; of events there are some each time. */
static void check_runs(const struct scenario_look *look)
{
    const struct verdict_scenario *scenario = look->scenario;
    int64_t seeds = look->at->plan->verification.seeds, once = seeds * look->at->plan->pools_count;
    bool whole = scenario->scenario == SCENARIO_WEEK || scenario->scenario == SCENARIO_COLD_START;
    if (whole ? scenario->runs != once : scenario->runs % seeds != 0)
        found(look->at, RULE_VERIFICATION, path_of(look, "runs"),
              "is %" PRId64 " of \"%s\": must be %s%" PRId64 ", as %" PRId64 " orders of %d pools were replayed",
              scenario->runs, name_of(look), whole ? "" : "a multiple of ", whole ? once : seeds, seeds,
              look->at->plan->pools_count);
    if (scenario->runs_failed > scenario->runs)
        found(look->at, RULE_VERIFICATION, path_of(look, "runs_failed"),
              "is %" PRId64 " of %" PRId64 ": must be no more", scenario->runs_failed, scenario->runs);
}

/* The week's hours are the pools', and what they cost is between the cheapest and the dearest of them. */
static void check_week(const struct scenario_look *look)
{
    const struct plan *plan = look->at->plan;
    double planned = 0, least = INFINITY, most = 0;
    for (int p = 0; p < plan->pools_count; p++) {
        const struct plan_pool *pool = &plan->pools[p];
        double rate = (double)(pool->usd_per_instance_hour_nano + pool->usd_per_root_volume_hour_nano);
        for (int hour = 0; hour < pool->instances.count; hour++)
            planned += (double)pool->instances.items[hour] * HOURS_PER_WEEK / pool->instances.count;
        least = fmin(least, rate);
        most = fmax(most, rate);
    }
    double hours = look->scenario->instance_hours, usd = (double)look->scenario->usd_nano;
    double slack = 1000 + usd * 1e-6;
    if (!(fabs(look->scenario->planned_instance_hours - planned) <= planned * 1e-9))
        found(look->at, RULE_VERIFICATION, path_of(look, "planned_instance_hours"),
              "the plan says %.3f, its pools have %.3f in a week", look->scenario->planned_instance_hours, planned);
    if (!(usd >= hours * least - slack && usd <= hours * most + slack))
        found(look->at, RULE_VERIFICATION, path_of(look, "usd"),
              "the plan says %s for %.3f instance-hours, which cost from %s to %s",
              amount_of(look->scenario->usd_nano).text, hours, amount_of((int128)(hours * least)).text,
              amount_of((int128)(hours * most)).text);
}

static void check_scenario(struct checking *at, int index)
{
    const struct verdict_scenario *scenario = &at->plan->verification.scenarios[index];
    struct scenario_look look = {at, scenario, index};
    compare_flag(&look, "required", scenario->required, is_promised(at, scenario->scenario),
                 "as the plan's safety has it");
    compare_flag(&look, "passed", scenario->passed, scenario->runs_failed == 0, "by its failed replays");
    compare_flag(&look, "applies", scenario->applies, scenario->runs > 0, "by its replays");
    if (!scenario->applies || at->plan->verification.seeds == 0)
        return;
    check_runs(&look);
    check_worst(&look);
    if (scenario->scenario == SCENARIO_WEEK)
        check_week(&look);
}

/* --- all of them --- */

static void check_missing(struct checking *at)
{
    const struct plan_verification *verification = &at->plan->verification;
    for (int kind = 0; kind < SCENARIOS_COUNT; kind++) {
        bool is_there = false;
        for (int i = 0; i < verification->scenarios_count; i++)
            is_there |= (int)verification->scenarios[i].scenario == kind;
        if (!is_there && is_promised(at, (enum scenario)kind))
            found(at, RULE_VERIFICATION, "verification.scenarios",
                  "\"%s\" is missing, which the plan's safety asks for: plan again", scenario_names[kind]);
    }
}

static void check_scenarios(struct checking *at)
{
    const struct plan_verification *verification = &at->plan->verification;
    bool passed = true;
    for (int i = 0; i < verification->scenarios_count; i++) {
        check_scenario(at, i);
        passed = passed && (verification->scenarios[i].passed || !verification->scenarios[i].required);
    }
    check_missing(at);
    if (verification->passed != passed)
        found(at, RULE_VERIFICATION, "verification.passed", "the plan says %s, by its scenarios it is %s",
              yes_or_no(verification->passed), yes_or_no(passed));
}

void check_verification(struct checking *at)
{
    const struct plan *plan = at->plan;
    if ((plan->verification.seeds > 0) != (plan->pools_count > 0))
        found(at, RULE_VERIFICATION, "verification.seeds",
              "%" PRId64 " orders of tasks were replayed for %d pools: every plan with pools must be",
              plan->verification.seeds, plan->pools_count);
    if (plan->verification.scenarios_count > 0 && plan->pools_count == 0)
        found(at, RULE_VERIFICATION, "verification.scenarios", "there is no pool to replay: must be none");
    else if (plan->verification.scenarios_count > 0) /* plans of an older bayplan do not say */
        check_scenarios(at);
}
