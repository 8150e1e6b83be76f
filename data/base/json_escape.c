/* json_escape.c — see json_escape.h. */
#include "data/base/json_escape.h"
#include "data/base/text.h"

#include <string.h>

static int hex_digit(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    char lower = (char)(digit | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The four digits at `at`, of which `length` are there; -1 where one is none; where not all are there, 0. */
static int hex_four(const char *at, ptrdiff_t length)
{
    int value = 0;
    for (int i = 0; i < 4 && i < length; i++) {
        int digit = hex_digit(at[i]);
        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return length < 4 ? 0 : value;
}

/* A \u escape with four digits: 6 bytes, or 12 of a pair of surrogates. */
static int unicode_escape_length(const char *at, ptrdiff_t length)
{
    int value = hex_four(at + 2, length - 2);
    if (value < 0 || (value >= 0xdc00 && value <= 0xdfff))
        return JSON_UNIT_BROKEN;
    if (length < 6)
        return JSON_UNIT_CUT;
    if (value < 0xd800 || value > 0xdbff)
        return 6;
    if ((length > 6 && at[6] != '\\') || (length > 7 && at[7] != 'u'))
        return JSON_UNIT_BROKEN;
    if (length < 8)
        return JSON_UNIT_CUT;
    int low = hex_four(at + 8, length - 8);
    if (low < 0 || (length >= 12 && (low < 0xdc00 || low > 0xdfff)))
        return JSON_UNIT_BROKEN;
    return length < 12 ? JSON_UNIT_CUT : 12;
}

int json_unit_length(const char *at, ptrdiff_t length)
{
    unsigned char byte = (unsigned char)*at;
    if (byte == '\\') {
        if (length < 2)
            return JSON_UNIT_CUT;
        if (at[1] == 'u')
            return unicode_escape_length(at, length);
        return at[1] != '\0' && strchr("\"\\/bfnrt", at[1]) ? 2 : JSON_UNIT_BROKEN;
    }
    if (byte < 0x80)
        return JSON_UNIT_BROKEN; /* a control character */
    int count = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    unsigned code_point = 0;
    if (length < count)
        return JSON_UNIT_CUT;
    return utf8_decode(at, (size_t)count, &code_point) == count ? count : JSON_UNIT_BROKEN;
}

static int utf8_encode(unsigned code_point, char *out)
{
    int count = code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (int i = count - 1; i > 0; i--, code_point >>= 6)
        out[i] = (char)(0x80 | (code_point & 0x3f));
    out[0] = (char)(lead[count] | code_point);
    return count;
}

/* The escape at *at, which is moved behind it; bytes written. */
static int unescape_one(const char **at, char *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *escape = *at;
    if (escape[1] != 'u') {
        *at += 2;
        *out = to[strchr(from, escape[1]) - from];
        return 1;
    }
    unsigned code_point = (unsigned)hex_four(escape + 2, 4);
    *at += 6;
    if (code_point >= 0xd800 && code_point <= 0xdbff) {
        code_point = 0x10000 + ((code_point - 0xd800) << 10) + ((unsigned)hex_four(escape + 8, 4) - 0xdc00);
        *at += 6;
    }
    return utf8_encode(code_point, out);
}

size_t json_unescape(const char *text, size_t length, char *out)
{
    const char *at = text, *end = text + length, *start = out;
    while (at < end)
        if (*at == '\\')
            out += unescape_one(&at, out);
        else
            *out++ = *at++;
    return (size_t)(out - start);
}
