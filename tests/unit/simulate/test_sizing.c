/* test_sizing.c — what sizing finds passes when replayed as simulate does, seed by seed, and one instance less at the
 * peak does not. */
#include "planner/simulate/sizing.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SERVICES = 8, HOURS = 24, SEEDS = 12, POOLS = 24 };

struct drawn {
    struct replay_pool pool;
    struct replay_service services[SERVICES];
    int64_t tasks[SERVICES][HOURS], room[SERVICES][HOURS];
};

static const char *const zone_names[] = {"a", "b", "c"};

static void draw_service(struct random *random, struct drawn *drawn, int s)
{
    static const int64_t cpu[] = {128, 256, 512, 1024, 2048};
    struct replay_service *service = &drawn->services[s];
    int64_t base = random_between(random, 1, 12), swing = random_between(random, 0, 12);
    for (int h = 0; h < HOURS; h++) {
        drawn->tasks[s][h] = base + swing * (12 - llabs(h - 13)) / 12 + random_between(random, 0, 1);
        drawn->room[s][h] = drawn->tasks[s][h] + (drawn->tasks[s][h] + 9) / 10;
    }
    *service = (struct replay_service){.task = {.name = "s"},
                                       .tasks = drawn->tasks[s],
                                       .room = drawn->room[s],
                                       .zones_min = random_between(random, 1, 3),
                                       .deployment = {100, random_chance(random, 50) ? 200 : 150},
                                       .strategies = {PLACE_SPREAD_ZONES, PLACE_BINPACK_MEMORY},
                                       .strategies_count = 2,
                                       .rebalancing = random_chance(random, 80)};
    service->task.size[RESOURCE_CPU] = cpu[random_between(random, 0, 4)];
    service->task.size[RESOURCE_MEMORY] = service->task.size[RESOURCE_CPU] * random_between(random, 1, 8);
    service->task.size[RESOURCE_ENI] = 1;
    service->per_instance_max = random_chance(random, 15) ? 2 : 0;
}

static void drawn_init(struct random *random, struct drawn *drawn)
{
    *drawn = (struct drawn){0};
    drawn->pool = (struct replay_pool){.name = "pool-1", .instance_type = "made.xlarge", .zone_names = zone_names};
    drawn->pool.zones = (int)random_between(random, 2, 3);
    drawn->pool.hours = random_chance(random, 20) ? 1 : HOURS;
    drawn->pool.capacity[RESOURCE_CPU] = 4096;
    drawn->pool.capacity[RESOURCE_MEMORY] = 20000;
    drawn->pool.capacity[RESOURCE_ENI] = random_between(random, 4, 20);
    drawn->pool.services = drawn->services;
    drawn->pool.services_count = (int)random_between(random, 1, SERVICES);
    for (int s = 0; s < drawn->pool.services_count; s++)
        draw_service(random, drawn, s);
}

/* One week, the way back to the first hour and a cold start at the peak: as simulate replays them. */
static bool seed_holds(const struct replay_pool *pool, const int64_t *instances, unsigned promises, int64_t seed)
{
    struct cluster *cluster = cluster_new(pool, replay_seed(seed, pool, SCENARIO_WEEK));
    struct cluster *scratch = cluster_new_like(cluster);
    int64_t unplaced[SERVICES];
    bool holds = true;
    for (int step = 0; step <= pool->hours && holds; step++) {
        int hour = step % pool->hours;
        week_step(cluster, step - 1, hour, instances[hour], promises, unplaced);
        holds = week_look(cluster, scratch, hour, promises, unplaced).tasks == 0;
    }
    if (holds) {
        unsigned cold = promises & (PROMISE_PLACEMENT | PROMISE_HEADROOM);
        int peak = week_peak_hour(pool, instances);
        cluster_reseed(cluster, replay_seed(seed, pool, SCENARIO_COLD_START));
        week_step(cluster, -1, peak, instances[peak], cold, unplaced);
        holds = week_look(cluster, scratch, peak, cold, unplaced).tasks == 0;
    }
    cluster_free(cluster);
    cluster_free(scratch);
    return holds;
}

static bool all_hold(const struct replay_pool *pool, const int64_t *instances, unsigned promises, int64_t seeds)
{
    for (int64_t seed = 1; seed <= seeds; seed++)
        if (!seed_holds(pool, instances, promises, seed))
            return false;
    return true;
}

static struct sizing_request request_of(const struct drawn *drawn, unsigned promises)
{
    return (struct sizing_request){
        .pool = &drawn->pool, .promises = promises, .seeds = SEEDS, .instances_max = 10000, .steps_max = 1 << 30};
}

static unsigned draw_promises(struct random *random)
{
    unsigned promises = PROMISE_PLACEMENT;
    promises |= random_chance(random, 30) ? PROMISE_ZONE_LOSS : 0u;
    promises |= random_chance(random, 30) ? PROMISE_DEPLOYMENT : 0u;
    return promises | (random_chance(random, 30) ? PROMISE_HEADROOM : 0u);
}

static void test_holds_and_is_tight(void **state)
{
    (void)state;
    struct random random = {random_seed(4711)};
    int tight = 0;
    for (int p = 0; p < POOLS; p++) {
        struct drawn drawn;
        int64_t instances[HOURS], again[HOURS];
        drawn_init(&random, &drawn);
        unsigned promises = draw_promises(&random);
        struct sizing_request request = request_of(&drawn, promises);
        struct sizing_result result = sizing_find(&request, instances);
        assert_true(result.possible);
        assert_int_equal(result.seeds, SEEDS);
        assert_true(all_hold(&drawn.pool, instances, promises, SEEDS));
        for (int h = 0; h < drawn.pool.hours; h++)
            assert_true(instances[h] >= drawn.pool.zones);
        assert_true(sizing_find(&request, again).possible);
        assert_memory_equal(instances, again, (size_t)drawn.pool.hours * sizeof *instances);
        int peak = week_peak_hour(&drawn.pool, instances);
        bool least = instances[peak] == drawn.pool.zones;
        instances[peak]--;
        tight += least || !all_hold(&drawn.pool, instances, promises, SEEDS);
    }
    assert_in_range(tight, POOLS * 9 / 10, POOLS);
}

/* A guess far off changes the effort, not that it holds; a floor is kept; no hour is above the limit. */
static void test_guess_floor_and_limit(void **state)
{
    (void)state;
    struct random random = {random_seed(12)};
    for (int p = 0; p < 6; p++) {
        struct drawn drawn;
        int64_t instances[HOURS], guess[HOURS], least[HOURS], held[HOURS];
        drawn_init(&random, &drawn);
        struct sizing_request request = request_of(&drawn, PROMISE_PLACEMENT);
        request.guess = guess;
        for (int h = 0; h < HOURS; h++)
            guess[h] = random_between(&random, 0, 200);
        assert_true(sizing_find(&request, instances).possible);
        assert_true(all_hold(&drawn.pool, instances, PROMISE_PLACEMENT, SEEDS));
        int peak = week_peak_hour(&drawn.pool, instances);
        request.instances_max = instances[peak];
        assert_true(sizing_find(&request, held).possible);
        for (int h = 0; h < drawn.pool.hours; h++)
            assert_true(held[h] <= instances[peak]);
        for (int h = 0; h < HOURS; h++)
            least[h] = instances[peak] + 3;
        request.instances_max = 10000;
        request.least = least;
        assert_true(sizing_find(&request, held).possible);
        for (int h = 0; h < drawn.pool.hours; h++)
            assert_int_equal(held[h], least[h]);
        request.instances_max = drawn.pool.zones - 1;
        request.least = NULL;
        struct sizing_result result = sizing_find(&request, held);
        assert_false(result.possible);
        assert_int_equal(result.impossible_service, -1);
    }
}

static void test_impossible_service(void **state)
{
    (void)state;
    struct random random = {random_seed(3)};
    struct drawn drawn;
    int64_t instances[HOURS];
    int hours[1] = {0};
    drawn_init(&random, &drawn);
    int last = drawn.pool.services_count - 1;
    drawn.services[last].task.size[RESOURCE_MEMORY] = 20001;
    struct sizing_request request = request_of(&drawn, PROMISE_PLACEMENT);
    struct sizing_result result = sizing_find(&request, instances);
    assert_false(result.possible);
    assert_int_equal(result.impossible_service, last);
    assert_false(sizing_sample(&request, hours, 1, instances).possible);
    memset(drawn.tasks[last], 0, sizeof drawn.tasks[last]); /* but who asks for none needs no room */
    assert_true(sizing_find(&request, instances).possible);
}

/* Fewer seeds when the steps run out, and those hold. */
static void test_steps_lower_seeds(void **state)
{
    (void)state;
    struct random random = {random_seed(8)};
    struct drawn drawn;
    int64_t instances[HOURS];
    do
        drawn_init(&random, &drawn);
    while (drawn.pool.hours == 1 || drawn.pool.services_count < 4);
    struct sizing_request request = request_of(&drawn, PROMISE_PLACEMENT);
    request.seeds = 100;
    request.steps_max = 20000;
    struct sizing_result result = sizing_find(&request, instances);
    assert_true(result.possible);
    assert_in_range(result.seeds, 1, 60);
    assert_true(result.steps < 40000);
    assert_true(all_hold(&drawn.pool, instances, PROMISE_PLACEMENT, result.seeds));
}

/* The sample's size passes a cold start for each seed, and one less fails for some. */
static void test_sample(void **state)
{
    (void)state;
    struct random random = {random_seed(77)};
    for (int p = 0; p < 12; p++) {
        struct drawn drawn;
        drawn_init(&random, &drawn);
        int64_t found[2], unplaced[SERVICES];
        int hours[2] = {0, drawn.pool.hours - 1};
        struct sizing_request request = request_of(&drawn, PROMISE_PLACEMENT);
        assert_true(sizing_sample(&request, hours, 2, found).possible);
        struct cluster *cluster = cluster_new(&drawn.pool, 1), *scratch = cluster_new_like(cluster);
        for (int k = 0; k < 2; k++) {
            int fails[2] = {0, 0}; /* at the size found, and one below */
            for (int less = 0; less < 2; less++)
                for (int64_t seed = 1; seed <= SEEDS; seed++) {
                    cluster_reseed(cluster, replay_seed(seed, &drawn.pool, SCENARIO_COLD_START));
                    week_step(cluster, -1, hours[k], found[k] - less, PROMISE_PLACEMENT, unplaced);
                    fails[less] += week_look(cluster, scratch, hours[k], PROMISE_PLACEMENT, unplaced).tasks > 0;
                }
            assert_int_equal(fails[0], 0);
            assert_true(fails[1] > 0 || found[k] == drawn.pool.zones);
        }
        cluster_free(cluster);
        cluster_free(scratch);
    }
}

/* So far that any one deployment finds room on the instances added. */
static void test_max_size(void **state)
{
    (void)state;
    struct random random = {random_seed(55)};
    for (int p = 0; p < 8; p++) {
        struct drawn drawn;
        int64_t instances[HOURS], max_size[HOURS], unplaced[SERVICES];
        drawn_init(&random, &drawn);
        struct sizing_request request = request_of(&drawn, PROMISE_PLACEMENT);
        assert_true(sizing_find(&request, instances).possible);
        sizing_max_size(&drawn.pool, instances, max_size);
        for (int h = 0; h < drawn.pool.hours; h++) {
            struct cluster *cluster = cluster_new(&drawn.pool, 1);
            week_step(cluster, -1, h, instances[h], PROMISE_PLACEMENT, unplaced);
            for (int64_t n = instances[h]; n < max_size[h]; n++)
                (void)cluster_launch(cluster);
            for (int s = 0; s < drawn.pool.services_count; s++) {
                int64_t surge = deployment_surge(&drawn.services[s], drawn.tasks[s][h]);
                assert_int_equal(surge > 0 ? cluster_room(cluster, s, surge) : 0, surge);
            }
            cluster_free(cluster);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_holds_and_is_tight),
        cmocka_unit_test(test_guess_floor_and_limit),
        cmocka_unit_test(test_impossible_service),
        cmocka_unit_test(test_steps_lower_seeds),
        cmocka_unit_test(test_sample),
        cmocka_unit_test(test_max_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
