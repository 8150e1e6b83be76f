/* test_credentials_web.c — credentials that are asked for by HTTP: roles of STS, web identities, containers, IMDSv2.
 * Nothing of them is ever shown (walk.h). */
#include "tests/support/loopback.h"
#include "tests/unit/aws/walk.h"

#define BASE_KEYS "aws_access_key_id = BASE\naws_secret_access_key = hush-base\n"
#define ROLE "role_arn = arn:aws:iam::1:role/builder\n"
#define STS(operation, id, expiration)                                                                                 \
    "<" operation "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><" operation                           \
    "Result><AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/builder/s</Arn></AssumedRoleUser><Credentials>"          \
    "<AccessKeyId>" id "</AccessKeyId><SecretAccessKey>hush-" id "</SecretAccessKey><SessionToken>hush-token-" id      \
    "</SessionToken><Expiration>" expiration "</Expiration></Credentials></" operation "Result>"                       \
    "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></" operation "Response>"
#define STS_ERROR(code, message)                                                                                       \
    "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>" code         \
    "</Code><Message>" message "</Message></Error><RequestId>r</RequestId></ErrorResponse>"
#define JSON_KEYS(id, expiration)                                                                                      \
    "{\"Code\":\"Success\",\"AccessKeyId\":\"" id "\",\"SecretAccessKey\":\"hush-" id "\",\"Token\":\"hush-token-" id  \
    "\",\"Expiration\":\"" expiration "\"}"
#define HOUR_LATER "2026-11-22T04:04:05Z"

enum { SCRIPT_MAX = 8 };

struct web_walk {
    struct loopback_reply script[SCRIPT_MAX];
    int count;
    const char *const *variables; /* that get the server's URL, and what follows a space: "NAME /path" */
    struct walk walk;
    int requests;
};

/* The server stays open, for what it was asked. */
static struct loopback *web_check(const struct web_walk *web)
{
    struct loopback *server = loopback_open(web->script, web->count);
    for (const char *const *variable = web->variables; *variable; variable++) {
        char name[128], url[256];
        size_t length = strcspn(*variable, " ");
        snprintf(name, sizeof name, "%.*s", (int)length, *variable);
        snprintf(url, sizeof url, "%s%s", loopback_url(server), (*variable)[length] ? *variable + length + 1 : "");
        setenv(name, url, 1);
    }
    walk_check(&web->walk);
    loopback_stop(server);
    assert_int_equal(loopback_requests(server), web->requests);
    assert_int_equal(loopback_unscripted(server), 0);
    return server;
}

static void asked(const struct loopback *server, int index, const char *what)
{
    if (!strstr(loopback_request(server, index), what))
        fail_msg("request %d has no \"%s\":\n%s", index, what, loopback_request(server, index));
}

static const char *const sts_url[] = {"AWS_ENDPOINT_URL_STS", NULL};

/* --- roles --- */

static void role_of_a_profile(void **state)
{
    (void)state;
    struct loopback *server = web_check(&(struct web_walk){
        .script = {{.match = "Action=AssumeRole&", .body = STS("AssumeRole", "ROLE", HOUR_LATER)}},
        .count = 1,
        .variables = sts_url,
        .walk = {.config =
                     "[profile ops]\nregion = eu-west-1\n" ROLE
                     "source_profile = base\nexternal_id = a b/c\nduration_seconds = 1800\nrole_session_name = me\n",
                 .credentials = "[base]\n" BASE_KEYS "[ops]\n" BASE_KEYS,
                 .options = {.profile = "ops"},
                 .key_id = "ROLE",
                 .token = "hush-token-ROLE",
                 .source = "profile ops, role arn:aws:iam::1:role/builder"},
        .requests = 1});
    asked(server, 0, "Credential=BASE/20261122/eu-west-1/sts/aws4_request");
    asked(server, 0, "Version=2011-06-15");
    asked(server, 0, "&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fbuilder");
    asked(server, 0, "&RoleSessionName=me");
    asked(server, 0, "&DurationSeconds=1800");
    loopback_close(server);
}

/* From role to role, to keys of the environment; each signs the next call. */
static void role_of_a_role(void **state)
{
    (void)state;
    struct loopback *server = web_check(&(struct web_walk){
        .script = {{.match = "Credential=ENV/", .body = STS("AssumeRole", "FIRST", HOUR_LATER)},
                   {.match = "Credential=FIRST/", .body = STS("AssumeRole", "SECOND", HOUR_LATER)}},
        .count = 2,
        .variables = sts_url,
        .walk = {.config = "[profile ops]\nregion = eu-west-1\n" ROLE "source_profile = mid\n[profile mid]\n" ROLE
                           "credential_source = Environment\n",
                 .environment = {"AWS_ACCESS_KEY_ID=ENV", "AWS_SECRET_ACCESS_KEY=hush-env"},
                 .options = {.profile = "ops"},
                 .key_id = "SECOND",
                 .token = "hush-token-SECOND",
                 .source = "profile ops"},
        .requests = 2});
    asked(server, 1, "X-Amz-Security-Token: hush-token-FIRST");
    asked(server, 1, "&RoleSessionName=bayplan-1795316645");
    loopback_close(server);
}

/* A profile that is its own source has keys; a role goes before the credentials file's keys. */
static void role_of_itself(void **state)
{
    (void)state;
    loopback_close(web_check(
        &(struct web_walk){.script = {{.match = "Credential=BASE/", .body = STS("AssumeRole", "ROLE", HOUR_LATER)}},
                           .count = 1,
                           .variables = sts_url,
                           .walk = {.config = "[default]\nregion = eu-west-1\n" ROLE "source_profile = default\n",
                                    .credentials = "[default]\n" BASE_KEYS,
                                    .key_id = "ROLE",
                                    .token = "hush-token-ROLE",
                                    .source = "role"},
                           .requests = 1}));
}

#define OPS_ROLE "[default]\nregion = eu-west-1\n" ROLE "source_profile = base\n"

static void role_refused(void **state)
{
    (void)state;
    static const struct {
        struct loopback_reply reply;
        const char *says;
        int times;
    } cases[] = {
        {{.status = 403, .body = STS_ERROR("AccessDenied", "User x is not authorized")},
         "sts AssumeRole: AccessDenied: User x is not authorized (HTTP 403)",
         1},
        {{.status = 403,
          .body = STS_ERROR("SignatureDoesNotMatch", "The Canonical String is 'POST hush-token'"),
          .no_date = true},
         "is the secret key that of the access key?",
         1},
        {{.status = 418, .body = "hush"}, "HTTP 418 without an error code", 1},
        {{.status = 200, .body = "<html>hush"}, "the reply cannot be read", 1},
        {{.status = 200, .body = STS("AssumeRoleWithSAML", "X", HOUR_LATER)}, "the reply cannot be read", 1},
        {{.status = 200,
          .body = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>A</AccessKeyId>"
                  "<SecretAccessKey>hush</SecretAccessKey></Credentials></AssumeRoleResult>"
                  "</AssumeRoleResponse>"},
         "Credentials are not whole",
         1},
        {{.status = 302, .headers = "Location: http://127.0.0.1:1/\r\n"}, "HTTP 302 without an error code", 1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct web_walk web = {.count = cases[i].times,
                               .variables = sts_url,
                               .walk = {.config = OPS_ROLE,
                                        .credentials = "[base]\n" BASE_KEYS,
                                        .kind = ERROR_AWS,
                                        .where = "[default] role_arn",
                                        .says = cases[i].says},
                               .requests = cases[i].times};
        for (int j = 0; j < cases[i].times; j++)
            web.script[j] = cases[i].reply;
        loopback_close(web_check(&web));
    }
}

static void role_past_trouble(void **state)
{
    (void)state;
    loopback_close(
        web_check(&(struct web_walk){.script = {{.drop = true},
                                                {.status = 400, .body = STS_ERROR("Throttling", "Rate exceeded")},
                                                {.body = STS("AssumeRole", "ROLE", HOUR_LATER)}},
                                     .count = 3,
                                     .variables = sts_url,
                                     .walk = {.config = OPS_ROLE,
                                              .credentials = "[base]\n" BASE_KEYS,
                                              .key_id = "ROLE",
                                              .token = "hush-token-ROLE",
                                              .source = "role"},
                                     .requests = 3}));
}

/* Our clock is hours ahead: STS says so first, its Date is taken, and the client is told. By our clock the credentials
 * would have expired. */
static void clock_learnt(void **state)
{
    (void)state;
    static const struct loopback_reply script[] = {
        {.status = 403,
         .body = STS_ERROR("SignatureDoesNotMatch", "Signature expired"),
         .headers = "Date: Sun, 22 Nov 2026 00:04:05 GMT\r\n",
         .no_date = true},
        {.match = "X-Amz-Date: 20261122T000405Z", .body = STS("AssumeRole", "ROLE", "2026-11-22T01:04:05Z")}};
    struct loopback *server = loopback_open(script, COUNT_OF(script));
    struct walk_chain open;
    struct error err = {0};
    const struct aws_credentials *found = NULL;
    home_write("config", OPS_ROLE);
    home_write("credentials", "[base]\n" BASE_KEYS);
    setenv("AWS_ENDPOINT_URL", loopback_url(server), 1);
    assert_true(walk_open(&open, &(struct aws_options){.profile = NULL}, &err));
    assert_true(aws_credentials_get(open.chain, WALK_NOW, &found, &err));
    assert_string_equal(found->key_id, "ROLE");
    assert_int_equal(aws_chain_skew(open.chain), -3 * 3600);
    assert_int_equal(aws_chain_skew(open.chain), 0);
    walk_close(&open);
    loopback_close(server);
}

static void web_identity(void **state)
{
    (void)state;
    char path[256], file[300];
    home_write("token", "hush.web.token\n");
    snprintf(file, sizeof file, "AWS_WEB_IDENTITY_TOKEN_FILE=%s", home_path("token", path));
    struct loopback *server =
        web_check(&(struct web_walk){.script = {{.match = "Action=AssumeRoleWithWebIdentity&",
                                                 .body = STS("AssumeRoleWithWebIdentity", "WEB", HOUR_LATER)}},
                                     .count = 1,
                                     .variables = sts_url,
                                     .walk = {.credentials = "[default]\n" BASE_KEYS, /* behind it */
                                              .environment = {file, "AWS_ROLE_ARN=arn:aws:iam::1:role/pod",
                                                              "AWS_ROLE_SESSION_NAME=pod", "AWS_REGION=eu-west-1"},
                                              .key_id = "WEB",
                                              .token = "hush-token-WEB",
                                              .source = "web identity, role arn:aws:iam::1:role/pod"},
                                     .requests = 1});
    asked(server, 0, "&WebIdentityToken=hush.web.token");
    asked(server, 0, "&RoleSessionName=pod");
    assert_null(strstr(loopback_request(server, 0), "Authorization"));
    loopback_close(server);
}

/* --- container --- */

static const char *const container_urls[] = {"AWS_CONTAINER_CREDENTIALS_FULL_URI /v2/credentials/x?y=1", NULL};

static void container(void **state)
{
    (void)state;
    char path[256], file[300];
    static const struct loopback_reply good = {.body = JSON_KEYS("BOX", HOUR_LATER)};
    struct loopback *server =
        web_check(&(struct web_walk){.script = {{.status = 500}, good},
                                     .count = 2,
                                     .variables = container_urls,
                                     .walk = {.environment = {"AWS_CONTAINER_AUTHORIZATION_TOKEN=Basic hush"},
                                              .key_id = "BOX",
                                              .token = "hush-token-BOX",
                                              .source = "container"},
                                     .requests = 2});
    asked(server, 1, "GET /v2/credentials/x?y=1 HTTP");
    asked(server, 1, "Authorization: Basic hush");
    loopback_close(server);
    home_write("token", "hush of a file\n");
    snprintf(file, sizeof file, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=%s", home_path("token", path));
    server = web_check(&(struct web_walk){.script = {good},
                                          .count = 1,
                                          .variables = container_urls,
                                          .walk = {.environment = {file, "AWS_CONTAINER_AUTHORIZATION_TOKEN=other"},
                                                   .where = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                                                   .says = "the token has a blank"},
                                          .requests = 0});
    loopback_close(server);
    home_write("token", "hush-of-a-file\n");
    server = web_check(&(struct web_walk){.script = {good},
                                          .count = 1,
                                          .variables = container_urls,
                                          .walk = {.environment = {file, "AWS_CONTAINER_AUTHORIZATION_TOKEN=other"},
                                                   .key_id = "BOX",
                                                   .token = "hush-token-BOX",
                                                   .source = "container"},
                                          .requests = 1});
    asked(server, 0, "Authorization: hush-of-a-file\r\n");
    loopback_close(server);
}

static void container_refused(void **state)
{
    (void)state;
    static const struct walk walks[] = {
        {.environment = {"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://10.0.0.1/x"},
         .where = "AWS_CONTAINER_CREDENTIALS_FULL_URI",
         .says = "http"},
        {.environment = {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=@evil.example/x"},
         .where = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
         .says = "begin with '/'"},
        {.environment = {"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:1/x",
                         "AWS_CONTAINER_AUTHORIZATION_TOKEN=hush\nX-Evil: 1"},
         .where = "AWS_CONTAINER_AUTHORIZATION_TOKEN",
         .says = "control character"},
    };
    for (size_t i = 0; i < COUNT_OF(walks); i++)
        walk_check(&walks[i]);
    loopback_close(web_check(&(struct web_walk){
        .script = {{.status = 403, .body = "hush"}},
        .count = 1,
        .variables = container_urls,
        .walk = {.kind = ERROR_AWS, .where = "AWS_CONTAINER_CREDENTIALS_FULL_URI", .says = "refused: HTTP 403"},
        .requests = 1}));
}

/* --- instance --- */

static const char *const imds_urls[] = {"AWS_EC2_METADATA_SERVICE_ENDPOINT /", NULL};

#define IMDS_ON "AWS_EC2_METADATA_DISABLED=false"

static void instance(void **state)
{
    (void)state;
    struct loopback *server = web_check(&(struct web_walk){
        .script = {{.match = "PUT /latest/api/token HTTP", .body = "hush-imds"},
                   {.match = "GET /latest/meta-data/iam/security-credentials/ HTTP", .body = "web-role\n"},
                   {.match = "GET /latest/meta-data/iam/security-credentials/web-role HTTP",
                    .body = JSON_KEYS("BOX", HOUR_LATER)}},
        .count = 3,
        .variables = imds_urls,
        .walk = {.environment = {IMDS_ON},
                 .key_id = "BOX",
                 .token = "hush-token-BOX",
                 .source = "instance role web-role (IMDSv2)"},
        .requests = 3});
    asked(server, 0, "X-aws-ec2-metadata-token-ttl-seconds: 21600");
    asked(server, 1, "X-aws-ec2-metadata-token: hush-imds");
    asked(server, 2, "X-aws-ec2-metadata-token: hush-imds");
    loopback_close(server);
}

/* Version 1 is never asked; no role, no IMDS and IMDS switched off are "no credentials", the rest is an error. */
static void instance_without(void **state)
{
    (void)state;
#define TOKEN                                                                                                          \
    {                                                                                                                  \
        .match = "PUT", .body = "hush-imds"                                                                            \
    }
    static const struct web_walk webs[] = {
        {.script = {{.status = 404}}, .count = 1, .walk = {.says = "no AWS credentials", .where = ""}, .requests = 1},
        {.script = {{.status = 403}}, .count = 1, .walk = {.says = "no AWS credentials", .where = ""}, .requests = 1},
        {.script = {{.drop = true}}, .count = 1, .walk = {.says = "no AWS credentials", .where = ""}, .requests = 1},
        {.script = {TOKEN, {.status = 404}},
         .count = 2,
         .walk = {.says = "no AWS credentials", .where = ""},
         .requests = 2},
        {.script = {{.body = "hush\r\nX-Evil: 1"}},
         .count = 1,
         .walk = {.kind = ERROR_AWS, .where = "http://127", .says = "token that is none"},
         .requests = 1},
        {.script = {TOKEN, {.body = "<html>hush</html>"}},
         .count = 2,
         .walk = {.kind = ERROR_AWS, .where = "http://127", .says = "no role's name"},
         .requests = 2},
        {.script = {TOKEN, {.body = "../../x"}},
         .count = 2,
         .walk = {.kind = ERROR_AWS, .where = "http://127", .says = "no role's name"},
         .requests = 2},
        {.script = {TOKEN, {.body = "r"}, {.body = "{\"Code\":\"Failed\",\"Message\":\"hush\"}"}},
         .count = 3,
         .walk = {.kind = ERROR_AWS, .where = "http://127", .says = "no AccessKeyId"},
         .requests = 3},
        {.script = {TOKEN, {.body = "r"}, {.body = JSON_KEYS("OLD", "2026-11-22T03:04:05Z")}},
         .count = 3,
         .walk = {.where = "instance role r", .says = "expired at"},
         .requests = 3},
    };
    for (size_t i = 0; i < COUNT_OF(webs); i++) {
        struct web_walk web = {.count = webs[i].count, .variables = imds_urls, .requests = webs[i].requests};
        memcpy(web.script, webs[i].script, sizeof web.script);
        struct walk walk = {.environment = {IMDS_ON},
                            .kind = webs[i].walk.kind,
                            .where = webs[i].walk.where,
                            .says = webs[i].walk.says};
        memcpy(&web.walk, &walk, sizeof walk);
        loopback_close(web_check(&web));
    }
    loopback_close(web_check(&(struct web_walk){
        .variables = imds_urls,
        .walk = {.where = "", .says = "no AWS credentials", .environment = {"AWS_EC2_METADATA_DISABLED=TRUE"}}}));
    walk_check(&(struct walk){.environment = {IMDS_ON, "AWS_EC2_METADATA_SERVICE_ENDPOINT=http://10.0.0.1"},
                              .where = "AWS_EC2_METADATA_SERVICE_ENDPOINT",
                              .says = "http"});
    walk_check(&(struct walk){.environment = {IMDS_ON, "AWS_METADATA_SERVICE_TIMEOUT=0"},
                              .where = "AWS_METADATA_SERVICE_TIMEOUT",
                              .says = "whole number of 1 to 60"});
}

static void region_of_the_instance(void **state)
{
    (void)state;
    static const struct loopback_reply script[] = {
        {.match = "PUT /latest/api/token", .body = "hush-imds"},
        {.match = "GET /latest/meta-data/placement/region HTTP", .body = "eu-central-1"},
        {.match = "PUT /latest/api/token", .body = "hush-imds"},
        {.match = "GET /latest/meta-data/placement/region HTTP", .body = "<html>"}};
    struct loopback *server = loopback_open(script, COUNT_OF(script));
    struct walk_chain open;
    struct error err = {0};
    setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", loopback_url(server), 1);
    unsetenv("AWS_EC2_METADATA_DISABLED");
    assert_true(walk_open(&open, &(struct aws_options){.profile = NULL}, &err));
    assert_true(aws_settings_region_of_instance(&open.settings, open.http, &err));
    assert_string_equal(open.settings.region, "eu-central-1");
    assert_true(aws_settings_region_of_instance(&open.settings, open.http, &err)); /* not asked twice */
    open.settings.region[0] = '\0';
    assert_false(aws_settings_region_of_instance(&open.settings, open.http, &err));
    assert_non_null(strstr(err.text, "no region's name"));
    setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
    err = (struct error){0};
    assert_false(aws_settings_region_of_instance(&open.settings, open.http, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.text, "give --region, AWS_REGION"));
    walk_close(&open);
    loopback_close(server);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, home_make, home_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(role_of_a_profile), TEST(role_of_a_role), TEST(role_of_itself),   TEST(role_refused),
        TEST(role_past_trouble), TEST(clock_learnt),   TEST(web_identity),     TEST(container),
        TEST(container_refused), TEST(instance),       TEST(instance_without), TEST(region_of_the_instance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
