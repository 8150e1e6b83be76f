/* bench_plan.c — plans each profile named and prints one row: cost, bound, gap by cause, seconds, peak memory.
 * `bench_plan [-t SECONDS] PROFILE...`; prices are the snapshot of the profile's region. */
#include "data/base/file.h"
#include "data/plan.h"
#include "planner/pools/clock.h"
#include "planner/pools/planning.h"
#include "pricing/snapshot.h"
#include "tests/bench/plan_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static void print_pools(const struct plan *plan)
{
    for (int g = 0; g < plan->pools_count; g++) {
        const struct plan_pool *pool = &plan->pools[g];
        char money[MONEY_TEXT_SIZE];
        printf("    %-8s %-16s %4lld..%-4lld  %3d services %3d jobs  %s  binds: %s\n", pool->name, pool->instance_type,
               (long long)pool->instances_min, (long long)pool->instances_max, pool->services.count, pool->jobs.count,
               nano_format_cents(pool->usd_per_month_nano, money), pool->binding);
    }
}

static void print_plan(const struct plan *plan, double seconds)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    print_cost(plan);
    if (plan->free_packing.given)
        printf("\n    free packing of hour %d: %.3f %% above its bound", plan->free_packing.hour,
               plan->free_packing.bound_usd_per_hour_nano > 0
                   ? 100.0 *
                         (double)(plan->free_packing.usd_per_hour_nano - plan->free_packing.bound_usd_per_hour_nano) /
                         (double)plan->free_packing.bound_usd_per_hour_nano
                   : 0);
    printf("\n    %.2f s, peak %ld MiB%s\n", seconds, usage.ru_maxrss / 1024,
           plan->time_limit_reached ? ", time limit reached" : "");
    print_pools(plan);
}

static bool run(const char *path, double time_limit_s, const char *json_path, struct error *err)
{
    struct profile profile = {0};
    struct catalogue catalogue = {0};
    struct plan plan = {0};
    struct planning_options options = {.time_limit_s = time_limit_s};
    double start = clock_now_s();
    bool ok = profile_load(path, &profile, err) && snapshot_catalogue(profile.region, &catalogue, err) &&
              planning_run(&profile, &catalogue, &options, &plan, err);
    if (ok)
        print_plan(&plan, clock_now_s() - start);
    if (ok && json_path) {
        struct text json;
        text_init(&json, FILE_BYTES_MAX);
        plan_write(&plan, &json);
        ok = file_write(json_path, json.bytes, json.length, err);
        text_release(&json);
    }
    plan_release(&plan);
    catalogue_release(&catalogue);
    profile_release(&profile);
    return ok;
}

int main(int argc, char **argv)
{
    double time_limit_s = 10;
    const char *json_path = NULL;
    struct error err = {0};
    for (int a = 1; a < argc; a++) {
        if (strcmp(argv[a], "-t") == 0 && a + 1 < argc) {
            time_limit_s = strtod(argv[++a], NULL);
        } else if (strcmp(argv[a], "-o") == 0 && a + 1 < argc) {
            json_path = argv[++a];
        } else if (!run(argv[a], time_limit_s, json_path, &err)) {
            fprintf(stderr, "%s: %s: %s\n", err.where, error_word(err.kind), err.text);
            return error_exit_code(err.kind);
        }
        fflush(stdout);
    }
    return 0;
}
