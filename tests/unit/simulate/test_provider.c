/* test_provider.c — managed scaling by the numbers of AWS's own texts. */
#include "planner/simulate/provider.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const int64_t three[] = {3};

static struct replay_service service_of(const char *name, int64_t cpu, int64_t memory, int64_t eni)
{
    return (struct replay_service){.task = {.name = name, .size = {cpu, memory, eni, 0}},
                                   .tasks = three,
                                   .room = three,
                                   .zones_min = 1,
                                   .deployment = {100, 200}};
}

static struct replay_pool pool_of(const struct replay_service *services, int count)
{
    return (struct replay_pool){.name = "pool-1",
                                .instance_type = "made.large",
                                .zones = 2,
                                .hours = 1,
                                .capacity = {2048, 7680, 2, 0},
                                .services = services,
                                .services_count = count,
                                .target_capacity_percent = 100};
}

/* AWS blog "Deep dive on Amazon ECS cluster auto scaling" (2020-01): the metric and its special cases. */
static void test_metric(void **state)
{
    (void)state;
    assert_float_equal(provider_metric(0, 0), 100.0, 0);
    assert_float_equal(provider_metric(1, 0), 200.0, 0);
    assert_float_equal(provider_metric(50, 0), 200.0, 0);
    assert_float_equal(provider_metric(10, 10), 100.0, 0);
    assert_float_equal(provider_metric(15, 10), 150.0, 0);
    assert_float_equal(provider_metric(0, 4), 0.0, 0);
}

static void test_desired(void **state)
{
    (void)state;
    struct managed_scaling scaling = managed_scaling_default();
    assert_int_equal(provider_desired(&scaling, 1, 0), 2); /* from zero two, whatever is needed */
    assert_int_equal(provider_desired(&scaling, 30, 0), 2);
    assert_int_equal(provider_desired(&scaling, 0, 0), 0);
    assert_int_equal(provider_desired(&scaling, 15, 10), 15);
    scaling.target_capacity_percent = 80;
    assert_int_equal(provider_desired(&scaling, 8, 8), 10);
    assert_int_equal(provider_desired(&scaling, 8, 10), 10);
    assert_int_equal(provider_desired(&scaling, 9, 10), 12);
    scaling.target_capacity_percent = 50;
    assert_int_equal(provider_desired(&scaling, 40, 40), 80);
}

static void test_tasks_per_instance(void **state)
{
    (void)state;
    static const int64_t http[] = {80}, ssh[] = {22};
    struct replay_service services[] = {service_of("cpu", 512, 100, 0),  service_of("memory", 64, 2000, 0),
                                        service_of("eni", 64, 100, 1),   service_of("large", 4096, 100, 0),
                                        service_of("port", 64, 100, 0),  service_of("ssh", 64, 100, 0),
                                        service_of("alone", 64, 100, 0), service_of("few", 64, 100, 0)};
    services[4].task.host_ports = http;
    services[4].task.host_ports_count = 1;
    services[5].task.host_ports = ssh;
    services[5].task.host_ports_count = 1;
    services[6].per_instance_max = 1;
    services[7].per_instance_max = 2; /* no constraint of ECS: the provider does not know it */
    struct replay_pool pool = pool_of(services, 8);
    static const int64_t expected[] = {4, 3, 2, 0, 1, 0, 1, 32};
    for (int s = 0; s < 8; s++)
        assert_int_equal(provider_tasks_per_instance(&pool, s), expected[s]);
    struct replay_task daemons[] = {{.name = "agent", .size = {256, 1700, 1, 0}},
                                    {.name = "huge", .size = {256, 70000, 0, 0}}}; /* does not fit: not there */
    pool.daemons = daemons;
    pool.daemons_count = 2;
    assert_int_equal(provider_tasks_per_instance(&pool, 0), 3);
    assert_int_equal(provider_tasks_per_instance(&pool, 1), 2);
    assert_int_equal(provider_tasks_per_instance(&pool, 2), 1);
}

static void test_instances_to_add(void **state)
{
    (void)state;
    struct replay_service services[] = {service_of("a", 512, 100, 0), service_of("b", 64, 2000, 0),
                                        service_of("c", 512, 100, 0), service_of("large", 4096, 100, 0)};
    struct replay_pool pool = pool_of(services, 4);
    struct managed_scaling scaling = managed_scaling_default();
    int64_t pending[] = {0, 0, 0, 0};
    assert_int_equal(provider_instances_to_add(&scaling, &pool, pending), 0);
    pending[0] = 9; /* 4 an instance */
    assert_int_equal(provider_instances_to_add(&scaling, &pool, pending), 3);
    pending[2] = 4; /* the same requirements: one group of 13 */
    assert_int_equal(provider_instances_to_add(&scaling, &pool, pending), 4);
    pending[1] = 13; /* another group, 3 an instance: the larger counts, not the sum */
    assert_int_equal(provider_instances_to_add(&scaling, &pool, pending), 5);
    pending[3] = 1000; /* larger than the type: left out */
    assert_int_equal(provider_instances_to_add(&scaling, &pool, pending), 5);
    scaling.step_max = 4;
    assert_int_equal(provider_instances_to_add(&scaling, &pool, pending), 4);
    scaling.step_max = 10000;
    scaling.step_min = 7;
    assert_int_equal(provider_instances_to_add(&scaling, &pool, pending), 7);
    int64_t hopeless[] = {0, 0, 0, 5};
    assert_int_equal(provider_instances_to_add(&scaling, &pool, hopeless), 0);
}

static struct provider_minute minute_of(int64_t minute, int64_t present, int64_t empty, int64_t to_add)
{
    return (struct provider_minute){.minute = minute,
                                    .present = present,
                                    .empty = empty,
                                    .to_add = to_add,
                                    .desired = present,
                                    .min_size = 0,
                                    .max_size = 100,
                                    .launched_last = PROVIDER_NEVER};
}

static void test_warm_up(void **state)
{
    (void)state;
    struct managed_scaling scaling = managed_scaling_default();
    struct provider_state provider = {0};
    struct provider_minute now = minute_of(10, 4, 0, 3);
    assert_int_equal(provider_step(&scaling, &provider, &now), 7);
    now.launched_last = 6; /* 4 minutes old: under 300 s */
    assert_int_equal(provider_step(&scaling, &provider, &now), 4);
    now.launched_last = 5;
    assert_int_equal(provider_step(&scaling, &provider, &now), 7);
    now.max_size = 5;
    assert_int_equal(provider_step(&scaling, &provider, &now), 5);
}

/* 15 datapoints below the target, then at most half a minute, at least one; waiting tasks start the count anew. */
static void test_scale_in(void **state)
{
    (void)state;
    struct managed_scaling scaling = managed_scaling_default();
    struct provider_state provider = {0};
    struct provider_minute now = minute_of(0, 16, 15, 0);
    for (now.minute = 0; now.minute < 14; now.minute++)
        assert_int_equal(provider_step(&scaling, &provider, &now), 16);
    assert_int_equal(provider_step(&scaling, &provider, &now), 8);
    static const int64_t after[] = {4, 2, 1};
    int64_t size = 8;
    for (int i = 0; i < 3; i++) {
        now = minute_of(15 + i, size, size - 1, 0);
        size = provider_step(&scaling, &provider, &now);
        assert_int_equal(size, after[i]);
    }
    now = minute_of(18, 1, 0, 0);
    assert_int_equal(provider_step(&scaling, &provider, &now), 1);
    now = minute_of(19, 3, 2, 0);
    assert_int_equal(provider_step(&scaling, &provider, &now), 3); /* the count has begun again */
    now = minute_of(20, 16, 15, 0);
    provider.low_minutes = 20;
    now.min_size = 12;
    assert_int_equal(provider_step(&scaling, &provider, &now), 12);
    now = minute_of(21, 16, 15, 2);
    assert_int_equal(provider_step(&scaling, &provider, &now), 18);
    assert_int_equal(provider.low_minutes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_metric),
        cmocka_unit_test(test_desired),
        cmocka_unit_test(test_tasks_per_instance),
        cmocka_unit_test(test_instances_to_add),
        cmocka_unit_test(test_warm_up),
        cmocka_unit_test(test_scale_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
