/* today.h — what a cluster as observed costs in a month, were it to run as it does now all month. */
#ifndef BAYPLAN_PRICING_TODAY_H
#define BAYPLAN_PRICING_TODAY_H

#include "data/cluster.h"
#include "pricing/lookup.h"

struct today_service {
    const char *name, *place; /* the cluster's */
    int64_t tasks;
    int64_t usd_per_month_nano; /* in a group: its part of the group by the larger of its CPU and memory shares; the
                                   parts sum to the group where anything runs there */
};

struct today_group {
    const char *name;
    int64_t instances, usd_per_month_nano;
};

struct today {
    struct arena arena;
    int64_t total_nano, ec2_nano, fargate_nano; /* a month; total = ec2 + fargate */
    struct today_service *services;             /* as cluster->services */
    int services_count;
    struct today_group *groups; /* as cluster->groups */
    int groups_count;
    struct field_strings assumptions; /* Fargate rounded up to a size, empty groups ... */
};

/* Errors: UNKNOWN_PRICE, INPUT (catalogue of another region), LIMIT. */
MUST_CHECK bool today_price(const struct running_cluster *cluster, const struct catalogue *catalogue,
                            struct today *ret_today, struct error *err);
void today_release(struct today *today);

#endif
