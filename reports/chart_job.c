/* chart_job.c — a job's places by the number of its runs. */
#include "reports/chart_job.h"

#include "reports/chart_axes.h"
#include "reports/places.h"

#include <math.h>
#include <string.h>

enum { LEFT = 62 * CHART_UNIT, TOP = 22 * CHART_UNIT, BOTTOM = 178 * CHART_UNIT, HEIGHT = 214 * CHART_UNIT };
enum { CHARACTER = 75 }; /* a letter is less than 7.5 units wide */
/* How far from today's runs a crossing is looked for and drawn. */
static const double factor_most = 1000, factor_least = 10, runs_least = 1e-9;

static enum job_line_kind kind_of(const char *place)
{
    if (strcmp(place, "lambda") == 0)
        return JOB_LAMBDA;
    return strncmp(place, "fargate", 7) == 0 ? JOB_FARGATE : JOB_EC2;
}

static void line_offer(struct job_lines *lines, const char *place, int64_t nano, bool is_choice)
{
    struct job_line *line = &lines->lines[kind_of(place)];
    if (nano <= 0 || (line->place && (line->is_choice || line->usd_now_nano <= (double)nano)))
        return;
    line->place = place;
    line->usd_now_nano = (double)nano;
    line->is_choice = is_choice;
}

/* Tasks' worth of room: a product of doubles leaves dust above whole numbers. */
static double room_of(double together)
{
    double room = ceil(together * (1 - 1e-12));
    return room > 1 ? room : 1;
}

double job_line_cost(const struct job_lines *lines, enum job_line_kind kind, double runs_per_day)
{
    const struct job_line *line = &lines->lines[kind];
    double factor = runs_per_day / lines->runs_now;
    if (kind != JOB_EC2)
        return line->usd_now_nano * factor;
    return line->usd_now_nano / room_of(line->together_now) * room_of(line->together_now * factor);
}

/* The cheaper of Lambda and Fargate; < 0 where there is neither. */
static double by_the_run(const struct job_lines *lines, double runs)
{
    double least = -1;
    for (int kind = JOB_LAMBDA; kind <= JOB_FARGATE; kind++) {
        double cost = lines->lines[kind].place ? job_line_cost(lines, (enum job_line_kind)kind, runs) : -1;
        least = cost >= 0 && (least < 0 || cost < least) ? cost : least;
    }
    return least;
}

static bool ec2_is_dearer(const struct job_lines *lines, double runs)
{
    return job_line_cost(lines, JOB_EC2, runs) > by_the_run(lines, runs);
}

/* By small steps from today's runs, up and down, to the nearest where the cheaper one is another. */
static double crossing_of(const struct job_lines *lines)
{
    const double step = 1.01;
    if (by_the_run(lines, lines->runs_now) < 0 || lines->lines[JOB_EC2].place == NULL)
        return 0;
    bool dearer = ec2_is_dearer(lines, lines->runs_now);
    for (double factor = step; factor <= factor_most; factor *= step) {
        if (ec2_is_dearer(lines, lines->runs_now / factor) != dearer)
            return lines->runs_now / factor;
        if (ec2_is_dearer(lines, lines->runs_now * factor) != dearer)
            return lines->runs_now * factor;
    }
    return 0;
}

struct job_lines job_lines_of(const struct plan *plan, const struct plan_job *job)
{
    struct job_lines lines = {.runs_now = job->runs_per_day};
    line_offer(&lines, job->place, job->usd_per_month_nano, true);
    for (int i = 0; i < job->alternatives_count; i++)
        if (job->alternatives[i].possible)
            line_offer(&lines, job->alternatives[i].place, job->alternatives[i].usd_per_month_nano, false);
    lines.lines[JOB_EC2].together_now = job->runs_per_day * job->duration_s / 86400 * (1 + plan->safety.headroom_ratio);
    if (lines.runs_now >= runs_least)
        lines.crossing = crossing_of(&lines);
    return lines;
}

/* --- the drawing --- */

static const char *const classes[JOB_LINES_MAX] = {
    [JOB_EC2] = "line1", [JOB_FARGATE] = "line2", [JOB_LAMBDA] = "line3"};

struct job_drawing {
    struct job_lines lines;
    struct axis runs, dollars;
};

static struct job_drawing drawing_of(const struct job_lines *lines)
{
    struct job_drawing drawing = {.lines = *lines};
    double from = lines->runs_now / factor_least, to = lines->runs_now * factor_least, least = 0, most = 0;
    if (lines->crossing > 0) {
        from = lines->crossing / 4 < from ? lines->crossing / 4 : from;
        to = lines->crossing * 4 > to ? lines->crossing * 4 : to;
    }
    for (int kind = 0; kind < JOB_LINES_MAX; kind++) {
        if (!lines->lines[kind].place)
            continue;
        double low = job_line_cost(lines, (enum job_line_kind)kind, from);
        double high = job_line_cost(lines, (enum job_line_kind)kind, to);
        least = least > 0 && least < low ? least : low;
        most = high > most ? high : most;
    }
    drawing.runs = (struct axis){from, to, true, LEFT, CHART_WIDTH - 10 * CHART_UNIT};
    drawing.dollars = (struct axis){least / 1.3, most * 1.3, true, BOTTOM, TOP};
    return drawing;
}

enum { POINTS = 160 };

static double runs_at(const struct job_drawing *drawing, int point)
{
    return drawing->runs.from * pow(drawing->runs.to / drawing->runs.from, (double)point / POINTS);
}

static int height_at(const struct job_drawing *drawing, enum job_line_kind kind, int point)
{
    return axis_at(&drawing->dollars, job_line_cost(&drawing->lines, kind, runs_at(drawing, point)));
}

/* Straight lines by their ends, steps by where they turn. */
static void draw_line(struct chart *chart, const struct job_drawing *drawing, enum job_line_kind kind)
{
    struct text path;
    path_init(&path);
    path_move(&path, LEFT, height_at(drawing, kind, 0));
    for (int point = 1; point < POINTS && kind == JOB_EC2; point++) {
        int y = height_at(drawing, kind, point);
        if (y != height_at(drawing, kind, point - 1) || y != height_at(drawing, kind, point + 1))
            path_to(&path, axis_at(&drawing->runs, runs_at(drawing, point)), y);
    }
    path_to(&path, drawing->runs.at_to, height_at(drawing, kind, POINTS));
    chart_path(chart, classes[kind], &path, NULL);
    text_release(&path);
}

/* Above the plot, in the middle over its line as far as there is room. */
static void draw_here(struct chart *chart, int x, const char *runs)
{
    int half = CHARACTER * (int)(strlen(runs) + 19) / 2;
    int middle = x + half < CHART_WIDTH ? x : CHART_WIDTH - half;
    chart_text(chart, "hot mid", middle > half ? middle : half, TOP - 8 * CHART_UNIT, "you are here: %s runs", runs);
}

static void draw_marks(struct chart *chart, const struct job_drawing *drawing, enum job_line_kind choice)
{
    const struct job_lines *lines = &drawing->lines;
    char words[FIGURE_SIZE];
    int here = axis_at(&drawing->runs, lines->runs_now);
    if (lines->crossing > 0) {
        int x = axis_at(&drawing->runs, lines->crossing);
        int y = axis_at(&drawing->dollars, by_the_run(lines, lines->crossing));
        chart_line(chart, "hotline", x, y, x, BOTTOM);
        chart_mark(chart, "cross", x, y);
        chart_text(chart, x < CHART_WIDTH / 2 ? "strong" : "end strong",
                   x + (x < CHART_WIDTH / 2 ? 8 : -8) * CHART_UNIT, y - 8 * CHART_UNIT, "break-even at %s",
                   figure_runs(lines->crossing, words));
    }
    chart_mark(chart, "hotmark", here, axis_at(&drawing->dollars, job_line_cost(lines, choice, lines->runs_now)));
    chart_line(chart, "hotline", here, TOP - 4 * CHART_UNIT, here, BOTTOM);
    draw_here(chart, here, figure_runs(lines->runs_now, words));
}

static void add_legend(struct chart *chart, const struct job_lines *lines)
{
    chart_legend_begin(chart);
    for (int kind = 0; kind < JOB_LINES_MAX; kind++) {
        if (!lines->lines[kind].place)
            continue;
        chart_legend_line(chart, NULL, classes[kind]);
        chart_name(chart->html, kind == JOB_EC2 ? "EC2, room held all month" : place_words(lines->lines[kind].place));
        html_text(chart->html, lines->lines[kind].is_choice ? " (chosen)" : "");
        chart_legend_item_end(chart);
    }
    chart_legend_end(chart);
}

static void add_table(struct chart *chart, const struct job_drawing *drawing)
{
    const struct job_lines *lines = &drawing->lines;
    const double rows[] = {drawing->runs.from, lines->runs_now, lines->crossing, drawing->runs.to};
    char words[FIGURE_SIZE];
    chart_details_begin(chart, "The numbers: cost by runs a day");
    chart_table_begin(chart, "Dollars a month by runs a day",
                      (const char *[]){"runs a day", "Lambda", "Fargate", "EC2", NULL});
    for (int i = 0; i < 4; i++) {
        if (!(rows[i] > 0))
            continue;
        chart_row_begin(chart, figure_runs(rows[i], words));
        for (int kind = 0; kind < JOB_LINES_MAX; kind++)
            chart_cell(chart, "%s",
                       lines->lines[kind].place
                           ? figure_usd((int64_t)job_line_cost(lines, (enum job_line_kind)kind, rows[i]), words)
                           : "-");
        chart_row_end(chart);
    }
    chart_table_end(chart);
    chart_details_end(chart);
}

static void add_caption(struct chart *chart, const struct plan_job *job, const struct job_lines *lines)
{
    char words[FIGURE_SIZE];
    chart_name(chart->html, job->name);
    html_textf(chart->html, ": %s at %s runs a day", place_words(job->place), figure_runs(lines->runs_now, words));
    html_open(chart->html, "span");
    if (lines->crossing > 0)
        html_textf(chart->html, "; just %s %s runs %s would be cheaper.",
                   lines->crossing > lines->runs_now ? "above" : "below", figure_runs(lines->crossing, words),
                   ec2_is_dearer(lines, lines->runs_now) ? "room on EC2" : "paying by the run");
    else
        html_text(chart->html, lines->lines[JOB_EC2].place
                                   ? ", and EC2 neither overtakes nor falls behind up to a thousand times today's runs."
                                   : ": paid by the run in each place, so what is cheapest stays so.");
    html_close(chart->html, "span");
    chart_caption_end(chart);
}

static void draw(struct html *html, const struct report *report, const struct plan_job *job,
                 const struct job_lines *lines)
{
    struct chart chart;
    struct job_drawing drawing = drawing_of(lines);
    chart_begin(&chart, html, "job", (int)(job - report->plan->jobs));
    add_caption(&chart, job, lines);
    chart_draw_begin(&chart, 0, HEIGHT, "A job's places by its runs a day",
                     "Lines of dollars a month on logarithmic scales: places paid by the run rise with the runs, room "
                     "held on EC2 rises in steps. A mark shows today's runs and what is paid for them.");
    axis_draw_dollars(&chart, &drawing.dollars, &drawing.runs);
    axis_draw_numbers(&chart, &drawing.runs, BOTTOM, "runs a day");
    for (int kind = 0; kind < JOB_LINES_MAX; kind++)
        if (lines->lines[kind].place)
            draw_line(&chart, &drawing, (enum job_line_kind)kind);
    draw_marks(&chart, &drawing, kind_of(job->place));
    chart_draw_end(&chart);
    add_legend(&chart, lines);
    add_table(&chart, &drawing);
    if (lines->lines[JOB_EC2].place)
        chart_note(html, "EC2 is drawn at today's price of room for the runs that are on at once on average; how long "
                         "runs take to start is not counted.");
    chart_end(&chart);
}

void chart_job_break_even(struct html *html, const struct report *report, const struct plan_job *job)
{
    struct job_lines lines = job_lines_of(report->plan, job);
    int places = 0;
    for (int kind = 0; kind < JOB_LINES_MAX; kind++)
        places += lines.lines[kind].place != NULL;
    if (places < 2 || lines.runs_now < runs_least || lines.lines[kind_of(job->place)].place == NULL)
        chart_none(html, "Nothing to compare: the job has no other place that is possible and priced.");
    else
        draw(html, report, job, &lines);
}
