#include "pricing/fargate.h"
#include "tests/unit/pricing/book.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { X86 = 1u << ARCHITECTURE_X86_64, ARM = 1u << ARCHITECTURE_ARM64 };

static struct fargate_quote quote(const struct catalogue *book, int64_t cpu, int64_t memory, int64_t storage,
                                  unsigned architectures, enum purchase purchase)
{
    struct fargate_quote answer;
    struct error err = {0};
    assert_true(fargate_quote_task(book, cpu, memory, storage, architectures, purchase, &answer, &err));
    return answer;
}

/* AWS's prices for us-east-1, worked by hand: 0.25 vCPU + 0.5 GB = 0.25 * 0.04048 + 0.5 * 0.004445. */
static void golden_prices(void **state)
{
    (void)state;
    struct catalogue book = book_of(book_rows);
    assert_int_equal(quote(&book, 256, 512, 20, X86, PURCHASE_ON_DEMAND).price.nano, 12342500);
    assert_int_equal(quote(&book, 1024, 2048, 20, X86, PURCHASE_ON_DEMAND).price.nano, 49370000);
    assert_int_equal(quote(&book, 1024, 2048, 20, ARM, PURCHASE_ON_DEMAND).price.nano, 39500000);
    assert_int_equal(quote(&book, 1024, 2048, 20, ARM, PURCHASE_SPOT).price.nano, 12000000);
    /* 32 vCPU and 244 GB: 32 * 0.04048 + 244 * 0.004445 */
    assert_int_equal(quote(&book, 32768, 244 * 1024, 0, X86, PURCHASE_ON_DEMAND).price.nano, INT64_C(2379940000));
    /* 30 GiB above the 20 included */
    assert_int_equal(quote(&book, 256, 512, 50, X86, PURCHASE_ON_DEMAND).price.nano, 12342500 + 30 * 111000);
    catalogue_release(&book);
}

static void sizes_that_surprise(void **state)
{
    (void)state;
    struct catalogue book = book_of(book_rows);
    struct fargate_quote answer = quote(&book, 256, 3072, 20, X86, PURCHASE_ON_DEMAND);
    assert_int_equal(answer.size.cpu_units, 512);
    assert_int_equal(answer.size.memory_mib, 3072);
    answer = quote(&book, 16384, 121 * 1024, 20, X86, PURCHASE_ON_DEMAND);
    assert_int_equal(answer.size.cpu_units, 32768);
    assert_int_equal(answer.size.memory_mib, 244 * 1024);
    answer = quote(&book, 20000, 61 * 1024, 20, X86, PURCHASE_ON_DEMAND);
    assert_int_equal(answer.size.memory_mib, 120 * 1024);
    answer = quote(&book, 8192, 17 * 1024, 20, X86, PURCHASE_ON_DEMAND);
    assert_int_equal(answer.size.memory_mib, 20 * 1024);
    catalogue_release(&book);
}

/* Cheapest over all sizes by a sum of its own, in thousandths of nano-dollars, for a grid of tasks. */
static void agrees_with_brute_force(void **state)
{
    (void)state;
    struct catalogue book = book_of(book_rows);
    int count = 0;
    const struct fargate_size *sizes = fargate_sizes(&count);
    for (int64_t cpu = 1; cpu <= 33 * 1024; cpu += 389)
        for (int64_t memory = 1; memory <= 250 * 1024; memory += 1999) {
            int64_t best = INT64_MAX;
            for (int i = 0; i < count; i++) {
                int64_t price = 40480000 / 256 * sizes[i].cpu_units / 4 + 4445000 / 8 * sizes[i].memory_mib / 128;
                if (sizes[i].cpu_units >= cpu && sizes[i].memory_mib >= memory && price < best)
                    best = price;
            }
            struct fargate_quote answer = quote(&book, cpu, memory, 20, X86, PURCHASE_ON_DEMAND);
            assert_int_equal(answer.possible, best != INT64_MAX);
            if (answer.possible)
                assert_int_equal(answer.price.nano, best);
        }
    catalogue_release(&book);
}

static void architectures_compete(void **state)
{
    (void)state;
    struct catalogue book = book_of(book_rows);
    assert_int_equal(quote(&book, 256, 512, 20, X86 | ARM, PURCHASE_ON_DEMAND).architecture, ARCHITECTURE_ARM64);
    /* only arm64 has a Spot price here: x86_64 is passed over, and alone it is an error */
    assert_int_equal(quote(&book, 256, 512, 20, X86 | ARM, PURCHASE_SPOT).architecture, ARCHITECTURE_ARM64);
    struct fargate_quote answer = {0};
    struct error err = {0};
    assert_false(fargate_quote_task(&book, 256, 512, 20, X86, PURCHASE_SPOT, &answer, &err));
    assert_int_equal(err.kind, ERROR_UNKNOWN_PRICE);
    assert_non_null(strstr(err.text, "fargate x86_64.vcpu"));
    assert_non_null(strstr(err.text, "spot"));
    catalogue_release(&book);
    book = book_of("fargate,x86_64.vcpu,on_demand,usd_per_hour,1,0,t,2026-01\n"
                   "fargate,x86_64.gb,on_demand,usd_per_hour,1,0,t,2026-01\n"
                   "fargate,arm64.vcpu,on_demand,usd_per_hour,1,0,t,2026-01\n"
                   "fargate,arm64.gb,on_demand,usd_per_hour,1,0,t,2026-01\n");
    assert_int_equal(quote(&book, 256, 512, 20, X86 | ARM, PURCHASE_ON_DEMAND).architecture, ARCHITECTURE_X86_64);
    err = (struct error){0};
    assert_false(fargate_quote_task(&book, 256, 512, 21, X86, PURCHASE_ON_DEMAND, &answer, &err));
    assert_non_null(strstr(err.text, "ephemeral_storage"));
    catalogue_release(&book);
}

/* 0.25 vCPU at 3 nano-dollars and 0.5 GB at 3: 0.75 + 1.5 = 2.25; with 1 GB 3.75: rounded once, half up. */
static void prices_are_rounded_once(void **state)
{
    (void)state;
    struct catalogue book = book_of("fargate,x86_64.vcpu,on_demand,usd_per_hour,0.000000003,0,t,2026-01\n"
                                    "fargate,x86_64.gb,on_demand,usd_per_hour,0.000000003,0,t,2026-01\n");
    assert_int_equal(quote(&book, 256, 512, 20, X86, PURCHASE_ON_DEMAND).price.nano, 2);
    assert_int_equal(quote(&book, 256, 1024, 20, X86, PURCHASE_ON_DEMAND).price.nano, 4);
    catalogue_release(&book);
}

/* Too large is an answer, even where prices are missing. */
static void too_large_is_an_answer(void **state)
{
    (void)state;
    struct catalogue book = book_of("ec2,m7g.large,on_demand,usd_per_hour,0.0816,0,test,2026-07-20\n");
    struct fargate_quote answer = quote(&book, 32769, 512, 20, X86, PURCHASE_ON_DEMAND);
    assert_false(answer.possible);
    assert_non_null(strstr(answer.why_not, "CPU"));
    answer = quote(&book, 256, 244 * 1024 + 1, 20, X86, PURCHASE_ON_DEMAND);
    assert_false(answer.possible);
    assert_non_null(strstr(answer.why_not, "memory"));
    answer = quote(&book, 256, 512, 201, X86, PURCHASE_ON_DEMAND);
    assert_false(answer.possible);
    assert_non_null(strstr(answer.why_not, "storage"));
    catalogue_release(&book);
}

/* price / 3600 s * billed seconds * runs a month (730/24 a day), rounded once. */
static void jobs_are_billed_a_minute_at_least(void **state)
{
    (void)state;
    const struct usd_per_hour hour = {3600 * INT64_C(1000000)}; /* a thousandth of a dollar a second */
    assert_int_equal(fargate_job_month(hour, 0, 10, 24).nano, 730 * 60 * INT64_C(1000000));
    assert_int_equal(fargate_job_month(hour, 50, 9.5, 24).nano, 730 * 60 * INT64_C(1000000));
    assert_int_equal(fargate_job_month(hour, 50, 10, 24).nano, 730 * 60 * INT64_C(1000000));
    assert_int_equal(fargate_job_month(hour, 50, 10.001, 24).nano, 730 * 61 * INT64_C(1000000));
    assert_int_equal(fargate_job_month(hour, 0.1, 119.9, 24).nano, 730 * 120 * INT64_C(1000000));
    assert_int_equal(fargate_job_month(hour, 0, 3600, 0).nano, 0);
    /* a run every ten days: 3.041667 of 60 s a month */
    assert_int_equal(fargate_job_month(hour, 0, 1, 0.1).nano, 182500020);
    /* too dear to be counted is the largest amount, never a wrapped one */
    assert_true(fargate_job_month((struct usd_per_hour){INT64_MAX}, 0, 60, 1e9).nano == INT64_MAX);
    assert_true(fargate_job_month(hour, 0, 3e7, 1e9).nano == INT64_MAX);
    assert_true(fargate_job_month(hour, 1e300, 1e300, 1e300).nano == INT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_prices),
        cmocka_unit_test(sizes_that_surprise),
        cmocka_unit_test(agrees_with_brute_force),
        cmocka_unit_test(architectures_compete),
        cmocka_unit_test(prices_are_rounded_once),
        cmocka_unit_test(too_large_is_an_answer),
        cmocka_unit_test(jobs_are_billed_a_minute_at_least),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
