/* pause.c — see pause.h. */
#include "data/aws/pause.h"

#include <errno.h>
#include <stddef.h>
#include <time.h>

static void pause_for(double seconds)
{
    struct timespec left = {.tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        continue;
}

bool aws_pause(double seconds, const volatile bool *stop)
{
    const double slice = 0.2;
    for (; seconds > 0 && !(stop && *stop); seconds -= slice)
        pause_for(seconds < slice ? seconds : slice);
    return !(stop && *stop);
}
