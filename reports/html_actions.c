/* html_actions.c — what to do: look again, size the groups, move the services, let go of what is left. */
#include "data/base/arena.h"
#include "data/catalogue.h"
#include "reports/figures.h"
#include "reports/html_parts.h"
#include "reports/html_report.h"
#include "reports/places.h"
#include "reports/pools.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_SHOWN_MAX = 12 };

static void add_commands(struct html *html, const struct report *report)
{
    const struct plan *plan = report->plan;
    const struct plan_service *dearest = NULL;
    for (int i = 0; i < plan->services_count; i++)
        if (!dearest || plan->services[i].usd_per_month_nano > dearest->usd_per_month_nano)
            dearest = &plan->services[i];
    part_heading(html, "Look again before you act");
    html_open(html, "ul");
    html_open(html, "li");
    part_command(html, "simulate", report_plan_file(report), "", "");
    html_text(html, " replays ECS on the plan");
    html_close(html, "li");
    html_open(html, "li");
    part_command(html, "explain", report_plan_file(report),
                 dearest                ? dearest->name
                 : plan->jobs_count > 0 ? plan->jobs[0].name
                                        : "",
                 "");
    html_text(html, " says why each choice was made, and what would change it");
    html_close(html, "li");
    html_close(html, "ul");
}

static void add_group_row(struct part_table *table, const struct plan *plan, const struct plan_pool *pool)
{
    char figure[FIGURE_SIZE];
    int64_t least = 0, most = 0;
    struct text words = {0};
    text_init(&words, 4096);
    zones_add(&words, plan->region, &pool->zones);
    integers_range(&pool->max_size, &least, &most);
    part_row(table);
    part_cell_open(table);
    part_place(table->html, plan, pool->name);
    part_cell_close(table);
    part_cell(table, "%s", strcmp(pool->purchase, "spot") == 0 ? "Spot" : "on demand");
    part_cell(table, "%s", words.bytes ? words.bytes : "");
    text_release(&words);
    part_cell(table, "%s", figure_range(pool->instances_min, pool->instances_max, figure));
    part_cell(table, "%s", most > 0 ? figure_range(least, most, figure) : "");
    part_cell(table, "%s %%", figure_count(pool->target_capacity_percent, figure));
    text_init(&words, 4096);
    pool_schedule_add(&words, plan, pool);
    part_cell(table, "%s", words.bytes);
    text_release(&words);
}

static void add_schedule(struct html *html, const struct plan_pool *pool)
{
    static const struct part_column columns[] = {
        {.title = "Cron, UTC"}, {.title = "Minimum and desired", .number = true}, {.title = "Maximum", .number = true}};
    char caption[FIELD_NAME_BYTES_MAX + 64], count[FIGURE_SIZE];
    struct part_table table;
    if (pool->scheduled_actions_count == 0)
        return;
    snprintf(caption, sizeof caption, "%s scheduled actions of %s", figure_count(pool->scheduled_actions_count, count),
             pool->name);
    part_open(html, "details", "brief");
    html_element(html, "summary", caption);
    part_table_open(&table, html, caption, TABLE_PLAIN, columns, 3);
    for (int i = 0; i < pool->scheduled_actions_count; i++) {
        const struct plan_action *action = &pool->scheduled_actions[i];
        part_row(&table);
        part_cell_open(&table);
        html_element(html, "code", action->recurrence);
        part_cell_close(&table);
        part_cell(&table, "%s", figure_count(action->desired_capacity, count));
        part_cell(&table, "%s", figure_count(action->max_size, count));
    }
    part_table_close(&table);
    html_close(html, "details");
}

static void add_groups(struct html *html, const struct plan *plan)
{
    static const struct part_column columns[] = {
        {.title = "Group and capacity provider"},
        {.title = "Bought"},
        {.title = "Zones"},
        {.title = "Minimum and desired", .number = true},
        {.title = "Maximum", .number = true},
        {.title = "Target capacity", .number = true},
        {.title = "Scheduled actions, and what they add to the cost"},
    };
    struct part_table table;
    if (plan->pools_count == 0)
        return;
    part_heading(html, "One Auto Scaling group and capacity provider for each pool");
    part_table_open(&table, html, "Sizes of the groups", TABLE_PLAIN, columns, 7);
    for (int i = 0; i < plan->pools_count; i++)
        add_group_row(&table, plan, &plan->pools[i]);
    part_table_close(&table);
    for (int i = 0; i < plan->pools_count; i++)
        add_schedule(html, &plan->pools[i]);
}

/* A service that runs now in another kind of place than the plan has for it. */
struct move {
    const struct running_service *from;
    const struct plan_service *to;
};

static int compare_moves(const void *a, const void *b)
{
    const struct move *left = a, *right = b;
    int order = strcmp(left->from->place, right->from->place);
    if (order == 0)
        order = strcmp(left->to->place, right->to->place);
    return order ? order : strcmp(left->to->name, right->to->name);
}

/* Instances of the same type, bought the same way, may stay whatever their group is called. */
static bool is_same_place(const struct report *report, const char *now, const char *planned)
{
    const struct plan_pool *pool = pool_find(report->plan, planned);
    const struct running_group *group = running_group_find(report->cluster, now);
    if (pool && group)
        return strcmp(pool->instance_type, group->instance_type) == 0 &&
               strcmp(pool->purchase, purchase_names[group->purchase]) == 0;
    return !pool && !group && strcmp(now, planned) == 0;
}

/* free() them. */
static struct move *moves_of(const struct report *report, int *ret_count)
{
    const struct plan *plan = report->plan;
    struct move *moves = memory_alloc((size_t)plan->services_count + 1, sizeof *moves);
    *ret_count = 0;
    for (int i = 0; i < plan->services_count; i++) {
        const struct running_service *running = running_find(report->cluster, plan->services[i].name);
        if (running && !is_same_place(report, running->place, plan->services[i].place))
            moves[(*ret_count)++] = (struct move){running, &plan->services[i]};
    }
    qsort(moves, (size_t)*ret_count, sizeof *moves, compare_moves);
    return moves;
}

static void add_move_row(struct part_table *table, const struct report *report, const struct move *moves, int count)
{
    struct html *html = table->html;
    char number[FIGURE_SIZE];
    part_row(table);
    part_cell_open(table);
    part_running_place(html, report->cluster, moves->from->place);
    part_cell_close(table);
    part_cell_open(table);
    part_place(html, report->plan, moves->to->place);
    part_cell_close(table);
    part_cell(table, "%s", figure_count(count, number));
    part_cell_open(table);
    for (int i = 0; i < count && i < NAMES_SHOWN_MAX; i++) {
        html_text(html, i ? ", " : "");
        part_name(html, moves[i].to->name);
    }
    if (count > NAMES_SHOWN_MAX)
        html_textf(html, " and %s more", figure_count(count - NAMES_SHOWN_MAX, number));
    part_cell_close(table);
}

static void add_moves(struct html *html, const struct report *report)
{
    static const struct part_column columns[] = {
        {.title = "From"}, {.title = "To"}, {.title = "Services", .number = true}, {.title = "Which"}};
    int count = 0;
    struct move *moves = moves_of(report, &count);
    part_heading(html, "Move the services");
    if (count == 0)
        part_paragraph(html, "", "Every service that runs now already runs where the plan has it.");
    if (count > 0) {
        struct part_table table;
        part_table_open(&table, html, "Services that change their place", TABLE_PLAIN, columns, 4);
        for (int from = 0, to; from < count; from = to) {
            for (to = from; to < count && strcmp(moves[to].from->place, moves[from].from->place) == 0 &&
                            strcmp(moves[to].to->place, moves[from].to->place) == 0;
                 to++)
                continue;
            add_move_row(&table, report, moves + from, to - from);
        }
        part_table_close(&table);
    }
    free(moves);
}

/* Groups whose instances no pool of the plan is like. */
static void add_groups_left(struct html *html, const struct report *report)
{
    char count[FIGURE_SIZE];
    bool any = false;
    for (int g = 0; g < report->cluster->groups_count; g++) {
        const struct running_group *group = &report->cluster->groups[g];
        bool kept = false;
        for (int i = 0; i < report->plan->pools_count; i++)
            kept = kept || is_same_place(report, group->name, report->plan->pools[i].name);
        if (kept)
            continue;
        if (!any) {
            part_heading(html, "Then let go of");
            html_open(html, "ul");
        }
        any = true;
        html_open(html, "li");
        part_running_place(html, report->cluster, group->name);
        html_textf(html, ": %s instance%s", figure_count(group->instances, count), group->instances == 1 ? "" : "s");
        html_close(html, "li");
    }
    if (any)
        html_close(html, "ul");
}

/* Running services that the plan does not know: it neither prices nor moves them. */
static void add_unknown(struct html *html, const struct report *report)
{
    char number[FIGURE_SIZE];
    const struct plan *plan = report->plan;
    int count = 0, at = 0;
    for (int i = 0; i < report->cluster->services_count; i++) {
        const char *name = report->cluster->services[i].name;
        while (at < plan->services_count && strcmp(plan->services[at].name, name) < 0)
            at++;
        if (at < plan->services_count && strcmp(plan->services[at].name, name) == 0)
            continue;
        if (count == 0) {
            html_open(html, "p");
            html_text(html, "Running now, but not in the plan: ");
        }
        if (count < NAMES_SHOWN_MAX) {
            html_text(html, count ? ", " : "");
            part_name(html, name);
        }
        count++;
    }
    if (count > NAMES_SHOWN_MAX)
        html_textf(html, " and %s more", figure_count(count - NAMES_SHOWN_MAX, number));
    if (count > 0)
        html_close(html, "p");
}

void html_actions(struct html *html, const struct report *report)
{
    part_section(html, "actions", "Actions");
    add_commands(html, report);
    add_groups(html, report->plan);
    if (report->cluster) {
        add_moves(html, report);
        add_groups_left(html, report);
        add_unknown(html, report);
    } else {
        part_paragraph(
            html, "quiet",
            "Which services move is told where the cluster is known: bayplan report PLAN --cluster CLUSTER.");
    }
    html_close(html, "section");
}
