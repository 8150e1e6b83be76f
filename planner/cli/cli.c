#include "planner/cli/cli.h"
#include "planner/cli/help.h"
#include "planner/cli/terminal.h"

static bool show_help(const struct command *command, struct error *err)
{
    struct text out = {0};
    text_init(&out, ANSWER_BYTES_MAX);
    help_command(&out, command);
    bool done = terminal_answer(&out, err);
    text_release(&out);
    return done;
}

/* `count` words after the program's name. */
int cli_main(int count, char *const *words)
{
    struct invocation invocation = {0};
    struct error err = {0};
    int exit_code = 0;
    terminal_start();
    bool done = invocation_read(&invocation, count, words, &err);
    if (done && invocation.help)
        done = show_help(invocation.command, &err);
    else if (done)
        done = invocation.command->run(&invocation, &exit_code, &err);
    if (!done) {
        terminal_error(invocation.command, &err);
        exit_code = error_exit_code(err.kind);
    }
    invocation_release(&invocation);
    return exit_code;
}
