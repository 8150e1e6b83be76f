/* test_chart_packing.c — the packing picture's geometry and sums, on placements made up at random. */
#include "reports/chart_packing.h"
#include "tests/support/random.h"
#include "tests/unit/reports/html_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MEMBERS = 14, ROWS_MAX = 80, ZONES = 3, WIDTH = 2860 };

struct made {
    struct arena arena;
    struct plan plan;
    struct plan_pool pool;
    struct placement placement;
    const char *zones[ZONES];
};

static void make_members(struct made *made, struct random *random)
{
    made->placement.members = ARENA_ARRAY(&made->arena, struct placement_member, MEMBERS);
    made->placement.members_count = MEMBERS;
    for (int m = 0; m < MEMBERS; m++)
        made->placement.members[m] = (struct placement_member){.name = arena_printf(&made->arena, "s%02d", m),
                                                               .is_daemon = m == 3,
                                                               .cpu_units = random_between(random, 0, 700),
                                                               .memory_mib = random_between(random, 1, 2000),
                                                               .enis = random_between(random, 0, 1),
                                                               .gpus = m == 5 ? 1 : 0};
}

/* One instance's tasks: a daemon's, and of drawn services as many as have room. */
static void make_row(struct made *made, struct random *random, struct placement_row *row)
{
    int64_t cpu = made->pool.cpu_units, memory = made->pool.memory_mib, enis = made->pool.awsvpc_tasks, gpus = 1;
    row->instances = random_between(random, 1, 9);
    row->tasks = ARENA_ARRAY(&made->arena, struct placement_tasks, MEMBERS);
    for (int m = 0; m < MEMBERS; m++) {
        const struct placement_member *member = &made->placement.members[m];
        int64_t count = 0, wanted = member->is_daemon ? 1 : random_between(random, 0, 4);
        while (count < wanted && cpu >= member->cpu_units && memory >= member->memory_mib && enis >= member->enis &&
               gpus >= member->gpus) {
            cpu -= member->cpu_units;
            memory -= member->memory_mib;
            enis -= member->enis;
            gpus -= member->gpus;
            count++;
        }
        if (count > 0)
            row->tasks[row->tasks_count++] = (struct placement_tasks){m, count};
    }
}

static void make(struct made *made, uint64_t seed)
{
    struct random random = {seed};
    int rows = (int)random_between(&random, 1, ROWS_MAX);
    *made = (struct made){.zones = {"us-east-1a", "us-east-1b", "us-east-1c"}};
    made->pool = (struct plan_pool){.name = "pool-1",
                                    .instance_type = "m5.xlarge",
                                    .purchase = "on_demand",
                                    .zones = {made->zones, ZONES},
                                    .cpu_units = 4096,
                                    .memory_mib = 15000,
                                    .gpus = 1,
                                    .awsvpc_tasks = 7};
    made->plan = (struct plan){.hours = 1, .pools = &made->pool, .pools_count = 1};
    made->placement.pool = "pool-1";
    make_members(made, &random);
    made->placement.rows = ARENA_ARRAY(&made->arena, struct placement_row, rows);
    made->placement.rows_count = rows;
    for (int r = 0; r < rows; r++) {
        made->placement.rows[r].zone = r * ZONES / rows;
        make_row(made, &random, &made->placement.rows[r]);
    }
}

static int64_t size_of(const struct placement_member *member, int resource)
{
    const int64_t size[] = {member->cpu_units, member->memory_mib, member->enis, member->gpus};
    return size[resource];
}

/* Side by side from 0 to the width, none beyond it, each as wide as its tasks are of the capacity. */
static void check_track(const struct packing *packing, int row, int resource)
{
    struct packing_block blocks[MEMBERS + 1];
    const struct placement_row *placed = &packing->placement->rows[row];
    int count = packing_blocks(packing, row, (enum pool_resource)resource, WIDTH, blocks), at = 0;
    int64_t tasks = 0, placed_tasks = 0;
    for (int b = 0; b < count; b++) {
        assert_int_equal(blocks[b].x0, at);
        assert_true(blocks[b].x1 >= at && blocks[b].x1 <= WIDTH);
        at = blocks[b].x1;
        if (blocks[b].member < 0) {
            assert_int_equal(b, count - 1);
            assert_int_equal(blocks[b].fill, packing->rows[row].stranded ? FILL_STRANDED : FILL_FREE);
            continue;
        }
        int64_t size = blocks[b].tasks * size_of(&packing->placement->members[blocks[b].member], resource);
        double exact = (double)size / (double)packing->capacity[resource] * WIDTH;
        assert_true(blocks[b].x1 - blocks[b].x0 >= exact - 1.001 && blocks[b].x1 - blocks[b].x0 <= exact + 1.001);
        tasks += blocks[b].tasks;
    }
    for (int t = 0; t < placed->tasks_count; t++)
        placed_tasks += placed->tasks[t].count;
    assert_int_equal(at, WIDTH);
    assert_int_equal(tasks, placed_tasks);
}

static void blocks_lie_side_by_side(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct made made;
        make(&made, seed);
        struct packing packing = packing_of(&made.pool, &made.placement, &made.arena);
        for (int row = 0; row < made.placement.rows_count; row++)
            for (int r = 0; r < POOL_RESOURCES_COUNT; r++)
                if (packing.capacity[r] > 0)
                    check_track(&packing, row, r);
        arena_release(&made.arena);
    }
}

static bool one_more_fits(const struct made *made, const int64_t used[POOL_RESOURCES_COUNT])
{
    const int64_t offers[] = {made->pool.cpu_units, made->pool.memory_mib, made->pool.awsvpc_tasks, made->pool.gpus};
    for (int m = 0; m < MEMBERS; m++) {
        bool fits = !made->placement.members[m].is_daemon;
        for (int r = 0; r < POOL_RESOURCES_COUNT; r++)
            fits = fits && used[r] + size_of(&made->placement.members[m], r) <= offers[r];
        if (fits)
            return true;
    }
    return false;
}

static void check_zone(const struct made *made, const struct packing *packing, int z)
{
    const struct packing_zone *zone = &packing->zones[z];
    int64_t instances = 0, tasks = 0, drawn = 0, used[POOL_RESOURCES_COUNT] = {0}, stranded[POOL_RESOURCES_COUNT] = {0};
    for (int row = 0; row < made->placement.rows_count; row++) {
        const struct placement_row *placed = &made->placement.rows[row];
        int64_t here[POOL_RESOURCES_COUNT] = {0};
        if (placed->zone != z)
            continue;
        instances += placed->instances;
        for (int t = 0; t < placed->tasks_count; t++) {
            const struct placement_member *member = &made->placement.members[placed->tasks[t].member];
            tasks += member->is_daemon ? 0 : placed->instances * placed->tasks[t].count;
            for (int r = 0; r < POOL_RESOURCES_COUNT; r++)
                here[r] += placed->tasks[t].count * size_of(member, r);
        }
        for (int r = 0; r < POOL_RESOURCES_COUNT; r++) {
            used[r] += placed->instances * here[r];
            if (!one_more_fits(made, here) && packing->capacity[r] > 0)
                stranded[r] += placed->instances * (packing->capacity[r] - here[r]);
        }
    }
    assert_int_equal(zone->instances, instances);
    assert_int_equal(zone->tasks, tasks);
    assert_memory_equal(zone->used, used, sizeof used);
    assert_memory_equal(zone->stranded, stranded, sizeof stranded);
    assert_int_equal(zone->drawn_count, zone->count < PACKING_BARS_MAX ? zone->count : PACKING_BARS_MAX);
    for (int i = 0; i < zone->drawn_count; i++) {
        assert_true(i == 0 || zone->drawn[i] > zone->drawn[i - 1]);
        assert_int_equal(made->placement.rows[zone->drawn[i]].zone, z);
        drawn += made->placement.rows[zone->drawn[i]].instances;
    }
    assert_int_equal(drawn + zone->instances_left, instances);
    if (zone->count > 0) { /* the fullest and the emptiest are always there */
        assert_int_equal(zone->drawn[0], zone->first);
        assert_int_equal(zone->drawn[zone->drawn_count - 1], zone->first + zone->count - 1);
    }
}

static void zones_sum_to_the_placement(void **state)
{
    (void)state;
    bool summed_up = false;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct made made;
        make(&made, seed);
        struct packing packing = packing_of(&made.pool, &made.placement, &made.arena);
        for (int z = 0; z < ZONES; z++) {
            check_zone(&made, &packing, z);
            summed_up = summed_up || packing.zones[z].instances_left > 0;
        }
        arena_release(&made.arena);
    }
    assert_true(summed_up);
}

static void services_have_letters_once(void **state)
{
    (void)state;
    struct made made;
    make(&made, 5);
    struct packing packing = packing_of(&made.pool, &made.placement, &made.arena);
    int64_t tasks = 0, seen[FILLS_COUNT] = {0};
    assert_int_equal(packing.lettered, FILL_LAST);
    for (int s = 0; s < packing.services_count; s++) {
        enum chart_fill fill = packing.fills[packing.services[s].member];
        tasks += packing.services[s].tasks;
        seen[fill]++;
        assert_int_equal(fill, s < packing.lettered ? FILL_FIRST + s : FILL_OTHER);
        assert_true(s == 0 || s >= packing.lettered || packing.services[s].shown <= packing.services[s - 1].shown);
    }
    for (int fill = FILL_FIRST; fill <= FILL_LAST; fill++)
        assert_int_equal(seen[fill], 1);
    assert_int_equal(packing.fills[3], FILL_DAEMON);
    assert_int_equal(tasks, packing.zones[0].tasks + packing.zones[1].tasks + packing.zones[2].tasks);
    assert_int_equal(tasks, packing.tasks);
    arena_release(&made.arena);
}

/* --- what is written --- */

struct drawn_box {
    double x0, y0, x1, y1;
};

/* Every "Mx yhWvHh-Wz" of the areas of one drawing. */
static int boxes_of(const char *from, const char *to, struct drawn_box *boxes, int most)
{
    int count = 0;
    for (const char *path = strstr(from, "<path class=\"b"); path && path < to;
         path = strstr(path + 1, "<path class=\"b")) {
        const char *end = strchr(path, '>');
        if (strncmp(path, "<path class=\"between", 20) == 0)
            continue;
        for (const char *at = strstr(path, " d=\"") + 4; at < end && *at == 'M'; at = strchr(at, 'z') + 1) {
            double x, y, width, height;
            assert_int_equal(sscanf(at, "M%lf %lfh%lfv%lf", &x, &y, &width, &height), 4);
            assert_true(count < most && width > 0 && height > 0);
            boxes[count++] = (struct drawn_box){x, y, x + width, y + height};
        }
    }
    return count;
}

static void check_drawing(const char *svg)
{
    enum { BOXES_MAX = 4000 };
    static struct drawn_box boxes[BOXES_MAX];
    int width, height;
    const char *end = strstr(svg, "</svg>");
    assert_int_equal(sscanf(strstr(svg, "viewBox=\""), "viewBox=\"0 0 %d %d\"", &width, &height), 2);
    int count = boxes_of(svg, end, boxes, BOXES_MAX);
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        assert_true(boxes[i].x0 >= 34 && boxes[i].x1 <= 320.001 && boxes[i].y0 >= 0 && boxes[i].y1 <= height + 0.001);
        for (int j = 0; j < i; j++)
            assert_false(boxes[i].x0 + 0.01 < boxes[j].x1 && boxes[j].x0 + 0.01 < boxes[i].x1 &&
                         boxes[i].y0 + 0.01 < boxes[j].y1 && boxes[j].y0 + 0.01 < boxes[i].y1);
    }
}

static void written_blocks_do_not_overlap(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct made made;
        static struct html_page page;
        struct text document;
        int drawings = 0;
        make(&made, seed);
        struct report report = {.plan = &made.plan, .placements = &made.placement, .placements_count = 1};
        struct html *html = html_new("en");
        html_open(html, "body");
        chart_packing(html, &report, &made.placement);
        text_init(&document, 1 << 24);
        html_finish(html, &document);
        html_page_check(&page, &document);
        for (const char *svg = page.document.bytes; (svg = strstr(svg, "<svg role=\"img\"")) != NULL; svg++) {
            check_drawing(svg);
            drawings++;
        }
        int zones = 0;
        for (int r = 0; r < made.placement.rows_count; r++)
            zones += r == 0 || made.placement.rows[r].zone != made.placement.rows[r - 1].zone;
        assert_int_equal(drawings, zones);
        html_page_release(&page);
        arena_release(&made.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_lie_side_by_side),
        cmocka_unit_test(zones_sum_to_the_placement),
        cmocka_unit_test(services_have_letters_once),
        cmocka_unit_test(written_blocks_do_not_overlap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
