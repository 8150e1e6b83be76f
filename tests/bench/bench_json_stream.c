/* bench_json_stream.c — megabytes a second of json_stream on one core, beside yajl and RapidJSON's SAX reader, on the
 * same document in the same run: every event delivered and looked at (the sums must be equal), and ours with members
 * skipped as a price feed does it. CPU time, the best of three.
 * usage: bench_json_stream [FILE] (default: an offer file of 200 MB, made here) */
#include "data/base/arena.h"
#include "data/base/json_stream.h"
#include "data/base/text.h"
#include "tests/bench/json_peers.h"
#include "tests/support/random.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { PIECE_BYTES = 128 * 1024, DOCUMENT_BYTES = 200 * 1000 * 1000, ROUNDS = 3 };

static double clock_s(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* --- a document of the shape of AWS's EC2 offer --- */

static void sku_print(char sku[17], uint64_t number)
{
    struct random random = {.state = number};
    for (int i = 0; i < 16; i++)
        sku[i] = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"[random_next(&random) % 31];
    sku[16] = '\0';
}

static void product_add(struct text *out, uint64_t number, bool is_last)
{
    static const char *const systems[] = {"Linux", "Windows", "RHEL", "SUSE", "Linux", "NA"};
    static const char *const tenancies[] = {"Shared", "Dedicated", "Host", "Shared"};
    struct random random = {.state = number ^ 77};
    int family = (int)random_between(&random, 0, 8), size = 1 << random_between(&random, 0, 5);
    const char *system = systems[random_between(&random, 0, 5)], *tenancy = tenancies[random_between(&random, 0, 3)];
    char sku[17];
    sku_print(sku, number);
    text_printf(out,
                "    \"%s\" : {\n      \"sku\" : \"%s\",\n      \"productFamily\" : \"Compute Instance\",\n"
                "      \"attributes\" : {\n        \"servicecode\" : \"AmazonEC2\",\n"
                "        \"location\" : \"US East (N. Virginia)\",\n        \"locationType\" : \"AWS Region\",\n"
                "        \"instanceType\" : \"m%d.%dxlarge\",\n        \"currentGeneration\" : \"Yes\",\n"
                "        \"vcpu\" : \"%d\",\n        \"physicalProcessor\" : \"Intel Xeon Platinum 8175\",\n"
                "        \"memory\" : \"%d GiB\",\n        \"storage\" : \"EBS only\",\n"
                "        \"networkPerformance\" : \"Up to 10 Gigabit\",\n        \"tenancy\" : \"%s\",\n"
                "        \"operatingSystem\" : \"%s\",\n        \"licenseModel\" : \"No License required\",\n"
                "        \"usagetype\" : \"BoxUsage:m%d.%dxlarge\",\n        \"operation\" : \"RunInstances\",\n"
                "        \"capacitystatus\" : \"Used\",\n        \"preInstalledSw\" : \"NA\",\n"
                "        \"regionCode\" : \"us-east-1\",\n        \"servicename\" : \"Amazon Elastic Compute Cloud\"\n"
                "      }\n    }%s\n",
                sku, sku, family, size, 4 * size, 16 * size, tenancy, system, family, size, is_last ? "" : ",");
}

static void term_add(struct text *out, uint64_t number, bool is_last)
{
    char sku[17];
    sku_print(sku, number);
    text_printf(out,
                "      \"%s\" : {\n        \"%s.JRTCKXETXF\" : {\n          \"offerTermCode\" : \"JRTCKXETXF\",\n"
                "          \"sku\" : \"%s\",\n          \"effectiveDate\" : \"2026-11-01T00:00:00Z\",\n"
                "          \"priceDimensions\" : {\n            \"%s.JRTCKXETXF.6YS6EN2CT7\" : {\n"
                "              \"rateCode\" : \"%s.JRTCKXETXF.6YS6EN2CT7\",\n"
                "              \"description\" : \"$%" PRIu64 ".0960 per On Demand Linux m5.large Instance Hour\",\n"
                "              \"beginRange\" : \"0\",\n              \"endRange\" : \"Inf\",\n"
                "              \"unit\" : \"Hrs\",\n              \"pricePerUnit\" : {\n"
                "                \"USD\" : \"%" PRIu64 ".0960000000\"\n              },\n"
                "              \"appliesTo\" : [ ]\n            }\n          },\n"
                "          \"termAttributes\" : { }\n        }\n      }%s\n",
                sku, sku, sku, sku, sku, number % 10, number % 10, is_last ? "" : ",");
}

static struct text document_make(void)
{
    struct text out;
    uint64_t count = 0;
    text_init(&out, 2 * (size_t)DOCUMENT_BYTES);
    text_add(&out, "{\n  \"formatVersion\" : \"v1.0\",\n  \"offerCode\" : \"AmazonEC2\",\n  \"products\" : {\n");
    while (out.length < DOCUMENT_BYTES * 6 / 10)
        product_add(&out, count++, false);
    product_add(&out, count++, true);
    text_add(&out, "  },\n  \"terms\" : {\n    \"OnDemand\" : {\n");
    uint64_t term = 0;
    for (; term < count && out.length < DOCUMENT_BYTES - 1000; term++)
        term_add(&out, term, false);
    term_add(&out, term, true);
    text_add(&out, "    }\n  }\n}\n");
    return out;
}

static struct text file_take(const char *path)
{
    struct text out;
    char bytes[64 * 1024];
    size_t got;
    FILE *file = fopen(path, "rb");
    text_init(&out, (size_t)4 * 1000 * 1000 * 1000);
    while (file && (got = fread(bytes, 1, sizeof bytes, file)) > 0)
        text_add_bytes(&out, bytes, got);
    if (!file || out.overflown || out.length == 0) {
        fprintf(stderr, "bench_json_stream: %s cannot be read\n", path);
        exit(2);
    }
    fclose(file);
    return out;
}

/* --- ours --- */

static enum json_stream_answer listen(void *context, enum json_event event, const char *text, size_t length,
                                      struct error *err)
{
    (void)err;
    json_tally_add(context, (int)event, text, length);
    return JSON_GO_ON;
}

/* Products are all looked at; of the terms, those of nine SKUs in ten are skipped, as are the parts that no price
 * needs. */
struct feed {
    struct json_tally tally;
    bool in_terms;
    int depth;
};

static bool is(const char *text, size_t length, const char *word)
{
    return length == strlen(word) && memcmp(text, word, length) == 0;
}

static enum json_stream_answer feed_listen(void *context, enum json_event event, const char *text, size_t length,
                                           struct error *err)
{
    struct feed *feed = context;
    (void)err;
    json_tally_add(&feed->tally, (int)event, text, length);
    if (event == JSON_BEGIN_OBJECT || event == JSON_BEGIN_LIST)
        feed->depth++;
    else if (event == JSON_END_OBJECT || event == JSON_END_LIST)
        feed->depth--;
    else if (event == JSON_KEY && feed->depth == 1)
        feed->in_terms = is(text, length, "terms");
    else if (event == JSON_KEY && feed->in_terms && feed->depth == 3)
        return text[length - 1] % 10 == 0 ? JSON_GO_ON : JSON_SKIP;
    else if (event == JSON_KEY && (is(text, length, "description") || is(text, length, "appliesTo")))
        return JSON_SKIP;
    return JSON_GO_ON;
}

static bool ours(const struct text *document,
                 enum json_stream_answer (*handler)(void *, enum json_event, const char *, size_t, struct error *),
                 void *context)
{
    struct error err = {0};
    struct json_stream *stream = json_stream_new("f", handler, context);
    bool ok = true;
    for (size_t at = 0; ok && at < document->length; at += PIECE_BYTES) {
        size_t length = document->length - at < PIECE_BYTES ? document->length - at : PIECE_BYTES;
        ok = json_stream_push(stream, document->bytes + at, length, &err);
    }
    ok = ok && json_stream_finish(stream, &err);
    json_stream_free(stream);
    if (!ok)
        fprintf(stderr, "%s: %s\n", err.where, err.text);
    return ok;
}

static enum json_stream_answer skip_all(void *context, enum json_event event, const char *text, size_t length,
                                        struct error *err)
{
    (void)err;
    json_tally_add(context, (int)event, text, length);
    return JSON_SKIP;
}

/* --- the table --- */

enum way { ALL_EVENTS, AS_FEED, NO_EVENTS, YAJL, RAPIDJSON, WAYS_COUNT };
static const char *const way_names[] = {"json_stream, all events", "json_stream, skipping as a feed does",
                                        "json_stream, all skipped but checked", "yajl, all events",
                                        "RapidJSON SAX, all events"};

/* False where the parser is not built in; *ret_ok false where it refuses the document. */
static bool way_run(enum way way, const struct text *document, struct json_tally *ret_tally, bool *ret_ok)
{
    struct feed feed = {0};
    *ret_tally = (struct json_tally){0};
    switch (way) {
    case ALL_EVENTS:
        *ret_ok = ours(document, listen, ret_tally);
        return true;
    case AS_FEED:
        *ret_ok = ours(document, feed_listen, &feed);
        *ret_tally = feed.tally;
        return true;
    case NO_EVENTS:
        *ret_ok = ours(document, skip_all, ret_tally);
        return true;
    case YAJL:
#ifdef BENCH_YAJL
        *ret_ok = json_peer_yajl(document->bytes, document->length, PIECE_BYTES, ret_tally);
        return true;
#else
        return false;
#endif
    case RAPIDJSON:
#ifdef BENCH_RAPIDJSON
        *ret_ok = json_peer_rapidjson(document->bytes, document->length, PIECE_BYTES, ret_tally);
        return true;
#else
        return false;
#endif
    case WAYS_COUNT:
        break;
    }
    return false;
}

int main(int count, char **arguments)
{
    struct text document = count > 1 ? file_take(arguments[1]) : document_make();
    struct json_tally wanted = {0};
    bool all_ok = true;
    printf("%zu bytes, best of %d\n", document.length, ROUNDS);
    for (int way = 0; way < WAYS_COUNT; way++) {
        double best_s = 1e9;
        struct json_tally tally = {0};
        bool is_here = true, ok = true;
        for (int round = 0; is_here && ok && round < ROUNDS; round++) {
            double began_s = clock_s();
            is_here = way_run((enum way)way, &document, &tally, &ok);
            double took_s = clock_s() - began_s;
            best_s = took_s < best_s ? took_s : best_s;
        }
        if (way == ALL_EVENTS)
            wanted = tally;
        bool is_other = (way == YAJL || way == RAPIDJSON) && (tally.events != wanted.events || tally.sum != wanted.sum);
        all_ok = all_ok && (!is_here || (ok && !is_other));
        if (!is_here)
            printf("%-38s skipped: its headers were not found when this was built\n", way_names[way]);
        else
            printf("%-38s %7.0f MB/s  %" PRId64 " events%s%s\n", way_names[way], (double)document.length / best_s / 1e6,
                   tally.events, ok ? "" : ", REFUSED", is_other ? ", OTHER THAN OURS" : "");
    }
    text_release(&document);
    return all_ok ? 0 : 1;
}
