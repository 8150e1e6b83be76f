#include "planner/pools/subset.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS_MAX = 3, FAVOURITES_PACKED = 6 };

/* Effort on bounds, in classes times types of each question. */
static const int64_t bound_work_max = 200 * 1000;

static int int_compare(const void *a, const void *b)
{
    return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

static bool same_set(const struct subset *a, const struct subset *b)
{
    return a->count == b->count && memcmp(a->types, b->types, (size_t)a->count * sizeof *a->types) == 0;
}

/* Into a list of the best few, cheapest first, all different. */
static void keep(struct subset *list, int *count, int most, const struct subset *subset)
{
    int at = *count;
    for (int k = 0; k < *count; k++)
        if (same_set(&list[k], subset))
            return;
    if (at == most && list[--at].hour_nano <= subset->hour_nano)
        return;
    if (at == *count)
        ++*count;
    list[at] = *subset;
    for (; at > 0 && list[at].hour_nano < list[at - 1].hour_nano; at--) {
        struct subset swap = list[at];
        list[at] = list[at - 1];
        list[at - 1] = swap;
    }
}

/* Drops types the answer leaves empty: they cost a place among the pools. */
static void drop_unused(const struct subset_search *search, struct subset *subset)
{
    int kept = 0;
    for (int k = 0; k < subset->count; k++) {
        int64_t items = 0;
        for (int c = 0; c < search->mix->groups.items_count; c++)
            items += search->answer->inside[c * PROFILE_POOLS_MAX + k];
        if (items > 0)
            subset->types[kept++] = subset->types[k];
    }
    subset->count = kept;
}

static bool may_go_on(struct subset_search *search)
{
    return search->mix->solves < search->solves_max && !clock_is_out(search->clock);
}

static void judge(struct subset_search *search, struct subset *subset)
{
    qsort(subset->types, (size_t)subset->count, sizeof *subset->types, int_compare);
    mix_ask(search->mix, subset->types, subset->count, NULL, 0, search->answer);
    subset->hour_nano = search->answer->hour_nano;
    if (isinf(subset->hour_nano))
        return;
    drop_unused(search, subset);
    keep(search->kept, &search->kept_count, SUBSETS_KEPT, subset);
}

static bool has_type(const struct subset *subset, int type)
{
    for (int k = 0; k < subset->count; k++)
        if (subset->types[k] == type)
            return true;
    return false;
}

/* The best of `now` with one type added or exchanged. */
static bool exchange(struct subset_search *search, struct subset *now, const bool *candidate, int types_count)
{
    struct subset best = *now;
    for (int k = 0; k <= now->count && k < search->pools_max; k++)
        for (int t = 0; t < types_count && may_go_on(search); t++) {
            if (!candidate[t] || has_type(now, t))
                continue;
            struct subset trial = *now;
            trial.types[k] = t;
            trial.count = k == now->count ? k + 1 : now->count;
            judge(search, &trial);
            if (trial.hour_nano < best.hour_nano * (1 - 1e-9))
                best = trial;
        }
    bool better = best.hour_nano < now->hour_nano * (1 - 1e-9);
    *now = best;
    return better;
}

/* --- by bounds: volumes priced class by class see which types go together, and thousands of sets can be tried --- */

static bool bound_set(struct subset_search *search, struct subset *subset)
{
    if (search->bound_work > bound_work_max || clock_is_out(search->clock))
        return false;
    qsort(subset->types, (size_t)subset->count, sizeof *subset->types, int_compare);
    search->bound_work += (int64_t)(search->mix->groups.items_count + 10) * subset->count;
    subset->hour_nano = mix_bound(search->mix, subset->types, subset->count);
    if (!isinf(subset->hour_nano))
        keep(search->liked, &search->liked_count, SUBSETS_LIKED, subset);
    return true;
}

/* Each place in turn, a new one first, takes the type with which the bound is least. */
static bool exchange_by_bound(struct subset_search *search, struct subset *now)
{
    bool better = false;
    for (int k = now->count < search->pools_max ? now->count : now->count - 1; k >= 0; k--) {
        struct subset best = *now;
        for (int t = 0; t < search->mix->fleet->types_count; t++) {
            struct subset trial = *now;
            if (has_type(now, t))
                continue;
            trial.types[k] = t;
            trial.count = k == now->count ? k + 1 : now->count;
            if (!bound_set(search, &trial))
                return false;
            if (trial.hour_nano < best.hour_nano * (1 - 1e-9))
                best = trial;
        }
        better |= best.hour_nano < now->hour_nano * (1 - 1e-9);
        *now = best;
    }
    return better;
}

static struct subset subset_of_plan(const struct fluid_plan *plan)
{
    struct subset subset = {0};
    for (int g = 0; g < plan->pools_count; g++)
        if (plan->members[g] > 0)
            subset.types[subset.count++] = plan->types[g];
    return subset;
}

static void search_by_bound(struct subset_search *search, const struct fluid_plans *plans)
{
    struct subset now = {.hour_nano = INFINITY};
    for (int p = 0; p < plans->count; p++) {
        struct subset trial = subset_of_plan(plans->plans[p]);
        if (bound_set(search, &trial) && trial.hour_nano < now.hour_nano)
            now = trial;
    }
    while (exchange_by_bound(search, &now))
        ;
}

static void mark_types(const struct subset_search *search, const int *wanted, int wanted_count, bool *candidate)
{
    for (int w = 0; w < wanted_count; w++)
        candidate[wanted[w]] = true;
    for (int k = 0; k < search->liked_count; k++)
        for (int g = 0; g < search->liked[k].count; g++)
            candidate[search->liked[k].types[g]] = true;
}

void subset_search(struct subset_search *search, const struct fluid_plans *plans, const int *wanted, int wanted_count)
{
    int types_count = search->mix->fleet->types_count;
    bool *candidate = memory_alloc((size_t)types_count + 1, sizeof *candidate);
    search->answer = mix_answer_new(search->mix);
    search_by_bound(search, plans);
    mark_types(search, wanted, wanted_count, candidate);
    for (int k = 0; k < search->liked_count && may_go_on(search); k++) {
        struct subset subset = search->liked[k];
        judge(search, &subset);
    }
    for (int p = 0; p < plans->count && p < FAVOURITES_PACKED && may_go_on(search); p++) {
        struct subset subset = subset_of_plan(plans->plans[p]);
        judge(search, &subset);
    }
    struct subset now = {.hour_nano = INFINITY};
    if (search->kept_count > 0)
        now = search->kept[0];
    for (int round = 0; round < ROUNDS_MAX * search->pools_max && may_go_on(search); round++)
        if (!exchange(search, &now, candidate, types_count))
            break;
    free(candidate);
}
