#include "pricing/difference.h"
#include "pricing/difference_parts.h"
#include <stdlib.h>
#include <string.h>

const char *const difference_cause_names[] = {
#define X(cause, name) name,
    DIFFERENCE_CAUSES(X)
#undef X
        NULL};

void string_list_add(struct string_list *list, const char *item)
{
    if (list->count == list->room) {
        list->room = list->room > 0 ? 2 * list->room : 16;
        list->items = memory_resize(list->items, (size_t)list->room, sizeof *list->items);
    }
    list->items[list->count++] = item;
}

/* The list as the difference keeps it; releases the list. */
static struct field_strings string_list_keep(struct string_list *list, struct arena *arena)
{
    struct field_strings kept = {ARENA_ARRAY(arena, const char *, list->count + 1), list->count};
    for (int i = 0; i < list->count; i++)
        kept.items[i] = list->items[i];
    free(list->items);
    *list = (struct string_list){0};
    return kept;
}

bool is_text_given(const char *text)
{
    return text != NULL && *text != '\0';
}

bool too_dear(const char *name, struct error *err)
{
    return error_set(err, ERROR_LIMIT, NULL, "%s at the other plan's prices or demand costs more than can be counted",
                     name);
}

/* --- what is known of settings --- */

enum known settings_known(const struct differ *differ, const char *old_sha256, const char *new_sha256)
{
    if (differ->difference->same_profile)
        return KNOWN_SAME;
    if (!is_text_given(old_sha256) || !is_text_given(new_sha256))
        return NOT_KNOWN;
    return strcmp(old_sha256, new_sha256) == 0 ? KNOWN_SAME : KNOWN_CHANGED;
}

enum known settings_of_profile(const struct differ *differ)
{
    return settings_known(differ, differ->old_plan->settings_sha256, differ->new_plan->settings_sha256);
}

enum known settings_of_tenant(const struct differ *differ, const struct tenant *old_tenant)
{
    return settings_known(differ, old_tenant->settings_sha256, old_tenant->other->settings_sha256);
}

/* As many task-hours as before, but not in the same hours: what that costs is no choice of the solver's. */
static bool moved_between_hours(const struct tenant *was)
{
    if (was->service == NULL)
        return false;
    const struct field_integers *then = &was->service->tasks, *now = &was->other->service->tasks;
    return sum_of(now) * then->count == sum_of(then) * now->count && !same_hours(then, now);
}

static enum difference_cause cause_of_rest(struct differ *differ, const struct tenant *old_tenant)
{
    enum known profile = settings_of_profile(differ);
    enum known own = old_tenant != NULL ? settings_of_tenant(differ, old_tenant) : KNOWN_SAME;
    if (profile == KNOWN_CHANGED || own == KNOWN_CHANGED)
        return CHANGE_SETTINGS;
    if (old_tenant != NULL && moved_between_hours(old_tenant))
        return CHANGE_DEMAND;
    differ->rest_not_known = differ->rest_not_known || profile == NOT_KNOWN || own == NOT_KNOWN;
    return CHANGE_SOLVER;
}

/* --- both plans' services and jobs, by name --- */

static const char *words(const char *text)
{
    return text != NULL ? text : "";
}

static struct tenant tenant_of_service(const struct plan *plan, const struct plan_service *service)
{
    return (struct tenant){.kind = DIFFERENCE_SERVICE,
                           .name = service->name,
                           .place = words(service->place),
                           .architecture = words(service->architecture),
                           .settings_sha256 = service->settings_sha256,
                           .service = service,
                           .pool = pool_find(plan, words(service->place)),
                           .cpu_units = service->cpu_units,
                           .memory_mib = service->memory_mib,
                           .gpus = service->gpus,
                           .usd_per_month_nano = service->usd_per_month_nano};
}

static struct tenant tenant_of_job(const struct plan *plan, const struct plan_job *job)
{
    return (struct tenant){.kind = DIFFERENCE_JOB,
                           .name = job->name,
                           .place = words(job->place),
                           .architecture = words(job->architecture),
                           .settings_sha256 = job->settings_sha256,
                           .job = job,
                           .pool = pool_find(plan, words(job->place)),
                           .cpu_units = job->cpu_units,
                           .memory_mib = job->memory_mib,
                           .gpus = job->gpus,
                           .usd_per_month_nano = job->usd_per_month_nano};
}

static int tenant_compare(const void *a, const void *b)
{
    const struct tenant *x = a, *y = b;
    return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : strcmp(x->name, y->name);
}

static struct tenants tenants_of(const struct plan *plan)
{
    struct tenants tenants = {
        memory_alloc((size_t)plan->services_count + (size_t)plan->jobs_count + 1, sizeof *tenants.items), 0};
    for (int i = 0; i < plan->services_count; i++)
        tenants.items[tenants.count++] = tenant_of_service(plan, &plan->services[i]);
    for (int i = 0; i < plan->jobs_count; i++)
        tenants.items[tenants.count++] = tenant_of_job(plan, &plan->jobs[i]);
    qsort(tenants.items, (size_t)tenants.count, sizeof *tenants.items, tenant_compare);
    return tenants;
}

/* Steps through two sorted lists: < 0 only the old one, > 0 only the new one is next. */
static int merge_order(const struct tenants *old_ones, int i, const struct tenants *new_ones, int k)
{
    if (i == old_ones->count)
        return 1;
    return k == new_ones->count ? -1 : tenant_compare(&old_ones->items[i], &new_ones->items[k]);
}

static void tenants_meet(struct tenants *old_ones, struct tenants *new_ones)
{
    for (int i = 0, k = 0; i < old_ones->count && k < new_ones->count;) {
        int order = merge_order(old_ones, i, new_ones, k);
        if (order == 0) {
            old_ones->items[i].other = &new_ones->items[k];
            new_ones->items[k].other = &old_ones->items[i];
        }
        i += order <= 0;
        k += order >= 0;
    }
}

/* --- rows --- */

/* A service that had no tasks tells nothing of what one costs: all that its first ones cost is demand. */
static bool has_first_tasks(const struct tenant *was)
{
    return was->service != NULL && sum_of(&was->service->tasks) == 0 && sum_of(&was->other->service->tasks) > 0;
}

static bool split_change(struct differ *differ, const struct tenant *was, struct difference_row *row, struct error *err)
{
    int64_t *by_cause = row->by_cause_nano, at_new_demand = was->other->usd_per_month_nano;
    if (!has_first_tasks(was) && !demand_price(differ, was, &at_new_demand, err))
        return false;
    by_cause[CHANGE_PRICE] = was->repriced_nano - was->usd_per_month_nano;
    by_cause[CHANGE_DEMAND] = at_new_demand - was->repriced_nano;
    int64_t rest = was->other->usd_per_month_nano - at_new_demand;
    if (rest != 0)
        by_cause[cause_of_rest(differ, was)] += rest;
    return true;
}

static bool row_of(struct differ *differ, const struct tenant *was, const struct tenant *is, struct difference_row *row,
                   struct error *err)
{
    struct arena *arena = &differ->difference->arena;
    *row = (struct difference_row){
        .kind = was != NULL ? was->kind : is->kind,
        .name = arena_strdup(arena, was != NULL ? was->name : is->name),
        .old_place = arena_strdup(arena, was != NULL ? was->place : ""),
        .new_place = arena_strdup(arena, is != NULL ? is->place : ""),
        .old_type = arena_strdup(arena, was != NULL && was->pool != NULL ? was->pool->instance_type : ""),
        .new_type = arena_strdup(arena, is != NULL && is->pool != NULL ? is->pool->instance_type : ""),
        .old_usd_per_month_nano = was != NULL ? was->usd_per_month_nano : 0,
        .new_usd_per_month_nano = is != NULL ? is->usd_per_month_nano : 0};
    if (was != NULL && is != NULL)
        return split_change(differ, was, row, err);
    row->by_cause_nano[CHANGE_DEMAND] = row->new_usd_per_month_nano - row->old_usd_per_month_nano;
    return true;
}

static bool add_rows(struct differ *differ, struct error *err)
{
    const struct tenants *old_ones = &differ->old_tenants, *new_ones = &differ->new_tenants;
    struct difference *difference = differ->difference;
    difference->rows =
        ARENA_ARRAY(&difference->arena, struct difference_row, (size_t)old_ones->count + (size_t)new_ones->count + 2);
    for (int i = 0, k = 0; i < old_ones->count || k < new_ones->count;) {
        int order = merge_order(old_ones, i, new_ones, k);
        if (!row_of(differ, order <= 0 ? &old_ones->items[i] : NULL, order >= 0 ? &new_ones->items[k] : NULL,
                    &difference->rows[difference->rows_count++], err))
            return false;
        i += order <= 0;
        k += order >= 0;
    }
    return true;
}

/* What belongs to no service and no job. */
static void add_nameless(struct differ *differ, enum difference_kind kind, int64_t was, int64_t is)
{
    struct difference *difference = differ->difference;
    if (was == 0 && is == 0)
        return;
    struct difference_row *row = &difference->rows[difference->rows_count++];
    *row = (struct difference_row){.kind = kind,
                                   .name = "",
                                   .old_place = "",
                                   .new_place = "",
                                   .old_type = "",
                                   .new_type = "",
                                   .old_usd_per_month_nano = was,
                                   .new_usd_per_month_nano = is};
    if (is != was)
        row->by_cause_nano[cause_of_rest(differ, NULL)] = is - was;
}

/* Parts may be large and of either sign: their sums must fit as well. */
static bool add_totals(struct difference *difference, struct error *err)
{
    int128 sums[CHANGE_CAUSES_COUNT] = {0};
    for (int i = 0; i < difference->rows_count; i++)
        for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
            sums[cause] += difference->rows[i].by_cause_nano[cause];
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++) {
        if (sums[cause] > INT64_MAX || sums[cause] < INT64_MIN)
            return too_dear("the old plan", err);
        difference->by_cause_nano[cause] = (int64_t)sums[cause];
    }
    return true;
}

/* --- what is compared --- */

static bool check_sum(const struct plan *plan, const struct tenants *tenants, const char *which, struct error *err)
{
    int128 sum = (int128)plan->cost.overhead + plan->cost.unused_commitments;
    for (int i = 0; i < tenants->count; i++)
        sum += tenants->items[i].usd_per_month_nano;
    char total[MONEY_TEXT_SIZE];
    if (sum != plan->cost.total)
        return error_set(err, ERROR_INPUT, NULL,
                         "the %s plan's services, jobs, unused commitments and overhead do not sum to its cost, $%s a "
                         "month: it was changed "
                         "by hand, make it again with bayplan plan",
                         which, nano_format(plan->cost.total, total));
    return true;
}

static bool check_plans(const struct differ *differ, struct error *err)
{
    const struct plan *was = differ->old_plan, *is = differ->new_plan;
    if (strcmp(words(was->region), words(is->region)) != 0)
        return error_set(err, ERROR_INPUT, NULL,
                         "the old plan is of %s, the new one of %s: only plans of one region can be compared",
                         words(was->region), words(is->region));
    if (differ->prices != NULL && strcmp(differ->prices->sha256, words(is->catalogue_sha256)) != 0)
        return error_set(err, ERROR_INPUT, differ->prices->file,
                         "this price book, %s of %s, is not the one the new plan was made with (%s): give that one, or "
                         "none",
                         differ->prices->region, differ->prices->as_of, words(is->catalogue_as_of));
    return check_sum(was, &differ->old_tenants, "old", err) && check_sum(is, &differ->new_tenants, "new", err);
}

static bool same_text(const char *a, const char *b)
{
    return is_text_given(a) && is_text_given(b) && strcmp(a, b) == 0;
}

static bool all_settings_same(const struct differ *differ)
{
    bool same = settings_of_profile(differ) == KNOWN_SAME;
    for (int i = 0; i < differ->old_tenants.count && same; i++)
        same = differ->old_tenants.items[i].other == NULL ||
               settings_of_tenant(differ, &differ->old_tenants.items[i]) == KNOWN_SAME;
    return same;
}

static void note_plans(struct differ *differ)
{
    const struct plan *was = differ->old_plan, *is = differ->new_plan;
    struct arena *arena = &differ->difference->arena;
    if (strcmp(words(was->profile_name), words(is->profile_name)) != 0)
        string_list_add(&differ->notes, arena_printf(arena, "The plans are of two profiles: %s and %s.",
                                                     words(was->profile_name), words(is->profile_name)));
    if (strcmp(words(was->bayplan_version), words(is->bayplan_version)) != 0)
        string_list_add(&differ->notes, arena_printf(arena,
                                                     "The plans were made by bayplan %s and %s, which may choose "
                                                     "differently: that counts as the solver's.",
                                                     words(was->bayplan_version), words(is->bayplan_version)));
    if (differ->rest_not_known)
        string_list_add(&differ->notes,
                        arena_printf(arena,
                                     "The %s does not tell by a hash what settings it was made with: a change "
                                     "of settings counts as the solver's.",
                                     is_text_given(was->settings_sha256) ? "new plan" : "old plan"));
    if (was->time_limit_reached != is->time_limit_reached)
        string_list_add(&differ->notes, arena_printf(arena, "The %s plan's search was ended by its time limit.",
                                                     is->time_limit_reached ? "new" : "old"));
}

static bool differ_run(struct differ *differ, struct error *err)
{
    struct difference *difference = differ->difference;
    if (!check_plans(differ, err))
        return false;
    tenants_meet(&differ->old_tenants, &differ->new_tenants);
    difference->old_usd_per_month_nano = differ->old_plan->cost.total;
    difference->new_usd_per_month_nano = differ->new_plan->cost.total;
    difference->same_profile = same_text(differ->old_plan->profile_sha256, differ->new_plan->profile_sha256);
    difference->same_prices = same_text(differ->old_plan->catalogue_sha256, differ->new_plan->catalogue_sha256);
    difference->same_settings = all_settings_same(differ);
    if (!reprice_tenants(differ, err) || !add_rows(differ, err))
        return false;
    add_nameless(differ, DIFFERENCE_UNUSED_COMMITMENTS, differ->old_plan->cost.unused_commitments,
                 differ->new_plan->cost.unused_commitments);
    add_nameless(differ, DIFFERENCE_OVERHEAD, differ->old_plan->cost.overhead, differ->new_plan->cost.overhead);
    if (!add_totals(difference, err))
        return false;
    compare_hours(differ);
    tell_settings(differ);
    note_plans(differ);
    return true;
}

bool difference_of(const struct plan *old_plan, const struct plan *new_plan, const struct catalogue *new_prices,
                   struct difference *ret_difference, struct error *err)
{
    struct difference difference = {0};
    struct differ differ = {.old_plan = old_plan,
                            .new_plan = new_plan,
                            .prices = new_prices,
                            .old_tenants = tenants_of(old_plan),
                            .new_tenants = tenants_of(new_plan),
                            .difference = &difference};
    bool done = differ_run(&differ, err);
    free(differ.old_tenants.items);
    free(differ.new_tenants.items);
    difference.notes = string_list_keep(&differ.notes, &difference.arena);
    difference.settings = string_list_keep(&differ.settings, &difference.arena);
    if (done)
        *ret_difference = difference;
    else
        difference_release(&difference);
    return done;
}

bool difference_row_is_nothing(const struct difference_row *row)
{
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
        if (row->by_cause_nano[cause] != 0)
            return false;
    return row->old_usd_per_month_nano == row->new_usd_per_month_nano && strcmp(row->old_place, row->new_place) == 0 &&
           strcmp(row->old_type, row->new_type) == 0;
}

bool difference_is_nothing(const struct difference *difference)
{
    for (int i = 0; i < difference->rows_count; i++)
        if (!difference_row_is_nothing(&difference->rows[i]))
            return false;
    return difference->settings.count == 0 && !difference->hours_differ;
}

void difference_release(struct difference *difference)
{
    arena_release(&difference->arena);
    *difference = (struct difference){0};
}
