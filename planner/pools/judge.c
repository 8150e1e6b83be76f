/* judge.c — both pools of a move sized anew by the replay, with few seeds first: a move that does not pay with those
 * pays with no more of them. */
#include "planner/pools/judge.h"
#include "planner/pools/hold.h"
#include "planner/pools/replay.h"
#include "planner/simulate/sizing.h"
#include <stdlib.h>
#include <string.h>

enum { SEEDS_FIRST = 3 };

/* Of the replay, for all questions of a plan and for one pool of one question: two to four seconds, and one. */
static const int64_t steps_of_all = 8 * 1000 * 1000, steps_of_one = 2 * 1000 * 1000;

struct question {
    int item, to, own_instance;
    int64_t outside_nano;
};

struct pool_sized {
    enum judged judged;
    bool fewer_seeds; /* than asked for: it may need more */
    int64_t month_nano, instances;
};

struct judge {
    struct arena arena; /* of the question at hand */
    const struct model *model;
    const struct pools_result *result;
    struct replay_book book;
    unsigned promises;
    int64_t seeds, steps_left;
    int *members;       /* [items_count + 1] scratch */
    int64_t *instances; /* [hours] scratch */
    struct {
        int item; /* whose pool was sized without it; -1 = none */
        int64_t seeds;
        struct pool_sized sized;
    } left;
};

struct judge *judge_new(const struct model *model, const struct pools_result *result, int64_t seeds)
{
    struct judge *judge = memory_alloc(1, sizeof *judge);
    *judge = (struct judge){.model = model,
                            .result = result,
                            .promises = hold_promises(model->profile),
                            .seeds = seeds,
                            .steps_left = steps_of_all,
                            .members = memory_alloc((size_t)model->items_count + 1, sizeof *judge->members),
                            .instances = memory_alloc((size_t)model->hours, sizeof *judge->instances),
                            .left = {.item = -1}};
    replay_book_init(&judge->book, model);
    return judge;
}

void judge_free(struct judge *judge)
{
    if (!judge)
        return;
    replay_book_release(&judge->book);
    arena_release(&judge->arena);
    free(judge->members);
    free(judge->instances);
    free(judge);
}

/* Members of a pool (ITEM_OWN_POOL: none), without the item or with it; ascending. */
static int members_of(struct judge *judge, int g, int item, bool with)
{
    int count = 0;
    for (int i = 0; i < judge->model->items_count; i++)
        if (i == item ? with : judge->result->place_of_item[i] == g)
            judge->members[count++] = i;
    return count;
}

/* One seed's first walk through the hours takes at least this. */
static int64_t steps_at_least(const struct replay_pool *pool)
{
    int64_t steps = 0;
    for (int s = 0; s < pool->services_count; s++)
        for (int h = 0; h < pool->hours; h++)
            steps += pool->services[s].room[h];
    return steps;
}

/* More than any pool of these tasks needs: each alone, beside its whole surge, and a zone lost of two. */
static int64_t instances_at_most(const struct replay_pool *pool)
{
    int64_t most = 0;
    for (int h = 0; h < pool->hours; h++) {
        int64_t tasks = 0;
        for (int s = 0; s < pool->services_count; s++)
            tasks += 2 * pool->services[s].room[h];
        most = tasks > most ? tasks : most;
    }
    return 2 * most + pool->zones;
}

static struct pool_sized size(struct judge *judge, const char *name, int instance, int count, int64_t seeds)
{
    struct replay_pool pool;
    if (count == 0)
        return (struct pool_sized){.judged = JUDGED_BY_REPLAY};
    replay_pool_of(&judge->book, name, instance, judge->members, count, judge->result->strategy_of_item, &judge->arena,
                   &pool);
    int64_t steps = judge->steps_left < steps_of_one ? judge->steps_left : steps_of_one;
    if (steps_at_least(&pool) > steps)
        return (struct pool_sized){.judged = JUDGED_BY_COUNTING};
    struct sizing_request request = {.pool = &pool,
                                     .promises = judge->promises,
                                     .seeds = seeds,
                                     .instances_max = instances_at_most(&pool),
                                     .steps_max = steps};
    struct sizing_result found = sizing_find(&request, judge->instances);
    struct pool_choice choice = {.instance = instance, .instances = judge->instances};
    struct error too_dear = {0};
    judge->steps_left -= found.steps;
    if (!found.possible || !hold_price(judge->model, &choice, &too_dear))
        return (struct pool_sized){.judged = JUDGED_IMPOSSIBLE};
    struct pool_sized sized = {JUDGED_BY_REPLAY, found.seeds < seeds, choice.usd_per_month_nano, 0};
    for (int h = 0; h < judge->model->hours; h++)
        if (judge->instances[h] > sized.instances)
            sized.instances = judge->instances[h];
    return sized;
}

static struct pool_sized size_left(struct judge *judge, int item, int from, int64_t seeds)
{
    if (judge->left.item != item || judge->left.seeds != seeds) {
        int count = members_of(judge, from, item, false);
        const char *name = arena_printf(&judge->arena, "pool-%d", from + 1);
        judge->left.item = item;
        judge->left.seeds = seeds;
        judge->left.sized = size(judge, name, judge->result->pools[from].instance, count, seeds);
    }
    return judge->left.sized;
}

static struct pool_sized size_joined(struct judge *judge, int item, int to, int own_instance, int64_t seeds)
{
    int count = members_of(judge, to, item, true);
    int pool = to == ITEM_OWN_POOL ? judge->result->pools_count : to;
    const char *name = arena_printf(&judge->arena, "pool-%d", pool + 1);
    return size(judge, name, to == ITEM_OWN_POOL ? own_instance : judge->result->pools[to].instance, count, seeds);
}

/* Too few seeds are enough to say that a move does not pay. */
static struct judgement judge_with(struct judge *judge, const struct question *question, int64_t seeds)
{
    const struct pools_result *result = judge->result;
    int item = question->item, to = question->to, from = result->place_of_item[item];
    struct pool_sized left = {.judged = JUDGED_BY_REPLAY}, joined = left;
    int64_t change = from >= 0 ? -result->pools[from].usd_per_month_nano : -question->outside_nano;
    change += to == ITEM_OUTSIDE ? question->outside_nano : to >= 0 ? -result->pools[to].usd_per_month_nano : 0;
    if (from >= 0)
        left = size_left(judge, item, from, seeds);
    if (left.judged == JUDGED_BY_REPLAY && to != ITEM_OUTSIDE)
        joined = size_joined(judge, item, to, question->own_instance, seeds);
    if (left.judged != JUDGED_BY_REPLAY || joined.judged != JUDGED_BY_REPLAY)
        return (struct judgement){.judged = left.judged != JUDGED_BY_REPLAY ? left.judged : joined.judged};
    change += left.month_nano + joined.month_nano;
    bool unsure = change <= 0 && (left.fewer_seeds || joined.fewer_seeds);
    return (struct judgement){unsure ? JUDGED_BY_COUNTING : JUDGED_BY_REPLAY, change, joined.instances};
}

struct judgement judge_move(struct judge *judge, int item, int to, int own_instance, int64_t outside_nano)
{
    struct question question = {item, to, own_instance, outside_nano};
    int64_t few = judge->seeds < SEEDS_FIRST ? judge->seeds : SEEDS_FIRST;
    struct judgement judgement = judge_with(judge, &question, few);
    if (few < judge->seeds && judgement.judged == JUDGED_BY_REPLAY && judgement.change_nano <= 0)
        judgement = judge_with(judge, &question, judge->seeds);
    arena_release(&judge->arena);
    return judgement;
}
