/* export.c — see export_parts.h. */
#include "planner/apply/export_parts.h"

#include <stdlib.h>
#include <string.h>

bool export_begin(struct exporting *exporting, const struct plan *plan, bool terraform, struct text *json,
                  struct error *err)
{
    *exporting = (struct exporting){.plan = plan, .writer = {.out = json}, .terraform = terraform, .err = err};
    if (!target_make(plan, NULL, &exporting->target, err))
        return false;
    if (export_check(exporting))
        return true;
    export_end(exporting);
    return false;
}

void export_end(struct exporting *exporting)
{
    target_release(&exporting->target);
    arena_release(&exporting->arena);
}

const struct object *export_find(const struct exporting *exporting, enum object_kind kind, const char *parent,
                                 const char *name)
{
    return object_in_order(exporting->target.objects, exporting->target.objects_count, kind, parent, name);
}

/* --- names --- */

static bool is_kept(char c, bool terraform)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (terraform && c == '_');
}

/* The next character of a name as an identifier has it; NUL at the end. */
static char next_kept(const char **name, bool terraform)
{
    while (**name != '\0' && !is_kept(**name, terraform) && !terraform)
        (*name)++;
    if (**name == '\0')
        return '\0';
    char c = *(*name)++;
    return is_kept(c, terraform) ? c : '_';
}

static bool is_same_simplified(const char *left, const char *right, bool terraform)
{
    char a, b;
    do {
        a = next_kept(&left, terraform);
        b = next_kept(&right, terraform);
    } while (a == b && a != '\0');
    return a == b;
}

/* Where dropping characters makes two names one, a hash of the whole name tells them apart. */
const char *export_id(struct exporting *exporting, const char *prefix, const char *name)
{
    bool terraform = exporting->terraform, clashes = false;
    for (int i = 0; i < exporting->target.objects_count; i++) {
        const struct object *other = &exporting->target.objects[i];
        clashes |= other->kind != OBJECT_GROUP_ACTION && other->kind != OBJECT_SERVICE_ACTION &&
                   strcmp(other->name, name) != 0 && is_same_simplified(other->name, name, terraform);
    }
    char *id = arena_alloc(&exporting->arena, strlen(prefix) + strlen(name) + 1, 1), *end = stpcpy(id, prefix);
    for (const char *rest = name; (*end = next_kept(&rest, terraform)) != '\0';)
        end++;
    if (!clashes)
        return id;
    char hex[SHA256_HEX_SIZE];
    sha256_hex(name, strlen(name), hex);
    return arena_printf(&exporting->arena, "%s%s%.8s", id, terraform ? "_" : "", hex);
}

/* --- what the plan carries --- */

static bool same_zones(const struct plan_pool *left, const struct plan_pool *right)
{
    bool same = left->zones.count == right->zones.count;
    for (int i = 0; same && i < left->zones.count; i++)
        same = strcmp(left->zones.items[i], right->zones.items[i]) == 0;
    return same;
}

/* The plan's subnets are of all its zones: where a pool has fewer, only the reader knows which are its own. */
bool export_asks_subnets(const struct exporting *exporting, const struct plan_pool *pool)
{
    const struct plan *plan = exporting->plan;
    for (int i = 0; i < plan->pools_count; i++)
        if (pool != NULL && !same_zones(pool, &plan->pools[i]))
            return true;
    return plan->apply.subnets.count == 0;
}

bool export_has_awsvpc(const struct exporting *exporting)
{
    for (int i = 0; i < exporting->plan->services_count; i++)
        if (exporting->plan->services[i].network_mode == NETWORK_AWSVPC)
            return true;
    return false;
}

bool export_asks_groups(const struct exporting *exporting)
{
    return exporting->plan->apply.security_groups.count == 0 &&
           (exporting->plan->pools_count > 0 || export_has_awsvpc(exporting));
}

bool export_asks_profile(const struct exporting *exporting)
{
    return exporting->plan->pools_count > 0 && value_equal(exporting->plan->apply.instance_profile, "");
}

bool export_asks_definition(const struct plan_service *service)
{
    return value_equal(service->task_definition, "");
}

const char *export_subnets_id(struct exporting *exporting, const struct plan_pool *pool)
{
    const char *zones = "", *prefix = exporting->terraform ? "subnets" : "Subnets";
    for (int i = 0; pool != NULL && i < pool->zones.count; i++)
        zones = arena_printf(&exporting->arena, "%s%s%s", zones, exporting->terraform ? "_" : "", pool->zones.items[i]);
    return pool != NULL ? export_id(exporting, prefix, zones) : prefix;
}

bool export_is_first_image(const struct exporting *exporting, int pool)
{
    const struct plan_pool *pools = exporting->plan->pools;
    for (int k = 0; k < pool; k++)
        if (pool_image_kind(&pools[k]) == pool_image_kind(&pools[pool]))
            return false;
    return true;
}

bool export_is_first_zones(const struct exporting *exporting, int pool)
{
    for (int k = 0; k < pool; k++)
        if (same_zones(&exporting->plan->pools[k], &exporting->plan->pools[pool]))
            return false;
    return true;
}

const char *export_zones(struct exporting *exporting, const struct plan_pool *pool)
{
    const char *joined = "";
    for (int i = 0; i < pool->zones.count; i++)
        joined = arena_printf(&exporting->arena, "%s%s%s", joined, i > 0 ? ", " : "", pool->zones.items[i]);
    return joined;
}

const struct plan_pool *export_pool(struct exporting *exporting, const char *name)
{
    for (int i = 0; i < exporting->plan->pools_count; i++)
        if (strcmp(target_pool_name(exporting->plan, i, &exporting->arena), name) == 0)
            return &exporting->plan->pools[i];
    return NULL;
}

const struct plan_service *export_service(const struct exporting *exporting, const char *name)
{
    for (int i = 0; i < exporting->plan->services_count; i++)
        if (strcmp(exporting->plan->services[i].name, name) == 0)
            return &exporting->plan->services[i];
    return NULL;
}

bool export_is_scheduled(const struct exporting *exporting, const struct object *service)
{
    const struct object *scaling = export_find(exporting, OBJECT_SCALABLE_TARGET, service->parent, service->name);
    return scaling != NULL && object_value(scaling, "min_capacity") != NULL;
}

/* --- writing --- */

void export_begin_block(struct exporting *exporting, const char *key)
{
    exporting->unopened = key;
}

void export_member(struct exporting *exporting)
{
    if (exporting->unopened != NULL)
        json_begin_object(&exporting->writer, exporting->unopened);
    exporting->unopened = NULL;
}

void export_end_block(struct exporting *exporting)
{
    if (exporting->unopened == NULL)
        json_end_object(&exporting->writer);
    exporting->unopened = NULL;
}

/* Terraform reads ${ and %{ in a string as the beginning of an expression. */
void export_string(struct exporting *exporting, const char *key, const char *value)
{
    struct text text;
    if (!exporting->terraform || (strstr(value, "${") == NULL && strstr(value, "%{") == NULL)) {
        json_string(&exporting->writer, key, value);
        return;
    }
    text_init(&text, 4 * OBJECT_VALUE_BYTES_MAX);
    for (const char *c = value; *c != '\0'; c++) {
        if ((*c == '$' || *c == '%') && c[1] == '{')
            text_add_bytes(&text, c, 1);
        text_add_bytes(&text, c, 1);
    }
    BUG_IF(text.overflown);
    json_string(&exporting->writer, key, text.bytes);
    text_release(&text);
}

void export_property(struct exporting *exporting, const char *key, const struct object *object, const char *property)
{
    if (!value_equal(object_value(object, property), ""))
        export_string(exporting, key, object_value(object, property));
}

void export_integer(struct exporting *exporting, const char *key, const struct object *object, const char *property)
{
    if (!value_equal(object_value(object, property), ""))
        json_integer(&exporting->writer, key, object_integer(object, property));
}

void export_set(struct exporting *exporting, const char *key, const char *set)
{
    json_begin_list(&exporting->writer, key);
    char *name = NULL;
    while (object_set_next(&set, &exporting->arena, &name))
        export_string(exporting, NULL, name);
    json_end_list(&exporting->writer);
}

void export_each(struct exporting *exporting, const char *value,
                 void (*each)(struct exporting *exporting, const char *head, const char *rest))
{
    char *head = NULL;
    while (object_set_next(&value, &exporting->arena, &head)) {
        char *colon = strchr(head, ':');
        if (colon != NULL)
            *colon++ = '\0';
        each(exporting, head, colon != NULL ? colon : "");
    }
}

struct field_strings export_notes(struct exporting *exporting)
{
    struct field_strings notes = {.count = 0};
    const struct plan *plan = exporting->plan;
    strings_printf(&notes, &exporting->arena, "made by bayplan from the plan of profile %s, prices of %s",
                   plan->profile_name, plan->catalogue_as_of != NULL ? plan->catalogue_as_of : "an unknown date");
    for (int i = 0; i < exporting->target.notes.count; i++)
        strings_add(&notes, &exporting->arena, exporting->target.notes.items[i]);
    if (plan->pools_count > 0)
        strings_add(
            &notes, &exporting->arena,
            "groups start their instances before their capacity provider is attached: an instance that "
            "describe-container-instances shows without a capacityProviderName takes no task of these services; "
            "terminate it, and the group starts another");
    for (int i = 0; i < plan->services_count; i++)
        if (plan->services[i].fargate_cpu_units > 0)
            strings_printf(&notes, &exporting->arena,
                           "%s runs on Fargate: its task definition must have cpu %lld, memory %lld and "
                           "requiresCompatibilities FARGATE",
                           plan->services[i].name, (long long)plan->services[i].fargate_cpu_units,
                           (long long)plan->services[i].fargate_memory_mib);
    return notes;
}
