/* sensitivity.c — which changes are worth a row for this profile and these prices. */
#include "planner/vary/vary.h"

#include <string.h>

enum { ROWS_MAX = 40 };

struct rows {
    const char **texts;
    int count;
};

static void add(struct rows *rows, bool wanted, const char *text)
{
    if (wanted)
        rows->texts[rows->count++] = text;
}

static unsigned places_of(const struct profile *profile)
{
    unsigned places = 0;
    for (int i = 0; i < profile->services_count; i++)
        if (profile->services[i].scheduling_strategy != SCHEDULING_DAEMON)
            places |= profile->services[i].places;
    for (int i = 0; i < profile->jobs_count; i++)
        places |= profile->jobs[i].places;
    return places;
}

static bool has_price(const struct catalogue *catalogue, const char *service, enum purchase purchase)
{
    for (int i = 0; i < catalogue->prices_count; i++)
        if (catalogue->prices[i].purchase == purchase && strcmp(catalogue->prices[i].service, service) == 0)
            return true;
    return false;
}

void sensitivity_rows(const struct profile *profile, const struct catalogue *catalogue, struct arena *arena,
                      const char ***ret_texts, int *ret_count)
{
    struct rows rows = {.texts = ARENA_ARRAY(arena, const char *, ROWS_MAX)};
    unsigned places = places_of(profile);
    bool on_ec2 = (places & 1u << PLACE_EC2) != 0, on_spot = (places & 1u << PLACE_EC2_SPOT) != 0;
    bool on_fargate = (places & 1u << PLACE_FARGATE) != 0;
    bool has_hours = profile->overhead.hours_per_month_cluster > 0 || profile->overhead.hours_per_month_instance > 0;
    enum purchase one_year = purchase_of_commitment(COMMITMENT_COMPUTE_SAVINGS_PLAN, TERM_1_YEAR, PAYMENT_NO_UPFRONT);
    enum purchase three_years =
        purchase_of_commitment(COMMITMENT_COMPUTE_SAVINGS_PLAN, TERM_3_YEARS, PAYMENT_NO_UPFRONT);
    add(&rows, on_ec2, "price.ec2=+10%");
    add(&rows, on_ec2, "price.ec2=-10%");
    add(&rows, on_fargate, "price.fargate=+10%");
    add(&rows, on_fargate, "price.fargate=-10%");
    add(&rows, true, "tasks=-20%");
    add(&rows, true, "tasks=+20%");
    add(&rows, true, "tasks=2x");
    add(&rows, has_hours, "hours=0.5x");
    add(&rows, has_hours, "hours=2x");
    add(&rows, on_spot, "price.spot=2x");
    add(&rows, on_spot && has_price(catalogue, "ec2_spot_interruptions", PURCHASE_SPOT), "interruptions=2x");
    add(&rows, on_ec2 && !on_spot && has_price(catalogue, "ec2", PURCHASE_SPOT), "spot=allowed");
    add(&rows, on_spot, "spot=none");
    add(&rows, has_price(catalogue, "ec2", one_year), "commitments=compute*.1y.no_upfront");
    add(&rows, has_price(catalogue, "ec2", three_years), "commitments=compute*.3y.no_upfront");
    add(&rows, profile->commitments.offered.count > 0, "commitments=none");
    *ret_texts = rows.texts;
    *ret_count = rows.count;
}
