/* retry.c — see retry.h. Codes: botocore 1.43's retry lists, compared with AWS's error tables (2026-06). */
#include "data/aws/retry.h"

#include <string.h>

struct code_class {
    const char *code;
    enum retry_class class;
};

static const struct code_class classes[] = {
    {"AuthFailure", RETRY_CLOCK_MAYBE},
    {"BandwidthLimitExceeded", RETRY_THROTTLED},
    {"EC2ThrottledException", RETRY_THROTTLED},
    {"ExpiredToken", RETRY_CREDENTIALS},
    {"ExpiredTokenException", RETRY_CREDENTIALS},
    {"InvalidSignatureException", RETRY_CLOCK_MAYBE},
    {"LimitExceededException", RETRY_THROTTLED},
    {"PriorRequestNotComplete", RETRY_THROTTLED},
    {"ProvisionedThroughputExceededException", RETRY_THROTTLED},
    {"RequestExpired", RETRY_CLOCK},
    {"RequestInTheFuture", RETRY_CLOCK},
    {"RequestLimitExceeded", RETRY_THROTTLED},
    {"RequestThrottled", RETRY_THROTTLED},
    {"RequestThrottledException", RETRY_THROTTLED},
    {"RequestTimeTooSkewed", RETRY_CLOCK},
    {"RequestTimeout", RETRY_TRANSIENT},
    {"RequestTimeoutException", RETRY_TRANSIENT},
    {"SignatureDoesNotMatch", RETRY_CLOCK_MAYBE},
    {"SlowDown", RETRY_THROTTLED},
    {"ThrottledException", RETRY_THROTTLED},
    {"Throttling", RETRY_THROTTLED},
    {"ThrottlingException", RETRY_THROTTLED},
    {"TooManyRequestsException", RETRY_THROTTLED},
    {"TransactionInProgressException", RETRY_THROTTLED},
};

static bool is_quota(enum aws_service service, const char *code)
{
    return (service == AWS_ECS || service == AWS_APPLICATION_AUTOSCALING) &&
           strcmp(code, "LimitExceededException") == 0;
}

enum retry_class retry_classify(enum aws_service service, int status, const char *code)
{
    if (is_quota(service, code))
        return RETRY_NEVER;
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (strcmp(code, classes[i].code) == 0)
            return classes[i].class;
    if (status == 429)
        return RETRY_THROTTLED;
    bool transient = status == 500 || status == 502 || status == 503 || status == 504 ||
                     (status == 408 && *code == '\0') || (status >= 200 && status < 300);
    return transient ? RETRY_TRANSIENT : RETRY_NEVER;
}

bool retry_is_expiry(const char *code)
{
    return strcmp(code, "RequestExpired") == 0 || strcmp(code, "ExpiredToken") == 0 ||
           strcmp(code, "ExpiredTokenException") == 0;
}

double retry_delay(int attempt, double chance, double asked_s)
{
    if (asked_s >= 0)
        return asked_s < RETRY_DELAY_MAX_S ? asked_s : RETRY_DELAY_MAX_S;
    double most = attempt < 6 ? (double)(1 << (attempt - 1)) : RETRY_DELAY_MAX_S;
    return chance * (most < RETRY_DELAY_MAX_S ? most : RETRY_DELAY_MAX_S);
}

bool retry_quota_take(struct retry_quota *quota)
{
    if (quota->used + RETRY_QUOTA_COST > RETRY_QUOTA_MAX)
        return false;
    quota->used += RETRY_QUOTA_COST;
    return true;
}

void retry_quota_give(struct retry_quota *quota, int retries)
{
    quota->used -= retries > 0 ? retries * RETRY_QUOTA_COST : 1;
    if (quota->used < 0)
        quota->used = 0;
}

double rate_take(struct rate *rate, double now_s)
{
    double left = rate->spent - (now_s - rate->as_of_s) * RATE_PER_SECOND;
    rate->spent = (left > 0 ? left : 0) + 1;
    rate->as_of_s = now_s;
    return rate->spent > RATE_BURST ? (rate->spent - RATE_BURST) / RATE_PER_SECOND : 0;
}
