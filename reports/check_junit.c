/* check_junit.c — a check as JUnit XML, as Jenkins' schemas have it (jenkins-junit.xsd, junit-10.xsd) and GitLab reads
 * it. Planning and checking is one piece of work: its seconds are the first case's. */
#include "data/base/xml_writer.h"
#include "reports/check_parts.h"
#include <inttypes.h>
#include <stdlib.h>

static void add_safe(struct text *out, const char *string)
{
    text_add(out, "");
    safe_add(out, string);
}

/* An attribute with the words of other people in it. */
static void safe_attribute(struct xml_writer *writer, const char *name, const char *value)
{
    struct text safe;
    text_init(&safe, REPORT_BYTES_MAX);
    add_safe(&safe, value);
    xml_attribute(writer, name, safe.bytes);
    text_release(&safe);
}

static void add_sentence(struct xml_writer *writer, const char *before, const struct verdict_rule *rule)
{
    struct text sentence;
    text_init(&sentence, REPORT_BYTES_MAX);
    text_add(&sentence, before);
    check_sentence_add(&sentence, rule);
    xml_text(writer, sentence.bytes);
    text_release(&sentence);
}

static void add_outcome(struct xml_writer *writer, const struct verdict_rule *rule)
{
    if (rule->outcome == RULE_SKIPPED) {
        xml_open(writer, "skipped"); /* its words as text: older schemas of Jenkins know no message here */
        add_sentence(writer, "", rule);
        xml_close(writer, "skipped");
    } else if (check_is_denied(rule)) {
        xml_open(writer, "failure");
        safe_attribute(writer, "message", rule->what);
        xml_attribute(writer, "type", rule->rule);
        add_sentence(writer, "", rule);
        xml_close(writer, "failure");
    } else if (check_is_warned(rule)) {
        xml_open(writer, "system-out");
        add_sentence(writer, "WARNING: ", rule);
        xml_close(writer, "system-out");
    }
}

static void add_case(struct xml_writer *writer, const struct verdict_rule *rule, int repeat, double seconds)
{
    struct text name;
    text_init(&name, REPORT_BYTES_MAX);
    add_safe(&name, check_subject(rule));
    if (repeat > 0)
        text_printf(&name, " (%d)", repeat + 1);
    xml_open(writer, "testcase");
    xml_attribute(writer, "classname", rule->rule);
    xml_attribute(writer, "name", name.bytes);
    xml_attributef(writer, "time", "%.3f", seconds);
    add_outcome(writer, rule);
    xml_close(writer, "testcase");
    text_release(&name);
}

void junit_report_check(const struct report *report, struct screen *screen)
{
    const struct verdict *verdict = report->verdict;
    struct check_counts counts = check_count(verdict);
    struct xml_writer *writer = xml_writer_new();
    int *repeats = check_repeats(verdict);
    xml_open(writer, "testsuites");
    xml_attribute(writer, "name", "bayplan check");
    for (int level = 0; level < 2; level++) {
        if (level == 1) {
            xml_open(writer, "testsuite");
            safe_attribute(writer, "name", report->plan->profile_name);
        }
        xml_attributef(writer, "tests", "%d", verdict->rules_count);
        xml_attributef(writer, "failures", "%" PRId64, counts.denied);
        xml_attribute(writer, "errors", "0");
        if (level == 1)
            xml_attributef(writer, "skipped", "%" PRId64, counts.skipped);
        xml_attributef(writer, "time", "%.3f", verdict->seconds);
    }
    for (int i = 0; i < verdict->rules_count; i++)
        add_case(writer, &verdict->rules[i], repeats[i], i == 0 ? verdict->seconds : 0);
    xml_close(writer, "testsuite");
    xml_close(writer, "testsuites");
    xml_finish(writer, screen->out);
    free(repeats);
}
