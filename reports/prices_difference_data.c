/* prices_difference_data.c — changes of prices for programs: JSON and CSV, each row with both sources and dates. */
#include "data/base/json_writer.h"
#include "reports/csv_out.h"
#include "reports/prices_difference_rows.h"

static void add_book(struct json_writer *writer, const char *key, const struct catalogue *book)
{
    json_begin_object(writer, key);
    json_string(writer, "region", book->region);
    json_string(writer, "as_of", book->as_of);
    json_string(writer, "sha256", book->sha256);
    json_integer(writer, "prices", book->prices_count);
    json_end_object(writer);
}

static void add_side(struct json_writer *writer, const char *key, const struct price *price)
{
    if (!price)
        return;
    json_begin_object(writer, key);
    json_money(writer, "price", price->nano);
    json_string(writer, "source", price->source);
    json_string(writer, "as_of", price->as_of);
    json_end_object(writer);
}

static void add_change(struct json_writer *writer, const struct price_change *change)
{
    const struct price *row = price_change_row(change);
    enum price_change_kind kind = price_change_kind_of(change);
    json_begin_object(writer, NULL);
    json_string(writer, "kind", price_change_kind_names[kind]);
    json_string(writer, "service", row->service);
    json_string(writer, "item", row->item);
    json_string(writer, "purchase", purchase_names[row->purchase]);
    json_string(writer, "unit", price_unit_names[row->unit]);
    json_integer(writer, "from_quantity", row->from_quantity);
    if (kind == PRICE_CHANGED)
        json_number(writer, "change_ratio", price_change_ratio(change));
    add_side(writer, "old", change->older);
    add_side(writer, "new", change->newer);
    json_end_object(writer);
}

void json_report_price_changes(const struct price_comparison *comparison, struct screen *screen)
{
    struct json_writer writer = {.out = screen->out, .depth_of_lines = 2};
    const struct price_changes *changes = comparison->changes;
    struct price_change_rows rows = price_change_rows_of(changes);
    json_begin_object(&writer, NULL);
    json_string(&writer, "schema", "bayplan.prices_difference/1");
    add_book(&writer, "old", comparison->older);
    add_book(&writer, "new", comparison->newer);
    json_begin_object(&writer, "counts");
    for (int kind = 0; kind < (int)PRICE_CHANGE_KINDS_COUNT; kind++)
        json_integer(&writer, price_change_kind_names[kind], rows.counts[kind]);
    json_integer(&writer, "same", changes->same);
    json_end_object(&writer);
    json_begin_list(&writer, "changes");
    for (int i = 0; i < changes->changes_count; i++)
        add_change(&writer, &changes->changes[i]);
    json_end_list(&writer);
    json_end_object(&writer);
    json_finish(&writer);
    price_change_rows_release(&rows);
}

static void add_price(struct text *out, const struct price *price)
{
    if (price)
        csv_money(out, price->nano);
    else
        csv_cell(out, "");
}

void csv_report_price_changes(const struct price_comparison *comparison, struct screen *screen)
{
    const struct price_changes *changes = comparison->changes;
    struct text *out = screen->out;
    text_add(out, "kind,service,item,purchase,unit,from_quantity,old_price,new_price,change_ratio,old_as_of,new_as_of,"
                  "old_source,new_source");
    csv_end(out);
    for (int i = 0; i < changes->changes_count; i++) {
        const struct price_change *change = &changes->changes[i];
        const struct price *row = price_change_row(change);
        csv_cell(out, price_change_kind_names[price_change_kind_of(change)]);
        csv_cell(out, row->service);
        csv_cell(out, row->item);
        csv_cell(out, purchase_names[row->purchase]);
        csv_cell(out, price_unit_names[row->unit]);
        csv_integer(out, row->from_quantity);
        add_price(out, change->older);
        add_price(out, change->newer);
        if (price_change_kind_of(change) == PRICE_CHANGED)
            csv_number(out, price_change_ratio(change));
        else
            csv_cell(out, "");
        csv_cell(out, change->older ? change->older->as_of : "");
        csv_cell(out, change->newer ? change->newer->as_of : "");
        csv_cell(out, change->older ? change->older->source : "");
        csv_cell(out, change->newer ? change->newer->source : "");
        csv_end(out);
    }
}
