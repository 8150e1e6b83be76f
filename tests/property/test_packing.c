/* test_packing.c — solve_packing against brute force on tiny instances, and laws that hold for every packing. */
#include "planner/solve/solve.h"
#include "tests/support/brute_force.h"
#include "tests/support/random.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { TYPES_MAX = 4, CLASSES_MAX = 6, SLOTS_MAX = 3, STATES_WANTED = 400, TRIALS = 2600, LAW_TRIALS = 500 };

struct instance {
    struct packing packing;
    struct bin_type types[TYPES_MAX + 1];
    struct item_class classes[CLASSES_MAX];
    int64_t demand[SLOTS_MAX * CLASSES_MAX];
    int64_t slot_hours[SLOTS_MAX];
};

static void draw_types(struct random *random, struct instance *instance, int dimensions)
{
    for (int t = 0; t < instance->packing.types_count; t++) {
        struct bin_type *type = &instance->types[t];
        *type = (struct bin_type){.cost_nano = random_between(random, 1, 40), .available = -1};
        if (random_chance(random, 50))
            type->cost_nano *= 1000 * 1000 + random_between(random, 0, 999);
        type->mask = (uint32_t)random_between(random, 1, 3);
        for (int d = 0; d < dimensions; d++)
            type->capacity[d] = random_between(random, d >= 2 ? 0 : 3, random_chance(random, 30) ? 30 : 12);
    }
}

static void draw_classes(struct random *random, struct instance *instance, int dimensions)
{
    for (int c = 0; c < instance->packing.classes_count; c++) {
        struct item_class *item_class = &instance->classes[c];
        *item_class = (struct item_class){.mask = (uint32_t)random_between(random, 1, 3), .outside_nano = -1};
        for (int d = 0; d < dimensions; d++)
            item_class->size[d] = random_between(random, 0, d >= 2 ? 1 : 7);
        item_class->size[random_between(random, 0, 1) % dimensions] += 1;
        if (random_chance(random, 60))
            item_class->outside_nano = random_between(random, 0, 30);
        if (item_class->outside_nano > 0 && random_chance(random, 50))
            item_class->outside_nano *= 1000 * 1000 + random_between(random, 0, 999);
        if (random_chance(random, 30))
            item_class->per_bin_max = random_between(random, 1, 3);
    }
}

static void draw_demand(struct random *random, struct instance *instance)
{
    int classes = instance->packing.classes_count;
    for (int slot = 0; slot < instance->packing.slots_count; slot++) {
        int64_t states = 1;
        instance->slot_hours[slot] = random_between(random, 1, 100);
        for (int c = 0; c < classes; c++) {
            int64_t count = random_between(random, 0, 9);
            while ((count + 1) * states > STATES_WANTED)
                count--;
            states *= count + 1;
            instance->demand[slot * classes + c] = count;
        }
    }
}

static void draw(struct random *random, struct instance *instance)
{
    *instance = (struct instance){0};
    struct packing *packing = &instance->packing;
    packing->dimensions = (int)random_between(random, 1, 4);
    packing->types_count = (int)random_between(random, 1, TYPES_MAX);
    packing->classes_count = (int)random_between(random, 1, CLASSES_MAX);
    packing->slots_count = (int)random_between(random, 1, SLOTS_MAX);
    packing->types = instance->types;
    packing->classes = instance->classes;
    packing->demand = instance->demand;
    packing->slot_hours = instance->slot_hours;
    draw_types(random, instance, packing->dimensions);
    draw_classes(random, instance, packing->dimensions);
    draw_demand(random, instance);
}

static void print_packing(const struct packing *packing)
{
    for (int t = 0; t < packing->types_count; t++) {
        print_error("type %d: cost %" PRId64 " mask %u capacity", t, packing->types[t].cost_nano,
                    packing->types[t].mask);
        for (int d = 0; d < packing->dimensions; d++)
            print_error(" %" PRId64, packing->types[t].capacity[d]);
        print_error("\n");
    }
    for (int c = 0; c < packing->classes_count; c++) {
        const struct item_class *item_class = &packing->classes[c];
        print_error("class %d: outside %" PRId64 " mask %u per_bin_max %" PRId64 " size", c, item_class->outside_nano,
                    item_class->mask, item_class->per_bin_max);
        for (int d = 0; d < packing->dimensions; d++)
            print_error(" %" PRId64, item_class->size[d]);
        print_error(" demand by slot");
        for (int slot = 0; slot < packing->slots_count; slot++)
            print_error(" %" PRId64, packing->demand[slot * packing->classes_count + c]);
        print_error("\n");
    }
}

#define HOLDS(seed, packing, condition, ...)                                                                           \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            print_error("seed %" PRIu64 ": %s does not hold: ", (seed), #condition);                                   \
            print_error(__VA_ARGS__);                                                                                  \
            print_error("\n");                                                                                         \
            print_packing(packing);                                                                                    \
            fail();                                                                                                    \
        }                                                                                                              \
    } while (0)

/* Tiny packings take milliseconds: the clock must not matter. */
static const struct solve_options options = {.time_limit_s = 60};

/* Recounts a packing: every item in a bin that can hold it or outside, and the cost. */
static int64_t recounted_cost(const struct packing *packing, const struct slot_packing *packed, uint64_t seed)
{
    int64_t served[CLASSES_MAX] = {0}, cost = 0;
    for (int p = 0; p < packed->patterns_count; p++) {
        const struct pattern_use *use = &packed->patterns[p];
        const struct bin_type *type = &packing->types[use->type];
        int64_t used[PACKING_DIMENSIONS_MAX] = {0};
        HOLDS(seed, packing, use->bins > 0, "pattern %d", p);
        for (int e = 0; e < use->entries_count; e++) {
            const struct item_class *item_class = &packing->classes[use->entries[e].item_class];
            int64_t count = use->entries[e].count;
            HOLDS(seed, packing, count > 0 && (item_class->mask & type->mask), "pattern %d", p);
            HOLDS(seed, packing, item_class->per_bin_max == 0 || count <= item_class->per_bin_max, "pattern %d", p);
            served[use->entries[e].item_class] += count * use->bins;
            for (int d = 0; d < packing->dimensions; d++)
                used[d] += count * item_class->size[d];
        }
        for (int d = 0; d < packing->dimensions; d++)
            HOLDS(seed, packing, used[d] <= type->capacity[d], "pattern %d", p);
        cost += type->cost_nano * use->bins;
    }
    const int64_t *demand = packing->demand + (int64_t)packed->slot * packing->classes_count;
    for (int c = 0; c < packing->classes_count; c++) {
        HOLDS(seed, packing, packed->outside[c] == 0 || packing->classes[c].outside_nano >= 0, "class %d", c);
        HOLDS(seed, packing, served[c] + packed->outside[c] == demand[c], "class %d", c);
        cost += packed->outside[c] * packing->classes[c].outside_nano;
    }
    return cost;
}

struct tally {
    int feasible, infeasible, proven, dearer;
};

enum { DEARER_SHOWN = 3 };

static void compare_with_brute_force(uint64_t seed, struct tally *tally)
{
    struct random random = {seed};
    struct instance instance;
    draw(&random, &instance);
    const struct packing *packing = &instance.packing;
    int64_t optimum[SLOTS_MAX];
    bool feasible = true;
    for (int slot = 0; slot < packing->slots_count; slot++) {
        optimum[slot] = brute_force_cost(packing, slot);
        feasible &= optimum[slot] != BRUTE_FORCE_INFEASIBLE;
    }
    int slot = (int)random_between(&random, 0, packing->slots_count - 1);
    struct solve_result result;
    struct error err = {0};
    bool solved = solve_packing(packing, slot, &options, &result, &err);
    HOLDS(seed, packing, solved == feasible, "%s", err.text);
    tally->feasible += feasible;
    tally->infeasible += !feasible;
    if (!solved) {
        HOLDS(seed, packing, err.kind == ERROR_INFEASIBLE, "%s", err.text);
        return;
    }
    for (int s = 0; s < packing->slots_count; s++)
        HOLDS(seed, packing, result.bounds[s].bound_nano <= optimum[s], "slot %d: bound %" PRId64 " > %" PRId64, s,
              result.bounds[s].bound_nano, optimum[s]);
    HOLDS(seed, packing, !result.time_limit_reached, "the clock ended the search after %" PRId64 " rounds",
          result.rounds);
    HOLDS(seed, packing, result.packing.slot == slot, "%d", slot);
    HOLDS(seed, packing, recounted_cost(packing, &result.packing, seed) == result.packing.cost_nano, "%" PRId64,
          result.packing.cost_nano);
    HOLDS(seed, packing, result.packing.cost_nano >= optimum[slot], "below the optimum: %" PRId64,
          result.packing.cost_nano);
    if (result.packing.cost_nano > optimum[slot] && ++tally->dearer <= DEARER_SHOWN) {
        print_error("seed %" PRIu64 ", slot %d: cost %" PRId64 ", optimum %" PRId64 "\n", seed, slot,
                    result.packing.cost_nano, optimum[slot]);
        print_packing(packing);
    }
    tally->proven += result.bounds[slot].bound_nano == optimum[slot];
    solve_result_release(&result);
}

/* 6 + 4, 6 + 4, 5: three bins; or two and the 5 outside; of four 4s one a bin: four. */
static void brute_force_is_right_by_hand(void **state)
{
    (void)state;
    struct bin_type type = {.capacity = {10}, .cost_nano = 3, .mask = 1, .available = -1};
    struct item_class classes[] = {{.size = {6}, .outside_nano = -1, .mask = 1},
                                   {.size = {4}, .outside_nano = -1, .mask = 1},
                                   {.size = {5}, .outside_nano = -1, .mask = 1}};
    int64_t demand[] = {2, 2, 1}, hours[] = {1};
    struct packing packing = {.dimensions = 1, .types_count = 1, .types = &type, .classes_count = 3, .slots_count = 1};
    packing.classes = classes;
    packing.demand = demand;
    packing.slot_hours = hours;
    assert_int_equal(brute_force_cost(&packing, 0), 9);
    classes[2].outside_nano = 2;
    assert_int_equal(brute_force_cost(&packing, 0), 8);
    classes[1].per_bin_max = 1;
    demand[1] = 4;
    assert_int_equal(brute_force_cost(&packing, 0), 12);
    classes[1].mask = 2;
    assert_int_equal(brute_force_cost(&packing, 0), BRUTE_FORCE_INFEASIBLE);
}

static void brute_force_agrees(void **state)
{
    (void)state;
    uint64_t first = random_seed(1000);
    struct tally tally = {0};
    for (uint64_t trial = 0; trial < TRIALS; trial++)
        compare_with_brute_force(first + trial, &tally);
    print_message("%d tiny packings: %d feasible (%d with bound = optimum), %d infeasible\n", TRIALS, tally.feasible,
                  tally.proven, tally.infeasible);
    if (tally.dearer > 0)
        fail_msg("%d of %d packings cost more than the optimum", tally.dearer, tally.feasible);
    assert_true(tally.feasible >= 2000);
    assert_true(tally.infeasible >= 20);
}

struct answer {
    bool feasible;
    int64_t cost, bound;
};

static struct answer solve(const struct packing *packing)
{
    struct solve_result result;
    struct error err = {0};
    if (!solve_packing(packing, 0, &options, &result, &err))
        return (struct answer){0};
    struct answer answer = {true, result.packing.cost_nano, result.bounds[0].bound_nano};
    solve_result_release(&result);
    return answer;
}

/* Laws of the optimum, which these tiny packings reach. A bound obeys them against the optimum alone: it is rounded up
 * to the greatest common divisor of all costs, which any change of a price changes. */
static void laws_hold(void **state)
{
    (void)state;
    uint64_t first = random_seed(900000);
    for (uint64_t seed = first; seed < first + LAW_TRIALS; seed++) {
        struct random random = {seed};
        struct instance base, changed;
        draw(&random, &base);
        struct answer before = solve(&base.packing);
        if (!before.feasible)
            continue;

        changed = base; /* a type twice changes nothing */
        changed.packing.types = changed.types;
        changed.types[changed.packing.types_count++] = changed.types[0];
        struct answer twice = solve(&changed.packing);
        HOLDS(seed, &changed.packing, twice.feasible && twice.cost == before.cost && twice.bound == before.bound,
              "a type twice: cost %" PRId64 " -> %" PRId64 ", bound %" PRId64 " -> %" PRId64, before.cost, twice.cost,
              before.bound, twice.bound);

        changed = base; /* a cheaper type raises nothing */
        changed.packing.types = changed.types;
        changed.types[0].cost_nano -= changed.types[0].cost_nano / 3;
        struct answer cheaper = solve(&changed.packing);
        HOLDS(seed, &changed.packing, cheaper.cost <= before.cost && cheaper.bound <= before.cost,
              "a cheaper type: cost %" PRId64 " -> %" PRId64 ", bound %" PRId64 " -> %" PRId64, before.cost,
              cheaper.cost, before.bound, cheaper.bound);

        changed = base; /* twice the prices, twice the cost */
        changed.packing.types = changed.types;
        changed.packing.classes = changed.classes;
        for (int t = 0; t < changed.packing.types_count; t++)
            changed.types[t].cost_nano *= 2;
        for (int c = 0; c < changed.packing.classes_count; c++)
            changed.classes[c].outside_nano *= changed.classes[c].outside_nano > 0 ? 2 : 1;
        struct answer dearer = solve(&changed.packing);
        HOLDS(seed, &changed.packing, dearer.cost == 2 * before.cost && dearer.bound >= 2 * before.bound - 2,
              "prices twice: cost %" PRId64 " -> %" PRId64 ", bound %" PRId64 " -> %" PRId64, before.cost, dearer.cost,
              before.bound, dearer.bound);

        changed = base; /* twice the demand costs at most twice */
        changed.packing.demand = changed.demand;
        for (int i = 0; i < changed.packing.classes_count; i++)
            changed.demand[i] *= 2;
        struct answer doubled = solve(&changed.packing);
        HOLDS(seed, &changed.packing, doubled.cost <= 2 * before.cost && doubled.bound <= 2 * before.cost,
              "demand twice: cost %" PRId64 " -> %" PRId64 ", bound %" PRId64 " -> %" PRId64, before.cost, doubled.cost,
              before.bound, doubled.bound);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(brute_force_is_right_by_hand),
        cmocka_unit_test(brute_force_agrees),
        cmocka_unit_test(laws_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
