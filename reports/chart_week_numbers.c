/* chart_week_numbers.c — sums by hour, and the tables that show them. */
#include "reports/chart_week.h"

#include "reports/pools.h"

#include <stdio.h>
#include <string.h>

static int64_t at_hour(const struct field_integers *integers, int hour)
{
    return integers->count > 0 ? integers->items[hour % integers->count] : 0;
}

static void add_tasks(struct pool_week *week, int hour, int64_t tasks, const int64_t size[POOL_RESOURCES_COUNT])
{
    for (int r = 0; r < POOL_RESOURCES_COUNT; r++)
        week->demand[r][hour] += tasks * size[r];
}

static void add_service(struct pool_week *week, const struct plan_service *service)
{
    const int64_t size[] = {service->cpu_units, service->memory_mib, service->network_mode == NETWORK_AWSVPC,
                            service->gpus};
    for (int h = 0; h < week->hours; h++) {
        int64_t tasks = at_hour(&service->tasks, h);
        week->tasks[h] += tasks;
        add_tasks(week, h, tasks, size);
    }
}

static void add_job(struct pool_week *week, const struct plan_job *job)
{
    const int64_t size[] = {job->cpu_units, job->memory_mib, job->network_mode == NETWORK_AWSVPC, job->gpus};
    for (int h = 0; h < week->hours; h++) {
        week->tasks[h] += job->tasks;
        add_tasks(week, h, job->tasks, size);
    }
}

static void add_daemon(struct pool_week *week, const struct plan_daemon *daemon)
{
    const int64_t size[] = {daemon->cpu_units, daemon->memory_mib, daemon->network_mode == NETWORK_AWSVPC,
                            daemon->gpus};
    for (int h = 0; h < week->hours; h++)
        add_tasks(week, h, week->instances[h], size);
}

static void add_sizes(struct pool_week *week, struct arena *arena)
{
    const struct plan_pool *pool = week->pool;
    int count = pool->scheduled_actions_count, action = count - 1; /* the week's last holds until its first */
    for (int h = 0; h < week->hours; h++)
        week->instances[h] = at_hour(&pool->instances, h);
    if (count == 0)
        return;
    week->scheduled = ARENA_ARRAY(arena, int64_t, week->hours);
    for (int h = 0, next = 0; h < week->hours; h++) {
        while (next < count && pool->scheduled_actions[next].hour_of_week <= h)
            action = next++;
        week->scheduled[h] = pool->scheduled_actions[action].desired_capacity;
    }
}

/* ENIs and GPUs that nothing asks for are not worth a picture. */
static void drop_unasked(struct pool_week *week)
{
    for (int r = POOL_ENIS; r < POOL_RESOURCES_COUNT; r++) {
        bool asked = false;
        for (int h = 0; h < week->hours; h++)
            asked = asked || week->demand[r][h] > 0;
        if (!asked)
            week->capacity[r] = 0;
    }
}

struct pool_week pool_week_of(const struct plan *plan, const struct plan_pool *pool, struct arena *arena)
{
    struct pool_week week = {.pool = pool,
                             .hours = plan->hours > 0 ? plan->hours : 1,
                             .capacity = {pool->cpu_units, pool->memory_mib, pool->awsvpc_tasks, pool->gpus}};
    week.tasks = ARENA_ARRAY(arena, int64_t, week.hours);
    week.instances = ARENA_ARRAY(arena, int64_t, week.hours);
    for (int r = 0; r < POOL_RESOURCES_COUNT; r++)
        week.demand[r] = ARENA_ARRAY(arena, int64_t, week.hours);
    add_sizes(&week, arena);
    for (int i = 0; i < plan->services_count; i++)
        if (strcmp(plan->services[i].place, pool->name) == 0)
            add_service(&week, &plan->services[i]);
    for (int i = 0; i < plan->jobs_count; i++)
        if (strcmp(plan->jobs[i].place, pool->name) == 0)
            add_job(&week, &plan->jobs[i]);
    for (int i = 0; i < plan->daemons_count; i++)
        if (pool_carries(pool, &plan->daemons[i]))
            add_daemon(&week, &plan->daemons[i]);
    drop_unasked(&week);
    return week;
}

enum pool_resource pool_week_fullest(const struct pool_week *week, int *ret_hour)
{
    enum pool_resource fullest = POOL_CPU;
    double most = -1;
    *ret_hour = 0;
    for (int h = 0; h < week->hours; h++)
        for (int r = 0; r < POOL_RESOURCES_COUNT; r++) {
            double room = (double)(week->instances[h] * week->capacity[r]);
            double share = room > 0 ? (double)week->demand[r][h] / room : -1;
            if (share > most) {
                most = share;
                fullest = (enum pool_resource)r;
                *ret_hour = h;
            }
        }
    return fullest;
}

const char *pool_resource_words(enum pool_resource resource)
{
    switch (resource) {
    case POOL_CPU:
        return "vCPU";
    case POOL_MEMORY:
        return "GiB of memory";
    case POOL_ENIS:
        return "network interfaces";
    case POOL_GPUS:
        return "GPUs";
    case POOL_RESOURCES_COUNT:
        break;
    }
    bug_found(__FILE__, __LINE__, "unknown resource");
}

double pool_resource_amount(enum pool_resource resource, int64_t amount)
{
    return (double)amount / (resource == POOL_CPU || resource == POOL_MEMORY ? 1024 : 1);
}

/* --- tables --- */

struct spread {
    int64_t least, most;
    double mean;
};

static struct spread spread_of(const int64_t *numbers, int count)
{
    struct spread spread = {numbers[0], numbers[0], 0};
    for (int i = 0; i < count; i++) {
        spread.least = numbers[i] < spread.least ? numbers[i] : spread.least;
        spread.most = numbers[i] > spread.most ? numbers[i] : spread.most;
        spread.mean += (double)numbers[i] / count;
    }
    return spread;
}

static void spread_row(struct chart *chart, const char *head, const struct spread *spread, double unit)
{
    char least[FIGURE_SIZE], mean[FIGURE_SIZE], most[FIGURE_SIZE];
    chart_row_begin(chart, head);
    chart_cell(chart, "%s", figure_short((double)spread->least / unit, 1, least));
    chart_cell(chart, "%s", figure_short(spread->mean / unit, 1, mean));
    chart_cell(chart, "%s", figure_short((double)spread->most / unit, 1, most));
    chart_row_end(chart);
}

static void add_summary(struct chart *chart, const struct pool_week *week)
{
    struct spread instances = spread_of(week->instances, week->hours), tasks = spread_of(week->tasks, week->hours);
    chart_table_begin(chart, "Over all hours", (const char *[]){"what", "least", "mean", "most", NULL});
    spread_row(chart, "instances", &instances, 1);
    spread_row(chart, "tasks, daemons apart", &tasks, 1);
    for (int r = 0; r < POOL_RESOURCES_COUNT; r++) {
        char head[FIGURE_SIZE];
        struct spread demand = spread_of(week->demand[r], week->hours), room = instances;
        double unit = 1 / pool_resource_amount((enum pool_resource)r, 1);
        if (week->capacity[r] == 0)
            continue;
        snprintf(head, sizeof head, "%s asked for", pool_resource_words((enum pool_resource)r));
        spread_row(chart, head, &demand, unit);
        snprintf(head, sizeof head, "%s there", pool_resource_words((enum pool_resource)r));
        room.least *= week->capacity[r];
        room.most *= week->capacity[r];
        room.mean *= (double)week->capacity[r];
        spread_row(chart, head, &room, unit);
    }
    chart_table_end(chart);
}

/* Instances and tasks, hour of day by day of week: 24 rows instead of 168. */
static void add_hours(struct chart *chart, const struct pool_week *week)
{
    static const char *const of_week[] = {"UTC", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", NULL};
    static const char *const of_day[] = {"UTC", "every day", NULL};
    chart_table_begin(chart, "Instances (tasks) by hour", week->hours > 24 ? of_week : of_day);
    for (int hour = 0; hour < 24 && hour < week->hours; hour++) {
        char head[FIGURE_SIZE], instances[FIGURE_SIZE], tasks[FIGURE_SIZE];
        snprintf(head, sizeof head, "%02d:00", hour);
        chart_row_begin(chart, head);
        for (int h = hour; h < week->hours; h += 24)
            chart_cell(chart, "%s (%s)", figure_count(week->instances[h], instances),
                       figure_count(week->tasks[h], tasks));
        chart_row_end(chart);
    }
    chart_table_end(chart);
}

void chart_week_tables(struct chart *chart, const struct pool_week *week)
{
    chart_details_begin(chart, "The numbers: demand and capacity by hour");
    add_summary(chart, week);
    if (week->hours > 1)
        add_hours(chart, week);
    chart_details_end(chart);
}
