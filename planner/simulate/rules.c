/* rules.c — what the replay takes for granted, with the page that says so in words, or that says nothing. */
#include "planner/simulate/rules.h"

static const char *const words[RULES_COUNT] = {
    [RULE_TIES] =
        "Among instances that placement strategies rank equally, and zones with equally many tasks, ECS is taken to "
        "choose at random; AWS does not say (ECS guide, \"Use strategies to define Amazon ECS task placement\", 2026).",
    [RULE_ORDER] =
        "Services start their tasks side by side: one random order of single tasks over all services of a pool, and "
        "what found no place is tried once more (AWS says only that services retry; ECS guide, \"Amazon ECS "
        "services\", 2026).",
    [RULE_LEAD] =
        "Scheduled actions grow a group 5 minutes before its hour, and the instances are there when the hour begins "
        "(boot 3 minutes; AWS gives no figure). There are as few of them as keep the cost within 1 % of the hourly "
        "sizes, so the group runs a little more than planned.",
    [RULE_SHRINK] =
        "A group that shrinks takes any instances of the zone that has most; they drain for 2 minutes, and a task "
        "stops when its copy runs elsewhere (ECS guide, \"Safely stop Amazon ECS workloads running on EC2 "
        "instances\", 2026; EC2 Auto Scaling guide, termination policies, 2023).",
    [RULE_REBALANCING] =
        "Availability Zone rebalancing moves single tasks, one round after each change, on running instances only "
        "(ECS guide, \"Balancing an Amazon ECS service across Availability Zones\", 2026).",
    [RULE_PER_INSTANCE] =
        "tasks_per_instance_max above 1 is replayed as a limit of placement; ECS has such a constraint for 1 only "
        "(distinctInstance), above it the limit must come from elsewhere, a host port or a resource.",
    [RULE_JOBS] = "Jobs on a pool hold their room all hour and are restarted at once when they lose it.",
    [RULE_TARGET] =
        "With a target capacity below 100 managed scaling keeps ceil(100 * M / target) instances, M being those that "
        "run a task other than a daemon's (ECS guide, \"Amazon ECS managed scaling behavior\", 2026).",
    [RULE_BOOT] = "An instance takes 3 minutes from launch to its first task (field reports say 1 to 3; AWS gives no "
                  "figure) and is billed for them.",
    [RULE_GROUPS] =
        "Managed scaling adds what the largest group of equal waiting tasks needs, not the sum of the groups (AWS blog "
        "\"Deep dive on Amazon ECS cluster auto scaling\", 2020; the ECS guide of 2026 speaks of a maximum only).",
    [RULE_DEPLOYMENT] =
        "A rolling deployment starts new tasks as far as maximum_percent lets it, stops old ones as new ones are "
        "healthy, and stops old ones first only where no new one can start; without a health check a task is healthy "
        "within a minute (ECS guide, \"Deploy Amazon ECS services by replacing tasks\", 2026). Instances it adds stay "
        "until one is empty for 15 minutes or a scheduled action sets the size again, at most a day.",
    [RULE_STOP] = "A task that is stopped leaves its room within the minute (stopTimeout 30 s); connections that a "
                  "load balancer drains for longer are not replayed.",
    [RULE_ZONE_NOTICE] = "When a zone is lost, its instances are gone at once, and the Auto Scaling group launches as "
                         "many in the other zones 2 minutes later (AWS gives no figure).",
    [RULE_SPOT_AGAIN] = "When all of a Spot pool is reclaimed, as many Spot instances can be had again after the "
                        "two-minute warning; AWS promises none.",
};

struct field_strings rules_in_words(unsigned used, struct arena *arena)
{
    struct field_strings list = {.items = ARENA_ARRAY(arena, const char *, RULES_COUNT)};
    for (int r = 0; r < RULES_COUNT; r++) {
        if ((used & 1u << r) != 0)
            list.items[list.count++] = words[r];
    }
    return list;
}
