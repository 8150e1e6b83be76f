/* random_profile.h — small worlds, a profile and its prices, that laws are tried on: drawn, changed, then read as text
 * by the readers that read everybody's. */
#ifndef BAYPLAN_TESTS_RANDOM_PROFILE_H
#define BAYPLAN_TESTS_RANDOM_PROFILE_H

#include "data/base/text.h"
#include "data/catalogue.h"
#include "data/profile.h"
#include "tests/support/random.h"

enum {
    WORLD_SERVICES_MAX = 9,
    WORLD_JOBS_MAX = 4,
    WORLD_OFFERS_MAX = 16,
    WORLD_STRATEGIES_MAX = 2,
    WORLD_NAME_SIZE = 16
};

struct world_service {
    char name[WORLD_NAME_SIZE];
    int64_t cpu_units, memory_mib, gpus, tasks_per_instance_max, storage_gib;
    int64_t tasks[HOURS_PER_WEEK];
    int hours; /* 1, 24 or 168 */
    unsigned architectures, places;
    int network_mode;
    int64_t host_port;                                /* 0 = none */
    bool daemon;                                      /* of its tasks, places, limits and strategies nothing counts */
    int64_t zones_min;                                /* 0 = not given */
    int64_t minimum_healthy_percent, maximum_percent; /* 0 = not given */
    int strategies[WORLD_STRATEGIES_MAX], strategies_count;
    bool rebalancing_off;
    int tags;
};

struct world_job {
    char name[WORLD_NAME_SIZE];
    int64_t cpu_units, memory_mib;
    double duration_s, duration_p99_s, runs_per_day;
    bool startup_given;
    unsigned architectures, places;
    int tags;
};

/* Nano-dollars an hour, or of the unit. Multiples of 1024 and 730, so that sizes and volumes cost whole nanos. */
struct world_prices {
    int64_t vcpu[ARCHITECTURES_COUNT], gb[ARCHITECTURES_COUNT], spot_vcpu, spot_gb, storage_gb, gp3;
    int64_t lambda_duration[2], lambda_requests, lambda_tier_from; /* the same for both architectures */
};

struct world_offer {
    const char *type;
    int64_t nano;
};

struct world {
    struct world_service services[WORLD_SERVICES_MAX];
    int services_count;
    struct world_job jobs[WORLD_JOBS_MAX];
    int jobs_count;
    struct world_offer offers[WORLD_OFFERS_MAX];
    int offers_count;
    struct world_prices prices;
    int zones, pools_max;
    bool eni_trunking, survive_zone_loss, reserve_deployments;
    int64_t addresses_of_zone; /* free ones of its subnet, ample; 0 = no subnets given */
    double headroom_ratio;
    bool overhead;
    int64_t overhead_usd_per_hour;
};

void world_draw(struct random *random, struct world *world);
/* Services and jobs in another order; the same profile to everyone who reads it. */
void world_shuffle(struct random *random, struct world *world);
/* A type of the same capacity as the offer's at the same price, or NULL. */
const char *world_twin(const struct world *world, const struct world_offer *offer);

void world_profile_text(const struct world *world, struct text *text);
void world_catalogue_text(const struct world *world, struct text *text);
/* Fails hard (BUG_IF) where its own text cannot be read. */
void world_read(const struct world *world, struct profile *ret_profile, struct catalogue *ret_catalogue);

#endif
