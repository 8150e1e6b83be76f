/* call.c — building a call of the query protocols, parameter by parameter; see aws.h. */
#include "data/aws/aws.h"
#include "data/base/secret.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void aws_call_begin(struct aws_call *call, enum aws_service service, const char *operation, bool repeatable)
{
    *call = (struct aws_call){.service = service, .operation = operation, .repeatable = repeatable};
    text_init(&call->body, AWS_REQUEST_BYTES_MAX);
}

void aws_call_release(struct aws_call *call)
{
    secret_text_release(&call->body); /* a task definition's environment, say */
}

/* As forms are, and as the AWS CLI does it: RFC 3986's unreserved characters as they stand, a blank as '+', every
 * other byte as %XX. */
static void encoded_add(struct text *text, const char *value, size_t length)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)value[i];
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                     byte == '-' || byte == '_' || byte == '.' || byte == '~';
        if (plain)
            text_add_bytes(text, value + i, 1);
        else if (byte == ' ')
            text_add(text, "+");
        else
            text_add_bytes(text, (char[3]){'%', digits[byte >> 4], digits[byte & 15]}, 3);
    }
}

void aws_parameter(struct aws_call *call, const char *name, const char *value)
{
    text_printf(&call->body, "&%s=", name);
    encoded_add(&call->body, value, strlen(value));
}

void aws_parameter_integer(struct aws_call *call, const char *name, int64_t value)
{
    text_printf(&call->body, "&%s=%" PRId64, name, value);
}

void aws_parameters(struct aws_call *call, const char *name, const char *member, const char *set)
{
    const char *at = set;
    for (int n = 1; *at; n++) {
        size_t length = strcspn(at, ",");
        text_printf(&call->body, "&%s%s%s.%d=", name, *member ? "." : "", member, n);
        encoded_add(&call->body, at, length);
        at += length + (at[length] == ',');
    }
}
