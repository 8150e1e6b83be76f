/* target_definitions.c — the user's task definition of a service: which revision, whether it reserves what was
 * planned, and the copy that fits Fargate where it does not. */
#include "planner/apply/target_parts.h"

#include <string.h>
#include <strings.h>

struct definition_making {
    struct making *at;
    struct arena *arena;
    const struct plan_service *service;
    const char *key;    /* "services[web].task_definition" */
    const char *family; /* as named, without the revision */
    bool on_fargate;
};

static int64_t revision_of(const char *name)
{
    const char *colon = strrchr(name, ':');
    return value_integer(colon != NULL ? colon + 1 : NULL);
}

static bool is_of_family(const struct object *object, const char *family)
{
    size_t length = strlen(family);
    return object->kind == OBJECT_TASK_DEFINITION && strncmp(object->name, family, length) == 0 &&
           object->name[length] == ':';
}

static bool is_active(const struct object *definition)
{
    const char *status = object_value(definition, "status");
    return value_equal(status, "") || strcmp(status, "ACTIVE") == 0;
}

/* --- which one --- */

/* Of the user's own: what we made as a copy stands for its source. */
static const char *newest_of_family(const struct definition_making *making)
{
    const struct running_cluster *now = making->at->now;
    const struct object *newest = NULL;
    for (int i = 0; i < now->objects_count; i++) {
        const struct object *object = &now->objects[i];
        if (is_of_family(object, making->family) && is_active(object) &&
            (newest == NULL || revision_of(object->name) > revision_of(newest->name)))
            newest = object;
    }
    const char *source = newest != NULL ? object_value(newest, "source") : NULL;
    return newest == NULL || !value_equal(source, "") ? source : newest->name;
}

/* --- does it reserve what was planned? --- */

static int64_t reserved(const struct object *definition, const char *of_task, const char *of_containers)
{
    int64_t task = object_integer(definition, of_task), containers = object_integer(definition, of_containers);
    return task > 0 ? task : containers > 0 ? containers : 0;
}

static bool check_number(struct definition_making *making, const struct object *definition, const char *what,
                         int64_t has, int64_t planned, int64_t of_fargate)
{
    if (has == planned || (making->on_fargate && has == of_fargate))
        return true;
    return error_set(making->at->err, ERROR_INPUT, making->key,
                     "%s reserves %lld %s, and the plan was made for %lld: correct the service in the profile and plan "
                     "again, or name the revision that it was made for",
                     definition->name, (long long)has, what, (long long)planned);
}

static bool check_word(struct definition_making *making, const struct object *definition, const char *what,
                       const char *has, const char *planned)
{
    if (strcasecmp(has, planned) == 0)
        return true;
    return error_set(making->at->err, ERROR_INPUT, making->key,
                     "%s has %s %s, and the plan was made for %s: correct the service in the profile and plan again",
                     definition->name, what, has, planned);
}

static bool check_definition(struct definition_making *making, const struct object *definition)
{
    const struct plan_service *service = making->service;
    const char *network = object_value(definition, "network_mode"), *has = object_value(definition, "architecture");
    int64_t gpus = object_integer(definition, "gpus");
    if (!check_number(making, definition, "CPU units", reserved(definition, "cpu", "containers_cpu"),
                      service->cpu_units, service->fargate_cpu_units) ||
        !check_number(making, definition, "MiB of memory", reserved(definition, "memory", "containers_memory"),
                      service->memory_mib, service->fargate_memory_mib) ||
        !check_number(making, definition, "GPUs", gpus > 0 ? gpus : 0, service->gpus, service->gpus))
        return false;
    if (!check_word(making, definition, "network mode", value_equal(network, "") ? "bridge" : network,
                    network_mode_names[service->network_mode]))
        return false;
    if (value_equal(has, "") || value_equal(service->architecture, ""))
        return true;
    return check_word(making, definition, "architecture", has, service->architecture);
}

/* --- the one --- */

/* A family names what runs already, while that reserves what was planned: a change of machines rolls out no new code.
 */
static const struct object *running_definition(struct definition_making *making)
{
    struct making *at = making->at;
    struct error unsuitable = {.kind = ERROR_NONE}, *err = at->err;
    const struct object *service = making_now(at, OBJECT_SERVICE, at->target->cluster, making->service->name);
    const char *name = service != NULL ? object_value(service, "task_definition") : NULL;
    const struct object *found = name != NULL ? making_now(at, OBJECT_TASK_DEFINITION, "", name) : NULL;
    if (found != NULL && !value_equal(object_value(found, "source"), ""))
        found = making_now(at, OBJECT_TASK_DEFINITION, "", object_value(found, "source"));
    if (found == NULL || !is_of_family(found, making->family) || !is_active(found))
        return NULL;
    at->err = &unsuitable;
    bool suits = check_definition(making, found);
    at->err = err;
    return suits ? found : NULL;
}

static const struct object *find_definition(struct definition_making *making)
{
    const char *named = making->service->task_definition;
    const struct object *running = strchr(named, ':') == NULL ? running_definition(making) : NULL;
    if (running != NULL)
        return running;
    const char *name = strchr(named, ':') != NULL ? named : newest_of_family(making);
    const struct object *found = name != NULL ? making_now(making->at, OBJECT_TASK_DEFINITION, "", name) : NULL;
    if (found != NULL && is_active(found))
        return found;
    error_set(making->at->err, ERROR_INPUT, making->key, "task definition %s %s: register it, or name another",
              name != NULL ? name : named, found != NULL ? "is INACTIVE" : "is not there");
    return NULL;
}

/* --- a copy for Fargate --- */

/* Fargate's size is the task's own, not its containers'. */
static void set_size(struct definition_making *making, const struct object *source, struct object *copy)
{
    object_set(copy, making->arena, "source", source->name);
    object_set_integer(copy, making->arena, "cpu", making->service->fargate_cpu_units);
    object_set_integer(copy, making->arena, "memory", making->service->fargate_memory_mib);
    object_set(copy, making->arena, "requires_compatibilities",
               set_union(object_value(source, "requires_compatibilities"), "FARGATE", making->arena));
}

static bool fits_fargate(const struct definition_making *making, const struct object *definition)
{
    return object_integer(definition, "cpu") == making->service->fargate_cpu_units &&
           object_integer(definition, "memory") == making->service->fargate_memory_mib &&
           object_set_has(object_value(definition, "requires_compatibilities"), "FARGATE");
}

static const char *copy_of(struct definition_making *making, const struct object *source)
{
    const struct running_cluster *now = making->at->now;
    const struct object *found = NULL;
    struct object copy = making_object(making->at, OBJECT_TASK_DEFINITION, "", "");
    copy.stack = target_copy_stack(making->at->target->stack, making->at->target->cluster, making->arena);
    set_size(making, source, &copy);
    for (int i = 0; i < now->objects_count; i++) {
        const struct object *object = &now->objects[i];
        if (is_of_family(object, making->family) && is_active(object) && strcmp(object->stack, copy.stack) == 0 &&
            object_is_as(object, &copy) && (found == NULL || revision_of(object->name) > revision_of(found->name)))
            found = object;
    }
    if (found != NULL)
        copy.name = found->name;
    else
        copy.name = arena_printf(making->arena, "%s:copy-of-%lld-%lld-%lld", making->family,
                                 (long long)revision_of(source->name), (long long)making->service->fargate_cpu_units,
                                 (long long)making->service->fargate_memory_mib);
    if (object_find(making->at->objects.items, making->at->objects.count, OBJECT_TASK_DEFINITION, "", copy.name) ==
        NULL)
        making_add(making->at, copy);
    return copy.name;
}

/* What is only read is nobody's of ours. */
static void add_read(struct definition_making *making, const char *name)
{
    struct object object = making_object(making->at, OBJECT_TASK_DEFINITION, "", name);
    object.stack = "";
    if (object_find(making->at->objects.items, making->at->objects.count, OBJECT_TASK_DEFINITION, "", name) == NULL)
        making_add(making->at, object);
}

bool make_definition(struct making *at, const struct plan_service *service, const char **ret_name)
{
    struct definition_making making = {.at = at, .arena = &at->target->arena, .service = service};
    const char *named = service->task_definition != NULL ? service->task_definition : "";
    making.key = arena_printf(making.arena, "services[%s].task_definition", service->name);
    making.family = arena_strndup(making.arena, named, strcspn(named, ":"));
    making.on_fargate = service->fargate_cpu_units > 0;
    if (at->now == NULL) {
        if (named[0] != '\0')
            add_read(&making, named);
        *ret_name = named;
        return true;
    }
    const struct object *definition = find_definition(&making);
    if (definition == NULL || !check_definition(&making, definition))
        return false;
    add_read(&making, definition->name);
    bool needs_copy = making.on_fargate && !fits_fargate(&making, definition);
    *ret_name = needs_copy ? copy_of(&making, definition) : definition->name;
    return true;
}
