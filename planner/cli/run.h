/* run.h — the commands' own functions, for the table in commands.c. Each coordinates and computes nothing itself. */
#ifndef BAYPLAN_CLI_RUN_H
#define BAYPLAN_CLI_RUN_H

#include "data/base/error.h"

struct invocation;

MUST_CHECK bool run_plan(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_report(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_diff(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_check(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_apply(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_resume(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_rollback(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_destroy(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_observe(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_export(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_explain(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_simulate(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_prices_show(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_prices_update(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_prices_query(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_prices_import(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_prices_diff(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_prices_export(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_help(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_version(const struct invocation *invocation, int *ret_exit_code, struct error *err);
MUST_CHECK bool run_completion(const struct invocation *invocation, int *ret_exit_code, struct error *err);

#endif
