#include "tests/unit/reports/report_verdicts.h"

#define USD(amount) ((int64_t)((amount)*1e6 + 0.5) * 1000)

static const char *assumptions[] = {
    "of instances that the strategies find equal, any may be chosen: it is drawn from the seed",
    "a task stops at once when its service shrinks; AWS waits for stopTimeout, by default 30 s"};

static struct verdict_scenario held[] = {
    {.scenario = SCENARIO_WEEK,
     .required = true,
     .passed = true,
     .applies = true,
     .runs = 33600,
     .instance_hours = 672,
     .usd_nano = USD(560.5),
     .planned_instance_hours = 671},
    {.scenario = SCENARIO_COLD_START, .required = true, .passed = true, .applies = true, .runs = 400},
    {.scenario = SCENARIO_DEPLOYMENT,
     .required = true,
     .passed = true,
     .applies = true,
     .runs = 400,
     .unplaced_task_minutes = 31,
     .worst = {.seed = 12, .hour = 1, .tasks = 9, .pool = "pool-1", .service = "web", .zone = "", .why = ""},
     .instance_hours = 2.54,
     .usd_nano = USD(0.84),
     .minutes_longest = 9.5},
    {.scenario = SCENARIO_ZONE_LOSS,
     .required = false,
     .passed = true,
     .applies = true,
     .runs = 600,
     .instance_hours = 0.3,
     .usd_nano = USD(0.1),
     .minutes_longest = 5},
    {.scenario = SCENARIO_SPOT, .passed = true}};

static struct verdict_scenario failed[] = {
    {.scenario = SCENARIO_WEEK,
     .required = true,
     .passed = false,
     .applies = true,
     .runs = 33600,
     .runs_failed = 1203,
     .unplaced_task_minutes = 1234567,
     .worst = {.seed = 1017,
               .hour = 17,
               .tasks = 1200,
               .pool = "pool-1",
               .service = "we\033[2Jb",
               .zone = "",
               .why = "no instance has 1,536 CPU units, 11,264 MiB and an interface free"},
     .instance_hours = 2520001.5,
     .usd_nano = USD(4361234.56),
     .planned_instance_hours = 2520000},
    {.scenario = SCENARIO_COLD_START, .required = true, .passed = true, .applies = true, .runs = 400},
    {.scenario = SCENARIO_ZONE_LOSS,
     .required = true,
     .passed = false,
     .applies = true,
     .runs = 100800,
     .runs_failed = 100800,
     .unplaced_task_minutes = 60,
     .worst = {.seed = 1,
               .hour = 0,
               .tasks = 1,
               .pool = "pool-2",
               .service = "model",
               .zone = "elsewhere",
               .why = "no instance has a GPU free"},
     .instance_hours = 15.25,
     .usd_nano = USD(12.3),
     .minutes_longest = 1440}};

static struct verdict_finding findings[] = {
    {.code = "pool_volume", .where = "pools[1].instances[17]", .what = "2 GPUs are asked for and 1 is there"}};

struct verdict verdict_holds(void)
{
    return (struct verdict){.passed = true,
                            .seed = 1,
                            .seeds = 200,
                            .scenarios = held,
                            .scenarios_count = 5,
                            .assumptions = {assumptions, 2}};
}

struct verdict verdict_fails(void)
{
    return (struct verdict){.passed = false,
                            .seed = 1001,
                            .seeds = 200,
                            .scenarios = failed,
                            .scenarios_count = 3,
                            .findings = findings,
                            .findings_count = 1,
                            .assumptions = {assumptions, 1}};
}

struct verdict verdict_of_one_seed(void)
{
    return (struct verdict){.passed = true, .seed = 7, .seeds = 1, .scenarios = held, .scenarios_count = 1};
}

struct verdict verdict_of_nothing(void)
{
    static struct verdict_scenario idle[] = {{.scenario = SCENARIO_WEEK, .required = true, .passed = true},
                                             {.scenario = SCENARIO_SPOT, .passed = true}};
    return (struct verdict){.passed = true, .seed = 1, .seeds = 1, .scenarios = idle, .scenarios_count = 2};
}
