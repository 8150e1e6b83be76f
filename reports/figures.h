/* figures.h — numbers for people: thousands separated, units as in the documents. Each returns its buffer. */
#ifndef BAYPLAN_REPORTS_FIGURES_H
#define BAYPLAN_REPORTS_FIGURES_H

#include "data/base/money.h"

enum { FIGURE_SIZE = 64 };

const char *figure_count(int64_t count, char buffer[FIGURE_SIZE]);               /* "2,047" */
const char *figure_range(int64_t least, int64_t most, char buffer[FIGURE_SIZE]); /* "4–12", or "4" */
const char *figure_real(double value, int decimals, char buffer[FIGURE_SIZE]);   /* "1,234.5" */
const char *figure_short(double value, int decimals, char buffer[FIGURE_SIZE]);  /* "1,234.5", "3": at most so many */
const char *figure_usd(int64_t nano, char buffer[FIGURE_SIZE]);                  /* "$1,234.57", "-$0.10" */
const char *figure_change(int64_t nano, char buffer[FIGURE_SIZE]);               /* "+$1,234.57", "-$0.10", "$0.00" */
const char *figure_change_cents(int64_t nano, char buffer[FIGURE_SIZE]);         /* "+1,234.57", "-0.10", "0.00" */
const char *figure_percent(double ratio, char buffer[FIGURE_SIZE]);              /* "0.44 %", "<0.01 %" */
const char *figure_vcpus(int64_t cpu_units, char buffer[FIGURE_SIZE]);           /* "0.25" */
const char *figure_gib(int64_t memory_mib, char buffer[FIGURE_SIZE]);            /* "1.73" */
const char *figure_rate(int64_t nano, int decimals, char buffer[FIGURE_SIZE]);   /* "0.32640" */
const char *figure_seconds(double seconds, char buffer[FIGURE_SIZE]);            /* "3.2 s", "15 min" */
const char *figure_minutes(double minutes, char buffer[FIGURE_SIZE]);            /* "9.5 min", "12 h" */
const char *figure_runs(double runs_per_day, char buffer[FIGURE_SIZE]);          /* "120,000", "0.5" */
const char *figure_hour(int hour, int hours, char buffer[FIGURE_SIZE]);          /* "Mon 14:00 UTC" */

/* Decimals figure_rate needs to be exact: at least `least`. */
int figure_decimals(int64_t nano, int least);

#endif
