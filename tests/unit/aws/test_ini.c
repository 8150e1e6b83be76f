/* test_ini.c — the shared files as the AWS CLI reads them; what is unclear is refused with its line, and never shown.
 */
#include "data/aws/ini.h"
#include "data/base/text.h"
#include "tests/unit/base/check.h"

static struct ini parsed(const char *text)
{
    struct ini ini = {0};
    struct error err = {0};
    if (!ini_parse("config", text, strlen(text), &ini, &err))
        fail_msg("%s: %s", err.where, err.text);
    return ini;
}

static const char *value_of(const struct ini *ini, const char *section, const char *parent, const char *key)
{
    const struct ini_value *value = ini_find(ini, section, parent, key);
    return value ? value->value : "(absent)";
}

static void sections_and_keys(void **state)
{
    (void)state;
    struct ini ini = parsed("\xef\xbb\xbf# a comment\n; another\n\n[default]\nregion = eu-west-1\r\n"
                            "AWS_Access_Key_Id=AKID # no comment\nempty =\n"
                            "[profile \"my team\"]\noutput: json\nurl = https://a/?b=c:d\n"
                            "[ profile  'ops' ]   # behind it\n  role_arn = r\n  region = x\n[profile bare]");
    assert_int_equal(ini.sections_count, 4);
    assert_string_equal(value_of(&ini, "default", NULL, "region"), "eu-west-1");
    assert_string_equal(value_of(&ini, "default", NULL, "aws_access_key_id"), "AKID # no comment");
    assert_string_equal(value_of(&ini, "default", NULL, "empty"), "");
    assert_string_equal(value_of(&ini, "profile my team", NULL, "output"), "json");
    assert_string_equal(value_of(&ini, "profile my team", NULL, "url"), "https://a/?b=c:d");
    assert_string_equal(value_of(&ini, "profile ops", NULL, "role_arn"), "r");
    assert_string_equal(value_of(&ini, "profile ops", NULL, "region"), "x");
    assert_string_equal(value_of(&ini, "default", NULL, "role_arn"), "(absent)");
    assert_true(ini_has(&ini, "profile bare"));
    assert_false(ini_has(&ini, "bare"));
    assert_int_equal(ini_find(&ini, "profile ops", NULL, "region")->line, 13);
    ini_release(&ini);
    ini_release(&ini);
}

static void keys_below_keys(void **state)
{
    (void)state;
    struct ini ini = parsed("[services local]\necs =\n  endpoint_url = http://127.0.0.1:1\n\n  # between\n  other = 2\n"
                            "sts =\n\tendpoint_url = http://127.0.0.1:2\nplain = 3\n");
    assert_string_equal(value_of(&ini, "services local", "ecs", "endpoint_url"), "http://127.0.0.1:1");
    assert_string_equal(value_of(&ini, "services local", "ecs", "other"), "2");
    assert_string_equal(value_of(&ini, "services local", "sts", "endpoint_url"), "http://127.0.0.1:2");
    assert_string_equal(value_of(&ini, "services local", NULL, "endpoint_url"), "(absent)");
    assert_string_equal(value_of(&ini, "services local", NULL, "plain"), "3");
    ini_release(&ini);
}

static void values_of_several_lines(void **state)
{
    (void)state;
    struct ini ini = parsed("[default]\n key = one\r\n   two = 2\n  # between\n\n  three\n region = x\n");
    assert_string_equal(value_of(&ini, "default", NULL, "key"), "one\ntwo = 2\nthree");
    assert_string_equal(value_of(&ini, "default", NULL, "region"), "x");
    assert_int_equal(ini.values_count, 2);
    ini_release(&ini);
}

static void refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *where, *says;
    } cases[] = {
        {"region = x\n", "config:1", "before the first [section]"},
        {"[default]\nhush hush\n", "config:2: [default]", "neither a [section] nor"},
        {"[default]\n= hush\n", "config:2: [default]", "neither a [section] nor"},
        {"[default\nregion = x\n", "config:1", "without its ']'"},
        {"[]\n", "config:1", "without a name"},
        {"[default] hush\n", "config:1", "behind the section's ']'"},
        {"[default]\na = 1\n\n[profile b]\n[default]\n", "config:5: [default]", "twice"},
        {"[profile a]\n[profile \"a\"]\n", "config:2: [profile a]", "twice"},
        {"[default]\nregion = a\nRegion = b\n", "config:3: [default]", "region stands in the section twice"},
        {"[default]\nwJalrXUtnFEMI/hush = 1\nwJalrXUtnFEMI/hush = 2\n", "config:3: [default]", "this key stands"},
        {"[default]\necs =\n  no delimiter\n", "config:3: [default]", "neither a [section] nor"},
        {"[default]\na = hush \xff\n", "config", "not UTF-8"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ini ini = {0};
        struct error err = {0};
        assert_false(ini_parse("config", cases[i].text, strlen(cases[i].text), &ini, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_string_equal(err.where, cases[i].where);
        assert_non_null(strstr(err.text, cases[i].says));
        assert_null(strstr(err.text, "hush"));
        assert_null(ini.bytes);
    }
}

/* What the CLI's file may say, and a text of more of it. */
static void check_limit(const char *begin, const char *part, int count, const char *says)
{
    struct ini ini = {0};
    struct error err = {0};
    struct text text;
    text_init(&text, 64 * 1024 * 1024);
    text_add(&text, begin);
    for (int i = 0; i < count; i++)
        text_printf(&text, part, i);
    assert_false(ini_parse("config", text.bytes, text.length, &ini, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    assert_non_null(strstr(err.text, says));
    text_release(&text);
}

static void limits(void **state)
{
    (void)state;
    check_limit("[default]\nkey = ", "%07d", 5000, "32 KiB");
    check_limit("", "[section %d]\n", INI_SECTIONS_MAX + 1, "too many sections");
    check_limit("[default]\n", "key%d = 1\n", INI_SECTION_VALUES_MAX + 1, "too many keys");
    check_limit("", "# %060d\n", 17 * 1024, "1 MiB");
}

static void files(void **state)
{
    (void)state;
    char name[] = "/tmp/bayplan_ini_XXXXXX";
    struct ini ini = {0};
    struct error err = {0};
    int handle = mkstemp(name);
    assert_true(handle >= 0 && write(handle, "[default]\nregion = x\n", 21) == 21);
    close(handle);
    assert_true(ini_read(name, &ini, &err));
    assert_string_equal(value_of(&ini, "default", NULL, "region"), "x");
    assert_string_equal(ini_find(&ini, "default", NULL, "region")->file, name);
    ini_release(&ini);
    unlink(name);
    assert_true(ini_read(name, &ini, &err));
    assert_int_equal(ini.sections_count, 0);
    ini_release(&ini);
    assert_false(ini_read("/tmp", &ini, &err));
    assert_int_equal(err.kind, ERROR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sections_and_keys),
                                       cmocka_unit_test(keys_below_keys),
                                       cmocka_unit_test(values_of_several_lines),
                                       cmocka_unit_test(refused),
                                       cmocka_unit_test(limits),
                                       cmocka_unit_test(files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
