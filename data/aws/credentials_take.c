/* credentials_take.c — key pairs as they are found, checked and copied; see credentials_parts.h. */
#include "data/aws/credentials_parts.h"
#include "data/base/date.h"
#include "data/base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What may stand in a header as it is: anything else would change the request. */
static bool check_word(const char *what, const char *word, const char *where, struct error *err)
{
    size_t length = strlen(word);
    if (length > CREDENTIAL_BYTES_MAX)
        return error_set(err, ERROR_LIMIT, where, "%s is longer than %d bytes", what, CREDENTIAL_BYTES_MAX);
    for (size_t i = 0; i < length; i++) {
        if (word[i] <= ' ' || word[i] > '~')
            return error_set(err, ERROR_INPUT, where,
                             "%s has a blank, a control character or no ASCII at byte %zu; copy it again", what, i + 1);
    }
    return true;
}

/* Two digits that are a number of at most `most`, or -1. */
static int two_digits(const char *text, int most)
{
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return -1;
    int value = (text[0] - '0') * 10 + text[1] - '0';
    return value <= most ? value : -1;
}

/* "Z", "+00:00", "-0330". */
static bool read_offset(const char *text, int64_t *ret_seconds)
{
    *ret_seconds = 0;
    if (strcmp(text, "Z") == 0)
        return true;
    size_t length = strlen(text);
    bool colon = length == 6 && text[3] == ':';
    if ((*text != '+' && *text != '-') || (length != 5 && !colon))
        return false;
    int hours = two_digits(text + 1, 23), minutes = two_digits(text + (colon ? 4 : 3), 59);
    if (hours < 0 || minutes < 0)
        return false;
    *ret_seconds = (*text == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    return true;
}

bool credential_moment(const char *text, int64_t *ret_seconds)
{
    enum { WHOLE_SECONDS = sizeof "2026-11-22T03:00:00" - 1 };
    char whole[MOMENT_TEXT_SIZE];
    int64_t offset = 0, seconds = 0;
    if (strlen(text) <= WHOLE_SECONDS)
        return false;
    snprintf(whole, sizeof whole, "%.*sZ", WHOLE_SECONDS, text);
    const char *rest = text + WHOLE_SECONDS;
    if (*rest == '.') {
        size_t digits = strspn(rest + 1, "0123456789");
        rest += digits > 0 ? 1 + digits : 0;
    }
    if (!moment_parse(whole, &seconds) || !read_offset(rest, &offset))
        return false;
    *ret_seconds = seconds - offset;
    return true;
}

bool credentials_take(const struct credential_words *words, const char *where, struct aws_credentials *ret_credentials,
                      struct error *err)
{
    int64_t expires_at = 0;
    if (!check_word("the access key id", words->key_id, where, err) ||
        !check_word("the secret access key", words->secret, where, err) ||
        (words->session_token && !check_word("the session token", words->session_token, where, err)))
        return false;
    if (words->expiration && !credential_moment(words->expiration, &expires_at))
        return error_set(err, ERROR_INPUT, where, "the expiration is no moment like 2026-11-22T03:00:00Z");
    *ret_credentials = (struct aws_credentials){.key_id = secret_strdup(words->key_id),
                                                .secret = secret_strdup(words->secret),
                                                .session_token = secret_strdup(words->session_token),
                                                .expires_at = expires_at};
    return true;
}

void credentials_source(struct aws_credentials *credentials, bool renewable, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(credentials->source, sizeof credentials->source, format, arguments);
    va_end(arguments);
    credentials->renewable = renewable;
}

const char *credential_string(const struct node *object, const char *key)
{
    const struct node *child = node_child(object, key);
    return child && child->kind == NODE_STRING && *child->string ? child->string : NULL;
}

bool credentials_of_json(struct search *search, const char *bytes, size_t length, const char *token_key,
                         const char *where, struct aws_credentials *ret_credentials, struct node **ret_root,
                         struct error *err)
{
    /* The parser's own words may quote what it read: they are not passed on. */
    struct error unshown = {0};
    struct node *root = NULL;
    if (!node_parse("credentials", bytes, length, &search->arena, &root, &unshown) || root->kind != NODE_OBJECT)
        return error_set(err, ERROR_AWS, where, "the answer is no JSON object");
    struct credential_words words = {.key_id = credential_string(root, "AccessKeyId"),
                                     .secret = credential_string(root, "SecretAccessKey"),
                                     .session_token = credential_string(root, token_key),
                                     .expiration = credential_string(root, "Expiration")};
    const struct node *expiration = node_child(root, "Expiration");
    if (!words.key_id || !words.secret)
        return error_set(err, ERROR_AWS, where, "the answer has no %s",
                         words.key_id ? "SecretAccessKey" : "AccessKeyId");
    if (expiration && expiration->kind != NODE_NULL && !words.expiration)
        return error_set(err, ERROR_AWS, where, "the answer's Expiration is no text");
    if (ret_root)
        *ret_root = root;
    return credentials_take(&words, where, ret_credentials, err);
}

bool credential_token_file(struct search *search, const char *path, const char *where, char **ret_token,
                           struct error *err)
{
    int handle = open(path, O_RDONLY | O_CLOEXEC);
    if (handle < 0)
        return error_set(err, ERROR_IO, where, "cannot open \"%s\": %s", path, strerror(errno));
    char *token = arena_alloc(&search->arena, CREDENTIAL_BYTES_MAX + 2, 1);
    size_t length = 0;
    ssize_t count = 0;
    while (length <= CREDENTIAL_BYTES_MAX &&
           (count = read(handle, token + length, CREDENTIAL_BYTES_MAX + 1 - length)) > 0)
        length += (size_t)count;
    int failure = errno;
    close(handle);
    if (count < 0)
        return error_set(err, ERROR_IO, where, "cannot read \"%s\": %s", path, strerror(failure));
    while (length > 0 && strchr(" \t\r\n", token[length - 1]))
        token[--length] = '\0';
    if (length == 0)
        return error_set(err, ERROR_INPUT, where, "\"%s\" is empty; it should hold a token", path);
    if (strlen(token) != length)
        return error_set(err, ERROR_INPUT, where, "\"%s\" holds no token but binary data", path);
    *ret_token = token;
    return check_word("the token", token, where, err);
}
