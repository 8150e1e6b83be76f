#include "planner/pools/arrival_rule.h"
#include <math.h>

static double mean_room(const struct fleet *fleet, const struct fleet_item *item)
{
    double sum = 0;
    for (int s = 0; s < fleet->slots; s++)
        sum += (double)item->room[s] * (double)fleet->slot_hours[s];
    return sum / (double)fleet->hours;
}

static enum arrival_way even_if(bool even)
{
    return even ? WAY_EVEN : WAY_PACKED;
}

enum arrival_way arrival_way_of(const struct fleet *fleet, const struct fleet_type *type, const struct fleet_item *item,
                                enum arrival_rule rule, double instances)
{
    double share = fmax((double)item->size[DIMENSION_CPU] / (double)(type->capacity[DIMENSION_CPU] + 1),
                        (double)item->size[DIMENSION_MEMORY] / (double)(type->capacity[DIMENSION_MEMORY] + 1));
    switch (rule) {
    case EVEN_NONE:
    case PACKED_OTHERWISE:
    case ARRIVAL_RULES_COUNT:
        return WAY_PACKED;
    case EVEN_ALL:
        return WAY_EVEN;
    case EVEN_LARGE:
        return even_if(share >= 0.1);
    case EVEN_SMALL:
        return even_if(share < 0.1);
    case EVEN_MANY:
        return even_if(mean_room(fleet, item) >= instances);
    case EVEN_FEW:
        return even_if(mean_room(fleet, item) < instances);
    case DRAWN_SMALL:
        return share < 0.1 ? WAY_DRAWN : WAY_PACKED;
    case DRAWN_MIDDLE:
        return share < 0.2 ? WAY_DRAWN : WAY_PACKED;
    case DRAWN_ALL:
        return WAY_DRAWN;
    }
    return WAY_PACKED;
}

double arrival_volumes(const struct fleet *fleet, const struct fleet_type *type, const int *members, int members_count,
                       double *ret_volume)
{
    double most = 0;
    for (int d = 0; d < fleet->dimensions; d++)
        ret_volume[d] = 0;
    for (int k = 0; k < members_count; k++) {
        const struct fleet_item *item = &fleet->items[members[k]];
        double tasks = mean_room(fleet, item);
        for (int d = 0; d < fleet->dimensions; d++) {
            ret_volume[d] += (double)item->size[d] * tasks / (double)(type->capacity[d] + 1);
            most = fmax(most, ret_volume[d]);
        }
    }
    return most;
}

/* Whichever the members fill more of, or the other. */
int arrival_packs_by(enum arrival_rule rule, const double *volume)
{
    bool by_memory = (volume[DIMENSION_MEMORY] > volume[DIMENSION_CPU]) != (rule == PACKED_OTHERWISE);
    return by_memory ? DIMENSION_MEMORY : DIMENSION_CPU;
}

void arrival_strategies(const struct fleet *fleet, const struct fleet_type *type, enum arrival_rule rule,
                        const int *members, int members_count, unsigned char *ret_strategy_of_item)
{
    static const enum replay_strategy by_memory[] = {STRATEGY_MEMORY, STRATEGY_EVEN_MEMORY, STRATEGY_DRAWN};
    static const enum replay_strategy by_cpu[] = {STRATEGY_CPU, STRATEGY_EVEN_CPU, STRATEGY_DRAWN};
    double volume[PACKING_DIMENSIONS_MAX];
    double instances = arrival_volumes(fleet, type, members, members_count, volume);
    const enum replay_strategy *strategies = arrival_packs_by(rule, volume) == DIMENSION_CPU ? by_cpu : by_memory;
    for (int k = 0; k < members_count; k++)
        ret_strategy_of_item[members[k]] =
            (unsigned char)strategies[arrival_way_of(fleet, type, &fleet->items[members[k]], rule, instances)];
}
