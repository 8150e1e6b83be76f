/* world.c — see world.h. */
#include "tests/unit/aws/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const char world_secret[] = "SECRETwJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY";
const char world_token[] = "TOKENAQoDYXdzEJr1K/PY=";

void world_prepare(void)
{
    static const char *const unset[] = {"AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"};
    for (size_t i = 0; i < sizeof unset / sizeof *unset; i++)
        unsetenv(unset[i]);
    setenv("AWS_CONFIG_FILE", "/dev/null", 1);
    setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null", 1);
    setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
    setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE", 1);
    setenv("AWS_SECRET_ACCESS_KEY", world_secret, 1);
    setenv("AWS_SESSION_TOKEN", world_token, 1);
}

static void take_line(void *context, const char *line)
{
    text_add(context, line);
    text_add(context, "\n");
}

struct world *world_open(const struct loopback_reply *script, int count, const volatile bool *stop, const char *profile)
{
    struct world *world = calloc(1, sizeof *world);
    text_init(&world->said, 1024 * 1024);
    world->loopback = loopback_open(script, count);
    struct aws_options options = {
        .profile = profile,
        .region = "eu-central-1",
        .endpoint = loopback_url(world->loopback),
        .log = take_line,
        .log_context = &world->said,
        .stop = stop,
    };
    if (!aws_open(&options, &world->client, &world->err))
        fail_msg("%s", world->err.text);
    return world;
}

int world_stop(struct world *world)
{
    loopback_stop(world->loopback);
    assert_int_equal(loopback_unscripted(world->loopback), 0);
    return loopback_requests(world->loopback);
}

void world_close(struct world *world)
{
    text_add(&world->said, world->err.text);
    assert_null(strstr(world->said.bytes, world_secret));
    assert_null(strstr(world->said.bytes, world_token));
    assert_null(strstr(world->said.bytes, "Signature="));
    aws_close(world->client);
    loopback_close(world->loopback);
    text_release(&world->said);
    arena_release(&world->arena);
    free(world);
}

bool world_send(struct world *world, enum aws_service service, const char *operation, bool repeatable)
{
    struct aws_call call;
    world->err = (struct error){0};
    aws_call_begin(&call, service, operation, repeatable);
    bool ok = aws_send(world->client, &call, &world->arena, &world->reply, &world->failure, &world->err);
    aws_call_release(&call);
    assert_int_equal(ok, world->failure.kind == AWS_NO_FAILURE);
    assert_int_equal(ok, world->err.kind == ERROR_NONE);
    return ok;
}

void world_expect(struct world *world, int requests, enum aws_failure_kind kind, const char *code)
{
    assert_int_equal(world_stop(world), requests);
    if (world->failure.kind != kind)
        fail_msg("kind %d: %s", (int)world->failure.kind, world->err.text);
    assert_string_equal(world->failure.code, code);
}
