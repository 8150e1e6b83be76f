#include "tests/property/drawn_plans.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DRAWN_POOLS = 3, DRAWN_SERVICES = 8, DRAWN_JOBS = 5 };

static const char *const pool_names[] = {"pool-1", "pool-2", "pool-3"};
static const char *const instance_names[] = {"m5.large", "c5.large", "r5.large", "m6g.large"};
static const char *const service_names[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
static const char *const job_names[] = {"i", "j", "k", "l", "m"};
static const char *const hashes[] = {"", "0000000000000000000000000000000000000000000000000000000000000000",
                                     "1111111111111111111111111111111111111111111111111111111111111111"};
enum { INSTANCES = sizeof instance_names / sizeof *instance_names };

/* One of `count` strings; what two plans share has to be drawn by both. */
#define PICK(random, strings) (strings)[random_between(random, 0, (int64_t)(sizeof(strings) / sizeof *(strings)) - 1)]

static struct field_integers draw_hours(struct random *random, struct arena *arena, int64_t most)
{
    static const int lengths[] = {1, 1, 24, 168};
    struct field_integers hours = {NULL, PICK(random, lengths)};
    hours.items = ARENA_ARRAY(arena, int64_t, hours.count);
    for (int i = 0; i < hours.count; i++)
        hours.items[i] = random_between(random, 0, most);
    return hours;
}

static int64_t month_of_hours(const struct field_integers *hours, int64_t nano)
{
    struct usd_per_hour sum = {0};
    for (int i = 0; i < hours->count; i++)
        sum = usd_per_hour_add(sum, usd_per_hour_times((struct usd_per_hour){nano}, hours->items[i]));
    return usd_of_month(sum, hours->count).nano;
}

/* In one plan a type has one price, and root volumes are all alike. */
struct drawn_prices {
    int64_t instances[2][INSTANCES], root_volume;
};

static void draw_pool(struct random *random, struct plan *plan, int number, const struct drawn_prices *prices)
{
    int type = (int)random_between(random, 0, INSTANCES - 1), spot = random_chance(random, 20);
    plan->pools[number] = (struct plan_pool){.name = pool_names[number],
                                             .instance_type = instance_names[type],
                                             .purchase = spot ? "spot" : "on_demand",
                                             .instances = draw_hours(random, &plan->arena, 20),
                                             .cpu_units = 2048 * random_between(random, 1, 8),
                                             .memory_mib = 7680 * random_between(random, 1, 8),
                                             .gpus = random_chance(random, 20) ? 4 : 0,
                                             .usd_per_instance_hour_nano = prices->instances[spot][type],
                                             .usd_per_root_volume_hour_nano = prices->root_volume};
    plan->pools[number].usd_per_month_nano =
        month_of_hours(&plan->pools[number].instances, plan->pools[number].usd_per_instance_hour_nano +
                                                           plan->pools[number].usd_per_root_volume_hour_nano);
}

static const char *draw_place(struct random *random, const struct plan *plan, bool job)
{
    if (plan->pools_count > 0 && random_chance(random, 60))
        return plan->pools[random_between(random, 0, plan->pools_count - 1)].name;
    if (job && random_chance(random, 60))
        return "lambda";
    return random_chance(random, 70) ? "fargate" : "fargate_spot";
}

static void draw_service(struct random *random, struct plan *plan, const char *name)
{
    static const struct fargate_size sizes[] = {{256, 512}, {512, 1024}, {1024, 4096}};
    struct plan_service *service = &plan->services[plan->services_count++];
    struct fargate_size size = PICK(random, sizes);
    *service = (struct plan_service){.name = name,
                                     .settings_sha256 = PICK(random, hashes),
                                     .place = draw_place(random, plan, false),
                                     .cpu_units = size.cpu_units - random_between(random, 0, 1) * 100,
                                     .memory_mib = size.memory_mib - random_between(random, 0, 1) * 100,
                                     .gpus = random_chance(random, 10),
                                     .tasks = draw_hours(random, &plan->arena, random_between(random, 0, 30)),
                                     .zones_min = random_between(random, 1, 3),
                                     .deployment = {100, 200},
                                     .architecture = architecture_names[random_between(random, 0, 1)],
                                     .why = ""};
    if (strncmp(service->place, "fargate", 7) != 0)
        return;
    service->fargate_cpu_units = size.cpu_units;
    service->fargate_memory_mib = size.memory_mib;
    service->usd_per_task_hour_nano = random_between(random, 1, 10) * 4321987;
    service->usd_per_month_nano = month_of_hours(&service->tasks, service->usd_per_task_hour_nano);
}

static void draw_job(struct random *random, struct plan *plan, const char *name)
{
    struct plan_job *job = &plan->jobs[plan->jobs_count++];
    *job = (struct plan_job){.name = name,
                             .settings_sha256 = PICK(random, hashes),
                             .place = draw_place(random, plan, true),
                             .cpu_units = 256 * random_between(random, 1, 3),
                             .memory_mib = 512 * random_between(random, 1, 3),
                             .duration_s = (double)random_between(random, 1, 9) * 12.5,
                             .runs_per_day = (double)random_between(random, 1, 999) * 7.25,
                             .architecture = architecture_names[random_between(random, 0, 1)],
                             .usd_per_month_nano = random_between(random, 1, INT64_C(99999999999)),
                             .why = ""};
    if (strcmp(job->place, "lambda") == 0)
        job->lambda_memory_mb = 128 * random_between(random, 4, 12);
    else if (strncmp(job->place, "pool", 4) == 0)
        job->tasks = random_between(random, 1, 4);
}

static bool has_tasks(const struct plan_service *service)
{
    for (int i = 0; i < service->tasks.count; i++)
        if (service->tasks.items[i] > 0)
            return true;
    return false;
}

/* Every pool's cost to who runs on it, in unequal parts; a pool on which nobody runs is free. */
static void share_out(struct random *random, struct plan *plan)
{
    for (int g = 0; g < plan->pools_count; g++) {
        int64_t left = plan->pools[g].usd_per_month_nano, *last = NULL;
        for (int i = 0; i < plan->services_count + plan->jobs_count; i++) {
            bool service = i < plan->services_count;
            struct plan_job *job = service ? NULL : &plan->jobs[i - plan->services_count];
            if (strcmp(service ? plan->services[i].place : job->place, plan->pools[g].name) != 0)
                continue;
            if (service && !has_tasks(&plan->services[i]))
                continue;
            last = service ? &plan->services[i].usd_per_month_nano : &job->usd_per_month_nano;
            *last = random_between(random, 0, left / 2);
            left -= *last;
        }
        if (last != NULL)
            *last += left;
        else
            plan->pools[g].usd_per_month_nano = plan->pools[g].instances.count = 0;
    }
}

static void add_up(struct plan *plan)
{
    plan->cost.total = plan->cost.overhead;
    for (int i = 0; i < plan->services_count; i++)
        plan->cost.total += plan->services[i].usd_per_month_nano;
    for (int i = 0; i < plan->jobs_count; i++)
        plan->cost.total += plan->jobs[i].usd_per_month_nano;
}

void plan_draw(struct random *random, struct plan *ret_plan)
{
    struct plan plan = {.profile_name = "drawn",
                        .region = "us-east-1",
                        .catalogue_as_of = "2026-07-20",
                        .bayplan_version = "0.1.0",
                        .hours = 168};
    plan.profile_sha256 = arena_printf(&plan.arena, "%064" PRIx64, random_next(random));
    plan.catalogue_sha256 = hashes[random_between(random, 1, 2)];
    plan.settings_sha256 = PICK(random, hashes);
    plan.safety.survive_zone_loss = random_chance(random, 50);
    plan.safety.headroom_ratio = random_chance(random, 30) ? 0.125 : 0;
    plan.pools = ARENA_ARRAY(&plan.arena, struct plan_pool, DRAWN_POOLS);
    plan.services = ARENA_ARRAY(&plan.arena, struct plan_service, DRAWN_SERVICES);
    plan.jobs = ARENA_ARRAY(&plan.arena, struct plan_job, DRAWN_JOBS);
    struct drawn_prices prices = {.root_volume = random_between(random, 0, 9999999)};
    for (int i = 0; i < INSTANCES; i++)
        for (int spot = 0; spot < 2; spot++)
            prices.instances[spot][i] = random_between(random, 1, 999999999);
    plan.pools_count = (int)random_between(random, 0, DRAWN_POOLS);
    for (int i = 0; i < plan.pools_count; i++)
        draw_pool(random, &plan, i, &prices);
    for (int i = 0; i < DRAWN_SERVICES; i++)
        if (random_chance(random, 70))
            draw_service(random, &plan, service_names[i]);
    for (int i = 0; i < DRAWN_JOBS; i++)
        if (random_chance(random, 50))
            draw_job(random, &plan, job_names[i]);
    share_out(random, &plan);
    plan.cost.overhead = random_chance(random, 50) ? random_between(random, 0, INT64_C(999999999999)) : 0;
    add_up(&plan);
    *ret_plan = plan;
}

static void add_price(struct text *text, struct random *random, const char *service, const char *item, const char *unit)
{
    if (random_chance(random, 70))
        text_printf(text, "%s,%s,on_demand,%s,0.%09" PRId64 ",0,drawn,2026-07-20\n", service, item, unit,
                    random_between(random, 1, 999999999));
}

void book_draw(struct random *random, struct plan *plan, struct catalogue *ret_book)
{
    struct error err = {0};
    struct text csv;
    text_init(&csv, 1 << 16);
    text_add(&csv, "service,item,purchase,unit,price,from_quantity,source,as_of\n"
                   "ebs,gp3,on_demand,usd_per_gb_month,0.08,0,drawn,2026-07-20\n");
    for (int i = 0; i < INSTANCES; i++)
        add_price(&csv, random, "ec2", instance_names[i], "usd_per_hour");
    add_price(&csv, random, "fargate", "x86_64.vcpu", "usd_per_hour");
    add_price(&csv, random, "fargate", "x86_64.gb", "usd_per_hour");
    add_price(&csv, random, "fargate", "arm64.vcpu", "usd_per_hour");
    add_price(&csv, random, "fargate", "arm64.gb", "usd_per_hour");
    add_price(&csv, random, "lambda", "x86_64.duration", "usd_per_million_gb_seconds");
    add_price(&csv, random, "lambda", "requests", "usd_per_million_requests");
    bool read = catalogue_parse_csv("drawn.csv", "us-east-1", csv.bytes, csv.length, ret_book, &err);
    BUG_IF(!read);
    text_release(&csv);
    plan->catalogue_sha256 = arena_strdup(&plan->arena, ret_book->sha256);
}

static void *copy_of(struct arena *arena, const void *items, int count, size_t size)
{
    void *copy = arena_alloc(arena, (size_t)count + 1, size);
    if (count > 0)
        memcpy(copy, items, (size_t)count * size);
    return copy;
}

/* What points to lists still points to the original's, which has to live as long. */
static struct plan plan_copy(const struct plan *plan)
{
    struct plan copy = *plan;
    copy.arena = (struct arena){0};
    copy.pools = copy_of(&copy.arena, plan->pools, plan->pools_count, sizeof *plan->pools);
    copy.services = copy_of(&copy.arena, plan->services, plan->services_count, sizeof *plan->services);
    copy.jobs = copy_of(&copy.arena, plan->jobs, plan->jobs_count, sizeof *plan->jobs);
    return copy;
}

/* The shares of a pool at its new cost, the last one taking what rounding left. */
static void reshare(struct plan *plan, const struct plan_pool *pool, int64_t old_cost)
{
    int64_t left = pool->usd_per_month_nano, *last = NULL;
    for (int i = 0; i < plan->services_count + plan->jobs_count; i++) {
        bool service = i < plan->services_count;
        struct plan_job *job = service ? NULL : &plan->jobs[i - plan->services_count];
        if (strcmp(service ? plan->services[i].place : job->place, pool->name) != 0)
            continue;
        last = service ? &plan->services[i].usd_per_month_nano : &job->usd_per_month_nano;
        *last = old_cost > 0 ? nano_scale(*last, pool->usd_per_month_nano, old_cost) : *last;
        left -= *last;
    }
    if (last != NULL)
        *last += left;
}

void plan_copy_repriced(const struct plan *plan, int64_t percent, struct plan *ret_plan)
{
    struct plan copy = plan_copy(plan);
    copy.catalogue_sha256 = "2222222222222222222222222222222222222222222222222222222222222222";
    for (int i = 0; i < copy.pools_count; i++) {
        struct plan_pool *pool = &copy.pools[i];
        pool->usd_per_instance_hour_nano = nano_scale(pool->usd_per_instance_hour_nano, percent, 100);
        pool->usd_per_root_volume_hour_nano = nano_scale(pool->usd_per_root_volume_hour_nano, percent, 100);
        int64_t hour = pool->usd_per_instance_hour_nano + pool->usd_per_root_volume_hour_nano;
        pool->usd_per_month_nano = pool->instances.count > 0 ? month_of_hours(&pool->instances, hour) : 0;
    }
    for (int i = 0; i < copy.services_count; i++) {
        struct plan_service *service = &copy.services[i];
        service->usd_per_task_hour_nano = nano_scale(service->usd_per_task_hour_nano, percent, 100);
        if (strncmp(service->place, "fargate", 7) == 0)
            service->usd_per_month_nano = month_of_hours(&service->tasks, service->usd_per_task_hour_nano);
    }
    for (int i = 0; i < copy.jobs_count; i++)
        if (strncmp(copy.jobs[i].place, "pool", 4) != 0)
            copy.jobs[i].usd_per_month_nano = nano_scale(copy.jobs[i].usd_per_month_nano, percent, 100);
    for (int i = 0; i < copy.pools_count; i++)
        reshare(&copy, &copy.pools[i], plan->pools[i].usd_per_month_nano);
    add_up(&copy);
    *ret_plan = copy;
}

static struct field_integers hours_times(struct arena *arena, const struct field_integers *hours, int64_t times)
{
    struct field_integers grown = {copy_of(arena, hours->items, hours->count, sizeof *hours->items), hours->count};
    for (int i = 0; i < grown.count; i++)
        grown.items[i] *= times;
    return grown;
}

void plan_copy_grown(const struct plan *plan, int64_t times, struct plan *ret_plan)
{
    struct plan copy = plan_copy(plan);
    copy.profile_sha256 = "3333333333333333333333333333333333333333333333333333333333333333";
    for (int i = 0; i < copy.pools_count; i++) {
        copy.pools[i].instances = hours_times(&copy.arena, &copy.pools[i].instances, times);
        copy.pools[i].usd_per_month_nano *= times;
    }
    for (int i = 0; i < copy.services_count; i++) {
        copy.services[i].tasks = hours_times(&copy.arena, &copy.services[i].tasks, times);
        copy.services[i].usd_per_month_nano *= times;
    }
    for (int i = 0; i < copy.jobs_count; i++) {
        copy.jobs[i].runs_per_day *= (double)times;
        copy.jobs[i].tasks *= times;
        copy.jobs[i].usd_per_month_nano *= times;
    }
    add_up(&copy);
    *ret_plan = copy;
}
