/* export_check.c — what cfn-lint and `terraform validate` let pass and AWS does not: ranges, schedules, sizes, quotas.
 */
#include "planner/apply/export_parts.h"

#include "data/facts/facts.h"

#include <stdlib.h>
#include <string.h>

enum {
    CLUSTER_PROVIDERS_MAX = 20, /* attached to a cluster ("Amazon ECS service quotas", 2026) */
    GROUP_ACTIONS_MAX = 125,    /* of a group ("Quotas for Amazon EC2 Auto Scaling", 2026) */
    SERVICE_ACTIONS_MAX = 200   /* of a scalable target ("Quotas for Application Auto Scaling", 2026) */
};

static bool wrong(struct exporting *exporting, const struct object *object, const char *words)
{
    return error_set(exporting->err, ERROR_INPUT, object_label(object, &exporting->arena), "%s: plan again", words);
}

/* --- schedules --- */

static bool is_between(const char *field, size_t length, long least, long most)
{
    long number = 0;
    if (length == 0 || length > 4)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (field[i] < '0' || field[i] > '9')
            return false;
        number = number * 10 + (field[i] - '0');
    }
    return number >= least && number <= most;
}

/* "*", "?" where allowed, or a number within the field's range. */
static bool next_field(const char **text, const char *stars, long least, long most)
{
    size_t length = strcspn(*text, " ");
    bool ok = (length == 1 && strchr(stars, **text) != NULL) || is_between(*text, length, least, most);
    *text += length + ((*text)[length] == ' ');
    return ok;
}

/* Minute, hour, day, month, day of the week (0 and 7 = Sunday). */
static bool is_recurrence(const char *text)
{
    return next_field(&text, "", 0, 59) && next_field(&text, "*", 0, 23) && next_field(&text, "*", 1, 31) &&
           next_field(&text, "*", 1, 12) && next_field(&text, "*", 0, 7) && *text == '\0';
}

/* cron(minute hour day month day-of-week year): one of the two days is "?". */
static bool is_schedule(const char *text)
{
    static const char *const days[] = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};
    if (strncmp(text, "cron(", 5) != 0)
        return false;
    text += 5;
    if (!next_field(&text, "", 0, 59) || !next_field(&text, "*", 0, 23))
        return false;
    bool any_day = *text == '*';
    if (!next_field(&text, "*?", 1, 31) || !next_field(&text, "*", 1, 12))
        return false;
    if (any_day)
        return strcmp(text, "? *)") == 0;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
        if (strncmp(text, days[i], 3) == 0 && strcmp(text + 3, " *)") == 0)
            return true;
    return false;
}

static bool has_range(const struct object *object, const char *min, const char *max)
{
    int64_t least = object_integer(object, min), most = object_integer(object, max);
    return least >= 0 && most >= least;
}

static bool check_action(struct exporting *exporting, const struct object *action)
{
    if (action->kind == OBJECT_GROUP_ACTION && !is_recurrence(object_value(action, "recurrence")))
        return wrong(exporting, action, "its recurrence is no cron expression of Amazon EC2 Auto Scaling");
    if (action->kind == OBJECT_GROUP_ACTION)
        return has_range(action, "min_size", "max_size") ||
               wrong(exporting, action, "its minimum is above its maximum");
    if (!is_schedule(object_value(action, "schedule")))
        return wrong(exporting, action, "its schedule is no cron expression of Application Auto Scaling");
    return has_range(action, "min_capacity", "max_capacity") ||
           wrong(exporting, action, "its minimum is above its maximum");
}

static int actions_of(const struct exporting *exporting, enum object_kind kind, const char *parent)
{
    int count = 0;
    for (int i = 0; i < exporting->target.objects_count; i++)
        count += exporting->target.objects[i].kind == kind && strcmp(exporting->target.objects[i].parent, parent) == 0;
    return count;
}

/* --- pools --- */

static bool check_group(struct exporting *exporting, const struct object *group)
{
    if (!has_range(group, "min_size", "max_size"))
        return wrong(exporting, group, "its minimum is above its maximum");
    return actions_of(exporting, OBJECT_GROUP_ACTION, group->name) <= GROUP_ACTIONS_MAX ||
           wrong(exporting, group, "it has more than 125 scheduled actions");
}

static bool check_provider(struct exporting *exporting, const struct object *provider)
{
    int64_t percent = object_integer(provider, "target_capacity");
    const struct object *group =
        export_find(exporting, OBJECT_AUTO_SCALING_GROUP, "", object_value(provider, "auto_scaling_group"));
    if (percent < 1 || percent > 100)
        return wrong(exporting, provider, "its target capacity must be 1 to 100 percent");
    return !value_equal(object_value(provider, "managed_termination_protection"), "ENABLED") ||
           value_equal(object_value(group, "new_instances_protected_from_scale_in"), "true") ||
           wrong(exporting, provider, "managed termination protection needs a group that protects new instances");
}

static bool check_template(struct exporting *exporting, const struct object *template)
{
    const struct plan_pool *pool = export_pool(exporting, template->name);
    if (value_equal(pool_image_parameter(exporting->plan, pool), ""))
        return error_set(exporting->err, ERROR_INPUT, "apply.image_parameters",
                         "the image of %s is not given: name the SSM parameter that holds its id", pool->instance_type);
    enum architecture architecture;
    return plan_pool_architecture(pool, &architecture) || wrong(exporting, template, "its instance type is unknown");
}

/* --- services --- */

static bool is_fargate_size(const struct plan_service *service)
{
    int count;
    const struct fargate_size *sizes = fargate_sizes(&count);
    for (int i = 0; i < count; i++)
        if (sizes[i].cpu_units == service->fargate_cpu_units && sizes[i].memory_mib == service->fargate_memory_mib)
            return true;
    return false;
}

static bool check_service(struct exporting *exporting, const struct object *object)
{
    const struct plan_service *service = export_service(exporting, object->name);
    bool on_fargate = strncmp(service->place, "fargate", 7) == 0;
    if (on_fargate && !is_fargate_size(service))
        return wrong(exporting, object, "Fargate has no task of its size");
    if (on_fargate && service->network_mode != NETWORK_AWSVPC)
        return wrong(exporting, object, "Fargate runs tasks in awsvpc mode only");
    if (service->deployment.minimum_healthy_percent >= 100 && service->deployment.maximum_percent <= 100)
        return wrong(exporting, object, "it can never be deployed: neither more nor fewer tasks are allowed meanwhile");
    if (service->availability_zone_rebalancing && service->deployment.maximum_percent <= 100)
        return wrong(exporting, object, "rebalancing over zones needs a maximum_percent above 100");
    return actions_of(exporting, OBJECT_SERVICE_ACTION, object->name) <= SERVICE_ACTIONS_MAX ||
           wrong(exporting, object, "its count has more than 200 scheduled actions");
}

static bool check_attachment(struct exporting *exporting, const struct object *providers)
{
    int count = 1;
    for (const char *c = object_value(providers, "capacity_providers"); *c != '\0'; c++)
        count += *c == ',';
    return count <= CLUSTER_PROVIDERS_MAX || wrong(exporting, providers, "a cluster has 20 at most");
}

static bool check_object(struct exporting *exporting, const struct object *object)
{
    switch (object->kind) {
    case OBJECT_LAUNCH_TEMPLATE:
        return check_template(exporting, object);
    case OBJECT_AUTO_SCALING_GROUP:
        return check_group(exporting, object);
    case OBJECT_CAPACITY_PROVIDER:
        return check_provider(exporting, object);
    case OBJECT_CLUSTER_CAPACITY_PROVIDERS:
        return check_attachment(exporting, object);
    case OBJECT_SERVICE:
        return check_service(exporting, object);
    case OBJECT_GROUP_ACTION:
    case OBJECT_SERVICE_ACTION:
        return check_action(exporting, object);
    case OBJECT_SUBNET:
    case OBJECT_IMAGE:
    case OBJECT_CLUSTER:
    case OBJECT_CONTAINER_INSTANCE:
    case OBJECT_TASK_DEFINITION:
    case OBJECT_SCALABLE_TARGET:
    case OBJECT_KINDS_COUNT:
        break;
    }
    return true;
}

bool export_check(struct exporting *exporting)
{
    for (int i = 0; i < exporting->target.objects_count; i++)
        if (!check_object(exporting, &exporting->target.objects[i]))
            return false;
    return true;
}
