#include "reports/csv_report.h"
#include "reports/csv_out.h"
#include "reports/figures.h"
#include "reports/places.h"
#include "reports/pools.h"
#include <stdlib.h>
#include <string.h>

enum { LIST_BYTES_MAX = 16 * 1024 * 1024 };

/* Members of a list in one cell, "; " between. */
static void add_list(struct text *out, const struct field_strings *items)
{
    struct text list = {0};
    text_init(&list, LIST_BYTES_MAX);
    text_add(&list, "");
    for (int i = 0; i < items->count; i++)
        text_printf(&list, "%s%s", i ? "; " : "", items->items[i]);
    csv_cell(out, list.bytes);
    text_release(&list);
}

static void add_tags(struct text *out, const struct field_objects *tags)
{
    const struct tag *items = tags->items;
    struct text list = {0};
    text_init(&list, LIST_BYTES_MAX);
    text_add(&list, "");
    for (int i = 0; i < tags->count; i++)
        text_printf(&list, "%s%s=%s", i ? "; " : "", items[i].key, items[i].value);
    csv_cell(out, list.bytes);
    text_release(&list);
}

static void add_reservation(struct text *out, int64_t cpu_units, int64_t memory_mib, int64_t gpus)
{
    csv_integer(out, cpu_units);
    csv_integer(out, memory_mib);
    csv_integer(out, gpus);
}

static void add_place(struct text *out, const struct plan *plan, const char *place)
{
    const struct plan_pool *pool = pool_find(plan, place);
    csv_cell(out, place);
    csv_cell(out, pool ? pool->instance_type : "");
    csv_cell(out, pool ? pool->purchase : "");
}

static void add_empty(struct text *out, int count)
{
    for (int i = 0; i < count; i++)
        csv_cell(out, "");
}

static void add_service(struct text *out, const struct plan *plan, const struct plan_service *service)
{
    int64_t least = 0, most = 0;
    integers_range(&service->tasks, &least, &most);
    csv_cell(out, "service");
    csv_cell(out, service->name);
    add_place(out, plan, service->place);
    csv_integer(out, least);
    csv_integer(out, most);
    add_empty(out, 2);
    add_reservation(out, service->cpu_units, service->memory_mib, service->gpus);
    csv_money(out, service->usd_per_month_nano);
    add_tags(out, &service->tags);
    csv_cell(out, service->why);
    csv_end(out);
}

static void add_job(struct text *out, const struct plan *plan, const struct plan_job *job)
{
    csv_cell(out, "job");
    csv_cell(out, job->name);
    add_place(out, plan, job->place);
    csv_integer(out, job->tasks);
    csv_integer(out, job->tasks);
    csv_number(out, job->runs_per_day);
    csv_number(out, job->duration_s);
    add_reservation(out, job->cpu_units, job->memory_mib, job->gpus);
    csv_money(out, job->usd_per_month_nano);
    add_tags(out, &job->tags);
    csv_cell(out, job->why);
    csv_end(out);
}

/* On every instance, in the price of what shares it. */
static void add_daemon(struct text *out, const struct plan_daemon *daemon)
{
    csv_cell(out, "daemon");
    csv_cell(out, daemon->name);
    add_empty(out, 7);
    add_reservation(out, daemon->cpu_units, daemon->memory_mib, daemon->gpus);
    csv_money(out, 0);
    add_empty(out, 2);
    csv_end(out);
}

void csv_report_plan(const struct report *report, struct screen *screen)
{
    const struct plan *plan = report->plan;
    csv_header(screen->out, "kind,name,place,instance_type,purchase,tasks_min,tasks_max,runs_per_day,duration_s,"
                            "cpu_units,memory_mib,gpus,usd_per_month,tags,why");
    for (int i = 0; i < plan->services_count; i++)
        add_service(screen->out, plan, &plan->services[i]);
    for (int i = 0; i < plan->jobs_count; i++)
        add_job(screen->out, plan, &plan->jobs[i]);
    for (int i = 0; i < plan->daemons_count; i++)
        add_daemon(screen->out, &plan->daemons[i]);
}

static void add_pool(struct text *out, const struct plan_pool *pool)
{
    int64_t least = 0, most = 0;
    integers_range(&pool->max_size, &least, &most);
    csv_cell(out, pool->name);
    csv_cell(out, pool->instance_type);
    csv_cell(out, pool->purchase);
    add_list(out, &pool->zones);
    csv_integer(out, pool->instances_min);
    csv_integer(out, pool->instances_max);
    csv_integer(out, most);
    csv_integer(out, pool->target_capacity_percent);
    csv_integer(out, pool->scheduled_actions_count);
    add_reservation(out, pool->cpu_units, pool->memory_mib, pool->gpus);
    csv_money(out, pool->usd_per_instance_hour_nano);
    csv_money(out, pool->usd_per_root_volume_hour_nano);
    csv_money(out, pool->usd_per_month_nano);
    csv_cell(out, pool->binding);
    add_list(out, &pool->services);
    add_list(out, &pool->jobs);
    csv_end(out);
}

void csv_report_pools(const struct report *report, struct screen *screen)
{
    csv_header(screen->out,
               "pool,instance_type,purchase,zones,instances_min,instances_max,max_size,target_capacity_percent,"
               "scheduled_actions,cpu_units_per_instance,memory_mib_per_instance,gpus_per_instance,"
               "usd_per_instance_hour,usd_per_root_volume_hour,usd_per_month,fills_first,services,jobs");
    for (int i = 0; i < report->plan->pools_count; i++)
        add_pool(screen->out, &report->plan->pools[i]);
}

struct load { /* of a pool in one hour */
    int64_t tasks, cpu_units, memory_mib;
};

static void load_add(struct load *load, int64_t tasks, int64_t cpu_units, int64_t memory_mib)
{
    load->tasks += tasks;
    load->cpu_units += tasks * cpu_units;
    load->memory_mib += tasks * memory_mib;
}

static int64_t at_hour(const struct field_integers *integers, int hour)
{
    return integers->count > 0 ? integers->items[hour % integers->count] : 0;
}

/* loads[pool * plan->hours + hour], owned by the caller. */
static struct load *loads_of(const struct plan *plan)
{
    struct load *loads = memory_alloc((size_t)plan->pools_count * (size_t)plan->hours, sizeof *loads);
    for (int i = 0; i < plan->services_count; i++) {
        const struct plan_service *service = &plan->services[i];
        const struct plan_pool *pool = pool_find(plan, service->place);
        for (int h = 0; pool && h < plan->hours; h++)
            load_add(&loads[(pool - plan->pools) * plan->hours + h], at_hour(&service->tasks, h), service->cpu_units,
                     service->memory_mib);
    }
    for (int i = 0; i < plan->jobs_count; i++) {
        const struct plan_job *job = &plan->jobs[i];
        const struct plan_pool *pool = pool_find(plan, job->place);
        for (int h = 0; pool && h < plan->hours; h++)
            load_add(&loads[(pool - plan->pools) * plan->hours + h], job->tasks, job->cpu_units, job->memory_mib);
    }
    for (int p = 0; p < plan->pools_count; p++)
        for (int i = 0; i < plan->daemons_count; i++)
            for (int h = 0; h < plan->hours && pool_carries(&plan->pools[p], &plan->daemons[i]); h++)
                load_add(&loads[p * plan->hours + h], at_hour(&plan->pools[p].instances, h), plan->daemons[i].cpu_units,
                         plan->daemons[i].memory_mib);
    return loads;
}

static void add_hour(struct text *out, const struct plan *plan, const struct plan_pool *pool, int hour,
                     const struct load *load)
{
    char when[FIGURE_SIZE];
    int64_t instances = at_hour(&pool->instances, hour);
    csv_cell(out, pool->name);
    csv_integer(out, hour);
    csv_cell(out, plan->hours > 1 ? figure_hour(hour, plan->hours, when) : "every hour");
    csv_integer(out, instances);
    csv_integer(out, at_hour(&pool->max_size, hour));
    csv_integer(out, load->tasks);
    csv_number(out, (double)load->cpu_units / 1024);
    csv_number(out, (double)load->memory_mib / 1024);
    csv_number(out, (double)(instances * pool->cpu_units) / 1024);
    csv_number(out, (double)(instances * pool->memory_mib) / 1024);
    csv_end(out);
}

void csv_report_hours(const struct report *report, struct screen *screen)
{
    const struct plan *plan = report->plan;
    struct load *loads = loads_of(plan);
    csv_header(screen->out,
               "pool,hour,when,instances,max_size,tasks,tasks_vcpu,tasks_gib,instances_vcpu,instances_gib");
    for (int p = 0; p < plan->pools_count; p++)
        for (int h = 0; h < plan->hours; h++)
            add_hour(screen->out, plan, &plan->pools[p], h, &loads[p * plan->hours + h]);
    free(loads);
}
