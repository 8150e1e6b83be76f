/* test_charts.c — what the charts add up to, where their lines cross, and that whatever is drawn is a sound page. */
#include "reports/chart_axes.h"
#include "reports/chart_cost.h"
#include "reports/chart_job.h"
#include "reports/chart_week.h"
#include "tests/unit/reports/html_page.h"
#include "tests/unit/reports/report_plans.h"

#include "data/catalogue.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define USD(amount) ((int64_t)((amount)*1e3 + 0.5) * 1000000)

static const char hostile[] = "</svg><script>alert(1)</script>\"'&\xe2\x80\xae\x1b[2J";

/* --- a plan whose sums are known --- */

static const char *zones[] = {"us-east-1a", "us-east-1b"};
static int64_t sizes[] = {2, 4, 4}, web_tasks[] = {3, 7, 5}, api_tasks[] = {2};
static struct plan_action actions[] = {{.hour_of_week = 1, .desired_capacity = 4},
                                       {.hour_of_week = 2, .desired_capacity = 2}};
static struct plan_alternative nightly_elsewhere[] = {
    {.place = "fargate", .possible = true, .usd_per_month_nano = USD(10)},
    {.place = "lambda", .possible = false, .usd_per_month_nano = 0},
    {.place = "pool-1", .possible = true, .usd_per_month_nano = USD(100)}};

struct known {
    struct plan plan;
    struct plan_pool pools[2];
    struct plan_service services[4];
    struct plan_job jobs[2];
    struct plan_daemon daemons[1];
};

static void known_init(struct known *known)
{
    *known = (struct known){0};
    known->pools[0] = (struct plan_pool){.name = "pool-1",
                                         .instance_type = "m5.large",
                                         .purchase = "on_demand",
                                         .zones = {zones, 2},
                                         .instances = {sizes, 3},
                                         .instances_min = 2,
                                         .instances_max = 4,
                                         .scheduled_actions = actions,
                                         .scheduled_actions_count = 2,
                                         .cpu_units = 2048,
                                         .memory_mib = 7680,
                                         .awsvpc_tasks = 2,
                                         .usd_per_month_nano = USD(300)};
    known->pools[1] = known->pools[0];
    known->pools[1].name = "pool-2";
    known->pools[1].purchase = "spot";
    known->pools[1].usd_per_month_nano = USD(50);
    known->services[0] = (struct plan_service){.name = hostile, .place = "fargate", .usd_per_month_nano = USD(20)};
    known->services[1] = (struct plan_service){.name = "api",
                                               .place = "pool-1",
                                               .cpu_units = 1000,
                                               .memory_mib = 3000,
                                               .tasks = {api_tasks, 1},
                                               .network_mode = NETWORK_AWSVPC,
                                               .usd_per_month_nano = USD(100)};
    known->services[2] = (struct plan_service){.name = "spot", .place = "fargate_spot", .usd_per_month_nano = USD(7)};
    known->services[3] = (struct plan_service){.name = "web",
                                               .place = "pool-1",
                                               .cpu_units = 512,
                                               .memory_mib = 1024,
                                               .tasks = {web_tasks, 3},
                                               .network_mode = NETWORK_BRIDGE,
                                               .usd_per_month_nano = USD(200)};
    known->jobs[0] = (struct plan_job){.name = hostile,
                                       .place = "fargate",
                                       .duration_s = 864,
                                       .runs_per_day = 10,
                                       .usd_per_month_nano = USD(10),
                                       .alternatives = nightly_elsewhere,
                                       .alternatives_count = 3};
    known->jobs[1] = (struct plan_job){
        .name = "thumbs", .place = "lambda", .duration_s = 1, .runs_per_day = 500, .usd_per_month_nano = USD(3)};
    known->daemons[0] = (struct plan_daemon){.name = "logs",
                                             .cpu_units = 100,
                                             .memory_mib = 200,
                                             .architectures = 1u << ARCHITECTURE_X86_64,
                                             .network_mode = NETWORK_HOST};
    known->plan = (struct plan){.profile_name = "known",
                                .region = "us-east-1",
                                .hours = 3,
                                .pools = known->pools,
                                .pools_count = 2,
                                .services = known->services,
                                .services_count = 4,
                                .jobs = known->jobs,
                                .jobs_count = 2,
                                .daemons = known->daemons,
                                .daemons_count = 1};
    known->plan.cost.ec2 = USD(350);
    known->plan.cost.fargate = USD(37);
    known->plan.cost.lambda = USD(3);
    known->plan.cost.overhead = USD(30);
    known->plan.cost.total = USD(420);
    known->plan.bound.usd_per_month_nano = USD(300);
    known->plan.bound.gap_ratio = 0.3;
    known->plan.bound.gap_by_cause[GAP_FEW_POOLS] = 0.4;
    known->plan.bound.gap_by_cause[GAP_JOBS] = -0.1;
    known->plan.all_fargate.possible = known->plan.all_fargate.helps = true;
    known->plan.all_fargate.usd_per_month_nano = USD(540);
    known->plan.all_fargate.usd_per_hour_nano = USD(60);
    known->plan.all_fargate.saving_usd_per_month_nano = USD(120);
    known->plan.all_fargate.break_even_hours_per_month = 2;
}

/* --- numbers --- */

static void parts_sum_to_the_plan(void **state)
{
    (void)state;
    struct known known;
    known_init(&known);
    struct cost_bar bar = cost_bar_of_plan(&known.plan);
    int64_t sum = 0;
    for (int part = 0; part < COST_PARTS_COUNT; part++)
        sum += bar.parts[part];
    assert_int_equal(sum, bar.total);
    assert_int_equal(bar.total, known.plan.cost.total);
    assert_int_equal(bar.parts[COST_EC2], USD(300));
    assert_int_equal(bar.parts[COST_EC2_SPOT], USD(50));
    assert_int_equal(bar.parts[COST_FARGATE], USD(30));
    assert_int_equal(bar.parts[COST_FARGATE_SPOT], USD(7));
    assert_int_equal(bar.parts[COST_LAMBDA], USD(3));
    assert_int_equal(bar.parts[COST_OVERHEAD], USD(30));
}

static void parts_sum_to_today(void **state)
{
    (void)state;
    struct running_group groups[] = {{.name = "blue"}, {.name = "green", .purchase = PURCHASE_SPOT}};
    struct today_group priced[] = {{"blue", 2, USD(80)}, {"green", 1, USD(5)}};
    struct today_service services[] = {{"a", "blue", 3, USD(80)}, {"b", "fargate", 1, USD(9)}};
    struct running_cluster cluster = {.groups = groups, .groups_count = 2};
    struct today today = {.total_nano = USD(94),
                          .ec2_nano = USD(85),
                          .fargate_nano = USD(9),
                          .groups = priced,
                          .groups_count = 2,
                          .services = services,
                          .services_count = 2};
    struct cost_bar bar = cost_bar_of_today(&cluster, &today);
    assert_int_equal(bar.total, today.total_nano);
    assert_int_equal(bar.parts[COST_EC2], USD(80));
    assert_int_equal(bar.parts[COST_EC2_SPOT], USD(5));
    assert_int_equal(bar.parts[COST_FARGATE], USD(9));
}

static void hours_sum_what_tasks_ask_for(void **state)
{
    (void)state;
    struct known known;
    struct arena arena = {0};
    known_init(&known);
    known.jobs[1].place = "pool-1";
    known.jobs[1].tasks = 2;
    known.jobs[1].cpu_units = 10;
    known.jobs[1].network_mode = NETWORK_AWSVPC;
    struct pool_week week = pool_week_of(&known.plan, &known.pools[0], &arena);
    const int64_t instances[] = {2, 4, 4}, scheduled[] = {2, 4, 2}, tasks[] = {7, 11, 9};
    for (int h = 0; h < 3; h++) {
        assert_int_equal(week.instances[h], instances[h]);
        assert_int_equal(week.scheduled[h], scheduled[h]); /* hour 0 is after last week's last action */
        assert_int_equal(week.tasks[h], tasks[h]);
        assert_int_equal(week.demand[POOL_CPU][h], 512 * web_tasks[h] + 2000 + 20 + 100 * instances[h]);
        assert_int_equal(week.demand[POOL_MEMORY][h], 1024 * web_tasks[h] + 6000 + 200 * instances[h]);
        assert_int_equal(week.demand[POOL_ENIS][h], 4);
    }
    assert_int_equal(week.capacity[POOL_GPUS], 0);
    int hour;
    assert_int_equal(pool_week_fullest(&week, &hour), POOL_ENIS); /* four of four */
    assert_int_equal(hour, 0);
    arena_release(&arena);
}

/* Ten runs of 0.01 days are a tenth of a task at once: EC2 costs $100 up to 100 runs a day, Fargate $1 a run. */
static void job_lines_cross(void **state)
{
    (void)state;
    struct known known;
    known_init(&known);
    struct job_lines lines = job_lines_of(&known.plan, &known.jobs[0]);
    assert_null(lines.lines[JOB_LAMBDA].place);
    assert_true(lines.lines[JOB_FARGATE].is_choice && !lines.lines[JOB_EC2].is_choice);
    assert_true(fabs(job_line_cost(&lines, JOB_FARGATE, 25) - 25e9) < 1);
    assert_true(fabs(job_line_cost(&lines, JOB_EC2, 1) - 100e9) < 1);
    assert_true(fabs(job_line_cost(&lines, JOB_EC2, 99) - 100e9) < 1);
    assert_true(fabs(job_line_cost(&lines, JOB_EC2, 101) - 200e9) < 1);
    assert_true(lines.crossing == 0); /* at 100 runs they touch, and EC2 takes the next step */
    nightly_elsewhere[2].usd_per_month_nano = USD(60);
    lines = job_lines_of(&known.plan, &known.jobs[0]);
    assert_true(lines.crossing >= 60 && lines.crossing <= 60 * 1.01);
    nightly_elsewhere[2].usd_per_month_nano = USD(4); /* EC2 is cheaper now: down to four runs */
    lines = job_lines_of(&known.plan, &known.jobs[0]);
    assert_true(lines.crossing <= 4 && lines.crossing >= 4 / 1.01);
    nightly_elsewhere[2].usd_per_month_nano = USD(100);
}

static void scales_stay_inside(void **state)
{
    (void)state;
    struct axis linear = {10, 30, false, 100, 500}, decades = {1, 1000, true, 500, 200};
    assert_int_equal(axis_at(&linear, 10), 100);
    assert_int_equal(axis_at(&linear, 20), 300);
    assert_int_equal(axis_at(&linear, 999), 500);
    assert_int_equal(axis_at(&linear, -5), 100);
    assert_int_equal(axis_at(&decades, 10), 400);
    assert_int_equal(axis_at(&decades, 1e9), 200);
    assert_int_equal(chart_scale(1, 0, 100), 0);
    assert_int_equal(chart_scale(-1, 5, 100), 0);
    assert_int_equal(chart_scale(9, 5, 100), 100);
    assert_true(fabs(chart_step(100, 4) - 25) < 1e-9 && fabs(chart_step(1.1, 4) - 0.5) < 1e-9);
    char words[FIGURE_SIZE];
    assert_string_equal(chart_share(999, 1000, words), "99\u00a0%"); /* full is full */
    assert_string_equal(chart_share(1, 0, words), "-");
    assert_string_equal(chart_dollars(USD(1234.5), words), "$1,235");
    assert_string_equal(chart_dollars(-USD(1234.5), words), "-$1,235");
    assert_string_equal(chart_dollars(USD(99.99), words), "$99.99");
}

/* --- pages --- */

static void draw_all(struct html *html, const struct report *report)
{
    const struct plan *plan = report->plan;
    chart_cost(html, report);
    for (int p = 0; p < plan->pools_count; p++)
        chart_week(html, report, &plan->pools[p]);
    for (int p = 0; p < report->placements_count; p++)
        chart_packing(html, report, &report->placements[p]);
    chart_break_even(html, report);
    for (int j = 0; j < plan->jobs_count; j++)
        chart_job_break_even(html, report, &plan->jobs[j]);
    chart_gap(html, report);
}

static struct text document_of(const struct report *report)
{
    struct text document;
    struct html *html = html_new("en");
    html_open(html, "body");
    draw_all(html, report);
    text_init(&document, 1 << 24);
    html_finish(html, &document);
    return document;
}

/* A sound page, the same twice; every area's pattern is there. */
static void check_page(const struct report *report, struct html_page *page)
{
    struct text document = document_of(report), again = document_of(report);
    assert_int_equal(document.length, again.length);
    assert_memory_equal(document.bytes, again.bytes, again.length);
    text_release(&again);
    html_page_check(page, &document);
    for (const char *at = page->document.bytes; (at = strstr(at, "url(#")) != NULL; at++) {
        char id[100];
        size_t length = strcspn(at + 5, ")");
        assert_true(length < sizeof id - 8);
        (void)snprintf(id, sizeof id, "id=\"%.*s\"", (int)length, at + 5);
        assert_int_equal(html_page_count(page, id), 1);
    }
}

static struct html_page page;

static void every_chart_is_a_figure_with_its_numbers(void **state)
{
    (void)state;
    struct known known;
    known_init(&known);
    struct placement_member members[] = {{.name = hostile, .cpu_units = 1000, .memory_mib = 3000, .enis = 1},
                                         {.name = "logs", .is_daemon = true, .cpu_units = 100, .memory_mib = 200}};
    struct placement_tasks tasks[] = {{0, 2}, {1, 1}};
    struct placement_row rows[] = {{.zone = 0, .instances = 3, .tasks = tasks, .tasks_count = 2}};
    struct placement placement = {.pool = "pool-1",
                                  .members = members,
                                  .members_count = 2,
                                  .rows = rows,
                                  .rows_count = 1,
                                  .seed = 1,
                                  .unplaced = 4};
    struct report report = {.plan = &known.plan, .placements = &placement, .placements_count = 1};
    check_page(&report, &page);
    assert_int_equal(html_page_count(&page, "<figure "), 7); /* thumbs has nowhere else to go */
    assert_int_equal(html_page_count(&page, "<figcaption>"), 7);
    assert_int_equal(html_page_count(&page, "<details>"), 7);
    assert_int_equal(html_page_count(&page, "chart-none"), 1);
    int drawings = html_page_count(&page, "role=\"img\"");
    assert_int_equal(html_page_count(&page, "<desc id="), drawings);
    assert_int_equal(html_page_count(&page, "aria-labelledby="), drawings);
    assert_int_equal(html_page_count(&page, "<caption>"), html_page_count(&page, "<table>"));
    assert_int_equal(html_page_count(&page, "<script"), 0);
    assert_int_equal(html_page_count(&page, "\xe2\x80\xae"), 0);
    assert_true(html_page_count(&page, "&lt;script&gt;alert(1)") >= 3);
    assert_int_equal(html_page_count(&page, ">×3<"), 1);
    assert_int_equal(html_page_count(&page, "4 tasks found no place"), 1);
    assert_int_equal(html_page_count(&page, "2 instances"), 0);
    html_page_release(&page);
}

static void work_is_weighed_from_where_the_plan_is(void **state)
{
    (void)state;
    struct known known;
    known_init(&known);
    struct report report = {.plan = &known.plan};
    check_page(&report, &page);
    /* $390 and half an hour of work at $60 against $540: 2.5 hours in all */
    assert_int_equal(html_page_count(&page, "under 2.5 hours of work a month"), 1);
    assert_int_equal(html_page_count(&page, "you are here: 0.5 hours"), 1);
    html_page_release(&page);
    known.plan.all_fargate.possible = false;
    known.plan.all_fargate.why_not = "service <b> can run on EC2 only";
    check_page(&report, &page);
    assert_int_equal(html_page_count(&page, "as service &lt;b&gt; can run on EC2 only"), 1);
    html_page_release(&page);
}

static void gap_goes_down_as_well_as_up(void **state)
{
    (void)state;
    struct known known;
    known_init(&known);
    struct report report = {.plan = &known.plan};
    check_page(&report, &page);
    assert_int_equal(html_page_count(&page, ">+$120<"), 1);
    assert_int_equal(html_page_count(&page, ">-$30.00<"), 2); /* drawing and table */
    assert_int_equal(html_page_count(&page, "headroom"), 1);  /* nothing to draw: the table alone */
    html_page_release(&page);
    known.plan.bound.gap_by_cause[GAP_FEW_POOLS] = known.plan.bound.gap_by_cause[GAP_JOBS] = 1e-9;
    check_page(&report, &page);
    assert_int_equal(html_page_count(&page, "id=\"chart-gap\""), 0);
    html_page_release(&page);
}

static void plans_of_a_day_and_a_week(void **state)
{
    (void)state;
    struct known known;
    static int64_t week_sizes[168];
    for (int h = 0; h < 168; h++)
        week_sizes[h] = 2 + (h % 24 > 8);
    known_init(&known);
    known.pools[0].instances = (struct field_integers){week_sizes, 168};
    known.pools[1].instances = (struct field_integers){week_sizes, 24};
    const int hours[] = {1, 24, 168}, rows[] = {0, 24, 24};
    for (int i = 0; i < 3; i++) {
        struct report report = {.plan = &known.plan};
        known.plan.hours = hours[i];
        known.plan.pools_count = 1;
        check_page(&report, &page);
        assert_int_equal(html_page_count(&page, ":00</bdi></th>"), rows[i]);
        assert_int_equal(html_page_count(&page, ">Wed</text>"), hours[i] == 168 ? 3 : 0); /* one a resource */
        html_page_release(&page);
    }
}

static void plans_of_others(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct plan plans[] = {plan_rich(&arena), plan_plain(&arena), plan_large(&arena, 300), {.hours = 1}};
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        struct report report = {.plan = &plans[i]};
        check_page(&report, &page);
        html_page_release(&page);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_sum_to_the_plan),
        cmocka_unit_test(parts_sum_to_today),
        cmocka_unit_test(hours_sum_what_tasks_ask_for),
        cmocka_unit_test(job_lines_cross),
        cmocka_unit_test(scales_stay_inside),
        cmocka_unit_test(every_chart_is_a_figure_with_its_numbers),
        cmocka_unit_test(work_is_weighed_from_where_the_plan_is),
        cmocka_unit_test(gap_goes_down_as_well_as_up),
        cmocka_unit_test(plans_of_a_day_and_a_week),
        cmocka_unit_test(plans_of_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
