/* target_complete.c — what a plan lacks to be applied, by the profile's own keys and all at once. */
#include "planner/apply/target_parts.h"

#include <string.h>

enum { CLUSTER_NAME_BYTES_MAX = 255, SERVICE_NAME_BYTES_MAX = 255, TEMPLATE_NAME_BYTES_MAX = 128 };
enum { MISSING_SHOWN_MAX = 12 };

struct asking {
    const struct plan *plan;
    struct arena arena;
    struct field_strings missing;
};

static bool is_given(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static void ask(struct asking *asking, bool given, const char *key)
{
    if (!given)
        strings_add(&asking->missing, &asking->arena, key);
}

static void ask_images(struct asking *asking)
{
    const struct plan *plan = asking->plan;
    const struct {
        enum image_kind kind;
        const char *value, *key;
    } images[] = {{IMAGE_X86_64, plan->apply.image_parameters.x86_64, "apply.image_parameters.x86_64"},
                  {IMAGE_ARM64, plan->apply.image_parameters.arm64, "apply.image_parameters.arm64"},
                  {IMAGE_GPU, plan->apply.image_parameters.gpu, "apply.image_parameters.gpu"}};
    for (size_t k = 0; k < sizeof images / sizeof images[0]; k++) {
        bool needed = false;
        for (int i = 0; i < plan->pools_count; i++)
            needed |= pool_image_kind(&plan->pools[i]) == images[k].kind;
        ask(asking, !needed || is_given(images[k].value), images[k].key);
    }
}

static bool has_awsvpc(const struct plan *plan)
{
    for (int i = 0; i < plan->services_count; i++)
        if (plan->services[i].network_mode == NETWORK_AWSVPC)
            return true;
    return false;
}

static void ask_all(struct asking *asking)
{
    const struct plan *plan = asking->plan;
    const struct apply_settings *apply = &plan->apply;
    bool has_network = plan->pools_count > 0 || has_awsvpc(plan);
    ask(asking, is_given(apply->account), "apply.account");
    ask(asking, !has_network || apply->subnets.count > 0, "apply.subnets");
    ask(asking, !has_network || apply->security_groups.count > 0, "apply.security_groups");
    ask(asking, plan->pools_count == 0 || is_given(apply->instance_profile), "apply.instance_profile");
    ask_images(asking);
    for (int i = 0; i < plan->services_count; i++)
        ask(asking, is_given(plan->services[i].task_definition),
            arena_printf(&asking->arena, "services[%s].task_definition", plan->services[i].name));
}

/* --- names --- */

/* ECS: letters, digits, underscores, hyphens. */
static bool is_ecs_name(const char *name, size_t bytes_max)
{
    size_t length = strlen(name);
    return length > 0 && length <= bytes_max &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == length;
}

/* What a tag of ECS may hold ("Tagging your Amazon ECS resources", 2026); letters of other alphabets too. */
static bool is_tag_value(const char *value)
{
    for (const unsigned char *c = (const unsigned char *)value; *c != '\0'; c++)
        if (*c < 0x80 && strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 +-=._:/@", *c) == NULL)
            return false;
    return strlen(value) <= TAG_VALUE_CHARACTERS_MAX;
}

static bool check_cluster_name(struct asking *asking, struct error *err)
{
    const struct plan *plan = asking->plan;
    const char *cluster = is_given(plan->apply.cluster) ? plan->apply.cluster : plan->profile_name;
    if (!is_tag_value(plan->profile_name))
        return error_set(err, ERROR_INPUT, "name",
                         "the profile's name becomes a tag, and \"%s\" cannot: letters, digits, spaces and + - = . _ : "
                         "/ @ can",
                         plan->profile_name);
    if (!is_ecs_name(cluster, CLUSTER_NAME_BYTES_MAX))
        return error_set(err, ERROR_INPUT, "apply.cluster",
                         "\"%s\" cannot be an ECS cluster's name: give one of letters, digits, - and _", cluster);
    for (int i = 0; i < plan->pools_count; i++)
        if (strlen(target_pool_name(plan, i, &asking->arena)) > TEMPLATE_NAME_BYTES_MAX)
            return error_set(err, ERROR_INPUT, "apply.cluster",
                             "\"%s\" with an instance type behind it is longer than a launch template's name may be "
                             "(%d characters): give a shorter one",
                             cluster, TEMPLATE_NAME_BYTES_MAX);
    return true;
}

static bool check_service_names(const struct plan *plan, struct error *err)
{
    for (int i = 0; i < plan->services_count; i++)
        if (!is_ecs_name(plan->services[i].name, SERVICE_NAME_BYTES_MAX))
            return error_set(err, ERROR_INPUT, "services",
                             "\"%s\" cannot be an ECS service's name: letters, digits, - and _ can; rename it in the "
                             "profile and plan again",
                             plan->services[i].name);
    return true;
}

bool target_purchases(const struct plan *plan, struct error *err)
{
    for (int i = 0; i < plan->pools_count; i++)
        if (strcmp(plan->pools[i].purchase, pool_purchase_names[POOL_MANAGED_INSTANCES]) == 0)
            return error_set(err, ERROR_INPUT, plan->pools[i].name,
                             "is of ECS Managed Instances, which bayplan plans but cannot build yet: build the plan "
                             "by hand, or take managed_instances out of the services' places and plan again");
    return true;
}

bool target_complete(const struct plan *plan, struct error *err)
{
    struct asking asking = {.plan = plan};
    ask_all(&asking);
    bool ok = target_purchases(plan, err) && check_cluster_name(&asking, err) && check_service_names(plan, err);
    if (ok && asking.missing.count > 0)
        ok = error_set(err, ERROR_INPUT, NULL, "to apply it, the plan needs %s: give %s in the profile and plan again",
                       strings_join(&asking.missing, MISSING_SHOWN_MAX, &asking.arena),
                       asking.missing.count == 1 ? "it" : "them");
    arena_release(&asking.arena);
    return ok;
}
