/* bench_buying.c — every profile named, planned with each way to buy: what it costs beside the bound of the same
 * options. `bench_buying [-t SECONDS] PROFILE...`; prices are the snapshot of the profile's region, SECONDS (10) the
 * time limit of one plan. Exit 1 where a plan is not true or costs less than its bound. */
#include "planner/buy/buy.h"
#include "planner/check/check.h"
#include "planner/pools/clock.h"
#include "planner/vary/vary.h"
#include "pricing/overlay.h"
#include "pricing/snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHANGES_MAX = 2 };

struct way {
    const char *name;
    const char *changes[CHANGES_MAX]; /* as --what-if has them */
    const char *overlay;              /* a document; NULL = none */
};

static const char twelve_percent[] =
    "{\"schema\": \"bayplan.overlay/1\", \"name\": \"12 %\", \"rules\": [{\"discount_percent\": 12}]}";

static const struct way ways[] = {
    {"on demand", {NULL}, NULL},
    {"Spot allowed", {"spot=allowed"}, NULL},
    {"1 year, no upfront", {"commitments=*.1y.no_upfront"}, NULL},
    {"3 years, no upfront", {"commitments=*.3y.no_upfront"}, NULL},
    {"Spot, and 1 year", {"spot=allowed", "commitments=*.1y.no_upfront"}, NULL},
    {"12 % off", {NULL}, twelve_percent},
    {"12 % off, and 1 year", {"commitments=*.1y.no_upfront"}, twelve_percent},
};
enum { WAYS = sizeof ways / sizeof *ways };

struct inputs {
    struct profile profile;
    struct catalogue listed, catalogue;
    struct overlay overlay;
    struct arena arena;
};

static void inputs_release(struct inputs *inputs)
{
    profile_release(&inputs->profile);
    catalogue_release(&inputs->catalogue);
    catalogue_release(&inputs->listed);
    overlay_release(&inputs->overlay);
    arena_release(&inputs->arena);
}

static bool lay_over(struct inputs *inputs, const char *overlay, struct error *err)
{
    struct catalogue discounted;
    if (!overlay)
        return true;
    if (!overlay_parse("12 %", overlay, strlen(overlay), &inputs->overlay, err) ||
        !overlay_apply(&inputs->listed, &inputs->overlay, &discounted, err))
        return false;
    catalogue_release(&inputs->listed);
    inputs->listed = discounted;
    return true;
}

static bool change(struct inputs *inputs, struct profile *profile, const struct way *way, struct error *err)
{
    struct what_if changes[CHANGES_MAX];
    int count = 0;
    for (int c = 0; c < CHANGES_MAX && way->changes[c]; c++)
        if (!what_if_parse(way->changes[c], &inputs->arena, &changes[count++], err))
            return false;
    return vary(profile, &inputs->listed, changes, count, &inputs->profile, &inputs->catalogue, err);
}

static bool is_true(const struct inputs *inputs, const struct plan *plan)
{
    struct verdict verdict;
    check_plan(plan, &inputs->profile, &inputs->catalogue, &verdict);
    for (int i = 0; i < verdict.findings_count; i++)
        printf("    %s %s: %s\n", verdict.findings[i].code, verdict.findings[i].where, verdict.findings[i].what);
    bool passed = verdict.passed;
    verdict_release(&verdict);
    return passed;
}

static void print_row(const struct plan *plan, const struct way *way, double on_demand, double seconds, bool is_first)
{
    double cost = (double)(plan->cost.total - plan->cost.overhead) / 1e9;
    double bound = (double)plan->bound.usd_per_month_nano / 1e9;
    printf("%-18s %-22s %12.2f %12.2f %8.2f %% %9.2f %% %7.1f s\n", is_first ? plan->profile_name : "", way->name, cost,
           bound, 100 * plan->bound.gap_ratio, on_demand > 0 ? 100 * (cost - on_demand) / on_demand : 0, seconds);
    fflush(stdout);
}

/* *on_demand: of the first way, which has it 0. */
static bool run_way(const char *path, const struct way *way, double time_limit_s, double *on_demand, bool *ret_true,
                    struct error *err)
{
    struct inputs inputs = {0};
    struct profile profile = {0};
    struct plan plan = {0};
    struct planning_options options = {.time_limit_s = time_limit_s};
    double start = clock_now_s();
    bool ok = profile_load(path, &profile, err) && snapshot_catalogue(profile.region, &inputs.listed, err) &&
              lay_over(&inputs, way->overlay, err) && change(&inputs, &profile, way, err) &&
              buying_run(&inputs.profile, &inputs.catalogue, &options, &plan, err);
    if (ok) {
        print_row(&plan, way, *on_demand, clock_now_s() - start, *on_demand <= 0);
        if (*on_demand <= 0)
            *on_demand = (double)(plan.cost.total - plan.cost.overhead) / 1e9;
        *ret_true = is_true(&inputs, &plan);
    }
    plan_release(&plan);
    inputs_release(&inputs);
    profile_release(&profile);
    return ok;
}

int main(int argc, char **argv)
{
    double time_limit_s = 10;
    bool all_true = true;
    printf("%-18s %-22s %12s %12s %10s %11s\n", "profile", "bought", "$ a month", "bound", "gap", "to on demand");
    for (int a = 1; a < argc; a++) {
        double on_demand = 0;
        if (strcmp(argv[a], "-t") == 0 && a + 1 < argc) {
            time_limit_s = strtod(argv[++a], NULL);
            continue;
        }
        for (int w = 0; w < WAYS; w++) {
            struct error err = {0};
            bool is_good = false;
            if (!run_way(argv[a], &ways[w], time_limit_s, &on_demand, &is_good, &err)) {
                printf("%-18s %-22s not possible: %s: %s\n", "", ways[w].name, err.where, err.text);
                continue;
            }
            all_true = all_true && is_good;
        }
    }
    return all_true ? EXIT_SUCCESS : EXIT_FAILURE;
}
