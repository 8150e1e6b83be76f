/* cluster_place.c — where one task goes, and which one is stopped. */
#include "planner/simulate/cluster_parts.h"

/* --- the book of what runs where --- */

static int32_t node_find(const struct cluster *cluster, int service, int instance)
{
    int32_t at = cluster->instances[instance].first;
    while (at != NONE && cluster->nodes[at].service != service)
        at = cluster->nodes[at].next_on_instance;
    return at;
}

static int32_t node_new(struct cluster *cluster)
{
    int32_t at = cluster->nodes_unused;
    if (at != NONE) {
        cluster->nodes_unused = cluster->nodes[at].next_on_instance;
        return at;
    }
    if (cluster->nodes_count == cluster->nodes_capacity) {
        cluster->nodes_capacity = cluster->nodes_capacity * 2 + 64;
        cluster->nodes = memory_resize(cluster->nodes, (size_t)cluster->nodes_capacity, sizeof *cluster->nodes);
    }
    return cluster->nodes_count++;
}

/* New nodes go to the front of both lists, so that taking them away again leaves the lists as they were. */
static void node_add(struct cluster *cluster, int service, int zone, int number)
{
    int32_t at = node_find(cluster, service, number);
    if (at != NONE) {
        cluster->nodes[at].count++;
        return;
    }
    at = node_new(cluster);
    struct instance *instance = &cluster->instances[number];
    int32_t *first = &cluster->first[service * cluster->facts->pool->zones + zone];
    cluster->nodes[at] = (struct placed){service, number, 1, instance->first, *first, NONE};
    if (*first != NONE)
        cluster->nodes[*first].previous = at;
    instance->first = *first = at;
}

static void node_free(struct cluster *cluster, int32_t at)
{
    struct placed *node = &cluster->nodes[at];
    struct instance *instance = &cluster->instances[node->instance];
    if (instance->row != NONE) {
        if (node->previous != NONE)
            cluster->nodes[node->previous].next = node->next;
        else
            cluster->first[node->service * cluster->facts->pool->zones + instance->zone] = node->next;
        if (node->next != NONE)
            cluster->nodes[node->next].previous = node->previous;
    }
    int32_t *link = &instance->first;
    while (*link != at)
        link = &cluster->nodes[*link].next_on_instance;
    *link = node->next_on_instance;
    node->next_on_instance = cluster->nodes_unused;
    cluster->nodes_unused = at;
}

static int task_start(struct cluster *cluster, int service, int zone, int row)
{
    struct zone_part *part = &cluster->parts[zone];
    part_change(part, cluster->facts, &cluster->facts->services[service], row, -1);
    cluster->running[service * cluster->facts->pool->zones + zone]++;
    node_add(cluster, service, zone, part->number[row]);
    return part->number[row];
}

static void task_stop(struct cluster *cluster, int32_t at)
{
    struct placed *node = &cluster->nodes[at];
    const struct instance *instance = &cluster->instances[node->instance];
    if (instance->row != NONE) {
        part_change(&cluster->parts[instance->zone], cluster->facts, &cluster->facts->services[node->service],
                    instance->row, 1);
        cluster->running[node->service * cluster->facts->pool->zones + instance->zone]--;
    }
    if (--node->count == 0)
        node_free(cluster, at);
}

/* --- which instances may take one --- */

static int count_bits(const uint64_t *bits, int words)
{
    int count = 0;
    for (int w = 0; w < words; w++)
        count += __builtin_popcountll(bits[w]);
    return count;
}

/* Takes out of cluster->fits what the constraints forbid: instances that run as many as they may, ports taken. */
static void fits_constrain(struct cluster *cluster, int service, int zone)
{
    const struct cluster_facts *facts = cluster->facts;
    const struct service_facts *asking = &facts->services[service];
    const struct zone_part *part = &cluster->parts[zone];
    int32_t at = asking->per_instance_max > 0 ? cluster->first[service * facts->pool->zones + zone] : NONE;
    for (; at != NONE; at = cluster->nodes[at].next) {
        int32_t row = cluster->instances[cluster->nodes[at].instance].row;
        if (cluster->nodes[at].count >= asking->per_instance_max)
            cluster->fits[row / WORD] &= ~((uint64_t)1 << (row % WORD));
    }
    for (int w = 0; asking->ports != NULL && w * WORD < part->count; w++)
        for (uint64_t left = cluster->fits[w]; left != 0; left &= left - 1) {
            const uint64_t *taken = part_ports(part, facts, w * WORD + __builtin_ctzll(left));
            for (int p = 0; p < facts->port_words; p++)
                if ((taken[p] & asking->ports[p]) != 0)
                    cluster->fits[w] &= ~(left & -left);
        }
}

/* Fills cluster->fits; returns how many rows it holds. */
static int fits_of_zone(struct cluster *cluster, int service, int zone)
{
    const struct service_facts *asking = &cluster->facts->services[service];
    const struct zone_part *part = &cluster->parts[zone];
    int words = (part->count + WORD - 1) / WORD;
    if (words > cluster->fits_capacity) {
        cluster->fits_capacity = part->capacity / WORD;
        cluster->fits = memory_resize(cluster->fits, (size_t)cluster->fits_capacity, sizeof *cluster->fits);
    }
    int count = part_fits(part, cluster->facts, asking, cluster->fits);
    if (count == 0 || !asking->constrained)
        return count;
    fits_constrain(cluster, service, zone);
    return count_bits(cluster->fits, words);
}

/* --- the strategies --- */

struct choice {
    int zone, row; /* row NONE = nothing yet */
    int ties;      /* instances as good as this one */
    int64_t keys[PLACEMENT_STRATEGIES_MAX];
};

static int row_of_bit(const uint64_t *bits, int64_t which)
{
    int w = 0;
    for (int here; which >= (here = __builtin_popcountll(bits[w])); w++)
        which -= here;
    uint64_t left = bits[w];
    for (; which > 0; which--)
        left &= left - 1;
    return w * WORD + __builtin_ctzll(left);
}

static bool any_below(const uint64_t *fits, const uint64_t *level, int words)
{
    uint64_t found = 0;
    for (int w = 0; w < words; w++)
        found |= fits[w] & ~level[w];
    return found != 0;
}

/* Keeps of cluster->fits those in the lowest level of the dimension that holds any: the least is among them. */
static void fits_lowest_level(struct cluster *cluster, const struct zone_part *part, int d, int level)
{
    const struct cluster_facts *facts = cluster->facts;
    int words = (part->count + WORD - 1) / WORD, most = facts->levels_count[d] - 1;
    while (level < most) {
        int middle = level + (most - level) / 2;
        if (any_below(cluster->fits, part_level(part, facts, d, middle + 1), words))
            most = middle;
        else
            level = middle + 1;
    }
    if (level + 1 >= facts->levels_count[d])
        return;
    const uint64_t *above = part_level(part, facts, d, level + 1);
    for (int w = 0; w < words; w++)
        cluster->fits[w] &= ~above[w];
}

enum { FEW = 8 };

/* The row of cluster->fits with the least free of the dimension; of equals, one drawn. */
static void choose_binpack(struct cluster *cluster, const struct service_facts *asking, int zone, int fits,
                           struct choice *choice)
{
    const struct zone_part *part = &cluster->parts[zone];
    const int32_t *key = part->free[asking->binpack];
    int32_t least = INT32_MAX;
    if (fits > FEW && asking->need[asking->binpack] > 0)
        fits_lowest_level(cluster, part, asking->binpack, asking->level[asking->binpack]);
    for (int w = 0; w * WORD < part->count; w++)
        for (uint64_t left = cluster->fits[w]; left != 0; left &= left - 1) {
            int row = w * WORD + __builtin_ctzll(left);
            choice->ties = key[row] < least ? 1 : choice->ties + (key[row] == least);
            choice->row = key[row] < least ? row : choice->row;
            least = key[row] < least ? key[row] : least;
        }
    choice->keys[0] = least;
    if (choice->ties == 1)
        return;
    int64_t which = cluster_draw(cluster, choice->ties);
    for (int w = choice->row / WORD; w * WORD < part->count; w++)
        for (uint64_t left = cluster->fits[w]; left != 0; left &= left - 1) {
            int row = w * WORD + __builtin_ctzll(left);
            if (key[row] == least && which-- == 0) {
                choice->row = row;
                return;
            }
        }
}

static int64_t key_of(const struct cluster *cluster, int service, int zone, int row, enum placement_strategy strategy)
{
    const struct zone_part *part = &cluster->parts[zone];
    switch (strategy) {
    case PLACE_SPREAD_ZONES:
        return cluster->running[service * cluster->facts->pool->zones + zone];
    case PLACE_SPREAD_INSTANCES:
        return part->mark[row];
    case PLACE_BINPACK_CPU:
        return part->free[RESOURCE_CPU][row];
    case PLACE_BINPACK_MEMORY:
        return part->free[RESOURCE_MEMORY][row];
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
    if (order < 0 || cluster_draw(cluster, ties) < offer->ties)
        *choice = *offer;
    choice->ties = ties;
}

static void marks_set(struct cluster *cluster, int service, int zone, bool set)
{
    int32_t at = cluster->first[service * cluster->facts->pool->zones + zone];
    for (; at != NONE; at = cluster->nodes[at].next) {
        const struct placed *node = &cluster->nodes[at];
        cluster->parts[zone].mark[cluster->instances[node->instance].row] = set ? node->count : 0;
    }
}

static void choose_by_keys(struct cluster *cluster, int service, int zone, struct choice *choice)
{
    const struct service_facts *asking = &cluster->facts->services[service];
    const struct zone_part *part = &cluster->parts[zone];
    if (asking->counted)
        marks_set(cluster, service, zone, true);
    for (int w = 0; w * WORD < part->count; w++)
        for (uint64_t left = cluster->fits[w]; left != 0; left &= left - 1) {
            struct choice offer = {zone, w * WORD + __builtin_ctzll(left), 1, {0}};
            for (int i = 0; i < asking->keys_count; i++)
                offer.keys[i] = key_of(cluster, service, zone, offer.row, asking->keys[i]);
            choice_offer(cluster, asking, &offer, choice);
        }
    if (asking->counted)
        marks_set(cluster, service, zone, false);
}

/* --- placing --- */

static struct choice choose_in_zone(struct cluster *cluster, int service, int zone)
{
    const struct service_facts *asking = &cluster->facts->services[service];
    struct choice choice = {.zone = zone, .row = NONE};
    int fits = fits_of_zone(cluster, service, zone);
    if (fits == 0)
        return choice;
    if (asking->drawn) {
        choice.ties = fits;
        choice.row = row_of_bit(cluster->fits, fits > 1 ? cluster_draw(cluster, fits) : 0);
    } else if (asking->binpack != NONE) {
        choose_binpack(cluster, asking, zone, fits, &choice);
    } else {
        choose_by_keys(cluster, service, zone, &choice);
    }
    return choice;
}

int cluster_place_in_zone(struct cluster *cluster, int service, int zone)
{
    cluster->steps++;
    int row = choose_in_zone(cluster, service, zone).row;
    return row == NONE ? NONE : task_start(cluster, service, zone, row);
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
        if (ties == 1 || cluster_draw(cluster, ties) == 0)
            best = zone;
    }
    return best;
}

static int place_zones_first(struct cluster *cluster, int service)
{
    unsigned tried = 0;
    for (int zone; (zone = zone_next(cluster, service, tried)) != NONE; tried |= 1u << zone) {
        int row = choose_in_zone(cluster, service, zone).row;
        if (row != NONE)
            return task_start(cluster, service, zone, row);
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
        struct choice offer = choose_in_zone(cluster, service, zone);
        if (offer.row != NONE)
            choice_offer(cluster, facts, &offer, &choice);
    }
    return choice.row == NONE ? NONE : task_start(cluster, service, choice.zone, choice.row);
}

/* --- stopping --- */

static int32_t node_of_most_free(struct cluster *cluster, int service, int zone, enum resource resource)
{
    int32_t best = NONE, at = cluster->first[service * cluster->facts->pool->zones + zone], most = -1;
    for (int ties = 0; at != NONE; at = cluster->nodes[at].next) {
        int32_t here = cluster->parts[zone].free[resource][cluster->instances[cluster->nodes[at].instance].row];
        if (here < most)
            continue;
        ties = here == most ? ties + 1 : 1;
        if (ties == 1 || cluster_draw(cluster, ties) == 0)
            best = at;
        most = here;
    }
    return best;
}

static int32_t node_drawn(struct cluster *cluster, int service, int zone)
{
    int list = service * cluster->facts->pool->zones + zone;
    int64_t which = cluster_draw(cluster, cluster->running[list]);
    int32_t at = cluster->first[list];
    while ((which -= cluster->nodes[at].count) >= 0)
        at = cluster->nodes[at].next;
    return at;
}

int cluster_stop_in_zone(struct cluster *cluster, int service, int zone)
{
    const struct service_facts *facts = &cluster->facts->services[service];
    int32_t at = NONE;
    cluster->steps++;
    if (facts->keys_count > 0 && facts->keys[0] == PLACE_BINPACK_CPU)
        at = node_of_most_free(cluster, service, zone, RESOURCE_CPU);
    else if (facts->keys_count > 0 && facts->keys[0] == PLACE_BINPACK_MEMORY)
        at = node_of_most_free(cluster, service, zone, RESOURCE_MEMORY);
    else
        at = node_drawn(cluster, service, zone);
    int instance = cluster->nodes[at].instance;
    task_stop(cluster, at);
    return instance;
}

int cluster_stop(struct cluster *cluster, int service)
{
    const int32_t *running = &cluster->running[service * cluster->facts->pool->zones];
    int best = NONE, ties = 0;
    for (int zone = 0; zone < cluster->facts->pool->zones; zone++) {
        if (running[zone] == 0 || (best != NONE && running[zone] < running[best]))
            continue;
        ties = best != NONE && running[zone] == running[best] ? ties + 1 : 1;
        if (ties == 1 || cluster_draw(cluster, ties) == 0)
            best = zone;
    }
    return best == NONE ? NONE : cluster_stop_in_zone(cluster, service, best);
}

void cluster_stop_on(struct cluster *cluster, int service, int instance)
{
    int32_t at = node_find(cluster, service, instance);
    BUG_IF(at == NONE);
    task_stop(cluster, at);
}
