#include "planner/pools/anneal.h"
#include <math.h>

/* Temperatures as shares of the month's total. */
static const double hottest = 4e-4, coldest = 1e-5;

enum { EPOCHS = 60 };

struct annealer {
    struct chooser *chooser;
    const struct fleet *fleet;
    struct choice *now, *trial;
    const int *types;
    int types_count;
    int *parts; /* those that may move */
    int parts_count;
    uint64_t state;
    double temperature;
};

/* A linear congruential generator (Knuth's MMIX). */
static uint64_t draw(struct annealer *annealer)
{
    annealer->state = annealer->state * 6364136223846793005u + 1442695040888963407u;
    return annealer->state >> 33;
}

static int draw_below(struct annealer *annealer, int limit)
{
    return (int)(draw(annealer) % (uint64_t)limit);
}

static bool may_be_at(const struct annealer *annealer, int part, int place)
{
    const struct fleet *fleet = annealer->fleet;
    if (place < 0)
        return fleet->items[part].outside_possible;
    return fleet_type_holds(fleet, &fleet->types[annealer->trial->types[place]], &fleet->items[part]);
}

/* Each of these changes `trial` and marks the pools to price again; false where nothing changes. */

static bool move_part(struct annealer *annealer, bool *touched)
{
    int part = annealer->parts[draw_below(annealer, annealer->parts_count)];
    int from = annealer->trial->place[part], to = draw_below(annealer, annealer->trial->pools_count + 1) - 1;
    if (to == from || !may_be_at(annealer, part, to))
        return false;
    annealer->trial->place[part] = to;
    touched[from + 1] = touched[to + 1] = true;
    return true;
}

static bool swap_parts(struct annealer *annealer, bool *touched)
{
    int a = annealer->parts[draw_below(annealer, annealer->parts_count)];
    int b = annealer->parts[draw_below(annealer, annealer->parts_count)];
    int from = annealer->trial->place[a], to = annealer->trial->place[b];
    if (from == to || !may_be_at(annealer, a, to) || !may_be_at(annealer, b, from))
        return false;
    annealer->trial->place[a] = to;
    annealer->trial->place[b] = from;
    touched[from + 1] = touched[to + 1] = true;
    return true;
}

static bool change_type(struct annealer *annealer, bool *touched)
{
    struct choice *trial = annealer->trial;
    if (trial->pools_count == 0 || annealer->types_count == 0)
        return false;
    int pool = draw_below(annealer, trial->pools_count);
    int type = annealer->types[draw_below(annealer, annealer->types_count)];
    if (trial->types[pool] == type)
        return false;
    trial->types[pool] = type;
    for (int p = 0; p < annealer->fleet->items_count; p++) {
        if (trial->place[p] != pool || may_be_at(annealer, p, pool))
            continue;
        if (!annealer->fleet->items[p].outside_possible)
            return false;
        trial->place[p] = -1;
    }
    touched[pool + 1] = true;
    return true;
}

static bool change_rule(struct annealer *annealer, bool *touched)
{
    struct choice *trial = annealer->trial;
    if (trial->pools_count == 0)
        return false;
    int pool = draw_below(annealer, trial->pools_count);
    int rules = annealer->fleet->large ? ARRIVAL_RULES_COUNT : ARRIVAL_RULES_SMALL;
    enum arrival_rule rule = (enum arrival_rule)draw_below(annealer, rules);
    if (trial->rules[pool] == rule)
        return false;
    trial->rules[pool] = rule;
    touched[pool + 1] = true;
    return true;
}

static bool change_something(struct annealer *annealer, bool *touched)
{
    int kind = draw_below(annealer, 100);
    if (kind < 55)
        return move_part(annealer, touched);
    if (kind < 91)
        return swap_parts(annealer, touched);
    if (kind < 95)
        return change_rule(annealer, touched);
    return change_type(annealer, touched);
}

static bool accept(struct annealer *annealer)
{
    const struct choice *now = annealer->now, *trial = annealer->trial;
    if (trial->homeless != now->homeless)
        return trial->homeless < now->homeless;
    double worse = (double)trial->total - (double)now->total;
    double chance = (double)draw(annealer) / 2147483648.0;
    return worse <= 0 || chance < exp(-worse / annealer->temperature);
}

static void step(struct annealer *annealer)
{
    struct chooser *chooser = annealer->chooser;
    bool touched[PROFILE_POOLS_MAX + 2] = {false};
    choice_copy(chooser, annealer->trial, annealer->now);
    chooser->sizer.packer.steps += annealer->fleet->items_count / 8 + 10;
    if (!change_something(annealer, touched))
        return;
    for (int g = 0; g < annealer->trial->pools_count; g++)
        if (touched[g + 1])
            choice_price_pool(chooser, annealer->trial, g, ZONE_EFFORT_QUICK);
    chooser->moves_tried++;
    if (!accept(annealer))
        return;
    choice_copy(chooser, annealer->now, annealer->trial);
}

/* A pool that nobody is in costs nothing: it waits for a part that is better off there. */
static void add_empty_pool(struct annealer *annealer, int pools_max)
{
    struct choice *now = annealer->now;
    if (now->pools_count < pools_max && annealer->types_count > 0) {
        int pool = now->pools_count++;
        now->types[pool] = annealer->types[draw_below(annealer, annealer->types_count)];
        now->rules[pool] = EVEN_NONE;
        now->cost[pool] = 0;
    }
}

void choice_anneal(struct chooser *chooser, struct choice *choice, const int *types, int types_count, int pools_max,
                   int64_t work)
{
    const struct fleet *fleet = chooser->fleet;
    struct annealer annealer = {.chooser = chooser,
                                .fleet = fleet,
                                .now = choice_new(chooser),
                                .trial = choice_new(chooser),
                                .types = types,
                                .types_count = types_count,
                                .parts = ARENA_ARRAY(&chooser->arena, int, fleet->items_count + 1),
                                .state = 20260706};
    for (int p = 0; p < fleet->items_count; p++)
        if (fleet->items[p].movable)
            annealer.parts[annealer.parts_count++] = p;
    if (annealer.parts_count == 0)
        return;
    choice_copy(chooser, annealer.now, choice);
    add_empty_pool(&annealer, pools_max);
    int64_t start = chooser->sizer.packer.steps, done = 0;
    double total = (double)choice->total;
    for (int epoch = 0; epoch < EPOCHS && !clock_is_out(&chooser->clock); epoch++) {
        annealer.temperature = total * hottest * pow(coldest / hottest, (double)epoch / EPOCHS);
        arrivals_draw(&chooser->arrivals, (uint64_t)epoch + 1);
        choice_price(chooser, annealer.now, ZONE_EFFORT_QUICK);
        while (done < work * (epoch + 1) / EPOCHS) {
            step(&annealer);
            done = chooser->sizer.packer.steps - start;
        }
    }
    arrivals_draw(&chooser->arrivals, EPOCHS + 1);
    choice_price(chooser, annealer.now, ZONE_EFFORT_QUICK);
    choice_price(chooser, choice, ZONE_EFFORT_QUICK);
    if (choice_is_better(annealer.now, choice))
        choice_copy(chooser, choice, annealer.now);
    choice_drop_empty(chooser, choice);
}
