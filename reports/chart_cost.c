/* chart_cost.c — where the month's dollars go: today, by the plan, by Fargate alone, and what no plan undercuts. */
#include "reports/chart_cost.h"

#include "data/catalogue.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const part_words[COST_PARTS_COUNT] = {
    [COST_EC2] = "EC2 on demand",         [COST_EC2_SPOT] = "EC2 Spot",         [COST_FARGATE] = "Fargate",
    [COST_UNUSED] = "unused commitments", [COST_FARGATE_SPOT] = "Fargate Spot", [COST_LAMBDA] = "Lambda",
    [COST_OVERHEAD] = "overhead",         [COST_UNDIVIDED] = "not divided"};

/* EC2, Fargate and Lambda as everywhere in the report. */
static const enum chart_fill fills[COST_PARTS_COUNT] = {
    [COST_EC2] = FILL_FIRST,         [COST_EC2_SPOT] = FILL_FIRST + 1,
    [COST_FARGATE] = FILL_FIRST + 2, [COST_FARGATE_SPOT] = FILL_FIRST + 5,
    [COST_LAMBDA] = FILL_FIRST + 3,  [COST_OVERHEAD] = FILL_LAST,
    [COST_UNUSED] = FILL_FIRST + 4,  [COST_UNDIVIDED] = FILL_OTHER};
enum { LETTER_WIDTH = 7 * CHART_UNIT };

/* Held within what money can be: a plan of someone else's may sum to anything. */
static int64_t sum_of(int64_t a, int64_t b)
{
    if (b > 0 ? a > INT64_MAX - b : a < INT64_MIN - b)
        return b > 0 ? INT64_MAX : INT64_MIN;
    return a + b;
}

static void bar_add(struct cost_bar *bar, enum cost_part part, int64_t nano)
{
    bar->parts[part] = sum_of(bar->parts[part], nano);
    bar->total = sum_of(bar->total, nano);
}

static enum cost_part part_of_place(const char *place, enum cost_part otherwise)
{
    if (strcmp(place, "fargate") == 0)
        return COST_FARGATE;
    if (strcmp(place, "fargate_spot") == 0)
        return COST_FARGATE_SPOT;
    return strcmp(place, "lambda") == 0 ? COST_LAMBDA : otherwise;
}

struct cost_bar cost_bar_of_plan(const struct plan *plan)
{
    struct cost_bar bar = {.words = "This plan"};
    for (int i = 0; i < plan->pools_count; i++)
        bar_add(&bar, strcmp(plan->pools[i].purchase, "spot") == 0 ? COST_EC2_SPOT : COST_EC2,
                plan->pools[i].usd_per_month_nano);
    for (int i = 0; i < plan->services_count; i++) { /* on a pool: a share of what is counted above */
        enum cost_part part = part_of_place(plan->services[i].place, COST_EC2);
        if (part != COST_EC2)
            bar_add(&bar, part, plan->services[i].usd_per_month_nano);
    }
    for (int i = 0; i < plan->jobs_count; i++) {
        enum cost_part part = part_of_place(plan->jobs[i].place, COST_EC2);
        if (part != COST_EC2)
            bar_add(&bar, part, plan->jobs[i].usd_per_month_nano);
    }
    bar_add(&bar, COST_UNUSED, plan->cost.unused_commitments);
    bar_add(&bar, COST_OVERHEAD, plan->cost.overhead);
    return bar;
}

struct cost_bar cost_bar_of_today(const struct running_cluster *cluster, const struct today *today)
{
    struct cost_bar bar = {.words = "Today"};
    for (int i = 0; i < today->groups_count; i++)
        bar_add(&bar, cluster->groups[i].purchase == PURCHASE_SPOT ? COST_EC2_SPOT : COST_EC2,
                today->groups[i].usd_per_month_nano);
    for (int i = 0; i < today->services_count; i++) {
        enum cost_part part = part_of_place(today->services[i].place, COST_EC2);
        if (part != COST_EC2)
            bar_add(&bar, part, today->services[i].usd_per_month_nano);
    }
    return bar;
}

static int bars_of_report(const struct report *report, struct cost_bar bars[COST_BARS_MAX])
{
    const struct plan *plan = report->plan;
    int count = 0;
    if (report->today && report->cluster)
        bars[count++] = cost_bar_of_today(report->cluster, report->today);
    bars[count++] = cost_bar_of_plan(plan);
    if (plan->all_fargate.possible && plan->pools_count > 0) {
        bars[count] = (struct cost_bar){.words = plan->jobs_count > 0 ? "Fargate and Lambda alone" : "Fargate alone"};
        bar_add(&bars[count++], COST_UNDIVIDED, plan->all_fargate.usd_per_month_nano);
    }
    bars[count] = (struct cost_bar){.words = "Bound: no plan can cost less", .is_bound = true};
    bar_add(&bars[count++], COST_UNDIVIDED, plan->bound.usd_per_month_nano);
    return count;
}

static enum chart_fill fill_of(const struct cost_bar *bar, int part)
{
    if (part == COST_UNDIVIDED)
        return bar->is_bound ? FILL_STRANDED : FILL_OTHER;
    return fills[part];
}

/* Named where there is room; the legend names all. */
static void draw_words(struct chart *chart, const struct cost_bar *bar, int part, struct chart_box box)
{
    char class[] = "l0 on mid strong";
    if (part == COST_UNDIVIDED || box.x1 - box.x0 < LETTER_WIDTH * ((int)strlen(part_words[part]) + 2))
        return;
    class[1] = (char)('0' + fill_of(bar, part));
    chart_text(chart, class, (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2 + 4 * CHART_UNIT, "%s", part_words[part]);
}

/* " (+28 %)": against the plan. */
static void against(double plan, double other, char words[FIGURE_SIZE])
{
    double more = plan > 0 ? other / plan - 1 : 0;
    words[0] = '\0';
    if (fabs(more) >= 0.0005)
        snprintf(words, FIGURE_SIZE, " (%s%.*f %%)", more < 0 ? "−" : "+", fabs(more) < 0.1 ? 1 : 0, 100 * fabs(more));
}

static void draw_bar(struct chart *chart, const struct cost_bar *bar, int64_t most, int64_t plan, int top)
{
    char dollars[FIGURE_SIZE], more[FIGURE_SIZE];
    double sum = 0;
    against((double)plan, (double)bar->total, more);
    chart_text(chart, "", 0, top + 11 * CHART_UNIT, "%s", bar->words);
    chart_text(chart, "end strong", CHART_WIDTH, top + 11 * CHART_UNIT, "%s%s", chart_dollars(bar->total, dollars),
               more);
    for (int part = 0; part < COST_PARTS_COUNT; part++) {
        struct text path;
        struct chart_box box = {chart_scale(sum, (double)most, CHART_WIDTH), top + CHART_LINE,
                                chart_scale(sum + (double)bar->parts[part], (double)most, CHART_WIDTH),
                                top + CHART_LINE + 18 * CHART_UNIT};
        sum += (double)bar->parts[part];
        if (box.x1 <= box.x0)
            continue;
        path_init(&path);
        path_box(&path, box);
        chart_fill_path(chart, fill_of(bar, part), &path, part_words[part]);
        if (part == COST_UNDIVIDED)
            chart_path(chart, "frame", &path, NULL);
        draw_words(chart, bar, part, box);
        text_release(&path);
    }
}

static bool is_used(const struct cost_bar *bars, int count, int part)
{
    for (int i = 0; i < count; i++)
        if (bars[i].parts[part] != 0)
            return true;
    return false;
}

static void add_legend(struct chart *chart, const struct cost_bar *bars, int count)
{
    chart_legend_begin(chart);
    for (int part = 0; part < COST_UNDIVIDED; part++) {
        if (!is_used(bars, count, part))
            continue;
        chart_legend_item(chart, fills[part]);
        html_text(chart->html, part_words[part]);
        chart_legend_item_end(chart);
    }
    chart_legend_end(chart);
}

static void add_table(struct chart *chart, const struct cost_bar *bars, int count)
{
    char dollars[FIGURE_SIZE];
    const char *heads[COST_PARTS_COUNT + 3] = {"$ a month"};
    int columns = 1;
    for (int part = 0; part < COST_PARTS_COUNT; part++)
        if (is_used(bars, count, part))
            heads[columns++] = part_words[part];
    heads[columns] = "total";
    chart_details_begin(chart, "The numbers: cost by place and purchase option");
    chart_table_begin(chart, "Dollars a month by place and purchase option", heads);
    for (int i = 0; i < count; i++) {
        chart_row_begin(chart, bars[i].words);
        for (int part = 0; part < COST_PARTS_COUNT; part++)
            if (is_used(bars, count, part))
                chart_cell(chart, "%s", bars[i].parts[part] != 0 ? figure_usd(bars[i].parts[part], dollars) : "-");
        chart_cell(chart, "%s", figure_usd(bars[i].total, dollars));
        chart_row_end(chart);
    }
    chart_table_end(chart);
    chart_details_end(chart);
}

void chart_cost(struct html *html, const struct report *report)
{
    struct chart chart;
    struct cost_bar bars[COST_BARS_MAX];
    int count = bars_of_report(report, bars), row = CHART_LINE + 30 * CHART_UNIT;
    int64_t most = 0;
    for (int i = 0; i < count; i++)
        most = bars[i].total > most ? bars[i].total : most;
    chart_begin(&chart, html, "cost", -1);
    html_text(html, "Cost a month by place and purchase option");
    if (count > 1) {
        html_open(html, "span");
        html_text(html, "; shares are against this plan");
        html_close(html, "span");
    }
    chart_caption_end(&chart);
    chart_patterns(&chart, (1u << FILLS_COUNT) - 1);
    chart_draw_begin(&chart, 0, count * row - 12 * CHART_UNIT, "Cost a month",
                     "Horizontal bars of dollars a month, stacked by place and purchase option; all bars share one "
                     "scale. The numbers are in the table below.");
    for (int i = 0; i < count; i++)
        draw_bar(&chart, &bars[i], most, report->plan->cost.total, i * row);
    chart_draw_end(&chart);
    add_legend(&chart, bars, count);
    add_table(&chart, bars, count);
    chart_end(&chart);
}
