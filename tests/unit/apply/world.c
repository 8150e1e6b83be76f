/* world.c — see world.h. */
#include "tests/unit/apply/world.h"

#include "planner/apply/lists.h"
#include "tests/unit/apply/world_laws.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- objects --- */

struct object *world_find(struct world *world, enum object_kind kind, const char *parent, const char *name)
{
    for (int i = 0; i < world->cluster.objects_count; i++) {
        struct object *object = &world->cluster.objects[i];
        if (object->kind == kind && strcmp(object->parent, parent) == 0 && strcmp(object->name, name) == 0)
            return object;
    }
    return NULL;
}

struct object *world_add(struct world *world, enum object_kind kind, const char *parent, const char *name,
                         const char *stack, const char *run)
{
    struct running_cluster *cluster = &world->cluster;
    struct object *objects = ARENA_ARRAY(&world->arena, struct object, cluster->objects_count + 1);
    if (cluster->objects_count > 0)
        memcpy(objects, cluster->objects, (size_t)cluster->objects_count * sizeof *objects);
    parent = arena_strdup(&world->arena, parent);
    name = arena_strdup(&world->arena, name);
    objects[cluster->objects_count++] = (struct object){.kind = kind,
                                                        .parent = parent,
                                                        .name = name,
                                                        .id = arena_printf(&world->arena, "id-%s", name),
                                                        .stack = arena_strdup(&world->arena, stack),
                                                        .run = arena_strdup(&world->arena, run)};
    cluster->objects = objects;
    qsort(objects, (size_t)cluster->objects_count, sizeof *objects, object_compare);
    return world_find(world, kind, parent, name);
}

void world_remove(struct world *world, enum object_kind kind, const char *parent, const char *name)
{
    struct running_cluster *cluster = &world->cluster;
    struct object *object = world_find(world, kind, parent, name);
    if (object == NULL)
        return;
    struct object *objects = ARENA_ARRAY(&world->arena, struct object, cluster->objects_count);
    int count = 0;
    for (int i = 0; i < cluster->objects_count; i++)
        if (&cluster->objects[i] != object)
            objects[count++] = cluster->objects[i];
    cluster->objects = objects;
    cluster->objects_count = count;
}

void world_set(struct world *world, struct object *object, const char *property, const char *value)
{
    object_set(object, &world->arena, property, value);
}

static void add_definition(struct world *world, const char *family)
{
    struct object *definition =
        world_add(world, OBJECT_TASK_DEFINITION, "", arena_printf(&world->arena, "%s:7", family), "", "");
    world_set(world, definition, "containers_cpu", "256");
    world_set(world, definition, "containers_memory", "512");
    world_set(world, definition, "network_mode", "awsvpc");
    world_set(world, definition, "status", "ACTIVE");
}

void world_begin(struct world *world, const char *stack, const char *const *families)
{
    static const char *const images[] = {"/ami/arm", "/ami/gpu", "/ami/x86"};
    *world = (struct world){.stack = stack, .revision = 40};
    world->cluster.name = "shop";
    world->cluster.region = "us-east-1";
    world->cluster.account = "123456789012";
    world->cluster.file = "world";
    world->cluster.observed_at = "2026-11-18T10:30:00Z"; /* a Wednesday */
    world_set(world, world_add(world, OBJECT_SUBNET, "", "subnet-a", "", ""), "zone", "us-east-1a");
    world_set(world, world_add(world, OBJECT_SUBNET, "", "subnet-b", "", ""), "zone", "us-east-1b");
    for (int i = 0; i < 3; i++)
        world_set(world, world_add(world, OBJECT_IMAGE, "", images[i], "", ""), "image_id",
                  arena_printf(&world->arena, "ami-%d", i));
    for (int i = 0; families != NULL && families[i] != NULL; i++)
        add_definition(world, families[i]);
}

/* --- steps --- */

/* A copy's own revision for the name that the steps have for it. */
static const char *translated(const struct world *world, const char *value)
{
    for (int i = 0; value != NULL && i < world->copies_count; i++)
        if (strcmp(world->copies[i].name, value) == 0)
            return world->copies[i].registered;
    return value;
}

static struct step translate(struct world *world, const struct step *step)
{
    struct step own = *step;
    own.changes = ARENA_ARRAY(&world->arena, struct step_change, step->changes_count + 1);
    own.object = object_copy(&step->object, &world->arena);
    own.object.name = translated(world, own.object.name);
    for (int i = 0; i < step->changes_count; i++) {
        own.changes[i] = step->changes[i];
        if (strcmp(own.changes[i].property, "task_definition") != 0)
            continue;
        own.changes[i].before = translated(world, own.changes[i].before);
        own.changes[i].after = translated(world, own.changes[i].after);
    }
    return own;
}

static void register_copy(struct world *world, struct step *step)
{
    const char *name = step->object.name;
    const char *registered = arena_printf(&world->arena, "%.*s:%d", (int)strcspn(name, ":"), name, world->revision++);
    int at = 0;
    while (at < world->copies_count && strcmp(world->copies[at].name, name) != 0)
        at++;
    world->copies_count += at == world->copies_count;
    world->copies[at].name = arena_strdup(&world->arena, name);
    world->copies[at].registered = registered;
    step->object.name = registered;
}

static void create(struct world *world, struct step *step)
{
    if (step->object.kind == OBJECT_TASK_DEFINITION)
        register_copy(world, step);
    struct object *made = world_add(world, step->object.kind, step->object.parent, step->object.name,
                                    step->object.stack, step->object.run);
    for (int i = 0; i < step->changes_count; i++)
        if (step->changes[i].after != NULL)
            world_set(world, made, step->changes[i].property, step->changes[i].after);
    if (made->kind == OBJECT_LAUNCH_TEMPLATE)
        world_set(world, made, "version", "1");
    if (made->kind == OBJECT_TASK_DEFINITION)
        world_set(world, made, "status", "ACTIVE");
    if (made->kind == OBJECT_CLUSTER)
        world_add(world, OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", made->name, "", "");
}

static void update(struct world *world, const struct step *step, struct object *now)
{
    for (int i = 0; i < step->changes_count; i++) {
        const char *value = step_value(step, now, step->changes[i].property, &world->arena);
        world_set(world, now, step->changes[i].property, value != NULL ? value : "");
    }
}

/* As AWS does: what belongs to a thing goes with it. */
static void delete_one(struct world *world, const struct step *step)
{
    world_remove(world, step->object.kind, step->object.parent, step->object.name);
    if (step->object.kind == OBJECT_CLUSTER)
        world_remove(world, OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", step->object.name);
}

static bool fail(struct world *world, const struct step *step, const char *law)
{
    snprintf(world->broken, sizeof world->broken, "%s: %s", step->id, law);
    return false;
}

bool world_apply_one(struct world *world, const struct steps *steps, int index, const struct target *target)
{
    struct step step = translate(world, &steps->steps[index]);
    struct object *now = world_find(world, step.object.kind, step.object.parent, step.object.name);
    if (step_state(&step, now) != STEP_AS_BEFORE)
        return fail(world, &step, "the object is not as before");
    const char *law = law_broken(world, steps, index, &step, now, target);
    if (law != NULL)
        return fail(world, &step, law);
    switch (step.action) {
    case STEP_CREATE:
        create(world, &step);
        break;
    case STEP_UPDATE:
        update(world, &step, now);
        break;
    case STEP_DELETE:
        delete_one(world, &step);
        break;
    case STEP_ADOPT:
        now->stack = arena_strdup(&world->arena, step.object.stack);
        now->run = arena_strdup(&world->arena, step.object.run);
        break;
    }
    now = world_find(world, step.object.kind, step.object.parent, step.object.name);
    return step_state(&step, now) == STEP_AS_AFTER || fail(world, &step, "the object is not as after");
}

bool world_apply(struct world *world, const struct steps *steps, const struct target *target)
{
    for (int i = 0; i < steps->steps_count; i++)
        if (!world_apply_one(world, steps, i, target))
            return false;
    return true;
}

/* --- two worlds --- */

/* A template made again counts its versions from 1. */
static bool is_made_again(const struct world *after, const struct object *group, const char *property)
{
    const struct object *template =
        object_find(after->cluster.objects, after->cluster.objects_count, OBJECT_LAUNCH_TEMPLATE, "", group->name);
    return strcmp(property, "launch_template_version") == 0 && template != NULL &&
           value_equal(object_value(template, "version"), "1") && value_equal(object_value(group, property), "1");
}

static const char *object_difference(const struct world *after, const struct object *left, const struct object *right,
                                     struct arena *arena)
{
    enum property_role role;
    const char *name;
    if (strcmp(left->stack, right->stack) != 0 || strcmp(left->run, right->run) != 0)
        return arena_printf(arena, "%s: tags %s %s, not %s %s", object_label(left, arena), left->stack, left->run,
                            right->stack, right->run);
    for (int i = 0; (name = object_property_name(left->kind, i, &role)) != NULL; i++)
        if (role == PROPERTY_SET && !is_made_again(after, right, name) &&
            !value_equal(translated(after, object_value(left, name)), object_value(right, name)))
            return arena_printf(arena, "%s: %s is %s, not %s", object_label(left, arena), name,
                                object_value(left, name), object_value(right, name));
    return NULL;
}

static const char *missing_in(struct world *left, struct world *right, bool compare, struct arena *arena)
{
    for (int i = 0; i < left->cluster.objects_count; i++) {
        const struct object *object = &left->cluster.objects[i];
        const struct object *other = world_find(right, object->kind, object->parent, translated(right, object->name));
        bool is_copy = object->kind == OBJECT_TASK_DEFINITION && object->stack[0] != '\0';
        if (other == NULL && !is_copy)
            return arena_printf(arena, "%s is in one only", object_label(object, arena));
        const char *difference = compare && other != NULL && object->kind != OBJECT_LAUNCH_TEMPLATE
                                     ? object_difference(right, object, other, arena)
                                     : NULL;
        if (difference != NULL)
            return difference;
    }
    return NULL;
}

const char *world_difference(struct world *left, struct world *right, struct arena *arena)
{
    const char *difference = missing_in(left, right, true, arena);
    return difference != NULL ? difference : missing_in(right, left, false, arena);
}

void world_copy(const struct world *world, struct world *ret_copy)
{
    *ret_copy = *world;
    ret_copy->arena = (struct arena){.newest = NULL};
    ret_copy->cluster.objects = ARENA_ARRAY(&ret_copy->arena, struct object, world->cluster.objects_count + 1);
    for (int i = 0; i < world->cluster.objects_count; i++)
        ret_copy->cluster.objects[i] = object_copy(&world->cluster.objects[i], &ret_copy->arena);
    for (int i = 0; i < world->copies_count; i++) {
        ret_copy->copies[i].name = arena_strdup(&ret_copy->arena, world->copies[i].name);
        ret_copy->copies[i].registered = arena_strdup(&ret_copy->arena, world->copies[i].registered);
    }
}

void world_release(struct world *world)
{
    arena_release(&world->arena);
}
