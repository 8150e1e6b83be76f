/* fuzz_policy.c — any bytes as a policy: refused with one error, or everything its readers rely on holds. */
#include "data/policy.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static void need(bool holds)
{
    if (!holds)
        abort();
}

static void check_budgets(const struct policy_budget *budgets, int count, bool tags)
{
    need(count >= 0 && count <= POLICY_RULES_MAX);
    for (int i = 0; i < count; i++) {
        need(budgets[i].given && budgets[i].usd_per_month_nano >= 0);
        need(budgets[i].level == LEVEL_DENY || budgets[i].level == LEVEL_WARN);
        need(tags ? budgets[i].key[0] != '\0' && budgets[i].value != NULL : budgets[i].name[0] != '\0');
    }
}

static void check_change(const struct policy_change *change)
{
    need(change->percent >= 0 && change->percent <= POLICY_PERCENT_MAX && change->usd_per_month_nano >= 0);
}

static void check_places(const struct policy_places *places)
{
    unsigned all = (1u << PLACES_COUNT) - 1;
    need((places->forbid & places->require) == 0 && (places->forbid | places->require) != 0);
    need(places->forbid != all && ((places->forbid | places->require) & ~all) == 0);
}

static void check_policy(const struct policy *policy)
{
    check_budgets(policy->service_budgets, policy->service_budgets_count, false);
    check_budgets(policy->tag_budgets, policy->tag_budgets_count, true);
    check_change(&policy->increase);
    check_change(&policy->decrease);
    check_change(&policy->saving);
    if (policy->places.given)
        check_places(&policy->places);
    for (int i = 0; i < policy->service_places_count; i++)
        check_places(&policy->service_places[i]);
    need(policy->price_age.days >= 0 && policy->price_age.days <= POLICY_DAYS_MAX);
    need(policy->gap.ratio >= 0 && policy->gap.ratio <= POLICY_RATIO_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct policy policy = {0};
    struct error err = {0};
    bool ok = policy_parse("f", (const char *)data, size, &policy, &err);
    need(ok == (err.kind == ERROR_NONE));
    need(ok || (error_exit_code(err.kind) == 2 && err.where[0] != '\0' && err.text[0] != '\0'));
    if (ok)
        check_policy(&policy);
    policy_release(&policy);
    return 0;
}
