/* cmd_prices.c — the price book, filtered. */
#include "planner/cli/run.h"
#include "planner/cli/terminal.h"
#include "pricing/snapshot.h"
#include "reports/text_report.h"
#include <string.h>

static bool load(const struct invocation *invocation, struct catalogue *ret_catalogue, struct error *err)
{
    const char *path = invocation->settings[OPTION_PRICES].text;
    const struct setting *region = &invocation->settings[OPTION_REGION];
    if (!path)
        return snapshot_catalogue(region->text, ret_catalogue, err);
    if (!catalogue_load(path, ret_catalogue, err))
        return false;
    if (region->origin == ORIGIN_DEFAULT || strcmp(ret_catalogue->region, region->text) == 0)
        return true;
    error_set(err, ERROR_UNKNOWN_PRICE, path, "has the prices of %s, not of %s", ret_catalogue->region, region->text);
    catalogue_release(ret_catalogue);
    return false;
}

/* Keeps the rows asked for, in their order. */
static bool filter(const struct invocation *invocation, struct catalogue *catalogue, struct error *err)
{
    const char *pattern = invocation->arguments_count > 0 ? invocation->arguments[0] : "*";
    const char *purchase = invocation->settings[OPTION_PURCHASE].text;
    const char *service = invocation->settings[OPTION_SERVICE].text;
    int kept = 0;
    bool is_service = false;
    for (int i = 0; i < catalogue->prices_count; i++) {
        const struct price *price = &catalogue->prices[i];
        is_service = is_service || strcmp(pattern, price->service) == 0;
        if (text_matches(pattern, price->item) && (!service || strcmp(service, price->service) == 0) &&
            (!purchase || strcmp(purchase, purchase_names[price->purchase]) == 0))
            catalogue->prices[kept++] = *price;
    }
    catalogue->prices_count = kept;
    if (kept == 0)
        return error_set(err, ERROR_INPUT, NULL, "no price of %s, as of %s, matches '%s'%s%s%s%s%s%s",
                         catalogue->region, catalogue->as_of, pattern, service ? " of service " : "",
                         service ? service : "", purchase ? " bought " : "", purchase ? purchase : "",
                         is_service ? ": for all of a service say --service " : "", is_service ? pattern : "");
    return true;
}

static bool answer(const struct invocation *invocation, struct catalogue *catalogue, struct error *err)
{
    const char *format = invocation->settings[OPTION_FORMAT].text;
    struct text out = {0};
    text_init(&out, ANSWER_BYTES_MAX);
    struct screen screen = {&out, SCREEN_WIDTH, terminal_wants_colour(invocation)};
    if (strcmp(format, "json") == 0)
        catalogue_write(catalogue, &out);
    else if (strcmp(format, "csv") == 0)
        csv_report_prices(&out, catalogue);
    else
        text_report_prices(&screen, catalogue);
    bool done = terminal_answer(&out, err);
    text_release(&out);
    return done;
}

bool run_prices_show(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    struct catalogue catalogue = {0};
    *ret_exit_code = 0;
    if (!load(invocation, &catalogue, err))
        return false;
    bool done = filter(invocation, &catalogue, err) && answer(invocation, &catalogue, err);
    catalogue_release(&catalogue);
    return done;
}
