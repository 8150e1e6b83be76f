#include "reports/purchases.h"

#include <stdio.h>

const char *purchase_words(enum purchase purchase, char buffer[FIGURE_SIZE])
{
    static const char *const kinds[] = {"Compute SP", "EC2 SP", "RI", "conv. RI"};
    static const char *const terms[] = {"1y", "3y"};
    static const char *const payments[] = {"no upfront", "partial upfront", "all upfront"};
    enum commitment_kind kind = COMMITMENT_COMPUTE_SAVINGS_PLAN;
    enum commitment_term term = TERM_1_YEAR;
    enum payment_option payment = PAYMENT_NO_UPFRONT;
    if (purchase_is_commitment(purchase, &kind, &term, &payment))
        snprintf(buffer, FIGURE_SIZE, "%s %s %s", kinds[kind], terms[term], payments[payment]);
    else
        snprintf(buffer, FIGURE_SIZE, "%s", purchase == PURCHASE_SPOT ? "Spot" : "on demand");
    return buffer;
}

const char *price_unit_words(const struct price *price, char buffer[FIGURE_SIZE])
{
    switch (price->unit) {
    case UNIT_USD_PER_HOUR:
        return "$/hour";
    case UNIT_USD_PER_GB_MONTH:
        return "$/GB-month";
    case UNIT_USD_PER_MILLION_REQUESTS:
        return "$/M requests";
    case UNIT_USD_PER_MILLION_GB_SECONDS:
        if (price->from_quantity == 0)
            return "$/M GB-s";
        snprintf(buffer, FIGURE_SIZE, "$/M GB-s >%ge9", (double)price->from_quantity / 1000);
        return buffer;
    case UNIT_RATIO_OF_ON_DEMAND:
        return "of on-demand";
    case UNIT_RATIO_PER_MONTH:
        return "a month";
    }
    bug_found(__FILE__, __LINE__, "unknown price unit");
}

const char *plan_commitment_words(const struct plan_commitment *commitment, char buffer[PLAN_COMMITMENT_WORDS_SIZE])
{
    char words[FIGURE_SIZE];
    enum purchase purchase;
    bool known = purchase_find(commitment->purchase, &purchase);
    const char *of = *commitment->family ? commitment->family : commitment->instance_type;
    snprintf(buffer, PLAN_COMMITMENT_WORDS_SIZE, "%s%s%s%s",
             known ? purchase_words(purchase, words) : commitment->purchase, *of ? ", " : "", of,
             commitment->held ? " (held)" : "");
    return buffer;
}
