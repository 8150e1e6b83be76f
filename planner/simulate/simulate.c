/* simulate.c — every pool of a plan, every seed, every scenario -> one verdict. */
#include "planner/simulate/simulate.h"

#include "planner/simulate/rules.h"
#include "planner/simulate/scenarios.h"

#include <stdio.h>
#include <string.h>

enum { SEEDS_MAX = 100000, PROGRESS_LINE_MAX = 300 };

static bool has_spot_pool(const struct plan *plan)
{
    for (int i = 0; i < plan->pools_count; i++)
        if (strcmp(plan->pools[i].purchase, pool_purchase_names[POOL_SPOT]) == 0)
            return true;
    return false;
}

/* A deployment must always end, with room kept or without; so must what follows a Spot pool's loss. */
static bool is_required(enum scenario scenario, const struct plan *plan)
{
    switch (scenario) {
    case SCENARIO_WEEK:
    case SCENARIO_COLD_START:
    case SCENARIO_DEPLOYMENT:
        return true;
    case SCENARIO_ZONE_LOSS:
        return plan->safety.survive_zone_loss;
    case SCENARIO_SPOT:
        return has_spot_pool(plan);
    case SCENARIOS_COUNT:
        return false;
    }
    return false;
}

static bool options_check(const struct simulate_options *options, struct error *err)
{
    if (options->seeds < 1 || options->seeds > SEEDS_MAX)
        return error_set(err, ERROR_LIMIT, NULL, "%lld seeds; from 1 to %d can be replayed", (long long)options->seeds,
                         SEEDS_MAX);
    if (options->seed < 0 || options->seed > INT64_MAX - options->seeds)
        return error_set(err, ERROR_INPUT, NULL, "seed %lld: seeds are whole numbers from 0", (long long)options->seed);
    return true;
}

static void say_progress(const struct simulate_options *options, const char *pool, int64_t seed)
{
    char line[PROGRESS_LINE_MAX];
    if (options->progress == NULL)
        return;
    snprintf(line, sizeof line, "%s: replay %lld of %lld", pool, (long long)(seed - options->seed + 1),
             (long long)options->seeds);
    options->progress(options->context, line);
}

static bool pool_run(struct replay *replay, const struct plan *plan, int index, const struct simulate_options *options,
                     struct error *err)
{
    struct replay_pool pool;
    if (!workload_of_pool(plan, index, replay->arena, &pool, err))
        return false;
    replay_open(replay, &pool, &plan->pools[index]);
    replay_plan_hours(replay);
    for (int64_t i = 0; i < options->seeds; i++) {
        replay->seed = options->seed + i;
        replay->seed_index = i;
        say_progress(options, pool.name, replay->seed);
        replay_run(replay);
    }
    replay_close(replay);
    return true;
}

static void verdict_fill(struct verdict *verdict, const struct plan *plan, const struct replay *replay,
                         const struct simulate_options *options)
{
    verdict->plan_profile_name = arena_strdup(&verdict->arena, plan->profile_name);
    verdict->plan_profile_sha256 = arena_strdup(&verdict->arena, plan->profile_sha256);
    verdict->plan_catalogue_sha256 = arena_strdup(&verdict->arena, plan->catalogue_sha256);
    verdict->seed = options->seed;
    verdict->seeds = options->seeds;
    verdict->passed = true;
    verdict->scenarios = ARENA_ARRAY(&verdict->arena, struct verdict_scenario, SCENARIOS_COUNT);
    for (int s = 0; s < SCENARIOS_COUNT; s++) {
        if (!replay_wants(replay, (enum scenario)s))
            continue;
        struct verdict_scenario result = tally_result(&replay->tallies[s], options->seed);
        result.worst.pool = arena_strdup(&verdict->arena, result.worst.pool);
        result.worst.service = arena_strdup(&verdict->arena, result.worst.service);
        result.worst.zone = arena_strdup(&verdict->arena, result.worst.zone);
        result.worst.why = arena_strdup(&verdict->arena, result.worst.why);
        verdict->passed = verdict->passed && (result.passed || !result.required);
        verdict->scenarios[verdict->scenarios_count++] = result;
    }
    verdict->assumptions = rules_in_words(replay->rules, &verdict->arena);
}

bool simulate_plan(const struct plan *plan, const struct simulate_options *options, struct verdict *ret_verdict,
                   struct error *err)
{
    if (!options_check(options, err))
        return false;
    struct arena arena = {0};
    struct tally tallies[SCENARIOS_COUNT];
    unsigned all = (1u << SCENARIOS_COUNT) - 1;
    struct replay replay = {.arena = &arena,
                            .tallies = tallies,
                            .scenarios = options->scenarios == 0 ? all : options->scenarios & all,
                            .promises = replay_promises(plan)};
    for (int s = 0; s < SCENARIOS_COUNT; s++)
        tally_init(&tallies[s], (enum scenario)s, is_required((enum scenario)s, plan), options->seeds, &arena);
    bool ok = true;
    for (int p = 0; p < plan->pools_count && ok; p++)
        ok = pool_run(&replay, plan, p, options, err);
    if (ok) {
        *ret_verdict = (struct verdict){0};
        verdict_fill(ret_verdict, plan, &replay, options);
    }
    arena_release(&arena);
    return ok;
}
