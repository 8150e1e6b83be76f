/* overlay.h — a catalogue with what is agreed beside the price list. */
#ifndef BAYPLAN_PRICING_OVERLAY_H
#define BAYPLAN_PRICING_OVERLAY_H

#include "data/overlay.h"

/* A copy of `catalogue`; its sha256 is of both hashes, its file "BOOK + OVERLAY". Percentages are of exact rationals,
 * rounded half up once a rule; never below one nano-dollar. Errors: INPUT where a rule touches no price (with the
 * nearest name), where a price is not of the item's unit, or where the outcome is above what a book may hold. */
MUST_CHECK bool overlay_apply(const struct catalogue *catalogue, const struct overlay *overlay,
                              struct catalogue *ret_catalogue, struct error *err);

#endif
