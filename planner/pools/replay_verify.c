#include "planner/pools/replay_verify.h"
#include "planner/pools/replay.h"
#include "planner/simulate/deployment.h"
#include "planner/simulate/simulate.h"
#include <string.h>

enum { VERIFY_ROUNDS_MAX = 20, DEPLOYMENT_ROUNDS_MAX = 3, OTHERS_MAX = 100 };

static bool has_spot_pool(const struct plan *plan)
{
    for (int g = 0; g < plan->pools_count; g++)
        if (strcmp(plan->pools[g].purchase, pool_purchase_names[POOL_SPOT]) == 0)
            return true;
    return false;
}

static unsigned required_scenarios(const struct plan *plan)
{
    unsigned scenarios = 1u << SCENARIO_WEEK | 1u << SCENARIO_COLD_START | 1u << SCENARIO_DEPLOYMENT;
    scenarios |= has_spot_pool(plan) ? 1u << SCENARIO_SPOT : 0;
    return scenarios | (plan->safety.survive_zone_loss ? 1u << SCENARIO_ZONE_LOSS : 0);
}

/* As the verdict has them, which goes: what the document remembers of its replay. */
static void remember(struct plan *plan, const struct verdict *verdict)
{
    struct plan_verification *verification = &plan->verification;
    struct arena *arena = &plan->arena;
    verification->scenarios = ARENA_ARRAY(arena, struct verdict_scenario, verdict->scenarios_count + 1);
    verification->scenarios_count = verdict->scenarios_count;
    for (int i = 0; i < verdict->scenarios_count; i++) {
        struct verdict_scenario *copy = &verification->scenarios[i];
        *copy = verdict->scenarios[i];
        const char **words[] = {&copy->worst.pool, &copy->worst.service, &copy->worst.zone, &copy->worst.why};
        for (size_t k = 0; k < sizeof words / sizeof words[0]; k++)
            *words[k] = arena_strdup(arena, *words[k] ? *words[k] : "");
    }
}

bool verify_plan(struct assembly *assembly, const struct planning_options *options, struct verdict *ret_verdict,
                 struct error *err)
{
    struct plan *plan = assembly->plan;
    struct simulate_options simulating = {.scenarios = required_scenarios(plan),
                                          .seed = 1,
                                          .seeds = assembly->held->seeds,
                                          .progress = options->progress,
                                          .context = options->context};
    plan->verification = (struct plan_verification){.seeds = assembly->held->seeds, .passed = true};
    if (plan->pools_count == 0)
        return true;
    if (!simulate_plan(plan, &simulating, ret_verdict, err))
        return false;
    plan->verification.passed = ret_verdict->passed;
    remember(plan, ret_verdict);
    return true;
}

bool verify_others(struct assembly *assembly, struct error *err)
{
    int64_t seeds = assembly->plan->verification.seeds;
    struct verdict verdict = {0};
    struct simulate_options simulating = {
        .scenarios = 1u << SCENARIO_WEEK, .seed = seeds + 1, .seeds = seeds < OTHERS_MAX ? seeds : OTHERS_MAX};
    assembly->other_weeks = assembly->other_weeks_failed = 0;
    if (assembly->plan->pools_count == 0)
        return true;
    if (!simulate_plan(assembly->plan, &simulating, &verdict, err))
        return false;
    for (int s = 0; s < verdict.scenarios_count; s++) {
        assembly->other_weeks += verdict.scenarios[s].runs;
        assembly->other_weeks_failed += verdict.scenarios[s].runs_failed;
    }
    verdict_release(&verdict);
    return true;
}

static bool give_up(const struct verdict_scenario *failed, struct error *err)
{
    return error_set(err, ERROR_INFEASIBLE, failed->worst.service,
                     "no plan was found that passes the replay of \"%s\": service %s in %s at hour %lld: %s",
                     scenario_names[failed->scenario], failed->worst.service, failed->worst.pool,
                     (long long)failed->worst.hour, failed->worst.why);
}

/* No size helps where the percentages let no task start and none stop. */
static bool is_stuck(const struct plan *plan, const struct verdict_scenario *failed)
{
    int64_t hour = failed->worst.hour;
    for (int i = 0; i < plan->services_count && failed->scenario == SCENARIO_DEPLOYMENT; i++) {
        const struct plan_service *service = &plan->services[i];
        if (strcmp(service->name, failed->worst.service) != 0)
            continue;
        int64_t tasks = service->tasks.items[hour % service->tasks.count];
        return deployment_is_stuck(&(struct replay_service){.deployment = service->deployment},
                                   replay_room(tasks, plan->safety.headroom_ratio));
    }
    return false;
}

/* The first that failed and that some size may help; NULL = there is none. */
static const struct verdict_scenario *first_to_mend(const struct plan *plan, const struct verdict *verdict)
{
    for (int s = 0; s < verdict->scenarios_count; s++) {
        const struct verdict_scenario *scenario = &verdict->scenarios[s];
        if (scenario->required && !scenario->passed && !is_stuck(plan, scenario))
            return scenario;
    }
    return NULL;
}

bool verify_is_done(const struct plan *plan, const struct verdict *verdict)
{
    return plan->verification.passed || !first_to_mend(plan, verdict);
}

bool verify_grow(const struct assembly *assembly, struct pools_result *pools, int round, const struct verdict *verdict,
                 struct error *err)
{
    const struct verdict_scenario *failed = first_to_mend(assembly->plan, verdict);
    BUG_IF(!failed);
    int g = pool_index(assembly->plan, failed->worst.pool);
    if (g < 0 || round == VERIFY_ROUNDS_MAX)
        return give_up(failed, err);
    struct pool_choice *choice = &pools->pools[g];
    int64_t hour = failed->worst.hour;
    if (failed->scenario == SCENARIO_DEPLOYMENT && !assembly->plan->safety.deployments) {
        choice->max_size[hour] += choice->max_size[hour] - choice->instances[hour] + 1;
        return round < DEPLOYMENT_ROUNDS_MAX || give_up(failed, err); /* room to grow is not what it lacks */
    }
    int64_t more = choice->usd_per_month_nano;
    choice->instances[hour]++;
    choice->max_size[hour]++;
    if (!hold_price(assembly->model, choice, err))
        return false;
    more = choice->usd_per_month_nano - more;
    choice->placement += more; /* the bill of the hour is what ECS's placement asks */
    choice->zone_loss += more;
    choice->deployments += more;
    pools_order(assembly->model, pools);
    return true;
}
