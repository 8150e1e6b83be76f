/* test_difference_report.c — what changed between two plans, in each format: goldens, nothing changed, hostile names,
 * more rows than a comment holds. BAYPLAN_UPDATE_GOLDEN=1 writes the goldens anew. */
#include "data/base/file.h"
#include "reports/difference_report.h"
#include "tests/unit/reports/golden_text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define USD(amount) ((int64_t)((amount)*1e6 + ((amount) < 0 ? -0.5 : 0.5)) * 1000)
#define HASH "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct plan old_plan = {.profile_name = "shop",
                                     .profile_sha256 = HASH,
                                     .region = "us-east-1",
                                     .catalogue_as_of = "2026-07-01",
                                     .catalogue_sha256 = HASH,
                                     .bayplan_version = "0.1.0"};

static struct text written(report_writer *writer, const struct difference *difference, const struct plan *plan)
{
    struct text out;
    struct screen screen = {.out = &out, .width = SCREEN_WIDTH};
    const struct report report = {.plan = plan, .baseline = &old_plan, .difference = difference};
    text_init(&out, REPORT_BYTES_MAX);
    text_add(&out, "");
    writer(&report, &screen);
    assert_false(out.overflown);
    return out;
}

/* Fills the sums; `rows` and the lists live as long as the test. */
static struct difference difference_made_of(struct difference_row *rows, int count)
{
    struct difference difference = {.rows = rows, .rows_count = count};
    for (int i = 0; i < count; i++) {
        int64_t change = 0;
        for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++) {
            difference.by_cause_nano[cause] += rows[i].by_cause_nano[cause];
            change += rows[i].by_cause_nano[cause];
        }
        rows[i].new_usd_per_month_nano = rows[i].old_usd_per_month_nano + change;
        difference.old_usd_per_month_nano += rows[i].old_usd_per_month_nano;
        difference.new_usd_per_month_nano += rows[i].new_usd_per_month_nano;
    }
    return difference;
}

static struct difference_row row_of(const char *name, const char *place, const char *type, int64_t old_nano)
{
    return (struct difference_row){.name = name,
                                   .old_place = place,
                                   .new_place = place,
                                   .old_type = type,
                                   .new_type = type,
                                   .old_usd_per_month_nano = old_nano};
}

static void each_format_has_its_golden(void **state)
{
    static const char *settings[] = {"safety.survive_zone_loss: false -> true", "web.host_ports: none -> 8080"};
    static const char *notes[] = {"No new price of m5.large (on_demand) is at hand: pool-1 is taken at its old price, "
                                  "and what changed of it counts with settings or solver."};
    struct difference_row rows[] = {
        row_of("api", "pool-1", "m5.large", USD(1000)),  row_of("edge", "fargate", "", USD(200.5)),
        row_of("gone", "fargate_spot", "", USD(30)),     row_of("new", "", "", 0),
        row_of("steady", "pool-1", "m5.large", USD(77)), row_of("web", "pool-1", "m5.large", USD(500)),
        row_of("thumbs", "lambda", "", USD(12.25)),      row_of("", "", "", USD(60))};
    (void)state;
    rows[0].by_cause_nano[CHANGE_PRICE] = USD(50);
    rows[0].by_cause_nano[CHANGE_SOLVER] = USD(-50); /* what cancels out is still told */
    rows[1].by_cause_nano[CHANGE_DEMAND] = 1;        /* a nano-dollar */
    rows[2].by_cause_nano[CHANGE_DEMAND] = USD(-30);
    rows[2].new_place = "";
    rows[3].by_cause_nano[CHANGE_DEMAND] = USD(44);
    rows[3].new_place = "pool-1";
    rows[3].new_type = "m7g.large";
    rows[5].by_cause_nano[CHANGE_SETTINGS] = USD(-120.75);
    rows[5].new_place = "fargate";
    rows[5].new_type = "";
    rows[6].kind = DIFFERENCE_JOB;
    rows[6].by_cause_nano[CHANGE_PRICE] = USD(1.5);
    rows[7].kind = DIFFERENCE_OVERHEAD;
    rows[7].by_cause_nano[CHANGE_SETTINGS] = USD(5);
    struct difference difference = difference_made_of(rows, 8);
    difference.settings = (struct field_strings){settings, 2};
    difference.notes = (struct field_strings){notes, 1};
    struct text text = written(text_report_difference, &difference, &old_plan);
    struct text markdown = written(markdown_report_difference, &difference, &old_plan);
    struct text csv = written(csv_report_difference, &difference, &old_plan);
    assert_golden("difference", &text);
    assert_golden("difference_markdown", &markdown);
    assert_golden("difference_csv", &csv);
    assert_fits_and_is_safe(&text);
    text_release(&text);
    text_release(&markdown);
    text_release(&csv);

    struct text json = written(json_report_difference, &difference, &old_plan);
    char *bytes = NULL;
    size_t length = 0;
    struct arena arena = {0};
    struct error err = {0};
    const char *path = "tests/golden/documents/difference.json"; /* held against the schema with the others there */
    if (getenv("BAYPLAN_UPDATE_GOLDEN"))
        assert_true(file_write(path, json.bytes, json.length, &err));
    assert_true(file_read(path, &arena, &bytes, &length, &err));
    assert_string_equal(json.bytes, bytes);
    arena_release(&arena);
    text_release(&json);
}

static void nothing_is_one_line(void **state)
{
    struct difference_row rows[] = {row_of("api", "pool-1", "m5.large", USD(1000)), row_of("web", "fargate", "", 0)};
    struct difference difference = difference_made_of(rows, 2);
    (void)state;
    struct text text = written(text_report_difference, &difference, &old_plan);
    assert_string_equal(text.bytes, "Nothing changed: $1,000.00 a month.\n");
    text_release(&text);
    text = written(markdown_report_difference, &difference, &old_plan);
    assert_string_equal(text.bytes, "Nothing changed: $1,000.00 a month.\n");
    text_release(&text);
    rows[1].new_place = "pool-1"; /* at no cost, but moved */
    rows[1].new_type = "m5.large";
    text = written(text_report_difference, &difference, &old_plan);
    assert_non_null(strstr(text.bytes, "Moved, added and removed"));
    text_release(&text);
}

/* Every name of the world in one row: none of it is markup, none leaves the table. */
static void hostile_names_are_text(void **state)
{
    static const char hostile[] = "<script>alert(1)</script>|@team`x` https://evil.example \xe2\x80\xae#1";
    static const char *settings[] = {hostile};
    struct plan plan = old_plan;
    struct difference_row rows[] = {row_of(hostile, hostile, hostile, USD(10)), row_of("=1+1", "fargate", "", USD(5))};
    (void)state;
    plan.profile_name = hostile;
    rows[0].by_cause_nano[CHANGE_DEMAND] = USD(3);
    rows[1].by_cause_nano[CHANGE_DEMAND] = USD(1);
    struct difference difference = difference_made_of(rows, 2);
    difference.settings = difference.notes = (struct field_strings){settings, 1};
    struct text text = written(text_report_difference, &difference, &plan);
    assert_fits_and_is_safe(&text);
    text_release(&text);
    struct text markdown = written(markdown_report_difference, &difference, &plan);
    assert_null(strstr(markdown.bytes, "\xe2\x80\xae"));
    for (const char *at = markdown.bytes; (at = strchr(at, '|')) != NULL; at++) /* cells stand between blanks */
        assert_true(at[1] == ' ' || at[1] == '\n' || at[1] == '-');
    for (const char *at = markdown.bytes; (at = strstr(at, "<script>")) != NULL; at++)
        assert_true(at[-1] == '`' || at[-1] == ' ');
    text_release(&markdown);
    struct text csv = written(csv_report_difference, &difference, &plan);
    assert_non_null(strstr(csv.bytes, "\nservice,'=1+1,fargate,"));
    text_release(&csv);
}

enum { MANY = 20000 };

static void many_rows_fit(void **state)
{
    static struct difference_row rows[MANY];
    static char names[MANY][256];
    static const char *lines[MANY];
    (void)state;
    for (int i = 0; i < MANY; i++) {
        memset(names[i], '`', 200); /* each to be written with a longer fence */
        snprintf(names[i] + 200, 50, "%05d", i);
        rows[i] =
            row_of(names[i], i % 2 ? names[i] : "pool-1", "m5.large", i > MANY - 100 ? USD(2000000.25) : USD(20.25));
        rows[i].by_cause_nano[i % CHANGE_CAUSES_COUNT] = USD(10) + i;
        rows[i].new_place = i % 3 ? rows[i].old_place : "pool-2";
        lines[i] = "safety.headroom_ratio: 0 -> 0.05, and so on for many a line of notes and settings";
    }
    struct difference difference = difference_made_of(rows, MANY);
    difference.settings = difference.notes = (struct field_strings){lines, MANY};
    struct text markdown = written(markdown_report_difference, &difference, &old_plan);
    assert_true(markdown.length < MARKDOWN_BYTES_MAX);
    assert_non_null(strstr(markdown.bytes, "more of smaller changes; the JSON and CSV reports have all"));
    assert_non_null(strstr(markdown.bytes, "more lines; the JSON and CSV reports have all"));
    text_release(&markdown);
    struct text text = written(text_report_difference, &difference, &old_plan);
    assert_fits_and_is_safe(&text);
    assert_non_null(strstr(text.bytes, "… 19,970 more, +$199,700.20 together; --format csv has all"));
    assert_non_null(strstr(text.bytes, "… 19,970 more; --format json has all"));
    text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_format_has_its_golden),
        cmocka_unit_test(nothing_is_one_line),
        cmocka_unit_test(hostile_names_are_text),
        cmocka_unit_test(many_rows_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
