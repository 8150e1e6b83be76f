/* policy_hand.h — a small plan, its baseline and what runs, written by hand, for tests to bend and ask rules of.
 *
 *   api     fargate    $100 a month   team=a
 *   thumbs  lambda      $50 a month   team=b   (a job)
 *   web     pool-1     $300 a month   team=a, env=prod   (4 m7g.large in two zones, at most 6)
 *   overhead            $10
 */
#ifndef BAYPLAN_TESTS_POLICY_HAND_H
#define BAYPLAN_TESTS_POLICY_HAND_H

#include "planner/check/policy_check.h"

enum { HAND_API, HAND_WEB, HAND_SERVICES_COUNT };

struct hand_plan {
    struct plan plan;
    struct plan_pool pool;
    struct plan_service services[HAND_SERVICES_COUNT + 1]; /* one more: for a test to add */
    struct plan_job job;
    struct tag tags[4];
    int64_t instances, max_size, tasks[2];
    const char *zones[2];
};

struct hand {
    struct hand_plan now, before;
    struct difference difference;
    struct policy policy;
    struct running_cluster cluster;
    struct running_group groups[2];
    struct running_service running[3];
    const char *zones[2];
    struct policy_subjects subjects;
    struct verdict verdict;
};

/* Fills in place: nothing may move. No rule is given, no baseline and no cluster either until they are asked for. */
void hand_begin(struct hand *hand);
void hand_add_baseline(struct hand *hand);
void hand_add_cluster(struct hand *hand);
/* The baseline's bill and the part of the difference that one cause has. */
void hand_change(struct hand *hand, int64_t before, enum difference_cause cause);
void hand_check(struct hand *hand); /* again, from an empty verdict */
void hand_end(struct hand *hand);

/* Of the verdict; fails the test where there is none, or more than one. */
const struct verdict_rule *hand_rule(const struct hand *hand, const char *rule, const char *subject);
int hand_count(const struct hand *hand, const char *rule);
/* Its outcome, level and what it says; `what` NULL = anything. */
void hand_expect(struct hand *hand, const char *rule, const char *subject, enum rule_outcome outcome, const char *what);

#define USD(dollars) ((int64_t)(dollars)*NANO_PER_USD)

#endif
