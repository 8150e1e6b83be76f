/* test_html_report.c — the HTML page: whole, closed, alike twice, every name as text and every service there once. */
#include "data/base/hash.h"
#include "reports/html_report.h"
#include "tests/unit/base/check.h"
#include "tests/unit/reports/html_page.h"
#include "tests/unit/reports/report_plans.h"
#include "tests/unit/reports/report_verdicts.h"

static void write_page(const struct report *report, struct text *ret_document)
{
    text_init(ret_document, REPORT_BYTES_MAX);
    struct screen screen = {.out = ret_document, .width = SCREEN_WIDTH};
    html_report_plan(report, &screen);
}

static void check_page(const struct report *report, struct html_page *page)
{
    struct text document;
    write_page(report, &document);
    html_page_check(page, &document);
}

static const char *const sections[] = {"verdict", "services",   "cost",        "week",        "packing", "break-even",
                                       "gap",     "simulation", "constraints", "assumptions", "actions", NULL};

/* What ECS puts where on the first pool: one row. */
static struct placement one_placement(void)
{
    static struct placement_tasks tasks[] = {{.member = 0, .count = 3}};
    static struct placement_member members[] = {{.name = "web", .cpu_units = 512, .memory_mib = 1024, .enis = 1}};
    static struct placement_row rows[] = {{.zone = 0, .instances = 3, .tasks = tasks, .tasks_count = 1}};
    return (struct placement){
        .pool = "pool-1", .seed = 1, .members = members, .members_count = 1, .rows = rows, .rows_count = 1};
}

static void every_section_stands_in_order(void **state)
{
    (void)state;
    struct html_page page;
    struct arena arena = {0};
    struct plan plan = plan_rich(&arena);
    struct placement placement = one_placement();
    struct verdict replay = verdict_fails();
    plan.verification.scenarios = replay.scenarios;
    plan.verification.scenarios_count = replay.scenarios_count;
    struct report report = {.plan = &plan, .verdict = &replay, .placements = &placement, .placements_count = 1};
    check_page(&report, &page);
    const char *at = page.document.bytes;
    for (int i = 0; sections[i]; i++) {
        char piece[64];
        snprintf(piece, sizeof piece, "<section id=\"%s\" aria-labelledby=\"%s-title\">", sections[i], sections[i]);
        at = strstr(at, piece);
        assert_non_null(at);
        snprintf(piece, sizeof piece, "<a href=\"#%s\">", sections[i]);
        assert_int_equal(html_page_count(&page, piece), 1);
    }
    static const char *const once[] = {"<h1>", "<main id=\"main\">", "<header>", "<nav ", "<footer>", "<title>shop "};
    for (size_t i = 0; i < COUNT_OF(once); i++)
        assert_int_equal(html_page_count(&page, once[i]), 1);
    assert_int_equal(html_page_count(&page, "<table"), html_page_count(&page, "<caption>"));
    assert_int_equal(html_page_count(&page, "<th>"), 0); /* each says its scope */
    html_page_release(&page);
    arena_release(&arena);
}

static void a_plan_of_little_is_a_page_too(void **state)
{
    (void)state;
    struct html_page page;
    struct arena arena = {0};
    struct plan plan = plan_plain(&arena);
    struct report report = {.plan = &plan};
    check_page(&report, &page);
    assert_int_equal(html_page_count(&page, "id=\"week\""), 1);
    assert_int_equal(html_page_count(&page, "id=\"packing\""), 1);
    assert_int_equal(html_page_count(&page, "<strong>$4.33</strong> a month"), 1);
    html_page_release(&page);
    plan.services_count = 0;
    check_page(&report, &page);
    html_page_release(&page);
    arena_release(&arena);
}

static void how_it_is_paid_for_stands_where_it_is_to_be_said(void **state)
{
    (void)state;
    struct html_page page;
    struct arena arena = {0};
    struct plan plan = plan_bought(&arena);
    struct report report = {.plan = &plan};
    static const char *const once[] = {"<section id=\"buying\"",      "href=\"#buying\"",
                                       "<section id=\"sensitivity\"", "href=\"#sensitivity\"",
                                       "EC2 SP 1y no upfront, m7g",   "RI 1y partial upfront, m7g.large (held)",
                                       "Unused commitments",          "c6g.8xlarge, c7g.8xlarge, c8g.8xlarge"};
    check_page(&report, &page);
    for (size_t i = 0; i < sizeof once / sizeof *once; i++)
        if (html_page_count(&page, once[i]) != 1)
            fail_msg("\"%s\" stands %d times", once[i], html_page_count(&page, once[i]));
    assert_int_equal(html_page_count(&page, "<i>m7g.large"), 0);
    html_page_release(&page);
    plan = plan_plain(&arena);
    check_page(&report, &page);
    assert_int_equal(html_page_count(&page, "id=\"buying\""), 0);
    assert_int_equal(html_page_count(&page, "#buying"), 0);
    assert_int_equal(html_page_count(&page, "#sensitivity"), 0);
    html_page_release(&page);
    arena_release(&arena);
}

/* The policy of the page names the style and script that are in it, and nothing else. */
static void constants_are_allowed_by_their_hashes(void **state)
{
    (void)state;
    struct html_page page;
    struct arena arena = {0};
    struct plan plan = plan_rich(&arena);
    struct report report = {.plan = &plan};
    check_page(&report, &page);
    static const char *const elements[] = {"style", "script"};
    for (int i = 0; i < 2; i++) {
        char mark[16], policy[128], base64[SHA256_BASE64_SIZE];
        snprintf(mark, sizeof mark, "<%s>", elements[i]);
        assert_int_equal(html_page_count(&page, mark), 1);
        const char *from = strstr(page.document.bytes, mark) + strlen(mark);
        sha256_base64(from, (size_t)(strstr(from, "</") - from), base64);
        snprintf(policy, sizeof policy, "; %s-src 'sha256-%s'; ", elements[i], base64);
        assert_int_equal(html_page_count(&page, policy), 1);
        const char *end = strstr(from, "</");
        for (const char *at = from; at < end; at++)
            assert_false(strncmp(at, "url(", 4) == 0 || strncmp(at, "@import", 7) == 0 ||
                         strncmp(at, "innerHTML", 9) == 0 || strncmp(at, "fetch(", 6) == 0);
    }
    assert_int_equal(html_page_count(&page, "content=\"default-src 'none'; "), 1);
    assert_int_equal(html_page_count(&page, "unsafe"), 0);
    html_page_release(&page);
    arena_release(&arena);
}

/* A page's elements do not depend on what things are called. */
static void hostile_names_are_text(void **state)
{
    (void)state;
    static const char *const names[] = {"<script>alert(1)</script>",
                                        "</bdi></th></tr></table><img src=x onerror=alert(1)>",
                                        "\" onmouseover=\"alert(1)",
                                        "'><svg/onload=alert(1)>",
                                        "a\xe2\x80\xae\xe2\x80\x8b\tb",
                                        "&lt;b&gt; ]]> <!-- -->",
                                        "🚢 مرحبا",
                                        "\xff\xfe broken"};
    struct arena arena = {0};
    struct html_page page;
    struct plan plan = plan_large(&arena, 8);
    plan.bayplan_version = "0.1.0";
    struct report report = {.plan = &plan};
    check_page(&report, &page);
    int elements = page.elements;
    html_page_release(&page);
    for (int i = 0; i < 8; i++) {
        plan.services[i].name = plan.services[i].why = names[i];
        plan.profile_name = plan.bayplan_version = plan.region = names[i];
    }
    check_page(&report, &page);
    assert_int_equal(page.elements, elements);
    assert_int_equal(html_page_count(&page, "<script"), 1);
    assert_true(html_page_count(&page, "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>") > 0);
    assert_true(html_page_count(&page, "<bdi>a\\u202e\\u200b\\x09b</bdi>") > 0);
    assert_true(html_page_count(&page, "<bdi>🚢 مرحبا</bdi>") > 0);
    assert_true(html_page_count(&page, "<bdi>\\xff\\xfe broken</bdi>") > 0);
    html_page_release(&page);
    arena_release(&arena);
}

static void every_service_is_listed_once(void **state)
{
    (void)state;
    static const int counts[] = {1, HTML_ROWS_FULL_MAX, HTML_ROWS_FULL_MAX + 1, 2077};
    for (size_t c = 0; c < COUNT_OF(counts); c++) {
        struct html_page page;
        struct arena arena = {0};
        struct plan plan = plan_large(&arena, counts[c]);
        struct report report = {.plan = &plan};
        check_page(&report, &page);
        char *seen = calloc((size_t)counts[c], 1);
        static const char mark[] = "<th scope=\"row\"><bdi>service-";
        const char *at = strstr(page.document.bytes, "<section id=\"services\"");
        const char *end = strstr(at, "<section id=\"cost\"");
        for (int listed = 0; (at = strstr(at, mark)) && at < end; listed++) {
            long number = strtol(at += strlen(mark), NULL, 10);
            assert_in_range(number, 0, counts[c] - 1);
            assert_int_equal(seen[number]++, 0);
        }
        for (int i = 0; i < counts[c]; i++)
            assert_int_equal(seen[i], 1);
        assert_true(page.document.length < 2 * 1000 * 1000);
        assert_int_equal(html_page_count(&page, "bayplan report --format csv plan.json"),
                         counts[c] > HTML_ROWS_FULL_MAX);
        free(seen);
        html_page_release(&page);
        arena_release(&arena);
    }
}

static void equal_plans_give_equal_bytes(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct plan plan = plan_large(&arena, 400);
    struct placement placement = one_placement();
    struct report report = {.plan = &plan, .placements = &placement, .placements_count = 1};
    struct text first, second;
    write_page(&report, &first);
    write_page(&report, &second);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.bytes, second.bytes, first.length);
    text_release(&first);
    text_release(&second);
    arena_release(&arena);
}

/* web runs on the same instances as planned under another name, model on Fargate, and one the plan does not know. */
static void what_runs_now_stands_beside_the_plan(void **state)
{
    (void)state;
    static struct running_group groups[] = {
        {.name = "blue", .instance_type = "m7g.2xlarge", .instances = 9},
        {.name = "old", .instance_type = "m5.large", .instances = 4},
    };
    static struct running_service services[] = {{.name = "model", .place = "fargate", .tasks = 2},
                                                {.name = "strange", .place = "old", .tasks = 1},
                                                {.name = "web", .place = "blue", .tasks = 40}};
    static struct today_service today_services[] = {
        {.name = "model", .place = "fargate", .tasks = 2, .usd_per_month_nano = 50 * NANO_PER_USD},
        {.name = "strange", .place = "old", .tasks = 1, .usd_per_month_nano = 280 * NANO_PER_USD},
        {.name = "web", .place = "blue", .tasks = 40, .usd_per_month_nano = 6000 * NANO_PER_USD}};
    struct running_cluster cluster = {.file = "cluster.json",
                                      .name = "north",
                                      .region = "eu-west-1",
                                      .account = "",
                                      .observed_at = "2026-11-20T19:00:00Z",
                                      .groups = groups,
                                      .groups_count = 2,
                                      .services = services,
                                      .services_count = 3};
    struct today today = {.total_nano = 6330 * NANO_PER_USD,
                          .ec2_nano = 6280 * NANO_PER_USD,
                          .fargate_nano = 50 * NANO_PER_USD,
                          .services = today_services,
                          .services_count = 3};
    struct arena arena = {0};
    struct html_page page;
    struct plan plan = plan_rich(&arena);
    struct report report = {.plan = &plan, .cluster = &cluster, .today = &today};
    check_page(&report, &page);
    assert_int_equal(html_page_count(&page, "today $6,330.00"), 1);
    assert_int_equal(html_page_count(&page, "saves $3,195.04 (−50.47 %)"), 1);
    assert_int_equal(html_page_count(&page, "$6,000.00"), 1);
    assert_int_equal(html_page_count(&page, "not running"), 1); /* the third service */
    const char *actions = strstr(page.document.bytes, "<section id=\"actions\"");
    assert_non_null(strstr(actions, "<bdi>model</bdi>"));
    assert_null(strstr(actions, "<bdi>web</bdi>"));
    assert_non_null(strstr(actions, "<bdi>old</bdi></span> <span class=\"quiet\">m5.large</span>: 4 instances"));
    assert_null(strstr(actions, "<bdi>blue</bdi>"));
    assert_non_null(strstr(actions, "not in the plan: <bdi>strange</bdi>"));
    html_page_release(&page);
    arena_release(&arena);
}

static void what_does_not_hold_is_said_first(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct html_page page;
    struct plan plan = plan_rich(&arena);
    struct verdict count = verdict_fails();
    plan.verification.passed = false;
    struct report report = {.plan = &plan, .verdict = &count};
    check_page(&report, &page);
    const char *services = strstr(page.document.bytes, "<section id=\"services\"");
    const char *replay = strstr(page.document.bytes, "Does not hold"),
               *found = strstr(page.document.bytes, "What is not true");
    assert_true(replay && replay < services);
    assert_true(found && found < services);
    html_page_release(&page);
    arena_release(&arena);
}

/* People paste commands: a name is one word of the shell's, whatever it holds. */
static void commands_may_be_pasted(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"web", "plan.json", "bayplan explain plan.json web"},
        {"a b", "my plan.json", "bayplan explain 'my plan.json' 'a b'"},
        {"x'; rm -rf ~; '", "", "bayplan explain plan.json 'x'\\''; rm -rf ~; '\\'''"},
        {"$(reboot)`id`", "-", "bayplan explain plan.json '$(reboot)`id`'"},
        {"-o", "plan.json", "bayplan explain -- plan.json -o"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char piece[200];
        struct arena arena = {0};
        struct html_page page;
        struct plan plan = plan_large(&arena, 1);
        plan.services[0].name = cases[i][0];
        plan.services[0].usd_per_month_nano = 1;
        struct report report = {.plan = &plan, .plan_file = cases[i][1]};
        check_page(&report, &page);
        snprintf(piece, sizeof piece, "<code>%s</code>", cases[i][2]);
        assert_int_equal(html_page_count(&page, piece), 1);
        html_page_release(&page);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_section_stands_in_order),
        cmocka_unit_test(a_plan_of_little_is_a_page_too),
        cmocka_unit_test(how_it_is_paid_for_stands_where_it_is_to_be_said),
        cmocka_unit_test(constants_are_allowed_by_their_hashes),
        cmocka_unit_test(hostile_names_are_text),
        cmocka_unit_test(every_service_is_listed_once),
        cmocka_unit_test(equal_plans_give_equal_bytes),
        cmocka_unit_test(what_runs_now_stands_beside_the_plan),
        cmocka_unit_test(what_does_not_hold_is_said_first),
        cmocka_unit_test(commands_may_be_pasted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
