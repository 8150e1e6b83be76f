/* feed_parts.c — see feed_parts.h: numbers, names and attributes in AWS's price documents. */
#include "pricing/feed_reader_parts.h"

#include "data/base/date.h"
#include "data/base/wide.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* --- numbers --- */

enum { DIGITS_MAX = 30, EXPONENT_MAX = 60 };

struct decimal {
    int128 mantissa;
    int exponent; /* of ten */
};

static bool digit_take(struct decimal *decimal, char digit, int *digits)
{
    decimal->mantissa = decimal->mantissa * 10 + (digit - '0');
    *digits += decimal->mantissa != 0;
    return *digits <= DIGITS_MAX;
}

static bool exponent_read(const char *text, int *ret_exponent)
{
    int sign = *text == '-' ? -1 : 1, value = 0;
    text += *text == '-' || *text == '+';
    if (*text == '\0')
        return false;
    for (; *text >= '0' && *text <= '9'; text++) {
        value = value * 10 + (*text - '0');
        if (value > EXPONENT_MAX)
            return false;
    }
    *ret_exponent = sign * value;
    return *text == '\0';
}

static bool decimal_read(const char *text, struct decimal *ret_decimal)
{
    struct decimal decimal = {0};
    int digits = 0, decimals = 0, exponent = 0;
    const char *start = text;
    for (; *text >= '0' && *text <= '9'; text++)
        if (!digit_take(&decimal, *text, &digits))
            return false;
    if (text == start)
        return false;
    if (*text == '.') {
        for (text++; *text >= '0' && *text <= '9'; text++, decimals++)
            if (!digit_take(&decimal, *text, &digits) || decimals > EXPONENT_MAX)
                return false;
        if (decimals == 0)
            return false;
    }
    if ((*text == 'e' || *text == 'E') ? !exponent_read(text + 1, &exponent) : *text != '\0')
        return false;
    decimal.exponent = exponent - decimals;
    *ret_decimal = decimal;
    return true;
}

bool feed_number(const char *text, int64_t times, int64_t *ret_nano, bool *ret_rounded)
{
    struct decimal decimal;
    if (!decimal_read(text, &decimal))
        return false;
    int128 value = decimal.mantissa * times;
    int exponent = decimal.exponent + 9;
    bool rounded = false;
    for (; exponent > 0 && value != 0; exponent--) {
        if (value > INT64_MAX)
            return false;
        value *= 10;
    }
    int last = 0; /* of the digits taken off: the first behind the point */
    for (; exponent < 0 && (value != 0 || last != 0); exponent++) {
        rounded = rounded || last != 0;
        last = (int)(value % 10);
        value /= 10;
    }
    value += last >= 5;
    if (value > INT64_MAX)
        return false;
    *ret_nano = (int64_t)value;
    *ret_rounded = rounded || last != 0;
    return true;
}

bool feed_whole(const char *text, int64_t *ret_whole)
{
    struct decimal decimal;
    if (!decimal_read(text, &decimal))
        return false;
    for (; decimal.exponent < 0 && decimal.mantissa % 10 == 0; decimal.exponent++)
        decimal.mantissa /= 10;
    for (; decimal.exponent > 0 && decimal.mantissa != 0 && decimal.mantissa <= INT64_MAX; decimal.exponent--)
        decimal.mantissa *= 10;
    if ((decimal.exponent != 0 && decimal.mantissa != 0) || decimal.mantissa > INT64_MAX)
        return false;
    *ret_whole = (int64_t)decimal.mantissa;
    return true;
}

bool feed_date(const char *text, char ret_date[16])
{
    int64_t days = 0;
    char date[16];
    snprintf(date, sizeof date, "%.10s", text);
    if (!date_parse(date, &days) || (text[10] != '\0' && text[10] != 'T'))
        return false;
    snprintf(ret_date, 16, "%s", date);
    return true;
}

/* Moments of unequal precision are compared as far as both go. */
bool feed_in_force(const char *effective, const char *moment)
{
    size_t length = strlen(effective) < strlen(moment) ? strlen(effective) : strlen(moment);
    return strncmp(effective, moment, length) <= 0;
}

/* --- names --- */

void feed_text_take(char *place, size_t size, const char *text)
{
    size_t length = strlen(text);
    memcpy(place, text, length < size ? length + 1 : 0);
    if (length >= size)
        place[0] = '\0';
}

bool feed_unit_is(const char *unit, const char *const *units)
{
    for (; *units != NULL; units++)
        if (strcasecmp(unit, *units) == 0)
            return true;
    return false;
}

bool feed_term_read(const char *lease, enum commitment_term *ret_term)
{
    bool one = strcasecmp(lease, "1yr") == 0 || strcasecmp(lease, "1 yr") == 0;
    *ret_term = one ? TERM_1_YEAR : TERM_3_YEARS;
    return one || strcasecmp(lease, "3yr") == 0 || strcasecmp(lease, "3 yr") == 0;
}

bool feed_payment_read(const char *text, enum payment_option *ret_payment)
{
    static const char *const names[] = {"No Upfront", "Partial Upfront", "All Upfront"};
    static const char *const joined[] = {"NoUpfront", "PartialUpfront", "AllUpfront"};
    for (int i = 0; i < PAYMENT_OPTIONS_COUNT; i++) {
        *ret_payment = (enum payment_option)i;
        if (strcasecmp(text, names[i]) == 0 || strcasecmp(text, joined[i]) == 0)
            return true;
    }
    return false;
}

bool feed_no_dollars(const char *name, const char *currency, struct error *err)
{
    return error_set(err, ERROR_INPUT, name,
                     "its prices are in %s, and bayplan counts in US dollars: the price lists of China's regions "
                     "cannot be used",
                     currency);
}

const char *feed_usage(const char *usage_type)
{
    size_t prefix = strspn(usage_type, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    return prefix > 0 && prefix <= 6 && usage_type[prefix] == '-' ? usage_type + prefix + 1 : usage_type;
}

/* "AWS service endpoints" and the names that offer files before them used (EU for Europe). Documents of our day say
 * regionCode beside the name. */
static const struct location {
    const char *name, *region;
} locations[] = {
    {"AWS GovCloud (US)", "us-gov-west-1"},
    {"AWS GovCloud (US-East)", "us-gov-east-1"},
    {"AWS GovCloud (US-West)", "us-gov-west-1"},
    {"Africa (Cape Town)", "af-south-1"},
    {"Asia Pacific (Hong Kong)", "ap-east-1"},
    {"Asia Pacific (Hyderabad)", "ap-south-2"},
    {"Asia Pacific (Jakarta)", "ap-southeast-3"},
    {"Asia Pacific (Malaysia)", "ap-southeast-5"},
    {"Asia Pacific (Melbourne)", "ap-southeast-4"},
    {"Asia Pacific (Mumbai)", "ap-south-1"},
    {"Asia Pacific (New Zealand)", "ap-southeast-6"},
    {"Asia Pacific (Osaka)", "ap-northeast-3"},
    {"Asia Pacific (Osaka-Local)", "ap-northeast-3"},
    {"Asia Pacific (Seoul)", "ap-northeast-2"},
    {"Asia Pacific (Singapore)", "ap-southeast-1"},
    {"Asia Pacific (Sydney)", "ap-southeast-2"},
    {"Asia Pacific (Taipei)", "ap-east-2"},
    {"Asia Pacific (Thailand)", "ap-southeast-7"},
    {"Asia Pacific (Tokyo)", "ap-northeast-1"},
    {"Canada (Central)", "ca-central-1"},
    {"Canada West (Calgary)", "ca-west-1"},
    {"China (Beijing)", "cn-north-1"},
    {"China (Ningxia)", "cn-northwest-1"},
    {"EU (Frankfurt)", "eu-central-1"},
    {"EU (Ireland)", "eu-west-1"},
    {"EU (London)", "eu-west-2"},
    {"EU (Milan)", "eu-south-1"},
    {"EU (Paris)", "eu-west-3"},
    {"EU (Stockholm)", "eu-north-1"},
    {"Europe (Frankfurt)", "eu-central-1"},
    {"Europe (Ireland)", "eu-west-1"},
    {"Europe (London)", "eu-west-2"},
    {"Europe (Milan)", "eu-south-1"},
    {"Europe (Paris)", "eu-west-3"},
    {"Europe (Spain)", "eu-south-2"},
    {"Europe (Stockholm)", "eu-north-1"},
    {"Europe (Zurich)", "eu-central-2"},
    {"Israel (Tel Aviv)", "il-central-1"},
    {"Mexico (Central)", "mx-central-1"},
    {"Middle East (Bahrain)", "me-south-1"},
    {"Middle East (UAE)", "me-central-1"},
    {"South America (Sao Paulo)", "sa-east-1"},
    {"US East (N. Virginia)", "us-east-1"},
    {"US East (Ohio)", "us-east-2"},
    {"US West (N. California)", "us-west-1"},
    {"US West (Oregon)", "us-west-2"},
};

const char *feed_location_region(const char *location)
{
    for (size_t i = 0; i < sizeof locations / sizeof locations[0]; i++)
        if (strcmp(location, locations[i].name) == 0)
            return locations[i].region;
    return NULL;
}

/* --- products --- */

static const char *const attribute_keys[] = {
#define X(slot, json, csv) json,
    PRODUCT_ATTRIBUTES(X)
#undef X
};
static const unsigned char attribute_lengths[] = {
#define X(slot, json, csv) sizeof(json) - 1,
    PRODUCT_ATTRIBUTES(X)
#undef X
};
const char *const product_attribute_columns[] = {
#define X(slot, json, csv) csv,
    PRODUCT_ATTRIBUTES(X)
#undef X
};

void product_clear(struct product *product)
{
    product->sku[0] = '\0';
    for (int i = 0; i < PRODUCT_ATTRIBUTES_COUNT; i++)
        product->values[i][0] = '\0';
}

bool product_sku_set(struct product *product, const char *text, size_t length)
{
    if (length == 0 || length >= sizeof product->sku || memchr(text, '\0', length) != NULL)
        return false;
    memcpy(product->sku, text, length);
    product->sku[length] = '\0';
    return true;
}

int product_attribute_find(const char *key, size_t length)
{
    for (int i = 0; i < PRODUCT_ATTRIBUTES_COUNT; i++)
        if (attribute_lengths[i] == length && strncasecmp(key, attribute_keys[i], length) == 0)
            return i;
    return -1;
}

/* A value too long for its place is cut: no value that decides is as long. */
void product_attribute_set(struct product *product, int slot, const char *text, size_t length)
{
    size_t kept = length < PRODUCT_VALUE_SIZE - 1 ? length : PRODUCT_VALUE_SIZE - 1;
    memcpy(product->values[slot], text, kept);
    product->values[slot][kept] = '\0';
}

bool feed_type_is_valid(const char *name)
{
    const char *const allowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
    size_t family = strspn(name, allowed);
    if (family == 0 || name[family] != '.')
        return false;
    size_t size = strspn(name + family + 1, allowed);
    return size > 0 && name[family + 1 + size] == '\0' && strlen(name) < PRODUCT_VALUE_SIZE - 1;
}

/* False, with why, where the product is not of the region itself. */
static bool region_is(const char *region, const struct product *product, enum feed_count_kind *ret_why,
                      const char **ret_deciding)
{
    const char *type = product->values[PRODUCT_LOCATION_TYPE], *code = product->values[PRODUCT_REGION_CODE];
    const char *location = product->values[PRODUCT_LOCATION];
    *ret_why = FEED_OTHER_REGION;
    *ret_deciding = *type != '\0' ? type : location;
    if (strcmp(type, "AWS Region") != 0)
        return false;
    if (*code == '\0' && strcmp(location, "Any") != 0) {
        code = feed_location_region(location);
        *ret_why = code == NULL ? FEED_UNKNOWN_PRODUCT : FEED_OTHER_REGION;
    }
    *ret_deciding = location;
    return code != NULL && strcmp(code, region) == 0;
}

typedef bool product_rule(const struct product *product, struct product_item *ret_item, enum feed_count_kind *ret_why,
                          const char **ret_deciding);

bool product_classify(enum feed_document document, const char *region, const struct product *product,
                      struct product_item *ret_item, enum feed_count_kind *ret_why, char ret_example[64])
{
    static product_rule *const rules[] = {
        [FEED_OFFER_EC2] = product_is_ec2,
        [FEED_OFFER_ECS] = product_is_ecs,
        [FEED_OFFER_LAMBDA] = product_is_lambda,
        [FEED_OFFER_VPC] = product_is_vpc,
    };
    BUG_IF((size_t)document >= sizeof rules / sizeof rules[0]);
    const char *deciding = "";
    *ret_item = (struct product_item){.times = 1};
    bool wanted = rules[document](product, ret_item, ret_why, &deciding);
    enum feed_count_kind elsewhere = FEED_OTHER_REGION;
    const char *place = "";
    /* What is odd in another region or a local zone is no matter. */
    if ((wanted || *ret_why == FEED_UNKNOWN_PRODUCT) && !region_is(region, product, &elsewhere, &place)) {
        wanted = false;
        *ret_why = elsewhere;
        deciding = place;
    }
    if (!wanted)
        snprintf(ret_example, 64, "%.63s", deciding);
    return wanted;
}
