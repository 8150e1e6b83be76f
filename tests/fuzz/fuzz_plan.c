/* fuzz_plan.c — any bytes as a plan: refused with one error, or written and read again as the same bytes. */
#include "data/plan.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { PLAN_BYTES_MAX = 64 * 1024 * 1024 };

static void need(bool holds)
{
    if (!holds)
        abort();
}

static struct text write_plan(const struct plan *plan)
{
    struct text text;
    text_init(&text, PLAN_BYTES_MAX);
    plan_write(plan, &text);
    need(!text.overflown);
    return text;
}

/* What the replay and the reports take for granted. */
static void check_pool(const struct plan *plan, const struct plan_pool *pool)
{
    need(pool->zones.count > 0 && pool->instances.count == plan->hours && pool->max_size.count == plan->hours);
    need(pool->target_capacity_percent >= 1 && pool->target_capacity_percent <= 100);
    for (int hour = 0; hour < plan->hours; hour++)
        need(pool->instances.items[hour] >= pool->instances_min && pool->instances.items[hour] <= pool->instances_max &&
             pool->max_size.items[hour] >= pool->instances.items[hour]);
    for (int i = 0; i < pool->scheduled_actions_count; i++) {
        const struct plan_action *action = &pool->scheduled_actions[i];
        need(action->hour_of_week < plan->hours && (i == 0 || action[-1].hour_of_week < action->hour_of_week));
        need(action->min_size <= action->desired_capacity && action->desired_capacity <= action->max_size);
    }
}

static void check_service(const struct plan_service *service)
{
    enum placement_strategy strategy;
    int strategies = service->placement_strategies.count;
    need(strategies <= PLACEMENT_STRATEGIES_MAX);
    for (int i = 0; i < strategies; i++)
        need(placement_strategy_parse(service->placement_strategies.items[i], &strategy));
    need(service->network_mode != NETWORK_AWSVPC || service->host_ports.count == 0);
    need(service->deployment.maximum_percent >= 100 && service->deployment.minimum_healthy_percent >= 0);
    need(!service->availability_zone_rebalancing || service->deployment.maximum_percent > 100);
}

static void check_plan(const struct plan *plan)
{
    for (int i = 0; i < plan->pools_count; i++)
        check_pool(plan, &plan->pools[i]);
    for (int i = 0; i < plan->services_count; i++)
        check_service(&plan->services[i]);
    for (int i = 0; i < plan->daemons_count; i++)
        need(plan->daemons[i].architectures != 0);
}

static void check_round_trip(const struct plan *plan)
{
    struct plan again = {0};
    struct error err = {0};
    struct text first = write_plan(plan);
    need(plan_parse("f", first.bytes, first.length, &again, &err));
    struct text second = write_plan(&again);
    need(first.length == second.length && memcmp(first.bytes, second.bytes, first.length) == 0);
    plan_release(&again);
    text_release(&first);
    text_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct plan plan = {0};
    struct error err = {0};
    bool ok = plan_parse("f", (const char *)data, size, &plan, &err);
    need(ok == (err.kind == ERROR_NONE));
    need(ok || (error_exit_code(err.kind) == 2 && err.where[0] != '\0' && err.text[0] != '\0'));
    if (ok) {
        check_plan(&plan);
        check_round_trip(&plan);
    }
    plan_release(&plan);
    return 0;
}
