/* chart_axes.h — two scales, linear or logarithmic, and their ticks. For the files of chart_*.c. */
#ifndef BAYPLAN_REPORTS_CHART_AXES_H
#define BAYPLAN_REPORTS_CHART_AXES_H

#include "reports/chart_parts.h"

struct axis {
    double from, to; /* from < to; logarithmic: from > 0 */
    bool logarithmic;
    int at_from, at_to; /* tenths of a unit; may fall */
};

int axis_at(const struct axis *axis, double value); /* never outside the two ends */
/* Grid lines across the plot and dollars beside them, at the left end of `across`. `dollars` is nano-dollars. */
void axis_draw_dollars(struct chart *chart, const struct axis *dollars, const struct axis *across);
/* Ticks with plain numbers below the plot, `unit` in words at its end. */
void axis_draw_numbers(struct chart *chart, const struct axis *across, int bottom, const char *unit);

#endif
