/* execute.h — runs steps, one at a time, against AWS: read, compare, announce, send, wait, prove.
 *
 * For each step: read the object. It is as `after`: DONE. It is as `before`: INTENT, SENT, the call, REPLY, wait until
 * it is settled and as `after`, OBSERVED, DONE. Neither: stop (DRIFT) with the three-way difference. The first failure
 * stops the run; steps marked at_end are done all the same. */
#ifndef BAYPLAN_APPLY_EXECUTE_H
#define BAYPLAN_APPLY_EXECUTE_H

#include "data/aws/aws.h"
#include "planner/apply/journal.h"
#include "planner/apply/steps.h"

struct execution {
    struct aws_client *client;
    struct journal *journal;
    const struct steps *steps;
    const char *plan_sha256;
    const struct journal_record *records; /* of a journal gone on with; NULL = none */
    int records_count;
    double poll_seconds; /* between two reads while waiting */
    double wait_seconds; /* a wait's own deadline */
    const volatile bool *stop;
    /* "3/17 update service/web: 4 of 12 tasks run, deployment IN_PROGRESS"; `last` ends the step's line. */
    void (*progress)(void *context, const struct step *step, int number, const char *words, bool last);
    void *progress_context;
};
enum { EXECUTE_POLL_SECONDS = 10, EXECUTE_WAIT_SECONDS = 30 * 60 };

struct execution_result {
    int done;                /* steps, those found done already among them */
    int changed;             /* calls that changed something, in this process and in the journal's earlier ones */
    bool stopped;            /* by a signal */
    const char *failed_step; /* id; NULL = none */
};

/* Errors: PARTLY_APPLIED (something was changed and the run is not at its end: says what to do, resume or rollback),
 * DRIFT, AWS, POLICY (a deployment rolled back by ECS's circuit breaker is PARTLY_APPLIED too, with ECS's reason). */
MUST_CHECK bool execute(const struct execution *execution, struct execution_result *ret_result, struct error *err);

#endif
