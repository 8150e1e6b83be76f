#include "planner/cli/commands.h"
#include "planner/cli/option_rows.h"
#include "planner/cli/run.h"
#include "pricing/snapshot.h"
#include "reports/report.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *const shells[] = {"bash", "zsh", "fish", NULL};

static const struct cli_option *const plan_options[] = {&option_cluster,       &option_color,
                                                        &option_date,          &option_plan_format,
                                                        &option_max_price_age, &option_output,
                                                        &option_overlay,       &option_prices,
                                                        &option_quiet,         &option_report,
                                                        &option_sensitivity,   &option_time_limit,
                                                        &option_what_if,       NULL};
static const struct cli_option *const report_options[] = {
    &option_cluster, &option_color,  &option_plan_format, &option_report_output,
    &option_overlay, &option_prices, &option_quiet,       NULL};
static const struct cli_option *const diff_options[] = {
    &option_color, &option_difference_format, &option_report_output, &option_overlay, &option_prices, &option_quiet,
    NULL};
static const struct cli_option *const check_options[] = {&option_baseline,
                                                         &option_check_cluster,
                                                         &option_color,
                                                         &option_date,
                                                         &option_check_format,
                                                         &option_max_price_age,
                                                         &option_check_output,
                                                         &option_overlay,
                                                         &option_policy,
                                                         &option_prices,
                                                         &option_quiet,
                                                         &option_time_limit,
                                                         NULL};
static const struct cli_option *const explain_options[] = {&option_color, NULL};
static const struct cli_option *const simulate_options[] = {
    &option_color, &option_verdict_format, &option_verdict_output, &option_quiet, &option_scenario, &option_seed, NULL};
static const struct cli_option *const prices_options[] = {
    &option_color,  &option_date,     &option_prices_format, &option_max_price_age, &option_overlay,
    &option_prices, &option_purchase, &option_region,        &option_service,       NULL};
static const struct cli_option *const prices_update_options[] = {
    &option_books_output, &option_price_list_url, &option_quiet, &option_regions, &option_verbose, NULL};
static const struct cli_option *const prices_query_options[] = {
    &option_ask,    &option_color,   &option_endpoint_url, &option_verdict_format, &option_fresh,   &option_book_output,
    &option_prices, &option_profile, &option_quiet,        &option_book_region,    &option_verbose, NULL};
static const struct cli_option *const prices_import_options[] = {
    &option_color,       &option_verdict_format, &option_fresh, &option_book_output, &option_prices, &option_quiet,
    &option_book_region, &option_verbose,        NULL};
static const struct cli_option *const prices_diff_options[] = {&option_color, &option_change_format,
                                                               &option_report_output, &option_quiet, NULL};
static const struct cli_option *const prices_export_options[] = {
    &option_book_format, &option_report_output, &option_overlay, &option_prices, &option_quiet, &option_region, NULL};
static const struct cli_option *const apply_options[] = {
    &option_adopt,      &option_allow_delete, &option_dry_run,       &option_endpoint_url, &option_journal,
    &option_max_change, &option_steps_output, &option_budget_policy, &option_profile,      &option_quiet,
    &option_reviewed,   &option_verbose,      &option_wait_limit,    &option_yes,          NULL};
static const struct cli_option *const resume_options[] = {&option_endpoint_url, &option_profile,    &option_quiet,
                                                          &option_verbose,      &option_wait_limit, NULL};
static const struct cli_option *const rollback_options[] = {
    &option_dry_run, &option_endpoint_url, &option_profile, &option_quiet,
    &option_verbose, &option_wait_limit,   &option_yes,     NULL};
static const struct cli_option *const destroy_options[] = {&option_dry_run,    &option_endpoint_url, &option_journal,
                                                           &option_profile,    &option_quiet,        &option_verbose,
                                                           &option_wait_limit, &option_yes,          NULL};
static const struct cli_option *const observe_options[] = {
    &option_color,          &option_endpoint_url, &option_cluster_format,
    &option_cluster_output, &option_profile,      &option_quiet,
    &option_aws_region,     &option_verbose,      NULL};
static const struct cli_option *const export_options[] = {&option_template_format, &option_template_output,
                                                          &option_quiet, NULL};
static const struct cli_option *const no_options[] = {NULL};

static const struct command table[] = {
    {.name = "plan",
     .arguments = "PROFILE",
     .arguments_min = 1,
     .arguments_max = 1,
     .argument_kind = VALUE_FILE,
     .summary = "Find the cheapest cluster for a profile, with proof of the gap",
     .details =
         "PROFILE says what must run: JSON or XML (bayplan.profile/1); - reads stdin.\n"
         "The answer names the pools, where every service and job runs, what it costs, the bound below which no plan "
         "can cost, and why the plan costs more than the bound. Its pools are as large as a replay of ECS's own "
         "placement needs; where one does not hold all the same, the exit code is 4 and the plan is given "
         "nevertheless.",
     .examples = "bayplan plan data/examples/shop.json\n"
                 "bayplan plan shop.json -o plan.json --time-limit 30\n"
                 "bayplan plan shop.json -o plan.json --report report.html",
     .options = plan_options,
     .run = run_plan},
    {.name = "report",
     .arguments = "PLAN",
     .arguments_min = 1,
     .arguments_max = 1,
     .argument_kind = VALUE_FILE,
     .summary = "Write a plan as HTML, Markdown, CSV, JSON or text",
     .details =
         "PLAN is a plan document (bayplan.plan/1) from 'bayplan plan -o'; - reads stdin. Nothing is planned again.\n"
         "html is one page that needs no network and no script: the verdict, every service with its reason, the cost, "
         "the week, how each pool's instances are filled, the gap, what was replayed. markdown is for a comment on a "
         "pull request; csv has services and jobs, csv-pools the pools, csv-hours each pool's hours.",
     .examples = "bayplan report plan.json -o report.html\n"
                 "bayplan report plan.json --format html=report.html --format markdown=-\n"
                 "bayplan report plan.json --format csv-hours > hours.csv",
     .options = report_options,
     .run = run_report},
    {.name = "explain",
     .arguments = "PLAN [NAME]",
     .arguments_min = 1,
     .arguments_max = 2,
     .argument_kind = VALUE_FILE,
     .summary = "Say why a service, job or pool of a plan is as it is",
     .details =
         "PLAN is a plan document (bayplan.plan/1) from 'bayplan plan -o'; - reads stdin.\n"
         "NAME is a service, job, daemon or pool: its reasons, the price of each other place, the resource that fills "
         "first, what it promises and what that costs, and the smallest change that would move it. Without NAME "
         "every one of them gets one line, and every promise its price.",
     .examples = "bayplan explain plan.json\n"
                 "bayplan explain plan.json web",
     .options = explain_options,
     .run = run_explain},
    {.name = "simulate",
     .arguments = "PLAN",
     .arguments_min = 1,
     .arguments_max = 1,
     .argument_kind = VALUE_FILE,
     .summary = "Replay ECS on a plan: does it hold, and what will really run",
     .details =
         "PLAN is a plan document (bayplan.plan/1) from 'bayplan plan -o'; - reads stdin. Nothing is planned again.\n"
         "week takes the pools through every hour and back to the first, cold_start starts each pool's peak hour from "
         "nothing in a drawn order, deployment rolls each service at its worst hour, zone_loss takes each zone away, "
         "spot takes a Spot pool back whole. The first three must hold in every plan, zone_loss where "
         "safety.survive_zone_loss asks for it.\n"
         "The exit code is 0 where every scenario that must hold does, and 4 where one does not.",
     .examples = "bayplan simulate plan.json\n"
                 "bayplan simulate plan.json --scenario week,zone_loss --seed 17",
     .options = simulate_options,
     .run = run_simulate},
    {.name = "diff",
     .arguments = "OLD NEW",
     .arguments_min = 2,
     .arguments_max = 2,
     .argument_kind = VALUE_FILE,
     .summary = "Say why one plan costs other than another: price, demand, settings, solver",
     .details =
         "OLD and NEW are plan documents (bayplan.plan/1) of one region; - reads stdin. Nothing is planned again.\n"
         "Each service's change of cost is put down to price (what it had, at NEW's prices), demand (then as many and "
         "as large tasks as in NEW), settings (the rest, where the profile asks for something else) or solver (the "
         "rest, where it does not: chosen and packed anew). The parts sum to the whole, to the nano-dollar.",
     .examples = "bayplan diff last-week.json plan.json\n"
                 "bayplan diff last-week.json plan.json --format markdown -o difference.md",
     .options = diff_options,
     .run = run_diff},
    {.name = "check",
     .arguments = "PLAN_OR_PROFILE",
     .arguments_min = 1,
     .arguments_max = 1,
     .argument_kind = VALUE_FILE,
     .summary = "Nightly: is the plan true, allowed, and worth a change?",
     .details =
         "PLAN_OR_PROFILE is a plan document, which is replayed, or a profile, which is planned and counted again; - "
         "reads stdin. Then the policy's rules are asked: budgets, increase, price age, gap, places, drift. A plan "
         "that differs from the baseline is proposed where no rule denies it and it saves more than the policy's "
         "least saving, or the baseline was made for other settings or holds fewer tasks.\n"
         "Where nothing changed and every rule passes, the text is one line. junit, sarif, github (annotations), "
         "gitlab (code quality) and markdown are for the forge.\n"
         "The exit code is 0 where no rule of level deny is breached, 3 where one is, 4 where the plan does not hold, "
         "5 where only the rule on drift is breached, and 2 where an input cannot be read.",
     .examples = "bayplan check plan.json --policy policy.json --format junit=check.xml\n"
                 "bayplan check profile.json --baseline plan.json -o proposed.json",
     .options = check_options,
     .run = run_check},
    {.name = "observe",
     .arguments = "CLUSTER [FILE...]",
     .arguments_min = 1,
     .arguments_max = COMMAND_ARGUMENTS_MAX,
     .argument_kind = VALUE_NONE,
     .summary = "Read what runs: an ECS cluster as a document, or as a profile",
     .details =
         "CLUSTER is the name of an ECS cluster. Only calls that read are made. With FILEs AWS is not asked at all: "
         "they are what the AWS CLI prints (describe-clusters, describe-services, describe-task-definition, "
         "describe-capacity-providers, describe-auto-scaling-groups, describe-launch-template-versions, "
         "describe-container-instances, describe-scalable-targets, describe-subnets ...).\n"
         "The cluster document is what --cluster of plan, report and check takes.",
     .examples = "bayplan observe shop -o cluster.json\n"
                 "bayplan observe shop --format profile -o profile.json\n"
                 "bayplan observe shop services.json tasks.json groups.json --format json",
     .options = observe_options,
     .run = run_observe},
    {.name = "apply",
     .arguments = "PLAN",
     .arguments_min = 1,
     .arguments_max = 1,
     .argument_kind = VALUE_FILE,
     .summary = "Turn a plan into a running cluster, step by step, with a journal",
     .details =
         "PLAN is a plan document whose profile says where it goes (`apply`: account, cluster, subnets, security "
         "groups, instance profile; each service's task_definition); what is missing is asked for by name before "
         "anything is touched.\n"
         "Everything is read first; the steps are printed, and confirmed by 'yes' or --yes HASH. Groups grow before "
         "others shrink, services are changed one at a time and waited for. The journal lets a run that was killed "
         "or stopped go on (resume) or back (rollback). What bayplan did not make is not touched unless --adopt "
         "names it, and nothing is deleted without --allow-delete.\n"
         "The exit code is 0 where all is as the plan says, 1 where AWS failed and nothing was changed, 3 where a "
         "guardrail, an owner or a budget forbids it, 5 where the cluster is not as it was reviewed, and 6 where "
         "something was changed and the run is not at its end.",
     .examples = "bayplan apply plan.json --dry-run -o steps.json\n"
                 "bayplan apply plan.json --reviewed steps.json --yes 3f1a0c92b7de",
     .options = apply_options,
     .run = run_apply},
    {.name = "resume",
     .arguments = "JOURNAL",
     .arguments_min = 1,
     .arguments_max = 1,
     .argument_kind = VALUE_FILE,
     .summary = "Go on with a run that was killed, stopped or failed",
     .details =
         "JOURNAL is what 'bayplan apply', 'destroy' or 'rollback' kept. The object of the last announced step is "
         "read first: what is done is not done again, what was not done is sent with the same token, and anything "
         "else stops the run with what was there before, is there now, and was to be.\n"
         "Exit codes as of 'bayplan apply'.",
     .examples = "bayplan resume plan.journal",
     .options = resume_options,
     .run = run_resume},
    {.name = "rollback",
     .arguments = "JOURNAL",
     .arguments_min = 1,
     .arguments_max = 1,
     .argument_kind = VALUE_FILE,
     .summary = "Undo what a run did, in reverse, and nothing else",
     .details =
         "JOURNAL is what 'bayplan apply' kept. Only this run's own steps are undone: each object gets back the values "
         "it had before the step, and what the run made is deleted. Printed and confirmed as 'bayplan apply' does.",
     .examples = "bayplan rollback plan.journal --dry-run\n"
                 "bayplan rollback plan.journal",
     .options = rollback_options,
     .run = run_rollback},
    {.name = "destroy",
     .arguments = "PLAN",
     .arguments_min = 1,
     .arguments_max = 1,
     .argument_kind = VALUE_FILE,
     .summary = "Take away all that bayplan made for a plan",
     .details =
         "Only what bears the tags of the plan's stack and was made by bayplan: services to 0 tasks and away, "
         "capacity providers, groups, launch templates, the cluster last. What was adopted is left where it is.\n"
         "Printed and confirmed as 'bayplan apply' does; the word to type is the cluster's name.",
     .examples = "bayplan destroy plan.json --dry-run\n"
                 "bayplan destroy plan.json",
     .options = destroy_options,
     .run = run_destroy},
    {.name = "export",
     .arguments = "PLAN",
     .arguments_min = 1,
     .arguments_max = 1,
     .argument_kind = VALUE_FILE,
     .summary = "Write a plan as a CloudFormation or Terraform template",
     .details =
         "For those who apply through their own pipeline: the same objects and numbers as 'bayplan apply' makes. What "
         "the plan does not carry (subnets, security groups, task definitions ...) becomes a parameter or a variable.",
     .examples = "bayplan export plan.json > template.json\n"
                 "bayplan export plan.json --format terraform -o main.tf.json",
     .options = export_options,
     .run = run_export},
    {.name = "prices show",
     .arguments = "[PATTERN]",
     .arguments_min = 0,
     .arguments_max = 1,
     .argument_kind = VALUE_NONE,
     .summary = "Show prices, each with its source and date",
     .details = "PATTERN is matched against instance types and other priced items; * and ? stand for any characters, "
                "so quote it for the shell.",
     .examples = "bayplan prices show 'm7g.*'\n"
                 "bayplan prices show --region eu-west-1 --service fargate\n"
                 "bayplan prices show --format json > us-east-1.json",
     .options = prices_options,
     .run = run_prices_show},
    {.name = "prices update",
     .arguments = "",
     .arguments_min = 0,
     .arguments_max = 0,
     .argument_kind = VALUE_NONE,
     .summary = "Read AWS's bulk price list: a price book of today, without credentials",
     .details =
         "Reads the indexes and the offer files of AmazonEC2, AmazonECS, AWSLambda and AmazonVPC and the Savings "
         "Plans file of each region, as they arrive, and writes one price book a region. What did not change "
         "since the book that is there is not read again; Spot prices, which the list has not, are kept from "
         "it. A connection that breaks is taken up again where it broke.\n"
         "What was taken and what nobody expected is counted and told; --verbose tells what was left out too.",
     .examples = "bayplan prices update --region eu-west-1 -o prices/\n"
                 "bayplan plan shop.json --prices prices/",
     .options = prices_update_options,
     .run = run_prices_update},
    {.name = "prices query",
     .arguments = "PATTERN",
     .arguments_min = 1,
     .arguments_max = 1,
     .argument_kind = VALUE_NONE,
     .summary = "Ask AWS for prices of a few instance types, and for Spot prices of now",
     .details = "PATTERN is of instance types: 'm7g.*'. Asks the Price List Query API and EC2, with credentials as the "
                "AWS CLI finds them; needs pricing:GetProducts, ec2:DescribeSpotPriceHistory and, for newer types, "
                "ec2:DescribeInstanceTypes. Nothing is changed.",
     .examples = "bayplan prices query 'm7g.*' --prices us-east-1.json -o us-east-1.json\n"
                 "bayplan prices query 'c8g.*' --ask instance_types,products,spot -o book.json",
     .options = prices_query_options,
     .run = run_prices_query},
    {.name = "prices import",
     .arguments = "FILE...",
     .arguments_min = 1,
     .arguments_max = COMMAND_ARGUMENTS_MAX,
     .argument_kind = VALUE_FILE,
     .summary = "Make a price book of saved answers: offer files, GetProducts, Spot history",
     .details = "Each FILE is known by its content: an offer or Savings Plans file (JSON or CSV), what the AWS CLI "
                "printed for get-products, describe-spot-price-history or describe-instance-types, or the Spot "
                "advisor's spot-advisor-data.json.",
     .examples = "bayplan prices import spot.json advisor.json --region eu-west-1 -o book.json\n"
                 "bayplan prices import index.json --fresh -o book.json",
     .options = prices_import_options,
     .run = run_prices_import},
    {.name = "prices diff",
     .arguments = "OLD NEW",
     .arguments_min = 2,
     .arguments_max = 2,
     .argument_kind = VALUE_FILE,
     .summary = "Name each price that differs between two price books",
     .details = "OLD and NEW are price books, or the name of a region whose book is compiled in. Prices that are new, "
                "gone or changed are named, with what they were and are.",
     .examples = "bayplan prices diff us-east-1 prices/us-east-1.json\n"
                 "bayplan prices diff old.json new.json --format markdown -o prices.md",
     .options = prices_diff_options,
     .run = run_prices_diff},
    {.name = "prices export",
     .arguments = "",
     .arguments_min = 0,
     .arguments_max = 0,
     .argument_kind = VALUE_NONE,
     .summary = "Write a price book as one file, for a machine without a network",
     .details = "The book in use (compiled in, or --prices), with the overlay laid over it where one is given.",
     .examples = "bayplan prices export --region eu-west-1 -o eu-west-1.json\n"
                 "bayplan prices export --prices book.json --overlay edp.json --format csv -o book.csv",
     .options = prices_export_options,
     .run = run_prices_export},
    {.name = "help",
     .arguments = "[COMMAND]",
     .arguments_min = 0,
     .arguments_max = 2,
     .argument_kind = VALUE_COMMAND,
     .summary = "Show the commands, or one command's options",
     .details = "The same as 'bayplan COMMAND --help'.",
     .examples = "bayplan help plan",
     .options = no_options,
     .run = run_help},
    {.name = "version",
     .arguments = "",
     .arguments_min = 0,
     .arguments_max = 0,
     .argument_kind = VALUE_NONE,
     .summary = "Show the version and the dates of the compiled-in prices",
     .details = "The first line is the program's version; the others are the price books compiled in.",
     .examples = "bayplan version",
     .options = no_options,
     .run = run_version},
    {.name = "completion",
     .arguments = "SHELL",
     .arguments_min = 1,
     .arguments_max = 1,
     .argument_kind = VALUE_CHOICE,
     .argument_choices = shells,
     .summary = "Print a completion script for bash, zsh or fish",
     .details = "bash: add  eval \"$(bayplan completion bash)\"  to ~/.bashrc.\n"
                "zsh: bayplan completion zsh > a file called _bayplan in a folder of $fpath.\n"
                "fish: bayplan completion fish > ~/.config/fish/completions/bayplan.fish.",
     .examples = "eval \"$(bayplan completion bash)\"",
     .options = no_options,
     .run = run_completion},
};

const struct command *commands(int *ret_count)
{
    *ret_count = (int)(sizeof table / sizeof *table);
    return table;
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

const struct cli_option *option_of(const struct command *command, enum option_id id)
{
    size_t count = sizeof table / sizeof *table;
    for (size_t i = 0; i < count; i++)
        for (const struct cli_option *const *at = table[i].options; *at; at++)
            if ((*at)->id == id && (!command || command == &table[i]))
                return *at;
    return NULL;
}

const char *option_environment_name(const struct cli_option *option, char buffer[OPTION_NAME_SIZE])
{
    int length = snprintf(buffer, OPTION_NAME_SIZE, "BAYPLAN_%s", option->name);
    for (int i = 0; i < length; i++)
        buffer[i] = buffer[i] == '-' ? '_' : (char)toupper((unsigned char)buffer[i]);
    return buffer;
}

const char *option_key(const struct cli_option *option, char buffer[OPTION_NAME_SIZE])
{
    int length = snprintf(buffer, OPTION_NAME_SIZE, "%s", option->name);
    for (int i = 0; i < length; i++)
        buffer[i] = buffer[i] == '-' ? '_' : buffer[i];
    return buffer;
}

const char *const *value_choices(enum value_kind kind, const char *const *choices)
{
    switch (kind) {
    case VALUE_CHOICE:
    case VALUE_LIST:
        return choices;
    case VALUE_REGION:
        return snapshot_regions();
    case VALUE_PLAN_FORMATS:
        return report_format_names(REPORT_PLAN);
    case VALUE_DIFFERENCE_FORMATS:
        return report_format_names(REPORT_DIFFERENCE);
    case VALUE_CHECK_FORMATS:
        return report_format_names(REPORT_CHECK);
    case VALUE_NONE:
    case VALUE_TEXT:
    case VALUE_TEXTS:
    case VALUE_FILE:
    case VALUE_DATE:
    case VALUE_SECONDS:
    case VALUE_COUNT:
    case VALUE_COMMAND:
        return NULL;
    }
    bug_found(__FILE__, __LINE__, "unknown value kind");
}

bool value_is_formats(enum value_kind kind)
{
    return kind == VALUE_PLAN_FORMATS || kind == VALUE_DIFFERENCE_FORMATS || kind == VALUE_CHECK_FORMATS;
}
