/* schedule.c — dynamic programming over runs of equal hours. A step never needs to begin within a run: moved to the
 * run's edge on the dearer side it costs no more. Around the week's end: the step that holds the largest run can begin
 * only so far before it as the excess allows, and each of these runs is tried as the first. */
#include "planner/pools/schedule.h"
#include <stdlib.h>
#include <string.h>

#define NOT_REACHED INT64_MAX

struct run {
    int hour, length; /* from `hour` on, around the end of the week */
    int64_t size;
};

struct scheduling {
    struct run runs[HOURS_PER_WEEK];
    int count, largest;      /* runs; the first of the largest */
    int64_t needed, allowed; /* instance-hours; of excess */
    int64_t *layer;          /* [count * (count + 1)]: by first run and runs covered, the least excess of k steps */
};

static void find_runs(struct scheduling *scheduling, const int64_t *instances, int hours)
{
    for (int h = 0; h < hours; h++)
        if (instances[h] != instances[(h + hours - 1) % hours])
            scheduling->runs[scheduling->count++] = (struct run){.hour = h, .size = instances[h]};
    for (int r = 0; r < scheduling->count; r++) {
        int next = scheduling->runs[(r + 1) % scheduling->count].hour;
        scheduling->runs[r].length = (next - scheduling->runs[r].hour + hours) % hours;
        if (scheduling->runs[r].size > scheduling->runs[scheduling->largest].size)
            scheduling->largest = r;
    }
}

static const struct run *run_at(const struct scheduling *scheduling, int index)
{
    return &scheduling->runs[index % scheduling->count];
}

/* One more step for the cover of the first `covered` runs from `first`; *ret_from: how many the steps before cover. */
static int64_t best_last_step(const struct scheduling *scheduling, const int64_t *before, int first, int covered,
                              int *ret_from)
{
    int64_t best = NOT_REACHED, largest = 0, needed = 0, hours = 0;
    for (int from = covered - 1; from >= 0; from--) {
        const struct run *run = run_at(scheduling, first + from);
        largest = run->size > largest ? run->size : largest;
        hours += run->length;
        needed += run->length * run->size;
        int64_t excess = largest * hours - needed; /* only grows with more runs */
        if (excess > scheduling->allowed)
            break;
        if (before[from] != NOT_REACHED && before[from] + excess < best) {
            best = before[from] + excess;
            *ret_from = from;
        }
    }
    return best;
}

/* From k steps to k + 1, for one first run. Covers are improved from the longest: shorter ones are still of k. */
static void add_step(const struct scheduling *scheduling, int first, int64_t *layer)
{
    int from;
    for (int covered = scheduling->count; covered > 0; covered--)
        layer[covered] = best_last_step(scheduling, layer, first, covered, &from);
    layer[0] = NOT_REACHED;
}

static int64_t *layer_of(const struct scheduling *scheduling, int index)
{
    return scheduling->layer + (size_t)index * ((size_t)scheduling->count + 1);
}

static void start_layer(const struct scheduling *scheduling, int64_t *layer)
{
    for (int covered = 0; covered <= scheduling->count; covered++)
        layer[covered] = covered == 0 ? 0 : NOT_REACHED;
}

/* How many runs, going back from the largest one, the step that holds it may begin at. */
static int first_runs(const struct scheduling *scheduling)
{
    const struct run *largest = &scheduling->runs[scheduling->largest];
    int64_t excess = 0;
    for (int back = 1; back < scheduling->count; back++) {
        const struct run *run = run_at(scheduling, scheduling->largest + scheduling->count - back);
        excess += (largest->size - run->size) * run->length;
        if (excess > scheduling->allowed)
            return back;
    }
    return scheduling->count;
}

/* The fewest steps within the excess, or, where `all` are to be used, the cheapest SCHEDULE_ACTIONS_MAX; *ret_first:
 * the run that the first of them begins with. 0 = the quota is too small. */
static int fewest_steps(struct scheduling *scheduling, bool all, int *ret_first)
{
    int firsts = first_runs(scheduling);
    for (int back = 0; back < firsts; back++)
        start_layer(scheduling, layer_of(scheduling, back));
    for (int steps = 1; steps <= SCHEDULE_ACTIONS_MAX; steps++) {
        int64_t least = NOT_REACHED;
        for (int back = 0; back < firsts; back++) {
            int first = (scheduling->largest + scheduling->count - back) % scheduling->count;
            int64_t *layer = layer_of(scheduling, back);
            add_step(scheduling, first, layer);
            if (layer[scheduling->count] < least) {
                least = layer[scheduling->count];
                *ret_first = first;
            }
        }
        if (least <= scheduling->allowed && (!all || steps == SCHEDULE_ACTIONS_MAX))
            return steps;
    }
    return 0;
}

static int step_compare(const void *a, const void *b)
{
    return ((const struct schedule_step *)a)->hour - ((const struct schedule_step *)b)->hour;
}

/* The same once more for the first run chosen, remembering where each step begins. */
static void trace_steps(struct scheduling *scheduling, int first, int steps, struct schedule_step *ret_steps)
{
    int runs = scheduling->count, width = runs + 1;
    int *from = memory_alloc((size_t)steps * (size_t)width, sizeof *from);
    int64_t *layer = layer_of(scheduling, 0);
    start_layer(scheduling, layer);
    for (int k = 0; k < steps; k++) {
        for (int covered = runs; covered > 0; covered--)
            layer[covered] = best_last_step(scheduling, layer, first, covered, &from[k * width + covered]);
        layer[0] = NOT_REACHED;
    }
    for (int k = steps - 1, covered = runs; k >= 0; k--) {
        int begin = from[k * width + covered];
        ret_steps[k] = (struct schedule_step){.hour = run_at(scheduling, first + begin)->hour};
        for (int r = begin; r < covered; r++)
            if (run_at(scheduling, first + r)->size > ret_steps[k].size)
                ret_steps[k].size = run_at(scheduling, first + r)->size;
        covered = begin;
    }
    qsort(ret_steps, (size_t)steps, sizeof *ret_steps, step_compare);
    free(from);
}

int schedule_steps(const int64_t *instances, int hours, struct schedule_step ret_steps[SCHEDULE_ACTIONS_MAX])
{
    struct scheduling scheduling = {.count = 0};
    int first = 0, steps = 0;
    for (int h = 0; h < hours; h++)
        scheduling.needed += instances[h];
    find_runs(&scheduling, instances, hours);
    if (scheduling.count == 0)
        return 0;
    scheduling.layer = memory_alloc((size_t)scheduling.count * ((size_t)scheduling.count + 1), sizeof(int64_t));
    for (int64_t percent = SCHEDULE_EXCESS_PERCENT; steps == 0; percent *= 2) {
        scheduling.allowed = scheduling.needed * percent / 100;
        steps = fewest_steps(&scheduling, percent > SCHEDULE_EXCESS_PERCENT, &first);
    }
    if (steps > 1)
        trace_steps(&scheduling, first, steps, ret_steps);
    free(scheduling.layer);
    return steps > 1 ? steps : 0;
}

/* --- as actions --- */

/* Minute, hour and day of the week of the action in UTC; of a day's rhythm every day. */
static const char *recurrence(const struct plan_action *action, int hours, struct arena *arena)
{
    int minutes = hours * 60, at = (int)(action->hour_of_week * 60 - action->minutes_before + minutes) % minutes;
    int minute = at % 60, hour = at / 60 % 24, monday_is_0 = at / 60 / 24;
    if (hours <= 24)
        return arena_printf(arena, "%d %d * * *", minute, hour);
    return arena_printf(arena, "%d %d * * %d", minute, hour, (monday_is_0 + 1) % 7);
}

static void fill_action(const struct schedule_step *step, const struct schedule_step *before, int next_hour,
                        const int64_t *max_size, int hours, struct arena *arena, struct plan_action *ret_action,
                        int64_t *ret_size)
{
    int64_t max = step->size;
    int length = (next_hour - step->hour + hours) % hours;
    for (int k = 0; k < length; k++) {
        int h = (step->hour + k) % hours;
        max = max_size[h] > max ? max_size[h] : max;
        ret_size[h] = step->size;
    }
    *ret_action = (struct plan_action){.hour_of_week = step->hour,
                                       .minutes_before = step->size > before->size ? SCHEDULE_LEAD_MINUTES : 0,
                                       .min_size = step->size,
                                       .max_size = max,
                                       .desired_capacity = step->size};
    ret_action->recurrence = recurrence(ret_action, hours, arena);
}

struct plan_action *schedule_actions(const int64_t *instances, const int64_t *max_size, int hours, struct arena *arena,
                                     int *ret_count, int64_t *ret_size)
{
    struct schedule_step steps[SCHEDULE_ACTIONS_MAX];
    int count = schedule_steps(instances, hours, steps);
    struct plan_action *actions = ARENA_ARRAY(arena, struct plan_action, count + 1);
    int64_t largest = 0;
    for (int h = 0; h < hours; h++)
        largest = instances[h] > largest ? instances[h] : largest;
    for (int h = 0; h < hours; h++)
        ret_size[h] = largest;
    for (int k = 0; k < count; k++)
        fill_action(&steps[k], &steps[(k + count - 1) % count], steps[(k + 1) % count].hour, max_size, hours, arena,
                    &actions[k], ret_size);
    *ret_count = count;
    return actions;
}
