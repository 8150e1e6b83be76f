/* price_list.c — see price_list.h: what its makers share, and the indexes. */
#include "tests/support/price_list_parts.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct place {
    const char *region, *prefix, *location;
} places[] = {
    {"us-east-1", "", "US East (N. Virginia)"},
    {"eu-west-1", "EU-", "EU (Ireland)"},
    {"ap-southeast-2", "APS2-", "Asia Pacific (Sydney)"},
    {"cn-north-1", "CNN1-", "China (Beijing)"},
};
const char *const price_list_regions[] = {"us-east-1", "eu-west-1", "ap-southeast-2", "cn-north-1", NULL};

const char *const payment_words[3] = {"No Upfront", "Partial Upfront", "All Upfront"};
const char *const payment_names[3] = {"no_upfront", "partial_upfront", "all_upfront"};

static void must(bool good, const char *what)
{
    if (good)
        return;
    perror(what);
    abort();
}

static uint64_t mix(uint64_t value)
{
    value += UINT64_C(0x9E3779B97F4A7C15);
    value = (value ^ (value >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94D049BB133111EB);
    return value ^ (value >> 31);
}

uint64_t maker_mix(const struct maker *maker, uint64_t what, uint64_t which)
{
    uint64_t place = 0;
    for (const char *at = maker->list->region; *at != '\0'; at++)
        place = place * 131 + (unsigned char)*at;
    return mix(mix(maker->list->seed ^ mix(place) ^ (what << 56)) + which);
}

/* The mix is one to one: no SKU twice of one kind; the kind is in the last letters. */
void maker_sku(const struct maker *maker, uint64_t what, uint64_t which, char ret_sku[SKU_SIZE])
{
    static const char letters[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZT";
    uint64_t bits = mix(maker->list->seed + which);
    for (int i = 0; i < 13; i++, bits >>= 5)
        ret_sku[i] = letters[bits & 31];
    uint64_t tail = mix(what + 77);
    for (int i = 13; i < 16; i++, tail >>= 5)
        ret_sku[i] = letters[tail & 31];
    ret_sku[16] = '\0';
}

const char *maker_price(int64_t tenths, char text[PRICE_TEXT_SIZE])
{
    snprintf(text, PRICE_TEXT_SIZE, "%lld.%010lld", (long long)(tenths / TENTHS_PER_USD),
             (long long)(tenths % TENTHS_PER_USD));
    return text;
}

static void folder_make(char *path)
{
    for (char *at = path + 1; *at != '\0'; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        mkdir(path, 0777);
        *at = '/';
    }
}

static FILE *file_open(char *path)
{
    folder_make(path);
    FILE *file = fopen(path, "wb");
    must(file != NULL, path);
    setvbuf(file, NULL, _IOFBF, (size_t)1 << 20);
    return file;
}

FILE *maker_file(const struct maker *maker, const char *offer, const char *name)
{
    char path[1024];
    bool plans = strcmp(offer, "AWSComputeSavingsPlan") == 0;
    snprintf(path, sizeof path, "%s/%s/v1.0/aws/%s/%s/%s/%s", maker->list->folder, plans ? "savingsPlan" : "offers",
             offer, maker->list->version, maker->list->region, name);
    return file_open(path);
}

void maker_close(FILE *file)
{
    must(ferror(file) == 0, "write");
    must(fclose(file) == 0, "close");
}

const struct instance_type *maker_type(const struct maker *maker, int index)
{
    int count = 0;
    const struct instance_type *types = instance_types(&count);
    must(maker->list->types <= count, "more types than there are");
    return &types[(int)((int64_t)index * 613 % count)]; /* 613 is prime and no divisor of the count */
}

int64_t maker_on_demand(const struct maker *maker, int type)
{
    uint64_t random = maker_mix(maker, 1, (uint64_t)type);
    if (type % 101 == 5)
        return 0;
    int64_t tenths = (int64_t)(42 + random % 250000) * (TENTHS_PER_USD / 10000);
    return type % 13 == 4 ? tenths + (int64_t)(random >> 32) % 1000000 : tenths;
}

int64_t maker_plan_rate(int64_t on_demand, bool compute, int years, int payment)
{
    int64_t percent = (years == 1 ? 73 : 52) - 2 * payment + (compute ? 3 : 0);
    int64_t tenths = on_demand * percent / 100;
    return tenths / 100000 > 0 ? tenths / 100000 * 100000 : tenths; /* rates have five decimals, or ten if small */
}

const char *maker_currency(const struct maker *maker)
{
    return maker->list->yuan ? "CNY" : "USD";
}

void maker_expect(const struct maker *maker, const char *service, const char *item, const char *purchase,
                  const char *unit, int64_t tenths, int64_t times, int64_t from, const char *source)
{
    int64_t nano = (tenths * times + 5) / 10;
    fprintf(maker->expected, "%s,%s,%s,%s,%lld.%09lld,%lld,%s,%s\n", service, item, purchase, unit,
            (long long)(nano / 1000000000), (long long)(nano % 1000000000), (long long)from, source, maker->as_of);
}

#define DISCLAIMER                                                                                                     \
    "This pricing list is for informational purposes only. All prices are subject to the additional terms included "   \
    "in "                                                                                                              \
    "the pricing pages on http://aws.amazon.com. All Free Tier prices are also subject to the terms included at "      \
    "https://aws.amazon.com/free/"

void json_head(FILE *out, const struct maker *maker, const char *offer)
{
    fprintf(out,
            "{\n  \"formatVersion\" : \"v1.0\",\n  \"disclaimer\" : \"" DISCLAIMER "\",\n  \"offerCode\" : \"%s\",\n"
            "  \"version\" : \"%s\",\n  \"publicationDate\" : \"%s\",\n",
            offer, maker->list->version, maker->published);
}

void csv_head(FILE *out, const struct maker *maker, const char *offer)
{
    fprintf(out,
            "\"FormatVersion\",\"v1.0\"\n\"Disclaimer\",\"" DISCLAIMER "\"\n\"Publication Date\",\"%s\"\n"
            "\"Version\",\"%s\"\n\"OfferCode\",\"%s\"\n",
            maker->published, maker->list->version, offer);
}

static struct maker maker_of(const struct price_list *list)
{
    struct maker maker = {.list = list};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (strcmp(places[i].region, list->region) == 0)
            maker = (struct maker){.list = list, .prefix = places[i].prefix, .location = places[i].location};
    must(maker.prefix != NULL && strlen(list->version) == 14, list->region);
    const char *v = list->version;
    snprintf(maker.as_of, sizeof maker.as_of, "%.4s-%.2s-%.2s", v, v + 4, v + 6);
    snprintf(maker.published, sizeof maker.published,
             "%s"
             "T%.2s:%.2s:%.2sZ",
             maker.as_of, v + 8, v + 10, v + 12);
    return maker;
}

void price_list_write(const struct price_list *list, struct price_list_size *ret_size)
{
    struct maker maker = maker_of(list);
    char path[1024];
    snprintf(path, sizeof path, "%s/expected-%s.csv", list->folder, list->region);
    maker.expected = file_open(path);
    fputs("service,item,purchase,unit,price,from_quantity,source,as_of\n", maker.expected);
    *ret_size = (struct price_list_size){0};
    make_ec2(&maker, ret_size);
    make_small(&maker);
    make_plans(&maker);
    maker_close(maker.expected);
}

/* --- indexes --- */

static void region_index_write(const struct price_list *list, const char *offer, const char *const *regions)
{
    char path[1024];
    bool plans = strcmp(offer, "AWSComputeSavingsPlan") == 0;
    const char *top = plans ? "savingsPlan" : "offers";
    struct maker maker = maker_of(list);
    snprintf(path, sizeof path, "%s/%s/v1.0/aws/%s/current/region_index.json", list->folder, top, offer);
    FILE *out = file_open(path);
    fprintf(out, "{\n  \"formatVersion\" : \"v1.0\",\n  \"publicationDate\" : \"%s\",\n  \"regions\" : %s\n",
            maker.published, plans ? "[" : "{");
    for (int i = 0; regions[i] != NULL; i++) {
        const char *comma = regions[i + 1] != NULL ? "," : "";
        if (plans)
            fprintf(out, "  {\n    \"regionCode\" : \"%s\",\n    \"versionUrl\" : \"", regions[i]);
        else
            fprintf(out, "    \"%s\" : {\n      \"regionCode\" : \"%s\",\n      \"currentVersionUrl\" : \"", regions[i],
                    regions[i]);
        fprintf(out, "/%s/v1.0/aws/%s/%s/%s/index.json\"\n    }%s\n", top, offer, list->version, regions[i], comma);
    }
    fprintf(out, "  %s\n}\n", plans ? "]" : "}");
    maker_close(out);
}

void price_list_write_indexes(const struct price_list *list, const char *const *regions, bool china)
{
    static const char *const offers[] = {"AWSQueueService", "AmazonEC2", "AmazonECS",
                                         "AWSLambda",       "AmazonVPC", "AmazonRDS"};
    struct maker maker = maker_of(list);
    char path[1024];
    snprintf(path, sizeof path, "%s/offers/v1.0/%s/index.json", list->folder, china ? "cn" : "aws");
    FILE *out = file_open(path);
    fprintf(out,
            "{\n  \"formatVersion\" : \"v1.0\",\n  \"disclaimer\" : \"" DISCLAIMER
            "\",\n  \"publicationDate\" : \"%s\",\n  \"offers\" : {\n",
            maker.published);
    for (size_t i = 0; i < sizeof offers / sizeof offers[0]; i++)
        fprintf(out,
                "    \"%s\" : {\n      \"offerCode\" : \"%s\",\n"
                "      \"versionIndexUrl\" : \"/offers/v1.0/aws/%s/index.json\",\n"
                "      \"currentVersionUrl\" : \"/offers/v1.0/aws/%s/current/index.json\",\n"
                "      \"currentRegionIndexUrl\" : \"/offers/v1.0/aws/%s/current/region_index.json\"%s\n    }%s\n",
                offers[i], offers[i], offers[i], offers[i], offers[i],
                i < 1 || i > 3 ? ""
                               : ",\n      \"savingsPlanVersionIndexUrl\" : "
                                 "\"/savingsPlan/v1.0/aws/AWSComputeSavingsPlan/current/index.json\",\n"
                                 "      \"currentSavingsPlanIndexUrl\" : "
                                 "\"/savingsPlan/v1.0/aws/AWSComputeSavingsPlan/current/region_index.json\"",
                i + 1 < sizeof offers / sizeof offers[0] ? "," : "");
    fputs("  }\n}\n", out);
    maker_close(out);
    for (int i = 1; i <= 4; i++)
        region_index_write(list, offers[i], regions);
    region_index_write(list, "AWSComputeSavingsPlan", regions);
}
