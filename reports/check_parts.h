/* check_parts.h — what the formats of a check share: counts, titles, identities of outcomes. */
#ifndef BAYPLAN_REPORTS_CHECK_PARTS_H
#define BAYPLAN_REPORTS_CHECK_PARTS_H

#include "data/base/hash.h"
#include "reports/check_report.h"

struct check_counts {
    int64_t denied, warned, passed, skipped;
};
struct check_counts check_count(const struct verdict *verdict);

bool check_is_denied(const struct verdict_rule *rule);
bool check_is_warned(const struct verdict_rule *rule);

/* Nothing changed since the baseline, and nothing is breached. */
bool check_is_quiet(const struct report *report);

/* Every rule there is, in the verdict's order; ends with a NULL name. */
struct check_rule_words {
    const char *name;
    const char *title; /* "Budget of a service or job" */
    const char *says;  /* when it is breached, as a sentence */
};
extern const struct check_rule_words check_rule_words[];
int check_rule_index(const char *name); /* BUG_IF unknown */

const char *check_subject(const struct verdict_rule *rule); /* "the whole plan" for "" */
const char *check_outcome(const struct verdict_rule *rule); /* "denied", "warning", "passed", "skipped" */

/* How many of the same rule and subject are before each, almost always 0; free() it. */
int *check_repeats(const struct verdict *verdict);
/* SHA-256 of rule, subject and repeat alone: the same night after night. */
void check_fingerprint(const struct verdict_rule *rule, int repeat, char hex[SHA256_HEX_SIZE]);

/* What is wrong and the mend, as one line that is safe to show. */
void check_sentence_add(struct text *out, const struct verdict_rule *rule);
/* In a table the mend of many rows is said once: false where `last`, the row above or NULL, has the same. */
bool check_mend_is_new(const struct verdict_rule *rule, const struct verdict_rule *last);
/* "+$120.00 (+6.32 %)", "no change"; "" without a baseline. */
void check_change_add(struct text *out, const struct report *report);
/* "price +$20.00, demand +$100.00"; "" where nothing changed. */
void check_causes_add(struct text *out, const struct report *report);

/* A file's name as the forges' documents hold it: a relative URI, percent-encoded. */
void check_uri_add(struct text *out, const char *path);

#endif
