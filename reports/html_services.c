/* html_services.c — where each service and job runs, at what cost, and why: the dearest in full, many more in brief. */
#include "data/base/arena.h"
#include "reports/explain_parts.h"
#include "reports/figures.h"
#include "reports/html_parts.h"
#include "reports/html_report.h"
#include "reports/places.h"
#include "reports/pools.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Above HTML_ROWS_FULL_MAX only so many are shown in full, and of the others no more than that in brief. */
enum { ROWS_FULL_OF_MANY = 30, ROWS_BRIEF_MAX = 5000 };

/* A service or a job, as the table shows them. */
struct entry {
    const struct plan_service *service; /* one of the two */
    const struct plan_job *job;
    const char *name, *place, *why;
    int64_t usd_per_month_nano, cpu_units, memory_mib, gpus;
    const struct plan_alternative *alternatives;
    int alternatives_count;
};

struct entries {
    struct entry *items; /* the dearest first, ties by name */
    int count, full;     /* of them in full */
    bool are_jobs;
};

static struct entry entry_of_service(const struct plan_service *service)
{
    return (struct entry){.service = service,
                          .name = service->name,
                          .place = service->place,
                          .why = service->why,
                          .usd_per_month_nano = service->usd_per_month_nano,
                          .cpu_units = service->cpu_units,
                          .memory_mib = service->memory_mib,
                          .gpus = service->gpus,
                          .alternatives = service->alternatives,
                          .alternatives_count = service->alternatives_count};
}

static struct entry entry_of_job(const struct plan_job *job)
{
    return (struct entry){.job = job,
                          .name = job->name,
                          .place = job->place,
                          .why = job->why,
                          .usd_per_month_nano = job->usd_per_month_nano,
                          .cpu_units = job->cpu_units,
                          .memory_mib = job->memory_mib,
                          .gpus = job->gpus,
                          .alternatives = job->alternatives,
                          .alternatives_count = job->alternatives_count};
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    if (left->usd_per_month_nano != right->usd_per_month_nano)
        return left->usd_per_month_nano < right->usd_per_month_nano ? 1 : -1;
    return strcmp(left->name, right->name);
}

/* free() its items. */
static struct entries entries_of(const struct plan *plan, bool jobs)
{
    struct entries entries = {.count = jobs ? plan->jobs_count : plan->services_count, .are_jobs = jobs};
    entries.items = memory_alloc((size_t)entries.count + 1, sizeof *entries.items);
    for (int i = 0; i < entries.count; i++)
        entries.items[i] = jobs ? entry_of_job(&plan->jobs[i]) : entry_of_service(&plan->services[i]);
    qsort(entries.items, (size_t)entries.count, sizeof *entries.items, compare_entries);
    entries.full = entries.count <= HTML_ROWS_FULL_MAX ? entries.count : ROWS_FULL_OF_MANY;
    return entries;
}

static void add_now(struct part_table *table, const struct report *report, const char *name)
{
    char amount[FIGURE_SIZE];
    if (!part_cell_open(table))
        return;
    const struct running_service *running = running_find(report->cluster, name);
    if (running) {
        int64_t nano = report->today->services[running - report->cluster->services].usd_per_month_nano;
        part_running_place(table->html, report->cluster, running->place);
        html_text(table->html, " ");
        part_span(table->html, "quiet block", figure_usd(nano, amount));
    } else {
        part_span(table->html, "quiet", "not running");
    }
    part_cell_close(table);
}

static void add_alternative(struct html *html, const struct plan *plan, const struct plan_alternative *at, int64_t now)
{
    char amount[FIGURE_SIZE];
    int64_t change = at->usd_per_month_nano - now;
    html_open(html, "li");
    part_place(html, plan, at->place);
    if (at->possible)
        html_textf(html, ": the bill %s %s", change < 0 ? "falls by" : "grows by",
                   figure_usd(change < 0 ? -change : change, amount));
    else
        html_text(html, ": not possible");
    if (*at->note)
        html_textf(html, " (%s)", at->note);
    html_close(html, "li");
}

/* The smallest single change that turns the choice over. */
static void add_flip(struct html *html, const struct plan_service *service)
{
    char number[FIGURE_SIZE];
    const struct plan_flip *flip = &service->flip;
    bool price = flip->known && flip->price_ratio > 0, tasks = flip->known && flip->tasks_ratio > 0;
    bool hours = flip->known && flip->hours_of_work_per_month > 0;
    if (!price && !tasks && !hours)
        return;
    html_open(html, "li");
    html_text(html, "The choice turns");
    if (price)
        html_textf(html, " at %s times this place's price", figure_real(flip->price_ratio, 3, number));
    if (tasks)
        html_textf(html, "%s with %s times the tasks", price ? ", or" : "", figure_real(flip->tasks_ratio, 3, number));
    if (hours)
        html_textf(html, "%s at %s hours of work a month for it on EC2", price || tasks ? ", or" : "",
                   figure_real(flip->hours_of_work_per_month, 1, number));
    html_close(html, "li");
}

static void add_why(struct part_table *table, const struct plan *plan, const struct entry *entry)
{
    struct html *html = table->html;
    char count[FIGURE_SIZE];
    int others = 0;
    part_cell_open(table);
    html_text(html, entry->why);
    if (entry->job && *entry->job->warning) {
        html_open(html, "br");
        html_close(html, "br");
        part_span(html, "warn", "! ");
        html_text(html, entry->job->warning);
    }
    for (int i = 0; i < entry->alternatives_count; i++)
        others += strcmp(entry->alternatives[i].place, entry->place) != 0;
    if (others > 0) {
        html_open(html, "details");
        html_open(html, "summary");
        html_textf(html, "%s other place%s", figure_count(others, count), others == 1 ? "" : "s");
        html_close(html, "summary");
        html_open(html, "ul");
        for (int i = 0; i < entry->alternatives_count; i++)
            if (strcmp(entry->alternatives[i].place, entry->place) != 0)
                add_alternative(html, plan, &entry->alternatives[i], entry->usd_per_month_nano);
        if (entry->service)
            add_flip(html, entry->service);
        html_close(html, "ul");
        html_close(html, "details");
    }
    part_cell_close(table);
}

static void add_load(struct part_table *table, const struct entry *entry)
{
    char figure[FIGURE_SIZE];
    int64_t least = 0, most = 0;
    if (entry->service)
        integers_range(&entry->service->tasks, &least, &most);
    part_cell(table, "%s", entry->service ? figure_range(least, most, figure) : "");
    part_cell(table, "%s", entry->job ? figure_runs(entry->job->runs_per_day, figure) : "");
    part_cell(table, "%s", entry->job ? figure_seconds(entry->job->duration_s, figure) : "");
}

static void add_reservation(struct part_table *table, const struct entry *entry)
{
    char figure[FIGURE_SIZE];
    part_cell_open(table);
    html_open(table->html, "span");
    html_textf(table->html, "%s vCPU", figure_vcpus(entry->cpu_units, figure));
    html_close(table->html, "span");
    html_text(table->html, " ");
    html_open(table->html, "span");
    html_textf(table->html, "%s GiB", figure_gib(entry->memory_mib, figure));
    html_close(table->html, "span");
    if (entry->gpus > 0) {
        html_text(table->html, " ");
        html_open(table->html, "span");
        html_textf(table->html, "%s GPU%s", figure_count(entry->gpus, figure), entry->gpus > 1 ? "s" : "");
        html_close(table->html, "span");
    }
    part_cell_close(table);
}

static void add_full_row(struct part_table *table, const struct report *report, const struct entry *entry)
{
    char amount[FIGURE_SIZE];
    part_row(table);
    part_row_name(table, entry->name);
    add_now(table, report, entry->name);
    part_cell_open(table);
    part_place(table->html, report->plan, entry->place);
    part_cell_close(table);
    add_load(table, entry);
    add_reservation(table, entry);
    part_cell(table, "%s", figure_usd(entry->usd_per_month_nano, amount));
    add_why(table, report->plan, entry);
}

static void add_full(struct html *html, const struct report *report, const struct entries *entries)
{
    bool jobs = entries->are_jobs, some = entries->full < entries->count;
    char caption[128], count[FIGURE_SIZE];
    const struct part_column columns[] = {
        {.title = jobs ? "Job" : "Service"},
        {.title = "Now", .class = "now", .absent = jobs || !report->today},
        {.title = report->today && !jobs ? "Proposed" : "Runs on", .class = "where"},
        {.title = "Tasks", .class = "tasks", .number = true, .absent = jobs},
        {.title = "Runs a day", .class = "runs", .number = true, .absent = !jobs},
        {.title = "Lasts", .class = "lasts", .number = true, .absent = !jobs},
        {.title = "A task reserves", .class = "reserves"},
        {.title = "$ a month", .class = "cost", .number = true, .falling = true},
        {.title = "Why", .class = "why"},
    };
    struct part_table table;
    snprintf(caption, sizeof caption, "%s%s %s%s",
             some                ? "The dearest "
             : entries->full > 1 ? "All "
                                 : "",
             figure_count(entries->full, count), jobs ? "job" : "service", entries->full > 1 ? "s" : "");
    part_open(html, "div", "choices");
    part_table_open(&table, html, caption, TABLE_FILTERED, columns, 9);
    for (int i = 0; i < entries->full; i++)
        add_full_row(&table, report, &entries->items[i]);
    part_table_close(&table);
    html_close(html, "div");
}

static int compare_places(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->place, ((const struct entry *)b)->place);
}

/* The others, summed by place. */
static void add_by_place(struct html *html, const struct plan *plan, const struct entries *entries)
{
    static const struct part_column columns[] = {
        {.title = "Runs on"}, {.title = "How many", .number = true}, {.title = "$ a month", .number = true}};
    char caption[128], count[FIGURE_SIZE], amount[FIGURE_SIZE];
    int rest = entries->count - entries->full;
    struct entry *others = memory_alloc((size_t)rest, sizeof *others);
    memcpy(others, entries->items + entries->full, (size_t)rest * sizeof *others);
    qsort(others, (size_t)rest, sizeof *others, compare_places);
    snprintf(caption, sizeof caption, "The other %s %s, by place", figure_count(rest, count),
             entries->are_jobs ? "jobs" : "services");
    struct part_table table;
    part_table_open(&table, html, caption, TABLE_SORTABLE, columns, 3);
    for (int from = 0, to; from < rest; from = to) {
        int64_t sum = 0;
        for (to = from; to < rest && strcmp(others[to].place, others[from].place) == 0; to++)
            sum += others[to].usd_per_month_nano;
        part_row(&table);
        part_cell_open(&table);
        part_place(html, plan, others[from].place);
        part_cell_close(&table);
        part_cell(&table, "%s", figure_count(to - from, count));
        part_cell(&table, "%s", figure_usd(sum, amount));
    }
    part_table_close(&table);
    free(others);
}

static void add_brief_row(struct part_table *table, const struct entry *entry)
{
    char figure[FIGURE_SIZE];
    part_row(table);
    part_row_name(table, entry->name);
    part_cell(table, "%s", place_words(entry->place));
    add_load(table, entry);
    part_cell(table, "%s", figure_vcpus(entry->cpu_units, figure));
    part_cell(table, "%s", figure_gib(entry->memory_mib, figure));
    part_cell(table, "%s", figure_usd(entry->usd_per_month_nano, figure));
}

static void add_brief(struct html *html, const struct entries *entries)
{
    bool jobs = entries->are_jobs;
    const struct part_column columns[] = {
        {.title = jobs ? "Job" : "Service"},
        {.title = "Runs on"},
        {.title = "Tasks", .number = true, .absent = jobs},
        {.title = "Runs a day", .number = true, .absent = !jobs},
        {.title = "Lasts", .number = true, .absent = !jobs},
        {.title = "vCPU", .number = true},
        {.title = "GiB", .number = true},
        {.title = "$ a month", .number = true, .falling = true},
    };
    char caption[128], count[FIGURE_SIZE];
    int last = entries->count > entries->full + ROWS_BRIEF_MAX ? entries->full + ROWS_BRIEF_MAX : entries->count;
    struct part_table table;
    snprintf(caption, sizeof caption, "The next %s %s in brief", figure_count(last - entries->full, count),
             jobs ? "jobs" : "services");
    part_open(html, "details", "brief");
    html_element(html, "summary", caption);
    part_table_open(&table, html, caption, TABLE_FILTERED, columns, 8);
    for (int i = entries->full; i < last; i++)
        add_brief_row(&table, &entries->items[i]);
    part_table_close(&table);
    html_close(html, "details");
    if (last < entries->count)
        part_paragraph(html, "quiet", "… and %s more, in the CSV.", figure_count(entries->count - last, count));
}

static void add_entries(struct html *html, const struct report *report, bool jobs)
{
    struct entries entries = entries_of(report->plan, jobs);
    if (entries.count > 0) {
        add_full(html, report, &entries);
        if (entries.full < entries.count) {
            add_by_place(html, report->plan, &entries);
            add_brief(html, &entries);
            html_open(html, "p");
            html_text(html, "Every one of them, with its reason: ");
            part_command(html, "report", report_plan_file(report), "", " --format csv");
            html_close(html, "p");
        }
    }
    free(entries.items);
}

static void add_daemons(struct html *html, const struct plan *plan)
{
    static const struct part_column columns[] = {
        {.title = "Daemon"}, {.title = "A task reserves"}, {.title = "On every instance of"}};
    struct part_table table;
    if (plan->daemons_count == 0)
        return;
    part_table_open(&table, html, "Daemons", TABLE_PLAIN, columns, 3);
    for (int i = 0; i < plan->daemons_count; i++) {
        const struct plan_daemon *daemon = &plan->daemons[i];
        struct text words = {0};
        text_init(&words, 64 * 1024);
        reservation_add(&words, daemon->cpu_units, daemon->memory_mib, daemon->gpus);
        part_row(&table);
        part_row_name(&table, daemon->name);
        part_cell(&table, "%s", words.bytes);
        text_release(&words);
        text_init(&words, 64 * 1024);
        for (int p = 0; p < plan->pools_count; p++)
            if (pool_carries(&plan->pools[p], daemon))
                text_printf(&words, "%s%s", words.length ? ", " : "", plan->pools[p].name);
        part_cell(&table, "%s", words.length ? words.bytes : "no pool");
        text_release(&words);
    }
    part_table_close(&table);
}

void html_services(struct html *html, const struct report *report)
{
    part_section(html, "services", report->plan->jobs_count ? "Services and jobs" : "Services");
    add_entries(html, report, false);
    add_entries(html, report, true);
    add_daemons(html, report->plan);
    html_close(html, "section");
}
