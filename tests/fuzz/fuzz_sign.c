/* fuzz_sign.c — any bytes as path, query, header and body: the canonical request has as many lines as it must, and a
 * path and a query of its own making are not changed by signing them again. */
#include "data/aws/credentials_parts.h"
#include "data/aws/sign.h"
#include "data/base/secret.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS = 3, PART_BYTES_MAX = 2048 };

/* The next line of the input, without control characters: those are no request's. */
static const uint8_t *take_part(const uint8_t *data, const uint8_t *end, char *part)
{
    size_t length = 0;
    for (; data < end && *data != '\n'; data++)
        if (*data >= ' ' && length < PART_BYTES_MAX)
            part[length++] = (char)*data;
    part[length] = '\0';
    return data < end ? data + 1 : end;
}

static int lines_in(const char *text)
{
    int count = 1;
    for (; (text = strchr(text, '\n')); text++)
        count++;
    return count;
}

/* Its third line: the query, sorted and encoded. */
static char *query_of(const char *canonical)
{
    const char *query = strchr(strchr(canonical, '\n') + 1, '\n') + 1;
    char *copy = secret_strdup(query);
    *strchr(copy, '\n') = '\0';
    return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char parts[PARTS][PART_BYTES_MAX + 1];
    const uint8_t *end = data + size;
    for (int i = 0; i < PARTS; i++)
        data = take_part(data, end, parts[i]);
    char *path = sign_path_normal(parts[0]), *again = sign_path_normal(path);
    if (*path != '/' || strcmp(path, again) != 0)
        abort();
    struct http_header header = {"X-Header", parts[2]};
    struct sign_request request = {
        "POST", "host", path, parts[1], &header, 1, (const char *)data, (size_t)(end - data)};
    char *canonical = sign_canonical_request(&request), *query = query_of(canonical);
    if (lines_in(canonical) != 8)
        abort();
    request.query = query;
    char *same = sign_canonical_request(&request);
    if (strcmp(same, canonical) != 0)
        abort();
    secret_free(path), secret_free(again), secret_free(canonical), secret_free(query), secret_free(same);

    char *words[PROCESS_WORDS_MAX], *bytes = memory_alloc(2 * strlen(parts[2]) + 2, 1);
    int count = 0;
    int64_t seconds = 0;
    if (process_words(parts[2], bytes, words, &count) && (count < 1 || words[count]))
        abort();
    (void)!credential_moment(parts[2], &seconds);
    free(bytes);
    return 0;
}
