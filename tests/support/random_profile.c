#include "tests/support/random_profile.h"

#include "data/facts/facts.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Each type and one of the same capacity; world_twin looks whether that still holds. */
static const struct {
    const char *type, *twin;
    int64_t usd_milli; /* about what it costs an hour */
} types[] = {
    {"c6i.large", "c6id.large", 85},      {"c6i.xlarge", "c6id.xlarge", 170},
    {"c6i.2xlarge", "c6id.2xlarge", 340}, {"m5a.large", "m5ad.large", 86},
    {"m5a.xlarge", "m5ad.xlarge", 172},   {"m5a.2xlarge", "m5ad.2xlarge", 344},
    {"r5a.large", "r5ad.large", 113},     {"r5a.xlarge", "r5ad.xlarge", 226},
    {"m7i.4xlarge", NULL, 806},           {"c7g.medium", "c7gd.medium", 36},
    {"c7g.large", "c7gd.large", 72},      {"m6g.xlarge", "m6gd.xlarge", 154},
    {"m6g.2xlarge", "m6gd.2xlarge", 308}, {"r6g.large", "r6gd.large", 101},
    {"g4dn.xlarge", NULL, 526},           {"g5.xlarge", NULL, 1006},
    {"c6a.8xlarge", NULL, 1224},
};
enum { TYPES_COUNT = sizeof types / sizeof *types };

static int64_t rounded_to(int64_t nano, int64_t multiple)
{
    return (nano / multiple + 1) * multiple;
}

/* --- drawing --- */

static void draw_tasks(struct random *random, struct world_service *service)
{
    static const int lengths[] = {1, 1, 1, 24};
    service->hours = random_chance(random, 4) ? HOURS_PER_WEEK : lengths[random_between(random, 0, 3)];
    int64_t high = random_between(random, 1, random_chance(random, 20) ? 60 : 12),
            low = random_between(random, 0, high);
    for (int hour = 0; hour < service->hours; hour++) {
        bool day = hour % 24 >= 8 && hour % 24 < 20 && hour / 24 < 5;
        service->tasks[hour] = service->hours == 1 || day ? high : low;
    }
}

static void draw_service(struct random *random, struct world_service *service, int number)
{
    *service = (struct world_service){.storage_gib = 20, .architectures = 1, .places = 1u << PLACE_EC2};
    snprintf(service->name, sizeof service->name, "s%02d", number);
    service->cpu_units = random_between(random, 1, 16) << random_between(random, 5, 8);
    service->memory_mib = random_between(random, 1, 16) << random_between(random, 6, 9);
    if (random_chance(random, 40)) /* equal reservations are common */
        service->cpu_units = 512, service->memory_mib = 1024;
    if (random_chance(random, 40))
        service->architectures = (unsigned)random_between(random, 1, 3);
    if (random_chance(random, 75))
        service->places |= 1u << PLACE_FARGATE;
    if (random_chance(random, 15))
        service->places |= 1u << PLACE_FARGATE_SPOT;
    if (random_chance(random, 10) && service->places != 1u << PLACE_EC2)
        service->places &= ~(1u << PLACE_EC2);
    if (random_chance(random, 20))
        service->tasks_per_instance_max = random_between(random, 1, 4);
    if (random_chance(random, 10))
        service->storage_gib = random_between(random, 21, 200);
    if (service->places == 1u << PLACE_EC2 && random_chance(random, 40)) {
        service->network_mode = random_chance(random, 50) ? NETWORK_BRIDGE : NETWORK_HOST;
        service->host_port = random_chance(random, 50) ? random_between(random, 8080, 8082) : 0;
    }
    if (service->places == 1u << PLACE_EC2 && random_chance(random, 15) && service->architectures & 1)
        service->gpus = 1;
    draw_tasks(random, service);
}

static void draw_job(struct random *random, struct world_job *job, int number)
{
    *job = (struct world_job){.architectures = (unsigned)random_between(random, 1, 3)};
    snprintf(job->name, sizeof job->name, "j%02d", number);
    job->cpu_units = random_between(random, 1, 8) * 256;
    job->memory_mib = random_between(random, 1, 16) * 256;
    job->duration_s = (double)random_between(random, 1, random_chance(random, 50) ? 200 : 8000) / 8;
    job->duration_p99_s = random_chance(random, 50) ? job->duration_s * 1.5 : 0;
    job->runs_per_day = (double)random_between(random, 1, 4000);
    job->startup_given = random_chance(random, 50);
    job->places = 1u << random_between(random, PLACE_FARGATE, PLACE_FARGATE_SPOT);
    if (random_chance(random, 60))
        job->places |= 1u << PLACE_LAMBDA;
    if (random_chance(random, 60))
        job->places |= 1u << PLACE_EC2;
}

/* What came to be planned later is drawn last, so that a seed's world stays what it was but for that. */
static void draw_scheduling(struct random *random, struct world_service *service)
{
    /* A single task may be stopped first, or a second one started: other pairs let some deployments never end. */
    static const int64_t percents[][2] = {{0, 100}, {0, 150}, {50, 200}, {100, 200}, {100, 300}};
    if (random_chance(random, 25))
        service->zones_min = random_between(random, 1, 2);
    if (random_chance(random, 30)) {
        int64_t pair = random_between(random, 0, 4);
        service->minimum_healthy_percent = percents[pair][0];
        service->maximum_percent = percents[pair][1];
    }
    if (random_chance(random, 25)) {
        service->strategies[0] = (int)random_between(random, PLACE_SPREAD_ZONES, PLACE_BINPACK_MEMORY);
        service->strategies[1] = (int)random_between(random, PLACE_SPREAD_INSTANCES, PLACE_RANDOM);
        service->strategies_count = service->strategies[0] == service->strategies[1] ? 1 : WORLD_STRATEGIES_MAX;
        if (service->strategies[0] != PLACE_SPREAD_ZONES)
            service->zones_min = 1; /* nothing makes ECS use a second zone */
    }
    service->rebalancing_off = random_chance(random, 15);
}

static void draw_daemon(struct random *random, struct world_service *service)
{
    static const int modes[] = {NETWORK_BRIDGE, NETWORK_HOST, NETWORK_AWSVPC};
    *service = (struct world_service){.name = "agent", .daemon = true, .architectures = 3};
    service->cpu_units = random_between(random, 1, 4) * 32;
    service->memory_mib = random_between(random, 1, 4) * 64;
    service->network_mode = modes[random_between(random, 0, 2)];
    if (service->network_mode != NETWORK_AWSVPC && random_chance(random, 50))
        service->host_port = 8125;
}

static void draw_promises(struct random *random, struct world *world)
{
    for (int i = 0; i < world->services_count; i++)
        draw_scheduling(random, &world->services[i]);
    if (random_chance(random, 25))
        draw_daemon(random, &world->services[world->services_count++]);
    world->reserve_deployments = random_chance(random, 20);
    if (random_chance(random, 30))
        world->addresses_of_zone = 4000;
    for (int i = 0; i < world->services_count; i++)
        world->services[i].tags = (int)random_between(random, 0, 2);
    for (int i = 0; i < world->jobs_count; i++)
        world->jobs[i].tags = (int)random_between(random, 0, 2);
}

/* The two largest x86_64 types, the smallest and the GPU type are always there: every service has a place. */
static void draw_offers(struct random *random, struct world *world)
{
    static const char *const needed[] = {"m7i.4xlarge", "g4dn.xlarge", "m6g.2xlarge"};
    for (int t = 0; t < TYPES_COUNT; t++) {
        bool wanted = random_chance(random, 35);
        for (size_t n = 0; n < sizeof needed / sizeof *needed; n++)
            wanted |= strcmp(types[t].type, needed[n]) == 0;
        if (!wanted || world->offers_count == WORLD_OFFERS_MAX - 1)
            continue;
        int64_t nano = types[t].usd_milli * 1000 * 1000 / 100 * random_between(random, 70, 130);
        world->offers[world->offers_count++] = (struct world_offer){types[t].type, nano};
    }
}

static void draw_prices(struct random *random, struct world_prices *prices)
{
    int64_t level = random_between(random, 40, 120); /* Fargate against EC2 */
    for (int a = 0; a < ARCHITECTURES_COUNT; a++) {
        prices->vcpu[a] = rounded_to((a == 0 ? 404800 : 323800) * level, 1024);
        prices->gb[a] = rounded_to((a == 0 ? 44450 : 35600) * level, 1024);
    }
    prices->spot_vcpu = rounded_to(prices->vcpu[0] / 3, 1024);
    prices->spot_gb = rounded_to(prices->gb[0] / 3, 1024);
    prices->storage_gb = 111000;
    prices->gp3 = rounded_to(80 * 1000 * 1000, 730);
    prices->lambda_duration[0] = INT64_C(16666700000);
    prices->lambda_duration[1] = INT64_C(15000000000);
    prices->lambda_requests = 200 * 1000 * 1000;
    prices->lambda_tier_from = random_between(random, 1, 6000);
}

void world_draw(struct random *random, struct world *world)
{
    *world = (struct world){.zones = random_chance(random, 75) ? 2 : 3, .pools_max = 4};
    world->services_count = (int)random_between(random, 1, random_chance(random, 25) ? WORLD_SERVICES_MAX - 1 : 4);
    world->jobs_count = random_chance(random, 40) ? (int)random_between(random, 1, WORLD_JOBS_MAX) : 0;
    for (int i = 0; i < world->services_count; i++)
        draw_service(random, &world->services[i], i);
    for (int i = 0; i < world->jobs_count; i++)
        draw_job(random, &world->jobs[i], i);
    draw_offers(random, world);
    draw_prices(random, &world->prices);
    world->pools_max = (int)random_between(random, 2, 4); /* x86_64 and arm64 may each need one */
    world->eni_trunking = random_chance(random, 50);
    world->survive_zone_loss = random_chance(random, 30);
    world->headroom_ratio = random_chance(random, 30) ? 0.125 : 0;
    world->overhead = random_chance(random, 20);
    world->overhead_usd_per_hour = 60;
    draw_promises(random, world);
}

void world_shuffle(struct random *random, struct world *world)
{
    for (int i = world->services_count - 1; i > 0; i--) {
        int k = (int)random_between(random, 0, i);
        struct world_service swap = world->services[i];
        world->services[i] = world->services[k];
        world->services[k] = swap;
    }
    for (int i = world->jobs_count - 1; i > 0; i--) {
        int k = (int)random_between(random, 0, i);
        struct world_job swap = world->jobs[i];
        world->jobs[i] = world->jobs[k];
        world->jobs[k] = swap;
    }
}

static bool same_capacity(const struct instance_type *a, const struct instance_type *b)
{
    return a != NULL && b != NULL && a->vcpus == b->vcpus && a->registered_memory_mib == b->registered_memory_mib &&
           a->architecture == b->architecture && a->gpus == b->gpus && a->awsvpc_tasks == b->awsvpc_tasks &&
           a->awsvpc_tasks_trunked == b->awsvpc_tasks_trunked && a->current_generation == b->current_generation;
}

const char *world_twin(const struct world *world, const struct world_offer *offer)
{
    const char *twin = NULL;
    for (int t = 0; t < TYPES_COUNT; t++)
        if (strcmp(types[t].type, offer->type) == 0)
            twin = types[t].twin;
    for (int i = 0; twin != NULL && i < world->offers_count; i++)
        if (strcmp(world->offers[i].type, twin) == 0)
            twin = NULL;
    if (twin == NULL || !same_capacity(instance_type_find(offer->type), instance_type_find(twin)))
        return NULL;
    return twin;
}

/* --- writing --- */

static void write_choices(struct text *text, const char *key, const char *const *names, unsigned bits)
{
    const char *comma = "";
    text_printf(text, ",\"%s\":[", key);
    for (int i = 0; names[i] != NULL; i++)
        if (bits & 1u << i) {
            text_printf(text, "%s\"%s\"", comma, names[i]);
            comma = ",";
        }
    text_add(text, "]");
}

static void write_tags(struct text *text, const char *name, int count)
{
    if (count > 0)
        text_printf(text, ",\"tags\":[{\"key\":\"team\",\"value\":\"of %s\"}%s]", name,
                    count > 1 ? ",{\"key\":\"tier\",\"value\":\"\"}" : "");
}

static void write_strategies(struct text *text, const struct world_service *service)
{
    for (int i = 0; i < service->strategies_count; i++)
        text_printf(text, "%s\"%s\"", i == 0 ? ",\"placement_strategies\":[" : ",",
                    placement_strategy_names[service->strategies[i]]);
    if (service->strategies_count > 0)
        text_add(text, "]");
}

/* All that only a service of the REPLICA scheduler has. */
static void write_replica(struct text *text, const struct world_service *service)
{
    text_printf(text, ",\"ephemeral_storage_gib\":%" PRId64, service->storage_gib);
    if (service->tasks_per_instance_max > 0)
        text_printf(text, ",\"tasks_per_instance_max\":%" PRId64, service->tasks_per_instance_max);
    if (service->zones_min > 0)
        text_printf(text, ",\"zones_min\":%" PRId64, service->zones_min);
    if (service->maximum_percent > 0)
        text_printf(text, ",\"deployment\":{\"minimum_healthy_percent\":%" PRId64 ",\"maximum_percent\":%" PRId64 "}",
                    service->minimum_healthy_percent, service->maximum_percent);
    if (service->rebalancing_off)
        text_add(text, ",\"availability_zone_rebalancing\":false");
    write_strategies(text, service);
    write_choices(text, "places", place_names, service->places);
    text_add(text, ",\"tasks\":[");
    for (int hour = 0; hour < service->hours; hour++)
        text_printf(text, "%s%" PRId64, hour > 0 ? "," : "", service->tasks[hour]);
    text_add(text, "]");
}

static void write_service(struct text *text, const struct world_service *service)
{
    text_printf(text,
                "{\"name\":\"%s\",\"cpu_units\":%" PRId64 ",\"memory_mib\":%" PRId64 ",\"gpus\":%" PRId64
                ",\"network_mode\":\"%s\"",
                service->name, service->cpu_units, service->memory_mib, service->gpus,
                network_mode_names[service->network_mode]);
    write_tags(text, service->name, service->tags);
    if (service->host_port > 0)
        text_printf(text, ",\"host_ports\":[%" PRId64 "]", service->host_port);
    write_choices(text, "architectures", architecture_names, service->architectures);
    if (service->daemon)
        text_printf(text, ",\"scheduling_strategy\":\"%s\"", scheduling_strategy_names[SCHEDULING_DAEMON]);
    else
        write_replica(text, service);
    text_add(text, "}");
}

static void write_job(struct text *text, const struct world_job *job)
{
    text_printf(text,
                "{\"name\":\"%s\",\"cpu_units\":%" PRId64 ",\"memory_mib\":%" PRId64
                ",\"duration_s\":%.4f,\"runs_per_day\":%.4f",
                job->name, job->cpu_units, job->memory_mib, job->duration_s, job->runs_per_day);
    write_tags(text, job->name, job->tags);
    if (job->duration_p99_s > 0)
        text_printf(text, ",\"duration_p99_s\":%.4f", job->duration_p99_s);
    if (job->startup_given)
        text_add(text, ",\"startup_s\":30");
    write_choices(text, "architectures", architecture_names, job->architectures);
    write_choices(text, "places", place_names, job->places);
    text_add(text, "}");
}

void world_profile_text(const struct world *world, struct text *text)
{
    text_add(text, "{\"schema\":\"bayplan.profile/1\",\"name\":\"world\",\"region\":\"us-east-1\",\n\"zones\":[");
    for (int z = 0; z < world->zones; z++)
        text_printf(text, "%s\"us-east-1%c\"", z > 0 ? "," : "", 'a' + z);
    text_add(text, "],\n\"services\":[\n");
    for (int i = 0; i < world->services_count; i++) {
        text_add(text, i > 0 ? ",\n" : "");
        write_service(text, &world->services[i]);
    }
    text_add(text, world->jobs_count > 0 ? "],\n\"jobs\":[\n" : "");
    for (int i = 0; i < world->jobs_count; i++) {
        text_add(text, i > 0 ? ",\n" : "");
        write_job(text, &world->jobs[i]);
    }
    text_printf(text,
                "],\n\"limits\":{\"pools_max\":%d,\"eni_trunking\":%s},\n"
                "\"safety\":{\"survive_zone_loss\":%s,\"headroom_ratio\":%.4f,\"deployments\":\"%s\"}",
                world->pools_max, world->eni_trunking ? "true" : "false", world->survive_zone_loss ? "true" : "false",
                world->headroom_ratio,
                deployments_names[world->reserve_deployments ? DEPLOYMENTS_RESERVE : DEPLOYMENTS_SCALE_OUT]);
    for (int z = 0; z < world->zones && world->addresses_of_zone > 0; z++)
        text_printf(text, "%s{\"zone\":\"us-east-1%c\",\"cidr\":\"10.%d.0.0/20\",\"free_addresses\":%" PRId64 "}%s",
                    z == 0 ? ",\n\"subnets\":[" : ",", 'a' + z, z, world->addresses_of_zone,
                    z + 1 == world->zones ? "]" : "");
    if (world->overhead)
        text_printf(text,
                    ",\n\"overhead\":{\"usd_per_hour\":\"%" PRId64
                    "\",\"hours_per_month_cluster\":2,\"hours_per_month_instance\":0.25}",
                    world->overhead_usd_per_hour);
    text_add(text, "}\n");
}

static void write_price(struct text *text, const char *service, const char *item, const char *purchase,
                        const char *unit, int64_t nano, int64_t from_quantity)
{
    char money[MONEY_TEXT_SIZE];
    text_printf(text, "%s,%s,%s,%s,%s,%" PRId64 ",drawn,2026-07\n", service, item, purchase, unit,
                nano_format(nano, money), from_quantity);
}

void world_catalogue_text(const struct world *world, struct text *text)
{
    const struct world_prices *prices = &world->prices;
    char item[64];
    text_add(text, "service,item,purchase,unit,price,from_quantity,source,as_of\n");
    for (int i = 0; i < world->offers_count; i++)
        write_price(text, "ec2", world->offers[i].type, "on_demand", "usd_per_hour", world->offers[i].nano, 0);
    for (int a = 0; a < ARCHITECTURES_COUNT; a++) {
        snprintf(item, sizeof item, "%s.vcpu", architecture_names[a]);
        write_price(text, "fargate", item, "on_demand", "usd_per_hour", prices->vcpu[a], 0);
        write_price(text, "fargate", item, "spot", "usd_per_hour", prices->spot_vcpu, 0);
        snprintf(item, sizeof item, "%s.gb", architecture_names[a]);
        write_price(text, "fargate", item, "on_demand", "usd_per_hour", prices->gb[a], 0);
        write_price(text, "fargate", item, "spot", "usd_per_hour", prices->spot_gb, 0);
        snprintf(item, sizeof item, "%s.duration", architecture_names[a]);
        write_price(text, "lambda", item, "on_demand", "usd_per_million_gb_seconds", prices->lambda_duration[0], 0);
        write_price(text, "lambda", item, "on_demand", "usd_per_million_gb_seconds", prices->lambda_duration[1],
                    prices->lambda_tier_from);
    }
    write_price(text, "fargate", "ephemeral_storage.gb", "on_demand", "usd_per_hour", prices->storage_gb, 0);
    write_price(text, "lambda", "requests", "on_demand", "usd_per_million_requests", prices->lambda_requests, 0);
    write_price(text, "ebs", "gp3", "on_demand", "usd_per_gb_month", prices->gp3, 0);
}

void world_read(const struct world *world, struct profile *ret_profile, struct catalogue *ret_catalogue)
{
    struct text profile, prices;
    struct error err = {0};
    text_init(&profile, 1 << 20);
    text_init(&prices, 1 << 20);
    world_profile_text(world, &profile);
    world_catalogue_text(world, &prices);
    if (!profile_parse("world.json", profile.bytes, profile.length, ret_profile, &err) ||
        !catalogue_parse_csv("world.csv", "us-east-1", prices.bytes, prices.length, ret_catalogue, &err))
        bug_found(err.where, __LINE__, err.text);
    text_release(&profile);
    text_release(&prices);
}
