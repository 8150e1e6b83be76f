#include "data/base/json_writer.h"
#include "reports/difference_report.h"
#include "reports/difference_rows.h"

static void add_plan(struct json_writer *writer, const char *key, const struct plan *plan, int64_t usd_per_month_nano)
{
    json_begin_object(writer, key);
    if (plan != NULL) {
        json_words(writer, "profile_name", plan->profile_name);
        json_words(writer, "profile_sha256", plan->profile_sha256);
        json_words(writer, "region", plan->region);
        json_words(writer, "catalogue_as_of", plan->catalogue_as_of);
        json_words(writer, "catalogue_sha256", plan->catalogue_sha256);
        json_words(writer, "bayplan_version", plan->bayplan_version);
    }
    json_money(writer, "usd_per_month", usd_per_month_nano);
    json_end_object(writer);
}

static void add_causes(struct json_writer *writer, const int64_t by_cause_nano[CHANGE_CAUSES_COUNT])
{
    json_begin_object(writer, "usd_per_month_by_cause");
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
        json_money(writer, difference_cause_names[cause], by_cause_nano[cause]);
    json_end_object(writer);
}

static void add_side(struct json_writer *writer, const char *key, const char *place, const char *type, int64_t nano)
{
    json_begin_object(writer, key);
    json_words(writer, "place", place);
    json_words(writer, "instance_type", type);
    json_money(writer, "usd_per_month", nano);
    json_end_object(writer);
}

static void add_row(struct json_writer *writer, const struct difference_row *row)
{
    json_begin_object(writer, NULL);
    json_string(writer, "kind", difference_kind_names[row->kind]);
    json_words(writer, "name", row->name);
    if (*row->old_place || row->kind >= DIFFERENCE_UNUSED_COMMITMENTS)
        add_side(writer, "old", row->old_place, row->old_type, row->old_usd_per_month_nano);
    if (*row->new_place || row->kind >= DIFFERENCE_UNUSED_COMMITMENTS)
        add_side(writer, "new", row->new_place, row->new_type, row->new_usd_per_month_nano);
    json_money(writer, "change_usd_per_month", difference_row_change(row));
    add_causes(writer, row->by_cause_nano);
    json_end_object(writer);
}

void json_report_difference(const struct report *report, struct screen *screen)
{
    const struct difference *difference = report->difference;
    struct json_writer writer = {.out = screen->out};
    json_begin_object(&writer, NULL);
    json_string(&writer, "schema", "bayplan.difference/1");
    add_plan(&writer, "old", report->baseline, difference->old_usd_per_month_nano);
    add_plan(&writer, "new", report->plan, difference->new_usd_per_month_nano);
    json_money(&writer, "change_usd_per_month",
               difference->new_usd_per_month_nano - difference->old_usd_per_month_nano);
    add_causes(&writer, difference->by_cause_nano);
    json_boolean(&writer, "same_profile", difference->same_profile);
    json_boolean(&writer, "same_prices", difference->same_prices);
    json_boolean(&writer, "same_settings", difference->same_settings);
    json_begin_list(&writer, "rows");
    for (int i = 0; i < difference->rows_count; i++)
        add_row(&writer, &difference->rows[i]);
    json_end_list(&writer);
    json_strings(&writer, "settings", difference->settings.items, difference->settings.count);
    json_strings(&writer, "notes", difference->notes.items, difference->notes.count);
    json_end_object(&writer);
    json_finish(&writer);
}
