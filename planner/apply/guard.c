/* guard.c — how much one run may change, and what it may cost. */
#include "planner/apply/steps_parts.h"

#include "data/policy.h"

#include <string.h>

/* What is larger is no count, and would overflow. */
static bool is_countable(int64_t number)
{
    return number >= 0 && number <= INT32_MAX;
}

/* Everything that counts instances or tasks. */
static bool is_counted(const char *property)
{
    static const char *const counts[] = {"min_size", "max_size", "desired_count", "min_capacity", "max_capacity"};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (strcmp(property, counts[i]) == 0)
            return true;
    return false;
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

static bool check_change(const struct guard *guard, const char *where, const char *property, int64_t before,
                         int64_t after, struct error *err)
{
    bool grows = after > before;
    int64_t percent = grows ? guard->growth_percent : guard->shrink_percent;
    int64_t change = grows ? after - before : before - after;
    if (before <= 0 || change <= before * percent / 100)
        return true;
    return error_set(err, ERROR_POLICY, where,
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
            !check_change(guard, step->id, change->property, value_integer(change->before), value_integer(last), err))
            return false;
    }
    return true;
}

/* --- a week against a week: an action that is replaced by others is no step of its own --- */

struct week {
    int64_t least, most; /* of scheduled actions; -1 = there is none */
};

static struct week week_now(const struct running_cluster *now, enum object_kind kind, const char *parent,
                            const char *property)
{
    struct week week = {-1, -1};
    for (int i = 0; i < now->objects_count; i++) {
        const struct object *action = &now->objects[i];
        int64_t count = object_integer(action, property);
        if (action->kind != kind || strcmp(action->parent, parent) != 0 || count < 0)
            continue;
        week.least = week.least < 0 || count < week.least ? count : week.least;
        week.most = count > week.most ? count : week.most;
    }
    return week;
}

static bool check_week(const struct guard *guard, const char *where, struct week before, struct week after,
                       struct error *err)
{
    return before.most < 0 || (check_change(guard, where, "the week's most", before.most, after.most, err) &&
                               check_change(guard, where, "the week's least", before.least, after.least, err));
}

static struct week week_planned(const struct field_integers *counts)
{
    struct week week = {counts->items[0], counts->items[0]};
    for (int i = 1; i < counts->count; i++) {
        week.least = counts->items[i] < week.least ? counts->items[i] : week.least;
        week.most = counts->items[i] > week.most ? counts->items[i] : week.most;
    }
    return week;
}

static bool check_weeks(const struct guard *guard, const struct plan *plan, const struct running_cluster *now,
                        struct error *err)
{
    struct arena arena = {0};
    bool allowed = true;
    for (int i = 0; i < plan->services_count && allowed; i++)
        allowed = check_week(guard, plan->services[i].name,
                             week_now(now, OBJECT_SERVICE_ACTION, plan->services[i].name, "min_capacity"),
                             week_planned(&plan->services[i].tasks), err);
    for (int i = 0; i < plan->pools_count && allowed; i++) {
        const char *name = target_pool_name(plan, i, &arena);
        allowed = check_week(guard, name, week_now(now, OBJECT_GROUP_ACTION, name, "min_size"),
                             week_planned(&plan->pools[i].instances), err);
    }
    arena_release(&arena);
    return allowed;
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

bool guard_check(const struct guard *guard, const struct plan *plan, const struct running_cluster *now,
                 const struct steps *steps, struct error *err)
{
    if (!check_budget(guard->policy, plan, err))
        return false;
    for (int i = 0; i < steps->steps_count; i++)
        if (!check_step(guard, steps, i, err))
            return false;
    return check_weeks(guard, plan, now, err);
}
