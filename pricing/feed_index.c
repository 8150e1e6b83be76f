/* feed_index.c — the small documents that lead to the large ones: the root index and region indexes. */
#include "pricing/feed.h"

#include "data/base/node.h"

#include <stdio.h>
#include <string.h>

/* Offers and, for Savings Plans, the offer that names their index: the same in every offer they are for. */
static const struct indexed {
    const char *offer, *member;
} indexed[FEED_DOCUMENTS_COUNT] = {
    [FEED_OFFER_EC2] = {"AmazonEC2", "currentRegionIndexUrl"},
    [FEED_OFFER_ECS] = {"AmazonECS", "currentRegionIndexUrl"},
    [FEED_OFFER_LAMBDA] = {"AWSLambda", "currentRegionIndexUrl"},
    [FEED_OFFER_VPC] = {"AmazonVPC", "currentRegionIndexUrl"},
    [FEED_SAVINGS_PLANS] = {"AmazonEC2", "currentSavingsPlanIndexUrl"},
};

/* A path below the price list's address: nothing that leads to another host. */
static bool path_take(const char *name, const struct node *node, const char *key, struct arena *arena,
                      const char **ret_path, struct error *err)
{
    char where[NODE_WHERE_SIZE];
    const struct node *member = node_child(node, key);
    if (member == NULL || member->kind != NODE_STRING)
        return error_set(err, ERROR_INPUT, node_where(name, member != NULL ? member : node, key, where),
                         "no address of the document there");
    if (member->string[0] != '/' || member->string[1] == '/' || strlen(member->string) > 500)
        return error_set(err, ERROR_INPUT, node_where(name, member, NULL, where),
                         "must be a path like \"/offers/v1.0/aws/AmazonEC2/...\", not \"%.100s\"", member->string);
    *ret_path = arena_strdup(arena, member->string);
    return true;
}

bool feed_index_offer(const char *name, const char *bytes, size_t length, enum feed_document document,
                      struct arena *arena, const char **ret_path, struct error *err)
{
    struct arena tree = {0};
    struct node *root = NULL;
    const struct node *offers = NULL, *offer = NULL;
    bool good = node_parse_foreign(name, bytes, length, &tree, &root, err);
    if (good) {
        offers = root->kind == NODE_OBJECT ? node_child(root, "offers") : NULL;
        offer = offers != NULL && offers->kind == NODE_OBJECT ? node_child(offers, indexed[document].offer) : NULL;
        good = (offer != NULL && offer->kind == NODE_OBJECT) ||
               error_set(err, ERROR_INPUT, name, "names no offer %s: no root index of AWS's price list",
                         indexed[document].offer);
    }
    good = good && path_take(name, offer, indexed[document].member, arena, ret_path, err);
    arena_release(&tree);
    return good;
}

/* Offers' `regions` is an object by region, Savings Plans' a list. */
static const struct node *region_find(const struct node *regions, const char *region)
{
    if (regions->kind == NODE_OBJECT)
        return node_child(regions, region);
    for (const struct node *member = regions->first; member != NULL; member = member->next) {
        const struct node *code = member->kind == NODE_OBJECT ? node_child(member, "regionCode") : NULL;
        if (code != NULL && code->kind == NODE_STRING && strcmp(code->string, region) == 0)
            return member;
    }
    return NULL;
}

bool feed_index_region(const char *name, const char *bytes, size_t length, const char *region, struct arena *arena,
                       const char **ret_path, struct error *err)
{
    struct arena tree = {0};
    struct node *root = NULL;
    const struct node *regions = NULL, *place = NULL;
    bool good = node_parse_foreign(name, bytes, length, &tree, &root, err);
    if (good) {
        regions = root->kind == NODE_OBJECT ? node_child(root, "regions") : NULL;
        good = (regions != NULL && (regions->kind == NODE_OBJECT || regions->kind == NODE_LIST)) ||
               error_set(err, ERROR_INPUT, name, "has no \"regions\": no region index of AWS's price list");
    }
    if (good) {
        place = region_find(regions, region);
        good = place != NULL || error_set(err, ERROR_UNKNOWN_PRICE, name, "has no prices of region %s", region);
    }
    good = good && (place->kind == NODE_OBJECT || error_set(err, ERROR_INPUT, name, "region %s is no object", region));
    good = good && path_take(name, place, regions->kind == NODE_LIST ? "versionUrl" : "currentVersionUrl", arena,
                             ret_path, err);
    arena_release(&tree);
    return good;
}
