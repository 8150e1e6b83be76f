/* test_solve.c — the solver against a brute force of its own, and every answer against the verifier. */
#include "planner/solve/lp.h"
#include "planner/solve/problem.h"
#include "tests/support/bound_verifier.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TYPES_MAX = 4, CLASSES_MAX = 6, SLOTS_MAX = 3 };

struct small {
    struct packing packing;
    struct bin_type types[TYPES_MAX];
    struct item_class classes[CLASSES_MAX];
    int64_t demand[SLOTS_MAX * CLASSES_MAX], hours[SLOTS_MAX];
};

static uint64_t seed_state;

static int64_t draw(int64_t least, int64_t most)
{
    seed_state = seed_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return least + (int64_t)((seed_state >> 33) % (uint64_t)(most - least + 1));
}

static void small_draw(struct small *small, uint64_t seed)
{
    memset(small, 0, sizeof(*small));
    seed_state = seed * 977 + 13;
    int dimensions = (int)draw(1, 3), types = (int)draw(1, TYPES_MAX), classes = (int)draw(1, CLASSES_MAX);
    small->packing =
        (struct packing){dimensions, types, small->types, classes, small->classes, 1, small->demand, small->hours};
    small->hours[0] = 1;
    for (int t = 0; t < types; t++) {
        small->types[t] = (struct bin_type){.cost_nano = draw(5, 60), .mask = (uint32_t)draw(1, 3), .available = -1};
        if (draw(0, 4) == 0)
            small->types[t].available = draw(0, 3);
        for (int d = 0; d < dimensions; d++)
            small->types[t].capacity[d] = draw(4, 20);
    }
    for (int i = 0; i < classes; i++) {
        struct item_class *class = &small->classes[i];
        *class = (struct item_class){.outside_nano = draw(0, 2) == 0 ? -1 : draw(2, 40), .mask = (uint32_t)draw(1, 3)};
        class->per_bin_max = draw(0, 3) == 0 ? draw(1, 2) : 0;
        for (int d = 0; d < dimensions; d++)
            class->size[d] = draw(d == 0 ? 1 : 0, 9);
        small->demand[i] = draw(0, 3);
    }
}

/* Brute force: the first item left goes outside or opens a bin; an open bin takes any later items, in order. */
struct brute {
    const struct packing *packing;
    int64_t left[CLASSES_MAX], bins[TYPES_MAX], best;
};

static void brute_open(struct brute *brute, int64_t cost);

static void brute_fill(struct brute *brute, int type, int class, int64_t in_bin, int64_t *room, int64_t cost)
{
    const struct packing *packing = brute->packing;
    if (class == packing->classes_count) {
        brute_open(brute, cost);
        return;
    }
    const struct item_class *item = &packing->classes[class];
    bool fits = brute->left[class] > 0 && (item->mask & packing->types[type].mask) != 0 &&
                (item->per_bin_max == 0 || in_bin < item->per_bin_max);
    for (int d = 0; d < packing->dimensions && fits; d++)
        fits = item->size[d] <= room[d];
    if (fits) {
        for (int d = 0; d < packing->dimensions; d++)
            room[d] -= item->size[d];
        brute->left[class]--;
        brute_fill(brute, type, class, in_bin + 1, room, cost);
        brute->left[class]++;
        for (int d = 0; d < packing->dimensions; d++)
            room[d] += item->size[d];
    }
    brute_fill(brute, type, class + 1, 0, room, cost);
}

static void brute_open(struct brute *brute, int64_t cost)
{
    const struct packing *packing = brute->packing;
    int first = 0;
    if (cost >= brute->best)
        return;
    while (first < packing->classes_count && brute->left[first] == 0)
        first++;
    if (first == packing->classes_count) {
        brute->best = cost;
        return;
    }
    const struct item_class *item = &packing->classes[first];
    brute->left[first]--;
    if (item->outside_nano >= 0)
        brute_open(brute, cost + item->outside_nano);
    for (int t = 0; t < packing->types_count; t++) {
        int64_t room[PACKING_DIMENSIONS_MAX];
        bool fits = (item->mask & packing->types[t].mask) != 0 &&
                    (packing->types[t].available < 0 || brute->bins[t] < packing->types[t].available);
        for (int d = 0; d < packing->dimensions; d++) {
            room[d] = packing->types[t].capacity[d] - item->size[d];
            fits = fits && room[d] >= 0;
        }
        if (!fits)
            continue;
        brute->bins[t]++;
        brute_fill(brute, t, first, 1, room, cost + packing->types[t].cost_nano);
        brute->bins[t]--;
    }
    brute->left[first]++;
}

static int64_t brute_cost(const struct packing *packing)
{
    struct brute brute = {.packing = packing, .best = INT64_MAX};
    for (int i = 0; i < packing->classes_count; i++)
        brute.left[i] = packing->demand[i];
    brute_open(&brute, 0);
    return brute.best;
}

/* The counters end it; the clock is far away, for loaded machines. */
static const struct solve_options options = {.time_limit_s = 300.0, .effort_s = 20.0};

static void tiny_is_optimal(void **state)
{
    int feasible = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        struct small small;
        struct solve_result result;
        struct error err = {0};
        char why[VERIFIER_WHY_SIZE] = "";
        small_draw(&small, seed);
        int64_t least = brute_cost(&small.packing);
        bool done = solve_packing(&small.packing, 0, &options, &result, &err);
        if (least == INT64_MAX) {
            assert_false(done);
            assert_int_equal(err.kind, ERROR_INFEASIBLE);
            continue;
        }
        feasible++;
        if (!done || result.packing.cost_nano != least || !result_verify(&small.packing, &result, why))
            fail_msg("seed %d: %s %s, least %lld", (int)seed, err.text, why, (long long)least);
        assert_false(result.time_limit_reached);
        solve_result_release(&result);
    }
    assert_true(feasible > 60);
}

/* A fleet of some size: every part of the solver runs, and the verifier agrees. */
struct fleet {
    struct packing packing;
    struct bin_type types[12];
    struct item_class classes[24];
    int64_t demand[4 * 24], hours[4];
};

static void fleet_draw(struct fleet *fleet, uint64_t seed)
{
    memset(fleet, 0, sizeof(*fleet));
    seed_state = seed;
    fleet->packing = (struct packing){3, 12, fleet->types, 24, fleet->classes, 4, fleet->demand, fleet->hours};
    for (int t = 0; t < 12; t++) {
        int64_t size = INT64_C(1) << draw(1, 4), ratio = draw(2, 8);
        fleet->types[t] = (struct bin_type){
            {size * 1024, size * ratio * 1000, 2 + size}, size * (20 + 3 * ratio) * 1000, (uint32_t)(1 + t % 2), -1};
    }
    fleet->types[3].available = 5;
    for (int i = 0; i < 24; i++) {
        fleet->classes[i] =
            (struct item_class){{64 * draw(2, 16), 128 * draw(2, 24), 1}, 0, (uint32_t)draw(1, 3), 0, 0};
        fleet->classes[i].outside_nano = 40 * fleet->classes[i].size[0] + 5 * fleet->classes[i].size[1];
        fleet->classes[i].per_bin_max = i % 5 == 0 ? 1 : 0;
        for (int s = 0; s < 4; s++)
            fleet->demand[s * 24 + i] = i == 7 ? 0 : draw(1, 10 + 10 * s);
    }
    for (int s = 0; s < 4; s++)
        fleet->hours[s] = 1;
    fleet->classes[9].open_ended = true;
    fleet->classes[11] = fleet->classes[12]; /* equal: merged */
}

static void fleets_are_verified(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct fleet fleet;
        struct solve_result result, again;
        struct error err = {0};
        char why[VERIFIER_WHY_SIZE] = "";
        fleet_draw(&fleet, seed);
        assert_true(solve_packing(&fleet.packing, 3, &options, &result, &err));
        if (!result_verify(&fleet.packing, &result, why))
            fail_msg("seed %d: %s", (int)seed, why);
        assert_true((double)result.packing.cost_nano <= 1.05 * (double)result.bounds[3].bound_nano);
        assert_true(solve_class_price(&fleet.packing, &result, 3, 7) > 0);
        assert_true(result.columns_made < 6000 && result.rounds < 1500);
        assert_true(solve_packing(&fleet.packing, 3, &options, &again, &err));
        assert_int_equal(again.packing.cost_nano, result.packing.cost_nano);
        assert_int_equal(again.packing.patterns_count, result.packing.patterns_count);
        solve_result_release(&again);
        solve_result_release(&result);
    }
}

/* A clock that has run out before the first step leaves a proven bound of every slot and a packing all the same. */
static void no_time_still_bounds(void **state)
{
    struct fleet fleet;
    struct solve_result result;
    struct error err = {0};
    char why[VERIFIER_WHY_SIZE] = "";
    (void)state;
    fleet_draw(&fleet, 2);
    assert_true(solve_packing(&fleet.packing, 3, &(struct solve_options){.time_limit_s = 1e-9}, &result, &err));
    if (!result_verify(&fleet.packing, &result, why))
        fail_msg("%s", why);
    assert_true(result.time_limit_reached);
    for (int s = 0; s < 4; s++)
        assert_true(result.bounds[s].bound_nano > 0);
    assert_true(result.packing.cost_nano < 5 * result.bounds[3].bound_nano);
    solve_result_release(&result);
}

enum { MANY = 320 };

/* Type by type: with limited bins, items outside and per-bin limits among them. */
static void many_classes_are_verified(void **state)
{
    static struct item_class classes[MANY];
    static int64_t demand[MANY];
    const struct solve_options short_options = {.time_limit_s = 60.0, .effort_s = 1.0};
    struct fleet fleet;
    struct solve_result result;
    struct error err = {0};
    char why[VERIFIER_WHY_SIZE] = "";
    (void)state;
    fleet_draw(&fleet, 7);
    for (int i = 0; i < MANY; i++) {
        classes[i] = fleet.classes[i % 24];
        classes[i].size[0] += draw(0, 300);
        classes[i].size[1] += draw(0, 700);
        demand[i] = draw(0, 12);
    }
    for (int t = 4; t < 8; t++)
        fleet.types[t].available = t - 4;
    struct packing packing = {3, 12, fleet.types, MANY, classes, 1, demand, fleet.hours};
    assert_true(solve_packing(&packing, 0, &short_options, &result, &err));
    if (!result_verify(&packing, &result, why))
        fail_msg("%s", why);
    assert_false(result.time_limit_reached);
    assert_true((double)result.packing.cost_nano <= 1.03 * (double)result.bounds[0].bound_nano);
    solve_result_release(&result);
}

/* A verifier that says yes to everything is none: each of these lies must be seen. */
static void lies_are_seen(void **state)
{
    struct fleet fleet;
    struct solve_result result;
    struct error err = {0};
    char why[VERIFIER_WHY_SIZE] = "";
    (void)state;
    fleet_draw(&fleet, 1);
    assert_true(solve_packing(&fleet.packing, 3, &options, &result, &err));
    struct solve_certificate lie = result.certificates[0];
    int64_t *pi = calloc(24, sizeof(*pi));
    for (int i = 0; i < 24; i++)
        pi[i] = lie.pi[i] + lie.pi[i] / 50;
    lie.pi = pi;
    assert_false(certificate_verify(&fleet.packing, &lie, why));
    result.packing.cost_nano--;
    assert_false(packing_verify(&fleet.packing, &result.packing, why));
    result.packing.cost_nano++;
    ((int64_t *)(uintptr_t)result.packing.outside)[0]++;
    assert_false(packing_verify(&fleet.packing, &result.packing, why));
    free(pi);
    solve_result_release(&result);
}

static void normal_form(void **state)
{
    struct bin_type types[4] = {
        {{1000, 64}, 50, 1, -1}, {{1030, 70}, 40, 1, -1}, {{100, 10}, 9, 2, -1}, {{1, 1}, 1, 3, -1}};
    struct item_class classes[3] = {{{200, 10}, -1, 1, 0, 0}, {{300, 4}, -1, 3, 0, 0}, {{200, 10}, -1, 1, 0, 0}};
    int64_t demand[3] = {2, 3, 4}, hours[1] = {1};
    struct packing packing = {2, 4, types, 3, classes, 1, demand, hours};
    struct arena arena = {0};
    struct problem problem;
    struct error err = {0};
    (void)state;
    assert_true(problem_build(&packing, &arena, &problem, &err));
    assert_int_equal(problem.classes_count, 2); /* the equal ones are one */
    assert_int_equal(problem.demand[0], 6);
    assert_int_equal(problem.types_count, 1); /* one is dominated, two hold nothing */
    assert_int_equal(problem.types[0].origin, 1);
    assert_int_equal(problem.types[0].capacity[0], 10); /* 1030 / 100 */
    assert_int_equal(problem.types[0].capacity[1], 35);
    assert_int_equal(problem_most(&problem, 0, 1), 3);
    arena_release(&arena);
}

static void nothing_fits(void **state)
{
    struct bin_type types[1] = {{{10, 10}, 5, 1, -1}};
    struct item_class classes[2] = {{{3, 3}, -1, 1, 0, 0}, {{3, 11}, -1, 1, 0, 0}};
    int64_t demand[2] = {1, 1}, hours[1] = {1};
    struct packing packing = {2, 1, types, 2, classes, 1, demand, hours};
    struct solve_result result;
    struct error err = {0};
    (void)state;
    assert_false(solve_packing(&packing, 0, &options, &result, &err));
    assert_int_equal(err.kind, ERROR_INFEASIBLE);
    assert_non_null(strstr(err.text, "class 1"));
    assert_non_null(strstr(err.text, "dimension 1"));
}

static void nothing_to_do(void **state)
{
    int64_t hours[1] = {1};
    struct packing packing = {2, 0, NULL, 0, NULL, 1, NULL, hours};
    struct solve_result result;
    struct error err = {0};
    (void)state;
    assert_true(solve_packing(&packing, 0, &options, &result, &err));
    assert_int_equal(result.packing.cost_nano, 0);
    assert_int_equal(result.bounds[0].bound_nano, 0);
    solve_result_release(&result);
}

/* A column with one row twice makes GLPK end the process; the fence must hold, and the next solve must work. */
static void fence_holds(void **state)
{
    struct lp_fence *fence = lp_fence_open();
    struct lp *lp = lp_new(fence);
    double bounds[2] = {1.0, 1.0}, ones[2] = {1.0, 1.0};
    int twice[2] = {1, 1};
    struct error err = {0};
    (void)state;
    assert_int_equal(lp_add_rows(lp, 2, true, bounds), 0);
    assert_int_equal(lp_add_column(lp, 1.0, INFINITY, 2, twice, ones), -1);
    assert_true(lp_fence_broken(fence));
    assert_int_equal(lp_solve(lp, LP_PRIMAL, 100, 1.0), LP_FAILED);
    assert_false(lp_fence_error(fence, &err));
    assert_int_equal(err.kind, ERROR_INTERNAL);
    lp_release(lp);
    lp_fence_close(fence);
    tiny_is_optimal(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiny_is_optimal),      cmocka_unit_test(fleets_are_verified),
        cmocka_unit_test(lies_are_seen),        cmocka_unit_test(normal_form),
        cmocka_unit_test(nothing_fits),         cmocka_unit_test(nothing_to_do),
        cmocka_unit_test(fence_holds),          cmocka_unit_test(many_classes_are_verified),
        cmocka_unit_test(no_time_still_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
