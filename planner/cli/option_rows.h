/* option_rows.h — the rows of the table that commands share. An option that differs between commands has one in each.
 */
#ifndef BAYPLAN_CLI_OPTION_ROWS_H
#define BAYPLAN_CLI_OPTION_ROWS_H

#include "planner/cli/commands.h"

extern const struct cli_option option_adopt, option_allow_delete, option_ask, option_baseline, option_book_format,
    option_book_output, option_book_region, option_books_output, option_change_format, option_fresh,
    option_max_price_age, option_overlay, option_price_list_url, option_regions, option_sensitivity, option_what_if,
    option_cluster, option_check_cluster, option_color, option_plan_format, option_difference_format,
    option_check_format, option_verdict_format, option_prices_format, option_cluster_format, option_template_format,
    option_date, option_dry_run, option_endpoint_url, option_journal, option_max_change, option_output,
    option_verdict_output, option_report_output, option_check_output, option_steps_output, option_cluster_output,
    option_template_output, option_policy, option_budget_policy, option_prices, option_profile, option_purchase,
    option_quiet, option_region, option_aws_region, option_report, option_reviewed, option_scenario, option_seed,
    option_service, option_time_limit, option_verbose, option_wait_limit, option_yes;

#endif
