#include "pricing/commitment.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { CSP = PURCHASE_COMMITTED, USES_MAX = 8, HOURS = 6 };
#define MICRO INT64_C(1000) /* nano-dollars */

static struct commitment compute_plan(int64_t nano)
{
    return (struct commitment){
        .kind = COMMITMENT_COMPUTE_SAVINGS_PLAN, .family = "", .instance_type = "", .usd_per_hour_nano = nano};
}

static struct commitment family_plan(const char *family, int64_t nano)
{
    return (struct commitment){
        .kind = COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN, .family = family, .instance_type = "", .usd_per_hour_nano = nano};
}

static struct commitment reserved(const char *type, int64_t count, int64_t nano)
{
    return (struct commitment){.kind = COMMITMENT_STANDARD_RESERVED_INSTANCE,
                               .family = "",
                               .instance_type = type,
                               .count = count,
                               .usd_per_hour_nano = nano};
}

static struct commitment_bill apply(const struct usage *usages, int count, int hours,
                                    const struct commitment *commitments, int commitments_count)
{
    struct commitment_bill bill;
    struct error err = {0};
    assert_true(commitments_apply(usages, count, hours, commitments, commitments_count, &bill, &err));
    return bill;
}

/* Nano-dollars, rounded to 0.01 cents: AWS's tables have cents. */
static int64_t nano_of(int128 value)
{
    return (int64_t)(value / QUANTITY_UNIT);
}

/* --- AWS's worked scenario ("Understanding how Savings Plans apply to your usage", 2026): one hour --- */

enum { R5, VCPU, GB, M5, LAMBDA, WORKED };
static const int64_t worked_quantity[WORKED] = {4 * QUANTITY_UNIT, 400 * QUANTITY_UNIT, 1600 * QUANTITY_UNIT,
                                                QUANTITY_UNIT, QUANTITY_UNIT * 3 / 2};

static void worked_usages(struct usage usages[WORKED])
{
    usages[R5] =
        (struct usage){.service = "ec2", .item = "r5.4xlarge", .family = "r5", .on_demand_nano = 1000 * 1000 * MICRO};
    usages[VCPU] =
        (struct usage){.service = "fargate", .item = "x86_64.vcpu", .family = "", .on_demand_nano = 40000 * MICRO};
    usages[GB] =
        (struct usage){.service = "fargate", .item = "x86_64.gb", .family = "", .on_demand_nano = 4000 * MICRO};
    usages[M5] =
        (struct usage){.service = "ec2", .item = "m5.24xlarge", .family = "m5", .on_demand_nano = 10000 * 1000 * MICRO};
    /* 1,000,000 requests of 3 s and 512 MB: 1.5 million GB-seconds */
    usages[LAMBDA] = (struct usage){
        .service = "lambda", .item = "x86_64.duration", .family = "", .on_demand_nano = 15000 * 1000 * MICRO};
    usages[R5].committed_nano[CSP] = 700 * 1000 * MICRO;
    usages[VCPU].committed_nano[CSP] = 30000 * MICRO;
    usages[GB].committed_nano[CSP] = 3000 * MICRO;
    usages[M5].committed_nano[CSP] = 8200 * 1000 * MICRO;
    usages[LAMBDA].committed_nano[CSP] = 12750 * 1000 * MICRO;
    for (int u = 0; u < WORKED; u++)
        usages[u].quantity = &worked_quantity[u];
}

/* 59.10 in all: 0.20 of it are Lambda's requests, which no plan covers and which are no usage here. */
static void worked_check(int64_t commitment_nano, int64_t on_demand_nano, int64_t used_nano)
{
    struct usage usages[WORKED];
    worked_usages(usages);
    struct commitment plan = compute_plan(commitment_nano);
    struct commitment_bill bill = apply(usages, WORKED, 1, &plan, 1);
    const int64_t requests = 200 * 1000 * MICRO, cent = 10 * 1000 * MICRO;
    assert_int_equal(nano_of(bill.on_demand_value) + requests, 59100 * 1000 * MICRO);
    assert_int_equal((nano_of(bill.on_demand) + requests + cent / 2) / cent, (on_demand_nano + cent / 2) / cent);
    assert_int_equal(nano_of(bill.uses[0].used), used_nano);
    assert_true(bill.fees - bill.uses[0].used == bill.lost);
    int128 sum = bill.lost;
    for (int u = 0; u < WORKED; u++)
        sum += bill.cost_of_usage[u];
    assert_true(sum == bill.on_demand + bill.fees);
    commitment_bill_release(&bill);
}

static void worked_numbers(void **state)
{
    (void)state;
    worked_check(0, 59100 * 1000 * MICRO, 0);
    /* 50.00: everything is covered, for 46.925; with the requests 47.125, which AWS's page rounds to 47.13 */
    worked_check(50000 * 1000 * MICRO, 200 * 1000 * MICRO, 46925 * 1000 * MICRO);
    /* 2.00: about 2.9 r5.4xlarge, 56.24 left */
    worked_check(2000 * 1000 * MICRO, 56242857 * MICRO, 2000 * 1000 * MICRO);
    /* 19.60: r5, Fargate GB and vCPU for 19.60 in all; m5 and Lambda stay: 32.70 */
    worked_check(19600 * 1000 * MICRO, 32700 * 1000 * MICRO, 19600 * 1000 * MICRO);
}

/* Each line of the scenario: with 19.60 the r5 cost 2.80, the vCPUs 12.00, the GB 4.80; m5 and Lambda their list price.
 */
static void worked_lines(void **state)
{
    (void)state;
    static const int64_t expected_millis[WORKED] = {2800, 12000, 4800, 10000, 22500};
    struct usage usages[WORKED];
    worked_usages(usages);
    struct commitment plan = compute_plan(19600 * 1000 * MICRO);
    struct commitment_bill bill = apply(usages, WORKED, 1, &plan, 1);
    for (int u = 0; u < WORKED; u++)
        assert_int_equal(nano_of(bill.cost_of_usage[u]), expected_millis[u] * 1000 * MICRO);
    commitment_bill_release(&bill);
    /* the tie of 25 %: GB before vCPU. 2.80 + 4.80 leave nothing for vCPUs */
    plan = compute_plan(7600 * 1000 * MICRO);
    bill = apply(usages, WORKED, 1, &plan, 1);
    assert_int_equal(nano_of(bill.cost_of_usage[GB]), 4800 * 1000 * MICRO);
    assert_int_equal(nano_of(bill.cost_of_usage[VCPU]), 16000 * 1000 * MICRO);
    commitment_bill_release(&bill);
}

/* --- Reserved Instances --- */

static struct usage instance(const char *type, const char *family, const int64_t *quantity, int64_t nano)
{
    struct usage usage = {.service = "ec2",
                          .item = type,
                          .family = family,
                          .quantity = quantity,
                          .on_demand_nano = nano,
                          .normalised_quarters = normalised_quarters_of(type)};
    usage.committed_nano[CSP] = nano * 7 / 10;
    usage
        .committed_nano[purchase_of_commitment(COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN, TERM_1_YEAR, PAYMENT_NO_UPFRONT)] =
        nano * 6 / 10;
    return usage;
}

/* One m5.2xlarge reserved is four m5.large; the smallest are served first, and what is over goes to the larger. */
static void reserved_are_flexible_smallest_first(void **state)
{
    (void)state;
    int64_t large[2] = {3 * QUANTITY_UNIT, 6 * QUANTITY_UNIT}, huge[2] = {QUANTITY_UNIT, QUANTITY_UNIT};
    struct usage usages[2] = {instance("m5.2xlarge", "m5", huge, 400 * 1000 * MICRO),
                              instance("m5.large", "m5", large, 100 * 1000 * MICRO)};
    struct commitment one = reserved("m5.2xlarge", 1, 250 * 1000 * MICRO);
    struct commitment_bill bill = apply(usages, 2, 2, &one, 1);
    /* hour 0: 3 large, a quarter of the 2xlarge left to it: 300 covered + 100; hour 1: 4 of 6 large */
    assert_int_equal(nano_of(bill.on_demand), (300 + 200 + 400) * 1000 * MICRO);
    assert_int_equal(nano_of(bill.uses[0].covered_on_demand), 800 * 1000 * MICRO);
    assert_true(bill.lost == 0 && bill.uses[0].used == bill.uses[0].fee);
    commitment_bill_release(&bill);
}

static void reserved_unused_are_lost(void **state)
{
    (void)state;
    int64_t large[2] = {QUANTITY_UNIT, 0};
    struct usage usage = instance("m5.large", "m5", large, 100 * 1000 * MICRO);
    struct commitment both[2] = {reserved("m5.large", 2, 60 * 1000 * MICRO),
                                 reserved("c5.large", 1, 50 * 1000 * MICRO)};
    struct commitment_bill bill = apply(&usage, 1, 2, both, 2);
    assert_int_equal(nano_of(bill.on_demand), 0);
    assert_int_equal(nano_of(bill.fees), 340 * 1000 * MICRO);
    assert_int_equal(nano_of(bill.lost), 280 * 1000 * MICRO);
    assert_true(bill.uses[1].used == 0);
    commitment_bill_release(&bill);
}

/* g5 has no size flexibility: a reserved g5.2xlarge serves no g5.xlarge. */
static void inflexible_families_by_type(void **state)
{
    (void)state;
    int64_t one[1] = {QUANTITY_UNIT};
    struct usage usages[2] = {instance("g5.xlarge", "g5", one, 1000 * 1000 * MICRO),
                              instance("g5.2xlarge", "g5", one, 1200 * 1000 * MICRO)};
    struct commitment two = reserved("g5.2xlarge", 2, 700 * 1000 * MICRO);
    struct commitment_bill bill = apply(usages, 2, 1, &two, 1);
    assert_int_equal(nano_of(bill.on_demand), 1000 * 1000 * MICRO);
    assert_int_equal(nano_of(bill.lost), 700 * 1000 * MICRO);
    commitment_bill_release(&bill);
}

/* Reserved Instances, then the family's plan, then the Compute plan: each hour 3 instances, one for each. */
static void kinds_in_order(void **state)
{
    (void)state;
    int64_t three[1] = {3 * QUANTITY_UNIT};
    struct usage usage = instance("m5.large", "m5", three, 100 * 1000 * MICRO);
    struct commitment all[3] = {compute_plan(70 * 1000 * MICRO), family_plan("m5", 60 * 1000 * MICRO),
                                reserved("m5.large", 1, 50 * 1000 * MICRO)};
    struct commitment_bill bill = apply(&usage, 1, 1, all, 3);
    assert_int_equal(nano_of(bill.on_demand), 0);
    assert_true(bill.lost == 0);
    three[0] = 2 * QUANTITY_UNIT;
    commitment_bill_release(&bill);
    bill = apply(&usage, 1, 1, all, 3);
    assert_int_equal(nano_of(bill.uses[0].used), 0); /* the last in order is left unused */
    assert_int_equal(nano_of(bill.lost), 70 * 1000 * MICRO);
    commitment_bill_release(&bill);
}

static void normalisation_factors(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        int64_t quarters;
    } rows[] = {{"t3.nano", 1},
                {"t3.micro", 2},
                {"t3.small", 4},
                {"t3.medium", 8},
                {"m5.large", 16},
                {"m5.xlarge", 32},
                {"m5.2xlarge", 64},
                {"c5.9xlarge", 288},
                {"c5.18xlarge", 576},
                {"m5.24xlarge", 768},
                {"m7i.48xlarge", 1536},
                {"u7i-12tb.224xlarge", 7168},
                {"m7g.metal", 512},
                {"m7i.metal-48xl", 1536},
                {"g4dn.xlarge", 0},
                {"u7i-6tb.112xlarge", 0},
                {"m5", 0},
                {"m5.", 0},
                {"m5.0xlarge", 0},
                {"m5.-2xlarge", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (normalised_quarters_of(rows[i].type) != rows[i].quarters)
            fail_msg("%s: %d quarters, not %d", rows[i].type, (int)normalised_quarters_of(rows[i].type),
                     (int)rows[i].quarters);
}

/* --- laws --- */

struct scene {
    struct usage usages[USES_MAX];
    int64_t quantity[USES_MAX][HOURS];
    struct commitment commitments[4];
};

static const char *const scene_types[USES_MAX] = {"m5.large",  "m5.xlarge", "m5.2xlarge", "c5.large",
                                                  "c5.xlarge", "g5.xlarge", "r5.large",   "r5.4xlarge"};
static const char *const scene_families[USES_MAX] = {"m5", "m5", "m5", "c5", "c5", "g5", "r5", "r5"};

static void scene_make(struct scene *scene, struct random *random)
{
    for (int u = 0; u < USES_MAX; u++) {
        for (int h = 0; h < HOURS; h++)
            scene->quantity[u][h] = random_between(random, 0, 5 * QUANTITY_UNIT);
        scene->usages[u] = instance(scene_types[u], scene_families[u], scene->quantity[u],
                                    random_between(random, 10, 900) * 1000 * MICRO);
        for (int p = PURCHASE_COMMITTED; p < PRICE_PURCHASES_COUNT; p++)
            scene->usages[u].committed_nano[p] = scene->usages[u].on_demand_nano * random_between(random, 20, 95) / 100;
    }
    scene->commitments[0] = compute_plan(random_between(random, 0, 3000) * 1000 * MICRO);
    scene->commitments[1] = family_plan("m5", random_between(random, 0, 1000) * 1000 * MICRO);
    scene->commitments[2] = reserved("c5.large", random_between(random, 0, 5), 50 * 1000 * MICRO);
    scene->commitments[3] = reserved("m5.large", random_between(random, 0, 5), 70 * 1000 * MICRO);
}

static int128 total_of(const struct scene *scene, int commitments)
{
    struct commitment_bill bill = apply(scene->usages, USES_MAX, HOURS, scene->commitments, commitments);
    int128 total = bill.on_demand + bill.fees, sum = bill.lost;
    for (int u = 0; u < USES_MAX; u++)
        sum += bill.cost_of_usage[u];
    assert_true(sum == total);
    commitment_bill_release(&bill);
    return total;
}

static void more_demand_never_costs_less(void **state)
{
    (void)state;
    struct random random = {random_seed(11)};
    for (int round = 0; round < 500; round++) {
        struct scene scene;
        scene_make(&scene, &random);
        int128 before = total_of(&scene, 4);
        scene.quantity[random_between(&random, 0, USES_MAX - 1)][random_between(&random, 0, HOURS - 1)] +=
            random_between(&random, 1, 2 * QUANTITY_UNIT);
        assert_true(total_of(&scene, 4) >= before);
    }
}

static void free_commitments_never_cost(void **state)
{
    (void)state;
    struct random random = {random_seed(12)};
    for (int round = 0; round < 500; round++) {
        struct scene scene;
        scene_make(&scene, &random);
        int128 before = total_of(&scene, 3);
        scene.commitments[3].usd_per_hour_nano = 0;
        assert_true(total_of(&scene, 4) <= before);
    }
}

static void order_of_usages_changes_nothing(void **state)
{
    (void)state;
    struct random random = {random_seed(13)};
    for (int round = 0; round < 500; round++) {
        struct scene scene;
        scene_make(&scene, &random);
        int128 before = total_of(&scene, 4);
        for (int u = USES_MAX - 1; u > 0; u--) {
            int other = (int)random_between(&random, 0, u);
            struct usage kept = scene.usages[u];
            scene.usages[u] = scene.usages[other];
            scene.usages[other] = kept;
        }
        struct commitment first = scene.commitments[0];
        scene.commitments[0] = scene.commitments[2];
        scene.commitments[2] = first;
        assert_true(total_of(&scene, 4) == before);
    }
}

static void nothing_committed_is_on_demand(void **state)
{
    (void)state;
    struct random random = {random_seed(14)};
    struct scene scene;
    scene_make(&scene, &random);
    struct commitment_bill bill = apply(scene.usages, USES_MAX, HOURS, NULL, 0);
    assert_true(bill.on_demand == bill.on_demand_value && bill.fees == 0 && bill.lost == 0);
    commitment_bill_release(&bill);
}

static void beyond_counting(void **state)
{
    (void)state;
    int64_t quantity[1] = {INT64_MAX};
    struct usage usage = instance("m5.large", "m5", quantity, 100 * 1000 * MICRO);
    struct commitment_bill bill;
    struct error err = {0};
    assert_false(commitments_apply(&usage, 1, 1, NULL, 0, &bill, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    struct commitment many = reserved("m5.large", 2000 * 1000, 1);
    struct error second = {0};
    quantity[0] = QUANTITY_UNIT;
    assert_false(commitments_apply(&usage, 1, 1, &many, 1, &bill, &second));
    assert_int_equal(second.kind, ERROR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_numbers),
        cmocka_unit_test(worked_lines),
        cmocka_unit_test(reserved_are_flexible_smallest_first),
        cmocka_unit_test(reserved_unused_are_lost),
        cmocka_unit_test(inflexible_families_by_type),
        cmocka_unit_test(kinds_in_order),
        cmocka_unit_test(normalisation_factors),
        cmocka_unit_test(more_demand_never_costs_less),
        cmocka_unit_test(free_commitments_never_cost),
        cmocka_unit_test(order_of_usages_changes_nothing),
        cmocka_unit_test(nothing_committed_is_on_demand),
        cmocka_unit_test(beyond_counting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
