#include "tests/unit/pricing/plan_pair.h"
#include <string.h>

#define SHA_OF(digit)                                                                                                  \
    digit digit digit digit digit digit digit digit digit digit digit digit digit digit digit digit digit digit digit  \
        digit digit digit digit digit digit digit digit digit digit digit digit digit digit digit digit digit digit    \
            digit digit digit digit digit digit digit digit digit digit digit digit digit digit digit digit digit      \
                digit digit digit digit digit digit digit digit digit digit

static struct plan_service service_of(const char *name, const char *place, int64_t cpu, int64_t memory, int64_t *tasks,
                                      double month)
{
    return (struct plan_service){.name = name,
                                 .settings_sha256 = SHA_OF("7"),
                                 .place = place,
                                 .cpu_units = cpu,
                                 .memory_mib = memory,
                                 .tasks = {tasks, 1},
                                 .zones_min = 2,
                                 .deployment = {100, 200},
                                 .architecture = "x86_64",
                                 .usd_per_month_nano = HAND_USD(month),
                                 .why = ""};
}

void hand_init(struct hand *hand)
{
    *hand = (struct hand){.instances = {4, 0}, .tasks = {5, 4, 10, 1}};
    hand->pools[0] = (struct plan_pool){.name = "pool-1",
                                        .instance_type = "m5.large",
                                        .purchase = "on_demand",
                                        .instances = {&hand->instances[0], 1},
                                        .cpu_units = 2048,
                                        .memory_mib = 8192,
                                        .usd_per_instance_hour_nano = HAND_USD(0.1)};
    hand->pools[1] = hand->pools[0];
    hand->pools[1].name = "pool-2";
    hand->pools[1].instance_type = "c5.large";
    hand->pools[1].instances.items = &hand->instances[1];
    hand->services[HAND_API] = service_of("api", "pool-1", 512, 1024, &hand->tasks[HAND_API], 100);
    hand->services[HAND_EDGE] = service_of("edge", "fargate", 512, 1024, &hand->tasks[HAND_EDGE], 0);
    hand->services[HAND_EDGE].fargate_cpu_units = 512;
    hand->services[HAND_EDGE].fargate_memory_mib = 1024;
    hand->services[HAND_EDGE].usd_per_task_hour_nano = HAND_USD(0.02);
    hand->services[HAND_WEB] = service_of("web", "pool-1", 256, 512, &hand->tasks[HAND_WEB], 192);
    hand->jobs[0] = (struct plan_job){.name = "thumbs",
                                      .settings_sha256 = SHA_OF("8"),
                                      .place = "lambda",
                                      .cpu_units = 256,
                                      .memory_mib = 512,
                                      .lambda_memory_mb = 512,
                                      .duration_s = 1,
                                      .runs_per_day = 86400,
                                      .architecture = "x86_64",
                                      .usd_per_month_nano = INT64_C(22425643800)};
    hand->plan = (struct plan){.profile_name = "hand",
                               .profile_sha256 = SHA_OF("a"),
                               .settings_sha256 = SHA_OF("5"),
                               .region = "us-east-1",
                               .catalogue_as_of = "2026-07-01",
                               .catalogue_sha256 = SHA_OF("1"),
                               .bayplan_version = "0.1.0",
                               .hours = 1,
                               .pools = hand->pools,
                               .pools_count = 1,
                               .services = hand->services,
                               .services_count = 3,
                               .jobs = hand->jobs,
                               .jobs_count = 1};
    hand->plan.cost.overhead = HAND_USD(50);
    hand_sum(hand);
}

void hand_sum(struct hand *hand)
{
    struct plan *plan = &hand->plan;
    plan->cost.total = plan->cost.overhead;
    for (int i = 0; i < plan->pools_count; i++)
        plan->pools[i].usd_per_month_nano =
            730 * hand->instances[i] *
            (plan->pools[i].usd_per_instance_hour_nano + plan->pools[i].usd_per_root_volume_hour_nano);
    for (int i = 0; i < plan->services_count; i++) {
        struct plan_service *service = &plan->services[i];
        if (strncmp(service->place, "fargate", 7) == 0)
            service->usd_per_month_nano = 730 * service->tasks.items[0] * service->usd_per_task_hour_nano;
        plan->cost.total += service->usd_per_month_nano;
    }
    for (int i = 0; i < plan->jobs_count; i++)
        plan->cost.total += plan->jobs[i].usd_per_month_nano;
}

void hand_other_prices(struct hand *hand)
{
    hand->plan.catalogue_sha256 = SHA_OF("2");
}

void hand_other_profile(struct hand *hand)
{
    hand->plan.profile_sha256 = SHA_OF("b");
}
