/* profile_settings.c — the canonical texts are JSON, key by key in a fixed order, lists sorted where order says
 * nothing.
 */
#include "data/profile_settings.h"

#include "data/base/json_writer.h"
#include "data/catalogue.h"
#include "data/profile_fields.h"

#include <stdlib.h>
#include <string.h>

/* More than PROFILE_SERVICES_MAX daemons with PROFILE_HOST_PORTS_MAX ports each can be written in. */
static const size_t canonical_bytes_max = (size_t)256 * 1024 * 1024;

static int name_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void write_sorted(struct json_writer *writer, const char *key, const struct field_strings *strings)
{
    const char **sorted = memory_alloc((size_t)strings->count + 1, sizeof *sorted);
    for (int i = 0; i < strings->count; i++)
        sorted[i] = strings->items[i];
    qsort(sorted, (size_t)strings->count, sizeof *sorted, name_compare);
    json_strings(writer, key, sorted, strings->count);
    free(sorted);
}

static int port_compare(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static void write_ports(struct json_writer *writer, const struct field_integers *ports)
{
    int64_t sorted[PROFILE_HOST_PORTS_MAX];
    BUG_IF(ports->count > PROFILE_HOST_PORTS_MAX);
    for (int i = 0; i < ports->count; i++)
        sorted[i] = ports->items[i];
    qsort(sorted, (size_t)ports->count, sizeof *sorted, port_compare);
    json_integers(writer, "host_ports", sorted, ports->count);
}

static void write_bits(struct json_writer *writer, const char *key, unsigned bits, const char *const *names)
{
    json_begin_list(writer, key);
    for (int i = 0; names[i]; i++)
        if (bits & 1u << i)
            json_string(writer, NULL, names[i]);
    json_end_list(writer);
}

static void finish_hash(struct json_writer *writer, char hex[SHA256_HEX_SIZE])
{
    json_end_object(writer);
    json_finish(writer);
    BUG_IF(writer->out->overflown);
    sha256_hex(writer->out->bytes, writer->out->length, hex);
    text_release(writer->out);
}

/* --- the whole --- */

static void write_limits(struct json_writer *writer, const struct limits *limits)
{
    json_begin_object(writer, "limits");
    json_integer(writer, "pools_max", limits->pools_max);
    write_sorted(writer, "instance_types", &limits->instance_types);
    json_boolean(writer, "burstable", limits->burstable);
    json_boolean(writer, "eni_trunking", limits->eni_trunking);
    json_integer(writer, "reserved_cpu_units", limits->reserved_cpu_units);
    json_integer(writer, "reserved_memory_mib", limits->reserved_memory_mib);
    json_integer(writer, "root_volume_gib", limits->root_volume_gib);
    json_end_object(writer);
}

static void write_safety(struct json_writer *writer, const struct safety *safety)
{
    json_begin_object(writer, "safety");
    json_boolean(writer, "survive_zone_loss", safety->survive_zone_loss);
    json_number(writer, "headroom_ratio", safety->headroom_ratio);
    json_string(writer, "deployments", deployments_names[safety->deployments]);
    json_end_object(writer);
}

static void write_overhead(struct json_writer *writer, const struct overhead *overhead)
{
    if (!overhead->given)
        return;
    json_begin_object(writer, "overhead");
    json_money(writer, "usd_per_hour", overhead->usd_per_hour_nano);
    json_number(writer, "hours_per_month_cluster", overhead->hours_per_month_cluster);
    json_number(writer, "hours_per_month_instance", overhead->hours_per_month_instance);
    json_end_object(writer);
}

static int daemon_compare(const void *a, const void *b)
{
    const struct service *left = *(const struct service *const *)a, *right = *(const struct service *const *)b;
    return strcmp(left->name, right->name);
}

static void write_daemon(struct json_writer *writer, const struct service *daemon)
{
    json_begin_object(writer, NULL);
    json_string(writer, "name", daemon->name);
    json_integer(writer, "cpu_units", daemon->cpu_units);
    json_integer(writer, "memory_mib", daemon->memory_mib);
    json_integer(writer, "gpus", daemon->gpus);
    write_bits(writer, "architectures", daemon->architectures, architecture_names);
    json_string(writer, "network_mode", network_mode_names[daemon->network_mode]);
    write_ports(writer, &daemon->host_ports);
    json_end_object(writer);
}

static void write_daemons(struct json_writer *writer, const struct profile *profile)
{
    const struct service **daemons = memory_alloc((size_t)profile->services_count + 1, sizeof *daemons);
    size_t count = 0;
    for (int i = 0; i < profile->services_count; i++)
        if (profile->services[i].scheduling_strategy == SCHEDULING_DAEMON)
            daemons[count++] = &profile->services[i];
    qsort(daemons, count, sizeof *daemons, daemon_compare);
    json_begin_list(writer, "daemons");
    for (size_t i = 0; i < count; i++)
        write_daemon(writer, daemons[i]);
    json_end_list(writer);
    free(daemons);
}

/* Not where all is as by default, so that a profile from before there was Spot has the hash it had. */
static void write_spot(struct json_writer *writer, const struct spot_settings *spot)
{
    struct spot_settings defaults;
    spot_settings_init(&defaults);
    if (spot->types_min == defaults.types_min && spot->types_max == defaults.types_max &&
        spot->on_demand_percent == defaults.on_demand_percent &&
        spot->interruptions_percent_max == defaults.interruptions_percent_max &&
        spot->minutes_per_interruption == defaults.minutes_per_interruption)
        return;
    json_begin_object(writer, "spot");
    json_integer(writer, "types_min", spot->types_min);
    json_integer(writer, "types_max", spot->types_max);
    json_integer(writer, "on_demand_percent", spot->on_demand_percent);
    json_integer(writer, "interruptions_percent_max", spot->interruptions_percent_max);
    json_integer(writer, "minutes_per_interruption", spot->minutes_per_interruption);
    json_end_object(writer);
}

static int held_compare(const void *a, const void *b)
{
    const struct held_commitment *left = a, *right = b;
    int order = left->kind != right->kind ? left->kind - right->kind : left->term - right->term;
    if (order == 0)
        order = left->payment - right->payment;
    if (order == 0)
        order = strcmp(left->family, right->family);
    if (order == 0)
        order = strcmp(left->instance_type, right->instance_type);
    if (order == 0)
        order =
            (left->usd_per_hour_nano > right->usd_per_hour_nano) - (left->usd_per_hour_nano < right->usd_per_hour_nano);
    return order != 0 ? order : (left->count > right->count) - (left->count < right->count);
}

static void write_held(struct json_writer *writer, const struct commitment_settings *commitments)
{
    struct held_commitment *sorted = memory_alloc((size_t)commitments->held_count + 1, sizeof *sorted);
    for (int i = 0; i < commitments->held_count; i++)
        sorted[i] = commitments->held[i];
    qsort(sorted, (size_t)commitments->held_count, sizeof *sorted, held_compare);
    json_begin_list(writer, "held");
    for (int i = 0; i < commitments->held_count; i++) {
        const struct held_commitment *held = &sorted[i];
        json_begin_object(writer, NULL);
        json_string(writer, "kind", commitment_kind_names[held->kind]);
        json_string(writer, "term", commitment_term_names[held->term]);
        json_string(writer, "payment", payment_option_names[held->payment]);
        json_words(writer, "family", held->family);
        json_words(writer, "instance_type", held->instance_type);
        json_money(writer, "usd_per_hour", held->usd_per_hour_nano);
        json_integer(writer, "count", held->count);
        json_end_object(writer);
    }
    json_end_list(writer);
    free(sorted);
}

static void write_commitments(struct json_writer *writer, const struct commitment_settings *commitments)
{
    if (commitments->offered.count + commitments->held_count == 0)
        return;
    json_begin_object(writer, "commitments");
    write_sorted(writer, "offered", &commitments->offered);
    write_held(writer, commitments);
    json_end_object(writer);
}

void profile_settings_hash(const struct profile *profile, char hex[SHA256_HEX_SIZE])
{
    struct text text;
    struct json_writer writer = {.out = &text};
    text_init(&text, canonical_bytes_max);
    json_begin_object(&writer, NULL);
    json_string(&writer, "region", profile->region);
    write_sorted(&writer, "zones", &profile->zones);
    write_limits(&writer, &profile->limits);
    write_safety(&writer, &profile->safety);
    write_overhead(&writer, &profile->overhead);
    write_spot(&writer, &profile->spot);
    write_commitments(&writer, &profile->commitments);
    write_daemons(&writer, profile);
    finish_hash(&writer, hex);
}

/* --- one service, one job --- */

void service_settings_hash(const struct service *service, char hex[SHA256_HEX_SIZE])
{
    struct text text;
    struct json_writer writer = {.out = &text};
    const struct field_strings *strategies = &service->placement_strategies;
    text_init(&text, canonical_bytes_max);
    json_begin_object(&writer, NULL);
    json_string(&writer, "scheduling_strategy", scheduling_strategy_names[service->scheduling_strategy]);
    write_bits(&writer, "architectures", service->architectures, architecture_names);
    json_string(&writer, "network_mode", network_mode_names[service->network_mode]);
    write_ports(&writer, &service->host_ports);
    write_bits(&writer, "places", service->places, place_names);
    json_integer(&writer, "zones_min", service->zones_min);
    json_integer(&writer, "tasks_per_instance_max", service->tasks_per_instance_max);
    json_integer(&writer, "ephemeral_storage_gib", service->ephemeral_storage_gib);
    json_integer(&writer, "minimum_healthy_percent", service->deployment.minimum_healthy_percent);
    json_integer(&writer, "maximum_percent", service->deployment.maximum_percent);
    json_strings(&writer, "placement_strategies", strategies->items, strategies->count); /* their order is theirs */
    json_boolean(&writer, "availability_zone_rebalancing", service->availability_zone_rebalancing);
    finish_hash(&writer, hex);
}

void job_settings_hash(const struct job *job, char hex[SHA256_HEX_SIZE])
{
    struct text text;
    struct json_writer writer = {.out = &text};
    text_init(&text, canonical_bytes_max);
    json_begin_object(&writer, NULL);
    write_bits(&writer, "architectures", job->architectures, architecture_names);
    json_string(&writer, "network_mode", network_mode_names[job->network_mode]);
    write_bits(&writer, "places", job->places, place_names);
    json_integer(&writer, "ephemeral_storage_gib", job->ephemeral_storage_gib);
    json_number(&writer, "startup_s", job->startup_s);
    json_number(&writer, "duration_p99_s", job->duration_p99_s);
    finish_hash(&writer, hex);
}
