/* A pool's size: the balance of zones, the loss of one, headroom; on a fleet written by hand. */
#include "planner/pools/pool_size.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { ZONES = 2 };

static const int64_t instance_capacity[] = {4, 100, 100, 0};
static const int64_t task_size[] = {1, 1, 1, 0};

/* Two services of one-quarter-instance tasks in one slot of one hour. */
struct small {
    struct fleet fleet;
    struct fleet_item items[2];
    struct fleet_type type;
    int64_t tasks[2], room[2], hours;
    struct pool_sizer sizer;
};

static void small_init(struct small *small, int64_t first, int64_t second)
{
    *small = (struct small){.tasks = {first, second}, .room = {first + 1, second + 1}, .hours = 1};
    for (int i = 0; i < 2; i++)
        small->items[i] = (struct fleet_item){.item = i,
                                              .size = task_size,
                                              .mask = 1,
                                              .tasks = &small->tasks[i],
                                              .room = &small->room[i],
                                              .movable = true};
    small->type =
        (struct fleet_type){.mask = 1, .capacity = instance_capacity, .hour_nano = 1000, .steering_nano = 1000};
    small->fleet = (struct fleet){.dimensions = 4,
                                  .zones = ZONES,
                                  .hours = 1,
                                  .slots = 1,
                                  .slot_hours = &small->hours,
                                  .items = small->items,
                                  .items_count = 2,
                                  .kinds_count = 1,
                                  .types = &small->type,
                                  .types_count = 1};
    pool_sizer_init(&small->sizer, &small->fleet);
}

static int64_t size_of(struct small *small, enum sizing sizing)
{
    static const int both[] = {0, 1};
    int64_t instances;
    int64_t month = pool_size(&small->sizer, &small->type, 1000, both, 2, sizing, ZONE_EFFORT_FULL, &instances);
    assert_int_equal(month, instances * 1000 * HOURS_PER_MONTH);
    return instances;
}

static void a_group_is_balanced_over_its_zones(void **state)
{
    (void)state;
    assert_int_equal(balanced_group_size((int64_t[]){0, 0}, 2), 2);
    assert_int_equal(balanced_group_size((int64_t[]){1, 0, 0}, 3), 3);
    assert_int_equal(balanced_group_size((int64_t[]){2, 2}, 2), 4);
    assert_int_equal(balanced_group_size((int64_t[]){3, 2}, 2), 5);
    assert_int_equal(balanced_group_size((int64_t[]){5, 1, 1}, 3), 13); /* 5 + 4 + 4: no zone may lag by two */
    assert_int_equal(balanced_group_size((int64_t[]){5, 5, 4}, 3), 14);
}

static void zones_share_tasks_evenly(void **state)
{
    struct small small;
    (void)state;
    small_init(&small, 9, 9); /* 9 and 9 would need 3 and 3: both rests go to one zone, 10 and 8 */
    assert_int_equal(size_of(&small, SIZING_WHOLE), 5);
    assert_int_equal(size_of(&small, SIZING_ZONES), 5);
    pool_sizer_release(&small.sizer);
    small_init(&small, 5, 5); /* 5 and 5 need 2 and 2, 6 and 4 need 2 and 1 */
    assert_int_equal(size_of(&small, SIZING_ZONES), 3);
    pool_sizer_release(&small.sizer);
    small_init(&small, 7, 7); /* 7 and 7 need 2 and 2, 8 and 6 the same: the rest may not make it worse */
    assert_int_equal(size_of(&small, SIZING_ZONES), 4);
    pool_sizer_release(&small.sizer);
}

static void one_instance_in_each_zone_at_least(void **state)
{
    struct small small;
    (void)state;
    small_init(&small, 0, 0);
    assert_int_equal(size_of(&small, SIZING_WHOLE), 1);
    assert_int_equal(size_of(&small, SIZING_ZONES), 2);
    pool_sizer_release(&small.sizer);
}

static void the_zone_left_holds_everything(void **state)
{
    struct small small;
    (void)state;
    small_init(&small, 9, 8);
    small.fleet.zone_loss = true;
    assert_int_equal(size_of(&small, SIZING_ZONES), 5);
    assert_int_equal(size_of(&small, SIZING_ZONE_LOSS), 10); /* 17 tasks in each of two zones */
    pool_sizer_release(&small.sizer);
}

static void headroom_comes_last(void **state)
{
    struct small small;
    (void)state;
    small_init(&small, 8, 8); /* room: 9 and 9 */
    assert_int_equal(size_of(&small, SIZING_ZONE_LOSS), 4);
    assert_int_equal(size_of(&small, SIZING_ALL), 5);
    pool_sizer_release(&small.sizer);
}

static void volume_never_exceeds_the_packing(void **state)
{
    static const int both[] = {0, 1};
    double scratch[2];
    (void)state;
    for (int64_t n = 0; n < 40; n++) {
        struct small small;
        small_init(&small, n, 2 * n);
        double least = pool_least(&small.fleet, &small.type, 1000, both, 2, scratch);
        assert_true(least <= (double)size_of(&small, SIZING_ALL) * 1000 * HOURS_PER_MONTH);
        pool_sizer_release(&small.sizer);
    }
}

static void a_month_beyond_counting_is_said_to_be(void **state)
{
    static const int both[] = {0, 1};
    struct small small;
    (void)state;
    small_init(&small, 1000 * 1000, 1000 * 1000);
    assert_true(pool_size(&small.sizer, &small.type, INT64_C(100) * NANO_PER_USD * 1000, both, 2, SIZING_ALL,
                          ZONE_EFFORT_QUICK, NULL) == MONTH_TOO_DEAR);
    assert_true(month_add(MONTH_TOO_DEAR, 1) == MONTH_TOO_DEAR);
    assert_int_equal(month_add(2, 3), 5);
    pool_sizer_release(&small.sizer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_group_is_balanced_over_its_zones),
        cmocka_unit_test(zones_share_tasks_evenly),
        cmocka_unit_test(one_instance_in_each_zone_at_least),
        cmocka_unit_test(the_zone_left_holds_everything),
        cmocka_unit_test(headroom_comes_last),
        cmocka_unit_test(volume_never_exceeds_the_packing),
        cmocka_unit_test(a_month_beyond_counting_is_said_to_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
