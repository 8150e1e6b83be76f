/* policy_limits.c — age of the prices, gap to the bound, places. */
#include "data/base/date.h"
#include "planner/check/checking.h"
#include "planner/check/policy_parts.h"

#include <inttypes.h>
#include <string.h>

void judge_price_age(struct judging *at)
{
    const char *as_of = at->subjects->plan->catalogue_as_of;
    struct verdict_rule rule = {.rule = "price_age", .level = at->policy->price_age.level};
    int64_t limit = at->policy->price_age.days, date, age;
    char today[DATE_TEXT_SIZE];
    if (!at->policy->price_age.given)
        return;
    rule.outcome = RULE_BREACHED;
    rule.mend = "Plan again with newer prices (--prices CATALOGUE).";
    if (!date_parse(as_of, &date)) {
        rule.what = say(at, "The plan does not say of which day its prices are (catalogue.as_of is \"%s\").",
                        as_of ? as_of : "");
    } else if ((age = at->subjects->today - date) < 0) {
        rule.what = say(at, "The prices are of %s, a date in the future: %s after today, %s.", as_of,
                        count_words(at, -age, "day"), date_format(at->subjects->today, today));
        rule.mend = "Correct the catalogue's as_of, or today's date (--date).";
    } else if (age > limit) {
        rule.what = say(at, "The prices are of %s, %s old: %s more than allowed.", as_of, count_words(at, age, "day"),
                        count_words(at, age - limit, "day"));
    } else {
        rule.outcome = RULE_PASSED;
        rule.what = say(at, "The prices are of %s, %s old; allowed are %s.", as_of, count_words(at, age, "day"),
                        count_words(at, limit, "day"));
        rule.mend = "";
    }
    rule_add(at, &rule);
}

void judge_gap(struct judging *at)
{
    const struct plan *plan = at->subjects->plan;
    double gap = plan->bound.gap_ratio, limit = at->policy->gap.ratio;
    bool breached = !(gap <= limit);
    int largest = 0;
    if (!at->policy->gap.given)
        return;
    for (int cause = 1; cause < GAP_CAUSES_COUNT; cause++)
        if (plan->bound.gap_by_cause[cause] > plan->bound.gap_by_cause[largest])
            largest = cause;
    const char *shown = percent_beside(at, 100 * gap, 100 * limit), *allowed = say(at, "%.10g %%", 100 * limit);
    rule_add(at, &(struct verdict_rule){
                     .rule = "gap",
                     .level = at->policy->gap.level,
                     .outcome = breached ? RULE_BREACHED : RULE_PASSED,
                     .what = breached ? say(at,
                                            "The plan may cost %s more than the cheapest possible, above the %s "
                                            "allowed; most of it is %s.",
                                            shown, allowed, gap_cause_names[largest])
                                      : say(at,
                                            "The plan costs at most %s more than the cheapest possible; allowed "
                                            "is %s.",
                                            shown, allowed),
                     .mend = breached ? "Give the search more time (--time-limit) or the profile more pools "
                                        "(limits.pools_max)."
                                      : "",
                 });
}

/* --- places --- */

static enum place place_class(const struct plan *plan, const char *place)
{
    const struct plan_pool *pool = pool_find(plan, place);
    if (pool)
        return pool_place_of(pool);
    for (int p = PLACE_FARGATE; p < PLACES_COUNT; p++)
        if (strcmp(place, place_names[p]) == 0)
            return (enum place)p;
    bug_found(__FILE__, __LINE__, "a place that is none: the reader lets none through");
}

/* "fargate or fargate_spot" */
static const char *places_words(struct judging *at, unsigned places)
{
    const char *words = "";
    for (int p = 0; p < PLACES_COUNT; p++)
        if (places & 1u << p)
            words = say(at, "%s%s%s", words, *words ? " or " : "", place_names[p]);
    return words;
}

static void judge_place(struct judging *at, const char *name, const struct policy_places *rule,
                        const struct tenant *tenant)
{
    enum place place = place_class(at->subjects->plan, tenant->place);
    bool forbidden = rule->forbid & 1u << place, missing = rule->require && !(rule->require & 1u << place);
    const char *runs = strcmp(tenant->place, place_names[place]) == 0
                           ? say(at, "Runs on %s", tenant->place)
                           : say(at, "Runs on %s (%s)", tenant->place, place_names[place]);
    struct verdict_rule outcome = {.rule = name,
                                   .subject = tenant->name,
                                   .level = rule->level,
                                   .outcome = forbidden || missing ? RULE_BREACHED : RULE_PASSED,
                                   .what = say(at, "%s.", runs)};
    if (forbidden)
        outcome.what = say(at, "%s, which is forbidden.", runs);
    else if (missing)
        outcome.what = say(at, "%s; required is %s.", runs, places_words(at, rule->require));
    if (forbidden)
        outcome.mend = say(at, "Take %s out of its \"places\" in the profile and plan again.", place_names[place]);
    else if (missing)
        outcome.mend = say(at, "Give it only %s as \"places\" in the profile and plan again.",
                           places_words(at, rule->require & ~rule->forbid));
    rule_add(at, &outcome);
}

static void judge_service_places(struct judging *at, const struct policy_places *rule)
{
    int first, end;
    bool any = false;
    tenants_range(&at->now, rule->name, &first, &end);
    for (int i = first; i < end; i++)
        if (text_matches(rule->name, at->now.items[i].name)) {
            judge_place(at, "service_places", rule, &at->now.items[i]);
            any = true;
        }
    if (!any)
        rule_add(at, &(struct verdict_rule){.rule = "service_places",
                                            .subject = rule->name,
                                            .level = LEVEL_WARN,
                                            .outcome = RULE_BREACHED,
                                            .what = "No service or job of the plan has a name that fits: no place was "
                                                    "looked at.",
                                            .mend = "Correct the name in the policy, or take the rule out."});
}

void judge_places(struct judging *at)
{
    const struct policy *policy = at->policy;
    for (int i = 0; policy->places.given && i < at->now.count; i++)
        judge_place(at, "places", &policy->places, &at->now.items[i]);
    for (int i = 0; i < policy->service_places_count; i++)
        judge_service_places(at, &policy->service_places[i]);
}
