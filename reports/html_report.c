/* html_report.c — the page around the sections: what a browser may do with it, its head, landmarks and foot. */
#include "reports/html_report.h"
#include "data/base/hash.h"
#include "reports/charts.h"
#include "reports/html_parts.h"
#include <string.h>

static const struct {
    const char *id, *title;
    void (*write)(struct html *html, const struct report *report);
    bool (*is_there)(const struct plan *plan); /* NULL: in every report */
} sections[] = {
    {"verdict", "Verdict", html_verdict, NULL},
    {"services", "Services", html_services, NULL},
    {"cost", "Cost", html_cost, NULL},
    {"buying", "Commitments and Spot", html_buying, html_has_buying},
    {"week", "The week", html_week, NULL},
    {"packing", "Packing", html_packing, NULL},
    {"break-even", "Break-even", html_break_even, NULL},
    {"gap", "Gap", html_gap, NULL},
    {"sensitivity", "What if", html_sensitivity, html_has_sensitivity},
    {"simulation", "Simulation", html_simulation, NULL},
    {"constraints", "Constraints", html_binding, NULL},
    {"assumptions", "Assumptions", html_assumptions, NULL},
    {"actions", "Actions", html_actions, NULL},
};
enum {
    SECTIONS_COUNT = sizeof sections / sizeof *sections,
    CONSTANT_BYTES_MAX = 256 * 1024,
    TITLE_BYTES_MAX = 4096,
    TITLE_NAME_COLUMNS = 50
};

static void add_meta(struct html *html, const char *name, const char *content)
{
    html_open(html, "meta");
    html_attribute(html, "name", name);
    html_attribute(html, "content", content);
    html_close(html, "meta");
}

/* What may style and act on the page, as one text each. */
struct constants {
    struct text style, script;
};

static void join(struct text *out, const char *const *pieces)
{
    for (; *pieces; pieces++)
        text_add(out, *pieces);
}

static void constants_make(struct constants *constants)
{
    text_init(&constants->style, CONSTANT_BYTES_MAX);
    text_init(&constants->script, CONSTANT_BYTES_MAX);
    join(&constants->style, html_style);
    text_add(&constants->style, charts_style);
    join(&constants->script, html_script);
    BUG_IF(constants->style.overflown || constants->script.overflown);
}

static void constants_release(struct constants *constants)
{
    text_release(&constants->style);
    text_release(&constants->script);
}

/* Nothing is loaded, sent or framed; only that style and script may act, known by their hashes. */
static void add_policy(struct html *html, const struct constants *constants)
{
    char style[SHA256_BASE64_SIZE], script[SHA256_BASE64_SIZE];
    sha256_base64(constants->style.bytes, constants->style.length, style);
    sha256_base64(constants->script.bytes, constants->script.length, script);
    html_open(html, "meta");
    html_attribute(html, "http-equiv", "Content-Security-Policy");
    html_attributef(html, "content",
                    "default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; "
                    "form-action 'none'",
                    style, script);
    html_close(html, "meta");
}

static void add_head(struct html *html, const struct plan *plan, const struct constants *constants)
{
    html_open(html, "head");
    html_open(html, "meta");
    html_attribute(html, "charset", "utf-8");
    html_close(html, "meta");
    add_policy(html, constants);
    add_meta(html, "viewport", "width=device-width, initial-scale=1");
    add_meta(html, "color-scheme", "light dark");
    struct text title = {0};
    text_init(&title, TITLE_BYTES_MAX);
    safe_add_cut(&title, plan->profile_name, TITLE_NAME_COLUMNS);
    text_add(&title, ": capacity plan");
    html_element(html, "title", title.bytes);
    text_release(&title);
    html_constant(html, "style", constants->style.bytes);
    html_close(html, "head");
}

static void add_header(struct html *html, const struct report *report)
{
    html_open(html, "header");
    part_open(html, "p", "kicker");
    html_textf(html, "Capacity plan for Amazon ECS in %s", report->plan->region);
    html_close(html, "p");
    html_open(html, "h1");
    part_name(html, report->plan->profile_name);
    html_close(html, "h1");
    html_close(html, "header");
    html_open(html, "nav");
    html_attribute(html, "aria-label", "Sections");
    html_open(html, "ul");
    for (int i = 0; i < SECTIONS_COUNT; i++) {
        if (sections[i].is_there && !sections[i].is_there(report->plan))
            continue;
        html_open(html, "li");
        html_open(html, "a");
        html_attributef(html, "href", "#%s", sections[i].id);
        html_text(html, sections[i].title);
        html_close(html, "a");
        html_close(html, "li");
    }
    html_close(html, "ul");
    html_close(html, "nav");
}

static void add_footer(struct html *html, const struct report *report)
{
    html_open(html, "footer");
    part_paragraph(html, "",
                   "Written by bayplan from the plan%s; nothing was planned again. This page loads nothing and sends "
                   "nothing. Dollars are a "
                   "month of 730 hours at %s prices of %s; hours are UTC.",
                   report->cluster ? " and what runs now" : "",
                   report->plan->commitments.items_count > 0 ? "effective" : "list", report->plan->catalogue_as_of);
    html_close(html, "footer");
}

void html_report_plan(const struct report *report, struct screen *screen)
{
    struct html *html = html_new("en");
    struct constants constants;
    constants_make(&constants);
    add_head(html, report->plan, &constants);
    html_open(html, "body");
    html_open(html, "a");
    html_attribute(html, "class", "skip");
    html_attribute(html, "href", "#main");
    html_text(html, "Skip to the report");
    html_close(html, "a");
    add_header(html, report);
    html_open(html, "main");
    html_attribute(html, "id", "main");
    for (int i = 0; i < SECTIONS_COUNT; i++)
        if (!sections[i].is_there || sections[i].is_there(report->plan))
            sections[i].write(html, report);
    html_close(html, "main");
    add_footer(html, report);
    html_constant(html, "script", constants.script.bytes);
    constants_release(&constants);
    html_finish(html, screen->out);
}
