#include "planner/cli/planned.h"
#include "planner/buy/buy.h"
#include "planner/check/check.h"
#include "planner/cli/prices.h"
#include "planner/cli/terminal.h"
#include "planner/vary/vary.h"
#include "pricing/age.h"
#include <stdio.h>
#include <string.h>

/* What is planned: as given, or with --what-if's changes on copies. */
struct inputs {
    struct arena arena;
    const struct profile *profile;
    const struct catalogue *catalogue;
    struct what_if changes[WHAT_IFS_MAX];
    int changes_count;
    struct profile varied;
    struct catalogue varied_prices;
};

static bool inputs_take(struct inputs *inputs, const struct setting *what_ifs, const struct profile *profile,
                        const struct catalogue *catalogue, struct error *err)
{
    *inputs = (struct inputs){.profile = profile, .catalogue = catalogue};
    if (what_ifs->texts_count > WHAT_IFS_MAX)
        return error_set(err, ERROR_USAGE, "--what-if", "more than %d changes", WHAT_IFS_MAX);
    for (int i = 0; i < what_ifs->texts_count; i++)
        if (!what_if_parse(what_ifs->texts[i], &inputs->arena, &inputs->changes[inputs->changes_count++], err))
            return false;
    if (inputs->changes_count == 0)
        return true;
    if (!vary(profile, catalogue, inputs->changes, inputs->changes_count, &inputs->varied, &inputs->varied_prices, err))
        return false;
    inputs->profile = &inputs->varied;
    inputs->catalogue = &inputs->varied_prices;
    return true;
}

static void inputs_release(struct inputs *inputs)
{
    profile_release(&inputs->varied);
    catalogue_release(&inputs->varied_prices);
    arena_release(&inputs->arena);
}

static void tell_what_ifs(const struct inputs *inputs, struct plan *plan)
{
    plan->what_ifs = (struct field_strings){.items = ARENA_ARRAY(&plan->arena, const char *, WHAT_IFS_MAX)};
    for (int i = 0; i < inputs->changes_count; i++)
        plan->what_ifs.items[plan->what_ifs.count++] = arena_strdup(&plan->arena, inputs->changes[i].text);
}

static void tell_overlay(const struct catalogue *catalogue, struct plan *plan)
{
    struct field_strings *assumptions = &plan->assumptions;
    plan->catalogue_overlay = arena_strdup(&plan->arena, catalogue->overlay ? catalogue->overlay : "");
    if (!catalogue->overlay)
        return;
    const char **items = ARENA_ARRAY(&plan->arena, const char *, assumptions->count + 1);
    items[0] = arena_printf(&plan->arena, "Over the price book lies the overlay \"%s\": the prices here are with it.",
                            catalogue->overlay);
    for (int i = 0; i < assumptions->count; i++)
        items[i + 1] = assumptions->items[i];
    *assumptions = (struct field_strings){items, assumptions->count + 1};
}

/* --- the table of sensitivity --- */

struct row_progress {
    struct progress *progress;
    const char *text;
    int number, count;
};

static void say_row(void *context, const char *line)
{
    const struct row_progress *row = context;
    char words[256];
    snprintf(words, sizeof words, "what if %s (%d of %d): %s", row->text, row->number, row->count, line);
    progress_line(row->progress, words);
}

/* "on_demand", "spot", "fargate" ...: what kind of place it is, whichever the pool. */
static const char *kind_of_place(const struct plan *plan, const char *place)
{
    const struct plan_pool *pool = pool_find(plan, place);
    return pool ? pool->purchase : place;
}

static int64_t moved_between(const struct plan *plan, const struct plan *other)
{
    int64_t moved = 0;
    for (int i = 0; i < plan->services_count && i < other->services_count; i++)
        moved +=
            strcmp(kind_of_place(plan, plan->services[i].place), kind_of_place(other, other->services[i].place)) != 0;
    for (int i = 0; i < plan->jobs_count && i < other->jobs_count; i++)
        moved += strcmp(kind_of_place(plan, plan->jobs[i].place), kind_of_place(other, other->jobs[i].place)) != 0;
    return moved;
}

/* That a row cannot be planned is an answer. */
static bool is_an_answer(const struct error *err)
{
    return err->kind == ERROR_INFEASIBLE || err->kind == ERROR_UNKNOWN_PRICE || err->kind == ERROR_LIMIT ||
           err->kind == ERROR_USAGE || err->kind == ERROR_INPUT;
}

static bool plan_row(const struct inputs *inputs, const char *text, struct planning_options *options,
                     const struct plan *plan, struct arena *arena, struct plan_variation *ret_row, struct error *err)
{
    struct what_if change = {0};
    struct profile profile = {0};
    struct catalogue catalogue = {0};
    struct plan varied = {0};
    struct error why = {0};
    *ret_row = (struct plan_variation){.what_if = arena_strdup(arena, text), .note = ""};
    bool done = what_if_parse(text, arena, &change, &why) &&
                vary(inputs->profile, inputs->catalogue, &change, 1, &profile, &catalogue, &why);
    done = done && buying_run(&profile, &catalogue, options, &varied, &why);
    if (done) {
        ret_row->possible = true;
        ret_row->usd_per_month_nano = varied.cost.total;
        ret_row->bound_usd_per_month_nano = varied.bound.usd_per_month_nano;
        ret_row->pools = varied.pools_count;
        ret_row->services_moved = moved_between(plan, &varied);
    } else {
        ret_row->note = arena_strdup(arena, why.text);
    }
    plan_release(&varied);
    profile_release(&profile);
    catalogue_release(&catalogue);
    return done || is_an_answer(&why) || error_set(err, why.kind, why.where, "%s", why.text);
}

static bool add_sensitivity(const struct invocation *invocation, const struct inputs *inputs, struct plan *plan,
                            struct error *err)
{
    struct arena scratch = {0};
    const char **texts = NULL;
    int count = 0;
    bool done = true;
    struct progress progress = progress_begin(invocation);
    sensitivity_rows(inputs->profile, inputs->catalogue, &scratch, &texts, &count);
    plan->sensitivity = ARENA_ARRAY(&plan->arena, struct plan_variation, count + 1);
    for (int i = 0; i < count && done; i++) {
        struct row_progress row = {&progress, texts[i], i + 1, count};
        struct planning_options options = {
            .time_limit_s = invocation->settings[OPTION_TIME_LIMIT].seconds, .progress = say_row, .context = &row};
        done = plan_row(inputs, texts[i], &options, plan, &plan->arena, &plan->sensitivity[i], err);
        plan->sensitivity_count += done;
    }
    progress_end(&progress);
    arena_release(&scratch);
    return done;
}

/* --- */

static void count_again(const struct inputs *inputs, struct planned *planned)
{
    check_plan(&planned->plan, inputs->profile, inputs->catalogue, &planned->count);
    planned->plan.verification.findings = planned->count.findings;
    planned->plan.verification.findings_count = planned->count.findings_count;
}

bool planned_make(const struct invocation *invocation, const struct profile *profile, const struct catalogue *catalogue,
                  struct planned *ret_planned, struct error *err)
{
    struct planned planned = {0};
    struct inputs inputs;
    struct progress progress = progress_begin(invocation);
    struct planning_options options = {.time_limit_s = invocation->settings[OPTION_TIME_LIMIT].seconds,
                                       .progress = progress_line,
                                       .context = &progress};
    bool done = inputs_take(&inputs, &invocation->settings[OPTION_WHAT_IF], profile, catalogue, err) &&
                buying_run(inputs.profile, inputs.catalogue, &options, &planned.plan, err);
    progress_end(&progress);
    if (done) {
        tell_what_ifs(&inputs, &planned.plan);
        tell_overlay(inputs.catalogue, &planned.plan);
        count_again(&inputs, &planned);
        const struct price *oldest = plan_oldest_price(&planned.plan, inputs.catalogue);
        done = (!oldest || prices_check_age(invocation, inputs.catalogue, oldest, err)) &&
               (!invocation->settings[OPTION_SENSITIVITY].flag ||
                add_sensitivity(invocation, &inputs, &planned.plan, err));
    }
    inputs_release(&inputs);
    if (done)
        *ret_planned = planned;
    else
        planned_release(&planned);
    return done;
}

void planned_release(struct planned *planned)
{
    verdict_release(&planned->count);
    plan_release(&planned->plan);
}
