/* gap.c — how far the plan is from the bound, split by cause; and the plan without EC2. */
#include "planner/pools/assembly.h"

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* A pool's month at a stage, less the part its jobs carry. */
static double services_part(const struct assembly *assembly, int pool, int64_t stage)
{
    const struct pool_choice *choice = &assembly->pools->pools[pool];
    int64_t services = 0;
    for (int i = 0; i < assembly->model->services_count; i++)
        if (assembly->pools->place_of_item[i] == pool)
            services += assembly->share[i];
    return choice->usd_per_month_nano > 0 ? (double)services / (double)choice->usd_per_month_nano * (double)stage : 0;
}

static int64_t jobs_cost(const struct assembly *assembly)
{
    int64_t sum = 0;
    for (int i = assembly->model->services_count; i < assembly->model->items_count; i++)
        sum += assembly->share[i];
    return sum;
}

/* Months that promise more and more: the bound, few pools as fluids, whole instances, zones, ECS's own placement, zone
 * loss, deployments, headroom, and jobs as they are. A step that a heuristic made negative is taken from its neighbour.
 */
static void stage_months(const struct assembly *assembly, int64_t cost, int64_t level[GAP_CAUSES_COUNT + 1])
{
    const struct pools_result *pools = assembly->pools;
    int64_t services_outside = 0;
    for (int i = 0; i < assembly->model->services_count; i++)
        if (pools->place_of_item[i] == ITEM_OUTSIDE)
            services_outside += assembly->share[i];
    for (int cause = 1; cause <= GAP_JOBS; cause++)
        level[cause] = assembly->bound.jobs + services_outside;
    for (int g = 0; g < pools->pools_count; g++) {
        const struct pool_choice *choice = &pools->pools[g];
        level[GAP_FEW_POOLS + 1] += (int64_t)services_part(assembly, g, choice->fractional);
        level[GAP_WHOLE_INSTANCES + 1] += (int64_t)services_part(assembly, g, choice->whole);
        level[GAP_ZONES + 1] += (int64_t)services_part(assembly, g, choice->zones);
        level[GAP_PLACEMENT + 1] += (int64_t)services_part(assembly, g, choice->placement);
        level[GAP_ZONE_LOSS + 1] += (int64_t)services_part(assembly, g, choice->zone_loss);
        level[GAP_DEPLOYMENTS + 1] += (int64_t)services_part(assembly, g, choice->deployments);
    }
    int64_t jobs_above = jobs_cost(assembly) - assembly->bound.jobs;
    level[GAP_HEADROOM + 1] = cost - (jobs_above > 0 ? jobs_above : 0);
    level[GAP_JOBS + 1] = cost;
    level[GAP_CAUSES_COUNT] = cost;
    level[0] = assembly->bound.total;
    for (int cause = GAP_CAUSES_COUNT - 1; cause > 0; cause--) {
        level[cause] = least(level[cause], level[cause + 1]);
        level[cause] = level[cause] > level[0] ? level[cause] : level[0];
    }
}

void assemble_gap(struct assembly *assembly)
{
    struct plan *plan = assembly->plan;
    int64_t level[GAP_CAUSES_COUNT + 1], cost = plan->cost.total - plan->cost.overhead;
    BUG_IF(assembly->bound.total > cost);
    plan->bound.usd_per_month_nano = assembly->bound.total;
    stage_months(assembly, cost, level);
    double bound = assembly->bound.total > 0 ? (double)assembly->bound.total : 1;
    plan->bound.gap_ratio = (double)(cost - assembly->bound.total) / bound;
    for (int cause = 0; cause < GAP_CAUSES_COUNT; cause++)
        plan->bound.gap_by_cause[cause] = (double)(level[cause + 1] - level[cause]) / bound;
}

/* --- without EC2 --- */

static int64_t outside_month(const struct model *model, const struct model_item *item)
{
    struct usd_per_hour sum = {0};
    if (item->is_job)
        return item->job_outside.nano;
    for (int h = 0; h < model->hours; h++)
        sum = usd_per_hour_add(sum, usd_per_hour_times(item->outside_per_task, item->tasks[h]));
    return usd_of_month(sum, model->hours).nano;
}

void assemble_all_fargate(struct assembly *assembly)
{
    const struct model *model = assembly->model;
    const struct overhead *overhead = &model->profile->overhead;
    struct plan *plan = assembly->plan;
    struct usd total = {0};
    plan->all_fargate.why_not = "";
    plan->all_fargate.usd_per_hour_nano = overhead->given ? overhead->usd_per_hour_nano : 60 * NANO_PER_USD;
    for (int i = 0; i < model->items_count; i++) {
        if (!model->items[i].outside_possible) {
            plan->all_fargate.why_not = arena_printf(&plan->arena, "%s %s can run on EC2 only",
                                                     model->items[i].is_job ? "job" : "service", model->items[i].name);
            return;
        }
        total = usd_add(total, (struct usd){outside_month(model, &model->items[i])});
    }
    int64_t bill = plan->cost.total - plan->cost.overhead;
    plan->all_fargate.possible = true;
    plan->all_fargate.usd_per_month_nano = total.nano;
    plan->all_fargate.helps = plan->pools_count > 0 && bill < total.nano;
    plan->all_fargate.saving_usd_per_month_nano = total.nano - bill;
    if (plan->all_fargate.helps && plan->all_fargate.usd_per_hour_nano > 0)
        plan->all_fargate.break_even_hours_per_month =
            (double)(total.nano - bill) / (double)plan->all_fargate.usd_per_hour_nano;
}
