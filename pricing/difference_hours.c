/* difference_hours.c — demand and sizes hour by hour: they may change and the bill not. */
#include "pricing/difference_parts.h"
#include <string.h>

static int64_t in_hour(const struct field_integers *by_hour, int hour)
{
    return by_hour->items[hour % by_hour->count];
}

bool same_hours(const struct field_integers *a, const struct field_integers *b)
{
    if (a->count == 0 || b->count == 0)
        return a->count == b->count;
    for (int hour = 0; hour < a->count || hour < b->count; hour++)
        if (in_hour(a, hour) != in_hour(b, hour))
            return false;
    return true;
}

static int services_changed(const struct differ *differ)
{
    int count = 0;
    for (int i = 0; i < differ->old_tenants.count; i++) {
        const struct tenant *was = &differ->old_tenants.items[i];
        if (was->service != NULL && was->other != NULL)
            count += !same_hours(&was->service->tasks, &was->other->service->tasks);
    }
    return count;
}

/* Pools are named by falling cost: those of one name are the same only where their type is. */
static int pools_changed(const struct differ *differ)
{
    int count = 0;
    const struct plan *was = differ->old_plan, *is = differ->new_plan;
    for (int i = 0; i < was->pools_count; i++)
        for (int k = 0; k < is->pools_count; k++)
            if (strcmp(was->pools[i].name, is->pools[k].name) == 0 &&
                strcmp(was->pools[i].instance_type, is->pools[k].instance_type) == 0)
                count += !same_hours(&was->pools[i].instances, &is->pools[k].instances) ||
                         !same_hours(&was->pools[i].max_size, &is->pools[k].max_size);
    return count;
}

void compare_hours(struct differ *differ)
{
    int services = services_changed(differ), pools = pools_changed(differ);
    struct difference *difference = differ->difference;
    difference->hours_differ = services > 0 || pools > 0;
    if (difference->hours_differ && difference->old_usd_per_month_nano == difference->new_usd_per_month_nano)
        string_list_add(&differ->notes,
                        arena_printf(&difference->arena,
                                     "The bill is the same, but hours differ: the tasks of %d service%s, the sizes of "
                                     "%d pool%s; --format csv-hours of a report has a plan's.",
                                     services, services == 1 ? "" : "s", pools, pools == 1 ? "" : "s"));
}
