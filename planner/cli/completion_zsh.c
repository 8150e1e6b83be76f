#include "planner/cli/completion.h"
#include "planner/cli/completion_words.h"
#include <string.h>

static const char tail[] = "}\n"
                           "if [[ $funcstack[1] == _bayplan ]]; then\n"
                           "    _bayplan \"$@\"\n"
                           "else\n"
                           "    compdef _bayplan bayplan\n"
                           "fi\n";

static const char special[] = "[]:\\";

/* ":VALUE:action" of _arguments. */
static void add_action(struct text *out, enum value_kind kind, const char *const *choices)
{
    const char *const *words = value_choices(kind, choices);
    if (value_is_formats(kind)) {
        text_add(out, " _bayplan_formats "); /* the blank: called with these words alone */
        words_add_choices(out, words);
    } else if (kind == VALUE_FILE) {
        text_add(out, "_files");
    } else if (kind == VALUE_COMMAND) {
        text_add(out, "(");
        words_add_first(out);
        text_add(out, ")");
    } else if (words && kind == VALUE_LIST) {
        text_add(out, "_values -s , name ");
        words_add_choices(out, words);
    } else if (words) {
        text_add(out, "(");
        words_add_choices(out, words);
        text_add(out, ")");
    }
}

static void add_described(struct text *out, const char *name, const char *summary)
{
    text_printf(out, " '%s:", name);
    words_add_quoted(out, summary, special);
    text_add(out, "'");
}

static void add_commands(struct text *out, const struct command *all, int count)
{
    char group[OPTION_NAME_SIZE];
    text_add(out, "    if ((CURRENT == 2)); then\n        choices=(");
    for (int i = 0; i < count; i++) {
        if (words_open_group(all, i, group))
            add_described(out, group, all[i].summary);
        else if (!strchr(all[i].name, ' '))
            add_described(out, all[i].name, all[i].summary);
    }
    text_add(out, ")\n        _describe -t commands command choices\n        return\n    fi\n    case $command in\n");
    for (int i = 0; i < count; i++) {
        if (!words_open_group(all, i, group))
            continue;
        text_printf(out, "    %s)\n        if ((CURRENT == 3)); then\n            choices=(", group);
        for (int j = i; j < count; j++)
            if (strncmp(all[j].name, group, strlen(group)) == 0)
                add_described(out, all[j].name + strlen(group) + 1, all[j].summary);
        text_add(out, ")\n            _describe -t commands command choices\n            return\n        fi\n"
                      "        command+=\" $words[3]\"\n        shift words\n        ((CURRENT--))\n        ;;\n");
    }
    text_add(out, "    esac\n    shift words\n    ((CURRENT--))\n");
}

static void add_option(struct text *out, const struct cli_option *option)
{
    const char *equals = option->kind == VALUE_NONE ? "" : "=", *again = value_is_formats(option->kind) ? "*" : "";
    if (option->letter)
        text_printf(out, " \\\n            '(-%c --%s)'{-%c,--%s%s}'[", option->letter, option->name, option->letter,
                    option->name, equals);
    else
        text_printf(out, " \\\n            '%s--%s%s[", again, option->name, equals);
    words_add_quoted(out, option->help, special);
    text_add(out, "]");
    if (option->kind != VALUE_NONE) {
        text_printf(out, ":%s:", option->value_name);
        add_action(out, option->kind, option->choices);
    }
    text_add(out, "'");
}

void completion_zsh(struct text *out)
{
    int count = 0;
    const struct command *all = commands(&count);
    text_add(out, "#compdef bayplan\n# zsh completion for bayplan; made by 'bayplan completion zsh'\n"
                  "_bayplan_formats() { if compset -P '*='; then _files; else compadd -S '' -- \"$@\"; fi }\n"
                  "_bayplan() {\n    local command=$words[2]\n    local -a choices\n");
    add_commands(out, all, count);
    text_add(out, "    case $command in\n");
    for (int i = 0; i < count; i++) {
        text_printf(out, "    '%s')\n        _arguments '(-h --help)'{-h,--help}'[Show this command'\\''s help]'",
                    all[i].name);
        for (const struct cli_option *const *at = all[i].options; *at; at++)
            add_option(out, *at);
        if (all[i].arguments_max > 0) {
            text_add(out, " \\\n            '1:argument:");
            add_action(out, all[i].argument_kind, all[i].argument_choices);
            text_add(out, "'");
        }
        text_add(out, "\n        ;;\n");
    }
    text_add(out, "    esac\n");
    text_add(out, tail);
}
