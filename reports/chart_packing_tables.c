/* chart_packing_tables.c — the packing picture in words and numbers. */
#include "reports/chart_packing.h"

#include "data/base/text.h"

#include <stdio.h>

static const char *const track_names[POOL_RESOURCES_COUNT] = {"CPU", "memory", "interfaces", "GPUs"};
enum { SERVICES_LISTED = 40, TASKS_LISTED = 10, CELL_BYTES_MAX = 8192 };

static int heads_add(const struct packing *packing, const char **heads, int count)
{
    for (int r = 0; r < POOL_RESOURCES_COUNT; r++)
        if (packing->capacity[r] > 0)
            heads[count++] = track_names[r];
    heads[count] = NULL;
    return count;
}

static void add_zones(struct chart *chart, const struct packing *packing)
{
    const char *heads[POOL_RESOURCES_COUNT + 4] = {"zone", "instances", "tasks"};
    char words[FIGURE_SIZE], stranded[FIGURE_SIZE];
    heads_add(packing, heads, 3);
    chart_table_begin(chart, "Used by zone, and stranded", heads);
    for (int z = 0; z < packing->zones_count; z++) {
        const struct packing_zone *zone = &packing->zones[z];
        chart_row_begin(chart, zone->name);
        chart_cell(chart, "%s", figure_count(zone->instances, words));
        chart_cell(chart, "%s", figure_count(zone->tasks, words));
        for (int r = 0; r < POOL_RESOURCES_COUNT; r++) {
            double there = (double)packing->capacity[r] * (double)zone->instances;
            if (packing->capacity[r] > 0)
                chart_cell(chart, "%s, %s", chart_share((double)zone->used[r], there, words),
                           chart_share((double)zone->stranded[r], there, stranded));
        }
        chart_row_end(chart);
    }
    chart_table_end(chart);
}

static void add_services(struct chart *chart, const struct packing *packing)
{
    static const char *const heads[] = {"service, job or daemon", "letter",        "tasks",
                                        "on instances",           "share of pool", NULL};
    char tasks[FIGURE_SIZE], instances[FIGURE_SIZE], share[FIGURE_SIZE];
    int64_t rest = 0;
    chart_table_begin(chart, "Services of the pool: those with a letter, then the largest", heads);
    for (int s = 0; s < packing->services_count; s++) {
        const struct packing_service *service = &packing->services[s];
        char letter = chart_fill_letter(packing->fills[service->member]);
        if (s >= SERVICES_LISTED) {
            rest += service->tasks;
            continue;
        }
        chart_row_begin(chart, packing->placement->members[service->member].name);
        chart_cell(chart, "%c", letter != '\0' ? letter : '-');
        chart_cell(chart, "%s", figure_count(service->tasks, tasks));
        chart_cell(chart, "%s", figure_count(service->instances, instances));
        chart_cell(chart, "%s", figure_percent(service->share, share));
        chart_row_end(chart);
    }
    if (rest > 0) {
        chart_row_begin(chart, "all others");
        chart_cell(chart, "-");
        chart_cell(chart, "%s", figure_count(rest, tasks));
        chart_cell(chart, " ");
        chart_cell(chart, " ");
        chart_row_end(chart);
    }
    chart_table_end(chart);
}

/* "web 3, api 1 and 12 tasks of 9 more" */
static void add_tasks(struct chart *chart, const struct packing *packing, int row)
{
    const struct placement_row *placed = &packing->placement->rows[row];
    int64_t tasks = 0;
    html_open(chart->html, "td");
    html_attribute(chart->html, "class", "words");
    for (int t = 0; t < placed->tasks_count; t++) {
        char count[FIGURE_SIZE];
        if (t >= TASKS_LISTED) {
            tasks += placed->tasks[t].count;
            continue;
        }
        html_text(chart->html, t > 0 ? ", " : "");
        chart_name(chart->html, packing->placement->members[placed->tasks[t].member].name);
        html_textf(chart->html, " %s", figure_count(placed->tasks[t].count, count));
    }
    if (tasks > 0)
        html_textf(chart->html, " and %lld tasks of %d more", (long long)tasks, placed->tasks_count - TASKS_LISTED);
    else if (placed->tasks_count == 0)
        html_text(chart->html, "nothing");
    html_close(chart->html, "td");
}

static void add_bars(struct chart *chart, const struct packing *packing)
{
    const char *heads[POOL_RESOURCES_COUNT + 5] = {"zone", "instances like it"};
    char words[FIGURE_SIZE];
    int count = heads_add(packing, heads, 2);
    heads[count++] = "tasks";
    heads[count] = NULL;
    chart_table_begin(chart, "The bars drawn", heads);
    for (int z = 0; z < packing->zones_count; z++)
        for (int i = 0; i < packing->zones[z].drawn_count; i++) {
            int row = packing->zones[z].drawn[i];
            chart_row_begin(chart, packing->zones[z].name);
            chart_cell(chart, "%s", figure_count(packing->placement->rows[row].instances, words));
            for (int r = 0; r < POOL_RESOURCES_COUNT; r++)
                if (packing->capacity[r] > 0)
                    chart_cell(chart, "%s",
                               chart_share((double)packing->rows[row].used[r], (double)packing->capacity[r], words));
            add_tasks(chart, packing, row);
            chart_row_end(chart);
        }
    chart_table_end(chart);
}

void chart_packing_tables(struct chart *chart, const struct packing *packing)
{
    chart_details_begin(chart, "The numbers: zones, services and bars");
    add_zones(chart, packing);
    add_services(chart, packing);
    add_bars(chart, packing);
    chart_details_end(chart);
}
