#include "planner/pools/planning.h"
#include "data/profile_settings.h"
#include "planner/pools/assembly.h"
#include "planner/pools/clock.h"
#include "planner/pools/hold.h"
#include "planner/pools/planned.h"
#include "planner/pools/replay_verify.h"
#include "planner/pools/restate.h"
#include <stdio.h>
#include <stdlib.h>

/* The solver's part of the time limit. Counters bound the search of pools to the rest of it on a core of its own; the
 * clock ends it only at four times it, so that a busy machine gives the same bytes. The replay comes after and counts
 * its own steps. */
static const double solver_share = 0.5, solver_effort = 0.17, pools_guard = 4;

/* Seeds wanted, and steps of placing and stopping: some 20 seconds of them. */
enum { REPLAY_SEEDS = 200 };
static const int64_t replay_steps_max = 150 * 1000 * 1000;

struct planned {
    struct model model;
    struct model bound_model; /* the same at other prices, where the bound is at those */
    bool has_bound_model;
    struct bound_problem problem;
    struct solve_result solved;
    struct pools_result pools;
    struct hold_report held;
    struct verdict verdict;
    struct plan plan;
    struct assembly assembly;
    bool is_solved, is_verified;
};

/* --- progress --- */

struct reporter {
    const struct planning_options *options;
    double last_s;
};

static void say(struct reporter *reporter, const char *doing, const char *period, int64_t nano, double elapsed_s)
{
    char money[MONEY_TEXT_SIZE], line[128];
    if (!reporter->options->progress || elapsed_s < reporter->last_s + 0.25)
        return;
    reporter->last_s = elapsed_s;
    snprintf(line, sizeof line, "%s: $%s %s", doing, nano_format_cents(nano, money), period);
    reporter->options->progress(reporter->options->context, line);
}

static void solve_progressed(void *context, const struct solve_progress *progress)
{
    say(context, "packing freely", "an hour", progress->cost_nano, progress->elapsed_s);
}

static void pools_progressed(void *context, int64_t best_nano, double elapsed_s)
{
    struct reporter *reporter = context;
    say(reporter, "choosing pools", "a month", best_nano, elapsed_s);
}

/* --- the steps --- */

static void fill_head(struct plan *plan, const struct model *model)
{
    const struct profile *profile = model->profile;
    plan->profile_name = arena_strdup(&plan->arena, profile->name);
    plan->profile_sha256 = arena_strdup(&plan->arena, profile->sha256);
    char settings[SHA256_HEX_SIZE];
    profile_settings_hash(profile, settings);
    plan->settings_sha256 = arena_strdup(&plan->arena, settings);
    plan->region = arena_strdup(&plan->arena, profile->region);
    plan->catalogue_as_of = arena_strdup(&plan->arena, model->catalogue->as_of);
    plan->catalogue_sha256 = arena_strdup(&plan->arena, model->catalogue->sha256);
    plan->bayplan_version = BAYPLAN_VERSION;
    plan->hours = model->hours;
    plan->safety = profile->safety;
    plan->spot = profile->spot;
    plan->root_volume_gib = profile->limits.root_volume_gib;
    plan->apply = apply_settings_copy(&profile->apply, &plan->arena);
}

static void fill_free_packing(struct assembly *assembly)
{
    const struct solve_result *solved = assembly->solved;
    struct plan *plan = assembly->plan;
    if (assembly->problem->packing.classes_count == 0)
        return;
    plan->free_packing.given = true;
    for (int h = assembly->model->hours - 1; h >= 0; h--)
        if (assembly->model->slot_of_hour[h] == solved->packing.slot)
            plan->free_packing.hour = h;
    plan->free_packing.usd_per_hour_nano = solved->packing.cost_nano;
    plan->free_packing.bound_usd_per_hour_nano = solved->bounds[solved->packing.slot].bound_nano;
}

/* All that the replay looks at, and its shares of the bill. */
static bool assemble_places(struct assembly *assembly, struct error *err)
{
    assemble_shares(assembly);
    if (!assemble_lambda(assembly, err))
        return false;
    assemble_pools(assembly);
    assemble_daemons(assembly);
    assemble_services(assembly);
    assemble_jobs(assembly);
    return true;
}

/* The plan is replayed as its document will be; what fails is grown, and it is replayed again. */
static bool assemble_and_verify(struct assembly *assembly, struct pools_result *pools,
                                const struct planning_options *options, struct verdict *ret_verdict, struct error *err)
{
    for (int round = 0; assemble_places(assembly, err) && verify_plan(assembly, options, ret_verdict, err); round++) {
        if (verify_is_done(assembly->plan, ret_verdict))
            return verify_others(assembly, err);
        bool grown = verify_grow(assembly, pools, round, ret_verdict, err);
        verdict_release(ret_verdict);
        if (!grown)
            return false;
    }
    return false;
}

static bool assemble(struct assembly *assembly, struct error *err)
{
    struct plan *plan = assembly->plan;
    if (!assemble_deployments(assembly, err))
        return false;
    assemble_gap(assembly);
    assemble_all_fargate(assembly);
    assembly->mover = pools_mover_new(assembly->model, assembly->pools, err);
    if (!assembly->mover)
        return false;
    assemble_alternatives(assembly);
    assemble_reasons(assembly);
    assemble_assumptions(assembly);
    pools_mover_free(assembly->mover);
    plan->time_limit_reached = assembly->solved->time_limit_reached || assembly->pools->time_limit_reached;
    return true;
}

static bool solve(struct planned *planned, const struct planning_options *options, struct error *err)
{
    struct reporter reporter = {options, -1};
    struct solve_options solving = {.time_limit_s = options->time_limit_s * solver_share,
                                    .effort_s = options->time_limit_s * solver_effort,
                                    .progress = solve_progressed,
                                    .context = &reporter};
    bound_problem_build(planned->has_bound_model ? &planned->bound_model : &planned->model, &planned->problem);
    planned->is_solved = true;
    return planned->problem.packing.classes_count == 0 ||
           solve_packing(&planned->problem.packing, planned->problem.pack_slot, &solving, &planned->solved, err);
}

static bool choose(struct planned *planned, const struct planning_options *options, struct search_clock *clock,
                   struct error *err)
{
    struct reporter reporter = {options, -1};
    double limit_s = options->time_limit_s, left_s = limit_s * pools_guard - clock_elapsed_s(clock);
    struct pools_options choosing = {left_s > limit_s ? left_s : limit_s, pools_progressed, &reporter};
    return pools_choose(&planned->model, &planned->solved, &choosing, &planned->pools, err);
}

static void hold_progressed(void *context, int pools_done, int pools, int64_t seeds)
{
    const struct planning_options *options = context;
    char line[128];
    snprintf(line, sizeof line, "replaying ECS: %d of %d pools, %lld seeds", pools_done, pools, (long long)seeds);
    if (options->progress)
        options->progress(options->context, line);
}

static bool hold(struct planned *planned, const struct planning_options *options, struct error *err)
{
    struct planning_options copy = *options; /* progress and its context, behind one pointer that is not const */
    struct hold_options holding = {REPLAY_SEEDS, replay_steps_max, hold_progressed, &copy};
    return pools_hold(&planned->model, &holding, &planned->pools, &planned->held, err);
}

/* --- in parts --- */

static void assembly_begin(struct planned *planned)
{
    planned->assembly = (struct assembly){.model = &planned->model,
                                          .pools = &planned->pools,
                                          .held = &planned->held,
                                          .problem = &planned->problem,
                                          .solved = &planned->solved,
                                          .plan = &planned->plan};
    fill_head(&planned->plan, &planned->model);
}

static bool find(struct planned *planned, const struct profile *profile, const struct catalogue *catalogue,
                 const struct planning_options *options, struct error *err)
{
    struct search_clock clock = clock_start(options->time_limit_s);
    if (!model_build(profile, catalogue, &planned->model, err) || !solve(planned, options, err) ||
        !choose(planned, options, &clock, err) || !hold(planned, options, err))
        return false;
    assembly_begin(planned);
    if (!assemble_and_verify(&planned->assembly, &planned->pools, options, &planned->verdict, err))
        return false;
    planned->is_verified = true;
    planned->plan.time_limit_reached = planned->solved.time_limit_reached || planned->pools.time_limit_reached;
    assemble_cost(&planned->assembly);
    return true;
}

bool planned_find(const struct profile *profile, const struct catalogue *catalogue,
                  const struct planning_options *options, struct planned **ret_planned, struct error *err)
{
    struct planned *planned = memory_alloc(1, sizeof *planned);
    bool ok = find(planned, profile, catalogue, options, err);
    if (ok)
        *ret_planned = planned;
    else
        planned_free(planned);
    return ok;
}

bool planned_bound_only(const struct profile *profile, const struct catalogue *catalogue,
                        const struct planning_options *options, struct planned **ret_planned, struct error *err)
{
    struct planned *planned = memory_alloc(1, sizeof *planned);
    bool ok = model_build(profile, catalogue, &planned->model, err) && solve(planned, options, err);
    if (ok)
        *ret_planned = planned;
    else
        planned_free(planned);
    return ok;
}

static bool all_outside(struct planned *planned)
{
    const struct model *model = &planned->model;
    struct pools_result *pools = &planned->pools;
    pools->pools = ARENA_ARRAY(&pools->arena, struct pool_choice, 1);
    pools->place_of_item = ARENA_ARRAY(&pools->arena, int, model->items_count + 1);
    for (int i = 0; i < model->items_count; i++) {
        pools->place_of_item[i] = ITEM_OUTSIDE;
        if (!model->items[i].outside_possible)
            return false;
    }
    return true;
}

bool planned_outside(const struct profile *profile, const struct catalogue *catalogue, struct planned **ret_planned,
                     struct error *err)
{
    struct planned *planned = memory_alloc(1, sizeof *planned);
    bool ok = model_build(profile, catalogue, &planned->model, err);
    *ret_planned = NULL;
    if (ok && all_outside(planned)) {
        assembly_begin(planned);
        ok = assemble_places(&planned->assembly, err);
        if (ok) {
            assemble_cost(&planned->assembly);
            *ret_planned = planned;
            return true;
        }
    }
    planned_free(planned);
    return ok;
}

bool planned_reprice(const struct planned *planned, const struct catalogue *catalogue, struct planned **ret_planned,
                     struct error *err)
{
    struct planned *copy = memory_alloc(1, sizeof *copy);
    copy->held = planned->held;
    bool ok = model_build(planned->model.profile, catalogue, &copy->model, err) &&
              restate(&planned->model, &planned->pools, &copy->model, &copy->pools, err);
    if (ok) {
        assembly_begin(copy);
        ok = assemble_places(&copy->assembly, err);
    }
    if (ok) {
        assemble_cost(&copy->assembly);
        *ret_planned = copy;
    } else {
        planned_free(copy);
    }
    return ok;
}

bool planned_bound_prices(struct planned *planned, const struct catalogue *catalogue, struct error *err)
{
    BUG_IF(planned->is_solved || planned->has_bound_model);
    planned->has_bound_model = model_build(planned->model.profile, catalogue, &planned->bound_model, err);
    return planned->has_bound_model;
}

const struct plan *planned_plan(const struct planned *planned)
{
    return &planned->plan;
}

/* Of a plan that held at other prices: a replay knows none, so it holds at these. */
static bool verify_again(struct planned *planned, const struct planning_options *options, struct error *err)
{
    struct assembly *assembly = &planned->assembly;
    if (!verify_plan(assembly, options, &planned->verdict, err))
        return false;
    planned->is_verified = true;
    BUG_IF(!verify_is_done(&planned->plan, &planned->verdict));
    return verify_others(assembly, err);
}

bool planned_finish(struct planned *planned, const struct planning_options *options, struct plan *ret_plan,
                    struct error *err)
{
    struct assembly *assembly = &planned->assembly;
    if ((!planned->is_solved && !solve(planned, options, err)) ||
        (!planned->is_verified && !verify_again(planned, options, err)))
        return false;
    fill_free_packing(assembly);
    assembly->bound = bound_of_month(&planned->problem, &planned->solved, &planned->plan.arena);
    if (!assemble(assembly, err))
        return false;
    *ret_plan = planned->plan;
    planned->plan = (struct plan){0};
    if (options->ret_verdict) {
        *options->ret_verdict = planned->verdict;
        planned->verdict = (struct verdict){0};
    }
    return true;
}

struct bound_hours planned_bound(const struct planned *planned, struct arena *arena)
{
    return bound_of_hours(&planned->problem, &planned->solved, arena);
}

void planned_free(struct planned *planned)
{
    if (!planned)
        return;
    plan_release(&planned->plan);
    verdict_release(&planned->verdict);
    pools_result_release(&planned->pools);
    solve_result_release(&planned->solved);
    bound_problem_release(&planned->problem);
    model_release(&planned->bound_model);
    model_release(&planned->model);
    free(planned);
}

bool planning_run(const struct profile *profile, const struct catalogue *catalogue,
                  const struct planning_options *options, struct plan *ret_plan, struct error *err)
{
    struct planned *planned = NULL;
    bool ok =
        planned_find(profile, catalogue, options, &planned, err) && planned_finish(planned, options, ret_plan, err);
    planned_free(planned);
    return ok;
}
