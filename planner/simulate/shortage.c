/* shortage.c — looks at the instances one by one and says what they lack. */
#include "planner/simulate/shortage.h"

#include "data/base/text.h"
#include "planner/simulate/provider.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHORT_LIMIT = RESOURCES_COUNT, SHORT_PORTS, SHORT_KINDS, WORDS_MAX = 1024 };

static const char *const short_words[SHORT_KINDS] = {
    [RESOURCE_CPU] = "CPU",
    [RESOURCE_MEMORY] = "memory",
    [RESOURCE_ENI] = "a network interface",
    [RESOURCE_GPU] = "a GPU",
    [SHORT_LIMIT] = "leave for one more of its tasks",
    [SHORT_PORTS] = "a host port",
};

struct shortage {
    int64_t instances, enough;  /* looked at; with room */
    int64_t lacks[SHORT_KINDS]; /* instances that lack it */
    int64_t free_most[RESOURCES_COUNT], free_sum[RESOURCES_COUNT];
};

static void add_count(struct text *text, int64_t count)
{
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%" PRId64, count);
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            text_add(text, ",");
        text_add_bytes(text, &digits[i], 1);
    }
}

static void add_amount(struct text *text, enum resource resource, int64_t amount)
{
    static const char *const one[] = {" CPU unit", " MiB", " network interface", " GPU"};
    add_count(text, amount);
    text_add(text, one[resource]);
    if (amount != 1 && resource != RESOURCE_MEMORY)
        text_add(text, "s");
}

/* "1,536 CPU units, 11,264 MiB and 1 network interface" */
static void add_needs(struct text *text, const struct replay_task *task)
{
    int kinds = 0, said = 0;
    for (int r = 0; r < RESOURCES_COUNT; r++)
        kinds += task->size[r] > 0;
    for (int r = 0; r < RESOURCES_COUNT; r++) {
        if (task->size[r] == 0)
            continue;
        if (said > 0)
            text_add(text, said == kinds - 1 ? " and " : ", ");
        add_amount(text, (enum resource)r, task->size[r]);
        said++;
    }
    if (kinds == 0)
        text_add(text, "room");
}

static bool share_a_port(const struct replay_task *a, const struct replay_task *b)
{
    for (int i = 0; i < a->host_ports_count; i++) {
        for (int k = 0; k < b->host_ports_count; k++) {
            if (a->host_ports[i] == b->host_ports[k])
                return true;
        }
    }
    return false;
}

static void look_at(const struct replay_pool *pool, int service, const int *services, const int64_t *tasks, int pairs,
                    struct shortage *shortage)
{
    const struct replay_service *of = &pool->services[service];
    bool lacks[SHORT_KINDS] = {false};
    bool any = false;
    int64_t room[RESOURCES_COUNT];
    provider_room_of_empty(pool, room);
    lacks[SHORT_PORTS] = provider_port_is_taken(pool, &of->task);
    for (int p = 0; p < pairs; p++) {
        const struct replay_service *other = &pool->services[services[p]];
        for (int r = 0; r < RESOURCES_COUNT; r++)
            room[r] -= other->task.size[r] * tasks[p];
        lacks[SHORT_PORTS] = lacks[SHORT_PORTS] || share_a_port(&of->task, &other->task);
        lacks[SHORT_LIMIT] = lacks[SHORT_LIMIT] ||
                             (services[p] == service && of->per_instance_max > 0 && tasks[p] >= of->per_instance_max);
    }
    for (int r = 0; r < RESOURCES_COUNT; r++) {
        lacks[r] = room[r] < of->task.size[r];
        shortage->free_most[r] = room[r] > shortage->free_most[r] ? room[r] : shortage->free_most[r];
        shortage->free_sum[r] += room[r];
    }
    for (int k = 0; k < SHORT_KINDS; k++) {
        shortage->lacks[k] += lacks[k];
        any = any || lacks[k];
    }
    shortage->instances++;
    shortage->enough += !any;
}

static struct shortage look(const struct cluster *cluster, const struct replay_pool *pool, int service)
{
    struct shortage shortage = {0};
    int *services = memory_alloc((size_t)pool->services_count + 1, sizeof *services);
    int64_t *tasks = memory_alloc((size_t)pool->services_count + 1, sizeof *tasks);
    for (int i = 0; i < cluster_launched(cluster); i++) {
        if (!cluster_is_active(cluster, i))
            continue;
        int pairs = cluster_tasks_on(cluster, i, services, tasks);
        look_at(pool, service, services, tasks, pairs, &shortage);
    }
    free(services);
    free(tasks);
    return shortage;
}

/* ": 9 lack memory (at most 900 MiB free), 3 lack CPU ..." from what most lack on. */
static void add_lacks(struct text *text, struct shortage *shortage)
{
    for (int said = 0; said < SHORT_KINDS; said++) {
        int most = 0;
        for (int k = 1; k < SHORT_KINDS; k++) {
            if (shortage->lacks[k] > shortage->lacks[most])
                most = k;
        }
        if (shortage->lacks[most] == 0)
            return;
        text_add(text, said == 0 ? ": " : ", ");
        add_count(text, shortage->lacks[most]);
        text_printf(text, " %s %s", shortage->lacks[most] == 1 ? "lacks" : "lack", short_words[most]);
        if (most < RESOURCES_COUNT && shortage->lacks[most] == shortage->instances) {
            text_add(text, " (at most ");
            add_amount(text, (enum resource)most, shortage->free_most[most]);
            text_add(text, " free)");
        }
        shortage->lacks[most] = 0;
    }
}

static void add_too_large(struct text *text, const struct replay_pool *pool, const struct replay_task *task)
{
    int64_t room[RESOURCES_COUNT];
    provider_room_of_empty(pool, room);
    text_printf(text, "a task is larger than an empty %s: it needs ", pool->instance_type);
    add_needs(text, task);
    text_add(text, "; there are ");
    for (int r = 0, said = 0; r < RESOURCES_COUNT; r++) {
        if (task->size[r] <= room[r])
            continue;
        text_add(text, said++ > 0 ? " and " : "");
        add_amount(text, (enum resource)r, room[r]);
    }
}

const char *shortage_words(const struct cluster *cluster, const struct replay_pool *pool, int service,
                           struct arena *arena)
{
    const struct replay_task *task = &pool->services[service].task;
    struct shortage shortage = look(cluster, pool, service);
    struct text text;
    text_init(&text, WORDS_MAX);
    int64_t room[RESOURCES_COUNT];
    provider_room_of_empty(pool, room);
    bool too_large = false;
    for (int r = 0; r < RESOURCES_COUNT; r++)
        too_large = too_large || task->size[r] > room[r];
    if (too_large) {
        add_too_large(&text, pool, task);
    } else if (shortage.instances == 0) {
        text_add(&text, "no instance is running");
    } else if (shortage.enough > 0) {
        add_count(&text, shortage.enough);
        text_add(&text, " instances have room by the end of the minute");
    } else {
        text_add(&text, "none of ");
        add_count(&text, shortage.instances);
        text_add(&text, " instances has ");
        add_needs(&text, task);
        text_add(&text, " free");
        add_lacks(&text, &shortage);
    }
    const char *words = arena_strdup(arena, text.bytes);
    text_release(&text);
    return words;
}
