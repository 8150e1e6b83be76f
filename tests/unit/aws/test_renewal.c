/* test_renewal.c — when credentials are asked for again: before they expire, not with every call, and what holds
 * meanwhile. */
#include "tests/support/loopback.h"
#include "tests/unit/aws/walk.h"

#define JSON_KEYS(id, expiration)                                                                                      \
    "{\"Code\":\"Success\",\"AccessKeyId\":\"" id "\",\"SecretAccessKey\":\"hush-" id "\",\"Token\":\"hush-token-" id  \
    "\",\"Expiration\":\"" expiration "\"}"
#define HOUR_LATER "2026-11-22T04:04:05Z"

/* Who is found at `now`; "" = an error. */
static const char *found_at(struct walk_chain *open, int64_t now)
{
    struct error err = {0};
    const struct aws_credentials *found = NULL;
    bool ok = aws_credentials_get(open->chain, now, &found, &err);
    assert_null(strstr(err.text, "hush"));
    return ok ? found->key_id : "";
}

enum { MINUTE = 60 };

static void renewed(void **state)
{
    (void)state;
    static const struct loopback_reply script[] = {{.body = JSON_KEYS("ONE", "2026-11-22T04:04:05Z")},
                                                   {.status = 403}, /* refused, without another try */
                                                   {.body = JSON_KEYS("TWO", "2026-11-22T05:04:05Z")},
                                                   {.status = 403},
                                                   {.status = 403},
                                                   {.body = JSON_KEYS("THREE", "2026-11-22T06:04:05Z")},
                                                   {.body = JSON_KEYS("FOUR", "2026-11-22T06:04:05Z")}};
    struct loopback *server = loopback_open(script, COUNT_OF(script));
    struct walk_chain open;
    struct error err = {0};
    const int64_t hour = 60 * MINUTE;
    setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", loopback_url(server), 1);
    assert_true(walk_open(&open, &(struct aws_options){.profile = NULL}, &err));
    assert_string_equal(found_at(&open, WALK_NOW), "ONE");
    assert_string_equal(found_at(&open, WALK_NOW + 45 * MINUTE - 1), "ONE");
    assert_int_equal(loopback_requests(server), 1);
    assert_string_equal(found_at(&open, WALK_NOW + 45 * MINUTE), "ONE"); /* tried, refused: it still holds */
    assert_string_equal(found_at(&open, WALK_NOW + 45 * MINUTE + 59), "ONE");
    assert_int_equal(loopback_requests(server), 2);
    assert_string_equal(found_at(&open, WALK_NOW + 46 * MINUTE), "TWO");
    assert_string_equal(found_at(&open, WALK_NOW + hour + 49 * MINUTE), "TWO");   /* refused, and not due yet */
    assert_string_equal(found_at(&open, WALK_NOW + hour + 52 * MINUTE + 30), ""); /* an eighth of its 74 */
    assert_string_equal(found_at(&open, WALK_NOW + hour + 53 * MINUTE), "THREE");
    assert_int_equal(loopback_requests(server), 6);
    assert_true(aws_credentials_expire(open.chain));
    assert_string_equal(found_at(&open, WALK_NOW + hour + 53 * MINUTE), "FOUR");
    walk_close(&open);
    loopback_close(server);
}

/* Those of a quarter of an hour are not asked for anew with every call. */
static void renewed_late(void **state)
{
    (void)state;
    static const struct loopback_reply script[] = {{.body = JSON_KEYS("ONE", "2026-11-22T03:19:05Z")},
                                                   {.body = JSON_KEYS("TWO", "2026-11-22T04:04:05Z")}};
    struct loopback *server = loopback_open(script, COUNT_OF(script));
    struct walk_chain open;
    struct error err = {0};
    setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", loopback_url(server), 1);
    assert_true(walk_open(&open, &(struct aws_options){.profile = NULL}, &err));
    assert_string_equal(found_at(&open, WALK_NOW), "ONE");
    assert_string_equal(found_at(&open, WALK_NOW + 11 * MINUTE), "ONE");
    assert_int_equal(loopback_requests(server), 1);
    assert_string_equal(found_at(&open, WALK_NOW + 12 * MINUTE), "TWO");
    walk_close(&open);
    loopback_close(server);
}

/* Keys that nobody renews hold until they expire, and are not asked for again. */
static void not_renewed(void **state)
{
    (void)state;
    struct walk_chain open;
    struct error err = {0};
    setenv("AWS_ACCESS_KEY_ID", "ENV", 1);
    setenv("AWS_SECRET_ACCESS_KEY", "hush", 1);
    setenv("AWS_CREDENTIAL_EXPIRATION", HOUR_LATER, 1);
    assert_true(walk_open(&open, &(struct aws_options){.profile = NULL}, &err));
    assert_string_equal(found_at(&open, WALK_NOW), "ENV");
    assert_false(aws_credentials_expire(open.chain));
    assert_string_equal(found_at(&open, WALK_NOW + 60 * MINUTE - 1), "ENV");
    assert_string_equal(found_at(&open, WALK_NOW + 60 * MINUTE), "");
    walk_close(&open);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, home_make, home_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(renewed), TEST(renewed_late), TEST(not_renewed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
