#include "planner/pools/arrival.h"
#include "data/base/arena.h"
#include "data/base/error.h"
#include "planner/pools/pool_size.h"
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Above so many tasks one zone stands for all. */
enum { TASKS_OF_ONE_ZONE = 1500 };

/* Bins of a zone from which on a few more or less are no matter. */
enum { BINS_MANY = 50, GROWN_TRIALS_MAX = 5 };

/* An instance that may still take something; sorted by what is left of the resource that binpack goes by. */
struct arrival_bin {
    int64_t left;
    int number; /* in order of opening */
};

/* The finaliser of MurmurHash3: any change of the input changes half of the bits. */
static uint64_t scramble(uint64_t value)
{
    value = (value ^ value >> 33) * 0xff51afd7ed558ccdu;
    value = (value ^ value >> 33) * 0xc4ceb9fe1a85ec53u;
    return value ^ value >> 33;
}

/* --- the drawn orders --- */

static int arrival_compare(const void *a, const void *b)
{
    const struct arrival *x = a, *y = b;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    if (x->item != y->item)
        return x->item - y->item;
    return (x->number > y->number) - (x->number < y->number);
}

static int64_t most_room(const struct fleet *fleet, const struct fleet_item *item)
{
    int64_t most = 0;
    for (int s = 0; s < fleet->slots; s++)
        most = item->room[s] > most ? item->room[s] : most;
    return most;
}

/* One in so many tasks is a zone's to hold. */
static int tasks_of_a_zone(const struct fleet *fleet)
{
    return fleet->zone_loss ? fleet->zones - 1 : fleet->zones;
}

static int64_t all_tasks(const struct fleet *fleet)
{
    int64_t sum = 0;
    for (int i = 0; i < fleet->items_count; i++)
        if (fleet->items[i].movable)
            sum += most_room(fleet, &fleet->items[i]);
    return sum;
}

/* Every `apart`-th task, counted over all items, so that items of few tasks are there in proportion; where one zone
 * stands for all, they are that zone's. Where a zone may be lost, each holds ceil(n / (zones - 1)) of an item. */
static int draw_order(struct arrivals *arrivals, int draw, uint64_t salt, struct arrival *coming)
{
    const struct fleet *fleet = arrivals->fleet;
    int count = 0;
    int64_t apart = arrivals->thinned * (arrivals->one_zone ? tasks_of_a_zone(fleet) : 1);
    int64_t passed = (int64_t)(scramble(salt * ARRIVAL_DRAWS_MAX + (uint64_t)draw) % (uint64_t)apart);
    for (int i = 0; i < fleet->items_count; i++) {
        int64_t most = fleet->items[i].movable ? most_room(fleet, &fleet->items[i]) : 0;
        uint64_t item_draw = scramble((uint64_t)i * 64 + (uint64_t)draw + 1 + scramble(salt)), taken = item_draw;
        for (int64_t n = 0; n < most; n++) {
            if (passed++ % apart != 0)
                continue;
            int zone = arrivals->one_zone ? 0 : (int)(taken++ % (uint64_t)fleet->zones);
            coming[count++] = (struct arrival){scramble(item_draw + (uint64_t)n), i, zone, n};
        }
    }
    qsort(coming, (size_t)count, sizeof *coming, arrival_compare);
    return count;
}

void arrivals_draw(struct arrivals *arrivals, uint64_t salt)
{
    for (int draw = 0; draw < arrivals->draws_count; draw++)
        arrivals->draws[draw + 1] =
            arrivals->draws[draw] + draw_order(arrivals, draw, salt, arrivals->coming + arrivals->draws[draw]);
    arrivals->steps += 20 * (int64_t)arrivals->draws[arrivals->draws_count] + all_tasks(arrivals->fleet) / 2;
}

void arrivals_init(struct arrivals *arrivals, const struct fleet *fleet, int64_t tasks_max, int draws_max)
{
    int64_t tasks = all_tasks(fleet);
    *arrivals = (struct arrivals){.fleet = fleet, .one_zone = tasks >= TASKS_OF_ONE_ZONE};
    if (arrivals->one_zone)
        tasks = tasks / tasks_of_a_zone(fleet) + 1;
    BUG_IF(draws_max > ARRIVAL_DRAWS_MAX);
    arrivals->thinned = 1 + tasks / tasks_max;
    int64_t draws = tasks_max / (tasks + 1);
    arrivals->draws_count = draws < 1 ? 1 : draws > draws_max ? draws_max : (int)draws;
    size_t room = (size_t)arrivals->draws_count * (size_t)(tasks / arrivals->thinned + 2) + 1;
    arrivals->coming = memory_alloc(room, sizeof *arrivals->coming);
    arrivals->mine = memory_alloc(room, sizeof *arrivals->mine);
    arrivals->draws = memory_alloc((size_t)arrivals->draws_count + 1, sizeof *arrivals->draws);
    arrivals->here = memory_alloc((size_t)fleet->items_count + 1, sizeof *arrivals->here);
    arrivals->way = memory_alloc((size_t)fleet->items_count + 1, sizeof *arrivals->way);
    arrivals->counted_of = memory_alloc((size_t)fleet->items_count + 1, sizeof *arrivals->counted_of);
    arrivals_draw(arrivals, 0);
}

void arrivals_release(struct arrivals *arrivals)
{
    free(arrivals->coming);
    free(arrivals->mine);
    free(arrivals->draws);
    free(arrivals->bins);
    free(arrivals->rooms);
    free(arrivals->copies);
    free(arrivals->counted_of);
    free(arrivals->way);
    free(arrivals->here);
    *arrivals = (struct arrivals){0};
}

/* --- one zone of one slot --- */

/* What does not change while a pool is looked at. */
struct filling {
    struct arrivals *arrivals;
    const struct fleet_type *type;
    int dimensions, dimension[PACKING_DIMENSIONS_MAX]; /* those any member uses; binpack's first */
    int64_t smallest[PACKING_DIMENSIONS_MAX];          /* of any member, by `dimension` */
    int counted_count;
    bool some_spread;                  /* evenly or by draw: all instances are there from the start */
    bool many;                         /* so many bins that about how many is near enough */
    int coming[ARRIVAL_DRAWS_MAX + 1]; /* where each draw begins in arrivals->mine */
    int open, opened, opened_max;
    double excess; /* bins found to be needed for each that the volume asks for, last time */
};

static int *copies_in(const struct filling *filling, const struct arrival_bin *bin, int counted)
{
    return &filling->arrivals->copies[(size_t)bin->number * (size_t)filling->counted_count + (size_t)counted];
}

static int64_t *room_of(const struct filling *filling, const struct arrival_bin *bin)
{
    return &filling->arrivals->rooms[(size_t)bin->number * (size_t)filling->dimensions];
}

static bool bin_holds(const struct filling *filling, const struct arrival_bin *bin, const struct fleet_item *item,
                      int counted)
{
    const int64_t *room = room_of(filling, bin);
    for (int d = 1; d < filling->dimensions; d++)
        if (room[d] < item->size[filling->dimension[d]])
            return false;
    return item->per_instance_max == 0 || *copies_in(filling, bin, counted) < item->per_instance_max;
}

/* The first bin with so much left of what binpack goes by. */
static int first_with_room(const struct filling *filling, int64_t size)
{
    int low = 0, high = filling->open;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (filling->arrivals->bins[middle].left < size)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void bins_reserve(struct filling *filling)
{
    struct arrivals *arrivals = filling->arrivals;
    if (filling->open == arrivals->bins_room) {
        arrivals->bins_room = arrivals->bins_room * 2 + 64;
        arrivals->bins = memory_resize(arrivals->bins, (size_t)arrivals->bins_room, sizeof *arrivals->bins);
    }
    if (filling->opened == arrivals->rooms_room) {
        arrivals->rooms_room = arrivals->rooms_room * 2 + 64;
        arrivals->rooms = memory_resize(arrivals->rooms, (size_t)arrivals->rooms_room * PACKING_DIMENSIONS_MAX,
                                        sizeof *arrivals->rooms);
    }
    size_t width = (size_t)filling->counted_count, needed = ((size_t)filling->opened + 1) * width;
    if (needed > arrivals->copies_room) {
        arrivals->copies_room = needed * 2;
        arrivals->copies = memory_resize(arrivals->copies, arrivals->copies_room, sizeof *arrivals->copies);
    }
    arrivals->steps += filling->counted_count / 32;
    if (width > 0)
        memset(arrivals->copies + (size_t)filling->opened * width, 0, width * sizeof *arrivals->copies);
}

static void open_bin(struct filling *filling)
{
    bins_reserve(filling);
    struct arrival_bin *bin = &filling->arrivals->bins[filling->open++];
    bin->number = filling->opened++;
    bin->left = filling->type->capacity[filling->dimension[0]];
    for (int d = 0; d < filling->dimensions; d++)
        room_of(filling, bin)[d] = filling->type->capacity[filling->dimension[d]];
}

static bool bin_is_full(const struct filling *filling, const struct arrival_bin *bin)
{
    const int64_t *room = room_of(filling, bin);
    for (int d = 0; d < filling->dimensions; d++)
        if (room[d] < filling->smallest[d])
            return true;
    return false;
}

/* Any bin that holds the task: the first such from one drawn on. */
static int draw_bin(struct filling *filling, const struct arrival *arrival, int from)
{
    const struct fleet_item *item = &filling->arrivals->fleet->items[arrival->item];
    int count = filling->open - from, counted = filling->arrivals->counted_of[arrival->item];
    int first = count > 0 ? (int)(scramble(arrival->order) % (uint64_t)count) : 0;
    for (int k = 0; k < count; k++) {
        int at = from + (first + k < count ? first + k : first + k - count);
        if (bin_holds(filling, &filling->arrivals->bins[at], item, counted)) {
            filling->arrivals->steps += k + 8;
            return at;
        }
    }
    filling->arrivals->steps += count + 4;
    return filling->open;
}

/* Where the task goes: the fullest bin that holds it, of an even item among those with the fewest of it. */
static int choose_bin(struct filling *filling, const struct arrival *arrival)
{
    struct arrivals *arrivals = filling->arrivals;
    const struct fleet_item *item = &arrivals->fleet->items[arrival->item];
    int counted = arrivals->counted_of[arrival->item];
    bool even = arrivals->way[arrival->item] == WAY_EVEN;
    int from = first_with_room(filling, item->size[filling->dimension[0]]), best = filling->open, fewest = INT_MAX;
    int at = from;
    if (arrivals->way[arrival->item] == WAY_DRAWN)
        return draw_bin(filling, arrival, from);
    for (; at < filling->open; at++) {
        if (even && *copies_in(filling, &arrivals->bins[at], counted) >= fewest)
            continue;
        if (!bin_holds(filling, &arrivals->bins[at], item, counted))
            continue;
        best = at;
        fewest = even ? *copies_in(filling, &arrivals->bins[at], counted) : 0;
        if (fewest == 0)
            break;
    }
    arrivals->steps += at - from + 4;
    return best;
}

static bool place(struct filling *filling, const struct arrival *arrival)
{
    struct arrivals *arrivals = filling->arrivals;
    const struct fleet_item *item = &arrivals->fleet->items[arrival->item];
    int at = choose_bin(filling, arrival), counted = arrivals->counted_of[arrival->item];
    if (at == filling->open) {
        if (filling->opened == filling->opened_max)
            return false;
        open_bin(filling);
    }
    struct arrival_bin bin = arrivals->bins[at];
    bin.left -= item->size[filling->dimension[0]];
    for (int d = 0; d < filling->dimensions; d++)
        room_of(filling, &bin)[d] -= item->size[filling->dimension[d]];
    if (counted >= 0)
        ++*copies_in(filling, &bin, counted);
    if (bin_is_full(filling, &bin)) {
        memmove(&arrivals->bins[at], &arrivals->bins[at + 1], (size_t)(--filling->open - at) * sizeof bin);
        return true;
    }
    int before = at;
    for (; at > 0 && arrivals->bins[at - 1].left > bin.left; at--)
        arrivals->bins[at] = arrivals->bins[at - 1];
    arrivals->bins[at] = bin;
    arrivals->steps += arrivals->fleet->large ? (before - at) / 8 : 0;
    return true;
}

/* Whether the zone must hold the task in the slot. */
static bool comes(const struct arrivals *arrivals, const struct arrival *arrival, int slot, int zone)
{
    const struct fleet *fleet = arrivals->fleet;
    if (arrival->number >= fleet->items[arrival->item].room[slot])
        return false;
    if (fleet->zone_loss)
        return arrivals->one_zone || arrival->number % (fleet->zones - 1) == 0;
    return arrival->zone == zone;
}

struct hour_zone {
    int draw, slot, zone;
};

/* Whether so many bins do; `there` of them from the start. */
static bool bins_do(struct filling *filling, struct hour_zone at, int there, int bins)
{
    struct arrivals *arrivals = filling->arrivals;
    filling->open = filling->opened = 0;
    filling->opened_max = bins;
    while (filling->opened < there)
        open_bin(filling);
    arrivals->steps += (filling->coming[at.draw + 1] - filling->coming[at.draw]) / 4;
    for (int k = filling->coming[at.draw]; k < filling->coming[at.draw + 1]; k++) {
        const struct arrival *arrival = &arrivals->mine[k];
        if (comes(arrivals, arrival, at.slot, at.zone) && !place(filling, arrival))
            return false;
    }
    return true;
}

static double volume_of(const struct filling *filling, struct hour_zone at)
{
    const struct arrivals *arrivals = filling->arrivals;
    const struct fleet *fleet = arrivals->fleet;
    double volume[PACKING_DIMENSIONS_MAX] = {0}, fullest = 0;
    for (int k = filling->coming[at.draw]; k < filling->coming[at.draw + 1]; k++)
        for (int d = 0; d < filling->dimensions && comes(arrivals, &arrivals->mine[k], at.slot, at.zone); d++)
            volume[d] += (double)fleet->items[arrivals->mine[k].item].size[filling->dimension[d]];
    for (int d = 0; d < filling->dimensions; d++)
        fullest = fmax(fullest, volume[d] / (double)filling->type->capacity[filling->dimension[d]]);
    return fullest;
}

/* The fewest bins that do, looked for from where the last search ended; in large pools to a hundredth. */
static int fewest_bins(struct filling *filling, struct hour_zone at)
{
    double volume = volume_of(filling, at);
    int fails = (int)ceil(volume - 1e-9) - 1, does = INT_MAX, bins = (int)ceil(volume * filling->excess);
    if (volume == 0)
        return 0;
    for (int stride = 1 + bins / 100, close = 1 + bins / 150; does - fails > close; stride *= 2) {
        bins = bins <= fails ? fails + 1 : bins;
        if (bins_do(filling, at, bins, bins))
            does = bins;
        else
            fails = bins;
        bins = does == INT_MAX             ? fails + stride
               : fails < does - 2 * stride ? does - stride
                                           : fails + (does - fails) / 2;
    }
    filling->excess = (double)does / volume;
    return does;
}

/* About the fewest that do, of many: a few less are there from the start, and those are added that turn out to be
 * missing. One filling instead of five where the last search was of about the same tasks. */
static int grown_bins(struct filling *filling, struct hour_zone at)
{
    static const double there_of_all = 0.985, too_few = 0.96;
    double volume = volume_of(filling, at);
    if (volume == 0)
        return 0;
    for (int trial = 0; trial < GROWN_TRIALS_MAX; trial++) {
        int there = (int)(volume * fmax(filling->excess * there_of_all, 1));
        (void)bins_do(filling, at, there, INT_MAX);
        filling->excess = (double)filling->opened / volume;
        bool just = filling->opened > there && there >= (int)(too_few * filling->opened);
        if (just || filling->excess <= 1)
            break;
    }
    return filling->opened;
}

static int64_t zone_bins(struct filling *filling, struct hour_zone at)
{
    if (filling->some_spread && filling->many)
        return grown_bins(filling, at) * filling->arrivals->thinned;
    if (filling->some_spread)
        return fewest_bins(filling, at) * filling->arrivals->thinned;
    (void)bins_do(filling, at, 0, INT_MAX);
    return filling->opened * filling->arrivals->thinned;
}

/* --- a pool --- */

/* Returns instances by volume, in the mean. */
static double choose_dimensions(struct filling *filling, enum arrival_rule rule, const int *members, int members_count)
{
    const struct fleet *fleet = filling->arrivals->fleet;
    double volume[PACKING_DIMENSIONS_MAX];
    double most = arrival_volumes(fleet, filling->type, members, members_count, volume);
    int first = arrival_packs_by(rule, volume);
    filling->dimension[filling->dimensions++] = first;
    for (int d = 0; d < fleet->dimensions; d++)
        if (d != first && volume[d] > 0)
            filling->dimension[filling->dimensions++] = d;
    for (int d = 0; d < filling->dimensions; d++) {
        filling->smallest[d] = INT64_MAX;
        for (int k = 0; k < members_count; k++) {
            int64_t size = fleet->items[members[k]].size[filling->dimension[d]];
            filling->smallest[d] = size < filling->smallest[d] ? size : filling->smallest[d];
        }
    }
    return most;
}

static void gather(struct filling *filling, enum arrival_rule rule, double instances, const int *members,
                   int members_count)
{
    struct arrivals *arrivals = filling->arrivals;
    const struct fleet *fleet = arrivals->fleet;
    memset(arrivals->here, 0, (size_t)fleet->items_count * sizeof *arrivals->here);
    for (int k = 0; k < members_count; k++) {
        int i = members[k];
        arrivals->here[i] = true;
        arrivals->way[i] = (unsigned char)arrival_way_of(fleet, filling->type, &fleet->items[i], rule, instances);
        bool counted = arrivals->way[i] == WAY_EVEN || fleet->items[i].per_instance_max > 0;
        arrivals->counted_of[i] = counted ? filling->counted_count++ : -1;
        filling->some_spread = filling->some_spread || arrivals->way[i] != WAY_PACKED;
    }
    int count = 0;
    for (int draw = 0; draw < arrivals->draws_count; draw++) {
        filling->coming[draw] = count;
        for (int k = arrivals->draws[draw]; k < arrivals->draws[draw + 1]; k++)
            if (arrivals->here[arrivals->coming[k].item])
                arrivals->mine[count++] = arrivals->coming[k];
    }
    filling->coming[arrivals->draws_count] = count;
    arrivals->steps += arrivals->draws[arrivals->draws_count] / 4;
}

/* The most of the draws, as a pool must hold for every order. */
static int64_t slot_instances(struct filling *filling, int slot)
{
    const struct fleet *fleet = filling->arrivals->fleet;
    int64_t need[PROFILE_ZONES_MAX], most = 0;
    bool alike = fleet->zone_loss || filling->arrivals->one_zone;
    for (int draw = 0; draw < filling->arrivals->draws_count; draw++) {
        for (int z = 0; z < fleet->zones; z++)
            need[z] = z > 0 && alike ? need[0] : zone_bins(filling, (struct hour_zone){draw, slot, z});
        int64_t instances = balanced_group_size(need, fleet->zones);
        most = instances > most ? instances : most;
    }
    return most;
}

int64_t arrivals_pool(struct arrivals *arrivals, const struct fleet_type *type, int64_t hour_nano,
                      enum arrival_rule rule, const int *members, int members_count, int64_t *ret_instances)
{
    const struct fleet *fleet = arrivals->fleet;
    struct filling filling = {.arrivals = arrivals, .type = type, .excess = 1.05};
    double sum = 0;
    if (ret_instances)
        memset(ret_instances, 0, (size_t)fleet->slots * sizeof *ret_instances);
    if (members_count == 0)
        return 0;
    double volume = choose_dimensions(&filling, rule, members, members_count);
    gather(&filling, rule, volume, members, members_count);
    filling.many = fleet->large && volume > (double)BINS_MANY * (double)arrivals->thinned * (double)fleet->zones;
    for (int slot = 0; slot < fleet->slots; slot++) {
        int64_t instances = slot_instances(&filling, slot);
        if (ret_instances)
            ret_instances[slot] = instances;
        sum += (double)instances * (double)fleet->slot_hours[slot];
    }
    double month = sum * (double)hour_nano * HOURS_PER_MONTH / (double)fleet->hours;
    return month < 9e18 ? (int64_t)month : MONTH_TOO_DEAR;
}
