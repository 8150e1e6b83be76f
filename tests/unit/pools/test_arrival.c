/* The judge by arrivals: exact where the order does not matter, never below the volume, rules, limits; what ECS is told
 * so that it places tasks by a rule; and what annealing makes of it. */
#include "planner/pools/anneal.h"
#include "planner/pools/pool_size.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { ITEMS = 2, TYPES = 2 };

/* CPU, memory, interfaces, GPUs. */
static const int64_t capacity[] = {4096, 100000, 2, 0}, doubled[] = {8192, 200000, 4, 0};
static const int64_t large[] = {3072, 10, 1, 0}, small[] = {1024, 10, 1, 0}, quarter[] = {1024, 10, 0, 0};

struct world {
    struct fleet fleet;
    struct fleet_item items[ITEMS];
    struct fleet_type types[TYPES];
    int64_t tasks[ITEMS], hours;
    struct chooser chooser;
};

static void world_init(struct world *world, const int64_t *first, int64_t first_tasks, const int64_t *second,
                       int64_t second_tasks)
{
    *world = (struct world){.tasks = {first_tasks, second_tasks}, .hours = 1};
    for (int i = 0; i < ITEMS; i++)
        world->items[i] = (struct fleet_item){.item = i,
                                              .kind = i,
                                              .size = i == 0 ? first : second,
                                              .mask = 1,
                                              .tasks = &world->tasks[i],
                                              .room = &world->tasks[i],
                                              .outside_possible = true,
                                              .outside_nano = (int64_t)HOURS_PER_MONTH * 1000 * world->tasks[i],
                                              .movable = true};
    world->types[0] = (struct fleet_type){.mask = 1, .capacity = capacity, .hour_nano = 1000, .steering_nano = 1000};
    world->types[1] = (struct fleet_type){.mask = 1, .capacity = doubled, .hour_nano = 1900, .steering_nano = 1900};
    world->fleet = (struct fleet){.dimensions = 4,
                                  .zones = 2,
                                  .hours = 1,
                                  .slots = 1,
                                  .slot_hours = &world->hours,
                                  .items = world->items,
                                  .items_count = ITEMS,
                                  .kinds_count = ITEMS,
                                  .types = world->types,
                                  .types_count = TYPES};
    chooser_init(&world->chooser, &world->fleet, NULL, 60);
}

static int64_t needed(struct world *world, enum arrival_rule rule)
{
    static const int both[] = {0, 1};
    int64_t instances;
    (void)arrivals_pool(&world->chooser.arrivals, &world->types[0], 1000, rule, both, ITEMS, &instances);
    return instances;
}

static void equal_tasks_need_what_arithmetic_says(void **state)
{
    struct world world;
    (void)state;
    world_init(&world, quarter, 30, quarter, 2);
    assert_int_equal(needed(&world, EVEN_NONE), 8);
    assert_int_equal(needed(&world, EVEN_ALL), 8);
    chooser_release(&world.chooser);
}

static void a_limit_per_instance_is_kept(void **state)
{
    struct world world;
    (void)state;
    world_init(&world, quarter, 30, quarter, 2);
    world.items[0].per_instance_max = 1;
    assert_int_equal(needed(&world, EVEN_NONE), 30);
    assert_int_equal(needed(&world, EVEN_ALL), 30);
    chooser_release(&world.chooser);
}

/* One large and one small fill an instance; two small ones that meet use up its interfaces. */
static void even_tasks_do_not_crowd_others_out(void **state)
{
    struct world world;
    (void)state;
    world_init(&world, large, 40, small, 40);
    assert_int_equal(needed(&world, EVEN_ALL), 40);
    assert_true(needed(&world, EVEN_NONE) > 40);
    chooser_release(&world.chooser);
}

static void the_same_orders_give_the_same_answer(void **state)
{
    struct world world;
    (void)state;
    world_init(&world, large, 400, small, 400);
    int64_t first = needed(&world, EVEN_NONE);
    arrivals_draw(&world.chooser.arrivals, 7);
    (void)needed(&world, EVEN_NONE);
    arrivals_draw(&world.chooser.arrivals, 0);
    assert_int_equal(needed(&world, EVEN_NONE), first);
    chooser_release(&world.chooser);
}

/* Ten interfaces an instance. One large task and nine tiny ones fill it; ten tiny ones that binpack piles up on one
 * instance keep every large one out. */
static void drawn_tasks_do_not_pile_up(void **state)
{
    static const int64_t ten[] = {4096, 100000, 10, 0}, tiny[] = {100, 10, 1, 0};
    struct world world;
    (void)state;
    world_init(&world, large, 40, tiny, 340);
    world.types[0].capacity = ten;
    int64_t drawn = needed(&world, DRAWN_SMALL);
    assert_true(drawn >= 40);
    assert_true(drawn < needed(&world, EVEN_NONE));
    assert_int_equal(needed(&world, DRAWN_MIDDLE), drawn);
    chooser_release(&world.chooser);
}

static void drawn_tasks_keep_a_limit_per_instance(void **state)
{
    struct world world;
    (void)state;
    world_init(&world, quarter, 30, quarter, 2);
    world.items[0].per_instance_max = 1;
    assert_int_equal(needed(&world, DRAWN_ALL), 30);
    world.items[0].per_instance_max = 0;
    assert_int_equal(needed(&world, DRAWN_ALL), 8);
    chooser_release(&world.chooser);
}

/* The items fill CPU four times as much as memory; the second takes a quarter of an instance at most, the first a
 * tenth. */
static void ecs_is_told_what_the_rule_says(void **state)
{
    static const int both[] = {0, 1};
    static const int64_t tenth[] = {300, 10, 0, 0};
    static const struct {
        enum arrival_rule rule;
        unsigned char small, large;
    } cases[] = {
        {EVEN_NONE, STRATEGY_CPU, STRATEGY_CPU},       {EVEN_ALL, STRATEGY_EVEN_CPU, STRATEGY_EVEN_CPU},
        {EVEN_LARGE, STRATEGY_CPU, STRATEGY_EVEN_CPU}, {EVEN_SMALL, STRATEGY_EVEN_CPU, STRATEGY_CPU},
        {DRAWN_SMALL, STRATEGY_DRAWN, STRATEGY_CPU},   {DRAWN_MIDDLE, STRATEGY_DRAWN, STRATEGY_CPU},
        {DRAWN_ALL, STRATEGY_DRAWN, STRATEGY_DRAWN},   {PACKED_OTHERWISE, STRATEGY_MEMORY, STRATEGY_MEMORY},
    };
    struct world world;
    (void)state;
    world_init(&world, tenth, 30, quarter, 2);
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        unsigned char strategy[ITEMS] = {REPLAY_STRATEGIES_COUNT, REPLAY_STRATEGIES_COUNT};
        arrival_strategies(&world.fleet, &world.types[0], cases[c].rule, both, ITEMS, strategy);
        assert_int_equal(strategy[0], cases[c].small);
        assert_int_equal(strategy[1], cases[c].large);
    }
    chooser_release(&world.chooser);
}

/* Many tasks are thinned out, and one zone stands for both: the answer stays near. */
static void large_pools_are_judged_by_a_part(void **state)
{
    struct world world;
    (void)state;
    world_init(&world, quarter, 120000, quarter, 40000);
    chooser_look_at(&world.chooser, 2000, 1);
    int64_t instances = needed(&world, EVEN_NONE);
    assert_in_range(instances, 39800, 40200);
    world.fleet.large = true; /* one filling does */
    assert_in_range(needed(&world, EVEN_ALL), 39800, 40200);
    assert_in_range(needed(&world, DRAWN_ALL), 39800, 40200);
    chooser_release(&world.chooser);
}

static void a_lost_zone_is_carried_by_the_others(void **state)
{
    struct world world;
    (void)state;
    world_init(&world, quarter, 30, quarter, 2);
    world.fleet.zone_loss = true;
    chooser_look_at(&world.chooser, 1000, 2);
    assert_int_equal(needed(&world, EVEN_NONE), 16);
    chooser_release(&world.chooser);
}

/* 40 large and 40 small tasks: 40 instances of the one type at 1,000, or 20 of twice the size at 1,900. */
static void annealing_finds_the_cheaper_type_and_rule(void **state)
{
    static const int types[] = {0, 1};
    struct world world;
    (void)state;
    world_init(&world, large, 40, small, 40);
    struct choice *choice = choice_new(&world.chooser);
    choice->pools_count = 1;
    choice->types[0] = 0;
    choice_price(&world.chooser, choice, ZONE_EFFORT_QUICK);
    int64_t outside = choice->total;
    choice_anneal(&world.chooser, choice, types, TYPES, 1, 1000 * 1000);
    assert_int_equal(choice->types[0], 1);
    assert_int_equal(choice->place[0], 0);
    assert_int_equal(choice->place[1], 0);
    assert_int_equal(choice->total, (int64_t)HOURS_PER_MONTH * 20 * 1900);
    assert_true(choice->total < outside);
    chooser_release(&world.chooser);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_tasks_need_what_arithmetic_says),
        cmocka_unit_test(a_limit_per_instance_is_kept),
        cmocka_unit_test(even_tasks_do_not_crowd_others_out),
        cmocka_unit_test(the_same_orders_give_the_same_answer),
        cmocka_unit_test(drawn_tasks_do_not_pile_up),
        cmocka_unit_test(drawn_tasks_keep_a_limit_per_instance),
        cmocka_unit_test(ecs_is_told_what_the_rule_says),
        cmocka_unit_test(large_pools_are_judged_by_a_part),
        cmocka_unit_test(a_lost_zone_is_carried_by_the_others),
        cmocka_unit_test(annealing_finds_the_cheaper_type_and_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
