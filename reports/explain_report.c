#include "reports/explain_parts.h"
#include "reports/figures.h"
#include "reports/places.h"
#include "reports/table.h"
#include "reports/text_report.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_COLUMNS = 44 };

/* "service web: $900.00 a month" */
static void add_title(struct screen *screen, const char *what, const char *name, int64_t usd_per_month_nano)
{
    char month[FIGURE_SIZE];
    screen_print(screen, INK_PLAIN, "%s ", what);
    screen_begin(screen, INK_BOLD);
    safe_add_cut(screen->out, name, NAME_COLUMNS);
    screen_end(screen, INK_BOLD);
    screen_print(screen, INK_PLAIN, ": ");
    screen_print(screen, INK_ACCENT, "%s a month", figure_usd(usd_per_month_nano, month));
    text_add(screen->out, "\n\n");
}

static void add_place(struct screen *screen, const struct plan *plan, const char *place)
{
    const struct plan_pool *pool = pool_find(plan, place);
    char value[FIGURE_SIZE * 8];
    snprintf(value, sizeof value, "%s%s%s", place_words(place), pool ? ", " : "", pool ? pool->instance_type : "");
    explain_fact(screen, "runs on", value);
}

/* The pool a service or job shares: what it holds, what fills first. */
static void add_sharing(struct screen *screen, const struct plan_pool *pool)
{
    struct text value = {0};
    text_init(&value, 4096);
    int others = pool->services.count + pool->jobs.count - 1;
    reservation_add(&value, pool->cpu_units, pool->memory_mib, pool->gpus);
    text_printf(&value, " on each instance for tasks; first to fill: %s", binding_words(pool->binding));
    if (others > 0)
        text_printf(&value, "; shared with %d other%s", others, others > 1 ? "s" : "");
    explain_fact(screen, "the pool", value.bytes);
    text_release(&value);
}

static void explain_service(struct screen *screen, const struct plan *plan, const struct plan_service *service)
{
    char range[FIGURE_SIZE], rate[FIGURE_SIZE];
    const struct plan_pool *pool = pool_find(plan, service->place);
    add_title(screen, "service", service->name, service->usd_per_month_nano);
    add_place(screen, plan, service->place);
    explain_fact(screen, "why", service->why);
    struct text value = {0};
    text_init(&value, 4096);
    int64_t least = 0, most = 0;
    integers_range(&service->tasks, &least, &most);
    reservation_add(&value, service->cpu_units, service->memory_mib, service->gpus);
    text_printf(&value, " a task; %s task%s, %s", figure_range(least, most, range), most == 1 ? "" : "s",
                service->architecture);
    explain_fact(screen, "reserves", value.bytes);
    text_release(&value);
    if (pool) {
        add_sharing(screen, pool);
        explain_running(screen, plan, pool, service);
    } else {
        text_init(&value, 4096);
        reservation_add(&value, service->fargate_cpu_units, service->fargate_memory_mib, 0);
        text_printf(
            &value, " at $%s an hour a task",
            figure_rate(service->usd_per_task_hour_nano, figure_decimals(service->usd_per_task_hour_nano, 4), rate));
        explain_fact(screen, "size", value.bytes);
        text_release(&value);
    }
    explain_alternatives(screen, plan, service->place, service->usd_per_month_nano, service->alternatives,
                         service->alternatives_count);
    explain_flip(screen, &service->flip, service->place);
}

static void explain_job(struct screen *screen, const struct plan *plan, const struct plan_job *job)
{
    char runs[FIGURE_SIZE], lasts[FIGURE_SIZE], count[FIGURE_SIZE];
    const struct plan_pool *pool = pool_find(plan, job->place);
    add_title(screen, "job", job->name, job->usd_per_month_nano);
    add_place(screen, plan, job->place);
    explain_fact(screen, "why", job->why);
    struct text value = {0};
    text_init(&value, 4096);
    reservation_add(&value, job->cpu_units, job->memory_mib, job->gpus);
    text_printf(&value, " a run; %s runs a day of %s, %s", figure_runs(job->runs_per_day, runs),
                figure_seconds(job->duration_s, lasts), job->architecture);
    if (job->lambda_memory_mb > 0)
        text_printf(&value, "; %s MB on Lambda", figure_count(job->lambda_memory_mb, count));
    if (job->tasks > 0)
        text_printf(&value, "; room for %s at once", figure_count(job->tasks, count));
    explain_fact(screen, "reserves", value.bytes);
    text_release(&value);
    if (pool)
        add_sharing(screen, pool);
    if (job->warning && *job->warning)
        explain_fact(screen, "mind", job->warning);
    explain_alternatives(screen, plan, job->place, job->usd_per_month_nano, job->alternatives, job->alternatives_count);
}

static void add_member_rows(struct table *table, const struct plan *plan, const struct plan_pool *pool)
{
    char month[FIGURE_SIZE], range[FIGURE_SIZE], percent[FIGURE_SIZE];
    double whole = pool->usd_per_month_nano > 0 ? (double)pool->usd_per_month_nano : 1;
    for (int i = 0; i < plan->services_count; i++) {
        const struct plan_service *service = &plan->services[i];
        if (strcmp(service->place, pool->name) != 0)
            continue;
        int64_t least = 0, most = 0;
        integers_range(&service->tasks, &least, &most);
        table_cell(table, "%s", service->name);
        table_cell(table, "%s", figure_range(least, most, range));
        table_cell(table, "%s", figure_percent((double)service->usd_per_month_nano / whole, percent));
        table_cell(table, "%s", nano_format_cents(service->usd_per_month_nano, month));
    }
    for (int i = 0; i < plan->jobs_count; i++) {
        const struct plan_job *job = &plan->jobs[i];
        if (strcmp(job->place, pool->name) != 0)
            continue;
        table_cell(table, "%s (job)", job->name);
        table_cell(table, "%s", figure_count(job->tasks, range));
        table_cell(table, "%s", figure_percent((double)job->usd_per_month_nano / whole, percent));
        table_cell(table, "%s", nano_format_cents(job->usd_per_month_nano, month));
    }
}

static void explain_pool(struct screen *screen, const struct plan *plan, const struct plan_pool *pool)
{
    static const struct table_column columns[] = {{.title = "shared by", .flexible = true},
                                                  {.title = "tasks", .right = true},
                                                  {.title = "share", .right = true},
                                                  {.title = "$/month", .right = true}};
    char range[FIGURE_SIZE], rate[FIGURE_SIZE], count[FIGURE_SIZE];
    struct text value = {0};
    text_init(&value, 64 * 1024);
    add_title(screen, "pool", pool->name, pool->usd_per_month_nano);
    explain_fact(screen, "type", pool->instance_type);
    text_printf(
        &value, "%s at $%s an hour each", figure_range(pool->instances_min, pool->instances_max, range),
        figure_rate(pool->usd_per_instance_hour_nano, figure_decimals(pool->usd_per_instance_hour_nano, 4), rate));
    text_printf(&value, " and $%s for its root volume, in %s zone%s",
                figure_rate(pool->usd_per_root_volume_hour_nano, 5, rate), figure_count(pool->zones.count, count),
                pool->zones.count == 1 ? "" : "s");
    explain_fact(screen, "instances", value.bytes);
    text_release(&value);
    text_init(&value, 64 * 1024);
    reservation_add(&value, pool->cpu_units, pool->memory_mib, pool->gpus);
    text_printf(&value, ", %s task%s with a network interface of their own", figure_count(pool->awsvpc_tasks, count),
                pool->awsvpc_tasks == 1 ? "" : "s");
    explain_fact(screen, "each holds", value.bytes);
    text_release(&value);
    explain_fact(screen, "full first", binding_words(pool->binding));
    explain_group(screen, plan, pool);
    text_add(screen->out, "\n");
    struct table table;
    table_init(&table, columns, 4);
    add_member_rows(&table, plan, pool);
    table_finish(&table, screen);
    explain_promises_of_pool(screen, pool);
    explain_actions(screen, pool);
}

static void explain_named_daemon(struct screen *screen, const struct plan *plan, const struct plan_daemon *daemon)
{
    screen_print(screen, INK_PLAIN, "daemon ");
    screen_begin(screen, INK_BOLD);
    safe_add_cut(screen->out, daemon->name, NAME_COLUMNS);
    screen_end(screen, INK_BOLD);
    screen_print(screen, INK_PLAIN, ": no price of its own");
    text_add(screen->out, "\n\n");
    explain_daemon(screen, plan, daemon);
}

static void add_names(const struct plan *plan, const char **names)
{
    for (int i = 0; i < plan->services_count; i++)
        *names++ = plan->services[i].name;
    for (int i = 0; i < plan->jobs_count; i++)
        *names++ = plan->jobs[i].name;
    for (int i = 0; i < plan->daemons_count; i++)
        *names++ = plan->daemons[i].name;
    for (int i = 0; i < plan->pools_count; i++)
        *names++ = plan->pools[i].name;
}

static bool fail_unknown(const struct plan *plan, const char *plan_file, const char *name, struct error *err)
{
    size_t count = (size_t)plan->services_count + (size_t)plan->jobs_count + (size_t)plan->daemons_count +
                   (size_t)plan->pools_count;
    const char **names = memory_alloc(count + 1, sizeof *names);
    add_names(plan, names);
    const char *nearest = text_nearest(name, names, count);
    error_set(err, ERROR_INPUT, plan_file, "no service, job, daemon or pool is called '%s'%s%s%s", name,
              nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    free(names);
    return false;
}

bool text_report_explain(struct screen *screen, const struct plan *plan, const char *plan_file, const char *name,
                         struct error *err)
{
    size_t before = screen->out->length;
    for (int i = 0; i < plan->services_count; i++)
        if (strcmp(plan->services[i].name, name) == 0)
            explain_service(screen, plan, &plan->services[i]);
    for (int i = 0; i < plan->jobs_count; i++)
        if (strcmp(plan->jobs[i].name, name) == 0) {
            text_add(screen->out, screen->out->length > before ? "\n" : "");
            explain_job(screen, plan, &plan->jobs[i]);
        }
    for (int i = 0; i < plan->daemons_count; i++)
        if (strcmp(plan->daemons[i].name, name) == 0) {
            text_add(screen->out, screen->out->length > before ? "\n" : "");
            explain_named_daemon(screen, plan, &plan->daemons[i]);
        }
    const struct plan_pool *pool = pool_find(plan, name);
    if (pool) {
        text_add(screen->out, screen->out->length > before ? "\n" : "");
        explain_pool(screen, plan, pool);
    }
    return screen->out->length > before || fail_unknown(plan, plan_file, name, err);
}

static void add_line(struct table *table, const char *name, const char *place, int64_t nano, const char *why)
{
    char month[FIGURE_SIZE];
    table_cell(table, "%s", name);
    table_cell(table, "%s", place_words(place));
    table_cell(table, "%s", nano_format_cents(nano, month));
    table_cell(table, "%s", why);
}

void text_report_explain_all(struct screen *screen, const struct plan *plan)
{
    static const struct table_column columns[] = {{.title = "name", .flexible = true},
                                                  {.title = "runs on"},
                                                  {.title = "$/month", .right = true},
                                                  {.title = "why", .flexible = true}};
    char range[FIGURE_SIZE], month[FIGURE_SIZE];
    struct table table;
    table_init(&table, columns, 4);
    for (int i = 0; i < plan->pools_count; i++) {
        const struct plan_pool *pool = &plan->pools[i];
        table_cell(&table, "%s", pool->name);
        table_cell(&table, "%s", pool->instance_type);
        table_cell(&table, "%s", nano_format_cents(pool->usd_per_month_nano, month));
        table_cell(&table, "%s instances; first to fill: %s",
                   figure_range(pool->instances_min, pool->instances_max, range), binding_words(pool->binding));
    }
    for (int i = 0; i < plan->services_count; i++)
        add_line(&table, plan->services[i].name, plan->services[i].place, plan->services[i].usd_per_month_nano,
                 plan->services[i].why);
    for (int i = 0; i < plan->jobs_count; i++)
        add_line(&table, plan->jobs[i].name, plan->jobs[i].place, plan->jobs[i].usd_per_month_nano, plan->jobs[i].why);
    for (int i = 0; i < plan->daemons_count; i++) {
        table_cell(&table, "%s", plan->daemons[i].name);
        table_cell(&table, "%s", "its pools");
        table_cell(&table, "%s", "");
        table_cell(&table, "%s", "a daemon: room on every instance, no price of its own");
    }
    table_finish(&table, screen);
    explain_promises(screen, plan);
}
