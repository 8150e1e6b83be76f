/* explain_running.c — how ECS runs what is on a pool: placement, deployments, daemons, the group's sizes. */
#include "reports/explain_parts.h"
#include "reports/figures.h"
#include "reports/places.h"
#include "reports/pools.h"
#include "reports/table.h"
#include "reports/text_report.h"
#include <stdio.h>
#include <string.h>

void explain_fact(struct screen *screen, const char *label, const char *value)
{
    char first[32];
    snprintf(first, sizeof first, "  %-10s ", label);
    screen_paragraph(screen, INK_PLAIN, first, "%s", value);
}

void reservation_add(struct text *out, int64_t cpu_units, int64_t memory_mib, int64_t gpus)
{
    char vcpus[FIGURE_SIZE], gib[FIGURE_SIZE], count[FIGURE_SIZE];
    text_printf(out, "%s vCPU, %s GiB", figure_vcpus(cpu_units, vcpus), figure_gib(memory_mib, gib));
    if (gpus > 0)
        text_printf(out, ", %s GPU%s", figure_count(gpus, count), gpus > 1 ? "s" : "");
}

static const char *strategy_words(const char *strategy)
{
    static const char *const words[][2] = {{"spread:attribute:ecs.availability-zone", "spread over the zones"},
                                           {"spread:instanceId", "spread over the instances"},
                                           {"binpack:cpu", "packed by CPU"},
                                           {"binpack:memory", "packed by memory"},
                                           {"random", "anywhere"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(strategy, words[i][0]) == 0)
            return words[i][1];
    return strategy;
}

/* "spread over the zones, then packed by CPU; in at least 2 zones; at most 3 on an instance; zones rebalanced" */
static void add_placement(struct screen *screen, const struct plan_service *service)
{
    char count[FIGURE_SIZE];
    struct text value = {0};
    text_init(&value, 4096);
    for (int i = 0; i < service->placement_strategies.count; i++)
        text_printf(&value, "%s%s", i ? ", then " : "", strategy_words(service->placement_strategies.items[i]));
    if (service->placement_strategies.count == 0)
        text_add(&value, "spread over the zones, then the instances, as ECS does where no strategy is given");
    if (service->zones_min > 1)
        text_printf(&value, "; in at least %s zones", figure_count(service->zones_min, count));
    if (service->tasks_per_instance_max > 0)
        text_printf(&value, "; at most %s on an instance", figure_count(service->tasks_per_instance_max, count));
    if (service->availability_zone_rebalancing)
        text_add(&value, "; zones rebalanced");
    explain_fact(screen, "placed", value.bytes);
    text_release(&value);
}

/* Tasks that a rolling deployment starts beyond the service's own, and those that may stop meanwhile. */
static int64_t surge_of(const struct deployment *deployment, int64_t tasks)
{
    return deployment->maximum_percent * tasks / 100 - tasks;
}

static int64_t spare_of(const struct deployment *deployment, int64_t tasks)
{
    int64_t kept = (deployment->minimum_healthy_percent * tasks + 99) / 100;
    return kept < tasks ? tasks - kept : 0;
}

/* What a deployment adds to the group; empty where the plan says nothing of it. */
static void add_growth(struct text *out, const struct plan *plan, const struct plan_service *service)
{
    char count[FIGURE_SIZE], amount[FIGURE_SIZE];
    if (service->deployment_instances > 0)
        text_printf(out, "; its group grows by up to %s instance%s for it, %s each time (not in the bill)",
                    figure_count(service->deployment_instances, count), service->deployment_instances == 1 ? "" : "s",
                    figure_usd(service->usd_per_deployment_nano, amount));
    else if (plan->safety.deployments == DEPLOYMENTS_RESERVE)
        text_add(out, "; room for them is kept at all hours");
    else
        text_add(out, "; its group need not grow for it");
}

static void add_deployment(struct screen *screen, const struct plan *plan, const struct plan_service *service)
{
    char range[FIGURE_SIZE];
    int64_t least = 0, most = 0;
    struct text value = {0};
    integers_range(&service->tasks, &least, &most);
    int64_t surge = surge_of(&service->deployment, most);
    if (service->deployment.maximum_percent == 0)
        return;
    text_init(&value, 4096);
    text_printf(&value, "%d %% stay healthy", (int)service->deployment.minimum_healthy_percent);
    if (surge > 0)
        text_printf(&value, " and up to %s more task%s start%s",
                    figure_range(surge_of(&service->deployment, least), surge, range), surge == 1 ? "" : "s",
                    surge == 1 ? "s" : "");
    else if (spare_of(&service->deployment, most) > 0)
        text_add(&value, ": tasks stop before others start");
    else
        text_add(&value, " and no task may start beyond them: a deployment never ends");
    if (surge > 0)
        add_growth(&value, plan, service);
    explain_fact(screen, "deploys", value.bytes);
    text_release(&value);
}

static void add_daemons(struct screen *screen, const struct plan *plan, const struct plan_pool *pool)
{
    struct text value = {0};
    int64_t cpu_units = 0, memory_mib = 0, gpus = 0;
    text_init(&value, 64 * 1024);
    for (int i = 0; i < plan->daemons_count; i++) {
        const struct plan_daemon *daemon = &plan->daemons[i];
        if (!pool_carries(pool, daemon))
            continue;
        text_printf(&value, "%s%s", value.length ? ", " : "", daemon->name);
        cpu_units += daemon->cpu_units;
        memory_mib += daemon->memory_mib;
        gpus += daemon->gpus;
    }
    if (value.length > 0) {
        text_add(&value, ": ");
        reservation_add(&value, cpu_units, memory_mib, gpus);
        text_add(&value, " of every instance, in the price of what shares the pool");
        explain_fact(screen, "daemons", value.bytes);
    }
    text_release(&value);
}

void explain_running(struct screen *screen, const struct plan *plan, const struct plan_pool *pool,
                     const struct plan_service *service)
{
    add_placement(screen, service);
    add_deployment(screen, plan, service);
    add_daemons(screen, plan, pool);
}

static double share_of(int64_t part, int64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : 0;
}

void explain_daemon(struct screen *screen, const struct plan *plan, const struct plan_daemon *daemon)
{
    char range[FIGURE_SIZE], cpu[FIGURE_SIZE], memory[FIGURE_SIZE];
    struct text value = {0};
    bool any = false;
    text_init(&value, 4096);
    reservation_add(&value, daemon->cpu_units, daemon->memory_mib, daemon->gpus);
    text_add(&value, " on every instance of its pools; nothing on Fargate or Lambda");
    explain_fact(screen, "reserves", value.bytes);
    text_release(&value);
    for (int i = 0; i < plan->pools_count; i++) {
        const struct plan_pool *pool = &plan->pools[i];
        if (!pool_carries(pool, daemon))
            continue;
        any = true;
        text_init(&value, 4096);
        text_printf(&value, "%s, %s instances of %s: %s of their CPU, %s of their memory", pool->name,
                    figure_range(pool->instances_min, pool->instances_max, range), pool->instance_type,
                    figure_percent(share_of(daemon->cpu_units, pool->cpu_units), cpu),
                    figure_percent(share_of(daemon->memory_mib, pool->memory_mib), memory));
        explain_fact(screen, "runs on", value.bytes);
        text_release(&value);
    }
    if (!any)
        explain_fact(screen, "runs on", "no pool of this plan: none has an architecture that it runs on");
}

void explain_group(struct screen *screen, const struct plan *plan, const struct plan_pool *pool)
{
    char range[FIGURE_SIZE], percent[FIGURE_SIZE], month[FIGURE_SIZE];
    struct text value = {0};
    int64_t least = 0, most = 0;
    integers_range(&pool->max_size, &least, &most);
    text_init(&value, 4096);
    if (most > 0) {
        text_printf(&value, "to %s instances, for a deployment or a lost zone; managed scaling fills %s %% of it",
                    figure_range(least, most, range), figure_count(pool->target_capacity_percent, percent));
        explain_fact(screen, "may grow", value.bytes);
        text_release(&value);
        text_init(&value, 4096);
        pool_schedule_add(&value, plan, pool);
        if (pool->scheduled_actions_count > 0)
            text_printf(&value, " over a size for every hour: %s a month",
                        figure_usd(pool->scheduled_usd_per_month_nano, month));
        explain_fact(screen, "actions", value.bytes);
    }
    text_release(&value);
    add_daemons(screen, plan, pool);
}

void explain_actions(struct screen *screen, const struct plan_pool *pool)
{
    static const struct table_column columns[] = {
        {.title = "cron, UTC"}, {.title = "minimum and desired", .right = true}, {.title = "maximum", .right = true}};
    char count[FIGURE_SIZE];
    struct table table;
    if (pool->scheduled_actions_count == 0)
        return;
    screen_heading(screen, "Scheduled actions");
    table_init(&table, columns, 3);
    for (int i = 0; i < pool->scheduled_actions_count && i < REPORT_ROWS_MAX; i++) {
        const struct plan_action *action = &pool->scheduled_actions[i];
        table_cell(&table, "%s", action->recurrence);
        table_cell(&table, "%s", figure_count(action->desired_capacity, count));
        table_cell(&table, "%s", figure_count(action->max_size, count));
    }
    table_finish(&table, screen);
    if (pool->scheduled_actions_count > REPORT_ROWS_MAX)
        screen_paragraph(screen, INK_DIM, "  ", "… %s more; the plan document has all",
                         figure_count(pool->scheduled_actions_count - REPORT_ROWS_MAX, count));
}
