/* A Spot pool's price and a Managed Instance's, to the nano-dollar. */
#include "pricing/spot.h"
#include "tests/unit/pricing/book.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char rows[] = "ec2,m5.large,on_demand,usd_per_hour,0.096,0,test,2026-07-20\n"
                           "ec2,m5.large,spot,usd_per_hour,0.0384,0,test,2026-07-20\n"
                           "ec2,m5a.large,on_demand,usd_per_hour,0.086,0,test,2026-07-20\n"
                           "ec2,m5a.large,spot,usd_per_hour,0.03,0,test,2026-07-20\n"
                           "ec2,m6a.large,spot,usd_per_hour,0.000000001,0,test,2026-07-20\n"
                           "ec2,m7a.large,spot,usd_per_hour,0.04,0,test,2026-07-20\n"
                           "ec2,c6a.2xlarge,on_demand,usd_per_hour,0.306,0,test,2026-07-20\n"
                           "ec2_spot_interruptions,m5.large,spot,ratio_per_month,0.05,0,test,2026-07-20\n"
                           "ec2_spot_interruptions,m5a.large,spot,ratio_per_month,1,0,test,2026-07-20\n"
                           "ec2_spot_interruptions,m6a.large,spot,ratio_per_month,0.05,0,test,2026-07-20\n"
                           "ecs,managed_instances_fee,on_demand,ratio_of_on_demand,0.12,0,test,2026-07-20\n";

static struct spot_offer offer_of(const char *first, const char *second)
{
    struct spot_offer offer = {.types_count = second != NULL ? 2 : 1, .types = {instance_type_find(first)}};
    if (second != NULL)
        offer.types[1] = instance_type_find(second);
    return offer;
}

static void a_pool_costs_the_mean_of_its_types(void **state)
{
    (void)state;
    struct catalogue book = book_of(rows);
    struct spot_settings settings = {.on_demand_percent = 25, .minutes_per_interruption = 73};
    struct spot_offer offer = offer_of("m5.large", "m5a.large");
    struct error err = {0};
    assert_true(spot_offer_price(&book, &settings, &offer, &err));
    assert_true(offer.spot_price.nano == 34200000);
    assert_true(offer.on_demand_price.nano == 86000000);
    assert_true(offer.interrupted_millionths_per_month == 525000);
    /* 0.0342 * 0.75 * 0.525 * 73 / 43,800 = 0.00002244375 */
    assert_true(offer.interruptions.nano == 22444);
    /* 0.25 * 0.086 + 0.75 * 0.0342 = 0.04715 */
    assert_true(offer.price.nano == 47150000 + 22444);
    settings.on_demand_percent = 0;
    assert_true(spot_offer_price(&book, &settings, &offer, &err));
    assert_true(offer.on_demand_price.nano == 0 && offer.price.nano == 34200000 + 29925);
    settings.on_demand_percent = 100;
    assert_true(spot_offer_price(&book, &settings, &offer, &err));
    assert_true(offer.interruptions.nano == 0 && offer.price.nano == 86000000);
    catalogue_release(&book);
}

/* 0.0192000005 is rounded up, and so is half a nano-dollar of the base. */
static void halves_go_up(void **state)
{
    (void)state;
    struct catalogue book = book_of(rows);
    struct spot_settings settings = {.minutes_per_interruption = 0};
    struct spot_offer offer = offer_of("m5.large", "m6a.large");
    struct error err = {0};
    assert_true(spot_offer_price(&book, &settings, &offer, &err));
    assert_true(offer.spot_price.nano == 19200001 && offer.price.nano == 19200001 && offer.interruptions.nano == 0);
    offer = offer_of("m6a.large", NULL);
    assert_true(spot_offer_price(&book, &settings, &offer, &err));
    assert_true(offer.price.nano == 1);
    catalogue_release(&book);
}

/* A plan's effective prices never make a Spot pool's base cheaper, nor the fee of Managed Instances. */
static void commitments_change_neither_base_nor_fee(void **state)
{
    (void)state;
    struct catalogue book = book_of(rows);
    struct spot_settings settings = {.on_demand_percent = 100};
    struct spot_offer offer = offer_of("m5.large", NULL);
    struct usd_per_hour price;
    struct error err = {0};
    for (int i = 0; i < book.prices_count; i++)
        if (strcmp(book.prices[i].item, "m5.large") == 0 && book.prices[i].purchase == PURCHASE_ON_DEMAND) {
            book.prices[i].uncommitted_nano = book.prices[i].nano;
            book.prices[i].nano = 60000000;
        }
    assert_true(spot_offer_price(&book, &settings, &offer, &err));
    assert_true(offer.price.nano == 96000000);
    assert_true(managed_instance_price(&book, "m5.large", PURCHASE_ON_DEMAND, &price, &err));
    assert_true(price.nano == 60000000 + 11520000);
    catalogue_release(&book);
}

/* AWS's own example is $0.306 and $0.037 an hour. */
static void a_managed_instance_costs_the_fee(void **state)
{
    (void)state;
    struct catalogue book = book_of(rows);
    struct usd_per_hour price;
    struct error err = {0};
    assert_true(managed_instance_price(&book, "c6a.2xlarge", PURCHASE_ON_DEMAND, &price, &err));
    assert_true(price.nano == 306000000 + 36720000);
    assert_true(managed_instance_price(&book, "m5.large", PURCHASE_SPOT, &price, &err));
    assert_true(price.nano == 38400000 + 11520000);
    catalogue_release(&book);
}

static void expect_missing(const char *without, const char *first, const char *second, int64_t base, const char *says)
{
    struct text kept;
    text_init(&kept, sizeof rows);
    for (const char *line = rows; *line != '\0'; line += strcspn(line, "\n") + 1) {
        size_t before = kept.length;
        text_add_bytes(&kept, line, strcspn(line, "\n") + 1);
        if (strstr(kept.bytes + before, without) != NULL)
            kept.bytes[kept.length = before] = '\0';
    }
    struct catalogue book = book_of(kept.bytes);
    text_release(&kept);
    struct spot_settings settings = {.on_demand_percent = base, .minutes_per_interruption = 10};
    struct spot_offer offer = offer_of(first, second);
    struct error err = {0};
    assert_false(spot_offer_price(&book, &settings, &offer, &err));
    assert_int_equal(err.kind, ERROR_UNKNOWN_PRICE);
    if (strstr(err.text, says) == NULL)
        fail_msg("%s", err.text);
    catalogue_release(&book);
}

static void what_is_missing_is_no_price(void **state)
{
    (void)state;
    expect_missing("m5a.large,spot,usd", "m5.large", "m5a.large", 0, "no spot price of ec2 m5a.large");
    expect_missing("interruptions,m5a", "m5.large", "m5a.large", 0, "ec2_spot_interruptions m5a.large");
    expect_missing("nothing", "m5.large", "m7a.large", 0, "ec2_spot_interruptions m7a.large");
    expect_missing("nothing", "m5.large", "m6a.large", 1, "no on_demand price of ec2 m6a.large");
    struct catalogue book = book_of("ec2,m5.large,on_demand,usd_per_hour,0.096,0,test,2026-07-20\n");
    struct usd_per_hour price = {7};
    struct error err = {0};
    assert_false(managed_instance_price(&book, "m5.large", PURCHASE_ON_DEMAND, &price, &err));
    assert_int_equal(err.kind, ERROR_UNKNOWN_PRICE);
    assert_non_null(strstr(err.text, "managed_instances_fee"));
    assert_true(price.nano == 7);
    catalogue_release(&book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pool_costs_the_mean_of_its_types),
        cmocka_unit_test(halves_go_up),
        cmocka_unit_test(commitments_change_neither_base_nor_fee),
        cmocka_unit_test(a_managed_instance_costs_the_fee),
        cmocka_unit_test(what_is_missing_is_no_price),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
