/* Command lines read: every form an option may take, and the words for every mistake. */
#include "data/base/text.h"
#include "data/verdict.h"
#include "planner/cli/options.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WORDS_MAX = 8 };

/* No configuration, no environment. */
static int clean_world(void **state)
{
    (void)state;
    char name[OPTION_NAME_SIZE];
    for (int i = 0; i < OPTION_IDS_COUNT; i++)
        unsetenv(option_environment_name(option_of(NULL, (enum option_id)i), name));
    return setenv("XDG_CONFIG_HOME", "/nonexistent", 1) || setenv("HOME", "/nonexistent", 1);
}

static bool read_line(struct invocation *invocation, const char *line, struct error *err)
{
    static char copy[512];
    char *words[WORDS_MAX];
    int count = 0;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *rest = copy, *word; (word = strtok_r(rest, " ", &rest)) != NULL && count < WORDS_MAX;)
        words[count++] = word;
    *err = (struct error){0};
    return invocation_read(invocation, count, words, err);
}

static void lines_that_are_right(void **state)
{
    static const struct {
        const char *line, *command;
        enum option_id id;
        const char *text;
        int arguments_count;
    } rows[] = {
        {"plan p.json", "plan", OPTION_TIME_LIMIT, "10", 1},
        {"plan p.json", "plan", OPTION_OUTPUT, NULL, 1},
        {"plan --time-limit 2.5 p.json", "plan", OPTION_TIME_LIMIT, "2.5", 1},
        {"plan --time-limit=2.5 p.json", "plan", OPTION_TIME_LIMIT, "2.5", 1},
        {"plan p.json --time-limit 1 --time-limit 3", "plan", OPTION_TIME_LIMIT, "3", 1},
        {"plan p.json -o out", "plan", OPTION_OUTPUT, "out", 1},
        {"plan p.json -oout", "plan", OPTION_OUTPUT, "out", 1},
        {"plan p.json --output=a=b", "plan", OPTION_OUTPUT, "a=b", 1},
        {"plan p.json --output -", "plan", OPTION_OUTPUT, "-", 1},
        {"plan -q -", "plan", OPTION_QUIET, "true", 1},
        {"plan -- --output", "plan", OPTION_OUTPUT, NULL, 1},
        {"explain plan.json web", "explain", OPTION_COLOR, "auto", 2},
        {"simulate p.json", "simulate", OPTION_SEED, NULL, 1},
        {"simulate p.json --seed 1000000000", "simulate", OPTION_SEED, "1000000000", 1},
        {"simulate --scenario zone_loss,week -", "simulate", OPTION_SCENARIO, "zone_loss,week", 1},
        {"prices show m7g.* --purchase spot", "prices show", OPTION_PURCHASE, "spot", 1},
        {"prices show", "prices show", OPTION_REGION, "us-east-1", 0},
        {"", "help", OPTION_COLOR, NULL, 0},
        {"--help", "help", OPTION_COLOR, NULL, 0},
        {"--version", "version", OPTION_COLOR, NULL, 0},
        {"prices --help", "help", OPTION_COLOR, NULL, 1},
        {"help prices show", "help", OPTION_COLOR, NULL, 2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct invocation invocation = {0};
        struct error err = {0};
        if (!read_line(&invocation, rows[i].line, &err))
            fail_msg("'%s': %s: %s", rows[i].line, err.where, err.text);
        const char *text = invocation.settings[rows[i].id].text;
        assert_string_equal(invocation.command->name, rows[i].command);
        assert_int_equal(invocation.arguments_count, rows[i].arguments_count);
        assert_int_equal(text == NULL, rows[i].text == NULL);
        if (text)
            assert_string_equal(text, rows[i].text);
        invocation_release(&invocation);
    }
}

static void lines_that_are_wrong(void **state)
{
    static const struct {
        const char *line, *where, *text;
    } rows[] = {
        {"plna", "", "there is no command 'plna'; did you mean 'plan'?"},
        {"zzzzzz", "", "there is no command 'zzzzzz'"},
        {"prices", "", "'prices' needs a command after it; see 'bayplan help prices'"},
        {"prices shwo", "", "there is no command 'prices shwo'; did you mean 'prices show'?"},
        {"--quiet plan", "", "the command comes before its options: bayplan COMMAND --quiet"},
        {"plan", "", "'plan' needs PROFILE"},
        {"plan a b", "", "'plan' takes no further argument 'b'"},
        {"version x", "", "'version' takes no further argument 'x'"},
        {"plan a --formt json", "", "'plan' has no option '--formt'; did you mean '--format'?"},
        {"plan a --formt=json", "", "'plan' has no option '--formt'; did you mean '--format'?"},
        {"plan a --hlep", "", "'plan' has no option '--hlep'; did you mean '--help'?"},
        {"plan a -x", "", "'plan' has no option '-x'"},
        {"plan a --region us-east-1", "", "'plan' has no option '--region'"},
        {"simulate a --format", "--format", "FORMAT is missing"},
        {"simulate a --format jsn", "--format", "'jsn' is none of text, json; did you mean 'json'?"},
        {"simulate a --format csv", "--format", "'csv' is none of text, json"},
        {"plan a --format", "--format", "FORMAT[=FILE] is missing"},
        {"plan a --format html=", "--format", "a file name is missing after 'html='"},
        {"diff a b --format html", "--format", "'html' is none of text, markdown, json, csv"},
        {"diff a b --format jsn=x", "--format", "'jsn' is none of text, markdown, json, csv; did you mean 'json'?"},
        {"diff a b --format text,csv", "--format", "'text,csv' is none of text, markdown, json, csv"},
        {"diff a", "", "'diff' needs OLD NEW"},
        {"check a --date 2026-13-01", "--date", "'2026-13-01' is not a date like 2026-11-22"},
        {"check a --date 2026-1-01", "--date", "'2026-1-01' is not a date like 2026-11-22"},
        {"plan a --quiet=true", "--quiet", "takes no value"},
        {"plan a --output=", "--output", "a file name is missing"},
        {"plan a --time-limit -3", "--time-limit", "'-3' is not a number of seconds above 0 and at most 604800"},
        {"plan a --time-limit 1e", "--time-limit", "'1e' is not a number of seconds above 0 and at most 604800"},
        {"simulate p --seed 0", "--seed", "'0' is not a whole number from 1 to 1000000000"},
        {"simulate p --seed -1", "--seed", "'-1' is not a whole number from 1 to 1000000000"},
        {"simulate p --seed 1.5", "--seed", "'1.5' is not a whole number from 1 to 1000000000"},
        {"simulate p --seed 1000000001", "--seed", "'1000000001' is not a whole number from 1 to 1000000000"},
        {"simulate p --seed 18446744073709551617", "--seed",
         "'18446744073709551617' is not a whole number from 1 to 1000000000"},
        {"simulate p --scenario wek", "--scenario",
         "'wek' is none of week, cold_start, deployment, zone_loss, spot; did you mean 'week'?"},
        {"simulate p --scenario week,zoneloss", "--scenario",
         "'zoneloss' is none of week, cold_start, deployment, zone_loss, spot; did you mean 'zone_loss'?"},
        {"simulate p --scenario week,", "--scenario", "'' is none of week, cold_start, deployment, zone_loss, spot"},
        {"completion tcsh", "SHELL", "'tcsh' is none of bash, zsh, fish"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct invocation invocation = {0};
        struct error err = {0};
        if (read_line(&invocation, rows[i].line, &err))
            fail_msg("'%s' is taken", rows[i].line);
        assert_int_equal(err.kind, ERROR_USAGE);
        assert_string_equal(err.where, rows[i].where);
        assert_string_equal(err.text, rows[i].text);
        invocation_release(&invocation);
    }
}

/* What lists and numbers are read as. */
static void values_are_read(void **state)
{
    struct invocation invocation = {0};
    struct error err = {0};
    (void)state;
    assert_true(read_line(&invocation, "simulate p --scenario zone_loss,week,week --seed 0200", &err));
    assert_int_equal(invocation.settings[OPTION_SCENARIO].members, 1u << SCENARIO_WEEK | 1u << SCENARIO_ZONE_LOSS);
    assert_int_equal(invocation.settings[OPTION_SEED].count, 200);
    invocation_release(&invocation);
    assert_true(read_line(&invocation, "simulate p", &err));
    assert_int_equal(invocation.settings[OPTION_SCENARIO].members, 0);
    assert_null(invocation.settings[OPTION_SEED].text);
    invocation_release(&invocation);
}

static void assert_formats(const struct invocation *invocation, const struct format_choice *expected, int count)
{
    const struct setting *setting = &invocation->settings[OPTION_FORMAT];
    assert_int_equal(setting->formats_count, count);
    for (int i = 0; i < count; i++) {
        assert_string_equal(setting->formats[i].name, expected[i].name);
        assert_int_equal(setting->formats[i].path == NULL, expected[i].path == NULL);
        if (expected[i].path)
            assert_string_equal(setting->formats[i].path, expected[i].path);
    }
}

/* On the command line one by one, with whatever name a file has; in the environment a list, which the former replaces.
 */
static void formats_are_read(void **state)
{
    static const struct format_choice unset[] = {{"text", NULL}},
                                      given[] = {{"csv", "a,b=c.csv"}, {"json", "-"}, {"csv", NULL}},
                                      listed[] = {{"csv", "x.csv"}, {"markdown", NULL}, {"json", "-"}};
    struct invocation invocation = {0};
    struct error err = {0};
    (void)state;
    assert_true(read_line(&invocation, "report p", &err));
    assert_formats(&invocation, unset, 1);
    invocation_release(&invocation);
    assert_true(read_line(&invocation, "report p --format=csv=a,b=c.csv --format json=- --format csv", &err));
    assert_formats(&invocation, given, 3);
    invocation_release(&invocation);
    setenv("BAYPLAN_FORMAT", " csv=x.csv,markdown\tjson=- ", 1);
    assert_true(read_line(&invocation, "report p", &err));
    assert_formats(&invocation, listed, 3);
    invocation_release(&invocation);
    assert_true(read_line(&invocation, "report p --format=csv=a,b=c.csv --format json=- --format csv", &err));
    assert_formats(&invocation, given, 3);
    invocation_release(&invocation);
    setenv("BAYPLAN_FORMAT", " , ", 1);
    assert_false(read_line(&invocation, "report p", &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    invocation_release(&invocation);
    assert_int_equal(clean_world(NULL), 0);
}

static void too_many_formats_are_refused(void **state)
{
    struct text list = {0};
    struct invocation invocation = {0};
    struct error err = {0};
    (void)state;
    text_init(&list, 4096);
    for (int i = 0; i <= FORMAT_CHOICES_MAX; i++)
        text_printf(&list, "csv=%d ", i);
    setenv("BAYPLAN_FORMAT", list.bytes, 1);
    assert_false(read_line(&invocation, "report p", &err));
    assert_string_equal(err.text, "more than 20 formats");
    invocation_release(&invocation);
    text_release(&list);
    assert_int_equal(clean_world(NULL), 0);
}

static void dates_are_read(void **state)
{
    struct invocation invocation = {0};
    struct error err = {0};
    (void)state;
    assert_true(read_line(&invocation, "check p --date 1970-01-31", &err));
    assert_int_equal(invocation.settings[OPTION_DATE].days, 30);
    invocation_release(&invocation);
}

/* An option of one command in another's environment is no business of it; a wrong value is, even if overruled. */
static void environment_is_read(void **state)
{
    struct invocation invocation = {0};
    struct error err = {0};
    (void)state;
    setenv("BAYPLAN_REGION", "nowhere", 1);
    setenv("BAYPLAN_QUIET", "yes", 1);
    assert_true(read_line(&invocation, "plan a", &err));
    assert_true(invocation.settings[OPTION_QUIET].flag);
    assert_int_equal(invocation.settings[OPTION_QUIET].origin, ORIGIN_ENVIRONMENT);
    invocation_release(&invocation);
    assert_false(read_line(&invocation, "prices show --region us-east-1", &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.where, "BAYPLAN_REGION");
    invocation_release(&invocation);
    assert_int_equal(clean_world(NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines_that_are_right),
                                       cmocka_unit_test(lines_that_are_wrong),
                                       cmocka_unit_test(values_are_read),
                                       cmocka_unit_test(formats_are_read),
                                       cmocka_unit_test(too_many_formats_are_refused),
                                       cmocka_unit_test(dates_are_read),
                                       cmocka_unit_test(environment_is_read)};
    return cmocka_run_group_tests(tests, clean_world, NULL);
}
