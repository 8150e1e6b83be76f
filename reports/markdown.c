#include "reports/markdown.h"
#include "reports/screen.h"
#include <string.h>
#include <strings.h>

enum { PIECE_BYTES_MAX = 1024 * 1024, HEX_RUN_MAX = 6 };

/* `length` bytes without any '|' as one code span: a fence longer than any run of backticks inside. */
static void add_code(struct text *out, const char *bytes, size_t length)
{
    size_t run = 0, longest = 0;
    for (size_t i = 0; i < length; i++) {
        run = bytes[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    /* One blank at both ends is taken away again by the reader: needed beside a backtick, or where both ends are
     * blank already. */
    bool padded = bytes[0] == '`' || bytes[length - 1] == '`' || (bytes[0] == ' ' && bytes[length - 1] == ' ');
    for (size_t i = 0; i <= longest; i++)
        text_add(out, "`");
    text_add(out, padded ? " " : "");
    text_add_bytes(out, bytes, length);
    text_add(out, padded ? " " : "");
    for (size_t i = 0; i <= longest; i++)
        text_add(out, "`");
}

/* A '|' ends a table's cell even in code, and with a backslash it would be shown with it outside of a table: so it
 * stands between code spans, by its number. */
static void add_name(struct text *out, const char *bytes, size_t length)
{
    while (length > 0) {
        const char *bar = memchr(bytes, '|', length);
        size_t part = bar != NULL ? (size_t)(bar - bytes) : length;
        if (part > 0)
            add_code(out, bytes, part);
        if (bar == NULL)
            return;
        text_add(out, "&#124;");
        bytes += part + 1;
        length -= part + 1;
    }
}

void markdown_add(struct text *out, const char *name)
{
    struct text safe;
    text_init(&safe, PIECE_BYTES_MAX);
    safe_add(&safe, name);
    add_name(out, safe.bytes, safe.length);
    text_release(&safe);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Letters and digits, and marks between them that no forge reads as anything: "m7g.2xlarge", "14:00", "runs/day",
 * "-$1,234.57". Not "www.x", which becomes a link, nor "gh-12" and runs of hexadecimal digits, which become
 * references. */
static bool is_core_plain(const char *core, size_t length)
{
    size_t hex_run = 0;
    if (length >= 3 && (strncasecmp(core, "www", 3) == 0 || strncasecmp(core, "gh-", 3) == 0))
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = core[i], next = i + 1 < length ? core[i + 1] : '\0', last = i > 0 ? core[i - 1] : '\0';
        bool between = (is_letter(last) || is_digit(last)) && (is_letter(next) || is_digit(next));
        hex_run = is_hex(c) ? hex_run + 1 : 0;
        if (hex_run > HEX_RUN_MAX)
            return false;
        if (is_letter(c) || is_digit(c) || (strchr(".,-/'", c) != NULL && between) ||
            (c == ':' && is_digit(last) && is_digit(next)))
            continue;
        if ((c == '-' || c == '+') && i == 0 && (is_digit(next) || next == '$'))
            continue;
        if (c == '$' && is_digit(next) && (i == 0 || (i == 1 && (last == '-' || last == '+'))))
            continue;
        return false;
    }
    return true;
}

static bool is_first_safe(const char *word, size_t length)
{
    size_t digits = 0;
    while (digits < length && is_digit(word[digits]))
        digits++;
    bool numbered = digits > 0 && digits < length && (word[digits] == '.' || word[digits] == ')');
    return word[0] != '-' && word[0] != '+' && !numbered;
}

static bool is_plain(const char *word, size_t length, bool first)
{
    const char *end = word + length;
    if (first && !is_first_safe(word, length))
        return false;
    if (!first && (strspn(word, "%+-=.,;:") >= length || (length == 2 && memcmp(word, "->", 2) == 0)))
        return true;
    if (*word == '(' || *word == '"')
        word++;
    while (end > word && strchr(".,;:)?!%\"'", end[-1]) != NULL)
        end--;
    return end > word && is_core_plain(word, (size_t)(end - word));
}

void markdown_add_text(struct text *out, const char *sentence)
{
    struct text safe;
    bool first = true;
    text_init(&safe, PIECE_BYTES_MAX);
    text_add(&safe, "");
    safe_add(&safe, sentence);
    for (const char *word = safe.bytes; word != NULL && *word;) {
        size_t length = strcspn(word, " ");
        if (length > 0) {
            text_add(out, first ? "" : " ");
            if (is_plain(word, length, first))
                text_add_bytes(out, word, length);
            else
                add_name(out, word, length);
            first = false;
        }
        word += length + (word[length] == ' ');
    }
    text_release(&safe);
}

bool markdown_add_within(struct text *out, const struct text *piece, size_t limit)
{
    if (piece->overflown || piece->length > limit || out->length > limit - piece->length)
        return false;
    text_add_bytes(out, piece->bytes, piece->length);
    return true;
}
