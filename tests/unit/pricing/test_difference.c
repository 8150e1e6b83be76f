/* test_difference.c — changes between two plans, put down to their causes as worked out by hand. */
#include "pricing/difference.h"
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
    return 0;
}

static struct difference difference_with(const struct catalogue *prices)
{
    struct difference difference;
    struct error err = {0};
    if (!difference_of(&was.plan, &is.plan, prices, &difference, &err))
        fail_msg("%s: %s", err.where, err.text);
    int64_t sums[CHANGE_CAUSES_COUNT] = {0}, all = 0;
    for (int i = 0; i < difference.rows_count; i++) {
        const struct difference_row *row = &difference.rows[i];
        int64_t sum = 0;
        for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++) {
            sum += row->by_cause_nano[cause];
            sums[cause] += row->by_cause_nano[cause];
        }
        assert_int_equal(sum, row->new_usd_per_month_nano - row->old_usd_per_month_nano);
        all += sum;
    }
    assert_int_equal(all, is.plan.cost.total - was.plan.cost.total);
    assert_memory_equal(sums, difference.by_cause_nano, sizeof sums);
    return difference;
}

static const struct difference_row *row_named(const struct difference *difference, const char *name)
{
    for (int i = 0; i < difference->rows_count; i++)
        if (strcmp(difference->rows[i].name, name) == 0)
            return &difference->rows[i];
    fail_msg("no row of %s", name);
    abort();
}

static void assert_parts(const struct difference *difference, const char *name, double price, double demand,
                         double settings, double solver)
{
    const struct difference_row *row = row_named(difference, name);
    assert_int_equal(row->by_cause_nano[CHANGE_PRICE], HAND_USD(price));
    assert_int_equal(row->by_cause_nano[CHANGE_DEMAND], HAND_USD(demand));
    assert_int_equal(row->by_cause_nano[CHANGE_SETTINGS], HAND_USD(settings));
    assert_int_equal(row->by_cause_nano[CHANGE_SOLVER], HAND_USD(solver));
}

static bool has_text(const struct field_strings *strings, const char *part)
{
    for (int i = 0; i < strings->count; i++)
        if (strstr(strings->items[i], part) != NULL)
            return true;
    return false;
}

static void the_same_is_nothing(void **state)
{
    (void)state;
    struct difference difference = difference_with(NULL);
    assert_true(difference_is_nothing(&difference));
    assert_int_equal(difference.rows_count, 5);
    assert_int_equal(difference.notes.count, 0);
    assert_true(difference.same_profile && difference.same_prices && difference.same_settings);
    difference_release(&difference);
}

static void prices_alone_are_price(void **state)
{
    (void)state;
    hand_other_prices(&is);
    is.pools[0].usd_per_instance_hour_nano = HAND_USD(0.11);
    is.services[HAND_API].usd_per_month_nano = HAND_USD(110);
    is.services[HAND_WEB].usd_per_month_nano = HAND_USD(211.2);
    is.services[HAND_EDGE].usd_per_task_hour_nano = HAND_USD(0.03);
    is.jobs[0].usd_per_month_nano *= 2;
    hand_sum(&is);
    struct difference difference = difference_with(NULL);
    assert_parts(&difference, "api", 10, 0, 0, 0);
    assert_parts(&difference, "web", 19.2, 0, 0, 0);
    assert_parts(&difference, "edge", 29.2, 0, 0, 0);
    assert_int_equal(row_named(&difference, "thumbs")->by_cause_nano[CHANGE_PRICE], INT64_C(22425643800));
    assert_parts(&difference, "", 0, 0, 0, 0);
    assert_false(difference_is_nothing(&difference) || difference.same_prices);
    difference_release(&difference);
}

/* Twice the tasks at the old unit's cost, and what the packing saved of it. */
static void demand_alone_is_demand(void **state)
{
    (void)state;
    hand_other_profile(&is);
    is.tasks[HAND_WEB] = 20;
    is.services[HAND_WEB].usd_per_month_nano = HAND_USD(300);
    is.tasks[HAND_EDGE] = 6;
    hand_sum(&is);
    struct difference difference = difference_with(NULL);
    assert_parts(&difference, "web", 0, 192, 0, -84);
    assert_parts(&difference, "edge", 0, 29.2, 0, 0);
    assert_parts(&difference, "api", 0, 0, 0, 0);
    assert_true(difference.same_settings && !difference.same_profile);
    difference_release(&difference);
}

/* web takes an eighth of an instance's CPU and a sixteenth of its memory; with four times the memory a quarter. */
static void a_reservation_is_demand(void **state)
{
    (void)state;
    hand_other_profile(&is);
    is.services[HAND_WEB].memory_mib = 2048;
    is.services[HAND_WEB].usd_per_month_nano = HAND_USD(384);
    is.services[HAND_EDGE].cpu_units = 600;
    is.services[HAND_EDGE].fargate_cpu_units = 1024;
    is.services[HAND_EDGE].fargate_memory_mib = 2048;
    is.services[HAND_EDGE].usd_per_task_hour_nano = HAND_USD(0.04);
    hand_sum(&is);
    struct difference difference = difference_with(NULL);
    assert_parts(&difference, "web", 0, 192, 0, 0);
    assert_parts(&difference, "edge", 0, 58.4, 0, 0);
    difference_release(&difference);
}

static void price_comes_before_demand(void **state)
{
    (void)state;
    hand_other_prices(&is);
    hand_other_profile(&is);
    is.pools[0].usd_per_instance_hour_nano = HAND_USD(0.11);
    is.tasks[HAND_WEB] = 20;
    is.services[HAND_WEB].usd_per_month_nano = HAND_USD(400);
    is.services[HAND_API].usd_per_month_nano = HAND_USD(110);
    hand_sum(&is);
    struct difference difference = difference_with(NULL);
    assert_parts(&difference, "web", 19.2, 211.2, 0, -22.4);
    assert_parts(&difference, "api", 10, 0, 0, 0);
    difference_release(&difference);
}

static void move_web_to_fargate(void)
{
    struct plan_service *web = &is.services[HAND_WEB];
    web->place = "fargate";
    web->fargate_cpu_units = 256;
    web->fargate_memory_mib = 512;
    web->usd_per_task_hour_nano = HAND_USD(0.0125); /* $91.25 a month */
    is.pools[0].instance_type = "c5.large";
    hand_sum(&is);
}

static void a_move_is_the_solvers(void **state)
{
    (void)state;
    move_web_to_fargate();
    struct difference difference = difference_with(NULL);
    assert_parts(&difference, "web", 0, 0, 0, 91.25 - 192);
    assert_parts(&difference, "api", 0, 0, 0, 0); /* the same cost, on another type */
    assert_string_equal(row_named(&difference, "web")->old_place, "pool-1");
    assert_string_equal(row_named(&difference, "web")->new_place, "fargate");
    assert_string_equal(row_named(&difference, "api")->old_type, "m5.large");
    assert_string_equal(row_named(&difference, "api")->new_type, "c5.large");
    assert_false(difference_is_nothing(&difference));
    difference_release(&difference);
}

/* The new plan buys no m5.large: without its price book nobody knows what one costs now. */
static void what_is_not_bought_is_priced_by_the_book(void **state)
{
    (void)state;
    struct catalogue book = book_of("ec2,m5.large,on_demand,usd_per_hour,0.15,0,test,2026-07-20\n"
                                    "lambda,x86_64.duration,on_demand,usd_per_million_gb_seconds,16.6667,0,t,2026-08\n"
                                    "lambda,requests,on_demand,usd_per_million_requests,0.2,0,test,2026-08\n");
    move_web_to_fargate();
    is.plan.catalogue_sha256 = book.sha256;
    struct difference difference = difference_with(&book);
    assert_parts(&difference, "web", 96, 0, 0, 91.25 - 288);
    assert_parts(&difference, "api", 50, 0, 0, -50);
    assert_int_equal(difference.notes.count, 0);
    difference_release(&difference);
    difference = difference_with(NULL);
    assert_parts(&difference, "web", 0, 0, 0, 91.25 - 192);
    assert_int_equal(difference.notes.count, 1);
    assert_true(has_text(&difference.notes, "No new price of m5.large (on_demand)"));
    difference_release(&difference);
    catalogue_release(&book);
}

static void who_comes_and_goes_is_demand(void **state)
{
    (void)state;
    hand_other_profile(&is);
    hand_other_prices(&is);
    is.services[HAND_EDGE].name = "fringe"; /* between edge and web: the order by name holds */
    is.services[HAND_EDGE].usd_per_task_hour_nano = HAND_USD(0.03);
    hand_sum(&is);
    struct difference difference = difference_with(NULL);
    assert_parts(&difference, "edge", 0, -58.4, 0, 0);
    assert_parts(&difference, "fringe", 0, 87.6, 0, 0);
    assert_string_equal(row_named(&difference, "edge")->new_place, "");
    assert_string_equal(row_named(&difference, "fringe")->old_place, "");
    difference_release(&difference);
}

static void the_first_tasks_are_demand(void **state)
{
    (void)state;
    was.tasks[HAND_EDGE] = was.tasks[HAND_WEB] = 0;
    was.services[HAND_WEB].usd_per_month_nano = 0;
    was.services[HAND_API].usd_per_month_nano = HAND_USD(292);
    hand_sum(&was);
    hand_other_profile(&is);
    struct difference difference = difference_with(NULL);
    assert_parts(&difference, "edge", 0, 58.4, 0, 0);
    assert_parts(&difference, "web", 0, 192, 0, 0);
    assert_parts(&difference, "api", 0, 0, 0, -192);
    difference_release(&difference);
}

/* 1,314,000 GB-s and 2,628,000 requests a month: $21.900043800 + $0.525600000. */
static void lambda_is_billed_again(void **state)
{
    (void)state;
    struct catalogue book = book_of(book_rows), dearer;
    dearer = book_of("lambda,x86_64.duration,on_demand,usd_per_million_gb_seconds,20,0,test,2026-08\n"
                     "lambda,requests,on_demand,usd_per_million_requests,0.5,0,test,2026-08\n");
    was.plan.catalogue_sha256 = book.sha256;
    is.plan.catalogue_sha256 = dearer.sha256;
    hand_other_profile(&is);
    is.jobs[0].place = "fargate"; /* its price there does not matter */
    is.jobs[0].usd_per_month_nano = HAND_USD(100);
    is.jobs[0].runs_per_day *= 2;
    hand_sum(&is);
    struct difference difference = difference_with(&dearer);
    const struct difference_row *row = row_named(&difference, "thumbs");
    assert_int_equal(row->by_cause_nano[CHANGE_PRICE], INT64_C(26280000000 + 1314000000 - 22425643800));
    assert_int_equal(row->by_cause_nano[CHANGE_DEMAND], INT64_C(26280000000 + 1314000000));
    assert_int_equal(row->by_cause_nano[CHANGE_SOLVER], INT64_C(100000000000 - 2 * 27594000000));
    difference_release(&difference);
    catalogue_release(&book);
    catalogue_release(&dearer);
}

/* Three times the bill for twice the runs: a run costs half more. */
static void lambda_without_a_book_goes_by_ratio(void **state)
{
    (void)state;
    hand_other_prices(&is);
    hand_other_profile(&is);
    is.jobs[0].runs_per_day *= 2;
    is.jobs[0].usd_per_month_nano *= 3;
    hand_sum(&is);
    struct difference difference = difference_with(NULL);
    const struct difference_row *row = row_named(&difference, "thumbs");
    assert_int_equal(row->by_cause_nano[CHANGE_PRICE], INT64_C(22425643800 / 2));
    assert_int_equal(row->by_cause_nano[CHANGE_DEMAND], INT64_C(22425643800 * 3 / 2));
    assert_int_equal(difference.notes.count, 0);
    difference_release(&difference);
    is.jobs[0].lambda_memory_mb = 1024; /* no longer the same item */
    difference = difference_with(NULL);
    assert_int_equal(row_named(&difference, "thumbs")->by_cause_nano[CHANGE_PRICE], 0);
    assert_true(has_text(&difference.notes, "No new price of job thumbs on Lambda"));
    difference_release(&difference);
}

/* A run of 30 s is billed as one of 60: 1,000 a day are 30,416.666667 a month, 506.944 h of $0.0247. */
static void a_job_on_fargate_is_billed_again(void **state)
{
    (void)state;
    struct catalogue book = book_of(book_rows);
    was.jobs[0].place = is.jobs[0].place = "fargate";
    was.jobs[0].memory_mib = is.jobs[0].memory_mib = 512;
    was.jobs[0].duration_s = is.jobs[0].duration_s = 30;
    was.jobs[0].runs_per_day = is.jobs[0].runs_per_day = 1000;
    was.jobs[0].usd_per_month_nano = INT64_C(12521527778); /* 0.0247 * 506.944444 */
    is.jobs[0].usd_per_month_nano = INT64_C(6260763889);   /* half of it */
    hand_sum(&was);
    hand_other_prices(&is);
    hand_sum(&is);
    struct difference difference = difference_with(NULL);
    assert_int_equal(row_named(&difference, "thumbs")->by_cause_nano[CHANGE_PRICE], INT64_C(-6260763889));
    assert_int_equal(row_named(&difference, "thumbs")->by_cause_nano[CHANGE_SOLVER], 0);
    difference_release(&difference);
    is.jobs[0].place = "lambda"; /* gone from Fargate: by the book, (0.04048 / 4 + 0.004445 / 2) * 506.944444 */
    is.plan.catalogue_sha256 = book.sha256;
    difference = difference_with(&book);
    assert_int_equal(row_named(&difference, "thumbs")->by_cause_nano[CHANGE_PRICE],
                     INT64_C(6256961806) - INT64_C(12521527778));
    difference_release(&difference);
    was.jobs[0].usd_per_month_nano += 7; /* no task-hour's price gives this bill: its runs take longer to start */
    hand_sum(&was);
    difference = difference_with(&book);
    assert_int_equal(row_named(&difference, "thumbs")->by_cause_nano[CHANGE_PRICE], 0);
    assert_true(has_text(&difference.notes, "No new price of job thumbs on Fargate"));
    difference_release(&difference);
    catalogue_release(&book);
}

static void fargate_prices_come_from_who_stays(void **state)
{
    (void)state;
    was.plan.services_count = is.plan.services_count = 4;
    was.services[HAND_FREE] = was.services[HAND_EDGE];
    was.services[HAND_FREE].name = "xray";
    was.services[HAND_FREE].tasks.items = &was.tasks[HAND_FREE];
    is.services[HAND_FREE] = was.services[HAND_FREE];
    is.services[HAND_FREE].tasks.items = &is.tasks[HAND_FREE];
    is.services[HAND_FREE].usd_per_task_hour_nano = HAND_USD(0.03);
    is.services[HAND_EDGE].place = "pool-1"; /* gone; xray, of the same size and old price, tells its new price */
    is.services[HAND_EDGE].usd_per_month_nano = HAND_USD(20);
    hand_other_prices(&is);
    hand_sum(&was);
    hand_sum(&is);
    struct difference difference = difference_with(NULL);
    assert_parts(&difference, "edge", 29.2, 0, 0, 20 - 87.6);
    assert_false(has_text(&difference.notes, "Fargate"));
    difference_release(&difference);
    is.services[HAND_FREE].fargate_memory_mib = 2048;
    difference = difference_with(NULL);
    assert_parts(&difference, "edge", 0, 0, 0, 20 - 58.4);
    assert_true(has_text(&difference.notes, "No new price of 0.5 vCPU and 1 GiB on Fargate (x86_64)"));
    difference_release(&difference);
}

static void storage_is_no_change_of_price(void **state)
{
    (void)state;
    struct catalogue book = book_of(book_rows);
    int64_t base = INT64_C(20240000 + 4445000); /* 0.5 vCPU, 1 GiB; 30 GiB of storage above the 20 */
    was.services[HAND_EDGE].usd_per_task_hour_nano = base + 30 * 111000;
    is.services[HAND_EDGE].place = "pool-1";
    is.services[HAND_EDGE].usd_per_month_nano = HAND_USD(20);
    is.plan.catalogue_sha256 = book.sha256;
    hand_sum(&was);
    hand_sum(&is);
    struct difference difference = difference_with(&book);
    assert_int_equal(row_named(&difference, "edge")->by_cause_nano[CHANGE_PRICE], 0);
    difference_release(&difference);
    catalogue_release(&book);
}

static void overhead_follows_choices(void **state)
{
    (void)state;
    hand_other_profile(&is);
    is.plan.cost.overhead = HAND_USD(70);
    hand_sum(&is);
    struct difference difference = difference_with(NULL);
    assert_parts(&difference, "", 0, 0, 0, 20);
    assert_int_equal(difference.rows[difference.rows_count - 1].kind, DIFFERENCE_OVERHEAD);
    difference_release(&difference);
    is.plan.settings_sha256 = was.plan.catalogue_sha256;
    difference = difference_with(NULL);
    assert_parts(&difference, "", 0, 0, 20, 0);
    difference_release(&difference);
}

static void root_volumes_are_part_of_a_pool(void **state)
{
    (void)state;
    was.pools[0].usd_per_root_volume_hour_nano = HAND_USD(0.01); /* 4 * 730 * 0.11 = 321.20 */
    was.services[HAND_WEB].usd_per_month_nano = HAND_USD(221.2);
    is = was;
    is.plan.pools = is.pools;
    is.plan.services = is.services;
    is.plan.jobs = is.jobs;
    hand_other_prices(&is);
    hand_other_profile(&is);
    is.pools[0].usd_per_root_volume_hour_nano = HAND_USD(0.065); /* 4 * 730 * 0.165 = 481.80: half more */
    is.services[HAND_WEB].usd_per_month_nano = HAND_USD(331.8);
    is.services[HAND_API].usd_per_month_nano = HAND_USD(150);
    hand_sum(&was);
    hand_sum(&is);
    struct difference difference = difference_with(NULL);
    assert_parts(&difference, "web", 110.6, 0, 0, 0);
    difference_release(&difference);
    is.plan.settings_sha256 = was.plan.catalogue_sha256; /* of another size, by other settings */
    difference = difference_with(NULL);
    assert_parts(&difference, "web", 0, 0, 110.6, 0);
    assert_parts(&difference, "api", 0, 0, 50, 0);
    difference_release(&difference);
}

/* Thirds of a cost that three do not divide. */
static void shares_of_a_pool_lose_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        was.services[i].place = is.services[i].place = "pool-1";
        was.services[i].usd_per_month_nano = HAND_USD(292) / 3 + (i == 0);
        is.services[i].usd_per_month_nano = HAND_USD(100);
    }
    is.pools[0].usd_per_instance_hour_nano += 1;
    hand_other_prices(&is);
    hand_sum(&was);
    hand_sum(&is);
    struct difference difference = difference_with(NULL);
    assert_int_equal(difference.by_cause_nano[CHANGE_PRICE], 4 * 730);
    difference_release(&difference);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_same_is_nothing, set_up),
        cmocka_unit_test_setup(prices_alone_are_price, set_up),
        cmocka_unit_test_setup(demand_alone_is_demand, set_up),
        cmocka_unit_test_setup(a_reservation_is_demand, set_up),
        cmocka_unit_test_setup(price_comes_before_demand, set_up),
        cmocka_unit_test_setup(a_move_is_the_solvers, set_up),
        cmocka_unit_test_setup(what_is_not_bought_is_priced_by_the_book, set_up),
        cmocka_unit_test_setup(who_comes_and_goes_is_demand, set_up),
        cmocka_unit_test_setup(the_first_tasks_are_demand, set_up),
        cmocka_unit_test_setup(lambda_is_billed_again, set_up),
        cmocka_unit_test_setup(lambda_without_a_book_goes_by_ratio, set_up),
        cmocka_unit_test_setup(a_job_on_fargate_is_billed_again, set_up),
        cmocka_unit_test_setup(fargate_prices_come_from_who_stays, set_up),
        cmocka_unit_test_setup(storage_is_no_change_of_price, set_up),
        cmocka_unit_test_setup(overhead_follows_choices, set_up),
        cmocka_unit_test_setup(root_volumes_are_part_of_a_pool, set_up),
        cmocka_unit_test_setup(shares_of_a_pool_lose_nothing, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
