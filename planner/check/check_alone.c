/* check_alone.c — what of a plan's money can be summed again from the document alone. */
#include "data/base/wide.h"
#include "planner/check/check.h"

#include <string.h>

struct alone {
    const struct plan *plan;
    struct verdict *verdict;
    int room;
};

static void add(struct alone *at, enum check_rule rule, const char *where, const char *what)
{
    struct verdict *verdict = at->verdict;
    if (verdict->findings_count == at->room)
        return;
    verdict->findings[verdict->findings_count++] = (struct verdict_finding){check_rule_codes[rule], where, what};
}

/* A pool costs its instance-hours. */
static bool pool_sums(const struct plan_pool *pool)
{
    int128 hours = 0;
    for (int i = 0; i < pool->instances.count; i++)
        hours += pool->instances.items[i];
    int128 sum = hours * ((int128)pool->usd_per_instance_hour_nano + pool->usd_per_root_volume_hour_nano);
    if (sum < 0 || sum > INT64_MAX / 730 || pool->instances.count == 0)
        return false;
    return usd_of_month((struct usd_per_hour){(int64_t)sum}, pool->instances.count).nano == pool->usd_per_month_nano;
}

void check_plan_alone(const struct plan *plan, struct verdict *verdict)
{
    struct alone at = {plan, verdict, verdict->findings_count + plan->pools_count + 3};
    struct verdict_finding *before = verdict->findings;
    int128 services = 0, pools = 0;
    verdict->findings = ARENA_ARRAY(&verdict->arena, struct verdict_finding, at.room);
    if (verdict->findings_count > 0)
        memcpy(verdict->findings, before, (size_t)verdict->findings_count * sizeof *before);
    for (int i = 0; i < plan->services_count; i++)
        services += plan->services[i].usd_per_month_nano;
    for (int i = 0; i < plan->jobs_count; i++)
        services += plan->jobs[i].usd_per_month_nano;
    for (int i = 0; i < plan->pools_count; i++) {
        pools += plan->pools[i].usd_per_month_nano;
        if (!pool_sums(&plan->pools[i]))
            add(&at, RULE_POOL_COST, arena_printf(&verdict->arena, "pools[%d].usd_per_month", i),
                "is not the price of the pool's instance-hours: the document was changed, plan again");
    }
    int128 places = (int128)plan->cost.ec2 + plan->cost.fargate + plan->cost.lambda;
    if (places + plan->cost.overhead != plan->cost.total || pools != plan->cost.ec2)
        add(&at, RULE_COST_SUM, "cost", "the bill is not the sum of its parts: the document was changed, plan again");
    if (places != services)
        add(&at, RULE_COST_SUM, "cost",
            "services and jobs do not sum to the bill: the document was changed, plan again");
    if (places < plan->bound.usd_per_month_nano)
        add(&at, RULE_BOUND, "bound", "the bill is below its bound: the document was changed, plan again");
    verdict->passed = verdict->passed && verdict->findings_count == 0;
}
