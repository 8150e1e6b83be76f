/* test_shared.c — real answers, recorded and from the CLI's own examples, where they are beside the project: each one
 * is read, and each object that is there in numbers comes out in that number. */
#include "data/base/file.h"
#include "tests/unit/observe/answers.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define WIRE "../shared/aws/wire"
#define CLI "../shared/workloads/cli"

static const struct wire_row {
    const char *file; /* "NNN-service.Operation.resp" ends so */
    enum aws_service service;
    const char *operation;
} wire_rows[] = {
    /* the first that fits */
    {"application-autoscaling.DescribeScalableTargets.resp", AWS_APPLICATION_AUTOSCALING, "DescribeScalableTargets"},
    {"application-autoscaling.DescribeScheduledActions.resp", AWS_APPLICATION_AUTOSCALING, "DescribeScheduledActions"},
    {"ec2.DescribeSubnets.resp", AWS_EC2, "DescribeSubnets"},
    {"ec2.DescribeLaunchTemplates.resp", AWS_EC2, "DescribeLaunchTemplates"},
    {"ec2.DescribeLaunchTemplateVersions.resp", AWS_EC2, "DescribeLaunchTemplateVersions"},
    {"autoscaling.DescribeAutoScalingGroups.resp", AWS_AUTOSCALING, "DescribeAutoScalingGroups"},
    {"autoscaling.DescribeScheduledActions.resp", AWS_AUTOSCALING, "DescribeScheduledActions"},
    {"ecs.DescribeClusters.resp", AWS_ECS, "DescribeClusters"},
    {"ecs.DescribeServices.resp", AWS_ECS, "DescribeServices"},
    {"ecs.DescribeTaskDefinition.resp", AWS_ECS, "DescribeTaskDefinition"},
    {"ecs.DescribeCapacityProviders.resp", AWS_ECS, "DescribeCapacityProviders"},
    {"ssm.GetParameter.resp", AWS_SSM, "GetParameter"},
};

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name);
    return length >= strlen(end) && strcmp(name + length - strlen(end), end) == 0;
}

static const struct wire_row *row_of(const char *name)
{
    for (size_t i = 0; i < sizeof wire_rows / sizeof wire_rows[0]; i++)
        if (ends_with(name, wire_rows[i].file))
            return &wire_rows[i];
    return NULL;
}

static int read_wire(struct answers *answers, const char *name, const struct wire_row *row)
{
    char path[512];
    char *bytes;
    size_t length;
    snprintf(path, sizeof path, "%s/%s", WIRE, name);
    assert_true(file_read(path, &answers->arena, &bytes, &length, &answers->err));
    const char *body = strstr(bytes, "\r\n\r\n");
    assert_non_null(body);
    size_t head = (size_t)(body + 4 - bytes);
    if (!answers_add_wire(answers, row->service, row->operation, body + 4, length - head))
        fail_msg("%s: %s %s", name, answers->err.where, answers->err.text);
    return 1;
}

static void replies_off_the_wire(void **state)
{
    (void)state;
    DIR *folder = opendir(WIRE);
    if (folder == NULL) {
        print_message("skipped: " WIRE " is not here\n");
        skip();
        return;
    }
    int count = 0;
    struct answers answers;
    answers_begin(&answers, NULL);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        const struct wire_row *row = row_of(entry->d_name);
        count += row == NULL ? 0 : read_wire(&answers, entry->d_name, row);
    }
    closedir(folder);
    decode_finish(&answers.decoding);
    assert_true(count >= 12);
    assert_non_null(object_value(answers_object(&answers, OBJECT_AUTO_SCALING_GROUP, "", "capplan-asg"), "min_size"));
    assert_string_equal(
        object_value(answers_object(&answers, OBJECT_LAUNCH_TEMPLATE, "", "capplan-lt"), "instance_type"),
        "m6i.xlarge");
    assert_string_equal(
        object_value(answers_object(&answers, OBJECT_SCALABLE_TARGET, "capplan", "web-fargate"), "max_capacity"), "20");
    assert_string_equal(
        object_value(answers_object(&answers, OBJECT_SERVICE_ACTION, "web-fargate", "night"), "timezone"),
        "Europe/Zurich");
    answers_object(&answers, OBJECT_GROUP_ACTION, "capplan-asg", "evening");
    answers_object(&answers, OBJECT_SERVICE, "capplan", "web-fargate");
    answers_object(&answers, OBJECT_TASK_DEFINITION, "", "web:1");
    answers_end(&answers);
}

static bool is_described(const char *name)
{
    return ends_with(name, ".json") && strstr(name, "escribe") != NULL &&
           (strncmp(name, "ecs", 3) == 0 || strstr(name, "autoscaling") != NULL || strstr(name, "emplate") != NULL ||
            strstr(name, "ubnet") != NULL);
}

/* Members that are gone, or of another kind, are passed over; so the files read are counted, and the objects. */
static void read_cli(const char *folder_name, struct answers *answers, int *ret_files)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", CLI, folder_name);
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        struct arena arena = {0};
        char *bytes;
        size_t length;
        if (!is_described(entry->d_name))
            continue;
        snprintf(path, sizeof path, "%s/%s/%s", CLI, folder_name, entry->d_name);
        assert_true(file_read(path, &arena, &bytes, &length, &answers->err));
        if (answers_add(answers, bytes))
            ++*ret_files;
        else if (answers->err.kind != ERROR_NONE)
            fail_msg("%s: %s %s", entry->d_name, answers->err.where, answers->err.text);
        arena_release(&arena);
    }
    closedir(folder);
}

static void answers_of_the_cli(void **state)
{
    (void)state;
    DIR *folder = opendir(CLI);
    if (folder == NULL) {
        print_message("skipped: " CLI " is not here\n");
        skip();
        return;
    }
    closedir(folder);
    struct answers answers;
    int recorded = 0;
    int examples = 0;
    answers_begin(&answers, NULL);
    read_cli("placebo", &answers, &recorded);
    int from_recorded = answers.decoding.objects_count;
    read_cli("cli_examples", &answers, &examples);
    print_message("%d recorded answers with %d objects, %d examples with %d\n", recorded, from_recorded, examples,
                  answers.decoding.objects_count - from_recorded);
    decode_finish(&answers.decoding);
    assert_true(recorded >= 40 && from_recorded >= 40 && examples >= 10);
    assert_string_equal(
        object_value(answers_object(&answers, OBJECT_SERVICE, "default", "my-http-service"), "task_definition"),
        "amazon-ecs-sample:1");
    answers_end(&answers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replies_off_the_wire),
        cmocka_unit_test(answers_of_the_cli),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
