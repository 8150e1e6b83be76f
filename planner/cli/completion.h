/* completion.h — completion scripts out of the table of commands. */
#ifndef BAYPLAN_CLI_COMPLETION_H
#define BAYPLAN_CLI_COMPLETION_H

#include "data/base/text.h"

void completion_bash(struct text *out);
void completion_zsh(struct text *out);
void completion_fish(struct text *out);

#endif
