/* cluster_place.c — where one task goes. */
#include "planner/simulate/cluster_parts.h"

#include <string.h>

/* --- which instances may take one --- */

static bool row_forbidden(const struct cluster_facts *facts, const struct service_facts *asking,
                          const struct zone_part *part, int row)
{
    const uint64_t *taken = part_ports(part, facts, row);
    if (asking->per_instance_max > 0 && part_counts(part, asking)[row] >= asking->per_instance_max)
        return true;
    for (int p = 0; p < facts->port_words && asking->ports != NULL; p++)
        if ((taken[p] & asking->ports[p]) != 0)
            return true;
    return false;
}

/* Takes out of cluster->fits what the constraints forbid: instances that run as many as they may, ports taken.
 * Whether any are left. */
static bool fits_constrain(struct cluster *cluster, const struct service_facts *asking, const struct zone_part *part)
{
    uint64_t any = 0;
    for (int w = 0; w * WORD < part->count; w++) {
        for (uint64_t left = cluster->fits[w]; left != 0; left &= left - 1)
            if (row_forbidden(cluster->facts, asking, part, w * WORD + __builtin_ctzll(left)))
                cluster->fits[w] &= ~(left & -left);
        any |= cluster->fits[w];
    }
    return any != 0;
}

/* Fills cluster->fits with the rows that may take a task; whether there are any. */
static bool fits_of_zone(struct cluster *cluster, int service, int zone)
{
    const struct service_facts *asking = &cluster->facts->services[service];
    const struct zone_part *part = &cluster->parts[zone];
    if (part->capacity / WORD > cluster->fits_capacity) {
        cluster->fits_capacity = part->capacity / WORD;
        cluster->fits = memory_resize(cluster->fits, (size_t)cluster->fits_capacity, sizeof *cluster->fits);
    }
    if (!part_fits(part, cluster->facts, asking, cluster->fits))
        return false;
    return !asking->constrained || fits_constrain(cluster, asking, part);
}

/* --- the strategies --- */

struct choice {
    int zone, row; /* row NONE = nothing yet */
    int ties;      /* instances as good as this one */
    int64_t keys[PLACEMENT_STRATEGIES_MAX];
};

/* Any row of cluster->fits, drawn. */
static void choose_drawn(struct cluster *cluster, int zone, struct choice *choice)
{
    int words = (cluster->parts[zone].count + WORD - 1) / WORD, w = 0;
    for (int i = 0; i < words; i++)
        if (cluster->fits[i] != 0)
            choice->ties += bits_count(cluster->fits[i]);
    int which = choice->ties > 1 ? (int)draw_below(cluster, choice->ties) : 0;
    for (int here; which >= (here = cluster->fits[w] != 0 ? bits_count(cluster->fits[w]) : 0); w++)
        which -= here;
    uint64_t left = cluster->fits[w];
    for (; which > 0; which--)
        left &= left - 1;
    choice->row = w * WORD + __builtin_ctzll(left);
}

enum { NEAR = 8 }; /* levels looked at one by one: mostly there is one */

static bool any_below(const uint64_t *fits, const uint64_t *level, int words)
{
    enum { STRIDE = 8 }; /* tested together, so that the compiler uses wide registers */
    uint64_t found = 0;
    int w = 0;
    for (; w + STRIDE <= words && found == 0; w += STRIDE)
        for (int i = 0; i < STRIDE; i++)
            found |= fits[w + i] & ~level[w + i];
    for (; w < words && found == 0; w++)
        found = fits[w] & ~level[w];
    return found != 0;
}

/* The lowest level of the dimension, `level` or above, that holds any row of cluster->fits: the least is among its.
 * Returns the bits of what is above that level, NULL where nothing is. */
static const uint64_t *fits_lowest_level(const struct cluster *cluster, const struct zone_part *part, int d, int level)
{
    const struct cluster_facts *facts = cluster->facts;
    int words = (part->count + WORD - 1) / WORD, most = facts->levels_count[d] - 1;
    int near = level + NEAR < most ? level + NEAR : most;
    while (level < near && !any_below(cluster->fits, part_level(part, facts, d, level + 1), words))
        level++;
    most = level < near ? level : most;
    while (level < most) {
        int middle = level + (most - level) / 2;
        if (any_below(cluster->fits, part_level(part, facts, d, middle + 1), words))
            most = middle;
        else
            level = middle + 1;
    }
    return level + 1 < facts->levels_count[d] ? part_level(part, facts, d, level + 1) : NULL;
}

/* Leaves in cluster->fits the rows with the least free of the dimension; how much that is. */
static int64_t fits_binpack(struct cluster *cluster, const struct service_facts *asking, const struct zone_part *part,
                            int d)
{
    const struct cluster_facts *facts = cluster->facts;
    const uint64_t *above = NULL;
    int32_t least = INT32_MAX;
    if (asking->need[d] > 0)
        above = fits_lowest_level(cluster, part, d, asking->level[d]);
    if (asking->need[d] > 0 && above == NULL && facts->levels[d][facts->levels_count[d] - 1] == facts->base[d])
        return facts->base[d]; /* all are empty */
    for (int w = 0; w * WORD < part->count; w++) {
        uint64_t left = cluster->fits[w] & (above != NULL ? ~above[w] : ~(uint64_t)0), kept = 0;
        for (; left != 0; left &= left - 1) {
            int32_t key = part->rows[w * WORD + __builtin_ctzll(left)].free[d];
            if (key > least)
                continue;
            if (key < least)
                memset(cluster->fits, 0, (size_t)w * sizeof *cluster->fits);
            kept = (key < least ? 0 : kept) | (left & -left);
            least = key;
        }
        cluster->fits[w] = kept;
    }
    return least;
}

/* Leaves in cluster->fits the rows with the fewest tasks of the service; how many that is. */
static int64_t fits_spread(struct cluster *cluster, const struct service_facts *asking, const struct zone_part *part)
{
    const uint16_t *key = part_counts(part, asking);
    int least = INT32_MAX;
    for (int w = 0; w * WORD < part->count; w++) {
        uint64_t kept = 0;
        for (uint64_t left = cluster->fits[w]; left != 0; left &= left - 1) {
            int row = w * WORD + __builtin_ctzll(left);
            if (key[row] > least)
                continue;
            if (key[row] < least)
                memset(cluster->fits, 0, (size_t)w * sizeof *cluster->fits);
            kept = (key[row] < least ? 0 : kept) | (left & -left);
            least = key[row];
        }
        cluster->fits[w] = kept;
    }
    return least;
}

static int64_t fits_apply(struct cluster *cluster, int service, int zone, enum placement_strategy strategy)
{
    const struct service_facts *asking = &cluster->facts->services[service];
    const struct zone_part *part = &cluster->parts[zone];
    switch (strategy) {
    case PLACE_SPREAD_ZONES:
        return cluster->running[service * cluster->facts->pool->zones + zone];
    case PLACE_SPREAD_INSTANCES:
        return fits_spread(cluster, asking, part);
    case PLACE_BINPACK_CPU:
        return fits_binpack(cluster, asking, part, RESOURCE_CPU);
    case PLACE_BINPACK_MEMORY:
        return fits_binpack(cluster, asking, part, RESOURCE_MEMORY);
    case PLACE_RANDOM:
        return 0;
    }
    return 0;
}

static int keys_compare(const struct service_facts *asking, const int64_t *a, const int64_t *b)
{
    for (int i = 0; i < asking->keys_count; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

/* `ties` instances as good as `row`, one drawn of them: of equals over all that is offered each is as likely. */
static void choice_offer(struct cluster *cluster, const struct service_facts *asking, const struct choice *offer,
                         struct choice *choice)
{
    int order = choice->row == NONE ? -1 : keys_compare(asking, offer->keys, choice->keys);
    if (order > 0)
        return;
    int ties = order == 0 ? choice->ties + offer->ties : offer->ties;
    if (order < 0 || draw_below(cluster, ties) < offer->ties)
        *choice = *offer;
    choice->ties = ties;
}

/* --- placing --- */

static int choose_in_zone(struct cluster *cluster, int service, int zone, struct choice *choice)
{
    const struct service_facts *asking = &cluster->facts->services[service];
    choice->zone = zone;
    choice->row = NONE;
    choice->ties = 0;
    if (!fits_of_zone(cluster, service, zone))
        return NONE;
    for (int i = 0; i < asking->keys_count; i++)
        choice->keys[i] = fits_apply(cluster, service, zone, asking->keys[i]);
    choose_drawn(cluster, zone, choice);
    return choice->row;
}

int cluster_place_in_zone(struct cluster *cluster, int service, int zone)
{
    struct choice choice;
    cluster->steps++;
    int row = choose_in_zone(cluster, service, zone, &choice);
    return row == NONE ? NONE : cluster_start_task(cluster, service, zone, row);
}

/* Of the zones not yet tried, one with the fewest tasks of the service; NONE when all are. */
static int zone_next(struct cluster *cluster, int service, unsigned tried)
{
    const int32_t *running = &cluster->running[service * cluster->facts->pool->zones];
    int best = NONE, ties = 0;
    for (int zone = 0; zone < cluster->facts->pool->zones; zone++) {
        if ((tried & 1u << zone) != 0 || cluster->parts[zone].count == 0 ||
            (best != NONE && running[zone] > running[best]))
            continue;
        ties = best != NONE && running[zone] == running[best] ? ties + 1 : 1;
        if (ties == 1 || draw_below(cluster, ties) == 0)
            best = zone;
    }
    return best;
}

static int place_zones_first(struct cluster *cluster, int service)
{
    struct choice choice;
    unsigned tried = 0;
    for (int zone; (zone = zone_next(cluster, service, tried)) != NONE; tried |= 1u << zone) {
        int row = choose_in_zone(cluster, service, zone, &choice);
        if (row != NONE)
            return cluster_start_task(cluster, service, zone, row);
    }
    return NONE;
}

int cluster_place(struct cluster *cluster, int service)
{
    const struct service_facts *facts = &cluster->facts->services[service];
    cluster->steps++;
    if (!facts->fits_empty)
        return NONE;
    if (facts->zones_first)
        return place_zones_first(cluster, service);
    struct choice choice = {.row = NONE};
    for (int zone = 0; zone < cluster->facts->pool->zones; zone++) {
        struct choice offer;
        if (choose_in_zone(cluster, service, zone, &offer) != NONE)
            choice_offer(cluster, facts, &offer, &choice);
    }
    return choice.row == NONE ? NONE : cluster_start_task(cluster, service, choice.zone, choice.row);
}
