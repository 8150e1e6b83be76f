/* options.h — one command line read against the table: command, arguments, and the value of every option.
 *
 * Order, the later wins: default, user's configuration, ./bayplan.json, environment, command line. A wrong value is an
 * error wherever it comes from, even where a later source would win. */
#ifndef BAYPLAN_CLI_OPTIONS_H
#define BAYPLAN_CLI_OPTIONS_H

#include "data/base/arena.h"
#include "planner/cli/commands.h"
#include <stdint.h>

enum origin { ORIGIN_DEFAULT, ORIGIN_CONFIG, ORIGIN_ENVIRONMENT, ORIGIN_COMMAND_LINE };

enum { TIME_LIMIT_SECONDS_MAX = 7 * 24 * 3600, VALUE_COUNT_MAX = 1000 * 1000 * 1000 };

/* One FORMAT[=FILE]. */
struct format_choice {
    const char *name;
    const char *path; /* "-" = stdout; NULL = none was given */
};
enum { FORMAT_CHOICES_MAX = 20, TEXTS_MAX = 100 };

struct setting {
    const char *text; /* NULL = not set */
    bool flag;
    double seconds;
    int64_t count;
    const char **texts; /* VALUE_TEXTS: at least one, in the order given */
    int texts_count;
    unsigned members;              /* VALUE_LIST: bits 1u << index into `choices` */
    int64_t days;                  /* VALUE_DATE: since 1970-01-01 */
    struct format_choice *formats; /* VALUE_X_FORMATS: at least one, in the order given */
    int formats_count;
    enum origin origin;
};

struct invocation {
    struct arena arena;
    const struct command *command;
    bool help; /* --help was given: nothing else was checked */
    const char *arguments[COMMAND_ARGUMENTS_MAX];
    int arguments_count;
    struct setting settings[OPTION_IDS_COUNT];
};

/* Sets one option from text; `where` names the source of the text ("--format", "BAYPLAN_FORMAT", "file:3:5: format").
 * Errors: USAGE for the command line, INPUT elsewhere. */
MUST_CHECK bool setting_read(struct invocation *invocation, const struct cli_option *option, const char *text,
                             enum origin origin, const char *where, struct error *err);

/* Chooses the command and fills everything. `count` words after the program's name. Errors: USAGE, INPUT, IO. */
MUST_CHECK bool invocation_read(struct invocation *invocation, int count, char *const *words, struct error *err);
/* Always false: names the nearest command. */
bool command_fail_unknown(const char *name, struct error *err);
void invocation_release(struct invocation *invocation);

#endif
