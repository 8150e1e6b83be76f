/* fuzz_profile.c — any bytes as a profile: refused with one error, or everything its readers rely on holds. */
#include "data/profile.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static void need(bool holds)
{
    if (!holds)
        abort();
}

static void check_service(const struct profile *profile, const struct service *service)
{
    int count = service->tasks.count;
    bool daemon = service->scheduling_strategy == SCHEDULING_DAEMON;
    need(daemon ? count == 0 : count == 1 || count == 24 || count == HOURS_PER_WEEK);
    need(service->name[0] != '\0' && service->cpu_units >= 1 && service->memory_mib >= 1);
    need(daemon == (service->places == 0) && !(service->places & 1u << PLACE_LAMBDA) && service->architectures != 0);
    need(daemon == (service->zones_min == 0) && service->zones_min <= profile->zones.count);
    need(service->network_mode != NETWORK_AWSVPC || service->host_ports.count == 0);
    enum placement_strategy strategy;
    for (int i = 0; i < service->placement_strategies.count; i++)
        need(placement_strategy_parse(service->placement_strategies.items[i], &strategy));
    for (int hour = 0; hour < profile->hours; hour++)
        need(service_tasks(service, hour) >= 0 && service_tasks(service, hour) <= PROFILE_TASKS_MAX);
}

static void check_subnets(const struct profile *profile)
{
    need(profile->subnets_count == 0 || profile->subnets_count >= profile->zones.count);
    for (int i = 0; i < profile->subnets_count; i++) {
        const struct subnet *subnet = &profile->subnets[i];
        need(subnet->free_addresses >= 0 && subnet->free_addresses <= PROFILE_SUBNET_FREE_ADDRESSES_MAX);
        need(strncmp(subnet->zone, profile->region, strlen(profile->region)) == 0 && strchr(subnet->cidr, '/'));
    }
}

static void check_profile(const struct profile *profile)
{
    need(profile->zones.count >= 2 && profile->services_count + profile->jobs_count > 0);
    need(profile->hours == 1 || profile->hours == 24 || profile->hours == HOURS_PER_WEEK);
    for (int i = 0; i < profile->zones.count; i++)
        need(strncmp(profile->zones.items[i], profile->region, strlen(profile->region)) == 0);
    check_subnets(profile);
    need(profile->apply.cluster[0] != '\0' && profile->apply.subnets.count <= APPLY_SUBNETS_MAX);
    need(profile->apply.account[0] == '\0' || strlen(profile->apply.account) == 12);
    for (int i = 0; i < profile->services_count; i++)
        check_service(profile, &profile->services[i]);
    for (int i = 0; i < profile->jobs_count; i++)
        need(profile->jobs[i].duration_s > 0 && profile->jobs[i].runs_per_day >= 0 && profile->jobs[i].places != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct profile profile = {0};
    struct error err = {0};
    bool ok = profile_parse("f", (const char *)data, size, &profile, &err);
    need(ok == (err.kind == ERROR_NONE));
    need(ok || (error_exit_code(err.kind) == 2 && err.where[0] != '\0' && err.text[0] != '\0'));
    if (ok)
        check_profile(&profile);
    profile_release(&profile);
    return 0;
}
