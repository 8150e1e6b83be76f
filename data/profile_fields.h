/* profile_fields.h — the profile's table of fields and the struct it fills; for profile.c and its tests. */
#ifndef BAYPLAN_PROFILE_FIELDS_H
#define BAYPLAN_PROFILE_FIELDS_H

#include "data/profile.h"

struct profile_commitments {
    struct commitment_settings settings; /* held not yet moved in */
    struct field_objects held;
};

struct profile_document {
    const char *schema;
    struct profile profile; /* subnets, services, jobs and commitments not yet moved in */
    struct profile_commitments commitments;
    struct field_objects subnets, services, jobs;
};

/* Of struct profile_document: everything the JSON Schema says, and no more. */
const struct field_table *profile_field_table(void);

/* A document with every default that does not hang on another key. */
void profile_document_init(struct profile_document *document);

/* What one field cannot know of another: demand lengths, names, ports, zones, sizes of the whole. Errors: INPUT, LIMIT.
 * `root` is where the document was read from. */
struct node;
MUST_CHECK bool profile_check(const struct profile *profile, const struct node *root, struct error *err);

/* The part of it that is about subnets: blocks of AWS's sizes, in the profile's zones, none within another. */
MUST_CHECK bool profile_check_subnets(const struct profile *profile, const struct node *root, struct error *err);

/* Can ECS move this REPLICA's tasks between zones? Amazon ECS developer guide, "Balancing an Amazon ECS service across
 * Availability Zones", 2025: more than 100 % allowed, strategies none or first the spread over zones. */
bool rebalancing_is_possible(const struct field_strings *placement_strategies, const struct deployment *deployment);

#define REBALANCING_IMPOSSIBLE                                                                                         \
    "must be false here: ECS rebalances only a REPLICA whose maximum_percent is above 100 and whose "                  \
    "placement_strategies are none or begin with \"spread:attribute:ecs.availability-zone\""

/* Rows of a table whose owner has `key` and `value`, as AWS has tags. */
#define TAG_FIELDS(owner)                                                                                              \
    {.key = "key",                                                                                                     \
     .offset = offsetof(struct owner, key),                                                                            \
     .type = FIELD_STRING,                                                                                             \
     .required = true,                                                                                                 \
     .characters_max = TAG_KEY_CHARACTERS_MAX},                                                                        \
    {                                                                                                                  \
        .key = "value", .offset = offsetof(struct owner, value), .type = FIELD_STRING, .required = true,               \
        .may_be_empty = true, .characters_max = TAG_VALUE_CHARACTERS_MAX                                               \
    }

/* Read by the plan too. */
extern const struct field_table profile_safety_table, profile_deployment_table, profile_tag_table, profile_apply_table,
    profile_spot_table;
extern const struct field_table profile_commitments_table;

void spot_settings_init(struct spot_settings *settings); /* the defaults */
/* Errors: INPUT. `root` holds the key, where it is given. */
MUST_CHECK bool spot_settings_check(const char *file, const struct node *root, const struct spot_settings *settings,
                                    struct error *err);
/* Errors: INPUT, LIMIT. */
MUST_CHECK bool commitment_settings_check(const char *file, const struct node *root,
                                          const struct commitment_settings *settings, struct error *err);

/* What `apply` holds before it is read, and what stands for keys that are not given. */
void apply_settings_init(struct apply_settings *settings);
void apply_settings_default(struct apply_settings *settings, const char *profile_name);
/* Ids and names as AWS writes them. `root` holds the key. Errors: INPUT. */
MUST_CHECK bool apply_settings_check(const char *file, const struct node *root, const struct apply_settings *settings,
                                     struct error *err);
/* The same for a service's task_definition; `owner` holds the key. */
MUST_CHECK bool task_definition_check(const char *file, const struct node *owner, const char *task_definition,
                                      struct error *err);

#endif
