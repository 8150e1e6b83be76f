/* retry.h — when a failed attempt is tried again, and how long before: the AWS SDKs' "standard" mode, with one
 * deviation: a quota that is full (LimitExceededException of ECS and Application Auto Scaling) is no rate to wait for.
 */
#ifndef BAYPLAN_AWS_RETRY_H
#define BAYPLAN_AWS_RETRY_H

#include "data/aws/aws.h"

enum { RETRY_ATTEMPTS_MAX = 3, RETRY_DELAY_MAX_S = 20, RETRY_QUOTA_MAX = 500, RETRY_QUOTA_COST = 5 };

enum retry_class {
    RETRY_NEVER,
    RETRY_THROTTLED,   /* nothing was done; later */
    RETRY_TRANSIENT,   /* trouble on the way or inside AWS */
    RETRY_CLOCK,       /* our clock is wrong: mend it by the reply's Date */
    RETRY_CLOCK_MAYBE, /* a wrong signature: only where the clocks are far apart */
    RETRY_CREDENTIALS  /* they have expired */
};
/* `code` "" = the reply had none that could be read. */
enum retry_class retry_classify(enum aws_service service, int status, const char *code);
/* Codes that mean both a wrong clock and credentials that have expired. */
bool retry_is_expiry(const char *code);

/* Seconds before attempt `attempt` + 1: `chance` (0..1) of 1, 2, 4 ... at most 20 s; what AWS asks for goes before
 * (`asked_s` < 0 = nothing asked), up to 20 s as well. */
double retry_delay(int attempt, double chance, double asked_s);

/* What all calls of a client share: retries cost, successes pay back, so that a service that is down is left alone. */
struct retry_quota {
    int used;
};
bool retry_quota_take(struct retry_quota *quota);
void retry_quota_give(struct retry_quota *quota, int retries);

/* At most RATE_PER_SECOND calls a second for long, RATE_BURST at once. Times are of a clock that never jumps. */
#define RATE_PER_SECOND 5.0
enum { RATE_BURST = 20 };
struct rate {
    double spent, as_of_s;
};
/* Seconds to wait before the call that is counted by this. */
double rate_take(struct rate *rate, double now_s);

#endif
