/* request.h — the one AWS call that a step makes. Each kind's create, update and delete in request_KIND.c. */
#ifndef BAYPLAN_APPLY_REQUEST_H
#define BAYPLAN_APPLY_REQUEST_H

#include "data/aws/aws.h"
#include "planner/apply/steps.h"

struct request {
    const struct step *step;
    const struct steps *steps;  /* stack and cluster */
    const struct object *now;   /* the step's object as just read (ids, and what is replaced whole); NULL = none */
    const struct object *group; /* a capacity provider's creation: its Auto Scaling group as just read; else NULL */
    const struct node *source;  /* a task definition's creation: DescribeTaskDefinition's answer; a service's
                                  update: DescribeServices', or NULL; else NULL */
    const char *token;          /* the step's own, the same whenever this run makes the step */
};

/* On success the call is to be released. Errors: INPUT. */
MUST_CHECK bool request_make(const struct request *request, struct aws_call *ret_call, struct error *err);

/* A service's update that sends its deployment configuration, which is replaced whole. */
bool service_request_needs_source(const struct step *step);

/* What has to be done before it, one call at a time, `now` read again after each: instances' scale-in protection is
 * cleared and the group emptied, a service goes to 0 tasks. False where nothing is left to do. */
bool request_before(const struct request *request, struct aws_call *ret_call);

/* SHA-256 of the run, its plan's hash and the step's id: 32 hexadecimal digits. */
enum { TOKEN_SIZE = 33 };
void step_token(const char *run, const char *plan_sha256, const char *step_id, char token[TOKEN_SIZE]);

/* SHA-256 over a call's service, operation and body. */
void request_hash(const struct aws_call *call, char hex[SHA256_HEX_SIZE]);

/* TAG_STACK of what the step makes: its object's, else the run's. */
const char *step_stack(const struct step *step, const struct steps *steps);

/* What the step sets a property to; NULL = it does not. */
const char *step_sets(const struct step *step, const char *property);

#endif
