/* what_if.c — the text of one change. */
#include "data/base/money.h"
#include "data/base/text.h"
#include "planner/vary/vary.h"

#include <string.h>

enum { MILLION = 1000 * 1000, FACTOR_MAX = 1000 };

/* How a change's value is written. */
enum value_form { FORM_CHANGE, FORM_ALLOWED, FORM_ON, FORM_PATTERNS };

static const struct what_if_row {
    const char *name;
    enum what_if_kind kind;
    enum value_form form;
    bool needs_key, may_have_key;
} rows[] = {
    {"price", WHAT_IF_PRICE, FORM_CHANGE, true, true},
    {"tasks", WHAT_IF_TASKS, FORM_CHANGE, false, true},
    {"hours", WHAT_IF_HOURS, FORM_CHANGE, false, false},
    {"interruptions", WHAT_IF_INTERRUPTIONS, FORM_CHANGE, false, false},
    {"commitments", WHAT_IF_COMMITMENTS, FORM_PATTERNS, false, false},
    {"spot", WHAT_IF_SPOT, FORM_ALLOWED, false, false},
    {"managed", WHAT_IF_MANAGED, FORM_ALLOWED, false, false},
    {"zone_loss", WHAT_IF_ZONE_LOSS, FORM_ON, false, false},
};
enum { ROWS_COUNT = sizeof rows / sizeof *rows };

static const char *const price_keys[] = {"all", "ec2", "fargate", "lambda", "spot"};
enum { PRICE_KEYS_COUNT = sizeof price_keys / sizeof *price_keys };

/* "+10%", "-10%", "2x", "0.5x" */
static bool change_parse(const char *text, struct arena *arena, int64_t *ret_millionths)
{
    size_t length = strlen(text);
    int64_t nano = 0;
    if (length < 2 || length > 20)
        return false;
    char unit = text[length - 1];
    bool sign = *text == '+' || *text == '-';
    const char *digits = arena_strndup(arena, text + sign, length - 1 - (size_t)sign);
    if (*digits < '0' || *digits > '9' || !nano_parse(digits, &nano))
        return false;
    if (unit == 'x' && !sign)
        *ret_millionths = nano / (NANO_PER_USD / MILLION);
    else if (unit == '%' && sign)
        *ret_millionths = MILLION + (*text == '-' ? -1 : 1) * (nano / 100 / (NANO_PER_USD / MILLION));
    else
        return false;
    return *ret_millionths > 0 && *ret_millionths <= (int64_t)FACTOR_MAX * MILLION;
}

static bool word_is(const char *text, const char *yes, const char *no, bool *ret_on)
{
    *ret_on = strcmp(text, yes) == 0;
    return *ret_on || strcmp(text, no) == 0;
}

static bool patterns_are_known(struct what_if *what_if, struct arena *arena, struct error *err)
{
    if (strcmp(what_if->value, "none") == 0)
        return true;
    for (const char *at = what_if->value; at != NULL; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        const char *pattern = arena_strndup(arena, at, strcspn(at, ","));
        bool known = false;
        for (int i = PURCHASE_COMMITTED; i < PRICE_PURCHASES_COUNT && !known; i++)
            known = text_matches(pattern, purchase_names[i]);
        const char *near =
            text_nearest(pattern, purchase_names + PURCHASE_COMMITTED, PRICE_PURCHASES_COUNT - PURCHASE_COMMITTED);
        if (!known)
            return error_set(err, ERROR_USAGE, what_if->text,
                             "'%s' matches no commitment, which are KIND.TERM.PAYMENT such as %s", pattern,
                             near ? near : purchase_names[PURCHASE_COMMITTED]);
    }
    return true;
}

static bool value_parse(struct what_if *what_if, enum value_form form, struct arena *arena, struct error *err)
{
    switch (form) {
    case FORM_CHANGE:
        return change_parse(what_if->value, arena, &what_if->millionths) ||
               error_set(err, ERROR_USAGE, what_if->text, "'%s' is no change: +10%%, -10%%, 2x or 0.5x, at most %dx",
                         what_if->value, FACTOR_MAX);
    case FORM_ALLOWED:
        return word_is(what_if->value, "allowed", "none", &what_if->on) ||
               error_set(err, ERROR_USAGE, what_if->text, "'%s' is neither allowed nor none", what_if->value);
    case FORM_ON:
        return word_is(what_if->value, "on", "off", &what_if->on) ||
               error_set(err, ERROR_USAGE, what_if->text, "'%s' is neither on nor off", what_if->value);
    case FORM_PATTERNS:
        return patterns_are_known(what_if, arena, err);
    }
    bug_found(__FILE__, __LINE__, "unknown form");
}

static bool price_key_is_known(const struct what_if *what_if, struct arena *arena, struct error *err)
{
    const char *head = arena_strndup(arena, what_if->key, strcspn(what_if->key, "."));
    for (int i = 0; i < PRICE_KEYS_COUNT; i++)
        if (strcmp(head, price_keys[i]) == 0 && (strcmp(head, "ec2") == 0 || strcmp(head, what_if->key) == 0))
            return true;
    const char *near = text_nearest(head, price_keys, PRICE_KEYS_COUNT);
    return error_set(err, ERROR_USAGE, what_if->text,
                     "there is no price '%s': all, ec2, ec2.PATTERN, fargate, lambda or spot%s%s%s", what_if->key,
                     near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static const struct what_if_row *row_find(const char *name)
{
    for (int i = 0; i < ROWS_COUNT; i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

static bool name_is_unknown(const char *text, const char *name, struct error *err)
{
    const char *names[ROWS_COUNT];
    for (int i = 0; i < ROWS_COUNT; i++)
        names[i] = rows[i].name;
    const char *near = text_nearest(name, names, ROWS_COUNT);
    return error_set(err, ERROR_USAGE, text,
                     "there is no '%s' to change: price.KEY, tasks[.NAME], hours, interruptions, commitments, spot, "
                     "managed or zone_loss%s%s%s",
                     name, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

bool what_if_parse(const char *text, struct arena *arena, struct what_if *ret_what_if, struct error *err)
{
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals[1] == '\0')
        return error_set(err, ERROR_USAGE, text, "must be WHAT=CHANGE, such as price.ec2=+10%% or tasks.web=2x");
    const char *left = arena_strndup(arena, text, (size_t)(equals - text));
    const char *dot = strchr(left, '.');
    const char *name = dot ? arena_strndup(arena, left, (size_t)(dot - left)) : left;
    const struct what_if_row *row = row_find(name);
    if (row == NULL)
        return name_is_unknown(text, name, err);
    struct what_if what_if = {.kind = row->kind,
                              .text = arena_strdup(arena, text),
                              .key = dot ? dot + 1 : "",
                              .value = arena_strdup(arena, equals + 1)};
    if (dot != NULL && !row->may_have_key)
        return error_set(err, ERROR_USAGE, text, "'%s' takes no '.%s'", name, what_if.key);
    if (row->needs_key && *what_if.key == '\0')
        return error_set(err, ERROR_USAGE, text,
                         "of what: price.all, price.ec2, price.fargate, price.lambda or "
                         "price.spot");
    if ((row->kind == WHAT_IF_PRICE && !price_key_is_known(&what_if, arena, err)) ||
        !value_parse(&what_if, row->form, arena, err))
        return false;
    *ret_what_if = what_if;
    return true;
}
