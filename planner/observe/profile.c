/* profile.c — what runs as what must run: a profile to plan with, and every guess in words. */
#include "data/document.h"
#include "planner/observe/assemble.h"
#include "planner/observe/observe.h"
#include "planner/observe/profile_parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NOTES_OF_THE_WHOLE_MAX = 32 };

void draft_note(struct drafting *draft, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    draft->notes.items[draft->notes.count++] = arena_vprintf(draft->arena, format, arguments);
    va_end(arguments);
}

const char *draft_value(const struct object *object, const char *property)
{
    const char *value = object ? object_value(object, property) : NULL;
    return value ? value : "";
}

const struct object *draft_find(const struct drafting *draft, enum object_kind kind, const char *parent,
                                const char *name)
{
    return object_find(draft->cluster->objects, draft->cluster->objects_count, kind, parent, name);
}

/* All names in the property of any object of the kind, none twice. */
static struct field_strings names_of(const struct drafting *draft, enum object_kind kind, const char *property)
{
    const struct running_cluster *cluster = draft->cluster;
    const char **sets = ARENA_ARRAY(draft->arena, const char *, cluster->objects_count + 1);
    int count = 0;
    size_t bytes = 1;
    for (int i = 0; i < cluster->objects_count; i++)
        if (cluster->objects[i].kind == kind) {
            sets[count] = draft_value(&cluster->objects[i], property);
            bytes += strlen(sets[count++]) + 1;
        }
    struct text all;
    text_init(&all, bytes);
    for (int i = 0; i < count; i++)
        if (sets[i][0] != '\0')
            text_printf(&all, "%s%s", all.length > 0 ? "," : "", sets[i]);
    struct field_strings members = object_set_members(all.length > 0 ? all.bytes : "", draft->arena);
    text_release(&all);
    return object_set_members(object_set_of(members.items, members.count, draft->arena), draft->arena);
}

static struct field_strings only_with_prefix(struct field_strings names, const char *prefix)
{
    int count = 0;
    for (int i = 0; i < names.count; i++)
        if (strncmp(names.items[i], prefix, strlen(prefix)) == 0)
            names.items[count++] = names.items[i];
    names.count = count;
    return names;
}

/* --- zones and subnets --- */

static struct field_strings zones_of(const struct drafting *draft)
{
    const struct running_cluster *cluster = draft->cluster;
    struct field_strings subnets = names_of(draft, OBJECT_SUBNET, "zone");
    int count = 0, most = subnets.count + cluster->groups_count * PROFILE_ZONES_MAX;
    const char **zones = ARENA_ARRAY(draft->arena, const char *, most + 1);
    for (int i = 0; i < subnets.count; i++)
        zones[count++] = subnets.items[i];
    for (int g = 0; g < cluster->groups_count; g++)
        for (int i = 0; i < cluster->groups[g].zones.count; i++)
            zones[count++] = cluster->groups[g].zones.items[i];
    return object_set_members(object_set_of(zones, count, draft->arena), draft->arena);
}

static bool is_usable(const struct object *subnet, const char *vpc)
{
    return strcmp(draft_value(subnet, "vpc"), vpc) == 0 && draft_value(subnet, "cidr")[0] != '\0' &&
           object_integer(subnet, "free_addresses") >= 0;
}

/* Of one network, and at least one in each zone: else a profile has none. */
static bool subnets_are_whole(const struct drafting *draft, const struct field_strings *zones, const char **ret_vpc)
{
    struct field_strings vpcs = names_of(draft, OBJECT_SUBNET, "vpc");
    if (vpcs.count != 1)
        return false;
    *ret_vpc = vpcs.items[0];
    for (int z = 0; z < zones->count; z++) {
        bool found = false;
        for (int i = 0; i < draft->cluster->objects_count && !found; i++) {
            const struct object *object = &draft->cluster->objects[i];
            found = object->kind == OBJECT_SUBNET && is_usable(object, *ret_vpc) &&
                    strcmp(draft_value(object, "zone"), zones->items[z]) == 0;
        }
        if (!found)
            return false;
    }
    return true;
}

static void draft_subnets(struct drafting *draft, const struct field_strings *zones)
{
    const char *vpc = "";
    if (!subnets_are_whole(draft, zones, &vpc)) {
        draft_note(draft, "no subnets: what was observed names none in each zone, so a plan does not check addresses");
        return;
    }
    json_begin_list(&draft->writer, "subnets");
    for (int i = 0; i < draft->cluster->objects_count; i++) {
        const struct object *object = &draft->cluster->objects[i];
        if (object->kind != OBJECT_SUBNET || !is_usable(object, vpc))
            continue;
        json_begin_object(&draft->writer, NULL);
        json_string(&draft->writer, "zone", draft_value(object, "zone"));
        json_string(&draft->writer, "cidr", draft_value(object, "cidr"));
        json_integer(&draft->writer, "free_addresses", object_integer(object, "free_addresses"));
        json_end_object(&draft->writer);
    }
    json_end_list(&draft->writer);
    draft_note(draft, "subnets: the free addresses do not count those that what runs now holds");
}

static void draft_zones(struct drafting *draft)
{
    struct field_strings zones = zones_of(draft);
    if (zones.count < 2 || zones.count > PROFILE_ZONES_MAX) {
        draft_note(draft, "no zones: %d were observed, and a plan needs 2 to %d; it takes %sa and %sb", zones.count,
                   PROFILE_ZONES_MAX, draft->cluster->region, draft->cluster->region);
        return;
    }
    json_strings(&draft->writer, "zones", zones.items, zones.count);
    draft_subnets(draft, &zones);
}

/* --- where it is built --- */

static void draft_list(struct drafting *draft, const char *key, const char *prefix, const char *of_instances,
                       enum object_kind kind, int most)
{
    struct field_strings names = only_with_prefix(names_of(draft, kind, of_instances), prefix);
    const char *whose = "instances";
    if (names.count == 0) {
        names = only_with_prefix(names_of(draft, OBJECT_SERVICE, key), prefix);
        whose = "services";
    }
    if (names.count > most)
        draft_note(draft, "no apply.%s: %d were observed, more than the %d of a service", key, names.count, most);
    else if (names.count > 0) {
        json_strings(&draft->writer, key, names.items, names.count);
        draft_note(draft, "apply.%s: those of the %s now", key, whose);
    }
}

static void draft_instance_profile(struct drafting *draft)
{
    struct field_strings profiles = names_of(draft, OBJECT_LAUNCH_TEMPLATE, "instance_profile");
    if (profiles.count == 1)
        json_string(&draft->writer, "instance_profile", profiles.items[0]);
    else
        draft_note(draft, "no apply.instance_profile: the launch templates name %d", profiles.count);
}

static void draft_apply(struct drafting *draft)
{
    json_begin_object(&draft->writer, "apply");
    json_words(&draft->writer, "account", draft->cluster->account);
    json_string(&draft->writer, "cluster", draft->cluster->name);
    draft_list(draft, "subnets", "subnet-", "subnets", OBJECT_AUTO_SCALING_GROUP, APPLY_SUBNETS_MAX);
    draft_list(draft, "security_groups", "sg-", "security_groups", OBJECT_LAUNCH_TEMPLATE, APPLY_SECURITY_GROUPS_MAX);
    draft_instance_profile(draft);
    json_end_object(&draft->writer);
}

static void draft_profile(struct drafting *draft)
{
    json_begin_object(&draft->writer, NULL);
    json_string(&draft->writer, "schema", "bayplan.profile/1");
    json_string(&draft->writer, "name", draft->cluster->name);
    json_string(&draft->writer, "region", draft->cluster->region);
    draft_zones(draft);
    draft_services(draft);
    draft_apply(draft);
    json_end_object(&draft->writer);
    json_finish(&draft->writer);
}

bool observe_profile(const struct running_cluster *cluster, struct arena *notes_arena, struct field_strings *ret_notes,
                     struct text *ret_json, struct error *err)
{
    if (cluster->services_count == 0)
        return error_set(err, ERROR_INPUT, cluster->name, "no service runs in this cluster; there is nothing to plan");
    struct drafting draft = {.cluster = cluster, .arena = notes_arena, .writer = {.out = ret_json}};
    draft.notes.items = ARENA_ARRAY(notes_arena, const char *,
                                    cluster->services_count + cluster->objects_count + NOTES_OF_THE_WHOLE_MAX);
    draft_profile(&draft);
    *ret_notes = draft.notes;
    return true;
}
