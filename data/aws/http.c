/* http.c — see http.h. The only file that sees libcurl. */
#include "data/aws/http.h"
#include "data/aws/aws.h"
#include "data/base/secret.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* Replies that may not be longer are credentials, more often than not: their buffer is never moved while it grows. */
enum { SECRET_REPLY_BYTES_MAX = 64 * 1024 };
/* What libcurl reads at once where a body is taken as it arrives: fewer calls for hundreds of megabytes. */
enum { LARGE_BUFFER_BYTES = 256 * 1024 };

struct http {
    CURL *handle;
    char *ca_bundle; /* NULL = the system's */
};

struct http *http_open(const char *ca_bundle)
{
    struct http *http = memory_alloc(1, sizeof *http);
    BUG_IF(curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK);
    http->handle = curl_easy_init();
    BUG_IF(!http->handle);
    http->ca_bundle = secret_strdup(ca_bundle);
    return http;
}

void http_close(struct http *http)
{
    if (!http)
        return;
    curl_easy_cleanup(http->handle);
    curl_global_cleanup();
    secret_free(http->ca_bundle);
    free(http);
}

void http_reply_release(struct http_reply *reply)
{
    secret_text_release(&reply->body);
    text_release(&reply->headers);
    *reply = (struct http_reply){0};
}

bool http_reply_header(const struct http_reply *reply, const char *name, char *buffer, size_t size)
{
    size_t name_length = strlen(name);
    const char *line = reply->headers.bytes;
    for (const char *end; line && (end = strchr(line, '\n')); line = end + 1) {
        if (strncasecmp(line, name, name_length) != 0 || line[name_length] != ':')
            continue;
        const char *value = line + name_length + 1;
        value += strspn(value, " \t");
        size_t length = (size_t)(end - value);
        if (length >= size)
            return false;
        memcpy(buffer, value, length);
        buffer[length] = '\0';
        return true;
    }
    return false;
}

bool http_reply_date(const struct http_reply *reply, int64_t *ret_seconds)
{
    char value[64];
    if (!http_reply_header(reply, "Date", value, sizeof value))
        return false;
    time_t seconds = curl_getdate(value, NULL);
    if (seconds <= 0)
        return false;
    *ret_seconds = (int64_t)seconds;
    return true;
}

/* The parts of a URL that decide where a request may go. */
struct destination {
    char *scheme, *host, *port, *user, *password;
};

static void destination_release(struct destination *destination)
{
    curl_free(destination->scheme);
    curl_free(destination->host);
    curl_free(destination->port);
    curl_free(destination->user);
    curl_free(destination->password);
}

static bool destination_read(const char *url, struct destination *ret_destination)
{
    CURLU *parsed = curl_url();
    BUG_IF(!parsed);
    bool ok = curl_url_set(parsed, CURLUPART_URL, url, CURLU_PATH_AS_IS) == CURLUE_OK;
    if (ok) {
        ok = curl_url_get(parsed, CURLUPART_SCHEME, &ret_destination->scheme, 0) == CURLUE_OK &&
             curl_url_get(parsed, CURLUPART_HOST, &ret_destination->host, 0) == CURLUE_OK;
        curl_url_get(parsed, CURLUPART_PORT, &ret_destination->port, CURLU_NO_DEFAULT_PORT);
        curl_url_get(parsed, CURLUPART_USER, &ret_destination->user, 0);
        curl_url_get(parsed, CURLUPART_PASSWORD, &ret_destination->password, 0);
    }
    curl_url_cleanup(parsed);
    return ok;
}

/* "localhost" is loopback: libcurl never asks a name server for it. */
static bool host_is_loopback(const char *host)
{
    unsigned parts[4] = {0};
    char rest = '\0';
    bool is_address = sscanf(host, "%3u.%3u.%3u.%3u%c", &parts[0], &parts[1], &parts[2], &parts[3], &rest) == 4;
    return (is_address && parts[0] == 127) || strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0;
}

/* Amazon EC2 User Guide, "Use the Instance Metadata Service"; ECS and EKS container credential endpoints. */
static bool host_is_metadata(const char *host)
{
    static const char *const hosts[] = {"169.254.169.254", "169.254.170.2", "169.254.170.23", "[fd00:ec2::254]",
                                        "[fd00:ec2::23]"};
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        if (strcmp(host, hosts[i]) == 0)
            return true;
    return false;
}

static bool destination_check(const struct destination *destination, const char *url, enum http_plain plain,
                              struct error *err)
{
    if (destination->user || destination->password)
        return error_set(err, ERROR_INPUT, NULL, "an endpoint URL holds a user or a password; remove them from it");
    if (strcmp(destination->scheme, "https") == 0)
        return true;
    if (strcmp(destination->scheme, "http") != 0)
        return error_set(err, ERROR_INPUT, NULL, "\"%s\": only https, and http to this machine, is spoken", url);
    if (plain == PLAIN_TO_ANY || host_is_loopback(destination->host) ||
        (plain == PLAIN_TO_METADATA && host_is_metadata(destination->host)))
        return true;
    return error_set(err, ERROR_INPUT, NULL,
                     "\"%s\": http without TLS is for 127.0.0.1, [::1] and localhost only; write https", url);
}

bool http_host(const char *url, enum http_plain plain, char ret_host[HTTP_HOST_SIZE], struct error *err)
{
    struct destination destination = {0};
    bool ok = destination_read(url, &destination);
    if (!ok)
        error_set(err, ERROR_INPUT, NULL, "\"%s\" is no URL; write https://HOST or http://127.0.0.1:PORT",
                  strchr(url, '@') ? "(a URL with a user in it)" : url);
    ok = ok && destination_check(&destination, url, plain, err);
    if (ok) {
        int length = snprintf(ret_host, HTTP_HOST_SIZE, "%s%s%s", destination.host, destination.port ? ":" : "",
                              destination.port ? destination.port : "");
        if (length >= HTTP_HOST_SIZE)
            ok = error_set(err, ERROR_INPUT, NULL, "an endpoint URL's host is longer than %d bytes", HTTP_HOST_SIZE);
    }
    destination_release(&destination);
    return ok;
}

bool http_is_loopback(const char *url)
{
    struct destination destination = {0};
    bool loopback = destination_read(url, &destination) && host_is_loopback(destination.host);
    destination_release(&destination);
    return loopback;
}

bool http_location(const char *url, const char *location, char *ret_url, size_t size)
{
    char *found = NULL;
    CURLU *parsed = curl_url();
    BUG_IF(!parsed);
    bool ok = curl_url_set(parsed, CURLUPART_URL, url, CURLU_PATH_AS_IS) == CURLUE_OK &&
              curl_url_set(parsed, CURLUPART_URL, location, CURLU_PATH_AS_IS) == CURLUE_OK &&
              curl_url_set(parsed, CURLUPART_FRAGMENT, NULL, 0) == CURLUE_OK &&
              curl_url_get(parsed, CURLUPART_URL, &found, 0) == CURLUE_OK && strlen(found) < size;
    if (ok)
        memcpy(ret_url, found, strlen(found) + 1);
    curl_free(found);
    curl_url_cleanup(parsed);
    return ok;
}

/* What libcurl's call-backs write to. */
struct exchange {
    CURL *handle;
    const struct http_request *request;
    struct http_reply *reply;
};

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct exchange *exchange = context;
    const struct http_request *request = exchange->request;
    if (request->take) {
        long status = 0;
        curl_easy_getinfo(exchange->handle, CURLINFO_RESPONSE_CODE, &status);
        exchange->reply->status = (int)status;
        return request->take(request->take_context, exchange->reply, bytes, size * count) ? size * count : 0;
    }
    text_add_bytes(&exchange->reply->body, bytes, size * count);
    return exchange->reply->body.overflown ? 0 : size * count;
}

/* One header line a time, ended by CR LF; a status line begins a reply anew: 100 Continue comes before the real one. */
static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    struct text *headers = &((struct exchange *)context)->reply->headers;
    size_t length = size * count;
    if (length >= 5 && memcmp(bytes, "HTTP/", 5) == 0) {
        text_release(headers);
        text_init(headers, HTTP_HEADERS_BYTES_MAX);
        return size * count;
    }
    while (length > 0 && strchr("\r\n \t", bytes[length - 1]))
        length--;
    if (length > 0 && !memchr(bytes, '\0', length) && !memchr(bytes, '\n', length)) {
        text_add_bytes(headers, bytes, length);
        text_add(headers, "\n");
    }
    return headers->overflown ? 0 : size * count;
}

static int look_for_stop(void *context, curl_off_t total_down, curl_off_t down, curl_off_t total_up, curl_off_t up)
{
    (void)total_down, (void)down, (void)total_up, (void)up;
    const struct exchange *exchange = context;
    return exchange->request->stop && *exchange->request->stop;
}

/* A program that gives credentials (credential_process) must not inherit connections. */
static int close_on_exec(void *context, curl_socket_t connection, curlsocktype purpose)
{
    (void)context, (void)purpose;
    return fcntl(connection, F_SETFD, FD_CLOEXEC) == 0 ? CURL_SOCKOPT_OK : CURL_SOCKOPT_ERROR;
}

static struct curl_slist *header_add(struct curl_slist *list, const char *name, const char *value)
{
    struct text line;
    text_init(&line, 128 * 1024);
    text_printf(&line, "%s: %s", name, value);
    BUG_IF(line.overflown || strpbrk(line.bytes, "\r\n"));
    struct curl_slist *longer = curl_slist_append(list, line.bytes);
    BUG_IF(!longer);
    secret_text_release(&line);
    return longer;
}

/* Accept and Expect would be libcurl's own; neither was signed and Expect costs a second. */
static struct curl_slist *headers_make(const struct http_request *request, const char *host)
{
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    list = curl_slist_append(list, "Accept:");
    bool has_type = false;
    for (int i = 0; i < request->headers_count; i++) {
        list = header_add(list, request->headers[i].name, request->headers[i].value);
        has_type = has_type || strcasecmp(request->headers[i].name, "Content-Type") == 0;
    }
    if (!has_type)
        list = curl_slist_append(list, "Content-Type:");
    return header_add(list, "Host", host);
}

/* Headers hold the session token and the signature. */
static void headers_wipe(struct curl_slist *list)
{
    for (struct curl_slist *line = list; line; line = line->next)
        secret_wipe(line->data, strlen(line->data));
    curl_slist_free_all(list);
}

static void limits_set(CURL *handle, const struct http_request *request)
{
    double connect = request->connect_seconds > 0 ? request->connect_seconds : HTTP_CONNECT_SECONDS;
    double total = request->total_seconds > 0 ? request->total_seconds : HTTP_TOTAL_SECONDS;
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)(connect * 1000));
    if (request->stall_seconds > 0) {
        curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, (long)request->stall_seconds);
    } else {
        curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)(total * 1000));
    }
    if (request->take)
        curl_easy_setopt(handle, CURLOPT_BUFFERSIZE, (long)LARGE_BUFFER_BYTES);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, request->once ? 1L : 0L);
}

/* http never through a proxy where it goes to this machine, or to the metadata service beside it. */
static void safety_set(struct http *http, const char *url, enum http_plain plain)
{
    bool tls = strncasecmp(url, "https:", 6) == 0;
    CURL *handle = http->handle;
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, tls ? "https" : "http");
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, close_on_exec);
    curl_easy_setopt(handle, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    if (!tls && (plain != PLAIN_TO_ANY || http_is_loopback(url)))
        curl_easy_setopt(handle, CURLOPT_PROXY, "");
    if (http->ca_bundle)
        curl_easy_setopt(handle, CURLOPT_CAINFO, http->ca_bundle);
}

static void request_set(CURL *handle, struct exchange *exchange)
{
    const struct http_request *request = exchange->request;
    curl_easy_setopt(handle, CURLOPT_URL, request->url);
    curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
    if (request->body || strcmp(request->method, "GET") != 0) {
        curl_easy_setopt(handle, CURLOPT_POST, 1L);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request->body ? request->body : "");
    }
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request->method);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, exchange);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, exchange);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, look_for_stop);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, exchange);
}

/* What the user can do about it, where there is something. */
static const char *hint_of(CURLcode code)
{
    if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
        return "; is a proxy between that rewrites TLS? Then name its certificates in AWS_CA_BUNDLE";
    if (code == CURLE_COULDNT_RESOLVE_HOST)
        return "; is the region right, and the network there?";
    return "";
}

/* Nothing of the request has left. libcurl's count of bytes holds a CONNECT to a proxy too, so what ends before there
 * is a connection is known by its code; but only on a new connection, as a request lost on an old one is tried on
 * another. */
static bool is_unsent(CURL *handle, const struct http_request *request, CURLcode code)
{
    static const CURLcode before[] = {CURLE_COULDNT_RESOLVE_PROXY,
                                      CURLE_COULDNT_RESOLVE_HOST,
                                      CURLE_COULDNT_CONNECT,
                                      CURLE_SSL_CONNECT_ERROR,
                                      CURLE_PROXY,
                                      CURLE_SSL_CACERT_BADFILE,
                                      CURLE_PEER_FAILED_VERIFICATION};
    long sent = 0, proxy_status = 0;
    curl_easy_getinfo(handle, CURLINFO_REQUEST_SIZE, &sent);
    curl_easy_getinfo(handle, CURLINFO_HTTP_CONNECTCODE, &proxy_status);
    bool is_early = proxy_status >= 300;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        is_early = is_early || code == before[i];
    return sent == 0 || (request->once && is_early);
}

static enum http_outcome failure_say(struct http *http, CURLcode code, const struct exchange *exchange,
                                     const char *host, const char *detail, struct error *err)
{
    struct http_reply *reply = exchange->reply;
    reply->status = 0;
    if (code == CURLE_ABORTED_BY_CALLBACK)
        error_set(err, ERROR_AWS, NULL, "%s: stopped while it was asked", host);
    else if (reply->body.overflown || reply->headers.overflown)
        error_set(err, ERROR_AWS, NULL, "%s: the reply is larger than %zu bytes", host,
                  reply->headers.overflown ? reply->headers.limit : reply->body.limit);
    else
        error_set(err, ERROR_AWS, NULL, "%s: %s%s", host, *detail ? detail : curl_easy_strerror(code), hint_of(code));
    return is_unsent(http->handle, exchange->request, code) ? HTTP_NOT_SENT : HTTP_LOST;
}

enum http_outcome http_send(struct http *http, const struct http_request *request, struct http_reply *reply,
                            struct error *err)
{
    char host[HTTP_HOST_SIZE], detail[CURL_ERROR_SIZE] = "";
    if (!http_host(request->url, request->plain, host, err))
        return HTTP_NOT_SENT;
    text_init(&reply->headers, HTTP_HEADERS_BYTES_MAX);
    text_init(&reply->body, request->reply_bytes_max ? request->reply_bytes_max : AWS_REPLY_BYTES_MAX);
    if (request->reply_bytes_max > 0 && request->reply_bytes_max <= SECRET_REPLY_BYTES_MAX)
        secret_text_reserve(&reply->body, request->reply_bytes_max);
    CURL *handle = http->handle;
    struct exchange exchange = {.handle = handle, .request = request, .reply = reply};
    struct curl_slist *headers = headers_make(request, host);
    curl_easy_reset(handle);
    limits_set(handle, request);
    safety_set(http, request->url, request->plain);
    request_set(handle, &exchange);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, detail);
    CURLcode code = curl_easy_perform(handle);
    enum http_outcome outcome = HTTP_REPLIED;
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    reply->status = (int)status;
    if (code != CURLE_OK)
        outcome = failure_say(http, code, &exchange, host, detail, err);
    curl_easy_reset(handle);
    headers_wipe(headers);
    return outcome;
}
