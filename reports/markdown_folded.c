/* markdown_folded.c — what a reader of the comment may open: every service with its reason, the replay, what would
 * change the choice, assumptions. Services come first and get the room that the others leave. */
#include "reports/figures.h"
#include "reports/html_parts.h"
#include "reports/markdown.h"
#include "reports/markdown_parts.h"
#include "reports/purchases.h"
#include "reports/verdict_report.h"
#include <stdio.h>
#include <string.h>

enum {
    PIECE_BYTES_MAX = 64 * 1024,
    OTHERS_BYTES_MAX = 20 * 1024, /* of all sections but the services' */
    REPLAY_BYTES_MAX = 8 * 1024,
    END_BYTES = 256 /* of the line that counts what was left out, and the closing tag */
};

struct fold { /* one section being written */
    struct text *out;
    size_t limit;
    struct text row;
    bool open; /* its first row is out */
};

static void fold_open(struct fold *fold, const char *summary)
{
    text_init(&fold->row, PIECE_BYTES_MAX);
    text_printf(&fold->row, "<details><summary>%s</summary>\n\n", summary);
}

/* False where the row did not fit: then the section is full. */
static bool fold_flush(struct fold *fold)
{
    bool fits = markdown_add_within(fold->out, &fold->row, fold->limit - END_BYTES);
    fold->open = fold->open || fits;
    text_release(&fold->row);
    text_init(&fold->row, PIECE_BYTES_MAX);
    return fits;
}

/* `rest` says what was left out, or is "". */
static void fold_close(struct fold *fold, const char *rest)
{
    text_printf(&fold->row, "\n%s%s</details>\n\n", rest, *rest ? "\n\n" : "");
    BUG_IF(fold->row.length > END_BYTES);
    if (fold->open)
        text_add(fold->out, fold->row.bytes);
    text_release(&fold->row);
    fold->open = false;
}

static void add_replay(struct fold *fold, const struct plan *plan)
{
    char runs[FIGURE_SIZE], failed[FIGURE_SIZE];
    if (plan->verification.scenarios_count == 0)
        return;
    fold_open(fold, "What was replayed");
    text_add(&fold->row,
             "| scenario | must hold | result | replays | failed | worst moment |\n|---|---|---|---:|---:|---|\n");
    bool fits = fold_flush(fold);
    for (int i = 0; fits && i < plan->verification.scenarios_count; i++) {
        const struct verdict_scenario *at = &plan->verification.scenarios[i];
        struct text moment = {0};
        if (!at->applies)
            continue;
        text_init(&moment, PIECE_BYTES_MAX);
        text_add(&moment, "");
        if (at->worst.tasks > 0)
            verdict_moment_add(&moment, plan, at);
        text_printf(&fold->row, "| %s | %s | %s | %s | %s | ", scenario_words(at->scenario),
                    at->required ? "yes" : "no", at->passed ? "holds" : "fails", figure_count(at->runs, runs),
                    figure_count(at->runs_failed, failed));
        markdown_add_text(&fold->row, moment.bytes);
        text_add(&fold->row, " |\n");
        text_release(&moment);
        fits = fold_flush(fold);
    }
    fold_close(fold, fits ? "" : "… the plan document has all.");
}

static void add_work(struct text *out, const struct plan *plan)
{
    char saving[FIGURE_SIZE], all[FIGURE_SIZE], hours[FIGURE_SIZE], rate[FIGURE_SIZE];
    figure_usd(plan->all_fargate.usd_per_month_nano, all);
    if (!plan->all_fargate.possible) {
        text_add(out, "All-Fargate is not possible: ");
        markdown_add_text(out, plan->all_fargate.why_not);
        text_add(out, ".\n");
    } else if (plan->pools_count == 0) {
        text_add(out, "This plan has no instances to look after.\n");
    } else if (!plan->all_fargate.helps) {
        text_printf(out, "EC2 saves nothing over all-Fargate (%s a month).\n", all);
    } else {
        text_printf(out,
                    "EC2 saves %s a month over all-Fargate (%s): worth it if it takes fewer than %s hours of work a "
                    "month at %s an hour.\n",
                    figure_usd(plan->all_fargate.saving_usd_per_month_nano, saving), all,
                    figure_real(plan->all_fargate.break_even_hours_per_month, 1, hours),
                    figure_usd(plan->all_fargate.usd_per_hour_nano, rate));
    }
}

static void add_worth(struct fold *fold, const struct plan *plan)
{
    fold_open(fold, "Is EC2 worth the work?");
    add_work(&fold->row, plan);
    fold_close(fold, fold_flush(fold) ? "" : "… the plan document says it.");
}

static void add_commitments(struct fold *fold, const struct plan_commitments *commitments)
{
    char words[PLAN_COMMITMENT_WORDS_SIZE], month[FIGURE_SIZE], covered[FIGURE_SIZE], used[FIGURE_SIZE];
    char hour[FIGURE_SIZE], upfront[FIGURE_SIZE], count[FIGURE_SIZE];
    if (commitments->items_count == 0)
        return;
    fold_open(fold, "Commitments");
    text_add(&fold->row, "| commitment | an hour | upfront | a month | covers, on demand | used |\n"
                         "|---|---:|---:|---:|---:|---:|\n");
    bool fits = fold_flush(fold);
    for (int i = 0; fits && i < commitments->items_count; i++) {
        const struct plan_commitment *at = &commitments->items[i];
        text_add(&fold->row, "| ");
        markdown_add_text(&fold->row, plan_commitment_words(at, words));
        text_printf(&fold->row, " | %s%s$%s | %s | %s | %s | %s |\n",
                    at->count > 0 ? figure_count(at->count, count) : "", at->count > 0 ? " × " : "",
                    figure_rate(at->usd_per_hour_nano, figure_decimals(at->usd_per_hour_nano, 2), hour),
                    at->usd_upfront_nano > 0 ? figure_usd(at->usd_upfront_nano, upfront) : "–",
                    figure_usd(at->usd_per_month_nano, month), figure_usd(at->covered_usd_per_month_nano, covered),
                    figure_percent(at->utilisation_ratio, used));
        fits = fold_flush(fold);
    }
    text_printf(&fold->row, "\nTogether %s a month, the same plan on demand %s.\n",
                figure_usd(commitments->bill_usd_per_month_nano, month),
                figure_usd(commitments->on_demand_usd_per_month_nano, covered));
    fits = fits && fold_flush(fold);
    fold_close(fold, fits ? "" : "… the plan document has all.");
}

static void add_sensitivity(struct fold *fold, const struct plan *plan)
{
    char month[FIGURE_SIZE], change[FIGURE_SIZE], moved[FIGURE_SIZE];
    if (plan->sensitivity_count == 0)
        return;
    fold_open(fold, "What the answer hangs on");
    text_add(&fold->row, "| what if | a month | change | moved |\n|---|---:|---:|---:|\n");
    bool fits = fold_flush(fold);
    for (int i = 0; fits && i < plan->sensitivity_count; i++) {
        const struct plan_variation *at = &plan->sensitivity[i];
        text_add(&fold->row, "| ");
        markdown_add_text(&fold->row, at->what_if);
        if (at->possible)
            text_printf(&fold->row, " | %s | %s | %s |\n", figure_usd(at->usd_per_month_nano, month),
                        figure_change(at->usd_per_month_nano - plan->cost.total, change),
                        figure_count(at->services_moved, moved));
        else
            text_add(&fold->row, " | cannot be planned | | |\n");
        fits = fold_flush(fold);
    }
    fold_close(fold, fits ? "" : "… the plan document has all.");
}

static void add_assumptions(struct fold *fold, const struct plan *plan)
{
    char count[FIGURE_SIZE], words[FIGURE_SIZE + 64];
    int shown = 0;
    if (plan->assumptions.count == 0)
        return;
    snprintf(words, sizeof words, "Assumptions (%s)", figure_count(plan->assumptions.count, count));
    fold_open(fold, words);
    bool fits = fold_flush(fold);
    for (; fits && shown < plan->assumptions.count; shown += fits) {
        text_add(&fold->row, "- ");
        markdown_add_text(&fold->row, plan->assumptions.items[shown]);
        text_add(&fold->row, "\n");
        fits = fold_flush(fold);
    }
    snprintf(words, sizeof words, "… %s more; the plan document has all.",
             figure_count(plan->assumptions.count - shown, count));
    fold_close(fold, fits ? "" : words);
}

static void add_services(struct fold *fold, const struct ranked *all, int count)
{
    char amount[FIGURE_SIZE], number[FIGURE_SIZE], words[FIGURE_SIZE + 64];
    struct text rest = {0};
    int shown = 0;
    if (count == 0)
        return;
    snprintf(words, sizeof words, "Every service and job with its reason (%s)", figure_count(count, number));
    fold_open(fold, words);
    text_add(&fold->row, "| service or job | tasks | each | runs on | a month | why |\n|---|---:|---:|---|---:|---|\n");
    bool fits = fold_flush(fold);
    for (; fits && shown < count; shown += fits) {
        ranked_add(&fold->row, &all[shown]);
        text_printf(&fold->row, "%s | ", figure_usd(all[shown].usd_per_month_nano, amount));
        markdown_add_text(&fold->row, all[shown].why);
        text_add(&fold->row, " |\n");
        fits = fold_flush(fold);
    }
    text_init(&rest, PIECE_BYTES_MAX);
    text_add(&rest, "");
    ranked_add_rest(&rest, all, count, shown);
    text_add(&rest, shown < count ? "; the plan document has all." : "");
    fold_close(fold, rest.bytes);
    text_release(&rest);
}

void markdown_folded(struct text *out, const struct report *report, const struct ranked *all, int count, size_t limit)
{
    struct text others = {0};
    text_init(&others, OTHERS_BYTES_MAX);
    text_add(&others, "");
    struct fold fold = {.out = &others, .limit = REPLAY_BYTES_MAX};
    add_replay(&fold, report->plan);
    add_commitments(&fold, &report->plan->commitments);
    add_sensitivity(&fold, report->plan);
    fold.limit = OTHERS_BYTES_MAX - 4 * END_BYTES;
    add_worth(&fold, report->plan);
    fold.limit = OTHERS_BYTES_MAX;
    add_assumptions(&fold, report->plan);
    fold = (struct fold){.out = out, .limit = limit - others.length};
    add_services(&fold, all, count);
    text_add_bytes(out, others.bytes, others.length);
    text_release(&others);
}
