#include "reports/markdown_report.h"
#include "data/base/hash.h"
#include "reports/figures.h"
#include "reports/markdown.h"
#include "reports/markdown_parts.h"
#include "reports/places.h"
#include <stdlib.h>
#include <string.h>

/* What is seen at once stops here, so that what is folded has room. */
enum { VISIBLE_BYTES_MAX = 20 * 1024 };

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *left = a, *right = b;
    if (left->usd_per_month_nano != right->usd_per_month_nano)
        return left->usd_per_month_nano < right->usd_per_month_nano ? 1 : -1;
    int order = strcmp(left->name, right->name);
    return order ? order : (left->job != NULL) - (right->job != NULL);
}

struct ranked *ranked_of(const struct plan *plan, int *ret_count)
{
    int count = 0;
    struct ranked *all = memory_alloc((size_t)plan->services_count + (size_t)plan->jobs_count, sizeof *all);
    for (int i = 0; i < plan->services_count; i++) {
        const struct plan_service *at = &plan->services[i];
        all[count++] = (struct ranked){at->usd_per_month_nano, at->name, at->place, at->why, at, NULL};
    }
    for (int i = 0; i < plan->jobs_count; i++) {
        const struct plan_job *at = &plan->jobs[i];
        all[count++] = (struct ranked){at->usd_per_month_nano, at->name, at->place, at->why, NULL, at};
    }
    qsort(all, (size_t)count, sizeof *all, compare_ranked);
    *ret_count = count;
    return all;
}

static void add_load(struct text *row, const struct ranked *ranked)
{
    char low[FIGURE_SIZE];
    int64_t least = 0, most = 0;
    if (ranked->job) {
        text_printf(row, "%s runs/day", figure_runs(ranked->job->runs_per_day, low));
        return;
    }
    integers_range(&ranked->service->tasks, &least, &most);
    text_add(row, figure_range(least, most, low));
}

void ranked_add(struct text *row, const struct ranked *ranked)
{
    char vcpus[FIGURE_SIZE], gib[FIGURE_SIZE], gpus[FIGURE_SIZE];
    const struct plan_service *service = ranked->service;
    int64_t gpus_count = service ? service->gpus : ranked->job->gpus;
    text_add(row, "| ");
    markdown_add(row, ranked->name);
    text_add(row, " | ");
    add_load(row, ranked);
    text_printf(row, " | %s vCPU, %s GiB", figure_vcpus(service ? service->cpu_units : ranked->job->cpu_units, vcpus),
                figure_gib(service ? service->memory_mib : ranked->job->memory_mib, gib));
    if (gpus_count > 0)
        text_printf(row, ", %s GPU%s", figure_count(gpus_count, gpus), gpus_count == 1 ? "" : "s");
    text_add(row, " | ");
    markdown_add_text(row, place_words(ranked->place));
    text_add(row, " | ");
}

void ranked_add_rest(struct text *out, const struct ranked *all, int count, int first)
{
    char number[FIGURE_SIZE], amount[FIGURE_SIZE];
    int64_t rest = 0;
    for (int i = first; i < count; i++)
        rest += all[i].usd_per_month_nano;
    if (first < count)
        text_printf(out, "… %s more, %s a month together", figure_count(count - first, number),
                    figure_usd(rest, amount));
}

/* A bot looks for this line to edit its comment instead of writing another one. */
static void add_marker(struct text *out, const struct plan *plan)
{
    char hex[SHA256_HEX_SIZE];
    sha256_hex(plan->profile_name, strlen(plan->profile_name), hex);
    text_printf(out, "<!-- bayplan-plan %.16s -->\n", hex);
}

void markdown_report_plan(const struct report *report, struct screen *screen)
{
    int count = 0;
    struct ranked *all = ranked_of(report->plan, &count);
    struct text page = {0};
    text_init(&page, MARKDOWN_BYTES_MAX);
    add_marker(&page, report->plan);
    markdown_visible(&page, report, all, count, VISIBLE_BYTES_MAX);
    markdown_folded(&page, report, all, count, MARKDOWN_BYTES_MAX - 1);
    text_add_bytes(screen->out, page.bytes, page.length);
    text_release(&page);
    free(all);
}
