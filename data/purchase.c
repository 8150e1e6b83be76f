/* purchase.c — the words of every way to buy, and what a commitment's are made of. */
#include "data/catalogue.h"

#include <string.h>

#define TERMS_OF(kind)                                                                                                 \
    kind ".1y.no_upfront", kind ".1y.partial_upfront", kind ".1y.all_upfront", kind ".3y.no_upfront",                  \
        kind ".3y.partial_upfront", kind ".3y.all_upfront"
const char *const purchase_names[] = {"on_demand",
                                      "spot",
                                      TERMS_OF("compute_savings_plan"),
                                      TERMS_OF("ec2_instance_savings_plan"),
                                      TERMS_OF("standard_reserved_instance"),
                                      TERMS_OF("convertible_reserved_instance"),
                                      NULL};
_Static_assert(sizeof purchase_names / sizeof purchase_names[0] == PRICE_PURCHASES_COUNT + 1, "a name each");

const char *const commitment_kind_names[] = {"compute_savings_plan", "ec2_instance_savings_plan",
                                             "standard_reserved_instance", "convertible_reserved_instance", NULL};
const char *const commitment_term_names[] = {"1y", "3y", NULL};
const char *const payment_option_names[] = {"no_upfront", "partial_upfront", "all_upfront", NULL};

enum purchase purchase_of_commitment(enum commitment_kind kind, enum commitment_term term, enum payment_option payment)
{
    int place = ((int)kind * COMMITMENT_TERMS_COUNT + (int)term) * PAYMENT_OPTIONS_COUNT + (int)payment;
    return (enum purchase)(PURCHASE_COMMITTED + place);
}

bool purchase_is_commitment(enum purchase purchase, enum commitment_kind *ret_kind, enum commitment_term *ret_term,
                            enum payment_option *ret_payment)
{
    if (purchase < PURCHASE_COMMITTED)
        return false;
    int place = (int)purchase - PURCHASE_COMMITTED;
    *ret_payment = (enum payment_option)(place % PAYMENT_OPTIONS_COUNT);
    *ret_term = (enum commitment_term)(place / PAYMENT_OPTIONS_COUNT % COMMITMENT_TERMS_COUNT);
    *ret_kind = (enum commitment_kind)(place / PAYMENT_OPTIONS_COUNT / COMMITMENT_TERMS_COUNT);
    return true;
}

bool commitment_is_savings_plan(enum commitment_kind kind)
{
    return kind == COMMITMENT_COMPUTE_SAVINGS_PLAN || kind == COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN;
}

bool purchase_find(const char *name, enum purchase *ret_purchase)
{
    for (int i = 0; purchase_names[i]; i++)
        if (strcmp(purchase_names[i], name) == 0) {
            *ret_purchase = (enum purchase)i;
            return true;
        }
    return false;
}

static size_t name_span(const char *text)
{
    return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
}

bool instance_family_is_valid(const char *text)
{
    size_t family = name_span(text);
    return family > 0 && text[family] == '\0';
}

bool instance_type_is_valid(const char *text)
{
    size_t family = name_span(text);
    return family > 0 && text[family] == '.' && instance_family_is_valid(text + family + 1);
}
