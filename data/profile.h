/* profile.h — what must run: services, jobs, their demand by hour, where they may run (bayplan.profile/1).
 *
 * Read from JSON or XML by one table of fields (profile.c); data/schema/profile.schema.json says the same. */
#ifndef BAYPLAN_PROFILE_H
#define BAYPLAN_PROFILE_H

#include "data/base/arena.h"
#include "data/base/fields.h"
#include "data/base/hash.h"
#include "data/base/money.h"
#include "data/facts/facts.h"

/* Places a task can run, as bits 1u << PLACE_X. */
enum place {
    PLACE_EC2,
    PLACE_EC2_SPOT,
    PLACE_FARGATE,
    PLACE_FARGATE_SPOT,
    PLACE_MANAGED_INSTANCES, /* ECS Managed Instances */
    PLACE_LAMBDA,
    PLACES_COUNT
};
extern const char *const place_names[]; /* "ec2", "ec2_spot", "fargate", "fargate_spot", "managed_instances",
                                           "lambda", NULL */

enum network_mode { NETWORK_AWSVPC, NETWORK_BRIDGE, NETWORK_HOST, NETWORK_NONE };
extern const char *const network_mode_names[];

enum {
    PROFILE_SERVICES_MAX = 20000,
    PROFILE_JOBS_MAX = 20000,
    PROFILE_ZONES_MAX = 6,
    PROFILE_POOLS_MAX = 20,          /* capacity providers per cluster, AWS quota */
    PROFILE_TASKS_MAX = 1000 * 1000, /* of one service in one hour */
    PROFILE_CPU_UNITS_MAX = 1024 * 1024,
    PROFILE_MEMORY_MIB_MAX = 64 * 1024 * 1024,
    PROFILE_GPUS_MAX = 64,
    PROFILE_HOST_PORTS_MAX = 100, /* reserved ports per instance, AWS quota */
    PROFILE_PATTERNS_MAX = 1000,
    PROFILE_DURATION_S_MAX = 366 * 86400,
    PROFILE_RUNS_PER_DAY_MAX = 1000 * 1000 * 1000,
    PROFILE_HOURS_READ_MAX = 8784, /* numbers in a demand before it is called too long to be one */
    /* All services and jobs in one hour; keeps every sum of money below 9.2e9 dollars. */
    PROFILE_TASKS_TOTAL_MAX = 4 * 1000 * 1000,
    PROFILE_VCPUS_TOTAL_MAX = 20 * 1000 * 1000,
    PROFILE_MEMORY_GIB_TOTAL_MAX = 100 * 1000 * 1000,
    PROFILE_GPUS_TOTAL_MAX = 200 * 1000,
    PROFILE_OVERHEAD_USD_PER_HOUR_MAX = 1000
};

struct deployment {
    int64_t minimum_healthy_percent; /* default 100 */
    int64_t maximum_percent;         /* default 200 */
};

/* ECS's service schedulers: a number of copies, or one on every instance (Amazon ECS developer guide, "Amazon ECS
 * services", 2023-04). */
enum scheduling_strategy { SCHEDULING_REPLICA, SCHEDULING_DAEMON };
extern const char *const scheduling_strategy_names[]; /* "REPLICA", "DAEMON", NULL */

/* One of a service's placement strategies, applied in the order given ("Use strategies to define Amazon ECS task
 * placement", 2026). In a document "spread:attribute:ecs.availability-zone", "spread:instanceId", "binpack:cpu",
 * "binpack:memory", "random". */
enum placement_strategy {
    PLACE_SPREAD_ZONES,
    PLACE_SPREAD_INSTANCES,
    PLACE_BINPACK_CPU,
    PLACE_BINPACK_MEMORY,
    PLACE_RANDOM
};
extern const char *const placement_strategy_names[];
enum { PLACEMENT_STRATEGIES_MAX = 5 };
bool placement_strategy_parse(const char *text, enum placement_strategy *ret_strategy);

/* As ECS tags a service: for budgets and reports, never for planning. Keys and values as AWS allows them ("Tagging your
 * Amazon ECS resources", 2026): 1 to 128 and 0 to 256 characters, 50 a resource. */
struct tag {
    const char *key, *value;
};
enum { PROFILE_TAGS_MAX = 50, TAG_KEY_CHARACTERS_MAX = 128, TAG_VALUE_CHARACTERS_MAX = 256 };

struct service {
    const char *name;
    struct field_objects tags; /* struct tag, no key twice */
    int scheduling_strategy; /* enum scheduling_strategy; a DAEMON has no `tasks`, places or zones of its own: all 0 */
    int64_t cpu_units, memory_mib, gpus;
    struct field_integers tasks;      /* 1, 24 (hour of day) or 168 (hour of week, Monday 00:00 UTC first) */
    unsigned architectures;           /* bits 1u << ARCHITECTURE_X; default x86_64 */
    int network_mode;                 /* enum network_mode */
    struct field_integers host_ports; /* fixed ports a task takes on its instance; none in awsvpc mode, where a task
                                         has an interface of its own and the document's ports are only checked */
    unsigned places;                  /* default ec2, fargate */
    int64_t zones_min;                /* default 2, or 1 (then as given) where placement_strategies leave out the spread
                                         over zones; lowered to the number of zones with an assumption */
    int64_t tasks_per_instance_max;   /* 0 = no limit */
    int64_t ephemeral_storage_gib;    /* default 20 */
    struct deployment deployment;
    struct field_strings placement_strategies; /* in order, at most PLACEMENT_STRATEGIES_MAX; none = the planner
                                                  chooses: spread over zones, then binpack on what is scarcer */
    bool availability_zone_rebalancing;        /* default true, as CreateService's, where ECS can do it */
    const char *task_definition;               /* what `apply` runs: "FAMILY" or "FAMILY:REVISION"; "" = not given */
    bool architectures_given, network_mode_given, places_given, zones_min_given;
};

struct job {
    const char *name;
    struct field_objects tags;
    int64_t cpu_units, memory_mib, gpus;
    double duration_s;     /* mean */
    double duration_p99_s; /* 0 = not given */
    double startup_s;      /* from RunTask to running; 0 = not given */
    double runs_per_day;
    unsigned architectures;
    int network_mode;
    unsigned places; /* default lambda, fargate, ec2 */
    int64_t ephemeral_storage_gib;
    bool architectures_given, places_given, startup_given;
};

struct limits {
    int64_t pools_max;                   /* default 4 */
    struct field_strings instance_types; /* patterns (text_matches); empty = every type */
    bool burstable;                      /* t-family allowed; default false */
    bool eni_trunking;                   /* account setting awsvpcTrunking is on; default false as in AWS */
    int64_t reserved_cpu_units;          /* kept free on every instance for the system; default 0 */
    int64_t reserved_memory_mib;         /* -1 = default max(256, 2 % of registered) */
    int64_t root_volume_gib;             /* gp3, per instance; default 30 (ECS-optimised AMI); 0 prices none */
    bool eni_trunking_given, root_volume_gib_given;
};

/* What a rolling deployment (one service at a time, at its worst hour) may count on. */
enum deployments {
    DEPLOYMENTS_SCALE_OUT, /* groups may grow for the time; the default */
    DEPLOYMENTS_RESERVE    /* room for the service's whole surge (maximum_percent) is kept on running instances */
};
extern const char *const deployments_names[]; /* "scale_out", "reserve", NULL */

struct safety {
    bool survive_zone_loss; /* default false */
    double headroom_ratio;  /* default 0 */
    int deployments;        /* enum deployments */
};

/* Where tasks' interfaces and instances get their addresses; none given = not checked. */
struct subnet {
    const char *zone;
    const char *cidr; /* "10.0.0.0/20" */
    int64_t free_addresses;
};
enum {
    PROFILE_SUBNETS_MAX = 200,
    SUBNET_PREFIX_LEAST = 16, /* the largest block that can be a subnet, 65,536 addresses; the smallest has 16 */
    SUBNET_PREFIX_MOST = 28,
    SUBNET_ADDRESSES_RESERVED = 5, /* by AWS, in each ("Subnet CIDR blocks", Amazon VPC user guide, 2026) */
    PROFILE_SUBNET_FREE_ADDRESSES_MAX = (1 << (32 - SUBNET_PREFIX_LEAST)) - SUBNET_ADDRESSES_RESERVED
};

struct overhead {
    bool given;
    int64_t usd_per_hour_nano;
    double hours_per_month_cluster;  /* once if there is any EC2 pool */
    double hours_per_month_instance; /* times mean instances */
};

/* How pools of EC2 Spot instances are made up; they are offered to what names ec2_spot among its places. */
struct spot_settings {
    int64_t types_min;                 /* fewer types of one size make no pool; default 3 */
    int64_t types_max;                 /* the cheapest so many of a size; default 10, at most 40 */
    int64_t on_demand_percent;         /* of a Spot pool's instances on demand (an Auto Scaling group's
                                          OnDemandPercentageAboveBaseCapacity); default 0 */
    int64_t interruptions_percent_max; /* a month; types taken back more often are left out; default 20 */
    int64_t minutes_per_interruption;  /* paid twice: boot, drain, start of tasks; default 10 */
};

/* A Savings Plan or Reserved Instances that are there already: paid for whatever is planned. */
struct held_commitment {
    int kind, term, payment;   /* enum commitment_kind ... (data/catalogue.h) */
    const char *family;        /* of an EC2 Instance Savings Plan: "m7g"; else "" */
    const char *instance_type; /* of Reserved Instances; else "" */
    int64_t usd_per_hour_nano; /* the commitment; of Reserved Instances what one costs an hour, upfront spread */
    int64_t count;             /* of Reserved Instances; else 0 */
};

struct commitment_settings {
    bool given;
    struct field_strings offered; /* patterns over KIND.TERM.PAYMENT: "*.1y.no_upfront"; none = none is bought */
    struct held_commitment *held;
    int held_count;
};
enum {
    PROFILE_SPOT_TYPES_MAX = 40, /* overrides of a mixed instances policy, AWS's quota */
    PROFILE_COMMITMENTS_MAX = 100,
    PROFILE_COMMITMENT_COUNT_MAX = 100 * 1000,
    PROFILE_COMMITMENTS_USD_PER_HOUR_MAX = 1000 * 1000 /* all that are held */
};

/* Is there a commitment by a name that the pattern of `offered` matches? If not, *ret_nearest is the nearest name, NULL
 * where none is near. */
bool commitment_pattern_is_known(const char *pattern, const char **ret_nearest);

/* Where `bayplan apply` builds the plan: nothing of it shapes a plan. Each "" or empty = not given, and apply then asks
 * for it by name before it touches anything. */
struct apply_settings {
    bool given;                           /* the document has the key */
    const char *account;                  /* 12 digits */
    const char *cluster;                  /* the ECS cluster's name; default the profile's name */
    struct field_strings subnets;         /* "subnet-0abc...": of instances, and of tasks in awsvpc mode */
    struct field_strings security_groups; /* "sg-0abc..." */
    const char *instance_profile;         /* name or ARN; its role has AmazonEC2ContainerServiceforEC2Role */
    struct {                              /* SSM parameters of the ECS-optimised image; defaults: AWS's names for */
        const char *x86_64, *arm64, *gpu; /* Amazon Linux 2023 ("Retrieving Amazon ECS-optimized Linux AMI metadata") */
    } image_parameters;
};
/* Of one service in awsvpc mode (Amazon ECS API reference, AwsVpcConfiguration, 2026), so of all of them. */
enum { APPLY_SUBNETS_MAX = 16, APPLY_SECURITY_GROUPS_MAX = 5 };
struct apply_settings apply_settings_copy(const struct apply_settings *settings, struct arena *arena);

struct profile {
    struct arena arena;
    char sha256[SHA256_HEX_SIZE]; /* of the file's bytes */
    const char *file;
    const char *name, *region;
    struct field_strings zones; /* default REGIONa, REGIONb; at least 2 */
    bool zones_given;
    struct subnet *subnets;
    int subnets_count;
    struct service *services;
    int services_count;
    struct job *jobs;
    int jobs_count;
    struct limits limits;
    struct safety safety;
    struct overhead overhead;
    struct spot_settings spot;
    struct commitment_settings commitments;
    struct apply_settings apply;
    int hours; /* 1, 24 or 168: the longest demand; shorter demands repeat */
};

/* Errors: IO, INPUT, LIMIT. On failure nothing has to be released. */
MUST_CHECK bool profile_load(const char *path, struct profile *ret_profile, struct error *err);
MUST_CHECK bool profile_parse(const char *file, const char *bytes, size_t length, struct profile *ret_profile,
                              struct error *err);
void profile_release(struct profile *profile);

/* Tasks of a service in hour 0..profile->hours-1; a DAEMON has none to count. */
int64_t service_tasks(const struct service *service, int hour);

#endif
