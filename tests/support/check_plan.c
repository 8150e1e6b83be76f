/* check_plan.c — `check_plan PROFILE PLAN [CATALOGUE]`: the checker for a plan in a file. Prints what is wrong, one
 * line each, and exits 1 where anything is; without CATALOGUE prices are the snapshot's. */
#include "planner/check/check.h"
#include "pricing/snapshot.h"
#include "tests/support/findings.h"

#include <stdio.h>

static int fail_with(const struct error *err)
{
    fprintf(stderr, "%s: %s: %s\n", error_word(err->kind), err->where, err->text);
    return error_exit_code(err->kind);
}

static int report(const struct verdict *verdict)
{
    struct text text = findings_text(verdict);
    printf("%s%d findings\n", text.bytes, verdict->findings_count);
    text_release(&text);
    return !verdict->passed;
}

int main(int count, char **arguments)
{
    struct error err = {0};
    struct profile profile;
    struct plan plan;
    struct catalogue catalogue;
    struct verdict verdict;
    if (count < 3 || count > 4) {
        fputs("usage: check_plan PROFILE PLAN [CATALOGUE]\n", stderr);
        return 2;
    }
    if (!profile_load(arguments[1], &profile, &err))
        return fail_with(&err);
    if (!plan_load(arguments[2], &plan, &err))
        return fail_with(&err);
    if (!(count == 4 ? catalogue_load(arguments[3], &catalogue, &err)
                     : snapshot_catalogue(profile.region, &catalogue, &err)))
        return fail_with(&err);
    check_plan(&plan, &profile, &catalogue, &verdict);
    int status = report(&verdict);
    verdict_release(&verdict);
    catalogue_release(&catalogue);
    plan_release(&plan);
    profile_release(&profile);
    return status;
}
