/* fuzz_pattern.c — "PATTERN\nSTRING": the matcher against a plain recursive one; columns and suggestions of any text.
 */
#include "data/base/text.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static bool matches_plainly(const char *pattern, const char *string)
{
    if (*pattern == '\0')
        return *string == '\0';
    if (*pattern == '*')
        return matches_plainly(pattern + 1, string) || (*string && matches_plainly(pattern, string + 1));
    return *string && (*pattern == '?' || *pattern == *string) && matches_plainly(pattern + 1, string + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const words[] = {"memory_mib", "cpu_units", "name", ""};
    char text[40];
    size_t length = size < sizeof text - 1 ? size : sizeof text - 1;
    memcpy(text, data, length);
    text[length] = '\0';
    int columns = text_columns(text);
    if (columns < 0 || columns > (int)(2 * length))
        abort();
    text_nearest(text, words, 4);
    char *string = strchr(text, '\n');
    if (!string || string - text > 12 || strlen(string) > 16)
        return 0; /* the plain matcher takes exponential time */
    *string++ = '\0';
    if (text_matches(text, string) != matches_plainly(text, string))
        abort();
    return 0;
}
