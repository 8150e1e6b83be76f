/* profile_buying.c — how a profile lets capacity be bought: its `spot` and `commitments`. */
#include "data/base/wide.h"
#include "data/catalogue.h"
#include "data/document.h"
#include "data/profile_fields.h"

#include <inttypes.h>
#include <string.h>

static const struct field spot_fields[] = {
    {FIELD_KEY(spot_settings, types_min), FIELD_WHOLE(1, PROFILE_SPOT_TYPES_MAX)},
    {FIELD_KEY(spot_settings, types_max), FIELD_WHOLE(1, PROFILE_SPOT_TYPES_MAX)},
    {FIELD_KEY(spot_settings, on_demand_percent), FIELD_WHOLE(0, 100)},
    {FIELD_KEY(spot_settings, interruptions_percent_max), FIELD_WHOLE(1, 100)},
    {FIELD_KEY(spot_settings, minutes_per_interruption), FIELD_WHOLE(0, 24 * 60)},
};
const struct field_table profile_spot_table = {FIELD_TABLE("spot object", spot_settings, spot_fields)};

void spot_settings_init(struct spot_settings *settings)
{
    *settings = (struct spot_settings){
        .types_min = 3, .types_max = 10, .interruptions_percent_max = 20, .minutes_per_interruption = 10};
}

static const struct field held_fields[] = {
    {FIELD_KEY(held_commitment, kind), .type = FIELD_CHOICE, .required = true, .choices = commitment_kind_names},
    {FIELD_KEY(held_commitment, term), .type = FIELD_CHOICE, .required = true, .choices = commitment_term_names},
    {FIELD_KEY(held_commitment, payment), .type = FIELD_CHOICE, .required = true, .choices = payment_option_names},
    {FIELD_KEY(held_commitment, family), .type = FIELD_STRING},
    {FIELD_KEY(held_commitment, instance_type), .type = FIELD_STRING},
    {.key = "usd_per_hour",
     .offset = offsetof(struct held_commitment, usd_per_hour_nano),
     .type = FIELD_MONEY,
     .required = true},
    {FIELD_KEY(held_commitment, count), FIELD_WHOLE(1, PROFILE_COMMITMENT_COUNT_MAX)},
};
static const struct held_commitment held_defaults = {.family = "", .instance_type = ""};
static const struct field_table held_table = {FIELD_TABLE("held commitment", held_commitment, held_fields),
                                              .defaults = &held_defaults};

static const struct field commitments_fields[] = {
    {.key = "offered",
     .offset = offsetof(struct profile_commitments, settings.offered),
     .type = FIELD_STRINGS,
     .count_max = PROFILE_COMMITMENTS_MAX},
    {FIELD_KEY(profile_commitments, held), FIELD_LIST(held_table, PROFILE_COMMITMENTS_MAX), .unnamed = true},
};
const struct field_table profile_commitments_table = {
    FIELD_TABLE("commitments object", profile_commitments, commitments_fields)};

/* --- checks --- */

struct checking {
    const char *file;
    const struct node *object; /* `spot` or `commitments`; NULL where not given */
    struct error *err;
    char where[NODE_WHERE_SIZE];
};

bool spot_settings_check(const char *file, const struct node *root, const struct spot_settings *settings,
                         struct error *err)
{
    struct checking at = {.file = file, .object = node_child(root, "spot"), .err = err};
    if (settings->types_min <= settings->types_max)
        return true;
    if (node_child(at.object, "types_min"))
        return error_set(err, ERROR_INPUT, document_where(file, at.object, "types_min", at.where),
                         "must be at most types_max, %" PRId64 ", not %" PRId64, settings->types_max,
                         settings->types_min);
    return error_set(err, ERROR_INPUT, document_where(file, at.object, "types_max", at.where),
                     "must be at least types_min, %" PRId64 ", not %" PRId64, settings->types_min, settings->types_max);
}

bool commitment_pattern_is_known(const char *pattern, const char **ret_nearest)
{
    const char *const *names = purchase_names + PURCHASE_COMMITTED;
    for (int i = 0; names[i]; i++)
        if (text_matches(pattern, names[i]))
            return true;
    *ret_nearest = text_nearest(pattern, names, PRICE_PURCHASES_COUNT - PURCHASE_COMMITTED);
    return false;
}

static bool check_offered(struct checking *at, const struct field_strings *offered)
{
    for (int i = 0; i < offered->count; i++) {
        const char *pattern = offered->items[i], *nearest = NULL;
        const struct node *member = document_member(at->object, "offered", i);
        if (!commitment_pattern_is_known(pattern, &nearest))
            return error_set(at->err, ERROR_INPUT, node_where(at->file, member, NULL, at->where),
                             "\"%s\" matches no commitment, which are named KIND.TERM.PAYMENT; %s \"%s\"%s", pattern,
                             nearest ? "did you mean" : "one of them is",
                             nearest ? nearest : purchase_names[PURCHASE_COMMITTED], nearest ? "?" : "");
        for (int k = 0; k < i; k++)
            if (strcmp(pattern, offered->items[k]) == 0)
                return error_set(at->err, ERROR_INPUT, node_where(at->file, member, NULL, at->where),
                                 "\"%s\" is given twice in this list", pattern);
    }
    return true;
}

/* Which of `family`, `instance_type` and `count` stand there hangs on the kind. */
static bool check_keys(struct checking *at, const struct node *member, int kind)
{
    bool reserved = !commitment_is_savings_plan((enum commitment_kind)kind);
    const struct {
        const char *key;
        bool wanted;
    } rows[] = {
        {"family", kind == COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN}, {"instance_type", reserved}, {"count", reserved}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool given = node_child(member, rows[i].key) != NULL;
        if (given && !rows[i].wanted)
            return error_set(at->err, ERROR_INPUT, document_where(at->file, member, rows[i].key, at->where),
                             "must not be given for a %s", commitment_kind_names[kind]);
        if (!given && rows[i].wanted)
            return error_set(at->err, ERROR_INPUT, node_where(at->file, member, NULL, at->where),
                             "missing \"%s\" in this %s", rows[i].key, commitment_kind_names[kind]);
    }
    return true;
}

static bool check_held(struct checking *at, const struct held_commitment *held, int index)
{
    const struct node *member = document_member(at->object, "held", index);
    char amount[MONEY_TEXT_SIZE];
    if (!check_keys(at, member, held->kind))
        return false;
    if (held->family[0] != '\0' && !instance_family_is_valid(held->family))
        return error_set(at->err, ERROR_INPUT, document_where(at->file, member, "family", at->where),
                         "must be an instance family like \"m7g\", not \"%s\"", held->family);
    if (held->instance_type[0] != '\0' && !instance_type_is_valid(held->instance_type))
        return error_set(at->err, ERROR_INPUT, document_where(at->file, member, "instance_type", at->where),
                         "must be an instance type like \"m7g.large\", not \"%s\"", held->instance_type);
    if (held->usd_per_hour_nano <= 0)
        return error_set(at->err, ERROR_INPUT, document_where(at->file, member, "usd_per_hour", at->where),
                         "must be above 0, not %s", nano_format(held->usd_per_hour_nano, amount));
    return true;
}

bool commitment_settings_check(const char *file, const struct node *root, const struct commitment_settings *settings,
                               struct error *err)
{
    struct checking at = {.file = file, .object = node_child(root, "commitments"), .err = err};
    int128 total = 0;
    if (!check_offered(&at, &settings->offered))
        return false;
    for (int i = 0; i < settings->held_count; i++) {
        const struct held_commitment *held = &settings->held[i];
        if (!check_held(&at, held, i))
            return false;
        total += (int128)held->usd_per_hour_nano * (held->count > 0 ? held->count : 1);
    }
    if (total <= (int128)PROFILE_COMMITMENTS_USD_PER_HOUR_MAX * NANO_PER_USD)
        return true;
    return error_set(err, ERROR_LIMIT, document_where(file, at.object, "held", at.where),
                     "cost %.0f dollars an hour together; the most is %d", (double)total / (double)NANO_PER_USD,
                     PROFILE_COMMITMENTS_USD_PER_HOUR_MAX);
}
