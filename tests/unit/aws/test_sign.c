/* test_sign.c — signing stage by stage: AWS's own vectors where they are beside the tree, and a few that always run. */
#include "data/aws/sign.h"
#include "data/base/date.h"
#include "data/base/file.h"
#include "data/base/node.h"
#include "data/base/secret.h"
#include "tests/unit/base/check.h"

#define VECTORS "../shared/aws/sigv4-vectors.json"
#define SECRET "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

enum { VECTORS_COUNT = 38 };

static struct aws_credentials credentials_of(const char *key_id, const char *secret, const char *token)
{
    return (struct aws_credentials){
        .key_id = secret_strdup(key_id), .secret = secret_strdup(secret), .session_token = secret_strdup(token)};
}

static int64_t seconds_of(const char *date)
{
    char text[32];
    int64_t seconds = 0;
    snprintf(text, sizeof text, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", date, date + 4, date + 6, date + 9, date + 11,
             date + 13);
    assert_true(moment_parse(text, &seconds));
    return seconds;
}

/* --- the vectors --- */

struct vector {
    const char *name, *date, *canonical_request, *string_to_sign, *signature, *key_id, *secret;
    bool normalise;
    struct sign_request request; /* with all headers as the vector lists them */
    struct http_header headers[SIGN_HEADERS_MAX];
    struct sign_scope scope;
};

static const char *string_of(const struct node *vector, const char *key)
{
    const struct node *value = node_child(vector, key);
    assert_non_null(value);
    return value->kind == NODE_NULL ? NULL : value->string;
}

static void read_vector(const struct node *node, struct vector *vector)
{
    *vector = (struct vector){.name = string_of(node, "name"),
                              .date = string_of(node, "date"),
                              .canonical_request = string_of(node, "canonical_request"),
                              .string_to_sign = string_of(node, "string_to_sign"),
                              .signature = string_of(node, "signature"),
                              .key_id = string_of(node, "akid"),
                              .secret = string_of(node, "secret"),
                              .normalise = node_child(node, "normalize_path")->boolean,
                              .request = {.method = string_of(node, "method"),
                                          .path = string_of(node, "path"),
                                          .query = string_of(node, "query"),
                                          .body = string_of(node, "body")},
                              .scope = {.region = string_of(node, "region"), .service = string_of(node, "service")}};
    vector->scope.now = seconds_of(vector->date);
    vector->request.body_length = strlen(vector->request.body);
    for (const struct node *pair = node_child(node, "headers")->first; pair; pair = pair->next)
        vector->headers[vector->request.headers_count++] =
            (struct http_header){pair->first->string, pair->first->next->string};
    vector->request.headers = vector->headers;
}

static void check_stages(const struct vector *vector)
{
    unsigned char key[SHA256_BYTES];
    char signature[SHA256_HEX_SIZE], key_hex[SHA256_HEX_SIZE];
    struct sign_request request = vector->request;
    char *path = vector->normalise ? sign_path_normal(request.path) : secret_strdup(request.path);
    request.path = path;
    char *canonical = sign_canonical_request(&request), *names = sign_header_names(&request);
    assert_string_equal(canonical, vector->canonical_request);
    size_t names_at = strlen(canonical) - SHA256_HEX_SIZE - strlen(names);
    assert_memory_equal(canonical + names_at, names, strlen(names));
    char *string = sign_string_to_sign(canonical, vector->date, &vector->scope);
    assert_string_equal(string, vector->string_to_sign);
    sign_key(vector->secret, vector->date, &vector->scope, key);
    hex_encode(key, key_hex); /* computed apart, with Python's hmac */
    assert_string_equal(key_hex, "938127b5336810ddb6a5d6af445fcac9e371f9ed418ed386b022aed82901be75");
    sign_signature(key, string, signature);
    assert_string_equal(signature, vector->signature);
    secret_free(path);
    secret_free(canonical);
    secret_free(names);
    secret_free(string);
}

/* The same through the one function a client calls: date and token are added there, the host given apart. */
static void check_whole(const struct vector *vector)
{
    const char *token = NULL;
    struct http_header headers[SIGN_HEADERS_MAX];
    struct sign_request request = vector->request;
    request.headers = headers;
    request.headers_count = 0;
    for (int i = 0; i < vector->request.headers_count; i++) {
        const struct http_header *header = &vector->headers[i];
        if (strcmp(header->name, "Host") == 0)
            request.host = header->value;
        else if (strcmp(header->name, "X-Amz-Security-Token") == 0)
            token = header->value;
        else if (strcmp(header->name, "X-Amz-Date") != 0)
            headers[request.headers_count++] = *header;
    }
    struct aws_credentials credentials = credentials_of(vector->key_id, vector->secret, token);
    struct signed_headers signed_headers;
    aws_sign(&request, &vector->scope, &credentials, &signed_headers);
    assert_string_equal(signed_headers.date, vector->date);
    const char *last = strrchr(signed_headers.authorization, '=');
    assert_string_equal(last + 1, vector->signature);
    assert_int_equal(signed_headers.count, token ? 3 : 2);
    signed_headers_release(&signed_headers);
    aws_credentials_release(&credentials);
}

static void all_vectors(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error err = {0};
    struct node *root = NULL;
    char *bytes = NULL;
    size_t length = 0;
    if (access(VECTORS, R_OK) != 0) {
        print_message("skipped: %s is not there\n", VECTORS);
        skip();
    }
    assert_true(file_read(VECTORS, &arena, &bytes, &length, &err));
    assert_true(node_parse(VECTORS, bytes, length, &arena, &root, &err));
    int count = 0;
    for (const struct node *node = node_child(root, "vectors")->first; node; node = node->next, count++) {
        struct vector vector;
        read_vector(node, &vector);
        check_stages(&vector);
        if (vector.normalise)
            check_whole(&vector);
    }
    assert_int_equal(count, VECTORS_COUNT);
    arena_release(&arena);
}

/* --- ours --- */

/* "Create a signed AWS API request", IAM User Guide: the worked example of ListUsers. */
static void worked_example(void **state)
{
    (void)state;
    const struct http_header headers[] = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                                          {"X-Amz-Date", "20150830T123600Z"}};
    const struct sign_request request = {.method = "GET",
                                         .host = "iam.amazonaws.com",
                                         .path = "/",
                                         .query = "Version=2010-05-08&Action=ListUsers",
                                         .headers = headers,
                                         .headers_count = 2};
    const struct sign_scope scope = {.region = "us-east-1", .service = "iam", .now = 1440938160};
    unsigned char key[SHA256_BYTES];
    char hex[SHA256_HEX_SIZE], date[SIGN_DATE_SIZE];
    sign_date(scope.now, date);
    assert_string_equal(date, "20150830T123600Z");
    char *canonical = sign_canonical_request(&request);
    sha256_hex(canonical, strlen(canonical), hex);
    assert_string_equal(hex, "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59");
    char *string = sign_string_to_sign(canonical, date, &scope);
    assert_string_equal(string, "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n"
                                "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59");
    sign_key(SECRET, date, &scope, key);
    hex_encode(key, hex);
    assert_string_equal(hex, "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
    sign_signature(key, string, hex);
    assert_string_equal(hex, "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    secret_free(canonical);
    secret_free(string);
}

/* A call of ECS with a session token and a body that is not ASCII; botocore 1.43's SigV4Auth gives the same. */
static void call_with_token(void **state)
{
    (void)state;
    static const char body[] = "{\"cluster\":\"caf\xc3\xa9\"}";
    const struct http_header headers[] = {{"X-Amz-Target", "AmazonEC2ContainerServiceV20141113.DescribeClusters"},
                                          {"Content-Type", "application/x-amz-json-1.1"}};
    const struct sign_request request = {.method = "POST",
                                         .host = "ecs.eu-west-1.amazonaws.com",
                                         .path = "/",
                                         .headers = headers,
                                         .headers_count = 2,
                                         .body = body,
                                         .body_length = sizeof body - 1};
    const struct sign_scope scope = {.region = "eu-west-1", .service = "ecs", .now = 1795316645};
    struct aws_credentials credentials = credentials_of("AKIDEXAMPLE", SECRET, "token/with+signs==");
    struct signed_headers signed_headers;
    aws_sign(&request, &scope, &credentials, &signed_headers);
    assert_int_equal(signed_headers.count, 3);
    assert_string_equal(signed_headers.headers[0].value, "20261122T030405Z");
    assert_string_equal(signed_headers.headers[1].name, "X-Amz-Security-Token");
    assert_string_equal(signed_headers.headers[1].value, "token/with+signs==");
    assert_string_equal(signed_headers.headers[2].value,
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/eu-west-1/ecs/aws4_request, "
                        "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, "
                        "Signature=d91de2ad3fc9147416466bc1885d11de3a118cc599f2e32663ebf5ef192a2d83");
    signed_headers_release(&signed_headers);
    aws_credentials_release(&credentials);
}

static void paths(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"", "/"},
                                           {"/", "/"},
                                           {"//", "/"},
                                           {"/.", "/"},
                                           {"/..", "/"},
                                           {"/../a", "/a"},
                                           {"/a/b/../c", "/a/c"},
                                           {"/a/b/..", "/a/"},
                                           {"/a//b/", "/a/b/"},
                                           {"/...", "/..."},
                                           {"/a/.b/..c", "/a/.b/..c"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char *normal = sign_path_normal(cases[i][0]);
        assert_string_equal(normal, cases[i][1]);
        secret_free(normal);
    }
}

static void check_query(const char *query, const char *canonical)
{
    char expected[256];
    const struct http_header header = {"Host", "h"};
    const struct sign_request request = {
        .method = "GET", .path = "/a%2Fb:c", .query = query, .headers = &header, .headers_count = 1};
    snprintf(expected, sizeof expected, "GET\n/a%%252Fb%%3Ac\n%s\nhost:h\n\nhost\n", canonical);
    char *made = sign_canonical_request(&request);
    assert_memory_equal(made, expected, strlen(expected));
    secret_free(made);
}

/* A path is encoded once more, a query only where it is not; names sort before values, by bytes. */
static void queries(void **state)
{
    (void)state;
    check_query("acl", "acl=");
    check_query("a=%2f&a=/", "a=%2F&a=%2F");
    check_query("a-b=1&a=2&a=1&A=3", "A=3&a=1&a=2&a-b=1");
    check_query("a=b=c&&d=%zz", "a=b%3Dc&d=%25zz");
    check_query("x=a+b%20c", "x=a%2Bb%20c");
    check_query("x=%4", "x=%254");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_vectors), cmocka_unit_test(worked_example),
                                       cmocka_unit_test(call_with_token), cmocka_unit_test(paths),
                                       cmocka_unit_test(queries)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
