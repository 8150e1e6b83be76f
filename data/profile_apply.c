/* profile_apply.c — where a plan is built: a profile's and a plan's `apply`, and what a service runs. */
#include "data/document.h"
#include "data/profile_fields.h"

#include <string.h>

/* Amazon ECS developer guide, "Retrieving Amazon ECS-optimized Linux AMI metadata", 2026. */
#define IMAGE_PARAMETER(kind) "/aws/service/ecs/optimized-ami/amazon-linux-2023/" kind "recommended/image_id"

#define IMAGE_KEY(member) .key = #member, .offset = offsetof(struct apply_settings, image_parameters.member)
enum { PARAMETER_BYTES_MAX = 2048, ARN_BYTES_MAX = 1224 };

static const struct field image_fields[] = {
    {IMAGE_KEY(x86_64), .type = FIELD_STRING, .maximum = PARAMETER_BYTES_MAX},
    {IMAGE_KEY(arm64), .type = FIELD_STRING, .maximum = PARAMETER_BYTES_MAX},
    {IMAGE_KEY(gpu), .type = FIELD_STRING, .maximum = PARAMETER_BYTES_MAX},
};
/* Offsets are of the settings themselves. */
static const struct field_table image_table = {FIELD_TABLE("image_parameters object", apply_settings, image_fields)};

static const struct field apply_fields[] = {
    {FIELD_KEY(apply_settings, account), .type = FIELD_STRING},
    {FIELD_KEY(apply_settings, cluster), .type = FIELD_STRING},
    {FIELD_KEY(apply_settings, subnets), .type = FIELD_STRINGS, .count_max = APPLY_SUBNETS_MAX},
    {FIELD_KEY(apply_settings, security_groups), .type = FIELD_STRINGS, .count_max = APPLY_SECURITY_GROUPS_MAX},
    {FIELD_KEY(apply_settings, instance_profile), .type = FIELD_STRING, .maximum = ARN_BYTES_MAX},
    {.key = "image_parameters", .offset = 0, .type = FIELD_OBJECT, .object = &image_table},
};
const struct field_table profile_apply_table = {FIELD_TABLE("apply object", apply_settings, apply_fields)};

void apply_settings_init(struct apply_settings *settings)
{
    *settings = (struct apply_settings){
        .account = "",
        .cluster = "",
        .instance_profile = "",
        .image_parameters = {IMAGE_PARAMETER(""), IMAGE_PARAMETER("arm64/"), IMAGE_PARAMETER("gpu/")},
    };
}

void apply_settings_default(struct apply_settings *settings, const char *profile_name)
{
    if (settings->cluster[0] == '\0')
        settings->cluster = profile_name;
}

static struct field_strings copy_strings(struct arena *arena, const struct field_strings *strings)
{
    struct field_strings copy = {ARENA_ARRAY(arena, const char *, strings->count + 1), strings->count};
    for (int i = 0; i < strings->count; i++)
        copy.items[i] = arena_strdup(arena, strings->items[i]);
    return copy;
}

struct apply_settings apply_settings_copy(const struct apply_settings *settings, struct arena *arena)
{
    return (struct apply_settings){
        .given = settings->given,
        .account = arena_strdup(arena, settings->account),
        .cluster = arena_strdup(arena, settings->cluster),
        .subnets = copy_strings(arena, &settings->subnets),
        .security_groups = copy_strings(arena, &settings->security_groups),
        .instance_profile = arena_strdup(arena, settings->instance_profile),
        .image_parameters = {arena_strdup(arena, settings->image_parameters.x86_64),
                             arena_strdup(arena, settings->image_parameters.arm64),
                             arena_strdup(arena, settings->image_parameters.gpu)},
    };
}

/* --- checks --- */

#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

struct checking {
    const char *file;
    const struct node *apply; /* NULL where not given: then only defaults stand there, and they hold */
    struct error *err;
    char where[NODE_WHERE_SIZE];
};

static bool is_of(const char *text, const char *characters)
{
    return text[0] != '\0' && text[strspn(text, characters)] == '\0';
}

/* "subnet-" and 8 (before 2018) or 17 digits. */
static bool is_id(const char *text, const char *prefix)
{
    size_t length = strlen(prefix);
    if (strncmp(text, prefix, length) != 0)
        return false;
    size_t digits = strlen(text + length);
    return (digits == 8 || digits == 17) && is_of(text + length, DIGITS "abcdef");
}

static bool check_ids(struct checking *at, const char *key, const struct field_strings *ids, const char *prefix)
{
    for (int i = 0; i < ids->count; i++) {
        const struct node *member = document_member(at->apply, key, i);
        if (!is_id(ids->items[i], prefix))
            return error_set(at->err, ERROR_INPUT, node_where(at->file, member, NULL, at->where),
                             "must be an id like \"%s0123456789abcdef0\", not \"%s\"", prefix, ids->items[i]);
        for (int k = 0; k < i; k++)
            if (strcmp(ids->items[i], ids->items[k]) == 0)
                return error_set(at->err, ERROR_INPUT, node_where(at->file, member, NULL, at->where),
                                 "\"%s\" is given twice in this list", ids->items[i]);
    }
    return true;
}

static bool check_account(struct checking *at, const char *account)
{
    if (account[0] == '\0' || (strlen(account) == 12 && is_of(account, DIGITS)))
        return true;
    return error_set(at->err, ERROR_INPUT, document_where(at->file, at->apply, "account", at->where),
                     "must be 12 digits, not \"%s\"", account);
}

/* The default, the profile's own name, may be any text; where a plan is to be applied it must do. */
static bool check_cluster(struct checking *at, const char *cluster)
{
    if (!at->apply || is_of(cluster, LETTERS DIGITS "_-"))
        return true;
    const struct node *given = node_child(at->apply, "cluster");
    return error_set(at->err, ERROR_INPUT, node_where(at->file, given ? given : at->apply, NULL, at->where),
                     "%s an ECS cluster's name of letters, digits, hyphens and underscores, not \"%s\"%s",
                     given ? "must be" : "must have as cluster", cluster, given ? "" : ", the profile's own name");
}

/* Amazon EC2 launch templates take a name or an ARN ("arn:aws:iam::123456789012:instance-profile/path/name"). */
static bool check_instance_profile(struct checking *at, const char *profile)
{
    static const char characters[] = LETTERS DIGITS "+=,.@_-", kind[] = ":instance-profile/";
    const char *name = profile, *slash = strrchr(profile, '/');
    if (strncmp(profile, "arn:", 4) == 0 && strstr(profile, kind))
        name = slash + 1;
    if (profile[0] == '\0' || (is_of(name, characters) && strlen(name) <= 128))
        return true;
    return error_set(at->err, ERROR_INPUT, document_where(at->file, at->apply, "instance_profile", at->where),
                     "must be an instance profile's name or ARN, not \"%s\"", profile);
}

static bool check_parameter(struct checking *at, const char *key, const char *parameter)
{
    if (is_of(parameter, LETTERS DIGITS "._/:-") && strncmp(parameter, "ami-", 4) != 0)
        return true;
    const struct node *images = node_child(at->apply, "image_parameters");
    return error_set(at->err, ERROR_INPUT, document_where(at->file, images, key, at->where),
                     "must be the name of an SSM parameter like \"%s\", not \"%s\"", IMAGE_PARAMETER(""), parameter);
}

bool apply_settings_check(const char *file, const struct node *root, const struct apply_settings *settings,
                          struct error *err)
{
    struct checking at = {.file = file, .apply = node_child(root, "apply"), .err = err};
    return check_account(&at, settings->account) && check_cluster(&at, settings->cluster) &&
           check_ids(&at, "subnets", &settings->subnets, "subnet-") &&
           check_ids(&at, "security_groups", &settings->security_groups, "sg-") &&
           check_instance_profile(&at, settings->instance_profile) &&
           check_parameter(&at, "x86_64", settings->image_parameters.x86_64) &&
           check_parameter(&at, "arm64", settings->image_parameters.arm64) &&
           check_parameter(&at, "gpu", settings->image_parameters.gpu);
}

/* "FAMILY" or "FAMILY:REVISION" (Amazon ECS API reference, RegisterTaskDefinition, 2026). */
static bool is_task_definition(const char *text)
{
    size_t family = strspn(text, LETTERS DIGITS "_-");
    if (family == 0 || text[family] == '\0')
        return family > 0;
    const char *revision = text + family + 1;
    return text[family] == ':' && revision[0] != '0' && is_of(revision, DIGITS) && strlen(revision) <= 9;
}

bool task_definition_check(const char *file, const struct node *owner, const char *task_definition, struct error *err)
{
    char where[NODE_WHERE_SIZE];
    if (task_definition[0] == '\0' || is_task_definition(task_definition))
        return true;
    return error_set(err, ERROR_INPUT, document_where(file, owner, "task_definition", where),
                     "must be a family or a revision of one, like \"web\" or \"web:12\", not \"%s\"", task_definition);
}
