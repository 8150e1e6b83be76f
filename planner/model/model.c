#include "planner/model/model.h"
#include "planner/model/build.h"

#include <string.h>

static const char *const fixed_names[DIMENSIONS_FIXED] = {"cpu", "memory", "eni", "gpu"};

static bool build_steps(struct build *build, struct error *err)
{
    build_items(build);
    if (!build_ports(build, err) || !build_places(build, err) || !build_job_places(build, err) ||
        !build_instances(build, err))
        return false;
    build_classes(build);
    if (!build_feasible(build, err))
        return false;
    build_types(build);
    build_slots(build);
    build_assumptions(build);
    return true;
}

static bool regions_agree(const struct profile *profile, const struct catalogue *catalogue, struct error *err)
{
    if (strcmp(profile->region, catalogue->region) == 0)
        return true;
    return error_set(err, ERROR_UNKNOWN_PRICE, catalogue->file,
                     "the profile is for %s, but this catalogue has the prices of %s (%s)", profile->region,
                     catalogue->region, catalogue->as_of);
}

static bool has_spot_prices(const struct catalogue *catalogue)
{
    for (int i = 0; i < catalogue->prices_count; i++)
        if (catalogue->prices[i].purchase == PURCHASE_SPOT && strcmp(catalogue->prices[i].service, "ec2") == 0)
            return true;
    return false;
}

bool model_build(const struct profile *profile, const struct catalogue *catalogue, struct model *ret_model,
                 struct error *err)
{
    struct model model = {.profile = profile, .catalogue = catalogue, .hours = profile->hours};
    struct build build = {
        .profile = profile, .catalogue = catalogue, .model = &model, .spot_priced = has_spot_prices(catalogue)};
    model.packing.dimensions = DIMENSIONS_FIXED;
    for (int d = 0; d < DIMENSIONS_FIXED; d++)
        model.dimension_names[d] = fixed_names[d];
    bool built = regions_agree(profile, catalogue, err) && build_steps(&build, err);
    arena_release(&build.scratch);
    if (!built) {
        arena_release(&model.arena);
        return false;
    }
    *ret_model = model;
    return true;
}

void model_release(struct model *model)
{
    arena_release(&model->arena);
    *model = (struct model){0};
}
