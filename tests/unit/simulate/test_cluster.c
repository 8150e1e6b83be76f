/* test_cluster.c — the cluster against a plain one: every placement in drawn worlds is one that the documented order
 * (room, constraints, strategies) allows, what is counted agrees, capacity is never exceeded. */
#include "planner/simulate/cluster.h"
#include "tests/unit/simulate/plain_cluster.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { OPERATIONS = 900, WORLDS = 60 };

static const char *const zone_names[] = {"a", "b", "c"};

/* --- side by side --- */

static void assert_same(const struct plain *plain, const struct cluster *cluster)
{
    const struct replay_pool *pool = &plain->world->pool;
    assert_int_equal(cluster_launched(cluster), plain->count);
    for (int zone = -1; zone < pool->zones; zone++) {
        int active = 0;
        for (int i = 0; i < plain->count; i++)
            active += plain->instances[i].active && (zone < 0 || plain->instances[i].zone == zone);
        assert_int_equal(cluster_instances(cluster, zone), active);
        for (int s = 0; s < pool->services_count; s++)
            assert_int_equal(cluster_running(cluster, s, zone), plain_running(plain, s, zone));
    }
    for (int i = 0; i < plain->count; i++) {
        int services[SERVICES], count;
        int64_t tasks[SERVICES], left[SERVICES];
        count = cluster_tasks_on(cluster, i, services, tasks);
        memcpy(left, plain->instances[i].tasks, sizeof left);
        for (int k = 0; k < count; k++)
            left[services[k]] -= tasks[k];
        for (int s = 0; s < SERVICES; s++)
            assert_int_equal(left[s], 0);
        assert_int_equal(cluster_is_empty(cluster, i), count == 0);
        assert_int_equal(cluster_is_active(cluster, i), plain->instances[i].active);
        assert_int_equal(cluster_zone_of(cluster, i), plain->instances[i].gone ? -1 : plain->instances[i].zone);
    }
}

static void place_both(struct plain *plain, struct cluster *cluster, int service, int zone)
{
    bool candidate[INSTANCES];
    int count = plain_candidates(plain, service, zone, candidate);
    int at = zone < 0 ? cluster_place(cluster, service) : cluster_place_in_zone(cluster, service, zone);
    if (count == 0) {
        assert_int_equal(at, -1);
        return;
    }
    assert_in_range(at, 0, plain->count - 1);
    assert_true(candidate[at]);
    plain->instances[at].tasks[service]++;
}

/* Whether the instance is one to stop on: in the zone with the most tasks unless binpack comes first; there by binpack
 * where most is left, with no strategy named where most of the service run. */
static void assert_stop(const struct plain *plain, int service, int at)
{
    const struct replay_service *stopping = &plain->world->services[service];
    const struct plain_instance *stopped = &plain->instances[at];
    enum placement_strategy strategies[PLACEMENT_STRATEGIES_MAX], by = PLACE_RANDOM;
    int count = plain_strategies(stopping, strategies);
    bool zones_first = count > 0 && strategies[0] == PLACE_SPREAD_ZONES, named = stopping->strategies_count > 0;
    if (count > (zones_first ? 1 : 0))
        by = strategies[zones_first ? 1 : 0];
    bool binpack = by == PLACE_BINPACK_CPU || by == PLACE_BINPACK_MEMORY;
    assert_true(stopped->active && stopped->tasks[service] > 0);
    for (int zone = 0; zone < plain->world->pool.zones && (zones_first || !binpack); zone++)
        assert_true(plain_running(plain, service, zone) <= plain_running(plain, service, stopped->zone));
    for (int i = 0; i < plain->count; i++) {
        const struct plain_instance *other = &plain->instances[i];
        if (!other->active || other->tasks[service] == 0 || (zones_first && other->zone != stopped->zone))
            continue;
        assert_true(!binpack || plain_key(plain, service, i, by) <= plain_key(plain, service, at, by));
        assert_true(named || stopping->is_job || other->tasks[service] <= stopped->tasks[service]);
    }
}

static void stop_both(struct plain *plain, struct cluster *cluster, int service)
{
    int64_t running = plain_running(plain, service, -1);
    int at = cluster_stop(cluster, service);
    if (running == 0) {
        assert_int_equal(at, -1);
        return;
    }
    assert_in_range(at, 0, plain->count - 1);
    assert_stop(plain, service, at);
    plain->instances[at].tasks[service]--;
}

static void launch_both(struct plain *plain, struct cluster *cluster)
{
    int active[PROFILE_ZONES_MAX] = {0}, fewest = 0;
    if (plain->count == INSTANCES)
        return;
    for (int i = 0; i < plain->count; i++)
        active[plain->instances[i].zone] += plain->instances[i].active;
    for (int zone = 1; zone < plain->world->pool.zones; zone++)
        fewest = active[zone] < active[fewest] ? zone : fewest;
    assert_int_equal(cluster_launch(cluster), plain->count);
    plain->instances[plain->count++] = (struct plain_instance){.active = true, .zone = fewest};
}

static void remove_both(struct plain *plain, struct cluster *cluster, bool terminate)
{
    int64_t lost[SERVICES] = {0};
    int at = cluster_choose_to_terminate(cluster);
    if (at < 0) {
        assert_int_equal(cluster_instances(cluster, -1), 0);
        return;
    }
    struct plain_instance *instance = &plain->instances[at];
    assert_true(instance->active);
    for (int zone = 0; zone < plain->world->pool.zones; zone++)
        assert_true(cluster_instances(cluster, zone) <= cluster_instances(cluster, instance->zone));
    cluster_drain(cluster, at);
    instance->active = false;
    if (!terminate)
        return;
    cluster_terminate(cluster, at, lost);
    assert_memory_equal(lost, instance->tasks, sizeof lost);
    *instance = (struct plain_instance){.gone = true, .zone = instance->zone};
}

static void operate(struct random *random, struct plain *plain, struct cluster *cluster)
{
    int service = (int)random_between(random, 0, plain->world->pool.services_count - 1);
    int64_t which = random_between(random, 0, 99);
    if (which < 8)
        launch_both(plain, cluster);
    else if (which < 12)
        remove_both(plain, cluster, random_chance(random, 70));
    else if (which < 30)
        stop_both(plain, cluster, service);
    else if (which < 36)
        place_both(plain, cluster, service, (int)random_between(random, 0, plain->world->pool.zones - 1));
    else
        place_both(plain, cluster, service, -1);
}

static void test_against_plain(void **state)
{
    (void)state;
    struct random random = {random_seed(20260712)};
    for (int w = 0; w < WORLDS; w++) {
        struct world world;
        struct plain *plain = calloc(1, sizeof *plain);
        world_draw(&random, &world);
        plain->world = &world;
        struct cluster *cluster = cluster_new(&world.pool, random_next(&random));
        for (int i = random_chance(&random, 20) ? 150 : 6; i > 0; i--)
            launch_both(plain, cluster);
        for (int i = 0; i < OPERATIONS; i++) {
            operate(&random, plain, cluster);
            if (i % 50 == 0)
                assert_same(plain, cluster);
        }
        assert_same(plain, cluster);
        cluster_free(cluster);
        free(plain);
    }
}

/* --- as a value --- */

static void place_some(struct random *random, struct cluster *cluster, int services, int count, int *ret_at)
{
    for (int i = 0; i < count; i++)
        ret_at[i] = cluster_place(cluster, (int)random_between(random, 0, services - 1));
}

/* A copy goes on as the original does; and tasks placed and stopped again leave no trace. */
static void test_copies_and_undo(void **state)
{
    (void)state;
    enum { TASKS = 60, LATER = 200 };
    struct random random = {random_seed(99)};
    for (int w = 0; w < WORLDS; w++) {
        struct world world;
        world_draw(&random, &world);
        int services = world.pool.services_count, at[TASKS], later[LATER], copy_later[LATER];
        struct cluster *cluster = cluster_new(&world.pool, random_next(&random)), *copy = cluster_new_like(cluster);
        for (int i = 0; i < 40; i++)
            (void)cluster_launch(cluster);
        place_some(&random, cluster, services, TASKS, at);
        (void)cluster_choose_to_terminate(cluster);
        cluster_drain(cluster, cluster_choose_to_terminate(cluster));
        cluster_copy(copy, cluster);
        struct random same = random, tried = random;
        place_some(&tried, cluster, services, TASKS, at);
        for (int i = 0; i < TASKS; i++) /* not in the opposite order, which would be easier */
            for (int s = (int)random_between(&same, 0, services - 1); at[i] >= 0; at[i] = -1)
                cluster_stop_on(cluster, s, at[i]);
        cluster_reseed(cluster, 5);
        cluster_reseed(copy, 5);
        same = random;
        place_some(&random, cluster, services, LATER, later);
        place_some(&same, copy, services, LATER, copy_later);
        assert_memory_equal(later, copy_later, sizeof later);
        for (int i = 0; i < LATER; i++)
            assert_int_equal(cluster_stop(cluster, i % services), cluster_stop(copy, i % services));
        cluster_free(cluster);
        cluster_free(copy);
    }
}

static const int64_t ten[] = {10};

static struct replay_service small_service(int64_t cpu, int64_t memory)
{
    return (struct replay_service){.task = {.name = "s", .size = {cpu, memory, 0, 0}},
                                   .tasks = ten,
                                   .room = ten,
                                   .zones_min = 1,
                                   .deployment = {100, 200}};
}

static struct replay_pool small_pool(const struct replay_service *services, int count)
{
    return (struct replay_pool){.name = "p",
                                .instance_type = "t",
                                .zones = 3,
                                .zone_names = zone_names,
                                .hours = 1,
                                .capacity = {4096, 8192, 8, 0},
                                .services = services,
                                .services_count = count};
}

static void assert_zones_as_even(const struct cluster *a, const struct cluster *b, int service, int zones)
{
    int64_t most[2] = {0}, least[2] = {INT64_MAX, INT64_MAX};
    for (int zone = 0; zone < zones; zone++)
        for (int k = 0; k < 2; k++) {
            int64_t running = cluster_running(k == 0 ? a : b, service, zone);
            most[k] = running > most[k] ? running : most[k];
            least[k] = running < least[k] ? running : least[k];
        }
    assert_int_equal(most[0], most[1]);
    assert_int_equal(least[0], least[1]);
}

/* Many stops at once are as good as one after another. */
static void test_stop_shuffled(void **state)
{
    (void)state;
    struct random random = {random_seed(5)};
    for (int w = 0; w < WORLDS; w++) {
        struct world world;
        world_draw(&random, &world);
        int at[200], services = world.pool.services_count;
        int64_t stops[SERVICES];
        struct cluster *cluster = cluster_new(&world.pool, random_next(&random)), *copy = cluster_new_like(cluster);
        for (int i = 0; i < 12; i++)
            (void)cluster_launch(cluster);
        place_some(&random, cluster, services, 200, at);
        cluster_copy(copy, cluster);
        for (int s = 0; s < services; s++) {
            stops[s] = random_between(&random, 0, cluster_running(cluster, s, -1));
            for (int64_t i = 0; i < stops[s]; i++)
                assert_true(cluster_stop(copy, s) >= 0);
        }
        cluster_stop_shuffled(cluster, stops);
        for (int s = 0; s < services; s++) {
            const struct replay_service *service = &world.services[s];
            bool zones_first = service->strategies_count > 0 && service->strategies[0] == PLACE_SPREAD_ZONES;
            assert_int_equal(cluster_running(cluster, s, -1), cluster_running(copy, s, -1));
            if (zones_first)
                assert_zones_as_even(cluster, copy, s, world.pool.zones);
        }
        cluster_free(cluster);
        cluster_free(copy);
    }
}

/* Two instances with 4 and 3 tasks; binpack on memory alone empties the emptier, whatever the zone ("Use strategies to
 * define Amazon ECS task placement", 2026: the task whose going leaves the most). */
static void test_binpack_stops_where_most_is_left(void **state)
{
    (void)state;
    struct replay_service service = small_service(256, 512);
    service.strategies[0] = PLACE_BINPACK_MEMORY;
    service.strategies_count = 1;
    struct replay_pool pool = small_pool(&service, 1);
    int64_t three[1] = {3};
    for (int many = 0; many < 2; many++) {
        struct cluster *cluster = cluster_new(&pool, 1);
        (void)cluster_launch(cluster);
        (void)cluster_launch(cluster);
        for (int zone = 0; zone < 2; zone++)
            for (int i = 0; i < 4 - zone; i++)
                assert_int_equal(cluster_place_in_zone(cluster, 0, zone), zone);
        for (int i = 0; i < 3 && many == 0; i++)
            assert_int_equal(cluster_stop(cluster, 0), 1);
        if (many == 1)
            cluster_stop_shuffled(cluster, three);
        assert_int_equal(cluster_running(cluster, 0, 0), 4);
        assert_int_equal(cluster_running(cluster, 0, 1), 0);
        cluster_free(cluster);
    }
}

/* cluster_room foretells what placing one by one finds. */
static void test_room(void **state)
{
    (void)state;
    struct random random = {random_seed(31)};
    for (int w = 0; w < 3 * WORLDS; w++) {
        struct world world;
        world_draw(&random, &world);
        int at[200], services = world.pool.services_count;
        struct cluster *cluster = cluster_new(&world.pool, random_next(&random)), *copy = cluster_new_like(cluster);
        for (int i = 0; i < 12; i++)
            (void)cluster_launch(cluster);
        place_some(&random, cluster, services, (int)random_between(&random, 0, 200), at);
        for (int s = 0; s < services; s++) {
            int64_t enough = random_between(&random, 1, 100), placed = 0;
            cluster_copy(copy, cluster);
            while (placed < enough && cluster_place(copy, s) >= 0)
                placed++;
            for (int k = 0; k < services; k++)
                (void)cluster_stop(copy, k); /* leaves the copy with holes of its own for the next */
            assert_int_equal(cluster_room(cluster, s, enough), placed);
        }
        cluster_free(cluster);
        cluster_free(copy);
    }
}

/* Of equal instances each is taken about as often. */
static void test_ties_are_drawn(void **state)
{
    (void)state;
    struct replay_service services[3] = {small_service(64, 64), small_service(64, 64), small_service(64, 64)};
    services[1].strategies[0] = PLACE_BINPACK_MEMORY;
    services[2].strategies[0] = PLACE_SPREAD_INSTANCES;
    services[1].strategies_count = services[2].strategies_count = 1;
    struct replay_pool pool = small_pool(services, 3);
    for (int s = 0; s < 3; s++) {
        struct cluster *cluster = cluster_new(&pool, 1);
        int taken[100] = {0};
        for (int i = 0; i < 100; i++)
            (void)cluster_launch(cluster);
        for (int i = 0; i < 10000; i++) {
            int at = cluster_place(cluster, s);
            taken[at]++;
            cluster_stop_on(cluster, s, at);
        }
        for (int i = 0; i < 100; i++)
            assert_in_range(taken[i], 40, 180);
        cluster_free(cluster);
    }
}

/* A zone of more instances than one look takes in: each task on one that has room, and none that has room has less. */
static void test_large_zone(void **state)
{
    (void)state;
    enum { LARGE = 1100, KINDS = 6, TASKS = 7000 };
    static int32_t cpu[LARGE], memory[LARGE];
    struct random random = {random_seed(17)};
    struct replay_service services[KINDS];
    for (int s = 0; s < KINDS; s++) {
        services[s] = small_service(256 << (s / 2), 200 + 311 * s);
        services[s].strategies[0] = PLACE_BINPACK_MEMORY;
        services[s].strategies_count = 1;
    }
    struct replay_pool pool = small_pool(services, KINDS);
    pool.zones = 1;
    struct cluster *cluster = cluster_new(&pool, 1);
    for (int i = 0; i < LARGE; i++) {
        (void)cluster_launch(cluster);
        cpu[i] = 4096;
        memory[i] = 8192;
    }
    for (int i = 0; i < TASKS; i++) {
        int s = (int)random_between(&random, 0, KINDS - 1), at = cluster_place(cluster, s);
        int32_t need_cpu = (int32_t)services[s].task.size[RESOURCE_CPU];
        int32_t need_memory = (int32_t)services[s].task.size[RESOURCE_MEMORY], least = INT32_MAX;
        for (int k = 0; k < LARGE; k++)
            if (cpu[k] >= need_cpu && memory[k] >= need_memory && memory[k] < least)
                least = memory[k];
        assert_int_equal(at >= 0, least < INT32_MAX);
        if (at < 0)
            continue;
        assert_true(cpu[at] >= need_cpu && memory[at] == least);
        cpu[at] -= need_cpu;
        memory[at] -= need_memory;
    }
    cluster_free(cluster);
}

/* A new zone is filled by moves, one at a time, until the zones are even; services without rebalancing stay. */
static void test_rebalancing(void **state)
{
    (void)state;
    struct replay_service services[2] = {small_service(256, 256), small_service(256, 256)};
    services[0].rebalancing = true;
    struct replay_pool pool = small_pool(services, 2);
    struct cluster *cluster = cluster_new(&pool, 1);
    cluster_close_zone(cluster, 2, true);
    for (int i = 0; i < 6; i++)
        (void)cluster_launch(cluster);
    for (int i = 0; i < 12; i++)
        assert_true(cluster_place(cluster, 0) >= 0 && cluster_place(cluster, 1) >= 0);
    assert_int_equal(cluster_rebalance(cluster), 0);
    cluster_close_zone(cluster, 2, false);
    (void)cluster_launch(cluster);
    assert_int_equal(cluster_rebalance(cluster), 4);
    for (int zone = 0; zone < 3; zone++) {
        assert_int_equal(cluster_running(cluster, 0, zone), 4);
        assert_int_equal(cluster_running(cluster, 1, zone), zone < 2 ? 6 : 0);
    }
    cluster_free(cluster);
}

/* What finds no place is left in the counts; nothing else is. */
static void test_place_shuffled(void **state)
{
    (void)state;
    struct replay_service services[2] = {small_service(2048, 256), small_service(128, 5000)};
    struct replay_pool pool = small_pool(services, 2);
    struct cluster *cluster = cluster_new(&pool, 3);
    int64_t counts[2] = {9, 5};
    for (int i = 0; i < 3; i++)
        (void)cluster_launch(cluster);
    int64_t left = cluster_place_shuffled(cluster, counts);
    assert_int_equal(left, counts[0] + counts[1]);
    assert_int_equal(counts[1], 2);
    assert_in_range(counts[0], 3, 6);
    assert_int_equal(cluster_running(cluster, 0, -1), 9 - counts[0]);
    cluster_free(cluster);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_plain),
        cmocka_unit_test(test_copies_and_undo),
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_stop_shuffled),
        cmocka_unit_test(test_binpack_stops_where_most_is_left),
        cmocka_unit_test(test_large_zone),
        cmocka_unit_test(test_ties_are_drawn),
        cmocka_unit_test(test_rebalancing),
        cmocka_unit_test(test_place_shuffled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
