#include "planner/buy/commitments.h"
#include "tests/unit/buy/week.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { QUANTILE_WEEKS = 1000, RATES_WEEKS = 60, KINDS_WEEKS = 40 };

static enum purchase csp, isp, ri;

/* BAYPLAN_COMMITMENT_WEEKS: so many of each where more than a quick look is wanted. */
static int weeks_of(int usual)
{
    const char *asked = getenv("BAYPLAN_COMMITMENT_WEEKS");
    return asked != NULL ? (int)strtol(asked, NULL, 10) : usual;
}

struct answer {
    double cost, bound;
    int count;
    struct commitment first;
};

static double dollars(int128 value)
{
    return (double)value / 1e9 / (double)QUANTITY_UNIT;
}

static struct answer choose(const struct week *week, const bool *offered, const struct commitment *held, int held_count)
{
    struct commitments_choice choice;
    struct commitment_bill bill;
    struct error err = {0};
    assert_true(
        commitments_choose(week->usages, week->uses, week->hours, offered, held, held_count, &choice, &bill, &err));
    struct answer answer = {dollars(bill.on_demand + bill.fees), dollars(choice.bound), choice.count, {0}};
    for (int c = 0; c < choice.count && c < 1; c++)
        answer.first = choice.commitments[c];
    assert_true(answer.bound <= answer.cost * (1 + 1e-12));
    commitment_bill_release(&bill);
    commitments_choice_release(&choice);
    return answer;
}

static void check_cost(int number, const struct answer *answer, double brute, double slack)
{
    if (answer->cost > brute * (1 + 1e-8) + slack)
        fail_msg("week %d: %.9f dollars, by brute force %.9f", number, answer->cost, brute);
}

/* --- one rate: the quantile --- */

static int by_size(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* Every breakpoint is an hour's use at the plan's rate: the least cost over all of them, and over none. */
static double cheapest_level(const struct week *week)
{
    const struct usage *use = &week->usages[0];
    int64_t sorted[WEEK_HOURS_MAX];
    double rate = (double)use->committed_nano[csp] / 1e9, listed = (double)use->on_demand_nano / 1e9, above = 0, least;
    memcpy(sorted, week->quantities[0], sizeof *sorted * (size_t)week->hours);
    qsort(sorted, (size_t)week->hours, sizeof *sorted, by_size);
    for (int h = 0; h < week->hours; h++)
        above += (double)sorted[h] / (double)QUANTITY_UNIT;
    least = above * listed;
    double below = 0;
    for (int h = 0; h < week->hours; h++) {
        double level = (double)sorted[h] / (double)QUANTITY_UNIT;
        below += level;
        double over = above - below - level * (week->hours - 1 - h);
        least = fmin(least, level * rate * week->hours + over * listed);
    }
    return least;
}

static void one_rate_is_the_quantile(void **state)
{
    (void)state;
    struct random random = {random_seed(21)};
    bool offered[PRICE_PURCHASES_COUNT] = {[0] = false};
    offered[csp] = true;
    for (int w = 0; w < weeks_of(QUANTILE_WEEKS); w++) {
        struct week week;
        week_make(&week, &random, &(struct random_week){1, 168, random_chance(&random, 50), true});
        struct answer answer = choose(&week, offered, NULL, 0);
        double least = cheapest_level(&week);
        /* half a step of 0.00001 an hour, and the least plan of 0.001 */
        double slack = answer.first.usd_per_hour_nano <= 1000000 ? 0.001 * week.hours : 0.00001 * week.hours;
        assert_true(answer.cost >= least * (1 - 1e-9));
        check_cost(w, &answer, least, slack);
    }
}

/* --- several rates, several kinds: brute force --- */

static int smallest_of(const struct week *week, const char *family)
{
    int smallest = -1;
    for (int u = 0; u < week->uses; u++)
        if (strcmp(week->families[u], family) == 0 &&
            (smallest < 0 || week->usages[u].normalised_quarters < week->usages[smallest].normalised_quarters))
            smallest = u;
    return smallest;
}

static void withdraw(struct week *week, enum purchase purchase, int but)
{
    for (int u = 0; u < week->uses; u++)
        if (u != but)
            week->usages[u].committed_nano[purchase] = 0;
}

static int offers_make(struct week *week, int kinds, bool *offered, struct week_offer *offers)
{
    int count = 0, m9x = smallest_of(week, "m9x"), c9x = smallest_of(week, "c9x");
    offered[csp] = true;
    offered[isp] = kinds > 1;
    offered[ri] = kinds > 2;
    if (kinds > 2) { /* Reserved Instances of one size of one family: brute force has an axis for each offer */
        withdraw(week, ri, m9x);
        for (int u = 0; u < week->uses; u++)
            if (strcmp(week->families[u], "m9x") != 0)
                week->usages[u].committed_nano[isp] = 0;
        if (m9x >= 0)
            offers[count++] = (struct week_offer){ri, "m9x", m9x};
    }
    if (kinds > 1 && m9x >= 0)
        offers[count++] = (struct week_offer){isp, "m9x", 0};
    if (kinds == 2 && c9x >= 0)
        offers[count++] = (struct week_offer){isp, "c9x", 0};
    offers[count++] = (struct week_offer){csp, "", 0};
    return count;
}

static void kinds_check(int kinds, int hours, int uses, int points, int weeks)
{
    struct random random = {random_seed(30 + (uint64_t)kinds)};
    for (int w = 0; w < weeks; w++) {
        struct week week;
        struct week_offer offers[WEEK_OFFERS_MAX];
        double amounts[WEEK_OFFERS_MAX];
        bool offered[PRICE_PURCHASES_COUNT] = {[0] = false};
        week_make(&week, &random, &(struct random_week){uses, hours, w % 2 == 0, kinds == 1});
        int count = offers_make(&week, kinds, offered, offers);
        struct answer answer = choose(&week, offered, NULL, 0);
        /* several plans are rounded together: a step of 0.00001 an hour in all; one alone is the very best */
        check_cost(w, &answer, week_brute_force(&week, offers, count, points, amounts),
                   count > 1 ? 0.00001 * hours : 0);
    }
}

static void several_rates(void **state)
{
    (void)state;
    kinds_check(1, 24, 5, 200, weeks_of(RATES_WEEKS));
}

static void two_kinds(void **state)
{
    (void)state;
    kinds_check(2, 6, 4, 13, weeks_of(KINDS_WEEKS));
}

static void three_kinds(void **state)
{
    (void)state;
    kinds_check(3, 6, 4, 13, weeks_of(KINDS_WEEKS));
}

/* --- what is there already --- */

static void held_plans_are_taken_as_given(void **state)
{
    (void)state;
    struct random random = {random_seed(41)};
    bool offered[PRICE_PURCHASES_COUNT] = {[0] = false};
    struct week week;
    week_make(&week, &random, &(struct random_week){1, 168, false, true});
    for (int h = 0; h < week.hours; h++)
        week.quantities[0][h] = 10 * QUANTITY_UNIT;
    struct commitment held = {.kind = COMMITMENT_COMPUTE_SAVINGS_PLAN,
                              .family = "",
                              .instance_type = "",
                              .usd_per_hour_nano = 4 * week.usages[0].committed_nano[csp]};
    struct answer only_held = choose(&week, offered, &held, 1);
    assert_int_equal(only_held.count, 1);
    assert_int_equal(only_held.first.usd_per_hour_nano, held.usd_per_hour_nano);
    offered[csp] = true;
    struct answer with_more = choose(&week, offered, &held, 1);
    assert_int_equal(with_more.count, 2); /* the steady ten need six more */
    double all = 10 * (double)week.usages[0].committed_nano[csp] / 1e9 * week.hours;
    assert_true(fabs(with_more.cost - all) <= 0.00001 * week.hours);
    held.usd_per_hour_nano = 20 * week.usages[0].committed_nano[csp];
    assert_int_equal(choose(&week, offered, &held, 1).count, 1); /* more than enough */
}

static void what_does_not_pay_is_not_bought(void **state)
{
    (void)state;
    struct random random = {random_seed(42)};
    bool offered[PRICE_PURCHASES_COUNT] = {[0] = false};
    struct week week;
    week_make(&week, &random, &(struct random_week){1, 24, false, true});
    for (int h = 0; h < week.hours; h++)
        week.quantities[0][h] = h == 0 ? QUANTITY_UNIT : 0;
    offered[csp] = true;
    assert_int_equal(choose(&week, offered, NULL, 0).count, 0);
    assert_int_equal(choose(&(struct week){.hours = 24}, offered, NULL, 0).count, 0);
}

int main(void)
{
    csp = purchase_of_commitment(COMMITMENT_COMPUTE_SAVINGS_PLAN, TERM_1_YEAR, PAYMENT_NO_UPFRONT);
    isp = purchase_of_commitment(COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN, TERM_1_YEAR, PAYMENT_NO_UPFRONT);
    ri = purchase_of_commitment(COMMITMENT_STANDARD_RESERVED_INSTANCE, TERM_1_YEAR, PAYMENT_NO_UPFRONT);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_rate_is_the_quantile),
        cmocka_unit_test(several_rates),
        cmocka_unit_test(two_kinds),
        cmocka_unit_test(three_kinds),
        cmocka_unit_test(held_plans_are_taken_as_given),
        cmocka_unit_test(what_does_not_pay_is_not_bought),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
