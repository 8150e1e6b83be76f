/* secret.c — see secret.h. */
#include "data/base/secret.h"
#include "data/base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

void secret_wipe(void *bytes, size_t length)
{
    if (length > 0)
        explicit_bzero(bytes, length);
}

char *secret_strdup(const char *string)
{
    if (!string)
        return NULL;
    size_t size = strlen(string) + 1;
    return memcpy(memory_alloc(size, 1), string, size);
}

void secret_free(char *string)
{
    if (string)
        explicit_bzero(string, strlen(string));
    free(string);
}

void secret_text_release(struct text *text)
{
    secret_wipe(text->bytes, text->capacity);
    text_release(text);
}

void secret_text_reserve(struct text *text, size_t length)
{
    if (length > text->limit)
        length = text->limit;
    if (length + 1 <= text->capacity)
        return;
    char *bytes = memory_alloc(length + 1, 1);
    if (text->length > 0)
        memcpy(bytes, text->bytes, text->length);
    size_t used = text->length, limit = text->limit;
    bool overflown = text->overflown;
    secret_text_release(text);
    *text =
        (struct text){.bytes = bytes, .length = used, .capacity = length + 1, .limit = limit, .overflown = overflown};
}

__attribute__((noinline)) void secret_scrub_stack(void)
{
    char below[64 * 1024];
    explicit_bzero(below, sizeof below);
}

void secret_guard(void)
{
    /* Where neither works (a seccomp filter, say) there is nothing better to do: the secrets are still wiped. */
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
