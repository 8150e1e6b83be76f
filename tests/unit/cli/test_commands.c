/* The table of commands holds together: what help, completion, environment and configuration rely on. */
#include "planner/cli/commands.h"
#include "planner/cli/completion.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void commands_are_told_apart(void **state)
{
    int count = 0;
    const struct command *all = commands(&count);
    (void)state;
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        assert_ptr_equal(command_find(all[i].name), &all[i]);
        assert_true(all[i].arguments_min <= all[i].arguments_max);
        assert_true(all[i].arguments_max <= COMMAND_ARGUMENTS_MAX);
        assert_int_equal(all[i].arguments_max > 0, all[i].arguments[0] != '\0');
        assert_int_equal(all[i].argument_kind == VALUE_CHOICE, all[i].argument_choices != NULL);
        assert_true(*all[i].summary && *all[i].details && *all[i].examples && all[i].run);
        assert_true(all[i].summary[strlen(all[i].summary) - 1] != '.');
    }
    assert_null(command_find("prices"));
    assert_null(command_find(""));
}

/* Options of a command are sorted by name; letters are not shared; defaults are values they take. */
static void options_are_told_apart(void **state)
{
    int count = 0;
    const struct command *all = commands(&count);
    (void)state;
    for (int i = 0; i < count; i++) {
        char letters[64] = "hV";
        for (const struct cli_option *const *at = all[i].options; *at; at++) {
            assert_true(at == all[i].options || strcmp(at[-1]->name, (*at)->name) < 0);
            assert_true((*at)->id < OPTION_IDS_COUNT);
            assert_int_equal((*at)->kind == VALUE_NONE, (*at)->value_name == NULL);
            assert_int_equal((*at)->kind == VALUE_CHOICE || (*at)->kind == VALUE_LIST, (*at)->choices != NULL);
            assert_ptr_equal(option_of(&all[i], (*at)->id), *at);
            if ((*at)->letter) {
                assert_null(strchr(letters, (*at)->letter));
                snprintf(letters + strlen(letters), 2, "%c", (*at)->letter);
            }
            const char *const *choices = value_choices((*at)->kind, (*at)->choices);
            bool taken = !choices || !(*at)->fallback || (*at)->kind == VALUE_LIST; /* several: read as any other */
            for (size_t c = 0; choices && choices[c]; c++)
                taken = taken || strcmp(choices[c], (*at)->fallback) == 0;
            assert_true(taken);
        }
    }
}

/* One id, one name, one environment variable and one key, whichever command it is in. */
static void options_keep_their_names(void **state)
{
    char variables[OPTION_IDS_COUNT][OPTION_NAME_SIZE], key[OPTION_NAME_SIZE];
    int count = 0;
    const struct command *all = commands(&count);
    (void)state;
    for (int i = 0; i < OPTION_IDS_COUNT; i++) {
        const struct cli_option *option = option_of(NULL, (enum option_id)i);
        assert_non_null(option);
        option_environment_name(option, variables[i]);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(variables[i], variables[j]);
        for (int c = 0; c < count; c++) {
            const struct cli_option *there = option_of(&all[c], (enum option_id)i);
            if (there)
                assert_string_equal(there->name, option->name);
        }
    }
    assert_string_equal(variables[OPTION_TIME_LIMIT], "BAYPLAN_TIME_LIMIT");
    assert_string_equal(option_key(option_of(NULL, OPTION_TIME_LIMIT), key), "time_limit");
}

static void assert_mentions_everything(void (*add)(struct text *out), const char *option_prefix)
{
    struct text out = {0};
    int count = 0;
    const struct command *all = commands(&count);
    text_init(&out, 1024 * 1024);
    add(&out);
    assert_false(out.overflown);
    for (int i = 0; i < count; i++) {
        const char *last = strrchr(all[i].name, ' ');
        assert_non_null(strstr(out.bytes, last ? last + 1 : all[i].name));
        for (const struct cli_option *const *at = all[i].options; *at; at++) {
            char word[2 * OPTION_NAME_SIZE];
            snprintf(word, sizeof word, "%s%s", option_prefix, (*at)->name);
            assert_non_null(strstr(out.bytes, word));
        }
    }
    text_release(&out);
}

static void completion_leaves_nothing_out(void **state)
{
    (void)state;
    assert_mentions_everything(completion_bash, "--");
    assert_mentions_everything(completion_zsh, "--");
    assert_mentions_everything(completion_fish, "-l ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_are_told_apart), cmocka_unit_test(options_are_told_apart),
        cmocka_unit_test(options_keep_their_names), cmocka_unit_test(completion_leaves_nothing_out)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
