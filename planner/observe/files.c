/* files.c — a cluster from answers that were saved: what the AWS CLI printed, one answer a file, in any order.
 *
 * Cluster, region and account are what the answers' ARNs say; the moment is that of the newest file. */
#include "data/base/date.h"
#include "data/base/file.h"
#include "data/document.h"
#include "planner/observe/assemble.h"
#include "planner/observe/decode.h"
#include "planner/observe/observe.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct answers {
    const char *const *paths;
    int count;
    struct node **roots; /* of the files, in their order */
    struct arena tree;
    int64_t newest; /* seconds since 1970 */
    struct error *err;
};

static bool take_time(struct answers *answers, const char *path)
{
    struct stat status;
    int failed = strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &status) : stat(path, &status);
    if (failed)
        return error_set(answers->err, ERROR_IO, path, "cannot tell when it was written");
    if (status.st_mtime > answers->newest)
        answers->newest = status.st_mtime;
    return true;
}

static bool read_file(struct answers *answers, int index)
{
    const char *path = answers->paths[index];
    char *bytes = NULL;
    size_t length = 0;
    return file_read(path, &answers->tree, &bytes, &length, answers->err) && take_time(answers, path) &&
           node_parse(path, bytes, length, &answers->tree, &answers->roots[index], answers->err);
}

static bool read_files(struct answers *answers)
{
    answers->roots = ARENA_ARRAY(&answers->tree, struct node *, answers->count + 1);
    for (int i = 0; i < answers->count; i++)
        if (!read_file(answers, i))
            return false;
    return true;
}

static bool refuse_answer(struct answers *answers, const char *path)
{
    struct text keys;
    text_init(&keys, ERROR_TEXT_SIZE);
    for (int i = 0; decode_keys[i]; i++)
        text_printf(&keys, "%s%s", i > 0 ? ", " : "", decode_keys[i]);
    error_set(answers->err, ERROR_INPUT, path, "is no answer bayplan reads; one begins with a key of: %s", keys.bytes);
    text_release(&keys);
    return false;
}

/* `cluster`: NULL = of every cluster there is. */
static bool decode_files(struct answers *answers, const char *cluster, struct arena *arena, struct decoding *decoding)
{
    *decoding = (struct decoding){.arena = arena, .failure = ERROR_INPUT, .cluster = cluster};
    for (int i = 0; i < answers->count; i++) {
        bool known = false;
        decoding->source = answers->paths[i];
        if (answers->roots[i]->kind == NODE_OBJECT && !decode_answer(decoding, answers->roots[i], &known, answers->err))
            return false;
        if (!known)
            return refuse_answer(answers, answers->paths[i]);
    }
    decode_finish(decoding);
    return true;
}

/* --- whose answers they are --- */

static const char *cluster_of(const struct object *object)
{
    if (object->kind == OBJECT_CLUSTER)
        return object->name;
    return object->kind == OBJECT_SERVICE || object->kind == OBJECT_CONTAINER_INSTANCE ? object->parent : "";
}

static bool choose_cluster(struct answers *answers, const struct decoding *decoding, const char **cluster)
{
    const char *wanted = *cluster, *first = NULL;
    for (int i = 0; i < decoding->objects_count; i++) {
        const char *name = cluster_of(&decoding->objects[i]);
        if (name[0] == '\0' || (wanted && strcmp(name, wanted) != 0))
            continue;
        if (first && strcmp(name, first) != 0)
            return error_set(answers->err, ERROR_INPUT, NULL,
                             "the files tell of several clusters, \"%s\" and \"%s\": name the one that is meant", first,
                             name);
        first = name;
    }
    if (!first)
        return error_set(answers->err, ERROR_INPUT, NULL, "no file tells of %s%s%s: add the output of `aws ecs %s`",
                         wanted ? "the cluster \"" : "a cluster", wanted ? wanted : "", wanted ? "\"" : "",
                         "describe-clusters --include ATTACHMENTS TAGS");
    *cluster = first;
    return true;
}

/* The part of an ARN ("arn:PARTITION:SERVICE:REGION:ACCOUNT:...") with `colons` before it. */
static const char *part_of_arn(const char *arn, int colons, struct arena *arena)
{
    if (strncmp(arn, "arn:", 4) != 0)
        return "";
    for (; colons > 0; colons--) {
        arn = strchr(arn, ':');
        if (!arn)
            return "";
        arn++;
    }
    return arena_strndup(arena, arn, strcspn(arn, ":"));
}

/* `what` of the answers is one and the same: *ret_part, or "" where no answer says. */
static bool take_part(struct answers *answers, const struct running_cluster *cluster, int colons, const char *what,
                      struct arena *arena, const char **ret_part)
{
    *ret_part = "";
    for (int i = 0; i < cluster->objects_count; i++) {
        const char *part = part_of_arn(cluster->objects[i].id, colons, arena);
        if (part[0] != '\0' && (*ret_part)[0] != '\0' && strcmp(part, *ret_part) != 0)
            return error_set(answers->err, ERROR_INPUT, NULL, "the files are of different %ss, %s and %s", what,
                             *ret_part, part);
        if (part[0] != '\0')
            *ret_part = part;
    }
    return true;
}

static bool take_head(struct answers *answers, const char *name, struct running_cluster *cluster)
{
    char moment[MOMENT_TEXT_SIZE];
    cluster->name = arena_strdup(&cluster->arena, name);
    cluster->file = arena_strdup(&cluster->arena, answers->paths[0]);
    cluster->observed_at = arena_strdup(&cluster->arena, moment_format(answers->newest, moment));
    if (!take_part(answers, cluster, 3, "region", &cluster->arena, &cluster->region) ||
        !take_part(answers, cluster, 4, "account", &cluster->arena, &cluster->account))
        return false;
    if (!region_is_valid(cluster->region))
        return error_set(answers->err, ERROR_INPUT, NULL,
                         "no file says which region it is of: add the output of `aws ecs describe-clusters`");
    if (!moment_is_valid(cluster->observed_at))
        return error_set(answers->err, ERROR_INPUT, NULL,
                         "the newest file is of %s: touch it, with the moment it was taken at", cluster->observed_at);
    return true;
}

static void take_objects(const struct decoding *decoding, struct running_cluster *cluster)
{
    cluster->objects = ARENA_ARRAY(&cluster->arena, struct object, decoding->objects_count + 1);
    cluster->objects_count = decoding->objects_count;
    for (int i = 0; i < decoding->objects_count; i++)
        cluster->objects[i] = object_copy(&decoding->objects[i], &cluster->arena);
}

/* Twice: old ARNs of container instances do not name their cluster, which the first look finds. */
static bool read_cluster(struct answers *answers, const char *name, struct running_cluster *cluster)
{
    struct decoding all = {0}, own = {0};
    bool ok = decode_files(answers, NULL, &answers->tree, &all) && choose_cluster(answers, &all, &name) &&
              decode_files(answers, name, &answers->tree, &own);
    if (ok)
        take_objects(&own, cluster);
    ok = ok && take_head(answers, name, cluster) && observe_assemble(cluster, false, answers->err);
    decode_release(&all);
    decode_release(&own);
    return ok;
}

bool observe_files(const char *const *paths, int count, const char *cluster, struct running_cluster *ret_cluster,
                   struct error *err)
{
    struct answers answers = {.paths = paths, .count = count, .err = err};
    struct running_cluster found = {.account = ""};
    if (count == 0)
        return error_set(err, ERROR_INPUT, NULL, "no file to read a cluster from");
    bool ok = read_files(&answers) && read_cluster(&answers, cluster, &found);
    arena_release(&answers.tree);
    if (ok)
        *ret_cluster = found;
    else
        running_cluster_release(&found);
    return ok;
}
