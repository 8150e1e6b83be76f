#include "planner/cli/help.h"
#include "reports/screen.h"
#include <stdio.h>
#include <string.h>

enum { NAME_COLUMNS = 28 };

/* "  NAME        text", the text wrapped under itself; a long name has a line of its own. */
static void add_entry(struct text *out, const char *name, const char *text)
{
    struct screen screen = {.out = out, .width = SCREEN_WIDTH};
    struct text first = {0};
    if (text_columns(name) > NAME_COLUMNS - 4) {
        text_printf(out, "  %s\n", name);
        name = "";
    }
    text_init(&first, 4 * NAME_COLUMNS);
    text_printf(&first, "  %-*s", NAME_COLUMNS - 2, name);
    screen_paragraph(&screen, INK_PLAIN, first.bytes, "%s", text);
    text_release(&first);
}

static void add_paragraphs(struct text *out, const char *paragraphs, const char *indent, bool wrapped)
{
    struct screen screen = {.out = out, .width = wrapped ? SCREEN_WIDTH : 10 * SCREEN_WIDTH};
    while (*paragraphs) {
        int length = (int)strcspn(paragraphs, "\n");
        screen_paragraph(&screen, INK_PLAIN, indent, "%.*s", length, paragraphs);
        paragraphs += length + (paragraphs[length] == '\n');
    }
}

static void add_command_entry(struct text *out, const struct command *command)
{
    char name[128];
    snprintf(name, sizeof name, "%s%s%s", command->name, *command->arguments ? " " : "", command->arguments);
    add_entry(out, name, command->summary);
}

/* What an answer's exit code says besides; an error has these codes too, or none. */
static const char *answer_of_code(int code)
{
    static const char *const answers[] = {[3] = "a rule of the policy is breached",
                                          [4] = "a plan that does not hold",
                                          [5] = "what runs is not what the plan says"};
    return code < (int)(sizeof answers / sizeof *answers) ? answers[code] : NULL;
}

/* The kinds of errors by exit code, from the one list of them. */
static void add_exit_codes(struct text *out)
{
    static const enum error_kind kinds[] = {
#define X(kind, word, code) kind,
        ERROR_KINDS(X)
#undef X
    };
    size_t count = sizeof kinds / sizeof *kinds;
    for (int code = 0; code < 8; code++) {
        char name[16];
        struct text words = {0};
        text_init(&words, 1024);
        for (size_t i = 0; i < count; i++)
            if (error_exit_code(kinds[i]) == code)
                text_printf(&words, "%s%s", words.length ? ", " : "", error_word(kinds[i]));
        snprintf(name, sizeof name, "%d", code);
        if (answer_of_code(code))
            text_printf(&words, "%s%s", words.length ? ", " : "", answer_of_code(code));
        if (words.length > 0)
            add_entry(out, name, words.bytes);
        text_release(&words);
    }
}

void help_overview(struct text *out)
{
    int count = 0;
    const struct command *all = commands(&count);
    text_add(out, "bayplan: capacity planner and cost advisor for Amazon ECS\n\n"
                  "Usage: bayplan COMMAND [OPTIONS] [ARGUMENTS]\n\nCommands:\n");
    for (int i = 0; i < count; i++)
        add_command_entry(out, &all[i]);
    text_add(out, "\nOptions everywhere:\n");
    add_entry(out, "-h, --help", "Show a command's arguments, options and examples");
    add_entry(out, "-V, --version", "Show the version");
    text_add(out, "\nEvery option can also be set, the later wins, in\n");
    add_entry(out, "config.json",
              "in $XDG_CONFIG_HOME/bayplan or ~/.config/bayplan: {\"schema\": "
              "\"bayplan.config/1\", \"time_limit\": 30}");
    add_entry(out, "./bayplan.json", "the same, for one folder");
    add_entry(out, "environment", "the name shown with each option, such as BAYPLAN_TIME_LIMIT");
    text_add(out, "\nExit codes:\n");
    add_exit_codes(out);
}

static void add_option(struct text *out, const struct cli_option *option)
{
    char name[128], variable[OPTION_NAME_SIZE];
    struct text facts = {0};
    struct screen screen = {.out = out, .width = SCREEN_WIDTH};
    const char *const *choices = value_choices(option->kind, option->choices);
    text_init(&facts, 4096);
    char letter[8] = "    ";
    if (option->letter)
        snprintf(letter, sizeof letter, "-%c, ", option->letter);
    snprintf(name, sizeof name, "%s--%s%s%s", letter, option->name, option->value_name ? " " : "",
             option->value_name ? option->value_name : "");
    add_entry(out, name, option->help);
    for (size_t i = 0; choices && choices[i]; i++)
        text_printf(&facts, "%s%s", i ? ", " : "", choices[i]);
    if (choices)
        text_add(&facts, "; ");
    if (option->fallback)
        text_printf(&facts, "default: %s; ", option->fallback);
    text_printf(&facts, "env: %s", option_environment_name(option, variable));
    snprintf(name, sizeof name, "%*s[", NAME_COLUMNS, "");
    screen_paragraph(&screen, INK_PLAIN, name, "%s]", facts.bytes);
    text_release(&facts);
}

void help_command(struct text *out, const struct command *command)
{
    text_printf(out, "%s\n\nUsage: bayplan %s%s%s%s\n\n", command->summary, command->name,
                *command->options ? " [OPTIONS]" : "", *command->arguments ? " " : "", command->arguments);
    add_paragraphs(out, command->details, "", true);
    if (command->argument_choices) {
        text_printf(out, "%s is one of", command->arguments);
        for (size_t i = 0; command->argument_choices[i]; i++)
            text_printf(out, "%s %s", i ? "," : "", command->argument_choices[i]);
        text_add(out, ".\n");
    }
    text_add(out, "\nOptions:\n");
    for (const struct cli_option *const *at = command->options; *at; at++)
        add_option(out, *at);
    add_entry(out, "-h, --help", "Show this");
    text_add(out, "\nExamples:\n");
    add_paragraphs(out, command->examples, "  ", false);
}

bool help_group(struct text *out, const char *group)
{
    int count = 0, found = 0;
    size_t length = strlen(group);
    const struct command *all = commands(&count);
    for (int i = 0; i < count; i++) {
        if (strncmp(all[i].name, group, length) != 0 || all[i].name[length] != ' ')
            continue;
        if (found++ == 0)
            text_printf(out, "Usage: bayplan %s COMMAND [OPTIONS] [ARGUMENTS]\n\nCommands:\n", group);
        add_command_entry(out, &all[i]);
    }
    return found > 0;
}
