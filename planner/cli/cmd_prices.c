/* cmd_prices.c — price books shown, compared and written out. */
#include "planner/cli/outputs.h"
#include "planner/cli/prices.h"
#include "planner/cli/run.h"
#include "planner/cli/terminal.h"
#include "pricing/compare.h"
#include "pricing/snapshot.h"
#include "reports/prices_difference.h"
#include "reports/text_report.h"
#include <string.h>

/* With --prices and no --region the book's own. */
static bool load(const struct invocation *invocation, struct catalogue *ret_catalogue, struct error *err)
{
    const struct setting *region = &invocation->settings[OPTION_REGION];
    bool any = invocation->settings[OPTION_PRICES].text && region->origin == ORIGIN_DEFAULT;
    return prices_for_region(invocation, region->text, any ? NULL : "--region", ret_catalogue, err);
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
            (!purchase || text_matches(purchase, purchase_names[price->purchase])))
            catalogue->prices[kept++] = *price;
    }
    catalogue->prices_count = kept;
    for (int i = 0; i < kept; i++)
        if (!prices_check_age(invocation, catalogue, &catalogue->prices[i], err))
            return false;
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

bool run_prices_export(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    struct catalogue catalogue = {0};
    struct text out = {0};
    const char *path = invocation->settings[OPTION_OUTPUT].text;
    *ret_exit_code = 0;
    if (!load(invocation, &catalogue, err))
        return false;
    text_init(&out, ANSWER_BYTES_MAX);
    if (strcmp(invocation->settings[OPTION_FORMAT].text, "csv") == 0)
        catalogue_write_csv(&catalogue, &out);
    else
        catalogue_write(&catalogue, &out);
    bool done = path && strcmp(path, "-") != 0 ? terminal_save(path, &out, err) : terminal_answer(&out, err);
    if (done && path)
        terminal_note(invocation, "%d prices of %s, as of %s, are in %s", catalogue.prices_count, catalogue.region,
                      catalogue.as_of, path);
    text_release(&out);
    catalogue_release(&catalogue);
    return done;
}

/* A file, or a region compiled in. */
static bool load_either(const char *word, struct catalogue *ret_catalogue, struct error *err)
{
    return prices_are_compiled_in(word) ? snapshot_catalogue(word, ret_catalogue, err)
                                        : catalogue_load(word, ret_catalogue, err);
}

static bool answer_changes(const struct invocation *invocation, const struct catalogue *older,
                           const struct catalogue *newer, struct error *err)
{
    static const struct {
        const char *name;
        void (*write)(const struct price_comparison *comparison, struct screen *screen);
    } formats[] = {{"text", text_report_price_changes},
                   {"json", json_report_price_changes},
                   {"csv", csv_report_price_changes},
                   {"markdown", markdown_report_price_changes}};
    const char *path = invocation->settings[OPTION_OUTPUT].text;
    bool to_file = path && strcmp(path, "-") != 0;
    struct price_changes changes = {0};
    struct text out = {0};
    text_init(&out, ANSWER_BYTES_MAX);
    struct screen screen = {&out, SCREEN_WIDTH, !to_file && terminal_wants_colour(invocation)};
    catalogue_compare(older, newer, &changes);
    struct price_comparison comparison = {older, newer, &changes};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].name, invocation->settings[OPTION_FORMAT].text) == 0)
            formats[i].write(&comparison, &screen);
    bool done = to_file ? terminal_save(path, &out, err) : terminal_answer(&out, err);
    price_changes_release(&changes);
    text_release(&out);
    return done;
}

bool run_prices_diff(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    struct catalogue older = {0}, newer = {0};
    *ret_exit_code = 0;
    if (strcmp(invocation->arguments[0], "-") == 0 && strcmp(invocation->arguments[1], "-") == 0)
        return error_set(err, ERROR_USAGE, NULL, "only one of OLD and NEW can be stdin");
    if (!load_either(invocation->arguments[0], &older, err))
        return false;
    bool done = load_either(invocation->arguments[1], &newer, err);
    if (done) {
        done = answer_changes(invocation, &older, &newer, err);
        catalogue_release(&newer);
    }
    catalogue_release(&older);
    return done;
}
