/* execute_answer.c — what an error of AWS's means for the call that got it.
 *
 * ECS says much under one code (ClientException, InvalidParameterException) and Auto Scaling under ValidationError, so
 * some rows look at AWS's words as well. */
#include "data/aws/retry.h"
#include "planner/apply/execute_parts.h"

#include <string.h>

struct answer_row {
    const char *operation; /* NULL = any */
    const char *code;      /* NULL = any */
    const char *words;     /* in AWS's text; NULL = any */
    enum answer answer;
};

static const struct answer_row rows[] = {
    /* there is one already */
    {"CreateLaunchTemplate", "InvalidLaunchTemplateName.AlreadyExistsException", NULL, ANSWER_LOOK},
    {"CreateAutoScalingGroup", "AlreadyExists", NULL, ANSWER_LOOK},
    {"CreateCapacityProvider", NULL, "already exists", ANSWER_LOOK},
    {"CreateService", NULL, "not idempotent", ANSWER_LOOK},
    {"CreateService", NULL, "still Draining", ANSWER_BUSY},
    {"PutScheduledUpdateGroupAction", "AlreadyExists", NULL, ANSWER_LOOK},
    {"RegisterScalableTarget", "ValidationException", "tags", ANSWER_LOOK},
    /* there is none any more */
    {"DeleteLaunchTemplate", "InvalidLaunchTemplateName.NotFoundException", NULL, ANSWER_LOOK},
    {"DeleteLaunchTemplate", "InvalidLaunchTemplateId.NotFound", NULL, ANSWER_LOOK},
    {"DeleteAutoScalingGroup", "ValidationError", "not found", ANSWER_LOOK},
    {"DeleteScheduledAction", "ValidationError", "not found", ANSWER_LOOK},
    {"DeleteScheduledAction", "ObjectNotFoundException", NULL, ANSWER_LOOK},
    {"DeregisterScalableTarget", "ObjectNotFoundException", NULL, ANSWER_LOOK},
    {"DeleteService", "ServiceNotFoundException", NULL, ANSWER_LOOK},
    {"DeleteService", "ServiceNotActiveException", NULL, ANSWER_LOOK},
    {"DeleteCluster", "ClusterNotFoundException", NULL, ANSWER_LOOK},
    {"DeleteCapacityProvider", NULL, "not found", ANSWER_LOOK},
    {"DeleteCapacityProvider", NULL, "does not exist", ANSWER_LOOK},
    /* something is in progress */
    {NULL, "UpdateInProgressException", NULL, ANSWER_BUSY},
    {NULL, "ResourceInUseException", NULL, ANSWER_BUSY},
    {NULL, "ResourceInUse", NULL, ANSWER_BUSY},
    {NULL, "ScalingActivityInProgress", NULL, ANSWER_BUSY},
    {NULL, "ResourceContention", NULL, ANSWER_BUSY},
    {NULL, "ConcurrentUpdateException", NULL, ANSWER_BUSY},
    {NULL, "ClusterContainsServicesException", NULL, ANSWER_BUSY},
    {NULL, "ClusterContainsTasksException", NULL, ANSWER_BUSY},
    {NULL, "ClusterContainsContainerInstancesException", NULL, ANSWER_BUSY},
    {NULL, "ClusterContainsCapacityProviderException", NULL, ANSWER_BUSY},
    {"DeleteCapacityProvider", NULL, "in use", ANSWER_BUSY},
    {"DeleteCapacityProvider", NULL, "associated with", ANSWER_BUSY},
    {"PutClusterCapacityProviders", NULL, "is in use", ANSWER_BUSY},
    {"PutClusterCapacityProviders", NULL, "update in progress", ANSWER_BUSY},
    {"PutClusterCapacityProviders", NULL, "not in an ACTIVE", ANSWER_BUSY},
    {"PutClusterCapacityProviders", NULL, "not ACTIVE", ANSWER_BUSY},
    /* what the call refers to was made a moment ago */
    {NULL, NULL, "service linked role", ANSWER_NOT_YET},
    {NULL, NULL, "service-linked role", ANSWER_NOT_YET},
    {NULL, "ServiceLinkedRoleFailure", NULL, ANSWER_NOT_YET},
    {"CreateAutoScalingGroup", "ValidationError", "fully-formed launch template", ANSWER_NOT_YET},
    {"UpdateAutoScalingGroup", "ValidationError", "fully-formed launch template", ANSWER_NOT_YET},
    {"UpdateAutoScalingGroup", "ValidationError", "not found", ANSWER_NOT_YET},
    {"SetInstanceProtection", "ValidationError", NULL, ANSWER_NOT_YET},
    {"CreateLaunchTemplateVersion", "InvalidLaunchTemplateName.NotFoundException", NULL, ANSWER_NOT_YET},
    {"CreateLaunchTemplateVersion", "InvalidLaunchTemplateId.NotFound", NULL, ANSWER_NOT_YET},
    {"CreateCapacityProvider", NULL, "does not exist", ANSWER_NOT_YET},
    {"CreateCapacityProvider", NULL, "not found", ANSWER_NOT_YET},
    {"PutClusterCapacityProviders", NULL, "not found", ANSWER_NOT_YET},
    {"PutClusterCapacityProviders", "ClusterNotFoundException", NULL, ANSWER_NOT_YET},
    {"CreateService", "ClusterNotFoundException", NULL, ANSWER_NOT_YET},
    {"CreateService", NULL, "provider was not found", ANSWER_NOT_YET},
    {"CreateService", NULL, "not associated with", ANSWER_NOT_YET},
    {"CreateService", NULL, "Unable to describe task definition", ANSWER_NOT_YET},
    {"CreateService", NULL, "TaskDefinition not found", ANSWER_NOT_YET},
    {"UpdateService", NULL, "provider was not found", ANSWER_NOT_YET},
    {"UpdateService", NULL, "not associated with", ANSWER_NOT_YET},
    {"UpdateService", NULL, "TaskDefinition not found", ANSWER_NOT_YET},
    {"UpdateService", "ServiceNotFoundException", NULL, ANSWER_NOT_YET},
    {"TagResource", "ResourceNotFoundException", NULL, ANSWER_NOT_YET},
    {"TagResource", "ClusterNotFoundException", NULL, ANSWER_NOT_YET},
    {"CreateTags", "InvalidLaunchTemplateId.NotFound", NULL, ANSWER_NOT_YET},
    {"RegisterScalableTarget", "ValidationException", "doesn't exist", ANSWER_NOT_YET},
    {"RegisterScalableTarget", "ValidationException", "not found", ANSWER_NOT_YET},
    {"PutScheduledAction", "ObjectNotFoundException", NULL, ANSWER_NOT_YET},
    {"PutScheduledUpdateGroupAction", "ValidationError", "not found", ANSWER_NOT_YET},
};

static bool matches(const struct answer_row *row, const struct aws_call *call, const char *code, const char *words)
{
    return (!row->operation || strcmp(row->operation, call->operation) == 0) &&
           (!row->code || strcmp(row->code, code) == 0) && (!row->words || strcasestr(words, row->words) != NULL);
}

enum answer answer_of(const struct aws_call *call, const struct aws_failure *failure, const char *words)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (matches(&rows[i], call, failure->code, words))
            return rows[i].answer;
    enum retry_class class = retry_classify(call->service, failure->status, failure->code);
    if (class == RETRY_THROTTLED || class == RETRY_TRANSIENT)
        return ANSWER_BUSY;
    return failure->lost_before ? ANSWER_LOOK : ANSWER_FINAL;
}
