#include "planner/buy/downside.h"

#include <stdlib.h>
#include <string.h>

enum { PERCENT_MOST = 90, PERCENT_LEAST = 50, PERCENT_STEP = 10 };

static struct field_integers scaled(struct arena *arena, const struct field_integers *from, int64_t percent)
{
    int64_t *items = ARENA_ARRAY(arena, int64_t, from->count + 1);
    for (int i = 0; i < from->count; i++)
        items[i] = (int64_t)(((int128)from->items[i] * percent + 99) / 100);
    return (struct field_integers){items, from->count};
}

/* Of a plan without commitments; strings and lists that demand does not touch are shared with it. */
static void scale_plan(const struct plan *listed, int64_t percent, struct plan *ret_plan)
{
    struct arena *arena = &ret_plan->arena;
    ret_plan->hours = listed->hours;
    ret_plan->pools_count = listed->pools_count;
    ret_plan->services_count = listed->services_count;
    ret_plan->jobs_count = listed->jobs_count;
    ret_plan->pools = ARENA_ARRAY(arena, struct plan_pool, listed->pools_count + 1);
    ret_plan->services = ARENA_ARRAY(arena, struct plan_service, listed->services_count + 1);
    ret_plan->jobs = ARENA_ARRAY(arena, struct plan_job, listed->jobs_count + 1);
    for (int g = 0; g < listed->pools_count; g++) {
        ret_plan->pools[g] = listed->pools[g];
        ret_plan->pools[g].instances = scaled(arena, &listed->pools[g].instances, percent);
    }
    for (int i = 0; i < listed->services_count; i++) {
        ret_plan->services[i] = listed->services[i];
        ret_plan->services[i].tasks = scaled(arena, &listed->services[i].tasks, percent);
    }
    for (int j = 0; j < listed->jobs_count; j++) {
        ret_plan->jobs[j] = listed->jobs[j];
        ret_plan->jobs[j].runs_per_day = listed->jobs[j].runs_per_day * (double)percent / 100;
        ret_plan->jobs[j].usd_per_month_nano = nano_scale(listed->jobs[j].usd_per_month_nano, percent, 100);
    }
}

static int128 hours_of(const struct field_integers *counts, int64_t nano)
{
    int128 sum = 0;
    for (int h = 0; h < counts->count; h++)
        sum += (int128)counts->items[h] * nano;
    return sum;
}

static int64_t month_of_hours(int128 sum, int hours)
{
    return (int64_t)((sum * HOURS_PER_MONTH + hours / 2) / hours);
}

/* Tasks may be given for a day where others are for a week. */
static int64_t month_of_pool(const struct plan_pool *pool)
{
    return month_of_hours(
        hours_of(&pool->instances, pool->usd_per_instance_hour_nano + pool->usd_per_root_volume_hour_nano),
        pool->instances.count);
}

static int64_t bill_of(const struct plan *plan)
{
    struct usd sum = {0};
    for (int g = 0; g < plan->pools_count; g++)
        sum = usd_add(sum, (struct usd){month_of_pool(&plan->pools[g])});
    for (int i = 0; i < plan->services_count; i++)
        if (pool_index(plan, plan->services[i].place) < 0)
            sum = usd_add(sum, (struct usd){month_of_hours(
                                   hours_of(&plan->services[i].tasks, plan->services[i].usd_per_task_hour_nano),
                                   plan->services[i].tasks.count)});
    for (int j = 0; j < plan->jobs_count; j++)
        if (pool_index(plan, plan->jobs[j].place) < 0)
            sum = usd_add(sum, (struct usd){plan->jobs[j].usd_per_month_nano});
    return sum.nano;
}

static bool downside_at(const struct statement *statement, int64_t percent, struct plan_downside *ret_row,
                        struct error *err)
{
    const struct commitments_choice *choice = &statement->outcome->choice;
    struct plan plan = {0};
    struct plan_usage usage = {0};
    struct commitment_bill bill = {0};
    scale_plan(statement->listed, percent, &plan);
    bool ok = plan_usage(&plan, statement->offers->catalogue, &usage, err) &&
              commitments_apply(usage.usages, usage.usages_count, usage.hours, choice->commitments, choice->count,
                                &bill, err);
    if (ok) {
        int64_t listed = bill_of(&plan);
        *ret_row =
            (struct plan_downside){.demand_percent = percent,
                                   .usd_per_month_nano = listed - month_of_bill(bill.on_demand_value, usage.hours) +
                                                         month_of_bill(bill.on_demand + bill.fees, usage.hours),
                                   .uncommitted_usd_per_month_nano = listed};
    }
    commitment_bill_release(&bill);
    plan_usage_release(&usage);
    arena_release(&plan.arena);
    return ok;
}

bool state_downside(const struct statement *statement, struct plan *plan, struct error *err)
{
    int rows = (PERCENT_MOST - PERCENT_LEAST) / PERCENT_STEP + 1;
    if (statement->outcome->choice.count == 0)
        return true;
    plan->commitments.downside = ARENA_ARRAY(&plan->arena, struct plan_downside, rows);
    for (int64_t percent = PERCENT_MOST; percent >= PERCENT_LEAST; percent -= PERCENT_STEP)
        if (!downside_at(statement, percent, &plan->commitments.downside[plan->commitments.downside_count++], err))
            return false;
    return true;
}
