/* plan.c — a plan from bytes: tree, fields, rows turned into struct plan's arrays, checks. */
#include "data/plan.h"

#include "data/base/file.h"
#include "data/document.h"
#include "data/plan_fields.h"
#include "data/profile_fields.h"
#include "data/verdict_scenarios.h"
#include <string.h>

/* `owner` is the service or job the alternatives belong to. */
static bool read_alternatives(const char *file, const struct node *owner, const struct field_objects *rows,
                              struct arena *arena, struct plan_alternative **ret_alternatives, int *ret_count,
                              struct error *err)
{
    const struct plan_row_alternative *row = rows->items;
    struct plan_alternative *alternatives = ARENA_ARRAY(arena, struct plan_alternative, rows->count);
    for (int i = 0; i < rows->count; i++) {
        char where[NODE_WHERE_SIZE];
        const struct node *member = document_member(owner, "alternatives", i);
        alternatives[i] = row[i].alternative;
        if (row[i].alternative.possible && !row[i].usd_per_month)
            return error_set(err, ERROR_INPUT, node_where(file, member, NULL, where),
                             "missing \"usd_per_month\", though this place is possible");
        if (!document_signed_money(file, member, "usd_per_month", row[i].usd_per_month,
                                   &alternatives[i].usd_per_month_nano, err))
            return false;
    }
    *ret_alternatives = alternatives;
    *ret_count = rows->count;
    return true;
}

/* `causes` is the list's key in `owner`; `seen` starts as all false. */
static bool check_cause_is_new(const char *file, const struct node *owner, const char *causes, int index, int cause,
                               bool seen[GAP_CAUSES_COUNT], struct error *err)
{
    char where[NODE_WHERE_SIZE];
    if (seen[cause])
        return error_set(err, ERROR_INPUT, node_where(file, document_member(owner, causes, index), NULL, where),
                         "the cause \"%s\" is given twice in this list", gap_cause_names[cause]);
    seen[cause] = true;
    return true;
}

static bool read_pool_causes(const char *file, const struct node *owner, const struct field_objects *rows,
                             struct plan_pool *pool, struct error *err)
{
    static const char list[] = "usd_per_month_by_cause";
    const struct plan_row_pool_cause *row = rows->items;
    bool seen[GAP_CAUSES_COUNT] = {false};
    for (int i = 0; i < rows->count; i++) {
        char where[NODE_WHERE_SIZE];
        const struct node *member = document_member(owner, list, i);
        if (row[i].cause < (int)GAP_POOL_FIRST || row[i].cause > (int)GAP_POOL_LAST)
            return error_set(err, ERROR_INPUT, document_where(file, member, "cause", where),
                             "must not be \"%s\", which is no cause of one pool by itself",
                             gap_cause_names[row[i].cause]);
        if (!check_cause_is_new(file, owner, list, i, row[i].cause, seen, err) ||
            !document_signed_money(file, member, "usd_per_month", row[i].usd_per_month,
                                   &pool->usd_per_month_by_cause_nano[row[i].cause], err))
            return false;
    }
    return true;
}

static bool read_pools(const char *file, const struct node *root, const struct field_objects *rows, struct arena *arena,
                       struct plan *plan, struct error *err)
{
    const struct plan_row_pool *row = rows->items;
    plan->pools = ARENA_ARRAY(arena, struct plan_pool, rows->count);
    plan->pools_count = rows->count;
    for (int i = 0; i < rows->count; i++) {
        struct plan_pool *pool = &plan->pools[i];
        *pool = row[i].pool;
        pool->scheduled_actions = row[i].scheduled_actions.items;
        pool->scheduled_actions_count = row[i].scheduled_actions.count;
        if (!row[i].max_size_given)
            pool->max_size = pool->instances;
        if (!read_pool_causes(file, document_member(root, "pools", i), &row[i].usd_per_month_by_cause, pool, err))
            return false;
    }
    return true;
}

/* What ECS does where the document does not say. */
static void settle_service(const struct plan_row_service *row, struct plan_service *service)
{
    if (!row->availability_zone_rebalancing_given)
        service->availability_zone_rebalancing =
            rebalancing_is_possible(&service->placement_strategies, &service->deployment);
    if (service->network_mode == NETWORK_AWSVPC)
        service->host_ports.count = 0;
}

static bool read_services(const char *file, const struct node *root, const struct field_objects *rows,
                          struct arena *arena, struct plan *plan, struct error *err)
{
    const struct plan_row_service *row = rows->items;
    plan->services = ARENA_ARRAY(arena, struct plan_service, rows->count);
    plan->services_count = rows->count;
    const struct node *member = document_member(root, "services", 0);
    for (int i = 0; i < rows->count; i++, member = member->next) {
        struct plan_service *service = &plan->services[i];
        *service = row[i].service;
        settle_service(&row[i], service);
        if (row[i].alternatives.count > 0 &&
            !read_alternatives(file, member, &row[i].alternatives, arena, &service->alternatives,
                               &service->alternatives_count, err))
            return false;
    }
    return true;
}

static bool read_jobs(const char *file, const struct node *root, const struct field_objects *rows, struct arena *arena,
                      struct plan *plan, struct error *err)
{
    const struct plan_row_job *row = rows->items;
    plan->jobs = ARENA_ARRAY(arena, struct plan_job, rows->count);
    plan->jobs_count = rows->count;
    const struct node *member = document_member(root, "jobs", 0);
    for (int i = 0; i < rows->count; i++, member = member->next) {
        struct plan_job *job = &plan->jobs[i];
        *job = row[i].job;
        if (row[i].alternatives.count > 0 && !read_alternatives(file, member, &row[i].alternatives, arena,
                                                                &job->alternatives, &job->alternatives_count, err))
            return false;
    }
    return true;
}

static bool read_causes(const char *file, const struct node *root, const struct field_objects *rows, struct plan *plan,
                        struct error *err)
{
    const struct plan_row_cause *row = rows->items;
    bool seen[GAP_CAUSES_COUNT] = {false};
    for (int i = 0; i < rows->count; i++) {
        if (!check_cause_is_new(file, node_child(root, "bound"), "gap_by_cause", i, row[i].cause, seen, err))
            return false;
        plan->bound.gap_by_cause[row[i].cause] = row[i].ratio;
    }
    return true;
}

static void drop_ports_of_daemons(struct plan *plan)
{
    for (int i = 0; i < plan->daemons_count; i++)
        if (plan->daemons[i].network_mode == NETWORK_AWSVPC)
            plan->daemons[i].host_ports.count = 0;
}

/* Before plans said what they promise, they were not replayed either: nothing can be taken for it. */
static bool check_age(const char *file, const struct node *root, struct error *err)
{
    char where[NODE_WHERE_SIZE];
    if (node_child(root, "safety"))
        return true;
    return error_set(err, ERROR_INPUT, node_where(file, root, NULL, where),
                     "missing \"safety\", what this plan promises; plans of an older bayplan have none: plan again");
}

static bool read_tree(const char *file, struct node *root, struct arena *arena, struct plan *plan, struct error *err)
{
    struct plan_document document;
    plan_document_init(&document);
    if (!document_check_root(file, root, "plan", err) || !check_age(file, root, err) ||
        !fields_read(plan_field_table(), file, root, arena, &document, err))
        return false;
    *plan = document.plan;
    plan->hours = (int)document.hours;
    plan->free_packing.hour = (int)document.free_packing_hour;
    plan->daemons = document.daemons.items;
    plan->daemons_count = document.daemons.count;
    plan_buying_take(&document.buying, plan);
    apply_settings_default(&plan->apply, plan->profile_name);
    plan->verification.findings = document.findings.items;
    plan->verification.findings_count = document.findings.count;
    drop_ports_of_daemons(plan);
    if (document.scenarios.count > 0 &&
        !verdict_scenarios_take(file, node_child(root, "verification"), &document.scenarios, arena,
                                &plan->verification.scenarios, &plan->verification.scenarios_count, err))
        return false;
    return document_signed_money(file, node_child(root, "all_fargate"), "saving_usd_per_month",
                                 document.saving_usd_per_month, &plan->all_fargate.saving_usd_per_month_nano, err) &&
           read_causes(file, root, &document.gap_by_cause, plan, err) &&
           read_pools(file, root, &document.pools, arena, plan, err) &&
           read_services(file, root, &document.services, arena, plan, err) &&
           read_jobs(file, root, &document.jobs, arena, plan, err) && plan_check(file, plan, root, err);
}

bool plan_parse(const char *file, const char *bytes, size_t length, struct plan *ret_plan, struct error *err)
{
    struct arena tree = {0}, arena = {0};
    struct node *root = NULL;
    struct plan plan = {0};
    bool ok = node_parse(file, bytes, length, &tree, &root, err) && read_tree(file, root, &arena, &plan, err);
    arena_release(&tree);
    if (!ok) {
        arena_release(&arena);
        return false;
    }
    plan.arena = arena;
    sha256_hex(bytes, length, plan.sha256);
    *ret_plan = plan;
    return true;
}

bool plan_load(const char *path, struct plan *ret_plan, struct error *err)
{
    struct arena arena = {0};
    char *bytes = NULL;
    size_t length = 0;
    bool ok = file_read(path, &arena, &bytes, &length, err) && plan_parse(path, bytes, length, ret_plan, err);
    arena_release(&arena);
    return ok;
}

int pool_index(const struct plan *plan, const char *name)
{
    for (int i = 0; name && i < plan->pools_count; i++)
        if (strcmp(plan->pools[i].name, name) == 0)
            return i;
    return -1;
}

const struct plan_pool *pool_find(const struct plan *plan, const char *name)
{
    int index = pool_index(plan, name);
    return index >= 0 ? &plan->pools[index] : NULL;
}

void plan_findings_give(const struct plan *plan, struct verdict *verdict)
{
    BUG_IF(verdict->findings_count > 0);
    verdict->findings = plan->verification.findings;
    verdict->findings_count = plan->verification.findings_count;
    verdict->passed = verdict->passed && verdict->findings_count == 0;
}

void plan_release(struct plan *plan)
{
    arena_release(&plan->arena);
    *plan = (struct plan){0};
}
