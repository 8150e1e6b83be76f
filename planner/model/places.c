/* places.c — what a service costs outside EC2: Fargate and Fargate Spot, where it may and can go there. */
#include "planner/model/build.h"
#include "planner/model/outside.h"

#include <string.h>

static const enum place fargate_places[PURCHASES_COUNT] = {PLACE_FARGATE, PLACE_FARGATE_SPOT};

static struct fargate_need need_of(const struct build *build, const struct model_item *item)
{
    if (item->is_job) {
        const struct job *job = item_job(build, item);
        return (struct fargate_need){job->cpu_units,
                                     job->memory_mib,
                                     job->ephemeral_storage_gib,
                                     job->gpus,
                                     job->network_mode,
                                     job->places_given,
                                     NOTE_FARGATE_NETWORK_JOB,
                                     NOTE_FARGATE_GPU_JOB,
                                     {NOTE_FARGATE_UNPRICED_JOB, NOTE_FARGATE_SPOT_UNPRICED_JOB}};
    }
    const struct service *service = item_service(build, item);
    return (struct fargate_need){
        service->cpu_units,   service->memory_mib,   service->ephemeral_storage_gib,
        service->gpus,        service->network_mode, service->places_given,
        NOTE_FARGATE_NETWORK, NOTE_FARGATE_GPU,      {NOTE_FARGATE_UNPRICED, NOTE_FARGATE_SPOT_UNPRICED}};
}

static bool network_refused(const struct build *build, const struct model_item *item, int network_mode,
                            struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    return error_set(err, ERROR_INPUT, item_where(build, item, "places", where),
                     "%s \"%s\" may run on Fargate alone, which runs awsvpc alone, and has network mode %s: set "
                     "network_mode to awsvpc or add ec2 to its places",
                     item->is_job ? "job" : "service", item->name, network_mode_names[network_mode]);
}

void price_lacks(struct build *build, const struct model_item *item, const struct error *missing)
{
    if (build->lacking != NULL && !item_is_before(item, build->lacking))
        return;
    build->lacking = item;
    build->missing = *missing;
}

bool prices_there(const struct build *build, struct error *err)
{
    const struct model_item *item = build->lacking;
    return item == NULL || error_set(err, build->missing.kind, build->missing.where, "%s; %s \"%s\" needs it first",
                                     build->missing.text, item->is_job ? "job" : "service", item->name);
}

bool price_missed(struct build *build, const struct model_item *item, bool forgiving, enum note note,
                  const struct error *missing, struct error *err)
{
    if (missing->kind != ERROR_UNKNOWN_PRICE)
        return error_set(err, missing->kind, missing->where, "%s", missing->text);
    if (forgiving)
        note_add(&build->notes, note, item->name);
    else
        price_lacks(build, item, missing);
    return true;
}

/* A place nobody asked for by name goes where its price is missing; so does Spot unless it is the only place. */
static bool quote(struct build *build, struct model_item *item, const struct fargate_need *need, enum purchase purchase,
                  struct error *err)
{
    struct fargate_quote *ret_quote = &item->fargate[purchase];
    struct error missing = {0};
    bool only_place = item_places(build, item) == 1u << fargate_places[purchase];
    bool forgiving = purchase == PURCHASE_SPOT ? !only_place : !need->places_given;
    if (fargate_quote_task(build->catalogue, need->cpu_units, need->memory_mib, need->storage_gib, item->architectures,
                           purchase, ret_quote, &missing))
        return true;
    *ret_quote = (struct fargate_quote){.why_not = "the catalogue has no price of it"};
    return price_missed(build, item, forgiving, need->note_unpriced[purchase], &missing, err);
}

bool fargate_quotes(struct build *build, struct model_item *item, struct error *err)
{
    struct fargate_need need = need_of(build, item);
    unsigned places = item_places(build, item);
    const char *why_not = NULL;
    bool asked = (places & (1u << PLACE_FARGATE | 1u << PLACE_FARGATE_SPOT)) != 0;
    if (asked && need.network_mode != NETWORK_AWSVPC) {
        if (!(places & ~(1u << PLACE_FARGATE | 1u << PLACE_FARGATE_SPOT)))
            return network_refused(build, item, need.network_mode, err);
        note_add(&build->notes, need.note_network, item->name);
        why_not = "Fargate runs network mode awsvpc alone";
    } else if (asked && need.gpus > 0) {
        note_add(&build->notes, need.note_gpu, item->name);
        why_not = "Fargate has no GPUs";
    }
    for (int purchase = 0; purchase < PURCHASES_COUNT; purchase++) {
        bool allowed = (places & 1u << fargate_places[purchase]) != 0;
        item->fargate[purchase].why_not = allowed ? why_not : "not among its places";
        if (allowed && why_not == NULL && !quote(build, item, &need, (enum purchase)purchase, err))
            return false;
    }
    return true;
}

bool build_places(struct build *build, struct error *err)
{
    for (int i = 0; i < build->model->services_count; i++) {
        struct model_item *item = &build->model->items[i];
        if (!fargate_quotes(build, item, err))
            return false;
        for (int purchase = 0; purchase < PURCHASES_COUNT; purchase++) {
            const struct fargate_quote *offer = &item->fargate[purchase];
            if (!offer->possible || (item->outside_possible && offer->price.nano >= item->outside_per_task.nano))
                continue;
            item->outside_possible = true;
            item->outside_place = fargate_places[purchase];
            item->outside_per_task = offer->price;
        }
        if (!pool_places_settled(build, item, err))
            return false;
    }
    return prices_there(build, err);
}
