/* target_names.c — what a pool's objects are called, and a copied task definition until ECS has numbered it. */
#include "planner/apply/target_parts.h"

#include "data/facts/facts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- pools --- */

/* Of two pools of the same type and purchase: the one whose zones, then services come first. */
static int pool_order(const struct plan_pool *left, const struct plan_pool *right)
{
    for (int i = 0; i < left->zones.count || i < right->zones.count; i++) {
        int order = strcmp(i < left->zones.count ? left->zones.items[i] : "",
                           i < right->zones.count ? right->zones.items[i] : "");
        if (order != 0)
            return order;
    }
    const char *left_service = left->services.count > 0 ? left->services.items[0] : "";
    const char *right_service = right->services.count > 0 ? right->services.items[0] : "";
    int order = strcmp(left_service, right_service);
    return order != 0 ? order : strcmp(left->name, right->name);
}

/* 1 for the first of its type and purchase. */
static int pool_number(const struct plan *plan, int index)
{
    const struct plan_pool *pool = &plan->pools[index];
    int number = 1;
    for (int i = 0; i < plan->pools_count; i++) {
        const struct plan_pool *other = &plan->pools[i];
        if (i != index && strcmp(other->instance_type, pool->instance_type) == 0 &&
            strcmp(other->purchase, pool->purchase) == 0 && pool_order(other, pool) < 0)
            number++;
    }
    return number;
}

/* "The name can't be prefixed with aws, ecs, or fargate" (CreateCapacityProvider, Amazon ECS API reference, 2026). */
static bool is_reserved(const char *name)
{
    return strncasecmp(name, "aws", 3) == 0 || strncasecmp(name, "ecs", 3) == 0 || strncasecmp(name, "fargate", 7) == 0;
}

const char *target_pool_name(const struct plan *plan, int pool, struct arena *arena)
{
    const struct plan_pool *its = &plan->pools[pool];
    const char *cluster =
        plan->apply.cluster != NULL && plan->apply.cluster[0] != '\0' ? plan->apply.cluster : plan->profile_name;
    int number = pool_number(plan, pool);
    char *name = arena_printf(arena, "%s%s-%s%s", is_reserved(cluster) ? "bp-" : "", cluster, its->instance_type,
                              strcmp(its->purchase, "spot") == 0 ? "-spot" : "");
    for (char *c = name; *c != '\0'; c++)
        if (*c == '.')
            *c = '-';
    return number == 1 ? name : arena_printf(arena, "%s-%d", name, number);
}

const char *place_provider(const struct plan *plan, const char *place, struct arena *arena)
{
    if (strcmp(place, "fargate") == 0)
        return "FARGATE";
    if (strcmp(place, "fargate_spot") == 0)
        return "FARGATE_SPOT";
    int pool = pool_index(plan, place);
    return pool >= 0 ? target_pool_name(plan, pool, arena) : NULL;
}

enum image_kind pool_image_kind(const struct plan_pool *pool)
{
    enum architecture architecture;
    bool is_arm = plan_pool_architecture(pool, &architecture) && architecture == ARCHITECTURE_ARM64;
    const struct instance_type *type = instance_type_find(pool->instance_type);
    if (type != NULL ? type->gpus > 0 : pool->gpus > 0)
        return is_arm ? IMAGE_NONE : IMAGE_GPU;
    return is_arm ? IMAGE_ARM64 : IMAGE_X86_64;
}

const char *pool_image_parameter(const struct plan *plan, const struct plan_pool *pool)
{
    switch (pool_image_kind(pool)) {
    case IMAGE_X86_64:
        return plan->apply.image_parameters.x86_64;
    case IMAGE_ARM64:
        return plan->apply.image_parameters.arm64;
    case IMAGE_GPU:
        return plan->apply.image_parameters.gpu;
    case IMAGE_NONE:
        break;
    }
    return NULL;
}

/* --- task definitions --- */

static const char copy_mark[] = ":copy-of-";

const char *target_copy_stack(const char *stack, const char *cluster, struct arena *arena)
{
    return arena_printf(arena, "%s@%s", stack, cluster);
}

bool target_is_copy(const char *task_definition)
{
    const char *colon = strrchr(task_definition, ':');
    return colon != NULL && strncmp(colon, copy_mark, sizeof copy_mark - 1) == 0;
}
