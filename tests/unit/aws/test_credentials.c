/* test_credentials.c — who signs, found without a network: the environment, the shared files, credential_process. */
#include "data/aws/credentials_parts.h"
#include "tests/unit/aws/walk.h"

#define KEYS(id) "aws_access_key_id = " id "\naws_secret_access_key = hush-" id "\n"
#define ENVIRONMENT_KEYS "AWS_ACCESS_KEY_ID=ENV", "AWS_SECRET_ACCESS_KEY=hush-env"
#define PROCESS_OF(id)                                                                                                 \
    "credential_process = echo '{\"Version\": 1, \"AccessKeyId\": \"" id "\", \"SecretAccessKey\": \"hush\"}'\n"

static void check_walks(const struct walk *walks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        walk_check(&walks[i]);
}

static void environment_and_profiles(void **state)
{
    (void)state;
    static const struct walk walks[] = {
        /* the environment's keys beat AWS_PROFILE; --profile beats the environment's keys */
        {.credentials = "[default]\n" KEYS("DEFAULT"),
         .environment = {ENVIRONMENT_KEYS},
         .key_id = "ENV",
         .source = "environment"},
        {.credentials = "[ops]\n" KEYS("OPS"),
         .environment = {ENVIRONMENT_KEYS, "AWS_PROFILE=ops"},
         .key_id = "ENV",
         .source = "environment"},
        {.credentials = "[ops]\n" KEYS("OPS"),
         .environment = {"AWS_PROFILE=ops"},
         .key_id = "OPS",
         .source = "profile ops"},
        {.credentials = "[ops]\n" KEYS("OPS"),
         .environment = {ENVIRONMENT_KEYS},
         .options = {.profile = "ops"},
         .key_id = "OPS",
         .source = "profile ops"},
        {.environment = {ENVIRONMENT_KEYS, "AWS_PROFILE=missing"},
         .where = "AWS_PROFILE",
         .says = "no profile \"missing\""},
        /* half a pair is an error, not the next place's turn */
        {.credentials = "[default]\n" KEYS("DEFAULT"),
         .environment = {"AWS_ACCESS_KEY_ID=ENV"},
         .where = "AWS_SECRET_ACCESS_KEY",
         .says = "not set, but AWS_ACCESS_KEY_ID is"},
        {.credentials = "[default]\n" KEYS("DEFAULT"),
         .environment = {"AWS_SECRET_ACCESS_KEY=hush", "AWS_ACCESS_KEY_ID="},
         .where = "AWS_ACCESS_KEY_ID",
         .says = "not set, but AWS_SECRET_ACCESS_KEY is"},
        {.credentials = "[default]\n" KEYS("DEFAULT"),
         .environment = {"AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY="},
         .key_id = "DEFAULT",
         .source = "profile default"},
        {.credentials = "[ops]\n" KEYS("OPS"),
         .environment = {"AWS_ACCESS_KEY_ID=ENV"},
         .options = {.profile = "ops"},
         .key_id = "OPS",
         .source = "profile ops"},
    };
    check_walks(walks, COUNT_OF(walks));
}

static void environment_alone(void **state)
{
    (void)state;
    static const struct walk walks[] = {
        /* tokens */
        {.environment = {ENVIRONMENT_KEYS, "AWS_SESSION_TOKEN=hush-token"},
         .key_id = "ENV",
         .token = "hush-token",
         .source = ""},
        {.environment = {ENVIRONMENT_KEYS, "AWS_SECURITY_TOKEN=hush-old"},
         .key_id = "ENV",
         .token = "hush-old",
         .source = ""},
        {.environment = {ENVIRONMENT_KEYS, "AWS_SECURITY_TOKEN=hush-old", "AWS_SESSION_TOKEN=hush-token"},
         .where = "AWS_SESSION_TOKEN",
         .says = "differs from AWS_SECURITY_TOKEN"},
        /* what cannot be sent */
        {.environment = {"AWS_ACCESS_KEY_ID=ENV", "AWS_SECRET_ACCESS_KEY=hush hush"},
         .where = "environment",
         .says = "at byte 5"},
        {.environment = {ENVIRONMENT_KEYS, "AWS_SESSION_TOKEN=hush\r\nX-Evil: 1"},
         .where = "environment",
         .says = "session token"},
        /* expiry */
        {.environment = {ENVIRONMENT_KEYS, "AWS_CREDENTIAL_EXPIRATION=2026-11-22T03:04:06Z"},
         .key_id = "ENV",
         .source = ""},
        {.environment = {ENVIRONMENT_KEYS, "AWS_CREDENTIAL_EXPIRATION=2026-11-22T03:04:05Z"},
         .where = "environment",
         .says = "expired at 2026-11-22T03:04:05Z"},
        {.environment = {ENVIRONMENT_KEYS, "AWS_CREDENTIAL_EXPIRATION=soon"},
         .where = "environment",
         .says = "no moment"},
        /* nothing at all */
        {.where = "", .says = "AWS_ACCESS_KEY_ID"},
        {.config = "[profile empty]\nregion = eu-west-1\n",
         .options = {.profile = "empty"},
         .where = "--profile",
         .says = "profile \"empty\" has no credentials"},
    };
    check_walks(walks, COUNT_OF(walks));
}

static void shared_files(void **state)
{
    (void)state;
    static const struct walk walks[] = {
        {.config = "[default]\n" KEYS("CONFIG"), .key_id = "CONFIG", .source = "/.aws/config"},
        {.config = "[default]\nregion = eu-west-1\n" KEYS("CONFIG"),
         .credentials = "[default]\n" KEYS("CREDENTIALS") "aws_session_token = hush-token\n",
         .key_id = "CREDENTIALS",
         .token = "hush-token",
         .source = "/.aws/credentials"},
        {.credentials = "[default]\n" KEYS("OLD") "aws_security_token = hush-old\n",
         .key_id = "OLD",
         .token = "hush-old",
         .source = ""},
        /* a pair is of one file */
        {.config = "[default]\naws_secret_access_key = hush\n",
         .credentials = "[default]\naws_access_key_id = HALF\n",
         .where = "/.aws/credentials:2: [default] aws_access_key_id",
         .says = "no aws_secret_access_key"},
        {.config = "[profile x]\naws_secret_access_key = hush\n",
         .options = {.profile = "x"},
         .where = "/.aws/config:2: [profile x] aws_secret_access_key",
         .says = "no aws_access_key_id"},
        {.credentials = "[default]\naws_access_key_id = A\naws_secret_access_key = hush # my key\n",
         .where = "/.aws/credentials:2: [default]",
         .says = "secret access key has a blank"},
        /* keys, process, keys of the config file: in this order */
        {.config = "[default]\n" PROCESS_OF("PROCESS") KEYS("CONFIG"),
         .credentials = "[default]\n" KEYS("CREDENTIALS"),
         .key_id = "CREDENTIALS",
         .source = ""},
        {.config = "[default]\n" PROCESS_OF("PROCESS") KEYS("CONFIG"),
         .key_id = "PROCESS",
         .source = "(credential_process)"},
    };
    check_walks(walks, COUNT_OF(walks));
}

/* The way out is exact, and in a profile of its own: sso_ keys would win over a process in the same one. */
static void left_to_the_cli(void **state)
{
    (void)state;
    static const struct walk walks[] = {
        {.config = "[profile work]\nsso_session = s\n[sso-session s]\nsso_region = eu-west-1\n",
         .options = {.profile = "work"},
         .where = "/.aws/config:2: [profile work] sso_session",
         .says =
             "[profile work-bayplan] with the line `credential_process = aws configure export-credentials --profile "
             "work --format process`"},
        {.config = "[profile work]\nsso_account_id = 1\n" PROCESS_OF("PROCESS"),
         .credentials = "[work]\n" KEYS("WORK"),
         .options = {.profile = "work"},
         .where = "[profile work] sso_account_id",
         .says = "run `aws sso login --profile work`"},
        {.config = "[profile work]\nlogin_session = arn:aws:iam::1:user/x\n",
         .options = {.profile = "work"},
         .where = "[profile work] login_session",
         .says = "run `aws login --profile work`"},
        {.config = "[profile work]\nlogin_session = arn:aws:iam::1:user/x\n",
         .credentials = "[work]\n" KEYS("WORK"),
         .options = {.profile = "work"},
         .key_id = "WORK",
         .source = ""},
        {.config = "[profile work]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = base\nmfa_serial = m\n",
         .credentials = "[base]\n" KEYS("BASE"),
         .options = {.profile = "work"},
         .where = "[profile work] mfa_serial",
         .says = "run `aws sts get-caller-identity --profile work`"},
    };
    check_walks(walks, COUNT_OF(walks));
}

/* --- roles, as far as no call is needed --- */

#define ROLE "role_arn = arn:aws:iam::1:role/x\n"

static void roles_refused(void **state)
{
    (void)state;
    static const struct walk walks[] = {
        {.config = "[default]\n" ROLE,
         .where = "[default] role_arn",
         .says = "needs source_profile or credential_source"},
        {.config = "[default]\n" ROLE "source_profile = a\ncredential_source = Environment\n",
         .where = "[default] credential_source",
         .says = "has source_profile too"},
        {.config = "[default]\n" ROLE "source_profile = a\n",
         .where = "[default] source_profile",
         .says = "no profile \"a\""},
        {.config = "[default]\n" ROLE "source_profile = a\n[profile a]\nregion = x\n",
         .where = "[default] source_profile",
         .says = "profile \"a\" has no credentials"},
        {.config = "[default]\n" ROLE "credential_source = Nowhere\n",
         .where = "[default] credential_source",
         .says = "none of Environment, EcsContainer, Ec2InstanceMetadata"},
        {.config = "[default]\n" ROLE "credential_source = Environment\n",
         .where = "[default] credential_source",
         .says = "Environment gives no credentials here"},
        /* loops */
        {.config = "[default]\n" ROLE "source_profile = default\n",
         .where = "[default] source_profile",
         .says = "its own source"},
        {.config = "[default]\n" ROLE "source_profile = a\n[profile a]\n" ROLE "source_profile = b\n[profile b]\n" ROLE
                   "source_profile = a\n",
         .where = "[profile b] source_profile",
         .says = "its own source"},
        {.config = "[default]\n" ROLE "source_profile = a\nduration_seconds = 60\n",
         .credentials = "[a]\n" KEYS("A"),
         .where = "[default] duration_seconds",
         .says = "900 to 43200"},
        {.config = "[default]\n" ROLE "source_profile = a\n",
         .credentials = "[a]\n" KEYS("A"),
         .where = "[default] role_arn",
         .says = "no region"},
        {.config = "[default]\n" ROLE "source_profile = a\n[profile a]\nsso_session = s\n",
         .where = "[profile a] sso_session",
         .says = "aws sso login --profile a"},
        /* web identity */
        {.environment = {"AWS_WEB_IDENTITY_TOKEN_FILE=/nowhere/token"},
         .where = "AWS_WEB_IDENTITY_TOKEN_FILE",
         .says = "no role"},
        {.environment = {"AWS_WEB_IDENTITY_TOKEN_FILE=/nowhere/token", "AWS_ROLE_ARN=arn:aws:iam::1:role/x"},
         .where = "AWS_WEB_IDENTITY_TOKEN_FILE",
         .kind = ERROR_IO,
         .says = "cannot open \"/nowhere/token\""},
        {.config = "[default]\n" ROLE "web_identity_token_file = /dev/null\n",
         .where = "[default] web_identity_token_file",
         .says = "is empty"},
        /* nor does the environment's web identity stand in for a source's keys */
        {.config = "[default]\n" ROLE "source_profile = a\n[profile a]\nregion = eu-west-1\n",
         .environment = {"AWS_WEB_IDENTITY_TOKEN_FILE=/nowhere/token"},
         .where = "[default] source_profile",
         .says = "profile \"a\" has no credentials"},
        /* --profile: the environment's web identity is not its */
        {.config = "[profile x]\nregion = eu-west-1\n",
         .environment = {"AWS_WEB_IDENTITY_TOKEN_FILE=/nowhere/token"},
         .options = {.profile = "x"},
         .where = "--profile",
         .says = "has no credentials"},
    };
    check_walks(walks, COUNT_OF(walks));
}

/* --- credential_process --- */

/* The script is ~/.aws/helper, the profile's line is that and what follows. */
static void check_process(const char *script, const char *arguments, const struct walk *expected)
{
    char path[256], config[1024];
    struct walk walk = *expected;
    home_write("helper", script);
    chmod(home_path("helper", path), 0700);
    snprintf(config, sizeof config, "[default]\ncredential_process = %s %s\n", path, arguments);
    walk.config = config;
    if (!walk.key_id) {
        walk.where = "[default] credential_process";
        walk.kind = walk.kind ? walk.kind : ERROR_AWS;
    } else {
        walk.source = "(credential_process)";
    }
    walk_check(&walk);
}

#define SAYS(json) "#!/bin/sh\necho '" json "'\n"

static void process_answers(void **state)
{
    (void)state;
    check_process(SAYS("{\"Version\":1,\"AccessKeyId\":\"P\",\"SecretAccessKey\":\"hush\",\"SessionToken\":\"hush-t\","
                       "\"Expiration\":\"2026-11-22T04:04:05+00:00\"}"),
                  "", &(struct walk){.key_id = "P", .token = "hush-t"});
    /* no shell: neither blanks in quotes, nor $, nor ; mean anything; no input, no terminal, its stderr is dropped */
    check_process("#!/bin/sh\n[ \"$#|$1|$2|$3|$4\" = '4|a b|$HOME|;|\"q\\' ] || exit 3\nread line && exit 4\n"
                  "echo hush >&2\necho '{\"Version\":1,\"AccessKeyId\":\"P\",\"SecretAccessKey\":\"hush\"}'\n",
                  "'a b' $HOME ; '\"q\\'", &(struct walk){.key_id = "P"});
    check_process(SAYS("{\"Version\":2,\"AccessKeyId\":\"P\",\"SecretAccessKey\":\"hush\"}"), "",
                  &(struct walk){.says = "\"Version\": 1"});
    check_process(SAYS("{\"AccessKeyId\":\"P\",\"SecretAccessKey\":\"hush\"}"), "",
                  &(struct walk){.says = "\"Version\": 1"});
    check_process(SAYS("{\"Version\":1,\"AccessKeyId\":\"P\"}"), "", &(struct walk){.says = "no SecretAccessKey"});
    check_process(SAYS("{\"Version\":1,\"SecretAccessKey\":\"hush\"}"), "", &(struct walk){.says = "no AccessKeyId"});
    check_process(SAYS("aws_secret = hush"), "", &(struct walk){.says = "no JSON object"});
    check_process(SAYS("[\"hush\"]"), "", &(struct walk){.says = "no JSON object"});
    check_process(SAYS("{\"Version\":1,\"AccessKeyId\":\"P\",\"SecretAccessKey\":\"hush\",\"Expiration\":7}"), "",
                  &(struct walk){.says = "Expiration is no text"});
    check_process(SAYS("{\"Version\":1,\"AccessKeyId\":\"P\",\"SecretAccessKey\":\"hush\","
                       "\"Expiration\":\"2026-11-22T03:05:05Z\"}"),
                  "", &(struct walk){.says = "last until 2026-11-22T03:05:05Z only"});
}

static void process_fails(void **state)
{
    (void)state;
    check_process("#!/bin/sh\necho hush\nexit 7\n", "", &(struct walk){.says = "exit code 7; run it by hand"});
    check_process("#!/bin/sh\nkill -9 $$\n", "", &(struct walk){.says = "signal 9"});
    check_process("#!/bin/sh\nhead -c 70000 /dev/zero\n", "", &(struct walk){.says = "more than 64 KiB"});
    check_process("#!/nowhere/interpreter\n", "",
                  &(struct walk){.kind = ERROR_INPUT, .says = "cannot run it: No such file"});
    check_process("#!/bin/sh\n", "'open", &(struct walk){.kind = ERROR_INPUT, .says = "quote that is not closed"});
    check_process("#!/bin/sh\n", "open\\", &(struct walk){.kind = ERROR_INPUT, .says = "quote that is not closed"});
    const volatile bool stop = true;
    check_process("#!/bin/sh\nsleep 1000\n", "", &(struct walk){.options = {.stop = &stop}, .says = "stopped"});
}

/* The process has gone, or is a dead one that nobody has asked about yet: that has no words. */
static bool is_dead(long id)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/cmdline", id);
    FILE *file = fopen(path, "r");
    bool dead = !file || fgetc(file) == EOF;
    if (file)
        fclose(file);
    return dead;
}

static void process_takes_its_children_along(void **state)
{
    (void)state;
    char path[256], line[32] = "";
    check_process(
        "#!/bin/sh\nsleep 1000 >/dev/null &\necho $! >$HOME/.aws/token\nhead -c 70000 /dev/zero\nsleep 1000\n", "",
        &(struct walk){.says = "more than 64 KiB"});
    FILE *file = fopen(home_path("token", path), "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    fclose(file);
    long id = strtol(line, NULL, 10);
    assert_true(id > 1);
    for (int i = 0; i < 100 && !is_dead(id); i++)
        usleep(10 * 1000);
    assert_true(is_dead(id));
}

static void words_of_a_line(void **state)
{
    (void)state;
    static const struct {
        const char *line, *words; /* NULL = refused */
    } cases[] = {
        {"a b", "a|b|"},       {"  a\t b ", "a|b|"},
        {"a\\ b c", "a b|c|"}, {"'a b'c \"d e\"", "a bc|d e|"},
        {"a '' b", "a||b|"},   {"\"a\\\"b\\c\"", "a\"b\\c|"},
        {"'a\\'", "a\\|"},     {"", NULL},
        {"'a", NULL},          {"\"a\\\"", NULL},
        {"a\\", NULL},         {"$(x) `y`\n *", "$(x)|`y`|*|"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char bytes[128], joined[128] = "", *words[PROCESS_WORDS_MAX];
        int count = 0;
        bool ok = process_words(cases[i].line, bytes, words, &count);
        assert_int_equal(ok, cases[i].words != NULL);
        for (int j = 0; ok && j < count; j++)
            snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s|", words[j]);
        if (ok)
            assert_string_equal(joined, cases[i].words);
    }
}

static void moments(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t seconds; /* 0 = none */
    } cases[] = {
        {"2026-11-22T03:04:05Z", WALK_NOW},
        {"2026-11-22T03:04:05.250Z", WALK_NOW},
        {"2026-11-22T03:04:05+00:00", WALK_NOW},
        {"2026-11-22T05:34:05.1+0230", WALK_NOW},
        {"2026-11-21T19:04:05-08:00", WALK_NOW},
        {"2026-11-22T03:04:05", 0},
        {"2026-11-22T03:04:05.Z", 0},
        {"2026-11-22T03:04:05+00", 0},
        {"2026-11-22T03:04:05+24:00", 0},
        {"2026-11-22 03:04:05Z", 0},
        {"2026-02-30T03:04:05Z", 0},
        {"2026-11-22T03:04:05Zz", 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t seconds = 0;
        assert_int_equal(credential_moment(cases[i].text, &seconds), cases[i].seconds != 0);
        assert_int_equal(seconds, cases[i].seconds);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(environment_and_profiles, home_make, home_remove),
        cmocka_unit_test_setup_teardown(environment_alone, home_make, home_remove),
        cmocka_unit_test_setup_teardown(shared_files, home_make, home_remove),
        cmocka_unit_test_setup_teardown(left_to_the_cli, home_make, home_remove),
        cmocka_unit_test_setup_teardown(roles_refused, home_make, home_remove),
        cmocka_unit_test_setup_teardown(process_answers, home_make, home_remove),
        cmocka_unit_test_setup_teardown(process_fails, home_make, home_remove),
        cmocka_unit_test_setup_teardown(process_takes_its_children_along, home_make, home_remove),
        cmocka_unit_test(words_of_a_line),
        cmocka_unit_test(moments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
