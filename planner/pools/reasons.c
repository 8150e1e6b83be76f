/* reasons.c — one sentence with numbers for each service and job, what would turn the choice over, and warnings. */
#include "planner/pools/assembly.h"
#include <math.h>
#include <string.h>

static const char *cents(struct arena *arena, int64_t nano)
{
    char text[MONEY_TEXT_SIZE];
    return arena_printf(arena, "$%s", nano_format_cents(nano, text));
}

/* `value` to so many significant digits and never with an exponent: "28080", "0.0067", "150". */
static const char *figure(struct arena *arena, double value, int digits)
{
    int decimals = value > 0 ? digits - 1 - (int)floor(log10(value)) : 0;
    char *text = arena_printf(arena, "%.*f", decimals > 0 ? decimals : 0, value);
    if (!strchr(text, '.'))
        return text;
    char *end = text + strlen(text);
    while (end[-1] == '0')
        *--end = '\0';
    if (end[-1] == '.')
        end[-1] = '\0';
    return text;
}

/* Of those that the replay was asked about, or that are dearer by counting alone. */
static const struct plan_alternative *cheapest(const struct plan_alternative *list, int count)
{
    const struct plan_alternative *best = NULL;
    for (int a = 0; a < count; a++)
        if (list[a].possible && !list[a].by_counting &&
            (!best || list[a].usd_per_month_nano < best->usd_per_month_nano))
            best = &list[a];
    return best;
}

/* A pool of its own in words, other places as people say them. */
static const char *own_pool_words(const char *place)
{
    if (strcmp(place, place_names[PLACE_EC2]) == 0)
        return "a pool of its own";
    if (strcmp(place, place_names[PLACE_EC2_SPOT]) == 0)
        return "a pool of its own on EC2 Spot";
    return strcmp(place, place_names[PLACE_MANAGED_INSTANCES]) == 0 ? "a pool of its own of ECS Managed Instances"
                                                                    : place_words(place);
}

/* "; fargate would cost $412.00 more a month", or why there is no other place. */
static const char *elsewhere(struct arena *arena, const struct plan_alternative *list, int count, int64_t now)
{
    const struct plan_alternative *best = cheapest(list, count);
    for (int a = 0; a < count && !best; a++)
        if (list[a].possible)
            return "; no other place was replayed";
    if (!best)
        return count == 0 ? "; it may run nowhere else" : "; no other place can take it";
    const char *place = own_pool_words(best->place);
    int64_t more = best->usd_per_month_nano - now;
    if (more == 0)
        return arena_printf(arena, "; %s would cost the same", place);
    return arena_printf(arena, "; %s would cost %s %s a month", place, cents(arena, more > 0 ? more : -more),
                        more > 0 ? "more" : "less");
}

static int64_t peak_tasks(const struct model *model, const struct model_item *item)
{
    int64_t most = 0;
    for (int h = 0; h < model->hours; h++)
        most = item->tasks[h] > most ? item->tasks[h] : most;
    return most;
}

/* "beside api and 3 more", or "alone". */
static const char *company(struct assembly *assembly, int pool, const char *name)
{
    const struct plan_pool *members = &assembly->plan->pools[pool];
    int others = members->services.count + members->jobs.count - 1;
    const char *first = NULL;
    for (int i = 0; i < members->services.count && !first; i++)
        if (strcmp(members->services.items[i], name) != 0)
            first = members->services.items[i];
    for (int i = 0; i < members->jobs.count && !first; i++)
        if (strcmp(members->jobs.items[i], name) != 0)
            first = members->jobs.items[i];
    if (others == 0 || !first)
        return "alone";
    if (others == 1)
        return arena_printf(&assembly->plan->arena, "beside %s", first);
    return arena_printf(&assembly->plan->arena, "beside %s and %d more", first, others - 1);
}

static const char *why_pool(struct assembly *assembly, int i, int pool)
{
    const struct model *model = assembly->model;
    const struct model_item *item = &model->items[i];
    const struct plan_pool *members = &assembly->plan->pools[pool];
    const struct model_instance *instance = &model->instances[assembly->pools->pools[pool].instance];
    double vcpus = (double)(item->size[DIMENSION_CPU] * peak_tasks(model, item)) / 1024.0;
    const char *type = members->instance_type;
    double price = (double)(instance->price.nano + instance->root_volume.nano) / 1e9 * 1024.0 /
                   (double)instance->capacity[DIMENSION_CPU];
    struct arena *arena = &assembly->plan->arena;
    if (instance->spot != NULL)
        type = arena_printf(arena, "Spot instances like %s", type);
    else if (instance->purchase == POOL_MANAGED_INSTANCES)
        type = arena_printf(arena, "Managed Instances of %s", type);
    return arena_printf(
        arena,
        "its %s vCPU at the peak go into %s (%s) %s at $%s a vCPU-hour, %s "
        "first to fill",
        figure(arena, vcpus, 4), type, members->name, company(assembly, pool, item->name), figure(arena, price, 4),
        strcmp(members->binding, "zones") == 0 ? "one instance a zone" : binding_words(members->binding));
}

static const char *why_service(struct assembly *assembly, int i)
{
    const struct model *model = assembly->model;
    const struct plan_service *service = &assembly->plan->services[i];
    struct arena *arena = &assembly->plan->arena;
    int pool = assembly->pools->place_of_item[i];
    const char *other =
        elsewhere(arena, service->alternatives, service->alternatives_count, service->usd_per_month_nano);
    if (pool >= 0)
        return arena_printf(arena, "%s%s", why_pool(assembly, i, pool), other);
    return arena_printf(arena, "at most %lld task%s of %.4g vCPU and %.4g GiB on %s cost %s a month%s",
                        (long long)peak_tasks(model, &model->items[i]),
                        peak_tasks(model, &model->items[i]) == 1 ? "" : "s",
                        (double)service->fargate_cpu_units / 1024.0, (double)service->fargate_memory_mib / 1024.0,
                        place_words(service->place), cents(arena, service->usd_per_month_nano), other);
}

static const char *why_job(struct assembly *assembly, int j)
{
    int i = assembly->model->services_count + j, pool = assembly->pools->place_of_item[i];
    const struct plan_job *job = &assembly->plan->jobs[j];
    struct arena *arena = &assembly->plan->arena;
    const char *other = elsewhere(arena, job->alternatives, job->alternatives_count, job->usd_per_month_nano);
    if (pool >= 0)
        return arena_printf(arena, "room for %lld at once: %s%s", (long long)job->tasks, why_pool(assembly, i, pool),
                            other);
    return arena_printf(arena, "%s runs a day of %s s cost %s a month on %s%s", figure(arena, job->runs_per_day, 6),
                        figure(arena, job->duration_s, 6), cents(arena, job->usd_per_month_nano),
                        place_words(job->place), other);
}

/* --- what would turn it over --- */

enum { FLIP_SERVICES_MAX = 60 };

/* Of the packer, for all services: about half a second. */
static const int64_t flip_steps = 10 * 1000 * 1000;

static struct plan_flip flip_of(struct assembly *assembly, int i, const struct plan_service *service)
{
    struct plan_flip flip = {0};
    const struct plan_alternative *best = cheapest(service->alternatives, service->alternatives_count);
    int64_t saved = pools_mover_leave(assembly->mover, i);
    if (!best || saved <= 0)
        return flip;
    int64_t more = best->usd_per_month_nano - service->usd_per_month_nano;
    if (saved + more < 0)
        return flip; /* no price of this place turns it over: the other is an estimate below nothing */
    flip.known = true;
    flip.price_ratio = (double)(saved + more) / (double)saved;
    if (assembly->plan->services_count <= FLIP_SERVICES_MAX)
        flip.tasks_ratio = pools_mover_flip(assembly->mover, i, flip_steps / assembly->plan->services_count);
    if (assembly->pools->place_of_item[i] < 0)
        return flip;
    for (int a = 0; a < service->alternatives_count; a++) {
        const struct plan_alternative *other = &service->alternatives[a];
        bool outside = strncmp(other->place, "fargate", strlen("fargate")) == 0;
        double hours = (double)(other->usd_per_month_nano - service->usd_per_month_nano) /
                       (double)assembly->plan->all_fargate.usd_per_hour_nano;
        if (outside && other->possible && hours > 0 &&
            (flip.hours_of_work_per_month == 0 || hours < flip.hours_of_work_per_month))
            flip.hours_of_work_per_month = hours;
    }
    return flip;
}

/* --- near a limit --- */

static const char *lambda_warning(struct assembly *assembly, int j)
{
    const struct model_item *item = &assembly->model->items[assembly->model->services_count + j];
    const struct job *job = assembly_job(assembly, assembly->model->services_count + j);
    struct arena *arena = &assembly->plan->arena;
    double longest = fmax(job->duration_p99_s, job->duration_s);
    const char *warning = "";
    if (longest >= 0.8 * LAMBDA_DURATION_SECONDS_MAX)
        warning = arena_printf(arena, "its %s of %.6g s is %.6g s (%.3g %%) below Lambda's limit of %d s",
                               job->duration_p99_s >= job->duration_s ? "99th percentile" : "mean", longest,
                               LAMBDA_DURATION_SECONDS_MAX - longest,
                               (LAMBDA_DURATION_SECONDS_MAX - longest) / LAMBDA_DURATION_SECONDS_MAX * 100,
                               LAMBDA_DURATION_SECONDS_MAX);
    if (item->lambda_size.memory_mb * 10 < LAMBDA_MEMORY_MB_MAX * 9)
        return warning;
    const char *and = *warning ? "; " : "";
    double vcpus = (double)job->cpu_units / 1024.0, most = (double)LAMBDA_MEMORY_MB_MAX / LAMBDA_MEMORY_MB_PER_VCPU;
    if (job->memory_mib >= item->lambda_size.memory_mb)
        return arena_printf(arena, "%s%sits %lld MB are %lld MB below Lambda's limit of %d MB", warning, and,
                            (long long)job->memory_mib, (long long)(LAMBDA_MEMORY_MB_MAX - job->memory_mib),
                            LAMBDA_MEMORY_MB_MAX);
    return arena_printf(arena, "%s%sits %.4g vCPU are %.2g vCPU below the %.3g that Lambda gives at %d MB", warning,
                        and, vcpus, most - vcpus, most, LAMBDA_MEMORY_MB_MAX);
}

void assemble_reasons(struct assembly *assembly)
{
    struct plan *plan = assembly->plan;
    for (int i = 0; i < plan->services_count; i++) {
        plan->services[i].why = why_service(assembly, i);
        plan->services[i].flip = flip_of(assembly, i, &plan->services[i]);
    }
    for (int j = 0; j < plan->jobs_count; j++) {
        plan->jobs[j].why = why_job(assembly, j);
        plan->jobs[j].warning =
            strcmp(plan->jobs[j].place, place_names[PLACE_LAMBDA]) == 0 ? lambda_warning(assembly, j) : "";
    }
}
