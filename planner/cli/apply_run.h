/* apply_run.h — what apply, destroy, resume and rollback share: the client, who we are, the question, the run. */
#ifndef BAYPLAN_CLI_APPLY_RUN_H
#define BAYPLAN_CLI_APPLY_RUN_H

#include "data/base/date.h"
#include "planner/apply/execute.h"
#include "planner/cli/options.h"
#include "planner/observe/observe.h"

enum {
    REVIEW_SECONDS = 60 * 60,   /* how long a dry run may be applied as reviewed */
    LOCK_SECONDS = 4 * 60 * 60, /* how long a run's lock stands where nothing frees it */
    HASH_DIGITS_SHOWN = 12      /* of a plan's SHA-256; --yes needs as many */
};

struct apply_run {
    struct arena arena;
    const struct invocation *invocation;
    struct aws_client *client;
    struct identity identity;
    int64_t now;                   /* by AWS's clock, seconds since 1970 */
    char moment[MOMENT_TEXT_SIZE]; /* the same */
    const char *id;                /* apply_run_id; NULL until it is asked for */
};

/* Opens the client and asks AWS who we are. Errors: INPUT (settings, credentials), AWS, DRIFT (another account than
 * `account`, which is "" where any will do). On failure nothing has to be released. */
MUST_CHECK bool apply_run_open(struct apply_run *run, const struct invocation *invocation, const char *region,
                               const char *account, struct error *err);
void apply_run_close(struct apply_run *run);

/* --yes against `hash`, else the question on a terminal, which only `word` answers. Errors: USAGE. */
MUST_CHECK bool apply_run_confirm(const struct apply_run *run, const char *hash, const char *word, int steps_count,
                                  struct error *err);

/* Prints what would be done, with its notes. Errors: IO. */
MUST_CHECK bool apply_run_show(const struct steps *steps, struct error *err);

/* An open journal, and whose run it is of. */
struct journal_of_run {
    struct journal *journal;
    const char *plan_sha256, *run;
    const struct journal_record *records; /* of a journal gone on with; NULL = none */
    int records_count;
};

/* Runs `steps` and says how it ended. Errors: as execute. */
MUST_CHECK bool apply_run_execute(const struct apply_run *run, const struct steps *steps,
                                  const struct journal_of_run *of, struct error *err);

/* Whether all is as the run left it, and nobody else runs on what the way back takes away. Errors: DRIFT, POLICY. */
MUST_CHECK bool apply_run_check_undo(const struct apply_run *run, const struct steps *undo,
                                     const struct journal_of_run *of, struct error *err);

/* "20261122T030000Z-3f1a0c2b": the moment, and digits that no other run of the second has. */
const char *apply_run_id(struct apply_run *run, const char *plan_sha256);

#endif
