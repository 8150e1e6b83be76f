/* profile_services.c — each service of the profile: what one task reserves and how ECS schedules it, as it is now. */
#include "data/catalogue.h"
#include "planner/observe/assemble.h"
#include "planner/observe/profile_parts.h"

#include <string.h>

static const char *network_mode_of(const struct object *definition)
{
    const char *mode = draft_value(definition, "network_mode");
    for (int i = 0; network_mode_names[i]; i++)
        if (strcmp(network_mode_names[i], mode) == 0)
            return mode;
    return "bridge"; /* what Docker does where a Linux task definition says nothing */
}

/* A copy that bayplan made for Fargate is rounded up: what it is a copy of says what a task needs. */
static const struct object *definition_of(const struct drafting *draft, const struct object *service)
{
    const struct object *definition =
        draft_find(draft, OBJECT_TASK_DEFINITION, "", draft_value(service, "task_definition"));
    const struct object *source = draft_find(draft, OBJECT_TASK_DEFINITION, "", draft_value(definition, "source"));
    return source ? source : definition;
}

static int64_t reserved(const struct object *definition, const char *of_task, const char *of_containers,
                        int64_t otherwise)
{
    int64_t amount = definition ? object_integer(definition, of_task) : -1;
    if (definition && amount <= 0)
        amount = object_integer(definition, of_containers);
    return amount > 0 ? amount : otherwise;
}

static const struct running_group *group_of(const struct drafting *draft, const struct running_service *service)
{
    for (int i = 0; i < draft->cluster->groups_count; i++)
        if (strcmp(draft->cluster->groups[i].name, service->place) == 0)
            return &draft->cluster->groups[i];
    return NULL;
}

static void write_architecture(struct drafting *draft, const char *architecture)
{
    json_strings(&draft->writer, "architectures", &architecture, 1);
}

/* Of the task definition, else of the instances it runs on now. */
static void draft_architecture(struct drafting *draft, const struct running_service *service)
{
    const struct running_group *group = group_of(draft, service);
    const struct instance_type *type = group ? instance_type_find(group->instance_type) : NULL;
    for (int i = 0; i < ARCHITECTURES_COUNT; i++)
        if (service->architecture_given && service->architectures & 1u << i)
            write_architecture(draft, architecture_names[i]);
    if (!service->architecture_given && type && type->architecture != ARCHITECTURE_X86_64) {
        write_architecture(draft, architecture_names[type->architecture]);
        draft_note(draft, "%s: architectures is that of its instances now, %s", service->name,
                   architecture_names[type->architecture]);
    }
}

/* Spot only where it is on Spot already. */
static void draft_places(struct drafting *draft, const struct running_service *service)
{
    const struct running_group *group = group_of(draft, service);
    const char *places[] = {"ec2", "fargate", NULL};
    if (group && group->purchase == PURCHASE_SPOT)
        places[2] = "ec2_spot";
    else if (strcmp(service->place, "fargate_spot") == 0)
        places[2] = "fargate_spot";
    if (places[2])
        json_strings(&draft->writer, "places", places, 3);
}

static void draft_deployment(struct drafting *draft, const struct object *object)
{
    int64_t least = object_integer(object, "minimum_healthy_percent"), most = object_integer(object, "maximum_percent");
    if (least < 0 || least > 100 || most < 100 || most > 400 || (least == 100 && most == 100))
        return;
    json_begin_object(&draft->writer, "deployment");
    json_integer(&draft->writer, "minimum_healthy_percent", least);
    json_integer(&draft->writer, "maximum_percent", most);
    json_end_object(&draft->writer);
}

static void draft_strategies(struct drafting *draft, const struct object *object)
{
    const char *set = draft_value(object, "placement_strategy");
    struct field_strings strategies = object_set_members(set, draft->arena);
    enum placement_strategy known;
    for (int i = 0; i < strategies.count; i++)
        if (!placement_strategy_parse(strategies.items[i], &known)) {
            draft_note(draft, "%s: its placement strategies are left out, as bayplan has no \"%s\"", object->name,
                       strategies.items[i]);
            return;
        }
    if (strategies.count > 0)
        json_strings(&draft->writer, "placement_strategies", strategies.items, strategies.count);
}

static void draft_scheduling(struct drafting *draft, const struct object *object)
{
    if (!object)
        return;
    draft_deployment(draft, object);
    draft_strategies(draft, object);
    if (strcmp(draft_value(object, "availability_zone_rebalancing"), "DISABLED") == 0)
        json_boolean(&draft->writer, "availability_zone_rebalancing", false);
}

static void note_scaling(struct drafting *draft, const char *service)
{
    const struct object *target = draft_find(draft, OBJECT_SCALABLE_TARGET, draft->cluster->name, service);
    if (target)
        draft_note(draft, "%s: tasks is the count of the moment; an autoscaler moves it from %s to %s", service,
                   draft_value(target, "min_capacity"), draft_value(target, "max_capacity"));
}

/* What is wanted, not what happens to run: a deployment runs more for a while, a start fewer. */
static int64_t tasks_of(const struct running_service *service, const struct object *object)
{
    int64_t desired = object ? object_integer(object, "desired_count") : -1;
    return desired >= 0 ? desired : service->tasks;
}

static void draft_service(struct drafting *draft, const struct running_service *service)
{
    const struct object *object = draft_find(draft, OBJECT_SERVICE, draft->cluster->name, service->name);
    const struct object *definition = definition_of(draft, object);
    json_begin_object(&draft->writer, NULL);
    json_string(&draft->writer, "name", service->name);
    json_words(&draft->writer, "task_definition", definition ? definition->name : "");
    json_integer(&draft->writer, "cpu_units", reserved(definition, "cpu", "containers_cpu", service->cpu_units));
    json_integer(&draft->writer, "memory_mib",
                 reserved(definition, "memory", "containers_memory", service->memory_mib));
    if (service->gpus > 0)
        json_integer(&draft->writer, "gpus", service->gpus);
    json_integer(&draft->writer, "tasks", tasks_of(service, object));
    draft_architecture(draft, service);
    if (definition)
        json_string(&draft->writer, "network_mode", network_mode_of(definition));
    draft_places(draft, service);
    draft_scheduling(draft, object);
    json_end_object(&draft->writer);
    note_scaling(draft, service->name);
}

static void draft_daemon(struct drafting *draft, const struct object *object)
{
    const struct object *definition = definition_of(draft, object);
    if (!definition) {
        draft_note(draft, "%s: left out, as its task definition was not observed", object->name);
        return;
    }
    json_begin_object(&draft->writer, NULL);
    json_string(&draft->writer, "name", object->name);
    json_string(&draft->writer, "scheduling_strategy", scheduling_strategy_names[SCHEDULING_DAEMON]);
    json_string(&draft->writer, "task_definition", definition->name);
    json_integer(&draft->writer, "cpu_units", reserved(definition, "cpu", "containers_cpu", 1));
    json_integer(&draft->writer, "memory_mib", reserved(definition, "memory", "containers_memory", 1));
    const char *architecture = draft_value(definition, "architecture");
    for (int i = 0; i < ARCHITECTURES_COUNT; i++)
        if (strcmp(architecture, architecture_names[i]) == 0)
            write_architecture(draft, architecture_names[i]);
    json_string(&draft->writer, "network_mode", network_mode_of(definition));
    json_end_object(&draft->writer);
}

static void draft_others(struct drafting *draft)
{
    for (int i = 0; i < draft->cluster->objects_count; i++) {
        const struct object *object = &draft->cluster->objects[i];
        if (object->kind != OBJECT_SERVICE || strcmp(object->parent, draft->cluster->name) != 0)
            continue;
        if (strcmp(draft_value(object, "scheduling_strategy"), "DAEMON") == 0)
            draft_daemon(draft, object);
        else if (strcmp(draft_value(object, "launch_type"), "EXTERNAL") == 0)
            draft_note(draft, "%s: left out, as it runs on EXTERNAL instances", object->name);
    }
}

void draft_services(struct drafting *draft)
{
    json_begin_list(&draft->writer, "services");
    for (int i = 0; i < draft->cluster->services_count; i++)
        draft_service(draft, &draft->cluster->services[i]);
    draft_others(draft);
    json_end_list(&draft->writer);
    draft_note(draft, "tasks: the desired counts of %s, the same in every hour", draft->cluster->observed_at);
    draft_note(draft, "places: ec2 and fargate, and Spot where a service is on Spot now");
    draft_note(draft, "jobs, tags and fixed host ports are not observed");
}
