#include "data/plan.h"
#include <string.h>

const char *const pool_purchase_names[] = {"on_demand", "spot", "managed_instances", NULL};

const char *place_words(const char *place)
{
    static const char *const words[][2] = {{"ec2", "EC2, a pool of its own"},
                                           {"ec2_spot", "EC2 Spot"},
                                           {"fargate", "Fargate"},
                                           {"fargate_spot", "Fargate Spot"},
                                           {"managed_instances", "ECS Managed Instances"},
                                           {"lambda", "Lambda"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(place, words[i][0]) == 0)
            return words[i][1];
    return place;
}

const char *binding_words(const char *binding)
{
    static const char *const words[][2] = {{"cpu", "CPU"}, {"eni", "ENIs"}, {"gpu", "GPUs"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(binding, words[i][0]) == 0)
            return words[i][1];
    return binding;
}

bool plan_pool_architecture(const struct plan_pool *pool, enum architecture *ret_architecture)
{
    const struct instance_type *type = instance_type_find(pool->instance_type);
    for (int i = 0; pool->architecture && i < ARCHITECTURES_COUNT; i++) {
        if (strcmp(pool->architecture, architecture_names[i]) != 0)
            continue;
        *ret_architecture = (enum architecture)i;
        return true;
    }
    if (type)
        *ret_architecture = type->architecture;
    return type != NULL;
}

const char *pool_purchase_words(const char *purchase)
{
    static const char *const words[] = {"on demand", "Spot", "managed"};
    for (int i = 0; i < POOL_PURCHASES_COUNT; i++)
        if (strcmp(purchase, pool_purchase_names[i]) == 0)
            return words[i];
    return purchase;
}
