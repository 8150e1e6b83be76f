/* html_verdict.c — what the plan says in five seconds: cost, how good, does it hold, what would change it. */
#include "data/base/arena.h"
#include "reports/figures.h"
#include "reports/html_parts.h"
#include "reports/places.h"
#include "reports/verdict_report.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POOLS_NAMED_MAX = 4, CALLS_SHOWN = 3, SENTENCE_BYTES_MAX = 64 * 1024 };

static void add_today(struct html *html, const struct report *report)
{
    char now[FIGURE_SIZE], saving[FIGURE_SIZE], percent[FIGURE_SIZE];
    int64_t today = report->today->total_nano, less = today - report->plan->cost.total;
    part_open(html, "span", "then");
    html_textf(html, "today %s", figure_usd(today, now));
    html_close(html, "span");
    html_text(html, " → ");
    html_element(html, "strong", figure_usd(report->plan->cost.total, now));
    html_text(html, " a month ");
    part_open(html, "span", less >= 0 ? "saving" : "rise");
    html_textf(html, "%s %s", less >= 0 ? "saves" : "costs more:", figure_usd(less < 0 ? -less : less, saving));
    if (today > 0)
        html_textf(html, " (%s%s)", less >= 0 ? "−" : "+", figure_percent(fabs((double)less / (double)today), percent));
    html_close(html, "span");
}

static void add_headline(struct html *html, const struct report *report)
{
    char amount[FIGURE_SIZE];
    part_open(html, "p", "headline");
    if (report->today) {
        add_today(html, report);
    } else {
        html_element(html, "strong", figure_usd(report->plan->cost.total, amount));
        html_text(html, " a month");
    }
    html_close(html, "p");
}

/* "9 services and 1 job" */
static void count_add(struct text *out, int services, int jobs)
{
    char count[FIGURE_SIZE];
    if (services > 0 || jobs == 0)
        text_printf(out, "%s service%s", figure_count(services, count), services == 1 ? "" : "s");
    if (jobs > 0)
        text_printf(out, "%s%s job%s", services > 0 ? " and " : "", figure_count(jobs, count), jobs == 1 ? "" : "s");
}

static void clause_add(struct text *out, int services, int jobs, const char *where)
{
    if (services == 0 && jobs == 0)
        return;
    text_add(out, out->length ? "; " : "");
    count_add(out, services, jobs);
    text_printf(out, " on %s", where);
}

static void pools_clause_add(struct text *out, const struct plan *plan)
{
    char range[FIGURE_SIZE], count[FIGURE_SIZE], where[4 * FIGURE_SIZE + 256];
    int services = 0, jobs = 0;
    for (int i = 0; i < plan->pools_count; i++) {
        const struct plan_pool *pool = &plan->pools[i];
        services += pool->services.count;
        jobs += pool->jobs.count;
        if (plan->pools_count > POOLS_NAMED_MAX)
            continue;
        snprintf(where, sizeof where, "%s %.200s%s", figure_range(pool->instances_min, pool->instances_max, range),
                 pool->instance_type, strcmp(pool->purchase, "spot") == 0 ? " bought as Spot" : "");
        clause_add(out, pool->services.count, pool->jobs.count, where);
    }
    snprintf(where, sizeof where, "%s pools of EC2 instances", figure_count(plan->pools_count, count));
    if (plan->pools_count > POOLS_NAMED_MAX)
        clause_add(out, services, jobs, where);
}

static void add_lede(struct html *html, const struct plan *plan)
{
    static const char *const places[] = {"fargate", "fargate_spot", "lambda"};
    struct text sentence = {0};
    text_init(&sentence, SENTENCE_BYTES_MAX);
    pools_clause_add(&sentence, plan);
    for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
        int services = 0, jobs = 0;
        for (int i = 0; i < plan->services_count; i++)
            services += strcmp(plan->services[i].place, places[p]) == 0;
        for (int i = 0; i < plan->jobs_count; i++)
            jobs += strcmp(plan->jobs[i].place, places[p]) == 0;
        clause_add(&sentence, services, jobs, place_words(places[p]));
    }
    part_paragraph(html, "lede", "%s.", sentence.bytes ? sentence.bytes : "Nothing has to run");
    text_release(&sentence);
}

static void add_badge(struct html *html, const char *class, const char *mark, const char *text)
{
    part_open(html, "li", class);
    part_open(html, "span", "mark");
    html_attribute(html, "aria-hidden", "true");
    html_text(html, mark);
    html_close(html, "span");
    html_textf(html, " %s", text);
    html_close(html, "li");
}

/* Of the replay that was made while planning. */
static void add_replay_badge(struct html *html, const struct plan *plan)
{
    char count[FIGURE_SIZE], words[4 * FIGURE_SIZE];
    int64_t seeds = plan->verification.seeds;
    if (plan->pools_count == 0)
        return;
    snprintf(words, sizeof words, "Replaying ECS in %s drawn order%s, every task found its place",
             figure_count(seeds, count), seeds == 1 ? "" : "s");
    if (seeds == 0)
        add_badge(html, "warn", "!", "ECS's placement was not replayed");
    else if (!plan->verification.passed)
        add_badge(html, "bad", "✗", "Does not hold: a replay of ECS left tasks without a place");
    else
        add_badge(html, "ok", "✓", words);
}

static void add_badges(struct html *html, const struct report *report)
{
    char count[FIGURE_SIZE], words[2 * FIGURE_SIZE];
    const struct plan *plan = report->plan;
    int findings = report->verdict ? report->verdict->findings_count : 0;
    snprintf(words, sizeof words, "Counted again: %s thing%s in the plan not true", figure_count(findings, count),
             findings == 1 ? " is" : "s are");
    if (plan->pools_count == 0 && !report->verdict && !plan->time_limit_reached)
        return;
    part_open(html, "ul", "badges");
    add_replay_badge(html, plan);
    if (report->verdict)
        add_badge(html, findings ? "bad" : "ok", findings ? "✗" : "✓",
                  findings ? words : "Counted again: every sum and limit is true");
    if (plan->time_limit_reached)
        add_badge(html, "warn", "!", "The time limit ended the search; more time may find a cheaper plan");
    if (!plan_has_bound(plan))
        add_badge(html, "warn", "!", "No bound was found in the time allowed");
    html_close(html, "ul");
}

static void add_figure(struct html *html, const char *name, const char *value, const char *note)
{
    html_open(html, "div");
    html_element(html, "dt", name);
    part_open(html, "dd", "value");
    html_text(html, value);
    html_close(html, "dd");
    if (*note) {
        part_open(html, "dd", "note");
        html_text(html, note);
        html_close(html, "dd");
    }
    html_close(html, "div");
}

static void part_add(struct text *parts, const char *name, int64_t nano)
{
    char amount[FIGURE_SIZE];
    if (nano != 0)
        text_printf(parts, "%s%s %s", parts->length ? ", " : "", name, figure_usd(nano, amount));
}

/* "EC2 $10,121.65, Fargate $1,021.80" */
static void add_parts(struct html *html, const struct plan *plan)
{
    struct text parts = {0};
    text_init(&parts, SENTENCE_BYTES_MAX);
    part_add(&parts, "EC2", plan->cost.ec2);
    part_add(&parts, "Fargate", plan->cost.fargate);
    part_add(&parts, "Lambda", plan->cost.lambda);
    part_add(&parts, "unused commitments", plan->cost.unused_commitments);
    part_add(&parts, "overhead", plan->cost.overhead);
    if (parts.length > 0)
        part_paragraph(html, "quiet", "%s a month", parts.bytes);
    text_release(&parts);
}

/* A gap that reads 0.00 % or less than that needs no cause. */
static const double LEAST_GAP_SHOWN = 0.0001;

static void add_gap_figure(struct html *html, const struct plan *plan)
{
    char percent[FIGURE_SIZE], amount[FIGURE_SIZE], note[4 * FIGURE_SIZE];
    int largest = 0;
    for (int cause = 1; cause < GAP_CAUSES_COUNT; cause++)
        if (plan->bound.gap_by_cause[cause] > plan->bound.gap_by_cause[largest])
            largest = cause;
    bool is_gap = plan->bound.gap_by_cause[largest] >= LEAST_GAP_SHOWN;
    snprintf(note, sizeof note, "%s above the bound%s%s",
             figure_usd(plan->cost.total - plan->cost.overhead - plan->bound.usd_per_month_nano, amount),
             is_gap ? ", most of it: " : "", is_gap ? gap_cause_words((enum gap_cause)largest) : "");
    add_figure(html, "Gap", figure_percent(plan->bound.gap_ratio, percent), note);
}

static void add_figures(struct html *html, const struct plan *plan)
{
    char amount[FIGURE_SIZE];
    part_open(html, "dl", "figures");
    if (plan_has_bound(plan)) {
        add_figure(html, "Bound", figure_usd(plan->bound.usd_per_month_nano, amount),
                   plan->cost.overhead ? "no plan can cost less, overhead aside" : "no plan whatever can cost less");
        add_gap_figure(html, plan);
    } else {
        add_figure(html, "Bound", "none", "how far this is from the best is not known");
    }
    if (plan->all_fargate.possible && plan->pools_count > 0)
        add_figure(html, "Without EC2", figure_usd(plan->all_fargate.usd_per_month_nano, amount),
                   plan->jobs_count ? "on Fargate and Lambda alone" : "on Fargate alone");
    add_figure(html, "Prices of", plan->catalogue_as_of, plan_prices_words(plan));
    html_close(html, "dl");
}

/* A choice that little would turn: a service by its place's price, a job by what its next place costs more. */
struct close_call {
    const char *name, *place, *next; /* next: of a job */
    int64_t usd_per_month_nano, more_nano;
    double ratio; /* > 1: the place's price times this, or the cost with the next place to that without */
};

static int compare_calls(const void *a, const void *b)
{
    const struct close_call *left = a, *right = b;
    if (left->ratio != right->ratio)
        return left->ratio < right->ratio ? -1 : 1;
    return strcmp(left->name, right->name);
}

static bool call_of_service(const struct plan_service *service, struct close_call *ret_call)
{
    *ret_call = (struct close_call){.name = service->name,
                                    .place = service->place,
                                    .usd_per_month_nano = service->usd_per_month_nano,
                                    .ratio = service->flip.price_ratio};
    return service->flip.known && service->flip.price_ratio > 1;
}

static bool call_of_job(const struct plan_job *job, struct close_call *ret_call)
{
    const struct plan_alternative *next = NULL;
    for (int i = 0; i < job->alternatives_count; i++) {
        const struct plan_alternative *at = &job->alternatives[i];
        if (at->possible && strcmp(at->place, job->place) != 0 &&
            (!next || at->usd_per_month_nano < next->usd_per_month_nano))
            next = at;
    }
    if (!next || job->usd_per_month_nano <= 0 || next->usd_per_month_nano <= job->usd_per_month_nano)
        return false;
    *ret_call = (struct close_call){.name = job->name,
                                    .place = job->place,
                                    .next = next->place,
                                    .usd_per_month_nano = job->usd_per_month_nano,
                                    .more_nano = next->usd_per_month_nano - job->usd_per_month_nano,
                                    .ratio = (double)next->usd_per_month_nano / (double)job->usd_per_month_nano};
    return true;
}

static void add_call(struct html *html, const struct plan *plan, const struct close_call *call)
{
    char percent[FIGURE_SIZE], amount[FIGURE_SIZE];
    html_open(html, "li");
    part_name(html, call->name);
    html_textf(html, " (%s a month) %s ", figure_usd(call->usd_per_month_nano, amount),
               call->next ? "is on" : "leaves");
    part_place(html, plan, call->place);
    if (call->next) {
        html_textf(html, " by %s a month: so much more is ", figure_usd(call->more_nano, amount));
        part_place(html, plan, call->next);
    } else {
        html_textf(html, " if that costs %s more", figure_percent(call->ratio - 1, percent));
    }
    html_close(html, "li");
}

/* Of what is at least a hundredth of the bill. */
static void add_close_calls(struct html *html, const struct plan *plan)
{
    size_t count = 0, room = (size_t)plan->services_count + (size_t)plan->jobs_count + 1;
    struct close_call *calls = memory_alloc(room, sizeof *calls);
    for (int i = 0; i < plan->services_count; i++)
        if (plan->services[i].usd_per_month_nano >= plan->cost.total / 100)
            count += call_of_service(&plan->services[i], &calls[count]);
    for (int i = 0; i < plan->jobs_count; i++)
        if (plan->jobs[i].usd_per_month_nano >= plan->cost.total / 100)
            count += call_of_job(&plan->jobs[i], &calls[count]);
    qsort(calls, count, sizeof *calls, compare_calls);
    for (size_t i = 0; i < count && i < CALLS_SHOWN; i++)
        add_call(html, plan, &calls[i]);
    free(calls);
}

static void add_work_flip(struct html *html, const struct plan *plan)
{
    char saving[FIGURE_SIZE], all[FIGURE_SIZE], hours[FIGURE_SIZE], rate[FIGURE_SIZE];
    html_open(html, "li");
    if (!plan->all_fargate.possible)
        html_textf(html, "Fargate alone is no alternative: %s", plan->all_fargate.why_not);
    else if (plan->pools_count == 0)
        html_text(html, "Nothing runs on EC2: there are no instances to look after");
    else if (!plan->all_fargate.helps)
        html_textf(html, "Fargate alone costs %s a month: EC2 saves nothing over it",
                   figure_usd(plan->all_fargate.usd_per_month_nano, all));
    else
        html_textf(html,
                   "EC2 saves %s a month over Fargate alone (%s): it pays while looking after it takes less than %s "
                   "hours a month at %s an hour",
                   figure_usd(plan->all_fargate.saving_usd_per_month_nano, saving),
                   figure_usd(plan->all_fargate.usd_per_month_nano, all),
                   figure_real(plan->all_fargate.break_even_hours_per_month, 1, hours),
                   figure_usd(plan->all_fargate.usd_per_hour_nano, rate));
    html_close(html, "li");
}

static void add_findings(struct html *html, const struct verdict *verdict)
{
    char count[FIGURE_SIZE];
    if (!verdict || verdict->findings_count == 0)
        return;
    part_heading(html, "What is not true in the plan");
    html_open(html, "ul");
    for (int i = 0; i < verdict->findings_count && i < FINDINGS_SHOWN_MAX; i++) {
        html_open(html, "li");
        html_element(html, "code", verdict->findings[i].where);
        html_textf(html, ": %s", verdict->findings[i].what);
        html_close(html, "li");
    }
    html_close(html, "ul");
    if (verdict->findings_count > FINDINGS_SHOWN_MAX)
        part_paragraph(html, "quiet", "… and %s more",
                       figure_count(verdict->findings_count - FINDINGS_SHOWN_MAX, count));
}

void html_verdict(struct html *html, const struct report *report)
{
    part_section(html, "verdict", "Verdict");
    add_headline(html, report);
    add_lede(html, report->plan);
    add_parts(html, report->plan);
    add_badges(html, report);
    add_figures(html, report->plan);
    add_findings(html, report->verdict);
    part_heading(html, "What would change it");
    html_open(html, "ul");
    add_work_flip(html, report->plan);
    add_close_calls(html, report->plan);
    html_close(html, "ul");
    html_close(html, "section");
}
