#include "reports/chart_axes.h"

#include <math.h>
#include <string.h>

int axis_at(const struct axis *axis, double value)
{
    double from = axis->from, to = axis->to;
    value = value > from ? value < to ? value : to : from;
    double part = axis->logarithmic ? log(value / from) / log(to / from) : (value - from) / (to - from);
    return axis->at_from + (int)lround(part * (axis->at_to - axis->at_from));
}

enum { LINEAR_STEPS = 5, TICKS_MAX = 12 };

/* Powers of ten, and of few of them their halves of a decade too; or round steps. */
static int ticks_of(const struct axis *axis, double ticks[TICKS_MAX])
{
    int count = 0;
    if (!axis->logarithmic) {
        double step = chart_step(axis->to - axis->from, LINEAR_STEPS);
        for (double k = ceil(axis->from / step - 1e-9); k * step <= axis->to * (1 + 1e-9) && count < TICKS_MAX; k++)
            ticks[count++] = k * step + 0.0; /* no -0 */
        return count;
    }
    double decades = log10(axis->to / axis->from);
    double by = decades > 6 ? pow(10, ceil(decades / 6)) : 10;
    for (double tick = pow(10, ceil(log10(axis->from) - 1e-9)); tick <= axis->to * (1 + 1e-9) && count < TICKS_MAX;
         tick *= by)
        ticks[count++] = tick;
    return count;
}

/* "$10", "$12.50": cents only where there are some. */
static const char *tick_dollars(double nano, char buffer[FIGURE_SIZE])
{
    chart_dollars((int64_t)llround(nano), buffer);
    size_t length = strlen(buffer);
    if (length > 3 && strcmp(buffer + length - 3, ".00") == 0)
        buffer[length - 3] = '\0';
    return buffer;
}

void axis_draw_dollars(struct chart *chart, const struct axis *dollars, const struct axis *across)
{
    double ticks[TICKS_MAX];
    char words[FIGURE_SIZE];
    int count = ticks_of(dollars, ticks);
    for (int i = 0; i < count; i++) {
        int y = axis_at(dollars, ticks[i]);
        chart_line(chart, "grid", across->at_from, y, across->at_to, y);
        chart_text(chart, "end dim", across->at_from - 5 * CHART_UNIT, y + 4 * CHART_UNIT, "%s",
                   tick_dollars(ticks[i], words));
    }
}

void axis_draw_numbers(struct chart *chart, const struct axis *across, int bottom, const char *unit)
{
    double ticks[TICKS_MAX];
    char words[FIGURE_SIZE];
    int count = ticks_of(across, ticks);
    chart_line(chart, "axis", across->at_from, bottom, across->at_to, bottom);
    for (int i = 0; i < count; i++) {
        int x = axis_at(across, ticks[i]);
        chart_line(chart, "axis", x, bottom, x, bottom + 4 * CHART_UNIT);
        chart_text(chart, "mid dim", x, bottom + 16 * CHART_UNIT, "%s", figure_short(ticks[i], 6, words));
    }
    chart_text(chart, "end dim", across->at_to, bottom + 31 * CHART_UNIT, "%s", unit);
}
