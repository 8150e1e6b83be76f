/* steps_document.c — bayplan.steps/1: steps and what they were computed from, written and read. */
#include "planner/apply/steps_parts.h"

#include "data/document.h"
#include "data/objects_fields.h"

#include <string.h>

enum { STEPS_MAX = 100 * 1000, STEP_ID_BYTES_MAX = 8 * 1024, STEP_NOTES_MAX = 100 * 1000, NOTE_BYTES_MAX = 4096 };

/* --- writing --- */

static void write_value(struct json_writer *writer, const char *key, const char *value)
{
    if (value != NULL)
        json_string(writer, key, value);
}

static void write_step(struct json_writer *writer, const struct step *step)
{
    json_begin_object(writer, NULL);
    json_string(writer, "id", step->id);
    json_string(writer, "action", step_action_words[step->action]);
    json_string(writer, "kind", object_kind_words[step->object.kind]);
    json_string(writer, "name", step->object.name);
    json_words(writer, "parent", step->object.parent);
    json_words(writer, "object_id", step->object.id);
    json_words(writer, "stack", step->object.stack);
    json_words(writer, "run", step->object.run);
    json_words(writer, "reason", step->reason);
    if (step->at_end)
        json_boolean(writer, "at_end", true);
    json_begin_list(writer, "changes");
    for (int i = 0; i < step->changes_count; i++) {
        json_begin_object(writer, NULL);
        json_string(writer, "property", step->changes[i].property);
        write_value(writer, "before", step->changes[i].before);
        write_value(writer, "after", step->changes[i].after);
        json_end_object(writer);
    }
    json_end_list(writer);
    json_end_object(writer);
}

void steps_write(const struct steps *steps, const struct steps_document *document, struct text *ret_json)
{
    struct json_writer writer = {.out = ret_json};
    json_begin_object(&writer, NULL);
    json_string(&writer, "schema", "bayplan.steps/1");
    json_words(&writer, "plan_sha256", document->plan_sha256);
    json_words(&writer, "observed_at", document->observed_at);
    json_words(&writer, "expires_at", document->expires_at);
    json_string(&writer, "stack", steps->stack);
    json_string(&writer, "cluster", steps->cluster);
    json_words(&writer, "account", steps->account);
    json_words(&writer, "region", steps->region);
    json_begin_list(&writer, "steps");
    for (int i = 0; i < steps->steps_count; i++)
        write_step(&writer, &steps->steps[i]);
    json_end_list(&writer);
    json_begin_list(&writer, "notes");
    for (int i = 0; i < steps->notes.count; i++)
        json_string(&writer, NULL, steps->notes.items[i]);
    json_end_list(&writer);
    objects_write(&writer, "observed", document->observed, document->observed_count);
    json_end_object(&writer);
    json_finish(&writer);
}

/* --- reading --- */

struct step_row {
    const char *id, *name, *parent, *object_id, *stack, *run, *reason;
    int action, kind;
    bool at_end;
    struct field_objects changes; /* struct step_change */
};

struct steps_rows {
    const char *schema, *plan_sha256, *observed_at, *expires_at, *stack, *cluster, *account, *region;
    struct field_objects steps; /* struct step_row */
    struct field_strings notes;
    struct field_objects observed; /* struct object_row */
};

#define WORD(owner, member, most)                                                                                      \
    {                                                                                                                  \
        FIELD_KEY(owner, member), .type = FIELD_STRING, .maximum = (most), .may_be_empty = true                        \
    }

#define VALUE(member)                                                                                                  \
    {                                                                                                                  \
        FIELD_KEY(step_change, member), .type = FIELD_STRING, .maximum = OBJECT_VALUE_BYTES_MAX, .may_be_empty = true, \
                                        .any_characters = true                                                         \
    }

static const struct field change_fields[] = {
    {FIELD_KEY(step_change, property), .type = FIELD_STRING, .required = true},
    VALUE(before),
    VALUE(after),
};
static const struct field_table change_table = {FIELD_TABLE("change", step_change, change_fields)};

static const struct field step_fields[] = {
    {FIELD_KEY(step_row, id), .type = FIELD_STRING, .required = true, .maximum = STEP_ID_BYTES_MAX},
    {FIELD_KEY(step_row, action), .type = FIELD_CHOICE, .choices = step_action_words, .required = true},
    {FIELD_KEY(step_row, kind), .type = FIELD_CHOICE, .choices = object_kind_words, .required = true},
    {FIELD_KEY(step_row, name), .type = FIELD_STRING, .required = true, .maximum = STEP_ID_BYTES_MAX},
    WORD(step_row, parent, STEP_ID_BYTES_MAX),
    WORD(step_row, object_id, STEP_ID_BYTES_MAX),
    WORD(step_row, stack, STEP_ID_BYTES_MAX),
    WORD(step_row, run, STEP_ID_BYTES_MAX),
    WORD(step_row, reason, STEP_ID_BYTES_MAX),
    {FIELD_KEY(step_row, at_end), .type = FIELD_BOOLEAN},
    {FIELD_KEY(step_row, changes), FIELD_LIST(change_table, OBJECT_PROPERTIES_MAX), .unnamed = true},
};
static const struct step_row step_defaults = {.parent = "", .object_id = "", .stack = "", .run = "", .reason = ""};
static const struct field_table step_table = {FIELD_TABLE("step", step_row, step_fields), .defaults = &step_defaults};

static const struct field document_fields[] = {
    {FIELD_KEY(steps_rows, schema), .type = FIELD_STRING, .required = true},
    WORD(steps_rows, plan_sha256, SHA256_HEX_SIZE),
    WORD(steps_rows, observed_at, FIELD_NAME_BYTES_MAX),
    WORD(steps_rows, expires_at, FIELD_NAME_BYTES_MAX),
    {FIELD_KEY(steps_rows, stack), .type = FIELD_STRING, .required = true, .maximum = STEP_ID_BYTES_MAX},
    {FIELD_KEY(steps_rows, cluster), .type = FIELD_STRING, .required = true, .maximum = STEP_ID_BYTES_MAX},
    WORD(steps_rows, account, FIELD_NAME_BYTES_MAX),
    WORD(steps_rows, region, FIELD_NAME_BYTES_MAX),
    {FIELD_KEY(steps_rows, steps), FIELD_LIST(step_table, STEPS_MAX), .unnamed = true, .required = true},
    {FIELD_KEY(steps_rows, notes), .type = FIELD_STRINGS, .maximum = NOTE_BYTES_MAX, .count_max = STEP_NOTES_MAX},
    {OBJECTS_FIELD(steps_rows, observed)},
};
static const struct field_table document_table = {FIELD_TABLE("steps document", steps_rows, document_fields)};

static bool is_known(const struct step_row *row, const char *property)
{
    if (row->action == STEP_ADOPT)
        return strcmp(property, TAG_STACK) == 0 || strcmp(property, TAG_RUN) == 0;
    const char *name;
    for (int index = 0; (name = object_property_name((enum object_kind)row->kind, index, NULL)) != NULL; index++)
        if (strcmp(name, property) == 0)
            return true;
    return false;
}

static bool take_step(const char *file, const struct node *member, const struct step_row *row, struct arena *arena,
                      struct step *ret_step, struct error *err)
{
    struct step step = {.id = row->id,
                        .action = (enum step_action)row->action,
                        .object = {.kind = (enum object_kind)row->kind,
                                   .name = row->name,
                                   .parent = row->parent,
                                   .id = row->object_id,
                                   .stack = row->stack,
                                   .run = row->run},
                        .changes = row->changes.items,
                        .changes_count = row->changes.count,
                        .reason = row->reason,
                        .at_end = row->at_end};
    for (int i = 0; i < step.changes_count; i++) {
        const struct step_change *change = &step.changes[i];
        char where[NODE_WHERE_SIZE];
        if (!is_known(row, change->property))
            return error_set(err, ERROR_INPUT, document_where(file, member, "changes", where),
                             "unknown property \"%s\" of %s", change->property, object_kind_words[row->kind]);
        if (step.action == STEP_CREATE && change->after != NULL)
            object_set(&step.object, arena, change->property, change->after);
    }
    *ret_step = step;
    return true;
}

static bool take_steps(const char *file, const struct node *root, const struct steps_rows *rows, struct steps *steps,
                       struct error *err)
{
    const struct step_row *row = rows->steps.items;
    const struct node *member = document_member(root, "steps", 0);
    steps->steps = ARENA_ARRAY(&steps->arena, struct step, rows->steps.count + 1);
    for (int i = 0; i < rows->steps.count; i++, member = member->next)
        if (!take_step(file, member, &row[i], &steps->arena, &steps->steps[steps->steps_count++], err))
            return false;
    return true;
}

static bool parse(const char *file, const char *bytes, size_t length, struct steps *steps,
                  struct steps_document *document, struct arena *tree, struct error *err)
{
    struct node *root;
    struct steps_rows rows = {.plan_sha256 = "", .observed_at = "", .expires_at = "", .account = "", .region = ""};
    if (!node_parse(file, bytes, length, tree, &root, err) || !document_check_root(file, root, "steps", err) ||
        !fields_read(&document_table, file, root, &steps->arena, &rows, err) ||
        !take_steps(file, root, &rows, steps, err))
        return false;
    steps->stack = rows.stack;
    steps->cluster = rows.cluster;
    steps->account = rows.account;
    steps->region = rows.region;
    steps->notes = rows.notes;
    document->plan_sha256 = rows.plan_sha256;
    document->observed_at = rows.observed_at;
    document->expires_at = rows.expires_at;
    return objects_take(file, root, "observed", &rows.observed, &steps->arena, &document->observed,
                        &document->observed_count, err);
}

bool steps_parse(const char *file, const char *bytes, size_t length, struct steps *ret_steps,
                 struct steps_document *ret_document, struct error *err)
{
    struct steps steps = {.stack = NULL};
    struct steps_document document = {.observed = NULL};
    struct arena tree = {.newest = NULL};
    bool ok = parse(file, bytes, length, &steps, &document, &tree, err);
    arena_release(&tree);
    if (!ok) {
        steps_release(&steps);
        return false;
    }
    *ret_steps = steps;
    *ret_document = document;
    return true;
}
