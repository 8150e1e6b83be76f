/* outputs.h — what one run of a command answers with: chosen before the work begins, so that a mistake costs no time,
 * and written when all of it is done: every file, all or none, and then stdout. */
#ifndef BAYPLAN_CLI_OUTPUTS_H
#define BAYPLAN_CLI_OUTPUTS_H

#include "planner/cli/options.h"
#include "planner/cli/terminal.h"
#include "reports/report.h"

enum { OUTPUTS_MAX = FORMAT_CHOICES_MAX + 2 }; /* and a document, and --report */

struct output {
    const struct report_format *format; /* NULL: filled by the command itself */
    const char *path;                   /* NULL = stdout */
    char what[32];                      /* "html report", for the note that says where it is */
    struct text bytes;
    bool wanted; /* false: not written after all */
};

struct outputs {
    struct output all[OUTPUTS_MAX];
    int count;
};

/* Those of --format; the first without a file goes to `path` (NULL or "-": stdout). `name` (may be NULL) takes its
 * place where no --format was given. Errors: USAGE (two on stdout, or in one file). */
MUST_CHECK bool outputs_choose(struct outputs *outputs, const struct invocation *invocation, enum report_kind kind,
                               const char *name, const char *path, struct error *err);
/* One more: format `name`, or with NULL a document that the command fills. */
MUST_CHECK bool outputs_add(struct outputs *outputs, enum report_kind kind, const char *name, const char *what,
                            const char *path, struct error *err);
bool outputs_have(const struct outputs *outputs, const char *name);

/* Fills every output that has a format. */
void outputs_render(struct outputs *outputs, const struct invocation *invocation, enum report_kind kind,
                    const struct report *report);
/* Errors: IO, LIMIT; then no file was replaced, but for the causes file_write_all names. */
MUST_CHECK bool outputs_write(const struct outputs *outputs, const struct invocation *invocation, struct error *err);
void outputs_release(struct outputs *outputs);

/* The format that the end of a file's name says (".html"), or "text". */
const char *format_of_file(const char *path);

#endif
