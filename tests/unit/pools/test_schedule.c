/* Scheduled actions: the fewest by trying every set of hours, never below need, and what each says in cron. */
#include "planner/pools/schedule.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static uint64_t random_next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

/* Instance-hours when the size may change at the hours of `mask` only. */
static int64_t total_of(const int64_t *instances, int hours, unsigned mask)
{
    int64_t total = 0;
    for (int h = 0; h < hours; h++) {
        int begin = h, length = 0;
        int64_t size = 0;
        while (!(mask & 1u << begin))
            begin = (begin + hours - 1) % hours;
        do {
            int at = (begin + length++) % hours;
            size = instances[at] > size ? instances[at] : size;
        } while (!(mask & 1u << (begin + length) % hours));
        total += size;
    }
    return total;
}

static int bits_of(unsigned mask)
{
    int bits = 0;
    for (; mask; mask &= mask - 1)
        bits++;
    return bits;
}

/* The fewest steps within the excess, and the least total of that many. */
static int brute_force(const int64_t *instances, int hours, int64_t *ret_total)
{
    int64_t needed = 0;
    int fewest = hours + 1;
    for (int h = 0; h < hours; h++)
        needed += instances[h];
    for (unsigned mask = 1; mask < 1u << hours; mask++) {
        int64_t total = total_of(instances, hours, mask);
        int bits = bits_of(mask);
        if (total * 100 > needed * 101 || bits > fewest || (bits == fewest && total >= *ret_total))
            continue;
        fewest = bits;
        *ret_total = total;
    }
    return fewest;
}

static void steps_are_the_fewest(void **state)
{
    uint64_t random = 1;
    (void)state;
    for (int round = 0; round < 300; round++) {
        int64_t instances[10], size[10], total = 0, least = 0;
        int hours = 2 + (int)(random_next(&random) % 9), base = round % 3 == 0 ? 2 : 60, count;
        for (int h = 0; h < hours; h++)
            instances[h] = base + (int64_t)(random_next(&random) % (round % 2 == 0 ? 4 : 12));
        struct arena arena = {0};
        struct plan_action *actions = schedule_actions(instances, instances, hours, &arena, &count, size);
        int fewest = brute_force(instances, hours, &least);
        for (int h = 0; h < hours; h++) {
            assert_true(size[h] >= instances[h]);
            total += size[h];
        }
        assert_int_equal(count, fewest > 1 ? fewest : 0);
        assert_int_equal(total, least);
        for (int k = 0; k < count; k++) {
            assert_int_equal(actions[k].desired_capacity, size[actions[k].hour_of_week]);
            assert_true(k == 0 || actions[k].hour_of_week > actions[k - 1].hour_of_week);
        }
        arena_release(&arena);
    }
}

static void a_working_week_grows_early_and_shrinks_on_time(void **state)
{
    int64_t instances[HOURS_PER_WEEK], max_size[HOURS_PER_WEEK], size[HOURS_PER_WEEK];
    struct arena arena = {0};
    int count;
    (void)state;
    for (int h = 0; h < HOURS_PER_WEEK; h++) {
        bool work = h / 24 < 5 && h % 24 >= 8 && h % 24 < 18;
        instances[h] = work ? 20 : 4;
        max_size[h] = instances[h] + (h == 10 ? 9 : 1);
    }
    struct plan_action *actions = schedule_actions(instances, max_size, HOURS_PER_WEEK, &arena, &count, size);
    assert_int_equal(count, 10);
    assert_memory_equal(size, instances, sizeof size);
    assert_string_equal(actions[0].recurrence, "55 7 * * 1");
    assert_int_equal(actions[0].hour_of_week, 8);
    assert_int_equal(actions[0].minutes_before, 5);
    assert_int_equal(actions[0].min_size, 20);
    assert_int_equal(actions[0].max_size, 29);
    assert_string_equal(actions[1].recurrence, "0 18 * * 1");
    assert_int_equal(actions[1].minutes_before, 0);
    assert_int_equal(actions[1].max_size, 5);
    assert_string_equal(actions[9].recurrence, "0 18 * * 5");
    arena_release(&arena);
}

static void monday_midnight_is_made_ready_on_sunday(void **state)
{
    int64_t instances[HOURS_PER_WEEK], size[HOURS_PER_WEEK], day[24], day_size[24];
    struct arena arena = {0};
    int count;
    (void)state;
    for (int h = 0; h < HOURS_PER_WEEK; h++)
        instances[h] = h < 12 ? 10 : 2;
    struct plan_action *actions = schedule_actions(instances, instances, HOURS_PER_WEEK, &arena, &count, size);
    assert_int_equal(count, 2);
    assert_string_equal(actions[0].recurrence, "55 23 * * 0");
    for (int h = 0; h < 24; h++)
        day[h] = h < 12 ? 10 : 2;
    actions = schedule_actions(day, day, 24, &arena, &count, day_size);
    assert_int_equal(count, 2);
    assert_string_equal(actions[0].recurrence, "55 23 * * *");
    assert_string_equal(actions[1].recurrence, "0 12 * * *");
    arena_release(&arena);
}

static void one_size_needs_no_action(void **state)
{
    int64_t instances[24], size[24];
    struct arena arena = {0};
    int count;
    (void)state;
    for (int h = 0; h < 24; h++)
        instances[h] = h == 3 ? 99 : 100; /* 2400 is within 1 % of 2399 */
    (void)schedule_actions(instances, instances, 24, &arena, &count, size);
    assert_int_equal(count, 0);
    assert_int_equal(size[3], 100);
    (void)schedule_actions(&instances[0], &instances[0], 1, &arena, &count, size);
    assert_int_equal(count, 0);
    arena_release(&arena);
}

static void the_quota_binds(void **state)
{
    struct schedule_step steps[SCHEDULE_ACTIONS_MAX];
    int64_t instances[HOURS_PER_WEEK];
    (void)state;
    for (int h = 0; h < HOURS_PER_WEEK; h++)
        instances[h] = h % 2 == 0 ? 10 : 30;
    int count = schedule_steps(instances, HOURS_PER_WEEK, steps);
    assert_int_equal(count, SCHEDULE_ACTIONS_MAX); /* 168 within 1 % */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_the_fewest),
        cmocka_unit_test(a_working_week_grows_early_and_shrinks_on_time),
        cmocka_unit_test(monday_midnight_is_made_ready_on_sunday),
        cmocka_unit_test(one_size_needs_no_action),
        cmocka_unit_test(the_quota_binds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
