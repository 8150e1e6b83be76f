/* sign.c — see sign.h. */
#include "data/aws/sign.h"
#include "data/base/secret.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define ALGORITHM "AWS4-HMAC-SHA256"

enum { DAY_LENGTH = 8 /* "20150830" of a date */, SCOPE_SIZE = 256 };

/* A buffer of a size known beforehand, so that nothing of a secret is left where it grew out of. */
static struct text buffer_of(size_t length)
{
    struct text text;
    text_init(&text, length);
    secret_text_reserve(&text, length);
    return text;
}

static char *buffer_string(struct text *text)
{
    BUG_IF(text->overflown);
    text_add(text, "");
    return text->bytes;
}

/* --- path --- */

static bool is_unreserved(char byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
           (byte != '\0' && strchr("-._~", byte));
}

static void add_encoded(struct text *text, char byte)
{
    static const char digits[] = "0123456789ABCDEF";
    unsigned char value = (unsigned char)byte;
    if (is_unreserved(byte))
        text_add_bytes(text, &byte, 1);
    else
        text_add_bytes(text, (char[]){'%', digits[value >> 4], digits[value & 15]}, 3);
}

static void add_path(struct text *text, const char *path)
{
    for (; *path; path++) {
        if (*path == '/')
            text_add(text, "/");
        else
            add_encoded(text, *path);
    }
}

/* Drops the last segment of "/a/b/": "/a/". */
static void segment_drop(struct text *path)
{
    if (path->length > 1)
        path->length--;
    while (path->length > 1 && path->bytes[path->length - 1] != '/')
        path->length--;
}

char *sign_path_normal(const char *path)
{
    struct text normal = buffer_of(strlen(path) + 1);
    text_add(&normal, "/");
    while (*path) {
        size_t length = strcspn(path, "/");
        size_t whole = length + (path[length] == '/');
        if (length == 2 && strncmp(path, "..", 2) == 0)
            segment_drop(&normal);
        else if (length > 0 && !(length == 1 && *path == '.'))
            text_add_bytes(&normal, path, whole);
        path += whole;
    }
    return buffer_string(&normal);
}

/* --- query --- */

struct parameter {
    const char *name, *value; /* encoded */
};

/* Encoded as AWS does it, whatever of it is encoded already. */
static const char *encoded_again(struct arena *arena, const char *bytes, size_t length)
{
    struct text text;
    text_init(&text, 3 * length);
    for (size_t i = 0; i < length; i++) {
        char byte = bytes[i];
        if (byte == '%' && i + 2 < length && isxdigit((unsigned char)bytes[i + 1]) &&
            isxdigit((unsigned char)bytes[i + 2])) {
            byte = (char)strtoul((char[]){bytes[i + 1], bytes[i + 2], '\0'}, NULL, 16);
            i += 2;
        }
        add_encoded(&text, byte);
    }
    const char *encoded = arena_strndup(arena, text.bytes, text.length);
    text_release(&text);
    return encoded;
}

static struct parameter parameter_of(struct arena *arena, const char *bytes, size_t length)
{
    const char *equals = memchr(bytes, '=', length);
    size_t name_length = equals ? (size_t)(equals - bytes) : length;
    size_t value_length = equals ? length - name_length - 1 : 0;
    return (struct parameter){.name = encoded_again(arena, bytes, name_length),
                              .value = encoded_again(arena, equals ? equals + 1 : "", value_length)};
}

static int parameter_compare(const void *one, const void *other)
{
    const struct parameter *a = one, *b = other;
    int order = strcmp(a->name, b->name);
    return order ? order : strcmp(a->value, b->value);
}

static const char *canonical_query(struct arena *arena, const char *query)
{
    int count = 0, room = 1;
    for (const char *at = query; *at; at++)
        room += *at == '&';
    struct parameter *parameters = ARENA_ARRAY(arena, struct parameter, room);
    while (*query) {
        size_t length = strcspn(query, "&");
        if (length > 0)
            parameters[count++] = parameter_of(arena, query, length);
        query += length + (query[length] == '&');
    }
    qsort(parameters, (size_t)count, sizeof *parameters, parameter_compare);
    struct text text;
    text_init(&text, SIZE_MAX / 2);
    for (int i = 0; i < count; i++)
        text_printf(&text, "%s%s=%s", i ? "&" : "", parameters[i].name, parameters[i].value);
    const char *canonical = arena_strndup(arena, text.bytes, text.length);
    text_release(&text);
    return canonical;
}

/* --- headers --- */

struct header_set {
    struct http_header items[SIGN_HEADERS_MAX]; /* by name; those of the same name stay in their order */
    int count;
};

static void header_insert(struct header_set *set, const struct http_header *header)
{
    BUG_IF(set->count == SIGN_HEADERS_MAX);
    int at = set->count++;
    for (; at > 0 && strcasecmp(set->items[at - 1].name, header->name) > 0; at--)
        set->items[at] = set->items[at - 1];
    set->items[at] = *header;
}

static struct header_set header_set_of(const struct sign_request *request)
{
    struct header_set set = {.count = 0};
    if (request->host)
        header_insert(&set, &(struct http_header){"host", request->host});
    for (int i = 0; i < request->headers_count; i++)
        header_insert(&set, &request->headers[i]);
    return set;
}

static bool same_name(const struct header_set *set, int i)
{
    return i > 0 && strcasecmp(set->items[i].name, set->items[i - 1].name) == 0;
}

static void add_lower(struct text *text, const char *name)
{
    for (; *name; name++)
        text_add_bytes(text, (char[]){(char)tolower((unsigned char)*name)}, 1);
}

/* Blanks around it taken off, several in a row made one. */
static void add_value(struct text *text, const char *value)
{
    for (bool begun = false; *value;) {
        size_t blanks = strspn(value, " \t");
        size_t word = strcspn(value + blanks, " \t");
        if (word > 0) {
            text_add(text, begun ? " " : "");
            text_add_bytes(text, value + blanks, word);
            begun = true;
        }
        value += blanks + word;
    }
}

static void add_names(struct text *text, const struct header_set *set)
{
    for (int i = 0; i < set->count; i++) {
        if (same_name(set, i))
            continue;
        text_add(text, i ? ";" : "");
        add_lower(text, set->items[i].name);
    }
}

static void add_headers(struct text *text, const struct header_set *set)
{
    for (int i = 0; i < set->count; i++) {
        if (same_name(set, i)) {
            text_add(text, ",");
        } else {
            text_add(text, i ? "\n" : "");
            add_lower(text, set->items[i].name);
            text_add(text, ":");
        }
        add_value(text, set->items[i].value);
    }
    text_add(text, "\n");
}

/* --- stages --- */

void sign_date(int64_t now, char ret_date[SIGN_DATE_SIZE])
{
    time_t seconds = (time_t)now;
    struct tm moment;
    BUG_IF(!gmtime_r(&seconds, &moment));
    BUG_IF(strftime(ret_date, SIGN_DATE_SIZE, "%Y%m%dT%H%M%SZ", &moment) + 1 != SIGN_DATE_SIZE);
}

char *sign_header_names(const struct sign_request *request)
{
    struct header_set set = header_set_of(request);
    size_t length = 0;
    for (int i = 0; i < set.count; i++)
        length += strlen(set.items[i].name) + 1;
    struct text text = buffer_of(length);
    add_names(&text, &set);
    return buffer_string(&text);
}

char *sign_canonical_request(const struct sign_request *request)
{
    struct arena arena = {0};
    struct header_set set = header_set_of(request);
    const char *query = canonical_query(&arena, request->query ? request->query : "");
    size_t length = strlen(request->method) + 3 * strlen(request->path) + strlen(query) + SHA256_HEX_SIZE + 8;
    for (int i = 0; i < set.count; i++)
        length += 2 * strlen(set.items[i].name) + strlen(set.items[i].value) + 4;
    struct text text = buffer_of(length);
    text_add(&text, request->method);
    text_add(&text, "\n");
    add_path(&text, request->path);
    text_add(&text, "\n");
    text_add(&text, query);
    text_add(&text, "\n");
    add_headers(&text, &set);
    text_add(&text, "\n");
    add_names(&text, &set);
    char hash[SHA256_HEX_SIZE];
    sha256_hex(request->body, request->body_length, hash);
    text_add(&text, "\n");
    text_add(&text, hash);
    arena_release(&arena);
    return buffer_string(&text);
}

static void write_scope(const char *date, const struct sign_scope *scope, char text[SCOPE_SIZE])
{
    int length = snprintf(text, SCOPE_SIZE, "%.*s/%s/%s/aws4_request", DAY_LENGTH, date, scope->region, scope->service);
    BUG_IF(length < 0 || length >= SCOPE_SIZE);
}

char *sign_string_to_sign(const char *canonical_request, const char *date, const struct sign_scope *scope)
{
    char where[SCOPE_SIZE], hash[SHA256_HEX_SIZE];
    write_scope(date, scope, where);
    sha256_hex(canonical_request, strlen(canonical_request), hash);
    struct text text = buffer_of(sizeof ALGORITHM + SIGN_DATE_SIZE + strlen(where) + 1 + SHA256_HEX_SIZE);
    text_add(&text, ALGORITHM "\n");
    text_add(&text, date);
    text_add(&text, "\n");
    text_add(&text, where);
    text_add(&text, "\n");
    text_add(&text, hash);
    return buffer_string(&text);
}

void sign_key(const char *secret, const char *date, const struct sign_scope *scope, unsigned char ret_key[SHA256_BYTES])
{
    struct text first = buffer_of(4 + strlen(secret));
    text_add(&first, "AWS4");
    text_add(&first, secret);
    hmac_sha256(first.bytes, first.length, date, DAY_LENGTH, ret_key);
    secret_text_release(&first);
    const char *const rest[] = {scope->region, scope->service, "aws4_request"};
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
        hmac_sha256(ret_key, SHA256_BYTES, rest[i], strlen(rest[i]), ret_key);
}

void sign_signature(const unsigned char key[SHA256_BYTES], const char *string_to_sign, char ret_hex[SHA256_HEX_SIZE])
{
    unsigned char mac[SHA256_BYTES];
    hmac_sha256(key, SHA256_BYTES, string_to_sign, strlen(string_to_sign), mac);
    hex_encode(mac, ret_hex);
}

/* --- all of it --- */

static char *authorization_of(const struct sign_request *request, const struct sign_scope *scope, const char *date,
                              const struct aws_credentials *credentials)
{
    unsigned char key[SHA256_BYTES];
    char signature[SHA256_HEX_SIZE], where[SCOPE_SIZE];
    char *canonical = sign_canonical_request(request), *names = sign_header_names(request);
    char *string = sign_string_to_sign(canonical, date, scope);
    sign_key(credentials->secret, date, scope, key);
    sign_signature(key, string, signature);
    secret_wipe(key, sizeof key);
    write_scope(date, scope, where);
    struct text text = buffer_of(strlen(credentials->key_id) + strlen(where) + strlen(names) + SHA256_HEX_SIZE + 100);
    text_add(&text, ALGORITHM " Credential=");
    text_add(&text, credentials->key_id);
    text_add(&text, "/");
    text_add(&text, where);
    text_add(&text, ", SignedHeaders=");
    text_add(&text, names);
    text_add(&text, ", Signature=");
    text_add(&text, signature);
    secret_free(canonical);
    secret_free(string);
    secret_free(names);
    return buffer_string(&text);
}

void aws_sign(const struct sign_request *request, const struct sign_scope *scope,
              const struct aws_credentials *credentials, struct signed_headers *ret_signed)
{
    struct http_header all[SIGN_HEADERS_MAX];
    int count = 0;
    BUG_IF(request->headers_count > SIGN_HEADERS_MAX - 3);
    *ret_signed = (struct signed_headers){.token = secret_strdup(credentials->session_token)};
    sign_date(scope->now, ret_signed->date);
    for (; count < request->headers_count; count++)
        all[count] = request->headers[count];
    all[count++] = ret_signed->headers[ret_signed->count++] = (struct http_header){"X-Amz-Date", ret_signed->date};
    if (ret_signed->token)
        all[count++] = ret_signed->headers[ret_signed->count++] =
            (struct http_header){"X-Amz-Security-Token", ret_signed->token};
    struct sign_request whole = *request;
    char *path = sign_path_normal(request->path);
    whole.path = path;
    whole.headers = all;
    whole.headers_count = count;
    ret_signed->authorization = authorization_of(&whole, scope, ret_signed->date, credentials);
    ret_signed->headers[ret_signed->count++] = (struct http_header){"Authorization", ret_signed->authorization};
    secret_free(path);
}

void signed_headers_release(struct signed_headers *headers)
{
    secret_free(headers->authorization);
    secret_free(headers->token);
    secret_wipe(headers, sizeof *headers);
}
