/* week.h — random weeks of use, and what a choice of commitments costs by a count of its own: AWS's order written down
 * once more, simply, in floating point. */
#ifndef BAYPLAN_TESTS_WEEK_H
#define BAYPLAN_TESTS_WEEK_H

#include "pricing/commitment.h"
#include "tests/support/random.h"

enum { WEEK_USES_MAX = 6, WEEK_HOURS_MAX = 168, WEEK_OFFERS_MAX = 4 };

struct week {
    int uses, hours;
    struct usage usages[WEEK_USES_MAX];
    char names[WEEK_USES_MAX][32], families[WEEK_USES_MAX][16];
    int64_t quantities[WEEK_USES_MAX][WEEK_HOURS_MAX];
};

/* What can be bought, as a grid is laid over: a Savings Plan's dollars an hour, or Reserved Instances. */
struct week_offer {
    enum purchase purchase;
    const char *family; /* of EC2 Instance Savings Plans and Reserved Instances */
    int size;           /* Reserved Instances: index of the usage whose type it is */
};

struct random_week {
    int uses, hours;
    bool wild;     /* rates without rhyme or reason; else an EC2 Instance Savings Plan saves more than a Compute one */
    bool one_kind; /* Compute Savings Plans alone have rates */
};

void week_make(struct week *week, struct random *random, const struct random_week *shape);
/* Dollars of all hours. */
double week_cost(const struct week *week, const struct week_offer *offers, int offers_count, const double *amounts);
/* The least over a grid of `points` a side, and finer grids about its best point. */
double week_brute_force(const struct week *week, const struct week_offer *offers, int offers_count, int points,
                        double *ret_amounts);

#endif
