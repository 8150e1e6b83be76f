/* execute.h — runs steps, one at a time, against AWS: read, compare, announce, send, wait, prove.
 *
 * For each step: read the object. It is as `after`: DONE. It is as `before`: INTENT, SENT, the call, REPLY, wait until
 * it is settled and as `after`, OBSERVED, DONE. Neither: stop (DRIFT) with the three-way difference. The first failure
 * stops the run; steps marked at_end are done all the same.
 *
 * What is read may be older than what was done. So a call that AWS took is waited for EXECUTE_VISIBLE_SECONDS, one
 * whose reply was lost (or whose run was killed while it was under way) EXECUTE_LOST_SECONDS before it is sent again
 * with the same token; "there is one already" and "not found" are looked at, not believed. */
#ifndef BAYPLAN_APPLY_EXECUTE_H
#define BAYPLAN_APPLY_EXECUTE_H

#include "data/aws/aws.h"
#include "planner/apply/journal.h"
#include "planner/apply/steps.h"

struct execution {
    /* Its own `stop` must be another flag than this one's (a second Ctrl-C): at_end steps are sent after `stop`. */
    struct aws_client *client;
    struct journal *journal; /* PLAN, or UNDO, is written already */
    const struct steps *steps;
    const char *plan_sha256;
    const char *run;                      /* run id: with the plan's hash it makes the tokens */
    const struct journal_record *records; /* of a journal gone on with; NULL = none */
    int records_count;
    double poll_seconds; /* between two reads while waiting */
    double wait_seconds; /* a step's own deadline */
    const volatile bool *stop;
    /* "3/17 update service/web: 4 of 12 tasks run, deployment IN_PROGRESS"; `last` ends the step's line. */
    void (*progress)(void *context, const struct step *step, int number, const char *words, bool last);
    void *progress_context;
};
enum {
    EXECUTE_POLL_SECONDS = 10,
    EXECUTE_WAIT_SECONDS = 30 * 60,
    EXECUTE_VISIBLE_SECONDS = 120, /* until a read must show what was done; also for a role just made to be known */
    EXECUTE_LOST_SECONDS = 30,
    EXECUTE_END_SECONDS = 60 /* for each at_end step after a failure */
};

struct execution_result {
    int done;                /* steps, those found done already among them */
    int changed;             /* steps that changed something, in this process and in the journal's earlier ones */
    bool stopped;            /* by a signal */
    const char *failed_step; /* id; NULL = none */
};

/* Errors: PARTLY_APPLIED (something was changed and the run is not at its end: says what to do, resume or rollback; a
 * deployment rolled back by ECS's circuit breaker is that too, with ECS's reason). Where nothing is changed, or nothing
 * any more, the journal is at its END: DRIFT, AWS, POLICY (an object or a lock of somebody else's). */
MUST_CHECK bool execute(const struct execution *execution, struct execution_result *ret_result, struct error *err);

/* Before a rollback writes UNDO: the cluster is read, and nothing else is done. `steps` are the inverse ones, `records`
 * the journal's. Errors: DRIFT (something is not as the run left it: a later run's, or somebody's), POLICY (a service
 * that stays runs on what would go), AWS. */
MUST_CHECK bool execution_check_undo(const struct execution *execution, struct error *err);

/* By step: whether its call was made, or may have been. What a rollback takes back (steps_invert). */
void execution_done(const struct journal_record *records, int count, const struct steps *steps, bool *ret_done);

#endif
