#include "planner/pools/subset.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS_MAX = 3 };

static int int_compare(const void *a, const void *b)
{
    return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

static bool same_set(const struct subset *a, const struct subset *b)
{
    return a->count == b->count && memcmp(a->types, b->types, (size_t)a->count * sizeof *a->types) == 0;
}

static void keep(struct subset_search *search, const struct subset *subset)
{
    int at = search->kept_count;
    for (int k = 0; k < search->kept_count; k++)
        if (same_set(&search->kept[k], subset))
            return;
    if (at == SUBSETS_KEPT && search->kept[--at].hour_nano <= subset->hour_nano)
        return;
    if (at == search->kept_count)
        search->kept_count++;
    search->kept[at] = *subset;
    for (; at > 0 && search->kept[at].hour_nano < search->kept[at - 1].hour_nano; at--) {
        struct subset swap = search->kept[at];
        search->kept[at] = search->kept[at - 1];
        search->kept[at - 1] = swap;
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
    mix_ask(search->mix, subset->types, subset->count, NULL, search->answer);
    subset->hour_nano = search->answer->hour_nano;
    if (isinf(subset->hour_nano))
        return;
    drop_unused(search, subset);
    keep(search, subset);
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

static void mark_types(const struct subset_search *search, const struct fluid_plans *plans, const int *wanted,
                       int wanted_count, bool *candidate)
{
    for (int w = 0; w < wanted_count; w++)
        candidate[wanted[w]] = true;
    for (int p = 0; p < plans->count; p++)
        for (int g = 0; g < plans->plans[p]->pools_count; g++)
            if (plans->plans[p]->members[g] > 0)
                candidate[plans->plans[p]->types[g]] = true;
    (void)search;
}

void subset_search(struct subset_search *search, const struct fluid_plans *plans, const int *wanted, int wanted_count)
{
    int types_count = search->mix->fleet->types_count;
    bool *candidate = memory_alloc((size_t)types_count + 1, sizeof *candidate);
    search->answer = mix_answer_new(search->mix);
    mark_types(search, plans, wanted, wanted_count, candidate);
    for (int p = 0; p < plans->count && may_go_on(search); p++) {
        struct subset subset = {0};
        for (int g = 0; g < plans->plans[p]->pools_count; g++)
            if (plans->plans[p]->members[g] > 0)
                subset.types[subset.count++] = plans->plans[p]->types[g];
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
