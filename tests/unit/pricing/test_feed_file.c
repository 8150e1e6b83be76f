/* test_feed_file.c — saved price documents from disk: plain and gzipped, by what they hold and not by their names. */
#include "tests/unit/pricing/feeding.h"

#include "data/base/file.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

static const char history[] =
    "{\"SpotPriceHistory\": [{\"AvailabilityZone\": \"us-east-1b\", \"InstanceType\": \"m5.large\", "
    "\"ProductDescription\": \"Linux/UNIX\", \"SpotPrice\": \"0.040100\", \"Timestamp\": "
    "\"2026-11-20T10:00:00+00:00\"}]}";
static const char lambda[] =
    "{\"formatVersion\": \"v1.0\", \"offerCode\": \"AWSLambda\", \"publicationDate\": \"2026-11-20T00:00:00Z\", "
    "\"products\": {\"SKU1\": {\"sku\": \"SKU1\", \"productFamily\": \"Serverless\", \"attributes\": {\"servicecode\": "
    "\"AWSLambda\", \"locationType\": \"AWS Region\", \"location\": \"US East (N. Virginia)\", \"regionCode\": "
    "\"us-east-1\", \"group\": \"AWS-Lambda-Requests\", \"usagetype\": \"Request\", \"operation\": \"\"}}}, "
    "\"terms\": {\"OnDemand\": {\"SKU1\": {\"SKU1.J\": {\"offerTermCode\": \"JRTCKXETXF\", \"sku\": \"SKU1\", "
    "\"effectiveDate\": \"2026-11-01T00:00:00Z\", \"priceDimensions\": {\"SKU1.J.6\": {\"rateCode\": \"SKU1.J.6\", "
    "\"unit\": \"Requests\", \"beginRange\": \"0\", \"pricePerUnit\": {\"USD\": \"0.0000002000\"}}}, "
    "\"termAttributes\": {}}}}}}";

/* A file of this name in the test's own folder; free() it. */
static char *path_of(void **state, const char *name)
{
    size_t size = strlen(*state) + strlen(name) + 2;
    char *path = memory_alloc(size, 1);
    snprintf(path, size, "%s/%s", (const char *)*state, name);
    return path;
}

static char *written(void **state, const char *name, const char *bytes, size_t length)
{
    struct error err = {0};
    char *path = path_of(state, name);
    if (!file_write(path, bytes, length, &err))
        fail_msg("%s: %s", err.where, err.text);
    return path;
}

static size_t packed(const char *bytes, unsigned char *room, size_t size)
{
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)bytes;
    stream.avail_in = (uInt)strlen(bytes);
    stream.next_out = room;
    stream.avail_out = (uInt)size;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(deflateEnd(&stream), Z_OK);
    return stream.total_out;
}

static void takes(char *path, enum feed_count_kind kind, int64_t count)
{
    struct error err = {0};
    struct feed *feed = feed_new("us-east-1", "2026-11-23");
    if (!feed_file(feed, path, &err))
        fail_msg("%s: %s", err.where, err.text);
    feeding_counts(feed, kind, count);
    feed_free(feed);
    unlink(path);
    free(path);
}

static void refuses(char *path, enum error_kind kind, const char *text)
{
    struct error err = {0};
    struct feed *feed = feed_new("us-east-1", "2026-11-23");
    assert_false(feed_file(feed, path, &err));
    if (err.kind != kind || !strstr(err.where, path) || !strstr(err.text, text))
        fail_msg("(%s) %s: %s, not: %s", error_word(err.kind), err.where, err.text, text);
    feed_free(feed);
    unlink(path);
    free(path);
}

static void plain_and_packed_are_the_same(void **state)
{
    unsigned char room[4096];
    takes(written(state, "history.txt", history, strlen(history)), FEED_TAKEN, 1);
    takes(written(state, "history", (const char *)room, packed(history, room, sizeof room)), FEED_TAKEN, 1);
    takes(written(state, "offer.gz", lambda, strlen(lambda)), FEED_TAKEN, 1); /* its name does not count */
    takes(written(state, "offer.json", (const char *)room, packed(lambda, room, sizeof room)), FEED_TAKEN, 1);
}

static void what_is_wrong_is_said(void **state)
{
    unsigned char room[4096];
    static const char other[] = "{\"formatVersion\": \"v1.0\", \"offerCode\": \"AmazonRDS\", \"products\": {}}";
    size_t length = packed(history, room, sizeof room);
    refuses(path_of(state, "absent"), ERROR_IO, "");
    refuses(written(state, "none", "{\"a\": 1}", 8), ERROR_INPUT, "is none of the documents prices come in");
    refuses(written(state, "empty", "", 0), ERROR_INPUT, "is none of the documents prices come in");
    refuses(written(state, "cut", (const char *)room, length - 9), ERROR_INPUT, "");
    refuses(written(state, "other", other, strlen(other)), ERROR_INPUT, "is the offer file of AmazonRDS");
    refuses(written(state, "half", history, strlen(history) - 5), ERROR_INPUT, "");
    room[length / 2] ^= 0x55;
    refuses(written(state, "broken", (const char *)room, length), ERROR_INPUT, "");
}

static void the_real_advisor_is_packed(void **state)
{
    (void)state;
    struct error err = {0};
    static const char path[] = "../shared/prices/samples/spot-advisor-data.json.gz";
    if (access(path, R_OK) != 0) {
        print_message("skipped: %s is not here\n", path);
        return;
    }
    struct feed *feed = feed_new("us-east-1", "2026-11-23");
    if (!feed_file(feed, path, &err))
        fail_msg("%s: %s", err.where, err.text);
    feeding_counts(feed, FEED_TAKEN, 894);
    feed_free(feed);
}

static int folder_make(void **state)
{
    static char folder[] = "/tmp/bayplan_feed_file_XXXXXX";
    *state = mkdtemp(folder);
    return *state ? 0 : -1;
}

static int folder_remove(void **state)
{
    return rmdir(*state); /* every test removed its files */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_and_packed_are_the_same),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(the_real_advisor_is_packed),
    };
    return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
