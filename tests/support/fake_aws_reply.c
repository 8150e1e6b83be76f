/* fake_aws_reply.c — answers and errors in the three protocols. */
#include "tests/support/fake_aws.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool refuse(struct call *call, int status, const char *code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(call->message, sizeof call->message, format, arguments);
    va_end(arguments);
    snprintf(call->code, sizeof call->code, "%s", code);
    call->status = status;
    return false;
}

static void escape(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '<')
            fputs("&lt;", out);
        else if (*text == '>')
            fputs("&gt;", out);
        else if (*text == '&')
            fputs("&amp;", out);
        else
            fputc(*text, out);
    }
}

static void write_value(FILE *out, const json_t *value, const char *member);

static void write_element(FILE *out, const char *name, const json_t *value, const char *member)
{
    if (json_is_null(value))
        return;
    fprintf(out, "<%s>", name);
    write_value(out, value, member);
    fprintf(out, "</%s>", name);
}

static void write_value(FILE *out, const json_t *value, const char *member)
{
    const char *key;
    json_t *child;
    size_t index;
    if (json_is_object(value)) {
        json_object_foreach((json_t *)value, key, child)
        {
            write_element(out, key, child, member);
        }
    } else if (json_is_array(value)) {
        json_array_foreach((json_t *)value, index, child)
        {
            write_element(out, member, child, member);
        }
    } else if (json_is_string(value)) {
        escape(out, json_string_value(value));
    } else if (json_is_integer(value)) {
        fprintf(out, "%lld", (long long)json_integer_value(value));
    } else if (json_is_boolean(value)) {
        fputs(json_is_true(value) ? "true" : "false", out);
    } else if (json_is_real(value)) {
        fprintf(out, "%g", json_real_value(value));
    }
}

static void query_answer(const struct call *call, const char *request_id, FILE *out)
{
    const char *name = call->operation->name, *version = services[call->operation->service].version;
    const char *host = services[call->operation->service].name;
    fprintf(out, "<%sResponse xmlns=\"http://%s.amazonaws.com/doc/%s/\">", name, host, version);
    if (json_object_size(call->out) > 0)
        write_element(out, "Result", call->out, "member");
    fprintf(out, "<ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata></%sResponse>", request_id, name);
}

/* <Result> is written as <NAMEResult>. */
static char *name_result(char *text, const char *name)
{
    char *open = strstr(text, "<Result>"), *close = open ? strstr(text, "</Result>") : NULL;
    if (!close)
        return text;
    char *named;
    if (asprintf(&named, "%.*s<%sResult>%.*s</%sResult>%s", (int)(open - text), text, name,
                 (int)(close - open - (int)strlen("<Result>")), open + strlen("<Result>"), name,
                 close + strlen("</Result>")) < 0)
        abort();
    free(text);
    return named;
}

static void ec2_answer(const struct call *call, const char *request_id, FILE *out)
{
    const char *name = call->operation->name;
    fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<%sResponse xmlns=\"http://ec2.amazonaws.com/doc/%s/\">",
            name, services[EC2].version);
    fprintf(out, "<requestId>%s</requestId>", request_id);
    write_value(out, call->out, "item");
    fprintf(out, "</%sResponse>", name);
}

static void xml_error(const struct call *call, bool ec2, const char *request_id, FILE *out)
{
    fputs(ec2 ? "<Response><Errors><Error><Code>" : "<ErrorResponse><Error><Type>Sender</Type><Code>", out);
    escape(out, call->code);
    fputs("</Code><Message>", out);
    escape(out, call->message);
    if (ec2)
        fprintf(out, "</Message></Error></Errors><RequestID>%s</RequestID></Response>", request_id);
    else
        fprintf(out, "</Message></Error><RequestId>%s</RequestId></ErrorResponse>", request_id);
}

static char *json_body(const struct call *call)
{
    if (call->status == 200)
        return json_dumps(call->out, JSON_COMPACT);
    json_t *error = json_pack("{s:o, s:s}", "__type",
                              format_json("com.amazonaws.%s#%s", services[call->operation->service].name, call->code),
                              "message", call->message);
    char *text = json_dumps(error, JSON_COMPACT);
    json_decref(error);
    return text;
}

void reply_render(struct call *call, struct reply *ret_reply)
{
    enum service service = call->operation ? call->operation->service : STS;
    char request_id[64];
    snprintf(request_id, sizeof request_id, "00000000-0000-4000-8000-%012lld", (long long)call->fake->number);
    *ret_reply = (struct reply){.status = call->status, .type = "text/xml;charset=UTF-8"};
    if (services[service].json) {
        ret_reply->type = "application/x-amz-json-1.1";
        ret_reply->body = json_body(call);
        snprintf(ret_reply->error, sizeof ret_reply->error, "%s", call->status == 200 ? "" : call->code);
    } else {
        size_t length;
        FILE *out = open_memstream(&ret_reply->body, &length);
        if (call->status != 200)
            xml_error(call, service == EC2, request_id, out);
        else if (service == EC2)
            ec2_answer(call, request_id, out);
        else
            query_answer(call, request_id, out);
        fclose(out);
        if (call->status == 200 && service != EC2)
            ret_reply->body = name_result(ret_reply->body, call->operation->name);
    }
    ret_reply->send = strlen(ret_reply->body);
}
