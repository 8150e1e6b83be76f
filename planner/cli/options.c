#include "planner/cli/options.h"
#include "data/base/date.h"
#include "data/base/text.h"
#include "planner/cli/config.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool fail_choice(const char *const *choices, const char *text, enum error_kind kind, const char *where,
                        struct error *err)
{
    struct text list = {0};
    size_t count = 0;
    text_init(&list, 512);
    for (; choices[count]; count++)
        text_printf(&list, "%s%s", count ? ", " : "", choices[count]);
    const char *nearest = text_nearest(text, choices, count);
    error_set(err, kind, where, "'%s' is none of %s%s%s%s", text, list.bytes, nearest ? "; did you mean '" : "",
              nearest ? nearest : "", nearest ? "'?" : "");
    text_release(&list);
    return false;
}

static bool read_flag(const char *text, bool *ret_flag)
{
    static const char *const words[] = {"false", "true", "0", "1", "no", "yes"};
    for (int i = 0; i < 6; i++)
        if (strcmp(text, words[i]) == 0) {
            *ret_flag = i % 2;
            return true;
        }
    return false;
}

static bool read_seconds(const char *text, double *ret_seconds)
{
    char *end = NULL;
    if (*text == '\0' || text[strspn(text, "0123456789.eE+-")] != '\0')
        return false;
    double seconds = strtod(text, &end);
    *ret_seconds = seconds;
    return *end == '\0' && isfinite(seconds) && seconds > 0 && seconds <= TIME_LIMIT_SECONDS_MAX;
}

static bool read_count(const char *text, int64_t *ret_count)
{
    char *end = NULL;
    if (*text == '\0' || strlen(text) > 10 || text[strspn(text, "0123456789")] != '\0')
        return false;
    *ret_count = strtoll(text, &end, 10);
    return *end == '\0' && *ret_count >= 1 && *ret_count <= VALUE_COUNT_MAX;
}

static bool read_list(struct arena *arena, const char *const *choices, const char *text, enum error_kind kind,
                      const char *where, unsigned *ret_members, struct error *err)
{
    *ret_members = 0;
    for (;;) {
        size_t length = strcspn(text, ",");
        const char *word = arena_printf(arena, "%.*s", (int)length, text);
        int at = 0;
        while (choices[at] && strcmp(choices[at], word) != 0)
            at++;
        if (!choices[at])
            return fail_choice(choices, word, kind, where, err);
        *ret_members |= 1u << at;
        if (text[length] == '\0')
            return true;
        text += length + 1;
    }
}

static bool is_among(const char *word, const char *const *choices)
{
    while (*choices && strcmp(*choices, word) != 0)
        choices++;
    return *choices != NULL;
}

/* "FORMAT[=FILE]" is added to `setting`. */
static bool add_format(struct arena *arena, const char *const *choices, const char *text, enum error_kind kind,
                       const char *where, struct setting *setting, struct error *err)
{
    size_t length = strcspn(text, "=");
    struct format_choice choice = {.name = arena_strndup(arena, text, length)};
    if (!is_among(choice.name, choices))
        return fail_choice(choices, choice.name, kind, where, err);
    if (text[length] == '=')
        choice.path = arena_strdup(arena, text + length + 1);
    if (choice.path && !*choice.path)
        return error_set(err, kind, where, "a file name is missing after '%s'", text);
    if (setting->formats_count == FORMAT_CHOICES_MAX)
        return error_set(err, kind, where, "more than %d formats", FORMAT_CHOICES_MAX);
    struct format_choice *formats = ARENA_ARRAY(arena, struct format_choice, setting->formats_count + 1);
    for (int i = 0; i < setting->formats_count; i++)
        formats[i] = setting->formats[i];
    formats[setting->formats_count++] = choice;
    setting->formats = formats;
    return true;
}

/* On the command line one at a time, each added to those before it; elsewhere all of them, in place of what was set. */
static bool read_formats(struct invocation *invocation, const struct cli_option *option, enum error_kind kind,
                         const char *where, struct setting *setting, struct error *err)
{
    static const char separators[] = ", \t\r\n";
    const struct setting *before = &invocation->settings[option->id];
    const char *const *choices = value_choices(option->kind, option->choices);
    const char *text = setting->text;
    if (setting->origin == ORIGIN_COMMAND_LINE) {
        if (before->origin == ORIGIN_COMMAND_LINE) {
            setting->formats = before->formats;
            setting->formats_count = before->formats_count;
        }
        return add_format(&invocation->arena, choices, text, kind, where, setting, err);
    }
    for (text += strspn(text, separators); *text; text += strspn(text, separators)) {
        size_t length = strcspn(text, separators);
        const char *word = arena_strndup(&invocation->arena, text, length);
        if (!add_format(&invocation->arena, choices, word, kind, where, setting, err))
            return false;
        text += length;
    }
    return setting->formats_count > 0 || fail_choice(choices, setting->text, kind, where, err);
}

static bool add_text(struct arena *arena, const char *text, enum error_kind kind, const char *where,
                     struct setting *setting, struct error *err)
{
    if (setting->texts_count == TEXTS_MAX)
        return error_set(err, kind, where, "more than %d values", TEXTS_MAX);
    const char **texts = ARENA_ARRAY(arena, const char *, setting->texts_count + 1);
    for (int i = 0; i < setting->texts_count; i++)
        texts[i] = setting->texts[i];
    texts[setting->texts_count++] = text;
    setting->texts = texts;
    return true;
}

/* As read_formats. */
static bool read_texts(struct invocation *invocation, const struct cli_option *option, enum error_kind kind,
                       const char *where, struct setting *setting, struct error *err)
{
    static const char separators[] = " \t\r\n";
    const struct setting *before = &invocation->settings[option->id];
    const char *text = setting->text;
    if (setting->origin == ORIGIN_COMMAND_LINE && *text != '\0') {
        if (before->origin == ORIGIN_COMMAND_LINE) {
            setting->texts = before->texts;
            setting->texts_count = before->texts_count;
        }
        return add_text(&invocation->arena, text, kind, where, setting, err);
    }
    for (text += strspn(text, separators); *text; text += strspn(text, separators)) {
        size_t length = strcspn(text, separators);
        if (!add_text(&invocation->arena, arena_strndup(&invocation->arena, text, length), kind, where, setting, err))
            return false;
        text += length;
    }
    return setting->texts_count > 0 || error_set(err, kind, where, "a value is missing");
}

bool setting_read(struct invocation *invocation, const struct cli_option *option, const char *text, enum origin origin,
                  const char *where, struct error *err)
{
    enum error_kind kind = origin == ORIGIN_COMMAND_LINE ? ERROR_USAGE : ERROR_INPUT;
    struct setting setting = {.text = arena_strdup(&invocation->arena, text), .origin = origin};
    const char *const *choices = value_choices(option->kind, option->choices);
    switch (option->kind) {
    case VALUE_NONE:
        if (!read_flag(text, &setting.flag))
            return error_set(err, kind, where, "'%s' is neither true nor false", text);
        break;
    case VALUE_SECONDS:
        if (!read_seconds(text, &setting.seconds))
            return error_set(err, kind, where, "'%s' is not a number of seconds above 0 and at most %d", text,
                             TIME_LIMIT_SECONDS_MAX);
        break;
    case VALUE_COUNT:
        if (!read_count(text, &setting.count))
            return error_set(err, kind, where, "'%s' is not a whole number from 1 to %d", text, VALUE_COUNT_MAX);
        break;
    case VALUE_DATE:
        if (!date_parse(text, &setting.days))
            return error_set(err, kind, where, "'%s' is not a date like 2026-11-22", text);
        break;
    case VALUE_PLAN_FORMATS:
    case VALUE_DIFFERENCE_FORMATS:
    case VALUE_CHECK_FORMATS:
        if (!read_formats(invocation, option, kind, where, &setting, err))
            return false;
        break;
    case VALUE_LIST:
        if (!read_list(&invocation->arena, choices, text, kind, where, &setting.members, err))
            return false;
        break;
    case VALUE_TEXTS:
        if (!read_texts(invocation, option, kind, where, &setting, err))
            return false;
        break;
    case VALUE_TEXT:
        if (*text == '\0')
            return error_set(err, kind, where, "a value is missing");
        break;
    case VALUE_FILE:
        if (*text == '\0')
            return error_set(err, kind, where, "a file name is missing");
        break;
    case VALUE_CHOICE:
    case VALUE_REGION:
    case VALUE_COMMAND:
        if (choices && !is_among(text, choices))
            return fail_choice(choices, text, kind, where, err);
        break;
    }
    invocation->settings[option->id] = setting;
    return true;
}

static bool read_defaults(struct invocation *invocation, struct error *err)
{
    for (const struct cli_option *const *at = invocation->command->options; *at; at++)
        if ((*at)->fallback && !setting_read(invocation, *at, (*at)->fallback, ORIGIN_DEFAULT, (*at)->name, err))
            return false;
    return true;
}

static bool read_environment(struct invocation *invocation, struct error *err)
{
    char name[OPTION_NAME_SIZE];
    for (const struct cli_option *const *at = invocation->command->options; *at; at++) {
        const char *text = getenv(option_environment_name(*at, name));
        if (text && *text && !setting_read(invocation, *at, text, ORIGIN_ENVIRONMENT, name, err))
            return false;
    }
    return true;
}

static const struct cli_option *find_long(const struct command *command, const char *name, size_t length)
{
    for (const struct cli_option *const *at = command->options; *at; at++)
        if (strlen((*at)->name) == length && strncmp((*at)->name, name, length) == 0)
            return *at;
    return NULL;
}

static const struct cli_option *find_letter(const struct command *command, char letter)
{
    for (const struct cli_option *const *at = command->options; *at; at++)
        if ((*at)->letter && (*at)->letter == letter)
            return *at;
    return NULL;
}

static bool fail_option(const struct command *command, const char *word, size_t length, struct error *err)
{
    const char *names[OPTION_IDS_COUNT + 1] = {"help"};
    size_t count = 1;
    for (const struct cli_option *const *at = command->options; *at; at++)
        names[count++] = (*at)->name;
    char given[OPTION_NAME_SIZE];
    size_t dashes = strspn(word, "-");
    snprintf(given, sizeof given, "%.*s", (int)(length - dashes), word + dashes);
    const char *nearest = word[1] == '-' ? text_nearest(given, names, count) : NULL;
    return error_set(err, ERROR_USAGE, NULL, "'%s' has no option '%.*s'%s%s%s", command->name, (int)length, word,
                     nearest ? "; did you mean '--" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

/* One option at words[*at]; *at is moved to the last word used. */
static bool read_option(struct invocation *invocation, int count, char *const *words, int *at, struct error *err)
{
    const char *word = words[*at];
    bool is_long = word[1] == '-';
    size_t length = is_long ? strcspn(word, "=") : 2;
    const struct cli_option *option =
        is_long ? find_long(invocation->command, word + 2, length - 2) : find_letter(invocation->command, word[1]);
    if (!option)
        return fail_option(invocation->command, word, length, err);
    const char *value = word[length] == '\0' ? NULL : word + length + is_long;
    char where[OPTION_NAME_SIZE];
    snprintf(where, sizeof where, "--%s", option->name);
    if (option->kind == VALUE_NONE) {
        if (value)
            return error_set(err, ERROR_USAGE, where, "takes no value");
        return setting_read(invocation, option, "true", ORIGIN_COMMAND_LINE, where, err);
    }
    if (!value && *at + 1 < count)
        value = words[++*at];
    if (!value)
        return error_set(err, ERROR_USAGE, where, "%s is missing", option->value_name);
    return setting_read(invocation, option, value, ORIGIN_COMMAND_LINE, where, err);
}

/* A first argument that is one of a fixed list. */
static bool check_argument(const struct invocation *invocation, struct error *err)
{
    const struct command *command = invocation->command;
    if (command->argument_kind != VALUE_CHOICE || invocation->arguments_count == 0)
        return true;
    return is_among(invocation->arguments[0], command->argument_choices) ||
           fail_choice(command->argument_choices, invocation->arguments[0], ERROR_USAGE, command->arguments, err);
}

static bool read_words(struct invocation *invocation, int count, char *const *words, struct error *err)
{
    const struct command *command = invocation->command;
    bool options_end = false;
    for (int i = 0; i < count; i++) {
        if (!options_end && strcmp(words[i], "--") == 0) {
            options_end = true;
        } else if (!options_end && words[i][0] == '-' && words[i][1]) {
            if (!read_option(invocation, count, words, &i, err))
                return false;
        } else if (invocation->arguments_count == command->arguments_max) {
            return error_set(err, ERROR_USAGE, NULL, "'%s' takes no further argument '%s'", command->name, words[i]);
        } else {
            invocation->arguments[invocation->arguments_count++] = words[i];
        }
    }
    if (invocation->arguments_count < command->arguments_min)
        return error_set(err, ERROR_USAGE, NULL, "'%s' needs %s", command->name, command->arguments);
    return check_argument(invocation, err);
}

static bool asks_for_help(int count, char *const *words)
{
    for (int i = 0; i < count && strcmp(words[i], "--") != 0; i++)
        if (strcmp(words[i], "--help") == 0 || strcmp(words[i], "-h") == 0)
            return true;
    return false;
}

bool command_fail_unknown(const char *name, struct error *err)
{
    const char *names[64];
    int count = 0;
    const struct command *all = commands(&count);
    for (int i = 0; i < count; i++)
        names[i] = all[i].name;
    const char *nearest = text_nearest(name, names, (size_t)count);
    return error_set(err, ERROR_USAGE, NULL, "there is no command '%s'%s%s%s", name, nearest ? "; did you mean '" : "",
                     nearest ? nearest : "", nearest ? "'?" : "");
}

/* Is `word` the first of a command's two words? */
static bool is_group(const char *word)
{
    int count = 0;
    size_t length = strlen(word);
    const struct command *all = commands(&count);
    for (int i = 0; i < count; i++)
        if (strncmp(all[i].name, word, length) == 0 && all[i].name[length] == ' ')
            return true;
    return false;
}

/* A command of one or two words at the head of `words`; "prices --help" is "help prices". */
static bool find_command(struct invocation *invocation, int count, char *const *words, int *ret_used, struct error *err)
{
    char pair[2 * OPTION_NAME_SIZE];
    bool group = is_group(words[0]);
    bool second = group && count > 1 && words[1][0] != '-';
    snprintf(pair, sizeof pair, "%.60s%s%.60s", words[0], second ? " " : "", second ? words[1] : "");
    const struct command *command = command_find(pair);
    *ret_used = second ? 2 : 1;
    if (group && count > 1 && !second) {
        command = command_find("help");
        invocation->arguments[invocation->arguments_count++] = words[0];
        *ret_used = strcmp(words[1], "--help") == 0 || strcmp(words[1], "-h") == 0 ? 2 : 1;
    }
    if (group && count == 1)
        return error_set(err, ERROR_USAGE, NULL, "'%s' needs a command after it; see 'bayplan help %s'", words[0],
                         words[0]);
    if (!command)
        return command_fail_unknown(pair, err);
    invocation->command = command;
    return true;
}

bool invocation_read(struct invocation *invocation, int count, char *const *words, struct error *err)
{
    *invocation = (struct invocation){.command = command_find("help")};
    int used = 0;
    if (count == 0 || strcmp(words[0], "--help") == 0 || strcmp(words[0], "-h") == 0)
        return true;
    if (strcmp(words[0], "--version") == 0 || strcmp(words[0], "-V") == 0) {
        invocation->command = command_find("version");
        return true;
    }
    if (words[0][0] == '-')
        return error_set(err, ERROR_USAGE, NULL, "the command comes before its options: bayplan COMMAND %s", words[0]);
    if (!find_command(invocation, count, words, &used, err))
        return false;
    if (asks_for_help(count - used, words + used)) {
        invocation->help = true;
        return true;
    }
    return read_defaults(invocation, err) && config_read(invocation, err) && read_environment(invocation, err) &&
           read_words(invocation, count - used, words + used, err);
}

void invocation_release(struct invocation *invocation)
{
    arena_release(&invocation->arena);
    *invocation = (struct invocation){0};
}
