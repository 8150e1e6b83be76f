/* plan_lines.c — see the header. */
#include "tests/bench/plan_lines.h"

#include <stdio.h>

void print_cost(const struct plan *plan)
{
    char money[5][MONEY_TEXT_SIZE];
    printf("%s: cost %s (ec2 %s, fargate %s, lambda %s), bound %s, gap %.3f %%\n", plan->profile_name,
           nano_format_cents(plan->cost.total, money[0]), nano_format_cents(plan->cost.ec2, money[1]),
           nano_format_cents(plan->cost.fargate, money[2]), nano_format_cents(plan->cost.lambda, money[3]),
           nano_format_cents(plan->bound.usd_per_month_nano, money[4]), plan->bound.gap_ratio * 100);
    printf("   ");
    for (int cause = 0; cause < GAP_CAUSES_COUNT; cause++)
        printf(" %s %.3f %%", gap_cause_names[cause], plan->bound.gap_by_cause[cause] * 100);
}
