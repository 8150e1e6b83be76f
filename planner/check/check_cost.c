/* check_cost.c — the bill's sums, the bound and the gap, what is promised; the parts are summed where they stand. */
#include "planner/check/checking.h"

#include <math.h>
#include <string.h>

/* Ratios are written with 9 digits: so much each may be off, for a gap of 0..1; larger ones in proportion. */
static const double ratio_dust = 1e-6;

/* Of an hour of work, where the profile does not say. */
enum { DEFAULT_USD_PER_HOUR = 60 };

static void compare(struct checking *at, const char *path, int64_t stated, int128 summed, const char *of)
{
    if (stated != summed)
        found(at, RULE_COST_SUM, path, "the plan says %s a month, %s sum to %s: plan again", amount_of(stated).text, of,
              amount_of(summed).text);
}

void check_sums(struct checking *at)
{
    const struct plan *plan = at->plan;
    int128 ec2 = 0, fargate = 0, lambda = 0;
    for (int i = 0; i < plan->pools_count; i++)
        ec2 += plan->pools[i].usd_per_month_nano;
    for (int i = 0; i < plan->services_count; i++)
        if (on_fargate(plan->services[i].place))
            fargate += plan->services[i].usd_per_month_nano;
    for (int i = 0; i < plan->jobs_count; i++) {
        if (on_fargate(plan->jobs[i].place))
            fargate += plan->jobs[i].usd_per_month_nano;
        if (strcmp(plan->jobs[i].place, place_names[PLACE_LAMBDA]) == 0)
            lambda += plan->jobs[i].usd_per_month_nano;
    }
    compare(at, "cost.usd_per_month", plan->cost.total,
            (int128)plan->cost.ec2 + plan->cost.fargate + plan->cost.lambda + plan->cost.unused_commitments +
                plan->cost.overhead,
            "its parts");
    compare(at, "cost.ec2_usd_per_month", plan->cost.ec2, ec2, "the pools");
    compare(at, "cost.fargate_usd_per_month", plan->cost.fargate, fargate, "services and jobs on Fargate");
    compare(at, "cost.lambda_usd_per_month", plan->cost.lambda, lambda, "jobs on Lambda");
}

static void check_overhead(struct checking *at)
{
    const struct overhead *overhead = &at->profile->overhead;
    long double instance_hours = 0, work = 0;
    for (int p = 0; p < at->plan->pools_count; p++) {
        const struct plan_pool *pool = &at->plan->pools[p]; /* Managed Instances are AWS's work */
        bool managed = pool_place_of(pool) == PLACE_MANAGED_INSTANCES;
        for (int h = 0; h < pool->instances.count && !managed; h++)
            instance_hours += (long double)pool->instances.items[h];
    }
    if (overhead->given && at->plan->pools_count > 0)
        work = overhead->hours_per_month_cluster +
               overhead->hours_per_month_instance * instance_hours / at->profile->hours;
    long double nano = work * (long double)overhead->usd_per_hour_nano;
    if (fabsl(nano - (long double)at->plan->cost.overhead) > 1 + nano * 1e-12L)
        found(at, RULE_OVERHEAD, "cost.overhead_usd_per_month",
              "the plan says %s a month, the profile's overhead is %.2Lf: plan again",
              amount_of(at->plan->cost.overhead).text, nano / 1e9L);
}

void check_bound(struct checking *at)
{
    const struct plan *plan = at->plan;
    int128 cost = (int128)plan->cost.total - plan->cost.overhead, bound = plan->bound.usd_per_month_nano;
    if (bound < 0 || bound > cost)
        found(at, RULE_BOUND, "bound.usd_per_month",
              "no plan is said to cost less than %s, and this one costs %s without overhead", amount_of(bound).text,
              amount_of(cost).text);
    double gap = bound > 0 ? (double)(cost - bound) / (double)bound : 0;
    if (!(fabs(gap - plan->bound.gap_ratio) <= ratio_dust * (1 + fabs(gap))))
        found(at, RULE_GAP, "bound.gap_ratio", "the plan says %.9f, cost and bound say %.9f", plan->bound.gap_ratio,
              gap);
    if (plan->free_packing.given && plan->free_packing.bound_usd_per_hour_nano > plan->free_packing.usd_per_hour_nano)
        found(at, RULE_BOUND, "free_packing.bound_usd_per_hour", "the bound of %s an hour is above the cost of %s",
              amount_of(plan->free_packing.bound_usd_per_hour_nano).text,
              amount_of(plan->free_packing.usd_per_hour_nano).text);
}

/* A promise that the profile does not ask for costs nothing. */
static bool is_promised(const struct checking *at, int cause)
{
    const struct safety *safety = &at->profile->safety;
    return (cause != GAP_ZONE_LOSS || safety->survive_zone_loss) &&
           (cause != GAP_DEPLOYMENTS || safety->deployments == DEPLOYMENTS_RESERVE) &&
           (cause != GAP_HEADROOM || safety->headroom_ratio > 0) &&
           (cause != GAP_COMMITMENTS || at->plan->commitments.given);
}

/* What the pools say a cause adds to them; jobs have their part of that, which the gap puts down to them. */
static int128 cause_in_pools(const struct checking *at, int cause)
{
    int128 sum = 0;
    for (int i = 0; i < at->plan->pools_count; i++)
        sum += at->plan->pools[i].usd_per_month_by_cause_nano[cause];
    return sum;
}

static void check_cause(struct checking *at, int cause, double slack)
{
    const struct plan *plan = at->plan;
    double ratio = plan->bound.gap_by_cause[cause], month = ratio * (double)plan->bound.usd_per_month_nano;
    bool of_pools = cause >= GAP_WHOLE_INSTANCES && cause <= GAP_DEPLOYMENTS;
    const char *path = where(at, "bound.gap_by_cause[%d].ratio", cause);
    int128 in_pools = cause_in_pools(at, cause);
    if (!(ratio >= -slack))
        found(at, RULE_GAP_CAUSES, path, "%s is given %.9f of the bound, which is below 0", gap_cause_names[cause],
              ratio);
    else if (ratio > slack && !is_promised(at, cause))
        found(at, RULE_GAP_CAUSES, path,
              "%s is given %.9f of the bound, but the profile asks for no such promise: it must be 0",
              gap_cause_names[cause], ratio);
    else if (of_pools && month > (double)in_pools + slack * (double)plan->bound.usd_per_month_nano)
        found(at, RULE_GAP_CAUSES, path,
              "%s is given %.9f of the bound, which is %.2f a month; it adds %s to the pools", gap_cause_names[cause],
              ratio, month / 1e9, amount_of(in_pools).text);
}

static void check_causes(struct checking *at)
{
    const struct plan *plan = at->plan;
    double sum = 0, slack = 5 * ratio_dust * (1 + fabs(plan->bound.gap_ratio));
    for (int cause = 0; cause < GAP_CAUSES_COUNT; cause++) {
        sum += plan->bound.gap_by_cause[cause];
        check_cause(at, cause, slack);
    }
    if (!(fabs(sum - plan->bound.gap_ratio) <= slack))
        found(at, RULE_GAP_CAUSES, "bound.gap_by_cause", "the causes sum to %.9f, the gap is %.9f", sum,
              plan->bound.gap_ratio);
}

static void check_saving(struct checking *at)
{
    const struct plan *plan = at->plan;
    const struct overhead *overhead = &at->profile->overhead;
    int128 saving = (int128)plan->all_fargate.usd_per_month_nano - plan->cost.total + plan->cost.overhead;
    int64_t hour = overhead->given ? overhead->usd_per_hour_nano : DEFAULT_USD_PER_HOUR * NANO_PER_USD;
    if (plan->all_fargate.usd_per_hour_nano != hour)
        found(at, RULE_SAVING, "all_fargate.usd_per_hour", "the plan says %s, an hour of work costs %s",
              amount_of(plan->all_fargate.usd_per_hour_nano).text, amount_of(hour).text);
    if (!plan->all_fargate.possible)
        return;
    if (plan->all_fargate.helps != (plan->pools_count > 0 && saving > 0))
        found(at, RULE_SAVING, "all_fargate.helps", "the plan says %s, with %d pools and a saving of %s a month",
              plan->all_fargate.helps ? "true" : "false", plan->pools_count, amount_of(saving).text);
    if (saving != plan->all_fargate.saving_usd_per_month_nano)
        found(at, RULE_SAVING, "all_fargate.saving_usd_per_month", "the plan says %s a month, the bills differ by %s",
              amount_of(plan->all_fargate.saving_usd_per_month_nano).text, amount_of(saving).text);
    double hours = plan->all_fargate.helps && hour > 0 ? (double)saving / (double)hour : 0;
    if (!(fabs(plan->all_fargate.break_even_hours_per_month - hours) <= ratio_dust * (1 + fabs(hours))))
        found(at, RULE_SAVING, "all_fargate.break_even_hours_per_month",
              "the plan says %.6f, the saving pays for %.6f hours of work",
              plan->all_fargate.break_even_hours_per_month, hours);
}

void check_cost(struct checking *at)
{
    check_sums(at);
    check_overhead(at);
    check_bound(at);
    check_causes(at);
    check_saving(at);
}

/* --- promises and daemons --- */

static bool daemon_equal(const struct plan_daemon *planned, const struct service *service)
{
    return planned->cpu_units == service->cpu_units && planned->memory_mib == service->memory_mib &&
           planned->gpus == service->gpus && planned->architectures == service->architectures &&
           planned->network_mode == service->network_mode &&
           ports_equal(&planned->host_ports, &service->host_ports, service->network_mode);
}

static void check_daemons(struct checking *at)
{
    const struct plan *plan = at->plan;
    if (plan->daemons_count != at->daemons_count)
        found(at, RULE_DAEMONS, "daemons", "the plan lists %d, the profile has %d: plan again", plan->daemons_count,
              at->daemons_count);
    for (int i = 0; i < plan->daemons_count && i < at->daemons_count; i++) {
        const struct service *service = at->services[at->services_count + i];
        if (strcmp(plan->daemons[i].name, service->name) != 0)
            found(at, RULE_DAEMONS, where(at, "daemons[%d].name", i), "is \"%s\", the profile's next by name is \"%s\"",
                  plan->daemons[i].name, service->name);
        else if (!daemon_equal(&plan->daemons[i], service))
            found(at, RULE_DAEMONS, where(at, "daemons[%d]", i),
                  "%s takes %lld CPU units and %lld MiB of every instance, in the profile %lld and %lld, or its GPUs, "
                  "network mode, ports or architectures differ: plan again",
                  service->name, (long long)plan->daemons[i].cpu_units, (long long)plan->daemons[i].memory_mib,
                  (long long)service->cpu_units, (long long)service->memory_mib);
    }
}

void check_safety(struct checking *at)
{
    const struct safety *planned = &at->plan->safety, *asked = &at->profile->safety;
    if (planned->survive_zone_loss != asked->survive_zone_loss)
        found(at, RULE_SAFETY, "safety.survive_zone_loss", "the plan says %s, the profile %s: plan again",
              planned->survive_zone_loss ? "true" : "false", asked->survive_zone_loss ? "true" : "false");
    if (fabs(planned->headroom_ratio - asked->headroom_ratio) > 1e-9)
        found(at, RULE_SAFETY, "safety.headroom_ratio", "the plan says %g, the profile %g: plan again",
              planned->headroom_ratio, asked->headroom_ratio);
    if (planned->deployments != asked->deployments)
        found(at, RULE_SAFETY, "safety.deployments", "the plan says %s, the profile %s: plan again",
              deployments_names[planned->deployments], deployments_names[asked->deployments]);
    check_verification(at);
    check_daemons(at);
}
