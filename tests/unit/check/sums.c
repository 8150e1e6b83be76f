/* sums.c — sums made good again where they are not what is false. */
#include "tests/unit/check/hand.h"

#include <string.h>

/* Without a bound there is no gap to be right or wrong. */
void no_gap(struct hand *hand)
{
    PLAN.bound.usd_per_month_nano = 0;
    PLAN.bound.gap_ratio = 0;
    memset(PLAN.bound.gap_by_cause, 0, sizeof PLAN.bound.gap_by_cause);
    PLAN.all_fargate.possible = false;
}

void add_to_web(struct hand *hand, int64_t nano)
{
    POOL.usd_per_month_nano += nano;
    WEB_PLAN.usd_per_month_nano += nano;
    PLAN.cost.ec2 += nano;
    PLAN.cost.total += nano;
    no_gap(hand);
}

static int64_t month_of_instance_hours(const struct hand *hand, int64_t instance_hours)
{
    int64_t hour = POOL.usd_per_instance_hour_nano + POOL.usd_per_root_volume_hour_nano;
    return (2 * instance_hours * hour * 730 + 24) / (2 * 24);
}

void reschedule(struct hand *hand, int64_t instance_hours)
{
    POOL.scheduled_usd_per_month_nano = month_of_instance_hours(hand, instance_hours);
}

void repay(struct hand *hand)
{
    int64_t sum = 0;
    for (int hour = 0; hour < POOL.instances.count; hour++)
        sum += POOL.instances.items[hour];
    add_to_web(hand, month_of_instance_hours(hand, sum) - POOL.usd_per_month_nano);
    PLAN.cost.overhead = 60 * NANO_PER_USD * 2 + 15 * NANO_PER_USD * sum / 24;
    PLAN.cost.total = PLAN.cost.ec2 + PLAN.cost.fargate + PLAN.cost.lambda + PLAN.cost.overhead;
}

void reprice_api(struct hand *hand)
{
    struct plan_service *api = &PLAN.services[API];
    int64_t more = 3 * 730 * api->usd_per_task_hour_nano - api->usd_per_month_nano;
    api->usd_per_month_nano += more;
    PLAN.cost.fargate += more;
    PLAN.cost.total += more;
    no_gap(hand);
}
