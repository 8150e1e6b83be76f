/* test_check_report.c — a check's formats beyond the golden cases: thousands of breaches, names that try everything,
 * identities that outlive figures, checks of no file. */
#include "data/base/node.h"
#include "data/policy.h"
#include "reports/check_parts.h"
#include "tests/unit/reports/golden_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HOSTILE "\xe2\x80\xae<script>alert(1)</script> | `x` @team [a](http://b) \"q\" \xe2\x80\x8b\xf0\x9f\x9a\x80"

struct made {
    struct plan plan;
    struct verdict verdict;
    struct report report;
    struct text out;
    struct screen screen;
};

static void made_begin(struct made *made, struct verdict_rule *rules, int count)
{
    memset(made, 0, sizeof *made);
    made->plan.profile_name = "shop";
    made->plan.region = "us-east-1";
    made->plan.catalogue_as_of = "2026-07-06";
    made->plan.cost.total = 1234560000000;
    made->verdict.rules = rules;
    made->verdict.rules_count = count;
    made->report = (struct report){
        .plan = &made->plan, .verdict = &made->verdict, .plan_file = "./plans/a b.json", .policy_file = "policy.json"};
    text_init(&made->out, REPORT_BYTES_MAX);
    made->screen = (struct screen){&made->out, SCREEN_WIDTH, false};
}

/* What `write` makes of it; kept until the next. */
static const char *written(struct made *made, report_writer *write)
{
    text_release(&made->out);
    text_init(&made->out, REPORT_BYTES_MAX);
    write(&made->report, &made->screen);
    assert_false(made->out.overflown);
    return made->out.bytes ? made->out.bytes : "";
}

/* By hand: strstr under sanitizers measures the whole rest at each call. */
static int count_of(const char *text, const char *part)
{
    size_t length = strlen(part);
    int count = 0;
    for (; *text; text++)
        count += *text == *part && strncmp(text, part, length) == 0;
    return count;
}

static struct verdict_rule *many(int count, enum policy_level level, struct arena *arena)
{
    struct verdict_rule *rules = ARENA_ARRAY(arena, struct verdict_rule, count);
    for (int i = 0; i < count; i++)
        rules[i] = (struct verdict_rule){.rule = "service_budget",
                                         .subject = arena_printf(arena, "service-%d", i),
                                         .level = (int)level,
                                         .outcome = RULE_BREACHED,
                                         .what = "$2.00 a month is $1.00 above the budget of $1.00.",
                                         .mend = "Spend less."};
    return rules;
}

static void thousands_of_breaches_stay_within_limits(void **state)
{
    enum { COUNT = 6000 };
    struct arena arena = {0};
    struct made made;
    (void)state;
    made_begin(&made, many(COUNT, LEVEL_DENY, &arena), COUNT);
    const char *out = written(&made, markdown_report_check);
    assert_true(strlen(out) < MARKDOWN_BYTES_MAX);
    assert_non_null(strstr(out, " more.\n"));
    assert_int_equal(count_of(out, "| denied |") > 100, 1);
    out = written(&made, github_report_check);
    assert_int_equal(count_of(out, "::error "), 10);
    assert_non_null(strstr(out, "title=bayplan::5,991 more rules of this level are breached"));
    out = written(&made, sarif_report_check);
    assert_int_equal(count_of(out, "\"ruleId\""), 5000);
    assert_non_null(strstr(out, "1,000 more breaches are not listed."));
    assert_int_equal(count_of(written(&made, gitlab_report_check), "\"fingerprint\""), COUNT);
    out = written(&made, junit_report_check);
    assert_int_equal(count_of(out, "<failure"), COUNT);
    assert_int_equal(count_of(out, "failures=\"6000\""), 2);
    out = written(&made, text_report_check);
    assert_int_equal(count_of(out, "denied   $2.00"), 200);
    assert_non_null(strstr(out, "… 5,800 more: --format json names them"));
    text_release(&made.out);
    made_begin(&made, many(11, LEVEL_WARN, &arena), 11);
    assert_int_equal(count_of(written(&made, github_report_check), "::warning "), 10);
    made.verdict.rules_count = 10;
    out = written(&made, github_report_check);
    assert_int_equal(count_of(out, "title=bayplan service_budget"), 10);
    text_release(&made.out);
    arena_release(&arena);
}

/* The longest names there can be, in every row. */
static void long_names_stay_within_limits(void **state)
{
    enum { COUNT = 500 };
    char name[256];
    struct arena arena = {0};
    struct made made;
    (void)state;
    memset(name, '`', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    struct verdict_rule *rules = many(COUNT, LEVEL_WARN, &arena);
    for (int i = 0; i < COUNT; i++)
        rules[i].subject = name;
    made_begin(&made, rules, COUNT);
    made.plan.profile_name = name;
    assert_true(strlen(written(&made, markdown_report_check)) < MARKDOWN_BYTES_MAX);
    memset(name, '\x01', sizeof name - 1);
    assert_true(strlen(written(&made, markdown_report_check)) < MARKDOWN_BYTES_MAX);
    written(&made, junit_report_check);
    text_release(&made.out);
    arena_release(&arena);
}

static struct verdict_rule hostile_rules[] = {
    {"budget", "", LEVEL_DENY, RULE_BREACHED, "Too dear: " HOSTILE ".", "Spend\nless", 2, 1},
    {"places", HOSTILE, LEVEL_WARN, RULE_BREACHED, "Runs on fargate.", "", 0, 0},
    {"drift", HOSTILE, LEVEL_DENY, RULE_PASSED, "Runs as planned.", "", 0, 0},
    {"increase", "", LEVEL_DENY, RULE_SKIPPED, "There is no baseline.", "", 0, 0},
};

static void assert_is_json(const struct text *out)
{
    struct arena arena = {0};
    struct error err = {0};
    struct node *root = NULL;
    if (!node_parse("f.json", out->bytes, out->length, &arena, &root, &err))
        fail_msg("%s: %s", err.where, err.text);
    arena_release(&arena);
}

static void hostile_names_are_shown_and_nothing_more(void **state)
{
    static report_writer *const writers[] = {text_report_check,    json_report_check,   junit_report_check,
                                             sarif_report_check,   github_report_check, gitlab_report_check,
                                             markdown_report_check};
    struct made made;
    (void)state;
    made_begin(&made, hostile_rules, 4);
    made.plan.profile_name = made.plan.region = made.plan.catalogue_as_of = HOSTILE;
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        const char *out = written(&made, writers[i]);
        assert_int_equal(utf8_valid_length(out, strlen(out)), strlen(out));
        if (writers[i] != json_report_check) /* documents keep names as they are */
            assert_null(strstr(out, "\xe2\x80\xae"));
        if (writers[i] == junit_report_check)
            assert_null(strstr(out, "<script"));
        if (writers[i] == markdown_report_check)
            assert_null(strstr(out, " <script")); /* but as code */
    }
    written(&made, text_report_check);
    const char *headline_end = strchr(made.out.bytes, '\n'); /* the name alone may be longer than a line */
    struct text rest = {.bytes = (char *)(uintptr_t)headline_end, .length = strlen(headline_end)};
    assert_fits_and_is_safe(&rest);
    written(&made, sarif_report_check);
    assert_is_json(&made.out);
    assert_non_null(strstr(made.out.bytes, "\\\\[a\\\\](http://b)")); /* no link */
    written(&made, gitlab_report_check);
    assert_int_equal(made.out.bytes[0], '[');
    const char *out = written(&made, github_report_check);
    assert_int_equal(count_of(out, "\n"), 2);
    assert_non_null(strstr(out, "http%3A//b"));
    text_release(&made.out);
}

static void identities_outlive_figures(void **state)
{
    struct verdict_rule rules[] = {
        {"budget", "", LEVEL_DENY, RULE_BREACHED, "$2.00 is $1.00 above.", "", 2, 1},
        {"service_budget", "web", LEVEL_DENY, RULE_BREACHED, "$5.00", "", 0, 0},
        {"service_budget", "web", LEVEL_WARN, RULE_BREACHED, "$6.00", "", 0, 0},
    };
    struct verdict verdict = {.rules = rules, .rules_count = 3};
    char before[3][SHA256_HEX_SIZE], after[SHA256_HEX_SIZE];
    (void)state;
    int *repeats = check_repeats(&verdict);
    assert_int_equal(repeats[0] + repeats[1], 0);
    assert_int_equal(repeats[2], 1);
    for (int i = 0; i < 3; i++)
        check_fingerprint(&rules[i], repeats[i], before[i]);
    assert_string_not_equal(before[0], before[1]);
    assert_string_not_equal(before[1], before[2]);
    rules[0].what = "$3.00 is $2.00 above.";
    rules[0].value_nano = 3;
    rules[0].level = LEVEL_WARN;
    check_fingerprint(&rules[0], repeats[0], after);
    assert_string_equal(before[0], after);
    free(repeats);
}

static void files_as_forges_name_them(void **state)
{
    struct made made;
    struct text uri;
    (void)state;
    text_init(&uri, 1000);
    check_uri_add(&uri, "././plans/a b,[1]:50%\xc3\xa9~.json");
    assert_string_equal(uri.bytes, "plans/a%20b%2C%5B1%5D%3A50%25%C3%A9~.json");
    text_release(&uri);
    text_init(&uri, 1000);
    check_uri_add(&uri, "/tmp/plan.json");
    assert_string_equal(uri.bytes, "file:///tmp/plan.json");
    text_release(&uri);
    made_begin(&made, hostile_rules, 4);
    assert_non_null(strstr(written(&made, sarif_report_check), "\"uri\": \"plans/a%20b.json\""));
    assert_non_null(strstr(written(&made, gitlab_report_check), "\"path\": \"plans/a b.json\""));
    made.report.plan_file = "a,b:50%.json";
    assert_non_null(strstr(written(&made, github_report_check), "file=a%2Cb%3A50%25.json,line=1,"));
    made.report.plan_file = ""; /* from stdin */
    assert_null(strstr(written(&made, sarif_report_check), "physicalLocation"));
    assert_non_null(strstr(written(&made, gitlab_report_check), "\"path\": \"policy.json\""));
    assert_null(strstr(written(&made, github_report_check), "file="));
    made.report.policy_file = NULL;
    made.report.plan_file = NULL;
    assert_non_null(strstr(written(&made, gitlab_report_check), "\"path\": \"plan.json\""));
    assert_int_equal(strncmp(written(&made, github_report_check), "::error title=", 14), 0);
    text_release(&made.out);
}

/* Quiet only where there is nothing to say at all. */
static void one_line_where_nothing_changed(void **state)
{
    struct verdict_rule rules[] = {{"plan", "", LEVEL_DENY, RULE_PASSED, "Holds.", "", 0, 0},
                                   {"gap", "", LEVEL_WARN, RULE_PASSED, "Small.", "", 0, 0}};
    struct difference difference = {.same_settings = true, .same_profile = true, .same_prices = true};
    struct made made;
    (void)state;
    made_begin(&made, rules, 2);
    made.verdict.passed = true;
    assert_int_equal(count_of(written(&made, text_report_check), "\n") > 1, 1); /* no baseline to be quiet about */
    made.report.difference = &difference;
    made.report.baseline = &made.plan;
    made.verdict.proposal.given = true;
    made.verdict.proposal.why = "";
    assert_string_equal(written(&made, text_report_check),
                        "shop: nothing changed, $1,234.56 a month, no rule is breached.\n");
    assert_string_equal(written(&made, github_report_check), "");
    assert_string_equal(written(&made, gitlab_report_check), "[]\n");
    assert_null(strstr(written(&made, sarif_report_check), "ruleId"));
    made.plan.profile_name = HOSTILE HOSTILE HOSTILE;
    written(&made, text_report_check);
    assert_fits_and_is_safe(&made.out);
    assert_int_equal(count_of(made.out.bytes, "\n"), 1);
    made.verdict.proposal.changed = true;
    assert_false(check_is_quiet(&made.report));
    made.verdict.proposal.changed = false;
    rules[1].outcome = RULE_BREACHED;
    assert_false(check_is_quiet(&made.report));
    rules[1].outcome = RULE_PASSED;
    struct difference_row row = {.name = "web",
                                 .old_place = "fargate",
                                 .new_place = "fargate",
                                 .old_type = "",
                                 .new_type = "",
                                 .by_cause_nano = {[CHANGE_PRICE] = 1, [CHANGE_SOLVER] = -1}};
    difference.rows = &row;
    difference.rows_count = 1;
    assert_false(check_is_quiet(&made.report));
    text_release(&made.out);
}

static void seconds_are_seconds(void **state)
{
    struct made made;
    (void)state;
    made_begin(&made, hostile_rules, 4);
    made.verdict.seconds = 12.3456;
    const char *out = written(&made, junit_report_check);
    assert_non_null(strstr(out, "tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"1\" time=\"12.346\">"));
    assert_non_null(strstr(out, "<testcase classname=\"budget\" name=\"the whole plan\" time=\"12.346\">"));
    assert_int_equal(count_of(out, "time=\"0.000\""), 3);
    text_release(&made.out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thousands_of_breaches_stay_within_limits),
        cmocka_unit_test(long_names_stay_within_limits),
        cmocka_unit_test(hostile_names_are_shown_and_nothing_more),
        cmocka_unit_test(identities_outlive_figures),
        cmocka_unit_test(files_as_forges_name_them),
        cmocka_unit_test(one_line_where_nothing_changed),
        cmocka_unit_test(seconds_are_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
