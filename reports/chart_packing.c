/* chart_packing.c — the packing picture. */
#include "reports/chart_packing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEFT = 34 * CHART_UNIT,
    RIGHT = 320 * CHART_UNIT,
    TRACK = 12 * CHART_UNIT,
    TRACK_STEP = 13 * CHART_UNIT,
    BAR_GAP = 9 * CHART_UNIT,
    TASK_WIDTH_LEAST = 2 * CHART_UNIT /* narrower tasks are not told apart */
};

static const char *const track_names[POOL_RESOURCES_COUNT] = {"CPU", "mem", "ENI", "GPU"};

static int tracks_of(const struct packing *packing)
{
    int tracks = 0;
    for (int r = 0; r < POOL_RESOURCES_COUNT; r++)
        tracks += packing->capacity[r] > 0;
    return tracks;
}

/* --- one zone's drawing --- */

struct zone_drawing {
    struct chart *chart;
    const struct packing *packing;
    const struct packing_zone *zone;
    struct packing_block *blocks;   /* scratch */
    struct text paths[FILLS_COUNT]; /* all blocks of one fill */
    struct text lines;              /* between tasks of one block */
};

/* A block's tasks side by side; the boundaries are rounded one by one, so that they stay inside. */
static void add_boundaries(struct zone_drawing *drawing, const struct packing_block *block, int top)
{
    int width = block->x1 - block->x0;
    if (block->member < 0 || block->tasks < 2 || width / block->tasks < TASK_WIDTH_LEAST)
        return;
    for (int64_t task = 1; task < block->tasks; task++) {
        path_move(&drawing->lines, LEFT + block->x0 + (int)(width * task / block->tasks), top);
        text_add(&drawing->lines, "v");
        path_number(&drawing->lines, TRACK);
    }
}

/* Others that touch are one area with lines between, as long as those are seen. */
static void add_block(struct zone_drawing *drawing, const struct packing_block *block, int top)
{
    struct chart_box box = {LEFT + block->x0, top, LEFT + block->x1, top + TRACK};
    if (box.x1 <= box.x0)
        return;
    path_box(&drawing->paths[block->fill], box);
    add_boundaries(drawing, block, top);
}

static int merge_others(struct packing_block *blocks, int count)
{
    int kept = 0;
    for (int i = 0; i < count; i++) {
        struct packing_block *last = kept > 0 ? &blocks[kept - 1] : NULL;
        bool narrow = blocks[i].x1 - blocks[i].x0 < TASK_WIDTH_LEAST;
        if (last && narrow && last->fill == FILL_OTHER && blocks[i].fill == FILL_OTHER &&
            (last->tasks == 0 || last->x1 - last->x0 < TASK_WIDTH_LEAST)) {
            last->x1 = blocks[i].x1;
            last->tasks = 0; /* no longer of equal tasks */
            continue;
        }
        blocks[kept++] = blocks[i];
    }
    return kept;
}

static void draw_letters(struct chart *chart, const struct packing_block *blocks, int count, int top)
{
    for (int i = 0; i < count; i++)
        chart_letter(chart, blocks[i].fill,
                     (struct chart_box){LEFT + blocks[i].x0, top, LEFT + blocks[i].x1, top + TRACK});
}

static int bar_height(const struct packing *packing)
{
    return tracks_of(packing) * TRACK_STEP + BAR_GAP;
}

static void each_track(struct zone_drawing *drawing, bool letters)
{
    const struct packing *packing = drawing->packing;
    for (int i = 0; i < drawing->zone->drawn_count; i++) {
        int top = i * bar_height(packing);
        for (int r = 0; r < POOL_RESOURCES_COUNT; r++) {
            if (packing->capacity[r] == 0)
                continue;
            int count =
                packing_blocks(packing, drawing->zone->drawn[i], (enum pool_resource)r, RIGHT - LEFT, drawing->blocks);
            if (letters)
                draw_letters(drawing->chart, drawing->blocks, count, top);
            count = letters ? 0 : merge_others(drawing->blocks, count);
            for (int b = 0; b < count; b++)
                add_block(drawing, &drawing->blocks[b], top);
            top += TRACK_STEP;
        }
    }
}

static void draw_words(struct zone_drawing *drawing)
{
    const struct packing *packing = drawing->packing;
    char words[FIGURE_SIZE];
    for (int i = 0; i < drawing->zone->drawn_count; i++) {
        int row = drawing->zone->drawn[i], top = i * bar_height(packing);
        int64_t instances = packing->placement->rows[row].instances;
        if (instances > 1)
            chart_text(drawing->chart, "end strong", LEFT - 5 * CHART_UNIT,
                       top + (bar_height(packing) - BAR_GAP) / 2 + 4 * CHART_UNIT, "×%s",
                       figure_count(instances, words));
        for (int r = 0; r < POOL_RESOURCES_COUNT; r++) {
            if (packing->capacity[r] == 0)
                continue;
            chart_text(drawing->chart, "dim", RIGHT + 6 * CHART_UNIT, top + 10 * CHART_UNIT, "%s", track_names[r]);
            chart_text(drawing->chart, "end", CHART_WIDTH, top + 10 * CHART_UNIT, "%s",
                       chart_share((double)packing->rows[row].used[r], (double)packing->capacity[r], words));
            top += TRACK_STEP;
        }
    }
}

static void draw_fills(struct zone_drawing *drawing)
{
    const struct packing *packing = drawing->packing;
    for (int fill = 0; fill < FILLS_COUNT; fill++) {
        const char *name = fill == FILL_OTHER      ? "other services"
                           : fill == FILL_DAEMON   ? "daemons"
                           : fill == FILL_STRANDED ? "stranded: free, but no task fits"
                           : fill == FILL_FREE     ? "free"
                           : fill - FILL_FIRST < packing->lettered
                               ? packing->placement->members[packing->services[fill - FILL_FIRST].member].name
                               : NULL;
        chart_fill_path(drawing->chart, (enum chart_fill)fill, &drawing->paths[fill], name);
        if (fill == FILL_STRANDED)
            chart_path(drawing->chart, "frame", &drawing->paths[fill], NULL);
    }
    chart_path(drawing->chart, "between", &drawing->lines, NULL);
}

static void draw_zone(struct chart *chart, const struct packing *packing, int number)
{
    const struct packing_zone *zone = &packing->zones[number];
    struct zone_drawing drawing = {.chart = chart, .packing = packing, .zone = zone};
    struct text title;
    drawing.blocks = memory_alloc((size_t)packing->placement->members_count + 2, sizeof *drawing.blocks);
    for (int fill = 0; fill < FILLS_COUNT; fill++)
        path_init(&drawing.paths[fill]);
    path_init(&drawing.lines);
    each_track(&drawing, false);
    path_init(&title);
    text_printf(&title, "Instances in %s", zone->name);
    chart_draw_begin(chart, number, zone->drawn_count * bar_height(packing) - BAR_GAP + CHART_UNIT, title.bytes,
                     "One bar for each instance, or for several equal ones, with a track for each resource; a block is "
                     "the tasks of one service, hatching is free room that no task fits in. The table below has the "
                     "numbers.");
    draw_fills(&drawing);
    each_track(&drawing, true);
    draw_words(&drawing);
    chart_draw_end(chart);
    for (int fill = 0; fill < FILLS_COUNT; fill++)
        text_release(&drawing.paths[fill]);
    text_release(&drawing.lines);
    text_release(&title);
    free(drawing.blocks);
}

/* --- words around it --- */

static void add_zone_head(struct chart *chart, const struct packing *packing, const struct packing_zone *zone)
{
    char words[FIGURE_SIZE];
    html_open(chart->html, "p");
    html_open(chart->html, "strong");
    chart_name(chart->html, zone->name);
    html_close(chart->html, "strong");
    html_textf(chart->html, ": %s instance%s, ", figure_count(zone->instances, words), zone->instances == 1 ? "" : "s");
    html_textf(chart->html, "%s tasks", figure_count(zone->tasks, words));
    for (int r = 0; r < POOL_RESOURCES_COUNT; r++)
        if (packing->capacity[r] > 0)
            html_textf(
                chart->html, "%s %s %s", r == 0 ? ";" : ",", track_names[r],
                chart_share((double)zone->used[r], (double)zone->instances * (double)packing->capacity[r], words));
    html_close(chart->html, "p");
}

/* " CPU 55 % to 82 %", or once where both are the same. */
static void add_range(struct chart *chart, const struct packing *packing, const struct packing_zone *zone, int resource)
{
    char least[FIGURE_SIZE], most[FIGURE_SIZE];
    chart_share((double)zone->left_least[resource], (double)packing->capacity[resource], least);
    chart_share((double)zone->left_most[resource], (double)packing->capacity[resource], most);
    html_textf(chart->html, " %s %s", track_names[resource], least);
    if (strcmp(least, most) != 0)
        html_textf(chart->html, " to %s", most);
}

static void add_zone_rest(struct chart *chart, const struct packing *packing, const struct packing_zone *zone)
{
    char words[FIGURE_SIZE];
    if (zone->instances_left == 0)
        return;
    html_open(chart->html, "p");
    html_attribute(chart->html, "class", "chart-note");
    html_textf(chart->html, "and %s more instance%s:", figure_count(zone->instances_left, words),
               zone->instances_left == 1 ? "" : "s");
    for (int r = 0; r < POOL_RESOURCES_COUNT; r++)
        if (packing->capacity[r] > 0) {
            html_text(chart->html, r == 0 ? "" : ",");
            add_range(chart, packing, zone, r);
        }
    html_close(chart->html, "p");
}

static void legend_words(struct chart *chart, enum chart_fill fill, const char *words)
{
    chart_legend_item(chart, fill);
    html_text(chart->html, words);
    chart_legend_item_end(chart);
}

/* Is any of it in the bars drawn? */
static bool shows(const struct packing *packing, enum chart_fill fill)
{
    for (int z = 0; z < packing->zones_count; z++)
        for (int i = 0; i < packing->zones[z].drawn_count; i++) {
            const struct packing_row *row = &packing->rows[packing->zones[z].drawn[i]];
            for (int r = 0; r < POOL_RESOURCES_COUNT; r++)
                if (row->used[r] < packing->capacity[r] && row->stranded == (fill == FILL_STRANDED))
                    return true;
        }
    return false;
}

static bool has_daemons(const struct packing *packing)
{
    for (int m = 0; m < packing->placement->members_count; m++)
        if (packing->placement->members[m].is_daemon)
            return true;
    return false;
}

static void add_legend(struct chart *chart, const struct packing *packing)
{
    char words[FIGURE_SIZE], line[FIGURE_SIZE];
    int others = packing->services_count - packing->lettered;
    chart_legend_begin(chart);
    for (int s = 0; s < packing->lettered; s++) {
        const struct packing_service *service = &packing->services[s];
        chart_legend_item(chart, packing->fills[service->member]);
        chart_name(chart->html, packing->placement->members[service->member].name);
        html_textf(chart->html, " · %s task%s", figure_count(service->tasks, words), service->tasks == 1 ? "" : "s");
        chart_legend_item_end(chart);
    }
    if (others > 0) {
        snprintf(line, sizeof line, "%d other service%s", others, others == 1 ? "" : "s");
        legend_words(chart, FILL_OTHER, line);
    }
    if (has_daemons(packing))
        legend_words(chart, FILL_DAEMON, "daemons, one on each instance");
    if (shows(packing, FILL_STRANDED))
        legend_words(chart, FILL_STRANDED, "stranded: free, but no task of the pool fits");
    if (shows(packing, FILL_FREE))
        legend_words(chart, FILL_FREE, "free");
    chart_legend_end(chart);
}

static void add_caption(struct chart *chart, const struct report *report, const struct packing *packing)
{
    const struct placement *placement = packing->placement;
    char words[FIGURE_SIZE];
    int64_t instances = 0;
    for (int z = 0; z < packing->zones_count; z++)
        instances += packing->zones[z].instances;
    chart_name(chart->html, packing->pool->name);
    html_textf(chart->html, " at its fullest: %s instance%s of %s", figure_count(instances, words),
               instances == 1 ? "" : "s", packing->pool->instance_type);
    html_textf(chart->html, " hold %s tasks", figure_count(packing->tasks, words));
    html_open(chart->html, "span");
    if (report->plan->hours > 1)
        html_textf(chart->html, ", %s", figure_hour(placement->hour, report->plan->hours, words));
    html_textf(chart->html, ". ECS's own placement replayed from nothing, seed %lld.", (long long)placement->seed);
    if (placement->unplaced > 0)
        html_textf(chart->html, " %s tasks found no place.", figure_count(placement->unplaced, words));
    html_close(chart->html, "span");
    chart_caption_end(chart);
}

static void add_key(struct chart *chart, const struct packing *packing)
{
    chart_note(
        chart->html,
        "One bar is one instance, or several alike (×3); its tracks are CPU, memory%s%s, full at their right end. "
        "A block is the tasks of one service.",
        packing->capacity[POOL_ENIS] > 0 ? ", network interfaces (ENI)" : "",
        packing->capacity[POOL_GPUS] > 0 ? ", GPUs" : "");
}

static void add_zones(struct chart *chart, const struct packing *packing)
{
    html_open(chart->html, "div");
    html_attribute(chart->html, "class", "chart-parts");
    for (int z = 0; z < packing->zones_count; z++) {
        html_open(chart->html, "div");
        html_attribute(chart->html, "class", "chart-part");
        add_zone_head(chart, packing, &packing->zones[z]);
        if (packing->zones[z].drawn_count > 0)
            draw_zone(chart, packing, z);
        add_zone_rest(chart, packing, &packing->zones[z]);
        html_close(chart->html, "div");
    }
    html_close(chart->html, "div");
}

void chart_packing(struct html *html, const struct report *report, const struct placement *placement)
{
    struct arena arena = {0};
    struct chart chart;
    const struct plan_pool *pool = pool_find(report->plan, placement->pool);
    if (pool == NULL || placement->rows_count == 0) {
        chart_none(html, "%s: no instances to draw.", placement->pool);
        return;
    }
    struct packing packing = packing_of(pool, placement, &arena);
    chart_begin(&chart, html, "packing", (int)(pool - report->plan->pools));
    chart.lettered = true;
    add_caption(&chart, report, &packing);
    chart_patterns(&chart, (1u << FILLS_COUNT) - 1);
    add_legend(&chart, &packing);
    add_key(&chart, &packing);
    add_zones(&chart, &packing);
    chart_packing_tables(&chart, &packing);
    chart_end(&chart);
    arena_release(&arena);
}
