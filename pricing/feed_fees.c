/* feed_fees.c — ECS Managed Instances' fee out of AmazonECS's offer, which says it in dollars per type
 * ("EU-ECS-Managed-Instances:m5.large-management-hours"): what part of the on-demand price it is for most types. Types
 * of which it is another part (GPU types since July 2026) are counted: a book has one part for all. */
#include "pricing/feed_reader_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fees are printed with six decimals or more: parts are told from one another to a thousandth. */
enum { PART_DIGITS = 1000 * 1000 };

struct part {
    int64_t nano; /* of the on-demand price, rounded to a thousandth */
    const struct feed_fee *fee;
};

static int part_compare(const void *a, const void *b)
{
    const struct part *left = a, *right = b;
    if (left->nano != right->nano)
        return left->nano < right->nano ? -1 : 1;
    return strcmp(left->fee->type, right->fee->type);
}

static int parts_find(struct feed *feed, const struct feed_fee *fees, int count, struct part *parts)
{
    int found = 0;
    for (int i = 0; i < count; i++) {
        const struct price *price = feed_find(feed, "ec2", fees[i].type, PURCHASE_ON_DEMAND);
        if (price == NULL) {
            feed_countf(feed, FEED_OTHER_FEE, "%s: %s has no price on demand", fees[i].source, fees[i].type);
            continue;
        }
        int64_t part = nano_scale(fees[i].nano, NANO_PER_USD, price->nano);
        parts[found++] = (struct part){nano_scale(part, 1, PART_DIGITS) * PART_DIGITS, &fees[i]};
    }
    qsort(parts, (size_t)found, sizeof parts[0], part_compare);
    return found;
}

bool feed_fees_give(struct feed *feed, const char *document, const struct feed_fee *fees, int count, const char *as_of,
                    struct error *err)
{
    struct part *parts = memory_alloc((size_t)count + 1, sizeof *parts);
    int found = parts_find(feed, fees, count, parts), most = 0, most_at = 0;
    for (int first = 0, end = 0; first < found; first = end) {
        for (end = first; end < found && parts[end].nano == parts[first].nano;)
            end++;
        most_at = end - first > most ? first : most_at;
        most = end - first > most ? end - first : most;
    }
    for (int i = 0; i < found; i++)
        if (parts[i].nano != parts[most_at].nano)
            feed_countf(feed, FEED_OTHER_FEE, "%s: %lld thousandths of the price", parts[i].fee->type,
                        (long long)parts[i].nano / PART_DIGITS);
    bool good = true;
    if (most > 0) {
        struct price price = {.service = "ecs",
                              .item = "managed_instances_fee",
                              .purchase = PURCHASE_ON_DEMAND,
                              .unit = UNIT_RATIO_OF_ON_DEMAND,
                              .nano = parts[most_at].nano,
                              .source = parts[most_at].fee->source,
                              .as_of = as_of};
        good = price.nano == 0 || feed_price_of(feed, document, &price, err);
    }
    free(parts);
    return good;
}
