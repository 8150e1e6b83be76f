#include "pricing/snapshot.h"

#include "data/facts/embed.h"
#include "pricing/snapshot_rates.h"
#include <string.h>

/* Regions with files in pricing/snapshots, sorted: symbol, name. */
#define SNAPSHOT_REGIONS(X)                                                                                            \
    X(ap_northeast_1, "ap-northeast-1")                                                                                \
    X(ap_southeast_1, "ap-southeast-1")                                                                                \
    X(eu_central_1, "eu-central-1")                                                                                    \
    X(eu_west_1, "eu-west-1")                                                                                          \
    X(us_east_1, "us-east-1")                                                                                          \
    X(us_east_2, "us-east-2")                                                                                          \
    X(us_west_2, "us-west-2")

#define X(symbol, name)                                                                                                \
    EMBED_FILE(snapshot_##symbol, BAYPLAN_SNAPSHOTS_FOLDER "/" name ".csv");                                           \
    EMBED_FILE(snapshot_rates_##symbol, BAYPLAN_SNAPSHOTS_FOLDER "/" name ".rates.csv");
SNAPSHOT_REGIONS(X)
#undef X
EMBED_FILE(snapshot_rate_columns, BAYPLAN_SNAPSHOTS_FOLDER "/rate_columns.csv");

static const char *const region_names[] = {
#define X(symbol, name) name,
    SNAPSHOT_REGIONS(X)
#undef X
        NULL};

static const struct snapshot {
    const char *region, *bytes;
    const uint64_t *size;
    const char *rates_name, *rates;
    const uint64_t *rates_size;
} snapshots[] = {
#define X(symbol, name)                                                                                                \
    {name,          snapshot_##symbol,       &snapshot_##symbol##_size,                                                \
     name ".rates", snapshot_rates_##symbol, &snapshot_rates_##symbol##_size},
    SNAPSHOT_REGIONS(X)
#undef X
};
enum { SNAPSHOTS_COUNT = sizeof snapshots / sizeof snapshots[0] };

const char *const *snapshot_regions(void)
{
    return region_names;
}

static bool region_is_missing(const char *region, struct error *err)
{
    struct text list;
    text_init(&list, 1024);
    for (int i = 0; i < SNAPSHOTS_COUNT; i++)
        text_printf(&list, "%s%s", i > 0 ? ", " : "", snapshots[i].region);
    error_set(err, ERROR_UNKNOWN_PRICE, NULL,
              "no prices of region %s are built in; there are those of %s; give another region's with --prices FILE",
              region, list.bytes);
    text_release(&list);
    return false;
}

/* One hash for what the book was read from: of the three files one after the other. */
static void hash_all(const struct embedded_csv *const parts[], int count, char hex[SHA256_HEX_SIZE])
{
    unsigned char digest[SHA256_BYTES];
    struct sha256_running *running = sha256_begin();
    for (int i = 0; i < count; i++)
        sha256_add(running, parts[i]->bytes, parts[i]->length);
    sha256_digest(running, digest);
    sha256_end(running);
    hex_encode(digest, hex);
}

static bool snapshot_read(const struct snapshot *snapshot, struct catalogue *ret_catalogue, struct error *err)
{
    const struct embedded_csv book = {snapshot->region, snapshot->bytes, *snapshot->size};
    const struct embedded_csv rates = {snapshot->rates_name, snapshot->rates, *snapshot->rates_size};
    const struct embedded_csv columns = {"rate_columns", snapshot_rate_columns, snapshot_rate_columns_size};
    struct catalogue catalogue = {0};
    if (!catalogue_parse_csv("built-in", snapshot->region, book.bytes, book.length, &catalogue, err))
        return false;
    if (!snapshot_rates_add(&catalogue, &columns, &rates, err)) {
        catalogue_release(&catalogue);
        return false;
    }
    hash_all((const struct embedded_csv *const[]){&book, &rates, &columns}, 3, catalogue.sha256);
    *ret_catalogue = catalogue;
    return true;
}

bool snapshot_catalogue(const char *region, struct catalogue *ret_catalogue, struct error *err)
{
    for (int i = 0; i < SNAPSHOTS_COUNT; i++)
        if (strcmp(snapshots[i].region, region) == 0)
            return snapshot_read(&snapshots[i], ret_catalogue, err);
    return region_is_missing(region, err);
}
