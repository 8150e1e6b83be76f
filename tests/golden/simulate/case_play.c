/* case_play.c — plays a case's steps on the simulator's own parts and compares. */
#include "tests/golden/simulate/case.h"

#include "planner/simulate/deployment.h"
#include "planner/simulate/shortage.h"
#include "planner/simulate/simulate.h"
#include "planner/simulate/timeline.h"
#include "planner/simulate/week.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OCCUPIED_MAX = 1000 };

struct player {
    const struct scheduler_case *of;
    const char *folder;
    struct text *complaints;
    struct arena arena;
    struct replay_pool pool;
    int64_t *tasks; /* [services] wanted */
    struct cluster *cluster;
    struct timeline timeline;
    bool timeline_runs;
    int64_t *waiting; /* [services] */
    int64_t seed;
    int step;
    struct deployment_run run; /* of the last deploy step */
    bool *occupied_seen;       /* [steps * OCCUPIED_MAX] over all seeds */
};

static void complain(struct player *player, const char *what, double found, double expected)
{
    text_printf(player->complaints, "  seed %" PRId64 ", step %d: %s %.6g, expected %.6g\n", player->seed,
                player->step + 1, what, found, expected);
}

static void expect(struct player *player, const char *what, int64_t found, int64_t expected)
{
    if (expected >= 0 && found != expected)
        complain(player, what, (double)found, (double)expected);
}

/* --- the situation --- */

static struct replay_task task_of(const struct case_service *from)
{
    return (struct replay_task){.name = from->name,
                                .size = {from->cpu_units, from->memory_mib, from->enis, from->gpus},
                                .host_ports = from->host_ports.items,
                                .host_ports_count = from->host_ports.count};
}

static void service_fill(struct player *player, const struct case_service *from, struct replay_service *service)
{
    int64_t *tasks = ARENA_NEW(&player->arena, int64_t);
    *tasks = from->tasks;
    *service = (struct replay_service){.task = task_of(from),
                                       .tasks = tasks,
                                       .room = tasks,
                                       .per_instance_max = from->tasks_per_instance_max,
                                       .zones_min = 1,
                                       .deployment = {from->minimum_healthy_percent, from->maximum_percent},
                                       .rebalancing = from->rebalancing};
    for (int i = 0; i < from->placement_strategies.count; i++) {
        if (!placement_strategy_parse(from->placement_strategies.items[i], &service->strategies[i]))
            text_printf(player->complaints, "  %s is no placement strategy\n", from->placement_strategies.items[i]);
        service->strategies_count++;
    }
}

static void pool_fill(struct player *player)
{
    static const char *const zones[] = {"zone-a", "zone-b", "zone-c", "zone-d", "zone-e", "zone-f"};
    const struct scheduler_case *of = player->of;
    const struct case_service *services = of->services.items, *daemons = of->daemons.items;
    struct replay_service *made = ARENA_ARRAY(&player->arena, struct replay_service, of->services.count + 1);
    struct replay_task *daemon_tasks = ARENA_ARRAY(&player->arena, struct replay_task, of->daemons.count + 1);
    player->tasks = ARENA_ARRAY(&player->arena, int64_t, of->services.count + 1);
    player->waiting = ARENA_ARRAY(&player->arena, int64_t, of->services.count + 1);
    for (int s = 0; s < of->services.count; s++)
        service_fill(player, &services[s], &made[s]);
    for (int d = 0; d < of->daemons.count; d++)
        daemon_tasks[d] = task_of(&daemons[d]);
    player->pool =
        (struct replay_pool){.name = "pool-1",
                             .instance_type = "the instance type",
                             .zones = (int)of->pool.zones,
                             .zone_names = zones,
                             .hours = 1,
                             .capacity = {of->pool.cpu_units, of->pool.memory_mib, of->pool.enis, of->pool.gpus},
                             .daemons = daemon_tasks,
                             .daemons_count = of->daemons.count,
                             .services = made,
                             .services_count = of->services.count,
                             .target_capacity_percent = of->pool.target_capacity_percent};
}

static int service_of(struct player *player, const char *name)
{
    for (int s = 0; name != NULL && s < player->pool.services_count; s++) {
        if (strcmp(player->pool.services[s].task.name, name) == 0)
            return s;
    }
    return -1;
}

/* --- the steps --- */

static void place(struct player *player, int service, int64_t tasks)
{
    for (int64_t t = 0; t < tasks; t++) {
        player->tasks[service]++;
        player->waiting[service] += cluster_place(player->cluster, service) < 0;
    }
}

static void want_all(struct player *player)
{
    for (int s = 0; s < player->pool.services_count; s++) {
        player->tasks[s] += player->pool.services[s].tasks[0];
        player->waiting[s] += player->pool.services[s].tasks[0];
    }
}

/* One task after another in a drawn order; where one finds no place an instance is launched for it. */
static void place_growing(struct player *player)
{
    int64_t left = 0;
    want_all(player);
    for (int s = 0; s < player->pool.services_count; s++)
        left += player->waiting[s];
    for (; left > 0; left--) {
        int64_t drawn = cluster_draw(player->cluster, left);
        int service = 0;
        while (drawn >= player->waiting[service])
            drawn -= player->waiting[service++];
        player->waiting[service]--;
        if (cluster_place(player->cluster, service) >= 0)
            continue;
        cluster_launch(player->cluster);
        if (cluster_place(player->cluster, service) < 0)
            complain(player, "a task fits no new instance, service", service, -1);
    }
}

static void lose_zone(struct player *player, int zone)
{
    cluster_close_zone(player->cluster, zone, true);
    for (int i = 0; i < cluster_launched(player->cluster); i++) {
        if (cluster_zone_of(player->cluster, i) == zone)
            cluster_terminate(player->cluster, i, player->waiting);
    }
    (void)cluster_place_shuffled(player->cluster, player->waiting);
}

static void play_minutes(struct player *player, int64_t minutes)
{
    if (!player->timeline_runs) {
        timeline_init(&player->timeline, &player->pool, player->cluster, player->tasks, player->of->pool.min_size,
                      player->of->pool.max_size);
        player->timeline_runs = true;
    }
    memcpy(player->timeline.pending, player->waiting,
           (size_t)player->pool.services_count * sizeof *player->timeline.pending);
    for (; minutes > 0; minutes--)
        timeline_minute(&player->timeline);
    memcpy(player->waiting, player->timeline.pending,
           (size_t)player->pool.services_count * sizeof *player->timeline.pending);
}

static void deploy(struct player *player, int service)
{
    struct cluster *branch = cluster_new_like(player->cluster);
    struct deployment_limits limits = {.max_size = player->of->pool.max_size, .minutes = 60};
    player->run =
        deployment_branch(&player->pool, player->cluster, branch, player->seed, player->tasks, service, &limits);
    cluster_free(branch);
}

static void check_metric(struct player *player, const struct step *step)
{
    struct managed_scaling scaling = managed_scaling_default();
    scaling.target_capacity_percent = player->pool.target_capacity_percent;
    double metric = provider_metric(step->needed, step->present);
    if (step->metric_percent >= 0 && fabs(metric - step->metric_percent) > 1e-9)
        complain(player, "the metric is", metric, step->metric_percent);
    expect(player, "desired instances", provider_desired(&scaling, step->needed, step->present), step->desired);
}

static void check_verdict(struct player *player, const struct step *step, const struct verdict *verdict)
{
    for (int s = 0; s < verdict->scenarios_count; s++) {
        const struct verdict_scenario *scenario = &verdict->scenarios[s];
        if (strcmp(scenario_names[scenario->scenario], step->scenario) != 0)
            continue;
        expect(player, "passed", scenario->passed, step->passed);
        expect(player, "tasks waiting", scenario->worst.tasks, step->waiting);
        if (step->service != NULL && strcmp(step->service, scenario->worst.service) != 0)
            text_printf(player->complaints, "  step %d: worst for \"%s\"\n", player->step + 1, scenario->worst.service);
        if (step->why != NULL && strstr(scenario->worst.why, step->why) == NULL)
            text_printf(player->complaints, "  step %d: why is \"%s\"\n", player->step + 1, scenario->worst.why);
        return;
    }
    text_printf(player->complaints, "  step %d: no scenario %s\n", player->step + 1, step->scenario);
}

static void simulate(struct player *player, const struct step *step)
{
    char *path = arena_printf(&player->arena, "%s/%s", player->folder, player->of->plan);
    struct plan plan;
    struct verdict verdict;
    struct error err = {0};
    struct simulate_options options = {.seed = player->seed, .seeds = 1};
    if (!plan_load(path, &plan, &err)) {
        text_printf(player->complaints, "  %s: %s\n", err.where, err.text);
        return;
    }
    if (simulate_plan(&plan, &options, &verdict, &err)) {
        check_verdict(player, step, &verdict);
        verdict_release(&verdict);
    } else {
        text_printf(player->complaints, "  %s: %s\n", err.where, err.text);
    }
    plan_release(&plan);
}

static void act(struct player *player, const struct step *step, int service)
{
    struct cluster *cluster = player->cluster;
    switch ((enum act)step->act) {
    case ACT_LAUNCH:
        for (int64_t i = 0; i < step->count; i++)
            cluster_launch(cluster);
        return;
    case ACT_PLACE:
        place(player, service, step->tasks);
        return;
    case ACT_PLACE_ALL:
        want_all(player);
        (void)cluster_place_shuffled(cluster, player->waiting);
        return;
    case ACT_PLACE_GROWING:
        place_growing(player);
        return;
    case ACT_STOP:
        for (int64_t t = 0; t < step->tasks; t++, player->tasks[service]--)
            cluster_stop(cluster, service);
        return;
    case ACT_DRAIN:
        for (int i = 0; i < step->count; i++)
            cluster_drain(cluster, i);
        return;
    case ACT_CLOSE_ZONE:
    case ACT_OPEN_ZONE:
        cluster_close_zone(cluster, (int)step->zone, step->act == ACT_CLOSE_ZONE);
        return;
    case ACT_LOSE_ZONE:
        lose_zone(player, (int)step->zone);
        return;
    case ACT_REBALANCE:
        (void)cluster_rebalance(cluster);
        return;
    case ACT_MINUTES:
        play_minutes(player, step->count);
        return;
    case ACT_DEPLOY:
        deploy(player, service);
        return;
    case ACT_METRIC:
        check_metric(player, step);
        return;
    case ACT_SIMULATE:
        simulate(player, step);
        return;
    case ACTS_COUNT:
        return;
    }
}

/* --- what must hold --- */

static int compare_down(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x < *y) - (*x > *y);
}

static void expect_list(struct player *player, const char *what, int64_t *found, int count,
                        const struct field_integers *expected)
{
    if (expected->count == 0)
        return;
    qsort(found, (size_t)count, sizeof *found, compare_down);
    expect(player, what, count, expected->count);
    for (int i = 0; i < count && i < expected->count; i++)
        expect(player, what, found[i], expected->items[i]);
}

static int64_t tasks_on(struct player *player, int instance, int service, int64_t *ret_all)
{
    int *services = ARENA_ARRAY(&player->arena, int, player->pool.services_count);
    int64_t *tasks = ARENA_ARRAY(&player->arena, int64_t, player->pool.services_count), here = 0;
    int pairs = cluster_tasks_on(player->cluster, instance, services, tasks);
    *ret_all = 0;
    for (int p = 0; p < pairs; p++) {
        *ret_all += tasks[p];
        here += services[p] == service ? tasks[p] : 0;
    }
    return here;
}

static void check_instances(struct player *player, const struct step *step, int service)
{
    int launched = cluster_launched(player->cluster), active = 0, occupied = 0;
    int64_t *counts = ARENA_ARRAY(&player->arena, int64_t, launched + 1);
    int beside = service_of(player, step->beside);
    for (int i = 0; i < launched; i++) {
        int64_t all, ignored;
        if (!cluster_is_active(player->cluster, i))
            continue;
        counts[active++] = tasks_on(player, i, service, &all);
        occupied += all > 0;
        if (beside >= 0 && counts[active - 1] > 0 && tasks_on(player, i, beside, &ignored) == 0)
            complain(player, "not beside the other, instance", i, -1);
    }
    expect_list(player, "tasks by instance", counts, active, &step->by_instance);
    if (step->occupied.count > 0 && occupied < OCCUPIED_MAX)
        player->occupied_seen[player->step * OCCUPIED_MAX + occupied] = true;
}

static void check_service(struct player *player, const struct step *step, int service)
{
    int64_t zones[PROFILE_ZONES_MAX];
    if (service < 0)
        return;
    expect(player, "running", cluster_running(player->cluster, service, -1), step->running);
    expect(player, "waiting", player->waiting[service], step->waiting);
    for (int z = 0; z < player->pool.zones; z++)
        zones[z] = cluster_running(player->cluster, service, z);
    expect_list(player, "tasks by zone", zones, player->pool.zones, &step->by_zone);
    if (step->why == NULL)
        return;
    const char *why = shortage_words(player->cluster, &player->pool, service, &player->arena);
    if (strstr(why, step->why) == NULL)
        text_printf(player->complaints, "  seed %" PRId64 ", step %d: why is \"%s\"\n", player->seed, player->step + 1,
                    why);
}

static void check(struct player *player, const struct step *step, int service)
{
    if (step->act == ACT_SIMULATE || step->act == ACT_METRIC)
        return;
    expect(player, "instances", cluster_instances(player->cluster, -1), step->instances);
    expect(player, "booting", player->timeline.booting_count, step->booting);
    expect(player, "the deployment ended", player->run.ended, step->ended);
    expect(player, "the deployment cannot progress", player->run.cannot_progress, step->stuck);
    expect(player, "fewest healthy tasks", player->run.healthy_least, step->healthy_least);
    expect(player, "minutes", player->run.minutes, step->minutes);
    expect(player, "instances added", player->run.instances_added, step->grown);
    check_service(player, step, service);
    check_instances(player, step, service);
}

static void check_seen(struct player *player)
{
    const struct step *steps = player->of->steps.items;
    for (int s = 0; s < player->of->steps.count; s++) {
        const struct field_integers *expected = &steps[s].occupied;
        for (int n = 0; n < OCCUPIED_MAX && expected->count > 0; n++) {
            bool named = false;
            for (int e = 0; e < expected->count; e++)
                named = named || expected->items[e] == n;
            if (named != player->occupied_seen[s * OCCUPIED_MAX + n])
                text_printf(player->complaints, "  step %d: %d instances occupied %s\n", s + 1, n,
                            named ? "by no seed" : "by some seed");
        }
    }
}

static void play_seed(struct player *player)
{
    const struct step *steps = player->of->steps.items;
    pool_fill(player);
    player->run = (struct deployment_run){0};
    player->cluster = cluster_new(&player->pool, replay_seed(player->seed, &player->pool, SCENARIO_WEEK));
    for (player->step = 0; player->step < player->of->steps.count; player->step++) {
        const struct step *step = &steps[player->step];
        int service = service_of(player, step->service);
        if (step->service != NULL && service < 0 && player->of->plan == NULL) {
            text_printf(player->complaints, "  step %d: no service %s\n", player->step + 1, step->service);
            break;
        }
        act(player, step, service);
        check(player, step, service);
    }
    if (player->timeline_runs)
        timeline_release(&player->timeline);
    player->timeline_runs = false;
    cluster_free(player->cluster);
    arena_release(&player->arena);
}

void case_play(const struct scheduler_case *scheduler_case, const char *folder, struct text *complaints)
{
    struct player player = {.of = scheduler_case, .folder = folder, .complaints = complaints};
    player.occupied_seen = memory_alloc((size_t)scheduler_case->steps.count * OCCUPIED_MAX, sizeof(bool));
    for (player.seed = 1; player.seed <= scheduler_case->seeds; player.seed++)
        play_seed(&player);
    check_seen(&player);
    free(player.occupied_seen);
}
