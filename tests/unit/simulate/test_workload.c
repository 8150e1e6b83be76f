/* test_workload.c — a plan's pool as the replay sees it, and what it refuses. */
#include "planner/simulate/workload.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *zones[] = {"us-east-1a", "us-east-1b"}, *pool_names[] = {"api", "web"};
static const char *strategies[] = {"spread:attribute:ecs.availability-zone", "binpack:memory"};
static int64_t sizes[] = {4}, most[] = {6}, ten[] = {10}, ports[] = {8080}, none[] = {0};

struct made {
    struct plan plan;
    struct plan_pool pool;
    struct plan_service services[3];
    struct plan_job job;
    struct plan_daemon daemons[2];
};

static struct plan_service service_of(const char *name, const char *place, int network_mode)
{
    struct plan_service service = {.name = name, .place = place, .cpu_units = 256, .memory_mib = 512};
    service.tasks = (struct field_integers){ten, 1};
    service.network_mode = network_mode;
    service.host_ports = (struct field_integers){ports, 1};
    service.zones_min = 2;
    service.deployment = (struct deployment){100, 200};
    return service;
}

static void make(struct made *made)
{
    *made = (struct made){0};
    made->pool = (struct plan_pool){.name = "pool-1", .instance_type = "m7g.large", .purchase = "on_demand"};
    made->pool.zones = (struct field_strings){zones, 2};
    made->pool.services = (struct field_strings){pool_names, 2};
    made->pool.instances = (struct field_integers){sizes, 1};
    made->pool.max_size = (struct field_integers){most, 1};
    made->pool.cpu_units = 2048;
    made->pool.memory_mib = 7516;
    made->pool.awsvpc_tasks = 2;
    made->pool.usd_per_instance_hour_nano = 81600000;
    made->pool.usd_per_root_volume_hour_nano = 3287671;
    made->services[0] = service_of("api", "pool-1", NETWORK_AWSVPC);
    made->services[1] = service_of("elsewhere", "fargate", NETWORK_AWSVPC);
    made->services[2] = service_of("web", "pool-1", NETWORK_BRIDGE);
    made->services[2].placement_strategies = (struct field_strings){strategies, 2};
    made->job = (struct plan_job){.name = "batch", .place = "pool-1", .cpu_units = 512, .memory_mib = 1024, .tasks = 3};
    made->daemons[0] = (struct plan_daemon){.name = "arm", .memory_mib = 64, .architectures = 1u << ARCHITECTURE_ARM64};
    made->daemons[1] =
        (struct plan_daemon){.name = "x86", .memory_mib = 64, .architectures = 1u << ARCHITECTURE_X86_64};
    made->daemons[0].network_mode = made->daemons[1].network_mode = NETWORK_HOST;
    made->plan = (struct plan){.hours = 24, .services_count = 3, .jobs_count = 1, .pools_count = 1, .daemons_count = 2};
    made->plan.pools = &made->pool;
    made->plan.services = made->services;
    made->plan.jobs = &made->job;
    made->plan.daemons = made->daemons;
    made->plan.safety.headroom_ratio = 0.1;
}

static void test_pool_of_plan(void **state)
{
    (void)state;
    struct made made;
    struct arena arena = {0};
    struct replay_pool pool;
    struct error err = {0};
    make(&made);
    assert_true(workload_of_pool(&made.plan, 0, &arena, &pool, &err));
    assert_int_equal(pool.services_count, 3); /* services by name, then jobs */
    assert_string_equal(pool.services[0].task.name, "api");
    assert_string_equal(pool.services[1].task.name, "web");
    assert_string_equal(pool.services[2].task.name, "batch");
    assert_true(pool.services[2].is_job && pool.services[2].zones_min == 1);
    for (int h = 0; h < 24; h++) {
        assert_int_equal(pool.instances[h], 4);
        assert_int_equal(pool.max_size[h], 6);
        assert_int_equal(pool.services[0].tasks[h], 10);
        assert_int_equal(pool.services[0].room[h], 11); /* 10 * 1.1, not 12 */
        assert_int_equal(pool.services[2].room[h], 3);  /* a job's headroom is in it */
    }
    assert_int_equal(pool.services[0].task.size[RESOURCE_ENI], 1);
    assert_int_equal(pool.services[0].task.host_ports_count, 0); /* an interface of its own */
    assert_int_equal(pool.services[1].task.size[RESOURCE_ENI], 0);
    assert_int_equal(pool.services[1].task.host_ports[0], 8080);
    assert_int_equal(pool.services[0].strategies_count, 0);
    assert_int_equal(pool.services[1].strategies[1], PLACE_BINPACK_MEMORY);
    assert_int_equal(pool.daemons_count, 1); /* m7g is arm64 */
    assert_string_equal(pool.daemons[0].name, "arm");
    assert_int_equal(pool.nano_per_instance_hour, 84887671);
    assert_int_equal(pool.capacity[RESOURCE_ENI], 2);
    assert_false(pool.spot);
    arena_release(&arena);
}

static void assert_refused(const struct made *made, const char *where, const char *word)
{
    struct arena arena = {0};
    struct replay_pool pool;
    struct error err = {0};
    assert_false(workload_of_pool(&made->plan, 0, &arena, &pool, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.where, where);
    assert_non_null(strstr(err.text, word));
    arena_release(&arena);
}

static void test_refused(void **state)
{
    (void)state;
    static const char *wrong[] = {"binpack:disk"};
    static int64_t negative[] = {-1}, two[] = {1, 2};
    struct made made;
    make(&made);
    made.pool.instance_type = "m7g.tiny";
    assert_refused(&made, "pools[0]", "m7g.tiny");
    make(&made);
    made.services[2].placement_strategies = (struct field_strings){wrong, 1};
    assert_refused(&made, "services[2]", "binpack:disk");
    make(&made);
    made.services[0].tasks = (struct field_integers){negative, 1};
    assert_refused(&made, "services[0]", "-1");
    make(&made);
    made.services[0].tasks = (struct field_integers){two, 2};
    assert_refused(&made, "services[0]", "2 numbers");
    make(&made);
    made.pool.max_size = (struct field_integers){none, 1};
    assert_refused(&made, "pools[0]", "max_size");
    make(&made);
    made.job.memory_mib = 0;
    assert_refused(&made, "jobs[0]", "batch");
    make(&made);
    made.pool.zones.count = 0;
    assert_refused(&made, "pools[0]", "zones");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool_of_plan),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
