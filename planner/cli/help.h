/* help.h — help text out of the table of commands; every line at most 80 columns. */
#ifndef BAYPLAN_CLI_HELP_H
#define BAYPLAN_CLI_HELP_H

#include "data/base/text.h"
#include "planner/cli/commands.h"

void help_overview(struct text *out);
void help_command(struct text *out, const struct command *command);

/* Commands whose first word is `group` ("prices"). False where there is none. */
bool help_group(struct text *out, const char *group);

#endif
