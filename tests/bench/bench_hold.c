/* bench_hold.c — do plans hold, and are they tight? Each profile named is planned (prices: the snapshot of its region)
 * and its cost, bound, gap by cause and seconds printed. The plan is then replayed with seeds 1..SEEDS, which says of
 * each required scenario whether it passes; and once for each pool with one instance less in that pool's peak hour,
 * until some required scenario fails. A pool that fails is tight, one that still passes is padded there; the
 * pools of a plan that fails as it is are not counted.
 *
 * `bench_hold [-z] [-s SEEDS] [-t SECONDS] PROFILE...`: -z asks for survive_zone_loss, whatever the profile says; SEEDS
 * 200; SECONDS 10, the planner's time limit. Exit 1 where a required scenario fails, or fewer than 80 % of all pools
 * are tight. `run-hold` runs it on the examples and the fleets of ../shared. */
#include "planner/pools/clock.h"
#include "planner/pools/planning.h"
#include "pricing/snapshot.h"
#include "tests/bench/plan_lines.h"
#include "tests/support/tightness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIGHT_PERCENT_MIN = 80 };

struct bench {
    bool survive_zone_loss;
    int64_t seeds;
    double time_limit_s;
    int plans, failed, pools, tight; /* of all profiles */
};

static bool print_replay(struct bench *bench, const struct plan *plan, bool *ret_passed, struct error *err)
{
    struct simulate_options options = {.scenarios = scenarios_required(plan), .seed = 1, .seeds = bench->seeds};
    struct verdict verdict;
    double start = clock_now_s();
    if (!simulate_plan(plan, &options, &verdict, err))
        return false;
    printf("    seeds 1..%lld %s:", (long long)bench->seeds, verdict.passed ? "pass" : "FAIL");
    for (int s = 0; s < verdict.scenarios_count; s++) {
        const struct verdict_scenario *scenario = &verdict.scenarios[s];
        printf(" %s %lld of %lld%s%s", scenario_names[scenario->scenario],
               (long long)(scenario->runs - scenario->runs_failed), (long long)scenario->runs,
               scenario->passed || scenario->worst.why == NULL ? "" : ", ",
               scenario->passed || scenario->worst.why == NULL ? "" : scenario->worst.why);
    }
    printf("; planned with %lld, replayed in %.2f s\n", (long long)plan->verification.seeds, clock_now_s() - start);
    *ret_passed = verdict.passed;
    bench->failed += !verdict.passed;
    verdict_release(&verdict);
    return true;
}

static bool print_tightness(struct bench *bench, const struct plan *plan, struct error *err)
{
    int tight = 0;
    double start = clock_now_s();
    for (int g = 0; g < plan->pools_count; g++) {
        const struct plan_pool *pool = &plan->pools[g];
        struct tightness found;
        if (!pool_tightness(plan, g, bench->seeds, &found, err))
            return false;
        printf("    %-8s %-16s %lld in %d zones at hour %d; with one less ", pool->name, pool->instance_type,
               (long long)found.instances, pool->zones.count, found.hour);
        if (found.tight)
            printf("%s fails, seed %lld\n", scenario_names[found.scenario], (long long)found.seed);
        else
            printf("all pass\n");
        tight += found.tight;
    }
    printf("    tight: %d of %d pools, %.2f s\n", tight, plan->pools_count, clock_now_s() - start);
    bench->pools += plan->pools_count;
    bench->tight += tight;
    return true;
}

/* Where a plan fails as it is, that it fails with less says nothing. */
static bool print_trials(struct bench *bench, const struct plan *plan, struct error *err)
{
    bool passed = false;
    if (plan->pools_count > 0)
        return print_replay(bench, plan, &passed, err) && (!passed || print_tightness(bench, plan, err));
    printf("    nothing to replay\n");
    return true;
}

static bool run(struct bench *bench, const char *path, struct error *err)
{
    struct profile profile = {0};
    struct catalogue catalogue = {0};
    struct plan plan = {0};
    struct planning_options options = {.time_limit_s = bench->time_limit_s};
    bool ok = profile_load(path, &profile, err);
    if (ok && bench->survive_zone_loss)
        profile.safety.survive_zone_loss = true;
    double start = clock_now_s();
    ok = ok && snapshot_catalogue(profile.region, &catalogue, err) &&
         planning_run(&profile, &catalogue, &options, &plan, err);
    if (ok) {
        print_cost(&plan);
        printf("\n    survive_zone_loss %s, %d pools, %.2f s%s\n", plan.safety.survive_zone_loss ? "on" : "off",
               plan.pools_count, clock_now_s() - start, plan.time_limit_reached ? ", time limit reached" : "");
        bench->plans++;
    }
    if (ok)
        ok = print_trials(bench, &plan, err);
    plan_release(&plan);
    catalogue_release(&catalogue);
    profile_release(&profile);
    return ok;
}

int main(int argc, char **argv)
{
    struct bench bench = {.seeds = 200, .time_limit_s = 10};
    struct error err = {0};
    for (int a = 1; a < argc; a++) {
        if (strcmp(argv[a], "-z") == 0) {
            bench.survive_zone_loss = true;
        } else if (strcmp(argv[a], "-s") == 0 && a + 1 < argc) {
            bench.seeds = strtoll(argv[++a], NULL, 10);
        } else if (strcmp(argv[a], "-t") == 0 && a + 1 < argc) {
            bench.time_limit_s = strtod(argv[++a], NULL);
        } else if (!run(&bench, argv[a], &err)) {
            fprintf(stderr, "%s: %s: %s\n", err.where, error_word(err.kind), err.text);
            return error_exit_code(err.kind);
        }
        fflush(stdout);
    }
    printf("%d plans, %d fail a required scenario; %d of %d pools are tight\n", bench.plans, bench.failed, bench.tight,
           bench.pools);
    return bench.failed > 0 || bench.tight * 100 < bench.pools * TIGHT_PERCENT_MIN;
}
