/* plan.c — a plan from bytes: tree, fields, rows turned into struct plan's arrays, checks. */
#include "data/plan.h"

#include "data/base/file.h"
#include "data/document.h"
#include "data/plan_fields.h"

/* Money that may be below zero, which no field type is: a decimal string. */
static bool signed_money(const char *file, const struct node *object, const char *key, const char *words,
                         int64_t *ret_nano, struct error *err)
{
    char where[NODE_WHERE_SIZE];
    if (!words || nano_parse(words, ret_nano))
        return true;
    return error_set(err, ERROR_INPUT, document_where(file, object, key, where),
                     "must be an amount like \"12.50\" or \"-12.50\", not \"%s\"", words);
}

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
        if (!signed_money(file, member, "usd_per_month", row[i].usd_per_month, &alternatives[i].usd_per_month_nano,
                          err))
            return false;
    }
    *ret_alternatives = alternatives;
    *ret_count = rows->count;
    return true;
}

static bool read_services(const char *file, const struct node *root, const struct field_objects *rows,
                          struct arena *arena, struct plan *plan, struct error *err)
{
    const struct plan_row_service *row = rows->items;
    plan->services = ARENA_ARRAY(arena, struct plan_service, rows->count);
    plan->services_count = rows->count;
    for (int i = 0; i < rows->count; i++) {
        struct plan_service *service = &plan->services[i];
        *service = row[i].service;
        if (row[i].alternatives.count > 0 &&
            !read_alternatives(file, document_member(root, "services", i), &row[i].alternatives, arena,
                               &service->alternatives, &service->alternatives_count, err))
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
    for (int i = 0; i < rows->count; i++) {
        struct plan_job *job = &plan->jobs[i];
        *job = row[i].job;
        if (row[i].alternatives.count > 0 &&
            !read_alternatives(file, document_member(root, "jobs", i), &row[i].alternatives, arena, &job->alternatives,
                               &job->alternatives_count, err))
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
        char where[NODE_WHERE_SIZE];
        const struct node *bound = node_child(root, "bound");
        if (seen[row[i].cause])
            return error_set(err, ERROR_INPUT, node_where(file, document_member(bound, "gap_by_cause", i), NULL, where),
                             "the cause \"%s\" is given twice in this list", gap_cause_names[row[i].cause]);
        seen[row[i].cause] = true;
        plan->bound.gap_by_cause[row[i].cause] = row[i].ratio;
    }
    return true;
}

static bool read_tree(const char *file, struct node *root, struct arena *arena, struct plan *plan, struct error *err)
{
    struct plan_document document;
    plan_document_init(&document);
    if (!document_check_root(file, root, "plan", err) ||
        !fields_read(plan_field_table(), file, root, arena, &document, err))
        return false;
    *plan = document.plan;
    plan->hours = (int)document.hours;
    plan->free_packing.hour = (int)document.free_packing_hour;
    plan->pools = document.pools.items;
    plan->pools_count = document.pools.count;
    return signed_money(file, node_child(root, "all_fargate"), "saving_usd_per_month", document.saving_usd_per_month,
                        &plan->all_fargate.saving_usd_per_month_nano, err) &&
           read_causes(file, root, &document.gap_by_cause, plan, err) &&
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

void plan_release(struct plan *plan)
{
    arena_release(&plan->arena);
    *plan = (struct plan){0};
}
