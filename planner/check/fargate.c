/* fargate.c — what Fargate sells, from the catalogue's rows alone. */
#include "planner/check/checking.h"

#include "pricing/lookup.h"
#include <stdio.h>

bool fargate_size_is_sold(struct fargate_size size)
{
    int count;
    const struct fargate_size *sizes = fargate_sizes(&count);
    for (int i = 0; i < count; i++)
        if (sizes[i].cpu_units == size.cpu_units && sizes[i].memory_mib == size.memory_mib)
            return true;
    return false;
}

int128 fargate_hour(const struct checking *at, const char *architecture, enum purchase purchase,
                    struct fargate_size size, int64_t storage_gib)
{
    char item[64];
    snprintf(item, sizeof item, "%s.vcpu", architecture);
    const struct price *vcpu = price_find(at->catalogue, "fargate", item, purchase);
    snprintf(item, sizeof item, "%s.gb", architecture);
    const struct price *gb = price_find(at->catalogue, "fargate", item, purchase);
    const struct price *storage = price_find(at->catalogue, "fargate", "ephemeral_storage.gb", PURCHASE_ON_DEMAND);
    bool more_storage = storage_gib > FARGATE_STORAGE_INCLUDED_GIB;
    if (vcpu == NULL || gb == NULL || (more_storage && storage == NULL))
        return -1;
    int128 hour = half_up((int128)vcpu->nano * size.cpu_units + (int128)gb->nano * size.memory_mib, 1024);
    if (more_storage)
        hour += (int128)storage->nano * (storage_gib - FARGATE_STORAGE_INCLUDED_GIB);
    return hour;
}
