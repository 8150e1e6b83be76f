/* commit_one.c — how much of one commitment: every hour uses it where it saves most, first; the sum of what the next
 * dollar saves falls from breakpoint to breakpoint, and where it no longer pays that dollar is the answer. With one
 * rate this is the quantile of the hourly use at the discount. */
#include "planner/solve/commit_parts.h"

#include <stdlib.h>

/* At `position` dollars of commitment an hour's next dollar begins to save `drop` less (times its weight). */
struct breakpoint {
    double position, drop;
};

static int by_position(const void *left, const void *right)
{
    const struct breakpoint *a = left, *b = right;
    return (a->position > b->position) - (a->position < b->position);
}

struct ranked {
    double ratio;
    int group;
};

static int by_ratio(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->ratio != b->ratio)
        return a->ratio < b->ratio ? -1 : 1;
    return (a->group > b->group) - (a->group < b->group);
}

static struct ranked *ranked_groups(const struct commit_part *part, struct arena *arena, int *ret_count)
{
    struct ranked *ranked = ARENA_ARRAY(arena, struct ranked, part->groups_count + 1);
    int count = 0;
    for (int g = 0; g < part->groups_count; g++)
        if (part->ratio[g] > 0)
            ranked[count++] = (struct ranked){part->ratio[g], g};
    qsort(ranked, (size_t)count, sizeof *ranked, by_ratio);
    *ret_count = count;
    return ranked;
}

/* Breakpoints of one hour; *slope gets what its first dollar saves. */
static int hour_breakpoints(const struct commit_part *part, int hour, const struct ranked *ranked, int ranked_count,
                            struct breakpoint *out, double *slope)
{
    const double *use = part->use + (ptrdiff_t)hour * part->groups_count;
    double weight = part->hour_weight[hour], position = 0;
    int count = 0;
    for (int r = 0; r < ranked_count; r++) {
        double dollars = use[ranked[r].group], saves = weight / ranked[r].ratio;
        if (dollars <= 0)
            continue;
        if (count == 0)
            *slope += saves;
        else
            out[count - 1].drop -= saves;
        position += dollars * ranked[r].ratio;
        out[count++] = (struct breakpoint){position, saves};
    }
    return count;
}

/* What stays on demand of an hour with `amount` of the offer. */
static double hour_rest(const struct commit_part *part, int hour, const struct ranked *ranked, int ranked_count,
                        double amount)
{
    const double *use = part->use + (ptrdiff_t)hour * part->groups_count;
    double rest = 0;
    for (int g = 0; g < part->groups_count; g++)
        rest += use[g];
    for (int r = 0; r < ranked_count && amount > 0; r++) {
        double dollars = use[ranked[r].group], takes = dollars * ranked[r].ratio;
        rest -= takes <= amount ? dollars : amount / ranked[r].ratio;
        amount -= takes;
    }
    return rest;
}

void part_solve_one(struct commit_part *part)
{
    const double tie = 1 + 1e-12; /* what saves just its own cost is not bought */
    struct arena scratch = {0};
    int ranked_count, count = 0, b = 0;
    struct ranked *ranked = ranked_groups(part, &scratch, &ranked_count);
    struct breakpoint *breakpoints =
        ARENA_ARRAY(&scratch, struct breakpoint, (size_t)part->hours_count * (size_t)ranked_count + 1);
    double slope = 0, amount = 0;
    for (int h = 0; h < part->hours_count; h++)
        count += hour_breakpoints(part, h, ranked, ranked_count, breakpoints + count, &slope);
    qsort(breakpoints, (size_t)count, sizeof *breakpoints, by_position);
    for (; b < count && slope > part->hours_weight * tie; b++) {
        amount = breakpoints[b].position;
        slope -= breakpoints[b].drop;
    }
    part->bought[0] = part->is_fixed[0] || amount < part->existing[0] ? 0 : amount - part->existing[0];
    part->cost = part->bought[0] * part->hours_weight;
    for (int h = 0; h < part->hours_count; h++)
        part->cost +=
            part->hour_weight[h] * hour_rest(part, h, ranked, ranked_count, part->existing[0] + part->bought[0]);
    arena_release(&scratch);
}
