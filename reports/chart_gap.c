/* chart_gap.c — the gap as a waterfall: from the bound, cause by cause, to the cost. */
#include "reports/chart_parts.h"
#include "reports/places.h"

enum {
    LABEL_WIDTH = 168 * CHART_UNIT,
    VALUE_WIDTH = 74 * CHART_UNIT,
    BARS_WIDTH = CHART_WIDTH - LABEL_WIDTH - VALUE_WIDTH,
    ROW = 24 * CHART_UNIT,
    BAR = 15 * CHART_UNIT,
    BAR_LEAST = 2 * CHART_UNIT,
    TOTAL_SHARE = 4 /* of the bars' width that a total's bar is long, at the least: one in so many */
};

struct waterfall {
    double least, most; /* dollars at the left and right edge */
    int row;
    double sum; /* so far, nano-dollars */
};

static int at_dollars(const struct waterfall *fall, double nano)
{
    return LABEL_WIDTH + chart_scale(nano - fall->least, fall->most - fall->least, BARS_WIDTH);
}

/* What is below half a cent a month is dust of rounding: in the table alone. */
static bool is_drawn(const struct plan *plan, int cause)
{
    int64_t nano = gap_cause_cost(plan, (enum gap_cause)cause);
    return nano >= NANO_PER_USD / 200 || nano <= -NANO_PER_USD / 200;
}

/* The causes are a small part of the cost: the scale does not begin at 0, and totals show a break. */
static struct waterfall waterfall_of(const struct plan *plan)
{
    double sum = (double)plan->bound.usd_per_month_nano, least = sum, most = sum;
    for (int cause = 0; cause < GAP_CAUSES_COUNT; cause++) {
        sum += (double)gap_cause_cost(plan, (enum gap_cause)cause);
        least = sum < least ? sum : least;
        most = sum > most ? sum : most;
    }
    double span = (most - least) / (TOTAL_SHARE - 1) * TOTAL_SHARE;
    struct waterfall fall = {.least = most - (span > 1 ? span : 1), .most = most};
    fall.sum = (double)plan->bound.usd_per_month_nano;
    return fall;
}

static void draw_box(struct chart *chart, enum chart_fill fill, int x0, int x1, int row, const char *title)
{
    struct text path;
    int top = row * ROW + (ROW - BAR) / 2;
    path_init(&path);
    path_box(&path, (struct chart_box){x0, top, x1 > x0 + BAR_LEAST ? x1 : x0 + BAR_LEAST, top + BAR});
    chart_fill_path(chart, fill, &path, title);
    if (fill == FILL_STRANDED)
        chart_path(chart, "frame", &path, NULL);
    text_release(&path);
}

static void draw_total(struct chart *chart, struct waterfall *fall, const char *words, int64_t nano,
                       enum chart_fill fill)
{
    char dollars[FIGURE_SIZE];
    int top = fall->row * ROW, baseline = top + ROW / 2 + 4 * CHART_UNIT, cut = LABEL_WIDTH + 10 * CHART_UNIT;
    chart_text(chart, "strong", 0, baseline, "%s", words);
    chart_text(chart, "end strong", CHART_WIDTH, baseline, "%s", chart_dollars(nano, dollars));
    draw_box(chart, fill, LABEL_WIDTH, at_dollars(fall, (double)nano), fall->row, words);
    chart_line(chart, "break", cut, top + ROW - 2 * CHART_UNIT, cut + 5 * CHART_UNIT, top + 2 * CHART_UNIT);
    fall->row++;
}

/* From the bar above, down to the one below it. */
static void draw_link(struct chart *chart, const struct waterfall *fall)
{
    int x = at_dollars(fall, fall->sum), above = fall->row * ROW - (ROW - BAR) / 2;
    chart_line(chart, "axis", x, above, x, fall->row * ROW + (ROW - BAR) / 2);
}

static void draw_cause(struct chart *chart, struct waterfall *fall, const char *words, int64_t nano)
{
    char dollars[FIGURE_SIZE];
    int from = at_dollars(fall, fall->sum), to = at_dollars(fall, fall->sum + (double)nano);
    int baseline = fall->row * ROW + ROW / 2 + 4 * CHART_UNIT;
    draw_link(chart, fall);
    chart_text(chart, "", 0, baseline, "%s", words);
    chart_text(chart, "end", CHART_WIDTH, baseline, "%s%s", nano < 0 ? "" : "+", chart_dollars(nano, dollars));
    draw_box(chart, nano < 0 ? FILL_FIRST + 3 : FILL_FIRST + 1, from < to ? from : to, from < to ? to : from,
             fall->row++, words);
    fall->sum += (double)nano;
}

static void add_table(struct chart *chart, const struct plan *plan, int64_t cost)
{
    char dollars[FIGURE_SIZE], percent[FIGURE_SIZE];
    chart_details_begin(chart, "The numbers: the gap by cause");
    chart_table_begin(chart, "From the bound to the cost",
                      (const char *[]){"cause", "$ a month", "of the bound", NULL});
    chart_row_begin(chart, "bound");
    chart_cell(chart, "%s", figure_usd(plan->bound.usd_per_month_nano, dollars));
    chart_cell(chart, "100 %%");
    chart_row_end(chart);
    for (int cause = 0; cause < GAP_CAUSES_COUNT; cause++) {
        chart_row_begin(chart, gap_cause_words((enum gap_cause)cause));
        chart_cell(chart, "%s", figure_usd(gap_cause_cost(plan, (enum gap_cause)cause), dollars));
        chart_cell(chart, "%s", figure_percent(plan->bound.gap_by_cause[cause], percent));
        chart_row_end(chart);
    }
    chart_row_begin(chart, "cost without overhead");
    chart_cell(chart, "%s", figure_usd(cost, dollars));
    chart_cell(chart, "%s", figure_percent(1 + plan->bound.gap_ratio, percent));
    chart_row_end(chart);
    chart_table_end(chart);
    chart_details_end(chart);
}

static void draw_waterfall(struct chart *chart, const struct plan *plan, int64_t cost)
{
    struct waterfall fall = waterfall_of(plan);
    draw_total(chart, &fall, "Bound", plan->bound.usd_per_month_nano, FILL_STRANDED);
    for (int cause = 0; cause < GAP_CAUSES_COUNT; cause++) {
        if (is_drawn(plan, cause))
            draw_cause(chart, &fall, gap_cause_words((enum gap_cause)cause),
                       gap_cause_cost(plan, (enum gap_cause)cause));
    }
    draw_link(chart, &fall);
    draw_total(chart, &fall, plan->cost.overhead > 0 ? "Cost, less overhead" : "Cost", cost, FILL_FIRST);
}

void chart_gap(struct html *html, const struct report *report)
{
    const struct plan *plan = report->plan;
    struct chart chart;
    char dollars[FIGURE_SIZE], percent[FIGURE_SIZE];
    int64_t cost = plan->cost.total - plan->cost.overhead;
    int rows = 2;
    for (int cause = 0; cause < GAP_CAUSES_COUNT; cause++)
        rows += is_drawn(plan, cause);
    if (plan->bound.usd_per_month_nano <= 0 || rows == 2) {
        chart_none(html, "%s",
                   plan->bound.usd_per_month_nano <= 0 ? "No gap to draw: no bound is known."
                                                       : "No gap to draw: the plan costs what its bound says.");
        return;
    }
    chart_begin(&chart, html, "gap", -1);
    html_textf(html, "At most %s a month (%s) above the cheapest there can be, and why",
               chart_dollars(cost - plan->bound.usd_per_month_nano, dollars),
               figure_percent(plan->bound.gap_ratio, percent));
    chart_caption_end(&chart);
    chart_patterns(&chart, 1u << FILL_STRANDED | 1u << FILL_FIRST | 1u << (FILL_FIRST + 1) | 1u << (FILL_FIRST + 3));
    chart_draw_begin(&chart, 0, rows * ROW, "From bound to cost",
                     "A waterfall in dollars a month: it begins at the bound, each cause adds its part, and it ends at "
                     "the plan's cost. The scale does not begin at zero.");
    draw_waterfall(&chart, plan, cost);
    chart_draw_end(&chart);
    add_table(&chart, plan, cost);
    chart_note(html, "The bars of bound and cost are cut short: the scale does not begin at zero.");
    chart_end(&chart);
}
