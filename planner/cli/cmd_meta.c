/* cmd_meta.c — commands about bayplan itself: help, version, completion. */
#include "planner/cli/completion.h"
#include "planner/cli/help.h"
#include "planner/cli/run.h"
#include "planner/cli/terminal.h"
#include "pricing/snapshot.h"
#include <stdio.h>
#include <string.h>

static bool answer_and_release(struct text *out, struct error *err)
{
    bool done = terminal_answer(out, err);
    text_release(out);
    return done;
}

bool run_help(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    char name[2 * OPTION_NAME_SIZE];
    struct text out = {0};
    text_init(&out, ANSWER_BYTES_MAX);
    *ret_exit_code = 0;
    snprintf(name, sizeof name, "%.60s%s%.60s", invocation->arguments_count > 0 ? invocation->arguments[0] : "",
             invocation->arguments_count > 1 ? " " : "",
             invocation->arguments_count > 1 ? invocation->arguments[1] : "");
    const struct command *command = command_find(name);
    if (!*name) {
        help_overview(&out);
    } else if (command) {
        help_command(&out, command);
    } else if (!help_group(&out, name)) {
        text_release(&out);
        return command_fail_unknown(name, err);
    }
    return answer_and_release(&out, err);
}

bool run_version(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    struct text out = {0};
    (void)invocation;
    text_init(&out, ANSWER_BYTES_MAX);
    *ret_exit_code = 0;
    text_printf(&out, "bayplan %s\n", BAYPLAN_VERSION);
    for (const char *const *region = snapshot_regions(); *region; region++) {
        struct catalogue catalogue = {0};
        if (!snapshot_catalogue(*region, &catalogue, err)) {
            text_release(&out);
            return false;
        }
        text_printf(&out, "prices %-15s as of %s, %d rows, sha256 %.16s\n", catalogue.region, catalogue.as_of,
                    catalogue.prices_count, catalogue.sha256);
        catalogue_release(&catalogue);
    }
    return answer_and_release(&out, err);
}

bool run_completion(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    static const struct {
        const char *shell;
        void (*add)(struct text *out);
    } scripts[] = {{"bash", completion_bash}, {"zsh", completion_zsh}, {"fish", completion_fish}};
    struct text out = {0};
    text_init(&out, ANSWER_BYTES_MAX);
    *ret_exit_code = 0;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        if (strcmp(scripts[i].shell, invocation->arguments[0]) == 0)
            scripts[i].add(&out);
    return answer_and_release(&out, err);
}
