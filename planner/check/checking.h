/* checking.h — what the parts of the plan's checker share. */
#ifndef BAYPLAN_CHECKING_H
#define BAYPLAN_CHECKING_H

#include "data/base/wide.h"
#include "data/catalogue_types.h"
#include "planner/check/check.h"

struct checking {
    const struct plan *plan;
    const struct profile *profile;
    const struct catalogue *catalogue; /* the prices that the plan states: effective where it has commitments */
    const struct catalogue *listed;    /* the same without commitments */
    struct verdict *verdict;
    struct verdict_finding *findings; /* freed when the verdict has its own */
    int findings_count, findings_more;
    const struct service **services; /* the profile's, by name */
    int services_count;              /* of the REPLICA scheduler; the daemons follow, by name too */
    int daemons_count;
    const struct job **jobs;
    /* The profile's service or job behind each of the plan's; NULL = unknown to it. */
    const struct service **service_of;
    const struct job **job_of;
    bool *service_seen, *job_seen;      /* by index of services, jobs: whether the plan names it */
    int *pool_of_service, *pool_of_job; /* index of the pool; -1 = elsewhere */
};

/* `where` and what is wrong, with both numbers and the mend. */
void found(struct checking *at, enum check_rule rule, const char *where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* "pools[1].instances[17]"; lives as long as the verdict. */
const char *where(struct checking *at, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Nano-dollars of a month of 730 hours from the sum over `hours` hours, rounded half up. */
int128 month_of(int128 sum_of_hours, int hours);
int128 half_up(int128 numerator, int128 denominator); /* of what is not negative */
/* An amount for a sentence. */
struct amount {
    char text[MONEY_TEXT_SIZE];
};
struct amount amount_of(int128 nano);

bool strings_equal(const struct field_strings *a, const struct field_strings *b);
bool integers_equal(const struct field_integers *a, const struct field_integers *b);
/* Ports are an instance's in modes bridge and host alone; else a plan may leave them out. */
bool takes_ports(int network_mode);
bool ports_equal(const struct field_integers *planned, const struct field_integers *asked, int network_mode);
/* Tasks in an hour, without the reader's own function; 0 where the document gives none. */
int64_t tasks_in(const struct field_integers *tasks, int hour);
/* With headroom: the fewest that ceil(tasks * (1 + ratio)) can mean. */
int64_t room_for(const struct checking *at, int64_t tasks);
bool on_fargate(const char *place);
/* The architecture of this name among those of `mask`, or -1. */
int architecture_in(const char *name, unsigned mask);
/* The price of one task on Fargate an hour, -1 where some part of it has none. */
int128 fargate_hour(const struct checking *at, const char *architecture, enum purchase purchase,
                    struct fargate_size size, int64_t storage_gib);
bool fargate_size_is_sold(struct fargate_size size);

/* In the order of the plan. */
void check_cost(struct checking *at);         /* cost, bound, all_fargate */
void check_sums(struct checking *at);         /* from check_cost, of the plan alone: the bill */
void check_bound(struct checking *at);        /* the same: bound, gap_ratio, free_packing */
void check_commitments(struct checking *at);  /* rates, what commitments cost and cover, the bill by the hour */
void check_safety(struct checking *at);       /* safety, verification, daemons */
void check_verification(struct checking *at); /* from check_safety */
void check_settings(struct checking *at);     /* hashes of what the profile says besides demand */
void check_pools(struct checking *at);        /* types, prices, capacity, lists, sums */
void check_pool_costs(struct checking *at);   /* their sums, of the plan alone */
void check_buying(struct checking *at);       /* Spot, Managed Instances, commitments, of the plan alone */
void check_services(struct checking *at);     /* what one task is, where it runs, what that costs */
void check_jobs(struct checking *at);         /* the same */
void check_addresses(struct checking *at);    /* subnets, of everything together */

/* Of one service or job: `path` is its list of tags in the plan. */
void check_tags(struct checking *at, const char *path, const char *whose, const struct field_objects *planned,
                const struct field_objects *asked);

/* Of one pool, from check_pools. */
struct pool_look {
    struct checking *at;
    const struct plan_pool *pool;
    const struct instance_type *type;
    int index;
    int64_t capacity[4]; /* CPU, memory, ENI, GPU: what an instance offers before daemons */
};

/* Types, purchase and prices, from check_pools; finds look->type, whether it is known. */
bool check_purchase(struct pool_look *look);
/* The place by which a profile allows the pool's way of buying. */
enum place pool_place_of(const struct plan_pool *pool);

void check_hours(struct pool_look *look);  /* room for the tasks in each hour; target capacity */
void check_growth(struct pool_look *look); /* maximum size and scheduled actions */

#endif
