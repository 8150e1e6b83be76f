/* difference_parts.h — what difference*.c share: both plans' services and jobs side by side, new prices, loads. */
#ifndef BAYPLAN_PRICING_DIFFERENCE_PARTS_H
#define BAYPLAN_PRICING_DIFFERENCE_PARTS_H

#include "data/base/wide.h"
#include "pricing/difference.h"

/* A service or a job of either plan. */
struct tenant {
    enum difference_kind kind;
    const char *name, *place, *architecture, *settings_sha256;
    const struct plan_service *service; /* or NULL */
    const struct plan_job *job;         /* or NULL */
    const struct plan_pool *pool;       /* NULL outside of pools */
    int64_t cpu_units, memory_mib, gpus, usd_per_month_nano;
    const struct tenant *other; /* the same in the other plan; NULL = there is none */
    /* Of the old plan's alone: */
    int64_t repriced_nano;  /* a month in the old place and size at new prices */
    int64_t task_hour_nano; /* of a service on Fargate, at new prices */
    bool priced;            /* the new prices are known; else both are the old ones */
};

struct tenants {
    struct tenant *items; /* services, then jobs, by name */
    int count;
};

/* Strings that grow; items lie in the difference's arena, the list until it is released does not. */
struct string_list {
    const char **items;
    int count, room;
};

enum known { KNOWN_SAME, KNOWN_CHANGED, NOT_KNOWN };

struct differ {
    const struct plan *old_plan, *new_plan;
    const struct catalogue *prices; /* the new plan's, or NULL */
    struct tenants old_tenants, new_tenants;
    struct difference *difference;
    struct string_list notes, settings;
    bool rest_not_known; /* something was left to the solver because a plan does not tell its settings */
};

void string_list_add(struct string_list *list, const char *item);
bool is_text_given(const char *text); /* neither NULL nor "" */
bool too_dear(const char *name, struct error *err);
/* By the hashes of settings; the same where both plans are of the same profile. */
enum known settings_known(const struct differ *differ, const char *old_sha256, const char *new_sha256);
enum known settings_of_profile(const struct differ *differ);
enum known settings_of_tenant(const struct differ *differ, const struct tenant *old_tenant);

/* --- a ratio of whole numbers, each below 2^62: exact while that is enough --- */
struct ratio {
    int128 numerator, denominator;
};
struct ratio ratio_one(void);
/* numerator >= 0, denominator > 0, both below 2^124. */
void ratio_times(struct ratio *ratio, int128 numerator, int128 denominator);
/* Rounded half away from zero; false where it is more than int64 holds. */
MUST_CHECK bool ratio_of(int64_t nano, const struct ratio *ratio, int64_t *ret_nano);
/* A month of `count` hours (1, 24 or 168) whose costs sum to `sum`, as usd_of_month; false as above. */
MUST_CHECK bool nano_of_month(int128 sum, int count, int64_t *ret_nano);
int128 sum_of(const struct field_integers *integers);

/* --- difference_prices.c --- */
/* Fills repriced_nano, task_hour_nano and priced of the old tenants. */
MUST_CHECK bool reprice_tenants(struct differ *differ, struct error *err);
/* A task-hour of a Fargate size with the storage that is included, from the catalogue; false where it has none. */
bool fargate_base_price(const struct differ *differ, const struct tenant *tenant, int64_t cpu_units, int64_t memory_mib,
                        int64_t *ret_nano);
/* The smallest size that holds it, or NULL. */
const struct fargate_size *fargate_size_of(int64_t cpu_units, int64_t memory_mib);
struct lambda_month;
struct lambda_month lambda_use_of(const struct plan_job *job, int64_t memory_mb);
bool architecture_parse(const char *name, enum architecture *ret_architecture);
bool stays_outside(const struct tenant *old_tenant); /* in the same place that is no pool, for the same architecture */

/* --- difference_demand.c --- */
/* Runs a day times what one is billed or lasts: new over old. */
struct ratio job_ratio(const struct plan_job *old_job, const struct plan_job *new_job, bool billed_on_fargate);
/* What the new plan's demand costs in the old place at new prices. */
MUST_CHECK bool demand_price(const struct differ *differ, const struct tenant *old_tenant, int64_t *ret_nano,
                             struct error *err);

/* --- difference_settings.c --- */
/* Lists in differ->settings what the plans tell of a change of settings, and notes what they do not tell. */
void tell_settings(struct differ *differ);

/* --- difference_hours.c --- */
/* Whether tasks or sizes differ in some hours, and a note of how many's, where no row tells it. */
void compare_hours(struct differ *differ);
/* One number stands for every hour, 24 for every day. */
bool same_hours(const struct field_integers *a, const struct field_integers *b);

#endif
