/* credentials_role.c — roles, assumed with STS: by keys found elsewhere, or by a web identity's token.
 *
 * Which source a role's profile may name, and when profiles that name one another are a loop, is as in botocore 1.43's
 * AssumeRoleProvider. */
#include "data/aws/credentials_parts.h"
#include "data/aws/endpoint.h"
#include "data/aws/pause.h"
#include "data/aws/retry.h"
#include "data/aws/sign.h"
#include "data/aws/wire.h"
#include "data/base/secret.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REQUEST_BYTES = 64 * 1024, DURATION_MIN_S = 15 * 60, DURATION_MAX_S = 12 * 60 * 60, DOUBTFUL_CLOCK_S = 4 * 60 };

/* One call of STS. */
struct assumption {
    struct search *search;
    struct aws_call call;                 /* its body with Action and Version */
    const struct aws_credentials *signer; /* NULL = not signed */
    const char *where;                    /* the role, for errors */
    bool clock_mended;
};

static void assumption_begin(struct assumption *assumption, const char *operation)
{
    struct aws_call *call = &assumption->call;
    aws_call_begin(call, AWS_STS, operation, true);
    secret_text_reserve(&call->body, REQUEST_BYTES);
    text_printf(&call->body, "Action=%s&Version=%s", operation, wire_service(AWS_STS)->version);
}

/* --- sending --- */

static enum http_outcome send_once(struct assumption *assumption, struct http_reply *reply, struct error *err)
{
    const struct aws_settings *settings = assumption->search->settings;
    char url[ENDPOINT_URL_SIZE], whole[ENDPOINT_URL_SIZE + 1], host[HTTP_HOST_SIZE];
    if (!aws_endpoint(settings, AWS_STS, url, err) || !http_host(url, PLAIN_TO_LOOPBACK, host, err))
        return HTTP_NOT_SENT;
    snprintf(whole, sizeof whole, "%s/", url);
    struct http_header headers[5] = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
    int count = 1;
    struct signed_headers signature = {0};
    const struct text *body = &assumption->call.body;
    if (assumption->signer) {
        struct sign_request request = {"POST", host, "/", "", headers, count, body->bytes, body->length};
        struct sign_scope scope = {settings->region, wire_service(AWS_STS)->signing_name, assumption->search->now};
        aws_sign(&request, &scope, assumption->signer, &signature);
    }
    for (int i = 0; i < signature.count; i++)
        headers[count++] = signature.headers[i];
    headers[count++] = (struct http_header){"User-Agent", "bayplan/" BAYPLAN_VERSION};
    struct http_request http = {.method = "POST",
                                .url = whole,
                                .headers = headers,
                                .headers_count = count,
                                .body = body->bytes,
                                .body_length = body->length,
                                .reply_bytes_max = CREDENTIAL_REPLY_BYTES_MAX,
                                .stop = settings->options.stop};
    enum http_outcome outcome = http_send(assumption->search->http, &http, reply, err);
    signed_headers_release(&signature);
    return outcome;
}

/* AWS's words but for those that repeat the request, with a token in it. */
static const char *words_of(const struct wire_failure *failure)
{
    bool repeats = strstr(failure->message, "Canonical String") || strstr(failure->message, "String-to-Sign");
    return repeats ? "the signature does not match; is the secret key that of the access key?" : failure->message;
}

/* Moves the search's clock to AWS's, once, where the refusal may come from it. */
static bool mend_clock(struct assumption *assumption, enum retry_class class, const struct http_reply *reply)
{
    int64_t theirs = 0;
    if (assumption->clock_mended || !http_reply_date(reply, &theirs))
        return false;
    int64_t apart = theirs - assumption->search->now;
    int64_t least = class == RETRY_CLOCK ? 1 : DOUBTFUL_CLOCK_S;
    if (llabs(apart) <= least)
        return false;
    assumption->clock_mended = true;
    assumption->search->now = theirs;
    assumption->search->skew_s += apart;
    return true;
}

static bool goes_on(struct assumption *assumption, enum retry_class class, const struct http_reply *reply, int attempt)
{
    switch (class) {
    case RETRY_NEVER:
    case RETRY_CREDENTIALS:
        return false;
    case RETRY_CLOCK:
    case RETRY_CLOCK_MAYBE:
        return mend_clock(assumption, class, reply);
    case RETRY_THROTTLED:
    case RETRY_TRANSIENT:
        return attempt < RETRY_ATTEMPTS_MAX && aws_pause(retry_delay(attempt, (double)arc4random() / 4294967296.0, -1),
                                                         assumption->search->settings->options.stop);
    }
    BUG_IF(true);
}

/* *ret_again: refused or lost, and another attempt is due; by then everything is waited for. */
static bool try_once(struct assumption *assumption, int attempt, struct http_reply *reply, bool *ret_again,
                     struct error *err)
{
    struct error why = {0};
    struct wire_failure failure = {.message = ""};
    const char *operation = assumption->call.operation;
    enum http_outcome outcome = send_once(assumption, reply, &why);
    *ret_again = false;
    if (outcome != HTTP_REPLIED) {
        *ret_again = why.kind == ERROR_AWS && goes_on(assumption, RETRY_TRANSIENT, reply, attempt);
        return error_set(err, why.kind, assumption->where, "sts %s: %s", operation, why.text);
    }
    if (reply->status == 200)
        return true;
    bool has_code = wire_failure_read(reply, &assumption->search->arena, &failure);
    *ret_again = goes_on(assumption, retry_classify(AWS_STS, reply->status, failure.code), reply, attempt);
    if (!has_code)
        return error_set(err, ERROR_AWS, assumption->where, "sts %s: HTTP %d without an error code of AWS", operation,
                         reply->status);
    return error_set(err, ERROR_AWS, assumption->where, "sts %s: %s: %s (HTTP %d)", operation, failure.code,
                     words_of(&failure), reply->status);
}

static bool read_reply(struct assumption *assumption, const struct http_reply *reply,
                       struct aws_credentials *ret_credentials, struct error *err)
{
    /* The parser's own words may quote what it read: they are not passed on. */
    struct error unshown = {0};
    struct aws_reply read = {0};
    if (!wire_reply_read(&assumption->call, reply, &assumption->search->arena, &read, &unshown))
        return error_set(err, ERROR_AWS, assumption->where, "sts %s: the reply cannot be read",
                         assumption->call.operation);
    const struct node *found = node_child(read.body, "Credentials");
    if (!found || found->kind != NODE_OBJECT)
        return error_set(err, ERROR_AWS, assumption->where, "sts %s: the reply has no Credentials",
                         assumption->call.operation);
    struct credential_words words = {credential_string(found, "AccessKeyId"),
                                     credential_string(found, "SecretAccessKey"),
                                     credential_string(found, "SessionToken"), credential_string(found, "Expiration")};
    if (!words.key_id || !words.secret || !words.session_token || !words.expiration)
        return error_set(err, ERROR_AWS, assumption->where, "sts %s: the reply's Credentials are not whole",
                         assumption->call.operation);
    return credentials_take(&words, assumption->where, ret_credentials, err);
}

static bool assume(struct assumption *assumption, struct aws_credentials *ret_credentials, struct error *err)
{
    struct http_reply reply = {0};
    struct error why = {0};
    bool again = true, ok = false;
    if (assumption->call.body.overflown)
        return error_set(err, ERROR_LIMIT, assumption->where, "the request to STS is too long");
    if (!*assumption->search->settings->region)
        return error_set(err, ERROR_INPUT, assumption->where,
                         "no region, and so no STS to ask: give --region, AWS_REGION, or region = ... in the profile");
    for (int attempt = 1; again && !ok; attempt++) {
        why = (struct error){0};
        http_reply_release(&reply);
        reply = (struct http_reply){0};
        ok = try_once(assumption, attempt, &reply, &again, &why);
    }
    if (!ok)
        error_set(err, why.kind, why.where, "%s", why.text);
    ok = ok && read_reply(assumption, &reply, ret_credentials, err);
    http_reply_release(&reply);
    return ok;
}

/* --- a role's settings --- */

static bool add_duration(struct assumption *assumption, const char *profile, struct error *err)
{
    char where[ERROR_WHERE_SIZE], *end = NULL;
    const struct ini_value *value = aws_settings_value(assumption->search->settings, profile, "duration_seconds");
    if (!value)
        return true;
    errno = 0;
    long seconds = strtol(value->value, &end, 10);
    if (errno != 0 || *end || seconds < DURATION_MIN_S || seconds > DURATION_MAX_S)
        return error_set(err, ERROR_INPUT, aws_settings_where(value, where), "a role lasts %d to %d seconds",
                         DURATION_MIN_S, DURATION_MAX_S);
    aws_parameter_integer(&assumption->call, "DurationSeconds", seconds);
    return true;
}

static void add_session(struct assumption *assumption, const char *given)
{
    char name[64];
    snprintf(name, sizeof name, "bayplan-%" PRId64, assumption->search->now);
    aws_parameter(&assumption->call, "RoleSessionName", given ? given : name);
}

static const char *value_text(struct search *search, const char *profile, const char *key)
{
    const struct ini_value *value = aws_settings_value(search->settings, profile, key);
    return value ? value->value : NULL;
}

static bool assume_role(struct search *search, const char *profile, const struct ini_value *role,
                        const struct aws_credentials *signer, struct aws_credentials *ret_credentials,
                        struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    const char *external_id = value_text(search, profile, "external_id");
    struct assumption assumption = {.search = search, .signer = signer, .where = aws_settings_where(role, where)};
    assumption_begin(&assumption, "AssumeRole");
    aws_parameter(&assumption.call, "RoleArn", role->value);
    add_session(&assumption, value_text(search, profile, "role_session_name"));
    if (external_id)
        aws_parameter(&assumption.call, "ExternalId", external_id);
    bool ok = add_duration(&assumption, profile, err) && assume(&assumption, ret_credentials, err);
    secret_text_release(&assumption.call.body);
    if (ok)
        credentials_source(ret_credentials, true, "profile %s, role %s", profile, role->value);
    return ok;
}

/* --- where a role's own keys come from --- */

static bool named_source(struct search *search, const struct ini_value *value, struct aws_credentials *ret_credentials,
                         struct error *err)
{
    static const struct {
        const char *name;
        credential_place *place;
    } sources[] = {{"Environment", environment_credentials},
                   {"EcsContainer", container_credentials},
                   {"Ec2InstanceMetadata", instance_credentials}};
    char where[ERROR_WHERE_SIZE];
    aws_settings_where(value, where);
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        if (strcmp(sources[i].name, value->value) != 0)
            continue;
        bool found = false, environment = search->environment;
        search->environment = true;
        bool ok = sources[i].place(search, NULL, ret_credentials, &found, err);
        search->environment = environment;
        if (ok && !found)
            ok = error_set(err, ERROR_INPUT, where, "%s gives no credentials here", value->value);
        return ok;
    }
    return error_set(err, ERROR_INPUT, where, "\"%s\" is none of Environment, EcsContainer, Ec2InstanceMetadata",
                     value->value);
}

static bool has_keys(struct search *search, const char *profile)
{
    return value_text(search, profile, "aws_access_key_id") && value_text(search, profile, "aws_secret_access_key");
}

static bool has_role(struct search *search, const char *profile)
{
    return value_text(search, profile, "role_arn") && !value_text(search, profile, "web_identity_token_file");
}

/* A profile may be its own source where it has keys; any other way back is a loop. */
static bool visit(struct search *search, const char *profile, const struct ini_value *source, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    const char *name = source->value;
    aws_settings_where(source, where);
    if (!aws_settings_has_profile(search->settings, name))
        return error_set(err, ERROR_INPUT, where, "there is no profile \"%s\"", name);
    bool itself = strcmp(profile, name) == 0 && has_keys(search, name);
    for (int i = 0; i < search->visited_count && !itself; i++) {
        if (strcmp(search->visited[i], name) == 0)
            return error_set(err, ERROR_INPUT, where, "profile \"%s\" is, in the end, its own source: no keys anywhere",
                             name);
    }
    if (search->visited_count == SOURCE_PROFILES_MAX)
        return error_set(err, ERROR_LIMIT, where, "more than %d profiles, each the source of another",
                         SOURCE_PROFILES_MAX);
    search->visited[search->visited_count++] = name;
    return true;
}

static bool profile_source(struct search *search, const char *profile, const struct ini_value *source,
                           struct aws_credentials *ret_credentials, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    const char *name = source->value;
    bool found = false, environment = search->environment;
    if (!visit(search, profile, source, err))
        return false;
    search->environment = false;
    bool assumes = !has_keys(search, name) && has_role(search, name);
    bool ok = assumes ? role_credentials(search, name, ret_credentials, &found, err)
                      : profile_source_credentials(search, name, ret_credentials, &found, err);
    search->environment = environment;
    if (ok && !found)
        ok = error_set(err, ERROR_INPUT, aws_settings_where(source, where), "profile \"%s\" has no credentials", name);
    return ok;
}

static bool source_credentials(struct search *search, const char *profile, const struct ini_value *role,
                               struct aws_credentials *ret_credentials, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    const struct ini_value *mfa = aws_settings_value(search->settings, profile, "mfa_serial");
    const struct ini_value *named = aws_settings_value(search->settings, profile, "credential_source");
    const struct ini_value *source = aws_settings_value(search->settings, profile, "source_profile");
    if (mfa)
        return credentials_refuse(search, mfa, profile, "a code of an MFA device", "aws sts get-caller-identity", err);
    if (named && source)
        return error_set(err, ERROR_INPUT, aws_settings_where(named, where),
                         "the profile has source_profile too; a role has one source");
    if (!named && !source)
        return error_set(err, ERROR_INPUT, aws_settings_where(role, where),
                         "a role needs source_profile or credential_source in its profile");
    return named ? named_source(search, named, ret_credentials, err)
                 : profile_source(search, profile, source, ret_credentials, err);
}

bool role_credentials(struct search *search, const char *profile, struct aws_credentials *ret_credentials,
                      bool *ret_found, struct error *err)
{
    const struct ini_value *role = aws_settings_value(search->settings, profile, "role_arn");
    if (!role || !has_role(search, profile))
        return true;
    if (search->visited_count == 0)
        search->visited[search->visited_count++] = profile;
    struct aws_credentials signer = {0};
    *ret_found = source_credentials(search, profile, role, &signer, err) &&
                 assume_role(search, profile, role, &signer, ret_credentials, err);
    aws_credentials_release(&signer);
    return *ret_found;
}

/* --- web identity --- */

struct identity_setting {
    const char *value;
    char where[ERROR_WHERE_SIZE];
};

static struct identity_setting identity_setting(struct search *search, const char *profile, const char *variable,
                                                const char *key)
{
    struct identity_setting setting = {.value = search->environment ? aws_environment(variable) : NULL};
    const struct ini_value *value = aws_settings_value(search->settings, profile, key);
    if (setting.value) {
        snprintf(setting.where, sizeof setting.where, "%s", variable);
    } else if (value) {
        setting.value = value->value;
        aws_settings_where(value, setting.where);
    }
    return setting;
}

bool web_identity_credentials(struct search *search, const char *profile, struct aws_credentials *ret_credentials,
                              bool *ret_found, struct error *err)
{
    struct identity_setting file =
        identity_setting(search, profile, "AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file");
    struct identity_setting role = identity_setting(search, profile, "AWS_ROLE_ARN", "role_arn");
    struct identity_setting session = identity_setting(search, profile, "AWS_ROLE_SESSION_NAME", "role_session_name");
    char *token = NULL;
    if (!file.value)
        return true;
    if (!role.value)
        return error_set(err, ERROR_INPUT, file.where,
                         "a web identity's token, but no role: set AWS_ROLE_ARN or role_arn");
    if (!credential_token_file(search, file.value, file.where, &token, err))
        return false;
    struct assumption assumption = {.search = search, .where = role.where};
    assumption_begin(&assumption, "AssumeRoleWithWebIdentity");
    aws_parameter(&assumption.call, "RoleArn", role.value);
    add_session(&assumption, session.value);
    aws_parameter(&assumption.call, "WebIdentityToken", token);
    *ret_found = assume(&assumption, ret_credentials, err);
    secret_text_release(&assumption.call.body);
    if (*ret_found)
        credentials_source(ret_credentials, true, "web identity, role %s", role.value);
    return *ret_found;
}
