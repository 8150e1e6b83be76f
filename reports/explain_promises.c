/* explain_promises.c — which promise costs what: of a pool, of the whole plan. */
#include "reports/explain_parts.h"
#include "reports/figures.h"
#include "reports/places.h"
#include "reports/table.h"
#include <string.h>

enum { CENT = 10 * 1000 * 1000 }; /* nano-dollars */

/* Where the profile asks for it; "" where it does not. */
static const char *asked_by(enum gap_cause cause)
{
    switch (cause) {
    case GAP_FEW_POOLS:
        return "limits.pools_max";
    case GAP_ZONES:
        return "zones_min";
    case GAP_PLACEMENT:
        return "(how ECS works)";
    case GAP_ZONE_LOSS:
        return "safety.survive_zone_loss";
    case GAP_DEPLOYMENTS:
        return "safety.deployments";
    case GAP_HEADROOM:
        return "safety.headroom_ratio";
    case GAP_WHOLE_INSTANCES:
    case GAP_JOBS:
    case GAP_COMMITMENTS:
        return "";
    case GAP_CAUSES_COUNT:
        break;
    }
    bug_found(__FILE__, __LINE__, "unknown gap cause");
}

static const struct table_column promise_columns[] = {{.title = "promise", .flexible = true},
                                                      {.title = "$/month", .right = true},
                                                      {.title = "share", .right = true},
                                                      {.title = "asked for by"}};

static void add_promise(struct table *table, enum gap_cause cause, int64_t nano, int64_t whole)
{
    char month[FIGURE_SIZE], percent[FIGURE_SIZE];
    table_cell(table, "%s", gap_cause_words(cause));
    table_cell(table, "%s", nano_format_cents(nano, month));
    table_cell(table, "%s", figure_percent((double)nano / (double)(whole > 0 ? whole : 1), percent));
    table_cell(table, "%s", asked_by(cause));
}

void explain_promises_of_pool(struct screen *screen, const struct plan_pool *pool)
{
    struct table table;
    table_init(&table, promise_columns, 4);
    for (int cause = 0; cause < GAP_CAUSES_COUNT; cause++)
        if (pool->usd_per_month_by_cause_nano[cause] != 0)
            add_promise(&table, (enum gap_cause)cause, pool->usd_per_month_by_cause_nano[cause],
                        pool->usd_per_month_nano);
    if (table.cells_count > 0)
        screen_heading(screen, "What its promises cost, within its price");
    table_finish(&table, screen);
}

/* The dearest single deployment: outside the bill, as how many there are is not known. */
static void add_dearest_deployment(struct screen *screen, const struct plan *plan)
{
    char amount[FIGURE_SIZE], count[FIGURE_SIZE];
    const struct plan_service *dearest = NULL;
    for (int i = 0; i < plan->services_count; i++)
        if (plan->services[i].usd_per_deployment_nano > (dearest ? dearest->usd_per_deployment_nano : 0))
            dearest = &plan->services[i];
    if (dearest)
        screen_paragraph(screen, INK_PLAIN, "  ",
                         "Outside the bill, each deployment: at most %s, of %s, for up to %s more instance%s.",
                         figure_usd(dearest->usd_per_deployment_nano, amount), dearest->name,
                         figure_count(dearest->deployment_instances, count),
                         dearest->deployment_instances == 1 ? "" : "s");
}

/* Pools by causes, whole dollars; causes that no pool has are left out. */
static void add_pools(struct screen *screen, const struct plan *plan)
{
    enum { FIRST = GAP_POOL_FIRST, COUNT = GAP_POOL_LAST - GAP_POOL_FIRST + 1 };
    static const char *const titles[COUNT] = {"whole", "zones", "placement", "zone loss", "deploys", "headroom"};
    struct table_column columns[COUNT + 1] = {{.title = "$/month of"}};
    char amount[FIGURE_SIZE];
    bool any = false;
    for (int c = 0; c < COUNT; c++) {
        columns[c + 1] = (struct table_column){.title = titles[c], .right = true, .absent = true};
        for (int i = 0; i < plan->pools_count; i++)
            columns[c + 1].absent = columns[c + 1].absent && plan->pools[i].usd_per_month_by_cause_nano[FIRST + c] == 0;
        any = any || !columns[c + 1].absent;
    }
    if (!any)
        return;
    struct table table;
    table_init(&table, columns, COUNT + 1);
    for (int i = 0; i < plan->pools_count; i++) {
        table_cell(&table, "%s", plan->pools[i].name);
        for (int c = 0; c < COUNT; c++)
            table_cell(&table, "%s", figure_rate(plan->pools[i].usd_per_month_by_cause_nano[FIRST + c], 0, amount));
    }
    text_add(screen->out, "\n");
    table_finish(&table, screen);
}

void explain_promises(struct screen *screen, const struct plan *plan)
{
    struct table table;
    table_init(&table, promise_columns, 4);
    for (int cause = 0; cause < GAP_CAUSES_COUNT; cause++) {
        int64_t nano = gap_cause_cost(plan, (enum gap_cause)cause);
        if (nano >= CENT / 2 || nano <= -CENT / 2)
            add_promise(&table, (enum gap_cause)cause, nano, plan->cost.total);
    }
    if (table.cells_count > 0)
        screen_heading(screen, "What each promise costs");
    table_finish(&table, screen);
    add_pools(screen, plan);
    add_dearest_deployment(screen, plan);
}
