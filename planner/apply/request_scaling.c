/* request_scaling.c — Application Auto Scaling: services' scalable targets and their scheduled actions. */
#include "planner/apply/request_parts.h"

#include <string.h>

static void begin(struct making *making, const char *operation, const char *service, bool repeatable)
{
    making_json(making, AWS_APPLICATION_AUTOSCALING, operation, repeatable);
    json_string(&making->json, "ServiceNamespace", "ecs");
    json_string(&making->json, "ResourceId",
                arena_printf(&making->arena, "service/%s/%s", making->request->steps->cluster, service));
    json_string(&making->json, "ScalableDimension", "ecs:service:DesiredCount");
}

static void add_suspended(struct making *making)
{
    const char *suspended = step_sets(making->request->step, "suspended");
    if (!suspended || (making->request->step->action == STEP_CREATE && suspended[0] == '\0'))
        return;
    json_begin_object(&making->json, "SuspendedState");
    json_boolean(&making->json, "DynamicScalingInSuspended", object_set_has(suspended, "dynamic_in"));
    json_boolean(&making->json, "DynamicScalingOutSuspended", object_set_has(suspended, "dynamic_out"));
    json_boolean(&making->json, "ScheduledScalingSuspended", object_set_has(suspended, "scheduled"));
    json_end_object(&making->json);
}

static void add_tags(struct making *making)
{
    struct own_tag tags[OWN_TAGS];
    own_tags(making->request, tags);
    json_begin_object(&making->json, "Tags");
    for (int i = 0; i < OWN_TAGS; i++)
        json_string(&making->json, tags[i].key, tags[i].value);
    json_end_object(&making->json);
}

static void register_target(struct making *making)
{
    const struct step *step = making->request->step;
    /* With tags it is taken once only: they cannot be given to a target that is there. */
    begin(making, "RegisterScalableTarget", step->object.name, step->action != STEP_CREATE);
    making_json_count(making, "MinCapacity", "min_capacity", step_sets(step, "min_capacity"));
    making_json_count(making, "MaxCapacity", "max_capacity", step_sets(step, "max_capacity"));
    add_suspended(making);
    if (step->action == STEP_CREATE)
        add_tags(making);
    making_json_end(making);
}

static void adopt(struct making *making)
{
    static const char *const keys[] = {TAG_OWNER, TAG_STACK, TAG_RUN};
    const struct request *request = making->request;
    making_json(making, AWS_APPLICATION_AUTOSCALING, gives_back(request) ? "UntagResource" : "TagResource", true);
    json_string(&making->json, "ResourceARN", request->now ? request->now->id : request->step->object.id);
    if (gives_back(request))
        json_strings(&making->json, "TagKeys", keys, OWN_TAGS);
    else
        add_tags(making);
    making_json_end(making);
}

void make_scalable_target(struct making *making)
{
    const struct step *step = making->request->step;
    switch (step->action) {
    case STEP_CREATE:
    case STEP_UPDATE:
        register_target(making);
        return;
    case STEP_DELETE:
        begin(making, "DeregisterScalableTarget", step->object.name, true);
        making_json_end(making);
        return;
    case STEP_ADOPT:
        adopt(making);
        return;
    }
}

void make_service_action(struct making *making)
{
    const struct step *step = making->request->step;
    bool goes = step->action == STEP_DELETE;
    begin(making, goes ? "DeleteScheduledAction" : "PutScheduledAction", step->object.parent, true);
    json_string(&making->json, "ScheduledActionName", step->object.name);
    if (!goes) {
        json_string(&making->json, "Schedule", making_wanted(making, "schedule"));
        json_words(&making->json, "Timezone", making_wanted(making, "timezone"));
        json_begin_object(&making->json, "ScalableTargetAction");
        making_json_count(making, "MinCapacity", "min_capacity", making_wanted(making, "min_capacity"));
        making_json_count(making, "MaxCapacity", "max_capacity", making_wanted(making, "max_capacity"));
        json_end_object(&making->json);
    }
    making_json_end(making);
}
