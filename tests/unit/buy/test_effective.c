/* test_effective.c — what commitments see of a plan is what the plan bills, and effective prices are the bill's. */
#include "planner/pools/planning.h"
#include "pricing/effective.h"
#include "pricing/fargate.h"
#include "pricing/lambda.h"
#include "pricing/snapshot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CENT (NANO_PER_USD / 100)

struct planned {
    struct profile profile;
    struct catalogue catalogue;
    struct plan plan;
};

static struct planned planned_of(const char *path)
{
    struct planned planned = {0};
    struct planning_options options = {.time_limit_s = 0.3};
    struct error err = {0};
    if (!profile_load(path, &planned.profile, &err) ||
        !snapshot_catalogue(planned.profile.region, &planned.catalogue, &err) ||
        !planning_run(&planned.profile, &planned.catalogue, &options, &planned.plan, &err))
        fail_msg("%s: %s", err.where, err.text);
    return planned;
}

static void planned_release(struct planned *planned)
{
    plan_release(&planned->plan);
    catalogue_release(&planned->catalogue);
    profile_release(&planned->profile);
}

static int64_t month_of(const struct planned *planned, int128 sum_of_hours)
{
    return (int64_t)(sum_of_hours * HOURS_PER_MONTH / planned->plan.hours);
}

/* Of a job on Fargate: storage above 20 GiB, which no commitment covers. */
static int64_t storage_month(const struct planned *planned, const struct plan_job *planned_job)
{
    const struct price *storage =
        price_find(&planned->catalogue, "fargate", "ephemeral_storage.gb", PURCHASE_ON_DEMAND);
    for (int j = 0; j < planned->profile.jobs_count; j++) {
        const struct job *job = &planned->profile.jobs[j];
        int64_t extra = job->ephemeral_storage_gib - FARGATE_STORAGE_INCLUDED_GIB;
        if (strcmp(job->name, planned_job->name) == 0 && extra > 0)
            return fargate_job_month((struct usd_per_hour){storage->nano * extra}, job->startup_s, job->duration_s,
                                     job->runs_per_day)
                .nano;
    }
    return 0;
}

/* What the plan bills of instances, Fargate and durations on Lambda, counted from its own lines. */
static int64_t billed_month(const struct planned *planned)
{
    const struct plan *plan = &planned->plan;
    const struct price *requests = price_find(&planned->catalogue, "lambda", "requests", PURCHASE_ON_DEMAND);
    int128 hours = 0;
    int64_t months = 0;
    for (int p = 0; p < plan->pools_count; p++)
        for (int h = 0; h < plan->hours; h++)
            hours += (int128)plan->pools[p].instances.items[h % plan->pools[p].instances.count] *
                     plan->pools[p].usd_per_instance_hour_nano;
    for (int s = 0; s < plan->services_count; s++)
        for (int h = 0; h < plan->hours && strcmp(plan->services[s].place, "fargate") == 0; h++)
            hours += (int128)plan->services[s].tasks.items[h % plan->services[s].tasks.count] *
                     plan->services[s].usd_per_task_hour_nano;
    for (int j = 0; j < plan->jobs_count; j++) {
        const struct plan_job *job = &plan->jobs[j];
        bool lambda = strcmp(job->place, "lambda") == 0;
        if (lambda || strcmp(job->place, "fargate") == 0)
            months += job->usd_per_month_nano;
        if (!lambda && strcmp(job->place, "fargate") == 0)
            months -= storage_month(planned, job);
        if (lambda)
            months -= (int64_t)((int128)requests->nano *
                                lambda_month_of(128, 1, job->runs_per_day).requests_millionths / 1000000000000);
    }
    return months + month_of(planned, hours);
}

static int64_t usage_month(const struct planned *planned, const struct plan_usage *usage)
{
    int128 sum = 0;
    for (int u = 0; u < usage->usages_count; u++)
        for (int h = 0; h < usage->hours; h++)
            sum += (int128)usage->usages[u].quantity[h] * usage->usages[u].on_demand_nano;
    return month_of(planned, sum / QUANTITY_UNIT);
}

/* Everything at what it costs under `commitment` by the effective prices, and by the bill: the same within a cent. */
static void check_rates(const struct planned *planned, const struct plan_usage *usage, struct commitment commitment)
{
    struct commitment_bill bill;
    struct catalogue effective;
    struct error err = {0};
    struct arena arena = {0};
    struct plan_rate *rates;
    int count;
    assert_true(commitments_apply(usage->usages, usage->usages_count, usage->hours, &commitment, 1, &bill, &err));
    effective_rates(usage, &bill, &arena, &rates, &count);
    assert_true(count > 0);
    assert_true(effective_catalogue(&planned->catalogue, rates, count, &effective, &err));
    int128 sum = 0;
    for (int u = 0; u < usage->usages_count; u++) {
        const struct price *price =
            price_find(&effective, usage->usages[u].service, usage->usages[u].item, PURCHASE_ON_DEMAND);
        assert_true(price->uncommitted_nano == 0 || price->uncommitted_nano == usage->usages[u].on_demand_nano);
        assert_true(price->nano <= usage->usages[u].on_demand_nano);
        for (int h = 0; h < usage->hours; h++)
            sum += (int128)usage->usages[u].quantity[h] * price->nano;
    }
    int64_t by_prices = month_of(planned, sum / QUANTITY_UNIT);
    int64_t by_bill = month_of(planned, (bill.on_demand + bill.fees - bill.lost) / QUANTITY_UNIT);
    assert_true(llabs(by_prices - by_bill) <= CENT);
    catalogue_release(&effective);
    arena_release(&arena);
    commitment_bill_release(&bill);
}

static void check_example(const char *path)
{
    struct planned planned = planned_of(path);
    struct plan_usage usage;
    struct error err = {0};
    if (!plan_usage(&planned.plan, &planned.catalogue, &usage, &err))
        fail_msg("%s: %s", err.where, err.text);
    assert_true(usage.usages_count > 0);
    for (int u = 0; u < usage.usages_count; u++) /* not every book has a rate of everything */
        usage.usages[u].committed_nano[PURCHASE_COMMITTED] = usage.usages[u].on_demand_nano * 8 / 10;
    int64_t used = usage_month(&planned, &usage), billed = billed_month(&planned);
    if (llabs(used - billed) > CENT)
        fail_msg("%s: use of %.4f dollars a month, %.4f billed", path, (double)used / 1e9, (double)billed / 1e9);
    check_rates(&planned, &usage,
                (struct commitment){.kind = COMMITMENT_COMPUTE_SAVINGS_PLAN,
                                    .family = "",
                                    .instance_type = "",
                                    .usd_per_hour_nano = NANO_PER_USD / 10});
    plan_usage_release(&usage);
    planned_release(&planned);
}

static void use_is_what_is_billed(void **state)
{
    (void)state;
    check_example(BAYPLAN_EXAMPLES "/team.xml");
    check_example(BAYPLAN_EXAMPLES "/nightly.json");
}

/* Spot is no use of commitments; a rate of what no price book has is refused. */
static void what_is_not_covered(void **state)
{
    (void)state;
    struct planned planned = planned_of(BAYPLAN_EXAMPLES "/team.xml");
    struct plan_usage before, after;
    struct catalogue effective;
    struct error err = {0};
    assert_true(plan_usage(&planned.plan, &planned.catalogue, &before, &err));
    for (int p = 0; p < planned.plan.pools_count; p++)
        planned.plan.pools[p].purchase = pool_purchase_names[POOL_SPOT];
    for (int s = 0; s < planned.plan.services_count; s++)
        if (strcmp(planned.plan.services[s].place, "fargate") == 0)
            planned.plan.services[s].place = "fargate_spot";
    for (int j = 0; j < planned.plan.jobs_count; j++)
        planned.plan.jobs[j].place = "fargate_spot";
    assert_true(plan_usage(&planned.plan, &planned.catalogue, &after, &err));
    assert_true(before.usages_count > 0 && after.usages_count == 0);
    struct plan_rate none = {"ec2", "q1.large", 100, 90};
    assert_false(effective_catalogue(&planned.catalogue, &none, 1, &effective, &err));
    assert_int_equal(err.kind, ERROR_UNKNOWN_PRICE);
    plan_usage_release(&before);
    plan_usage_release(&after);
    planned_release(&planned);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(use_is_what_is_billed), cmocka_unit_test(what_is_not_covered)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
