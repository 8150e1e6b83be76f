/* dump.c — the model as text: what goldens compare and people read. */
#include "data/base/text.h"
#include "planner/model/model.h"

static void dump_vector(struct text *text, const struct model *model, const int64_t *values)
{
    for (int d = 0; d < model->packing.dimensions; d++)
        if (values[d] != 0)
            text_printf(text, " %s %lld", model->dimension_names[d], (long long)values[d]);
}

static void dump_architectures(struct text *text, uint32_t mask)
{
    for (int a = 0; a < ARCHITECTURES_COUNT; a++)
        if (mask & 1u << a)
            text_printf(text, " %s", architecture_names[a]);
}

/* What a way of buying other than on demand adds. */
static void dump_purchase(struct text *text, const struct model_instance *instance)
{
    char money[MONEY_TEXT_SIZE];
    if (instance->purchase == POOL_MANAGED_INSTANCES)
        text_printf(text, ", fee %s", nano_format(instance->fee.nano, money));
    if (instance->spot == NULL)
        return;
    text_printf(text, ", spot %s", nano_format(instance->spot->spot_price.nano, money));
    if (instance->spot->on_demand_price.nano > 0)
        text_printf(text, ", base %s", nano_format(instance->spot->on_demand_price.nano, money));
    text_printf(text, ", interruptions %lld millionths a month %s, of",
                (long long)instance->spot->interrupted_millionths_per_month,
                nano_format(instance->spot->interruptions.nano, money));
    for (int k = 0; k < instance->spot->types_count; k++)
        text_printf(text, " %s", instance->spot->types[k]->name);
}

static void dump_pools(struct text *text, uint32_t mask)
{
    for (int purchase = 0; purchase < POOL_PURCHASES_COUNT; purchase++)
        for (int a = 0; a < ARCHITECTURES_COUNT; a++)
            if (mask & pool_bit((enum pool_purchase)purchase, (enum architecture)a))
                text_printf(text, " %s%s%s", purchase != POOL_ON_DEMAND ? pool_purchase_names[purchase] : "",
                            purchase != POOL_ON_DEMAND ? "." : "", architecture_names[a]);
}

static void dump_bins(struct text *text, const struct model *model)
{
    char money[MONEY_TEXT_SIZE];
    text_add(text, "bins\n");
    for (int t = 0; t < model->packing.types_count; t++) {
        const struct bin_type *type = &model->packing.types[t];
        const struct model_instance *instance = &model->instances[model->type_instance[t]];
        text_printf(text, "  %s usd_per_hour %s:", instance->facts->name, nano_format(type->cost_nano, money));
        dump_vector(text, model, type->capacity);
        dump_pools(text, type->mask);
        dump_purchase(text, instance);
        text_add(text, "\n");
    }
    text_add(text, "dominated\n");
    for (int i = 0; i < model->instances_count; i++)
        if (model->instances[i].dominated || model->instances[i].outdone)
            text_printf(text, "  %s%s%s\n", model->instances[i].facts->name,
                        model->instances[i].purchase != POOL_ON_DEMAND ? " " : "",
                        model->instances[i].purchase != POOL_ON_DEMAND
                            ? pool_purchase_names[model->instances[i].purchase]
                            : "");
}

static void dump_daemons(struct text *text, const struct model *model)
{
    if (model->daemons_count > 0)
        text_add(text, "daemons\n");
    for (int k = 0; k < model->daemons_count; k++) {
        text_printf(text, "  %s:", model->daemons[k].name);
        dump_vector(text, model, model->daemons[k].size);
        dump_architectures(text, model->daemons[k].mask);
        text_add(text, "\n");
    }
}

static void dump_service(struct text *text, const struct model_item *item)
{
    char money[MONEY_TEXT_SIZE];
    text_printf(text, "  service %s: class %d", item->name, item->item_class);
    if (item->outside_possible) {
        enum purchase purchase = item->outside_place == PLACE_FARGATE_SPOT ? PURCHASE_SPOT : PURCHASE_ON_DEMAND;
        const struct fargate_quote *quote = &item->fargate[purchase];
        text_printf(text, ", %s %lld/%lld %s usd_per_hour %s", place_names[item->outside_place],
                    (long long)quote->size.cpu_units, (long long)quote->size.memory_mib,
                    architecture_names[quote->architecture], nano_format(item->outside_per_task.nano, money));
    }
    if (item->per_instance_max > 0)
        text_printf(text, ", at most %lld per instance", (long long)item->per_instance_max);
    text_printf(text, ", zones %lld\n", (long long)item->zones_min);
}

static void dump_job(struct text *text, const struct model_item *item)
{
    char money[MONEY_TEXT_SIZE];
    text_printf(text, "  job %s: class %d", item->name, item->item_class);
    if (item->item_class >= 0)
        text_printf(text, " room %lld", (long long)item->tasks[0]);
    for (int place = 0; place < PLACES_COUNT; place++)
        if (item->job_month[place].nano >= 0)
            text_printf(text, ", %s usd_per_month %s", place_names[place],
                        nano_format(item->job_month[place].nano, money));
    if (item->job_month[PLACE_LAMBDA].nano >= 0)
        text_printf(text, " (%lld MB %s)", (long long)item->lambda_size.memory_mb,
                    architecture_names[item->lambda_architecture]);
    if (item->lambda_why_not != NULL)
        text_printf(text, ", not lambda: %s", item->lambda_why_not);
    text_add(text, "\n");
}

static void dump_classes(struct text *text, const struct model *model)
{
    char money[MONEY_TEXT_SIZE];
    text_add(text, "classes\n");
    for (int c = 0; c < model->packing.classes_count; c++) {
        const struct item_class *item_class = &model->packing.classes[c];
        text_printf(text, "  %d:", c);
        dump_vector(text, model, item_class->size);
        dump_pools(text, item_class->mask);
        if (item_class->outside_nano >= 0)
            text_printf(text, ", outside usd_per_hour %s", nano_format(item_class->outside_nano, money));
        if (item_class->per_bin_max > 0)
            text_printf(text, ", at most %lld per bin", (long long)item_class->per_bin_max);
        text_add(text, "\n");
    }
}

static void dump_slots(struct text *text, const struct model *model)
{
    const struct packing *packing = &model->packing;
    text_add(text, "slots\n");
    for (int slot = 0; slot < packing->slots_count; slot++) {
        text_printf(text, "  %d, %lld hours:", slot, (long long)packing->slot_hours[slot]);
        for (int c = 0; c < packing->classes_count; c++)
            text_printf(text, " %lld", (long long)packing->demand[(int64_t)slot * packing->classes_count + c]);
        text_add(text, "\n");
    }
    text_add(text, "slot of hour\n ");
    for (int hour = 0; hour < model->hours; hour++)
        text_printf(text, " %d", model->slot_of_hour[hour]);
    text_add(text, "\n");
}

void model_dump(const struct model *model, struct text *ret_text)
{
    dump_bins(ret_text, model);
    dump_daemons(ret_text, model);
    text_add(ret_text, "items\n");
    for (int i = 0; i < model->items_count; i++) {
        if (model->items[i].is_job)
            dump_job(ret_text, &model->items[i]);
        else
            dump_service(ret_text, &model->items[i]);
    }
    dump_classes(ret_text, model);
    dump_slots(ret_text, model);
    text_add(ret_text, "assumptions\n");
    for (int i = 0; i < model->assumptions.count; i++)
        text_printf(ret_text, "  %s\n", model->assumptions.items[i]);
}
