/* json_bytes.h — the two loops that most bytes of a JSON document go through, eight bytes at a time; inside of
 * json_stream.c. On machines that put the high byte first they go byte by byte. */
#ifndef BAYPLAN_BASE_JSON_BYTES_H
#define BAYPLAN_BASE_JSON_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
enum { JSON_WORDS = true };
#else
enum { JSON_WORDS = false };
#endif

static inline uint64_t json_word(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/* Index of the first byte with a bit set in `marks`, which is not 0. */
static inline size_t json_first_mark(uint64_t marks)
{
    return (size_t)__builtin_ctzll(marks) >> 3;
}

/* Behind what stands for itself in a string: at a quote, a backslash, a control character, a byte above ASCII, or the
 * end. A difference has its high bit set where it fell below 0, and for bytes above ASCII in one of the three at least;
 * marks are exact up to the first, as a borrow begins at a byte that has one. */
static inline const char *json_plain_skip(const char *at, const char *end)
{
    while (JSON_WORDS && end - at >= 8) {
        uint64_t word = json_word(at);
        uint64_t quote = (word ^ EACH_BYTE('"')) - EACH_BYTE(1), backslash = (word ^ EACH_BYTE('\\')) - EACH_BYTE(1);
        uint64_t marks = (quote | backslash | (word - EACH_BYTE(0x20))) & EACH_BYTE(0x80);
        if (marks)
            return at + json_first_mark(marks);
        at += 8;
    }
    while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20 && (unsigned char)*at < 0x80)
        at++;
    return at;
}

static inline bool json_is_blank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/* Most blanks are indentation. */
static inline const char *json_blanks_skip(const char *at, const char *end)
{
    while (at < end && json_is_blank(*at)) {
        at++;
        while (JSON_WORDS && end - at >= 8) {
            uint64_t others = json_word(at) ^ EACH_BYTE(' ');
            if (others) {
                at += json_first_mark(others);
                break;
            }
            at += 8;
        }
    }
    return at;
}

#endif
