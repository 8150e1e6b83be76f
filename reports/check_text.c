/* check_text.c — a check on a terminal: the verdict, what is breached and why, what is proposed; one line where there
 * is nothing to say. */
#include "reports/check_parts.h"
#include "reports/figures.h"
#include "reports/verdict_report.h"
#include <string.h>

enum { SUBJECT_COLUMNS_MAX = 22, QUIET_NAME_COLUMNS = 20, ROWS_SHOWN_MAX = 200, NOTES_SHOWN_MAX = 5 };

static void add_headline(struct screen *screen, const struct report *report, const struct check_counts *counts)
{
    const char *verdict = !report->verdict->passed ? "fails" : counts->warned > 0 ? "passes with warnings" : "passes";
    char denied[FIGURE_SIZE], warned[FIGURE_SIZE], passed[FIGURE_SIZE], skipped[FIGURE_SIZE];
    screen_print(screen, INK_BOLD, "%s", report->plan->profile_name);
    screen_print(screen, INK_PLAIN, " in %s: ", report->plan->region);
    screen_print(screen, INK_ACCENT, "the check %s", verdict);
    text_add(screen->out, "\n\n");
    screen_paragraph(screen, INK_PLAIN, "  ", "%s denied, %s warning%s, %s passed, %s skipped.",
                     figure_count(counts->denied, denied), figure_count(counts->warned, warned),
                     counts->warned == 1 ? "" : "s", figure_count(counts->passed, passed),
                     figure_count(counts->skipped, skipped));
}

static void add_cost(struct screen *screen, const struct report *report)
{
    char now[FIGURE_SIZE], before[FIGURE_SIZE];
    struct text change, causes;
    text_init(&change, REPORT_BYTES_MAX);
    text_init(&causes, REPORT_BYTES_MAX);
    text_add(&change, "");
    text_add(&causes, "");
    check_change_add(&change, report);
    check_causes_add(&causes, report);
    if (!report->baseline)
        screen_paragraph(screen, INK_PLAIN, "  ", "%s a month, at prices of %s.",
                         figure_usd(report->plan->cost.total, now), report->plan->catalogue_as_of);
    else
        screen_paragraph(screen, INK_PLAIN, "  ", "%s a month, at prices of %s; the baseline %s: %s%s%s.",
                         figure_usd(report->plan->cost.total, now), report->plan->catalogue_as_of,
                         figure_usd(report->baseline->cost.total, before), change.bytes,
                         causes.length ? ", of it " : "", causes.bytes);
    if (report->verdict->proposal.changed)
        screen_paragraph(screen, INK_PLAIN, "  ", "%s: %s",
                         report->verdict->proposal.proposed ? "Proposed" : "Not proposed",
                         report->verdict->proposal.why);
    for (int i = 0; report->difference && i < report->difference->notes.count && i < NOTES_SHOWN_MAX; i++)
        screen_paragraph(screen, INK_DIM, "  - ", "%s", report->difference->notes.items[i]);
    text_release(&change);
    text_release(&causes);
}

/* --- the rules --- */

/* In this order. What passed is named where it is about the whole plan and not told above already. */
enum rank { RANK_DENIED, RANK_WARNED, RANK_SKIPPED, RANK_PASSED, RANKS_COUNT, RANK_NOT_NAMED = RANKS_COUNT };

static enum rank rank_of(const struct verdict_rule *rule)
{
    if (rule->outcome == RULE_BREACHED)
        return check_is_denied(rule) ? RANK_DENIED : RANK_WARNED;
    if (rule->outcome == RULE_SKIPPED)
        return RANK_SKIPPED;
    bool told = strcmp(rule->rule, "baseline") == 0 || strcmp(rule->rule, "saving") == 0;
    return *rule->subject || told ? RANK_NOT_NAMED : RANK_PASSED;
}

struct layout {
    int rule, subject; /* columns */
};

static struct layout layout_of(const struct verdict *verdict)
{
    struct layout layout = {4, 7};
    for (int i = 0; i < verdict->rules_count; i++) {
        if (rank_of(&verdict->rules[i]) == RANK_NOT_NAMED)
            continue;
        int rule = safe_columns(verdict->rules[i].rule), subject = safe_columns(check_subject(&verdict->rules[i]));
        layout.rule = rule > layout.rule ? rule : layout.rule;
        layout.subject = subject > layout.subject ? subject : layout.subject;
    }
    layout.subject = layout.subject > SUBJECT_COLUMNS_MAX ? SUBJECT_COLUMNS_MAX : layout.subject;
    return layout;
}

static void pad(struct text *line, int used, int columns)
{
    text_printf(line, "%*s", columns - used + 2, "");
}

static void add_prefix(struct text *line, const struct layout *layout, const char *rule, const char *subject,
                       const char *outcome)
{
    text_add(line, "  ");
    pad(line, safe_add_cut(line, rule, layout->rule), layout->rule);
    pad(line, safe_add_cut(line, subject, layout->subject), layout->subject);
    pad(line, safe_add_cut(line, outcome, 7), 7);
}

static void add_rule(struct screen *screen, const struct layout *layout, const struct verdict_rule *rule,
                     const struct verdict_rule *last)
{
    const char *mend = check_mend_is_new(rule, last) ? rule->mend : "";
    struct text line;
    text_init(&line, REPORT_BYTES_MAX);
    add_prefix(&line, layout, rule->rule, check_subject(rule), check_outcome(rule));
    screen_paragraph(screen, INK_PLAIN, line.bytes, "%s%s%s", rule->what, *mend ? " " : "", mend);
    text_release(&line);
}

static void add_rules(struct screen *screen, const struct verdict *verdict)
{
    struct layout layout = layout_of(verdict);
    struct text title;
    char number[FIGURE_SIZE];
    const struct verdict_rule *last = NULL;
    int64_t left = 0;
    text_init(&title, REPORT_BYTES_MAX);
    add_prefix(&title, &layout, "rule", "subject", "outcome");
    text_add(screen->out, "\n");
    screen_print(screen, INK_DIM, "%swhy", title.bytes);
    text_add(screen->out, "\n");
    for (int rank = 0; rank < RANKS_COUNT; rank++)
        for (int i = 0, shown = 0; i < verdict->rules_count; i++) {
            const struct verdict_rule *rule = &verdict->rules[i];
            if ((int)rank_of(rule) != rank || shown == ROWS_SHOWN_MAX) {
                left += (int)rank_of(rule) == rank;
                continue;
            }
            add_rule(screen, &layout, rule, last);
            last = rule;
            shown++;
        }
    if (left > 0)
        screen_paragraph(screen, INK_DIM, "  ", "… %s more: --format json names them", figure_count(left, number));
    text_release(&title);
}

/* --- the plan itself --- */

static void add_failed_scenarios(struct screen *screen, const struct report *report)
{
    const struct verdict *verdict = report->verdict;
    bool any = false;
    for (int i = 0; i < verdict->scenarios_count; i++) {
        const struct verdict_scenario *at = &verdict->scenarios[i];
        struct text moment;
        if (!at->required || !at->applies || at->passed)
            continue;
        if (!any)
            screen_heading(screen, "What does not hold where ECS places the tasks");
        any = true;
        text_init(&moment, REPORT_BYTES_MAX);
        text_add(&moment, "");
        if (at->worst.tasks > 0)
            verdict_moment_add(&moment, report->plan, at);
        screen_paragraph(screen, INK_PLAIN, "  - ", "%s%s%s", scenario_words(at->scenario), moment.length ? ": " : "",
                         moment.bytes);
        text_release(&moment);
    }
}

void text_report_check(const struct report *report, struct screen *screen)
{
    struct check_counts counts = check_count(report->verdict);
    if (check_is_quiet(report)) {
        char cost[FIGURE_SIZE];
        safe_add_cut(screen->out, report->plan->profile_name, QUIET_NAME_COLUMNS);
        char skipped[FIGURE_SIZE];
        screen_print(screen, INK_PLAIN, ": nothing changed, %s a month, no rule is breached",
                     figure_usd(report->plan->cost.total, cost));
        if (counts.skipped > 0)
            screen_print(screen, INK_PLAIN, ", %s skipped", figure_count(counts.skipped, skipped));
        text_add(screen->out, ".");
        text_add(screen->out, "\n");
        return;
    }
    add_headline(screen, report, &counts);
    add_cost(screen, report);
    add_rules(screen, report->verdict);
    add_failed_scenarios(screen, report);
    verdict_findings_add(screen, report->verdict);
}

void json_report_check(const struct report *report, struct screen *screen)
{
    verdict_write(report->verdict, screen->out);
}
