/* check_forges.c — a check as GitHub's workflow commands and GitLab's code quality report. */
#include "data/base/json_writer.h"
#include "reports/check_parts.h"
#include "reports/figures.h"
#include <stdlib.h>
#include <string.h>

/* GitHub shows so many errors and so many warnings of one step and drops the rest ("Problem matchers", 2026). */
enum { ANNOTATIONS_MAX = 10 };

/* Data of a workflow command; in a property ':' and ',' too ("Workflow commands for GitHub Actions", 2026). */
static void add_escaped(struct text *out, const char *string, bool property)
{
    for (; *string; string++)
        if (strchr("%\r\n", *string) || (property && strchr(":,", *string)))
            text_printf(out, "%%%02X", (unsigned)(unsigned char)*string);
        else
            text_add_bytes(out, string, 1);
}

static void add_safe_escaped(struct text *out, const char *string, bool property)
{
    struct text safe;
    text_init(&safe, REPORT_BYTES_MAX);
    text_add(&safe, "");
    safe_add(&safe, string);
    add_escaped(out, safe.bytes, property);
    text_release(&safe);
}

static void begin_command(struct text *out, const struct report *report, const char *command)
{
    text_printf(out, "::%s ", command);
    if (report->plan_file && *report->plan_file) {
        text_add(out, "file=");
        add_safe_escaped(out, report->plan_file, true);
        text_add(out, ",line=1,");
    }
    text_add(out, "title=");
}

static void add_annotation(struct text *out, const struct report *report, const char *command,
                           const struct verdict_rule *rule)
{
    struct text words;
    text_init(&words, REPORT_BYTES_MAX);
    text_printf(&words, "bayplan %s: %s", rule->rule, check_subject(rule));
    begin_command(out, report, command);
    add_safe_escaped(out, words.bytes, true);
    text_release(&words);
    text_add(out, "::");
    text_init(&words, REPORT_BYTES_MAX);
    check_sentence_add(&words, rule);
    add_escaped(out, words.bytes, false);
    text_release(&words);
    text_add(out, "\n");
}

static void add_annotations(struct text *out, const struct report *report, const char *command, int64_t count,
                            bool (*is_one)(const struct verdict_rule *rule))
{
    int64_t shown = 0, most = count > ANNOTATIONS_MAX ? ANNOTATIONS_MAX - 1 : count;
    char number[FIGURE_SIZE];
    for (int i = 0; i < report->verdict->rules_count && shown < most; i++)
        if (is_one(&report->verdict->rules[i])) {
            add_annotation(out, report, command, &report->verdict->rules[i]);
            shown++;
        }
    if (shown == count)
        return;
    begin_command(out, report, command);
    text_printf(out, "bayplan::%s more rules of this level are breached; the other reports name them.\n",
                figure_count(count - shown, number));
}

void github_report_check(const struct report *report, struct screen *screen)
{
    struct check_counts counts = check_count(report->verdict);
    add_annotations(screen->out, report, "error", counts.denied, check_is_denied);
    add_annotations(screen->out, report, "warning", counts.warned, check_is_warned);
}

/* --- GitLab --- */

/* GitLab wants each finding in a file: what came from no file gets the policy's, or the usual name. */
static const char *file_of(const struct report *report)
{
    const char *path = report->plan_file && *report->plan_file       ? report->plan_file
                       : report->policy_file && *report->policy_file ? report->policy_file
                                                                     : "plan.json";
    while (strncmp(path, "./", 2) == 0)
        path += 2;
    return path;
}

static const char *severity_of(const struct verdict_rule *rule)
{
    return check_is_warned(rule) ? "minor" : strcmp(rule->rule, "plan") == 0 ? "blocker" : "major";
}

static void safe_string(struct json_writer *writer, const char *key, const char *value)
{
    struct text safe;
    text_init(&safe, REPORT_BYTES_MAX);
    text_add(&safe, "");
    safe_add(&safe, value);
    json_string(writer, key, safe.bytes);
    text_release(&safe);
}

static void add_finding(struct json_writer *writer, const struct report *report, const struct verdict_rule *rule,
                        int repeat)
{
    char hex[SHA256_HEX_SIZE];
    struct text words;
    text_init(&words, REPORT_BYTES_MAX);
    safe_add(&words, check_subject(rule));
    text_add(&words, ": ");
    check_sentence_add(&words, rule);
    check_fingerprint(rule, repeat, hex);
    json_begin_object(writer, NULL);
    json_string(writer, "description", words.bytes);
    json_string(writer, "check_name", rule->rule);
    json_string(writer, "fingerprint", hex);
    json_string(writer, "severity", severity_of(rule));
    json_begin_object(writer, "location");
    safe_string(writer, "path", file_of(report));
    json_begin_object(writer, "lines");
    json_integer(writer, "begin", 1);
    json_end_object(writer);
    json_end_object(writer);
    json_end_object(writer);
    text_release(&words);
}

void gitlab_report_check(const struct report *report, struct screen *screen)
{
    const struct verdict *verdict = report->verdict;
    struct json_writer writer = {.out = screen->out};
    int *repeats = check_repeats(verdict);
    json_begin_list(&writer, NULL);
    for (int i = 0; i < verdict->rules_count; i++)
        if (verdict->rules[i].outcome == RULE_BREACHED)
            add_finding(&writer, report, &verdict->rules[i], repeats[i]);
    json_end_list(&writer);
    json_finish(&writer);
    free(repeats);
}
