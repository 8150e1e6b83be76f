/* test_answers.c — what AWS's errors mean for a step: later, look again, or the end of it. */
#include "planner/apply/execute_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    enum aws_service service;
    const char *operation;
    int status;
    const char *code, *words;
    bool lost_before;
    enum answer answer;
} cases[] = {
    {AWS_AUTOSCALING, "CreateAutoScalingGroup", 400, "AlreadyExists", "by this name", false, ANSWER_LOOK},
    {AWS_EC2, "CreateLaunchTemplate", 400, "InvalidLaunchTemplateName.AlreadyExistsException", "", false, ANSWER_LOOK},
    {AWS_ECS, "CreateCapacityProvider", 400, "ClientException", "The specified capacity provider already exists.",
     false, ANSWER_LOOK},
    {AWS_ECS, "CreateService", 400, "InvalidParameterException", "Creation of service was not idempotent.", false,
     ANSWER_LOOK},
    {AWS_ECS, "CreateService", 400, "InvalidParameterException", "Unable to Start a service that is still Draining.",
     false, ANSWER_BUSY},
    {AWS_ECS, "CreateService", 400, "InvalidParameterException",
     "Unable to assume the service linked role. Please verify that the ECS service linked role exists.", false,
     ANSWER_NOT_YET},
    {AWS_ECS, "CreateService", 400, "InvalidParameterException", "desiredCount must not be negative", false,
     ANSWER_FINAL},
    {AWS_ECS, "PutClusterCapacityProviders", 400, "UpdateInProgressException", "", false, ANSWER_BUSY},
    {AWS_ECS, "PutClusterCapacityProviders", 400, "ResourceInUseException", "", false, ANSWER_BUSY},
    {AWS_AUTOSCALING, "DeleteAutoScalingGroup", 400, "ScalingActivityInProgress", "", false, ANSWER_BUSY},
    {AWS_AUTOSCALING, "DeleteAutoScalingGroup", 400, "ValidationError", "AutoScalingGroup name not found - x", false,
     ANSWER_LOOK},
    {AWS_AUTOSCALING, "UpdateAutoScalingGroup", 400, "ValidationError", "Max bound must be above min", false,
     ANSWER_FINAL},
    {AWS_AUTOSCALING, "CreateAutoScalingGroup", 400, "ValidationError",
     "You must use a valid fully-formed launch template. It does not exist.", false, ANSWER_NOT_YET},
    {AWS_APPLICATION_AUTOSCALING, "RegisterScalableTarget", 400, "ValidationException", "ECS service doesn't exist: s",
     false, ANSWER_NOT_YET},
    {AWS_APPLICATION_AUTOSCALING, "PutScheduledAction", 400, "ConcurrentUpdateException", "", false, ANSWER_BUSY},
    {AWS_EC2, "CreateLaunchTemplateVersion", 503, "RequestLimitExceeded", "", false, ANSWER_BUSY},
    {AWS_ECS, "UpdateService", 400, "ThrottlingException", "Rate exceeded", false, ANSWER_BUSY},
    {AWS_ECS, "UpdateService", 400, "AccessDeniedException", "not authorized", false, ANSWER_FINAL},
    {AWS_ECS, "RegisterTaskDefinition", 400, "LimitExceededException", "quota", false, ANSWER_FINAL},
    /* the echo of our own first try */
    {AWS_ECS, "DeleteService", 400, "InvalidParameterException", "no such thing", true, ANSWER_LOOK},
};

static void each_error_means_one_thing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct aws_call call = {.service = cases[i].service, .operation = cases[i].operation};
        struct aws_failure failure = {
            .kind = AWS_REFUSED, .status = cases[i].status, .lost_before = cases[i].lost_before};
        snprintf(failure.code, sizeof failure.code, "%s", cases[i].code);
        if (answer_of(&call, &failure, cases[i].words) != cases[i].answer)
            fail_msg("%s %s %s", cases[i].operation, cases[i].code, cases[i].words);
    }
}

/* What a rollback takes back: calls that were done, or may have been. */
static void what_may_have_been_done_counts(void **state)
{
    (void)state;
    static const struct journal_record records[] = {
        {.kind = RECORD_INTENT, .step = "done"},
        {.kind = RECORD_SENT, .step = "done"},
        {.kind = RECORD_REPLY, .step = "done", .status = 200},
        {.kind = RECORD_INTENT, .step = "refused"},
        {.kind = RECORD_SENT, .step = "refused"},
        {.kind = RECORD_REPLY, .step = "refused", .status = 400},
        {.kind = RECORD_INTENT, .step = "lost"},
        {.kind = RECORD_SENT, .step = "lost"},
        {.kind = RECORD_FAILED, .step = "lost"},
        {.kind = RECORD_INTENT, .step = "announced"},
        {.kind = RECORD_DONE, .step = "so already"},
    };
    struct step list[] = {{.id = "done"},      {.id = "refused"},    {.id = "lost"},
                          {.id = "announced"}, {.id = "so already"}, {.id = "never"}};
    static const bool expected[] = {true, false, true, false, false, false};
    struct steps steps = {.steps = list, .steps_count = 6};
    bool done[6];
    execution_done(records, sizeof records / sizeof records[0], &steps, done);
    assert_memory_equal(done, expected, sizeof done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_error_means_one_thing),
                                       cmocka_unit_test(what_may_have_been_done_counts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
