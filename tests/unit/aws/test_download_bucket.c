/* test_download_bucket.c — documents by download.h from a bucket whose connections break at random points. */
#include "tests/unit/base/check.h"

#include "data/aws/download.h"
#include "data/base/text.h"
#include "tests/support/download_server.h"
#include "tests/support/random.h"

#include <sys/stat.h>
#include <zlib.h>

static bool collect(void *context, const char *bytes, size_t length, struct error *err)
{
    struct text *out = context;
    text_add_bytes(out, bytes, length);
    return !out->overflown || error_set(err, ERROR_INPUT, "sink", "is full");
}

enum { DOCUMENT_BYTES = 400 * 1000 };

struct bucket {
    char folder[64], path[96];
    char *bytes;
};

static void file_put(const char *path, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_true(file && fwrite(bytes, 1, length, file) == length && fclose(file) == 0);
}

static void packed_put(const char *path, const char *bytes, size_t length)
{
    gzFile file = gzopen(path, "wb6");
    assert_true(file && gzwrite(file, bytes, (unsigned)length) == (int)length && gzclose(file) == Z_OK);
}

static struct bucket bucket_make(bool packed)
{
    struct bucket bucket = {.folder = "/tmp/bayplan-download-XXXXXX", .bytes = malloc(DOCUMENT_BYTES)};
    struct random random = {.state = 7};
    assert_true(bucket.bytes && mkdtemp(bucket.folder));
    for (int i = 0; i < DOCUMENT_BYTES; i++)
        bucket.bytes[i] = (char)('a' + random_next(&random) % 5);
    snprintf(bucket.path, sizeof bucket.path, "%s/d.json%s", bucket.folder, packed ? ".gz" : "");
    (packed ? packed_put : file_put)(bucket.path, bucket.bytes, DOCUMENT_BYTES);
    return bucket;
}

static void bucket_remove(struct bucket *bucket)
{
    assert_int_equal(remove(bucket->path), 0);
    assert_int_equal(rmdir(bucket->folder), 0);
    free(bucket->bytes);
}

/* How far it came, which never falls where the document does not begin anew. */
struct watch {
    struct text out;
    int64_t wire_bytes, wire_total;
    int calls;
};

static bool watch_collect(void *context, const char *bytes, size_t length, struct error *err)
{
    return collect(&((struct watch *)context)->out, bytes, length, err);
}

static void watch_progress(void *context, int64_t wire_bytes, int64_t wire_total, int64_t bytes)
{
    struct watch *watch = context;
    assert_true(bytes <= DOCUMENT_BYTES);
    watch->wire_bytes = wire_bytes;
    watch->wire_total = wire_total;
    watch->calls++;
}

/* Wire bytes of the whole download: equal to the document's where nothing came twice. */
static int64_t broken_download(const struct bucket *bucket, const struct download_faults *faults, int *ret_connections)
{
    struct download_server *server = download_server_open(bucket->folder, faults, NULL);
    struct watch watch = {.wire_total = -2};
    text_init(&watch.out, DOCUMENT_BYTES + 1);
    char url[128];
    snprintf(url, sizeof url, "%s/d.json", download_server_url(server));
    struct download request = {
        .url = url, .bytes_max = DOCUMENT_BYTES, .sink = watch_collect, .progress = watch_progress, .context = &watch};
    struct downloaded result = {0};
    struct error err = {0};
    bool ok = download(&request, &result, &err);
    assert_string_equal(err.text, "");
    assert_true(ok);
    assert_int_equal(result.bytes, DOCUMENT_BYTES);
    assert_int_equal(watch.out.length, DOCUMENT_BYTES);
    assert_memory_equal(watch.out.bytes, bucket->bytes, DOCUMENT_BYTES);
    assert_true(watch.calls > 0 && (watch.wire_total < 0 || watch.wire_bytes == watch.wire_total));
    struct downloaded again = {0};
    if (!faults->no_etag) {
        request.etag = result.etag;
        assert_true(download(&request, &again, &err) && again.not_modified);
    }
    download_server_close(server);
    text_release(&watch.out);
    *ret_connections = result.connections;
    return result.wire_bytes;
}

/* Twenty cuts at random points, packed and not: every byte once, and over the wire once too. */
static void cut_twenty_times(void **state)
{
    (void)state;
    for (int packed = 0; packed < 2; packed++) {
        struct bucket bucket = bucket_make(packed);
        struct stat stat_of;
        assert_int_equal(stat(bucket.path, &stat_of), 0);
        for (uint64_t seed = 1; seed <= 2; seed++)
            for (int chunked = 0; chunked < 2; chunked++) {
                struct download_faults faults = {.cuts = 20, .seed = seed, .chunked = chunked};
                int connections = 0;
                assert_int_equal(broken_download(&bucket, &faults, &connections), stat_of.st_size);
                assert_int_equal(connections, 21);
            }
        bucket_remove(&bucket);
    }
}

static void cut_without_ranges(void **state)
{
    (void)state;
    struct bucket bucket = bucket_make(true);
    static const struct download_faults cases[] = {
        {.cuts = 10, .seed = 1, .no_ranges = true},
        {.cuts = 10, .seed = 2, .no_etag = true},
        {.cuts = 10, .seed = 3, .weak_etag = true},
        {.cuts = 3, .failures = 2, .status = 500, .status_headers = "Retry-After: 0\r\n"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int connections = 0;
        broken_download(&bucket, &cases[i], &connections);
        assert_int_equal(connections, cases[i].cuts + cases[i].failures + 1);
    }
    bucket_remove(&bucket);
}

/* A bucket that breaks for ever is left in the end. */
static void cut_too_often(void **state)
{
    (void)state;
    struct bucket bucket = bucket_make(false);
    struct download_faults faults = {.cuts = 40};
    struct download_server *server = download_server_open(bucket.folder, &faults, NULL);
    struct text out;
    text_init(&out, DOCUMENT_BYTES);
    char url[128];
    snprintf(url, sizeof url, "%s/d.json", download_server_url(server));
    struct download request = {.url = url, .bytes_max = DOCUMENT_BYTES, .sink = collect, .context = &out};
    struct downloaded result = {0};
    struct error err = {0};
    assert_false(download(&request, &result, &err));
    assert_non_null(strstr(err.text, "; given up after 30 connections, at byte "));
    assert_int_equal(download_server_requests(server), DOWNLOAD_ATTEMPTS_MAX);
    download_server_close(server);
    text_release(&out);
    bucket_remove(&bucket);
}

/* A signal's flag ends it between two bytes, and no further connection is made. */
static bool stop_now;

static bool collect_and_stop(void *context, const char *bytes, size_t length, struct error *err)
{
    stop_now = true;
    return collect(context, bytes, length, err);
}

static void stopped_meanwhile(void **state)
{
    (void)state;
    struct bucket bucket = bucket_make(false);
    struct download_faults faults = {.cuts = 5};
    struct download_server *server = download_server_open(bucket.folder, &faults, NULL);
    struct text out;
    text_init(&out, DOCUMENT_BYTES);
    char url[128];
    snprintf(url, sizeof url, "%s/d.json", download_server_url(server));
    struct download request = {
        .url = url, .bytes_max = DOCUMENT_BYTES, .sink = collect_and_stop, .context = &out, .stop = &stop_now};
    struct downloaded result = {0};
    struct error err = {0};
    assert_false(download(&request, &result, &err));
    assert_non_null(strstr(err.text, "/d.json: interrupted"));
    assert_int_equal(download_server_requests(server), 1);
    assert_true(out.length > 0 && out.length < DOCUMENT_BYTES);
    download_server_close(server);
    text_release(&out);
    bucket_remove(&bucket);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cut_twenty_times),
        cmocka_unit_test(cut_without_ranges),
        cmocka_unit_test(cut_too_often),
        cmocka_unit_test(stopped_meanwhile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
