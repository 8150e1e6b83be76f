/* policy_proposal.c — is the plan worth a change? What keeping the baseline's choices would cost at today's prices and
 * demand, what would be disturbed, and whether the saving is worth that. */
#include "planner/check/policy_parts.h"

#include <stdlib.h>
#include <string.h>

/* --- pools by what they are, for their names follow their cost --- */

struct pools { /* free(items) */
    const struct plan_pool **items;
    int count;
};

static int compare_strings(const struct field_strings *a, const struct field_strings *b)
{
    for (int i = 0; i < a->count && i < b->count; i++) {
        int order = strcmp(a->items[i], b->items[i]);
        if (order)
            return order;
    }
    return (a->count > b->count) - (a->count < b->count);
}

static int compare_integers(const struct field_integers *a, const struct field_integers *b)
{
    for (int i = 0; i < a->count && i < b->count; i++)
        if (a->items[i] != b->items[i])
            return a->items[i] < b->items[i] ? -1 : 1;
    return (a->count > b->count) - (a->count < b->count);
}

/* What its instances are: two pools that are equal here are the same to a task. */
static int compare_kinds(const struct plan_pool *a, const struct plan_pool *b)
{
    int order = strcmp(a->instance_type, b->instance_type);
    order = order ? order : strcmp(a->purchase, b->purchase);
    return order ? order : compare_strings(&a->zones, &b->zones);
}

static int compare_pools(const void *a, const void *b)
{
    const struct plan_pool *x = *(const struct plan_pool *const *)a, *y = *(const struct plan_pool *const *)b;
    int order = compare_kinds(x, y);
    order = order ? order : compare_integers(&x->instances, &y->instances);
    return order ? order : compare_integers(&x->max_size, &y->max_size);
}

static struct pools pools_sorted(const struct plan *plan)
{
    struct pools pools = {memory_alloc((size_t)plan->pools_count + 1, sizeof *pools.items), plan->pools_count};
    for (int i = 0; i < pools.count; i++)
        pools.items[i] = &plan->pools[i];
    qsort(pools.items, (size_t)pools.count, sizeof *pools.items, compare_pools);
    return pools;
}

/* At the peak, instances that make way for others: fewer of one kind, more of another. Sets whether any size differs.
 */
static int64_t instances_replaced(const struct plan *before, const struct plan *now, bool *ret_sizes_differ)
{
    struct pools old = pools_sorted(before), new = pools_sorted(now);
    int128 fewer = 0, more = 0;
    *ret_sizes_differ = old.count != new.count;
    for (int i = 0; i < old.count && i < new.count; i++)
        *ret_sizes_differ = *ret_sizes_differ || compare_pools(&old.items[i], &new.items[i]) != 0;
    for (int i = 0, j = 0; i < old.count || j < new.count;) {
        const struct plan_pool *kind =
            j == new.count || (i < old.count && compare_kinds(old.items[i], new.items[j]) < 0) ? old.items[i]
                                                                                               : new.items[j];
        int128 change = 0;
        for (; i < old.count && compare_kinds(old.items[i], kind) == 0; i++)
            change -= old.items[i]->instances_max;
        for (; j < new.count &&compare_kinds(new.items[j], kind) == 0; j++)
            change += new.items[j]->instances_max;
        fewer -= change < 0 ? change : 0;
        more += change > 0 ? change : 0;
    }
    free(old.items);
    free(new.items);
    return held(fewer < more ? fewer : more);
}

/* --- services and jobs --- */

static bool has_moved(const struct judging *at, const struct tenant *before, const struct tenant *now)
{
    const struct plan_pool *old = pool_find(at->subjects->baseline, before->place);
    const struct plan_pool *new = pool_find(at->subjects->plan, now->place);
    if (old && new)
        return compare_kinds(old, new) != 0;
    return old || new || strcmp(before->place, now->place) != 0;
}

/* The same place with a task or function of another size. */
static bool has_other_size(const struct tenant *before, const struct tenant *now)
{
    if (before->service && now->service)
        return before->service->fargate_cpu_units != now->service->fargate_cpu_units ||
               before->service->fargate_memory_mib != now->service->fargate_memory_mib;
    if (before->job && now->job)
        return before->job->lambda_memory_mb != now->job->lambda_memory_mb || before->job->tasks != now->job->tasks;
    return true; /* a service became a job */
}

static bool tenants_differ(struct judging *at, int64_t *ret_moved)
{
    int found = 0;
    bool differ = false;
    *ret_moved = 0;
    for (int i = 0; i < at->now.count; i++) {
        const struct tenant *now = &at->now.items[i], *before = tenant_find(&at->before, now->name);
        if (!before) {
            differ = true;
            continue;
        }
        found++;
        *ret_moved += has_moved(at, before, now);
        differ = differ || has_other_size(before, now);
    }
    return differ || *ret_moved > 0 || found != at->before.count;
}

/* --- is it worth it? --- */

/* The larger of the two limits in dollars: what the saving has to be above. */
static int64_t least_saving(const struct policy_change *limit, int64_t keep)
{
    long double share = keep > 0 ? (long double)keep * (long double)limit->percent / 100 : 0;
    int64_t of_percent = share < (long double)INT64_MAX / 2 ? (int64_t)share : INT64_MAX / 2;
    return of_percent > limit->usd_per_month_nano ? of_percent : limit->usd_per_month_nano;
}

/* "3 services move, 4 instances are replaced": what a change disturbs. */
static const char *disruption(struct judging *at)
{
    const struct verdict_proposal *proposal = &at->verdict->proposal;
    if (proposal->services_moved == 0 && proposal->instances_replaced == 0)
        return "no service moves and no instance is replaced";
    return say(at, "%s to move, %s to replace", count_words(at, proposal->services_moved, "service"),
               count_words(at, proposal->instances_replaced, "instance"));
}

/* What keeping would cost was counted by load, not replayed: where the load changed, the sizes would have to. */
static const char *reservation(struct judging *at)
{
    int64_t demand = at->subjects->difference->by_cause_nano[CHANGE_DEMAND];
    if (demand > 0)
        return " Keeping was costed for the larger demand, not replayed: the baseline's sizes may not hold it.";
    if (demand < 0)
        return " Keeping was costed for the smaller demand: the baseline's sizes would have to shrink with it.";
    return "";
}

static const char *why_saving(struct judging *at, const struct policy_change *limit)
{
    struct verdict_proposal *proposal = &at->verdict->proposal;
    int64_t keep = proposal->baseline_usd_per_month_nano, saving = proposal->saving_usd_per_month_nano;
    const char *kept = usd_beside(at, keep, at->subjects->plan->cost.total);
    const char *cost = usd_beside(at, at->subjects->plan->cost.total, keep);
    const char *share =
        keep <= 0 ? "" : say(at, ", or %s,", percent_beside(at, 100 * (double)saving / (double)keep, limit->percent));
    if (saving < 0) {
        at->bill_nano = keep;
        at->bill_note = " That is keeping the baseline's choices: the plan found now costs more.";
    }
    if (saving <= 0)
        return say(at, "Not cheaper: keeping the baseline's choices costs %s a month, the plan %s.%s", kept, cost,
                   reservation(at));
    const char *saved = say(at, "%s a month%s", usd_beside(at, saving, proposal->least_saving_nano), share);
    if (!change_is_above(limit, saving, keep))
        return say(at, "Cheaper by %s but not above the least saving of %s: keep the baseline's pools.%s", saved,
                   change_words(at, limit), reservation(at));
    proposal->proposed = true;
    return say(at, "Saves %s over keeping the baseline's choices at %s: %s.%s", saved, kept, disruption(at),
               reservation(at));
}

static void decide(struct judging *at)
{
    const struct policy_subjects *subjects = at->subjects;
    const struct policy_change *limit = &at->policy->saving;
    struct verdict_proposal *proposal = &at->verdict->proposal;
    const int64_t *causes = subjects->difference->by_cause_nano;
    bool sizes_differ;
    int128 keep = (int128)subjects->baseline->cost.total + causes[CHANGE_PRICE] + causes[CHANGE_DEMAND];
    *proposal = (struct verdict_proposal){.given = true};
    proposal->baseline_usd_per_month_nano = held(keep);
    proposal->saving_usd_per_month_nano = held(keep - subjects->plan->cost.total);
    proposal->least_saving_nano = least_saving(limit, proposal->baseline_usd_per_month_nano);
    proposal->instances_replaced = instances_replaced(subjects->baseline, subjects->plan, &sizes_differ);
    proposal->changed = tenants_differ(at, &proposal->services_moved);
    proposal->changed = proposal->changed || sizes_differ;
    if (!proposal->changed) {
        proposal->why = "Nothing to change: pools, sizes and places are the baseline's.";
        return;
    }
    const char *out = baseline_is_out(at);
    proposal->proposed = out != NULL;
    proposal->why = out ? say(at, "The baseline is not for this profile: %s. The plan: %s.", out, disruption(at))
                        : why_saving(at, limit);
}

/* "budget, places": the rules of level "deny" that the plan breaks so far, each once; "" where it breaks none. */
static const char *denied_rules(struct judging *at)
{
    const char *names = "", *last = "";
    for (int i = 0; i < at->rules_count; i++) {
        const struct verdict_rule *rule = &at->rules[i];
        if (rule->outcome != RULE_BREACHED || rule->level != LEVEL_DENY || strcmp(rule->rule, last) == 0)
            continue;
        names = say(at, "%s%s%s", names, *names ? ", " : "", rule->rule);
        last = rule->rule;
    }
    return names;
}

/* Nobody should be asked to take what the same policy forbids. */
void withdraw_proposal(struct judging *at)
{
    struct verdict_proposal *proposal = &at->verdict->proposal;
    const char *denied = denied_rules(at);
    if (!proposal->proposed || !*denied)
        return;
    proposal->proposed = false;
    proposal->why = say(at, "The plan breaks what the policy denies (%s). %s", denied, proposal->why);
}

static void add_baseline_rule(struct judging *at)
{
    const struct plan *before = at->subjects->baseline, *now = at->subjects->plan;
    bool other = strcmp(before->profile_name, now->profile_name) != 0;
    const char *causes = causes_words(at);
    struct verdict_rule rule = {.rule = "baseline", .level = LEVEL_WARN, .outcome = RULE_PASSED};
    if (other) {
        rule.outcome = RULE_BREACHED;
        rule.what = say(at, "The baseline is of profile %s, the plan of %s: they may have nothing in common.",
                        before->profile_name, now->profile_name);
        rule.mend = "Give the plan that was made from this profile with --baseline.";
    } else if (!*causes && !at->verdict->proposal.changed) {
        rule.what = "Nothing changed since the baseline.";
    } else {
        rule.what = say(at, "From %s a month to %s%s%s.", usd_beside(at, before->cost.total, now->cost.total),
                        usd_beside(at, now->cost.total, before->cost.total), *causes ? ": " : "", causes);
    }
    rule_add(at, &rule);
}

void judge_baseline(struct judging *at)
{
    if (!at->subjects->baseline)
        return;
    decide(at);
    add_baseline_rule(at);
}

void judge_saving(struct judging *at)
{
    const struct verdict_proposal *proposal = &at->verdict->proposal;
    struct verdict_rule rule = {.rule = "saving", .level = at->policy->saving.level, .outcome = RULE_PASSED};
    if (!at->policy->saving.given)
        return;
    if (!proposal->given) {
        rule.outcome = RULE_SKIPPED;
        rule.what = "There is no baseline to compare with.";
        rule.mend = "Give one with --baseline PLAN.";
    } else {
        rule.what = proposal->why;
        rule.mend = proposal->proposed ? "Make this plan the baseline: -o writes it." : "";
        rule.value_nano = proposal->saving_usd_per_month_nano;
        rule.limit_nano = proposal->least_saving_nano;
    }
    rule_add(at, &rule);
}
