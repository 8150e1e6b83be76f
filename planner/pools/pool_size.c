#include "planner/pools/pool_size.h"
#include "data/base/wide.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Among many members the rests even out, and one way to spread them is enough. */
enum { MEMBERS_SPREAD_TWICE = 150 };

/* Packings of one pool_size call by their counts: zones and hours often ask for the same. */
struct need_memo {
    int width, used, room, cells_count;
    int64_t *counts; /* [room * width] */
    int64_t *bins;   /* [room] */
    int *cells;      /* open addressing; index + 1, 0 = empty */
};

static void memo_begin(struct need_memo *memo, int width, int entries_max)
{
    int cells = 64;
    while (cells < entries_max * 2)
        cells *= 2;
    memo->width = width;
    memo->used = 0;
    memo->room = entries_max;
    memo->cells_count = cells;
    memo->counts = memory_resize(memo->counts, (size_t)entries_max * (size_t)width + 1, sizeof *memo->counts);
    memo->bins = memory_resize(memo->bins, (size_t)entries_max + 1, sizeof *memo->bins);
    memo->cells = memory_resize(memo->cells, (size_t)cells, sizeof *memo->cells);
    memset(memo->cells, 0, (size_t)cells * sizeof *memo->cells);
}

/* The cell where `counts` is, or would go. */
static int *memo_cell(struct need_memo *memo, const int64_t *counts)
{
    uint64_t hash = 14695981039346656037u;
    for (int i = 0; i < memo->width; i++)
        hash = (hash ^ (uint64_t)counts[i]) * 1099511628211u;
    unsigned cell = (unsigned)(hash ^ hash >> 32) & (unsigned)(memo->cells_count - 1);
    while (memo->cells[cell] > 0 && memcmp(memo->counts + (size_t)(memo->cells[cell] - 1) * (size_t)memo->width, counts,
                                           (size_t)memo->width * sizeof *counts) != 0)
        cell = (cell + 1) & (unsigned)(memo->cells_count - 1);
    return &memo->cells[cell];
}

static int64_t bins_of(struct pool_sizer *sizer, const int64_t *counts, enum zone_effort effort)
{
    struct need_memo *memo = sizer->memo;
    int *cell = memo_cell(memo, counts);
    if (*cell == 0) {
        BUG_IF(memo->used == memo->room);
        memcpy(memo->counts + (size_t)memo->used * (size_t)memo->width, counts, (size_t)memo->width * sizeof *counts);
        memo->bins[memo->used] = zone_packer_bins(&sizer->packer, counts, effort);
        memo->used++;
        *cell = memo->used;
        sizer->packings++;
    }
    return memo->bins[*cell - 1];
}

/* --- the members as kinds --- */

static int member_compare(const void *a, const void *b, void *context)
{
    const struct pool_sizer *sizer = context;
    int i = *(const int *)a, j = *(const int *)b;
    if (sizer->weight[i] != sizer->weight[j])
        return sizer->weight[i] > sizer->weight[j] ? -1 : 1;
    return (i > j) - (i < j);
}

static double largest_share(const struct fleet *fleet, const struct fleet_type *type, const struct fleet_item *item)
{
    double share = 0;
    for (int d = 0; d < fleet->dimensions; d++)
        if (item->size[d] > 0)
            share = fmax(share, (double)item->size[d] / (double)type->capacity[d]);
    return share;
}

/* Orders the members by falling share and gives each its kind; returns the kinds. */
static int gather_kinds(struct pool_sizer *sizer, const struct fleet_type *type, const int *members, int members_count)
{
    const struct fleet *fleet = sizer->fleet;
    int kinds = 0;
    for (int k = 0; k < members_count; k++) {
        sizer->order[k] = members[k];
        sizer->weight[members[k]] = largest_share(fleet, type, &fleet->items[members[k]]);
    }
    qsort_r(sizer->order, (size_t)members_count, sizeof *sizer->order, member_compare, sizer);
    for (int k = 0; k < members_count; k++) {
        const struct fleet_item *item = &fleet->items[sizer->order[k]];
        if (sizer->kind_of[item->kind] < 0) {
            sizer->kind_of[item->kind] = kinds;
            sizer->zone_items[kinds++] = (struct zone_item){item->size, item->per_instance_max};
        }
        sizer->member_kind[k] = sizer->kind_of[item->kind];
    }
    return kinds;
}

static void forget_kinds(struct pool_sizer *sizer, const int *members, int members_count)
{
    for (int k = 0; k < members_count; k++)
        sizer->kind_of[sizer->fleet->items[members[k]].kind] = -1;
}

static struct zone_pattern_set seed_set(struct pool_sizer *sizer, const struct book_set *set)
{
    struct zone_pattern *patterns = ARENA_ARRAY(&sizer->seeds, struct zone_pattern, set->count);
    for (int p = 0; p < set->count; p++) {
        const struct book_pattern *from = &set->patterns[p];
        int *items = ARENA_ARRAY(&sizer->seeds, int, from->entries_count + 1);
        for (int e = 0; e < from->entries_count; e++)
            items[e] = sizer->kind_of[from->kinds[e]];
        patterns[p] = (struct zone_pattern){from->bins, from->entries_count, items, from->counts};
    }
    return (struct zone_pattern_set){patterns, set->count};
}

/* The book's latest sets of this type, in the packer's kinds. */
static void give_seeds(struct pool_sizer *sizer, const struct fleet_type *type)
{
    int wanted = (int)(type - sizer->fleet->types), count = 0;
    arena_release(&sizer->seeds);
    if (!sizer->book)
        return;
    struct zone_pattern_set *sets = ARENA_ARRAY(&sizer->seeds, struct zone_pattern_set, BOOK_SETS_OF_TYPE_MAX);
    for (int b = sizer->book->count - 1; b >= 0 && count < BOOK_SETS_OF_TYPE_MAX; b--)
        if (sizer->book->sets[b].type == wanted)
            sets[count++] = seed_set(sizer, &sizer->book->sets[b]);
    sizer->packer.sets = sets;
    sizer->packer.sets_count = count;
}

/* --- one hour --- */

static const int64_t *member_tasks(const struct fleet_item *item, enum sizing sizing)
{
    return sizing == SIZING_ALL ? item->room : item->tasks;
}

/* Where the rest of a division goes: to the zone least loaded so far, or to the first zones, so that the others need no
 * instance for it. The packer is free to choose; which is smaller depends on how full the last instances are. */
enum rest_rule { REST_TO_LEAST_LOADED, REST_TO_FIRST };

static void spread_over_zones(struct pool_sizer *sizer, int members_count, int kinds, int slot, enum sizing sizing,
                              int zones, enum rest_rule rule)
{
    const struct fleet *fleet = sizer->fleet;
    double load[PROFILE_ZONES_MAX] = {0};
    memset(sizer->counts, 0, (size_t)zones * (size_t)kinds * sizeof *sizer->counts);
    for (int k = 0; k < members_count; k++) {
        int64_t tasks = member_tasks(&fleet->items[sizer->order[k]], sizing)[slot];
        bool taken[PROFILE_ZONES_MAX] = {false};
        for (int z = 0; z < zones; z++)
            sizer->counts[z * kinds + sizer->member_kind[k]] += tasks / zones;
        for (int64_t rest = tasks % zones; rest > 0; rest--) {
            int least = -1;
            for (int z = 0; z < zones; z++)
                if (!taken[z] && (least < 0 || (rule == REST_TO_LEAST_LOADED && load[z] < load[least])))
                    least = z;
            taken[least] = true;
            load[least] += sizer->weight[sizer->order[k]];
            sizer->counts[least * kinds + sizer->member_kind[k]]++;
        }
    }
}

/* Every zone must hold what is left when one is lost: ceil(n / (zones - 1)). */
static void spread_for_zone_loss(struct pool_sizer *sizer, int members_count, int kinds, int slot, enum sizing sizing,
                                 int zones)
{
    memset(sizer->counts, 0, (size_t)kinds * sizeof *sizer->counts);
    for (int k = 0; k < members_count; k++) {
        int64_t tasks = member_tasks(&sizer->fleet->items[sizer->order[k]], sizing)[slot];
        sizer->counts[sizer->member_kind[k]] += (tasks + zones - 2) / (zones - 1);
    }
}

int64_t balanced_group_size(const int64_t *need, int zones)
{
    int64_t most = 1;
    int neediest = 0;
    for (int z = 0; z < zones; z++)
        most = need[z] > most ? need[z] : most;
    for (int z = 0; z < zones; z++)
        neediest += need[z] == most;
    return most == 1 ? zones : (most - 1) * zones + neediest;
}

static int64_t slot_instances(struct pool_sizer *sizer, int members_count, int kinds, int slot, enum sizing sizing,
                              enum zone_effort effort)
{
    int zones = sizing == SIZING_WHOLE ? 1 : sizer->fleet->zones;
    int64_t need[PROFILE_ZONES_MAX];
    if (sizing >= SIZING_ZONE_LOSS && sizer->fleet->zone_loss) {
        spread_for_zone_loss(sizer, members_count, kinds, slot, sizing, zones);
        int64_t bins = bins_of(sizer, sizer->counts, effort);
        return zones * (bins > 1 ? bins : 1);
    }
    int64_t least = INT64_MAX;
    for (int rule = REST_TO_LEAST_LOADED; rule <= REST_TO_FIRST; rule++) {
        if (rule == REST_TO_FIRST && (least == zones || members_count > MEMBERS_SPREAD_TWICE))
            break;
        spread_over_zones(sizer, members_count, kinds, slot, sizing, zones, (enum rest_rule)rule);
        for (int z = 0; z < zones; z++)
            need[z] = bins_of(sizer, sizer->counts + z * kinds, effort);
        int64_t instances = balanced_group_size(need, zones);
        least = instances < least ? instances : least;
    }
    return least;
}

/* --- a pool --- */

int64_t month_add(int64_t a, int64_t b)
{
    return a > INT64_MAX - b ? MONTH_TOO_DEAR : a + b;
}

/* usd_of_month for sums that may not fit. */
static int64_t month_of(int128 sum_of_hours, int hours)
{
    if (sum_of_hours > (int128)INT64_MAX / HOURS_PER_MONTH * hours || sum_of_hours > INT64_MAX)
        return MONTH_TOO_DEAR;
    return usd_of_month((struct usd_per_hour){(int64_t)sum_of_hours}, hours).nano;
}

/* Volume only: the resource that fills first, in fractions of an instance. */
static int64_t fractional_month(const struct fleet *fleet, const struct fleet_type *type, int64_t hour_nano,
                                const int *members, int members_count)
{
    double sum = 0;
    for (int slot = 0; slot < fleet->slots; slot++) {
        double fullest = 0;
        for (int d = 0; d < fleet->dimensions; d++) {
            double volume = 0;
            for (int k = 0; k < members_count; k++)
                volume += (double)fleet->items[members[k]].size[d] * (double)fleet->items[members[k]].tasks[slot];
            if (volume > 0)
                fullest = fmax(fullest, volume / (double)type->capacity[d]);
        }
        sum += fullest * (double)fleet->slot_hours[slot];
    }
    double month = sum * (double)hour_nano * HOURS_PER_MONTH / (double)fleet->hours;
    return month < 9e18 ? (int64_t)month : MONTH_TOO_DEAR;
}

double pool_least(const struct fleet *fleet, const struct fleet_type *type, int64_t hour_nano, const int *members,
                  int members_count, double *scratch)
{
    double lost = fleet->zone_loss ? (double)fleet->zones / (double)(fleet->zones - 1) : 1, sum = 0;
    if (members_count == 0)
        return 0;
    for (int s = 0; s < fleet->slots; s++)
        scratch[s] = fleet->zones;
    for (int d = 0; d < fleet->dimensions; d++) {
        double *volume = scratch + fleet->slots, capacity = (double)type->capacity[d];
        bool used = false;
        memset(volume, 0, (size_t)fleet->slots * sizeof *volume);
        for (int k = 0; k < members_count; k++) {
            const struct fleet_item *item = &fleet->items[members[k]];
            double size = (double)item->size[d] * lost;
            used = used || size > 0;
            for (int s = 0; s < fleet->slots && size > 0; s++)
                volume[s] += size * (double)item->room[s];
        }
        for (int s = 0; s < fleet->slots && used; s++)
            scratch[s] = fmax(scratch[s], ceil(volume[s] / capacity - 1e-9));
    }
    for (int s = 0; s < fleet->slots; s++)
        sum += scratch[s] * (double)fleet->slot_hours[s];
    return sum * (double)hour_nano * HOURS_PER_MONTH / (double)fleet->hours;
}

int64_t pool_size(struct pool_sizer *sizer, const struct fleet_type *type, int64_t hour_nano, const int *members,
                  int members_count, enum sizing sizing, enum zone_effort effort, int64_t *ret_instances)
{
    const struct fleet *fleet = sizer->fleet;
    if (ret_instances)
        memset(ret_instances, 0, (size_t)fleet->slots * sizeof *ret_instances);
    if (members_count == 0)
        return 0;
    if (sizing == SIZING_FRACTIONAL)
        return fractional_month(fleet, type, hour_nano, members, members_count);
    int kinds = gather_kinds(sizer, type, members, members_count);
    zone_packer_init(&sizer->packer, fleet->dimensions, type->capacity, sizer->zone_items, kinds);
    give_seeds(sizer, type);
    forget_kinds(sizer, members, members_count);
    memo_begin(sizer->memo, kinds, fleet->slots * fleet->zones * 2);
    sizer->packer.steps += (int64_t)members_count * fleet->slots * 2;
    int128 sum = 0;
    for (int slot = 0; slot < fleet->slots; slot++) {
        int64_t instances = slot_instances(sizer, members_count, kinds, slot, sizing, effort);
        if (ret_instances)
            ret_instances[slot] = instances;
        sum += (int128)hour_nano * instances * fleet->slot_hours[slot];
    }
    return month_of(sum, fleet->hours);
}

void pool_sizer_init(struct pool_sizer *sizer, const struct fleet *fleet)
{
    size_t items = (size_t)fleet->items_count + 1, kinds = (size_t)fleet->kinds_count + 1;
    *sizer = (struct pool_sizer){.fleet = fleet};
    sizer->kind_of = memory_alloc(kinds, sizeof *sizer->kind_of);
    sizer->order = memory_alloc(items, sizeof *sizer->order);
    sizer->member_kind = memory_alloc(items, sizeof *sizer->member_kind);
    sizer->weight = memory_alloc(items, sizeof *sizer->weight);
    sizer->zone_items = memory_alloc(kinds, sizeof *sizer->zone_items);
    sizer->counts = memory_alloc(kinds * PROFILE_ZONES_MAX, sizeof *sizer->counts);
    sizer->memo = memory_alloc(1, sizeof *sizer->memo);
    for (int k = 0; k < fleet->kinds_count; k++)
        sizer->kind_of[k] = -1;
}

void pool_sizer_release(struct pool_sizer *sizer)
{
    if (sizer->memo) {
        free(sizer->memo->counts);
        free(sizer->memo->bins);
        free(sizer->memo->cells);
    }
    free(sizer->memo);
    free(sizer->kind_of);
    free(sizer->order);
    free(sizer->member_kind);
    free(sizer->weight);
    free(sizer->zone_items);
    free(sizer->counts);
    zone_packer_release(&sizer->packer);
    arena_release(&sizer->seeds);
    *sizer = (struct pool_sizer){0};
}
