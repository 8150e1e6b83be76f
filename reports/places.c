#include "reports/places.h"
#include <string.h>

const char *gap_cause_words(enum gap_cause cause)
{
    switch (cause) {
    case GAP_FEW_POOLS:
        return "few pools, one place a service";
    case GAP_WHOLE_INSTANCES:
        return "whole instances and tasks";
    case GAP_ZONES:
        return "spread over the zones";
    case GAP_PLACEMENT:
        return "placed one task at a time";
    case GAP_DEPLOYMENTS:
        return "room for deployments";
    case GAP_ZONE_LOSS:
        return "room for the loss of a zone";
    case GAP_HEADROOM:
        return "headroom";
    case GAP_JOBS:
        return "jobs";
    case GAP_COMMITMENTS:
        return "commitments of one size for the week";
    case GAP_CAUSES_COUNT:
        break;
    }
    bug_found(__FILE__, __LINE__, "unknown gap cause");
}

const char *plan_prices_words(const struct plan *plan)
{
    bool laid = plan->catalogue_overlay && *plan->catalogue_overlay;
    if (plan->commitments.items_count > 0)
        return laid ? "with an overlay, and with the commitments below spread over what they cover"
                    : "with the commitments below spread over what they cover";
    return laid ? "with an overlay of what is agreed with AWS" : "list prices without discounts";
}

bool plan_has_bound(const struct plan *plan)
{
    return !plan->time_limit_reached || plan->bound.usd_per_month_nano > 1 || plan->cost.total == 0;
}

int64_t gap_cause_cost(const struct plan *plan, enum gap_cause cause)
{
    double nano = plan->bound.gap_by_cause[cause] * (double)plan->bound.usd_per_month_nano;
    return (int64_t)(nano > 9e18 ? 9e18 : nano < -9e18 ? -9e18 : nano);
}

void integers_range(const struct field_integers *integers, int64_t *ret_least, int64_t *ret_most)
{
    *ret_least = *ret_most = integers->count > 0 ? integers->items[0] : 0;
    for (int i = 1; i < integers->count; i++) {
        *ret_least = integers->items[i] < *ret_least ? integers->items[i] : *ret_least;
        *ret_most = integers->items[i] > *ret_most ? integers->items[i] : *ret_most;
    }
}

void zones_add(struct text *out, const char *region, const struct field_strings *zones)
{
    size_t length = strlen(region);
    bool short_form = true;
    for (int i = 0; i < zones->count; i++)
        short_form = short_form && strncmp(zones->items[i], region, length) == 0 && zones->items[i][length];
    for (int i = 0; i < zones->count; i++) {
        text_add(out, i ? " " : "");
        text_add(out, zones->items[i] + (short_form ? length : 0));
    }
}
