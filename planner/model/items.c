/* items.c — services and jobs by name, with what one task of each reserves. */
#include "planner/model/build.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOMS_SHARED = 64 }; /* demand rows of jobs that hold the same small room are shared */

const struct service *item_service(const struct build *build, const struct model_item *item)
{
    return &build->profile->services[item->profile_index];
}

const struct job *item_job(const struct build *build, const struct model_item *item)
{
    return &build->profile->jobs[item->profile_index];
}

unsigned item_places(const struct build *build, const struct model_item *item)
{
    return item->is_job ? item_job(build, item)->places : item_service(build, item)->places;
}

const char *item_where(const struct build *build, const struct model_item *item, const char *key,
                       char buffer[ERROR_WHERE_SIZE])
{
    snprintf(buffer, ERROR_WHERE_SIZE, "%s: %s[%d].%s", build->profile->file, item->is_job ? "jobs" : "services",
             item->profile_index, key);
    return buffer;
}

bool item_is_before(const struct model_item *a, const struct model_item *b)
{
    return a->is_job != b->is_job ? b->is_job : a->profile_index < b->profile_index;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct model_item *)a)->name, ((const struct model_item *)b)->name);
}

static const int64_t *service_row(struct build *build, const struct service *service)
{
    int hours = build->profile->hours;
    if (service->tasks.count == hours)
        return service->tasks.items;
    int64_t *row = ARENA_ARRAY(&build->model->arena, int64_t, hours);
    for (int hour = 0; hour < hours; hour++)
        row[hour] = service_tasks(service, hour);
    return row;
}

static int64_t service_zones(struct build *build, const struct service *service)
{
    int64_t zones = build->profile->zones.count;
    if (!service->zones_min_given)
        note_add(&build->notes, service->zones_min > zones ? NOTE_ZONES_MIN_LOWERED : NOTE_ZONES_MIN, service->name);
    return service->zones_min > zones ? zones : service->zones_min;
}

static void default_notes(struct build *build, const struct service *service)
{
    if (!service->architectures_given)
        note_add(&build->notes, NOTE_SERVICE_ARCHITECTURE, service->name);
    if (!service->network_mode_given)
        note_add(&build->notes, NOTE_NETWORK_MODE, service->name);
}

static void service_notes(struct build *build, const struct service *service, bool pools)
{
    default_notes(build, service);
    if (!service->places_given)
        note_add(&build->notes, NOTE_SERVICE_PLACES, service->name);
    if (pools && service->ephemeral_storage_gib > FARGATE_STORAGE_INCLUDED_GIB)
        note_add(&build->notes, NOTE_STORAGE, service->name);
}

static void service_item(struct build *build, struct model_item *item)
{
    const struct service *service = item_service(build, item);
    item->mask = pool_mask(build, service->places, service->architectures, service->network_mode);
    item->ec2_allowed = item->mask != 0;
    item->architectures = service->architectures;
    item->size[DIMENSION_CPU] = service->cpu_units;
    item->size[DIMENSION_MEMORY] = service->memory_mib;
    item->size[DIMENSION_ENI] = service->network_mode == NETWORK_AWSVPC;
    item->size[DIMENSION_GPU] = service->gpus;
    item->per_instance_max = service->tasks_per_instance_max;
    item->zones_min = service_zones(build, service);
    item->tasks = service_row(build, service);
    service_notes(build, service, item->ec2_allowed);
}

/* ceil, but not of the dust that a product of doubles leaves above a whole number. */
static int64_t room_of(double concurrency, double headroom_ratio)
{
    double room = concurrency * (1 + headroom_ratio);
    if (room >= PROFILE_TASKS_MAX)
        return PROFILE_TASKS_MAX; /* build_job_places refuses such a job on EC2 */
    int64_t whole = (int64_t)ceil(room - room * 1e-12);
    return whole < 1 ? 1 : whole;
}

static const int64_t *room_row(struct build *build, int64_t room, const int64_t *shared[ROOMS_SHARED])
{
    if (room < ROOMS_SHARED && shared[room] != NULL)
        return shared[room];
    int64_t *row = ARENA_ARRAY(&build->model->arena, int64_t, build->profile->hours);
    for (int hour = 0; hour < build->profile->hours; hour++)
        row[hour] = room;
    if (room < ROOMS_SHARED)
        shared[room] = row;
    return row;
}

static void job_item(struct build *build, struct model_item *item, const int64_t *shared[ROOMS_SHARED])
{
    const struct job *job = item_job(build, item);
    item->mask = pool_mask(build, job->places, job->architectures, job->network_mode);
    item->ec2_allowed = item->mask != 0;
    item->architectures = job->architectures;
    item->size[DIMENSION_CPU] = job->cpu_units;
    item->size[DIMENSION_MEMORY] = job->memory_mib;
    item->size[DIMENSION_ENI] = job->network_mode == NETWORK_AWSVPC;
    item->size[DIMENSION_GPU] = job->gpus;
    item->zones_min = 1;
    item->job_concurrency = job->runs_per_day * (job->startup_s + job->duration_s) / 86400;
    item->tasks = room_row(build, room_of(item->job_concurrency, build->profile->safety.headroom_ratio), shared);
    if (!job->architectures_given)
        note_add(&build->notes, NOTE_JOB_ARCHITECTURE, job->name);
    if (!job->places_given)
        note_add(&build->notes, NOTE_JOB_PLACES, job->name);
}

static bool is_daemon(const struct service *service)
{
    return service->scheduling_strategy == SCHEDULING_DAEMON;
}

static void name_items(struct build *build, struct model_item *items)
{
    const struct profile *profile = build->profile;
    int services = 0;
    for (int i = 0; i < profile->services_count; i++)
        if (!is_daemon(&profile->services[i]))
            items[services++] = (struct model_item){.name = profile->services[i].name, .profile_index = i};
    for (int i = 0; i < profile->jobs_count; i++)
        items[services + i] = (struct model_item){.name = profile->jobs[i].name, .profile_index = i, .is_job = true};
    qsort(items, (size_t)services, sizeof *items, compare_names);
    qsort(items + services, (size_t)profile->jobs_count, sizeof *items, compare_names);
}

/* --- daemons --- */

static int compare_daemons(const void *a, const void *b)
{
    return strcmp(((const struct model_daemon *)a)->name, ((const struct model_daemon *)b)->name);
}

static void build_daemons(struct build *build)
{
    struct model *model = build->model;
    const struct profile *profile = build->profile;
    model->daemons = ARENA_ARRAY(&model->arena, struct model_daemon, profile->services_count);
    for (int i = 0; i < profile->services_count; i++) {
        const struct service *service = &profile->services[i];
        if (!is_daemon(service))
            continue;
        struct model_daemon *daemon = &model->daemons[model->daemons_count++];
        *daemon = (struct model_daemon){.name = service->name, .profile_index = i, .mask = service->architectures};
        daemon->size[DIMENSION_CPU] = service->cpu_units;
        daemon->size[DIMENSION_MEMORY] = service->memory_mib;
        daemon->size[DIMENSION_ENI] = service->network_mode == NETWORK_AWSVPC;
        daemon->size[DIMENSION_GPU] = service->gpus;
    }
    qsort(model->daemons, (size_t)model->daemons_count, sizeof *model->daemons, compare_daemons);
}

const char *daemons_text(const struct build *build, unsigned architectures, struct arena *arena)
{
    const struct model *model = build->model;
    const char *text = NULL;
    int left = 0;
    for (int k = 0; k < model->daemons_count; k++)
        left += (model->daemons[k].mask & architectures) != 0;
    bool several = left > 1;
    for (int k = 0; k < model->daemons_count; k++) {
        const char *name = model->daemons[k].name;
        if ((model->daemons[k].mask & architectures) == 0)
            continue;
        left--;
        text = text == NULL ? arena_printf(arena, "daemon%s %s", several ? "s" : "", name)
                            : arena_printf(arena, "%s%s%s", text, left > 0 ? ", " : " and ", name);
    }
    return text;
}

void build_items(struct build *build)
{
    struct model *model = build->model;
    const int64_t *shared[ROOMS_SHARED] = {0};
    build_daemons(build);
    model->services_count = build->profile->services_count - model->daemons_count;
    model->items_count = model->services_count + build->profile->jobs_count;
    model->items = ARENA_ARRAY(&model->arena, struct model_item, model->items_count);
    name_items(build, model->items);
    for (int i = 0; i < model->items_count; i++) {
        struct model_item *item = &model->items[i];
        item->item_class = -1;
        for (int place = 0; place < PLACES_COUNT; place++)
            item->job_month[place].nano = -1;
        if (item->is_job)
            job_item(build, item, shared);
        else
            service_item(build, item);
    }
    for (int k = 0; k < model->daemons_count; k++)
        default_notes(build, &build->profile->services[model->daemons[k].profile_index]);
}
