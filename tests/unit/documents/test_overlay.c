/* test_overlay.c — an overlay read from both forms and applied: what it must change, exactly, and nothing else. Bad
 * documents: tests/invalid/overlay. */
#include "pricing/compare.h"
#include "pricing/overlay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DRAWN_OVERLAYS = 400 };

static const char book_csv[] =
    "# region: us-east-1\n# as_of: 2026-11-20\n"
    "service,item,purchase,unit,price,from_quantity,source,as_of\n"
    "ec2,c7g.large,on_demand,usd_per_hour,0.0725,0,list,2026-11-20\n"
    "ec2,c7g.large,spot,usd_per_hour,0.0301,0,list,2026-11-20\n"
    "ec2,m7g.large,on_demand,usd_per_hour,0.0816,0,list,2026-11-20\n"
    "ec2,m7g.large,compute_savings_plan.1y.no_upfront,usd_per_hour,0.0599,0,list,2026-11-20\n"
    "ec2,m7g.large,standard_reserved_instance.3y.all_upfront,usd_per_hour,0.03223,0,list,2026-11-20\n"
    "ec2,m7g.xlarge,on_demand,usd_per_hour,0.1632,0,list,2026-11-20\n"
    "ec2_spot_interruptions,c7g.large,spot,ratio_per_month,0.05,0,list,2026-11-20\n"
    "ecs,managed_instances_fee,on_demand,ratio_of_on_demand,0.12,0,list,2026-11-20\n"
    "fargate,arm64.vcpu,on_demand,usd_per_hour,0.03238,0,list,2026-11-20\n"
    "lambda,arm64.duration,on_demand,usd_per_million_gb_seconds,13.3334,0,list,2026-11-20\n"
    "lambda,arm64.duration,on_demand,usd_per_million_gb_seconds,12.0001,7500,list,2026-11-20\n"
    "lambda,requests,on_demand,usd_per_million_requests,0.000000001,0,list,2026-11-20\n";
enum { BOOK_ROWS = 12 };

static struct catalogue book(void)
{
    struct catalogue catalogue;
    struct error err = {0};
    if (!catalogue_parse("book.csv", book_csv, strlen(book_csv), &catalogue, &err))
        fail_msg("%s: %s", err.where, err.text);
    return catalogue;
}

static struct overlay overlay_of(const char *text)
{
    struct overlay overlay;
    struct error err = {0};
    if (!overlay_parse("agreed.json", text, strlen(text), &overlay, &err))
        fail_msg("%s: %s", err.where, err.text);
    return overlay;
}

static struct catalogue apply(const char *rules)
{
    char text[4096];
    struct catalogue before = book(), after;
    struct error err = {0};
    snprintf(text, sizeof text, "{\"schema\": \"bayplan.overlay/1\", \"name\": \"EDP\", \"rules\": [%s]}", rules);
    struct overlay overlay = overlay_of(text);
    if (!overlay_apply(&before, &overlay, &after, &err))
        fail_msg("%s: %s", err.where, err.text);
    overlay_release(&overlay);
    catalogue_release(&before); /* nothing of the outcome lies in it */
    return after;
}

static const struct price *row(const struct catalogue *catalogue, const char *item, enum purchase purchase)
{
    for (int i = 0; i < catalogue->prices_count; i++)
        if (strcmp(catalogue->prices[i].item, item) == 0 && catalogue->prices[i].purchase == purchase)
            return &catalogue->prices[i];
    fail_msg("no price of %s", item);
    return NULL;
}

static void discounts_are_exact(void **state)
{
    (void)state;
    struct catalogue after = apply("{\"service\": \"ec2\", \"item\": \"m7g.*\", \"purchase\": \"on_demand\","
                                   " \"discount_percent\": 12}, {\"discount_percent\": \"0.5\"}");
    assert_int_equal(after.prices_count, BOOK_ROWS);
    assert_int_equal(row(&after, "m7g.large", PURCHASE_ON_DEMAND)->nano, 71448960);   /* 81600000 * 0.88 * 0.995 */
    assert_int_equal(row(&after, "m7g.xlarge", PURCHASE_ON_DEMAND)->nano, 142897920); /* twice */
    assert_int_equal(row(&after, "c7g.large", PURCHASE_SPOT)->nano, 29949500);
    assert_int_equal(row(&after, "requests", PURCHASE_ON_DEMAND)->nano, 1); /* never 0 */
    assert_string_equal(row(&after, "m7g.large", PURCHASE_ON_DEMAND)->source, "list; EDP: -12 % -0.5 %");
    assert_string_equal(row(&after, "c7g.large", PURCHASE_ON_DEMAND)->source, "list; EDP: -0.5 %");
    assert_string_equal(after.file, "book.csv + agreed.json");
    assert_string_equal(after.as_of, "2026-11-20");
    catalogue_release(&after);
}

/* Shares are no prices: a rule of everything leaves them alone, and the fee's own rule changes it. */
static void shares_need_their_service(void **state)
{
    (void)state;
    struct catalogue after = apply("{\"discount_percent\": 10}");
    assert_int_equal(row(&after, "managed_instances_fee", PURCHASE_ON_DEMAND)->nano, 120000000);
    assert_int_equal(after.prices[6].nano, 50000000);
    assert_string_equal(after.prices[6].source, "list");
    catalogue_release(&after);
    after = apply("{\"service\": \"ecs\", \"discount_percent\": 10}");
    assert_int_equal(row(&after, "managed_instances_fee", PURCHASE_ON_DEMAND)->nano, 108000000);
    assert_int_equal(row(&after, "m7g.large", PURCHASE_ON_DEMAND)->nano, 81600000);
    catalogue_release(&after);
}

static void order_counts(void **state)
{
    (void)state;
    const char *price = "{\"service\": \"ec2\", \"item\": \"m7g.large\", \"purchase\": \"on_demand\", \"price\": "
                        "\"0.05\", \"source\": \"private offer 7\", \"as_of\": \"2026-10-01\"}",
               *percent = "{\"purchase\": \"on_demand\", \"discount_percent\": 10}";
    char rules[1024];
    snprintf(rules, sizeof rules, "%s, %s", price, percent);
    struct catalogue after = apply(rules);
    const struct price *fixed = row(&after, "m7g.large", PURCHASE_ON_DEMAND);
    assert_int_equal(fixed->nano, 45000000);
    assert_string_equal(fixed->source, "private offer 7; EDP: -10 %");
    assert_string_equal(fixed->as_of, "2026-10-01");
    catalogue_release(&after);
    snprintf(rules, sizeof rules, "%s, %s", percent, price);
    after = apply(rules);
    fixed = row(&after, "m7g.large", PURCHASE_ON_DEMAND);
    assert_int_equal(fixed->nano, 50000000);
    assert_string_equal(fixed->source, "private offer 7; EDP");
    catalogue_release(&after);
}

/* A price the book has none of is added in its place; one of a tiered item stands for all its tiers. */
static void prices_are_added_and_replaced(void **state)
{
    (void)state;
    struct catalogue after =
        apply("{\"service\": \"ec2\", \"item\": \"x9.new\", \"purchase\": \"spot\", \"price\": \"0.7\","
              " \"unit\": \"usd_per_hour\", \"source\": \"mail\", \"as_of\": \"2026-11\"},"
              " {\"service\": \"lambda\", \"item\": \"arm64.duration\", \"purchase\": \"on_demand\","
              " \"price\": 9, \"source\": \"mail\", \"as_of\": \"2026-11\"},"
              " {\"service\": \"ec2\", \"item\": \"x9.newer\", \"purchase\": \"spot\", \"price\": \"0.8\","
              " \"source\": \"mail\", \"as_of\": \"2026-11\"}");
    assert_int_equal(after.prices_count, BOOK_ROWS + 1); /* two more, one tier less */
    assert_int_equal(row(&after, "x9.new", PURCHASE_SPOT)->nano, 700000000);
    assert_int_equal(row(&after, "arm64.duration", PURCHASE_ON_DEMAND)->nano, INT64_C(9000000000));
    assert_int_equal(row(&after, "arm64.duration", PURCHASE_ON_DEMAND)->unit, UNIT_USD_PER_MILLION_GB_SECONDS);
    for (int i = 1; i < after.prices_count; i++)
        assert_true(price_compare(&after.prices[i - 1], &after.prices[i]) < 0);
    catalogue_release(&after);
}

static void both_forms_are_the_same(void **state)
{
    (void)state;
    const char *xml = "<overlay schema='bayplan.overlay/1' name='EDP'><rules><rule service='ec2' item='m7g.*' "
                      "purchase='on_demand' discount_percent='12.25'/><rule markup_percent='3'/></rules></overlay>";
    struct overlay overlay = overlay_of(xml);
    assert_int_equal(overlay.rules_count, 2);
    assert_string_equal(overlay.name, "EDP");
    assert_string_equal(overlay.rules[0].item, "m7g.*");
    assert_int_equal(overlay.rules[0].discount_millionths, 122500);
    assert_null(overlay.rules[1].service);
    assert_int_equal(overlay.rules[1].markup_millionths, 30000);
    assert_string_equal(overlay.rules[1].where, "agreed.json:1:135: rules[1]");
    overlay_release(&overlay);
}

static void hash_is_of_both(void **state)
{
    (void)state;
    struct catalogue before = book(), first = apply("{\"discount_percent\": 12}"),
                     second = apply("{\"discount_percent\": 13}"), again = apply("{\"discount_percent\": 12}");
    assert_string_not_equal(before.sha256, first.sha256);
    assert_string_not_equal(first.sha256, second.sha256);
    assert_string_equal(first.sha256, again.sha256);
    catalogue_release(&before);
    catalogue_release(&first);
    catalogue_release(&second);
    catalogue_release(&again);
}

static void assert_refused(const char *rules, const char *where, const char *words)
{
    char text[4096];
    struct catalogue before = book(), after;
    struct error err = {0};
    snprintf(text, sizeof text, "{\"schema\": \"bayplan.overlay/1\", \"rules\": [\n%s]}", rules);
    struct overlay overlay = overlay_of(text);
    assert_false(overlay_apply(&before, &overlay, &after, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.where, where);
    assert_string_equal(err.text, words);
    overlay_release(&overlay);
    catalogue_release(&before);
}

static void rules_that_cannot_be_are_refused(void **state)
{
    (void)state;
    assert_refused("{\"service\": \"ec2\", \"item\": \"m7q.*\", \"discount_percent\": 12}", "agreed.json:2:1: rules[0]",
                   "touches no price of book.csv (us-east-1, as of 2026-11-20): did you mean the item \"m7g.*\"?");
    assert_refused("{\"discount_percent\": 1},\n{\"service\": \"fargate\", \"item\": \"arm64.vcpus\", "
                   "\"discount_percent\": 12}",
                   "agreed.json:3:1: rules[1]",
                   "touches no price of book.csv (us-east-1, as of 2026-11-20): did you mean the item \"arm64.vcpu\"?");
    assert_refused("{\"service\": \"fargate\", \"purchase\": \"spot\", \"discount_percent\": 12}",
                   "agreed.json:2:1: rules[0]", "touches no price of book.csv (us-east-1, as of 2026-11-20)");
    assert_refused("{\"service\": \"ec2_spot_interruptions\", \"discount_percent\": 12}", "agreed.json:2:1: rules[0]",
                   "touches no price of book.csv (us-east-1, as of 2026-11-20)");
    assert_refused("{\"service\": \"fargate\", \"item\": \"arm64.vcpu\", \"purchase\": \"on_demand\", \"price\": 1, "
                   "\"unit\": \"usd_per_gb_month\", \"source\": \"mail\", \"as_of\": \"2026-11\"}",
                   "agreed.json:2:1: rules[0].unit",
                   "must be \"usd_per_hour\" for fargate arm64.vcpu, not \"usd_per_gb_month\"");
    assert_refused("{\"service\": \"fargate\", \"item\": \"arm64.vcpu\", \"purchase\": "
                   "\"standard_reserved_instance.1y.no_upfront\", \"price\": 1, \"source\": \"mail\", \"as_of\": "
                   "\"2026-11\"}",
                   "agreed.json:2:1: rules[0].purchase",
                   "of all commitments only a Compute Savings Plan covers fargate arm64.vcpu");
    assert_refused("{\"service\": \"lambda\", \"item\": \"arm64.duration\", \"purchase\": \"on_demand\", \"price\": "
                   "99999, \"source\": \"mail\", \"as_of\": \"2026-11\"},\n{\"markup_percent\": 1}",
                   "agreed.json:3:1: rules[1]",
                   "makes the price of lambda arm64.duration on_demand more than 100000, the most a book holds");
}

/* splitmix64: the same numbers everywhere. */
static unsigned below(uint64_t *state, unsigned limit)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (unsigned)((z ^ z >> 31) % limit);
}

struct drawn_rule {
    const char *service, *item, *purchase;
    unsigned millionths;
    bool markup;
};

static struct drawn_rule draw_rule(uint64_t *state, const struct catalogue *catalogue)
{
    static const char *const items[] = {NULL, "*", "m7g.*", "?7g.large", "*.duration", NULL};
    static const char *const purchases[] = {NULL, "on_demand", "spot", "*_upfront", "compute*", NULL};
    const struct price *price = &catalogue->prices[below(state, (unsigned)catalogue->prices_count)];
    struct drawn_rule rule = {.millionths = 100 * (1 + below(state, 9899)), .markup = below(state, 4) == 0};
    rule.service = below(state, 2) ? price->service : NULL;
    rule.item = below(state, 3) ? items[below(state, 6)] : price->item;
    rule.purchase = below(state, 3) ? purchases[below(state, 6)] : purchase_names[price->purchase];
    return rule;
}

/* What the rule does to this price, by the words of overlay.h and with other arithmetic than overlay.c's. */
static bool rule_of_words(const struct drawn_rule *rule, const struct price *price, int64_t *nano)
{
    bool share = strncmp(price_unit_names[price->unit], "ratio", 5) == 0;
    if (strcmp(price->service, "ec2_spot_interruptions") == 0 || (share && !rule->service))
        return false;
    if ((rule->service && strcmp(rule->service, price->service) != 0) ||
        (rule->item && !text_matches(rule->item, price->item)) ||
        (rule->purchase && !text_matches(rule->purchase, purchase_names[price->purchase])))
        return false;
    int64_t change = *nano / 1000000 * rule->millionths;
    int64_t rest = *nano % 1000000 * rule->millionths; /* exact: the sum over a million, half up of the outcome */
    int64_t whole = rest / 1000000, part = rest % 1000000;
    *nano = rule->markup ? *nano + change + whole + (part >= 500000) : *nano - change - whole - (part > 500000);
    *nano = *nano > 0 ? *nano : 1;
    return true;
}

static void rule_add(struct text *json, const struct drawn_rule *rule)
{
    text_add(json, "{");
    if (rule->service)
        text_printf(json, "\"service\": \"%s\", ", rule->service);
    if (rule->item)
        text_printf(json, "\"item\": \"%s\", ", rule->item);
    if (rule->purchase)
        text_printf(json, "\"purchase\": \"%s\", ", rule->purchase);
    text_printf(json, "\"%s\": %u.%04u}", rule->markup ? "markup_percent" : "discount_percent",
                rule->millionths / 10000, rule->millionths % 10000);
}

/* Every price that the rules name is changed as they say, one after the other; every other row is as it was. */
static void drawn_rules_change_what_they_name(void **state)
{
    (void)state;
    uint64_t seed = 6;
    int changed_rows = 0, kept_rows = 0;
    for (int run = 0; run < DRAWN_OVERLAYS; run++) {
        struct catalogue before = book(), after;
        int64_t expected[BOOK_ROWS];
        bool touched[BOOK_ROWS] = {false};
        struct text json;
        struct error err = {0};
        bool all_touch = true;
        int rules = 1 + (int)below(&seed, 4);
        text_init(&json, 16 * 1024);
        text_add(&json, "{\"schema\": \"bayplan.overlay/1\", \"rules\": [");
        for (int i = 0; i < BOOK_ROWS; i++)
            expected[i] = before.prices[i].nano;
        for (int k = 0; k < rules; k++) {
            struct drawn_rule rule = draw_rule(&seed, &before);
            bool touches = false;
            for (int i = 0; i < BOOK_ROWS; i++)
                if (rule_of_words(&rule, &before.prices[i], &expected[i]))
                    touches = touched[i] = true;
            all_touch = all_touch && touches;
            text_add(&json, k > 0 ? ", " : "");
            rule_add(&json, &rule);
        }
        text_add(&json, "]}");
        struct overlay overlay = overlay_of(json.bytes);
        bool ok = overlay_apply(&before, &overlay, &after, &err);
        if (ok != all_touch)
            fail_msg("%s: %s", json.bytes, ok ? "taken" : err.text);
        for (int i = 0; ok && i < BOOK_ROWS; i++) {
            assert_int_equal(price_compare(&before.prices[i], &after.prices[i]), 0);
            assert_int_equal(after.prices[i].nano, expected[i]);
            assert_int_equal(strcmp(before.prices[i].source, after.prices[i].source) != 0, touched[i]);
            assert_string_equal(before.prices[i].as_of, after.prices[i].as_of);
            changed_rows += touched[i];
            kept_rows += !touched[i];
        }
        if (ok)
            catalogue_release(&after);
        overlay_release(&overlay);
        catalogue_release(&before);
        text_release(&json);
    }
    assert_true(changed_rows > 300 && kept_rows > 300); /* both were looked at */
}

/* The difference of a book and its overlay names each price that the rule names, and no other. */
static void comparison_names_each_change(void **state)
{
    (void)state;
    struct catalogue before = book(),
                     after = apply("{\"service\": \"ec2\", \"purchase\": \"on_demand\", \"discount_percent\": 12},"
                                   "{\"service\": \"ec2\", \"item\": \"x9.new\", \"purchase\": \"spot\", \"price\": "
                                   "\"0.7\", \"source\": \"mail\", \"as_of\": \"2026-11\"}");
    struct price_changes changes;
    catalogue_compare(&before, &after, &changes);
    assert_int_equal(changes.changes_count, 4);
    assert_int_equal(changes.same, BOOK_ROWS - 3);
    assert_string_equal(changes.changes[0].older->item, "c7g.large");
    assert_string_equal(changes.changes[2].newer->item, "m7g.xlarge");
    assert_int_equal(changes.changes[2].newer->nano, 143616000);
    assert_null(changes.changes[3].older);
    price_changes_release(&changes);
    catalogue_compare(&after, &before, &changes);
    assert_int_equal(changes.changes_count, 4);
    assert_null(changes.changes[3].newer); /* gone */
    price_changes_release(&changes);
    catalogue_compare(&before, &before, &changes);
    assert_int_equal(changes.changes_count, 0);
    assert_int_equal(changes.same, BOOK_ROWS);
    price_changes_release(&changes);
    catalogue_release(&before);
    catalogue_release(&after);
}

/* The source of a price can be written and read again, however much was done to it. */
static void sources_stay_readable(void **state)
{
    (void)state;
    char rules[4096] = "";
    for (int i = 0; i < 60; i++)
        snprintf(rules + strlen(rules), sizeof rules - strlen(rules), "%s{\"discount_percent\": 1.2345}",
                 i > 0 ? ", " : "");
    struct catalogue after = apply(rules), again;
    struct text json, csv;
    struct error err = {0};
    assert_string_equal(row(&after, "m7g.large", PURCHASE_ON_DEMAND)->source, "list; EDP: 60 rules");
    text_init(&json, 1024 * 1024);
    text_init(&csv, 1024 * 1024);
    catalogue_write(&after, &json);
    catalogue_write_csv(&after, &csv);
    assert_true(catalogue_parse("again.json", json.bytes, json.length, &again, &err));
    catalogue_release(&again);
    assert_true(catalogue_parse("again.csv", csv.bytes, csv.length, &again, &err));
    catalogue_release(&again);
    catalogue_release(&after);
    text_release(&json);
    text_release(&csv);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(discounts_are_exact),
        cmocka_unit_test(shares_need_their_service),
        cmocka_unit_test(order_counts),
        cmocka_unit_test(prices_are_added_and_replaced),
        cmocka_unit_test(both_forms_are_the_same),
        cmocka_unit_test(hash_is_of_both),
        cmocka_unit_test(rules_that_cannot_be_are_refused),
        cmocka_unit_test(drawn_rules_change_what_they_name),
        cmocka_unit_test(comparison_names_each_change),
        cmocka_unit_test(sources_stay_readable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
