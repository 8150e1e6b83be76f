/* test_picture.c — simulate_picture: what it shows is what the cold start placed, all of it and nothing twice. */
#include "planner/simulate/picture.h"
#include "planner/simulate/scenarios.h"
#include "planner/simulate/simulate.h"
#include "tests/unit/simulate/small_plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct placement picture_of(const struct small *small, int64_t seed)
{
    struct placement placement;
    struct error err = {0};
    if (!simulate_picture(&small->plan, 0, seed, &placement, &err))
        fail_msg("%s: %s", err.where, err.text);
    return placement;
}

static int64_t instances_of(const struct placement *placement, int zone)
{
    int64_t sum = 0;
    for (int r = 0; r < placement->rows_count; r++)
        sum += placement->rows[r].zone == zone ? placement->rows[r].instances : 0;
    return sum;
}

static int64_t tasks_of(const struct placement *placement, const char *name)
{
    int64_t sum = 0;
    for (int r = 0; r < placement->rows_count; r++)
        for (int t = 0; t < placement->rows[r].tasks_count; t++)
            if (strcmp(placement->members[placement->rows[r].tasks[t].member].name, name) == 0)
                sum += placement->rows[r].instances * placement->rows[r].tasks[t].count;
    return sum;
}

/* Every row within what an instance offers, its tasks by member and none empty; no two rows alike. */
static void check_rows(const struct placement *placement, const struct plan_pool *pool)
{
    for (int r = 0; r < placement->rows_count; r++) {
        const struct placement_row *row = &placement->rows[r];
        int64_t cpu = 0, memory = 0, gpus = 0, enis = 0;
        assert_true(row->instances > 0);
        assert_in_range(row->zone, r == 0 ? 0 : placement->rows[r - 1].zone, pool->zones.count - 1);
        for (int t = 0; t < row->tasks_count; t++) {
            const struct placement_member *member = &placement->members[row->tasks[t].member];
            assert_true(row->tasks[t].count > 0 && (t == 0 || row->tasks[t].member > row->tasks[t - 1].member));
            cpu += row->tasks[t].count * member->cpu_units;
            memory += row->tasks[t].count * member->memory_mib;
            gpus += row->tasks[t].count * member->gpus;
            enis += row->tasks[t].count * member->enis;
        }
        assert_true(cpu <= pool->cpu_units && memory <= pool->memory_mib);
        assert_true(gpus <= pool->gpus && enis <= pool->awsvpc_tasks);
        for (int other = 0; other < r; other++)
            assert_false(
                placement->rows[other].zone == row->zone && placement->rows[other].tasks_count == row->tasks_count &&
                memcmp(placement->rows[other].tasks, row->tasks, (size_t)row->tasks_count * sizeof *row->tasks) == 0);
    }
}

static void test_all_tasks(void **state)
{
    (void)state;
    struct small small;
    small_init(&small, 3, 9, 18);
    small_service(&small, "web", 512, 11);
    small_service(&small, "api", 300, 12)->network_mode = NETWORK_AWSVPC;
    small_service(&small, "db", 700, 5);
    small.tasks[2][1] = 6; /* the peak: as many instances, more CPU */
    for (int64_t seed = 1; seed <= 50; seed++) {
        struct placement placement = picture_of(&small, seed);
        assert_string_equal(placement.pool, "pool-1");
        assert_int_equal(placement.hour, 1);
        assert_int_equal(placement.seed, seed);
        assert_int_equal(placement.members_count, 3);
        assert_string_equal(placement.members[0].name, "api");
        assert_int_equal(placement.members[0].enis, 1);
        assert_string_equal(placement.members[2].name, "web");
        check_rows(&placement, &small.pool);
        assert_int_equal(instances_of(&placement, 0), 5);
        assert_int_equal(instances_of(&placement, 1), 4);
        assert_int_equal(tasks_of(&placement, "web"), 11);
        assert_int_equal(tasks_of(&placement, "api"), 12);
        assert_int_equal(tasks_of(&placement, "db"), 6);
        assert_int_equal(placement.unplaced, 0);
        placement_release(&placement);
    }
}

static void test_equal_instances(void **state)
{
    (void)state;
    struct small small;
    small_init(&small, 1, 6, 6);
    small_service(&small, "web", 1024, 12);
    struct placement placement = picture_of(&small, 1);
    assert_int_equal(placement.rows_count, 2); /* one a zone: three instances of two tasks */
    assert_int_equal(placement.rows[0].instances, 3);
    assert_int_equal(placement.rows[1].tasks[0].count, 2);
    placement_release(&placement);
}

static void test_daemons(void **state)
{
    (void)state;
    struct small small;
    struct plan_daemon daemons[] = {
        {.name = "logs", .cpu_units = 100, .memory_mib = 100, .architectures = 1u << ARCHITECTURE_X86_64},
        {.name = "other", .cpu_units = 100, .memory_mib = 100, .architectures = 1u << ARCHITECTURE_ARM64}};
    small_init(&small, 1, 5, 5);
    small_service(&small, "web", 1024, 4);
    small.plan.daemons = daemons;
    small.plan.daemons_count = 2;
    struct placement placement = picture_of(&small, 1);
    check_rows(&placement, &small.pool);
    assert_int_equal(placement.members_count, 2);
    assert_true(placement.members[0].is_daemon && !placement.members[1].is_daemon);
    assert_int_equal(tasks_of(&placement, "logs"), 5);
    assert_int_equal(tasks_of(&placement, "web"), 4);
    for (int r = 1; r < placement.rows_count; r++) /* an instance with web before one without */
        assert_true(placement.rows[r].zone > placement.rows[r - 1].zone ||
                    placement.rows[r].tasks_count <= placement.rows[r - 1].tasks_count);
    placement_release(&placement);
}

static void test_unplaced_and_headroom(void **state)
{
    (void)state;
    struct small small;
    small_init(&small, 1, 2, 2);
    small_service(&small, "web", 512, 8);
    small.plan.safety.headroom_ratio = 0.25; /* ten asked for, eight have room */
    struct placement placement = picture_of(&small, 3);
    assert_int_equal(tasks_of(&placement, "web"), 8);
    assert_int_equal(placement.unplaced, 2);
    placement_release(&placement);
}

/* The verdict's cold start leaves as many tasks without a place, seed by seed, where that depends on the draws. */
static void test_same_as_the_scenario(void **state)
{
    (void)state;
    struct small small;
    int64_t different = 0, first = -1;
    small_init(&small, 1, 6, 6);
    small_service(&small, "a", 1300, 4);
    small_service(&small, "b", 700, 9);
    small_service(&small, "c", 340, 2);
    for (int64_t seed = 1; seed <= 60; seed++) {
        struct verdict verdict;
        struct error err = {0};
        struct simulate_options options = {.scenarios = 1u << SCENARIO_COLD_START, .seed = seed, .seeds = 1};
        assert_true(simulate_plan(&small.plan, &options, &verdict, &err));
        struct placement placement = picture_of(&small, seed);
        assert_int_equal(placement.unplaced * 60, (int64_t)verdict.scenarios[0].unplaced_task_minutes);
        assert_int_equal(placement.unplaced,
                         15 - tasks_of(&placement, "a") - tasks_of(&placement, "b") - tasks_of(&placement, "c"));
        first = first < 0 ? placement.unplaced : first;
        different += placement.unplaced != first;
        placement_release(&placement);
        verdict_release(&verdict);
    }
    assert_true(different > 0); /* else nothing was compared */
}

/* Task by task where the replay itself has put them. */
static void test_same_tasks_as_the_replay(void **state)
{
    (void)state;
    struct small small;
    struct error err = {0};
    struct arena arena = {0};
    struct replay_pool pool;
    small_init(&small, 1, 5, 5);
    small_service(&small, "a", 900, 5);
    small_service(&small, "b", 500, 7);
    assert_true(workload_of_pool(&small.plan, 0, &arena, &pool, &err));
    struct replay replay = {.arena = &arena, .promises = replay_promises(&small.plan), .seed = 7};
    replay_open(&replay, &pool, &small.pool);
    replay_place_cold(&replay);
    struct placement placement = picture_of(&small, 7);
    for (int i = 0; i < cluster_launched(replay.cluster); i++) {
        int services[SERVICES_MAX], found = 0;
        int64_t tasks[SERVICES_MAX], wanted[2] = {0, 0};
        int count = cluster_tasks_on(replay.cluster, i, services, tasks);
        for (int t = 0; t < count; t++)
            wanted[services[t]] = tasks[t];
        for (int r = 0; r < placement.rows_count; r++) {
            int64_t shown[2] = {0, 0};
            for (int t = 0; t < placement.rows[r].tasks_count; t++)
                shown[placement.rows[r].tasks[t].member] = placement.rows[r].tasks[t].count;
            found += placement.rows[r].zone == cluster_zone_of(replay.cluster, i) && shown[0] == wanted[0] &&
                     shown[1] == wanted[1];
        }
        assert_int_equal(found, 1);
    }
    placement_release(&placement);
    replay_close(&replay);
    arena_release(&arena);
}

static void test_errors(void **state)
{
    (void)state;
    struct small small;
    struct placement placement;
    struct error err = {0};
    small_init(&small, 1, 2, 2);
    small_service(&small, "web", 512, 1);
    assert_false(simulate_picture(&small.plan, 0, -1, &placement, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    err = (struct error){0};
    small.pool.instance_type = "m5.huge";
    assert_false(simulate_picture(&small.plan, 0, 1, &placement, &err));
    assert_string_equal(err.where, "pools[0]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_tasks),
        cmocka_unit_test(test_equal_instances),
        cmocka_unit_test(test_daemons),
        cmocka_unit_test(test_unplaced_and_headroom),
        cmocka_unit_test(test_same_as_the_scenario),
        cmocka_unit_test(test_same_tasks_as_the_replay),
        cmocka_unit_test(test_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
