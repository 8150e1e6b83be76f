/* test_difference.c — laws of differences, on pairs of plans that were planned and on many more that were drawn. A
 * failure prints the seed. */
#include "planner/pools/planning.h"
#include "pricing/difference.h"
#include "reports/difference_report.h"
#include "tests/property/drawn_plans.h"
#include "tests/support/random_profile.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Worlds are planned five times each: 20 ordered pairs. The sanitizers take ten times as long to plan. */
#ifdef __SANITIZE_ADDRESS__
enum { WORLDS = 2, DRAWN_PAIRS = 500 };
#else
enum { WORLDS = 16, DRAWN_PAIRS = 1500 };
#endif
enum { FAILURES_MAX = 10, SERVICES_PLANNED_MAX = 3 };

enum variant { VARIANT_BASE, VARIANT_PRICES, VARIANT_DEMAND, VARIANT_SETTINGS, VARIANT_ALL, VARIANTS_COUNT };

static struct {
    int pairs, failures, with_part[CHANGE_CAUSES_COUNT], moved, refused;
} tally;

#define HOLDS(seed, condition, ...)                                                                                    \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            tally.failures++;                                                                                          \
            fprintf(stderr, "seed %" PRIu64 ": %s does not hold: ", (seed), #condition);                               \
            fprintf(stderr, __VA_ARGS__);                                                                              \
            fprintf(stderr, "\n");                                                                                     \
        }                                                                                                              \
    } while (0)

/* --- what holds of every pair --- */

static void rows_sum(uint64_t seed, const struct plan *was, const struct plan *is, const struct difference *difference)
{
    int64_t parts[CHANGE_CAUSES_COUNT] = {0}, old_sum = 0, new_sum = 0, all = 0;
    for (int i = 0; i < difference->rows_count; i++) {
        const struct difference_row *row = &difference->rows[i];
        int64_t change = row->new_usd_per_month_nano - row->old_usd_per_month_nano;
        for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++) {
            change -= row->by_cause_nano[cause];
            parts[cause] += row->by_cause_nano[cause];
            tally.with_part[cause] += row->by_cause_nano[cause] != 0;
        }
        HOLDS(seed, change == 0, "the parts of %s miss %" PRId64, row->name, change);
        old_sum += row->old_usd_per_month_nano;
        new_sum += row->new_usd_per_month_nano;
        tally.moved += strcmp(row->old_place, row->new_place) != 0;
        if (i > 0 && row->kind == row[-1].kind)
            HOLDS(seed, strcmp(row[-1].name, row->name) < 0, "%s before %s", row[-1].name, row->name);
        HOLDS(seed, i == 0 || row[-1].kind <= row->kind, "%s stands among other kinds", row->name);
    }
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++) {
        HOLDS(seed, parts[cause] == difference->by_cause_nano[cause], "%s", difference_cause_names[cause]);
        all += difference->by_cause_nano[cause];
    }
    HOLDS(seed, old_sum == was->cost.total && new_sum == is->cost.total, "the rows' costs are not the plans'");
    HOLDS(seed, all == is->cost.total - was->cost.total, "the parts make %" PRId64, all);
}

static bool known_same(const char *a, const char *b)
{
    return *a != '\0' && strcmp(a, b) == 0;
}

static bool known_changed(const char *a, const char *b)
{
    return *a != '\0' && *b != '\0' && strcmp(a, b) != 0;
}

static void hashes_rule(uint64_t seed, const struct plan *was, const struct plan *is,
                        const struct difference *difference)
{
    bool same_prices = known_same(was->catalogue_sha256, is->catalogue_sha256);
    bool changed = known_changed(was->settings_sha256, is->settings_sha256);
    for (int i = 0; i < difference->rows_count; i++) {
        const struct difference_row *row = &difference->rows[i];
        HOLDS(seed, !same_prices || row->by_cause_nano[CHANGE_PRICE] == 0, "%s: %" PRId64 " of the same prices",
              row->name, row->by_cause_nano[CHANGE_PRICE]);
        HOLDS(seed, row->by_cause_nano[CHANGE_SETTINGS] == 0 || row->by_cause_nano[CHANGE_SOLVER] == 0,
              "%s has two rests", row->name);
        HOLDS(seed, !changed || row->by_cause_nano[CHANGE_SOLVER] == 0, "%s: the solver's though settings changed",
              row->name);
    }
    HOLDS(seed, difference->same_prices == same_prices, "by the hashes");
}

static void report_is_steady(uint64_t seed, const struct plan *was, const struct plan *is,
                             const struct difference *difference)
{
    const struct report report = {.plan = is, .baseline = was, .difference = difference};
    report_writer *const writers[] = {text_report_difference, markdown_report_difference, json_report_difference,
                                      csv_report_difference};
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        struct text first, second;
        struct screen screen = {.out = &first, .width = SCREEN_WIDTH};
        text_init(&first, REPORT_BYTES_MAX);
        text_init(&second, REPORT_BYTES_MAX);
        writers[i](&report, &screen);
        screen.out = &second;
        writers[i](&report, &screen);
        HOLDS(seed, first.length > 0 && strcmp(first.bytes, second.bytes) == 0, "writer %zu says two things", i);
        text_release(&first);
        text_release(&second);
    }
}

static bool differ(uint64_t seed, const struct plan *was, const struct plan *is, const struct catalogue *book,
                   struct difference *ret_difference)
{
    struct error err = {0};
    bool done = difference_of(was, is, book, ret_difference, &err);
    HOLDS(seed, done, "%s: %s", err.where, err.text);
    return done;
}

/* Both ways, with the new plan's book and without. */
static void try_pair(uint64_t seed, const struct plan *was, const struct plan *is, const struct catalogue *book)
{
    struct difference forth, back;
    if (!differ(seed, was, is, book, &forth))
        return;
    tally.pairs++;
    rows_sum(seed, was, is, &forth);
    hashes_rule(seed, was, is, &forth);
    report_is_steady(seed, was, is, &forth);
    if (differ(seed, is, was, NULL, &back)) {
        HOLDS(seed,
              forth.new_usd_per_month_nano - forth.old_usd_per_month_nano ==
                  back.old_usd_per_month_nano - back.new_usd_per_month_nano,
              "back is not the opposite of forth");
        HOLDS(seed, forth.rows_count == back.rows_count, "%d rows back, %d forth", back.rows_count, forth.rows_count);
        rows_sum(seed, is, was, &back);
        difference_release(&back);
    }
    difference_release(&forth);
}

static void same_is_nothing(uint64_t seed, const struct plan *plan, const struct catalogue *book)
{
    struct difference difference;
    if (!differ(seed, plan, plan, book, &difference))
        return;
    HOLDS(seed, difference_is_nothing(&difference) && difference.notes.count == 0, "a plan differs from itself");
    difference_release(&difference);
}

/* --- plans that only prices, or only demand, tell apart --- */

static void repriced_is_price(uint64_t seed, struct random *random, const struct plan *plan)
{
    struct plan copy;
    struct difference difference;
    plan_copy_repriced(plan, random_between(random, 10, 300), &copy);
    if (differ(seed, plan, &copy, NULL, &difference)) {
        rows_sum(seed, plan, &copy, &difference);
        for (int i = 0; i < difference.rows_count; i++) {
            const int64_t *parts = difference.rows[i].by_cause_nano;
            HOLDS(seed, parts[CHANGE_DEMAND] == 0 && parts[CHANGE_SETTINGS] == 0, "%s at other prices: %" PRId64,
                  difference.rows[i].name, parts[CHANGE_DEMAND]);
            /* the copy shares a pool's cost out by rounding, not as the difference does */
            HOLDS(seed, llabs(parts[CHANGE_SOLVER]) <= 20, "%s at other prices: %" PRId64 " of the solver's",
                  difference.rows[i].name, parts[CHANGE_SOLVER]);
        }
        difference_release(&difference);
    }
    arena_release(&copy.arena);
}

static void grown_is_demand(uint64_t seed, struct random *random, const struct plan *plan)
{
    struct plan copy;
    struct difference difference;
    int64_t times = random_between(random, 1, 5);
    plan_copy_grown(plan, times, &copy);
    if (differ(seed, plan, &copy, NULL, &difference)) {
        rows_sum(seed, plan, &copy, &difference);
        for (int i = 0; i < difference.rows_count; i++) {
            const struct difference_row *row = &difference.rows[i];
            int64_t wanted = row->kind == DIFFERENCE_OVERHEAD ? 0 : (times - 1) * row->old_usd_per_month_nano;
            int64_t change = row->new_usd_per_month_nano - row->old_usd_per_month_nano;
            HOLDS(seed, llabs(row->by_cause_nano[CHANGE_DEMAND] - wanted) <= times, "%s: %" PRId64 ", not %" PRId64,
                  row->name, row->by_cause_nano[CHANGE_DEMAND], wanted);
            HOLDS(seed, row->by_cause_nano[CHANGE_PRICE] == 0 && llabs(change - wanted) <= times,
                  "%s at %" PRId64 " times the demand", row->name, times);
        }
        difference_release(&difference);
    }
    arena_release(&copy.arena);
}

static void drawn_pairs(void **state)
{
    uint64_t first = random_seed(9000);
    (void)state;
    for (uint64_t seed = first; seed < first + DRAWN_PAIRS && tally.failures < FAILURES_MAX; seed++) {
        struct random random = {seed};
        struct plan was, is;
        struct catalogue book = {0};
        plan_draw(&random, &was);
        plan_draw(&random, &is);
        if (random_chance(&random, 20))
            is.settings_sha256 = was.settings_sha256;
        bool with_book = random_chance(&random, 50);
        if (with_book)
            book_draw(&random, &is, &book);
        try_pair(seed, &was, &is, with_book ? &book : NULL);
        same_is_nothing(seed, &was, NULL);
        repriced_is_price(seed, &random, &was);
        grown_is_demand(seed, &random, &was);
        catalogue_release(&book);
        plan_release(&was);
        plan_release(&is);
    }
    print_message("%d pairs, %d moves; parts: price %d, demand %d, settings %d, solver %d\n", tally.pairs, tally.moved,
                  tally.with_part[CHANGE_PRICE], tally.with_part[CHANGE_DEMAND], tally.with_part[CHANGE_SETTINGS],
                  tally.with_part[CHANGE_SOLVER]);
    assert_int_equal(tally.failures, 0);
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
        assert_true(tally.with_part[cause] > DRAWN_PAIRS);
}

/* --- plans that were planned --- */

static void change_prices(struct random *random, struct world *world)
{
    for (int i = 0; i < world->offers_count; i++)
        world->offers[i].nano += world->offers[i].nano / 100 * random_between(random, -20, 30);
    for (int a = 0; a < ARCHITECTURES_COUNT; a++)
        world->prices.vcpu[a] += world->prices.vcpu[a] / 100 * random_between(random, -20, 30);
    world->prices.lambda_duration[0] += world->prices.lambda_duration[0] / 100 * random_between(random, -20, 30);
}

static void change_demand(struct random *random, struct world *world)
{
    for (int i = 0; i < world->services_count; i++) {
        int64_t percent = random_between(random, 50, 250);
        for (int hour = 0; hour < world->services[i].hours; hour++)
            world->services[i].tasks[hour] = (world->services[i].tasks[hour] * percent + 99) / 100;
        if (random_chance(random, 20))
            world->services[i].cpu_units += 128;
    }
    for (int i = 0; i < world->jobs_count; i++)
        world->jobs[i].runs_per_day *= (double)random_between(random, 1, 8) / 4;
    if (random_chance(random, 30))
        memcpy(world->services[0].name, "zz", sizeof "zz"); /* one goes, one comes */
}

static void change_settings(struct random *random, struct world *world)
{
    world->survive_zone_loss = !world->survive_zone_loss;
    world->headroom_ratio = random_chance(random, 50) ? 0.25 : 0;
    world->reserve_deployments = random_chance(random, 30);
}

struct planned {
    struct profile profile;
    struct catalogue catalogue;
    struct plan plan;
    bool infeasible;
};

static struct planned plan_variant(uint64_t seed, const struct world *base, enum variant variant)
{
    struct random random = {seed};
    struct world world = *base;
    struct planned planned = {0};
    struct planning_options options = {.time_limit_s = 60};
    struct error err = {0};
    bool all = variant == VARIANT_ALL;
    if (variant == VARIANT_PRICES || all)
        change_prices(&random, &world);
    if (variant == VARIANT_DEMAND || all)
        change_demand(&random, &world);
    if (variant == VARIANT_SETTINGS || all)
        change_settings(&random, &world);
    world_read(&world, &planned.profile, &planned.catalogue);
    planned.infeasible = !planning_run(&planned.profile, &planned.catalogue, &options, &planned.plan, &err);
    HOLDS(seed, !planned.infeasible || err.kind == ERROR_INFEASIBLE, "%s: %s", err.where, err.text);
    return planned;
}

static void planned_pair(uint64_t seed, const struct planned *was, const struct planned *is, bool same_demand,
                         bool with_book)
{
    struct difference difference;
    HOLDS(seed, *was->plan.settings_sha256 != '\0', "the planner does not tell its settings");
    try_pair(seed, &was->plan, &is->plan, with_book ? &is->catalogue : NULL);
    if (!same_demand || !differ(seed, &was->plan, &is->plan, &is->catalogue, &difference))
        return;
    for (int i = 0; i < difference.rows_count; i++)
        HOLDS(seed, difference.rows[i].by_cause_nano[CHANGE_DEMAND] == 0, "%s: %" PRId64 " of the same demand",
              difference.rows[i].name, difference.rows[i].by_cause_nano[CHANGE_DEMAND]);
    HOLDS(seed, difference.notes.count == 0, "%s", difference.notes.items[0]); /* the book has every price */
    difference_release(&difference);
}

static void planned_pairs(void **state)
{
    uint64_t first = random_seed(7000);
    (void)state;
    tally.pairs = 0;
    for (uint64_t seed = first; seed < first + WORLDS && tally.failures < FAILURES_MAX; seed++) {
        struct random random = {seed};
        struct world world;
        struct planned planned[VARIANTS_COUNT];
        world_draw(&random, &world);
        if (world.services_count > SERVICES_PLANNED_MAX)
            world.services_count = SERVICES_PLANNED_MAX;
        for (int i = 0; i < world.services_count; i++) /* weeks are drawn above; here they would only take long */
            world.services[i].hours = world.services[i].hours > 24 ? 24 : world.services[i].hours;
        for (int v = 0; v < VARIANTS_COUNT; v++)
            planned[v] = plan_variant(seed, &world, (enum variant)v);
        for (int a = 0; a < VARIANTS_COUNT; a++)
            for (int b = 0; b < VARIANTS_COUNT; b++) {
                bool same_demand = a != VARIANT_DEMAND && a != VARIANT_ALL && b != VARIANT_DEMAND && b != VARIANT_ALL;
                if (planned[a].infeasible || planned[b].infeasible)
                    continue;
                if (a == b)
                    same_is_nothing(seed, &planned[a].plan, &planned[a].catalogue);
                else
                    planned_pair(seed, &planned[a], &planned[b], same_demand, (seed + (uint64_t)a) % 2 == 0);
            }
        for (int v = 0; v < VARIANTS_COUNT; v++) {
            if (!planned[v].infeasible)
                plan_release(&planned[v].plan);
            profile_release(&planned[v].profile);
            catalogue_release(&planned[v].catalogue);
        }
    }
    print_message("%d pairs that were planned\n", tally.pairs);
    assert_int_equal(tally.failures, 0);
    assert_true(tally.pairs >= WORLDS * VARIANTS_COUNT * (VARIANTS_COUNT - 1) * 9 / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(drawn_pairs), cmocka_unit_test(planned_pairs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
