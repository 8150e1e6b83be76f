/* subject.h — a file that may be a plan or a profile: which of the two, its "schema" says (XML: its root element). */
#ifndef BAYPLAN_CLI_SUBJECT_H
#define BAYPLAN_CLI_SUBJECT_H

#include "data/plan.h"
#include "data/profile.h"

struct subject {
    bool is_profile;
    struct profile profile; /* one of the two is loaded; the other is {0} */
    struct plan plan;
};

/* Errors: IO, INPUT (neither of the two), LIMIT. On failure nothing has to be released. */
MUST_CHECK bool subject_load(const char *path, struct subject *ret_subject, struct error *err);
void subject_release(struct subject *subject);

#endif
