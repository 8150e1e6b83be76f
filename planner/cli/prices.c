#include "planner/cli/prices.h"
#include "pricing/snapshot.h"
#include <string.h>

bool prices_for_region(const struct invocation *invocation, const char *region, const char *what,
                       struct catalogue *ret_catalogue, struct error *err)
{
    const char *path = invocation->settings[OPTION_PRICES].text;
    if (!path)
        return snapshot_catalogue(region, ret_catalogue, err);
    if (!catalogue_load(path, ret_catalogue, err))
        return false;
    if (strcmp(ret_catalogue->region, region) == 0)
        return true;
    error_set(err, ERROR_UNKNOWN_PRICE, path, "has the prices of %s; %s is for %s", ret_catalogue->region, what,
              region);
    catalogue_release(ret_catalogue);
    return false;
}

static bool is_compiled_in(const char *region)
{
    for (const char *const *at = snapshot_regions(); *at; at++)
        if (strcmp(*at, region) == 0)
            return true;
    return false;
}

bool prices_of_plan(const struct invocation *invocation, const char *plan_file, const struct plan *plan,
                    struct catalogue *ret_catalogue, bool *ret_found, struct error *err)
{
    const char *path = invocation->settings[OPTION_PRICES].text;
    *ret_found = false;
    if (!path && !is_compiled_in(plan->region))
        return true;
    if (!prices_for_region(invocation, plan->region, plan_file, ret_catalogue, err))
        return false;
    *ret_found = strcmp(ret_catalogue->sha256, plan->catalogue_sha256) == 0;
    if (*ret_found)
        return true;
    bool done = !path || error_set(err, ERROR_INPUT, path,
                                   "is not what %s was priced with: that is of %s, sha256 %.16s; this is of %s, %.16s",
                                   plan_file, plan->catalogue_as_of, plan->catalogue_sha256, ret_catalogue->as_of,
                                   ret_catalogue->sha256);
    catalogue_release(ret_catalogue);
    return done;
}
