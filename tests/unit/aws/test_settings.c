/* test_settings.c — profile, region and endpoints: the AWS CLI's names, in its order. */
#include "data/aws/endpoint.h"
#include "data/aws/settings.h"
#include "tests/unit/aws/home.h"

#define CONFIG                                                                                                         \
    "[default]\nregion = eu-west-1\n[profile ops]\nregion = eu-west-2\nendpoint_url = http://127.0.0.1:2\n"            \
    "[profile none]\noutput = json\n[plain]\nregion = x\n"                                                             \
    "[profile local]\nregion = eu-west-3\nservices = near\nendpoint_url = http://127.0.0.1:3\n"                        \
    "[profile lost]\nservices = nowhere\n"                                                                             \
    "[profile off]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:4\nignore_configured_endpoint_urls = True\n"   \
    "[services near]\nauto_scaling =\n  endpoint_url = http://localhost:5\necs =\n  endpoint_url = "                   \
    "https://ecs.example/\n"
#define CREDENTIALS "[default]\naws_access_key_id = A\n[keys]\nregion = eu-north-1\n[ops]\nregion = sa-east-1\n"

enum { PAIRS_MAX = 4 };

struct settings_case {
    const char *const environment[PAIRS_MAX];
    struct aws_options options;
    const char *profile, *region; /* NULL = refused */
    const char *where, *says;
};

static void check_settings(const struct settings_case *expected)
{
    struct aws_settings settings = {0};
    struct error err = {0};
    environment_set(expected->environment);
    bool ok = aws_settings_read(&expected->options, &settings, &err);
    if (ok != (expected->profile != NULL))
        fail_msg("%s: %s: %s", expected->says ? expected->says : expected->region, err.where, err.text);
    if (ok) {
        assert_string_equal(settings.profile, expected->profile);
        assert_string_equal(settings.region, expected->region);
    } else {
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_non_null(strstr(err.where, expected->where));
        if (!strstr(err.text, expected->says))
            fail_msg("\"%s\" does not say \"%s\"", err.text, expected->says);
    }
    aws_settings_release(&settings);
    environment_clear();
}

static void profile_and_region(void **state)
{
    (void)state;
    static const struct settings_case cases[] = {
        {.profile = "default", .region = "eu-west-1"},
        {.options = {.profile = "ops"}, .profile = "ops", .region = "sa-east-1"},
        {.environment = {"AWS_PROFILE=local"}, .profile = "local", .region = "eu-west-3"},
        {.environment = {"AWS_DEFAULT_PROFILE=local"}, .profile = "local", .region = "eu-west-3"},
        {.environment = {"AWS_PROFILE=ops", "AWS_DEFAULT_PROFILE=ops"}, .profile = "ops", .region = "sa-east-1"},
        {.environment = {"AWS_PROFILE=ops", "AWS_DEFAULT_PROFILE=local"}, .where = "AWS_PROFILE", .says = "unset one"},
        {.environment = {"AWS_PROFILE=missing"},
         .options = {.profile = "keys"},
         .profile = "keys",
         .region = "eu-north-1"},
        {.environment = {"AWS_PROFILE="}, .profile = "default", .region = "eu-west-1"},
        {.options = {.profile = "none"}, .profile = "none", .region = ""},
        /* the environment's region goes before the profile's, the option before both */
        {.environment = {"AWS_REGION=us-east-2"},
         .options = {.profile = "ops"},
         .profile = "ops",
         .region = "us-east-2"},
        {.environment = {"AWS_DEFAULT_REGION=us-east-2"}, .profile = "default", .region = "us-east-2"},
        {.environment = {"AWS_REGION=us-east-2", "AWS_DEFAULT_REGION=us-east-2"},
         .profile = "default",
         .region = "us-east-2"},
        {.environment = {"AWS_REGION=us-east-2", "AWS_DEFAULT_REGION=us-west-1"},
         .where = "AWS_REGION",
         .says = "\"us-east-2\", but AWS_DEFAULT_REGION is \"us-west-1\""},
        {.environment = {"AWS_REGION=us-east-2", "AWS_DEFAULT_REGION=us-west-1"},
         .options = {.region = "ap-south-1"},
         .profile = "default",
         .region = "ap-south-1"},
        {.environment = {"AWS_REGION=", "AWS_DEFAULT_REGION=us-west-1"}, .profile = "default", .region = "us-west-1"},
        {.environment = {"AWS_REGION=evil.com/"}, .where = "AWS_REGION", .says = "no region's name"},
        {.options = {.region = "US-EAST-1"}, .where = "--region", .says = "no region's name"},
        {.options = {.region = "-x"}, .where = "--region", .says = "no region's name"},
        /* profiles that are not there */
        {.options = {.profile = "opps"}, .where = "--profile", .says = "did you mean \"ops\"?"},
        {.environment = {"AWS_PROFILE=quite-another"}, .where = "AWS_PROFILE", .says = "no profile \"quite-another\""},
        {.options = {.profile = "plain"}, .where = "--profile", .says = "is written [profile plain]"},
    };
    home_write("config", CONFIG);
    home_write("credentials", CREDENTIALS);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_settings(&cases[i]);
}

static void files_named(void **state)
{
    (void)state;
    char path[256], pair[300];
    home_write("config", "[default]\nregion = eu-west-1\n");
    home_write("token", "[default]\nregion = eu-west-2\n");
    snprintf(pair, sizeof pair, "AWS_CONFIG_FILE=%s", home_path("token", path));
    check_settings(&(struct settings_case){.environment = {pair}, .profile = "default", .region = "eu-west-2"});
    check_settings(&(struct settings_case){
        .environment = {"AWS_CONFIG_FILE=~/.aws/token"}, .profile = "default", .region = "eu-west-2"});
    /* the credentials file may say it too, and before the config file */
    snprintf(pair, sizeof pair, "AWS_SHARED_CREDENTIALS_FILE=%s", home_path("token", path));
    check_settings(&(struct settings_case){.environment = {pair}, .profile = "default", .region = "eu-west-2"});
    check_settings(&(struct settings_case){
        .environment = {"AWS_CONFIG_FILE=/nowhere/config"}, .profile = "default", .region = ""});
    home_write("config", "[default]\nregion = eu-west-1\n[profile default]\nregion = eu-west-3\n");
    check_settings(&(struct settings_case){.profile = "default", .region = "eu-west-3"});
    home_write("config", "[default]\nregion = EU\n");
    check_settings(&(struct settings_case){.where = "/.aws/config:2: [default] region", .says = "no region's name"});
    home_write("config", "[default]\nregion eu-west-1\n");
    check_settings(&(struct settings_case){.where = "/.aws/config:2: [default]", .says = "key = value"});
}

struct lines {
    char text[1024];
};

static void take_line(void *context, const char *line)
{
    struct lines *lines = context;
    snprintf(lines->text + strlen(lines->text), sizeof lines->text - strlen(lines->text), "%s\n", line);
}

static void warns_of_readers(void **state)
{
    (void)state;
    char path[256];
    struct lines lines = {""};
    struct aws_settings settings = {0};
    struct error err = {0};
    const struct aws_options options = {.log = take_line, .log_context = &lines};
    home_write("config", "[default]\nregion = eu-west-1\n");
    home_write("credentials", "[default]\naws_access_key_id = A\naws_secret_access_key = hush\n");
    assert_true(aws_settings_read(&options, &settings, &err));
    assert_string_equal(lines.text, "");
    aws_settings_release(&settings);
    chmod(home_path("config", path), 0644); /* it holds no secret */
    chmod(home_path("credentials", path), 0640);
    assert_true(aws_settings_read(&options, &settings, &err));
    assert_memory_equal(lines.text, "warning: ", 9);
    assert_non_null(strstr(lines.text, "chmod 600"));
    assert_null(strstr(lines.text, "/config"));
    assert_null(strstr(lines.text, "hush"));
    aws_settings_release(&settings);
}

/* --- endpoints --- */

struct endpoint_case {
    const char *const environment[PAIRS_MAX];
    struct aws_options options;
    enum aws_service service;
    const char *url; /* NULL = refused */
    const char *where, *says;
};

static void check_endpoint(const struct endpoint_case *expected)
{
    struct aws_settings settings = {0};
    struct error err = {0};
    char url[ENDPOINT_URL_SIZE];
    environment_set(expected->environment);
    assert_true(aws_settings_read(&expected->options, &settings, &err));
    bool ok = aws_endpoint(&settings, expected->service, url, &err);
    if (ok != (expected->url != NULL))
        fail_msg("%s: %s: %s", expected->url ? expected->url : expected->says, err.where, err.text);
    if (ok) {
        assert_string_equal(url, expected->url);
    } else {
        assert_int_equal(err.kind, ERROR_INPUT);
        if (!strstr(err.where, expected->where) || !strstr(err.text, expected->says))
            fail_msg("\"%s: %s\" does not say \"%s: %s\"", err.where, err.text, expected->where, expected->says);
        assert_null(strstr(err.text, "hush"));
    }
    aws_settings_release(&settings);
    environment_clear();
}

static void endpoints_of_regions(void **state)
{
    (void)state;
    static const struct endpoint_case cases[] = {
        {.options = {.region = "us-east-1"}, .service = AWS_ECS, .url = "https://ecs.us-east-1.amazonaws.com"},
        {.options = {.region = "us-east-1"}, .service = AWS_STS, .url = "https://sts.us-east-1.amazonaws.com"},
        {.options = {.region = "cn-north-1"}, .service = AWS_EC2, .url = "https://ec2.cn-north-1.amazonaws.com.cn"},
        {.options = {.region = "us-gov-west-1"},
         .service = AWS_APPLICATION_AUTOSCALING,
         .url = "https://application-autoscaling.us-gov-west-1.amazonaws.com"},
        {.options = {.region = "us-isob-east-1"},
         .service = AWS_SSM,
         .url = "https://ssm.us-isob-east-1.sc2s.sgov.gov"},
        {.service = AWS_ECS, .where = "", .says = "no region"},
        {.environment = {"AWS_USE_FIPS_ENDPOINT=TRUE"},
         .options = {.region = "us-east-1"},
         .service = AWS_AUTOSCALING,
         .where = "AWS_USE_FIPS_ENDPOINT",
         .says = "AWS_ENDPOINT_URL_AUTO_SCALING"},
        {.environment = {"AWS_USE_FIPS_ENDPOINT=true", "AWS_ENDPOINT_URL_ECS=https://ecs-fips.us-east-1.amazonaws.com"},
         .service = AWS_ECS,
         .url = "https://ecs-fips.us-east-1.amazonaws.com"},
        {.environment = {"AWS_USE_DUALSTACK_ENDPOINT=true"},
         .options = {.region = "us-east-1"},
         .service = AWS_ECS,
         .where = "AWS_USE_DUALSTACK_ENDPOINT",
         .says = "dual-stack"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_endpoint(&cases[i]);
    assert_string_equal(aws_partition_of("us-east-1"), "aws");
    assert_string_equal(aws_partition_of("us-gov-east-1"), "aws-us-gov");
    assert_string_equal(aws_partition_of("cn-northwest-1"), "aws-cn");
}

static void endpoints_configured(void **state)
{
    (void)state;
    static const struct endpoint_case cases[] = {
        /* option, service's variable, variable, services section, profile */
        {.environment = {"AWS_PROFILE=local", "AWS_ENDPOINT_URL_ECS=http://127.0.0.1:7",
                         "AWS_ENDPOINT_URL=http://127.0.0.1:8"},
         .options = {.endpoint = "http://127.0.0.1:9"},
         .url = "http://127.0.0.1:9",
         .service = AWS_ECS},
        {.environment = {"AWS_PROFILE=local", "AWS_ENDPOINT_URL_ECS=http://127.0.0.1:7",
                         "AWS_ENDPOINT_URL=http://127.0.0.1:8"},
         .url = "http://127.0.0.1:7",
         .service = AWS_ECS},
        {.environment = {"AWS_PROFILE=local", "AWS_ENDPOINT_URL_ECS=http://127.0.0.1:7",
                         "AWS_ENDPOINT_URL=http://127.0.0.1:8"},
         .url = "http://127.0.0.1:8",
         .service = AWS_AUTOSCALING},
        {.options = {.profile = "local"}, .url = "http://localhost:5", .service = AWS_AUTOSCALING},
        {.options = {.profile = "local"}, .url = "https://ecs.example", .service = AWS_ECS},
        {.options = {.profile = "local"}, .url = "http://127.0.0.1:3", .service = AWS_STS},
        {.options = {.profile = "ops"}, .url = "http://127.0.0.1:2", .service = AWS_SSM},
        {.options = {.profile = "lost"},
         .where = "config:15: [profile lost] services",
         .says = "no [services nowhere]",
         .service = AWS_ECS},
        /* passed over, but for the option */
        {.options = {.profile = "off"}, .url = "https://ecs.eu-west-1.amazonaws.com", .service = AWS_ECS},
        {.environment = {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true", "AWS_ENDPOINT_URL=http://127.0.0.1:8"},
         .options = {.profile = "local"},
         .url = "https://ecs.eu-west-3.amazonaws.com",
         .service = AWS_ECS},
        {.environment = {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true"},
         .options = {.endpoint = "http://127.0.0.1:9"},
         .url = "http://127.0.0.1:9",
         .service = AWS_ECS},
        {.environment = {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=false", "AWS_ENDPOINT_URL=http://127.0.0.1:8"},
         .options = {.profile = "off"},
         .url = "http://127.0.0.1:8",
         .service = AWS_ECS},
        /* what is no endpoint */
        {.environment = {"AWS_ENDPOINT_URL=http://ecs.example"},
         .where = "AWS_ENDPOINT_URL",
         .says = "http",
         .service = AWS_ECS},
        {.environment = {"AWS_ENDPOINT_URL_ECS=https://user:hush@ecs.example"},
         .where = "AWS_ENDPOINT_URL_ECS",
         .says = "",
         .service = AWS_ECS},
        {.options = {.endpoint = "https://ecs.example/path"},
         .where = "--endpoint-url",
         .says = "nothing behind it",
         .service = AWS_ECS},
        {.options = {.endpoint = "https://ecs.example?a=hush"},
         .where = "--endpoint-url",
         .says = "nothing behind it",
         .service = AWS_ECS},
        {.options = {.endpoint = "ecs.example"}, .where = "--endpoint-url", .says = "", .service = AWS_ECS},
        {.options = {.endpoint = "ftp://127.0.0.1"}, .where = "--endpoint-url", .says = "", .service = AWS_ECS},
        {.options = {.endpoint = "https://ecs.example/"}, .url = "https://ecs.example", .service = AWS_ECS},
    };
    home_write("config", CONFIG);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_endpoint(&cases[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(profile_and_region, home_make, home_remove),
        cmocka_unit_test_setup_teardown(files_named, home_make, home_remove),
        cmocka_unit_test_setup_teardown(warns_of_readers, home_make, home_remove),
        cmocka_unit_test_setup_teardown(endpoints_of_regions, home_make, home_remove),
        cmocka_unit_test_setup_teardown(endpoints_configured, home_make, home_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
