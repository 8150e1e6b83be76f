#include "planner/cli/option_rows.h"
#include "data/verdict.h"
#include "pricing/update.h"

static const char *const colour_choices[] = {"auto", "always", "never", NULL};
static const char *const document_formats[] = {"text", "json", NULL};
static const char *const table_formats[] = {"text", "json", "csv", NULL};
static const char *const cluster_formats[] = {"text", "json", "profile", NULL};
static const char *const template_formats[] = {"cloudformation", "terraform", NULL};
static const char *const priced_services[] = {"ec2", "ec2_spot_interruptions", "fargate", "lambda", "ebs", "vpc", "ecs",
                                              NULL};
static const char *const asked[] = {"products", "spot", "instance_types", NULL};
static const char *const book_formats[] = {"json", "csv", NULL};
static const char *const change_formats[] = {"text", "json", "csv", "markdown", NULL};

const struct cli_option option_adopt = {
    .id = OPTION_ADOPT,
    .name = "adopt",
    .kind = VALUE_TEXT,
    .value_name = "OBJECT,...",
    .help = "Take over these objects, which are there already and have no tag of bayplan: cluster/shop, service/web; "
            "* and ? stand for any characters, as in 'service/*'"};

const struct cli_option option_allow_delete = {
    .id = OPTION_ALLOW_DELETE,
    .name = "allow-delete",
    .kind = VALUE_NONE,
    .help = "Take away pools that bayplan made and the plan no longer has; without it they are left, and named"};

const struct cli_option option_baseline = {
    .id = OPTION_BASELINE,
    .name = "baseline",
    .kind = VALUE_FILE,
    .value_name = "PLAN",
    .help =
        "Compare with this plan document: the one in use. Without it the rules that need it are skipped, and say so"};

const struct cli_option option_cluster = {.id = OPTION_CLUSTER,
                                          .name = "cluster",
                                          .kind = VALUE_FILE,
                                          .value_name = "CLUSTER",
                                          .help =
                                              "Set what runs now (a cluster document) and its price beside the plan"};

const struct cli_option option_check_cluster = {
    .id = OPTION_CLUSTER,
    .name = "cluster",
    .kind = VALUE_FILE,
    .value_name = "CLUSTER",
    .help = "Compare with what runs now (a cluster document), for the policy's rule on drift"};

const struct cli_option option_color = {
    .id = OPTION_COLOR,
    .name = "color",
    .kind = VALUE_CHOICE,
    .value_name = "WHEN",
    .choices = colour_choices,
    .fallback = "auto",
    .help = "Colour the answer (auto: on a terminal, unless NO_COLOR is set or TERM is dumb)"};

const struct cli_option option_plan_format = {
    .id = OPTION_FORMAT,
    .name = "format",
    .kind = VALUE_PLAN_FORMATS,
    .value_name = "FORMAT[=FILE]",
    .fallback = "text",
    .help = "Print tables for people, or another form of the plan; with =FILE write it there instead, whole or not at "
            "all. May be given several times, at most once for stdout"};

const struct cli_option option_difference_format = {
    .id = OPTION_FORMAT,
    .name = "format",
    .kind = VALUE_DIFFERENCE_FORMATS,
    .value_name = "FORMAT[=FILE]",
    .fallback = "text",
    .help = "Print the difference so; with =FILE write it there instead, whole or not at all. May be given several "
            "times, at most once for stdout"};

const struct cli_option option_check_format = {
    .id = OPTION_FORMAT,
    .name = "format",
    .kind = VALUE_CHECK_FORMATS,
    .value_name = "FORMAT[=FILE]",
    .fallback = "text",
    .help = "Print what was found so; with =FILE write it there instead, whole or not at all. May be given several "
            "times, at most once for stdout"};

const struct cli_option option_verdict_format = {.id = OPTION_FORMAT,
                                                 .name = "format",
                                                 .kind = VALUE_CHOICE,
                                                 .value_name = "FORMAT",
                                                 .choices = document_formats,
                                                 .fallback = "text",
                                                 .help = "Print tables for people, or the verdict document"};

const struct cli_option option_prices_format = {.id = OPTION_FORMAT,
                                                .name = "format",
                                                .kind = VALUE_CHOICE,
                                                .value_name = "FORMAT",
                                                .choices = table_formats,
                                                .fallback = "text",
                                                .help = "Print tables, a catalogue document, or rows of CSV"};

const struct cli_option option_date = {
    .id = OPTION_DATE,
    .name = "date",
    .kind = VALUE_DATE,
    .value_name = "YYYY-MM-DD",
    .help = "Take this for today (UTC) where the age of prices is counted; without it the clock's"};

const struct cli_option option_output = {
    .id = OPTION_OUTPUT,
    .name = "output",
    .letter = 'o',
    .kind = VALUE_FILE,
    .value_name = "FILE",
    .help = "Also write the plan document (JSON) to FILE, whole or not at all; - prints it instead of the tables"};

const struct cli_option option_verdict_output = {
    .id = OPTION_OUTPUT,
    .name = "output",
    .letter = 'o',
    .kind = VALUE_FILE,
    .value_name = "FILE",
    .help = "Also write the verdict document (JSON) to FILE, whole or not at all; - prints it instead of the tables"};

const struct cli_option option_report_output = {
    .id = OPTION_OUTPUT,
    .name = "output",
    .letter = 'o',
    .kind = VALUE_FILE,
    .value_name = "FILE",
    .help =
        "Write the format that has no =FILE to FILE instead of stdout. Without --format the end of FILE's name says "
        "the format: .html, .md, .json, .csv, else text"};

const struct cli_option option_check_output = {
    .id = OPTION_OUTPUT,
    .name = "output",
    .letter = 'o',
    .kind = VALUE_FILE,
    .value_name = "FILE",
    .help = "Write the plan document (JSON) to FILE where it holds and is proposed, or holds and there is no baseline; "
            "else FILE is left alone"};

const struct cli_option option_policy = {
    .id = OPTION_POLICY,
    .name = "policy",
    .kind = VALUE_FILE,
    .value_name = "POLICY",
    .help = "The rules: a policy document. Without it only the plan itself is checked"};

const struct cli_option option_prices = {
    .id = OPTION_PRICES,
    .name = "prices",
    .kind = VALUE_FILE,
    .value_name = "CATALOGUE",
    .help = "Take prices from this price book (JSON, XML or CSV), or from REGION.json or REGION.csv in this folder, "
            "instead of the books compiled in"};

const struct cli_option option_purchase = {
    .id = OPTION_PURCHASE,
    .name = "purchase",
    .kind = VALUE_TEXT,
    .value_name = "PATTERN",
    .help = "Only prices of this purchase option: on_demand, spot, or KIND.TERM.PAYMENT such as "
            "compute_savings_plan.1y.no_upfront; * and ? stand for any characters"};

const struct cli_option option_quiet = {.id = OPTION_QUIET,
                                        .name = "quiet",
                                        .letter = 'q',
                                        .kind = VALUE_NONE,
                                        .help = "No progress and no notes on stderr; errors still are"};

const struct cli_option option_region = {.id = OPTION_REGION,
                                         .name = "region",
                                         .kind = VALUE_REGION,
                                         .value_name = "REGION",
                                         .fallback = "us-east-1",
                                         .help = "Region of the price book"};

const struct cli_option option_report = {.id = OPTION_REPORT,
                                         .name = "report",
                                         .kind = VALUE_FILE,
                                         .value_name = "FILE",
                                         .help = "Also write the HTML report to FILE, whole or not at all"};

const struct cli_option option_scenario = {.id = OPTION_SCENARIO,
                                           .name = "scenario",
                                           .kind = VALUE_LIST,
                                           .value_name = "NAME,...",
                                           .choices = scenario_names,
                                           .help = "Replay only these; without it all that apply to the plan"};

const struct cli_option option_seed = {
    .id = OPTION_SEED,
    .name = "seed",
    .kind = VALUE_COUNT,
    .value_name = "N",
    .help = "Draw what ECS leaves open from this seed alone; without it from seed 1 and on, as many as the plan was "
            "verified with"};

const struct cli_option option_service = {.id = OPTION_SERVICE,
                                          .name = "service",
                                          .kind = VALUE_CHOICE,
                                          .value_name = "SERVICE",
                                          .choices = priced_services,
                                          .help = "Only prices of this service"};

const struct cli_option option_time_limit = {
    .id = OPTION_TIME_LIMIT,
    .name = "time-limit",
    .kind = VALUE_SECONDS,
    .value_name = "SECONDS",
    .fallback = "10",
    .help = "Stop improving the plan after this time and give the best one found, with its gap"};

const struct cli_option option_cluster_format = {
    .id = OPTION_FORMAT,
    .name = "format",
    .kind = VALUE_CHOICE,
    .value_name = "FORMAT",
    .choices = cluster_formats,
    .fallback = "text",
    .help = "Print tables for people, the cluster document, or a profile of what runs, to plan it anew"};

const struct cli_option option_template_format = {.id = OPTION_FORMAT,
                                                  .name = "format",
                                                  .kind = VALUE_CHOICE,
                                                  .value_name = "FORMAT",
                                                  .choices = template_formats,
                                                  .fallback = "cloudformation",
                                                  .help = "The template's language; both are JSON"};

const struct cli_option option_steps_output = {
    .id = OPTION_OUTPUT,
    .name = "output",
    .letter = 'o',
    .kind = VALUE_FILE,
    .value_name = "FILE",
    .help = "With --dry-run: write the steps and what was observed (JSON) to FILE, for --reviewed; - prints it"};

const struct cli_option option_cluster_output = {
    .id = OPTION_OUTPUT,
    .name = "output",
    .letter = 'o',
    .kind = VALUE_FILE,
    .value_name = "FILE",
    .help = "Also write the cluster document (with --format profile the profile) to FILE, whole or not at all; - "
            "prints it instead of the tables"};

const struct cli_option option_template_output = {.id = OPTION_OUTPUT,
                                                  .name = "output",
                                                  .letter = 'o',
                                                  .kind = VALUE_FILE,
                                                  .value_name = "FILE",
                                                  .help = "Write the template to FILE instead of stdout"};

const struct cli_option option_dry_run = {.id = OPTION_DRY_RUN,
                                          .name = "dry-run",
                                          .kind = VALUE_NONE,
                                          .help = "Read everything, print the steps, and change nothing"};

const struct cli_option option_endpoint_url = {
    .id = OPTION_ENDPOINT_URL,
    .name = "endpoint-url",
    .kind = VALUE_TEXT,
    .value_name = "URL",
    .help = "Send every call here instead of to AWS; http only to this machine. AWS_ENDPOINT_URL says the same"};

const struct cli_option option_journal = {
    .id = OPTION_JOURNAL,
    .name = "journal",
    .kind = VALUE_FILE,
    .value_name = "FILE",
    .help = "Keep the run's journal here; without it beside PLAN, .journal in place of .json"};

const struct cli_option option_max_change = {
    .id = OPTION_MAX_CHANGE,
    .name = "max-change",
    .kind = VALUE_COUNT,
    .value_name = "PERCENT",
    .help = "Let a run change any count by this much, up or down; without it 50 up and 20 down"};

const struct cli_option option_budget_policy = {.id = OPTION_POLICY,
                                                .name = "policy",
                                                .kind = VALUE_FILE,
                                                .value_name = "POLICY",
                                                .help = "Refuse a plan that costs more than this policy's budget"};

const struct cli_option option_profile = {
    .id = OPTION_PROFILE,
    .name = "profile",
    .kind = VALUE_TEXT,
    .value_name = "NAME",
    .help = "Credentials and settings of this profile of ~/.aws/config; AWS_PROFILE says the same"};

const struct cli_option option_aws_region = {.id = OPTION_REGION,
                                             .name = "region",
                                             .kind = VALUE_TEXT,
                                             .value_name = "REGION",
                                             .help = "The region to read; without it AWS_REGION, or the profile's"};

const struct cli_option option_reviewed = {
    .id = OPTION_REVIEWED,
    .name = "reviewed",
    .kind = VALUE_FILE,
    .value_name = "STEPS",
    .help = "Apply only if all is still as this dry run saw it, at most 60 minutes ago"};

const struct cli_option option_verbose = {.id = OPTION_VERBOSE,
                                          .name = "verbose",
                                          .kind = VALUE_NONE,
                                          .help = "A line on stderr for every call to AWS; never a secret"};

const struct cli_option option_wait_limit = {
    .id = OPTION_WAIT_LIMIT,
    .name = "wait-limit",
    .kind = VALUE_SECONDS,
    .value_name = "SECONDS",
    .fallback = "1800",
    .help = "Give up waiting for one step after this time; the run can be resumed"};

const struct cli_option option_yes = {
    .id = OPTION_YES,
    .name = "yes",
    .kind = VALUE_TEXT,
    .value_name = "HASH",
    .help = "Do not ask: HASH is the plan's, as the dry run prints it, 12 digits or more"};

const struct cli_option option_ask = {.id = OPTION_ASK,
                                      .name = "ask",
                                      .kind = VALUE_LIST,
                                      .value_name = "WHAT,...",
                                      .choices = asked,
                                      .fallback = "products,spot",
                                      .help = "On-demand and Reserved prices, Spot prices of now, or facts of instance "
                                              "types newer than this program"};

const struct cli_option option_book_format = {.id = OPTION_FORMAT,
                                              .name = "format",
                                              .kind = VALUE_CHOICE,
                                              .value_name = "FORMAT",
                                              .choices = book_formats,
                                              .fallback = "json",
                                              .help = "A catalogue document, or rows of CSV; --prices reads both"};

const struct cli_option option_book_output = {
    .id = OPTION_OUTPUT,
    .name = "output",
    .letter = 'o',
    .kind = VALUE_FILE,
    .value_name = "FILE",
    .help = "Write the price book to FILE, whole or not at all; - prints it instead of the tables"};

const struct cli_option option_books_output = {
    .id = OPTION_OUTPUT,
    .name = "output",
    .letter = 'o',
    .kind = VALUE_FILE,
    .value_name = "FILE",
    .fallback = ".",
    .help = "Write the price book to FILE, or where it is a folder to REGION.json in it; a book that is there already "
            "is asked for only where it changed. - prints it"};

const struct cli_option option_change_format = {.id = OPTION_FORMAT,
                                                .name = "format",
                                                .kind = VALUE_CHOICE,
                                                .value_name = "FORMAT",
                                                .choices = change_formats,
                                                .fallback = "text",
                                                .help = "Tables, a document, rows of CSV, or Markdown"};

const struct cli_option option_fresh = {
    .id = OPTION_FRESH,
    .name = "fresh",
    .kind = VALUE_NONE,
    .help = "Only what was read now; without it that is laid over the price book in use, each row with its own date"};

const struct cli_option option_max_price_age = {
    .id = OPTION_MAX_PRICE_AGE,
    .name = "max-price-age",
    .kind = VALUE_COUNT,
    .value_name = "DAYS",
    .help = "Refuse prices that are older (exit code 5); without it their date is only stated"};

const struct cli_option option_overlay = {
    .id = OPTION_OVERLAY,
    .name = "overlay",
    .kind = VALUE_FILE,
    .value_name = "OVERLAY",
    .help = "Lay what is agreed with AWS over the prices: discounts, fixed prices, mark-up (an overlay document)"};

const struct cli_option option_price_list_url = {
    .id = OPTION_PRICE_LIST_URL,
    .name = "price-list-url",
    .kind = VALUE_TEXT,
    .value_name = "URL",
    .fallback = PRICE_LIST_URL,
    .help = "Read AWS's bulk price list from here: a mirror, or another partition's"};

const struct cli_option option_regions = {.id = OPTION_REGION,
                                          .name = "region",
                                          .kind = VALUE_TEXTS,
                                          .value_name = "REGION",
                                          .fallback = "us-east-1",
                                          .help = "Region to read; may be given several times"};

const struct cli_option option_book_region = {.id = OPTION_REGION,
                                              .name = "region",
                                              .kind = VALUE_TEXT,
                                              .value_name = "REGION",
                                              .fallback = "us-east-1",
                                              .help = "Region of the prices"};

const struct cli_option option_sensitivity = {
    .id = OPTION_SENSITIVITY,
    .name = "sensitivity",
    .kind = VALUE_NONE,
    .help = "Also plan anew with one thing changed at a time (prices, demand, hours of work, ways to buy), for a table "
            "of what the answer hangs on; takes --time-limit for each row"};

const struct cli_option option_what_if = {
    .id = OPTION_WHAT_IF,
    .name = "what-if",
    .kind = VALUE_TEXTS,
    .value_name = "WHAT=CHANGE",
    .help = "Plan as if: price.ec2=+10%, price.all=-5%, price.ec2.m7g.*=2x, tasks=+20%, tasks.web=2x, hours=0.5x, "
            "interruptions=2x, spot=allowed, managed=allowed, commitments=*.1y.no_upfront, zone_loss=on. May be given "
            "several times"};
