/* hand.h — a plan written by hand, true to the last nano-dollar, with its profile and prices, for tests to falsify. */
#ifndef BAYPLAN_TESTS_UNIT_CHECK_HAND_H
#define BAYPLAN_TESTS_UNIT_CHECK_HAND_H

#include "data/catalogue.h"
#include "data/plan.h"
#include "data/profile.h"
#include "planner/check/check.h"

struct hand {
    struct profile profile;
    struct catalogue catalogue;
    struct plan plan;
};

/* Indices of the plan's lists. */
enum { API, EDGE, WEB };
enum { BATCH, SHIP, THUMBS };

void hand_load(struct hand *hand);
void hand_release(struct hand *hand);
/* The profile's. */
struct service *hand_service(struct hand *hand, const char *name);
struct job *hand_job(struct hand *hand, const char *name);

/* Scenarios that fit the plan, which else has none; 200 orders of one pool. */
struct verdict_scenario *remember_replay(struct hand *hand);

/* Sums made good again where they are not what is false. */
/* Without a bound there is no gap to be right or wrong. */
void no_gap(struct hand *hand);
void add_to_web(struct hand *hand, int64_t nano);
void reschedule(struct hand *hand, int64_t instance_hours);
void repay(struct hand *hand);
void reprice_api(struct hand *hand);

/* The pool had in another way, and all that follows from it: true plans. */
void on_spot(struct hand *hand); /* m5a.large, m6a.large and m7a.large */
void on_managed_instances(struct hand *hand);
void on_savings_plan(struct hand *hand);
void on_reserved_instances(struct hand *hand);
void on_held(struct hand *hand);

#define PLAN (hand->plan)
#define PROFILE (hand->profile)
#define POOL (hand->plan.pools[0])
#define WEB_PLAN (hand->plan.services[WEB])

/* One falsehood. */
#define FALSEHOOD(name, ...)                                                                                           \
    static void name(struct hand *hand)                                                                                \
    {                                                                                                                  \
        __VA_ARGS__;                                                                                                   \
    }

/* ... and the finding it must give. */
struct hand_case {
    const char *name;
    void (*falsify)(struct hand *hand);
    enum check_rule rule;
    const char *where;
    const char *says; /* part of the sentence */
    int others;       /* findings that cannot but come with it */
};

#define CASE(name, rule, where, says, others)                                                                          \
    {                                                                                                                  \
#name, name, rule, where, says, others                                                                         \
    }

extern const struct hand_case hand_cases_bill[], hand_cases_commitments[], hand_cases_pools[], hand_cases_purchases[],
    hand_cases_replay[], hand_cases_tenants[];
extern const int hand_cases_bill_count, hand_cases_commitments_count, hand_cases_pools_count,
    hand_cases_purchases_count, hand_cases_replay_count, hand_cases_tenants_count;

#endif
