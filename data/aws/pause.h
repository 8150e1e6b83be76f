/* pause.h — waiting, so that a signal's `stop` ends it. */
#ifndef BAYPLAN_AWS_PAUSE_H
#define BAYPLAN_AWS_PAUSE_H

#include <stdbool.h>

/* Sleeps with nanosleep in slices, as a signal's handler only sets `stop` (may be NULL) and may run just before a sleep
 * begins; false when it was set. */
bool aws_pause(double seconds, const volatile bool *stop);

#endif
