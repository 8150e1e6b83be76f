/* chart_packing_shape.c — which bars, which colours, which blocks where. */
#include "reports/chart_packing.h"

#include <stdlib.h>
#include <string.h>

static void member_size(const struct placement_member *member, int64_t size[POOL_RESOURCES_COUNT])
{
    size[POOL_CPU] = member->cpu_units;
    size[POOL_MEMORY] = member->memory_mib;
    size[POOL_ENIS] = member->enis;
    size[POOL_GPUS] = member->gpus;
}

/* --- rows --- */

static void add_used(struct packing *packing, int row)
{
    const struct placement_row *placed = &packing->placement->rows[row];
    for (int t = 0; t < placed->tasks_count; t++) {
        int64_t size[POOL_RESOURCES_COUNT];
        member_size(&packing->placement->members[placed->tasks[t].member], size);
        for (int r = 0; r < POOL_RESOURCES_COUNT; r++)
            packing->rows[row].used[r] += placed->tasks[t].count * size[r];
    }
}

static bool has_room(const struct packing *packing, const struct packing_row *row,
                     const struct placement_member *member)
{
    const int64_t offers[] = {packing->pool->cpu_units, packing->pool->memory_mib, packing->pool->awsvpc_tasks,
                              packing->pool->gpus};
    int64_t size[POOL_RESOURCES_COUNT];
    member_size(member, size);
    for (int r = 0; r < POOL_RESOURCES_COUNT; r++)
        if (size[r] > 0 && row->used[r] + size[r] > offers[r])
            return false;
    return true;
}

static void find_stranded(struct packing *packing, int row)
{
    const struct placement *placement = packing->placement;
    packing->rows[row].stranded = true;
    for (int m = 0; m < placement->members_count && packing->rows[row].stranded; m++)
        if (!placement->members[m].is_daemon)
            packing->rows[row].stranded = !has_room(packing, &packing->rows[row], &placement->members[m]);
}

static void set_tracks(struct packing *packing)
{
    const struct plan_pool *pool = packing->pool;
    bool enis = false, gpus = false;
    for (int m = 0; m < packing->placement->members_count; m++) {
        enis = enis || packing->placement->members[m].enis > 0;
        gpus = gpus || packing->placement->members[m].gpus > 0;
    }
    packing->capacity[POOL_CPU] = pool->cpu_units;
    packing->capacity[POOL_MEMORY] = pool->memory_mib;
    packing->capacity[POOL_ENIS] = enis ? pool->awsvpc_tasks : 0;
    packing->capacity[POOL_GPUS] = gpus ? pool->gpus : 0;
}

/* --- services --- */

static int compare_services(const void *a, const void *b)
{
    const struct packing_service *left = a, *right = b;
    if (left->share > right->share || left->share < right->share)
        return left->share > right->share ? -1 : 1;
    return (left->member > right->member) - (left->member < right->member); /* by name */
}

static int compare_shown(const void *a, const void *b)
{
    const struct packing_service *left = a, *right = b;
    if (left->shown > right->shown || left->shown < right->shown)
        return left->shown > right->shown ? -1 : 1;
    return compare_services(a, b);
}

static void count_tasks(const struct packing *packing, struct packing_service *of_member)
{
    for (int row = 0; row < packing->placement->rows_count; row++) {
        const struct placement_row *placed = &packing->placement->rows[row];
        for (int t = 0; t < placed->tasks_count; t++) {
            of_member[placed->tasks[t].member].tasks += placed->instances * placed->tasks[t].count;
            of_member[placed->tasks[t].member].instances += placed->instances;
        }
    }
}

/* What is in the bars drawn, whatever number of instances a bar stands for. */
static void count_shown(const struct packing *packing, struct packing_service *of_member)
{
    for (int z = 0; z < packing->zones_count; z++)
        for (int i = 0; i < packing->zones[z].drawn_count; i++) {
            const struct placement_row *placed = &packing->placement->rows[packing->zones[z].drawn[i]];
            for (int t = 0; t < placed->tasks_count; t++)
                of_member[placed->tasks[t].member].shown += (double)placed->tasks[t].count;
        }
}

/* Instances' worth of one task, by the resource it takes most of. */
static double worth_of(const struct packing *packing, int member)
{
    int64_t size[POOL_RESOURCES_COUNT];
    double most = 0;
    member_size(&packing->placement->members[member], size);
    for (int r = 0; r < POOL_RESOURCES_COUNT; r++) {
        double share = packing->capacity[r] > 0 ? (double)size[r] / (double)packing->capacity[r] : 0;
        most = share > most ? share : most;
    }
    return most;
}

static void choose_fills(struct packing *packing, struct arena *arena)
{
    const struct placement *placement = packing->placement;
    int64_t instances = 0;
    struct packing_service *of_member = ARENA_ARRAY(arena, struct packing_service, placement->members_count + 1);
    packing->fills = ARENA_ARRAY(arena, enum chart_fill, placement->members_count + 1);
    packing->services = ARENA_ARRAY(arena, struct packing_service, placement->members_count + 1);
    for (int row = 0; row < placement->rows_count; row++)
        instances += placement->rows[row].instances;
    count_tasks(packing, of_member);
    count_shown(packing, of_member);
    for (int m = 0; m < placement->members_count; m++) {
        packing->fills[m] = placement->members[m].is_daemon ? FILL_DAEMON : FILL_OTHER;
        of_member[m].member = m;
        if (placement->members[m].is_daemon || of_member[m].tasks == 0)
            continue;
        of_member[m].share = (double)of_member[m].tasks * worth_of(packing, m) / (double)instances;
        of_member[m].shown *= worth_of(packing, m);
        packing->tasks += of_member[m].tasks;
        packing->services[packing->services_count++] = of_member[m];
    }
    qsort(packing->services, (size_t)packing->services_count, sizeof *packing->services, compare_shown);
    packing->lettered = packing->services_count < FILL_LAST ? packing->services_count : FILL_LAST;
    for (int s = 0; s < packing->lettered; s++)
        packing->fills[packing->services[s].member] = (enum chart_fill)(FILL_FIRST + s);
    qsort(packing->services + packing->lettered, (size_t)(packing->services_count - packing->lettered),
          sizeof *packing->services, compare_services);
}

/* --- zones --- */

/* Once, and zone->drawn stays ascending. */
static void draw_row(struct packing_zone *zone, int row)
{
    int at = zone->drawn_count;
    for (int i = 0; i < zone->drawn_count; i++)
        if (zone->drawn[i] == row)
            return;
    for (; at > 0 && zone->drawn[at - 1] > row; at--)
        zone->drawn[at] = zone->drawn[at - 1];
    zone->drawn[at] = row;
    zone->drawn_count++;
}

/* The row that stands for the most instances of those not yet drawn; ties: the fullest. */
static int largest_left(const struct packing *packing, const struct packing_zone *zone)
{
    const struct placement_row *rows = packing->placement->rows;
    int largest = -1;
    for (int row = zone->first, next = 0; row < zone->first + zone->count; row++) {
        if (next < zone->drawn_count && zone->drawn[next] == row)
            next++;
        else if (largest < 0 || rows[row].instances > rows[largest].instances)
            largest = row;
    }
    return largest;
}

/* From the fullest instance to the emptiest at even distances; where these are alike, the commonest of the others. */
static void choose_bars(struct packing *packing, struct packing_zone *zone)
{
    const struct placement_row *rows = packing->placement->rows;
    int row = zone->first, most = zone->count < PACKING_BARS_MAX ? zone->count : PACKING_BARS_MAX;
    int64_t before = 0; /* instances of rows before `row` */
    for (int i = 0; i < most; i++) {
        int64_t wanted = (zone->instances - 1) * i / (most > 1 ? most - 1 : 1);
        while (before + rows[row].instances <= wanted)
            before += rows[row++].instances;
        draw_row(zone, row);
    }
    while (zone->drawn_count < most)
        draw_row(zone, largest_left(packing, zone));
}

static void sum_left(const struct packing *packing, struct packing_zone *zone)
{
    for (int row = zone->first, next = 0; row < zone->first + zone->count; row++) {
        const int64_t *used = packing->rows[row].used;
        if (next < zone->drawn_count && zone->drawn[next] == row) {
            next++;
            continue;
        }
        for (int r = 0; r < POOL_RESOURCES_COUNT; r++) {
            if (zone->instances_left == 0 || used[r] < zone->left_least[r])
                zone->left_least[r] = used[r];
            zone->left_most[r] = used[r] > zone->left_most[r] ? used[r] : zone->left_most[r];
        }
        zone->instances_left += packing->placement->rows[row].instances;
    }
}

static void add_to_zone(struct packing *packing, struct packing_zone *zone, int row)
{
    const struct placement_row *placed = &packing->placement->rows[row];
    const struct packing_row *of = &packing->rows[row];
    zone->count++;
    zone->instances += placed->instances;
    for (int t = 0; t < placed->tasks_count; t++)
        if (!packing->placement->members[placed->tasks[t].member].is_daemon)
            zone->tasks += placed->instances * placed->tasks[t].count;
    for (int r = 0; r < POOL_RESOURCES_COUNT; r++) {
        zone->used[r] += placed->instances * of->used[r];
        if (of->stranded && packing->capacity[r] > of->used[r])
            zone->stranded[r] += placed->instances * (packing->capacity[r] - of->used[r]);
    }
}

struct packing packing_of(const struct plan_pool *pool, const struct placement *placement, struct arena *arena)
{
    struct packing packing = {.pool = pool, .placement = placement, .zones_count = pool->zones.count};
    set_tracks(&packing);
    packing.rows = ARENA_ARRAY(arena, struct packing_row, placement->rows_count + 1);
    packing.zones = ARENA_ARRAY(arena, struct packing_zone, packing.zones_count + 1);
    for (int z = 0; z < packing.zones_count; z++)
        packing.zones[z].name = pool->zones.items[z];
    for (int row = 0; row < placement->rows_count; row++) {
        struct packing_zone *zone = &packing.zones[placement->rows[row].zone];
        zone->first = zone->count == 0 ? row : zone->first;
        add_used(&packing, row);
        find_stranded(&packing, row);
        add_to_zone(&packing, zone, row);
    }
    for (int z = 0; z < packing.zones_count; z++) {
        choose_bars(&packing, &packing.zones[z]);
        sum_left(&packing, &packing.zones[z]);
    }
    choose_fills(&packing, arena);
    return packing;
}

/* --- blocks --- */

static int rank_of(enum chart_fill fill)
{
    return fill == FILL_DAEMON ? 0 : fill == FILL_OTHER ? FILLS_COUNT : (int)fill;
}

static int compare_blocks(const void *a, const void *b)
{
    const struct packing_block *left = a, *right = b;
    int order = rank_of(left->fill) - rank_of(right->fill);
    return order != 0 ? order : (left->member > right->member) - (left->member < right->member);
}

int packing_blocks(const struct packing *packing, int row, enum pool_resource resource, int width,
                   struct packing_block *ret_blocks)
{
    const struct placement_row *placed = &packing->placement->rows[row];
    int64_t used = 0;
    int count = 0, x = 0;
    for (int t = 0; t < placed->tasks_count; t++) {
        int member = placed->tasks[t].member;
        ret_blocks[count++] =
            (struct packing_block){.member = member, .fill = packing->fills[member], .tasks = placed->tasks[t].count};
    }
    qsort(ret_blocks, (size_t)count, sizeof *ret_blocks, compare_blocks);
    for (int i = 0; i < count; i++) {
        int64_t size[POOL_RESOURCES_COUNT];
        member_size(&packing->placement->members[ret_blocks[i].member], size);
        used += ret_blocks[i].tasks * size[resource];
        ret_blocks[i].x0 = x;
        ret_blocks[i].x1 = x = chart_scale((double)used, (double)packing->capacity[resource], width);
    }
    if (x < width)
        ret_blocks[count++] = (struct packing_block){
            .member = -1, .fill = packing->rows[row].stranded ? FILL_STRANDED : FILL_FREE, .x0 = x, .x1 = width};
    return count;
}
