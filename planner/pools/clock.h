/* clock.h — the guard on time: asked often, it looks at the clock seldom, and once it has run out it stays so. */
#ifndef BAYPLAN_POOLS_CLOCK_H
#define BAYPLAN_POOLS_CLOCK_H

#include <stdbool.h>
#include <time.h>

struct search_clock {
    double start_s, limit_s;
    bool out;
};

static inline double clock_now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static inline struct search_clock clock_start(double limit_s)
{
    return (struct search_clock){clock_now_s(), limit_s, false};
}

static inline double clock_elapsed_s(const struct search_clock *clock)
{
    return clock_now_s() - clock->start_s;
}

static inline bool clock_is_out(struct search_clock *clock)
{
    if (!clock->out && clock_elapsed_s(clock) > clock->limit_s)
        clock->out = true;
    return clock->out;
}

#endif
