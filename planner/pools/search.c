/* search.c — the order of the search, and what was measured while choosing it (us-east-1, gap to the bound, list
 * prices).
 *
 * Which types go together: the fluid for small fleets, and for large ones the solver asked about a typical hour, by
 * bounds first (thousands of sets) and packings then. Both only make starts. A start is judged by tasks that come one
 * by one in drawn orders (arrival.h), as parts of the fleet (crowd.h), and annealed; half of the starts go on after
 * each heat, the last one longest.
 *
 * The judge matters most. b_cpu (162 services, three of which hold four fifths of the vCPUs): pools chosen by a free
 * packer cost 7.9 % by that packer, 13.6 % by arrivals, 11.3 % once ECS was replayed (123 orders); chosen by arrivals
 * 7.5 % replayed (8.7 % where a loaded machine's clock cut the search). Most of that is few_pools and whole instances:
 * one type alone has a bound 0.5 % above that of all types, but only in patterns that mix 4 tasks of 13 to 17 vCPU with
 * 7 to 10 small ones on 14 interfaces, and tasks that come in any order do not fall into patterns. Shop 19 % by
 * arrivals with the free packer's pools, 16.2 % replayed now; fleet_a 4.0 % and 2.9 to 3.8 %; c_fargate 4.7 % and
 * 4.0 % (3.0 % with four times the time).
 *
 * What lost. Local search alone (open, close, retype, move one): b_cpu 9.0 %, a 2.7 %, c_fargate 5.5 % by arrivals,
 * against 6.1 to 7.0 %, 2.2 % and 4.3 % annealed. Annealing in one drawn order: the choice suits that order (c_fargate
 * 1.4 % in it, 4.6 % in others and all hours), hence new orders in every epoch. No race, six short
 * heats and the best for long: b_cpu 6.1 to 9.3 % with small changes of effort, against 6.7 to 7.6 %. All pools_max
 * pools open from the start: 9.0 % for b_cpu against 7.6 %, hence one more in a heat. Even placement of large, small,
 * many or few services (spread:instanceId first) is worth 0.5 to 4 % of a pool at a
 * cold start; packing each by what it takes the lesser share of, 0.4 % more (b_cpu 6.9 % and 6.7 %). Which parts are
 * spread, each flipped by itself, and bins by two resources: b_cpu 4.7 to 8.3 % by arrivals with small changes of
 * effort and of hours looked at, 7.4 to 9.3 % replayed. Starts annealed by volume alone (0.4 % by volume) and then by
 * arrivals: 6.1 to 7.2 % by arrivals, 5.5 to 7.5 % from the starts here. Counting what is free in the emptiest bins,
 * so that a move that nearly saves one is seen: 5.7 to 6.9 % by arrivals, 5.3 to 5.9 % without.
 *
 * What is left of b_cpu is order. By volume alone, with whole services in four pools and whole instances in two zones,
 * three hours cost 0.4 % more than the bound. The three large services go four to an instance in any order (73 in a
 * zone, of 64 vCPUs, 85 % of the CPU); with what is small, 91 to 97 % of the CPU is used, and of a dozen orders
 * the worst needs one or two instances in 80 more than the best: 1 to 2 %, as a pool must hold for all of them.
 *
 * Luck is much of it too: with other seeds of the annealing b_cpu cost 8.9 and 13.6 %, with the large fleets' rules
 * 7.3, 8.0 and 8.9 %. The replay choosing between the last two or three of the race: 7.0 %, in 20 % more time.
 *
 * c_fargate, CPU seconds: 3.54 % in 68; 3.14 % in 51 with small tasks drawn and packing by the other resource; 2.5
 * to 2.9 % in 70 to 104 with eight times the steps and small changes. Lost there: 3 times fewer tasks in an order 3.2
 * %; 12 times the steps on 160 parts in 4 hours 3.2 %; three times the tasks 2.7 %; annealing again in 300 or 500 parts
 * in 6 hours 2.9 to 3.05 %. */
#include "planner/pools/search.h"
#include "planner/pools/anneal.h"
#include "planner/pools/crowd.h"
#include <stdlib.h>

/* Seconds' worth of the solver's steps for each set of types kept. */
static const double effort_of_kept = 0.05;

/* Where each step has to end, as a share of the time; counters end most of them before. */
static const double fluid_end = 0.4, subsets_end = 0.7, coarse_end = 0.93;

/* Small fleets are judged by their own packings: a service is wholly in one place, and the solver would split it. */
enum { STARTS_KEPT = 6, SOLVER_NOT_ASKED = 150, EXCHANGE_ROUNDS = 3 };

/* What the annealing moves, in which hours, and how many tasks it looks at in each order. */
enum { CROWD_PARTS = 120, CROWD_SLOTS = 3, CROWD_TASKS = 5000, CROWD_DRAWS = 2, PARTS_FULL_WORK = 50 };

/* A large fleet is annealed for longer. */
enum { WORK_FACTOR_MAX = 8 };

/* Steps of 40 to 50 nanoseconds: some three seconds in all, some thirty in the largest fleets. A heat is shared by
 * those still in the race. */
static const int64_t work_of_heats = 12 * 1000 * 1000, work_of_final = 44 * 1000 * 1000,
                     work_of_polishing = 6 * 1000 * 1000;

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
    int64_t solves = 1200 / (classes + 10);
    return solves < 12 ? 12 : solves > 80 ? 80 : solves;
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

/* --- the crowd --- */

/* Types that any of the fluid's plans, the free packing or a start uses. */
static int types_in_play(const struct fleet *fleet, const struct fluid_plans *plans, const struct solve_result *solved,
                         const struct starts *starts, int *ret_types)
{
    bool *used = memory_alloc((size_t)fleet->types_count + 1, sizeof *used);
    int wanted = wanted_types(fleet, solved, ret_types), count = 0;
    for (int w = 0; w < wanted; w++)
        used[ret_types[w]] = true;
    for (int p = 0; p < plans->count; p++)
        for (int g = 0; g < plans->plans[p]->pools_count; g++)
            used[plans->plans[p]->types[g]] = true;
    for (int k = 0; k < starts->count; k++)
        for (int g = 0; g < starts->choices[k]->pools_count; g++)
            used[starts->choices[k]->types[g]] = true;
    for (int t = 0; t < fleet->types_count; t++)
        if (used[t])
            ret_types[count++] = t;
    free(used);
    return count;
}

/* Of a race that halves the field each time. */
static int rounds_of(int count)
{
    int rounds = 1;
    for (int left = count; left > 1; left = (left + 1) / 2)
        rounds++;
    return rounds;
}

/* How many times the steps: large fleets have more to gain, and more time. */
static double work_factor(const struct fleet *fleet)
{
    double factor = (double)fleet->items_count / FLEET_LARGE;
    return factor < 1 ? 1 : factor > WORK_FACTOR_MAX ? WORK_FACTOR_MAX : factor;
}

static int better_first(const void *a, const void *b)
{
    const struct choice *x = *(const struct choice *const *)a, *y = *(const struct choice *const *)b;
    if (choice_is_better(x, y) || choice_is_better(y, x))
        return choice_is_better(x, y) ? -1 : 1;
    return x->number - y->number;
}

/* All starts annealed for a while, the better half of them for longer, until one is left; the best comes first. */
static void run_race(struct chooser *chooser, struct choice **race, int count, const int *types, int types_count,
                     double factor)
{
    int rounds = rounds_of(count), left = count;
    int pools_max = (int)chooser->fleet->model->profile->limits.pools_max;
    double part = chooser->fleet->items_count < PARTS_FULL_WORK ? (double)chooser->fleet->items_count / PARTS_FULL_WORK
                                                                : 1; /* few parts have few places to be */
    for (int round = 0; round < rounds; round++) {
        double work = part * factor * (double)(round + 1 < rounds ? work_of_heats / left : work_of_final);
        for (int k = 0; k < left; k++)
            choice_anneal(chooser, race[k], types, types_count, round + 1 < rounds ? pools_max : 0, (int64_t)work);
        qsort(race, (size_t)left, sizeof *race, better_first);
        left = (left + 1) / 2;
    }
}

/* starts->choices[0] becomes the best of the annealed starts. */
static void anneal_starts(struct chooser *coarse, const struct fluid_plans *plans, const struct solve_result *solved,
                          double time_limit_s, struct starts *starts)
{
    const struct fleet *fleet = coarse->fleet;
    struct choice *race[STARTS_KEPT];
    struct crowd crowd;
    struct chooser chooser;
    int *types = ARENA_ARRAY(&coarse->arena, int, fleet->types_count + 1);
    int types_count = types_in_play(fleet, plans, solved, starts, types);
    crowd_build(fleet, CROWD_PARTS, CROWD_SLOTS, &crowd);
    chooser_init(&chooser, &crowd.fleet, NULL, time_limit_s);
    chooser_look_at(&chooser, CROWD_TASKS, chooser.arrivals.one_zone ? 1 : CROWD_DRAWS);
    chooser.clock = clock_until(coarse, 1);
    for (int k = 0; k < starts->count; k++) {
        race[k] = choice_new(&chooser);
        race[k]->number = k;
        crowd_gather(&crowd, fleet, starts->choices[k], race[k]);
        choice_price(&chooser, race[k], ZONE_EFFORT_QUICK);
    }
    run_race(&chooser, race, starts->count, types, types_count, work_factor(fleet));
    crowd_spread(&crowd, fleet, race[0], starts->choices[0]);
    choice_price(coarse, starts->choices[0], ZONE_EFFORT_QUICK);
    coarse->moves_tried += chooser.moves_tried;
    chooser_release(&chooser);
    crowd_release(&crowd);
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
    report(options, coarse, starts->choices[0]);
    coarse->clock.limit_s = options->time_limit_s * coarse_end;
    anneal_starts(coarse, &plans, solved, options->time_limit_s, starts);
    fluid_release(&fluid);
    report(options, coarse, starts->choices[0]);
    coarse->work_max = coarse->sizer.packer.steps + work_of_polishing;
    choice_polish(coarse, starts->choices[0]);
    report(options, coarse, starts->choices[0]);
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
    choice_copy(chooser, trial, starts.choices[0]);
    choice_price(chooser, trial, ZONE_EFFORT_QUICK);
    if (choice_is_better(trial, best))
        choice_copy(chooser, best, trial);
    report(options, chooser, best);
    chooser_release(&coarse);
    fleet_release(&sample);
}
