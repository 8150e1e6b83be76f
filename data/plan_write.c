/* plan_write.c — a plan as JSON, keys in the order a reader wants them: what it costs, then what it is. */
#include "data/plan.h"

#include "data/plan_buying.h"
#include "data/verdict_scenarios.h"

static void write_strings(struct json_writer *writer, const char *key, const struct field_strings *strings)
{
    json_strings(writer, key, strings->items, strings->count);
}

static void write_count(struct json_writer *writer, const char *key, int64_t count)
{
    if (count != 0)
        json_integer(writer, key, count);
}

static void write_tags(struct json_writer *writer, const struct field_objects *tags)
{
    const struct tag *tag = tags->items;
    if (tags->count == 0)
        return;
    json_begin_list(writer, "tags");
    for (int i = 0; i < tags->count; i++) {
        json_begin_object(writer, NULL);
        json_string(writer, "key", tag[i].key);
        json_string(writer, "value", tag[i].value);
        json_end_object(writer);
    }
    json_end_list(writer);
}

static void write_inputs(struct json_writer *writer, const struct plan *plan)
{
    json_begin_object(writer, "profile");
    json_string(writer, "name", plan->profile_name);
    json_string(writer, "sha256", plan->profile_sha256);
    json_words(writer, "settings_sha256", plan->settings_sha256);
    json_end_object(writer);
    json_begin_object(writer, "catalogue");
    json_string(writer, "region", plan->region);
    json_string(writer, "as_of", plan->catalogue_as_of);
    json_string(writer, "sha256", plan->catalogue_sha256);
    json_words(writer, "overlay", plan->catalogue_overlay);
    json_end_object(writer);
}

static void write_cost(struct json_writer *writer, const struct plan *plan)
{
    json_begin_object(writer, "cost");
    json_money(writer, "usd_per_month", plan->cost.total);
    json_money(writer, "ec2_usd_per_month", plan->cost.ec2);
    json_money(writer, "fargate_usd_per_month", plan->cost.fargate);
    json_money(writer, "lambda_usd_per_month", plan->cost.lambda);
    if (plan->cost.unused_commitments != 0)
        json_money(writer, "unused_commitments_usd_per_month", plan->cost.unused_commitments);
    json_money(writer, "overhead_usd_per_month", plan->cost.overhead);
    json_end_object(writer);
}

static void write_bound(struct json_writer *writer, const struct plan *plan)
{
    json_begin_object(writer, "bound");
    json_money(writer, "usd_per_month", plan->bound.usd_per_month_nano);
    json_number(writer, "gap_ratio", plan->bound.gap_ratio);
    json_begin_list(writer, "gap_by_cause");
    for (int cause = 0; cause < GAP_CAUSES_COUNT; cause++) {
        if (cause == GAP_COMMITMENTS && !plan->commitments.given && plan->bound.gap_by_cause[cause] == 0)
            continue; /* of no plan without commitments */
        json_begin_object(writer, NULL);
        json_string(writer, "cause", gap_cause_names[cause]);
        json_number(writer, "ratio", plan->bound.gap_by_cause[cause]);
        json_end_object(writer);
    }
    json_end_list(writer);
    json_end_object(writer);
}

static void write_free_packing(struct json_writer *writer, const struct plan_packing *packing)
{
    if (!packing->given)
        return;
    json_begin_object(writer, "free_packing");
    json_integer(writer, "hour", packing->hour);
    json_money(writer, "usd_per_hour", packing->usd_per_hour_nano);
    json_money(writer, "bound_usd_per_hour", packing->bound_usd_per_hour_nano);
    json_end_object(writer);
}

static void write_all_fargate(struct json_writer *writer, const struct plan *plan)
{
    json_begin_object(writer, "all_fargate");
    json_boolean(writer, "possible", plan->all_fargate.possible);
    json_words(writer, "why_not", plan->all_fargate.why_not);
    if (plan->all_fargate.possible)
        json_money(writer, "usd_per_month", plan->all_fargate.usd_per_month_nano);
    json_boolean(writer, "helps", plan->all_fargate.helps);
    if (plan->all_fargate.possible) {
        json_money(writer, "saving_usd_per_month", plan->all_fargate.saving_usd_per_month_nano);
        json_number(writer, "break_even_hours_per_month", plan->all_fargate.break_even_hours_per_month);
    }
    json_money(writer, "usd_per_hour", plan->all_fargate.usd_per_hour_nano);
    json_end_object(writer);
}

static void write_promises(struct json_writer *writer, const struct plan *plan)
{
    json_begin_object(writer, "safety");
    json_boolean(writer, "survive_zone_loss", plan->safety.survive_zone_loss);
    json_number(writer, "headroom_ratio", plan->safety.headroom_ratio);
    json_string(writer, "deployments", deployments_names[plan->safety.deployments]);
    json_end_object(writer);
    json_begin_object(writer, "verification");
    json_integer(writer, "seeds", plan->verification.seeds);
    json_boolean(writer, "passed", plan->verification.passed);
    if (plan->verification.scenarios_count > 0)
        verdict_scenarios_write(writer, plan->verification.scenarios, plan->verification.scenarios_count);
    if (plan->verification.findings_count > 0)
        verdict_findings_write(writer, plan->verification.findings, plan->verification.findings_count);
    json_end_object(writer);
}

static void write_actions(struct json_writer *writer, const struct plan_pool *pool)
{
    json_begin_list(writer, "scheduled_actions");
    for (int i = 0; i < pool->scheduled_actions_count; i++) {
        const struct plan_action *action = &pool->scheduled_actions[i];
        json_begin_object(writer, NULL);
        json_integer(writer, "hour_of_week", action->hour_of_week);
        json_integer(writer, "minutes_before", action->minutes_before);
        json_string(writer, "recurrence", action->recurrence);
        json_integer(writer, "min_size", action->min_size);
        json_integer(writer, "max_size", action->max_size);
        json_integer(writer, "desired_capacity", action->desired_capacity);
        json_end_object(writer);
    }
    json_end_list(writer);
}

/* A pool whose size was not looked into may not grow above it. */
static void write_scaling(struct json_writer *writer, const struct plan_pool *pool)
{
    const struct field_integers *most = pool->max_size.count > 0 ? &pool->max_size : &pool->instances;
    json_integers(writer, "max_size", most->items, most->count);
    json_integer(writer, "target_capacity_percent",
                 pool->target_capacity_percent > 0 ? pool->target_capacity_percent : 100);
    write_actions(writer, pool);
    json_money(writer, "scheduled_usd_per_month", pool->scheduled_usd_per_month_nano);
}

static void write_pool_causes(struct json_writer *writer, const struct plan_pool *pool)
{
    json_begin_list(writer, "usd_per_month_by_cause");
    for (int cause = GAP_POOL_FIRST; cause <= (int)GAP_POOL_LAST; cause++) {
        json_begin_object(writer, NULL);
        json_string(writer, "cause", gap_cause_names[cause]);
        json_money(writer, "usd_per_month", pool->usd_per_month_by_cause_nano[cause]);
        json_end_object(writer);
    }
    json_end_list(writer);
}

static void write_pool(struct json_writer *writer, const struct plan_pool *pool)
{
    json_begin_object(writer, NULL);
    json_string(writer, "name", pool->name);
    json_string(writer, "instance_type", pool->instance_type);
    json_words(writer, "architecture", pool->architecture);
    json_string(writer, "purchase", pool->purchase);
    plan_pool_buying_write(writer, pool);
    write_strings(writer, "zones", &pool->zones);
    json_integers(writer, "instances", pool->instances.items, pool->instances.count);
    json_integer(writer, "instances_min", pool->instances_min);
    json_integer(writer, "instances_max", pool->instances_max);
    write_scaling(writer, pool);
    write_strings(writer, "services", &pool->services);
    write_strings(writer, "jobs", &pool->jobs);
    json_integer(writer, "cpu_units", pool->cpu_units);
    json_integer(writer, "memory_mib", pool->memory_mib);
    json_integer(writer, "gpus", pool->gpus);
    json_integer(writer, "awsvpc_tasks", pool->awsvpc_tasks);
    json_money(writer, "usd_per_instance_hour", pool->usd_per_instance_hour_nano);
    json_money(writer, "usd_per_root_volume_hour", pool->usd_per_root_volume_hour_nano);
    json_money(writer, "usd_per_month", pool->usd_per_month_nano);
    write_pool_causes(writer, pool);
    json_words(writer, "binding", pool->binding);
    json_end_object(writer);
}

static void write_network(struct json_writer *writer, int network_mode, const struct field_integers *host_ports)
{
    json_string(writer, "network_mode", network_mode_names[network_mode]);
    if (network_mode != NETWORK_AWSVPC && host_ports->count > 0)
        json_integers(writer, "host_ports", host_ports->items, host_ports->count);
}

static void write_architectures(struct json_writer *writer, unsigned architectures)
{
    const char *names[ARCHITECTURES_COUNT];
    int count = 0;
    for (int i = 0; i < ARCHITECTURES_COUNT; i++)
        if (architectures & 1u << i)
            names[count++] = architecture_names[i];
    json_strings(writer, "architectures", names, count);
}

static void write_daemon(struct json_writer *writer, const struct plan_daemon *daemon)
{
    json_begin_object(writer, NULL);
    json_string(writer, "name", daemon->name);
    json_integer(writer, "cpu_units", daemon->cpu_units);
    json_integer(writer, "memory_mib", daemon->memory_mib);
    json_integer(writer, "gpus", daemon->gpus);
    write_architectures(writer, daemon->architectures);
    write_network(writer, daemon->network_mode, &daemon->host_ports);
    json_end_object(writer);
}

static void write_alternatives(struct json_writer *writer, const struct plan_alternative *alternatives, int count)
{
    json_begin_list(writer, "alternatives");
    for (int i = 0; i < count; i++) {
        json_begin_object(writer, NULL);
        json_string(writer, "place", alternatives[i].place);
        json_boolean(writer, "possible", alternatives[i].possible);
        if (alternatives[i].possible)
            json_money(writer, "usd_per_month", alternatives[i].usd_per_month_nano);
        json_words(writer, "note", alternatives[i].note);
        json_end_object(writer);
    }
    json_end_list(writer);
}

static void write_flip(struct json_writer *writer, const struct plan_flip *flip)
{
    if (!flip->known)
        return;
    json_begin_object(writer, "flip");
    json_number(writer, "price_ratio", flip->price_ratio);
    json_number(writer, "tasks_ratio", flip->tasks_ratio);
    json_number(writer, "hours_of_work_per_month", flip->hours_of_work_per_month);
    json_end_object(writer);
}

/* A service that was given no deployment has ECS's. */
static void write_scheduling(struct json_writer *writer, const struct plan_service *service)
{
    bool given = service->deployment.maximum_percent > 0;
    write_count(writer, "zones_min", service->zones_min);
    write_count(writer, "tasks_per_instance_max", service->tasks_per_instance_max);
    json_begin_object(writer, "deployment");
    json_integer(writer, "minimum_healthy_percent", given ? service->deployment.minimum_healthy_percent : 100);
    json_integer(writer, "maximum_percent", given ? service->deployment.maximum_percent : 200);
    json_end_object(writer);
    if (service->placement_strategies.count > 0)
        write_strings(writer, "placement_strategies", &service->placement_strategies);
    json_boolean(writer, "availability_zone_rebalancing", service->availability_zone_rebalancing);
    write_count(writer, "deployment_instances", service->deployment_instances);
    if (service->usd_per_deployment_nano > 0)
        json_money(writer, "usd_per_deployment", service->usd_per_deployment_nano);
    json_words(writer, "task_definition", service->task_definition);
}

static void write_service(struct json_writer *writer, const struct plan_service *service)
{
    json_begin_object(writer, NULL);
    json_string(writer, "name", service->name);
    json_string(writer, "place", service->place);
    write_tags(writer, &service->tags);
    json_words(writer, "settings_sha256", service->settings_sha256);
    json_integer(writer, "cpu_units", service->cpu_units);
    json_integer(writer, "memory_mib", service->memory_mib);
    json_integer(writer, "gpus", service->gpus);
    json_integers(writer, "tasks", service->tasks.items, service->tasks.count);
    write_network(writer, service->network_mode, &service->host_ports);
    write_scheduling(writer, service);
    json_words(writer, "architecture", service->architecture);
    if (service->fargate_cpu_units != 0) {
        json_integer(writer, "fargate_cpu_units", service->fargate_cpu_units);
        json_integer(writer, "fargate_memory_mib", service->fargate_memory_mib);
        json_money(writer, "usd_per_task_hour", service->usd_per_task_hour_nano);
    }
    json_money(writer, "usd_per_month", service->usd_per_month_nano);
    json_words(writer, "why", service->why);
    write_alternatives(writer, service->alternatives, service->alternatives_count);
    write_flip(writer, &service->flip);
    json_end_object(writer);
}

static void write_job(struct json_writer *writer, const struct plan_job *job)
{
    json_begin_object(writer, NULL);
    json_string(writer, "name", job->name);
    json_string(writer, "place", job->place);
    write_tags(writer, &job->tags);
    json_words(writer, "settings_sha256", job->settings_sha256);
    json_integer(writer, "cpu_units", job->cpu_units);
    json_integer(writer, "memory_mib", job->memory_mib);
    json_integer(writer, "gpus", job->gpus);
    write_count(writer, "tasks", job->tasks);
    json_string(writer, "network_mode", network_mode_names[job->network_mode]);
    write_count(writer, "lambda_memory_mb", job->lambda_memory_mb);
    write_count(writer, "fargate_cpu_units", job->fargate_cpu_units);
    write_count(writer, "fargate_memory_mib", job->fargate_memory_mib);
    write_count(writer, "fargate_billed_s", job->fargate_billed_s);
    json_number(writer, "duration_s", job->duration_s);
    json_number(writer, "runs_per_day", job->runs_per_day);
    json_words(writer, "architecture", job->architecture);
    json_money(writer, "usd_per_month", job->usd_per_month_nano);
    json_words(writer, "why", job->why);
    json_words(writer, "warning", job->warning);
    write_alternatives(writer, job->alternatives, job->alternatives_count);
    json_end_object(writer);
}

static void write_places(struct json_writer *writer, const struct plan *plan)
{
    json_begin_list(writer, "pools");
    for (int i = 0; i < plan->pools_count; i++)
        write_pool(writer, &plan->pools[i]);
    json_end_list(writer);
    json_begin_list(writer, "daemons");
    for (int i = 0; i < plan->daemons_count; i++)
        write_daemon(writer, &plan->daemons[i]);
    json_end_list(writer);
    json_begin_list(writer, "services");
    for (int i = 0; i < plan->services_count; i++)
        write_service(writer, &plan->services[i]);
    json_end_list(writer);
    json_begin_list(writer, "jobs");
    for (int i = 0; i < plan->jobs_count; i++)
        write_job(writer, &plan->jobs[i]);
    json_end_list(writer);
}

static void write_apply(struct json_writer *writer, const struct plan *plan)
{
    const struct apply_settings *apply = &plan->apply;
    if (!apply->given)
        return;
    write_count(writer, "root_volume_gib", plan->root_volume_gib);
    json_begin_object(writer, "apply");
    json_words(writer, "account", apply->account);
    json_words(writer, "cluster", apply->cluster);
    if (apply->subnets.count > 0)
        write_strings(writer, "subnets", &apply->subnets);
    if (apply->security_groups.count > 0)
        write_strings(writer, "security_groups", &apply->security_groups);
    json_words(writer, "instance_profile", apply->instance_profile);
    json_begin_object(writer, "image_parameters");
    json_words(writer, "x86_64", apply->image_parameters.x86_64);
    json_words(writer, "arm64", apply->image_parameters.arm64);
    json_words(writer, "gpu", apply->image_parameters.gpu);
    json_end_object(writer);
    json_end_object(writer);
}

void plan_write(const struct plan *plan, struct text *ret_json)
{
    struct json_writer writer = {.out = ret_json};
    json_begin_object(&writer, NULL);
    json_string(&writer, "schema", "bayplan.plan/1");
    json_words(&writer, "bayplan_version", plan->bayplan_version);
    json_integer(&writer, "hours", plan->hours);
    write_inputs(&writer, plan);
    write_cost(&writer, plan);
    write_bound(&writer, plan);
    write_free_packing(&writer, &plan->free_packing);
    write_all_fargate(&writer, plan);
    json_boolean(&writer, "time_limit_reached", plan->time_limit_reached);
    write_promises(&writer, plan);
    write_places(&writer, plan);
    plan_buying_write(&writer, plan);
    write_strings(&writer, "assumptions", &plan->assumptions);
    write_apply(&writer, plan);
    json_end_object(&writer);
    json_finish(&writer);
}
