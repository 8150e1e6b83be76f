/* test_requests.c — the one call of each step, byte for byte. With a folder as its argument the program writes each as
 * a whole HTTP request there instead, for tests/apply/check_requests.py. */
#include "data/base/file.h"
#include "tests/unit/apply/request_cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *name, *version;
    bool json;
} services[AWS_SERVICES_COUNT] = {
#define X(service, variable, host, signing, protocol, version) {signing, version, (protocol) == PROTOCOL_JSON_1_1},
    AWS_SERVICES(X)
#undef X
};

/* JSON on one line, as the cases have it. */
static char *one_line(const struct text *body, struct arena *arena)
{
    char *line = arena_strndup(arena, body->bytes ? body->bytes : "", body->length), *to = line;
    for (const char *from = line; *from; from++) {
        if (*from != '\n') {
            *to++ = *from;
            continue;
        }
        while (from[1] == ' ')
            from++;
    }
    *to = '\0';
    return line;
}

static void make(const struct request_case *of, struct aws_call *call)
{
    struct error err = {0};
    if (request_before(&of->request, call) == of->before && of->before)
        return;
    assert_false(of->before);
    if (!request_make(&of->request, call, &err))
        fail_msg("%s: %s", of->name, err.text);
}

static void each_case_makes_its_call(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct request_case *cases = NULL;
    int count = request_cases(&arena, &cases);
    for (int i = 0; i < count; i++) {
        struct aws_call call = {0};
        make(&cases[i], &call);
        const char *operation = arena_printf(&arena, "%s.%s", services[call.service].name, call.operation);
        const char *body = one_line(&call.body, &arena);
        body += body[0] == '&'; /* each parameter begins with one */
        if (strcmp(operation, cases[i].operation) != 0 || call.repeatable != cases[i].repeatable ||
            (cases[i].body && strcmp(body, cases[i].body) != 0))
            fail_msg("%s:\n%s %s\nis to be\n%s %s", cases[i].name, operation, body, cases[i].operation,
                     cases[i].body ? cases[i].body : "");
        aws_call_release(&call);
    }
    assert_int_equal(count, 43);
    arena_release(&arena);
}

static void refuse(struct request_case *cases, int count, const char *name, const char *property, const char *value,
                   const char *words)
{
    struct arena arena = {0};
    for (int i = 0; i < count; i++) {
        if (strcmp(cases[i].name, name) != 0)
            continue;
        struct step step = *cases[i].request.step;
        struct request request = cases[i].request;
        request.step = &step;
        step.changes = ARENA_ARRAY(&arena, struct step_change, step.changes_count);
        memcpy(step.changes, cases[i].request.step->changes, (size_t)step.changes_count * sizeof *step.changes);
        for (int c = 0; c < step.changes_count; c++)
            if (strcmp(step.changes[c].property, property) == 0)
                step.changes[c].after = value;
        struct error err = {0};
        struct aws_call call = {0};
        assert_false(request_make(&request, &call, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
        if (!strstr(err.text, property))
            fail_msg("%s: %s: %s", name, property, err.text);
        assert_non_null(strstr(err.text, words));
        arena_release(&arena);
        return;
    }
    fail_msg("no case '%s'", name);
}

static void what_cannot_be_sent_is_refused(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct request_case *cases = NULL;
    int count = request_cases(&arena, &cases);
    refuse(cases, count, "group", "launch_template_version", "$Latest", "never follows $Latest");
    refuse(cases, count, "group", "min_size", "-1", "no number");
    refuse(cases, count, "group", "max_size", "99999999999999999999", "no number");
    refuse(cases, count, "service", "capacity_provider_strategy", "pool", "NAME:BASE:WEIGHT");
    refuse(cases, count, "service", "capacity_provider_strategy", "pool:x:1", "no number");
    refuse(cases, count, "template's new version is whole", "user_data", "", "");
    arena_release(&arena);
}

static void tokens_repeat_and_differ(void **state)
{
    (void)state;
    char a[TOKEN_SIZE], b[TOKEN_SIZE];
    step_token("r1", "plan", "01 create x", a);
    step_token("r1", "plan", "01 create x", b);
    assert_string_equal(a, b);
    assert_int_equal(strlen(a), 32); /* a service's is at most 36 */
    step_token("r2", "plan", "01 create x", b);
    assert_string_not_equal(a, b);
    step_token("r1", "other", "01 create x", b);
    assert_string_not_equal(a, b);
    step_token("r1", "plan", "02 create x", b);
    assert_string_not_equal(a, b);
}

/* --- requests to a folder --- */

static void add_head(struct text *whole, const struct aws_call *call, size_t length)
{
    bool json = services[call->service].json;
    text_printf(whole, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\n",
                json ? "application/x-amz-json-1.1" : "application/x-www-form-urlencoded; charset=utf-8");
    if (json)
        text_printf(whole, "X-Amz-Target: %s.%s\r\n", services[call->service].version, call->operation);
    text_printf(whole, "Content-Length: %zu\r\n\r\n", length);
}

static bool write_request(const char *folder, int number, const struct aws_call *call, struct error *err)
{
    struct arena arena = {0};
    struct text body, whole;
    text_init(&body, FILE_BYTES_MAX);
    text_init(&whole, FILE_BYTES_MAX);
    if (!services[call->service].json)
        text_printf(&body, "Action=%s&Version=%s", call->operation, services[call->service].version);
    text_add_bytes(&body, call->body.bytes, call->body.length);
    add_head(&whole, call, body.length);
    text_add_bytes(&whole, body.bytes, body.length);
    const char *path =
        arena_printf(&arena, "%s/%03d-%s.%s.req", folder, number, services[call->service].name, call->operation);
    bool ok = file_write(path, whole.bytes, whole.length, err);
    text_release(&body);
    text_release(&whole);
    arena_release(&arena);
    return ok;
}

static int write_requests(const char *folder)
{
    struct arena arena = {0};
    struct error err = {0};
    struct request_case *cases = NULL;
    int count = request_cases(&arena, &cases);
    bool ok = true;
    for (int i = 0; i < count && ok; i++) {
        struct aws_call call = {0};
        ok = (cases[i].before ? request_before(&cases[i].request, &call)
                              : request_make(&cases[i].request, &call, &err)) &&
             write_request(folder, i + 1, &call, &err);
        aws_call_release(&call);
    }
    if (!ok)
        fprintf(stderr, "%s: %s\n", err.where, err.text);
    arena_release(&arena);
    return ok ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc == 2)
        return write_requests(argv[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case_makes_its_call),
        cmocka_unit_test(what_cannot_be_sent_is_refused),
        cmocka_unit_test(tokens_repeat_and_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
