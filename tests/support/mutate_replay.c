/* mutate_replay.c — a replay remembered otherwise than it fits the plan; tags and settings that are not the profile's.
 */
#include "tests/support/plan_mutators_parts.h"

#include <string.h>

/* --- the replay --- */

static struct verdict_scenario *scenario_of(struct plan_mutation *m, enum scenario kind)
{
    for (int i = 0; i < m->plan->verification.scenarios_count; i++)
        if (m->plan->verification.scenarios[i].scenario == kind)
            return &m->plan->verification.scenarios[i];
    return NULL;
}

static struct verdict_scenario *some_scenario(struct plan_mutation *m)
{
    int count = m->plan->verification.scenarios_count;
    return count == 0 ? NULL : &m->plan->verification.scenarios[random_between(m->random, 0, count - 1)];
}

bool replay_of_no_pools(struct plan_mutation *m)
{
    static struct verdict_scenario made_up = {.scenario = SCENARIO_WEEK, .required = true, .passed = true};
    if (m->plan->pools_count > 0)
        return false;
    m->plan->verification.scenarios = &made_up;
    m->plan->verification.scenarios_count = 1;
    return true;
}

bool verdict_turned(struct plan_mutation *m)
{
    if (m->plan->verification.scenarios_count == 0)
        return false;
    m->plan->verification.passed = !m->plan->verification.passed;
    return true;
}

bool scenario_left_out(struct plan_mutation *m)
{
    if (m->plan->verification.scenarios_count == 0)
        return false;
    m->plan->verification.scenarios_count--;
    return true;
}

bool scenario_not_required(struct plan_mutation *m)
{
    struct verdict_scenario *scenario = some_scenario(m);
    if (scenario == NULL)
        return false;
    scenario->required = false;
    return true;
}

bool failure_hidden(struct plan_mutation *m)
{
    struct verdict_scenario *scenario = some_scenario(m);
    if (scenario == NULL || !scenario->applies)
        return false;
    scenario->runs_failed++;
    scenario->passed = true;
    return true;
}

bool fewer_orders_replayed(struct plan_mutation *m)
{
    if (m->plan->verification.scenarios_count == 0)
        return false;
    m->plan->verification.seeds++; /* ... than said */
    return true;
}

bool week_of_other_pools(struct plan_mutation *m)
{
    struct verdict_scenario *week = scenario_of(m, SCENARIO_WEEK);
    if (week == NULL)
        return false;
    week->planned_instance_hours -= 1;
    return true;
}

bool week_at_half_price(struct plan_mutation *m)
{
    struct verdict_scenario *week = scenario_of(m, SCENARIO_WEEK);
    if (week == NULL || m->plan->pools_count > 1) /* of two pools one may be so much cheaper */
        return false;
    week->usd_nano /= 2;
    return true;
}

bool wait_in_no_pool(struct plan_mutation *m)
{
    struct verdict_scenario *scenario = some_scenario(m);
    if (scenario == NULL || scenario->worst.tasks == 0)
        return false;
    scenario->worst.pool = "pool-9";
    return true;
}

bool wait_of_nobody(struct plan_mutation *m)
{
    struct verdict_scenario *scenario = some_scenario(m);
    if (scenario == NULL || scenario->worst.tasks == 0)
        return false;
    scenario->worst.service = "nobody";
    return true;
}

/* --- tags and settings --- */

static struct plan_service *service_with_tags(struct plan_mutation *m)
{
    for (int i = 0; i < m->plan->services_count; i++)
        if (m->plan->services[i].tags.count > 0)
            return &m->plan->services[i];
    return NULL;
}

bool tag_left_out(struct plan_mutation *m)
{
    struct plan_service *service = service_with_tags(m);
    if (service == NULL)
        return false;
    service->tags.count--;
    return true;
}

bool tag_of_another_team(struct plan_mutation *m)
{
    struct plan_service *service = service_with_tags(m);
    if (service == NULL)
        return false;
    ((struct tag *)service->tags.items)[0].value = "another";
    return true;
}

bool tag_of_job_made_up(struct plan_mutation *m)
{
    static struct tag made_up = {"made", "up"};
    if (m->plan->jobs_count == 0)
        return false;
    m->plan->jobs[0].tags = (struct field_objects){&made_up, 1};
    return true;
}

static const char *other_hash(struct plan_mutation *m, const char *hex)
{
    char *other = arena_strdup(&m->plan->arena, hex);
    other[7] = other[7] == 'a' ? 'b' : 'a';
    return other;
}

bool settings_of_another_profile(struct plan_mutation *m)
{
    m->plan->settings_sha256 = other_hash(m, m->plan->settings_sha256);
    return true;
}

bool settings_of_another_service(struct plan_mutation *m)
{
    struct plan_service *service = some_service(m);
    if (service == NULL)
        return false;
    service->settings_sha256 = other_hash(m, service->settings_sha256);
    return true;
}

bool settings_of_another_job(struct plan_mutation *m)
{
    if (m->plan->jobs_count == 0)
        return false;
    m->plan->jobs[0].settings_sha256 = other_hash(m, m->plan->jobs[0].settings_sha256);
    return true;
}

/* What shapes a plan besides demand: a change of it changes the hash. */
bool settings_changed_since(struct plan_mutation *m)
{
    struct profile *profile = m->profile;
    switch (random_between(m->random, 0, 5)) {
    case 0:
        profile->limits.burstable = !profile->limits.burstable;
        return true;
    case 1:
        profile->limits.root_volume_gib++;
        return true;
    case 2:
        profile->safety.headroom_ratio += 0.0625;
        return true;
    case 3:
        profile->zones.items[0] = "us-east-1f";
        return true;
    case 4:
        profile->overhead.given = true;
        profile->overhead.hours_per_month_cluster += 1;
        return true;
    default:
        profile->limits.reserved_cpu_units += 8;
        return true;
    }
}

bool settings_of_a_service_changed_since(struct plan_mutation *m)
{
    struct plan_service *planned = some_service(m);
    if (planned == NULL)
        return false;
    struct service *service = profile_service(m, planned);
    switch (random_between(m->random, 0, 4)) {
    case 0:
        service->places ^= 1u << PLACE_FARGATE_SPOT;
        return true;
    case 1:
        service->architectures ^= 3u;
        return true;
    case 2:
        service->ephemeral_storage_gib++;
        return true;
    case 3:
        service->deployment.maximum_percent++;
        return true;
    default:
        service->tasks_per_instance_max++;
        return true;
    }
}
