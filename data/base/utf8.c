/* utf8.c — UTF-8 characters: validity, what may be shown, and columns on a terminal (text.h). */
#include "data/base/text.h"

#include <stdio.h>
#include <string.h>

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

int utf8_decode(const char *bytes, size_t length, unsigned *ret_code_point)
{
    const unsigned char *b = (const unsigned char *)bytes;
    if (length == 0)
        return 0;
    if (b[0] < 0x80) {
        *ret_code_point = b[0];
        return 1;
    }
    static const unsigned smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    int count = b[0] >= 0xf0 ? 4 : b[0] >= 0xe0 ? 3 : 2;
    if (b[0] < 0xc2 || b[0] > 0xf4 || length < (size_t)count)
        return 0;
    unsigned code_point = b[0] & (0x7fu >> count);
    for (int i = 1; i < count; i++) {
        if (!is_continuation(b[i]))
            return 0;
        code_point = code_point << 6 | (b[i] & 0x3fu);
    }
    bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
    if (code_point < smallest[count] || code_point > 0x10ffff || surrogate)
        return 0;
    *ret_code_point = code_point;
    return count;
}

size_t utf8_valid_length(const char *bytes, size_t length)
{
    size_t at = 0;
    while (at < length) {
        if ((unsigned char)bytes[at] < 0x80) {
            at++;
            continue;
        }
        unsigned code_point = 0;
        int count = utf8_decode(bytes + at, length - at, &code_point);
        if (count == 0)
            return at;
        at += (size_t)count;
    }
    return length;
}

struct range {
    unsigned first, last;
};

/* Combining marks, joiners and other characters without a column of their own; Unicode 15, the blocks in wide use. */
static const struct range zero_width[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a},   {0x064b, 0x065f}, {0x0900, 0x0902},
    {0x093c, 0x093c}, {0x0941, 0x0948}, {0x094d, 0x094d}, {0x0e31, 0x0e31},   {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e},
    {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200f}, {0x202a, 0x202e},   {0x2060, 0x2064}, {0x20d0, 0x20ff},
    {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff}, {0xe0100, 0xe01ef},
};

/* East Asian Wide and Fullwidth (UAX #11), and emoji shown in two columns. */
static const struct range two_columns[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23ec},   {0x25fd, 0x25fe},
    {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26a1, 0x26a1},   {0x26bd, 0x26be},   {0x26d4, 0x26d4},
    {0x2705, 0x2705},   {0x270a, 0x270b},   {0x2728, 0x2728},   {0x274c, 0x274c},   {0x2753, 0x2755},
    {0x2757, 0x2757},   {0x2795, 0x2797},   {0x2b50, 0x2b50},   {0x2e80, 0x303e},   {0x3041, 0x33ff},
    {0x3400, 0x4dbf},   {0x4e00, 0xa4cf},   {0xa960, 0xa97f},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},
    {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x16fe0, 0x18aff}, {0x1b000, 0x1b2ff},
    {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x1fa70, 0x1faff}, {0x20000, 0x3fffd},
};

/* Reorder or break lines, are invisible, or are no characters: a name with them would not look as it is. */
static const struct range never_shown[] = {
    {0x00ad, 0x00ad}, {0x061c, 0x061c}, {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},
    {0xfdd0, 0xfdef}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
};

static bool ranges_hold(const struct range *ranges, size_t count, unsigned code_point)
{
    for (size_t i = 0; i < count; i++)
        if (code_point >= ranges[i].first && code_point <= ranges[i].last)
            return true;
    return false;
}

bool text_next_safe(const char **string, char shown[SAFE_CHARACTER_SIZE])
{
    const char *at = *string;
    unsigned code_point = 0;
    if (!*at)
        return false;
    int count = utf8_decode(at, strnlen(at, 4), &code_point);
    bool none = (code_point & 0xfffe) == 0xfffe; /* the last two of each plane */
    if (count == 0 || code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0))
        snprintf(shown, SAFE_CHARACTER_SIZE, "\\x%02x", count == 0 ? (unsigned char)*at : code_point);
    else if (none || ranges_hold(never_shown, sizeof never_shown / sizeof *never_shown, code_point))
        snprintf(shown, SAFE_CHARACTER_SIZE, "\\u%04x", code_point);
    else
        snprintf(shown, SAFE_CHARACTER_SIZE, "%.*s", count, at);
    *string += count ? count : 1;
    return true;
}

static int columns_of(unsigned code_point)
{
    if (code_point < 0x300)
        return code_point >= 0x20 && code_point != 0x7f && !(code_point >= 0x80 && code_point < 0xa0);
    if (ranges_hold(zero_width, sizeof zero_width / sizeof *zero_width, code_point))
        return 0;
    return ranges_hold(two_columns, sizeof two_columns / sizeof *two_columns, code_point) ? 2 : 1;
}

int text_columns(const char *string)
{
    size_t length = strlen(string), at = 0;
    int columns = 0;
    while (at < length) {
        unsigned code_point = 0;
        int count = utf8_decode(string + at, length - at, &code_point);
        columns += count > 0 ? columns_of(code_point) : 1; /* terminals show one replacement character a bad byte */
        at += count > 0 ? (size_t)count : 1;
    }
    return columns;
}
