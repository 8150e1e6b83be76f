/* generated.h — bad documents too long or too odd to keep as files. */
#ifndef BAYPLAN_TESTS_GENERATED_H
#define BAYPLAN_TESTS_GENERATED_H

#include "data/base/text.h"

struct generated {
    const char *kind; /* "profile", "plan" or "catalogue" */
    const char *name; /* file name it is parsed under */
    void (*write)(struct text *ret_bytes);
    const char *expected; /* the whole line */
};

extern const struct generated generated_cases[];
extern const int generated_cases_count;

#endif
