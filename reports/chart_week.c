/* chart_week.c — what a pool is asked for and what it has, hour by hour, one drawing for each resource. */
#include "reports/chart_week.h"

#include <math.h>
#include <stdio.h>

enum {
    LEFT = 42 * CHART_UNIT,
    RIGHT = CHART_WIDTH - 2 * CHART_UNIT,
    TOP = 22 * CHART_UNIT,
    PLOT = 100 * CHART_UNIT,
    PLOT_OF_ONE = 40 * CHART_UNIT, /* where every hour is the same */
    BELOW = 20 * CHART_UNIT,
    HOURS_A_DAY = 24
};

struct panel {
    const struct pool_week *week;
    enum pool_resource resource;
    double most; /* of the scale, in the resource's own amounts */
    int number, bottom;
};

static int x_of(const struct panel *panel, int hour)
{
    return LEFT + (RIGHT - LEFT) * hour / panel->week->hours;
}

static int y_of(const struct panel *panel, double amount)
{
    return panel->bottom - chart_scale(amount, panel->most, panel->bottom - TOP);
}

/* Steps of numbers[hour] * each, from left to right: equal hours are one. */
static void add_steps(struct text *path, const struct panel *panel, const int64_t *numbers, int64_t each)
{
    int y = y_of(panel, (double)(numbers[0] * each));
    path_move(path, LEFT, y);
    for (int h = 1; h <= panel->week->hours; h++) {
        int next = h < panel->week->hours ? y_of(panel, (double)(numbers[h] * each)) : y - 1;
        if (next == y)
            continue;
        text_add(path, "H");
        path_number(path, x_of(panel, h));
        if (h == panel->week->hours)
            break;
        text_add(path, "V");
        path_number(path, next);
        y = next;
    }
}

static void draw_steps(struct chart *chart, const struct panel *panel, const int64_t *numbers, int64_t each,
                       const char *area, const char *line)
{
    struct text path;
    path_init(&path);
    add_steps(&path, panel, numbers, each);
    chart_path(chart, line, &path, NULL);
    if (area != NULL) {
        text_add(&path, "V");
        path_number(&path, panel->bottom);
        text_add(&path, "H");
        path_number(&path, LEFT);
        text_add(&path, "z");
        chart_path(chart, area, &path, NULL);
    }
    text_release(&path);
}

/* "1,500", "150k", "2.5M": short enough for the margin. */
static const char *tick_words(double tick, char buffer[FIGURE_SIZE])
{
    char number[FIGURE_SIZE];
    double unit = tick >= 1e6 ? 1e6 : tick >= 1e4 ? 1e3 : 1;
    snprintf(buffer, FIGURE_SIZE, "%.50s%s", figure_short(tick / unit, 2, number),
             unit > 1e3 ? "M"
             : unit > 1 ? "k"
                        : "");
    return buffer;
}

static void draw_scale(struct chart *chart, const struct panel *panel)
{
    char words[FIGURE_SIZE];
    double most = pool_resource_amount(panel->resource, 1) * panel->most,
           step = chart_step(most, panel->week->hours > 1 ? 4 : 2);
    if (panel->resource == POOL_ENIS || panel->resource == POOL_GPUS)
        step = ceil(step);
    for (double tick = 0; tick <= most * (1 + 1e-9); tick += step) {
        int y = y_of(panel, tick / pool_resource_amount(panel->resource, 1));
        chart_line(chart, tick > 0 ? "grid" : "axis", LEFT, y, RIGHT, y);
        chart_text(chart, "end dim", LEFT - 4 * CHART_UNIT, y + 4 * CHART_UNIT, "%s", tick_words(tick, words));
    }
}

static void draw_days(struct chart *chart, const struct panel *panel)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    int hours = panel->week->hours, every = hours > HOURS_A_DAY ? HOURS_A_DAY : 6;
    if (hours == 1) {
        chart_text(chart, "mid dim", (LEFT + RIGHT) / 2, panel->bottom + 15 * CHART_UNIT, "every hour the same");
        return;
    }
    for (int h = 0; h <= hours; h += every) {
        int x = x_of(panel, h);
        chart_line(chart, "axis", x, panel->bottom, x, panel->bottom + 4 * CHART_UNIT);
        if (hours > HOURS_A_DAY && h < hours)
            chart_text(chart, "mid dim", x_of(panel, h + every / 2), panel->bottom + 15 * CHART_UNIT, "%s",
                       days[h / every % 7]);
        else if (hours <= HOURS_A_DAY)
            chart_text(chart, h < hours ? "mid dim" : "end dim", x, panel->bottom + 15 * CHART_UNIT, "%02d:00", h);
    }
}

static void draw_limits(struct chart *chart, const struct panel *panel)
{
    const struct plan_pool *pool = panel->week->pool;
    int64_t each = panel->week->capacity[panel->resource];
    int least = y_of(panel, (double)(pool->instances_min * each));
    int most = y_of(panel, (double)(pool->instances_max * each));
    chart_line(chart, "limit", LEFT, most, RIGHT, most);
    if (least != most)
        chart_line(chart, "limit", LEFT, least, RIGHT, least);
}

static const char *amount_words(double amount, char buffer[FIGURE_SIZE])
{
    return figure_short(amount, amount < 1000 ? 1 : 0, buffer);
}

/* "vCPU: 93 of 142 at the fullest (66 %)" */
static void draw_head(struct chart *chart, const struct panel *panel)
{
    const struct pool_week *week = panel->week;
    char share[FIGURE_SIZE], asked[FIGURE_SIZE], there[FIGURE_SIZE];
    int64_t each = week->capacity[panel->resource], hour = 0;
    for (int h = 1; h < week->hours; h++) /* compared as shares */
        if ((double)week->demand[panel->resource][h] * (double)week->instances[hour] >
            (double)week->demand[panel->resource][hour] * (double)week->instances[h])
            hour = h;
    int64_t demand = week->demand[panel->resource][hour], room = each * week->instances[hour];
    chart_text(chart, "strong", 0, 12 * CHART_UNIT, "%s", pool_resource_words(panel->resource));
    chart_text(chart, "end dim", RIGHT, 12 * CHART_UNIT, "%s%s of %s, %s", week->hours > 1 ? "fullest hour: " : "",
               amount_words(pool_resource_amount(panel->resource, demand), asked),
               amount_words(pool_resource_amount(panel->resource, room), there),
               chart_share((double)demand, (double)room, share));
}

static void draw_panel(struct chart *chart, const struct panel *panel)
{
    const struct pool_week *week = panel->week;
    int64_t each = week->capacity[panel->resource];
    char title[FIGURE_SIZE];
    snprintf(title, sizeof title, "%s by hour", pool_resource_words(panel->resource));
    html_open(chart->html, "div");
    html_attribute(chart->html, "class", "chart-part");
    chart_draw_begin(chart, panel->number, panel->bottom + BELOW, title,
                     "Hour by hour: what the tasks ask for, below what the running instances have; dashed lines at the "
                     "group's least and most size.");
    draw_head(chart, panel);
    draw_scale(chart, panel);
    draw_steps(chart, panel, week->instances, each, "room", "capacity");
    draw_steps(chart, panel, week->demand[panel->resource], 1, "used", "demand");
    if (week->scheduled)
        draw_steps(chart, panel, week->scheduled, each, NULL, "hotline");
    draw_limits(chart, panel);
    draw_days(chart, panel);
    chart_draw_end(chart);
    html_close(chart->html, "div");
}

static void draw_panels(struct chart *chart, const struct pool_week *week)
{
    html_open(chart->html, "div");
    html_attribute(chart->html, "class", "chart-parts");
    for (int r = 0, number = 0; r < POOL_RESOURCES_COUNT; r++) {
        int64_t most = 1;
        for (int h = 0; h < week->hours; h++) {
            int64_t size =
                week->scheduled && week->scheduled[h] > week->instances[h] ? week->scheduled[h] : week->instances[h];
            int64_t there = size * week->capacity[r];
            most = there > most ? there : most;
            most = week->demand[r][h] > most ? week->demand[r][h] : most;
        }
        if (week->capacity[r] > 0)
            draw_panel(chart, &(struct panel){week, (enum pool_resource)r, (double)most * 1.04, number++,
                                              TOP + (week->hours > 1 ? PLOT : PLOT_OF_ONE)});
    }
    html_close(chart->html, "div");
}

static void legend_item(struct chart *chart, const char *area, const char *line, const char *words)
{
    chart_legend_line(chart, area, line);
    html_text(chart->html, words);
    chart_legend_item_end(chart);
}

static void add_legend(struct chart *chart, const struct pool_week *week)
{
    const struct plan_pool *pool = week->pool;
    char words[FIGURE_SIZE * 3], least[FIGURE_SIZE], most[FIGURE_SIZE];
    chart_legend_begin(chart);
    legend_item(chart, "used", "demand", "asked for by tasks");
    legend_item(chart, "room", "capacity", "room of the instances planned");
    if (week->scheduled)
        legend_item(chart, NULL, "hotline", "as the scheduled actions set the group");
    if (pool->instances_min == pool->instances_max)
        snprintf(words, sizeof words, "always %s instances", figure_count(pool->instances_max, most));
    else
        snprintf(words, sizeof words, "least and most: %s and %s instances", figure_count(pool->instances_min, least),
                 figure_count(pool->instances_max, most));
    legend_item(chart, NULL, "limit", words);
    chart_legend_end(chart);
}

static void add_caption(struct chart *chart, const struct pool_week *week)
{
    int hour;
    char words[FIGURE_SIZE], share[FIGURE_SIZE];
    enum pool_resource fullest = pool_week_fullest(week, &hour);
    double room = (double)(week->instances[hour] * week->capacity[fullest]);
    chart_name(chart->html, week->pool->name);
    html_textf(chart->html, " by hour: %s instances of %s",
               figure_range(week->pool->instances_min, week->pool->instances_max, words), week->pool->instance_type);
    html_open(chart->html, "span");
    html_textf(chart->html, "; fullest: %s, %s at %s", fullest == POOL_MEMORY ? "memory" : pool_resource_words(fullest),
               chart_share((double)week->demand[fullest][hour], room, share),
               week->hours > 1 ? figure_hour(hour, week->hours, words) : "every hour");
    html_close(chart->html, "span");
    chart_caption_end(chart);
}

void chart_week(struct html *html, const struct report *report, const struct plan_pool *pool)
{
    struct arena arena = {0};
    struct chart chart;
    struct pool_week week = pool_week_of(report->plan, pool, &arena);
    chart_begin(&chart, html, "week", (int)(pool - report->plan->pools));
    add_caption(&chart, &week);
    draw_panels(&chart, &week);
    add_legend(&chart, &week);
    chart_week_tables(&chart, &week);
    chart_end(&chart);
    arena_release(&arena);
}
