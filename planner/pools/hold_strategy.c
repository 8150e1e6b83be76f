/* hold_strategy.c — which services of a pool are packed by CPU or by memory, and which are first spread evenly over the
 * instances. One rule for the pool: services at least so large, or at least so many, are spread; the rules are few, and
 * judged by cold starts in a few hours. */
#include "planner/pools/hold_parts.h"
#include <string.h>

enum { SAMPLE_HOURS = 6, SAMPLE_SEEDS = 6 };

/* A service is spread evenly where its task takes at least `share` of an instance, or has at least `per_instance` tasks
 * for each instance; 0 = the rule asks not. */
struct even_rule {
    double share, per_instance;
};
static const struct even_rule even_rules[] = {{0, 0}, {0.05, 0}, {0.2, 0}, {0, 1}, {0, 0.3}};
enum { RULES_COUNT = sizeof even_rules / sizeof *even_rules, CANDIDATES_COUNT = 2 * RULES_COUNT + 1 };

struct strategy_search {
    struct holder *holder;
    int g, count; /* members */
    int hours[SAMPLE_HOURS];
    int hours_count;
    int64_t steps; /* for each candidate */
    unsigned char *given, *best;
};

static double largest_share(const struct holder *holder, int g, const struct model_item *item)
{
    const struct model_instance *type = &holder->model->instances[holder->result->pools[g].instance];
    double most = 0;
    for (int d = 0; d < holder->model->packing.dimensions; d++)
        if (item->size[d] > 0 && (double)item->size[d] / (double)type->capacity[d] > most)
            most = (double)item->size[d] / (double)type->capacity[d];
    return most;
}

static bool spread_evenly(const struct strategy_search *search, const struct model_item *item,
                          const struct even_rule *rule)
{
    const struct pool_choice *choice = &search->holder->result->pools[search->g];
    int peak = search->hours[0];
    if (rule->share > 0 && largest_share(search->holder, search->g, item) >= rule->share)
        return true;
    return rule->per_instance > 0 && (double)item->tasks[peak] >= rule->per_instance * (double)choice->instances[peak];
}

/* The last candidate is what the pool came with. Returns false where it is the same as without the rule. */
static bool apply(const struct strategy_search *search, int candidate)
{
    struct holder *holder = search->holder;
    unsigned char *strategy = holder->result->strategy_of_item;
    const struct even_rule *rule = &even_rules[candidate / 2 % RULES_COUNT];
    bool cpu = candidate % 2 == 1, any = false;
    for (int k = 0; k < search->count; k++) {
        int i = holder->items[k];
        if (candidate == CANDIDATES_COUNT - 1) {
            any = any || search->given[k] != STRATEGY_MEMORY;
            strategy[i] = search->given[k];
            continue;
        }
        bool even = spread_evenly(search, &holder->model->items[i], rule);
        any = any || even;
        strategy[i] = (unsigned char)(even ? (cpu ? STRATEGY_EVEN_CPU : STRATEGY_EVEN_MEMORY)
                                           : (cpu ? STRATEGY_CPU : STRATEGY_MEMORY));
    }
    return any || candidate < 2;
}

static int64_t judged(struct strategy_search *search)
{
    struct holder *holder = search->holder;
    struct replay_pool pool;
    int64_t instances[SAMPLE_HOURS], sum = 0;
    holder_replay_pool(holder, search->g, &pool);
    struct sizing_request request = {.pool = &pool,
                                     .promises = holder->promises,
                                     .seeds =
                                         SAMPLE_SEEDS < holder->options->seeds ? SAMPLE_SEEDS : holder->options->seeds,
                                     .guess = holder->result->pools[search->g].instances,
                                     .instances_max = holder_instances_at_most(&pool),
                                     .steps_max = search->steps > 1 ? search->steps : 1};
    struct sizing_result found = sizing_sample(&request, search->hours, search->hours_count, instances);
    holder->report.steps += found.steps;
    for (int k = 0; k < search->hours_count; k++)
        sum += instances[k];
    return found.possible ? sum : INT64_MAX;
}

/* The peak, and hours spread evenly over the week. */
static void sample_hours(struct strategy_search *search)
{
    const int64_t *instances = search->holder->result->pools[search->g].instances;
    int hours = search->holder->model->hours, peak = 0;
    for (int h = 1; h < hours; h++)
        peak = instances[h] > instances[peak] ? h : peak;
    search->hours[search->hours_count++] = peak;
    for (int k = 1; k < SAMPLE_HOURS && k < hours; k++)
        search->hours[search->hours_count++] = (peak + k * hours / SAMPLE_HOURS) % hours;
}

static bool planner_chooses(const struct strategy_search *search)
{
    for (int k = 0; k < search->count; k++)
        if (replay_leaves_strategy(&search->holder->book, search->holder->items[k]))
            return true;
    return false;
}

void holder_choose_strategies(struct holder *holder, int g, int64_t steps)
{
    struct strategy_search search = {
        .holder = holder, .g = g, .count = holder_members(holder, g), .steps = steps / CANDIDATES_COUNT};
    unsigned char *strategy = holder->result->strategy_of_item;
    int64_t least = INT64_MAX;
    search.given = ARENA_ARRAY(&holder->scratch, unsigned char, search.count + 1);
    search.best = ARENA_ARRAY(&holder->scratch, unsigned char, search.count + 1);
    for (int k = 0; k < search.count; k++)
        search.best[k] = search.given[k] = strategy[holder->items[k]];
    if (!planner_chooses(&search))
        return;
    sample_hours(&search);
    for (int candidate = 0; candidate < CANDIDATES_COUNT; candidate++) {
        if (!apply(&search, candidate))
            continue;
        int64_t sum = judged(&search);
        for (int k = 0; sum < least && k < search.count; k++)
            search.best[k] = strategy[holder->items[k]];
        least = sum < least ? sum : least;
    }
    for (int k = 0; k < search.count; k++)
        strategy[holder->items[k]] = search.best[k];
}
