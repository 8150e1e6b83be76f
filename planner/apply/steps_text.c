/* steps_text.c — the dry run as people read it. */
#include "planner/apply/steps_parts.h"

#include <string.h>

enum { LINE_COLUMNS = 80, VALUE_COLUMNS_MAX = 60 };

static void add_safe(struct text *text, const char *value, int columns_max)
{
    char character[SAFE_CHARACTER_SIZE];
    int columns = 0;
    const char *rest = value;
    while (text_next_safe(&rest, character)) {
        columns += text_columns(character);
        if (columns > columns_max) {
            text_add(text, "...");
            return;
        }
        text_add(text, character);
    }
}

static void add_value(struct text *text, const char *value)
{
    if (value == NULL || value[0] == '\0')
        text_add(text, "none");
    else
        add_safe(text, value, VALUE_COLUMNS_MAX);
}

static bool is_hidden(const char *property)
{
    return strcmp(property, "user_data") == 0; /* its hash is shown */
}

/* Old and new on one line where they fit, else the new one below. */
static void add_change(struct text *text, const struct step *step, const struct step_change *change)
{
    int columns = 6 + text_columns(change->property) + text_columns(change->before != NULL ? change->before : "none") +
                  text_columns(change->after != NULL ? change->after : "none") + 6;
    text_printf(text, "      %s: ", change->property);
    if (step->action != STEP_CREATE) {
        add_value(text, change->before);
        text_add(text, columns > LINE_COLUMNS ? "\n        -> " : " -> ");
    }
    add_value(text, change->after);
    text_add(text, "\n");
}

static void add_step(struct text *text, const struct step *step)
{
    static const char marks[] = {'+', '~', '-', '@'};
    text_printf(text, "  %c ", marks[step->action]);
    add_safe(text, step->id, 4 * LINE_COLUMNS);
    text_add(text, "\n");
    for (int i = 0; i < step->changes_count && step->action != STEP_DELETE; i++)
        if (!is_hidden(step->changes[i].property))
            add_change(text, step, &step->changes[i]);
}

/* --- scheduled actions, many of which are one line --- */

static bool is_like(const struct step *left, const struct step *right)
{
    return left->action == right->action && left->object.kind == right->object.kind &&
           (left->object.kind == OBJECT_GROUP_ACTION || left->object.kind == OBJECT_SERVICE_ACTION) &&
           strcmp(left->object.parent, right->object.parent) == 0;
}

static int like_count(const struct steps *steps, int from)
{
    int count = 1;
    while (from + count < steps->steps_count && is_like(&steps->steps[from], &steps->steps[from + count]))
        count++;
    return count;
}

enum { ACTIONS_SHOWN_MAX = 3 };

static void add_many(struct text *text, const struct steps *steps, int from, int count)
{
    for (int i = from; i < from + ACTIONS_SHOWN_MAX - 1; i++)
        add_step(text, &steps->steps[i]);
    text_printf(text, "    ... %d more of the kind ...\n", count - ACTIONS_SHOWN_MAX);
    add_step(text, &steps->steps[from + count - 1]);
}

/* --- all --- */

/* Words of at most LINE_COLUMNS, the lines behind the first set in. */
static void add_note(struct text *text, const char *note)
{
    int columns = 4;
    text_add(text, "  -");
    while (*note != '\0') {
        size_t length = strcspn(note, " ");
        if (columns + (int)length >= LINE_COLUMNS && columns > 4) {
            text_add(text, "\n   ");
            columns = 4;
        }
        text_add(text, " ");
        for (size_t i = 0; i < length; i++)
            text_add_bytes(text, (unsigned char)note[i] < 0x20 || note[i] == 0x7f ? "?" : &note[i], 1);
        columns += (int)length + 1;
        note += length + (note[length] == ' ');
    }
    text_add(text, "\n");
}

static void add_summary(struct text *text, const struct steps *steps)
{
    int counts[4] = {0};
    for (int i = 0; i < steps->steps_count; i++) {
        const struct step *step = &steps->steps[i];
        bool is_lock = step->changes_count == 1 && strcmp(step->changes[0].property, "lock") == 0;
        counts[step->action] += !is_lock;
    }
    text_printf(text, "%d to create, %d to change, %d to delete", counts[STEP_CREATE], counts[STEP_UPDATE],
                counts[STEP_DELETE]);
    if (counts[STEP_ADOPT] > 0)
        text_printf(text, ", %d to adopt", counts[STEP_ADOPT]);
    text_add(text, "\n");
}

void steps_text(const struct steps *steps, struct text *ret_text)
{
    text_add(ret_text, "cluster ");
    add_safe(ret_text, steps->cluster, LINE_COLUMNS);
    text_printf(ret_text, " in account %s, %s\n", steps->account[0] != '\0' ? steps->account : "?", steps->region);
    for (int i = 0; i < steps->steps_count;) {
        int count = like_count(steps, i);
        if (count > ACTIONS_SHOWN_MAX) {
            add_many(ret_text, steps, i, count);
            i += count;
        } else {
            add_step(ret_text, &steps->steps[i++]);
        }
    }
    if (steps->steps_count == 0)
        text_add(ret_text, "  nothing to do: all is as the plan has it\n");
    for (int i = 0; i < steps->notes.count; i++)
        add_note(ret_text, steps->notes.items[i]);
    add_summary(ret_text, steps);
}
