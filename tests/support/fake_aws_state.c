/* fake_aws_state.c — the world: from its seed, changed from outside, and as a dump that two equal runs share. */
#include "tests/support/fake_aws.h"
#include <stdlib.h>
#include <string.h>

static const char *const sections[] = {"subnets",       "security_groups", "images",         "parameters",
                                       "templates",     "groups",          "clusters",       "providers",
                                       "definitions",   "targets",         "credentials",    "created",
                                       "group_actions", "target_actions",  "instance_types", NULL};

static void seed_fargate(json_t *providers)
{
    static const char *const names[] = {"FARGATE", "FARGATE_SPOT"};
    for (int index = 0; index < 2; index++)
        if (!has(providers, names[index]))
            put(providers, names[index], json_pack("{s:s, s:s}", "name", names[index], "status", "ACTIVE"));
}

bool state_begin(struct fake *fake, const json_t *seed)
{
    if (!json_is_object(seed) || !*text_of(seed, "account") || !*text_of(seed, "region"))
        return false;
    json_t *old_seed = fake->seed;
    fake->seed = json_deep_copy(seed);
    json_decref(old_seed);
    json_decref(fake->state);
    json_decref(fake->tokens);
    json_decref(fake->calls);
    json_decref(fake->script);
    fake->state = json_deep_copy(seed);
    fake->tokens = json_object();
    fake->calls = json_object();
    fake->script = json_array();
    fake->number = 0;
    fake->machines = 0;
    for (const char *const *name = sections; *name; name++)
        child_of(fake->state, *name);
    list_of(fake->state, "harm");
    seed_fargate(child_of(fake->state, "providers"));
    seed_complete(fake);
    state_settle(fake);
    return true;
}

static void merge(json_t *to, const json_t *patch)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)patch, key, value)
    {
        if (json_is_null(value))
            json_object_del(to, key);
        else if (json_is_object(value))
            merge(child_of(to, key), value);
        else
            put(to, key, json_deep_copy(value));
    }
}

void state_set(struct fake *fake, const json_t *patch)
{
    merge(fake->state, patch);
}

const char *state_region(const struct fake *fake)
{
    return text_of(fake->state, "region");
}

const char *state_account(const struct fake *fake)
{
    return text_of(fake->state, "account");
}

static int compare_dumps(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Members without ids, whose order is chance, by what they say. */
static json_t *sorted_list(json_t *list)
{
    size_t count = json_array_size(list);
    char **dumps = calloc(count + 1, sizeof *dumps);
    for (size_t index = 0; index < count; index++)
        dumps[index] = json_dumps(json_array_get(list, index), JSON_SORT_KEYS | JSON_COMPACT | JSON_ENCODE_ANY);
    qsort(dumps, count, sizeof *dumps, compare_dumps);
    json_t *sorted = json_array();
    for (size_t index = 0; index < count; index++) {
        json_array_append_new(sorted, json_loads(dumps[index], JSON_DECODE_ANY, NULL));
        free(dumps[index]);
    }
    free(dumps);
    json_decref(list);
    return sorted;
}

/* A run's own name in tags (and its token in a version) differs from run to run; that there is one does not. */
static bool is_of_the_run(const json_t *tag)
{
    const char *key = has(tag, "Key") ? text_of(tag, "Key") : text_of(tag, "key");
    return strcmp(key, "bayplan:run") == 0;
}

static json_t *canonical(const json_t *value)
{
    if (json_is_array(value)) {
        json_t *list = json_array();
        size_t index;
        const json_t *member;
        bool ordered = true;
        json_array_foreach((json_t *)value, index, member)
        {
            json_array_append_new(list, canonical(member));
            ordered = ordered && !has(member, "LifecycleState") && !has(member, "Key") && !has(member, "key");
        }
        return ordered ? list : sorted_list(list);
    }
    if (!json_is_object(value))
        return json_deep_copy(value);
    json_t *object = json_object();
    const char *key;
    json_t *member;
    json_object_foreach((json_t *)value, key, member)
    {
        if (key[0] != '_')
            json_object_set_new(object, key, canonical(member));
    }
    if (strncmp(text_of(value, "VersionDescription"), "bayplan:", 8) == 0)
        put_text(object, "VersionDescription", "bayplan:TOKEN");
    if (is_of_the_run(value))
        put_text(object, has(value, "Value") ? "Value" : "value", "RUN");
    return object;
}

json_t *state_canonical(const struct fake *fake)
{
    json_t *dump = canonical(fake->state);
    json_object_del(dump, "credentials");
    json_object_del(dump, "instance_types");
    return dump;
}

void state_settle(struct fake *fake)
{
    enum { TICKS_MAX = 1000 };
    int long_enough = fake->slow + 4; /* nothing takes longer than slow + 1 to show */
    json_t *before = state_canonical(fake);
    for (int tick = 0, still = 0; tick < TICKS_MAX && still < long_enough; tick++) {
        world_tick(fake);
        json_t *now = state_canonical(fake);
        still = json_equal(before, now) ? still + 1 : 0;
        json_decref(before);
        before = now;
    }
    json_decref(before);
}
