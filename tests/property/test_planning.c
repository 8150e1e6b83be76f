/* test_planning.c — laws of whole plans on drawn worlds: each plan is true by the checker, and changes of a world
 * change its plan the way they must. A failure prints the seed and the world. */
#include "planner/check/check.h"
#include "planner/pools/planning.h"
#include "planner/simulate/simulate.h"
#include "tests/support/findings.h"
#include "tests/support/random_profile.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* 500 worlds where they take a minute; the sanitizers, which take ten times as long, look at one in 37: no step that
 * shares a factor with the six laws, or they would meet but some of them (see try_world). */
#ifdef __SANITIZE_ADDRESS__
enum { STEP = 37 };
#else
enum { STEP = 1 };
#endif
enum { WORLDS = 500, SEEDS_REPLAYED = 5, SHOWN_MAX = 3, FAILURES_MAX = 20 };

/* A plan and what it was made from. */
struct planned {
    struct profile profile;
    struct catalogue catalogue;
    struct plan plan;
    bool infeasible;
};

struct tally {
    int worlds, infeasible, with_pools, with_fargate, with_lambda, with_jobs_in_pools;
    int replayed, failures;
};

static struct tally tally;

static void planned_release(struct planned *planned)
{
    if (!planned->infeasible)
        plan_release(&planned->plan);
    profile_release(&planned->profile);
    catalogue_release(&planned->catalogue);
}

static void show_world(uint64_t seed, const struct world *world)
{
    struct text text;
    text_init(&text, 1 << 20);
    world_profile_text(world, &text);
    world_catalogue_text(world, &text);
    fprintf(stderr, "--- the world of seed %" PRIu64 "\n%s---\n", seed, text.bytes); /* cmocka cuts long messages */
    text_release(&text);
}

#define HOLDS(seed, world, condition, ...)                                                                             \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "seed %" PRIu64 ": %s does not hold: ", (seed), #condition);                               \
            fprintf(stderr, __VA_ARGS__);                                                                              \
            fprintf(stderr, "\n");                                                                                     \
            if (++tally.failures <= SHOWN_MAX)                                                                         \
                show_world(seed, world);                                                                               \
        }                                                                                                              \
    } while (0)

static struct planned plan_world(uint64_t seed, const struct world *world)
{
    struct planned planned = {0};
    struct planning_options options = {.time_limit_s = 60};
    struct error err = {0};
    world_read(world, &planned.profile, &planned.catalogue);
    planned.infeasible = !planning_run(&planned.profile, &planned.catalogue, &options, &planned.plan, &err);
    HOLDS(seed, world, !planned.infeasible || err.kind == ERROR_INFEASIBLE, "%s: %s", err.where, err.text);
    HOLDS(seed, world, planned.infeasible || !planned.plan.time_limit_reached,
          "sixty seconds were not enough for a small world");
    return planned;
}

static int64_t cost_of(const struct planned *planned)
{
    return planned->plan.cost.total - planned->plan.cost.overhead;
}

static int64_t bound_of(const struct planned *planned)
{
    return planned->plan.bound.usd_per_month_nano;
}

/* --- the plan itself --- */

static void is_true(uint64_t seed, const struct world *world, const struct planned *planned)
{
    struct verdict verdict;
    check_plan(&planned->plan, &planned->profile, &planned->catalogue, &verdict);
    struct text findings = findings_text(&verdict);
    HOLDS(seed, world, verdict.passed, "the checker found\n%s", findings.bytes);
    text_release(&findings);
    verdict_release(&verdict);
    tally.with_pools += planned->plan.pools_count > 0;
    tally.with_fargate += planned->plan.cost.fargate > 0;
    tally.with_lambda += planned->plan.cost.lambda > 0;
    for (int i = 0; i < planned->plan.pools_count; i++)
        tally.with_jobs_in_pools += planned->plan.pools[i].jobs.count > 0;
}

static void tell_failures(const struct verdict *verdict, struct text *text)
{
    for (int i = 0; i < verdict->scenarios_count; i++) {
        const struct verdict_scenario *scenario = &verdict->scenarios[i];
        if (scenario->required && !scenario->passed)
            text_printf(text, "%s fails in %" PRId64 " of %" PRId64 "; seed %" PRId64 ", hour %" PRId64 ": %s\n",
                        scenario_names[scenario->scenario], scenario->runs_failed, scenario->runs, scenario->worst.seed,
                        scenario->worst.hour, scenario->worst.why != NULL ? scenario->worst.why : "");
    }
}

/* ECS can run it: read from its document, it keeps every promise again, for the seeds it was sized with. */
static void holds_in_replay(uint64_t seed, const struct world *world, const struct planned *planned)
{
    const struct plan_verification *verification = &planned->plan.verification;
    struct simulate_options options = {.seed = 1, .seeds = SEEDS_REPLAYED};
    struct verdict verdict;
    struct error err = {0};
    struct text why;
    if (planned->plan.pools_count == 0)
        return;
    HOLDS(seed, world, verification->passed, "a plan is given that its own replay of %" PRId64 " seeds refuses",
          verification->seeds);
    if (options.seeds > verification->seeds)
        options.seeds = verification->seeds;
    bool replayed = simulate_plan(&planned->plan, &options, &verdict, &err);
    HOLDS(seed, world, replayed, "%s: %s", err.where, err.text);
    if (!replayed)
        return;
    text_init(&why, 1 << 16);
    text_add(&why, "");
    tell_failures(&verdict, &why);
    HOLDS(seed, world, verdict.passed, "%s", why.bytes);
    tally.replayed++;
    text_release(&why);
    verdict_release(&verdict);
}

/* What is written reads back and is written the same. */
static void round_trip_keeps_bytes(uint64_t seed, const struct world *world, const struct planned *planned)
{
    struct text first, second;
    struct plan again;
    struct error err = {0};
    text_init(&first, 1 << 24);
    text_init(&second, 1 << 24);
    plan_write(&planned->plan, &first);
    bool read = plan_parse("plan.json", first.bytes, first.length, &again, &err);
    HOLDS(seed, world, read, "%s: %s", err.where, err.text);
    if (read) {
        plan_write(&again, &second);
        HOLDS(seed, world, strcmp(first.bytes, second.bytes) == 0, "a plan changes on its way through a file");
        plan_release(&again);
    }
    text_release(&first);
    text_release(&second);
}

/* --- laws of two worlds --- */

static void order_changes_no_byte(uint64_t seed, struct random *random, const struct world *base,
                                  const struct planned *before)
{
    struct world world = *base;
    struct text first, second;
    world_shuffle(random, &world);
    struct planned after = plan_world(seed, &world);
    after.plan.profile_sha256 = before->plan.profile_sha256; /* the files differ, the plans must not */
    text_init(&first, 1 << 24);
    text_init(&second, 1 << 24);
    plan_write(&before->plan, &first);
    plan_write(&after.plan, &second);
    HOLDS(seed, base, strcmp(first.bytes, second.bytes) == 0, "the order of services changes the plan");
    text_release(&first);
    text_release(&second);
    planned_release(&after);
}

/* The solver works in doubles and certifies in integers rounded down: a bound may miss its best by so little. */
static int64_t dust(const struct planned *planned)
{
    return 730 * 2 + bound_of(planned) / (10 * 1000 * 1000);
}

/* Column generation ends a little below the linear programme it bounds, by how much differs from world to world. */
static int64_t slack(const struct planned *planned)
{
    return dust(planned) + bound_of(planned) / 200;
}

static void cheaper_offer_raises_nothing(uint64_t seed, struct random *random, const struct world *base,
                                         const struct planned *before)
{
    struct world world = *base;
    struct world_offer *offer = &world.offers[random_between(random, 0, world.offers_count - 1)];
    offer->nano -= offer->nano / 4;
    struct planned after = plan_world(seed, &world);
    HOLDS(seed, base, bound_of(&after) <= bound_of(before) + slack(before),
          "%s a quarter cheaper: bound %" PRId64 " -> %" PRId64, offer->type, bound_of(before), bound_of(&after));
    HOLDS(seed, base, world.overhead || cost_of(&after) <= cost_of(before),
          "%s a quarter cheaper: cost %" PRId64 " -> %" PRId64, offer->type, cost_of(before), cost_of(&after));
    planned_release(&after);
}

static void twin_changes_nothing(uint64_t seed, struct random *random, const struct world *base,
                                 const struct planned *before)
{
    struct world world = *base;
    const struct world_offer *offer = &world.offers[random_between(random, 0, world.offers_count - 1)];
    const char *twin = world_twin(&world, offer);
    if (twin == NULL || world.offers_count == WORLD_OFFERS_MAX)
        return;
    world.offers[world.offers_count++] = (struct world_offer){twin, offer->nano};
    struct planned after = plan_world(seed, &world);
    HOLDS(seed, base, bound_of(&after) == bound_of(before) && cost_of(&after) == cost_of(before),
          "%s beside %s: cost %" PRId64 " -> %" PRId64 ", bound %" PRId64 " -> %" PRId64, twin, offer->type,
          cost_of(before), cost_of(&after), bound_of(before), bound_of(&after));
    planned_release(&after);
}

/* Nothing costs more than twice a plan for half of it. The bounds themselves say so where there are no jobs: a job is
 * priced by whichever dual the services left, and there may be several. */
static void demand_twice_bounds_twice(uint64_t seed, const struct world *base, const struct planned *before)
{
    struct world world = *base;
    for (int i = 0; i < world.services_count; i++)
        for (int hour = 0; hour < world.services[i].hours; hour++)
            world.services[i].tasks[hour] *= 2;
    for (int i = 0; i < world.jobs_count; i++)
        world.jobs[i].runs_per_day *= 2;
    struct planned after = plan_world(seed, &world);
    HOLDS(seed, base, bound_of(&after) <= 2 * cost_of(before) + 2 * dust(before),
          "demand twice: cost %" PRId64 ", bound -> %" PRId64, cost_of(before), bound_of(&after));
    HOLDS(seed, base, world.jobs_count > 0 || bound_of(&after) <= 2 * bound_of(before) + 2 * slack(before),
          "demand twice: bound %" PRId64 " -> %" PRId64, bound_of(before), bound_of(&after));
    planned_release(&after);
}

static void prices_twice_cost_twice(uint64_t seed, const struct world *base, const struct planned *before)
{
    struct world world = *base;
    struct world_prices *prices = &world.prices;
    for (int i = 0; i < world.offers_count; i++)
        world.offers[i].nano *= 2;
    int64_t *all[] = {&prices->vcpu[0],
                      &prices->vcpu[1],
                      &prices->gb[0],
                      &prices->gb[1],
                      &prices->spot_vcpu,
                      &prices->spot_gb,
                      &prices->storage_gb,
                      &prices->gp3,
                      &prices->lambda_duration[0],
                      &prices->lambda_duration[1],
                      &prices->lambda_requests};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        *all[i] *= 2;
    world.overhead_usd_per_hour *= 2;
    struct planned after = plan_world(seed, &world);
    int64_t parts = before->plan.pools_count + before->plan.services_count + 2 * before->plan.jobs_count;
    HOLDS(seed, base, llabs(cost_of(&after) - 2 * cost_of(before)) <= 2 * parts,
          "prices twice: cost %" PRId64 " -> %" PRId64, cost_of(before), cost_of(&after));
    HOLDS(seed, base, llabs(bound_of(&after) - 2 * bound_of(before)) <= 2 * dust(before),
          "prices twice: bound %" PRId64 " -> %" PRId64, bound_of(before), bound_of(&after));
    planned_release(&after);
}

static void another_place_raises_no_bound(uint64_t seed, struct random *random, const struct world *base,
                                          const struct planned *before)
{
    struct world world = *base;
    struct world_service *service = &world.services[random_between(random, 0, world.services_count - 1)];
    if (service->network_mode != NETWORK_AWSVPC || service->gpus > 0)
        return;
    service->places |= 1u << random_between(random, PLACE_EC2, PLACE_FARGATE_SPOT);
    struct planned after = plan_world(seed, &world);
    HOLDS(seed, base, bound_of(&after) <= bound_of(before) + slack(before),
          "another place for %s: bound %" PRId64 " -> %" PRId64, service->name, bound_of(before), bound_of(&after));
    planned_release(&after);
}

static void try_world(uint64_t seed)
{
    struct random random = {seed};
    struct world world;
    world_draw(&random, &world);
    struct planned planned = plan_world(seed, &world);
    tally.worlds++;
    tally.infeasible += planned.infeasible;
    if (!planned.infeasible) {
        is_true(seed, &world, &planned);
        holds_in_replay(seed, &world, &planned);
        switch (seed % 6) {
        case 0:
            round_trip_keeps_bytes(seed, &world, &planned);
            order_changes_no_byte(seed, &random, &world, &planned);
            break;
        case 1:
            cheaper_offer_raises_nothing(seed, &random, &world, &planned);
            break;
        case 2:
            twin_changes_nothing(seed, &random, &world, &planned);
            break;
        case 3:
            demand_twice_bounds_twice(seed, &world, &planned);
            break;
        case 4:
            prices_twice_cost_twice(seed, &world, &planned);
            break;
        default:
            another_place_raises_no_bound(seed, &random, &world, &planned);
        }
    }
    planned_release(&planned);
}

static void laws_hold(void **state)
{
    (void)state;
    uint64_t first = random_seed(5000);
    const char *worlds = getenv("BAYPLAN_TEST_WORLDS");
    uint64_t count = worlds != NULL ? strtoull(worlds, NULL, 10) : WORLDS;
    for (uint64_t seed = first; seed < first + count && tally.failures < FAILURES_MAX; seed += STEP)
        try_world(seed);
    print_message("%d worlds (%d infeasible): %d with pools, %d with Fargate, %d with Lambda, %d with jobs in pools, "
                  "%d replayed\n",
                  tally.worlds, tally.infeasible, tally.with_pools, tally.with_fargate, tally.with_lambda,
                  tally.with_jobs_in_pools, tally.replayed);
    if (tally.failures > 0)
        fail_msg("%d laws broken", tally.failures);
    if (count >= WORLDS) { /* worlds of one kind alone would prove little */
        assert_true(tally.infeasible <= tally.worlds / 50);
        assert_true(tally.with_pools > 100 / STEP && tally.with_fargate > 100 / STEP && tally.with_lambda > 20 / STEP);
        assert_true(tally.with_jobs_in_pools > 5 || STEP > 1); /* one world in fifty: with few worlds, perhaps none */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(laws_hold)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
