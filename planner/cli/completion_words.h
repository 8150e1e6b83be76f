/* completion_words.h — what the three completion scripts have in common: lists of words out of the table. */
#ifndef BAYPLAN_CLI_COMPLETION_WORDS_H
#define BAYPLAN_CLI_COMPLETION_WORDS_H

#include "data/base/text.h"
#include "planner/cli/commands.h"

/* First words of all commands, each once, blanks between. */
void words_add_first(struct text *out);
/* Second words of the commands of `group`. */
void words_add_second(struct text *out, const char *group);
void words_add_choices(struct text *out, const char *const *choices);
/* True for the first command of a group ("prices show"); then `ret_group` is its first word. */
bool words_open_group(const struct command *all, int index, char ret_group[OPTION_NAME_SIZE]);
/* `string` with each of `special` behind a backslash, single quotes as the shells want them inside single quotes. */
void words_add_quoted(struct text *out, const char *string, const char *special);

#endif
