/* policy_check.c — the order of the rules, and what their outcomes come to. */
#include "planner/check/policy_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void note_breach(struct judging *at, const struct verdict_rule *rule)
{
    if (rule->outcome != RULE_BREACHED || rule->level != LEVEL_DENY)
        return;
    if (strcmp(rule->rule, "plan") == 0)
        at->plan_breached = true;
    else if (strcmp(rule->rule, "drift") == 0)
        at->drift_denied = true;
    else
        at->other_denied = true;
}

void rule_add(struct judging *at, const struct verdict_rule *rule)
{
    note_breach(at, rule);
    if (at->rules_count == VERDICT_RULES_MAX) {
        at->more++;
        at->more_breached += rule->outcome == RULE_BREACHED;
        return;
    }
    if (at->rules_count == at->rules_room) {
        at->rules_room = at->rules_room ? 2 * at->rules_room : 64;
        at->rules = memory_resize(at->rules, (size_t)at->rules_room, sizeof *at->rules);
    }
    at->rules[at->rules_count++] = *rule;
}

/* "week, zone_loss": the promises that were not kept; "" where all were. */
static const char *broken_promises(struct judging *at, const struct verdict_scenario *scenarios, int count)
{
    const char *words = "";
    for (int i = 0; i < count; i++)
        if (scenarios[i].required && scenarios[i].applies && !scenarios[i].passed)
            words = say(at, "%s%s%s", words, *words ? ", " : "", scenario_names[scenarios[i].scenario]);
    return words;
}

/* What the verdict found before, else what the plan says of itself. NULL: it holds. */
static const char *why_not_held(struct judging *at)
{
    const struct verdict *verdict = at->verdict;
    const struct verdict_finding *first = verdict->findings;
    const struct plan_verification *own = &at->subjects->plan->verification;
    const char *broken = broken_promises(at, verdict->scenarios, verdict->scenarios_count);
    if (verdict->findings_count > 0)
        return say(at, "Not true in the plan: %s%s%s%s.", first->where ? first->where : "", first->where ? ": " : "",
                   first->what,
                   verdict->findings_count == 1
                       ? ""
                       : say(at, " (and %s)", count_words(at, verdict->findings_count - 1, "more finding")));
    if (*broken)
        return say(at, "Replayed as ECS places tasks, the plan does not hold: %s.", broken);
    if (verdict->scenarios_count > 0)
        return NULL;
    broken = broken_promises(at, own->scenarios, own->scenarios_count);
    if (own->seeds > 0 && !own->passed)
        return say(at, "The planner's own replay of the plan failed%s%s.", *broken ? ": " : "", broken);
    if (own->seeds == 0 && at->subjects->plan->pools_count > 0)
        return "The plan has pools and was never replayed.";
    return NULL;
}

/* A replay tells where; what was counted names its mend itself. */
static const char *mend_of_plan(const struct judging *at)
{
    return at->verdict->findings_count > 0
               ? ""
               : "Plan again from the profile; bayplan simulate says what fails, and where.";
}

void judge_plan(struct judging *at)
{
    const char *why_not = why_not_held(at);
    int64_t seeds = at->verdict->scenarios_count > 0 ? at->verdict->seeds : at->subjects->plan->verification.seeds;
    const char *holds = at->subjects->plan->pools_count == 0 ? "The plan has no pool: there is nothing to replay."
                                                             : say(at, "The plan holds in %s of ECS placing its tasks.",
                                                                   count_words(at, seeds, "replay"));
    rule_add(at, &(struct verdict_rule){
                     .rule = "plan",
                     .outcome = why_not ? RULE_BREACHED : RULE_PASSED,
                     .what = why_not ? why_not : holds,
                     .mend = why_not ? mend_of_plan(at) : "",
                 });
}

static void add_more(struct judging *at)
{
    if (at->more == 0)
        return;
    struct verdict_rule *last = &at->rules[at->rules_count - 1]; /* makes room */
    int64_t breached = at->more_breached + (last->outcome == RULE_BREACHED);
    *last = (struct verdict_rule){.rule = last->rule,
                                  .level = LEVEL_WARN,
                                  .outcome = RULE_BREACHED,
                                  .what = say(at, "%s more of the policy were asked and are not listed: %s.",
                                              count_words(at, at->more + 1, "outcome"),
                                              count_words(at, breached, "breach")),
                                  .mend = "Give the policy fewer patterns that fit everything."};
}

static void give_rules(struct judging *at)
{
    struct verdict *verdict = at->verdict;
    for (int i = 0; i < at->rules_count; i++) {
        at->rules[i].subject = at->rules[i].subject ? at->rules[i].subject : "";
        at->rules[i].mend = at->rules[i].mend ? at->rules[i].mend : "";
    }
    verdict->rules = ARENA_ARRAY(&verdict->arena, struct verdict_rule, at->rules_count);
    memcpy(verdict->rules, at->rules, (size_t)at->rules_count * sizeof *at->rules);
    verdict->rules_count = at->rules_count;
    verdict->passed = !at->plan_breached && !at->drift_denied && !at->other_denied;
    verdict->exit_code = at->plan_breached  ? CHECK_EXIT_NOT_HELD
                         : at->other_denied ? CHECK_EXIT_DENIED
                         : at->drift_denied ? CHECK_EXIT_DRIFT
                                            : 0;
    free(at->rules);
}

void policy_check(const struct policy_subjects *subjects, struct verdict *ret_verdict)
{
    struct judging at = {.subjects = subjects, .policy = subjects->policy, .verdict = ret_verdict};
    const struct plan *plan = subjects->plan;
    BUG_IF(subjects->baseline && !subjects->difference);
    ret_verdict->plan_profile_name = plan->profile_name;
    ret_verdict->plan_profile_sha256 = plan->profile_sha256;
    ret_verdict->plan_catalogue_sha256 = plan->catalogue_sha256;
    at.now = tenants_of(plan);
    at.bill_nano = plan->cost.total;
    at.bill_note = "";
    if (subjects->baseline)
        at.before = tenants_of(subjects->baseline);
    judge_plan(&at);
    judge_baseline(&at);
    judge_budgets(&at);
    judge_changes(&at);
    judge_price_age(&at);
    judge_gap(&at);
    judge_places(&at);
    withdraw_proposal(&at);
    judge_saving(&at);
    judge_drift(&at);
    add_more(&at);
    give_rules(&at);
    free(at.now.items);
    free(at.before.items);
}
