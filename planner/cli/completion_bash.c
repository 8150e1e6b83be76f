#include "planner/cli/completion.h"
#include "planner/cli/completion_words.h"
#include <string.h>

static const char head[] =
    "# bash completion for bayplan; made by 'bayplan completion bash'\n"
    "_bayplan_words() { mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\"); }\n"
    "_bayplan_list() {\n"
    "    local before=\n"
    "    [[ $cur == *,* ]] && before=${cur%,*},\n"
    "    mapfile -t COMPREPLY < <(compgen -P \"$before\" -W \"$1\" -- \"${cur##*,}\")\n"
    "    compopt -o nospace 2>/dev/null\n"
    "}\n"
    "_bayplan_files() { mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); compopt -o filenames 2>/dev/null; }\n"
    "_bayplan_formats() { _bayplan_words \"$1\"; compopt -o nospace 2>/dev/null; }\n"
    "_bayplan() {\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}\n"
    "    COMPREPLY=()\n"
    "    [[ $prev == = ]] && prev=${COMP_WORDS[COMP_CWORD-2]}\n"
    "    [[ $cur == = ]] && cur=\n";

static const char tail[] = "}\ncomplete -F _bayplan bayplan\n";

/* What completes a value of this kind. */
static void add_offer(struct text *out, enum value_kind kind, const char *const *choices)
{
    const char *const *words = value_choices(kind, choices);
    if (value_is_formats(kind)) {
        text_add(out, "_bayplan_formats '");
        words_add_choices(out, words);
        text_add(out, "'");
    } else if (kind == VALUE_FILE) {
        text_add(out, "_bayplan_files");
    } else if (kind == VALUE_COMMAND) {
        text_add(out, "_bayplan_words '");
        words_add_first(out);
        text_add(out, "'");
    } else if (words) {
        text_add(out, kind == VALUE_LIST ? "_bayplan_list '" : "_bayplan_words '");
        words_add_choices(out, words);
        text_add(out, "'");
    } else {
        text_add(out, ":");
    }
}

static void add_commands(struct text *out, const struct command *all, int count)
{
    char group[OPTION_NAME_SIZE];
    text_add(out, "    if ((COMP_CWORD == 1)); then\n        _bayplan_words '");
    words_add_first(out);
    text_add(out, " --help --version'\n        return\n    fi\n    case $command in\n");
    for (int i = 0; i < count; i++) {
        if (!words_open_group(all, i, group))
            continue;
        text_printf(out, "    %s)\n        if ((COMP_CWORD == 2)); then\n            _bayplan_words '", group);
        words_add_second(out, group);
        text_add(out, "'\n            return\n        fi\n        command+=\" ${COMP_WORDS[2]}\"\n        ;;\n");
    }
    text_add(out, "    esac\n");
}

static void add_values(struct text *out, const struct command *all, int count)
{
    text_add(out, "    case \"$command $prev\" in\n");
    for (int i = 0; i < count; i++)
        for (const struct cli_option *const *at = all[i].options; *at; at++) {
            if ((*at)->kind == VALUE_NONE)
                continue;
            text_printf(out, "    '%s --%s'", all[i].name, (*at)->name);
            if ((*at)->letter)
                text_printf(out, " | '%s -%c'", all[i].name, (*at)->letter);
            text_add(out, ")\n        ");
            add_offer(out, (*at)->kind, (*at)->choices);
            text_add(out, "\n        return\n        ;;\n");
        }
    text_add(out, "    esac\n");
}

static void add_options_and_arguments(struct text *out, const struct command *all, int count)
{
    text_add(out, "    case \"$command:$cur\" in\n");
    for (int i = 0; i < count; i++) {
        text_printf(out, "    '%s:-'*)\n        _bayplan_words '", all[i].name);
        for (const struct cli_option *const *at = all[i].options; *at; at++)
            text_printf(out, "--%s ", (*at)->name);
        text_printf(out, "--help'\n        ;;\n    '%s:'*)\n        ", all[i].name);
        add_offer(out, all[i].argument_kind, all[i].argument_choices);
        text_add(out, "\n        ;;\n");
    }
    text_add(out, "    esac\n");
}

void completion_bash(struct text *out)
{
    int count = 0;
    const struct command *all = commands(&count);
    text_add(out, head);
    add_commands(out, all, count);
    add_values(out, all, count);
    add_options_and_arguments(out, all, count);
    text_add(out, tail);
}
