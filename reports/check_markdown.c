/* check_markdown.c — a check as a comment on a pull request: verdict, cost and change first, then what is breached; the
 * rest folded. It stays within the comment's limit by leaving rows out, and says how many. */
#include "data/base/hash.h"
#include "reports/check_parts.h"
#include "reports/figures.h"
#include "reports/markdown.h"
#include <stdlib.h>
#include <string.h>

/* Rows stop at the first limit, so that what comes after them always fits. */
enum {
    BREACH_BYTES_MAX = 30 * 1024,
    RULE_BYTES_MAX = 52 * 1024,
    CHANGE_BYTES_MAX = 58 * 1024,
    NOTE_BYTES_MAX = 62 * 1024,
    CHANGES_SHOWN_MAX = 50
};

/* A bot looks for this line to edit its comment instead of writing another one every night. */
static void add_marker(struct text *out, const struct report *report)
{
    char hex[SHA256_HEX_SIZE];
    sha256_hex(report->plan->profile_name, strlen(report->plan->profile_name), hex);
    text_printf(out, "<!-- bayplan-check %.16s -->\n", hex);
}

static void add_headline(struct text *out, const struct report *report, const struct check_counts *counts)
{
    const char *verdict = !report->verdict->passed ? "❌ fails"
                          : counts->warned > 0     ? "⚠️ passes with warnings"
                                                   : "✅ passes";
    text_printf(out, "### bayplan check %s: ", verdict);
    markdown_add(out, report->plan->profile_name);
    text_add(out, " in ");
    markdown_add_text(out, report->plan->region);
    text_add(out, "\n\n");
}

static void add_bill(struct text *out, const struct report *report)
{
    char now[FIGURE_SIZE], before[FIGURE_SIZE];
    text_printf(out, "**%s a month**", figure_usd(report->plan->cost.total, now));
    if (report->baseline) {
        text_printf(out, ", the baseline %s: **", figure_usd(report->baseline->cost.total, before));
        check_change_add(out, report);
        text_add(out, "**");
    }
    text_add(out, ". Prices of ");
    markdown_add_text(out, report->plan->catalogue_as_of);
    text_add(out, ".\n\n");
    if (report->verdict->proposal.changed) {
        text_printf(out, "**%s.** ", report->verdict->proposal.proposed ? "Proposed" : "Not proposed");
        markdown_add_text(out, report->verdict->proposal.why);
        text_add(out, "\n\n");
    }
}

/* --- rules --- */

static void add_rule(struct text *row, const struct verdict_rule *rule, const struct verdict_rule *last)
{
    text_printf(row, "| %s | ", check_outcome(rule));
    markdown_add(row, rule->rule);
    text_add(row, " | ");
    if (*rule->subject)
        markdown_add(row, rule->subject);
    else
        text_add(row, "the whole plan");
    text_add(row, " | ");
    markdown_add_text(row, rule->what);
    if (check_mend_is_new(rule, last)) {
        text_add(row, " ");
        markdown_add_text(row, rule->mend);
    }
    text_add(row, " |\n");
}

/* Rows of those that are (or are not) breached, as many as fit. */
static void add_rules(struct text *out, const struct verdict *verdict, bool breached, size_t limit)
{
    char number[FIGURE_SIZE];
    const struct verdict_rule *last = NULL;
    int64_t left = 0;
    text_add(out, "| outcome | rule | subject | why |\n|---|---|---|---|\n");
    for (int warned = 0; warned < 2; warned++)
        for (int i = 0; i < verdict->rules_count; i++) {
            const struct verdict_rule *rule = &verdict->rules[i];
            struct text row;
            if ((rule->outcome == RULE_BREACHED) != breached || (breached ? check_is_warned(rule) != warned : warned))
                continue;
            text_init(&row, MARKDOWN_BYTES_MAX);
            if (left == 0)
                add_rule(&row, rule, last);
            last = rule;
            left += left > 0 || !markdown_add_within(out, &row, limit);
            text_release(&row);
        }
    text_add(out, "\n");
    if (left > 0)
        text_printf(out, "… and %s more.\n\n", figure_count(left, number));
}

static void add_others(struct text *out, const struct verdict *verdict, const struct check_counts *counts)
{
    char passed[FIGURE_SIZE], skipped[FIGURE_SIZE];
    if (counts->passed + counts->skipped == 0)
        return;
    text_printf(out, "<details><summary>%s passed", figure_count(counts->passed, passed));
    if (counts->skipped > 0)
        text_printf(out, ", %s skipped", figure_count(counts->skipped, skipped));
    text_add(out, "</summary>\n\n");
    add_rules(out, verdict, false, RULE_BYTES_MAX);
    text_add(out, "</details>\n\n");
}

/* --- what changed --- */

static int64_t change_of(const struct difference_row *row)
{
    int64_t change = row->new_usd_per_month_nano - row->old_usd_per_month_nano;
    return change < 0 ? -change : change;
}

static int compare_changes(const void *a, const void *b)
{
    const struct difference_row *x = *(const struct difference_row *const *)a;
    const struct difference_row *y = *(const struct difference_row *const *)b;
    int64_t left = change_of(x), right = change_of(y);
    return left != right ? (left < right) - (left > right) : (x > y) - (x < y);
}

static void add_amount(struct text *out, int64_t nano)
{
    char amount[FIGURE_SIZE];
    text_printf(out, " %s%s |", nano > 0 ? "+" : "", nano == 0 ? "–" : figure_usd(nano, amount));
}

static void add_change(struct text *row, const struct difference_row *at)
{
    text_add(row, "| ");
    if (at->kind == DIFFERENCE_UNUSED_COMMITMENTS)
        text_add(row, "unused commitments");
    else if (at->kind == DIFFERENCE_OVERHEAD)
        text_add(row, "overhead");
    else
        markdown_add(row, at->name);
    text_add(row, " |");
    add_amount(row, at->new_usd_per_month_nano - at->old_usd_per_month_nano);
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
        add_amount(row, at->by_cause_nano[cause]);
    text_add(row, "\n");
}

static void add_change_rows(struct text *out, const struct difference *difference,
                            const struct difference_row *const *rows, int count)
{
    char number[FIGURE_SIZE];
    int shown = 0;
    text_add(out, "| | change |");
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
        text_printf(out, " %s |", difference_cause_names[cause]);
    text_add(out, "\n|---|--:|--:|--:|--:|--:|\n| **all** |");
    add_amount(out, difference->new_usd_per_month_nano - difference->old_usd_per_month_nano);
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
        add_amount(out, difference->by_cause_nano[cause]);
    text_add(out, "\n");
    for (bool fits = true; fits && shown < count && shown < CHANGES_SHOWN_MAX; shown += fits) {
        struct text row;
        text_init(&row, MARKDOWN_BYTES_MAX);
        add_change(&row, rows[shown]);
        fits = markdown_add_within(out, &row, CHANGE_BYTES_MAX);
        text_release(&row);
    }
    text_add(out, "\n");
    if (shown < count)
        text_printf(out, "… and %s smaller ones.\n\n", figure_count(count - shown, number));
}

/* What could not be told apart. */
static void add_notes(struct text *out, const struct difference *difference)
{
    struct text notes;
    text_init(&notes, MARKDOWN_BYTES_MAX);
    for (int i = 0; i < difference->notes.count; i++) {
        text_add(&notes, "- ");
        markdown_add_text(&notes, difference->notes.items[i]);
        text_add(&notes, "\n");
    }
    text_add(&notes, "\n");
    if (difference->notes.count > 0 && !markdown_add_within(out, &notes, NOTE_BYTES_MAX))
        text_add(out, "What could not be told apart is too long to be listed here.\n\n");
    text_release(&notes);
}

static bool has_change(const struct difference_row *row)
{
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
        if (row->by_cause_nano[cause] != 0)
            return true;
    return false;
}

static void add_changes(struct text *out, const struct report *report)
{
    const struct difference *difference = report->difference;
    int count = 0;
    if (!difference)
        return;
    const struct difference_row **rows = memory_alloc((size_t)difference->rows_count + 1, sizeof *rows);
    for (int i = 0; i < difference->rows_count; i++)
        if (has_change(&difference->rows[i]))
            rows[count++] = &difference->rows[i];
    if (count > 0) {
        qsort(rows, (size_t)count, sizeof *rows, compare_changes);
        text_add(out, "<details><summary>What changed since the baseline, a month</summary>\n\n");
        add_change_rows(out, difference, rows, count);
        add_notes(out, difference);
        text_add(out, "</details>\n\n");
    }
    free(rows);
}

void markdown_report_check(const struct report *report, struct screen *screen)
{
    struct check_counts counts = check_count(report->verdict);
    struct text out;
    text_init(&out, MARKDOWN_BYTES_MAX);
    add_marker(&out, report);
    add_headline(&out, report, &counts);
    add_bill(&out, report);
    if (counts.denied + counts.warned > 0)
        add_rules(&out, report->verdict, true, BREACH_BYTES_MAX);
    else
        text_add(&out,
                 check_is_quiet(report) ? "Nothing changed, and no rule is breached.\n\n" : "No rule is breached.\n\n");
    add_others(&out, report->verdict, &counts);
    add_changes(&out, report);
    BUG_IF(out.overflown);
    text_add_bytes(screen->out, out.bytes, out.length - 1); /* one end of line */
    text_release(&out);
}
