#include "planner/cli/aws_session.h"
#include "planner/cli/terminal.h"
#include <signal.h>
#include <stdint.h>
#include <string.h>

/* A signal's handler reaches nothing else. */
static volatile bool stop_asked, stop_now;

/* The first Ctrl-C ends the run after the call under way, with scaling restored and the lock freed; the second does not
 * wait for that; the third ends the process, which the journal survives as well. */
static void ask_to_stop(int number)
{
    if (stop_now)
        signal(number, SIG_DFL);
    stop_now = stop_asked;
    stop_asked = true;
}

void session_catch_signals(void)
{
    struct sigaction action = {.sa_handler = ask_to_stop};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

/* Calls are told with --verbose; a warning always. */
static void log_call(void *context, const char *line)
{
    const struct invocation *invocation = context;
    if (invocation->settings[OPTION_VERBOSE].flag || strncmp(line, "warning: ", strlen("warning: ")) == 0)
        terminal_note(invocation, "%s", line);
}

struct aws_options session_options(const struct invocation *invocation, const char *region)
{
    const struct setting *settings = invocation->settings;
    return (struct aws_options){.profile = settings[OPTION_PROFILE].text,
                                .region = region,
                                .endpoint = settings[OPTION_ENDPOINT_URL].text,
                                .log = log_call,
                                .log_context = (void *)(uintptr_t)invocation,
                                .stop = &stop_now};
}

const volatile bool *session_stop_asked(void)
{
    return &stop_asked;
}

const volatile bool *session_stop_now(void)
{
    return &stop_now;
}
