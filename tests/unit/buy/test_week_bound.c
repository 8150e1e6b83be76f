/* test_week_bound.c — the bound of one rate is the least bill itself, found by trying every commitment; of a job, of
 * two rates, of what is held beside what is offered it is never above it. */
#include "planner/buy/week_bound.h"
#include "tests/support/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { HOURS = 24, WEEKS = 300, ITEMS = 2 };

/* Tasks by hour of items that are not packed: each at `price`, or `floor` under a commitment. */
struct world {
    int64_t quantity[ITEMS][HOURS], price[ITEMS], floor[ITEMS];
    int items;
    int64_t held_nano; /* a Savings Plan at the floors, paid for already */
    bool offered;
};

static struct world drawn_world(struct random *random, int items)
{
    struct world world = {.items = items, .offered = true};
    for (int i = 0; i < items; i++) {
        world.price[i] = 1000 + random_between(random, 0, 99999);
        world.floor[i] = world.price[i] * (40 + random_between(random, 0, 60)) / 100;
        int64_t base = random_between(random, 0, 19), swing = random_between(random, 0, 19);
        for (int h = 0; h < HOURS; h++)
            world.quantity[i][h] = base + random_between(random, 0, swing);
    }
    return world;
}

/* An hour's bill with so much committed at the floors, spent where it saves most. */
static double hour_bill(const struct world *world, int hour, double committed)
{
    double bill = 0;
    bool first_saves_more = world->items == 1 || world->floor[0] * world->price[1] <= world->floor[1] * world->price[0];
    for (int k = 0; k < world->items; k++) {
        int i = first_saves_more ? k : world->items - 1 - k;
        double covered = fmin((double)world->quantity[i][hour], committed / (double)world->floor[i]);
        committed -= covered * (double)world->floor[i];
        bill += ((double)world->quantity[i][hour] - covered) * (double)world->price[i];
    }
    return bill;
}

static double bill_of(const struct world *world, double committed)
{
    double sum = ((double)world->held_nano + committed) * HOURS;
    for (int h = 0; h < HOURS; h++)
        sum += hour_bill(world, h, (double)world->held_nano + committed);
    return sum;
}

/* The bill is convex and piecewise linear: least at 0 or where some hour's use of the first, or of all, is covered. */
static double least_bill(const struct world *world)
{
    double least = bill_of(world, 0);
    for (int h = 0; h < HOURS && world->offered; h++)
        for (int mask = 1; mask < 1 << world->items; mask++) {
            double all = -(double)world->held_nano;
            for (int i = 0; i < world->items; i++)
                all += mask & 1 << i ? (double)(world->quantity[i][h] * world->floor[i]) : 0;
            if (all > 0)
                least = fmin(least, bill_of(world, all));
        }
    return least;
}

static double ratio(const struct world *world, int item)
{
    return (double)world->price[item] / (double)world->floor[item];
}

/* What the planner's bound would be at prices min(price, factor * floor): the items are not packed. */
static struct bound_point point_at(const struct world *world, double factor, int64_t services[HOURS])
{
    static const int slots[HOURS];
    for (int h = 0; h < HOURS; h++) {
        double sum = 0;
        for (int i = 0; i < world->items; i++)
            sum += (double)world->quantity[i][h] * fmin((double)world->price[i], factor * (double)world->floor[i]);
        services[h] = (int64_t)sum;
    }
    return (struct bound_point){factor, factor, {.hours = HOURS, .slot_of_hour = slots, .services = services}};
}

static double bound_of_world(const struct world *world)
{
    int64_t services[3][HOURS];
    struct bound_point points[3];
    struct offers offers = {
        .any_offered = world->offered, .held_fee_nano = world->held_nano, .held_cover_nano = world->held_nano};
    double low = ratio(world, 0), high = ratio(world, world->items - 1);
    double factors[3] = {1, fmin(low, high), fmax(low, high)};
    int count = 0;
    for (int k = 0; k < 3; k++)
        if (count == 0 || factors[k] > points[count - 1].factor) {
            points[count] = point_at(world, factors[k], services[count]);
            count++;
        }
    return (double)week_bound(points, count, &offers, 0) * HOURS / HOURS_PER_MONTH;
}

static void one_rate_is_bounded_exactly(void **state)
{
    (void)state;
    struct random random = {1};
    for (int k = 0; k < WEEKS; k++) {
        struct world world = drawn_world(&random, 1);
        double least = least_bill(&world), bound = bound_of_world(&world);
        if (bound > least || bound < least * (1 - 1e-6) - HOURS)
            fail_msg("week %d: the least bill is %.3f, the bound %.3f", k, least, bound);
    }
}

static void what_is_held_is_bounded_exactly(void **state)
{
    (void)state;
    struct random random = {2};
    for (int k = 0; k < WEEKS; k++) {
        struct world world = drawn_world(&random, 1);
        world.held_nano = world.floor[0] * random_between(&random, 0, 24);
        world.offered = k % 2 == 0;
        double least = least_bill(&world), bound = bound_of_world(&world);
        if (bound > least || bound < least * (1 - 1e-6) - HOURS)
            fail_msg("week %d: the least bill is %.3f, the bound %.3f", k, least, bound);
    }
}

static void two_rates_are_bounded_closely(void **state)
{
    (void)state;
    struct random random = {3};
    double sum_least = 0, sum_bound = 0;
    for (int k = 0; k < WEEKS; k++) {
        struct world world = drawn_world(&random, 2);
        double least = least_bill(&world), bound = bound_of_world(&world);
        if (bound > least)
            fail_msg("week %d: the least bill is %.3f, the bound %.3f", k, least, bound);
        sum_least += least;
        sum_bound += bound;
    }
    assert_true(sum_bound > 0.999 * sum_least);
}

/* A job that is outside all week or held in a pool: the same every hour, at the floor of whichever is less. */
static void a_job_is_in_one_place(void **state)
{
    (void)state;
    struct random random = {4};
    static const int slots[HOURS];
    for (int k = 0; k < WEEKS; k++) {
        struct world world = drawn_world(&random, 1);
        int64_t services[2][HOURS], outside = 730 * random_between(&random, 1, 1000000);
        double holding = (double)random_between(&random, 1, 1000000), concurrency = 2.5;
        int64_t dearer = (int64_t)fmin((double)outside, (double)(outside / 2) * ratio(&world, 0));
        struct bound_job jobs[2] = {{outside / 2, concurrency, &holding}, {dearer, concurrency, &holding}};
        struct bound_point points[2] = {point_at(&world, 1, services[0]),
                                        point_at(&world, ratio(&world, 0) + 1e-9, services[1])};
        for (int p = 0; p < 2; p++) {
            points[p].hours.jobs = &jobs[p];
            points[p].hours.jobs_count = 1;
            points[p].hours.slot_of_hour = slots;
        }
        struct offers offers = {.any_offered = true};
        double bound = (double)week_bound(points, 2, &offers, 0) * HOURS / HOURS_PER_MONTH;
        double job = fmin((double)outside / 2 / HOURS_PER_MONTH, holding * concurrency) * HOURS;
        double least = least_bill(&world) + job;
        double all_covered = job * (1 - 1e-6) - HOURS;
        for (int h = 0; h < HOURS; h++)
            all_covered += (double)services[0][h];
        if (bound > least || bound < all_covered)
            fail_msg("week %d: the least bill is %.3f, the bound %.3f", k, least, bound);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_rate_is_bounded_exactly), cmocka_unit_test(what_is_held_is_bounded_exactly),
        cmocka_unit_test(two_rates_are_bounded_closely), cmocka_unit_test(a_job_is_in_one_place)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
