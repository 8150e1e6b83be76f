/* check_plan.c — `check_plan PROFILE PLAN [CATALOGUE]`: the plan checker of the tests for a plan in a file.
 * Prints what is wrong, one line each, and exits 1 where anything is; without CATALOGUE prices are the snapshot's. */
#include "pricing/snapshot.h"
#include "tests/support/plan_checker.h"

#include <inttypes.h>
#include <stdio.h>

static int fail_with(const struct error *err)
{
    fprintf(stderr, "%s: %s: %s\n", error_word(err->kind), err->where, err->text);
    return error_exit_code(err->kind);
}

static int report(const struct plan_checker *check)
{
    fputs(check->findings.bytes != NULL ? check->findings.bytes : "", stdout);
    printf("%d findings; pool hours shown to hold their tasks: %" PRId64 ", neither shown nor refuted: %" PRId64 "\n",
           check->findings_count, check->hours_shown, check->hours_unproven);
    return check->findings_count > 0;
}

int main(int count, char **arguments)
{
    struct error err = {0};
    struct profile profile;
    struct plan plan;
    struct catalogue catalogue;
    struct plan_checker check;
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
    plan_checker_run(&plan, &profile, &catalogue, &check);
    int status = report(&check);
    plan_checker_release(&check);
    catalogue_release(&catalogue);
    plan_release(&plan);
    profile_release(&profile);
    return status;
}
