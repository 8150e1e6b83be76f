/* fuzz_overlay.c — any bytes as an overlay: refused with one error, or rules that keep overlay.h's promises; and
 * applied to a book, an error or a book that holds, and is itself read again. */
#include "pricing/overlay.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static const char book_csv[] = "# region: us-east-1\n"
                               "service,item,purchase,unit,price,from_quantity,source,as_of\n"
                               "ec2,m7g.large,on_demand,usd_per_hour,0.0816,0,list,2026-11-20\n"
                               "ec2,m7g.large,spot,usd_per_hour,0.0301,0,list,2026-11-20\n"
                               "ec2_spot_interruptions,m7g.large,spot,ratio_per_month,0.05,0,list,2026-11-20\n"
                               "ecs,managed_instances_fee,on_demand,ratio_of_on_demand,0.12,0,list,2026-11-20\n"
                               "fargate,arm64.vcpu,on_demand,usd_per_hour,0.03238,0,list,2026-11-20\n"
                               "lambda,arm64.duration,on_demand,usd_per_million_gb_seconds,13.3334,0,list,2026-11\n"
                               "lambda,arm64.duration,on_demand,usd_per_million_gb_seconds,12.0001,7500,list,2026-11\n";

static void need(bool holds)
{
    if (!holds)
        abort();
}

static void check_rules(const struct overlay *overlay)
{
    need(overlay->rules_count >= 1 && overlay->rules_count <= OVERLAY_RULES_MAX && overlay->name != NULL);
    for (int i = 0; i < overlay->rules_count; i++) {
        const struct overlay_rule *rule = &overlay->rules[i];
        need((rule->discount_millionths > 0) + (rule->markup_millionths > 0) + rule->has_price == 1);
        need(rule->discount_millionths <= 990000 && rule->where[0] != '\0');
        need(!rule->has_price || (rule->service && rule->item && rule->purchase && rule->source && rule->as_of &&
                                  rule->price_nano > 0 && rule->price_nano <= CATALOGUE_PRICE_NANO_MAX));
    }
}

static void check_outcome(const struct catalogue *outcome)
{
    struct text json;
    struct catalogue again;
    struct error err = {0};
    text_init(&json, 16 * 1024 * 1024);
    catalogue_write(outcome, &json);
    need(catalogue_parse("again", json.bytes, json.length, &again, &err));
    need(again.prices_count == outcome->prices_count);
    for (int i = 0; i < again.prices_count; i++)
        need(price_compare(&again.prices[i], &outcome->prices[i]) == 0 && outcome->prices[i].nano > 0);
    catalogue_release(&again);
    text_release(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct overlay overlay = {0};
    struct catalogue book, outcome;
    struct error err = {0};
    bool ok = overlay_parse("f", (const char *)data, size, &overlay, &err);
    need(ok == (err.kind == ERROR_NONE));
    need(ok || (error_exit_code(err.kind) == 2 && err.where[0] != '\0' && err.text[0] != '\0'));
    if (!ok)
        return 0;
    check_rules(&overlay);
    need(catalogue_parse("book", book_csv, sizeof book_csv - 1, &book, &err));
    if (overlay_apply(&book, &overlay, &outcome, &err)) {
        check_outcome(&outcome);
        catalogue_release(&outcome);
    } else {
        need(err.kind == ERROR_INPUT && err.where[0] != '\0');
    }
    catalogue_release(&book);
    overlay_release(&overlay);
    return 0;
}
