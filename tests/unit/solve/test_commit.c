#include "planner/solve/commit.h"
#include "tests/support/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { USES = 5, HOURS = 24, OFFERS = 3 };

struct small {
    double on_demand[USES], quantity[USES][HOURS], takes[OFFERS][USES];
    const double *rows[USES];
    struct commit_offer offers[OFFERS];
    struct commit_problem problem;
};

static double unit_random(struct random *random)
{
    return (double)random_between(random, 0, 1000) / 1000;
}

static void small_make(struct small *small, struct random *random, int offers)
{
    for (int u = 0; u < USES; u++) {
        small->on_demand[u] = 0.5 + unit_random(random);
        small->rows[u] = small->quantity[u];
        for (int h = 0; h < HOURS; h++)
            small->quantity[u][h] = floor(8 * unit_random(random));
        for (int o = 0; o < OFFERS; o++)
            small->takes[o][u] =
                random_chance(random, 75) ? small->on_demand[u] * (0.3 + 0.6 * unit_random(random)) : 0;
    }
    for (int o = 0; o < OFFERS; o++)
        small->offers[o] = (struct commit_offer){.unit_cost = 1, .takes = small->takes[o]};
    small->problem = (struct commit_problem){USES, HOURS, offers, small->on_demand, small->rows, small->offers};
}

static double solve(const struct small *small, double *units)
{
    double cost = 0;
    struct error err = {0};
    assert_true(solve_commitments(&small->problem, units, &cost, &err));
    for (int o = 0; o < small->problem.offers_count; o++)
        assert_true(units[o] >= 0);
    return cost;
}

/* What amounts cost if each hour hands them out offer by offer, the best use of each first: no less than the least. */
static double greedy_cost(const struct small *small, const double *units, const int *order)
{
    double cost = 0;
    for (int h = 0; h < HOURS; h++) {
        double rest[USES];
        for (int u = 0; u < USES; u++)
            rest[u] = small->quantity[u][h];
        for (int i = 0; i < small->problem.offers_count; i++) {
            int o = order[i];
            double left = units[o];
            cost += units[o];
            bool seen[USES] = {false};
            for (int turn = 0; turn < USES; turn++) {
                int best = -1;
                for (int u = 0; u < USES; u++)
                    if (!seen[u] && small->takes[o][u] > 0 &&
                        (best < 0 ||
                         small->takes[o][u] * small->on_demand[best] < small->takes[o][best] * small->on_demand[u]))
                        best = u;
                if (best < 0)
                    break;
                seen[best] = true;
                double served = fmin(rest[best], left / small->takes[o][best]);
                rest[best] -= served;
                left -= served * small->takes[o][best];
            }
        }
        for (int u = 0; u < USES; u++)
            cost += rest[u] * small->on_demand[u];
    }
    return cost;
}

/* One offer: the least over a fine sweep of amounts is no less, and near. */
static void one_offer_is_the_least(void **state)
{
    (void)state;
    struct random random = {random_seed(51)};
    const int order[1] = {0};
    for (int round = 0; round < 40; round++) {
        struct small small;
        double units[1], least = INFINITY;
        small_make(&small, &random, 1);
        double cost = solve(&small, units);
        assert_true(fabs(greedy_cost(&small, units, order) - cost) <= 1e-9 * cost);
        for (int step = 0; step <= 500; step++) {
            double amount = step * 0.08;
            least = fmin(least, greedy_cost(&small, &amount, order));
        }
        assert_true(cost <= least * (1 + 1e-9));
        assert_true(cost >= least * 0.99);
    }
}

/* Several: no way of using any amounts is below the cost, and one more useless offer changes nothing. */
static void several_offers_are_a_bound(void **state)
{
    (void)state;
    struct random random = {random_seed(52)};
    for (int round = 0; round < 40; round++) {
        struct small small;
        double units[OFFERS], two[OFFERS];
        small_make(&small, &random, OFFERS);
        double cost = solve(&small, units);
        for (int trial = 0; trial < 60; trial++) {
            static const int orders[3][OFFERS] = {{0, 1, 2}, {1, 2, 0}, {2, 0, 1}};
            double amounts[OFFERS];
            for (int o = 0; o < OFFERS; o++)
                amounts[o] = units[o] * (0.5 + unit_random(&random)) + (trial % 5 == 0 ? unit_random(&random) : 0);
            assert_true(greedy_cost(&small, amounts, orders[trial % 3]) >= cost * (1 - 1e-6));
        }
        small.problem.offers_count = 2;
        double less = solve(&small, two);
        assert_true(less >= cost * (1 - 1e-6));
        for (int u = 0; u < USES; u++)
            small.takes[2][u] *= 10; /* dearer than on demand */
        small.problem.offers_count = 3;
        assert_true(fabs(solve(&small, units) - less) <= 1e-6 * less);
        assert_true(units[2] <= 1e-6);
    }
}

/* Two uses, two offers, by hand. */
static void by_hand(void **state)
{
    (void)state;
    struct small small;
    double units[2];
    memset(&small, 0, sizeof small);
    for (int h = 0; h < HOURS; h++) {
        small.quantity[0][h] = h < 12 ? 10 : 4;
        small.quantity[1][h] = 5;
    }
    static const double takes[2][USES] = {{0.6, 0, 0, 0, 0}, {0.7, 0.8, 0, 0, 0}};
    for (int u = 0; u < USES; u++) {
        small.on_demand[u] = 1;
        small.rows[u] = small.quantity[u];
    }
    for (int o = 0; o < 2; o++)
        small.offers[o] = (struct commit_offer){.unit_cost = 1, .takes = takes[o]};
    small.problem = (struct commit_problem){2, HOURS, 2, small.on_demand, small.rows, small.offers};
    /* 2.40 buy the steady 4 of the first use. 4.00 of the other cover the second use in the quiet hours (5 * 0.8), and
     * in the busy ones, where they save more, 4 / 0.7 of the first use's other 6 */
    assert_true(fabs(solve(&small, units) - (24 * 6.4 + 12 * (6 - 4 / 0.7 + 5))) <= 1e-4);
    assert_true(fabs(units[0] - 2.4) <= 1e-5 && fabs(units[1] - 4) <= 1e-5);
    /* what is fixed is not bought; 4.00 that are there cost nothing more, and 2.80 beside them pay: all of both uses in
     * the quiet hours */
    small.offers[1].existing = 4;
    small.offers[0].is_fixed = true;
    assert_true(fabs(solve(&small, units) - (24 * 2.8 + 12 * (10 - 6.8 / 0.7 + 5))) <= 1e-4);
    assert_true(units[0] == 0 && fabs(units[1] - 2.8) <= 1e-5);
}

static void limits(void **state)
{
    (void)state;
    struct small small;
    struct random random = {1};
    double units[OFFERS], cost;
    struct error err = {0};
    small_make(&small, &random, OFFERS);
    small.on_demand[0] = 0;
    assert_false(solve_commitments(&small.problem, units, &cost, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_offer_is_the_least),
        cmocka_unit_test(several_offers_are_a_bound),
        cmocka_unit_test(by_hand),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
