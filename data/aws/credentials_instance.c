/* credentials_instance.c — what the machine gives: a container's credentials (ECS, EKS) and an instance's, by IMDSv2.
 *
 * Version 1 of IMDS is not asked: it answers to anything that can be made to send a GET. A machine without IMDS is no
 * error; the wait for it is a second. */
#include "data/aws/credentials_parts.h"
#include "data/aws/pause.h"
#include "data/base/secret.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CONTAINER_HOST "http://169.254.170.2"
#define IMDS_HOST_4 "http://169.254.169.254"
#define IMDS_HOST_6 "http://[fd00:ec2::254]"
#define IMDS_ROLES "/latest/meta-data/iam/security-credentials/"

enum { CONTAINER_ATTEMPTS = 3, IMDS_URL_SIZE = 512, IMDS_ROLE_BYTES_MAX = 128, TIMEOUT_MAX_S = 60, ATTEMPTS_MAX = 10 };

/* --- container --- */

/* A token of the environment is sent as it is; the file's is read anew each time, as it is renewed. */
static bool container_token(struct search *search, char **ret_token, struct error *err)
{
    const char *file = aws_environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    const char *token = aws_environment("AWS_CONTAINER_AUTHORIZATION_TOKEN");
    if (file)
        return credential_token_file(search, file, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", ret_token, err);
    for (const char *at = token; at && *at; at++) {
        if (iscntrl((unsigned char)*at))
            return error_set(err, ERROR_INPUT, "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                             "has a control character; it is to be sent as a header");
    }
    *ret_token = token ? arena_strdup(&search->arena, token) : NULL;
    return true;
}

static bool container_url(struct search *search, const char **ret_url, const char **ret_where, struct error *err)
{
    char host[HTTP_HOST_SIZE];
    struct error why = {0};
    const char *relative = aws_environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    const char *whole = aws_environment("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    *ret_where = relative ? "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" : "AWS_CONTAINER_CREDENTIALS_FULL_URI";
    if (relative && *relative != '/')
        return error_set(err, ERROR_INPUT, *ret_where, "does not begin with '/'");
    *ret_url = relative ? arena_printf(&search->arena, CONTAINER_HOST "%s", relative) : whole;
    if (*ret_url && !http_host(*ret_url, PLAIN_TO_METADATA, host, &why))
        return error_set(err, why.kind, *ret_where, "%s", why.text);
    return true;
}

static bool container_ask(struct search *search, const char *url, const char *token, const char *where,
                          struct aws_credentials *ret_credentials, bool *ret_again, struct error *err)
{
    struct http_header headers[2] = {{"Accept", "application/json"}, {"Authorization", token}};
    struct http_request request = {.method = "GET",
                                   .url = url,
                                   .headers = headers,
                                   .headers_count = token ? 2 : 1,
                                   .connect_seconds = 2,
                                   .total_seconds = 2,
                                   .reply_bytes_max = CREDENTIAL_REPLY_BYTES_MAX,
                                   .plain = PLAIN_TO_METADATA,
                                   .stop = search->settings->options.stop};
    struct http_reply reply = {0};
    struct error why = {0};
    bool replied = http_send(search->http, &request, &reply, &why) == HTTP_REPLIED, ok = false;
    *ret_again = !replied || reply.status >= 500 || reply.status == 429;
    if (!replied)
        error_set(err, why.kind, where, "%s", why.text);
    else if (reply.status != 200)
        error_set(err, ERROR_AWS, where, "the container's credentials are refused: HTTP %d", reply.status);
    else
        ok = credentials_of_json(search, reply.body.bytes ? reply.body.bytes : "", reply.body.length, "Token", where,
                                 ret_credentials, NULL, err);
    http_reply_release(&reply);
    return ok;
}

bool container_credentials(struct search *search, const char *profile, struct aws_credentials *ret_credentials,
                           bool *ret_found, struct error *err)
{
    (void)profile;
    const char *url = NULL, *where = NULL;
    char *token = NULL;
    struct error why = {0};
    if (!container_url(search, &url, &where, err))
        return false;
    if (!url)
        return true;
    if (!container_token(search, &token, err))
        return false;
    bool again = true;
    for (int attempt = 1; again && attempt <= CONTAINER_ATTEMPTS && !*ret_found; attempt++) {
        why = (struct error){0};
        if (attempt > 1 && !aws_pause(1, search->settings->options.stop))
            break;
        *ret_found = container_ask(search, url, token, where, ret_credentials, &again, &why);
    }
    if (!*ret_found)
        return error_set(err, why.kind ? why.kind : ERROR_AWS, where, "%s", why.kind ? why.text : "stopped");
    credentials_source(ret_credentials, true, "container");
    return true;
}

/* --- instance --- */

struct imds {
    struct search *search;
    char host[IMDS_URL_SIZE]; /* without a slash at the end */
    double timeout_s;
    int attempts;
    char *token;
};

enum imds_answer { IMDS_ANSWERED, IMDS_SILENT, IMDS_REFUSED };

/* One request, as often as is set; the body lies in search->arena. */
static enum imds_answer imds_ask(struct imds *imds, const char *method, const char *path, char **ret_body,
                                 int *ret_status)
{
    char url[IMDS_URL_SIZE + 256];
    snprintf(url, sizeof url, "%s%s", imds->host, path);
    struct http_header header = {"X-aws-ec2-metadata-token-ttl-seconds", "21600"};
    if (imds->token)
        header = (struct http_header){"X-aws-ec2-metadata-token", imds->token};
    struct http_request request = {.method = method,
                                   .url = url,
                                   .headers = &header,
                                   .headers_count = 1,
                                   .body = strcmp(method, "PUT") == 0 ? "" : NULL,
                                   .connect_seconds = imds->timeout_s,
                                   .total_seconds = imds->timeout_s,
                                   .reply_bytes_max = CREDENTIAL_REPLY_BYTES_MAX,
                                   .plain = PLAIN_TO_METADATA,
                                   .stop = imds->search->settings->options.stop};
    enum imds_answer answer = IMDS_SILENT;
    for (int attempt = 1; attempt <= imds->attempts && answer == IMDS_SILENT; attempt++) {
        struct http_reply reply = {0};
        struct error unshown = {0};
        if (http_send(imds->search->http, &request, &reply, &unshown) == HTTP_REPLIED && reply.status < 500) {
            answer = reply.status == 200 ? IMDS_ANSWERED : IMDS_REFUSED;
            *ret_status = reply.status;
            *ret_body =
                arena_strndup(&imds->search->arena, reply.body.bytes ? reply.body.bytes : "", reply.body.length);
        }
        http_reply_release(&reply);
    }
    return answer;
}

static bool imds_number(struct search *search, const char *variable, const char *key, int most, int *ret_number,
                        struct error *err)
{
    char where[ERROR_WHERE_SIZE], *end = NULL;
    const struct ini_value *value = aws_settings_value(search->settings, search->settings->profile, key);
    const char *given = aws_environment(variable);
    *ret_number = 1;
    if (!given && !value)
        return true;
    long number = strtol(given ? given : value->value, &end, 10);
    if (*end || number < 1 || number > most)
        return error_set(err, ERROR_INPUT, given ? variable : aws_settings_where(value, where),
                         "not a whole number of 1 to %d", most);
    *ret_number = (int)number;
    return true;
}

static bool imds_host(struct search *search, char ret_host[IMDS_URL_SIZE], struct error *err)
{
    char checked[HTTP_HOST_SIZE];
    struct error why = {0};
    const char *profile = search->settings->profile;
    const struct ini_value *value = aws_settings_value(search->settings, profile, "ec2_metadata_service_endpoint");
    const struct ini_value *mode = aws_settings_value(search->settings, profile, "ec2_metadata_service_endpoint_mode");
    const char *host = aws_environment("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    const char *family = aws_environment("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE");
    if (!host && value)
        host = value->value;
    if (!family)
        family = mode ? mode->value : "ipv4";
    if (!host)
        host = strcasecmp(family, "ipv6") == 0 ? IMDS_HOST_6 : IMDS_HOST_4;
    size_t length = strlen(host);
    if (length > 0 && host[length - 1] == '/')
        length--;
    if (length >= IMDS_URL_SIZE)
        return error_set(err, ERROR_LIMIT, "AWS_EC2_METADATA_SERVICE_ENDPOINT", "longer than %d bytes", IMDS_URL_SIZE);
    snprintf(ret_host, IMDS_URL_SIZE, "%.*s", (int)length, host);
    if (!http_host(ret_host, PLAIN_TO_METADATA, checked, &why))
        return error_set(err, why.kind, "AWS_EC2_METADATA_SERVICE_ENDPOINT", "%s", why.text);
    return true;
}

/* A session with IMDS; *ret_there false where there is none, or it is not to be asked. */
static bool imds_open(struct search *search, struct imds *ret_imds, bool *ret_there, struct error *err)
{
    struct imds imds = {.search = search};
    int timeout_s = 1, status = 0;
    const char *disabled = aws_environment("AWS_EC2_METADATA_DISABLED");
    *ret_there = false;
    if (disabled && strcasecmp(disabled, "true") == 0)
        return true;
    if (!imds_host(search, imds.host, err) ||
        !imds_number(search, "AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout", TIMEOUT_MAX_S, &timeout_s,
                     err) ||
        !imds_number(search, "AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts", ATTEMPTS_MAX,
                     &imds.attempts, err))
        return false;
    imds.timeout_s = timeout_s;
    char *token = NULL;
    enum imds_answer answer = imds_ask(&imds, "PUT", "/latest/api/token", &token, &status);
    *ret_there = answer == IMDS_ANSWERED;
    if (answer == IMDS_SILENT)
        aws_settings_log(search->settings, "no instance metadata (IMDS) within %d s", timeout_s);
    if (answer == IMDS_REFUSED)
        aws_settings_log(search->settings, "instance metadata gives no token for IMDSv2: HTTP %d", status);
    if (answer == IMDS_ANSWERED && (!*token || token[strcspn(token, "\r\n")] || strlen(token) > CREDENTIAL_BYTES_MAX))
        return error_set(err, ERROR_AWS, imds.host, "instance metadata gives a token that is none");
    imds.token = token;
    *ret_imds = imds;
    return true;
}

/* The first line of the list; *ret_role NULL where the instance has none. */
static bool imds_role(struct imds *imds, const char **ret_role, struct error *err)
{
    char *list = NULL;
    int status = 0;
    *ret_role = NULL;
    switch (imds_ask(imds, "GET", IMDS_ROLES, &list, &status)) {
    case IMDS_SILENT:
        return error_set(err, ERROR_AWS, imds->host, "instance metadata gave a token, and then no answer");
    case IMDS_REFUSED:
        if (status == 404)
            return true;
        return error_set(err, ERROR_AWS, imds->host, "instance metadata names no role: HTTP %d", status);
    case IMDS_ANSWERED:
        break;
    }
    list[strcspn(list, "\r\n")] = '\0';
    size_t length = strlen(list);
    if (length == 0)
        return true;
    if (length > IMDS_ROLE_BYTES_MAX ||
        strspn(list, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+=,.@_-") != length)
        return error_set(err, ERROR_AWS, imds->host,
                         "instance metadata answers with no role's name; is a proxy between?");
    *ret_role = list;
    return true;
}

static bool imds_keys(struct imds *imds, const char *role, struct aws_credentials *ret_credentials, struct error *err)
{
    char path[sizeof IMDS_ROLES + IMDS_ROLE_BYTES_MAX], *body = NULL;
    int status = 0;
    struct node *root = NULL;
    snprintf(path, sizeof path, IMDS_ROLES "%s", role);
    if (imds_ask(imds, "GET", path, &body, &status) != IMDS_ANSWERED)
        return error_set(err, ERROR_AWS, imds->host, "instance metadata gives no credentials of role %s%s", role,
                         status ? " (refused)" : "");
    if (!credentials_of_json(imds->search, body, strlen(body), "Token", imds->host, ret_credentials, &root, err))
        return false;
    credentials_source(ret_credentials, true, "instance role %s (IMDSv2)", role);
    return true;
}

bool instance_credentials(struct search *search, const char *profile, struct aws_credentials *ret_credentials,
                          bool *ret_found, struct error *err)
{
    (void)profile;
    struct imds imds = {0};
    const char *role = NULL;
    bool there = false;
    if (!imds_open(search, &imds, &there, err) || (there && !imds_role(&imds, &role, err)))
        return false;
    if (!role)
        return true;
    *ret_found = imds_keys(&imds, role, ret_credentials, err);
    return *ret_found;
}

bool aws_settings_region_of_instance(struct aws_settings *settings, struct http *http, struct error *err)
{
    struct search search = {.settings = settings, .http = http};
    struct imds imds = {0};
    char *region = NULL;
    int status = 0;
    bool there = false;
    if (*settings->region)
        return true;
    bool ok = imds_open(&search, &imds, &there, err);
    if (ok && there && imds_ask(&imds, "GET", "/latest/meta-data/placement/region", &region, &status) == IMDS_ANSWERED)
        ok = aws_region_set(settings, region, imds.host, err);
    else if (ok)
        ok = error_set(err, ERROR_INPUT, NULL,
                       "no region: give --region, AWS_REGION, or region = ... in profile \"%s\"", settings->profile);
    arena_release_wiped(&search.arena);
    return ok;
}
