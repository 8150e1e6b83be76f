/* fuzz_verdict.c — any plan that can be read, however false, is replayed and checked: an error or a verdict that can be
 * written. Large plans are left out, for time alone. */
#include "planner/check/check.h"
#include "planner/simulate/simulate.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { VERDICT_BYTES_MAX = 8 * 1024 * 1024, INSTANCES_MAX = 60, TASKS_MAX = 400, DEMAND_MAX = 100 * 1000 };

static const char profile_text[] =
    "{\"schema\":\"bayplan.profile/1\",\"name\":\"p\",\"region\":\"us-east-1\",\"subnets\":["
    "{\"zone\":\"us-east-1a\",\"cidr\":\"10.0.0.0/24\",\"free_addresses\":9},"
    "{\"zone\":\"us-east-1b\",\"cidr\":\"10.0.1.0/24\",\"free_addresses\":90}],\"services\":["
    "{\"name\":\"web\",\"cpu_units\":512,\"memory_mib\":1024,\"tasks\":12,\"network_mode\":\"bridge\",\"host_ports\":"
    "80},"
    "{\"name\":\"mail\",\"cpu_units\":200,\"memory_mib\":500,\"tasks\":3},"
    "{\"name\":\"logs\",\"cpu_units\":64,\"memory_mib\":128,\"scheduling_strategy\":\"DAEMON\"}],\"jobs\":["
    "{\"name\":\"load\",\"cpu_units\":4096,\"memory_mib\":16384,\"duration_s\":3900,\"runs_per_day\":24}]}";
static const char catalogue_text[] = "service,item,purchase,unit,price,from_quantity,source,as_of\n"
                                     "ec2,m7g.2xlarge,on_demand,usd_per_hour,0.3264,0,a page,2026-07-20\n"
                                     "fargate,x86_64.vcpu,on_demand,usd_per_hour,0.04048,0,a page,2026-07-20\n"
                                     "fargate,x86_64.gb,on_demand,usd_per_hour,0.004445,0,a page,2026-07-20\n";

static void need(bool holds)
{
    if (!holds)
        abort();
}

static void need_written(struct verdict *verdict)
{
    struct text text;
    text_init(&text, VERDICT_BYTES_MAX);
    verdict_write(verdict, &text);
    need(!text.overflown && text.length > 0);
    text_release(&text);
    verdict_release(verdict);
}

static bool is_small(const struct plan *plan)
{
    int64_t demand = 0, instances = 0;
    for (int i = 0; i < plan->pools_count; i++)
        for (int hour = 0; hour < plan->hours; hour++)
            if (plan->pools[i].max_size.items[hour] > instances)
                instances = plan->pools[i].max_size.items[hour];
    for (int i = 0; i < plan->services_count; i++)
        for (int hour = 0; hour < plan->hours; hour++) {
            int64_t tasks = plan->services[i].tasks.items[hour % plan->services[i].tasks.count];
            if (tasks > TASKS_MAX)
                return false;
            demand += tasks;
        }
    for (int i = 0; i < plan->jobs_count; i++)
        if (plan->jobs[i].tasks > TASKS_MAX)
            return false;
    return instances <= INSTANCES_MAX && demand <= DEMAND_MAX;
}

static void simulate(const struct plan *plan)
{
    struct verdict verdict = {0};
    struct error err = {0};
    struct simulate_options options = {.seed = 1, .seeds = 1};
    bool ok = simulate_plan(plan, &options, &verdict, &err);
    need(ok == (err.kind == ERROR_NONE));
    if (ok)
        need_written(&verdict);
    else
        need(error_exit_code(err.kind) == 2 && err.text[0] != '\0');
}

static void check(const struct plan *plan)
{
    struct profile profile = {0};
    struct catalogue catalogue = {0};
    struct verdict verdict = {0};
    struct error err = {0};
    need(profile_parse("p", profile_text, sizeof profile_text - 1, &profile, &err));
    need(catalogue_parse_csv("c", "us-east-1", catalogue_text, sizeof catalogue_text - 1, &catalogue, &err));
    check_plan(plan, &profile, &catalogue, &verdict);
    need(verdict.passed == (verdict.findings_count == 0) && verdict.findings_count <= CHECK_FINDINGS_MAX + 1);
    need_written(&verdict);
    profile_release(&profile);
    catalogue_release(&catalogue);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct plan plan = {0};
    struct error err = {0};
    if (!plan_parse("f", (const char *)data, size, &plan, &err))
        return 0;
    if (is_small(&plan))
        simulate(&plan);
    check(&plan);
    plan_release(&plan);
    return 0;
}
