#include "planner/cli/completion.h"
#include "planner/cli/completion_words.h"
#include <string.h>

static const char head[] = "# fish completion for bayplan; made by 'bayplan completion fish'\n"
                           "function __bayplan_words\n"
                           "    set -l words (commandline -opc)\n"
                           "    set -e words[1]\n"
                           "    string join ' ' -- $words\n"
                           "end\n"
                           "function __bayplan_in\n"
                           "    string match -q -- \"$argv *\" (__bayplan_words)' '\n"
                           "end\n"
                           "function __bayplan_at\n"
                           "    set -l words (__bayplan_words)\n"
                           "    test \"$argv\" = \"$words\"\n"
                           "end\n"
                           "function __bayplan_list\n"
                           "    set -l before (commandline -ct | string replace -r -- '^--[a-z-]+=' '' | "
                           "string match -r -- '^.*,')\n"
                           "    for word in $argv\n"
                           "        echo \"$before$word\"\n"
                           "    end\n"
                           "end\n"
                           "function __bayplan_formats\n"
                           "    set -l word (commandline -ct | string replace -r -- '^--[a-z-]+=' '')\n"
                           "    set -l before (string match -r -- '^[^=]*=' $word)\n"
                           "    if test -n \"$before\"\n"
                           "        set -l rest (string replace -r -- '^[^=]*=' '' $word)\n"
                           "        printf '%s\\n' $before(__fish_complete_path $rest)\n"
                           "    else\n"
                           "        printf '%s\\n' $argv\n"
                           "    end\n"
                           "end\n"
                           "complete -c bayplan -f\n"
                           "complete -c bayplan -n '__bayplan_at' -s h -l help -d 'Show the commands'\n"
                           "complete -c bayplan -n '__bayplan_at' -s V -l version -d 'Show the version'\n";

static void add_described(struct text *out, const char *description)
{
    text_add(out, " -d '");
    for (; *description; description++) {
        if (*description == '\'' || *description == '\\')
            text_add(out, "\\");
        text_add_bytes(out, description, 1);
    }
    text_add(out, "'\n");
}

static void add_offer(struct text *out, enum value_kind kind, const char *const *choices)
{
    const char *const *words = value_choices(kind, choices);
    if (value_is_formats(kind)) {
        text_add(out, " -x -a '(__bayplan_formats ");
        words_add_choices(out, words);
        text_add(out, ")'");
    } else if (kind == VALUE_FILE) {
        text_add(out, " -r -F");
    } else if (kind == VALUE_COMMAND) {
        text_add(out, " -x -a '");
        words_add_first(out);
        text_add(out, "'");
    } else if (words && kind == VALUE_LIST) {
        text_add(out, " -x -a '(__bayplan_list ");
        words_add_choices(out, words);
        text_add(out, ")'");
    } else if (words) {
        text_add(out, " -x -a '");
        words_add_choices(out, words);
        text_add(out, "'");
    } else if (kind != VALUE_NONE) {
        text_add(out, " -x");
    }
}

static void add_names(struct text *out, const struct command *all, int count)
{
    char group[OPTION_NAME_SIZE];
    for (int i = 0; i < count; i++) {
        const char *second = strchr(all[i].name, ' ');
        if (words_open_group(all, i, group)) {
            text_printf(out, "complete -c bayplan -n '__bayplan_at' -a %s", group);
            add_described(out, all[i].summary);
        }
        if (second)
            text_printf(out, "complete -c bayplan -n '__bayplan_at %.*s' -a %s", (int)(second - all[i].name),
                        all[i].name, second + 1);
        else
            text_printf(out, "complete -c bayplan -n '__bayplan_at' -a %s", all[i].name);
        add_described(out, all[i].summary);
    }
}

static void add_command(struct text *out, const struct command *command)
{
    text_printf(out, "complete -c bayplan -n '__bayplan_in %s' -s h -l help", command->name);
    add_described(out, "Show this command's help");
    for (const struct cli_option *const *at = command->options; *at; at++) {
        text_printf(out, "complete -c bayplan -n '__bayplan_in %s' -l %s", command->name, (*at)->name);
        if ((*at)->letter)
            text_printf(out, " -s %c", (*at)->letter);
        add_offer(out, (*at)->kind, (*at)->choices);
        add_described(out, (*at)->help);
    }
    if (command->arguments_max > 0 && command->argument_kind != VALUE_NONE) {
        text_printf(out, "complete -c bayplan -n '__bayplan_in %s'", command->name);
        if (command->argument_kind == VALUE_FILE)
            text_add(out, " -F");
        else
            add_offer(out, command->argument_kind, command->argument_choices);
        add_described(out, command->arguments);
    }
}

void completion_fish(struct text *out)
{
    int count = 0;
    const struct command *all = commands(&count);
    text_add(out, head);
    add_names(out, all, count);
    for (int i = 0; i < count; i++)
        add_command(out, &all[i]);
}
