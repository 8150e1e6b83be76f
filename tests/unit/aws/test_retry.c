/* test_retry.c — which failures are tried again, when, and how many. */
#include "data/aws/retry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void each_code_has_its_class(void **state)
{
    (void)state;
    static const struct {
        enum aws_service service;
        int status;
        const char *code;
        enum retry_class class;
    } rows[] = {
        {AWS_ECS, 400, "ThrottlingException", RETRY_THROTTLED},
        {AWS_EC2, 503, "RequestLimitExceeded", RETRY_THROTTLED},
        {AWS_AUTOSCALING, 400, "Throttling", RETRY_THROTTLED},
        {AWS_SSM, 400, "TooManyRequestsException", RETRY_THROTTLED},
        {AWS_EC2, 503, "", RETRY_TRANSIENT},
        {AWS_ECS, 429, "", RETRY_THROTTLED},
        {AWS_ECS, 500, "ServerException", RETRY_TRANSIENT},
        {AWS_STS, 502, "", RETRY_TRANSIENT},
        {AWS_STS, 504, "", RETRY_TRANSIENT},
        {AWS_STS, 408, "", RETRY_TRANSIENT},
        {AWS_EC2, 400, "RequestTimeout", RETRY_TRANSIENT},
        {AWS_ECS, 501, "", RETRY_NEVER},
        {AWS_ECS, 403, "", RETRY_NEVER},
        {AWS_ECS, 301, "", RETRY_NEVER},
        {AWS_ECS, 400, "ClusterNotFoundException", RETRY_NEVER},
        {AWS_ECS, 400, "LimitExceededException", RETRY_NEVER},
        {AWS_APPLICATION_AUTOSCALING, 400, "LimitExceededException", RETRY_NEVER},
        {AWS_SSM, 400, "LimitExceededException", RETRY_THROTTLED},
        {AWS_ECS, 400, "RequestTimeTooSkewed", RETRY_CLOCK},
        {AWS_EC2, 400, "RequestExpired", RETRY_CLOCK},
        {AWS_ECS, 403, "InvalidSignatureException", RETRY_CLOCK_MAYBE},
        {AWS_EC2, 401, "AuthFailure", RETRY_CLOCK_MAYBE},
        {AWS_STS, 403, "ExpiredToken", RETRY_CREDENTIALS},
        {AWS_ECS, 400, "ExpiredTokenException", RETRY_CREDENTIALS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (retry_classify(rows[i].service, rows[i].status, rows[i].code) != rows[i].class)
            fail_msg("row %zu: %d %s", i, rows[i].status, rows[i].code);
    assert_true(retry_is_expiry("RequestExpired"));
    assert_false(retry_is_expiry("RequestTimeTooSkewed"));
}

static void delays_double_up_to_their_limit(void **state)
{
    (void)state;
    static const double most[] = {1, 2, 4, 8, 16, 20, 20, 20};
    for (int i = 0; i < 8; i++) {
        assert_true(retry_delay(i + 1, 1, -1) == most[i]);
        assert_true(retry_delay(i + 1, 0.25, -1) == most[i] / 4);
    }
    assert_true(retry_delay(1, 1, 0.005) == 0.005);
    assert_true(retry_delay(3, 1, 0) == 0);
    assert_true(retry_delay(1, 1, 3600) == 20);
}

static void a_service_that_is_down_is_left_alone(void **state)
{
    (void)state;
    struct retry_quota quota = {0};
    int taken = 0;
    while (retry_quota_take(&quota))
        taken++;
    assert_int_equal(taken, 100);
    retry_quota_give(&quota, 0); /* a success at once pays one of the five that a retry costs */
    assert_false(retry_quota_take(&quota));
    retry_quota_give(&quota, 1);
    assert_true(retry_quota_take(&quota));
    for (int i = 0; i < 1000; i++)
        retry_quota_give(&quota, 2);
    assert_int_equal(quota.used, 0);
}

static void five_a_second_for_long_and_twenty_at_once(void **state)
{
    (void)state;
    struct rate rate = {.as_of_s = 1000};
    double now = 1000;
    for (int i = 0; i < RATE_BURST; i++)
        assert_true(rate_take(&rate, now) == 0);
    for (int i = 0; i < 300; i++)
        now += rate_take(&rate, now);
    assert_in_range((int)(now - 1000 + 0.5), 59, 61);
    now += 3600;
    for (int i = 0; i < RATE_BURST; i++)
        assert_true(rate_take(&rate, now) == 0);
    assert_true(rate_take(&rate, now) > 0.1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_code_has_its_class),
        cmocka_unit_test(delays_double_up_to_their_limit),
        cmocka_unit_test(a_service_that_is_down_is_left_alone),
        cmocka_unit_test(five_a_second_for_long_and_twenty_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
