/* mutate_money.c — false prices and sums, bound and gap, inputs and promises. */
#include "tests/support/plan_mutators_parts.h"

#include <string.h>

/* --- the bill --- */

bool total_a_nano_less(struct plan_mutation *m)
{
    m->plan->cost.total--;
    sum_gap(m->plan);
    return true;
}

bool pools_a_nano_less(struct plan_mutation *m)
{
    if (m->plan->pools_count == 0)
        return false;
    m->plan->cost.ec2--;
    return total_a_nano_less(m);
}

bool fargate_forgotten(struct plan_mutation *m)
{
    if (m->plan->cost.fargate == 0)
        return false;
    m->plan->cost.total -= m->plan->cost.fargate;
    m->plan->cost.fargate = 0;
    sum_gap(m->plan);
    return true;
}

bool lambda_forgotten(struct plan_mutation *m)
{
    if (m->plan->cost.lambda == 0)
        return false;
    m->plan->cost.total -= m->plan->cost.lambda;
    m->plan->cost.lambda = 0;
    sum_gap(m->plan);
    return true;
}

bool overhead_made_up(struct plan_mutation *m)
{
    m->plan->cost.overhead += NANO_PER_USD;
    sum_again(m->plan);
    return true;
}

bool overhead_forgotten(struct plan_mutation *m)
{
    if (m->plan->cost.overhead == 0)
        return false;
    m->plan->cost.overhead = 0;
    sum_again(m->plan);
    return true;
}

/* --- services and jobs --- */

bool fargate_service_a_nano_less(struct plan_mutation *m)
{
    struct plan_service *service = service_on(m, "fargate");
    if (service == NULL || service->usd_per_month_nano == 0)
        return false;
    service->usd_per_month_nano--;
    sum_again(m->plan);
    return true;
}

bool fargate_task_cheaper(struct plan_mutation *m)
{
    struct plan_service *service = service_on(m, "fargate");
    if (service == NULL)
        return false;
    service->usd_per_task_hour_nano--;
    return true;
}

bool fargate_job_cheaper(struct plan_mutation *m)
{
    struct plan_job *job = job_on(m, "fargate");
    if (job == NULL || job->usd_per_month_nano < NANO_PER_USD / 10)
        return false;
    job->usd_per_month_nano -= job->usd_per_month_nano / 1000;
    sum_again(m->plan);
    return true;
}

bool lambda_a_nano_less(struct plan_mutation *m)
{
    struct plan_job *job = job_on(m, "lambda");
    if (job == NULL)
        return false;
    job->usd_per_month_nano--;
    sum_again(m->plan);
    return true;
}

/* --- pools --- */

bool instance_cheaper(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL)
        return false;
    pool->usd_per_instance_hour_nano -= 1000;
    sum_again(m->plan);
    return true;
}

bool volume_free(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL)
        return false;
    pool->usd_per_root_volume_hour_nano = 0;
    sum_again(m->plan);
    return true;
}

bool an_instance_unpaid(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL)
        return false;
    pool->instances.items[peak_hour(pool)]++;
    pool->instances_max = pool->instances.items[peak_hour(pool)];
    return true;
}

bool shares_do_not_sum(struct plan_mutation *m)
{
    struct plan_service *service = service_on(m, "pool-");
    if (service == NULL)
        return false;
    service->usd_per_month_nano++;
    return true;
}

bool pool_cause_below_zero(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL)
        return false;
    pool->usd_per_month_by_cause_nano[GAP_WHOLE_INSTANCES] = -1;
    return true;
}

bool pool_causes_above_cost(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL)
        return false;
    pool->usd_per_month_by_cause_nano[GAP_ZONES] += pool->usd_per_month_nano + 1;
    return true;
}

bool pool_cause_of_few_pools(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL)
        return false;
    pool->usd_per_month_by_cause_nano[GAP_FEW_POOLS] = 1;
    return true;
}

/* --- bound and gap --- */

bool bound_above_cost(struct plan_mutation *m)
{
    m->plan->bound.usd_per_month_nano = m->plan->cost.total - m->plan->cost.overhead + 1;
    sum_gap(m->plan);
    return true;
}

bool free_packing_below_its_bound(struct plan_mutation *m)
{
    if (!m->plan->free_packing.given)
        return false;
    m->plan->free_packing.usd_per_hour_nano = m->plan->free_packing.bound_usd_per_hour_nano - 1;
    return true;
}

bool gap_flattered(struct plan_mutation *m)
{
    m->plan->bound.gap_ratio -= 0.001;
    m->plan->bound.gap_by_cause[0] -= 0.001;
    return true;
}

bool cause_exaggerated(struct plan_mutation *m)
{
    m->plan->bound.gap_by_cause[GAP_ZONES] += 0.001;
    return true;
}

/* From one cause to another: the sum stays. */
bool cause_below_zero(struct plan_mutation *m)
{
    double *causes = m->plan->bound.gap_by_cause, moved = causes[GAP_ZONES] + 0.01;
    causes[GAP_ZONES] -= moved;
    causes[GAP_WHOLE_INSTANCES] += moved;
    return true;
}

bool cause_shifted(struct plan_mutation *m)
{
    double *causes = m->plan->bound.gap_by_cause, in_pools = 0, moved = causes[GAP_FEW_POOLS];
    for (int i = 0; i < m->plan->pools_count; i++)
        in_pools += (double)m->plan->pools[i].usd_per_month_by_cause_nano[GAP_ZONES];
    causes[GAP_FEW_POOLS] = 0;
    causes[GAP_ZONES] += moved;
    return causes[GAP_ZONES] * (double)m->plan->bound.usd_per_month_nano > in_pools * 1.001 + 1e9 && moved > 0.0001;
}

bool cause_of_no_promise(struct plan_mutation *m)
{
    double *causes = m->plan->bound.gap_by_cause;
    if (m->profile->safety.survive_zone_loss || causes[GAP_FEW_POOLS] < 0.0001)
        return false;
    causes[GAP_ZONE_LOSS] += causes[GAP_FEW_POOLS];
    causes[GAP_FEW_POOLS] = 0;
    return true;
}

bool saving_exaggerated(struct plan_mutation *m)
{
    if (!m->plan->all_fargate.possible)
        return false;
    m->plan->all_fargate.saving_usd_per_month_nano++;
    return true;
}

/* --- inputs --- */

bool another_profile(struct plan_mutation *m)
{
    m->plan->profile_sha256 = "0";
    return true;
}

bool another_name(struct plan_mutation *m)
{
    m->plan->profile_name = "other";
    return true;
}

bool another_catalogue(struct plan_mutation *m)
{
    m->plan->catalogue_sha256 = "0";
    return true;
}

bool prices_of_another_day(struct plan_mutation *m)
{
    m->plan->catalogue_as_of = "2001-01-01";
    return true;
}

bool another_region(struct plan_mutation *m)
{
    m->plan->region = "eu-west-9";
    return true;
}

bool another_week(struct plan_mutation *m)
{
    m->plan->hours = m->plan->hours == 24 ? 1 : 24;
    return true;
}

/* --- promises --- */

bool zone_loss_promise_turned(struct plan_mutation *m)
{
    m->plan->safety.survive_zone_loss = !m->plan->safety.survive_zone_loss;
    return true;
}

bool headroom_promise_changed(struct plan_mutation *m)
{
    m->plan->safety.headroom_ratio += 0.01;
    return true;
}

bool deployments_promise_turned(struct plan_mutation *m)
{
    m->plan->safety.deployments =
        m->plan->safety.deployments == DEPLOYMENTS_RESERVE ? DEPLOYMENTS_SCALE_OUT : DEPLOYMENTS_RESERVE;
    return true;
}

bool never_replayed(struct plan_mutation *m)
{
    if (m->plan->pools_count == 0)
        return false;
    m->plan->verification.seeds = 0;
    return true;
}

bool daemon_left_out(struct plan_mutation *m)
{
    if (m->plan->daemons_count == 0)
        return false;
    m->plan->daemons_count--;
    return true;
}

bool daemon_made_smaller(struct plan_mutation *m)
{
    if (m->plan->daemons_count == 0)
        return false;
    m->plan->daemons[0].memory_mib--;
    return true;
}

bool daemon_renamed(struct plan_mutation *m)
{
    if (m->plan->daemons_count == 0)
        return false;
    m->plan->daemons[0].name = "zzz";
    return true;
}

bool daemon_of_no_architecture(struct plan_mutation *m)
{
    if (m->plan->daemons_count == 0)
        return false;
    m->plan->daemons[0].architectures = 0;
    return true;
}
