/* policy_fields.c — every key of a policy: type, limits, default, in one table for JSON and XML. */
#include "data/policy_fields.h"

#include "data/document.h"
#include "data/profile_fields.h"

const char *const policy_level_names[] = {"deny", "warn", NULL};

#define KEY(owner, name, member) .key = (name), .offset = offsetof(struct owner, member)
#define LEVEL(owner, member)                                                                                           \
    {                                                                                                                  \
        KEY(owner, "level", member), .type = FIELD_CHOICE, .choices = policy_level_names                               \
    }
#define AMOUNT(owner, must)                                                                                            \
    {                                                                                                                  \
        KEY(owner, "usd_per_month", usd_per_month_nano), .type = FIELD_MONEY, .required = (must)                       \
    }
#define PLACE_SETS                                                                                                     \
    {FIELD_KEY(policy_places, forbid), .type = FIELD_CHOICES, .choices = place_names},                                 \
    {                                                                                                                  \
        FIELD_KEY(policy_places, require), .type = FIELD_CHOICES, .choices = place_names                               \
    }
#define NAME_PATTERN(owner)                                                                                            \
    {                                                                                                                  \
        FIELD_KEY(owner, name), .type = FIELD_STRING, .required = true                                                 \
    }
/* A rule of its own: it holds where the key stands. */
#define RULE(member, table)                                                                                            \
    {                                                                                                                  \
        KEY(policy_document, #member, policy.member), FIELD_GIVEN(policy_document, policy.member.given),               \
            FIELD_NESTED(table)                                                                                        \
    }

static const struct field budget_fields[] = {
    AMOUNT(policy_budget, true),
    LEVEL(policy_budget, level),
};
static const struct field_table budget_table = {FIELD_TABLE("budget", policy_budget, budget_fields)};

static const struct policy_budget listed_budget = {.given = true};

static const struct field service_budget_fields[] = {
    NAME_PATTERN(policy_budget),
    AMOUNT(policy_budget, true),
    LEVEL(policy_budget, level),
};
static const struct field_table service_budget_table = {
    FIELD_TABLE("service budget", policy_budget, service_budget_fields), .defaults = &listed_budget};

static const struct field tag_budget_fields[] = {
    TAG_FIELDS(policy_budget),
    AMOUNT(policy_budget, true),
    LEVEL(policy_budget, level),
};
static const struct field_table tag_budget_table = {FIELD_TABLE("tag budget", policy_budget, tag_budget_fields),
                                                    .defaults = &listed_budget};

static const struct field change_fields[] = {
    {FIELD_KEY(policy_change, percent), FIELD_REAL(0, POLICY_PERCENT_MAX)},
    AMOUNT(policy_change, false),
    LEVEL(policy_change, level),
};
static const struct field_table change_table = {FIELD_TABLE("change", policy_change, change_fields)};

static const struct field price_age_fields[] = {
    {KEY(policy, "days", price_age.days), FIELD_WHOLE(0, POLICY_DAYS_MAX), .required = true},
    LEVEL(policy, price_age.level),
};
static const struct field_table price_age_table = {FIELD_TABLE("price_age object", policy, price_age_fields)};

static const struct field gap_fields[] = {
    {KEY(policy, "ratio", gap.ratio), FIELD_REAL(0, POLICY_RATIO_MAX), .required = true},
    LEVEL(policy, gap.level),
};
static const struct field_table gap_table = {FIELD_TABLE("gap object", policy, gap_fields)};

static const struct field drift_fields[] = {
    LEVEL(policy, drift.level),
};
static const struct field_table drift_table = {FIELD_TABLE("drift object", policy, drift_fields)};

static const struct field places_fields[] = {
    PLACE_SETS,
    LEVEL(policy_places, level),
};
static const struct field_table places_table = {FIELD_TABLE("places object", policy_places, places_fields)};

static const struct field service_places_fields[] = {
    NAME_PATTERN(policy_places),
    PLACE_SETS,
    LEVEL(policy_places, level),
};
static const struct policy_places listed_places = {.given = true};
static const struct field_table service_places_table = {
    FIELD_TABLE("service_places object", policy_places, service_places_fields), .defaults = &listed_places};

/* Nested here, flat in struct policy: offsets within these objects are of the policy itself. */
#define INNER_RULE(member, table)                                                                                      \
    {                                                                                                                  \
        KEY(policy_document, #member, policy), FIELD_GIVEN(policy_document, policy.member.given), FIELD_NESTED(table)  \
    }

static const struct field policy_fields[] = {
    {FIELD_KEY(policy_document, schema), .type = FIELD_STRING, .required = true},
    RULE(budget, budget_table),
    {FIELD_KEY(policy_document, service_budgets), FIELD_LIST(service_budget_table, POLICY_RULES_MAX)},
    {FIELD_KEY(policy_document, tag_budgets), FIELD_LIST(tag_budget_table, POLICY_RULES_MAX), .unnamed = true},
    RULE(increase, change_table),
    RULE(decrease, change_table),
    INNER_RULE(price_age, price_age_table),
    INNER_RULE(gap, gap_table),
    RULE(saving, change_table),
    RULE(places, places_table),
    {FIELD_KEY(policy_document, service_places), FIELD_LIST(service_places_table, POLICY_RULES_MAX)},
    INNER_RULE(drift, drift_table),
};
static const struct field_table policy_table = {FIELD_TABLE("policy", policy_document, policy_fields)};

const struct field_table *policy_field_table(void)
{
    return &policy_table;
}
