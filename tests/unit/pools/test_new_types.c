/* test_new_types.c — instance types that the price book has and the build does not: planned, checked, and in the plan
 * such that it is read, replayed and reported on without its book. */
#include "data/catalogue_types.h"
#include "planner/check/check.h"
#include "planner/pools/planning.h"
#include "planner/simulate/simulate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char book_text[] =
    "{\"schema\": \"bayplan.catalogue/1\", \"region\": \"us-east-1\", \"instance_types\": ["
    "{\"name\": \"m99g.xlarge\", \"vcpus\": 4, \"memory_mib\": 16384, \"registered_memory_mib\": 15265, "
    "\"architecture\": \"arm64\", \"awsvpc_tasks\": 3, \"awsvpc_tasks_trunked\": 20, \"current_generation\": true, "
    "\"source\": \"estimated\", \"as_of\": \"2026-11-20\"}], \"prices\": ["
    "{\"service\": \"ec2\", \"item\": \"m99g.xlarge\", \"unit\": \"usd_per_hour\", \"price\": \"0.01\", \"source\": "
    "\"x\", \"as_of\": \"2026-11-20\"},"
    "{\"service\": \"ec2\", \"item\": \"m7g.xlarge\", \"unit\": \"usd_per_hour\", \"price\": \"0.1632\", \"source\": "
    "\"x\", \"as_of\": \"2026-11-20\"},"
    "{\"service\": \"ebs\", \"item\": \"gp3\", \"unit\": \"usd_per_gb_month\", \"price\": \"0.08\", \"source\": "
    "\"x\", \"as_of\": \"2026-11-20\"}]}";

#define PROFILE(limits)                                                                                                \
    "{\"schema\": \"bayplan.profile/1\", \"name\": \"t\", \"region\": \"us-east-1\", \"services\": [{\"name\": "       \
    "\"web\", \"cpu_units\": 1024, \"memory_mib\": 2048, \"tasks\": 4, \"architectures\": [\"arm64\"], \"places\": "   \
    "[\"ec2\"]}]" limits "}"

struct world {
    struct profile profile;
    struct catalogue book;
    struct plan plan;
};

static void read_inputs(struct world *world, const char *profile)
{
    struct error err = {0};
    if (!catalogue_parse("book.json", book_text, strlen(book_text), &world->book, &err) ||
        !profile_parse("t.json", profile, strlen(profile), &world->profile, &err))
        fail_msg("%s: %s", err.where, err.text);
}

static void plan(struct world *world, const char *profile)
{
    struct error err = {0};
    struct planning_options options = {.time_limit_s = 10};
    read_inputs(world, profile);
    if (!planning_run(&world->profile, &world->book, &options, &world->plan, &err))
        fail_msg("%s: %s", err.where, err.text);
}

static void forget(struct world *world)
{
    plan_release(&world->plan);
    catalogue_release(&world->book);
    profile_release(&world->profile);
}

/* Of what the check says, the rules at this place. */
static int findings_at(const struct world *world, const char *path)
{
    struct verdict verdict = {0};
    int found = 0;
    check_plan(&world->plan, &world->profile, &world->book, &verdict);
    for (int i = 0; i < verdict.findings_count; i++) {
        if (!path)
            print_message("%s: %s\n", verdict.findings[i].where, verdict.findings[i].what);
        found += !path || strcmp(verdict.findings[i].where, path) == 0;
    }
    verdict_release(&verdict);
    return found;
}

static void a_new_type_is_planned_and_checked(void **state)
{
    (void)state;
    struct world world;
    plan(&world, PROFILE(""));
    assert_int_equal(world.plan.pools_count, 1);
    struct plan_pool *pool = &world.plan.pools[0];
    assert_string_equal(pool->instance_type, "m99g.xlarge");
    assert_string_equal(pool->architecture, "arm64");
    assert_int_equal(pool->memory_mib, 15265 - 306); /* 2 % */
    assert_int_equal(findings_at(&world, NULL), 0);
    pool->architecture = "x86_64";
    assert_int_equal(findings_at(&world, "pools[0].architecture"), 1);
    pool->architecture = "arm64";
    world.book.types_count = 0; /* a book without it: then nobody knows the type */
    assert_int_equal(findings_at(&world, "pools[0].instance_type"), 1);
    forget(&world);
}

/* The plan outlives its book; written and read it is the same, and the replay asks nobody. */
static void the_plan_stands_alone(void **state)
{
    (void)state;
    struct world world;
    struct text first, second;
    struct plan again;
    struct verdict verdict = {0};
    struct error err = {0};
    enum architecture architecture = ARCHITECTURE_X86_64;
    plan(&world, PROFILE(""));
    catalogue_release(&world.book);
    text_init(&first, 1 << 20);
    text_init(&second, 1 << 20);
    plan_write(&world.plan, &first);
    if (!plan_parse("p.json", first.bytes, first.length, &again, &err))
        fail_msg("%s: %s", err.where, err.text);
    plan_write(&again, &second);
    assert_string_equal(first.bytes, second.bytes);
    assert_non_null(strstr(first.bytes, "\"architecture\": \"arm64\",\n      \"purchase\""));
    assert_true(plan_pool_architecture(&again.pools[0], &architecture));
    assert_int_equal(architecture, ARCHITECTURE_ARM64);
    struct simulate_options options = {.seed = 1, .seeds = 1};
    if (!simulate_plan(&again, &options, &verdict, &err))
        fail_msg("%s: %s", err.where, err.text);
    assert_true(verdict.passed);
    verdict_release(&verdict);
    again.pools[0].architecture = "";
    assert_false(plan_pool_architecture(&again.pools[0], &architecture));
    assert_false(simulate_plan(&again, &options, &verdict, &err));
    plan_release(&again);
    text_release(&first);
    text_release(&second);
    forget(&world);
}

/* What the build knows is not said again; a pattern finds both, a near miss is named. */
static void known_types_are_not_stated(void **state)
{
    (void)state;
    struct world world;
    struct error err = {0};
    struct planning_options options = {.time_limit_s = 10};
    plan(&world, PROFILE(", \"limits\": {\"instance_types\": [\"m7g.*\"]}"));
    assert_string_equal(world.plan.pools[0].instance_type, "m7g.xlarge");
    assert_string_equal(world.plan.pools[0].architecture, "");
    forget(&world);
    plan(&world, PROFILE(", \"limits\": {\"instance_types\": [\"m99*\"]}"));
    assert_string_equal(world.plan.pools[0].instance_type, "m99g.xlarge");
    forget(&world);
    world = (struct world){0};
    read_inputs(&world, PROFILE(", \"limits\": {\"instance_types\": [\"m99g.xlage\"]}"));
    assert_false(planning_run(&world.profile, &world.book, &options, &world.plan, &err));
    assert_non_null(strstr(err.text, "did you mean \"m99g.xlarge\"?"));
    forget(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_type_is_planned_and_checked),
        cmocka_unit_test(the_plan_stands_alone),
        cmocka_unit_test(known_types_are_not_stated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
