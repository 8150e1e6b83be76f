/* test_difference_loads.c — units of load that are not a service's tasks: GPUs, jobs' room and runs, Lambda's tiers. */
#include "pricing/difference.h"
#include "pricing/lambda.h"
#include "tests/unit/pricing/book.h"
#include "tests/unit/pricing/plan_pair.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct hand was, is;

static int set_up(void **state)
{
    (void)state;
    hand_init(&was);
    hand_init(&is);
    hand_other_profile(&is);
    return 0;
}

/* The parts of one row. */
static struct difference_row row_with(const struct catalogue *prices, const char *name)
{
    struct difference difference;
    struct difference_row row = {0};
    struct error err = {0};
    hand_sum(&was);
    hand_sum(&is);
    if (!difference_of(&was.plan, &is.plan, prices, &difference, &err))
        fail_msg("%s: %s", err.where, err.text);
    for (int i = 0; i < difference.rows_count; i++)
        if (strcmp(difference.rows[i].name, name) == 0)
            row = difference.rows[i];
    difference_release(&difference);
    return row;
}

/* A quarter of an instance's GPUs, then half of them; CPU and memory ask for less. */
static void gpus_are_load(void **state)
{
    (void)state;
    was.pools[0].gpus = 4;
    was.services[HAND_WEB].gpus = 1;
    is.services[HAND_WEB].gpus = 2;
    assert_int_equal(row_with(NULL, "web").by_cause_nano[CHANGE_DEMAND], HAND_USD(192));
}

static void put_job_on_pool(struct hand *hand, int64_t tasks)
{
    hand->jobs[0].place = "pool-1";
    hand->jobs[0].lambda_memory_mb = 0;
    hand->jobs[0].tasks = tasks;
    hand->jobs[0].usd_per_month_nano = HAND_USD(30);
}

/* Half more runs fit the room of one task, as they did; with room for two, the second is demand. */
static void room_held_is_a_jobs_load(void **state)
{
    (void)state;
    put_job_on_pool(&was, 1);
    put_job_on_pool(&is, 1);
    is.jobs[0].runs_per_day *= 1.5;
    assert_int_equal(row_with(NULL, "thumbs").by_cause_nano[CHANGE_DEMAND], 0);
    is.jobs[0].tasks = 2;
    assert_int_equal(row_with(NULL, "thumbs").by_cause_nano[CHANGE_DEMAND], HAND_USD(30));
    is.plan.safety.headroom_ratio = 0.2; /* the room says something else than before: the runs tell */
    assert_int_equal(row_with(NULL, "thumbs").by_cause_nano[CHANGE_DEMAND], HAND_USD(15));
}

static void runs_that_leave_a_pool_are_load(void **state)
{
    (void)state;
    put_job_on_pool(&was, 1);
    is.jobs[0].runs_per_day *= 1.5;
    is.jobs[0].duration_s = 2;
    is.jobs[0].cpu_units = 512; /* twice the share of CPU, which is the larger one */
    assert_int_equal(row_with(NULL, "thumbs").by_cause_nano[CHANGE_DEMAND], HAND_USD(30 * 6 - 30));
}

static void put_job_on_fargate(struct hand *hand)
{
    hand->jobs[0].place = "fargate";
    hand->jobs[0].lambda_memory_mb = 0;
    hand->jobs[0].duration_s = 90;
    hand->jobs[0].runs_per_day = 1000;
    hand->jobs[0].usd_per_month_nano = INT64_C(9391145835); /* 760.416666675 h of $0.01235 */
}

/* Twice the size is twice the price, with the book or without; a run of 30 s is billed as one of 60, not of 90. */
static void sizes_are_a_jobs_load_on_fargate(void **state)
{
    struct catalogue book = book_of(book_rows);
    (void)state;
    put_job_on_fargate(&was);
    is.jobs[0].cpu_units = 512;
    is.jobs[0].memory_mib = 1024;
    is.jobs[0].duration_s = 30;
    is.jobs[0].runs_per_day = 1000;
    was.plan.catalogue_sha256 = is.plan.catalogue_sha256 = book.sha256;
    int64_t wanted = INT64_C(9391145835) * 4 / 3 - INT64_C(9391145835);
    assert_int_equal(row_with(&book, "thumbs").by_cause_nano[CHANGE_DEMAND], wanted);
    assert_int_equal(row_with(NULL, "thumbs").by_cause_nano[CHANGE_DEMAND], wanted);
    is.jobs[0].cpu_units = 200; /* the same size, of which it uses less */
    is.jobs[0].memory_mib = 300;
    is.jobs[0].duration_s = 90;
    assert_int_equal(row_with(NULL, "thumbs").by_cause_nano[CHANGE_DEMAND], 0);
    catalogue_release(&book);
}

static void memory_is_a_jobs_load_on_lambda(void **state)
{
    (void)state;
    is.jobs[0].place = "pool-1";
    is.jobs[0].cpu_units = 592; /* 1,023 MB, one less than twice 512 */
    is.jobs[0].memory_mib = 1024;
    assert_int_equal(row_with(NULL, "thumbs").by_cause_nano[CHANGE_DEMAND], INT64_C(22425643800));
}

/* Nothing but prices and demand changes a bill on Lambda: of a job that stays there nothing is left for the solver. */
static void what_stays_on_lambda_leaves_no_rest(void **state)
{
    (void)state;
    is.jobs[0].runs_per_day *= 2;
    is.jobs[0].usd_per_month_nano = INT64_C(44000000000); /* less than twice: it is in a cheaper tier */
    struct difference_row row = row_with(NULL, "thumbs");
    assert_int_equal(row.by_cause_nano[CHANGE_DEMAND], INT64_C(44000000000) - INT64_C(22425643800));
    assert_int_equal(row.by_cause_nano[CHANGE_SOLVER], 0);
}

/* ... and where neither changed, another tier, which other jobs fill, is no demand of its own. */
static void the_same_runs_are_no_demand(void **state)
{
    (void)state;
    is.jobs[0].usd_per_month_nano -= 1000;
    struct difference_row row = row_with(NULL, "thumbs");
    assert_int_equal(row.by_cause_nano[CHANGE_DEMAND], 0);
    assert_int_equal(row.by_cause_nano[CHANGE_SOLVER], -1000);
}

/* The ratio of two bills is a price's only where the size and how long a run takes to start are the same. */
static void other_sizes_and_settings_tell_no_price_on_fargate(void **state)
{
    (void)state;
    put_job_on_fargate(&was);
    put_job_on_fargate(&is);
    hand_other_prices(&is);
    is.jobs[0].usd_per_month_nano *= 2;
    assert_int_equal(row_with(NULL, "thumbs").by_cause_nano[CHANGE_PRICE], INT64_C(9391145835));
    is.jobs[0].settings_sha256 = is.plan.profile_sha256;
    assert_int_equal(row_with(NULL, "thumbs").by_cause_nano[CHANGE_PRICE], 0);
    assert_int_equal(row_with(NULL, "thumbs").by_cause_nano[CHANGE_SETTINGS], INT64_C(9391145835));
    is.jobs[0].settings_sha256 = was.jobs[0].settings_sha256;
    is.jobs[0].cpu_units = 512;
    assert_int_equal(row_with(NULL, "thumbs").by_cause_nano[CHANGE_PRICE], 0);
}

static void put_jobs_on_lambda(struct hand *hand, const struct catalogue *book)
{
    int128 before = 0;
    static const char *const names[] = {"a", "b", "c"};
    hand->plan.jobs_count = 3;
    hand->plan.catalogue_sha256 = book->sha256;
    for (int i = 0; i < 3; i++) {
        struct usd cost = {0};
        struct error err = {0};
        hand->jobs[i] = hand->jobs[0];
        hand->jobs[i].name = names[i];
        hand->jobs[i].runs_per_day = 3e8; /* 4.6 thousand million GB-s a month: the second job reaches the next tier */
        struct lambda_month use = lambda_month_of(512, 1, 3e8);
        assert_true(lambda_bill(book, ARCHITECTURE_X86_64, before, use, &cost, &err));
        hand->jobs[i].usd_per_month_nano = cost.nano;
        before += use.mb_ns;
    }
}

/* Every job is billed again in the tier it was billed in: the same price book under another hash changes nothing. */
static void tiers_are_filled_in_order(void **state)
{
    struct catalogue book = book_of(book_rows);
    (void)state;
    put_jobs_on_lambda(&was, &book);
    put_jobs_on_lambda(&is, &book);
    hand_other_prices(&was);
    assert_true(was.jobs[1].usd_per_month_nano < was.jobs[0].usd_per_month_nano);
    assert_int_equal(row_with(&book, "b").by_cause_nano[CHANGE_PRICE], 0);
    assert_int_equal(row_with(&book, "c").by_cause_nano[CHANGE_PRICE], 0);
    catalogue_release(&book);
}

/* Fargate has no size of 40 vCPU: what asks for more is measured by what it asks. */
static void what_fits_no_size_is_measured_by_what_it_asks(void **state)
{
    (void)state;
    is.services[HAND_EDGE].place = "pool-1";
    is.services[HAND_EDGE].usd_per_month_nano = HAND_USD(500);
    is.services[HAND_EDGE].cpu_units = 512 * 80;
    assert_int_equal(row_with(NULL, "edge").by_cause_nano[CHANGE_DEMAND], HAND_USD(58.4 * 79));
    is.services[HAND_EDGE].cpu_units = 1024; /* twice the size; what is bought elsewhere does not tell its price */
    assert_int_equal(row_with(NULL, "edge").by_cause_nano[CHANGE_DEMAND], HAND_USD(58.4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(gpus_are_load, set_up),
        cmocka_unit_test_setup(room_held_is_a_jobs_load, set_up),
        cmocka_unit_test_setup(runs_that_leave_a_pool_are_load, set_up),
        cmocka_unit_test_setup(sizes_are_a_jobs_load_on_fargate, set_up),
        cmocka_unit_test_setup(memory_is_a_jobs_load_on_lambda, set_up),
        cmocka_unit_test_setup(what_stays_on_lambda_leaves_no_rest, set_up),
        cmocka_unit_test_setup(the_same_runs_are_no_demand, set_up),
        cmocka_unit_test_setup(other_sizes_and_settings_tell_no_price_on_fargate, set_up),
        cmocka_unit_test_setup(tiers_are_filled_in_order, set_up),
        cmocka_unit_test_setup(what_fits_no_size_is_measured_by_what_it_asks, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
