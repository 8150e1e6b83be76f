/* hold_strategy.c — which services of a pool are packed by CPU or by memory, and which are first spread evenly over the
 * instances. One rule for the pool: the large, the small, the many, the few ... are spread; all rules are glanced at,
 * the best of them judged by cold starts at more hours and with more seeds. */
#include "planner/pools/hold_parts.h"
#include <stdlib.h>
#include <string.h>

enum { HOURS_MAX = 6, JUDGED_MAX = 4 };

/* A service is spread evenly where its task takes of an instance at least `share_least` and less than `share_below`,
 * and it has on average at least `tasks_least` and fewer than `tasks_below` tasks an instance; 0 = not asked. */
struct even_rule {
    double share_least, share_below, tasks_least, tasks_below;
    bool drawn; /* not evenly but by draw; the share is of CPU and memory alone */
};
static const struct even_rule even_rules[] = {
    {.tasks_below = 1e-9}, /* none */
    {.share_least = 0},    /* all */
    {.share_least = 0.05},
    {.share_least = 0.1},
    {.share_least = 0.2},
    {.share_below = 0.1},
    {.tasks_least = 1},
    {.tasks_least = 0.3},
    {.tasks_below = 1},
    {.share_below = 0.1, .drawn = true},
    {.share_below = 0.2, .drawn = true},
};
/* What binpack goes by: one resource for all, or each service's by what its task takes the lesser share of, so that
 * instances run out of both together. */
enum pack { BY_MEMORY, BY_CPU, BY_THE_LESSER, PACKS_COUNT };
enum { RULES_COUNT = sizeof even_rules / sizeof *even_rules, CANDIDATES_COUNT = PACKS_COUNT * RULES_COUNT + 1 };

struct strategy_search {
    struct holder *holder;
    int g, count; /* members */
    int hours[HOURS_MAX];
    int hours_count;
    int64_t seeds;
    double instances;     /* on average */
    int64_t *guess;       /* [hours] what the last candidate needed */
    unsigned char *given; /* by member */
};

struct candidate {
    int number;
    int64_t sum;
};

static double largest_share(const struct holder *holder, int g, const struct model_item *item, bool all)
{
    const struct model_instance *type = &holder->model->instances[holder->result->pools[g].instance];
    double most = 0;
    for (int d = 0; d < holder->model->packing.dimensions; d++)
        if (item->size[d] > 0 && (all || d == DIMENSION_CPU || d == DIMENSION_MEMORY) &&
            (double)item->size[d] / (double)type->capacity[d] > most)
            most = (double)item->size[d] / (double)type->capacity[d];
    return most;
}

static bool spread_evenly(const struct strategy_search *search, const struct model_item *item,
                          const struct even_rule *rule)
{
    int hours = search->holder->model->hours;
    double share = largest_share(search->holder, search->g, item, !rule->drawn), tasks = 0;
    for (int h = 0; h < hours; h++)
        tasks += (double)item->tasks[h] / hours;
    tasks /= search->instances;
    return share >= rule->share_least && (rule->share_below == 0 || share < rule->share_below) &&
           tasks >= rule->tasks_least && (rule->tasks_below == 0 || tasks < rule->tasks_below);
}

static bool takes_less_memory(const struct model_item *item, const struct model_instance *type)
{
    return (double)item->size[DIMENSION_MEMORY] * (double)type->capacity[DIMENSION_CPU] <
           (double)item->size[DIMENSION_CPU] * (double)type->capacity[DIMENSION_MEMORY];
}

/* The last candidate is what the pool came with. */
static void apply(const struct strategy_search *search, int candidate)
{
    struct holder *holder = search->holder;
    unsigned char *strategy = holder->result->strategy_of_item;
    const struct model_instance *type = &holder->model->instances[holder->result->pools[search->g].instance];
    const struct even_rule *rule = &even_rules[candidate / PACKS_COUNT % RULES_COUNT];
    enum pack pack = (enum pack)(candidate % PACKS_COUNT);
    for (int k = 0; k < search->count; k++) {
        int i = holder->items[k];
        bool cpu = pack == BY_CPU || (pack == BY_THE_LESSER && !takes_less_memory(&holder->model->items[i], type));
        if (candidate == CANDIDATES_COUNT - 1)
            strategy[i] = search->given[k];
        else if (spread_evenly(search, &holder->model->items[i], rule))
            strategy[i] = rule->drawn ? STRATEGY_DRAWN : cpu ? STRATEGY_EVEN_CPU : STRATEGY_EVEN_MEMORY;
        else
            strategy[i] = cpu ? STRATEGY_CPU : STRATEGY_MEMORY;
    }
}

static int64_t judged(struct strategy_search *search, int candidate)
{
    struct holder *holder = search->holder;
    struct replay_pool pool;
    int64_t instances[HOURS_MAX], sum = 0;
    (void)holder_members(holder, search->g);
    apply(search, candidate);
    holder_replay_pool(holder, search->g, &pool);
    struct sizing_request request = {.pool = &pool,
                                     .promises = holder->promises,
                                     .seeds = search->seeds,
                                     .guess = search->guess,
                                     .instances_max = holder_instances_at_most(&pool),
                                     .steps_max = INT64_MAX};
    struct sizing_result found = sizing_sample(&request, search->hours, search->hours_count, instances);
    holder_spend(holder, search->g, found.steps);
    for (int k = 0; k < search->hours_count && found.possible; k++) {
        sum += instances[k];
        search->guess[search->hours[k]] = instances[k];
    }
    return found.possible ? sum : INT64_MAX;
}

/* The peak, and hours spread evenly over the week. */
static void sample(struct strategy_search *search, int hours_count, int64_t seeds)
{
    const int64_t *instances = search->holder->result->pools[search->g].instances;
    int hours = search->holder->model->hours, peak = 0;
    search->instances = 0;
    for (int h = 0; h < hours; h++) {
        peak = instances[h] > instances[peak] ? h : peak;
        search->instances += (double)instances[h] / hours;
    }
    search->hours_count = 0;
    for (int k = 0; k < hours_count && k < hours; k++)
        search->hours[search->hours_count++] = (peak + k * hours / hours_count) % hours;
    search->seeds = seeds < search->holder->options->seeds ? seeds : search->holder->options->seeds;
}

static int candidate_compare(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->sum != y->sum)
        return x->sum < y->sum ? -1 : 1;
    return x->number - y->number;
}

static void judge_all(struct strategy_search *search, struct candidate *candidates, int count)
{
    for (int c = 0; c < count; c++)
        candidates[c].sum = judged(search, candidates[c].number);
    qsort(candidates, (size_t)count, sizeof *candidates, candidate_compare);
}

static bool planner_chooses(const struct strategy_search *search)
{
    for (int k = 0; k < search->count; k++)
        if (replay_leaves_strategy(&search->holder->book, search->holder->items[k]))
            return true;
    return false;
}

/* Hours and seeds for so many candidates that `steps` do: a cold start of every seed, and of a few that fail. */
static int hours_afforded(const struct holder *holder, int g, int64_t steps, int candidates, int seeds)
{
    double start = holder_cold_start(holder, g) * (seeds + 3) * candidates;
    double hours = (double)steps / start;
    return hours < 1 ? 0 : hours > HOURS_MAX ? HOURS_MAX : (int)hours;
}

/* Rules that come to the same are judged once, those that draw only where the search chose such. Returns how many. */
static int different_candidates(struct strategy_search *search, struct candidate *ret_candidates)
{
    struct holder *holder = search->holder;
    size_t width = (size_t)search->count;
    unsigned char *seen = ARENA_ARRAY(&holder->scratch, unsigned char, CANDIDATES_COUNT *(width + 1));
    bool drawn = memchr(search->given, STRATEGY_DRAWN, width) != NULL;
    int count = 0;
    for (int c = 0; c < CANDIDATES_COUNT; c++) {
        unsigned char *row = seen + (size_t)count * width;
        bool known = c < CANDIDATES_COUNT - 1 && even_rules[c / PACKS_COUNT].drawn && !drawn;
        apply(search, c);
        for (int k = 0; k < search->count; k++)
            row[k] = holder->result->strategy_of_item[holder->items[k]];
        for (int other = 0; other < count && !known; other++)
            known = memcmp(row, seen + (size_t)other * width, width) == 0;
        if (!known)
            ret_candidates[count++] = (struct candidate){.number = c};
    }
    return count;
}

void holder_choose_strategies(struct holder *holder, int g, int64_t steps)
{
    struct strategy_search search = {.holder = holder, .g = g, .count = holder_members(holder, g)};
    struct candidate candidates[CANDIDATES_COUNT];
    unsigned char *strategy = holder->result->strategy_of_item;
    search.guess = ARENA_ARRAY(&holder->scratch, int64_t, holder->model->hours);
    memcpy(search.guess, holder->result->pools[g].instances, (size_t)holder->model->hours * sizeof *search.guess);
    search.given = ARENA_ARRAY(&holder->scratch, unsigned char, search.count + 1);
    for (int k = 0; k < search.count; k++)
        search.given[k] = strategy[holder->items[k]];
    if (!planner_chooses(&search))
        return;
    sample(&search, 1, 1);
    int count = different_candidates(&search, candidates);
    int glanced = hours_afforded(holder, g, steps / 2, count, 2);
    if (glanced == 0) { /* as it came */
        apply(&search, CANDIDATES_COUNT - 1);
        return;
    }
    sample(&search, glanced < 3 ? glanced : 3, 2);
    judge_all(&search, candidates, count);
    count = count < JUDGED_MAX ? count : JUDGED_MAX;
    int hours = hours_afforded(holder, g, steps / 2, count, 5);
    if (hours > 0) {
        sample(&search, hours, 5);
        judge_all(&search, candidates, count);
    }
    (void)holder_members(holder, g);
    apply(&search, candidates[0].number);
}
