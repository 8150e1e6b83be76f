/* terminal.h — the only place that writes to stdout and stderr: answers, errors, notes, progress. */
#ifndef BAYPLAN_CLI_TERMINAL_H
#define BAYPLAN_CLI_TERMINAL_H

#include "data/base/file.h"
#include "data/base/text.h"
#include "planner/cli/options.h"

enum { ANSWER_BYTES_MAX = 256 * 1024 * 1024 };

/* Descriptors 0, 1 and 2 exist from here on (a closed one fails on use and is never another file), SIGPIPE ends the
 * process quietly. */
void terminal_start(void);

/* --color, else NO_COLOR, TERM and whether stdout is a terminal (no-color.org). */
bool terminal_wants_colour(const struct invocation *invocation);

/* All of `answer` on stdout. Errors: IO; LIMIT where it had overflown. */
MUST_CHECK bool terminal_answer(const struct text *answer, struct error *err);

/* `bytes` to a file, whole or not at all, also when a signal comes meanwhile. Errors: IO. */
MUST_CHECK bool terminal_save(const char *path, const struct text *bytes, struct error *err);
MUST_CHECK bool terminal_save_all(const struct file_bytes *files, int count, struct error *err); /* all or none */

/* The answer of a command that makes a document: `shown` for people on stdout, `document` instead with --format json or
 * -o -, and to a file with -o FILE; `what` it is, for the note that says so. Errors as above. */
MUST_CHECK bool terminal_answer_document(const struct invocation *invocation, const char *what,
                                         const struct text *document, const struct text *shown, struct error *err);

/* A line on stderr, unless --quiet. */
void terminal_note(const struct invocation *invocation, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "bayplan: error: WHERE: TEXT", and a hint where one helps. */
void terminal_error(const struct command *command, const struct error *err);

/* One line that is written over, on stderr and only if that is a terminal and not --quiet. `context` is the
 * struct progress; progress_end removes the line. */
struct progress {
    bool shown;
    bool dirty;
};
struct progress progress_begin(const struct invocation *invocation);
void progress_line(void *context, const char *line);
void progress_end(struct progress *progress);

#endif
