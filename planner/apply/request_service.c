/* request_service.c — ECS services. What a step does not change is not sent, so that it stays as it is. */
#include "planner/apply/request_parts.h"

#include <string.h>

static bool sets(const struct making *making, const char *property)
{
    const char *value = step_sets(making->request->step, property);
    return value && (value[0] != '\0' || making->request->step->action == STEP_UPDATE);
}

/* "spread:attribute:ecs.availability-zone,binpack:memory" */
static void add_placement(struct making *making)
{
    char *part = NULL;
    if (!sets(making, "placement_strategy"))
        return;
    json_begin_list(&making->json, "placementStrategy");
    for (const char *at = making_wanted(making, "placement_strategy"); object_set_next(&at, &making->arena, &part);) {
        char *field = strchr(part, ':');
        if (field)
            *field++ = '\0';
        json_begin_object(&making->json, NULL);
        json_string(&making->json, "type", part);
        json_words(&making->json, "field", field);
        json_end_object(&making->json);
    }
    json_end_list(&making->json);
}

bool service_request_needs_source(const struct step *step)
{
    return step->object.kind == OBJECT_SERVICE && step->action == STEP_UPDATE &&
           (step_sets(step, "minimum_healthy_percent") || step_sets(step, "maximum_percent") ||
            step_sets(step, "circuit_breaker"));
}

/* Alarms, bake time, hooks ...: bayplan has no say in them. */
static void copy_the_rest(struct making *making)
{
    const struct node *source = making->request->source;
    const struct node *list = source ? node_child(source, "services") : NULL;
    const struct node *service = list && list->kind == NODE_LIST ? list->first : NULL;
    const struct node *known = service ? node_child(service, "deploymentConfiguration") : NULL;
    for (const struct node *node = known ? known->first : NULL; node; node = node->next)
        if (strcmp(node->name, "deploymentCircuitBreaker") != 0 && strcmp(node->name, "maximumPercent") != 0 &&
            strcmp(node->name, "minimumHealthyPercent") != 0)
            making_copy(making, node->name, node);
}

/* Sent whole: what is left out would become AWS's default. */
static void add_deployment_configuration(struct making *making)
{
    if (!sets(making, "minimum_healthy_percent") && !sets(making, "maximum_percent") &&
        !sets(making, "circuit_breaker"))
        return;
    const char *breaker = making_wanted(making, "circuit_breaker");
    bool rolls_back = strcmp(breaker, "rollback") == 0;
    struct json_writer *json = &making->json;
    json_begin_object(json, "deploymentConfiguration");
    json_begin_object(json, "deploymentCircuitBreaker");
    json_boolean(json, "enable", rolls_back || strcmp(breaker, "enable") == 0);
    json_boolean(json, "rollback", rolls_back);
    json_end_object(json);
    making_json_count(making, "maximumPercent", "maximum_percent", making_wanted(making, "maximum_percent"));
    making_json_count(making, "minimumHealthyPercent", "minimum_healthy_percent",
                      making_wanted(making, "minimum_healthy_percent"));
    if (making->request->step->action == STEP_UPDATE)
        copy_the_rest(making);
    json_end_object(json);
}

static void add_names(struct making *making, const char *key, const char *set)
{
    char *part = NULL;
    if (set[0] == '\0')
        return;
    json_begin_list(&making->json, key);
    for (const char *at = set; object_set_next(&at, &making->arena, &part);)
        json_string(&making->json, NULL, part);
    json_end_list(&making->json);
}

static void add_network(struct making *making)
{
    const char *subnets = making_wanted(making, "subnets");
    if (subnets[0] == '\0' || (!sets(making, "subnets") && !sets(making, "security_groups")))
        return;
    json_begin_object(&making->json, "networkConfiguration");
    json_begin_object(&making->json, "awsvpcConfiguration");
    add_names(making, "subnets", subnets);
    add_names(making, "securityGroups", making_wanted(making, "security_groups"));
    json_end_object(&making->json);
    json_end_object(&making->json);
}

static void add_settings(struct making *making)
{
    const struct step *step = making->request->step;
    const char *task_definition = step_sets(step, "task_definition");
    json_words(&making->json, "taskDefinition", task_definition);
    making_json_count(making, "desiredCount", "desired_count", step_sets(step, "desired_count"));
    if (sets(making, "capacity_provider_strategy"))
        making_strategy(making, "capacityProviderStrategy", "capacity_provider_strategy",
                        making_wanted(making, "capacity_provider_strategy"));
    add_placement(making);
    add_deployment_configuration(making);
    const char *rebalancing = step_sets(step, "availability_zone_rebalancing");
    if (rebalancing && rebalancing[0] != '\0')
        json_string(&making->json, "availabilityZoneRebalancing", word_is_on(rebalancing) ? "ENABLED" : "DISABLED");
    add_network(making);
}

static void create(struct making *making)
{
    making_json(making, AWS_ECS, "CreateService", true);
    json_string(&making->json, "cluster", making->request->steps->cluster);
    json_string(&making->json, "serviceName", making->request->step->object.name);
    json_string(&making->json, "clientToken", making->request->token);
    add_settings(making);
    making_json_tags(making, "tags");
    making_json_end(making);
}

/* Each forced deployment is one more, so the call is not harmless twice. A new strategy is only taken with one; the
 * placement strategy reaches tasks that run only with one. */
static void update(struct making *making)
{
    bool forces = sets(making, "capacity_provider_strategy") || sets(making, "placement_strategy");
    making_json(making, AWS_ECS, "UpdateService", !forces);
    json_string(&making->json, "cluster", making->request->steps->cluster);
    json_string(&making->json, "service", making->request->step->object.name);
    add_settings(making);
    if (forces)
        json_boolean(&making->json, "forceNewDeployment", true);
    making_json_end(making);
}

void make_service(struct making *making)
{
    const struct step *step = making->request->step;
    switch (step->action) {
    case STEP_CREATE:
        create(making);
        return;
    case STEP_UPDATE:
        update(making);
        return;
    case STEP_DELETE:
        making_json(making, AWS_ECS, "DeleteService", true);
        json_string(&making->json, "cluster", making->request->steps->cluster);
        json_string(&making->json, "service", step->object.name);
        json_boolean(&making->json, "force", true);
        making_json_end(making);
        return;
    case STEP_ADOPT:
        making_ecs_adopt(making);
        return;
    }
}
