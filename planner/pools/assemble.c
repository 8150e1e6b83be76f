/* assemble.c — pools, services, jobs and their sums, as the plan states them. */
#include "data/profile_settings.h"
#include "planner/pools/assembly.h"
#include "planner/pools/replay.h"
#include "planner/pools/schedule.h"
#include <stdlib.h>
#include <string.h>

const char *pool_name(struct assembly *assembly, int pool)
{
    return arena_printf(&assembly->plan->arena, "pool-%d", pool + 1);
}

const char *place_name(struct assembly *assembly, int item)
{
    int place = assembly->pools->place_of_item[item];
    return place >= 0 ? pool_name(assembly, place) : place_names[assembly->model->items[item].outside_place];
}

const struct service *assembly_service(const struct assembly *assembly, int item)
{
    return &assembly->model->profile->services[assembly->model->items[item].profile_index];
}

const struct job *assembly_job(const struct assembly *assembly, int item)
{
    return &assembly->model->profile->jobs[assembly->model->items[item].profile_index];
}

/* --- pools --- */

static struct field_strings members_of(struct assembly *assembly, int pool, bool jobs)
{
    const struct model *model = assembly->model;
    struct field_strings names = {0};
    for (int i = 0; i < model->items_count; i++)
        names.count += assembly->pools->place_of_item[i] == pool && model->items[i].is_job == jobs;
    names.items = ARENA_ARRAY(&assembly->plan->arena, const char *, names.count + 1);
    names.count = 0;
    for (int i = 0; i < model->items_count; i++)
        if (assembly->pools->place_of_item[i] == pool && model->items[i].is_job == jobs)
            names.items[names.count++] = arena_strdup(&assembly->plan->arena, model->items[i].name);
    return names;
}

static struct field_strings copy_strings(struct arena *arena, const struct field_strings *strings)
{
    struct field_strings copy = {ARENA_ARRAY(arena, const char *, strings->count + 1), strings->count};
    for (int i = 0; i < strings->count; i++)
        copy.items[i] = arena_strdup(arena, strings->items[i]);
    return copy;
}

static struct field_integers copy_integers(struct arena *arena, const int64_t *items, int count)
{
    struct field_integers copy = {ARENA_ARRAY(arena, int64_t, count + 1), count};
    if (count > 0)
        memcpy(copy.items, items, (size_t)count * sizeof *items);
    return copy;
}

/* The resource that fills first in the hour with most instances; "zones" where one instance in each would do by volume.
 */
static const char *binding_resource(const struct assembly *assembly, int pool)
{
    const struct model *model = assembly->model;
    const struct pool_choice *choice = &assembly->pools->pools[pool];
    int hour = 0, fullest = -1;
    double most = 0;
    for (int h = 1; h < model->hours; h++)
        if (choice->instances[h] > choice->instances[hour])
            hour = h;
    for (int d = 0; d < model->packing.dimensions; d++) {
        double used = 0;
        for (int i = 0; i < model->items_count; i++)
            if (assembly->pools->place_of_item[i] == pool)
                used += (double)model->items[i].size[d] * (double)model->items[i].tasks[hour];
        double capacity = (double)model->instances[choice->instance].capacity[d] * (double)choice->instances[hour];
        if (used > 0 && capacity > 0 && used / capacity > most) {
            most = used / capacity;
            fullest = d;
        }
    }
    if (fullest < 0 || (choice->instances[hour] == model->profile->zones.count && most < 0.5))
        return "zones";
    return model->dimension_names[fullest];
}

/* What each promise adds, from the pool as a fluid on. */
static void assemble_causes(const struct pool_choice *choice, int64_t ret_by_cause[GAP_CAUSES_COUNT])
{
    ret_by_cause[GAP_WHOLE_INSTANCES] = choice->whole - choice->fractional;
    ret_by_cause[GAP_ZONES] = choice->zones - choice->whole;
    ret_by_cause[GAP_PLACEMENT] = choice->placement - choice->zones;
    ret_by_cause[GAP_ZONE_LOSS] = choice->zone_loss - choice->placement;
    ret_by_cause[GAP_DEPLOYMENTS] = choice->deployments - choice->zone_loss;
    ret_by_cause[GAP_HEADROOM] = choice->usd_per_month_nano - choice->deployments;
}

static void assemble_schedule(struct assembly *assembly, struct plan_pool *pool)
{
    int64_t size[HOURS_PER_WEEK];
    struct usd_per_hour hour = {pool->usd_per_instance_hour_nano + pool->usd_per_root_volume_hour_nano}, sum = {0};
    int hours = assembly->model->hours;
    pool->scheduled_actions = schedule_actions(pool->instances.items, pool->max_size.items, hours,
                                               &assembly->plan->arena, &pool->scheduled_actions_count, size);
    for (int h = 0; h < hours; h++)
        sum = usd_per_hour_add(sum, usd_per_hour_times(hour, size[h]));
    pool->scheduled_usd_per_month_nano = usd_of_month(sum, hours).nano;
}

/* What the price of an instance-hour is made of, where it is more than one. */
static void assemble_purchase(struct assembly *assembly, const struct model_instance *instance, struct plan_pool *pool)
{
    const struct spot_offer *spot = instance->spot;
    pool->usd_per_management_fee_hour_nano = instance->fee.nano;
    if (instance->fee.nano > 0)
        pool->usd_per_on_demand_instance_hour_nano = instance->price.nano - instance->fee.nano;
    if (spot == NULL)
        return;
    const char **types = ARENA_ARRAY(&assembly->plan->arena, const char *, spot->types_count);
    for (int k = 0; k < spot->types_count; k++)
        types[k] = arena_strdup(&assembly->plan->arena, spot->types[k]->name);
    pool->instance_types = (struct field_strings){types, spot->types_count};
    pool->on_demand_percent = assembly->model->profile->spot.on_demand_percent;
    pool->interruptions_millionths_per_month = spot->interrupted_millionths_per_month;
    pool->usd_per_spot_instance_hour_nano = spot->spot_price.nano;
    pool->usd_per_on_demand_instance_hour_nano = spot->on_demand_price.nano;
    pool->usd_per_interruptions_hour_nano = spot->interruptions.nano;
}

/* The price book's own types are not known to whoever reads the plan. */
static const char *stated_architecture(const struct instance_type *type)
{
    return instance_type_find(type->name) ? "" : architecture_names[type->architecture];
}

static void assemble_pool(struct assembly *assembly, int g)
{
    const struct model *model = assembly->model;
    const struct pool_choice *choice = &assembly->pools->pools[g];
    const struct model_instance *instance = &model->instances[choice->instance];
    struct arena *arena = &assembly->plan->arena;
    struct plan_pool *pool = &assembly->plan->pools[g];
    *pool = (struct plan_pool){
        .name = pool_name(assembly, g),
        .instance_type = arena_strdup(arena, instance->facts->name),
        .architecture = stated_architecture(instance->facts),
        .purchase = pool_purchase_names[instance->purchase],
        .zones = copy_strings(arena, &model->profile->zones),
        .instances = copy_integers(arena, choice->instances, model->hours),
        .max_size = copy_integers(arena, choice->max_size, model->hours),
        .instances_min = choice->instances[0],
        .instances_max = choice->instances[0],
        .target_capacity_percent = choice->target_capacity_percent,
        .services = members_of(assembly, g, false),
        .jobs = members_of(assembly, g, true),
        .cpu_units = instance->offered[DIMENSION_CPU],
        .memory_mib = instance->offered[DIMENSION_MEMORY],
        .gpus = instance->offered[DIMENSION_GPU],
        .awsvpc_tasks = instance->offered[DIMENSION_ENI],
        .usd_per_instance_hour_nano = instance->price.nano,
        .usd_per_root_volume_hour_nano = instance->root_volume.nano,
        .usd_per_month_nano = choice->usd_per_month_nano,
        .binding = arena_strdup(arena, binding_resource(assembly, g)),
    };
    for (int h = 0; h < model->hours; h++) {
        pool->instances_min = choice->instances[h] < pool->instances_min ? choice->instances[h] : pool->instances_min;
        pool->instances_max = choice->instances[h] > pool->instances_max ? choice->instances[h] : pool->instances_max;
    }
    assemble_purchase(assembly, instance, pool);
    assemble_causes(choice, pool->usd_per_month_by_cause_nano);
    assemble_schedule(assembly, pool);
}

void assemble_pools(struct assembly *assembly)
{
    struct plan *plan = assembly->plan;
    plan->pools_count = assembly->pools->pools_count;
    plan->pools = ARENA_ARRAY(&plan->arena, struct plan_pool, plan->pools_count + 1);
    for (int g = 0; g < plan->pools_count; g++)
        assemble_pool(assembly, g);
}

void assemble_daemons(struct assembly *assembly)
{
    const struct model *model = assembly->model;
    struct plan *plan = assembly->plan;
    plan->daemons_count = model->daemons_count;
    plan->daemons = ARENA_ARRAY(&plan->arena, struct plan_daemon, plan->daemons_count + 1);
    for (int k = 0; k < plan->daemons_count; k++) {
        const struct service *source = &model->profile->services[model->daemons[k].profile_index];
        plan->daemons[k] = (struct plan_daemon){
            .name = arena_strdup(&plan->arena, source->name),
            .cpu_units = source->cpu_units,
            .memory_mib = source->memory_mib,
            .gpus = source->gpus,
            .architectures = source->architectures,
            .network_mode = source->network_mode,
            .host_ports = copy_integers(&plan->arena, source->host_ports.items, source->host_ports.count)};
    }
}

/* --- services and jobs --- */

static struct field_objects copy_tags(struct arena *arena, const struct field_objects *tags)
{
    const struct tag *tag = tags->items;
    struct tag *copy = ARENA_ARRAY(arena, struct tag, tags->count + 1);
    for (int i = 0; i < tags->count; i++)
        copy[i] = (struct tag){arena_strdup(arena, tag[i].key), arena_strdup(arena, tag[i].value)};
    return (struct field_objects){copy, tags->count};
}

static const char *pool_architecture(const struct assembly *assembly, int pool)
{
    return architecture_names[assembly->model->instances[assembly->pools->pools[pool].instance].facts->architecture];
}

static enum purchase fargate_purchase(const struct model_item *item)
{
    return item->outside_place == PLACE_FARGATE_SPOT ? PURCHASE_SPOT : PURCHASE_ON_DEMAND;
}

/* On a pool: the service's own, or those the pool was replayed with. */
static struct field_strings strategies_of(struct assembly *assembly, int item)
{
    struct arena *arena = &assembly->plan->arena;
    const struct service *source = assembly_service(assembly, item);
    enum placement_strategy chosen[PLACEMENT_STRATEGIES_MAX];
    struct field_strings strategies = {0};
    if (assembly->pools->place_of_item[item] < 0)
        return strategies;
    if (source->placement_strategies.count > 0)
        return copy_strings(arena, &source->placement_strategies);
    strategies.count = replay_strategies(assembly->pools->strategy_of_item[item], chosen);
    strategies.items = ARENA_ARRAY(arena, const char *, strategies.count);
    for (int s = 0; s < strategies.count; s++)
        strategies.items[s] = placement_strategy_names[chosen[s]];
    return strategies;
}

static void assemble_service(struct assembly *assembly, int i)
{
    const struct model_item *item = &assembly->model->items[i];
    const struct service *source = assembly_service(assembly, i);
    struct arena *arena = &assembly->plan->arena;
    struct plan_service *service = &assembly->plan->services[i];
    int place = assembly->pools->place_of_item[i];
    char settings[SHA256_HEX_SIZE];
    service_settings_hash(source, settings);
    *service =
        (struct plan_service){.name = arena_strdup(arena, item->name),
                              .settings_sha256 = arena_strdup(arena, settings),
                              .tags = copy_tags(arena, &source->tags),
                              .place = place_name(assembly, i),
                              .cpu_units = source->cpu_units,
                              .memory_mib = source->memory_mib,
                              .gpus = source->gpus,
                              .tasks = copy_integers(arena, source->tasks.items, source->tasks.count),
                              .network_mode = source->network_mode,
                              .host_ports = copy_integers(arena, source->host_ports.items, source->host_ports.count),
                              .zones_min = item->zones_min,
                              .tasks_per_instance_max = source->tasks_per_instance_max,
                              .deployment = source->deployment,
                              .task_definition = arena_strdup(arena, source->task_definition),
                              .placement_strategies = strategies_of(assembly, i),
                              .availability_zone_rebalancing = source->availability_zone_rebalancing,
                              .usd_per_month_nano = assembly->share[i]};
    if (place >= 0) {
        service->architecture = pool_architecture(assembly, place);
        return;
    }
    const struct fargate_quote *quote = &item->fargate[fargate_purchase(item)];
    service->architecture = architecture_names[quote->architecture];
    service->fargate_cpu_units = quote->size.cpu_units;
    service->fargate_memory_mib = quote->size.memory_mib;
    service->usd_per_task_hour_nano = item->outside_per_task.nano;
}

void assemble_services(struct assembly *assembly)
{
    struct plan *plan = assembly->plan;
    plan->services_count = assembly->model->services_count;
    plan->services = ARENA_ARRAY(&plan->arena, struct plan_service, plan->services_count + 1);
    for (int i = 0; i < plan->services_count; i++)
        assemble_service(assembly, i);
}

static void assemble_job(struct assembly *assembly, int i)
{
    const struct model_item *item = &assembly->model->items[i];
    const struct job *source = assembly_job(assembly, i);
    struct plan_job *job = &assembly->plan->jobs[i - assembly->model->services_count];
    int place = assembly->pools->place_of_item[i];
    bool lambda = place < 0 && item->outside_place == PLACE_LAMBDA;
    struct arena *arena = &assembly->plan->arena;
    char settings[SHA256_HEX_SIZE];
    job_settings_hash(source, settings);
    *job = (struct plan_job){.name = arena_strdup(arena, item->name),
                             .settings_sha256 = arena_strdup(arena, settings),
                             .tags = copy_tags(arena, &source->tags),
                             .place = place_name(assembly, i),
                             .cpu_units = source->cpu_units,
                             .memory_mib = source->memory_mib,
                             .gpus = source->gpus,
                             .tasks = place >= 0 ? item->tasks[0] : 0,
                             .network_mode = source->network_mode,
                             .lambda_memory_mb = lambda ? item->lambda_size.memory_mb : 0,
                             .duration_s = source->duration_s,
                             .runs_per_day = source->runs_per_day,
                             .usd_per_month_nano = assembly->share[i]};
    if (place < 0 && !lambda) {
        const struct fargate_quote *quote = &item->fargate[fargate_purchase(item)];
        job->fargate_cpu_units = quote->size.cpu_units;
        job->fargate_memory_mib = quote->size.memory_mib;
        job->fargate_billed_s = fargate_billed_seconds(source->startup_s, source->duration_s);
    }
    job->architecture = place >= 0 ? pool_architecture(assembly, place)
                        : lambda   ? architecture_names[item->lambda_architecture]
                                   : architecture_names[item->fargate[fargate_purchase(item)].architecture];
}

void assemble_jobs(struct assembly *assembly)
{
    struct plan *plan = assembly->plan;
    plan->jobs_count = assembly->model->items_count - assembly->model->services_count;
    plan->jobs = ARENA_ARRAY(&plan->arena, struct plan_job, plan->jobs_count + 1);
    for (int j = 0; j < plan->jobs_count; j++)
        assemble_job(assembly, assembly->model->services_count + j);
}

/* --- cost --- */

static int64_t plus(int64_t a, int64_t b)
{
    return usd_add((struct usd){a}, (struct usd){b}).nano;
}

static int64_t overhead_month(const struct assembly *assembly)
{
    const struct overhead *overhead = &assembly->model->profile->overhead;
    double instance_hours = 0;
    if (!overhead->given || assembly->pools->pools_count == 0)
        return 0;
    for (int g = 0; g < assembly->pools->pools_count; g++) {
        const struct pool_choice *choice = &assembly->pools->pools[g];
        bool managed = assembly->model->instances[choice->instance].purchase == POOL_MANAGED_INSTANCES;
        for (int h = 0; h < assembly->model->hours && !managed; h++)
            instance_hours += (double)choice->instances[h];
    }
    double work = overhead->hours_per_month_cluster +
                  overhead->hours_per_month_instance * instance_hours / (double)assembly->model->hours;
    return (int64_t)(work * (double)overhead->usd_per_hour_nano + 0.5);
}

void assemble_cost(struct assembly *assembly)
{
    const struct model *model = assembly->model;
    struct plan *plan = assembly->plan;
    for (int g = 0; g < plan->pools_count; g++)
        plan->cost.ec2 = plus(plan->cost.ec2, plan->pools[g].usd_per_month_nano);
    for (int i = 0; i < model->items_count; i++) {
        if (assembly->pools->place_of_item[i] >= 0)
            continue;
        int64_t *part = model->items[i].outside_place == PLACE_LAMBDA ? &plan->cost.lambda : &plan->cost.fargate;
        *part = plus(*part, assembly->share[i]);
    }
    plan->cost.overhead = overhead_month(assembly);
    plan->cost.total = plus(plus(plan->cost.ec2, plan->cost.fargate), plus(plan->cost.lambda, plan->cost.overhead));
}
