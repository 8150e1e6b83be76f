/* test_mutants.c — the checker of plans is worth nothing unless it sees what is wrong: true plans, each falsified in
 * one way, the sums made good again where the falsehood lies elsewhere, must all be refused, and for the right reason.
 */
#include "data/base/arena.h"
#include "planner/pools/planning.h"
#include "tests/support/findings.h"
#include "tests/support/plan_mutators.h"
#include "tests/support/random_profile.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WORLDS = 60, SEEN_MIN = 3 };

static bool refused_for(const struct verdict *verdict, const struct plan_mutator *mutator)
{
    for (int i = 0; i < mutator->rules_count; i++)
        if (findings_have(verdict, mutator->rules[i]))
            return true;
    return false;
}

/* Each mutant starts from the plan as written, so that mutants cannot meet. */
static void try_mutator(uint64_t seed, const struct plan_mutator *mutator, const struct text *json,
                        const struct world *world, int *seen)
{
    struct random random = {seed};
    struct profile profile;
    struct catalogue catalogue;
    struct plan plan;
    struct verdict verdict;
    struct error err = {0};
    world_read(world, &profile, &catalogue);
    if (!plan_parse("plan.json", json->bytes, json->length, &plan, &err))
        fail_msg("seed %" PRIu64 ": %s: %s", seed, err.where, err.text);
    struct plan_mutation mutation = {&plan, &profile, &random};
    if (mutator->falsify(&mutation)) {
        ++*seen;
        check_plan(&plan, &profile, &catalogue, &verdict);
        struct text findings = findings_text(&verdict);
        if (verdict.passed || !refused_for(&verdict, mutator))
            fail_msg("seed %" PRIu64 ": %s was %s %s", seed, mutator->name,
                     verdict.passed ? "accepted" : "refused just for", findings.bytes);
        text_release(&findings);
        verdict_release(&verdict);
    }
    plan_release(&plan);
    profile_release(&profile);
    catalogue_release(&catalogue);
}

/* False where the world has no plan. */
static bool plan_text(const struct world *world, struct text *json)
{
    struct profile profile;
    struct catalogue catalogue;
    struct plan plan;
    struct error err = {0};
    struct planning_options options = {.time_limit_s = 60};
    world_read(world, &profile, &catalogue);
    bool planned = planning_run(&profile, &catalogue, &options, &plan, &err);
    if (planned) {
        plan_write(&plan, json);
        plan_release(&plan);
    }
    profile_release(&profile);
    catalogue_release(&catalogue);
    return planned;
}

static void every_mutant_is_refused(void **state)
{
    (void)state;
    int *seen = memory_alloc((size_t)plan_mutators_count, sizeof *seen);
    uint64_t first = random_seed(70000);
    for (uint64_t seed = first; seed < first + WORLDS; seed++) {
        struct random random = {seed};
        struct world world;
        struct text json;
        text_init(&json, 1 << 24);
        world_draw(&random, &world);
        if (plan_text(&world, &json))
            for (int i = 0; i < plan_mutators_count; i++)
                try_mutator(seed, &plan_mutators[i], &json, &world, &seen[i]);
        text_release(&json);
    }
    for (int i = 0; i < plan_mutators_count; i++) {
        print_message("%4d %s\n", seen[i], plan_mutators[i].name);
        assert_true(seen[i] >= SEEN_MIN);
    }
    free(seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_mutant_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
