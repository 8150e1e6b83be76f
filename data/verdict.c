/* verdict.c — a verdict as JSON: passed or not first, then each scenario, what is false in the plan, and the policy's
 * rules with whether the plan is proposed. */
#include "data/verdict.h"

#include "data/base/json_writer.h"
#include "data/policy.h"
#include "data/verdict_scenarios.h"

const char *const scenario_names[] = {
#define X(scenario, name) name,
    SCENARIOS(X)
#undef X
        NULL};

const char *const rule_outcome_names[] = {"passed", "breached", "skipped", NULL};

static void write_finding(struct json_writer *writer, const struct verdict_finding *finding)
{
    json_begin_object(writer, NULL);
    json_string(writer, "code", finding->code);
    json_words(writer, "where", finding->where);
    json_string(writer, "what", finding->what);
    json_end_object(writer);
}

void verdict_findings_write(struct json_writer *writer, const struct verdict_finding *findings, int count)
{
    json_begin_list(writer, "findings");
    for (int i = 0; i < count; i++)
        write_finding(writer, &findings[i]);
    json_end_list(writer);
}

static void write_subject(struct json_writer *writer, const struct verdict *verdict)
{
    json_begin_object(writer, "plan");
    json_words(writer, "profile_name", verdict->plan_profile_name);
    json_words(writer, "profile_sha256", verdict->plan_profile_sha256);
    json_words(writer, "catalogue_sha256", verdict->plan_catalogue_sha256);
    json_end_object(writer);
}

/* The amounts where the rule is about money: no such rule has both 0 but one that nothing can breach. */
static void write_rule(struct json_writer *writer, const struct verdict_rule *rule)
{
    json_begin_object(writer, NULL);
    json_string(writer, "rule", rule->rule);
    json_words(writer, "subject", rule->subject);
    json_string(writer, "level", policy_level_names[rule->level]);
    json_string(writer, "outcome", rule_outcome_names[rule->outcome]);
    json_string(writer, "what", rule->what);
    json_words(writer, "mend", rule->mend);
    if (rule->value_nano != 0 || rule->limit_nano != 0) {
        json_money(writer, "usd_per_month", rule->value_nano);
        json_money(writer, "limit_usd_per_month", rule->limit_nano);
    }
    json_end_object(writer);
}

static void write_proposal(struct json_writer *writer, const struct verdict_proposal *proposal)
{
    json_begin_object(writer, "proposal");
    json_boolean(writer, "changed", proposal->changed);
    json_boolean(writer, "proposed", proposal->proposed);
    json_money(writer, "baseline_usd_per_month", proposal->baseline_usd_per_month_nano);
    json_money(writer, "saving_usd_per_month", proposal->saving_usd_per_month_nano);
    json_money(writer, "least_saving_usd_per_month", proposal->least_saving_nano);
    json_integer(writer, "services_moved", proposal->services_moved);
    json_integer(writer, "instances_replaced", proposal->instances_replaced);
    json_words(writer, "why", proposal->why);
    json_end_object(writer);
}

/* A check always asks one rule at least. */
static void write_check(struct json_writer *writer, const struct verdict *verdict)
{
    if (verdict->rules_count == 0)
        return;
    json_begin_list(writer, "rules");
    for (int i = 0; i < verdict->rules_count; i++)
        write_rule(writer, &verdict->rules[i]);
    json_end_list(writer);
    if (verdict->proposal.given)
        write_proposal(writer, &verdict->proposal);
    json_integer(writer, "exit_code", verdict->exit_code);
}

void verdict_write(const struct verdict *verdict, struct text *ret_json)
{
    struct json_writer writer = {.out = ret_json};
    json_begin_object(&writer, NULL);
    json_string(&writer, "schema", "bayplan.verdict/1");
    write_subject(&writer, verdict);
    json_boolean(&writer, "passed", verdict->passed);
    json_integer(&writer, "seed", verdict->seed);
    json_integer(&writer, "seeds", verdict->seeds);
    verdict_scenarios_write(&writer, verdict->scenarios, verdict->scenarios_count);
    verdict_findings_write(&writer, verdict->findings, verdict->findings_count);
    write_check(&writer, verdict);
    json_strings(&writer, "assumptions", verdict->assumptions.items, verdict->assumptions.count);
    json_end_object(&writer);
    json_finish(&writer);
}

void verdict_release(struct verdict *verdict)
{
    arena_release(&verdict->arena);
    *verdict = (struct verdict){0};
}
