/* bench_simulate.c — what the replay costs: nanoseconds of CPU per placement by size of pool, a week of hours, and a
 * sizing. usage: bench_simulate [SEEDS] (of the sizing; default 20) */
#include "planner/simulate/sizing.h"
#include "tests/support/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double clock_s(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Services of the usual sizes whose tasks rise by half over the day. */
static void pool_draw(struct arena *arena, int services_count, int64_t tasks, int hours, struct replay_pool *pool)
{
    static const char *const zones[] = {"a", "b", "c"};
    static const int64_t cpu[] = {128, 256, 256, 512, 512, 1024, 1024, 2048, 4096};
    struct random random = {random_seed(7)};
    struct replay_service *services = ARENA_ARRAY(arena, struct replay_service, services_count);
    int64_t left = tasks;
    for (int s = 0; s < services_count; s++) {
        int64_t *row = ARENA_ARRAY(arena, int64_t, hours);
        int64_t mean = left / (services_count - s), most = random_between(&random, 1, 2 * mean > 2 ? 2 * mean : 2);
        left -= most;
        for (int h = 0; h < hours; h++) {
            int64_t distance = llabs((h + s % 4) % 24 - 14);
            row[h] = hours == 1 ? most : most - most * distance / 40 + (most > 8 ? random_between(&random, 0, 1) : 0);
        }
        int64_t units = cpu[random_between(&random, 0, 8)];
        services[s] = (struct replay_service){.task = {.name = "s", .size = {units, 0, 1, 0}},
                                              .tasks = row,
                                              .room = row,
                                              .zones_min = 2,
                                              .deployment = {100, 200},
                                              .strategies = {PLACE_SPREAD_ZONES, PLACE_BINPACK_MEMORY},
                                              .strategies_count = 2,
                                              .rebalancing = true};
        services[s].task.size[RESOURCE_MEMORY] = units * random_between(&random, 2, 16) / 2;
    }
    *pool = (struct replay_pool){.name = "pool-1", .instance_type = "m7g.4xlarge", .zones = 3, .zone_names = zones};
    pool->hours = hours;
    pool->capacity[RESOURCE_CPU] = 16384;
    pool->capacity[RESOURCE_MEMORY] = 62000;
    pool->capacity[RESOURCE_ENI] = 58;
    pool->services = services;
    pool->services_count = services_count;
}

static void bench_pool(int services_count, int64_t tasks, int64_t seeds)
{
    struct arena arena = {0};
    struct replay_pool cold, week;
    int64_t instances[HOURS_PER_WEEK], unplaced[4096];
    pool_draw(&arena, services_count, tasks, 1, &cold);
    pool_draw(&arena, services_count, tasks, HOURS_PER_WEEK, &week);
    struct sizing_request request = {
        .pool = &cold, .promises = PROMISE_PLACEMENT, .seeds = 1, .instances_max = 1 << 20, .steps_max = INT64_MAX};
    (void)sizing_find(&request, instances);
    struct cluster *cluster = cluster_new(&cold, 1);
    double start = clock_s();
    int rounds = 0;
    for (; clock_s() - start < 0.5; rounds++)
        week_step(cluster, -1, 0, instances[0], PROMISE_PLACEMENT, unplaced);
    double cold_ns = 1e9 * (clock_s() - start) / (double)cluster_steps(cluster);
    cluster_free(cluster);

    request.pool = &week;
    start = clock_s();
    struct sizing_result one = sizing_find(&request, instances);
    double one_s = clock_s() - start;
    int64_t steps = 0, peak = instances[week_peak_hour(&week, instances)];
    cluster = cluster_new(&week, replay_seed(1, &week, SCENARIO_WEEK));
    start = clock_s();
    for (int h = 0; h < HOURS_PER_WEEK; h++)
        week_step(cluster, h - 1, h, instances[h], PROMISE_PLACEMENT, unplaced);
    double week_s = clock_s() - start;
    steps = cluster_steps(cluster);
    cluster_free(cluster);
    request.seeds = seeds;
    start = clock_s();
    struct sizing_result many = sizing_find(&request, instances);
    printf("%6d services %7lld tasks %6lld instances: cold %5.0f ns/step, week %5.0f ns/step %7.3f s; sizing %8.3f s "
           "%s, %lld seeds %8.3f s %.0f ns/step peak %lld\n",
           services_count, (long long)tasks, (long long)peak, cold_ns, 1e9 * week_s / (double)steps, week_s, one_s,
           one.possible ? "ok" : "impossible", (long long)many.seeds, clock_s() - start,
           1e9 * (clock_s() - start) / (double)many.steps, (long long)instances[week_peak_hour(&week, instances)]);
    fflush(stdout);
    arena_release(&arena);
}

int main(int argc, char **argv)
{
    int64_t seeds = argc > 1 ? strtoll(argv[1], NULL, 10) : 20;
    bench_pool(10, 60, seeds);
    bench_pool(50, 300, seeds);
    bench_pool(100, 1000, seeds);
    bench_pool(200, 4000, seeds);
    bench_pool(400, 20000, seeds < 4 ? seeds : 4);
    if (argc > 2)
        bench_pool(400, 100000, 1);
    return 0;
}
