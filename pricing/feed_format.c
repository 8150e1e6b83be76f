/* feed_format.c — what a price file is: by the first key of its outermost object that tells, the first element of XML,
 * or the first lines of CSV. Looks at the start alone, so it reads no whole grammar. */
#include "pricing/feed.h"

#include <string.h>

enum { LOOK_BYTES_MAX = 64 * 1024 };

/* What is left to look at. */
struct look {
    const char *at, *end;
};

/* strchr would find NUL too. */
static bool is_any_of(char byte, const char *bytes)
{
    return byte != '\0' && strchr(bytes, byte);
}

static bool skip_blanks(struct look *look)
{
    while (look->at < look->end && is_any_of(*look->at, " \t\r\n,:"))
        look->at++;
    return look->at < look->end;
}

struct word {
    const char *text;
    size_t length;
};

static bool word_is(const struct word *word, const char *text)
{
    return word->length == strlen(text) && memcmp(word->text, text, word->length) == 0;
}

static bool word_has(const struct word *word, const char *part)
{
    size_t length = strlen(part);
    for (size_t i = 0; i + length <= word->length; i++)
        if (memcmp(word->text + i, part, length) == 0)
            return true;
    return false;
}

/* At a quotation mark; the string as written. False where it has no end. */
static bool take_string(struct look *look, struct word *ret_word)
{
    const char *start = ++look->at;
    for (bool escaped = false; look->at < look->end && (escaped || *look->at != '"'); look->at++)
        escaped = !escaped && *look->at == '\\';
    if (look->at >= look->end)
        return false;
    *ret_word = (struct word){start, (size_t)(look->at - start)};
    look->at++;
    return true;
}

/* Behind the value that begins here; false where the look ends within it. */
static bool skip_value(struct look *look)
{
    int depth = 0;
    struct word word;
    while (skip_blanks(look)) {
        if (*look->at == '"') {
            if (!take_string(look, &word))
                return false;
        } else if (is_any_of(*look->at, "{[")) {
            depth++;
            look->at++;
        } else if (is_any_of(*look->at, "}]")) {
            depth--;
            look->at++;
        } else {
            do
                look->at++;
            while (look->at < look->end && !is_any_of(*look->at, " \t\r\n,:\"{[}]"));
        }
        if (depth <= 0)
            return depth == 0;
    }
    return false;
}

/* A key that tells at once; `list` where it is one of a list's first member. */
static const struct telling {
    const char *key;
    bool list;
    enum feed_format format;
} telling_keys[] = {
    {"PriceList", false, FEED_FORMAT_GET_PRODUCTS},       {"product", false, FEED_FORMAT_GET_PRODUCTS},
    {"serviceCode", false, FEED_FORMAT_GET_PRODUCTS},     {"product", true, FEED_FORMAT_GET_PRODUCTS},
    {"serviceCode", true, FEED_FORMAT_GET_PRODUCTS},      {"SpotPriceHistory", false, FEED_FORMAT_SPOT_HISTORY},
    {"SpotPrice", true, FEED_FORMAT_SPOT_HISTORY},        {"spot_advisor", false, FEED_FORMAT_SPOT_ADVISOR},
    {"instance_types", false, FEED_FORMAT_SPOT_ADVISOR},  {"global_rate", false, FEED_FORMAT_SPOT_ADVISOR},
    {"InstanceTypes", false, FEED_FORMAT_INSTANCE_TYPES}, {"VCpuInfo", true, FEED_FORMAT_INSTANCE_TYPES},
    {"ProcessorInfo", true, FEED_FORMAT_INSTANCE_TYPES},
};

static enum feed_format offer_or_plans(bool plans)
{
    return plans ? FEED_FORMAT_SAVINGS_PLANS : FEED_FORMAT_OFFER;
}

/* Of an offer file "offerCode" tells, else that Savings Plans files list their products. */
static bool key_tells(struct look *look, const struct word *key, bool list, enum feed_format *ret_format)
{
    struct word value;
    for (size_t i = 0; i < sizeof telling_keys / sizeof telling_keys[0]; i++) {
        if (telling_keys[i].list == list && word_is(key, telling_keys[i].key)) {
            *ret_format = telling_keys[i].format;
            return true;
        }
    }
    if (list || !skip_blanks(look))
        return false;
    if (word_is(key, "offerCode") && *look->at == '"' && take_string(look, &value)) {
        *ret_format = offer_or_plans(word_has(&value, "SavingsPlan"));
        return true;
    }
    if (!word_is(key, "products") || !is_any_of(*look->at, "{["))
        return false;
    *ret_format = offer_or_plans(*look->at == '[');
    return true;
}

static bool json_format(struct look *look, bool list, enum feed_format *ret_format)
{
    look->at++;
    while (skip_blanks(look) && *look->at == '"') {
        struct word key;
        if (!take_string(look, &key))
            return false;
        if (key_tells(look, &key, list, ret_format))
            return true;
        if (!skip_value(look))
            return false;
    }
    return false;
}

/* `aws pricing get-products --query PriceList` prints strings of JSON; other answers' members are objects. */
static bool list_format(struct look *look, enum feed_format *ret_format)
{
    struct word word;
    look->at++;
    if (!skip_blanks(look))
        return false;
    if (*look->at == '{')
        return json_format(look, true, ret_format);
    *ret_format = FEED_FORMAT_GET_PRODUCTS;
    return *look->at == '"' && take_string(look, &word) && word_has(&word, "\\\"product\\\"");
}

/* Behind the next `text`; false where there is none. */
static bool skip_behind(struct look *look, const char *text)
{
    size_t length = strlen(text);
    for (; look->end - look->at >= (ptrdiff_t)length; look->at++) {
        if (memcmp(look->at, text, length) == 0) {
            look->at += length;
            return true;
        }
    }
    return false;
}

/* The first element behind declaration and comments. */
static bool xml_format(struct look *look, enum feed_format *ret_format)
{
    while (skip_behind(look, "<") && look->at < look->end) {
        if (*look->at == '?' || *look->at == '!') {
            if (!skip_behind(look, *look->at == '?' ? "?>" : "-->"))
                return false;
            continue;
        }
        struct word name = {look->at, 0};
        while (look->at + name.length < look->end && !is_any_of(look->at[name.length], " \t\r\n/>"))
            name.length++;
        bool history = word_is(&name, "DescribeSpotPriceHistoryResponse");
        *ret_format = history ? FEED_FORMAT_SPOT_HISTORY : FEED_FORMAT_INSTANCE_TYPES;
        return history || word_is(&name, "DescribeInstanceTypesResponse");
    }
    return false;
}

/* Metadata lines (FormatVersion, OfferCode ...), then a header that begins with SKU. Savings Plans' tell a discounted
 * SKU in it. */
static bool csv_format(const struct look *look, enum feed_format *ret_format)
{
    enum { LINES_MAX = 12 };
    const char *at = look->at;
    for (int line = 0; line < LINES_MAX && at < look->end; line++) {
        const char *end = memchr(at, '\n', (size_t)(look->end - at));
        struct word words = {at, (size_t)((end ? end : look->end) - at)};
        size_t quote = words.length > 0 && *at == '"';
        if (words.length >= quote + 3 && strncmp(at + quote, "SKU", 3) == 0) {
            bool plans = word_has(&words, "DiscountedSKU") || word_has(&words, "DiscountedRate");
            *ret_format = offer_or_plans(plans);
            return plans || word_has(&words, "PricePerUnit");
        }
        at += words.length + 1;
    }
    return false;
}

bool feed_format_of(const char *bytes, size_t length, enum feed_format *ret_format)
{
    struct look look = {bytes, bytes + (length < LOOK_BYTES_MAX ? length : LOOK_BYTES_MAX)};
    enum feed_format format = FEED_FORMATS_COUNT;
    if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
        look.at += 3;
    if (!skip_blanks(&look))
        return false;
    bool known = *look.at == '{'   ? json_format(&look, false, &format)
                 : *look.at == '[' ? list_format(&look, &format)
                 : *look.at == '<' ? xml_format(&look, &format)
                                   : csv_format(&look, &format);
    if (known)
        *ret_format = format;
    return known;
}
