/* read.c — a live cluster: what is attached to it, what is tagged as the stack's, and what the caller names. */
#include "data/base/date.h"
#include "planner/observe/ask.h"
#include "planner/observe/assemble.h"
#include "planner/observe/observe.h"

#include <stdlib.h>
#include <string.h>

/* Newer revisions of a pinned task definition that are looked at: a copy of it is among them. */
enum { REVISIONS_LOOKED_AT = 10 };

struct scan {
    struct asking asking;
    const struct observe_scope *scope;
    struct arena *arena;
    bool is_there; /* the cluster */
};

static void add_also(const struct scan *scan, enum object_kind kind, struct names *names)
{
    for (int i = 0; i < scan->scope->also_count; i++)
        if (scan->scope->also[i].kind == kind)
            names_add(names, scan->scope->also[i].name);
}

/* The property's values of all objects of the kind read so far. */
static void add_values(const struct scan *scan, enum object_kind kind, const char *property, struct names *names)
{
    for (int i = 0; i < scan->asking.decoding.objects_count; i++) {
        const struct object *object = &scan->asking.decoding.objects[i];
        if (object->kind == kind)
            names_add_set(names, object_value(object, property), scan->arena);
    }
}

static void add_found(const struct scan *scan, enum object_kind kind, struct names *names)
{
    for (int i = 0; i < scan->asking.decoding.objects_count; i++)
        if (scan->asking.decoding.objects[i].kind == kind)
            names_add(names, scan->asking.decoding.objects[i].name);
}

static bool read_cluster(struct scan *scan, struct error *err)
{
    if (!ask_cluster(&scan->asking, scan->scope->cluster, err))
        return false;
    scan->is_there = scan->asking.decoding.objects_count > 0;
    return !scan->is_there || (ask_all_services(&scan->asking, scan->scope->cluster, err) &&
                               ask_all_container_instances(&scan->asking, scan->scope->cluster, err));
}

/* Those of the names that have not been read yet, each once. */
static void keep_unread(const struct scan *scan, enum object_kind kind, struct names *names)
{
    struct names found = {0};
    int count = 0;
    add_found(scan, kind, &found);
    names_sort(names);
    for (int i = 0; i < names->count; i++)
        if (!names_have(&found, names->items[i]))
            names->items[count++] = names->items[i];
    names->count = count;
    names_release(&found);
}

/* What has the stack's tag, attached to the cluster or not. */
static bool read_stack(struct scan *scan, struct error *err)
{
    const struct names nothing = {0};
    return ask_launch_templates(&scan->asking, &nothing, scan->scope->stack, err) &&
           ask_groups(&scan->asking, &nothing, scan->scope->stack, err);
}

/* Providers cannot be filtered by tag, but bayplan's have the names of their groups and launch templates. */
static bool read_providers(struct scan *scan, struct error *err)
{
    struct names names = {0};
    add_values(scan, OBJECT_CLUSTER_CAPACITY_PROVIDERS, "capacity_providers", &names);
    add_also(scan, OBJECT_CAPACITY_PROVIDER, &names);
    add_found(scan, OBJECT_AUTO_SCALING_GROUP, &names);
    add_found(scan, OBJECT_LAUNCH_TEMPLATE, &names);
    names_sort(&names);
    bool ok = ask_capacity_providers(&scan->asking, &names, err);
    names_release(&names);
    return ok;
}

static bool read_groups(struct scan *scan, struct error *err)
{
    struct names names = {0};
    add_values(scan, OBJECT_CAPACITY_PROVIDER, "auto_scaling_group", &names);
    add_also(scan, OBJECT_AUTO_SCALING_GROUP, &names);
    keep_unread(scan, OBJECT_AUTO_SCALING_GROUP, &names);
    bool ok = ask_groups(&scan->asking, &names, NULL, err);
    names_release(&names);

    add_found(scan, OBJECT_AUTO_SCALING_GROUP, &names);
    names_sort(&names);
    for (int i = 0; ok && i < names.count; i++)
        ok = ask_group_actions(&scan->asking, names.items[i], err);
    names_release(&names);
    return ok;
}

static bool read_launch_templates(struct scan *scan, struct error *err)
{
    struct names names = {0};
    add_values(scan, OBJECT_AUTO_SCALING_GROUP, "launch_template", &names);
    add_also(scan, OBJECT_LAUNCH_TEMPLATE, &names);
    keep_unread(scan, OBJECT_LAUNCH_TEMPLATE, &names);
    bool ok = ask_launch_templates(&scan->asking, &names, NULL, err);
    names_release(&names);
    return ok;
}

static bool read_subnets(struct scan *scan, struct error *err)
{
    struct names ids = {0};
    add_values(scan, OBJECT_AUTO_SCALING_GROUP, "subnets", &ids);
    add_values(scan, OBJECT_SERVICE, "subnets", &ids);
    add_also(scan, OBJECT_SUBNET, &ids);
    names_sort(&ids);
    bool ok = ask_subnets(&scan->asking, &ids, err);
    names_release(&ids);
    return ok;
}

static bool read_images(struct scan *scan, struct error *err)
{
    struct names parameters = {0};
    bool ok = true;
    add_also(scan, OBJECT_IMAGE, &parameters);
    names_sort(&parameters);
    for (int i = 0; ok && i < parameters.count; i++)
        ok = ask_image(&scan->asking, parameters.items[i], err);
    names_release(&parameters);
    return ok;
}

/* "web:7": copies bayplan made of it are newer revisions of its family. */
static bool read_copies(struct scan *scan, const char *name, struct error *err)
{
    const char *colon = strrchr(name, ':');
    if (colon == NULL)
        return true;
    const char *family = arena_strndup(scan->arena, name, (size_t)(colon - name));
    return ask_newer_revisions(&scan->asking, family, strtoll(colon + 1, NULL, 10), REVISIONS_LOOKED_AT, err);
}

static bool ask_definitions(struct scan *scan, const struct names *names, struct error *err)
{
    struct names found = {0};
    bool ok = true;
    for (int i = 0; ok && i < names->count; i++) {
        names_release(&found);
        add_found(scan, OBJECT_TASK_DEFINITION, &found);
        ok = names_have(&found, names->items[i]) || ask_task_definition(&scan->asking, names->items[i], err);
    }
    names_release(&found);
    return ok;
}

static bool read_task_definitions(struct scan *scan, struct error *err)
{
    struct names used = {0};
    struct names asked = {0};
    struct names sources = {0};
    add_values(scan, OBJECT_SERVICE, "task_definition", &used);
    add_also(scan, OBJECT_TASK_DEFINITION, &asked);
    names_sort(&used);
    names_sort(&asked);
    bool ok = ask_definitions(scan, &used, err) && ask_definitions(scan, &asked, err);
    for (int i = 0; ok && i < asked.count; i++)
        ok = read_copies(scan, asked.items[i], err);
    add_values(scan, OBJECT_TASK_DEFINITION, "source", &sources);
    names_sort(&sources);
    ok = ok && ask_definitions(scan, &sources, err);
    names_release(&used);
    names_release(&asked);
    names_release(&sources);
    return ok;
}

/* With a stack also the targets whose services are gone. Without a target there are no actions. */
static bool read_service_scaling(struct scan *scan, struct error *err)
{
    struct names services = {0};
    struct names targets = {0};
    add_found(scan, OBJECT_SERVICE, &services);
    add_also(scan, OBJECT_SCALABLE_TARGET, &services);
    names_sort(&services);
    bool ok =
        ask_scalable_targets(&scan->asking, scan->scope->cluster, scan->scope->stack == NULL ? &services : NULL, err);
    add_found(scan, OBJECT_SCALABLE_TARGET, &targets);
    ok = ok && (targets.count == 0 || ask_service_actions(&scan->asking, scan->scope->cluster, NULL, err));
    names_release(&services);
    names_release(&targets);
    return ok;
}

static bool read_all(struct scan *scan, struct error *err)
{
    return read_cluster(scan, err) && read_stack(scan, err) && read_providers(scan, err) && read_groups(scan, err) &&
           read_launch_templates(scan, err) && read_subnets(scan, err) && read_images(scan, err) &&
           read_task_definitions(scan, err) && read_service_scaling(scan, err);
}

static bool check_scope(const struct observe_scope *scope, struct error *err)
{
    enum { CLUSTER_NAME_MAX = 255 };
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    size_t length = strlen(scope->cluster);
    if (length == 0 || length > CLUSTER_NAME_MAX || strspn(scope->cluster, letters) != length)
        return error_set(err, ERROR_INPUT, NULL,
                         "an ECS cluster is asked for by its name, 1 to %d of letters, digits, - and _, not by \"%s\"",
                         CLUSTER_NAME_MAX, scope->cluster);
    return true;
}

static void take_objects(struct scan *scan, struct running_cluster *cluster)
{
    struct decoding *decoding = &scan->asking.decoding;
    decode_finish(decoding);
    cluster->objects_count = decoding->objects_count;
    cluster->objects = ARENA_ARRAY(&cluster->arena, struct object, decoding->objects_count + 1);
    if (decoding->objects_count > 0)
        memcpy(cluster->objects, decoding->objects, (size_t)decoding->objects_count * sizeof(struct object));
}

static bool scan_cluster(struct aws_client *client, const struct observe_scope *scope, struct running_cluster *cluster,
                         struct error *err)
{
    char moment[MOMENT_TEXT_SIZE];
    struct identity identity;
    if (!check_scope(scope, err) || !observe_identity(client, &cluster->arena, &identity, err))
        return false;
    cluster->name = arena_strdup(&cluster->arena, scope->cluster);
    cluster->region = arena_strdup(&cluster->arena, aws_region(client));
    cluster->account = identity.account;
    cluster->observed_at = arena_strdup(&cluster->arena, moment_format(aws_now(client), moment));
    struct scan scan = {.scope = scope, .arena = &cluster->arena};
    asking_begin(&scan.asking, client, &cluster->arena, scope->cluster);
    bool ok = read_all(&scan, err);
    if (ok)
        take_objects(&scan, cluster);
    asking_release(&scan.asking);
    return ok && observe_assemble(cluster, true, err);
}

bool observe_cluster(struct aws_client *client, const struct observe_scope *scope, struct running_cluster *ret_cluster,
                     struct error *err)
{
    struct running_cluster cluster = {0};
    if (!scan_cluster(client, scope, &cluster, err)) {
        running_cluster_release(&cluster);
        return false;
    }
    *ret_cluster = cluster;
    return true;
}
