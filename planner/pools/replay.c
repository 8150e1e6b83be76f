#include "planner/pools/replay.h"
#include <math.h>

int64_t replay_room(int64_t tasks, double headroom_ratio)
{
    return tasks + (int64_t)ceil((double)tasks * headroom_ratio - 1e-9);
}

static const int64_t *room_row(struct replay_book *book, const struct model_item *item)
{
    double ratio = book->model->profile->safety.headroom_ratio;
    if (item->is_job || ratio == 0)
        return item->tasks; /* a job's tasks have it already */
    int64_t *room = ARENA_ARRAY(&book->arena, int64_t, book->model->hours);
    for (int h = 0; h < book->model->hours; h++)
        room[h] = replay_room(item->tasks[h], ratio);
    return room;
}

static struct replay_task task_of(const char *name, const int64_t size[PACKING_DIMENSIONS_MAX])
{
    struct replay_task task = {.name = name};
    task.size[RESOURCE_CPU] = size[DIMENSION_CPU];
    task.size[RESOURCE_MEMORY] = size[DIMENSION_MEMORY];
    task.size[RESOURCE_ENI] = size[DIMENSION_ENI];
    task.size[RESOURCE_GPU] = size[DIMENSION_GPU];
    return task;
}

static void give_ports(struct replay_task *task, const struct service *service)
{
    if (service->network_mode != NETWORK_BRIDGE && service->network_mode != NETWORK_HOST)
        return;
    task->host_ports = service->host_ports.items;
    task->host_ports_count = service->host_ports.count;
}

static void give_service(struct replay_service *to, const struct model_item *item, const struct service *service)
{
    give_ports(&to->task, service);
    to->per_instance_max = service->tasks_per_instance_max;
    to->zones_min = item->zones_min;
    to->deployment = service->deployment;
    to->rebalancing = service->availability_zone_rebalancing;
    for (int s = 0; s < service->placement_strategies.count; s++) {
        bool known = placement_strategy_parse(service->placement_strategies.items[s], &to->strategies[s]);
        BUG_IF(!known); /* the profile was read with these words only */
        to->strategies_count++;
    }
}

void replay_book_init(struct replay_book *book, const struct model *model)
{
    const struct profile *profile = model->profile;
    *book = (struct replay_book){.model = model};
    book->services = ARENA_ARRAY(&book->arena, struct replay_service, model->items_count);
    book->daemons = ARENA_ARRAY(&book->arena, struct replay_task, model->daemons_count);
    for (int i = 0; i < model->items_count; i++) {
        const struct model_item *item = &model->items[i];
        struct replay_service *service = &book->services[i];
        service->task = task_of(item->name, item->size);
        service->is_job = item->is_job;
        service->tasks = item->tasks;
        service->room = room_row(book, item);
        service->zones_min = 1;
        service->deployment = (struct deployment){100, 100};
        if (!item->is_job)
            give_service(service, item, &profile->services[item->profile_index]);
    }
    for (int k = 0; k < model->daemons_count; k++) {
        const struct model_daemon *daemon = &model->daemons[k];
        book->daemons[k] = task_of(daemon->name, daemon->size);
        give_ports(&book->daemons[k], &profile->services[daemon->profile_index]);
    }
}

void replay_book_release(struct replay_book *book)
{
    arena_release(&book->arena);
    *book = (struct replay_book){0};
}

bool replay_leaves_strategy(const struct replay_book *book, int item)
{
    return !book->services[item].is_job && book->services[item].strategies_count == 0;
}

int replay_strategies(enum replay_strategy strategy, enum placement_strategy ret_strategies[PLACEMENT_STRATEGIES_MAX])
{
    bool even = strategy == STRATEGY_EVEN_MEMORY || strategy == STRATEGY_EVEN_CPU;
    bool cpu = strategy == STRATEGY_CPU || strategy == STRATEGY_EVEN_CPU;
    int count = 0;
    ret_strategies[count++] = PLACE_SPREAD_ZONES;
    if (even)
        ret_strategies[count++] = PLACE_SPREAD_INSTANCES;
    if (strategy == STRATEGY_DRAWN)
        ret_strategies[count++] = PLACE_RANDOM;
    else
        ret_strategies[count++] = cpu ? PLACE_BINPACK_CPU : PLACE_BINPACK_MEMORY;
    return count;
}

static const struct replay_service *services_of(const struct replay_book *book, const int *items, int items_count,
                                                const unsigned char *strategy_of_item, struct arena *arena)
{
    struct replay_service *services = ARENA_ARRAY(arena, struct replay_service, items_count);
    for (int k = 0; k < items_count; k++) {
        services[k] = book->services[items[k]];
        enum replay_strategy strategy = strategy_of_item ? strategy_of_item[items[k]] : STRATEGY_MEMORY;
        if (replay_leaves_strategy(book, items[k]))
            services[k].strategies_count = replay_strategies(strategy, services[k].strategies);
    }
    return services;
}

static const struct replay_task *daemons_of(const struct replay_book *book, enum architecture architecture,
                                            struct arena *arena, int *ret_count)
{
    const struct model *model = book->model;
    struct replay_task *daemons = ARENA_ARRAY(arena, struct replay_task, model->daemons_count);
    *ret_count = 0;
    for (int k = 0; k < model->daemons_count; k++)
        if (model->daemons[k].mask & 1u << architecture)
            daemons[(*ret_count)++] = book->daemons[k];
    return daemons;
}

void replay_pool_of(const struct replay_book *book, const char *name, int instance, const int *items, int items_count,
                    const unsigned char *strategy_of_item, struct arena *arena, struct replay_pool *ret_pool)
{
    const struct model *model = book->model;
    const struct model_instance *type = &model->instances[instance];
    *ret_pool = (struct replay_pool){.name = name,
                                     .instance_type = type->facts->name,
                                     .spot = type->purchase == POOL_SPOT,
                                     .zones = model->profile->zones.count,
                                     .zone_names = model->profile->zones.items,
                                     .hours = model->hours,
                                     .services = services_of(book, items, items_count, strategy_of_item, arena),
                                     .services_count = items_count,
                                     .target_capacity_percent = 100,
                                     .nano_per_instance_hour = usd_per_hour_add(type->price, type->root_volume).nano};
    ret_pool->capacity[RESOURCE_CPU] = type->offered[DIMENSION_CPU];
    ret_pool->capacity[RESOURCE_MEMORY] = type->offered[DIMENSION_MEMORY];
    ret_pool->capacity[RESOURCE_ENI] = type->offered[DIMENSION_ENI];
    ret_pool->capacity[RESOURCE_GPU] = type->offered[DIMENSION_GPU];
    ret_pool->daemons = daemons_of(book, type->facts->architecture, arena, &ret_pool->daemons_count);
}
