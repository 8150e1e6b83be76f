/* test_week.c — an hour after another: the group and the services follow the plan, and what is broken is said. */
#include "planner/simulate/week.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const zone_names[] = {"a", "b", "c"};
static const int64_t rising[] = {6, 12, 3, 0}, steady[] = {4, 4, 4, 4}, one[] = {1, 1, 1, 1}, more[] = {7, 14, 4, 0};

static struct replay_service service_of(int64_t cpu, int64_t memory, const int64_t *tasks)
{
    return (struct replay_service){.task = {.name = "s", .size = {cpu, memory, 0, 0}},
                                   .tasks = tasks,
                                   .room = tasks,
                                   .zones_min = 2,
                                   .deployment = {100, 200},
                                   .strategies = {PLACE_SPREAD_ZONES, PLACE_BINPACK_MEMORY},
                                   .strategies_count = 2,
                                   .rebalancing = true};
}

static struct replay_pool pool_of(const struct replay_service *services, int count)
{
    return (struct replay_pool){.name = "pool-1",
                                .instance_type = "made.large",
                                .zones = 3,
                                .zone_names = zone_names,
                                .hours = 4,
                                .capacity = {2048, 8192, 8, 0},
                                .services = services,
                                .services_count = count};
}

static void test_group_and_services_follow(void **state)
{
    (void)state;
    static const int64_t instances[] = {6, 9, 5, 3};
    struct replay_service services[2] = {service_of(512, 1024, rising), service_of(256, 512, steady)};
    struct replay_pool pool = pool_of(services, 2);
    struct cluster *cluster = cluster_new(&pool, 7);
    int64_t unplaced[2];
    for (int round = 0; round < 3; round++)
        for (int hour = 0; hour < 4; hour++) {
            int from = round == 0 ? hour - 1 : (hour + 3) % 4;
            week_step(cluster, from, hour, instances[hour], PROMISE_PLACEMENT, unplaced);
            assert_int_equal(cluster_instances(cluster, -1), instances[hour]);
            for (int s = 0; s < 2; s++) {
                assert_int_equal(unplaced[s], 0);
                assert_int_equal(cluster_running(cluster, s, -1), services[s].tasks[hour]);
                for (int zone = 0; zone < 3; zone++)
                    assert_in_range(cluster_running(cluster, s, zone), services[s].tasks[hour] / 3,
                                    (services[s].tasks[hour] + 2) / 3);
            }
        }
    cluster_free(cluster);
}

static void test_headroom_is_played(void **state)
{
    (void)state;
    struct replay_service service = service_of(512, 1024, rising);
    service.room = more;
    struct replay_pool pool = pool_of(&service, 1);
    struct cluster *cluster = cluster_new(&pool, 7);
    int64_t unplaced[1];
    week_step(cluster, -1, 1, 9, PROMISE_PLACEMENT | PROMISE_HEADROOM, unplaced);
    assert_int_equal(cluster_running(cluster, 0, -1), 14);
    week_step(cluster, 1, 1, 9, PROMISE_PLACEMENT, unplaced);
    assert_int_equal(cluster_running(cluster, 0, -1), 12);
    cluster_free(cluster);
}

static struct shortfall look(const struct replay_pool *pool, int hour, int64_t instances, unsigned promises)
{
    struct cluster *cluster = cluster_new(pool, 3), *scratch = cluster_new_like(cluster);
    int64_t *unplaced = calloc((size_t)pool->services_count, sizeof *unplaced);
    week_step(cluster, -1, hour, instances, promises, unplaced);
    struct shortfall found = week_look(cluster, scratch, hour, promises, unplaced);
    cluster_free(cluster);
    cluster_free(scratch);
    free(unplaced);
    return found;
}

static void test_what_is_short(void **state)
{
    (void)state;
    struct replay_service services[2] = {service_of(1024, 1024, steady), service_of(512, 1024, rising)};
    struct replay_pool pool = pool_of(services, 2); /* hour 0: 7 vCPU */
    assert_int_equal(look(&pool, 0, 3, PROMISE_PLACEMENT).promise, PROMISE_PLACEMENT);
    assert_true(look(&pool, 0, 3, PROMISE_PLACEMENT).tasks > 0);
    assert_int_equal(look(&pool, 0, 6, PROMISE_PLACEMENT).tasks, 0);
    /* Of 6 instances 4 are left, 8 vCPU for 7; all 6 hold the larger surge too, 11 of 12 vCPU. */
    assert_int_equal(look(&pool, 0, 6, PROMISE_PLACEMENT | PROMISE_ZONE_LOSS).tasks, 0);
    assert_int_equal(look(&pool, 0, 6, PROMISE_PLACEMENT | PROMISE_DEPLOYMENT).tasks, 0);
    /* 4 do for placing, but not without the two of one zone; 5 hold three tasks of the surge of four. */
    struct shortfall zone = look(&pool, 0, 4, PROMISE_PLACEMENT | PROMISE_ZONE_LOSS);
    assert_true(zone.tasks > 0 && zone.promise == PROMISE_ZONE_LOSS && zone.zone >= 0);
    struct shortfall surge = look(&pool, 0, 5, PROMISE_PLACEMENT | PROMISE_DEPLOYMENT);
    assert_true(surge.tasks == 1 && surge.promise == PROMISE_DEPLOYMENT && surge.service == 0 && surge.zone == -1);
    services[0].deployment.maximum_percent = 125;
    assert_int_equal(look(&pool, 0, 5, PROMISE_PLACEMENT | PROMISE_DEPLOYMENT).tasks, 0);
}

/* Two tasks that only one zone's instance can hold beside the other service stand in too few zones. */
static void test_too_few_zones(void **state)
{
    (void)state;
    struct replay_service services[1] = {service_of(256, 1024, steady)};
    services[0].strategies[0] = PLACE_BINPACK_MEMORY;
    services[0].strategies_count = 1;
    services[0].rebalancing = false;
    struct replay_pool pool = pool_of(services, 1);
    struct shortfall found = look(&pool, 0, 3, PROMISE_PLACEMENT);
    assert_true(found.tasks == 1 && found.too_few_zones && found.service == 0);
    services[0].zones_min = 1;
    assert_int_equal(look(&pool, 0, 3, PROMISE_PLACEMENT).tasks, 0);
    services[0].zones_min = 2;
    services[0].tasks = services[0].room = one; /* one task stands in one zone */
    assert_int_equal(look(&pool, 0, 3, PROMISE_PLACEMENT).tasks, 0);
    services[0].tasks = services[0].room = steady;
    services[0].is_job = true;
    assert_int_equal(look(&pool, 0, 3, PROMISE_PLACEMENT).tasks, 0);
}

static void test_seeds_and_peak(void **state)
{
    (void)state;
    static const int64_t flat[] = {5, 5, 5, 5}, two[] = {5, 6, 6, 2};
    struct replay_service service = service_of(512, 1024, rising);
    struct replay_pool pool = pool_of(&service, 1), other = pool;
    other.name = "pool-9";
    assert_true(replay_seed(1, &pool, SCENARIO_WEEK) == replay_seed(1, &other, SCENARIO_WEEK));
    other.instance_type = "made.xlarge";
    assert_true(replay_seed(1, &pool, SCENARIO_WEEK) != replay_seed(1, &other, SCENARIO_WEEK));
    assert_true(replay_seed(1, &pool, SCENARIO_WEEK) != replay_seed(1, &pool, SCENARIO_COLD_START));
    /* Seeds one apart are not one sequence shifted: no draw of the first hundred is shared. */
    struct cluster *a = cluster_new(&pool, replay_seed(1, &pool, SCENARIO_WEEK));
    struct cluster *b = cluster_new(&pool, replay_seed(2, &pool, SCENARIO_WEEK));
    int64_t drawn[100], shared = 0;
    for (int i = 0; i < 100; i++)
        drawn[i] = cluster_draw(a, 1 << 30);
    for (int i = 0; i < 100; i++) {
        int64_t draw = cluster_draw(b, 1 << 30);
        for (int j = 0; j < 100; j++)
            shared += drawn[j] == draw;
    }
    assert_true(shared < 2);
    cluster_free(a);
    cluster_free(b);
    assert_int_equal(week_peak_hour(&pool, flat), 1); /* most CPU */
    assert_int_equal(week_peak_hour(&pool, two), 1);
    service.tasks = steady;
    assert_int_equal(week_peak_hour(&pool, flat), 0);
}

static void test_surge(void **state)
{
    (void)state;
    struct replay_service service = service_of(512, 1024, rising);
    assert_int_equal(deployment_surge(&service, 3), 3);
    service.deployment.maximum_percent = 125; /* floor(3.75) is 3: no progress */
    assert_int_equal(deployment_surge(&service, 3), 0);
    assert_int_equal(deployment_surge(&service, 4), 1);
    service.deployment.maximum_percent = 100;
    assert_int_equal(deployment_surge(&service, 100), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_group_and_services_follow),
        cmocka_unit_test(test_headroom_is_played),
        cmocka_unit_test(test_what_is_short),
        cmocka_unit_test(test_too_few_zones),
        cmocka_unit_test(test_seeds_and_peak),
        cmocka_unit_test(test_surge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
