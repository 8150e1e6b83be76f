/* verdict_scenarios.c — see verdict_scenarios.h. */
#include "data/verdict_scenarios.h"

#include "data/document.h"

#include <string.h>

#define FIGURE_MAX 1e19 /* above every count and sum that a replay can have */
#define RUNS_MAX 1e15
#define SEED_MAX 9007199254740991.0 /* 2^53 - 1: what a double, and a JSON reader, holds exactly */

#define KEY(name, member) .key = (name), .offset = offsetof(struct verdict_row_scenario, scenario.member)
#define WORD(name)                                                                                                     \
    {                                                                                                                  \
        KEY(#name, worst.name), .type = FIELD_STRING                                                                   \
    }

/* Offsets are of the whole scenario: the object is nested in the document only. */
static const struct field worst_fields[] = {
    {KEY("seed", worst.seed), FIELD_WHOLE(0, SEED_MAX), .required = true},
    {KEY("hour", worst.hour), FIELD_WHOLE(0, HOURS_PER_WEEK - 1), .required = true},
    {KEY("tasks", worst.tasks), FIELD_WHOLE(1, PROFILE_TASKS_TOTAL_MAX), .required = true},
    WORD(pool),
    WORD(service),
    WORD(zone),
    {KEY("why", worst.why), .type = FIELD_STRING, .maximum = SCENARIO_TEXT_BYTES_MAX},
};
static const struct field_table worst_table = {FIELD_TABLE("worst moment", verdict_row_scenario, worst_fields)};

static const struct field scenario_fields[] = {
    {.key = "scenario",
     .offset = offsetof(struct verdict_row_scenario, kind),
     .type = FIELD_CHOICE,
     .choices = scenario_names,
     .required = true},
    {KEY("applies", applies), .type = FIELD_BOOLEAN, .required = true},
    {KEY("required", required), .type = FIELD_BOOLEAN, .required = true},
    {KEY("passed", passed), .type = FIELD_BOOLEAN, .required = true},
    {KEY("runs", runs), FIELD_WHOLE(0, RUNS_MAX)},
    {KEY("runs_failed", runs_failed), FIELD_WHOLE(0, RUNS_MAX)},
    {KEY("unplaced_task_minutes", unplaced_task_minutes), FIELD_REAL(0, FIGURE_MAX)},
    {.key = "worst", .type = FIELD_OBJECT, .object = &worst_table},
    {KEY("instance_hours", instance_hours), FIELD_REAL(-FIGURE_MAX, FIGURE_MAX)},
    {FIELD_KEY(verdict_row_scenario, usd), .type = FIELD_STRING},
    {KEY("planned_instance_hours", planned_instance_hours), FIELD_REAL(0, FIGURE_MAX)},
    {KEY("minutes_longest", minutes_longest), FIELD_REAL(0, FIGURE_MAX)},
};
const struct verdict_row_scenario verdict_scenario_defaults = {
    .scenario = {.worst = {.pool = "", .service = "", .zone = "", .why = ""}}};
const struct field_table verdict_scenario_table = {FIELD_TABLE("scenario", verdict_row_scenario, scenario_fields),
                                                   .defaults = &verdict_scenario_defaults};

/* Figures stand where there was something to replay, and nowhere else. */
static bool check_figures(const char *file, const struct node *object, bool applies, struct error *err)
{
    static const char *const must[] = {"runs", "runs_failed", "unplaced_task_minutes", "instance_hours", "usd"};
    static const char *const may[] = {"worst", "planned_instance_hours", "minutes_longest"};
    char where[NODE_WHERE_SIZE];
    for (size_t i = 0; i < sizeof must / sizeof must[0]; i++)
        if (applies != (node_child(object, must[i]) != NULL))
            return error_set(err, ERROR_INPUT, document_where(file, object, must[i], where), "%s",
                             applies ? "is missing, though this scenario applies"
                                     : "must not be given for a scenario that does not apply");
    for (size_t i = 0; i < sizeof may / sizeof may[0]; i++)
        if (!applies && node_child(object, may[i]))
            return error_set(err, ERROR_INPUT, document_where(file, object, may[i], where),
                             "must not be given for a scenario that does not apply");
    return true;
}

bool verdict_scenarios_take(const char *file, const struct node *owner, const struct field_objects *rows,
                            struct arena *arena, struct verdict_scenario **ret_scenarios, int *ret_count,
                            struct error *err)
{
    const struct verdict_row_scenario *row = rows->items, *of_kind[SCENARIOS_COUNT] = {NULL};
    const struct node *member = document_member(owner, "scenarios", 0);
    char where[NODE_WHERE_SIZE];
    for (int i = 0; i < rows->count; i++, member = member->next) {
        if (of_kind[row[i].kind])
            return error_set(err, ERROR_INPUT, node_where(file, member, NULL, where),
                             "the scenario \"%s\" is given twice in this list", scenario_names[row[i].kind]);
        if (!check_figures(file, member, row[i].scenario.applies, err))
            return false;
        of_kind[row[i].kind] = &row[i];
    }
    struct verdict_scenario *scenarios = ARENA_ARRAY(arena, struct verdict_scenario, rows->count);
    int count = 0;
    for (int kind = 0; kind < SCENARIOS_COUNT; kind++)
        if (of_kind[kind]) {
            scenarios[count] = of_kind[kind]->scenario;
            scenarios[count].scenario = (enum scenario)kind;
            if (!document_signed_money(file, document_member(owner, "scenarios", (int)(of_kind[kind] - row)), "usd",
                                       of_kind[kind]->usd, &scenarios[count++].usd_nano, err))
                return false;
        }
    *ret_scenarios = scenarios;
    *ret_count = count;
    return true;
}

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

void verdict_scenarios_write(struct json_writer *writer, const struct verdict_scenario *scenarios, int count)
{
    json_begin_list(writer, "scenarios");
    for (int i = 0; i < count; i++)
        write_scenario(writer, &scenarios[i]);
    json_end_list(writer);
}
