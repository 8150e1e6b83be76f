/* request.h — the one AWS call that a step makes. Each kind's create, update and delete in request_KIND.c. */
#ifndef BAYPLAN_APPLY_REQUEST_H
#define BAYPLAN_APPLY_REQUEST_H

#include "data/aws/aws.h"
#include "planner/apply/steps.h"

/* `now`: the object as just read (for ids, and for lists that are replaced whole). `source`: for a task definition, the
 * described JSON it is a copy of; else NULL. `token`: the step's own, the same on every run of it. Errors: INPUT. */
MUST_CHECK bool request_make(const struct step *step, const struct steps *steps, const struct object *now,
                             const struct node *source, const char *token, struct aws_call *ret_call,
                             struct error *err);

/* Deleting a thing can take calls before it (instances' scale-in protection): false where there is none to make. */
bool request_before(const struct step *step, const struct object *now, struct aws_call *ret_call);

/* SHA-256 of the run's plan hash and the step's id, 32 hexadecimal digits. */
enum { TOKEN_SIZE = 33 };
void step_token(const char *plan_sha256, const char *step_id, char token[TOKEN_SIZE]);

#endif
