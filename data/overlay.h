/* overlay.h — what is agreed with AWS and stands in no price list (bayplan.overlay/1): discounts, fixed prices,
 * mark-up.
 *
 * Applied to a catalogue in the order of the document, one rule after the other (pricing/overlay.h); every price it
 * changes says so in its source.
 *
 *   { "schema": "bayplan.overlay/1", "name": "EDP 2026",
 *     "rules": [ { "service": "ec2", "item": "m7g.*", "purchase": "on_demand", "discount_percent": 12 },
 *                { "discount_percent": 5 },                                  // everything
 *                { "service": "fargate", "markup_percent": 3 },              // a reseller's
 *                { "service": "ec2", "item": "c7g.large", "purchase": "on_demand", "price": "0.05",
 *                  "source": "private offer 7", "as_of": "2026-10-01" } ] } // also of what the book has no price of */
#ifndef BAYPLAN_OVERLAY_H
#define BAYPLAN_OVERLAY_H

#include "data/catalogue.h"

enum { OVERLAY_RULES_MAX = 1000, OVERLAY_MARKUP_PERCENT_MAX = 1000, OVERLAY_NAME_BYTES_MAX = 80 };

/* A discount or a mark-up changes prices in dollars: a rate that is a share (the fee of Managed Instances, how often
 * Spot instances are taken back) only where the rule names its service, and interruptions never. A fixed price stands
 * for all tiers of its item. */
struct overlay_rule {
    const char *where;                              /* "FILE:LINE:COLUMN: rules[2]", for errors of pricing/overlay.h */
    const char *service;                            /* NULL = all */
    const char *item;                               /* pattern (text_matches); NULL = all */
    const char *purchase;                           /* pattern over purchase_names; NULL = all */
    int64_t discount_millionths, markup_millionths; /* of the price; at most one of these three is given */
    bool has_price;
    int64_t price_nano; /* in the item's unit; service, item and purchase are then given and are names, not patterns */
    int unit;           /* enum price_unit of a price, to be sure; -1 = not given */
    const char *source, *as_of; /* of a price, and then given */
};

struct overlay {
    struct arena arena;
    const char *file, *name; /* name "" = not given */
    char sha256[SHA256_HEX_SIZE];
    struct overlay_rule *rules;
    int rules_count;
};

/* Errors: IO, INPUT, LIMIT. */
MUST_CHECK bool overlay_load(const char *path, struct overlay *ret_overlay, struct error *err);
MUST_CHECK bool overlay_parse(const char *file, const char *bytes, size_t length, struct overlay *ret_overlay,
                              struct error *err);
void overlay_release(struct overlay *overlay);

#endif
