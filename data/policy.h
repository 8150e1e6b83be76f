/* policy.h — what a nightly check allows (bayplan.policy/1): budgets, changes, price age, gap, places.
 *
 * Every rule is optional; a rule that is not given is not checked. A rule of level "warn" is told and fails nothing.
 * Read from JSON or XML by one table of fields; data/schema/policy.schema.json says the same. */
#ifndef BAYPLAN_POLICY_H
#define BAYPLAN_POLICY_H

#include "data/base/arena.h"
#include "data/base/fields.h"
#include "data/base/hash.h"
#include "data/profile.h"

enum policy_level { LEVEL_DENY, LEVEL_WARN };
extern const char *const policy_level_names[]; /* "deny", "warn", NULL */

enum {
    POLICY_RULES_MAX = 10000, /* in one list */
    POLICY_DAYS_MAX = 36500,
    POLICY_PERCENT_MAX = 1000 * 1000,
    POLICY_RATIO_MAX = 1000
};

struct policy_budget { /* the whole bill; of one service or job; of all that carry a tag */
    bool given;
    const char *name;        /* service_budgets: service, job or pattern of names ("web-*"): each one by itself */
    const char *key, *value; /* tag_budgets: the sum over services and jobs tagged so */
    int64_t usd_per_month_nano;
    int level; /* enum policy_level, default deny */
};

/* Breached where the change is above both `percent` and `usd_per_month`; of which one may be left out (then 0: the
 * other decides alone), not both. */
struct policy_change {
    bool given;
    double percent;
    int64_t usd_per_month_nano;
    int level;
};

struct policy_places { /* places are place_names: a pool counts as "ec2", or "ec2_spot" where it is bought so */
    bool given;
    const char *name;         /* service_places: pattern of service and job names; `places` itself: all */
    unsigned forbid, require; /* bits 1u << PLACE_X; require: one of these */
    int level;
};

struct policy {
    struct arena arena;
    char sha256[SHA256_HEX_SIZE];
    const char *file;
    struct policy_budget budget;
    struct policy_budget *service_budgets;
    int service_budgets_count;
    struct policy_budget *tag_budgets;
    int tag_budgets_count;
    struct policy_change increase, decrease; /* of the bill, against the baseline */
    struct {
        bool given;
        int64_t days; /* since the catalogue's date */
        int level;
    } price_age;
    struct {
        bool given;
        double ratio;
        int level;
    } gap;
    /* The least saving over the baseline, at today's prices and demand, that is worth a change: both must be beaten.
     * Default 0 and $0: any saving. */
    struct policy_change saving;
    struct policy_places places;
    struct policy_places *service_places;
    int service_places_count;
    struct {
        bool given; /* what runs (the cluster document) is what the plan says */
        int level;
    } drift;
};

/* Errors: IO, INPUT, LIMIT. On failure nothing has to be released. */
MUST_CHECK bool policy_load(const char *path, struct policy *ret_policy, struct error *err);
MUST_CHECK bool policy_parse(const char *file, const char *bytes, size_t length, struct policy *ret_policy,
                             struct error *err);
void policy_release(struct policy *policy);

#endif
