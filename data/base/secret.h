/* secret.h — what must not be left behind in memory or in a core file. */
#ifndef BAYPLAN_BASE_SECRET_H
#define BAYPLAN_BASE_SECRET_H

#include "data/base/text.h"

void secret_wipe(void *bytes, size_t length);
/* As strdup, aborts without memory; NULL gives NULL. secret_free() it. */
char *secret_strdup(const char *string);
/* Wipes the string and frees it; NULL is fine. */
void secret_free(char *string);
/* As text_release, wiped first. What text_add had to move while it grew is not: start with text_reserve. */
void secret_text_release(struct text *text);
/* Room for `length` bytes at once (at most the text's limit), so that nothing is moved and left behind. */
void secret_text_reserve(struct text *text, size_t length);

/* Overwrites 64 KiB of the stack below the caller: where parsers had their buffers. */
void secret_scrub_stack(void);

/* No core file of this process, and no other process of the same user may read its memory, from now on. */
void secret_guard(void);

#endif
