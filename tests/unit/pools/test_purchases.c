/* test_purchases.c — plans with every way of buying, on fleets small enough to be priced by hand: the cheapest place is
 * found, Spot never makes a plan dearer, and an independent count finds nothing false. */
#include "data/catalogue.h"
#include "planner/check/check.h"
#include "planner/model/model.h"
#include "planner/pools/planning.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The sanitizers look at the last test alone. */
#ifdef __SANITIZE_ADDRESS__
enum { WORLDS = 0, HOURS = 1, TASKS_MAX = 5 };
#else
enum { WORLDS = 3, HOURS = 24, TASKS_MAX = 14 };
#endif
enum { TYPES = 5, ZONES = 2, SERVICES_MAX = 3 };

static const struct {
    const char *name;
    int64_t nano;
} types[TYPES] = {{"m5a.large", 86000000},
                  {"m6a.large", 86400000},
                  {"m7a.large", 115920000},
                  {"m7i.xlarge", 201600000},
                  {"m6a.xlarge", 172800000}};

static uint64_t drawn;

static int64_t draw(int64_t least, int64_t most)
{
    drawn = drawn * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return least + (int64_t)((drawn >> 33) % (uint64_t)(most - least + 1));
}

/* Spot at `percent` of on demand, interrupted 5 % a month. */
static struct catalogue book_of(int64_t percent)
{
    struct catalogue catalogue;
    struct error err = {0};
    struct text text;
    char money[MONEY_TEXT_SIZE];
    text_init(&text, 1 << 16);
    text_add(&text, "service,item,purchase,unit,price,from_quantity,source,as_of\n"
                    "ebs,gp3,on_demand,usd_per_gb_month,0.073,0,test,2026-07\n"
                    "ecs,managed_instances_fee,on_demand,ratio_of_on_demand,0.12,0,test,2026-07\n"
                    "fargate,x86_64.gb,on_demand,usd_per_hour,0.004445,0,test,2026-07\n"
                    "fargate,x86_64.vcpu,on_demand,usd_per_hour,0.04048,0,test,2026-07\n");
    for (int t = 0; t < TYPES; t++) {
        text_printf(&text, "ec2,%s,on_demand,usd_per_hour,%s,0,test,2026-07\n", types[t].name,
                    nano_format(types[t].nano, money));
        text_printf(&text, "ec2,%s,spot,usd_per_hour,%s,0,test,2026-07\n", types[t].name,
                    nano_format(types[t].nano * percent / 100, money));
        text_printf(&text, "ec2_spot_interruptions,%s,spot,ratio_per_month,0.05,0,test,2026-07\n", types[t].name);
    }
    if (!catalogue_parse_csv("prices.csv", "us-east-1", text.bytes, text.length, &catalogue, &err))
        fail_msg("%s: %s", err.where, err.text);
    text_release(&text);
    return catalogue;
}

struct world {
    int services;
    struct {
        int64_t cpu_units, memory_mib, tasks[HOURS];
        bool bridged;
    } service[SERVICES_MAX];
};

static struct world world_of(int services)
{
    static const int64_t sizes[] = {256, 512, 1024, 2048};
    struct world world = {.services = services};
    for (int s = 0; s < services; s++) {
        world.service[s].cpu_units = sizes[draw(0, 3)];
        world.service[s].memory_mib = 512 * draw(1, 8);
        world.service[s].bridged = draw(0, 1) == 1;
        for (int h = 0; h < HOURS; h++)
            world.service[s].tasks[h] = h % 8 == 0 ? draw(1, TASKS_MAX) : world.service[s].tasks[h - 1];
    }
    return world;
}

static struct profile profile_of(const struct world *world, const char *places, const char *more)
{
    struct profile profile;
    struct error err = {0};
    struct text text;
    text_init(&text, 1 << 16);
    text_add(&text, "{\"schema\":\"bayplan.profile/1\",\"name\":\"t\",\"region\":\"us-east-1\",\"services\":[");
    for (int s = 0; s < world->services; s++) {
        text_printf(&text, "%s{\"name\":\"s%d\",\"cpu_units\":%lld,\"memory_mib\":%lld,\"places\":[%s],", s ? "," : "",
                    s, (long long)world->service[s].cpu_units, (long long)world->service[s].memory_mib, places);
        text_printf(&text, "\"network_mode\":\"%s\",\"tasks\":[", world->service[s].bridged ? "bridge" : "awsvpc");
        for (int h = 0; h < HOURS; h++)
            text_printf(&text, "%s%lld", h ? "," : "", (long long)world->service[s].tasks[h]);
        text_add(&text, "]}");
    }
    text_printf(&text, "]%s}", more);
    if (!profile_parse("t.json", text.bytes, text.length, &profile, &err))
        fail_msg("%s: %s", err.where, err.text);
    text_release(&text);
    return profile;
}

static struct plan plan_of(const struct profile *profile, const struct catalogue *catalogue)
{
    struct planning_options options = {.time_limit_s = 2};
    struct plan plan;
    struct verdict verdict;
    struct error err = {0};
    if (!planning_run(profile, catalogue, &options, &plan, &err))
        fail_msg("%s: %s", err.where, err.text);
    check_plan(&plan, profile, catalogue, &verdict);
    for (int i = 0; i < verdict.findings_count; i++)
        print_error("%s: %s\n", verdict.findings[i].where, verdict.findings[i].what);
    assert_true(verdict.passed);
    assert_true(plan.bound.usd_per_month_nano <= plan.cost.total - plan.cost.overhead);
    verdict_release(&verdict);
    return plan;
}

struct answer {
    int64_t cost, bound;
    int pools[POOL_PURCHASES_COUNT];
};

static struct answer answer_of(const struct world *world, int64_t percent, const char *places, const char *more)
{
    struct catalogue catalogue = book_of(percent);
    struct profile profile = profile_of(world, places, more);
    struct plan plan = plan_of(&profile, &catalogue);
    struct answer answer = {plan.cost.total, plan.bound.usd_per_month_nano, {0}};
    for (int g = 0; g < plan.pools_count; g++)
        for (int purchase = 0; purchase < POOL_PURCHASES_COUNT; purchase++)
            answer.pools[purchase] += strcmp(plan.pools[g].purchase, pool_purchase_names[purchase]) == 0;
    for (int g = 0; g < plan.pools_count; g++)
        if (strcmp(plan.pools[g].purchase, "spot") == 0) {
            bool replayed = false;
            for (int s = 0; s < plan.verification.scenarios_count; s++)
                replayed |= plan.verification.scenarios[s].scenario == SCENARIO_SPOT &&
                            plan.verification.scenarios[s].required && plan.verification.scenarios[s].passed;
            assert_true(replayed);
        }
    plan_release(&plan);
    profile_release(&profile);
    catalogue_release(&catalogue);
    return answer;
}

#define SETTINGS ",\"spot\":{\"types_min\":2}"

static void spot_never_makes_a_plan_dearer(void **state)
{
    (void)state;
    int used = 0;
    drawn = 7;
    for (int w = 0; w < WORLDS; w++) {
        struct world world = world_of((int)draw(1, SERVICES_MAX));
        struct answer without = answer_of(&world, 40, "\"ec2\"", SETTINGS);
        struct answer with = answer_of(&world, 40, "\"ec2\",\"ec2_spot\"", SETTINGS);
        struct answer base =
            answer_of(&world, 40, "\"ec2\",\"ec2_spot\"", ",\"spot\":{\"types_min\":2,\"on_demand_percent\":50}");
        struct answer dear = answer_of(&world, 100, "\"ec2\",\"ec2_spot\"", SETTINGS);
        assert_true(with.cost <= base.cost && base.cost <= without.cost);
        assert_true(with.bound <= base.bound && base.bound <= without.bound);
        assert_true(dear.cost == without.cost && dear.pools[POOL_SPOT] == 0);
        used += with.pools[POOL_SPOT] > 0;
    }
    assert_int_equal(used, WORLDS);
}

/* --- one service, by hand --- */

/* `even`: as many tasks in each zone as in the other; else wherever there is room. */
static int64_t instances_for(const struct model *model, const struct model_instance *instance, int hour, bool even)
{
    const struct model_item *item = &model->items[0];
    int64_t each = INT64_MAX, tasks = item->tasks[hour], instances = 0;
    for (int d = 0; d < model->packing.dimensions; d++)
        if (item->size[d] > 0 && instance->capacity[d] / item->size[d] < each)
            each = instance->capacity[d] / item->size[d];
    if (each == 0)
        return -1;
    for (int zone = 0; zone < ZONES; zone++) {
        int64_t needed = ((tasks + zone) / ZONES + each - 1) / each;
        instances += needed > 1 ? needed : 1;
    }
    int64_t least = (tasks + each - 1) / each;
    return even ? instances : least > ZONES ? least : ZONES;
}

/* The least that a pool of one type costs. */
static int64_t least_month(const struct model *model, bool even)
{
    int64_t least = INT64_MAX;
    for (int i = 0; i < model->instances_count; i++) {
        const struct model_instance *instance = &model->instances[i];
        struct usd_per_hour sum = {0}, hour = usd_per_hour_add(instance->price, instance->root_volume);
        bool holds = true;
        for (int h = 0; h < model->hours; h++) {
            int64_t instances = instances_for(model, instance, h, even);
            holds = holds && instances > 0;
            sum = usd_per_hour_add(sum, usd_per_hour_times(hour, instances));
        }
        if (holds && usd_of_month(sum, model->hours).nano < least)
            least = usd_of_month(sum, model->hours).nano;
    }
    return least;
}

static void one_service_costs_what_a_count_by_hand_says(void **state)
{
    (void)state;
    static const char *const places[] = {"\"ec2\"", "\"ec2_spot\"", "\"managed_instances\"",
                                         "\"ec2\",\"managed_instances\"", "\"ec2\",\"ec2_spot\",\"managed_instances\""};
    drawn = 11;
    for (int w = 0; w < WORLDS; w++) {
        struct world world = world_of(1);
        world.service[0].bridged = false;
        for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
            struct catalogue catalogue = book_of(70);
            struct profile profile = profile_of(&world, places[p], SETTINGS);
            struct model model;
            struct error err = {0};
            assert_true(model_build(&profile, &catalogue, &model, &err));
            struct plan plan = plan_of(&profile, &catalogue);
            assert_true(plan.cost.total >= least_month(&model, false));
            assert_true(plan.cost.total <= least_month(&model, true));
            plan_release(&plan);
            model_release(&model);
            profile_release(&profile);
            catalogue_release(&catalogue);
        }
    }
}

/* --- what a plan says of them --- */

static const struct plan_alternative *alternative(const struct plan_service *service, const char *place)
{
    for (int a = 0; a < service->alternatives_count; a++)
        if (strcmp(service->alternatives[a].place, place) == 0)
            return &service->alternatives[a];
    fail_msg("%s is no alternative", place);
    return NULL;
}

/* A quarter of so many instances on demand, rounded up by AWS. */
static void assert_rounding_said(const struct plan *plan)
{
    const struct plan_pool *pool = &plan->pools[0];
    int64_t instances = pool->instances.items[0], whole = (instances + 3) / 4;
    int64_t dearer = pool->usd_per_on_demand_instance_hour_nano - pool->usd_per_spot_instance_hour_nano;
    char money[MONEY_TEXT_SIZE], says[80];
    snprintf(says, sizeof says, "up to $%s a month less.",
             nano_format_cents((4 * whole - instances) * dearer / 4 * HOURS_PER_MONTH, money));
    assert_true(instances % 4 != 0 && pool->instances_min == pool->instances_max);
    for (int i = 0; i < plan->assumptions.count; i++)
        if (strstr(plan->assumptions.items[i], says) != NULL)
            return;
    fail_msg("nothing says: %s", says);
}

static void every_way_of_buying_is_an_alternative(void **state)
{
    (void)state;
    struct world world = {.services = 1, .service = {{.cpu_units = 2048, .memory_mib = 4096}}};
    for (int h = 0; h < HOURS; h++)
        world.service[0].tasks[h] = 6;
    struct catalogue catalogue = book_of(40);
    struct profile profile =
        profile_of(&world, "\"ec2\",\"ec2_spot\",\"managed_instances\",\"fargate\"",
                   ",\"overhead\":{\"usd_per_hour\":\"60\",\"hours_per_month_cluster\":2,"
                   "\"hours_per_month_instance\":0.01},\"spot\":{\"types_min\":2,\"on_demand_percent\":25}");
    struct plan plan = plan_of(&profile, &catalogue);
    assert_int_equal(plan.pools_count, 1);
    const struct plan_pool *pool = &plan.pools[0];
    assert_string_equal(pool->purchase, "spot");
    assert_true(pool->instance_types.count >= 2);
    assert_true(pool->on_demand_percent == 25 && pool->interruptions_millionths_per_month == 50000);
    assert_true(plan.cost.overhead > 120 * NANO_PER_USD);
    assert_rounding_said(&plan);
    assert_true(alternative(&plan.services[0], "ec2")->possible);
    assert_true(alternative(&plan.services[0], "managed_instances")->possible);
    assert_true(alternative(&plan.services[0], "ec2")->usd_per_month_nano <
                alternative(&plan.services[0], "managed_instances")->usd_per_month_nano);
    assert_non_null(strstr(plan.services[0].why, "Spot instances like "));
    plan_release(&plan);
    profile_release(&profile);
    profile = profile_of(&world, "\"managed_instances\"",
                         ",\"overhead\":{\"usd_per_hour\":\"60\",\"hours_per_month_cluster\":2,"
                         "\"hours_per_month_instance\":0.01}");
    plan = plan_of(&profile, &catalogue);
    assert_string_equal(plan.pools[0].purchase, "managed_instances");
    assert_true(plan.pools[0].usd_per_management_fee_hour_nano > 0);
    assert_true(plan.cost.overhead == 120 * NANO_PER_USD); /* AWS looks after its instances */
    assert_non_null(strstr(plan.services[0].why, "Managed Instances of "));
    plan_release(&plan);
    profile_release(&profile);
    catalogue_release(&catalogue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spot_never_makes_a_plan_dearer),
        cmocka_unit_test(one_service_costs_what_a_count_by_hand_says),
        cmocka_unit_test(every_way_of_buying_is_an_alternative),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
