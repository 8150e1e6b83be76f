/* cluster.c — a cluster from bytes: tree, fields, what one field cannot know of another; groups and services by name.
 */
#include "data/cluster.h"

#include "data/base/file.h"
#include "data/cluster_fields.h"
#include "data/document.h"
#include "data/objects_fields.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* While the rows are in the order of the file. */
struct checking {
    const struct running_cluster *cluster;
    const struct node *root;
    const struct node *member; /* the group or service at hand */
    struct error *err;
    const char **names; /* of the groups, sorted */
    char where[NODE_WHERE_SIZE];
};

static const char *place_in_root(struct checking *at, const char *key)
{
    return document_where(at->cluster->file, at->root, key, at->where);
}

static const char *place_in_member(struct checking *at, const char *key)
{
    return document_where(at->cluster->file, at->member, key, at->where);
}

static bool check_head(struct checking *at)
{
    const struct running_cluster *cluster = at->cluster;
    if (!region_is_valid(cluster->region))
        return error_set(at->err, ERROR_INPUT, place_in_root(at, "region"), REGION_IS_WRONG, cluster->region);
    if (cluster->account[0] != '\0' && (strlen(cluster->account) != 12 || strspn(cluster->account, "0123456789") != 12))
        return error_set(at->err, ERROR_INPUT, place_in_root(at, "account"), "must be 12 digits, not \"%s\"",
                         cluster->account);
    if (!moment_is_valid(cluster->observed_at))
        return error_set(at->err, ERROR_INPUT, place_in_root(at, "observed_at"),
                         "must be a moment in UTC like \"2026-11-22T03:00:00Z\", not \"%s\"", cluster->observed_at);
    return true;
}

static bool is_fargate(const char *place)
{
    return strcmp(place, "fargate") == 0 || strcmp(place, "fargate_spot") == 0;
}

static bool check_zones(struct checking *at, const struct field_strings *zones)
{
    const char *region = at->cluster->region;
    if (zones->count == 0)
        return error_set(at->err, ERROR_INPUT, place_in_member(at, "zones"), "must hold at least one zone");
    for (int i = 0; i < zones->count; i++) {
        const struct node *node = document_member(at->member, "zones", i);
        if (!zone_is_of(zones->items[i], region))
            return error_set(at->err, ERROR_INPUT, node_where(at->cluster->file, node, NULL, at->where),
                             "\"%s\" is not a zone of %s; a zone is named like %sa", zones->items[i], region, region);
        for (int k = 0; k < i; k++)
            if (strcmp(zones->items[i], zones->items[k]) == 0)
                return error_set(at->err, ERROR_INPUT, node_where(at->cluster->file, node, NULL, at->where),
                                 "\"%s\" is given twice in this list", zones->items[i]);
    }
    return true;
}

/* The size may be outside its limits for a while: those were changed, and the group follows. */
static bool check_group(struct checking *at, const struct running_group *group)
{
    if (is_fargate(group->name) || strcmp(group->name, "lambda") == 0)
        return error_set(at->err, ERROR_INPUT, place_in_member(at, "name"), "must not be \"%s\", a place of its own",
                         group->name);
    if (group->min_size >= 0 && group->max_size >= 0 && group->min_size > group->max_size)
        return error_set(at->err, ERROR_INPUT, place_in_member(at, "max_size"),
                         "must be at least min_size, %" PRId64 ", not %" PRId64, group->min_size, group->max_size);
    return check_zones(at, &group->zones);
}

static bool check_groups(struct checking *at)
{
    const struct running_cluster *cluster = at->cluster;
    int64_t instances = 0;
    at->member = document_member(at->root, "groups", 0);
    for (int i = 0; i < cluster->groups_count; i++, at->member = at->member->next) {
        if (!check_group(at, &cluster->groups[i]))
            return false;
        instances += cluster->groups[i].instances;
    }
    if (instances > CLUSTER_INSTANCES_MAX)
        return error_set(at->err, ERROR_LIMIT, place_in_root(at, "groups"),
                         "hold %" PRId64 " instances together; the most is %d", instances, CLUSTER_INSTANCES_MAX);
    return true;
}

static int name_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool check_place(struct checking *at, const char *place)
{
    size_t count = (size_t)at->cluster->groups_count;
    if (is_fargate(place) || (count > 0 && bsearch(&place, at->names, count, sizeof *at->names, name_compare)))
        return true;
    const char *nearest = text_nearest(place, at->names, count);
    return error_set(at->err, ERROR_INPUT, place_in_member(at, "place"),
                     "must be a group of this cluster, fargate or fargate_spot, not \"%s\"%s%s%s", place,
                     nearest ? ": did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
}

static bool check_services(struct checking *at)
{
    const struct running_cluster *cluster = at->cluster;
    int64_t tasks = 0;
    at->member = document_member(at->root, "services", 0);
    for (int i = 0; i < cluster->services_count; i++, at->member = at->member->next) {
        const struct running_service *service = &cluster->services[i];
        if (!check_place(at, service->place))
            return false;
        if (service->gpus > 0 && is_fargate(service->place))
            return error_set(at->err, ERROR_INPUT, place_in_member(at, "gpus"),
                             "must be 0 on %s, which has no GPUs, not %" PRId64, service->place, service->gpus);
        tasks += service->tasks;
    }
    if (tasks > PROFILE_TASKS_TOTAL_MAX)
        return error_set(at->err, ERROR_LIMIT, place_in_root(at, "services"),
                         "run %" PRId64 " tasks together; the most is %d", tasks, PROFILE_TASKS_TOTAL_MAX);
    return true;
}

/* A cluster that was observed may be empty, or not yet there. */
static bool check_something_runs(struct checking *at)
{
    if (at->cluster->groups_count + at->cluster->services_count > 0 || node_child(at->root, "objects"))
        return true;
    return error_set(at->err, ERROR_INPUT, node_where(at->cluster->file, at->root, NULL, at->where),
                     "has no groups and no services; nothing runs here");
}

static bool cluster_check(const struct running_cluster *cluster, const struct node *root, struct error *err)
{
    size_t count = (size_t)cluster->groups_count;
    struct checking at = {.cluster = cluster, .root = root, .err = err};
    at.names = memory_alloc(count + 1, sizeof *at.names);
    for (size_t i = 0; i < count; i++)
        at.names[i] = cluster->groups[i].name;
    qsort(at.names, count, sizeof *at.names, name_compare);
    bool ok = check_head(&at) && check_something_runs(&at) && check_groups(&at) && check_services(&at);
    free(at.names);
    return ok;
}

static int group_compare(const void *a, const void *b)
{
    const struct running_group *left = a, *right = b;
    return strcmp(left->name, right->name);
}

static int service_compare(const void *a, const void *b)
{
    const struct running_service *left = a, *right = b;
    return strcmp(left->name, right->name);
}

static void sort_by_name(struct running_cluster *cluster)
{
    if (cluster->groups_count > 0)
        qsort(cluster->groups, (size_t)cluster->groups_count, sizeof *cluster->groups, group_compare);
    if (cluster->services_count > 0)
        qsort(cluster->services, (size_t)cluster->services_count, sizeof *cluster->services, service_compare);
}

static void take_services(const struct field_objects *rows, struct running_cluster *cluster)
{
    const struct cluster_row_service *row = rows->items;
    cluster->services = ARENA_ARRAY(&cluster->arena, struct running_service, rows->count);
    cluster->services_count = rows->count;
    for (int i = 0; i < rows->count; i++) {
        cluster->services[i] = row[i].service;
        cluster->services[i].architectures = 1u << row[i].architecture;
    }
}

static bool read_tree(const char *file, struct node *root, struct running_cluster *cluster, struct error *err)
{
    struct cluster_document document;
    struct arena arena = {0};
    cluster_document_init(&document);
    bool ok = document_check_root(file, root, "cluster", err) &&
              fields_read(cluster_field_table(), file, root, &arena, &document, err);
    *cluster = document.cluster;
    cluster->arena = arena;
    if (!ok)
        return false;
    cluster->file = arena_strdup(&cluster->arena, file);
    cluster->groups = document.groups.items;
    cluster->groups_count = document.groups.count;
    take_services(&document.services, cluster);
    if (!cluster_check(cluster, root, err) || !objects_take(file, root, "objects", &document.objects, &cluster->arena,
                                                            &cluster->objects, &cluster->objects_count, err))
        return false;
    sort_by_name(cluster);
    return true;
}

bool running_cluster_parse(const char *file, const char *bytes, size_t length, struct running_cluster *ret_cluster,
                           struct error *err)
{
    struct arena tree = {0};
    struct node *root = NULL;
    struct running_cluster cluster = {0};
    bool ok = node_parse(file, bytes, length, &tree, &root, err) && read_tree(file, root, &cluster, err);
    arena_release(&tree);
    if (!ok) {
        running_cluster_release(&cluster);
        return false;
    }
    sha256_hex(bytes, length, cluster.sha256);
    *ret_cluster = cluster;
    return true;
}

bool running_cluster_load(const char *path, struct running_cluster *ret_cluster, struct error *err)
{
    struct arena arena = {0};
    char *bytes = NULL;
    size_t length = 0;
    bool ok =
        file_read(path, &arena, &bytes, &length, err) && running_cluster_parse(path, bytes, length, ret_cluster, err);
    arena_release(&arena);
    return ok;
}

void running_cluster_release(struct running_cluster *cluster)
{
    arena_release(&cluster->arena);
    *cluster = (struct running_cluster){0};
}
