/* commands.h — every command and every option, once. Dispatch, --help, completion, environment names, configuration
 * keys and the README's block are made from these rows and from nothing else. */
#ifndef BAYPLAN_CLI_COMMANDS_H
#define BAYPLAN_CLI_COMMANDS_H

#include "data/base/error.h"

struct invocation;

enum option_id {
    OPTION_ADOPT,
    OPTION_ALLOW_DELETE,
    OPTION_ASK,
    OPTION_BASELINE,
    OPTION_CLUSTER,
    OPTION_COLOR,
    OPTION_DATE,
    OPTION_DRY_RUN,
    OPTION_ENDPOINT_URL,
    OPTION_FORMAT,
    OPTION_FRESH,
    OPTION_JOURNAL,
    OPTION_MAX_CHANGE,
    OPTION_MAX_PRICE_AGE,
    OPTION_OUTPUT,
    OPTION_OVERLAY,
    OPTION_POLICY,
    OPTION_PRICE_LIST_URL,
    OPTION_PRICES,
    OPTION_PROFILE,
    OPTION_PURCHASE,
    OPTION_QUIET,
    OPTION_REGION,
    OPTION_REPORT,
    OPTION_REVIEWED,
    OPTION_SCENARIO,
    OPTION_SEED,
    OPTION_SENSITIVITY,
    OPTION_SERVICE,
    OPTION_TIME_LIMIT,
    OPTION_VERBOSE,
    OPTION_WAIT_LIMIT,
    OPTION_WHAT_IF,
    OPTION_YES,
    OPTION_IDS_COUNT
};

/* What a value is: how it is read, and what completion offers. */
enum value_kind {
    VALUE_NONE,    /* option: a flag. argument: nothing to complete */
    VALUE_TEXT,    /* any words */
    VALUE_TEXTS,   /* any words, given several times; in a configuration or the environment with blanks between */
    VALUE_FILE,    /* a path; "-" is stdin or stdout */
    VALUE_CHOICE,  /* one of `choices` */
    VALUE_LIST,    /* some of `choices`, commas between */
    VALUE_REGION,  /* a region that has a compiled-in price book */
    VALUE_SECONDS, /* a number > 0 */
    VALUE_COUNT,   /* a whole number > 0 */
    VALUE_DATE,    /* YYYY-MM-DD */
    VALUE_COMMAND, /* a command's name */
    /* FORMAT[=FILE], given several times; in a configuration or the environment a list with blanks or commas between.
     * Formats that reports/formats.c has for a plan, a difference, a check. */
    VALUE_PLAN_FORMATS,
    VALUE_DIFFERENCE_FORMATS,
    VALUE_CHECK_FORMATS
};

struct cli_option {
    enum option_id id;
    const char *name; /* long name; environment BAYPLAN_NAME and configuration key follow from it */
    char letter;      /* 0 = none */
    enum value_kind kind;
    const char *value_name;     /* NULL for flags */
    const char *const *choices; /* VALUE_CHOICE, VALUE_LIST, NULL-terminated */
    const char *fallback;       /* value where nothing sets it; NULL = none */
    const char *help;
};

enum { COMMAND_ARGUMENTS_MAX = 100 };

struct command {
    const char *name; /* one or two words */
    const char *arguments;
    int arguments_min, arguments_max;
    enum value_kind argument_kind; /* of the first argument */
    const char *const *argument_choices;
    const char *summary;                     /* one line, in the list of commands */
    const char *details;                     /* paragraphs, separated by a newline */
    const char *examples;                    /* lines */
    const struct cli_option *const *options; /* NULL-terminated, by name */
    /* Answers on stdout. *ret_exit_code is 0 unless the answer itself says otherwise. */
    bool (*run)(const struct invocation *invocation, int *ret_exit_code, struct error *err);
};

/* In the order help lists them. */
const struct command *commands(int *ret_count);
const struct command *command_find(const char *name); /* NULL where unknown */

/* All options, by id: what configuration files may name. An option that differs between commands (--format) has one
 * row in each; this gives the row of `command`, or of the first command that has it when `command` is NULL. */
const struct cli_option *option_of(const struct command *command, enum option_id id);

enum { OPTION_NAME_SIZE = 64 };
const char *option_environment_name(const struct cli_option *option, char buffer[OPTION_NAME_SIZE]); /* BAYPLAN_X_Y */
const char *option_key(const struct cli_option *option, char buffer[OPTION_NAME_SIZE]);              /* x_y */

/* The values an option or argument may take, NULL-terminated; NULL where they are not a fixed list. */
const char *const *value_choices(enum value_kind kind, const char *const *choices);
bool value_is_formats(enum value_kind kind); /* one of VALUE_X_FORMATS */

#endif
