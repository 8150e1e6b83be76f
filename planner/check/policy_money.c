/* policy_money.c — budgets of the bill, of a service, of a tag; change against the baseline. */
#include "planner/check/policy_parts.h"

#include <stdlib.h>
#include <string.h>

enum { COSTLIEST_NAMED = 3 };

static const struct verdict_rule *budget_rule(struct judging *at, const struct policy_budget *budget, const char *name,
                                              const char *subject, int64_t value, struct verdict_rule *ret_rule)
{
    int64_t limit = budget->usd_per_month_nano;
    const char *cost = usd_beside(at, value, limit), *allowed = usd_beside(at, limit, value);
    bool breached = value > limit;
    *ret_rule = (struct verdict_rule){
        .rule = name,
        .subject = subject,
        .level = budget->level,
        .outcome = breached ? RULE_BREACHED : RULE_PASSED,
        .what = breached ? say(at, "%s a month is %s above the budget of %s.", cost,
                               usd_words(at, held((int128)value - limit)), allowed)
                         : say(at, "%s a month is within the budget of %s.", cost, allowed),
        .value_nano = value,
        .limit_nano = limit,
    };
    return ret_rule;
}

/* --- the whole bill --- */

/* "web $1,000.00, api $20.00": those that cost most. */
static const char *costliest(struct judging *at)
{
    const struct tenant *top[COSTLIEST_NAMED] = {NULL};
    const char *words = "";
    for (int i = 0; i < at->now.count; i++) {
        const struct tenant *next = &at->now.items[i];
        for (int k = 0; k < COSTLIEST_NAMED && next; k++)
            if (!top[k] || next->usd_per_month_nano > top[k]->usd_per_month_nano) {
                const struct tenant *pushed = top[k];
                top[k] = next;
                next = pushed;
            }
    }
    for (int k = 0; k < COSTLIEST_NAMED && top[k]; k++)
        words = say(at, "%s%s%s (%s)", words, k ? ", " : "", top[k]->name, usd_words(at, top[k]->usd_per_month_nano));
    return words;
}

static void judge_budget(struct judging *at)
{
    struct verdict_rule rule;
    if (!at->policy->budget.given)
        return;
    budget_rule(at, &at->policy->budget, "budget", "", at->bill_nano, &rule);
    rule.what = say(at, "%s%s", rule.what, at->bill_note);
    if (rule.outcome == RULE_BREACHED)
        rule.mend = say(at, "Costliest: %s. Lower demand or reservations, allow more places, or raise the budget.",
                        costliest(at));
    rule_add(at, &rule);
}

/* --- services and jobs --- */

static void judge_service_budget(struct judging *at, const struct policy_budget *budget)
{
    int first, end;
    bool any = false;
    tenants_range(&at->now, budget->name, &first, &end);
    for (int i = first; i < end; i++) {
        const struct tenant *tenant = &at->now.items[i];
        struct verdict_rule rule;
        if (!text_matches(budget->name, tenant->name))
            continue;
        any = true;
        budget_rule(at, budget, "service_budget", tenant->name, tenant->usd_per_month_nano, &rule);
        if (rule.outcome == RULE_BREACHED)
            rule.mend = "bayplan explain says why it runs where it does, and what it would cost elsewhere.";
        rule_add(at, &rule);
    }
    if (!any)
        rule_add(at, &(struct verdict_rule){.rule = "service_budget",
                                            .subject = budget->name,
                                            .level = LEVEL_WARN,
                                            .outcome = RULE_BREACHED,
                                            .what = "No service or job of the plan has a name that fits: nothing was "
                                                    "compared with this budget.",
                                            .mend = "Correct the name in the policy, or take the rule out.",
                                            .limit_nano = budget->usd_per_month_nano});
}

/* --- tags --- */

struct tag_use {
    const char *key, *value;
    int64_t usd_per_month_nano;
};

static int compare_uses(const void *a, const void *b)
{
    const struct tag_use *x = a, *y = b;
    int by_key = strcmp(x->key, y->key);
    return by_key ? by_key : strcmp(x->value, y->value);
}

static const struct field_objects *tags_of(const struct tenant *tenant)
{
    return tenant->service ? &tenant->service->tags : &tenant->job->tags;
}

/* Every tag of every service and job, sorted; free() it. */
static struct tag_use *tag_uses(struct judging *at, size_t *ret_count)
{
    size_t count = 0, room = 1;
    for (int i = 0; i < at->now.count; i++)
        room += (size_t)tags_of(&at->now.items[i])->count;
    struct tag_use *uses = memory_alloc(room, sizeof *uses);
    for (int i = 0; i < at->now.count; i++) {
        const struct tenant *tenant = &at->now.items[i];
        const struct field_objects *tags = tags_of(tenant);
        const struct tag *items = tags->items;
        for (int t = 0; t < tags->count; t++)
            uses[count++] = (struct tag_use){items[t].key, items[t].value, tenant->usd_per_month_nano};
    }
    qsort(uses, count, sizeof *uses, compare_uses);
    *ret_count = count;
    return uses;
}

/* Sum of what is tagged so, and how many carry the tag. */
static int64_t tag_sum(const struct tag_use *uses, size_t count, const struct policy_budget *budget, int64_t *ret_carry)
{
    struct tag_use wanted = {budget->key, budget->value, 0};
    size_t low = 0, high = count;
    int128 sum = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_uses(&uses[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (*ret_carry = 0; low < count && compare_uses(&uses[low], &wanted) == 0; low++, ++*ret_carry)
        sum += uses[low].usd_per_month_nano;
    return held(sum);
}

static void judge_tag_budget(struct judging *at, const struct policy_budget *budget, const struct tag_use *uses,
                             size_t count)
{
    struct verdict_rule rule;
    int64_t carry, sum = tag_sum(uses, count, budget, &carry);
    budget_rule(at, budget, "tag_budget", say(at, "%s=%s", budget->key, budget->value), sum, &rule);
    if (carry == 0) {
        rule.level = LEVEL_WARN;
        rule.outcome = RULE_BREACHED;
        rule.what = "No service or job of the plan carries this tag: nothing was compared with this budget.";
        rule.mend = "Correct the tag in the policy or the profile, or take the rule out.";
    } else {
        rule.what = say(at, "%s %s it.", rule.what,
                        carry == 1 ? "One service or job carries"
                                   : say(at, "%s or jobs carry", count_words(at, carry, "service")));
        if (rule.outcome == RULE_BREACHED)
            rule.mend = "Lower the demand or reservations of what carries it, or raise the budget.";
    }
    rule_add(at, &rule);
}

void judge_budgets(struct judging *at)
{
    const struct policy *policy = at->policy;
    size_t count;
    judge_budget(at);
    for (int i = 0; i < policy->service_budgets_count; i++)
        judge_service_budget(at, &policy->service_budgets[i]);
    if (policy->tag_budgets_count == 0)
        return;
    struct tag_use *uses = tag_uses(at, &count);
    for (int i = 0; i < policy->tag_budgets_count; i++)
        judge_tag_budget(at, &policy->tag_budgets[i], uses, count);
    free(uses);
}

/* --- change of the bill --- */

/* "$120.00 a month is up $20.00 (20.00 %) from $100.00"; `change` is in the direction of `sign`. */
static const char *moved_words(struct judging *at, const struct policy_change *limit, int sign, int64_t change)
{
    int64_t before = at->subjects->baseline->cost.total, now = at->bill_nano;
    const char *cost = usd_beside(at, now, before), *from = usd_beside(at, before, now), *share = "";
    if (change == 0)
        return say(at, "%s a month is what the baseline costs", cost);
    if (change < 0)
        return say(at, "%s a month is %s from %s", cost, sign > 0 ? "down" : "up", from);
    if (before > 0)
        share = say(at, ", or %s,", percent_beside(at, 100 * (double)change / (double)before, limit->percent));
    return say(at, "%s a month is %s by %s%s from %s", cost, sign > 0 ? "up" : "down",
               usd_beside(at, change, limit->usd_per_month_nano), share, from);
}

static void judge_change(struct judging *at, const char *name, const struct policy_change *limit, int sign)
{
    struct verdict_rule rule = {.rule = name, .level = limit->level, .limit_nano = limit->usd_per_month_nano};
    if (!limit->given)
        return;
    if (!at->subjects->baseline) {
        rule.outcome = RULE_SKIPPED;
        rule.what = "There is no baseline to compare with.";
        rule.mend = "Give one with --baseline PLAN.";
        rule_add(at, &rule);
        return;
    }
    int64_t before = at->subjects->baseline->cost.total, now = at->bill_nano;
    int64_t change = held((int128)sign * ((int128)now - before));
    bool breached = change > 0 && change_is_above(limit, change, before);
    const char *causes = causes_words(at), *moved = moved_words(at, limit, sign, change);
    rule.outcome = breached ? RULE_BREACHED : RULE_PASSED;
    rule.what = say(at, "%s; %s %s%s%s.%s", moved, breached ? "that is above" : "allowed is", change_words(at, limit),
                    *causes ? ": " : "", causes, at->bill_note);
    rule.value_nano = change;
    if (breached)
        rule.mend = "bayplan diff says what changed in each service; where it is right, make this plan the baseline.";
    rule_add(at, &rule);
}

void judge_changes(struct judging *at)
{
    judge_change(at, "increase", &at->policy->increase, 1);
    judge_change(at, "decrease", &at->policy->decrease, -1);
}
