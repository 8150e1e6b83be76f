/* A plan as Markdown and CSV: against golden files, within a comment's limit however large, lines that add up. */
#include "reports/csv_report.h"
#include "reports/markdown_report.h"
#include "tests/unit/reports/golden_text.h"
#include "tests/unit/reports/report_plans.h"
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct text written(report_writer *writer, const struct plan *plan)
{
    struct text out = {0};
    text_init(&out, REPORT_BYTES_MAX);
    struct screen screen = {&out, SCREEN_WIDTH, false};
    const struct report report = {.plan = plan, .plan_file = "plan.json", .policy_file = ""};
    writer(&report, &screen);
    assert_false(out.overflown);
    assert_non_null(out.bytes);
    return out;
}

static void golden_forms(void **state)
{
    static const struct {
        const char *file;
        report_writer *writer;
    } rows[] = {{"plan_rich_markdown", markdown_report_plan},
                {"plan_rich_csv", csv_report_plan},
                {"plan_rich_csv_pools", csv_report_pools},
                {"plan_rich_csv_hours", csv_report_hours}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena arena = {0};
        const struct plan plan = plan_rich(&arena);
        struct text out = written(rows[i].writer, &plan);
        assert_golden(rows[i].file, &out);
        text_release(&out);
        arena_release(&arena);
    }
    struct arena bought_arena = {0};
    const struct plan bought = plan_bought(&bought_arena);
    struct text comment = written(markdown_report_plan, &bought);
    assert_golden("plan_bought_markdown", &comment);
    text_release(&comment);
    arena_release(&bought_arena);
    struct arena arena = {0};
    const struct plan plain = plan_plain(&arena);
    struct text out = written(markdown_report_plan, &plain);
    assert_golden("plan_plain_markdown", &out);
    text_release(&out);
    arena_release(&arena);
}

static int count_of(const struct text *out, const char *word)
{
    int count = 0;
    for (const char *at = out->bytes; (at = strstr(at, word)) != NULL; at += strlen(word))
        count++;
    return count;
}

/* `characters` of what costs most to show. */
static const char *long_word(struct arena *arena, const char *piece, int bytes)
{
    char *word = arena_alloc(arena, (size_t)bytes + 1, 1);
    for (int i = 0; i < bytes; i++)
        word[i] = piece[(size_t)i % strlen(piece)];
    return word;
}

static struct plan plan_huge(struct arena *arena, const char *piece)
{
    struct plan plan = plan_large(arena, 3000);
    const char *why = long_word(arena, piece, PLAN_TEXT_BYTES_MAX), *name = long_word(arena, piece, 255);
    for (int i = 0; i < plan.services_count; i++) {
        plan.services[i].name = name;
        plan.services[i].why = i % 3 ? "short" : why;
    }
    const char **assumptions = ARENA_ARRAY(arena, const char *, 500);
    for (int i = 0; i < 500; i++)
        assumptions[i] = why;
    plan.assumptions = (struct field_strings){assumptions, 500};
    struct plan_pool *pools = ARENA_ARRAY(arena, struct plan_pool, 20);
    for (int i = 0; i < 20; i++) {
        pools[i] = plan.pools[0];
        pools[i].name = pools[i].instance_type = name;
    }
    plan.pools = pools;
    plan.pools_count = 20;
    plan.profile_name = plan.region = plan.all_fargate.why_not = why;
    plan.all_fargate.possible = false;
    return plan;
}

/* Whatever the names, the comment fits, is whole, and says how much it leaves out. */
static void comments_fit(void **state)
{
    static const char *const pieces[] = {"n", "`", "|", "\xe2\x80\xae", "a b@c ", "<"};
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct arena arena = {0};
        const struct plan plan = plan_huge(&arena, pieces[i]);
        struct text out = written(markdown_report_plan, &plan);
        assert_in_range(out.length, 1000, MARKDOWN_BYTES_MAX - 1);
        assert_int_equal(strncmp(out.bytes, "<!-- bayplan-plan ", 18), 0);
        assert_int_equal(count_of(&out, "<details>"), count_of(&out, "</details>"));
        assert_int_equal(utf8_valid_length(out.bytes, out.length), out.length);
        assert_true(out.length < 3 || strcmp(out.bytes + out.length - 2, "\n\n") == 0);
        text_release(&out);
        arena_release(&arena);
    }
    struct arena arena = {0};
    const struct plan plan = plan_large(&arena, 20000);
    struct text out = written(markdown_report_plan, &plan);
    assert_in_range(out.length, MARKDOWN_BYTES_MAX * 9 / 10, MARKDOWN_BYTES_MAX - 1); /* the room is used */
    assert_int_equal(count_of(&out, " more, $"), 2);
    text_release(&out);
    arena_release(&arena);
}

/* A bot finds its comment again: one first line for one name. */
static void markers_are_of_the_name(void **state)
{
    struct arena arena = {0};
    struct plan plan = plan_rich(&arena);
    char first[64] = "", other[64] = "";
    (void)state;
    struct text out = written(markdown_report_plan, &plan);
    snprintf(first, sizeof first, "%.*s", (int)strcspn(out.bytes, "\n"), out.bytes);
    text_release(&out);
    plan.cost.total += 1000000000;
    plan.services_count = 1;
    out = written(markdown_report_plan, &plan);
    assert_int_equal(strncmp(out.bytes, first, strlen(first)), 0);
    text_release(&out);
    plan.profile_name = "another";
    out = written(markdown_report_plan, &plan);
    snprintf(other, sizeof other, "%.*s", (int)strcspn(out.bytes, "\n"), out.bytes);
    assert_string_not_equal(first, other);
    text_release(&out);
    arena_release(&arena);
}

/* Hours: one line for each pool and hour; what a line holds is what its services have then. */
static void hours_add_up(void **state)
{
    static int64_t tasks_web[24], tasks_api[] = {7}, instances[24];
    static struct plan_service services[2] = {{.name = "api", .place = "pool-1", .cpu_units = 512, .memory_mib = 2048},
                                              {.name = "web", .place = "pool-1", .cpu_units = 256, .memory_mib = 1536}};
    static struct plan_pool pool = {
        .name = "pool-1", .instance_type = "m7g.large", .cpu_units = 2048, .memory_mib = 7168};
    static struct plan_daemon daemon = {.name = "log", .cpu_units = 128, .memory_mib = 256, .architectures = ~0u};
    struct plan plan = {.hours = 24, .pools = &pool, .pools_count = 1, .services = services, .services_count = 2};
    char line[128];
    (void)state;
    for (int h = 0; h < 24; h++) {
        tasks_web[h] = h;
        instances[h] = 2 + h;
    }
    services[0].tasks = (struct field_integers){tasks_api, 1};
    services[1].tasks = (struct field_integers){tasks_web, 24};
    pool.instances = pool.max_size = (struct field_integers){instances, 24};
    plan.daemons = &daemon;
    plan.daemons_count = 1;
    struct text out = written(csv_report_hours, &plan);
    assert_int_equal(count_of(&out, "\n"), 25);
    for (int h = 0; h < 24; h++) {
        /* tasks: 7 of api, h of web, a daemon on each of 2 + h instances */
        snprintf(line, sizeof line, "\npool-1,%d,%02d:00 UTC,%d,%d,%d,%.15g,%.15g,%d,%d\n", h, h, 2 + h, 2 + h,
                 9 + 2 * h, (7 * 512 + h * 256 + (2 + h) * 128) / 1024.0,
                 (7 * 2048 + h * 1536 + (2 + h) * 256) / 1024.0, 2 * (2 + h), 7 * (2 + h));
        if (!strstr(out.bytes, line))
            fail_msg("no%sin\n%s", line, out.bytes);
    }
    text_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden_forms), cmocka_unit_test(comments_fit),
                                       cmocka_unit_test(markers_are_of_the_name), cmocka_unit_test(hours_add_up)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
