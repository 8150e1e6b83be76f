/* update.c — see update.h. */
#include "pricing/update.h"

#include "data/base/text.h"

#include <stdio.h>
#include <string.h>

/* China's regions have a price list of their own, in yuan. */
#define ROOT_INDEX_PATH "/offers/v1.0/aws/index.json"
#define CHINA_INDEX_PATH "/offers/v1.0/cn/index.json"

/* The root index has 90 kB and a region index 10 kB (2026); the largest offer of a region about 500 MB. */
enum { INDEX_BYTES_MAX = 8 * 1024 * 1024, URL_BYTES_MAX = 1024 };
static const int64_t document_bytes_max = INT64_C(8) * 1024 * 1024 * 1024;

static const char *const document_names[FEED_DOCUMENTS_COUNT] = {"AmazonEC2", "AmazonECS", "AWSLambda", "AmazonVPC",
                                                                 "AWSComputeSavingsPlan"};

/* Small ones first: what is wrong with an address or a mirror shows at once. ECS's fees and Savings Plans after what
 * they are of. */
static const enum feed_document reading_order[FEED_DOCUMENTS_COUNT] = {
    FEED_OFFER_LAMBDA, FEED_OFFER_VPC, FEED_OFFER_EC2, FEED_OFFER_ECS, FEED_SAVINGS_PLANS};

struct updating {
    const struct update_options *options;
    struct feed *feed;
    struct arena arena;
    const char *base_url; /* without '/' at its end */
    const char *urls[FEED_DOCUMENTS_COUNT];
    enum feed_document document; /* that is read */
    struct feed_reader *reader;
    struct text index; /* bytes of the index that is read */
};

static bool is_of_china(const struct feed *feed)
{
    return strncmp(feed_region(feed), "cn-", 3) == 0;
}

static bool url_of(struct updating *updating, const char *path, const char **ret_url, struct error *err)
{
    *ret_url = arena_printf(&updating->arena, "%s%s", updating->base_url, path);
    return strlen(*ret_url) <= URL_BYTES_MAX ||
           error_set(err, ERROR_INPUT, updating->base_url, "an address of more than %d bytes", URL_BYTES_MAX);
}

/* --- indexes --- */

static bool index_take(void *context, const char *bytes, size_t length, struct error *err)
{
    struct updating *updating = context;
    text_add_bytes(&updating->index, bytes, length);
    return !updating->index.overflown ||
           error_set(err, ERROR_LIMIT, updating->base_url, "an index of more than %d bytes", INDEX_BYTES_MAX);
}

static bool index_read(struct updating *updating, const char *url, struct error *err)
{
    struct downloaded downloaded;
    struct download asked = {.url = url,
                             .bytes_max = INDEX_BYTES_MAX,
                             .sink = index_take,
                             .context = updating,
                             .stop = updating->options->stop};
    text_release(&updating->index);
    text_init(&updating->index, INDEX_BYTES_MAX);
    return download(&asked, &downloaded, err);
}

static const char *index_bytes(const struct updating *updating)
{
    return updating->index.bytes != NULL ? updating->index.bytes : "";
}

static bool wants(const struct updating *updating, enum feed_document document)
{
    return document != FEED_SAVINGS_PLANS || updating->options->savings_plans;
}

/* Addresses of the region's documents, out of the root index and theirs. */
static bool urls_find(struct updating *updating, struct error *err)
{
    const char *paths[FEED_DOCUMENTS_COUNT] = {NULL}, *url = NULL, *path = NULL;
    if (!url_of(updating, is_of_china(updating->feed) ? CHINA_INDEX_PATH : ROOT_INDEX_PATH, &url, err) ||
        !index_read(updating, url, err))
        return false;
    for (int i = 0; i < FEED_DOCUMENTS_COUNT; i++)
        if (wants(updating, (enum feed_document)i) &&
            !feed_index_offer(url, index_bytes(updating), updating->index.length, (enum feed_document)i,
                              &updating->arena, &paths[i], err))
            return false;
    for (int i = 0; i < FEED_DOCUMENTS_COUNT; i++) {
        if (!wants(updating, (enum feed_document)i))
            continue;
        if (!url_of(updating, paths[i], &url, err) || !index_read(updating, url, err) ||
            !feed_index_region(url, index_bytes(updating), updating->index.length, feed_region(updating->feed),
                               &updating->arena, &path, err) ||
            !url_of(updating, path, &updating->urls[i], err))
            return false;
    }
    return true;
}

/* --- what an older book has of a document --- */

static const struct catalogue_source *older_source(const struct updating *updating, const char *url)
{
    const struct catalogue *older = updating->options->older;
    if (older == NULL || strcmp(older->region, feed_region(updating->feed)) != 0)
        return NULL;
    for (int i = 0; i < older->sources_count; i++)
        if (strcmp(older->sources[i].url, url) == 0)
            return &older->sources[i];
    return NULL;
}

static bool purchase_is_of(enum feed_document document, enum purchase purchase)
{
    enum commitment_kind kind = COMMITMENT_COMPUTE_SAVINGS_PLAN;
    enum commitment_term term = TERM_1_YEAR;
    enum payment_option payment = PAYMENT_NO_UPFRONT;
    if (!purchase_is_commitment(purchase, &kind, &term, &payment))
        return document != FEED_SAVINGS_PLANS && purchase == PURCHASE_ON_DEMAND;
    bool plan = kind == COMMITMENT_COMPUTE_SAVINGS_PLAN || kind == COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN;
    return plan ? document == FEED_SAVINGS_PLANS : document == FEED_OFFER_EC2;
}

static bool older_has_reserved(const struct catalogue *older)
{
    for (int i = 0; i < older->prices_count; i++)
        if (older->prices[i].purchase >= PURCHASE_COMMITTED &&
            purchase_is_of(FEED_OFFER_EC2, older->prices[i].purchase))
            return true;
    return false;
}

/* A book without Reserved Instances may be of an update that left them out: then the offer is read again. */
static const char *etag_of(const struct updating *updating, const struct catalogue_source *source)
{
    if (source == NULL || (updating->document == FEED_OFFER_EC2 && updating->options->savings_plans &&
                           !older_has_reserved(updating->options->older)))
        return "";
    return source->etag;
}

static void older_keep(struct updating *updating, const struct catalogue_source *source)
{
    static const char *const services[FEED_DOCUMENTS_COUNT][4] = {
        [FEED_OFFER_EC2] = {"ec2", "ebs"},
        [FEED_OFFER_ECS] = {"fargate", "ecs"},
        [FEED_OFFER_LAMBDA] = {"lambda"},
        [FEED_OFFER_VPC] = {"vpc"},
        [FEED_SAVINGS_PLANS] = {"ec2", "fargate", "lambda"},
    };
    for (int i = 0; i < 4 && services[updating->document][i] != NULL; i++)
        for (int purchase = 0; purchase < PRICE_PURCHASES_COUNT; purchase++)
            if (purchase_is_of(updating->document, (enum purchase)purchase) &&
                (purchase < PURCHASE_COMMITTED || updating->options->savings_plans))
                feed_keep(updating->feed, updating->options->older, services[updating->document][i],
                          (enum purchase)purchase);
    feed_source(updating->feed, source);
}

/* --- documents --- */

static bool document_take(void *context, const char *bytes, size_t length, struct error *err)
{
    struct updating *updating = context;
    return feed_reader_push(updating->reader, bytes, length, err);
}

static void progress_say(struct updating *updating, int64_t wire_bytes, int64_t wire_total, int64_t bytes, bool done,
                         bool not_modified)
{
    const struct update_options *options = updating->options;
    if (options->progress != NULL)
        options->progress(options->context, document_names[updating->document], wire_bytes, wire_total, bytes, done,
                          not_modified);
}

static void on_progress(void *context, int64_t wire_bytes, int64_t wire_total, int64_t bytes)
{
    progress_say(context, wire_bytes, wire_total, bytes, false, false);
}

/* Reads a document, twice where its reader asks for it. */
static bool document_read(struct updating *updating, const char *etag, struct downloaded *ret_downloaded,
                          struct error *err)
{
    const char *url = updating->urls[updating->document];
    struct download asked = {.url = url,
                             .etag = etag,
                             .bytes_max = document_bytes_max,
                             .sink = document_take,
                             .progress = on_progress,
                             .context = updating,
                             .stop = updating->options->stop};
    bool again = false;
    if (!download(&asked, ret_downloaded, err))
        return false;
    if (ret_downloaded->not_modified)
        return true;
    if (!feed_reader_finish(updating->reader, &again, err))
        return false;
    if (!again)
        return true;
    struct downloaded second;
    asked.etag = "";
    if (!download(&asked, &second, err))
        return false;
    if (strcmp(second.etag, ret_downloaded->etag) != 0 || second.bytes != ret_downloaded->bytes)
        return error_set(err, ERROR_AWS, url, "changed while it was read; try again");
    return feed_reader_finish(updating->reader, &again, err);
}

static bool document_done(struct updating *updating, const struct downloaded *downloaded, int64_t taken,
                          struct error *err)
{
    const char *url = updating->urls[updating->document];
    if (updating->document == FEED_OFFER_EC2 && taken == 0)
        return error_set(err, ERROR_INPUT, url, "holds no price of a Linux instance of shared tenancy in %s",
                         feed_region(updating->feed));
    feed_source(updating->feed, &(struct catalogue_source){.url = url,
                                                           .etag = downloaded->etag,
                                                           .published_at = feed_reader_published_at(updating->reader),
                                                           .bytes = downloaded->bytes,
                                                           .prices = taken});
    return true;
}

static bool document_update(struct updating *updating, struct error *err)
{
    const struct catalogue_source *source = older_source(updating, updating->urls[updating->document]);
    struct downloaded downloaded = {0};
    int64_t taken = feed_counts(updating->feed)[FEED_TAKEN].count;
    progress_say(updating, 0, -1, 0, false, false);
    updating->reader = feed_reader_new(updating->feed, updating->document, updating->urls[updating->document]);
    bool good = document_read(updating, etag_of(updating, source), &downloaded, err);
    if (good && downloaded.not_modified)
        older_keep(updating, source);
    else if (good)
        good = document_done(updating, &downloaded, feed_counts(updating->feed)[FEED_TAKEN].count - taken, err);
    feed_reader_free(updating->reader);
    if (good)
        progress_say(updating, downloaded.wire_bytes, downloaded.wire_bytes, downloaded.bytes, true,
                     downloaded.not_modified);
    return good;
}

static const char *base_url_of(struct updating *updating)
{
    const char *url = updating->options->base_url;
    if (url == NULL || *url == '\0')
        url = is_of_china(updating->feed) ? PRICE_LIST_URL_CHINA : PRICE_LIST_URL;
    size_t length = strlen(url);
    while (length > 0 && url[length - 1] == '/')
        length--;
    return arena_strndup(&updating->arena, url, length);
}

bool update_region(const struct update_options *options, struct feed *feed, struct error *err)
{
    struct updating updating = {.options = options, .feed = feed};
    updating.base_url = base_url_of(&updating);
    if (!options->savings_plans)
        feed_leave_commitments(feed);
    bool good = urls_find(&updating, err);
    for (int i = 0; i < FEED_DOCUMENTS_COUNT && good; i++) {
        updating.document = reading_order[i];
        good = !wants(&updating, updating.document) || document_update(&updating, err);
    }
    text_release(&updating.index);
    arena_release(&updating.arena);
    return good;
}
