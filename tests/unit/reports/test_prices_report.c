/* test_prices_report.c — price books for people: types and ways of buying, and two books side by side in every form. */
#include "data/base/file.h"
#include "reports/prices_difference.h"
#include "reports/purchases.h"
#include "reports/text_report.h"
#include "tests/unit/reports/golden_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "service,item,purchase,unit,price,from_quantity,source,as_of\n"

static const char older_book[] =
    "# region: us-east-1\n# as_of: 2026-07-20\n" HEAD "ebs,gp3,on_demand,usd_per_gb_month,0.08,0,list,2026-07-20\n"
    "ec2,c5.large,on_demand,usd_per_hour,0.085,0,list,2026-07-20\n"
    "ec2,m7g.large,on_demand,usd_per_hour,0.0816,0,list,2026-07-20\n"
    "ec2,m7g.large,spot,usd_per_hour,0.030192,0,history,2026-07-20\n"
    "ec2,m7g.large,compute_savings_plan.1y.no_upfront,usd_per_hour,0.0599,0,plans,2026-07-20\n"
    "ec2,m7g.large,convertible_reserved_instance.3y.partial_upfront,usd_per_hour,0.03834,0,list,2026-07-20\n"
    "ec2,m7g.xlarge,on_demand,usd_per_hour,0.1632,0,list,2026-07-20\n"
    "ec2_spot_interruptions,m7g.large,spot,ratio_per_month,0.11,0,advisor,2026-07-20\n"
    "lambda,arm64.duration,on_demand,usd_per_million_gb_seconds,13.3334,0,list,2026-07-20\n"
    "lambda,arm64.duration,on_demand,usd_per_million_gb_seconds,12.0001,7500,list,2026-07-20\n";
static const char newer_book[] =
    "# region: us-east-1\n# as_of: 2026-11-20\n" HEAD
    "ebs,gp3,on_demand,usd_per_gb_month,0.08,0,\"other, source\",2026-11-20\n"
    "ec2,m7g.large,on_demand,usd_per_hour,0.0775,0,list,2026-11-20\n"
    "ec2,m7g.large,spot,usd_per_hour,0.042,0,history,2026-11-20\n"
    "ec2,m7g.large,compute_savings_plan.1y.no_upfront,usd_per_hour,0.059900001,0,plans,2026-11-20\n"
    "ec2,m7g.large,convertible_reserved_instance.3y.partial_upfront,usd_per_hour,0.03834,0,list,2026-11-20\n"
    "ec2,m7g.xlarge,on_demand,usd_per_hour,0.155,0,list,2026-11-20\n"
    "ec2,m8g.large,on_demand,usd_per_hour,0.08976,0,=list,2026-11-20\n"
    "ec2_spot_interruptions,m7g.large,spot,ratio_per_month,1,0,advisor,2026-11-20\n"
    "lambda,arm64.duration,on_demand,usd_per_million_gb_seconds,13.3334,0,list,2026-11-20\n"
    "lambda,arm64.duration,on_demand,usd_per_million_gb_seconds,11.5,7500,list,2026-11-20\n";

struct pair {
    struct catalogue older, newer;
    struct price_changes changes;
};

static struct catalogue book(const char *csv)
{
    struct catalogue catalogue;
    struct error err = {0};
    if (!catalogue_parse("book.csv", csv, strlen(csv), &catalogue, &err))
        fail_msg("%s: %s", err.where, err.text);
    return catalogue;
}

static struct pair pair_of(const char *older, const char *newer)
{
    struct pair pair = {.older = book(older), .newer = book(newer)};
    catalogue_compare(&pair.older, &pair.newer, &pair.changes);
    return pair;
}

static void pair_release(struct pair *pair)
{
    price_changes_release(&pair->changes);
    catalogue_release(&pair->older);
    catalogue_release(&pair->newer);
}

static struct text written(void (*report)(const struct price_comparison *, struct screen *), const struct pair *pair)
{
    struct text text;
    text_init(&text, 4 * 1024 * 1024);
    struct screen screen = {&text, SCREEN_WIDTH, false};
    const struct price_comparison comparison = {&pair->older, &pair->newer, &pair->changes};
    report(&comparison, &screen);
    assert_false(text.overflown);
    return text;
}

static void assert_golden_of(void (*report)(const struct price_comparison *, struct screen *), const struct pair *pair,
                             const char *golden)
{
    struct text text = written(report, pair);
    assert_golden(golden, &text);
    text_release(&text);
}

static void changes_in_every_form(void **state)
{
    (void)state;
    struct pair pair = pair_of(older_book, newer_book);
    struct text text = written(text_report_price_changes, &pair);
    assert_golden("prices_difference", &text);
    assert_fits_and_is_safe(&text);
    text_release(&text);
    assert_golden_of(markdown_report_price_changes, &pair, "prices_difference_markdown");
    assert_golden_of(csv_report_price_changes, &pair, "prices_difference_csv");

    struct text json = written(json_report_price_changes, &pair);
    char *bytes = NULL;
    size_t length = 0;
    struct arena arena = {0};
    struct error err = {0};
    const char *path = "tests/golden/documents/prices_difference.json"; /* held against its schema there */
    if (getenv("BAYPLAN_UPDATE_GOLDEN"))
        assert_true(file_write(path, json.bytes, json.length, &err));
    assert_true(file_read(path, &arena, &bytes, &length, &err));
    assert_string_equal(json.bytes, bytes);
    arena_release(&arena);
    text_release(&json);
    pair_release(&pair);
}

static void no_change_is_one_line(void **state)
{
    (void)state;
    struct pair pair = pair_of(older_book, older_book);
    struct text text = written(text_report_price_changes, &pair);
    assert_string_equal(text.bytes, "us-east-1 as of 2026-07-20 → 2026-07-20: no price changed, 10 are the same\n");
    text_release(&text);
    text = written(csv_report_price_changes, &pair);
    assert_null(strchr(strchr(text.bytes, '\n') + 1, '\n')); /* the header alone */
    text_release(&text);
    pair_release(&pair);
}

/* Every changed, new and gone price is named in every form, however many there are; a comment counts what it leaves. */
static void many_changes_are_all_named(void **state)
{
    enum { TYPES = 3000 };
    (void)state;
    struct text older, newer;
    text_init(&older, 1024 * 1024);
    text_init(&newer, 1024 * 1024);
    text_add(&older, "# region: us-east-1\n" HEAD);
    text_add(&newer, "# region: eu-west-1\n" HEAD);
    for (int i = 0; i < TYPES; i++) {
        text_printf(&older, "ec2,t%d.large,on_demand,usd_per_hour,1,0,list,2026-07-20\n", i);
        text_printf(&newer, "ec2,t%d.large,on_demand,usd_per_hour,1.%04d,0,list,2026-11-20\n", i, i + 1);
    }
    struct pair pair = pair_of(older.bytes, newer.bytes);
    struct text text = written(text_report_price_changes, &pair),
                markdown = written(markdown_report_price_changes, &pair);
    assert_int_equal(pair.changes.changes_count, TYPES);
    assert_non_null(strstr(text.bytes, "us-east-1 as of 2026-07-20 → eu-west-1 as of 2026-11-20: 3,000 changed"));
    const char *largest = strstr(text.bytes, " t2999.large"), *least = strstr(text.bytes, " t0.large");
    assert_true(largest && least && largest < least);
    for (int i = 0; i < TYPES; i++) {
        char name[32];
        snprintf(name, sizeof name, " t%d.large ", i);
        if (!strstr(text.bytes, name))
            fail_msg("%s is not named", name);
    }
    assert_true(markdown.length <= 65536);
    assert_non_null(strstr(markdown.bytes, " more; the JSON and CSV reports have all."));
    text_release(&text);
    text_release(&markdown);
    text_release(&older);
    text_release(&newer);
    pair_release(&pair);
}

static void assert_shown(const char *csv, const char *golden)
{
    struct catalogue catalogue = book(csv);
    struct text text;
    text_init(&text, 4 * 1024 * 1024);
    struct screen screen = {&text, SCREEN_WIDTH, false};
    text_report_prices(&screen, &catalogue);
    assert_golden(golden, &text);
    assert_fits_and_is_safe(&text);
    text_release(&text);
    catalogue_release(&catalogue);
}

/* Of few types every way of buying; of many a line each; of a price list with a source a row, its documents. */
static void books_are_shown(void **state)
{
    (void)state;
    struct text many;
    assert_shown(newer_book, "prices_in_full");
    text_init(&many, 1024 * 1024);
    text_add(&many, "# region: eu-west-1\n" HEAD);
    for (int i = 0; i < 30; i++) {
        text_printf(&many, "ec2,t%d.large,on_demand,usd_per_hour,1.%d,0,AmazonEC2 A%d.B.C,2026-11-20\n", i, i, i);
        text_printf(&many,
                    "ec2,t%d.large,compute_savings_plan.3y.no_upfront,usd_per_hour,0.%d,0,plans A%d,2026-11-20\n", i,
                    i + 1, i);
        if (i % 2)
            text_printf(&many, "ec2,t%d.large,spot,usd_per_hour,0.3%d,0,history,2026-11-20\n", i, i);
        if (i % 3)
            text_printf(&many, "ec2_spot_interruptions,t%d.large,spot,ratio_per_month,0.%02d,0,advisor,2026-11-20\n", i,
                        i);
    }
    assert_shown(many.bytes, "prices_wide");
    text_release(&many);
}

static void purchases_have_words(void **state)
{
    (void)state;
    char words[FIGURE_SIZE];
    assert_string_equal(purchase_words(PURCHASE_ON_DEMAND, words), "on demand");
    assert_string_equal(purchase_words(PURCHASE_SPOT, words), "Spot");
    assert_string_equal(purchase_words(PURCHASE_COMMITTED, words), "Compute SP 1y no upfront");
    assert_string_equal(purchase_words((enum purchase)(PRICE_PURCHASES_COUNT - 1), words), "conv. RI 3y all upfront");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_in_every_form),      cmocka_unit_test(no_change_is_one_line),
        cmocka_unit_test(many_changes_are_all_named), cmocka_unit_test(books_are_shown),
        cmocka_unit_test(purchases_have_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
