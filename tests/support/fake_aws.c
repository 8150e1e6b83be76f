/* fake_aws.c — the program: fake_aws --seed-file WORLD [--port N] [--seed N] [--hidden N] [--stale N] [--slow N]
 * [--page N] [--ahead SECONDS] [--empty-pages] [--script JSON] [--requests FOLDER]. Prints its port. Beside AWS's calls
 * it answers GET /fake/state (?settle first lets time pass), GET /fake/calls, POST /fake/set (a JSON merge patch of the
 * state), POST /fake/script, POST /fake/reset (the world as it began). */
#include "tests/support/fake_aws.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const struct service_row services[SERVICES_COUNT] = {
    {"sts", "2011-06-15", false},
    {"ec2", "2016-11-15", false},
    {"autoscaling", "2011-01-01", false},
    {"ecs", "AmazonEC2ContainerServiceV20141113", true},
    {"application-autoscaling", "AnyScaleFrontendService", true},
    {"ssm", "AmazonSSM", true},
};

static void answer_text(struct reply *reply, int status, char *body)
{
    *reply = (struct reply){.status = status, .type = "application/json", .body = body, .send = strlen(body)};
}

static void control_write(struct fake *fake, const struct request *request, struct reply *ret_reply)
{
    json_t *body = json_loadb(request->body, request->body_length, 0, NULL);
    bool fine = true;
    if (strcmp(request->path, "/fake/reset") == 0) {
        json_t *seed = json_deep_copy(fake->seed);
        fine = state_begin(fake, seed);
        json_decref(seed);
    } else if (strcmp(request->path, "/fake/set") == 0 && json_is_object(body)) {
        state_set(fake, body);
    } else {
        fine = strcmp(request->path, "/fake/script") == 0 && script_add(fake, body);
    }
    json_decref(body);
    answer_text(ret_reply, fine ? 200 : 400, strdup(fine ? "{}" : "{\"error\": \"unknown path or bad JSON\"}"));
}

static void control(struct fake *fake, const struct request *request, struct reply *ret_reply)
{
    if (strcmp(request->method, "POST") == 0) {
        control_write(fake, request, ret_reply);
        return;
    }
    json_t *dump = NULL;
    if (strcmp(request->path, "/fake/state?settle") == 0)
        state_settle(fake);
    if (strncmp(request->path, "/fake/state", 11) == 0)
        dump = state_canonical(fake);
    else if (strcmp(request->path, "/fake/all") == 0)
        dump = json_deep_copy(fake->state);
    else if (strcmp(request->path, "/fake/calls") == 0)
        dump = json_deep_copy(fake->calls);
    answer_text(ret_reply, dump ? 200 : 404,
                dump ? json_dumps(dump, JSON_SORT_KEYS | JSON_INDENT(1)) : strdup("{\"error\": \"unknown path\"}"));
    json_decref(dump);
}

static const struct operation refused_operation[SERVICES_COUNT] = {
    {STS, "Unknown", false, NULL, ""},
    {EC2, "Unknown", false, NULL, ""},
    {AUTOSCALING, "Unknown", false, NULL, ""},
    {ECS, "Unknown", false, NULL, ""},
    {APPLICATION_AUTOSCALING, "Unknown", false, NULL, ""},
    {SSM, "Unknown", false, NULL, ""},
};

static bool json_request(struct call *call, const struct request *request, const char *target)
{
    const char *dot = strchr(target, '.');
    for (int service = 0; dot && service < SERVICES_COUNT; service++)
        if (services[service].json && strncmp(target, services[service].version, (size_t)(dot - target)) == 0)
            call->operation = operation_find((enum service)service, dot + 1);
    const char *type = request_header(request, "content-type");
    if (!call->operation || !type || strcmp(type, "application/x-amz-json-1.1") != 0) {
        call->operation = &refused_operation[ECS];
        return refuse(call, 400, "UnknownOperationException", "X-Amz-Target '%s' or its Content-Type is unknown",
                      target);
    }
    json_decref(call->in);
    call->in = json_loadb(request->body, request->body_length, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(call->in))
        return refuse(call, 400, "SerializationException", "the body is not a JSON object");
    return true;
}

/* The service is whom the request is signed for; an unsigned one is for sts. */
static bool form_request(struct call *call, const struct request *request)
{
    char word[64] = "sts", key[128], date[16], region[64];
    const char *authorization = request_header(request, "authorization");
    if (authorization && sscanf(authorization, "AWS4-HMAC-SHA256 Credential=%127[^/]/%15[^/]/%63[^/]/%63[^/]/", key,
                                date, region, word) != 4)
        return refuse(call, 400, "IncompleteSignature", "the Authorization header cannot be read");
    for (int service = 0; service < SERVICES_COUNT; service++)
        if (!services[service].json && strcmp(word, services[service].name) == 0)
            call->operation = &refused_operation[service];
    enum service service = call->operation->service;
    const char *type = request_header(request, "content-type");
    if (!type || strncmp(type, "application/x-www-form-urlencoded", 33) != 0)
        return refuse(call, 400, "MalformedInput", "Content-Type is not application/x-www-form-urlencoded");
    if (!form_read(call, request->body, request->body_length, service == EC2))
        return false;
    char action[128], version[32];
    snprintf(action, sizeof action, "%s", text_of(call->in, "Action"));
    snprintf(version, sizeof version, "%s", text_of(call->in, "Version"));
    json_object_del(call->in, "Action");
    json_object_del(call->in, "Version");
    const struct operation *operation = operation_find(service, action);
    if (!operation || strcmp(version, services[service].version) != 0)
        return refuse(call, 400, "InvalidAction", "The action %s is not valid for version %s", action, version);
    call->operation = operation;
    return true;
}

static void keep_request(const struct call *call, const struct request *request)
{
    const struct fake *fake = call->fake;
    if (!fake->requests_folder)
        return;
    char path[1024];
    snprintf(path, sizeof path, "%s/%05lld-%s.%s.req", fake->requests_folder, (long long)fake->number,
             services[call->operation->service].name, call->operation->name);
    FILE *file = fopen(path, "wb");
    if (!file)
        return;
    fwrite(request->raw, 1, request->raw_length, file);
    fclose(file);
}

static void count(const struct call *call)
{
    char name[160];
    snprintf(name, sizeof name, "%s.%s", services[call->operation->service].name, call->operation->name);
    json_t *counts = child_of(call->fake->calls, name);
    add_number(counts, "calls", 1);
    add_number(counts, "committed", call->changed);
    put(counts, "mutates", json_boolean(call->operation->mutates));
    add_number(counts, "refused", call->status != 200);
}

static bool dry_run(struct call *call)
{
    if (call->operation->service != EC2 || !flag_of(call->in, "DryRun"))
        return false;
    refuse(call, 412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    return true;
}

static void perform(struct call *call)
{
    world_tick(call->fake);
    if (dry_run(call) || !call->operation->handle(call))
        return;
    call->changed = call->operation->mutates;
}

static void act(struct call *call, struct reply *ret_reply)
{
    char fault[FAULT_NAME_SIZE];
    script_before(call, fault);
    bool late = strcmp(fault, "late500") == 0;
    *ret_reply = (struct reply){.drop = strcmp(fault, "drop") == 0};
    if (ret_reply->drop)
        return;
    if (late)
        perform(call);
    if (!fault_refuses(call, fault))
        perform(call);
    script_after(call);
    count(call);
    reply_render(call, ret_reply);
    ret_reply->drop = strcmp(fault, "torn") == 0;
    if (strcmp(fault, "half") == 0) {
        ret_reply->send /= 2;
        ret_reply->cut = true;
    } else if (strcmp(fault, "html") == 0) {
        free(ret_reply->body);
        *ret_reply =
            (struct reply){.status = 502, .type = "text/html", .body = strdup("<html><p>Bad gateway<br></html>")};
        ret_reply->send = strlen(ret_reply->body);
    }
}

void fake_answer(struct fake *fake, const struct request *request, struct reply *ret_reply)
{
    int64_t server_now = wall_now(fake) + integer_of(fake->state, "clock_skew_s", 0);
    if (strncmp(request->path, "/fake/", 6) == 0) {
        control(fake, request, ret_reply);
        ret_reply->server_at = server_now;
        return;
    }
    struct call call = {.fake = fake, .operation = NULL, .in = json_object(), .out = json_object(), .status = 200};
    call.account = call.arn = "";
    fake->number++;
    const char *target = request_header(request, "x-amz-target");
    call.operation = target ? NULL : &refused_operation[STS];
    bool fine = strcmp(request->method, "POST") == 0 && strcmp(request->path, "/") == 0
                    ? (target ? json_request(&call, request, target) : form_request(&call, request))
                    : refuse(&call, 404, "NotFound", "only POST / is served");
    call.operation = call.operation ? call.operation : &refused_operation[ECS];
    keep_request(&call, request);
    bool is_form = !services[call.operation->service].json;
    if (fine && signature_check(&call, call.operation->service, request, server_now) &&
        shape_check(&call, call.operation->service == EC2, is_form)) {
        act(&call, ret_reply);
    } else {
        count(&call);
        reply_render(&call, ret_reply);
    }
    ret_reply->server_at = server_now;
    json_decref(call.in);
    json_decref(call.out);
}

static json_t *load(const char *text)
{
    json_error_t error;
    json_t *value = text[0] == '{' || text[0] == '[' ? json_loads(text, 0, &error) : json_load_file(text, 0, &error);
    if (!value)
        fprintf(stderr, "fake_aws: %s:%d: %s\n", text, error.line, error.text);
    return value;
}

static bool option_number(struct fake *fake, const char *name, const char *value, int *ret_port)
{
    int number = (int)strtol(value, NULL, 10);
    if (strcmp(name, "--port") == 0)
        *ret_port = number;
    else if (strcmp(name, "--seed") == 0)
        fake->random = strtoull(value, NULL, 10);
    else if (strcmp(name, "--hidden") == 0)
        fake->hidden_reads = number;
    else if (strcmp(name, "--stale") == 0)
        fake->stale_reads = number;
    else if (strcmp(name, "--slow") == 0)
        fake->slow = number;
    else if (strcmp(name, "--ahead") == 0)
        fake->ahead_s = strtoll(value, NULL, 10);
    else if (strcmp(name, "--page") == 0)
        fake->page = number;
    else
        return false;
    return true;
}

static int usage(void)
{
    fprintf(stderr, "usage: fake_aws --seed-file WORLD.json [--port N] [--seed N] [--hidden N] [--stale N] [--slow N] "
                    "[--page N] [--ahead SECONDS] [--empty-pages] [--script JSON] [--requests FOLDER]\n");
    return 2;
}

int main(int argc, char **argv)
{
    struct fake fake = {.slow = 2};
    json_t *world = NULL, *script = NULL;
    int port = 0;
    for (int index = 1; index < argc; index++) {
        const char *name = argv[index], *value = index + 1 < argc ? argv[index + 1] : "";
        if (strcmp(name, "--empty-pages") == 0) {
            fake.empty_pages = true;
            continue;
        }
        index++;
        if (strcmp(name, "--seed-file") == 0)
            world = load(value);
        else if (strcmp(name, "--script") == 0)
            script = load(value);
        else if (strcmp(name, "--requests") == 0)
            fake.requests_folder = value;
        else if (!option_number(&fake, name, value, &port))
            return usage();
    }
    if (!world || !state_begin(&fake, world) || (script && !script_add(&fake, script)))
        return usage();
    json_decref(world);
    json_decref(script);
    return http_serve(&fake, port);
}
