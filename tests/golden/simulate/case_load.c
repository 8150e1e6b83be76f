/* case_load.c — a case's document -> struct scheduler_case. */
#include "tests/golden/simulate/case.h"

#include "data/base/file.h"
#include "data/base/node.h"
#include "data/document.h"

#include <string.h>

static const char *const act_names[] = {"launch",  "place",      "place_all", "place_growing", "stop",
                                        "drain",   "close_zone", "open_zone", "lose_zone",     "rebalance",
                                        "minutes", "deploy",     "metric",    "simulate",      NULL};

enum { MANY = 1000000 };

static const struct field step_fields[] = {
    {.key = "do", .offset = offsetof(struct step, act), .type = FIELD_CHOICE, .choices = act_names, .required = true},
    {FIELD_KEY(step, service), .type = FIELD_STRING},
    {FIELD_KEY(step, scenario), .type = FIELD_STRING},
    {FIELD_KEY(step, tasks), FIELD_WHOLE(0, MANY)},
    {FIELD_KEY(step, count), FIELD_WHOLE(0, MANY)},
    {FIELD_KEY(step, zone), FIELD_WHOLE(0, 5)},
    {FIELD_KEY(step, needed), FIELD_WHOLE(0, MANY)},
    {FIELD_KEY(step, present), FIELD_WHOLE(0, MANY)},
    {FIELD_KEY(step, running), FIELD_WHOLE(0, MANY)},
    {FIELD_KEY(step, waiting), FIELD_WHOLE(0, MANY)},
    {FIELD_KEY(step, instances), FIELD_WHOLE(0, MANY)},
    {FIELD_KEY(step, booting), FIELD_WHOLE(0, MANY)},
    {FIELD_KEY(step, minutes), FIELD_WHOLE(0, MANY)},
    {FIELD_KEY(step, healthy_least), FIELD_WHOLE(0, MANY)},
    {FIELD_KEY(step, desired), FIELD_WHOLE(0, MANY)},
    {FIELD_KEY(step, grown), FIELD_WHOLE(0, MANY)},
    {FIELD_KEY(step, ended), FIELD_WHOLE(0, 1)},
    {FIELD_KEY(step, stuck), FIELD_WHOLE(0, 1)},
    {FIELD_KEY(step, passed), FIELD_WHOLE(0, 1)},
    {FIELD_KEY(step, metric_percent), FIELD_REAL(0, MANY)},
    {FIELD_KEY(step, occupied), FIELD_WHOLES(0, MANY)},
    {FIELD_KEY(step, by_zone), FIELD_WHOLES(0, MANY)},
    {FIELD_KEY(step, by_instance), FIELD_WHOLES(0, MANY)},
    {FIELD_KEY(step, beside), .type = FIELD_STRING},
    {FIELD_KEY(step, why), .type = FIELD_STRING},
};
static const struct step step_defaults = {.tasks = -1,
                                          .count = -1,
                                          .zone = -1,
                                          .needed = -1,
                                          .present = -1,
                                          .running = -1,
                                          .waiting = -1,
                                          .instances = -1,
                                          .booting = -1,
                                          .minutes = -1,
                                          .healthy_least = -1,
                                          .desired = -1,
                                          .grown = -1,
                                          .ended = -1,
                                          .stuck = -1,
                                          .passed = -1,
                                          .metric_percent = -1};
static const struct field_table step_table = {FIELD_TABLE("step", step, step_fields), .defaults = &step_defaults};

static const struct field service_fields[] = {
    {FIELD_KEY(case_service, name), .type = FIELD_STRING, .required = true},
    {FIELD_KEY(case_service, cpu_units), FIELD_WHOLE(0, MANY)},
    {FIELD_KEY(case_service, memory_mib), FIELD_WHOLE(0, MANY)},
    {FIELD_KEY(case_service, enis), FIELD_WHOLE(0, 1)},
    {FIELD_KEY(case_service, gpus), FIELD_WHOLE(0, 16)},
    {FIELD_KEY(case_service, tasks), FIELD_WHOLE(0, MANY)},
    {FIELD_KEY(case_service, tasks_per_instance_max), FIELD_WHOLE(0, MANY)},
    {FIELD_KEY(case_service, minimum_healthy_percent), FIELD_WHOLE(0, 100)},
    {FIELD_KEY(case_service, maximum_percent), FIELD_WHOLE(0, 1000)},
    {FIELD_KEY(case_service, host_ports), FIELD_WHOLES(1, 65535), .count_max = 100},
    {FIELD_KEY(case_service, placement_strategies), .type = FIELD_STRINGS, .count_max = PLACEMENT_STRATEGIES_MAX},
    {FIELD_KEY(case_service, rebalancing), .type = FIELD_BOOLEAN},
};
static const struct case_service service_defaults = {.minimum_healthy_percent = 100, .maximum_percent = 200};
static const struct field_table service_table = {FIELD_TABLE("service", case_service, service_fields),
                                                 .defaults = &service_defaults};

#define SOURCE(member)                                                                                                 \
    {                                                                                                                  \
        .key = #member,                                                                                                \
        .offset = offsetof(struct scheduler_case, source.member) - offsetof(struct scheduler_case, source),            \
        .type = FIELD_STRING, .maximum = 2000, .required = true                                                        \
    }
static const struct field source_fields[] = {SOURCE(title), SOURCE(address), SOURCE(date), SOURCE(taken)};
static const struct field_table source_table = {.what = "source",
                                                .size = sizeof(((struct scheduler_case *)NULL)->source),
                                                .fields = source_fields,
                                                .count = sizeof source_fields / sizeof source_fields[0]};

#define POOL(member, most)                                                                                             \
    {                                                                                                                  \
        .key = #member,                                                                                                \
        .offset = offsetof(struct scheduler_case, pool.member) - offsetof(struct scheduler_case, pool),                \
        FIELD_WHOLE(0, most)                                                                                           \
    }
static const struct field pool_fields[] = {
    POOL(zones, 6), POOL(cpu_units, MANY), POOL(memory_mib, MANY), POOL(enis, 1000),
    POOL(gpus, 16), POOL(min_size, MANY),  POOL(max_size, MANY),   POOL(target_capacity_percent, 100)};
static const struct field_table pool_table = {.what = "pool",
                                              .size = sizeof(((struct scheduler_case *)NULL)->pool),
                                              .fields = pool_fields,
                                              .count = sizeof pool_fields / sizeof pool_fields[0]};

static const struct field case_fields[] = {
    {FIELD_KEY(scheduler_case, schema), .type = FIELD_STRING, .required = true},
    {.key = "name", .offset = offsetof(struct scheduler_case, case_name), .type = FIELD_STRING, .required = true},
    {FIELD_KEY(scheduler_case, source), FIELD_NESTED(source_table), .required = true},
    {FIELD_KEY(scheduler_case, seeds), FIELD_WHOLE(1, 10000)},
    {FIELD_KEY(scheduler_case, plan), .type = FIELD_STRING},
    {FIELD_KEY(scheduler_case, pool), FIELD_NESTED(pool_table)},
    {FIELD_KEY(scheduler_case, daemons), FIELD_LIST(service_table, 10)},
    {FIELD_KEY(scheduler_case, services), FIELD_LIST(service_table, 100)},
    {FIELD_KEY(scheduler_case, steps), FIELD_LIST(step_table, 100), .required = true, .unnamed = true},
};
static const struct field_table case_table = {FIELD_TABLE("case", scheduler_case, case_fields)};

bool case_load(const char *path, struct scheduler_case *ret_case, struct error *err)
{
    struct scheduler_case made = {.seeds = 20, .pool = {.zones = 2, .max_size = MANY, .target_capacity_percent = 100}};
    char *bytes;
    size_t length;
    struct node *root;
    if (!file_read(path, &made.arena, &bytes, &length, err) ||
        !node_parse(path, bytes, length, &made.arena, &root, err) ||
        !document_check_root(path, root, "scheduler_case", err) ||
        !fields_read(&case_table, path, root, &made.arena, &made, err)) {
        arena_release(&made.arena);
        return false;
    }
    *ret_case = made;
    return true;
}
