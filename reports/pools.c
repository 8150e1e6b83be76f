#include "reports/pools.h"
#include "reports/figures.h"

bool pool_carries(const struct plan_pool *pool, const struct plan_daemon *daemon)
{
    enum architecture architecture;
    return plan_pool_architecture(pool, &architecture) && daemon->architectures & 1u << architecture;
}

void pool_schedule_add(struct text *out, const struct plan *plan, const struct plan_pool *pool)
{
    char count[FIGURE_SIZE], percent[FIGURE_SIZE];
    if (pool->scheduled_actions_count == 0) {
        text_add(out, "none");
        return;
    }
    text_printf(out, "%s a %s", figure_count(pool->scheduled_actions_count, count),
                plan->hours == HOURS_PER_WEEK ? "week" : "day");
    if (pool->usd_per_month_nano > 0) {
        double more = (double)pool->scheduled_usd_per_month_nano / (double)pool->usd_per_month_nano - 1;
        text_printf(out, ", %s%s", more < 0 ? "" : "+", figure_percent(more, percent));
    }
}
