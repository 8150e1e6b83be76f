/* verdict.c — a verdict as JSON: passed or not first, then each scenario, then what is false in the plan. */
#include "data/verdict.h"

#include "data/base/json_writer.h"

const char *const scenario_names[] = {
#define X(scenario, name) name,
    SCENARIOS(X)
#undef X
        NULL};

static void write_worst(struct json_writer *writer, const struct verdict_scenario *scenario)
{
    if (scenario->worst.tasks == 0)
        return;
    json_begin_object(writer, "worst");
    json_integer(writer, "seed", scenario->worst.seed);
    json_integer(writer, "hour", scenario->worst.hour);
    json_integer(writer, "tasks", scenario->worst.tasks);
    json_words(writer, "pool", scenario->worst.pool);
    json_words(writer, "service", scenario->worst.service);
    json_words(writer, "zone", scenario->worst.zone);
    json_words(writer, "why", scenario->worst.why);
    json_end_object(writer);
}

/* A scenario that nothing in the plan could be tried on has no figures: their zeros would read as good ones. */
static void write_scenario(struct json_writer *writer, const struct verdict_scenario *scenario)
{
    json_begin_object(writer, NULL);
    json_string(writer, "scenario", scenario_names[scenario->scenario]);
    json_boolean(writer, "applies", scenario->applies);
    json_boolean(writer, "required", scenario->required);
    json_boolean(writer, "passed", scenario->passed);
    if (scenario->applies) {
        json_integer(writer, "runs", scenario->runs);
        json_integer(writer, "runs_failed", scenario->runs_failed);
        json_number(writer, "unplaced_task_minutes", scenario->unplaced_task_minutes);
        write_worst(writer, scenario);
        json_number(writer, "instance_hours", scenario->instance_hours);
        json_money(writer, "usd", scenario->usd_nano);
        if (scenario->scenario == SCENARIO_WEEK)
            json_number(writer, "planned_instance_hours", scenario->planned_instance_hours);
        else if (scenario->scenario != SCENARIO_COLD_START)
            json_number(writer, "minutes_longest", scenario->minutes_longest);
    }
    json_end_object(writer);
}

static void write_finding(struct json_writer *writer, const struct verdict_finding *finding)
{
    json_begin_object(writer, NULL);
    json_string(writer, "code", finding->code);
    json_words(writer, "where", finding->where);
    json_string(writer, "what", finding->what);
    json_end_object(writer);
}

static void write_subject(struct json_writer *writer, const struct verdict *verdict)
{
    json_begin_object(writer, "plan");
    json_words(writer, "profile_name", verdict->plan_profile_name);
    json_words(writer, "profile_sha256", verdict->plan_profile_sha256);
    json_words(writer, "catalogue_sha256", verdict->plan_catalogue_sha256);
    json_end_object(writer);
}

void verdict_write(const struct verdict *verdict, struct text *ret_json)
{
    struct json_writer writer = {.out = ret_json};
    json_begin_object(&writer, NULL);
    json_string(&writer, "schema", "bayplan.verdict/1");
    write_subject(&writer, verdict);
    json_boolean(&writer, "passed", verdict->passed);
    json_integer(&writer, "seed", verdict->seed);
    json_integer(&writer, "seeds", verdict->seeds);
    json_begin_list(&writer, "scenarios");
    for (int i = 0; i < verdict->scenarios_count; i++)
        write_scenario(&writer, &verdict->scenarios[i]);
    json_end_list(&writer);
    json_begin_list(&writer, "findings");
    for (int i = 0; i < verdict->findings_count; i++)
        write_finding(&writer, &verdict->findings[i]);
    json_end_list(&writer);
    json_strings(&writer, "assumptions", verdict->assumptions.items, verdict->assumptions.count);
    json_end_object(&writer);
    json_finish(&writer);
}

void verdict_release(struct verdict *verdict)
{
    arena_release(&verdict->arena);
    *verdict = (struct verdict){0};
}
