#include "planner/pools/hold.h"
#include "data/base/wide.h"
#include "planner/pools/hold_parts.h"
#include <stdlib.h>
#include <string.h>

/* Of the steps: for choosing strategies, for repairs, and for sizing; what is left is for the stages. */
static const double share_of_strategies = 0.08, share_of_repair = 0.12, share_of_sizing = 0.5;

/* Tasks times hours up to which pools are sized before a repair and after it. */
static const double task_hours_sized_twice = 400 * 1000;

unsigned hold_promises(const struct profile *profile)
{
    unsigned promises = PROMISE_PLACEMENT;
    if (profile->safety.survive_zone_loss)
        promises |= PROMISE_ZONE_LOSS;
    if (profile->safety.deployments == DEPLOYMENTS_RESERVE)
        promises |= PROMISE_DEPLOYMENT;
    if (profile->safety.headroom_ratio > 0)
        promises |= PROMISE_HEADROOM;
    return promises;
}

/* --- for all of the hold --- */

int holder_members(struct holder *holder, int g)
{
    int count = 0;
    for (int i = 0; i < holder->model->items_count; i++)
        if (holder->result->place_of_item[i] == g)
            holder->items[count++] = i;
    return count;
}

void holder_replay_pool(struct holder *holder, int g, struct replay_pool *ret_pool)
{
    const struct pools_result *result = holder->result;
    const char *name = arena_printf(&holder->scratch, "pool-%d", g + 1);
    int count = holder_members(holder, g);
    replay_pool_of(&holder->book, name, result->pools[g].instance, holder->items, count, result->strategy_of_item,
                   &holder->scratch, ret_pool);
}

int64_t holder_steps_left(const struct holder *holder)
{
    int64_t left = holder->options->steps_max - holder->report.steps;
    return left > 0 ? left : 0;
}

/* Measured: 0.3 microseconds a step with 170 instances, 0.4 to 1.4 with 1,600, 0.6 to 6 with 6,000. */
double holder_step_weight(const struct holder *holder, int g)
{
    static const double instances_of_one_step = 1000;
    const int64_t *instances = holder->result->pools[g].instances;
    double sum = 0;
    for (int h = 0; h < holder->model->hours; h++)
        sum += (double)instances[h];
    return 1 + sum / holder->model->hours / instances_of_one_step;
}

void holder_spend(struct holder *holder, int g, int64_t steps)
{
    holder->report.steps += (int64_t)((double)steps * holder_step_weight(holder, g)) + 1;
}

double holder_cold_start(const struct holder *holder, int g)
{
    const struct model *model = holder->model;
    double tasks = 0;
    for (int i = 0; i < model->items_count; i++)
        for (int h = 0; h < model->hours && holder->result->place_of_item[i] == g; h++)
            tasks += (double)model->items[i].tasks[h];
    return (tasks / model->hours + 1) * holder_step_weight(holder, g);
}

int64_t holder_instances_at_most(const struct replay_pool *pool)
{
    int64_t most = 0;
    for (int h = 0; h < pool->hours; h++) {
        int64_t tasks = 0;
        for (int s = 0; s < pool->services_count; s++)
            tasks += 2 * pool->services[s].room[h]; /* each alone, beside its whole surge */
        most = tasks > most ? tasks : most;
    }
    return 2 * most + pool->zones; /* and a zone lost of two */
}

struct sizing_result holder_size(struct holder *holder, int g, const struct replay_pool *pool, unsigned promises,
                                 int64_t seeds, const int64_t *guess, int64_t steps, int64_t *ret_instances)
{
    steps = (int64_t)((double)steps / holder_step_weight(holder, g));
    struct sizing_request request = {.pool = pool,
                                     .promises = promises,
                                     .seeds = seeds,
                                     .guess = guess,
                                     .instances_max = holder_instances_at_most(pool),
                                     .steps_max = steps > 1 ? steps : 1};
    struct sizing_result sized = sizing_find(&request, ret_instances);
    holder_spend(holder, g, sized.steps);
    return sized;
}

static bool month_of(const struct model *model, int instance, const int64_t *instances, int64_t *ret_nano,
                     struct error *err)
{
    const struct model_instance *type = &model->instances[instance];
    int64_t hour_nano = usd_per_hour_add(type->price, type->root_volume).nano;
    int128 sum = 0;
    for (int h = 0; h < model->hours; h++)
        sum += (int128)hour_nano * instances[h];
    if (sum > (int128)INT64_MAX / HOURS_PER_MONTH * model->hours || sum > INT64_MAX)
        return error_set(err, ERROR_LIMIT, NULL,
                         "a month of %s costs more than can be counted (about 9.2 thousand million dollars)",
                         type->facts->name);
    *ret_nano = usd_of_month((struct usd_per_hour){(int64_t)sum}, model->hours).nano;
    return true;
}

bool holder_month(const struct holder *holder, int g, const int64_t *instances, int64_t *ret_nano, struct error *err)
{
    return month_of(holder->model, holder->result->pools[g].instance, instances, ret_nano, err);
}

bool hold_price(const struct model *model, struct pool_choice *choice, struct error *err)
{
    return month_of(model, choice->instance, choice->instances, &choice->usd_per_month_nano, err);
}

/* --- sizing --- */

/* Tasks each fit, and yet no group is large enough: only zones can ask for what more instances do not give. The first
 * such service goes outside, where it may. */
static bool evict_unspread(struct holder *holder, int g, const char *type, struct error *err)
{
    const struct model *model = holder->model;
    int count = holder_members(holder, g);
    for (int k = 0; k < count; k++) {
        const struct model_item *item = &model->items[holder->items[k]];
        const struct replay_service *service = &holder->book.services[holder->items[k]];
        bool spread = service->strategies_count == 0;
        for (int s = 0; s < service->strategies_count; s++)
            spread = spread || service->strategies[s] == PLACE_SPREAD_ZONES;
        if (spread || item->zones_min <= 1)
            continue;
        holder->report.moved++;
        holder->result->place_of_item[holder->items[k]] = ITEM_OUTSIDE;
        return item->outside_possible ||
               error_set(err, ERROR_INFEASIBLE, item->name,
                         "no number of %s instances was found on which ECS keeps every promise: the placement "
                         "strategies of %s do not spread it over zones, and its zones_min asks for %lld",
                         type, item->name, (long long)item->zones_min);
    }
    return error_set(err, ERROR_INFEASIBLE, NULL,
                     "no number of %s instances was found on which ECS keeps every promise", type);
}

/* The service that ECS cannot place on any number of instances goes outside, where it may. */
static bool evict(struct holder *holder, int g, const struct sizing_result *sized, struct error *err)
{
    const struct model *model = holder->model;
    const char *type = model->instances[holder->result->pools[g].instance].facts->name;
    if (sized->impossible_service < 0)
        return evict_unspread(holder, g, type, err);
    (void)holder_members(holder, g);
    const struct model_item *item = &model->items[holder->items[sized->impossible_service]];
    if (!item->outside_possible)
        return error_set(err, ERROR_INFEASIBLE, item->name,
                         "ECS cannot place the tasks of %s on any number of %s instances as its zones and placement "
                         "strategies ask, and it may run nowhere else",
                         item->name, type);
    holder->result->place_of_item[holder->items[sized->impossible_service]] = ITEM_OUTSIDE;
    holder->report.moved++;
    return true;
}

/* A pool that loses its last service keeps its place, with no instances. */
static bool size_pool(struct holder *holder, int g, int64_t steps, struct error *err)
{
    struct pool_choice *choice = &holder->result->pools[g];
    const int64_t *guess = choice->instances;
    int64_t *instances = ARENA_ARRAY(&holder->result->arena, int64_t, holder->model->hours);
    memcpy(instances, guess, (size_t)holder->model->hours * sizeof *instances);
    choice->instances = instances;
    choice->usd_per_month_nano = 0;
    while (holder_members(holder, g) > 0) {
        struct replay_pool pool;
        holder_replay_pool(holder, g, &pool);
        struct sizing_result sized =
            holder_size(holder, g, &pool, holder->promises, holder->options->seeds, guess, steps, instances);
        holder->seeds[g] = sized.seeds;
        if (sized.possible)
            return holder_month(holder, g, instances, &choice->usd_per_month_nano, err);
        if (!evict(holder, g, &sized, err))
            return false;
    }
    memset(instances, 0, (size_t)holder->model->hours * sizeof *instances);
    return true;
}

/* How much replaying a pool takes: its tasks, all hours. */
static double weight_of(struct holder *holder, int g)
{
    return holder_cold_start(holder, g) * holder->model->hours;
}

struct work {
    double weight[PROFILE_POOLS_MAX + 1], sum;
};

static struct work work_of(struct holder *holder)
{
    struct work work = {.sum = 0};
    for (int g = 0; g < holder->result->pools_count; g++)
        work.sum += work.weight[g] = weight_of(holder, g);
    return work;
}

/* The pools marked, each with its part of so many steps. */
static bool size_marked(struct holder *holder, const bool *marked, double share, struct error *err)
{
    int pools = holder->result->pools_count;
    double steps = (double)holder->options->steps_max * share;
    struct work work = work_of(holder);
    for (int g = 0; g < pools; g++) {
        if (marked[g] && !size_pool(holder, g, (int64_t)(steps * work.weight[g] / work.sum), err))
            return false;
        if (holder->options->progress)
            holder->options->progress(holder->options->context, g + 1, pools, holder->seeds[g]);
    }
    return true;
}

static void choose_strategies(struct holder *holder)
{
    double steps = (double)holder->options->steps_max * share_of_strategies;
    struct work work = work_of(holder);
    for (int g = 0; g < holder->result->pools_count; g++)
        holder_choose_strategies(holder, g, (int64_t)(steps * work.weight[g] / work.sum));
}

/* --- before and after a repair --- */

struct state {
    struct pool_choice pools[PROFILE_POOLS_MAX + 1];
    int64_t seeds[PROFILE_POOLS_MAX + 1];
    int *place_of_item;
    unsigned char *strategy_of_item;
};

static void state_keep(struct holder *holder, struct state *state)
{
    const struct pools_result *result = holder->result;
    int items = holder->model->items_count;
    memcpy(state->pools, result->pools, (size_t)result->pools_count * sizeof *state->pools);
    memcpy(state->seeds, holder->seeds, sizeof state->seeds);
    state->place_of_item = ARENA_ARRAY(&holder->scratch, int, items + 1);
    state->strategy_of_item = ARENA_ARRAY(&holder->scratch, unsigned char, items + 1);
    memcpy(state->place_of_item, result->place_of_item, (size_t)items * sizeof *state->place_of_item);
    memcpy(state->strategy_of_item, result->strategy_of_item, (size_t)items);
}

static void state_bring_back(struct holder *holder, const struct state *state)
{
    struct pools_result *result = holder->result;
    int items = holder->model->items_count;
    memcpy(result->pools, state->pools, (size_t)result->pools_count * sizeof *state->pools);
    memcpy(holder->seeds, state->seeds, sizeof state->seeds);
    memcpy(result->place_of_item, state->place_of_item, (size_t)items * sizeof *state->place_of_item);
    memcpy(result->strategy_of_item, state->strategy_of_item, (size_t)items);
}

/* ret_changed[pools]: other members, or the same placed otherwise; ret_members: other members. */
static void state_changes(const struct holder *holder, const struct state *state, bool *ret_changed, bool *ret_members)
{
    const struct pools_result *result = holder->result;
    for (int g = 0; g < result->pools_count; g++)
        ret_changed[g] = ret_members[g] = false;
    for (int i = 0; i < holder->model->items_count; i++) {
        int from = state->place_of_item[i], to = result->place_of_item[i];
        bool moved = from != to, otherwise = state->strategy_of_item[i] != result->strategy_of_item[i];
        if (from >= 0)
            ret_members[from] = ret_members[from] || moved;
        if (to >= 0)
            ret_members[to] = ret_members[to] || moved;
        if (to >= 0)
            ret_changed[to] = ret_changed[to] || otherwise;
    }
    for (int g = 0; g < result->pools_count; g++)
        ret_changed[g] = ret_changed[g] || ret_members[g];
}

/* A month of pools, and of what is outside. */
static double bill(const struct holder *holder)
{
    const struct model *model = holder->model;
    double sum = 0;
    for (int g = 0; g < holder->result->pools_count; g++)
        sum += (double)holder->result->pools[g].usd_per_month_nano;
    for (int i = 0; i < model->items_count; i++) {
        const struct model_item *item = &model->items[i];
        double tasks = 0;
        if (holder->result->place_of_item[i] >= 0)
            continue;
        for (int h = 0; h < model->hours; h++)
            tasks += (double)item->tasks[h];
        sum += item->is_job ? (double)item->job_outside.nano
                            : tasks * (double)item->outside_per_task.nano * HOURS_PER_MONTH / model->hours;
    }
    return sum;
}

/* Sizes all pools, before a repair and after it; what is dearer after all is taken back. Large fleets even out: there
 * the sample is believed, and the steps are spent on one sizing. */
static bool size_and_repair(struct holder *holder, struct error *err)
{
    bool changed[PROFILE_POOLS_MAX + 1], members[PROFILE_POOLS_MAX + 1];
    bool twice = work_of(holder).sum < task_hours_sized_twice;
    struct state before;
    choose_strategies(holder);
    for (int g = 0; g < holder->result->pools_count; g++)
        changed[g] = true;
    if (twice && !size_marked(holder, changed, share_of_sizing / 2, err))
        return false;
    state_keep(holder, &before);
    double bill_before = bill(holder);
    (void)holder_repair(holder, (int64_t)((double)holder->options->steps_max * share_of_repair));
    state_changes(holder, &before, changed, members);
    for (int g = 0; g < holder->result->pools_count; g++)
        changed[g] = changed[g] || !twice;
    if (!size_marked(holder, changed, twice ? share_of_sizing / 2 : share_of_sizing, err))
        return false;
    if (twice && bill(holder) > bill_before)
        state_bring_back(holder, &before);
    else
        return pools_stages(holder->model, holder->result, members, err);
    return true;
}

static bool hold(struct holder *holder, struct error *err)
{
    if (!size_and_repair(holder, err))
        return false;
    for (int g = 0; g < holder->result->pools_count; g++)
        if (holder_members(holder, g) > 0 && (holder->report.seeds == 0 || holder->seeds[g] < holder->report.seeds))
            holder->report.seeds = holder->seeds[g];
    pools_order(holder->model, holder->result);
    for (int g = 0; g < holder->result->pools_count; g++)
        if (!holder_finish(holder, g, err))
            return false;
    return true;
}

bool pools_hold(const struct model *model, const struct hold_options *options, struct pools_result *result,
                struct hold_report *ret_report, struct error *err)
{
    struct holder holder = {
        .model = model, .options = options, .result = result, .promises = hold_promises(model->profile)};
    replay_book_init(&holder.book, model);
    holder.items = ARENA_ARRAY(&holder.scratch, int, model->items_count + 1);
    if (!result->strategy_of_item)
        result->strategy_of_item = ARENA_ARRAY(&result->arena, unsigned char, model->items_count + 1);
    bool ok = hold(&holder, err);
    replay_book_release(&holder.book);
    arena_release(&holder.scratch);
    if (ok)
        *ret_report = holder.report;
    return ok;
}
