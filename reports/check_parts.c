#include "reports/check_parts.h"

#include "reports/figures.h"
#include <stdlib.h>
#include <string.h>

const struct check_rule_words check_rule_words[] = {
    {"plan", "The plan holds", "Something in the plan is false, or it does not hold where ECS places its tasks."},
    {"baseline", "The baseline is of the same profile", "The baseline was made from a profile of another name."},
    {"budget", "Budget of the whole plan", "The plan costs more a month than its budget."},
    {"service_budget", "Budget of a service or job", "A service or job costs more a month than its budget."},
    {"tag_budget", "Budget of a tag", "What carries a tag costs more a month together than its budget."},
    {"increase", "Increase since the baseline", "The bill rose by more than allowed, in percent and in dollars."},
    {"decrease", "Decrease since the baseline", "The bill fell by more than allowed, in percent and in dollars."},
    {"price_age", "Age of the prices", "The prices are older than allowed, or their date cannot be right."},
    {"gap", "Gap to the cheapest possible", "The plan may cost more above the cheapest possible than allowed."},
    {"saving", "A change is worth it", "Says whether the plan is proposed instead of the baseline."},
    {"places", "Allowed places", "A service or job is in a place that is forbidden, or in none of those required."},
    {"service_places", "Allowed places of a service or job",
     "A service or job is in a place that is forbidden to it, or in none of those required."},
    {"drift", "What runs is what is planned", "A group or service runs otherwise than planned."},
    {NULL, NULL, NULL},
};

int check_rule_index(const char *name)
{
    for (int i = 0; check_rule_words[i].name; i++)
        if (strcmp(check_rule_words[i].name, name) == 0)
            return i;
    bug_found(__FILE__, __LINE__, "a rule without words");
}

bool check_is_denied(const struct verdict_rule *rule)
{
    return rule->outcome == RULE_BREACHED && rule->level == LEVEL_DENY;
}

bool check_is_warned(const struct verdict_rule *rule)
{
    return rule->outcome == RULE_BREACHED && rule->level == LEVEL_WARN;
}

struct check_counts check_count(const struct verdict *verdict)
{
    struct check_counts counts = {0};
    for (int i = 0; i < verdict->rules_count; i++) {
        const struct verdict_rule *rule = &verdict->rules[i];
        counts.denied += check_is_denied(rule);
        counts.warned += check_is_warned(rule);
        counts.passed += rule->outcome == RULE_PASSED;
        counts.skipped += rule->outcome == RULE_SKIPPED;
    }
    return counts;
}

bool check_is_quiet(const struct report *report)
{
    struct check_counts counts = check_count(report->verdict);
    if (!report->difference || !report->verdict->proposal.given || report->verdict->proposal.changed)
        return false;
    return difference_is_nothing(report->difference) && counts.denied == 0 && counts.warned == 0 &&
           report->verdict->findings_count == 0;
}

const char *check_subject(const struct verdict_rule *rule)
{
    return *rule->subject ? rule->subject : "the whole plan";
}

const char *check_outcome(const struct verdict_rule *rule)
{
    return check_is_denied(rule) ? "denied" : check_is_warned(rule) ? "warning" : rule_outcome_names[rule->outcome];
}

/* --- identities --- */

static int compare_identities(const void *a, const void *b)
{
    const struct verdict_rule *x = *(const struct verdict_rule *const *)a, *y = *(const struct verdict_rule *const *)b;
    int order = strcmp(x->rule, y->rule);
    order = order ? order : strcmp(x->subject, y->subject);
    return order ? order : (x > y) - (x < y);
}

int *check_repeats(const struct verdict *verdict)
{
    size_t count = (size_t)verdict->rules_count;
    const struct verdict_rule **sorted = memory_alloc(count + 1, sizeof *sorted);
    int *repeats = memory_alloc(count + 1, sizeof *repeats);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &verdict->rules[i];
    qsort(sorted, count, sizeof *sorted, compare_identities);
    for (size_t i = 1; i < count; i++)
        if (strcmp(sorted[i]->rule, sorted[i - 1]->rule) == 0 &&
            strcmp(sorted[i]->subject, sorted[i - 1]->subject) == 0)
            repeats[sorted[i] - verdict->rules] = repeats[sorted[i - 1] - verdict->rules] + 1;
    free(sorted);
    return repeats;
}

void check_fingerprint(const struct verdict_rule *rule, int repeat, char hex[SHA256_HEX_SIZE])
{
    struct text identity;
    text_init(&identity, REPORT_BYTES_MAX);
    text_printf(&identity, "bayplan %s\n%s\n%d", rule->rule, rule->subject, repeat);
    sha256_hex(identity.bytes, identity.length, hex);
    text_release(&identity);
}

/* --- words --- */

void check_sentence_add(struct text *out, const struct verdict_rule *rule)
{
    safe_add(out, rule->what);
    if (*rule->mend) {
        text_add(out, " ");
        safe_add(out, rule->mend);
    }
}

bool check_mend_is_new(const struct verdict_rule *rule, const struct verdict_rule *last)
{
    return *rule->mend && (!last || strcmp(last->rule, rule->rule) != 0 || strcmp(last->mend, rule->mend) != 0);
}

static void add_signed(struct text *out, int64_t nano)
{
    char amount[FIGURE_SIZE];
    text_printf(out, "%s%s", nano > 0 ? "+" : "", figure_usd(nano, amount));
}

void check_change_add(struct text *out, const struct report *report)
{
    char share[FIGURE_SIZE];
    if (!report->baseline)
        return;
    int64_t before = report->baseline->cost.total, change = report->plan->cost.total - before;
    if (change == 0) {
        text_add(out, "no change");
        return;
    }
    add_signed(out, change);
    if (before > 0)
        text_printf(out, " (%s%s)", change > 0 ? "+" : "", figure_percent((double)change / (double)before, share));
}

void check_causes_add(struct text *out, const struct report *report)
{
    const char *between = "";
    for (int cause = 0; report->difference && cause < CHANGE_CAUSES_COUNT; cause++) {
        if (report->difference->by_cause_nano[cause] == 0)
            continue;
        text_printf(out, "%s%s ", between, difference_cause_names[cause]);
        add_signed(out, report->difference->by_cause_nano[cause]);
        between = ", ";
    }
}

void check_uri_add(struct text *out, const char *path)
{
    while (strncmp(path, "./", 2) == 0)
        path += 2;
    text_add(out, *path == '/' ? "file://" : "");
    for (; *path; path++) {
        unsigned char c = (unsigned char)*path;
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~/", c);
        text_printf(out, plain ? "%c" : "%%%02X", c);
    }
}
