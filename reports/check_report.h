/* check_report.h — what a check found, for people, forges and build servers. Needs report->plan and report->verdict
 * (with rules); baseline, difference and the files' names where they are. Names in every format are shown, never
 * obeyed. */
#ifndef BAYPLAN_REPORTS_CHECK_REPORT_H
#define BAYPLAN_REPORTS_CHECK_REPORT_H

#include "reports/report.h"

/* One line where nothing changed since the baseline and no rule is breached. */
void text_report_check(const struct report *report, struct screen *screen);
/* The verdict document. */
void json_report_check(const struct report *report, struct screen *screen);
/* A test case for each rule and subject, as Jenkins and GitLab read it; a breach of level "warn" is a passed case with
 * its words as system-out. Times are seconds. */
void junit_report_check(const struct report *report, struct screen *screen);
/* SARIF 2.1.0: a result for each breach, the same one night after night whatever the figures. */
void sarif_report_check(const struct report *report, struct screen *screen);
/* Workflow commands of GitHub Actions; nothing where no rule is breached. */
void github_report_check(const struct report *report, struct screen *screen);
/* GitLab's code quality report. */
void gitlab_report_check(const struct report *report, struct screen *screen);
/* A comment for a pull request, within MARKDOWN_BYTES_MAX. Its first line is hidden and the same for every check of the
 * same profile, so that a bot finds its own comment again. */
void markdown_report_check(const struct report *report, struct screen *screen);

#endif
