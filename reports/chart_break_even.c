/* chart_break_even.c — EC2 is cheaper to rent and has to be looked after: how many hours a month may that take? */
#include "reports/chart_axes.h"

#include <math.h>

enum { LEFT = 62 * CHART_UNIT, TOP = 18 * CHART_UNIT, BOTTOM = 168 * CHART_UNIT, HEIGHT = 204 * CHART_UNIT };

struct break_even {
    double rate;           /* nano-dollars an hour of work */
    double bill;           /* of the plan without any work */
    double fargate;        /* of Fargate alone */
    double here, crossing; /* hours a month */
    struct axis hours, dollars;
};

static struct break_even break_even_of(const struct plan *plan)
{
    struct break_even even = {.rate = (double)plan->all_fargate.usd_per_hour_nano,
                              .bill = (double)(plan->cost.total - plan->cost.overhead),
                              .fargate = (double)plan->all_fargate.usd_per_month_nano};
    even.here = (double)plan->cost.overhead / even.rate;
    even.crossing = (even.fargate - even.bill) / even.rate;
    double most = even.crossing * 1.6;
    most = most > even.here * 1.2 ? most : even.here * 1.2;
    even.hours = (struct axis){0, most, false, LEFT, CHART_WIDTH - 8 * CHART_UNIT};
    double top = even.bill + even.rate * most;
    even.dollars = (struct axis){even.bill - (top - even.bill) * 0.2, top, false, BOTTOM, TOP};
    return even;
}

static int hours_at(const struct break_even *even, double hours)
{
    return axis_at(&even->hours, hours);
}

static int dollars_at(const struct break_even *even, double nano)
{
    return axis_at(&even->dollars, nano);
}

static void draw_lines(struct chart *chart, const struct break_even *even)
{
    struct text path;
    int level = dollars_at(even, even->fargate), right = even->hours.at_to;
    path_init(&path); /* where EC2 is cheaper */
    path_move(&path, LEFT, level);
    path_to(&path, hours_at(even, even->crossing), level);
    path_to(&path, LEFT, dollars_at(even, even->bill));
    text_add(&path, "z");
    chart_path(chart, "room", &path, NULL);
    text_release(&path);
    chart_line(chart, "line2", LEFT, level, right, level);
    chart_line(chart, "line1", LEFT, dollars_at(even, even->bill), right,
               dollars_at(even, even->bill + even->rate * even->hours.to));
    chart_text(chart, "end", right, level + 14 * CHART_UNIT, "Fargate alone");
    chart_text(chart, "end", right - 30 * CHART_UNIT, TOP + 6 * CHART_UNIT, "EC2 and its work");
}

static void draw_marks(struct chart *chart, const struct break_even *even)
{
    char words[FIGURE_SIZE];
    int x = hours_at(even, even->crossing), level = dollars_at(even, even->fargate);
    int here = hours_at(even, even->here), y = dollars_at(even, even->bill + even->rate * even->here);
    bool left = here < CHART_WIDTH * 2 / 3;
    chart_line(chart, "hotline", x, level, x, BOTTOM);
    chart_mark(chart, "cross", x, level);
    chart_text(chart, "end strong", x - 6 * CHART_UNIT, level - 9 * CHART_UNIT, "break-even at %s hours",
               figure_short(even->crossing, even->crossing < 10 ? 2 : 0, words));
    chart_mark(chart, "hotmark", here, y);
    chart_text(chart, left ? "hot" : "hot end", here + (left ? 9 : -9) * CHART_UNIT, y + 15 * CHART_UNIT,
               "you are here: %s hours", figure_short(even->here, even->here < 10 ? 2 : 0, words));
}

static void add_table(struct chart *chart, const struct break_even *even)
{
    char hours[FIGURE_SIZE], ec2[FIGURE_SIZE], fargate[FIGURE_SIZE];
    double rows[] = {0, even->here, even->crossing, even->hours.to};
    chart_details_begin(chart, "The numbers: EC2 against Fargate alone");
    chart_table_begin(chart, "Dollars a month by hours of work on EC2",
                      (const char *[]){"hours of work a month", "this plan and its work", "Fargate alone", NULL});
    for (int i = 0; i < 4; i++) {
        if (i == 1 && !(even->here > 0))
            continue;
        chart_row_begin(chart, figure_short(rows[i], 2, hours));
        chart_cell(chart, "%s", figure_usd((int64_t)llround(even->bill + even->rate * rows[i]), ec2));
        chart_cell(chart, "%s", figure_usd((int64_t)llround(even->fargate), fargate));
        chart_row_end(chart);
    }
    chart_table_end(chart);
    chart_details_end(chart);
}

static void draw(struct html *html, const struct plan *plan)
{
    struct chart chart;
    struct break_even even = break_even_of(plan);
    char hours[FIGURE_SIZE], rate[FIGURE_SIZE];
    chart_begin(&chart, html, "break-even", -1);
    html_textf(html, "EC2 is the cheaper choice while it takes under %s hours of work a month",
               figure_short(even.crossing, even.crossing < 10 ? 2 : 0, hours));
    html_open(html, "span");
    html_textf(html, " at %s an hour.", figure_usd(plan->all_fargate.usd_per_hour_nano, rate));
    html_close(html, "span");
    chart_caption_end(&chart);
    chart_draw_begin(&chart, 0, HEIGHT, "EC2 against Fargate alone, by hours of work",
                     "Two lines of dollars a month: this plan, which rises with the hours of work its instances take, "
                     "and Fargate alone, which takes none. They cross at the break-even; a mark shows the hours this "
                     "plan counts.");
    axis_draw_dollars(&chart, &even.dollars, &even.hours);
    draw_lines(&chart, &even);
    axis_draw_numbers(&chart, &even.hours, BOTTOM, "hours of work on EC2 a month");
    draw_marks(&chart, &even);
    chart_draw_end(&chart);
    add_table(&chart, &even);
    chart_end(&chart);
}

void chart_break_even(struct html *html, const struct report *report)
{
    const struct plan *plan = report->plan;
    char dollars[FIGURE_SIZE];
    if (!plan->all_fargate.possible)
        chart_none(html, "Nothing to compare: Fargate alone is not possible, as %s.", plan->all_fargate.why_not);
    else if (plan->pools_count == 0)
        chart_none(html, "Nothing to compare: this plan has no instances to look after.");
    else if (!plan->all_fargate.helps || plan->all_fargate.usd_per_hour_nano <= 0 ||
             plan->all_fargate.usd_per_month_nano <= plan->cost.total - plan->cost.overhead)
        chart_none(html, "Nothing to weigh: EC2 saves nothing over Fargate alone (%s a month).",
                   figure_usd(plan->all_fargate.usd_per_month_nano, dollars));
    else
        draw(html, plan);
}
