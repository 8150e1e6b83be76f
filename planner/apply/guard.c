/* guard.c — how much one run may change, and what it may cost. */
#include "planner/apply/steps_parts.h"

#include "data/policy.h"

#include <string.h>

/* What is larger is no count, and would overflow. */
static bool is_countable(int64_t number)
{
    return number >= 0 && number <= INT32_MAX;
}

/* Of everything that counts instances or tasks, what must be there at least. */
static bool is_counted(const char *property)
{
    return strcmp(property, "min_size") == 0 || strcmp(property, "desired_count") == 0 ||
           strcmp(property, "min_capacity") == 0;
}

/* What the run ends with: a group grows in one step and shrinks in another. */
static const char *last_value(const struct steps *steps, int from, const char *property)
{
    const struct object *object = &steps->steps[from].object;
    const char *last = NULL;
    for (int i = from; i < steps->steps_count; i++) {
        const struct step *step = &steps->steps[i];
        if (object_compare(&step->object, object) != 0)
            continue;
        if (step->action == STEP_DELETE)
            return NULL;
        for (int k = 0; k < step->changes_count; k++)
            if (strcmp(step->changes[k].property, property) == 0)
                last = step->changes[k].after;
    }
    return last;
}

static bool is_first(const struct steps *steps, int at, const char *property)
{
    for (int i = 0; i < at; i++)
        if (object_compare(&steps->steps[i].object, &steps->steps[at].object) == 0)
            for (int k = 0; k < steps->steps[i].changes_count; k++)
                if (strcmp(steps->steps[i].changes[k].property, property) == 0)
                    return false;
    return true;
}

static bool check_change(const struct guard *guard, const struct step *step, const char *property, int64_t before,
                         int64_t after, struct error *err)
{
    bool grows = after > before;
    int64_t percent = grows ? guard->growth_percent : guard->shrink_percent;
    int64_t change = grows ? after - before : before - after;
    if (before <= 0 || change <= before * percent / 100)
        return true;
    return error_set(err, ERROR_POLICY, step->id,
                     "%s from %lld to %lld is %lld %% %s, and one run may change it by %lld %%: --max-change %lld "
                     "allows it",
                     property, (long long)before, (long long)after, (long long)((change * 100 + before - 1) / before),
                     grows ? "more" : "less", (long long)percent, (long long)((change * 100 + before - 1) / before));
}

static bool check_step(const struct guard *guard, const struct steps *steps, int index, struct error *err)
{
    const struct step *step = &steps->steps[index];
    if (step->action != STEP_UPDATE)
        return true;
    for (int k = 0; k < step->changes_count; k++) {
        const struct step_change *change = &step->changes[k];
        if (!is_counted(change->property) || !is_countable(value_integer(change->before)) ||
            !is_first(steps, index, change->property))
            continue;
        const char *last = last_value(steps, index, change->property);
        if (is_countable(value_integer(last)) &&
            !check_change(guard, step, change->property, value_integer(change->before), value_integer(last), err))
            return false;
    }
    return true;
}

static bool check_budget(const struct policy *policy, const struct plan *plan, struct error *err)
{
    if (policy == NULL || !policy->budget.given || policy->budget.level != LEVEL_DENY ||
        plan->cost.total <= policy->budget.usd_per_month_nano)
        return true;
    char cost[MONEY_TEXT_SIZE], most[MONEY_TEXT_SIZE];
    return error_set(err, ERROR_POLICY, "budget.usd_per_month",
                     "the plan costs $%s a month, and the policy allows $%s: nothing is changed; raise the budget in "
                     "the policy, or plan something cheaper",
                     nano_format_cents(plan->cost.total, cost),
                     nano_format_cents(policy->budget.usd_per_month_nano, most));
}

bool guard_check(const struct guard *guard, const struct plan *plan, const struct steps *steps, struct error *err)
{
    if (!check_budget(guard->policy, plan, err))
        return false;
    for (int i = 0; i < steps->steps_count; i++)
        if (!check_step(guard, steps, i, err))
            return false;
    return true;
}
