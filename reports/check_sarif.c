/* check_sarif.c — a check as SARIF 2.1.0 (OASIS, 2020-03-27), as GitHub's code scanning reads it: every rule described,
 * a result for each breach. A result's identity is its rule and subject, so that a new figure is no new alert. */
#include "data/base/json_writer.h"
#include "reports/check_parts.h"
#include "reports/figures.h"
#include <stdlib.h>

/* GitHub refuses more results in a run ("SARIF support for code scanning", 2026: 25,000, of which it shows 5,000). */
enum { RESULTS_MAX = 5000, LINE_HASH_DIGITS = 16 };

static void message(struct json_writer *writer, const char *key, const char *text)
{
    json_begin_object(writer, key);
    json_string(writer, "text", text);
    json_end_object(writer);
}

static void add_rule(struct json_writer *writer, const struct check_rule_words *words)
{
    json_begin_object(writer, NULL);
    json_string(writer, "id", words->name);
    message(writer, "shortDescription", words->title);
    message(writer, "fullDescription", words->says);
    json_end_object(writer);
}

static void add_tool(struct json_writer *writer)
{
    json_begin_object(writer, "tool");
    json_begin_object(writer, "driver");
    json_string(writer, "name", "bayplan");
    json_string(writer, "version", BAYPLAN_VERSION);
    json_string(writer, "semanticVersion", BAYPLAN_VERSION);
    json_begin_list(writer, "rules");
    for (int i = 0; check_rule_words[i].name; i++)
        add_rule(writer, &check_rule_words[i]);
    json_end_list(writer);
    json_end_object(writer);
    json_end_object(writer);
}

/* Brackets would be taken for a link (3.11.6 of the standard): names may hold them. */
static void add_message(struct json_writer *writer, const struct verdict_rule *rule)
{
    struct text plain, escaped;
    text_init(&plain, REPORT_BYTES_MAX);
    text_init(&escaped, REPORT_BYTES_MAX);
    safe_add(&plain, check_subject(rule));
    text_add(&plain, ": ");
    check_sentence_add(&plain, rule);
    for (const char *at = plain.bytes; *at; at++) {
        text_add(&escaped, *at == '[' || *at == ']' || *at == '\\' ? "\\" : "");
        text_add_bytes(&escaped, at, 1);
    }
    message(writer, "message", escaped.bytes);
    text_release(&plain);
    text_release(&escaped);
}

static void add_physical(struct json_writer *writer, const struct report *report)
{
    struct text uri;
    if (!report->plan_file || !*report->plan_file)
        return;
    text_init(&uri, REPORT_BYTES_MAX);
    check_uri_add(&uri, report->plan_file);
    json_begin_object(writer, "physicalLocation");
    json_begin_object(writer, "artifactLocation");
    json_string(writer, "uri", uri.bytes);
    json_end_object(writer);
    json_begin_object(writer, "region");
    json_integer(writer, "startLine", 1);
    json_end_object(writer);
    json_end_object(writer);
    text_release(&uri);
}

static void add_location(struct json_writer *writer, const struct report *report, const struct verdict_rule *rule)
{
    struct text name;
    text_init(&name, REPORT_BYTES_MAX);
    safe_add(&name, *rule->subject ? rule->subject : report->plan->profile_name);
    json_begin_list(writer, "locations");
    json_begin_object(writer, NULL);
    add_physical(writer, report);
    json_begin_list(writer, "logicalLocations");
    json_begin_object(writer, NULL);
    json_string(writer, "name", name.bytes);
    json_string(writer, "kind", *rule->subject ? "resource" : "module");
    json_end_object(writer);
    json_end_list(writer);
    json_end_object(writer);
    json_end_list(writer);
    text_release(&name);
}

/* The second is the one GitHub goes by; without it, it would hash the first line of the plan for every result. */
static void add_fingerprints(struct json_writer *writer, const struct verdict_rule *rule, int repeat)
{
    char hex[SHA256_HEX_SIZE];
    struct text line_hash;
    check_fingerprint(rule, repeat, hex);
    text_init(&line_hash, SHA256_HEX_SIZE);
    text_printf(&line_hash, "%.*s:1", LINE_HASH_DIGITS, hex);
    json_begin_object(writer, "partialFingerprints");
    json_string(writer, "bayplanRuleSubject/v1", hex);
    json_string(writer, "primaryLocationLineHash", line_hash.bytes);
    json_end_object(writer);
    text_release(&line_hash);
}

static void add_result(struct json_writer *writer, const struct report *report, const struct verdict_rule *rule,
                       int repeat)
{
    json_begin_object(writer, NULL);
    json_string(writer, "ruleId", rule->rule);
    json_integer(writer, "ruleIndex", check_rule_index(rule->rule));
    json_string(writer, "level", check_is_denied(rule) ? "error" : "warning");
    add_message(writer, rule);
    add_location(writer, report, rule);
    add_fingerprints(writer, rule, repeat);
    json_end_object(writer);
}

static int64_t add_results(struct json_writer *writer, const struct report *report)
{
    const struct verdict *verdict = report->verdict;
    int *repeats = check_repeats(verdict);
    int64_t written = 0;
    json_begin_list(writer, "results");
    for (int warned = 0; warned < 2; warned++)
        for (int i = 0; i < verdict->rules_count && written < RESULTS_MAX; i++)
            if (warned ? check_is_warned(&verdict->rules[i]) : check_is_denied(&verdict->rules[i])) {
                add_result(writer, report, &verdict->rules[i], repeats[i]);
                written++;
            }
    json_end_list(writer);
    free(repeats);
    return written;
}

/* The run went well whatever it found; where not every breach is a result, that is said here. */
static void add_invocation(struct json_writer *writer, const struct report *report, int64_t left)
{
    char number[FIGURE_SIZE];
    struct text words;
    json_begin_list(writer, "invocations");
    json_begin_object(writer, NULL);
    json_boolean(writer, "executionSuccessful", true);
    json_integer(writer, "exitCode", report->verdict->exit_code);
    if (left > 0) {
        text_init(&words, REPORT_BYTES_MAX);
        text_printf(&words, "%s more breaches are not listed.", figure_count(left, number));
        json_begin_list(writer, "toolExecutionNotifications");
        json_begin_object(writer, NULL);
        json_string(writer, "level", "warning");
        message(writer, "message", words.bytes);
        json_end_object(writer);
        json_end_list(writer);
        text_release(&words);
    }
    json_end_object(writer);
    json_end_list(writer);
}

void sarif_report_check(const struct report *report, struct screen *screen)
{
    struct json_writer writer = {.out = screen->out};
    struct check_counts counts = check_count(report->verdict);
    json_begin_object(&writer, NULL);
    json_string(&writer, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_string(&writer, "version", "2.1.0");
    json_begin_list(&writer, "runs");
    json_begin_object(&writer, NULL);
    add_tool(&writer);
    int64_t written = add_results(&writer, report);
    add_invocation(&writer, report, counts.denied + counts.warned - written);
    json_string(&writer, "columnKind", "utf16CodeUnits");
    json_end_object(&writer);
    json_end_list(&writer);
    json_end_object(&writer);
    json_finish(&writer);
}
