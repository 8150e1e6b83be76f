#include "pricing/snapshot.h"

#include "data/facts/embed.h"
#include <string.h>

/* Regions with a file in pricing/snapshots, sorted: symbol, name. */
#define SNAPSHOT_REGIONS(X)                                                                                            \
    X(ap_northeast_1, "ap-northeast-1")                                                                                \
    X(ap_southeast_1, "ap-southeast-1")                                                                                \
    X(eu_central_1, "eu-central-1")                                                                                    \
    X(eu_west_1, "eu-west-1")                                                                                          \
    X(us_east_1, "us-east-1")                                                                                          \
    X(us_east_2, "us-east-2")                                                                                          \
    X(us_west_2, "us-west-2")

#define X(symbol, name) EMBED_FILE(snapshot_##symbol, BAYPLAN_SNAPSHOTS_FOLDER "/" name ".csv");
SNAPSHOT_REGIONS(X)
#undef X

static const char *const region_names[] = {
#define X(symbol, name) name,
    SNAPSHOT_REGIONS(X)
#undef X
        NULL};

static const struct snapshot {
    const char *region, *bytes;
    const uint64_t *size;
} snapshots[] = {
#define X(symbol, name) {name, snapshot_##symbol, &snapshot_##symbol##_size},
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

bool snapshot_catalogue(const char *region, struct catalogue *ret_catalogue, struct error *err)
{
    for (int i = 0; i < SNAPSHOTS_COUNT; i++)
        if (strcmp(snapshots[i].region, region) == 0)
            return catalogue_parse_csv("built-in", region, snapshots[i].bytes, *snapshots[i].size, ret_catalogue, err);
    return region_is_missing(region, err);
}
