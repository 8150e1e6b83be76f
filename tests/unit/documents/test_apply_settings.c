/* test_apply_settings.c — where a plan is to be applied: read from a profile, with defaults; what AWS takes is taken.
 */
#include "data/profile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct profile load(const char *path)
{
    struct profile profile = {0};
    struct error err = {0};
    if (!profile_load(path, &profile, &err))
        fail_msg("%s: %s", err.where, err.text);
    return profile;
}

/* `more` of a service and of the whole. */
static struct profile parse(const char *name, const char *service, const char *whole)
{
    char text[1024];
    struct profile profile = {0};
    struct error err = {0};
    snprintf(text, sizeof text,
             "{\"schema\": \"bayplan.profile/1\", \"name\": \"%s\", \"region\": \"us-east-1\", \"services\": "
             "[{\"name\": \"a\", \"cpu_units\": 1, \"memory_mib\": 6, \"tasks\": 1%s}]%s}",
             name, service, whole);
    if (!profile_parse("test", text, strlen(text), &profile, &err))
        fail_msg("%s: %s: %s", text, err.where, err.text);
    return profile;
}

static void every_key_is_read(void **state)
{
    (void)state;
    struct profile profile = load("tests/unit/documents/full.json");
    const struct apply_settings *apply = &profile.apply;
    assert_true(apply->given);
    assert_string_equal(apply->account, "012345678901");
    assert_string_equal(apply->cluster, "every_key-1");
    assert_int_equal(apply->subnets.count, 2);
    assert_string_equal(apply->subnets.items[1], "subnet-89abcdef");
    assert_int_equal(apply->security_groups.count, 2);
    assert_string_equal(apply->security_groups.items[0], "sg-0123456789abcdef0");
    assert_string_equal(apply->instance_profile,
                        "arn:aws:iam::012345678901:instance-profile/ecs/nodes/ecsInstanceRole@2");
    assert_string_equal(apply->image_parameters.x86_64, "/own/image.x86:3");
    assert_string_equal(apply->image_parameters.arm64, "own-arm64");
    assert_string_equal(apply->image_parameters.gpu, "/own/gpu_image");
    assert_string_equal(profile.services[0].task_definition, "web_Frontend-2:17");
    assert_string_equal(profile.services[1].task_definition, "logs");
    assert_string_equal(profile.services[2].task_definition, "");
    profile_release(&profile);
}

static void assert_defaults(const struct apply_settings *apply, const char *cluster)
{
    assert_string_equal(apply->account, "");
    assert_string_equal(apply->cluster, cluster);
    assert_int_equal(apply->subnets.count + apply->security_groups.count, 0);
    assert_string_equal(apply->instance_profile, "");
    assert_string_equal(apply->image_parameters.x86_64,
                        "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id");
    assert_string_equal(apply->image_parameters.arm64,
                        "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id");
    assert_string_equal(apply->image_parameters.gpu,
                        "/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id");
}

/* A profile that is only planned may have any name; one that is to be applied has a cluster. */
static void defaults_are_awss_names_and_the_profiles(void **state)
{
    (void)state;
    struct profile planned = parse("north & co", "", ""), applied = parse("north", "", ", \"apply\": {}"),
                   half = parse("north", "", ", \"apply\": {\"image_parameters\": {\"gpu\": \"/own\"}}");
    assert_false(planned.apply.given);
    assert_true(applied.apply.given);
    assert_defaults(&planned.apply, "north & co");
    assert_defaults(&applied.apply, "north");
    assert_string_equal(half.apply.image_parameters.gpu, "/own");
    assert_string_equal(half.apply.image_parameters.x86_64, planned.apply.image_parameters.x86_64);
    assert_string_equal(planned.services[0].task_definition, "");
    profile_release(&planned);
    profile_release(&applied);
    profile_release(&half);
}

static void what_aws_takes_is_taken(void **state)
{
    (void)state;
    static const char *const services[] = {", \"task_definition\": \"w\"", ", \"task_definition\": \"Web-1_x:1\"",
                                           ", \"task_definition\": \"9:999999999\""};
    static const char *const wholes[] = {
        ", \"apply\": {\"instance_profile\": \"a+=,.@_-Z9\"}",
        ", \"apply\": {\"instance_profile\": \"arn:aws-us-gov:iam::123456789012:instance-profile/x\"}",
        ", \"apply\": {\"subnets\": [], \"security_groups\": []}",
        ", \"apply\": {\"image_parameters\": {\"arm64\": \"amis/own\"}}"};
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
        struct profile profile = parse("n", services[i], "");
        profile_release(&profile);
    }
    for (size_t i = 0; i < sizeof wholes / sizeof wholes[0]; i++) {
        struct profile profile = parse("n", "", wholes[i]);
        assert_true(profile.apply.given);
        profile_release(&profile);
    }
}

/* A copy outlives what it was copied from. */
static void a_copy_stands_alone(void **state)
{
    (void)state;
    struct profile profile = load("tests/unit/documents/full.json");
    struct arena arena = {0};
    struct apply_settings copy = apply_settings_copy(&profile.apply, &arena);
    profile_release(&profile);
    assert_true(copy.given);
    assert_string_equal(copy.cluster, "every_key-1");
    assert_string_equal(copy.subnets.items[1], "subnet-89abcdef");
    assert_string_equal(copy.security_groups.items[1], "sg-89abcdef");
    assert_string_equal(copy.image_parameters.gpu, "/own/gpu_image");
    arena_release(&arena);
}

/* The example that is applied in README and tests: a pool, Fargate, and a demand that varies. */
static void the_example_can_be_applied(void **state)
{
    (void)state;
    struct profile profile = load("data/examples/apply.json");
    assert_true(profile.apply.given && profile.apply.subnets.count == profile.zones.count);
    assert_int_equal(profile.hours, 24);
    for (int i = 0; i < profile.services_count; i++)
        assert_string_not_equal(profile.services[i].task_definition, "");
    profile_release(&profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_read),          cmocka_unit_test(defaults_are_awss_names_and_the_profiles),
        cmocka_unit_test(what_aws_takes_is_taken),    cmocka_unit_test(a_copy_stands_alone),
        cmocka_unit_test(the_example_can_be_applied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
