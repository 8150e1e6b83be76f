/* search.c — the order of the search, and what was measured while choosing it (us-east-1, gap to the bound).
 *
 * The fluid alone, its best plans priced by first fit: fleet of 2,077 services 152 %, 50 services 15 % (45 % with
 * trunking). Asking the solver about a typical hour with each set of types, and scaling its patterns to every hour and
 * zone: 5 to 8 % on the large fleet, where tasks of 96 vCPU have to be mixed with hundreds of small ones that run out
 * of interfaces, which no volume sees. On small fleets the solver splits services over types and misleads (12 services:
 * 3,164 dollars against 2,869 by local search), so it is not asked there; opening, closing and retyping pools judged by
 * real packings took 50 services from 15 % to 1.0 % (45 % to 2.9 %). Shaking adds at most 0.2 %. */
#include "planner/pools/search.h"
#include "planner/pools/learn.h"
#include <stdlib.h>

/* Where each step has to end, as a share of the time; counters end most of them before. */
/* Seconds' worth of the solver's steps for each set of types kept. */
static const double effort_of_kept = 0.25;

static const double fluid_end = 0.4, subsets_end = 0.7, coarse_end = 0.93;

/* Small fleets are judged by their own packings: a service is wholly in one place, and the solver would split it. */
enum { STARTS_KEPT = 4, STARTS_POLISHED_LARGE = 2, SOLVER_NOT_ASKED = 150, EXCHANGE_ROUNDS = 3 };

/* Steps of 30 to 40 nanoseconds: some three seconds in all. */
static const int64_t work_of_starts = 30 * 1000 * 1000, work_of_shaking = 30 * 1000 * 1000,
                     work_at_the_end = 10 * 1000 * 1000;

/* The best few choices found so far on the sample, best first. */
struct starts {
    struct choice *choices[STARTS_KEPT];
    int count;
};

static void keep_start(struct chooser *chooser, struct starts *starts, const struct choice *choice)
{
    int at = starts->count;
    for (int k = 0; k < starts->count; k++)
        if (starts->choices[k]->total == choice->total)
            return;
    if (at == STARTS_KEPT && !choice_is_better(choice, starts->choices[--at]))
        return;
    if (at == starts->count) {
        if (!starts->choices[at])
            starts->choices[at] = choice_new(chooser);
        starts->count++;
    }
    choice_copy(chooser, starts->choices[at], choice);
    for (; at > 0 && choice_is_better(starts->choices[at], starts->choices[at - 1]); at--) {
        struct choice *swap = starts->choices[at];
        starts->choices[at] = starts->choices[at - 1];
        starts->choices[at - 1] = swap;
    }
}

static struct search_clock clock_until(const struct chooser *chooser, double share)
{
    return (struct search_clock){chooser->clock.start_s, chooser->clock.limit_s * share, false};
}

static void report(const struct pools_options *options, const struct chooser *chooser, const struct choice *best)
{
    if (options->progress && best->homeless == 0)
        options->progress(options->context, best->total, clock_elapsed_s(&chooser->clock));
}

/* Prices the fluid's favourites with real packings. */
static void try_fluid_plans(struct chooser *coarse, const struct fluid *fluid, const struct fluid_plans *plans,
                            struct starts *starts)
{
    struct choice *trial = choice_new(coarse);
    struct search_clock clock = clock_until(coarse, subsets_end);
    for (int p = 0; p < plans->count && (p == 0 || !clock_is_out(&clock)); p++) {
        choice_from_fluid(coarse, fluid, plans->plans[p], trial);
        choice_price(coarse, trial, ZONE_EFFORT_QUICK);
        keep_start(coarse, starts, trial);
    }
}

/* Types the solver's free packing of the costliest hour used. */
static int wanted_types(const struct fleet *fleet, const struct solve_result *solved, int *ret_types)
{
    int count = 0;
    bool *used = memory_alloc((size_t)fleet->model->instances_count + 1, sizeof *used);
    for (int p = 0; p < solved->packing.patterns_count; p++)
        used[fleet->model->type_instance[solved->packing.patterns[p].type]] = true;
    for (int t = 0; t < fleet->types_count; t++)
        if (used[fleet->types[t].instance])
            ret_types[count++] = t;
    free(used);
    return count;
}

/* Questions to the solver: fewer where each is larger. */
static int64_t solves_max(int classes)
{
    int64_t solves = 5000 / (classes + 10);
    return solves < 15 ? 15 : solves > 200 ? 200 : solves;
}

/* Sets of types that the solver likes in a typical hour. Their patterns go into the book. */
static void try_subsets(struct chooser *coarse, struct pattern_book *book, const struct fluid_plans *plans,
                        const struct solve_result *solved, struct starts *starts)
{
    const struct fleet *fleet = coarse->fleet;
    struct mix mix;
    struct search_clock clock = clock_until(coarse, subsets_end);
    int *wanted = ARENA_ARRAY(&coarse->arena, int, fleet->types_count + 1);
    int wanted_count = wanted_types(fleet, solved, wanted);
    mix_init(&mix, fleet, typical_slot(fleet));
    struct subset_search search = {.mix = &mix,
                                   .clock = &clock,
                                   .pools_max = (int)fleet->model->profile->limits.pools_max,
                                   .solves_max = solves_max(mix.groups.items_count)};
    subset_search(&search, plans, wanted, wanted_count);
    struct choice *trial = choice_new(coarse);
    for (int k = 0; k < search.kept_count; k++) {
        const struct subset *subset = &search.kept[k];
        mix_ask(&mix, subset->types, subset->count, book, effort_of_kept, search.answer);
        mix_place(&mix, search.answer, subset->types, subset->count, trial);
        choice_drop_empty(coarse, trial);
        choice_price(coarse, trial, ZONE_EFFORT_QUICK);
        keep_start(coarse, starts, trial);
    }
    mix_release(&mix);
}

/* Slots of the sample: fewer where there are more items. */
static int sample_slots(const struct fleet *fleet)
{
    int slots = 2500 / (fleet->items_count + 1);
    return slots < 6 ? 6 : slots;
}

/* Patterns for the pools as they are now, from the hours of most and of typical load. */
static void learn_and_price(struct chooser *chooser, struct pattern_book *book, struct choice *choice)
{
    const struct fleet *fleet = chooser->fleet;
    int typical = typical_slot(fleet), most = typical;
    for (int s = 0; s < fleet->slots; s++)
        most = fleet_load(fleet, s) > fleet_load(fleet, most) ? s : most;
    if (most != typical)
        choice_learn(chooser, choice, most, book);
    choice_learn(chooser, choice, typical, book);
    choice_price(chooser, choice, ZONE_EFFORT_QUICK);
}

/* How many of the starts get the dearer steps: in large fleets each costs too much. */
static int starts_worth(const struct fleet *fleet, int in_large)
{
    return fleet->items_count > SOLVER_NOT_ASKED ? in_large : STARTS_KEPT;
}

static void search_sample(struct chooser *coarse, struct pattern_book *book, const struct solve_result *solved,
                          const struct pools_options *options, struct starts *starts)
{
    struct fluid fluid;
    struct fluid_plans plans;
    struct search_clock clock = clock_until(coarse, fluid_end);
    fluid_init(&fluid, coarse->fleet, FLUID_BY_SIZE);
    bool large = coarse->fleet->items_count > SOLVER_NOT_ASKED;
    fluid_search(&fluid, (int)coarse->fleet->model->profile->limits.pools_max, large ? 1 : EXCHANGE_ROUNDS, &clock,
                 &plans);
    if (large)
        try_subsets(coarse, book, &plans, solved, starts);
    try_fluid_plans(coarse, &fluid, &plans, starts);
    fluid_release(&fluid);
    report(options, coarse, starts->choices[0]);
    coarse->clock.limit_s = options->time_limit_s * coarse_end;
    for (int k = 0; k < starts->count && k < starts_worth(coarse->fleet, STARTS_POLISHED_LARGE); k++) {
        coarse->work_max = coarse->sizer.packer.steps + work_of_starts / (large ? 2 * STARTS_KEPT : STARTS_KEPT);
        choice_polish(coarse, starts->choices[k]);
        report(options, coarse, starts->choices[k]);
    }
    for (int k = 1; k < starts->count; k++)
        if (choice_is_better(starts->choices[k], starts->choices[0]))
            choice_copy(coarse, starts->choices[0], starts->choices[k]);
    coarse->work_max = coarse->sizer.packer.steps + (large ? work_of_shaking / 2 : work_of_shaking);
    if (large)
        learn_and_price(coarse, book, starts->choices[0]);
    choice_shake(coarse, starts->choices[0]);
}

void pools_search(struct chooser *chooser, struct pattern_book *book, const struct solve_result *solved,
                  const struct pools_options *options, struct choice *best)
{
    struct fleet sample;
    struct chooser coarse;
    struct starts starts = {0};
    fleet_sample(chooser->fleet, sample_slots(chooser->fleet), &sample);
    chooser_init(&coarse, &sample, book, options->time_limit_s);
    search_sample(&coarse, book, solved, options, &starts);
    struct choice *trial = choice_new(chooser);
    for (int k = 0; k < starts.count && k < starts_worth(chooser->fleet, 1); k++) {
        choice_copy(chooser, trial, starts.choices[k]);
        choice_price(chooser, trial, ZONE_EFFORT_QUICK);
        if (choice_is_better(trial, best))
            choice_copy(chooser, best, trial);
        report(options, chooser, best);
    }
    chooser->work_max = chooser->sizer.packer.steps + work_at_the_end;
    choice_polish(chooser, best);
    report(options, chooser, best);
    chooser_release(&coarse);
    fleet_release(&sample);
}
