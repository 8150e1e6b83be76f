/* bench_commit — time of the linear programme over commitments on a fleet's week: 300 items of 8 families and of
 * Fargate, 168 hours with days and nights, and 12 offers: Compute Savings Plans of two terms, EC2 Instance Savings
 * Plans of every family, Reserved Instances of two. Rates are rounded to 0.00001 dollars as AWS's are, so that no two
 * items have quite the same ratios.
 *
 *     bench_commit [ITEMS [HOURS [SEED]]] */
#include "planner/solve/commit.h"
#include "tests/support/random.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { FAMILIES = 8, RESERVED_FAMILIES = 2, OFFERS = 2 + FAMILIES + RESERVED_FAMILIES };

struct fleet {
    struct arena arena;
    struct commit_problem problem;
    struct commit_offer offers[OFFERS];
    double *takes[OFFERS];
};

static double unit_random(struct random *random)
{
    return (double)random_between(random, 0, 1000000) / 1e6;
}

static double rate(double on_demand, double discount)
{
    return rint(on_demand * (1 - discount) * 1e5) / 1e5;
}

/* `family` FAMILIES is Fargate. */
static void item_rates(struct fleet *fleet, int item, int family, double size, double on_demand)
{
    fleet->takes[0][item] = rate(on_demand, family == FAMILIES ? 0.20 : 0.24 + 0.01 * family);
    fleet->takes[1][item] = rate(on_demand, family == FAMILIES ? 0.22 : 0.30 - 0.005 * family);
    if (family < FAMILIES)
        fleet->takes[2 + family][item] = rate(on_demand, 0.36 + 0.005 * family);
    if (family < RESERVED_FAMILIES)
        fleet->takes[2 + FAMILIES + family][item] = size;
}

static double *week(struct fleet *fleet, struct random *random, int hours)
{
    double *quantity = ARENA_ARRAY(&fleet->arena, double, hours), base = 1 + 40 * unit_random(random);
    double swing = unit_random(random), peak = 24 * unit_random(random);
    for (int h = 0; h < hours; h++)
        quantity[h] = floor(base * (1 + swing * cos((h % 24 - peak) * 0.2617993878)) + 2 * unit_random(random));
    return quantity;
}

static void fleet_make(struct fleet *fleet, struct random *random, int items, int hours)
{
    double *on_demand = ARENA_ARRAY(&fleet->arena, double, items);
    const double **quantity = ARENA_ARRAY(&fleet->arena, const double *, items);
    for (int o = 0; o < OFFERS; o++) {
        fleet->takes[o] = ARENA_ARRAY(&fleet->arena, double, items);
        fleet->offers[o] = (struct commit_offer){.unit_cost = 1, .takes = fleet->takes[o]};
    }
    for (int f = 0; f < RESERVED_FAMILIES; f++)
        fleet->offers[2 + FAMILIES + f].unit_cost = 0.1 * (1 - 0.37 - 0.01 * f);
    for (int u = 0; u < items; u++) {
        int family = u % (FAMILIES + 1);
        double size = (double)(1 << random_between(random, 0, 5));
        on_demand[u] = family == FAMILIES
                           ? 0.004 + 0.04 * unit_random(random)
                           : rint((0.1 + 0.01 * family) * size * (1 + 0.02 * unit_random(random)) * 1e4) / 1e4;
        item_rates(fleet, u, family, size, on_demand[u]);
        quantity[u] = week(fleet, random, hours);
    }
    fleet->problem = (struct commit_problem){items, hours, OFFERS, on_demand, quantity, fleet->offers};
}

static double seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    int items = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 300,
        hours = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 168;
    struct random random = {random_seed(argc > 3 ? strtoull(argv[3], NULL, 10) : 1)};
    struct fleet fleet = {0};
    struct error err = {0};
    double units[OFFERS], cost = 0, on_demand = 0;
    fleet_make(&fleet, &random, items, hours);
    for (int u = 0; u < items; u++)
        for (int h = 0; h < hours; h++)
            on_demand += fleet.problem.on_demand[u] * fleet.problem.quantity[u][h];
    double start = seconds();
    if (!solve_commitments(&fleet.problem, units, &cost, &err)) {
        fprintf(stderr, "bench_commit: %s\n", err.text);
        return 1;
    }
    printf("%d items, %d hours, %d offers: %.3f s; %.2f dollars on demand, %.2f with commitments (-%.1f %%)\n", items,
           hours, OFFERS, seconds() - start, on_demand, cost, 100 * (1 - cost / on_demand));
    for (int o = 0; o < OFFERS; o++)
        printf("%s%.3f", o == 0 ? "  units " : " ", units[o]);
    puts("");
    arena_release(&fleet.arena);
    return 0;
}
