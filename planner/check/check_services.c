/* check_services.c — is every service the profile's, in a place it may be in, and priced as that place is? */
#include "planner/check/checking.h"

#include <inttypes.h>
#include <string.h>

struct service_look {
    struct checking *at;
    const struct plan_service *planned;
    const struct service *service; /* the profile's */
    int index, pool;               /* pool: -1 = elsewhere */
};

static const char *path_of(const struct service_look *look, const char *key)
{
    return where(look->at, "services[%d].%s", look->index, key);
}

static void compare(const struct service_look *look, enum check_rule rule, const char *key, int64_t planned,
                    int64_t asked)
{
    if (planned != asked)
        found(look->at, rule, path_of(look, key),
              "%s has %" PRId64 " in the plan, %" PRId64 " in the profile: plan again", look->planned->name, planned,
              asked);
}

/* --- what one task is --- */

static void check_tasks(const struct service_look *look)
{
    const struct field_integers *planned = &look->planned->tasks, *asked = &look->service->tasks;
    if (planned->count != asked->count) {
        found(look->at, RULE_TASKS, path_of(look, "tasks"),
              "%s has %d hours in the plan, %d in the profile: plan again", look->planned->name, planned->count,
              asked->count);
        return;
    }
    for (int hour = 0; hour < planned->count; hour++)
        if (planned->items[hour] != asked->items[hour]) {
            compare(look, RULE_TASKS, where(look->at, "tasks[%d]", hour), planned->items[hour], asked->items[hour]);
            return;
        }
}

static void check_reservation(const struct service_look *look)
{
    const struct plan_service *planned = look->planned;
    const struct service *service = look->service;
    compare(look, RULE_RESERVATION, "cpu_units", planned->cpu_units, service->cpu_units);
    compare(look, RULE_RESERVATION, "memory_mib", planned->memory_mib, service->memory_mib);
    compare(look, RULE_RESERVATION, "gpus", planned->gpus, service->gpus);
    check_tasks(look);
}

static void check_constraints(const struct service_look *look)
{
    const struct plan_service *planned = look->planned;
    const struct service *service = look->service;
    int64_t zones = look->at->profile->zones.count;
    compare(look, RULE_CONSTRAINTS, "network_mode", planned->network_mode, service->network_mode);
    compare(look, RULE_CONSTRAINTS, "zones_min", planned->zones_min,
            service->zones_min < zones ? service->zones_min : zones);
    compare(look, RULE_CONSTRAINTS, "tasks_per_instance_max", planned->tasks_per_instance_max,
            service->tasks_per_instance_max);
    if (!ports_equal(&planned->host_ports, &service->host_ports, service->network_mode))
        found(look->at, RULE_CONSTRAINTS, path_of(look, "host_ports"),
              "%s has %d host ports in the plan, %d in the profile, or others: plan again", planned->name,
              planned->host_ports.count, service->host_ports.count);
    if (planned->availability_zone_rebalancing != service->availability_zone_rebalancing)
        found(look->at, RULE_CONSTRAINTS, path_of(look, "availability_zone_rebalancing"),
              "%s has it %s in the plan, %s in the profile: plan again", planned->name,
              planned->availability_zone_rebalancing ? "on" : "off",
              service->availability_zone_rebalancing ? "on" : "off");
}

/* --- deployments and placement --- */

static void check_deployment(const struct service_look *look)
{
    const struct plan_service *planned = look->planned;
    compare(look, RULE_DEPLOYMENT, "deployment.minimum_healthy_percent", planned->deployment.minimum_healthy_percent,
            look->service->deployment.minimum_healthy_percent);
    compare(look, RULE_DEPLOYMENT, "deployment.maximum_percent", planned->deployment.maximum_percent,
            look->service->deployment.maximum_percent);
    bool may_grow = look->pool >= 0 && look->at->profile->safety.deployments == DEPLOYMENTS_SCALE_OUT;
    if (planned->deployment_instances < 0 || (planned->deployment_instances > 0 && !may_grow))
        found(look->at, RULE_DEPLOYMENT, path_of(look, "deployment_instances"),
              "a deployment of %s grows its group by %" PRId64 " instances: %s", planned->name,
              planned->deployment_instances,
              look->pool >= 0 ? "room for it is reserved, so it must be 0" : "it is in no group, so it must be 0");
    if ((planned->usd_per_deployment_nano > 0) != (planned->deployment_instances > 0))
        found(look->at, RULE_DEPLOYMENT, path_of(look, "usd_per_deployment"),
              "a deployment of %s is said to cost %s for %" PRId64 " more instances", planned->name,
              amount_of(planned->usd_per_deployment_nano).text, planned->deployment_instances);
}

/* A strategy of the planner's choice spreads over zones first, where the service must stand in more than one. */
static void check_strategies(const struct service_look *look)
{
    const struct field_strings *planned = &look->planned->placement_strategies;
    const struct field_strings *asked = &look->service->placement_strategies;
    enum placement_strategy first = PLACE_RANDOM, any;
    const char *path = path_of(look, "placement_strategies");
    if (look->pool < 0) {
        if (planned->count > 0)
            found(look->at, RULE_STRATEGIES, path, "%s has %d strategies on Fargate, which knows none: must be 0",
                  look->planned->name, planned->count);
        return;
    }
    if (asked->count > 0) {
        if (!strings_equal(planned, asked))
            found(look->at, RULE_STRATEGIES, path, "%s has %d strategies in the plan, %d in the profile, or others",
                  look->planned->name, planned->count, asked->count);
        return;
    }
    for (int i = 0; i < planned->count; i++)
        if (!placement_strategy_parse(planned->items[i], i == 0 ? &first : &any))
            found(look->at, RULE_STRATEGIES, path, "\"%s\" is no placement strategy", planned->items[i]);
    if (planned->count > PLACEMENT_STRATEGIES_MAX || first != PLACE_SPREAD_ZONES)
        found(look->at, RULE_STRATEGIES, path,
              "%s has %d strategies, the first \"%s\": 1 to %d are needed, and the first must spread over zones",
              look->planned->name, planned->count, planned->count > 0 ? planned->items[0] : "",
              PLACEMENT_STRATEGIES_MAX);
}

/* --- where it runs --- */

static void check_fargate(const struct service_look *look)
{
    const struct plan_service *planned = look->planned;
    const struct service *service = look->service;
    const struct fargate_size size = {planned->fargate_cpu_units, planned->fargate_memory_mib};
    bool spot = strcmp(planned->place, place_names[PLACE_FARGATE_SPOT]) == 0;
    int128 sum = 0, hour;
    if (!fargate_size_is_sold(size) || size.cpu_units < service->cpu_units || size.memory_mib < service->memory_mib)
        found(look->at, RULE_FARGATE_SIZE, path_of(look, "fargate_cpu_units"),
              "%" PRId64 " CPU units with %" PRId64 " MiB %s %s, which needs %" PRId64 " and %" PRId64, size.cpu_units,
              size.memory_mib, fargate_size_is_sold(size) ? "do not hold" : "is no size Fargate sells for",
              planned->name, service->cpu_units, service->memory_mib);
    hour = fargate_hour(look->at, planned->architecture, spot ? PURCHASE_SPOT : PURCHASE_ON_DEMAND, size,
                        service->ephemeral_storage_gib);
    if (hour != planned->usd_per_task_hour_nano)
        found(look->at, RULE_FARGATE_PRICE, path_of(look, "usd_per_task_hour"),
              "the plan pays %s, the catalogue says %s: plan again", amount_of(planned->usd_per_task_hour_nano).text,
              hour >= 0 ? amount_of(hour).text : "nothing");
    for (int h = 0; h < look->at->profile->hours; h++)
        sum += (int128)tasks_in(&service->tasks, h) * planned->usd_per_task_hour_nano;
    int128 month = month_of(sum, look->at->profile->hours);
    if (month != planned->usd_per_month_nano)
        found(look->at, RULE_FARGATE_PRICE, path_of(look, "usd_per_month"),
              "the plan says %s, its task-hours cost %s a month: plan again",
              amount_of(planned->usd_per_month_nano).text, amount_of(month).text);
}

static void check_fargate_takes_it(const struct service_look *look)
{
    const struct service *service = look->service;
    if (service->network_mode != NETWORK_AWSVPC || service->gpus > 0)
        found(look->at, RULE_PLACE, path_of(look, "place"),
              "%s has network mode %s and %" PRId64 " GPUs: Fargate takes awsvpc with none alone", service->name,
              network_mode_names[service->network_mode], service->gpus);
    if (service->ephemeral_storage_gib > FARGATE_STORAGE_MAX_GIB)
        found(look->at, RULE_PLACE, path_of(look, "place"),
              "%s needs %" PRId64 " GiB of storage, Fargate has %d at most", service->name,
              service->ephemeral_storage_gib, FARGATE_STORAGE_MAX_GIB);
}

static void check_place(const struct service_look *look)
{
    const char *place = look->planned->place, *path = path_of(look, "place");
    unsigned bit = look->pool >= 0 ? 1u << pool_place_of(&look->at->plan->pools[look->pool])
                   : strcmp(place, place_names[PLACE_FARGATE]) == 0      ? 1u << PLACE_FARGATE
                   : strcmp(place, place_names[PLACE_FARGATE_SPOT]) == 0 ? 1u << PLACE_FARGATE_SPOT
                                                                         : 0;
    if (bit == 0) {
        found(look->at, RULE_PLACE, path, "%s is in \"%s\", which is neither Fargate nor one of the plan's %d pools",
              look->planned->name, place, look->at->plan->pools_count);
        return;
    }
    if (!(bit & look->service->places))
        found(look->at, RULE_PLACE, path, "%s is in %s, which its places in the profile do not allow",
              look->planned->name, place);
    if (architecture_in(look->planned->architecture, look->service->architectures) < 0)
        found(look->at, RULE_ARCHITECTURE, path_of(look, "architecture"),
              "%s is on \"%s\", for which the profile gives it no image", look->planned->name,
              look->planned->architecture);
    if (look->pool < 0) {
        check_fargate_takes_it(look);
        check_fargate(look);
        return;
    }
    const struct instance_type *type =
        catalogue_instance_type(look->at->catalogue, look->at->plan->pools[look->pool].instance_type);
    if (type != NULL && strcmp(architecture_names[type->architecture], look->planned->architecture) != 0)
        found(look->at, RULE_ARCHITECTURE, path_of(look, "architecture"), "%s is on \"%s\", its pool %s is of %s",
              look->planned->name, look->planned->architecture, place, architecture_names[type->architecture]);
    if (look->planned->fargate_cpu_units != 0 || look->planned->fargate_memory_mib != 0 ||
        look->planned->usd_per_task_hour_nano != 0)
        found(look->at, RULE_FARGATE_SIZE, path_of(look, "fargate_cpu_units"),
              "%s is in %s and has a Fargate size of %" PRId64 " CPU units: must be 0", look->planned->name, place,
              look->planned->fargate_cpu_units);
}

/* --- all of them --- */

static void check_known(struct checking *at, int index)
{
    const struct plan_service *planned = &at->plan->services[index];
    struct service_look look = {at, planned, at->service_of[index], index, at->pool_of_service[index]};
    check_tags(at, path_of(&look, "tags"), planned->name, &planned->tags, &look.service->tags);
    check_reservation(&look);
    check_constraints(&look);
    check_deployment(&look);
    check_strategies(&look);
    check_place(&look);
    if (planned->why == NULL || planned->why[0] == '\0')
        found(at, RULE_WHY, path_of(&look, "why"), "%s is given no reason for its place", planned->name);
}

static void check_missing(struct checking *at)
{
    for (int i = 0; i < at->services_count; i++)
        if (!at->service_seen[i])
            found(at, RULE_NAMES, "services",
                  "%s of the profile is in no place: the plan has %d services, the profile %d", at->services[i]->name,
                  at->plan->services_count, at->services_count);
}

void check_services(struct checking *at)
{
    const struct plan *plan = at->plan;
    for (int i = 0; i < plan->services_count; i++) {
        if (i > 0 && strcmp(plan->services[i - 1].name, plan->services[i].name) >= 0)
            found(at, RULE_NAMES, where(at, "services[%d].name", i),
                  "\"%s\" comes after \"%s\": by name, and each once", plan->services[i].name,
                  plan->services[i - 1].name);
        if (at->service_of[i] == NULL)
            found(at, RULE_NAMES, where(at, "services[%d].name", i), "\"%s\" is no service of the profile",
                  plan->services[i].name);
        else
            check_known(at, i);
    }
    check_missing(at);
}
