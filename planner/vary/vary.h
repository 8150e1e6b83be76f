/* vary.h — "what if": one change of the inputs at a time, on a copy of profile and prices.
 *
 *   price.KEY=CHANGE      KEY: ec2, fargate, lambda, spot (ec2 and fargate Spot), ec2.PATTERN ("ec2.m7g.*"), all
 *   tasks.NAME=CHANGE     a service's tasks or a job's runs; tasks=CHANGE: all of them. Rounded up to whole tasks
 *   hours=CHANGE          overhead: hours of work on EC2 a month, cluster's and instances'
 *   interruptions=CHANGE  the rate at which Spot instances are taken back
 *   commitments=PATTERN[,PATTERN]  what may be bought (profile.commitments.offered); "none"
 *   spot=allowed|none     every service that may go to EC2 (Fargate) may go to its Spot too, or none may
 *   managed=allowed|none  ... to ECS Managed Instances
 *   zone_loss=on|off      safety.survive_zone_loss
 * CHANGE: +10%, -10%, 2x, 0.5x. */
#ifndef BAYPLAN_VARY_H
#define BAYPLAN_VARY_H

#include "data/catalogue.h"
#include "data/profile.h"

enum { WHAT_IFS_MAX = 50 };

enum what_if_kind {
    WHAT_IF_PRICE,
    WHAT_IF_TASKS,
    WHAT_IF_HOURS,
    WHAT_IF_INTERRUPTIONS,
    WHAT_IF_COMMITMENTS,
    WHAT_IF_SPOT,
    WHAT_IF_MANAGED,
    WHAT_IF_ZONE_LOSS
};

struct what_if {
    enum what_if_kind kind;
    const char *text; /* as given: "price.ec2=+10%" */
    const char *key;  /* after the first dot; "" = none */
    const char *value;
    int64_t millionths; /* of what it multiplies: +10% = 1,100,000 */
    bool on;            /* allowed, on */
};

/* Strings point into `arena`. Errors: USAGE with the nearest key. */
MUST_CHECK bool what_if_parse(const char *text, struct arena *arena, struct what_if *ret_what_if, struct error *err);

/* Copies of both with the changes made, in their order. The catalogue's and the profile's sha256 are of the original's
 * and the changes' text, so that no plan of a "what if" passes for one of the inputs. Errors: USAGE where a change
 * touches nothing (no such service, no such price), LIMIT where an outcome is above a limit. */
MUST_CHECK bool vary(const struct profile *profile, const struct catalogue *catalogue, const struct what_if *changes,
                     int changes_count, struct profile *ret_profile, struct catalogue *ret_catalogue,
                     struct error *err);

/* The rows of a plan's sensitivity table that make sense for this profile and these prices, in a fixed order: prices of
 * EC2 and Fargate +-10 %, demand -20 %, +20 %, 2x, hours of work 0.5x and 2x where there are any, Spot's interruptions
 * 2x and Spot's price 2x where Spot is allowed; then the ways to buy: Spot allowed, 1-year and 3-year commitments
 * without upfront, none. */
void sensitivity_rows(const struct profile *profile, const struct catalogue *catalogue, struct arena *arena,
                      const char ***ret_texts, int *ret_count);

#endif
