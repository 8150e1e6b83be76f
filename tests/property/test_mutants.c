/* test_mutants.c — the checker of plans is worth nothing unless it sees what is wrong: true plans, each falsified in
 * one way, the sums made good again where the falsehood lies elsewhere, must all be refused, and for the right reason;
 * and so must a plan of which any one number is another. */
#include "data/base/arena.h"
#include "planner/pools/planning.h"
#include "tests/support/findings.h"
#include "tests/support/json_numbers.h"
#include "tests/support/plan_mutators.h"
#include "tests/support/random_profile.h"

#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The sanitizers, which take ten times as long, look at each eighth world. */
#ifdef __SANITIZE_ADDRESS__
enum { STEP = 8, MUTANTS_MIN = 500 };
#else
enum { STEP = 1, MUTANTS_MIN = 4000 };
#endif
enum { WORLDS = 80, NUMBERS_OF_WORLD = 60, NUMBERS_MIN = 1000 / STEP };

static bool refused_for(const struct verdict *verdict, const struct plan_mutator *mutator)
{
    for (int i = 0; i < mutator->rules_count; i++)
        if (findings_have(verdict, mutator->rules[i]))
            return true;
    return false;
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

/* A world and its plan as written. */
struct planned {
    uint64_t seed;
    struct world world;
    struct text json;
};

/* The plan is accepted as it is, or nothing were shown by refusing what is made of it. */
static void is_accepted(const struct planned *planned)
{
    struct profile profile;
    struct catalogue catalogue;
    struct plan plan;
    struct verdict verdict;
    struct error err = {0};
    world_read(&planned->world, &profile, &catalogue);
    if (!plan_parse("plan.json", planned->json.bytes, planned->json.length, &plan, &err))
        fail_msg("seed %" PRIu64 ": %s: %s", planned->seed, err.where, err.text);
    check_plan(&plan, &profile, &catalogue, &verdict);
    struct text findings = findings_text(&verdict);
    if (!verdict.passed)
        fail_msg("seed %" PRIu64 ": the plan itself: %s", planned->seed, findings.bytes);
    text_release(&findings);
    verdict_release(&verdict);
    plan_release(&plan);
    profile_release(&profile);
    catalogue_release(&catalogue);
}

struct plans {
    struct planned items[WORLDS];
    int count;
};

static int plan_worlds(void **state)
{
    struct plans *plans = memory_alloc(1, sizeof *plans);
    uint64_t first = random_seed(70000);
    for (uint64_t seed = first; seed < first + WORLDS; seed += STEP) {
        struct random random = {seed};
        struct planned *planned = &plans->items[plans->count];
        *planned = (struct planned){.seed = seed};
        text_init(&planned->json, 1 << 24);
        world_draw(&random, &planned->world);
        if (!plan_text(&planned->world, &planned->json))
            continue;
        is_accepted(planned);
        plans->count++;
    }
    *state = plans;
    return 0;
}

static int release_plans(void **state)
{
    struct plans *plans = *state;
    for (int i = 0; i < plans->count; i++)
        text_release(&plans->items[i].json);
    free(plans);
    return 0;
}

/* --- falsehoods by name --- */

/* Each mutant starts from the plan as written, so that mutants cannot meet. */
static void try_mutator(const struct planned *planned, const struct plan_mutator *mutator, int *seen)
{
    struct random random = {planned->seed};
    struct profile profile;
    struct catalogue catalogue;
    struct plan plan;
    struct verdict verdict;
    struct error err = {0};
    world_read(&planned->world, &profile, &catalogue);
    if (!plan_parse("plan.json", planned->json.bytes, planned->json.length, &plan, &err))
        fail_msg("seed %" PRIu64 ": %s: %s", planned->seed, err.where, err.text);
    struct plan_mutation mutation = {&plan, &profile, &random};
    if (mutator->falsify(&mutation)) {
        ++*seen;
        check_plan(&plan, &profile, &catalogue, &verdict);
        struct text findings = findings_text(&verdict);
        if (verdict.passed || !refused_for(&verdict, mutator))
            fail_msg("seed %" PRIu64 ": %s was %s %s", planned->seed, mutator->name,
                     verdict.passed ? "accepted" : "refused just for", findings.bytes);
        text_release(&findings);
        verdict_release(&verdict);
    }
    plan_release(&plan);
    profile_release(&profile);
    catalogue_release(&catalogue);
}

static void every_mutant_is_refused(void **state)
{
    const struct plans *plans = *state;
    int mutants = 0, untried = 0, *seen = memory_alloc((size_t)plan_mutators_count, sizeof *seen);
    for (int i = 0; i < plans->count; i++)
        for (int k = 0; k < plan_mutators_count; k++)
            try_mutator(&plans->items[i], &plan_mutators[k], &seen[k]);
    for (int i = 0; i < plan_mutators_count; i++) {
        mutants += seen[i];
        if (seen[i] > 0)
            continue;
        untried++;
        print_message("%s could not be tried\n", plan_mutators[i].name);
    }
    print_message("%d mutants of %d kinds\n", mutants, plan_mutators_count);
    free(seen);
    assert_true(mutants >= MUTANTS_MIN);
    assert_true(STEP > 1 || untried == 0);
}

/* --- any number --- */

/* What a plan tells besides and no other document can confirm: what else was looked at, and the replay's results. */
static bool is_told_besides(const char *path)
{
    static const char *const besides[] = {"alternatives",
                                          "flip",
                                          "free_packing",
                                          "bayplan_version",
                                          "scenarios.runs", /* of events: how many there are */
                                          "unplaced_task_minutes",
                                          "worst",
                                          "scenarios.instance_hours",
                                          "scenarios.usd",
                                          "minutes_longest",
                                          "max_size",
                                          "target_capacity_percent",
                                          "usd_per_deployment",
                                          "deployment_instances",
                                          "usd_per_month_by_cause"};
    for (size_t i = 0; i < sizeof besides / sizeof *besides; i++)
        if (strstr(path, besides[i]) != NULL)
            return true;
    return false;
}

/* Ratios are doubles, written in full and compared in part. */
static bool is_dust(const char *path, const char *was, const char *is)
{
    bool rounded = strstr(path, "ratio") != NULL || strstr(path, "break_even") != NULL;
    return rounded && fabs(strtod(was, NULL) - strtod(is, NULL)) < 1e-4;
}

/* A little more, or the first digit another; never the same number. */
static struct text changed_number(struct random *random, const struct text *json, const struct json_number *number)
{
    char digits[64];
    snprintf(digits, sizeof digits, "%.*s", (int)number->length, json->bytes + number->offset);
    char *digit = strpbrk(digits, "0123456789"), *last = digits + strlen(digits) - 1;
    if (strchr(digits, '.') == NULL && strpbrk(digits, "eE") == NULL && random_chance(random, 50))
        digit = last;
    int was = *digit - '0';
    *digit = (char)('0' + (was + random_between(random, 1, 9)) % 10);
    if (digit == digits && digits[0] == '0' && digits[1] != '\0' && digits[1] != '.')
        *digit = (char)('1' + was % 9); /* no leading zero */
    return json_number_replace(json, number, digits);
}

static bool is_refused(const struct text *json, const struct world *world)
{
    struct profile profile;
    struct catalogue catalogue;
    struct plan plan;
    struct verdict verdict;
    struct error err = {0};
    if (!plan_parse("plan.json", json->bytes, json->length, &plan, &err))
        return true;
    world_read(world, &profile, &catalogue);
    check_plan(&plan, &profile, &catalogue, &verdict);
    bool refused = !verdict.passed;
    verdict_release(&verdict);
    plan_release(&plan);
    profile_release(&profile);
    catalogue_release(&catalogue);
    return refused;
}

static void try_numbers(const struct planned *planned, int *tried, int *unminded)
{
    struct random random = {planned->seed};
    int count;
    struct json_number *numbers = json_numbers_find(&planned->json, &count);
    for (int i = 0; i < NUMBERS_OF_WORLD; i++) {
        const struct json_number *number = &numbers[random_between(&random, 0, count - 1)];
        struct text changed = changed_number(&random, &planned->json, number);
        const char *was = planned->json.bytes + number->offset, *is = changed.bytes + number->offset;
        if (!is_told_besides(number->path) && !is_dust(number->path, was, is)) {
            ++*tried;
            if (!is_refused(&changed, &planned->world)) {
                ++*unminded;
                print_error("seed %" PRIu64 ": %s was %.*s, is now %.*s, and nobody minds\n", planned->seed,
                            number->path, (int)number->length, was, (int)number->length, is);
            }
        }
        text_release(&changed);
    }
    free(numbers);
}

static void every_number_counts(void **state)
{
    const struct plans *plans = *state;
    int tried = 0, unminded = 0;
    for (int i = 0; i < plans->count; i++)
        try_numbers(&plans->items[i], &tried, &unminded);
    print_message("%d numbers changed\n", tried);
    assert_int_equal(unminded, 0);
    assert_true(tried >= NUMBERS_MIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_mutant_is_refused),
                                       cmocka_unit_test(every_number_counts)};
    return cmocka_run_group_tests(tests, plan_worlds, release_plans);
}
