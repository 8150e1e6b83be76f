#include "reports/csv_out.h"
#include "reports/difference_report.h"
#include "reports/difference_rows.h"

void csv_report_difference(const struct report *report, struct screen *screen)
{
    const struct difference *difference = report->difference;
    struct text *out = screen->out;
    text_add(out, "kind,name,old_place,new_place,old_instance_type,new_instance_type,old_usd_per_month,"
                  "new_usd_per_month,change_usd_per_month");
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
        text_printf(out, ",%s_usd_per_month", difference_cause_names[cause]);
    csv_end(out);
    for (int i = 0; i < difference->rows_count; i++) {
        const struct difference_row *row = &difference->rows[i];
        csv_cell(out, difference_kind_names[row->kind]);
        csv_cell(out, row->name);
        csv_cell(out, row->old_place);
        csv_cell(out, row->new_place);
        csv_cell(out, row->old_type);
        csv_cell(out, row->new_type);
        csv_money(out, row->old_usd_per_month_nano);
        csv_money(out, row->new_usd_per_month_nano);
        csv_money(out, difference_row_change(row));
        for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
            csv_money(out, row->by_cause_nano[cause]);
        csv_end(out);
    }
}
