/* alternatives.c — what each service and job would cost elsewhere. */
#include "planner/pools/assembly.h"
#include "planner/pools/judge.h"
#include <string.h>

enum { PLACES_ASKED_MAX = PROFILE_POOLS_MAX + 8 };

struct asking {
    struct assembly *assembly;
    struct judge *judge;
    int item;
    int count;
    struct plan_alternative list[PLACES_ASKED_MAX];
};

static void add(struct asking *asking, const char *place, bool possible, int64_t nano, const char *note)
{
    asking->list[asking->count++] = (struct plan_alternative){
        .place = place, .possible = possible, .usd_per_month_nano = possible ? nano : 0, .note = note};
}

static int64_t month_at(const struct model *model, const struct model_item *item, struct usd_per_hour per_task)
{
    struct usd_per_hour sum = {0};
    for (int h = 0; h < model->hours; h++)
        sum = usd_per_hour_add(sum, usd_per_hour_times(per_task, item->tasks[h]));
    return usd_of_month(sum, model->hours).nano;
}

static unsigned places_of(const struct asking *asking)
{
    return asking->assembly->model->items[asking->item].is_job
               ? assembly_job(asking->assembly, asking->item)->places
               : assembly_service(asking->assembly, asking->item)->places;
}

static int64_t now_nano(const struct asking *asking)
{
    return asking->assembly->share[asking->item];
}

/* What looks cheaper by counting: as the replay says, or with a note that it was not asked. */
static void add_judged(struct asking *asking, const char *place, const struct judgement *judgement, int64_t counted,
                       const char *note)
{
    struct arena *arena = &asking->assembly->plan->arena;
    bool by_counting = judgement->judged == JUDGED_BY_COUNTING;
    if (judgement->judged == JUDGED_IMPOSSIBLE)
        note = "replayed, ECS keeps every promise on no number of instances";
    else if (by_counting)
        note = arena_printf(arena, "%s%sby counting; ECS may need more room, which was not replayed", note,
                            *note ? "; " : "");
    add(asking, place, judgement->judged != JUDGED_IMPOSSIBLE,
        now_nano(asking) + (by_counting ? counted : judgement->change_nano), note);
    asking->list[asking->count - 1].by_counting = by_counting;
}

/* `month` outside, as the item's cost now and the change of the bill; `left` is what leaving saves. */
static void ask_outside(struct asking *asking, enum place place, int64_t left)
{
    struct assembly *assembly = asking->assembly;
    const struct model *model = assembly->model;
    const struct model_item *item = &model->items[asking->item];
    bool outside_now = assembly->pools->place_of_item[asking->item] == ITEM_OUTSIDE;
    if ((outside_now && item->outside_place == place) || !(places_of(asking) & 1u << place))
        return;
    int64_t month = -1;
    const char *note = "";
    if (place == PLACE_LAMBDA) {
        month = item->job_month[PLACE_LAMBDA].nano;
        note = item->lambda_why_not ? item->lambda_why_not : "";
    } else {
        const struct fargate_quote *quote =
            &item->fargate[place == PLACE_FARGATE_SPOT ? PURCHASE_SPOT : PURCHASE_ON_DEMAND];
        if (quote->possible)
            month = item->is_job ? item->job_month[place].nano : month_at(model, item, quote->price);
        note = !quote->possible ? (quote->why_not ? quote->why_not : "")
                                : arena_printf(&assembly->plan->arena, "%lld CPU units, %lld MiB",
                                               (long long)quote->size.cpu_units, (long long)quote->size.memory_mib);
    }
    if (month >= 0 && month < left && !outside_now) {
        struct judgement judgement = judge_move(asking->judge, asking->item, ITEM_OUTSIDE, 0, month);
        add_judged(asking, place_names[place], &judgement, month - left, note);
        return;
    }
    add(asking, place_names[place], month >= 0, now_nano(asking) + month - left, note);
}

static enum pool_purchase purchase_of(const struct asking *asking, int pool)
{
    return asking->assembly->model->instances[asking->assembly->pools->pools[pool].instance].purchase;
}

static uint32_t bits_of(enum pool_purchase purchase)
{
    uint32_t bits = 0;
    for (int a = 0; a < ARCHITECTURES_COUNT; a++)
        bits |= pool_bit(purchase, (enum architecture)a);
    return bits;
}

static const char *why_no_own_pool(const struct asking *asking, enum pool_purchase purchase)
{
    const struct model_item *item = &asking->assembly->model->items[asking->item];
    if (!(places_of(asking) & 1u << pool_place(purchase)))
        return purchase == POOL_ON_DEMAND ? "its places leave EC2 out"
                                          : arena_printf(&asking->assembly->plan->arena, "its places leave %s out",
                                                         place_words(place_names[pool_place(purchase)]));
    if (item->ec2_allowed && !(item->mask & bits_of(purchase)))
        return purchase == POOL_SPOT ? "the catalogue has no price of it"
                                     : "it runs network modes awsvpc and host alone";
    if (!item->ec2_allowed)
        return "it runs under 60 s and gives no startup_s, so starting on EC2 would outweigh running";
    return purchase == POOL_SPOT ? "no size with types enough on Spot holds a task"
                                 : "no allowed instance type holds a task";
}

static const char *why_no_pool(struct asking *asking, int pool)
{
    const struct model *model = asking->assembly->model;
    const struct model_item *item = &model->items[asking->item];
    enum pool_purchase purchase = purchase_of(asking, pool);
    if (!item->ec2_allowed || !(item->mask & bits_of(purchase)))
        return why_no_own_pool(asking, purchase);
    const struct model_instance *instance = &model->instances[asking->assembly->pools->pools[pool].instance];
    struct arena *arena = &asking->assembly->plan->arena;
    if ((instance->mask & item->mask) == 0)
        return arena_printf(arena, "%s is %s", instance->facts->name,
                            architecture_names[instance->facts->architecture]);
    for (int d = 0; d < model->packing.dimensions; d++)
        if (item->size[d] > instance->capacity[d])
            return arena_printf(arena, "%s of %s is %lld, a task needs %lld", model->dimension_names[d],
                                instance->facts->name, (long long)instance->capacity[d], (long long)item->size[d]);
    return why_no_own_pool(asking, purchase);
}

static bool ask_pool(struct asking *asking, int g)
{
    struct pools_move move = pools_mover_ask(asking->assembly->mover, asking->item, g);
    const char *name = pool_name(asking->assembly, g);
    if (move.possible && move.change_nano < 0) {
        struct judgement judgement = judge_move(asking->judge, asking->item, g, 0, now_nano(asking));
        add_judged(asking, name, &judgement, move.change_nano, "");
    } else {
        add(asking, name, move.possible, now_nano(asking) + move.change_nano,
            move.possible ? "" : why_no_pool(asking, g));
    }
    return move.possible;
}

static const char *own_pool_note(const struct asking *asking, const struct pools_move *move, int64_t instances)
{
    const struct model_instance *instance = &asking->assembly->model->instances[move->own_instance];
    struct arena *arena = &asking->assembly->plan->arena;
    const char *name = instance->facts->name;
    if (instance->spot != NULL && instance->spot->types_count > 1)
        return arena_printf(arena, "at most %lld %s or one of %d other types", (long long)instances, name,
                            instance->spot->types_count - 1);
    return arena_printf(arena, "at most %lld %s", (long long)instances, name);
}

static void ask_own_pool(struct asking *asking, enum pool_purchase purchase)
{
    struct assembly *assembly = asking->assembly;
    struct pools_move move = pools_mover_ask_own(assembly->mover, asking->item, purchase);
    struct judgement judgement = {.change_nano = move.change_nano, .instances = move.own_instances};
    const char *place = place_names[pool_place(purchase)];
    bool judged = move.possible && move.change_nano < 0;
    if (judged)
        judgement = judge_move(asking->judge, asking->item, ITEM_OWN_POOL, move.own_instance, now_nano(asking));
    if (judgement.judged != JUDGED_BY_REPLAY)
        judgement.instances = move.own_instances;
    const char *note =
        move.possible ? own_pool_note(asking, &move, judgement.instances) : why_no_own_pool(asking, purchase);
    if (judged)
        add_judged(asking, place, &judgement, move.change_nano, note);
    else
        add(asking, place, move.possible, now_nano(asking) + move.change_nano, note);
}

/* A pool of its own is asked about where no pool of that purchase can take it, and there may be one more. */
static void ask_purchase(struct asking *asking, enum pool_purchase purchase, bool any)
{
    const struct assembly *assembly = asking->assembly;
    const struct model *model = assembly->model;
    bool room = assembly->pools->pools_count < model->profile->limits.pools_max;
    if (!(places_of(asking) & 1u << pool_place(purchase)) || any)
        return;
    if (assembly->pools->pools_count > 0 && (!room || !model->items[asking->item].ec2_allowed))
        return;
    ask_own_pool(asking, purchase);
}

static void ask_pools(struct asking *asking)
{
    struct assembly *assembly = asking->assembly;
    int now = assembly->pools->place_of_item[asking->item];
    bool any[POOL_PURCHASES_COUNT] = {false};
    if (now != ITEM_OUTSIDE)
        any[purchase_of(asking, now)] = true;
    for (int g = 0; g < assembly->pools->pools_count; g++)
        if (g != now && ask_pool(asking, g))
            any[purchase_of(asking, g)] = true;
    for (int purchase = 0; purchase < POOL_PURCHASES_COUNT; purchase++)
        ask_purchase(asking, (enum pool_purchase)purchase, any[purchase]);
}

static int64_t leaving_saves(const struct asking *asking)
{
    int now = asking->assembly->pools->place_of_item[asking->item];
    return now == ITEM_OUTSIDE ? now_nano(asking) : pools_mover_leave(asking->assembly->mover, asking->item);
}

static bool may_go_to_pools(const struct asking *asking)
{
    for (int purchase = 0; purchase < POOL_PURCHASES_COUNT; purchase++)
        if (places_of(asking) & 1u << pool_place((enum pool_purchase)purchase))
            return true;
    return false;
}

static void ask(struct assembly *assembly, struct judge *judge, int item, struct plan_alternative **ret_list,
                int *ret_count)
{
    struct asking asking = {.assembly = assembly, .judge = judge, .item = item};
    int64_t left = leaving_saves(&asking);
    ask_outside(&asking, PLACE_LAMBDA, left);
    ask_outside(&asking, PLACE_FARGATE, left);
    ask_outside(&asking, PLACE_FARGATE_SPOT, left);
    if (may_go_to_pools(&asking))
        ask_pools(&asking);
    *ret_count = asking.count;
    *ret_list = ARENA_ARRAY(&assembly->plan->arena, struct plan_alternative, asking.count + 1);
    memcpy(*ret_list, asking.list, (size_t)asking.count * sizeof *asking.list);
}

void assemble_alternatives(struct assembly *assembly)
{
    struct plan *plan = assembly->plan;
    struct judge *judge = judge_new(assembly->model, assembly->pools, plan->verification.seeds);
    for (int i = 0; i < plan->services_count; i++)
        ask(assembly, judge, i, &plan->services[i].alternatives, &plan->services[i].alternatives_count);
    for (int j = 0; j < plan->jobs_count; j++)
        ask(assembly, judge, assembly->model->services_count + j, &plan->jobs[j].alternatives,
            &plan->jobs[j].alternatives_count);
    judge_free(judge);
}
