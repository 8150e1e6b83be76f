/* rich_plan.c — see rich_plan.h. */
#include "tests/unit/apply/rich_plan.h"

void rich_plan(struct hand *hand, bool settings)
{
    static const char *arm_types[] = {"m6g.xlarge", "m7g.xlarge"};
    int64_t tasks[168];
    hand_begin(hand, 168);
    hand->plan.profile_name = "rich";
    hand->plan.catalogue_as_of = "2026-07-20";
    hand->plan.root_volume_gib = 40;
    hand->plan.apply.subnets.items[0] = "subnet-0a1b2c3d4e5f60718";
    hand->plan.apply.subnets.items[1] = "subnet-0b1c2d3e4f5061728";
    hand->plan.apply.security_groups.items[0] = "sg-0a1b2c3d4e5f60718";
    for (int h = 0; h < 168; h++)
        tasks[h] = h % 24 < 8 ? 3 : 7;
    struct plan_pool *day = hand_pool(hand, "m7i.large", 4, 6);
    hand_action(hand, day, 8, 9, 14);
    hand_action(hand, day, 20, 4, 6);
    struct plan_pool *spot = hand_pool(hand, "m7g.xlarge", 2, 3);
    spot->purchase = "spot";
    spot->instance_types = (struct field_strings){arm_types, 2};
    spot->on_demand_percent = 25;
    struct plan_service *web = hand_service(hand, "web", "pool-1", 0);
    hand_tasks(hand, web, tasks, 168);
    web->network_mode = NETWORK_BRIDGE;
    hand_service(hand, "api-v2", "pool-2", 5)->task_definition = "api:12";
    hand_service(hand, "api_v2", "fargate_spot", 1)->deployment = (struct deployment){0, 150};
    struct plan_service *worker = hand_service(hand, "worker", "fargate", 2);
    worker->fargate_memory_mib = 1024;
    if (settings)
        return;
    hand->plan.apply.account = "";
    hand->plan.apply.subnets.count = 0;
    hand->plan.apply.security_groups.count = 0;
    hand->plan.apply.instance_profile = "";
    worker->task_definition = "";
    hand->pools[1].zones.items[1] = "us-east-1c";
}
