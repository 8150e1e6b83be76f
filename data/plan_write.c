/* plan_write.c — a plan as JSON, keys in the order a reader wants them: what it costs, then what it is. */
#include "data/plan.h"

/* Left out where there is nothing to say. */
static void write_words(struct json_writer *writer, const char *key, const char *words)
{
    if (words && *words)
        json_string(writer, key, words);
}

static void write_strings(struct json_writer *writer, const char *key, const struct field_strings *strings)
{
    json_strings(writer, key, strings->items, strings->count);
}

static void write_count(struct json_writer *writer, const char *key, int64_t count)
{
    if (count != 0)
        json_integer(writer, key, count);
}

static void write_inputs(struct json_writer *writer, const struct plan *plan)
{
    json_begin_object(writer, "profile");
    json_string(writer, "name", plan->profile_name);
    json_string(writer, "sha256", plan->profile_sha256);
    json_end_object(writer);
    json_begin_object(writer, "catalogue");
    json_string(writer, "region", plan->region);
    json_string(writer, "as_of", plan->catalogue_as_of);
    json_string(writer, "sha256", plan->catalogue_sha256);
    json_end_object(writer);
}

static void write_cost(struct json_writer *writer, const struct plan *plan)
{
    json_begin_object(writer, "cost");
    json_money(writer, "usd_per_month", plan->cost.total);
    json_money(writer, "ec2_usd_per_month", plan->cost.ec2);
    json_money(writer, "fargate_usd_per_month", plan->cost.fargate);
    json_money(writer, "lambda_usd_per_month", plan->cost.lambda);
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
    write_words(writer, "why_not", plan->all_fargate.why_not);
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

static void write_pool(struct json_writer *writer, const struct plan_pool *pool)
{
    json_begin_object(writer, NULL);
    json_string(writer, "name", pool->name);
    json_string(writer, "instance_type", pool->instance_type);
    json_string(writer, "purchase", pool->purchase);
    write_strings(writer, "zones", &pool->zones);
    json_integers(writer, "instances", pool->instances.items, pool->instances.count);
    json_integer(writer, "instances_min", pool->instances_min);
    json_integer(writer, "instances_max", pool->instances_max);
    write_strings(writer, "services", &pool->services);
    write_strings(writer, "jobs", &pool->jobs);
    json_integer(writer, "cpu_units", pool->cpu_units);
    json_integer(writer, "memory_mib", pool->memory_mib);
    json_integer(writer, "gpus", pool->gpus);
    json_integer(writer, "awsvpc_tasks", pool->awsvpc_tasks);
    json_money(writer, "usd_per_instance_hour", pool->usd_per_instance_hour_nano);
    json_money(writer, "usd_per_root_volume_hour", pool->usd_per_root_volume_hour_nano);
    json_money(writer, "usd_per_month", pool->usd_per_month_nano);
    write_words(writer, "binding", pool->binding);
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
        write_words(writer, "note", alternatives[i].note);
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

static void write_service(struct json_writer *writer, const struct plan_service *service)
{
    json_begin_object(writer, NULL);
    json_string(writer, "name", service->name);
    json_string(writer, "place", service->place);
    json_integer(writer, "cpu_units", service->cpu_units);
    json_integer(writer, "memory_mib", service->memory_mib);
    json_integer(writer, "gpus", service->gpus);
    json_integers(writer, "tasks", service->tasks.items, service->tasks.count);
    write_words(writer, "architecture", service->architecture);
    if (service->fargate_cpu_units != 0) {
        json_integer(writer, "fargate_cpu_units", service->fargate_cpu_units);
        json_integer(writer, "fargate_memory_mib", service->fargate_memory_mib);
        json_money(writer, "usd_per_task_hour", service->usd_per_task_hour_nano);
    }
    json_money(writer, "usd_per_month", service->usd_per_month_nano);
    write_words(writer, "why", service->why);
    write_alternatives(writer, service->alternatives, service->alternatives_count);
    write_flip(writer, &service->flip);
    json_end_object(writer);
}

static void write_job(struct json_writer *writer, const struct plan_job *job)
{
    json_begin_object(writer, NULL);
    json_string(writer, "name", job->name);
    json_string(writer, "place", job->place);
    json_integer(writer, "cpu_units", job->cpu_units);
    json_integer(writer, "memory_mib", job->memory_mib);
    json_integer(writer, "gpus", job->gpus);
    write_count(writer, "tasks", job->tasks);
    write_count(writer, "lambda_memory_mb", job->lambda_memory_mb);
    json_number(writer, "duration_s", job->duration_s);
    json_number(writer, "runs_per_day", job->runs_per_day);
    write_words(writer, "architecture", job->architecture);
    json_money(writer, "usd_per_month", job->usd_per_month_nano);
    write_words(writer, "why", job->why);
    write_words(writer, "warning", job->warning);
    write_alternatives(writer, job->alternatives, job->alternatives_count);
    json_end_object(writer);
}

static void write_places(struct json_writer *writer, const struct plan *plan)
{
    json_begin_list(writer, "pools");
    for (int i = 0; i < plan->pools_count; i++)
        write_pool(writer, &plan->pools[i]);
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

void plan_write(const struct plan *plan, struct text *ret_json)
{
    struct json_writer writer = {.out = ret_json};
    json_begin_object(&writer, NULL);
    json_string(&writer, "schema", "bayplan.plan/1");
    write_words(&writer, "bayplan_version", plan->bayplan_version);
    json_integer(&writer, "hours", plan->hours);
    write_inputs(&writer, plan);
    write_cost(&writer, plan);
    write_bound(&writer, plan);
    write_free_packing(&writer, &plan->free_packing);
    write_all_fargate(&writer, plan);
    json_boolean(&writer, "time_limit_reached", plan->time_limit_reached);
    write_places(&writer, plan);
    write_strings(&writer, "assumptions", &plan->assumptions);
    json_end_object(&writer);
    json_finish(&writer);
}
