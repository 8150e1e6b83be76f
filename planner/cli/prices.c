#include "planner/cli/prices.h"
#include "data/base/date.h"
#include "pricing/age.h"
#include "pricing/effective.h"
#include "pricing/overlay.h"
#include "pricing/snapshot.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* A folder has a file of each region. */
static bool load_file(const char *path, const char *region, struct catalogue *ret_catalogue, struct error *err)
{
    struct stat status;
    struct arena arena = {0};
    const char *file = path;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        file = arena_printf(&arena, "%s/%s.json", path, region);
        if (stat(file, &status) != 0)
            file = arena_printf(&arena, "%s/%s.csv", path, region);
        if (stat(file, &status) != 0)
            file = arena_printf(&arena, "%s/%s.json", path, region); /* and so the error names it */
    }
    bool done = catalogue_load(file, ret_catalogue, err);
    arena_release(&arena);
    return done;
}

bool prices_base(const struct invocation *invocation, const char *region, struct catalogue *ret_catalogue,
                 struct error *err)
{
    const char *path = invocation->settings[OPTION_PRICES].text;
    return path ? load_file(path, region, ret_catalogue, err) : snapshot_catalogue(region, ret_catalogue, err);
}

static bool lay_over(const struct invocation *invocation, struct catalogue *catalogue, struct error *err)
{
    const char *path = invocation->settings[OPTION_OVERLAY].text;
    struct overlay overlay = {0};
    struct catalogue laid = {0};
    if (!path)
        return true;
    if (!overlay_load(path, &overlay, err))
        return false;
    bool done = overlay_apply(catalogue, &overlay, &laid, err);
    overlay_release(&overlay);
    if (!done)
        return false;
    catalogue_release(catalogue);
    *catalogue = laid;
    return true;
}

int64_t prices_today(const struct invocation *invocation)
{
    const struct setting *date = &invocation->settings[OPTION_DATE];
    return date->text ? date->days : (int64_t)(time(NULL) / SECONDS_PER_DAY);
}

static bool check_age(const struct invocation *invocation, const struct catalogue *catalogue, struct error *err)
{
    return prices_check_age(invocation, catalogue, NULL, err);
}

bool prices_check_age(const struct invocation *invocation, const struct catalogue *catalogue, const struct price *price,
                      struct error *err)
{
    const struct setting *most = &invocation->settings[OPTION_MAX_PRICE_AGE];
    const char *as_of = price ? price->as_of : catalogue->as_of;
    char what[192];
    int64_t age = 0;
    if (!most->text)
        return true;
    if (!price_age_days(catalogue->file, as_of, prices_today(invocation), &age, err))
        return false;
    if (price)
        snprintf(what, sizeof what, "the price of %s %s (%s) in %s is", price->service, price->item,
                 purchase_names[price->purchase], catalogue->region);
    else
        snprintf(what, sizeof what, "the prices of %s are", catalogue->region);
    if (age < 0 && !price)
        return error_set(err, ERROR_DRIFT, catalogue->file,
                         "%s of %s, a date in the future: correct the book's as_of, or today's date", what, as_of);
    return age <= most->count ||
           error_set(err, ERROR_DRIFT, catalogue->file,
                     "%s of %s, %lld days old, and --max-price-age allows %lld: get newer ones with 'bayplan prices "
                     "update --region %s' and --prices",
                     what, as_of, (long long)age, (long long)most->count, catalogue->region);
}

static bool check_region(const struct catalogue *catalogue, const char *region, const char *what, struct error *err)
{
    return strcmp(catalogue->region, region) == 0 ||
           error_set(err, ERROR_UNKNOWN_PRICE, catalogue->file, "has the prices of %s; %s is for %s", catalogue->region,
                     what, region);
}

bool prices_for_region(const struct invocation *invocation, const char *region, const char *what,
                       struct catalogue *ret_catalogue, struct error *err)
{
    struct catalogue catalogue = {0};
    if (!prices_base(invocation, region, &catalogue, err))
        return false;
    if ((what && !check_region(&catalogue, region, what, err)) || !check_age(invocation, &catalogue, err) ||
        !lay_over(invocation, &catalogue, err)) {
        catalogue_release(&catalogue);
        return false;
    }
    *ret_catalogue = catalogue;
    return true;
}

bool prices_are_compiled_in(const char *region)
{
    for (const char *const *at = snapshot_regions(); *at; at++)
        if (strcmp(*at, region) == 0)
            return true;
    return false;
}

bool prices_make_effective(const struct plan *plan, struct catalogue *catalogue, struct error *err)
{
    struct catalogue effective = {0};
    if (plan->commitments.rates_count == 0)
        return true;
    if (!effective_catalogue(catalogue, plan->commitments.rates, plan->commitments.rates_count, &effective, err))
        return false;
    /* Row by row: its texts are the other's. */
    BUG_IF(effective.prices_count != catalogue->prices_count);
    for (int i = 0; i < effective.prices_count; i++)
        catalogue->prices[i] = effective.prices[i];
    catalogue_release(&effective);
    return true;
}

bool prices_of_plan(const struct invocation *invocation, const char *plan_file, const struct plan *plan,
                    struct catalogue *ret_catalogue, bool *ret_found, struct error *err)
{
    struct catalogue catalogue = {0};
    const char *path = invocation->settings[OPTION_PRICES].text;
    bool given = path || invocation->settings[OPTION_OVERLAY].text;
    *ret_found = false;
    if (!path && !prices_are_compiled_in(plan->region))
        return true;
    if (!prices_for_region(invocation, plan->region, plan_file, &catalogue, err))
        return false;
    *ret_found = strcmp(catalogue.sha256, plan->catalogue_sha256) == 0;
    if (*ret_found) {
        *ret_catalogue = catalogue;
        return true;
    }
    bool done = !given ||
                error_set(err, ERROR_INPUT, catalogue.file,
                          "is not what %s was priced with: that is of %s, sha256 %.16s; this is of %s, %.16s",
                          plan_file, plan->catalogue_as_of, plan->catalogue_sha256, catalogue.as_of, catalogue.sha256);
    catalogue_release(&catalogue);
    return done;
}
