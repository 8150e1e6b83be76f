/* Whole plans of the examples and of small profiles: every sum a plan states, and laws between plans. */
#include "data/base/file.h"
#include "planner/pools/assembly.h"
#include "planner/pools/bound.h"
#include "planner/pools/clock.h"
#include "planner/pools/planning.h"
#include "pricing/snapshot.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* The sanitizers take minutes for the shop, which tests/e2e/plan.sh has them plan once: here they look at less. */
#ifdef __SANITIZE_ADDRESS__
static const char *const examples[] = {"data/examples/team.xml", "data/examples/nightly.json"};
static const char with_pools[] = "data/examples/nightly.json";
enum { REPEATED = 1 };
#else
static const char *const examples[] = {"data/examples/team.xml", "data/examples/nightly.json",
                                       "data/examples/shop.json"};
static const char with_pools[] = "data/examples/shop.json";
enum { REPEATED = 2 };
#endif
enum { EXAMPLES = sizeof examples / sizeof *examples };

static struct plan plan_of(const struct profile *profile, double time_limit_s)
{
    struct planning_options options = {.time_limit_s = time_limit_s};
    struct catalogue prices = {0};
    struct plan plan;
    struct error err = {0};
    if (!snapshot_catalogue(profile->region, &prices, &err) || !planning_run(profile, &prices, &options, &plan, &err))
        fail_msg("%s: %s", err.where, err.text);
    catalogue_release(&prices);
    return plan;
}

static struct plan plan_text(const char *json, double time_limit_s)
{
    struct profile profile;
    struct error err = {0};
    if (!profile_parse("test", json, strlen(json), &profile, &err))
        fail_msg("%s: %s", err.where, err.text);
    struct plan plan = plan_of(&profile, time_limit_s);
    profile_release(&profile);
    return plan;
}

/* Names, sizes and sums, from the plan alone, as data/plan.h states them. */
static int64_t members_sum(const struct plan *plan, const struct plan_pool *pool)
{
    int64_t sum = 0;
    int members = 0;
    for (int i = 0; i < plan->services_count; i++)
        if (strcmp(plan->services[i].place, pool->name) == 0) {
            sum += plan->services[i].usd_per_month_nano;
            members++;
        }
    for (int j = 0; j < plan->jobs_count; j++)
        if (strcmp(plan->jobs[j].place, pool->name) == 0) {
            sum += plan->jobs[j].usd_per_month_nano;
            members++;
        }
    assert_int_equal(members, pool->services.count + pool->jobs.count);
    return sum;
}

static int64_t pools_sum(const struct plan *plan)
{
    int64_t ec2 = 0;
    for (int g = 0; g < plan->pools_count; g++) {
        const struct plan_pool *pool = &plan->pools[g];
        struct usd_per_hour hour = {pool->usd_per_instance_hour_nano + pool->usd_per_root_volume_hour_nano}, sum = {0};
        for (int h = 0; h < pool->instances.count; h++) {
            assert_true(pool->instances.items[h] >= pool->zones.count);
            sum = usd_per_hour_add(sum, usd_per_hour_times(hour, pool->instances.items[h]));
        }
        assert_true(usd_of_month(sum, plan->hours).nano == pool->usd_per_month_nano);
        assert_true(members_sum(plan, pool) == pool->usd_per_month_nano);
        ec2 += pool->usd_per_month_nano;
    }
    return ec2;
}

static void check_sums(const struct plan *plan)
{
    int64_t fargate = 0, lambda = 0;
    double causes = 0;
    assert_true(pools_sum(plan) == plan->cost.ec2);
    for (int i = 0; i < plan->services_count; i++)
        if (strncmp(plan->services[i].place, "fargate", 7) == 0)
            fargate += plan->services[i].usd_per_month_nano;
    for (int j = 0; j < plan->jobs_count; j++) {
        fargate += strncmp(plan->jobs[j].place, "fargate", 7) == 0 ? plan->jobs[j].usd_per_month_nano : 0;
        lambda += strcmp(plan->jobs[j].place, "lambda") == 0 ? plan->jobs[j].usd_per_month_nano : 0;
    }
    assert_true(fargate == plan->cost.fargate);
    assert_true(lambda == plan->cost.lambda);
    assert_true(plan->cost.total == plan->cost.ec2 + fargate + lambda + plan->cost.overhead);
    assert_true(plan->bound.usd_per_month_nano <= plan->cost.total - plan->cost.overhead);
    for (int cause = 0; cause < GAP_CAUSES_COUNT; cause++) {
        assert_true(plan->bound.gap_by_cause[cause] >= 0);
        causes += plan->bound.gap_by_cause[cause];
    }
    assert_true(fabs(causes - plan->bound.gap_ratio) < 1e-9);
}

static void example(const char *path)
{
    struct profile profile;
    struct error err = {0};
    if (!profile_load(path, &profile, &err))
        fail_msg("%s: %s", err.where, err.text);
    struct plan plan = plan_of(&profile, 2);
    check_sums(&plan);
    for (int i = 0; i < plan.services_count; i++)
        assert_true(plan.services[i].why[0] != '\0');
    plan_release(&plan);
    profile_release(&profile);
}

static void examples_add_up(void **state)
{
    (void)state;
    for (int i = 0; i < EXAMPLES; i++)
        example(examples[i]);
}

/* Two x86 and two arm services that four different types suit: every pool allowed can only help. */
static const char mixed[] =
    "{\"schema\":\"bayplan.profile/1\",\"name\":\"mixed\",\"region\":\"us-east-1\",\"services\":["
    "{\"name\":\"cpu-arm\",\"cpu_units\":4096,\"memory_mib\":4096,\"tasks\":[40,50],\"architectures\":[\"arm64\"]},"
    "{\"name\":\"cpu-x86\",\"cpu_units\":4096,\"memory_mib\":4096,\"tasks\":50},"
    "{\"name\":\"mem-arm\",\"cpu_units\":512,\"memory_mib\":14336,\"tasks\":60,\"architectures\":[\"arm64\"]},"
    "{\"name\":\"mem-x86\",\"cpu_units\":512,\"memory_mib\":14336,\"tasks\":60}],"
    "\"limits\":{\"pools_max\":%d,\"eni_trunking\":true}}";

static void more_pools_never_cost_more(void **state)
{
    int64_t before = INT64_MAX;
    (void)state;
    for (int pools = 0; pools <= 4; pools++) {
        char json[2048], demand[512] = "[";
        for (int h = 0; h < 24; h++)
            snprintf(demand + strlen(demand), sizeof demand - strlen(demand), "%d%s", 40 + h % 12, h < 23 ? "," : "]");
        snprintf(json, sizeof json, mixed, pools);
        char *tasks = strstr(json, "[40,50]"), rest[2048];
        snprintf(rest, sizeof rest, "%s", tasks + strlen("[40,50]"));
        snprintf(tasks, sizeof json - (size_t)(tasks - json), "%s%s", demand, rest);
        if (pools == 0)
            continue;
        struct plan plan = plan_text(json, 3);
        check_sums(&plan);
        assert_true(plan.pools_count <= pools);
        assert_true(plan.cost.total <= before);
        before = plan.cost.total;
        plan_release(&plan);
    }
    assert_true(before < INT64_MAX);
}

static void the_time_limit_is_kept(void **state)
{
    struct profile profile;
    struct error err = {0};
    (void)state;
    assert_true(profile_load("data/examples/shop.json", &profile, &err));
    clock_t start = clock(); /* of this process alone: other work on the machine does not count */
    struct plan plan = plan_of(&profile, 0.2);
    assert_true((clock() - start) / CLOCKS_PER_SEC < 60); /* a sanitizer build; unguarded it is minutes */
    check_sums(&plan);
    plan_release(&plan);
    profile_release(&profile);
}

static void nothing_outside_means_a_pool(void **state)
{
    (void)state;
    struct plan plan =
        plan_text("{\"schema\":\"bayplan.profile/1\",\"name\":\"one\",\"region\":\"us-east-1\",\"services\":["
                  "{\"name\":\"a\",\"cpu_units\":256,\"memory_mib\":512,\"tasks\":1,\"places\":[\"ec2\"]}]}",
                  2);
    check_sums(&plan);
    assert_int_equal(plan.pools_count, 1);
    assert_int_equal(plan.pools[0].instances_min, 2);
    assert_string_equal(plan.services[0].place, "pool-1");
    assert_false(plan.all_fargate.possible);
    plan_release(&plan);
}

static void work_can_outweigh_a_saving(void **state)
{
    static const char json[] =
        "{\"schema\":\"bayplan.profile/1\",\"name\":\"work\",\"region\":\"us-east-1\",\"services\":["
        "{\"name\":\"a\",\"cpu_units\":4096,\"memory_mib\":8192,\"tasks\":8}],"
        "\"overhead\":{\"usd_per_hour\":\"60\",\"hours_per_month_cluster\":%d,\"hours_per_month_instance\":0.1}}";
    char text[512];
    (void)state;
    snprintf(text, sizeof text, json, 1);
    struct plan cheap = plan_text(text, 2);
    snprintf(text, sizeof text, json, 100);
    struct plan dear = plan_text(text, 2);
    check_sums(&cheap);
    check_sums(&dear);
    assert_int_equal(cheap.pools_count, 1);
    assert_true(cheap.cost.overhead > 60 * NANO_PER_USD);
    assert_int_equal(dear.pools_count, 0);
    assert_true(dear.cost.overhead == 0);
    plan_release(&cheap);
    plan_release(&dear);
}

/* --- the same bytes --- */

static struct text plan_bytes(const struct profile *profile, double time_limit_s)
{
    struct plan plan = plan_of(profile, time_limit_s);
    struct text text;
    text_init(&text, FILE_BYTES_MAX);
    plan_write(&plan, &text);
    if (plan.time_limit_reached)
        print_message("%s: the clock ended it; no bytes to compare\n", plan.profile_name);
    if (plan.time_limit_reached)
        text_release(&text);
    plan_release(&plan);
    return text;
}

/* Effort ends the search, not the clock: a run with more time says the same. repeat.sh asks it of larger fleets. */
static void repeats(const char *path)
{
    struct profile profile;
    struct error err = {0};
    if (!profile_load(path, &profile, &err))
        fail_msg("%s: %s", err.where, err.text);
    struct text first = plan_bytes(&profile, 60), longer = plan_bytes(&profile, 600);
    assert_true(longer.bytes != NULL); /* ten minutes, even on a slow machine */
    if (first.bytes)
        assert_string_equal(first.bytes, longer.bytes);
    text_release(&first);
    text_release(&longer);
    profile_release(&profile);
}

static void the_same_bytes_every_time(void **state)
{
    (void)state;
    for (int i = 0; i < REPEATED; i++)
        repeats(examples[i]);
}

/* --- what would turn it over --- */

/* A service that just pays for a pool of its own; a smaller one would not. */
static const char turning[] =
    "{\"schema\":\"bayplan.profile/1\",\"name\":\"turning\",\"region\":\"us-east-1\",\"services\":["
    "{\"name\":\"a\",\"cpu_units\":1000,\"memory_mib\":1800,\"tasks\":%d}],"
    "\"limits\":{\"eni_trunking\":true,\"instance_types\":[\"m5a.2xlarge\"]}}";

static void fewer_tasks_turn_a_pool_over(void **state)
{
    char json[512];
    (void)state;
    snprintf(json, sizeof json, turning, 64);
    struct plan many = plan_text(json, 5);
    double ratio = many.services[0].flip.tasks_ratio;
    assert_string_equal(many.services[0].place, "pool-1");
    assert_true(ratio > 0 && ratio < 1);
    plan_release(&many);
    snprintf(json, sizeof json, turning, (int)(64 * ratio));
    struct plan few = plan_text(json, 5);
    assert_string_equal(few.services[0].place, "fargate");
    assert_true(few.services[0].flip.tasks_ratio > 1);
    plan_release(&few);
}

static void parts_sum_exactly(void **state)
{
    int64_t parts[3];
    (void)state;
    split_exactly(100, (const double[]){1, 1, 1}, 3, parts);
    assert_int_equal(parts[0], 34);
    assert_int_equal(parts[1], 33);
    assert_int_equal(parts[2], 33);
    split_exactly(7, (const double[]){0, 0, 0}, 3, parts);
    assert_int_equal(parts[0] + parts[1] + parts[2], 7);
    split_exactly(INT64_C(9000000000000000000), (const double[]){0, 1e-9, 3e9}, 3, parts);
    assert_int_equal(parts[0], 0);
    assert_true(parts[0] + parts[1] + parts[2] == INT64_C(9000000000000000000));
}

/* Stages found again after a repair must pack as well as the search did, by the patterns of the solver, or whole
 * instances take the blame for what placing costs. */
static void stages_found_again_are_the_same(void **state)
{
    struct profile profile;
    struct catalogue prices = {0};
    struct model model;
    struct bound_problem problem;
    struct solve_result solved = {0};
    struct pools_result pools;
    struct error err = {0};
    bool wanted[PROFILE_POOLS_MAX + 1];
    /* Limits that no clock reaches: once it has, pools are packed quickly, and stages found later differ. */
    const struct solve_options solving = {.time_limit_s = 600, .effort_s = 0.5};
    const struct pools_options choosing = {.time_limit_s = 600};
    (void)state;
    if (!profile_load(with_pools, &profile, &err) || !snapshot_catalogue(profile.region, &prices, &err) ||
        !model_build(&profile, &prices, &model, &err))
        fail_msg("%s: %s", err.where, err.text);
    bound_problem_build(&model, &problem);
    if (!solve_packing(&problem.packing, problem.pack_slot, &solving, &solved, &err) ||
        !pools_choose(&model, &solved, &choosing, &pools, &err))
        fail_msg("%s: %s", err.where, err.text);
    assert_true(pools.pools_count > 0);
    struct pool_choice before[PROFILE_POOLS_MAX + 1];
    for (int g = 0; g < pools.pools_count; g++) {
        before[g] = pools.pools[g];
        wanted[g] = true;
    }
    assert_true(pools_stages(&model, &pools, wanted, &err));
    for (int g = 0; g < pools.pools_count; g++) {
        assert_true(pools.pools[g].zones == before[g].zones);
        assert_true(pools.pools[g].whole == before[g].whole);
        assert_true(pools.pools[g].fractional == before[g].fractional);
    }
    pools_result_release(&pools);
    solve_result_release(&solved);
    bound_problem_release(&problem);
    model_release(&model);
    catalogue_release(&prices);
    profile_release(&profile);
}

/* s0 beside its surge stands apart; counted without the surge, the pool of s1 looks cheaper. */
static void no_place_is_cheaper_that_the_replay_fails(void **state)
{
    (void)state;
    struct plan plan = plan_text(
        "{\"schema\":\"bayplan.profile/1\",\"name\":\"surge\",\"region\":\"us-east-1\",\"zones\":[\"us-east-1a\","
        "\"us-east-1b\",\"us-east-1c\"],\"services\":[{\"name\":\"s0\",\"cpu_units\":4096,\"memory_mib\":1024,"
        "\"tasks\":3,\"architectures\":[\"x86_64\",\"arm64\"],\"places\":[\"ec2\"],\"zones_min\":1,"
        "\"placement_strategies\":[\"binpack:memory\"]},{\"name\":\"s1\",\"cpu_units\":2048,\"memory_mib\":16384,"
        "\"tasks\":8,\"architectures\":[\"x86_64\",\"arm64\"],\"places\":[\"ec2\"],\"zones_min\":2,\"deployment\":"
        "{\"minimum_healthy_percent\":66,\"maximum_percent\":120}}],\"safety\":{\"deployments\":\"reserve\"},"
        "\"limits\":{\"pools_max\":2,\"eni_trunking\":false}}",
        2);
    const struct plan_service *s0 = &plan.services[0];
    assert_int_equal(plan.pools_count, 2);
    assert_int_equal(s0->alternatives_count, 1);
    assert_true(s0->alternatives[0].possible);
    assert_true(s0->alternatives[0].usd_per_month_nano > s0->usd_per_month_nano);
    assert_non_null(strstr(s0->why, "more a month"));
    plan_release(&plan);
}

/* Every promise is of the tasks with headroom, a deployment's surge too: twice the tasks, of which twice may run. */
static void a_surge_is_of_the_tasks_with_headroom(void **state)
{
    static const char profile[] =
        "{\"schema\":\"bayplan.profile/"
        "1\",\"name\":\"headroom\",\"region\":\"us-east-1\",\"services\":[{\"name\":\"s1\","
        "\"cpu_units\":2048,\"memory_mib\":1024,\"tasks\":4,\"places\":[\"ec2\"],\"tasks_per_instance_max\":1}],"
        "\"safety\":{\"headroom_ratio\":%s}}";
    static const char *const ratios[] = {"0", "1"};
    (void)state;
    for (int k = 0; k < 2; k++) {
        char json[1024];
        bool said = false;
        snprintf(json, sizeof json, profile, ratios[k]);
        struct plan plan = plan_text(json, 2);
        for (int i = 0; i < plan.assumptions.count; i++)
            said = said || strstr(plan.assumptions.items[i], "surge being that of its tasks with headroom") != NULL;
        assert_int_equal(plan.services[0].deployment_instances, k == 0 ? 4 : 8);
        assert_int_equal(said, k == 1);
        plan_release(&plan);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_sum_exactly),
        cmocka_unit_test(nothing_outside_means_a_pool),
        cmocka_unit_test(more_pools_never_cost_more),
        cmocka_unit_test(work_can_outweigh_a_saving),
        cmocka_unit_test(stages_found_again_are_the_same),
        cmocka_unit_test(the_time_limit_is_kept),
        cmocka_unit_test(examples_add_up),
        cmocka_unit_test(the_same_bytes_every_time),
        cmocka_unit_test(no_place_is_cheaper_that_the_replay_fails),
        cmocka_unit_test(a_surge_is_of_the_tasks_with_headroom),
        cmocka_unit_test(fewer_tasks_turn_a_pool_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
