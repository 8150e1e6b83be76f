/* aws_session.h — what every command that speaks to AWS shares: options from the command line, and Ctrl-C. */
#ifndef BAYPLAN_CLI_AWS_SESSION_H
#define BAYPLAN_CLI_AWS_SESSION_H

#include "data/aws/aws.h"
#include "planner/cli/options.h"

/* From here on the first SIGINT, SIGTERM or SIGHUP sets *session_stop_asked, the second *session_stop_now; the third
 * ends the process. */
void session_catch_signals(void);
const volatile bool *session_stop_asked(void);
const volatile bool *session_stop_now(void);

/* --profile, --endpoint-url, --verbose; `region` may be NULL. Calls end when *session_stop_now. */
struct aws_options session_options(const struct invocation *invocation, const char *region);

#endif
