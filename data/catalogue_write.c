/* catalogue_write.c — a price book out again: JSON with one row a line, or CSV of the rows alone. */
#include "data/catalogue.h"
#include "data/catalogue_rows.h"

#include <inttypes.h>
#include <string.h>

static void source_write(struct json_writer *writer, const struct catalogue_source *source)
{
    json_begin_object(writer, NULL);
    json_string(writer, "url", source->url);
    json_words(writer, "etag", source->etag);
    json_words(writer, "published_at", source->published_at);
    json_integer(writer, "bytes", source->bytes);
    json_integer(writer, "prices", source->prices);
    json_end_object(writer);
}

static void flag_write(struct json_writer *writer, const char *key, bool flag, bool usual)
{
    if (flag != usual)
        json_boolean(writer, key, flag);
}

static void type_write(struct json_writer *writer, const struct instance_type *type)
{
    json_begin_object(writer, NULL);
    json_string(writer, "name", type->name);
    json_integer(writer, "vcpus", type->vcpus);
    json_integer(writer, "memory_mib", type->memory_mib);
    json_integer(writer, "registered_memory_mib", type->registered_memory_mib);
    json_string(writer, "architecture", architecture_names[type->architecture]);
    json_integer(writer, "gpus", type->gpus);
    json_integer(writer, "awsvpc_tasks", type->awsvpc_tasks);
    json_integer(writer, "awsvpc_tasks_trunked", type->awsvpc_tasks_trunked);
    flag_write(writer, "burstable", type->burstable, false);
    flag_write(writer, "bare_metal", type->bare_metal, false);
    flag_write(writer, "current_generation", type->current_generation, true);
    json_integer(writer, "local_disk_gb", type->local_disk_gb);
    json_string(writer, "source", type->source);
    json_string(writer, "as_of", type->as_of);
    json_end_object(writer);
}

static void price_write(struct json_writer *writer, const struct price *price)
{
    json_begin_object(writer, NULL);
    json_string(writer, "service", price->service);
    json_string(writer, "item", price->item);
    json_string(writer, "purchase", purchase_names[price->purchase]);
    json_string(writer, "unit", price_unit_names[price->unit]);
    json_money(writer, "price", price->nano);
    if (price->from_quantity > 0)
        json_integer(writer, "from_quantity", price->from_quantity);
    json_string(writer, "source", price->source);
    json_string(writer, "as_of", price->as_of);
    json_end_object(writer);
}

void catalogue_write(const struct catalogue *catalogue, struct text *ret_json)
{
    struct json_writer writer = {.out = ret_json, .depth_of_lines = 2};
    json_begin_object(&writer, NULL);
    json_string(&writer, "schema", CATALOGUE_SCHEMA);
    json_string(&writer, "region", catalogue->region);
    json_string(&writer, "as_of", catalogue->as_of);
    if (catalogue->sources_count > 0) {
        json_begin_list(&writer, "sources");
        for (int i = 0; i < catalogue->sources_count; i++)
            source_write(&writer, &catalogue->sources[i]);
        json_end_list(&writer);
    }
    if (catalogue->types_count > 0) {
        json_begin_list(&writer, "instance_types");
        for (int i = 0; i < catalogue->types_count; i++)
            type_write(&writer, &catalogue->types[i]);
        json_end_list(&writer);
    }
    json_begin_list(&writer, "prices");
    for (int i = 0; i < catalogue->prices_count; i++)
        price_write(&writer, &catalogue->prices[i]);
    json_end_list(&writer);
    json_end_object(&writer);
    json_finish(&writer);
}

/* RFC 4180: quoted where a comma or a quote stands in it; a row's texts have no line breaks. */
static void cell_write(struct text *out, const char *value, const char *end)
{
    bool quoted = strpbrk(value, ",\"") != NULL || value[0] == '#';
    text_add(out, quoted ? "\"" : "");
    for (const char *at = value; *at != '\0'; at++) {
        text_add_bytes(out, at, 1);
        if (*at == '"')
            text_add(out, "\"");
    }
    text_add(out, quoted ? "\"" : "");
    text_add(out, end);
}

void catalogue_write_csv(const struct catalogue *catalogue, struct text *ret_csv)
{
    text_printf(ret_csv, "# region: %s\n# as_of: %s\n", catalogue->region, catalogue->as_of);
    text_add(ret_csv, "service,item,purchase,unit,price,from_quantity,source,as_of\n");
    for (int i = 0; i < catalogue->prices_count; i++) {
        const struct price *price = &catalogue->prices[i];
        char amount[MONEY_TEXT_SIZE];
        text_printf(ret_csv, "%s,%s,%s,%s,%s,%" PRId64 ",", price->service, price->item,
                    purchase_names[price->purchase], price_unit_names[price->unit], nano_format(price->nano, amount),
                    price->from_quantity);
        cell_write(ret_csv, price->source, ",");
        cell_write(ret_csv, price->as_of, "\n");
    }
}
