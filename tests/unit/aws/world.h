/* world.h — a client and a scripted server, for tests of calls. Linked by test_send.c and test_pages.c. */
#ifndef BAYPLAN_TESTS_UNIT_AWS_WORLD_H
#define BAYPLAN_TESTS_UNIT_AWS_WORLD_H

#include "data/aws/aws.h"
#include "tests/support/loopback.h"

extern const char world_secret[], world_token[]; /* what the environment's credentials hold */

#define QUICK "x-amz-retry-after: 1\r\n"
#define JSON_ERROR(code) .body = "{\"__type\":\"ns#" code "\",\"message\":\"AWS's words\"}"

/* One client and one server; everything that could show a secret ends in `said`. */
struct world {
    struct loopback *loopback;
    struct aws_client *client;
    struct arena arena;
    struct text said;
    struct aws_reply reply;
    struct aws_failure failure;
    struct error err;
};

/* Sets the environment so that nothing of this machine's is read. */
void world_prepare(void);

struct world *world_open(const struct loopback_reply *script, int count, const volatile bool *stop,
                         const char *profile);
/* Ends the server; returns how many requests it had. */
int world_stop(struct world *world);
/* Fails the test where a secret was said. */
void world_close(struct world *world);

bool world_send(struct world *world, enum aws_service service, const char *operation, bool repeatable);
/* Ends the server: so many requests, and the last call failed like this. */
void world_expect(struct world *world, int requests, enum aws_failure_kind kind, const char *code);

#endif
