/* price_list_small.c — the offers of AmazonECS, AWSLambda and AmazonVPC: what is wanted, and what looks like it. */
#include "tests/support/price_list_parts.h"

#include <string.h>

#define PER_HOUR "usd_per_hour"
#define MILLION 1000000
#define LAMBDA_SECOND "usd_per_million_gb_seconds"
#define LAMBDA_REQUEST "usd_per_million_requests"
#define FARGATE(usage, item, tenths)                                                                                   \
    {                                                                                                                  \
        "AmazonECS", "Compute", usage, "hours", ",\n        \"tenancy\" : \"Shared\"", "fargate", item, PER_HOUR, 1,   \
            {tenths}, {0}, false                                                                                       \
    }
#define DECOY(offer, family, usage, unit, tenths)                                                                      \
    {                                                                                                                  \
        offer, family, usage, unit, "", NULL, NULL, NULL, 1, {tenths}, {0}, false                                      \
    }

const struct small_product small_products[] = {
    FARGATE("Fargate-vCPU-Hours:perCPU", "x86_64.vcpu", 404800000),
    FARGATE("Fargate-GB-Hours", "x86_64.gb", 44450000),
    FARGATE("Fargate-ARM-vCPU-Hours:perCPU", "arm64.vcpu", 323800000),
    FARGATE("Fargate-ARM-GB-Hours", "arm64.gb", 35600000),
    {"AmazonECS",
     "Compute",
     "Fargate-EphemeralStorage-GB-Hours",
     "GB-Hours",
     ",\n        \"storagetype\" : \"default\"",
     "fargate",
     "ephemeral_storage.gb",
     PER_HOUR,
     1,
     {1110000},
     {0},
     false},
    {"AWSLambda",
     "Serverless",
     "Lambda-GB-Second",
     "Lambda-GB-Second",
     ",\n        \"group\" : \"AWS-Lambda-Duration\"",
     "lambda",
     "x86_64.duration",
     LAMBDA_SECOND,
     MILLION,
     {166667, 150000, 133334},
     {0, 6000000000, 15000000000},
     false},
    {"AWSLambda",
     "Serverless",
     "Lambda-GB-Second-ARM",
     "Lambda-GB-Second",
     ",\n        \"group\" : \"AWS-Lambda-Duration-ARM\"",
     "lambda",
     "arm64.duration",
     LAMBDA_SECOND,
     MILLION,
     {133334, 120001, 106667},
     {0, 7500000000, 18750000000},
     false},
    {"AWSLambda",
     "Serverless",
     "Request",
     "Requests",
     ",\n        \"group\" : \"AWS-Lambda-Requests\"",
     "lambda",
     "requests",
     LAMBDA_REQUEST,
     MILLION,
     {2000},
     {0},
     false},
    {"AmazonVPC",
     "",
     "PublicIPv4:InUseAddress",
     "Hrs",
     ",\n        \"group\" : \"VPCPublicIPv4Address\"",
     "vpc",
     "public_ipv4",
     PER_HOUR,
     1,
     {50000000},
     {0},
     false},
    DECOY("AWSLambda", "Serverless", "Request-ARM", "Requests", 2000),
    DECOY("AmazonECS", "Compute", "Fargate-Windows-vCPU-Hours:perCPU", "hours", 914800000),
    DECOY("AmazonECS", "Compute", "Fargate-Windows-GB-Hours", "hours", 100500000),
    DECOY("AmazonECS", "Compute", "Fargate-Windows-OS-Hours:perCPU", "hours", 460000000),
    DECOY("AmazonECS", "Compute Metering", "ECS-EC2-GB-Hours", "GB-Hours", 0),
    DECOY("AmazonECS", "Compute", "ECS-Anywhere-Instance-hours", "hours", 102500000),
    DECOY("AWSLambda", "Serverless", "Lambda-Provisioned-GB-Second", "Lambda-GB-Second", 97222),
    DECOY("AWSLambda", "Serverless", "Lambda-Provisioned-Concurrency", "Lambda-GB-Second", 41667),
    DECOY("AWSLambda", "Serverless", "Lambda-Provisioned-Concurrency-ARM", "Lambda-GB-Second", 33334),
    DECOY("AWSLambda", "Serverless", "Lambda-Storage-GB-Second", "GB-Seconds", 309),
    DECOY("AWSLambda", "Serverless", "Lambda-Edge-GB-Second", "Lambda-GB-Second", 500100),
    DECOY("AWSLambda", "Serverless", "Lambda-Edge-Request", "Requests", 6000),
    {"AWSLambda", "Serverless", "Global-Lambda-GB-Second", "seconds", "", NULL, NULL, NULL, 1, {0}, {0}, true},
    {"AWSLambda", "Serverless", "Global-Request", "Requests", "", NULL, NULL, NULL, 1, {0}, {0}, true},
    DECOY("AmazonVPC", "", "PublicIPv4:IdleAddress", "Hrs", 50000000),
    DECOY("AmazonVPC", "VpcEndpoint", "VpcEndpoint-Hours", "Hrs", 100000000),
};
const int small_products_count = sizeof small_products / sizeof small_products[0];

/* Regions differ by a few percent; the price of Lambda's requests is of all architectures. */
int64_t small_price(const struct maker *maker, int product, int tier)
{
    const struct small_product *small = &small_products[product];
    bool request = strcmp(small->unit, "Requests") == 0;
    int64_t percent = request ? 0 : (int64_t)(maker_mix(maker, 9, (uint64_t)product) % 5);
    return small->tenths[tier] + small->tenths[tier] * percent / 100;
}

static bool usage_is_global(const struct small_product *small)
{
    return strncmp(small->usage, "Global-", 7) == 0;
}

static const char *prefix_of(const struct maker *maker, const struct small_product *small)
{
    if (usage_is_global(small))
        return "";
    bool first = strcmp(maker->list->region, "us-east-1") == 0; /* Lambda's usage has no prefix there, others' has */
    return first && strcmp(small->offer, "AWSLambda") != 0 ? "USE1-" : maker->prefix;
}

static void product_json(FILE *out, const struct maker *maker, int number, const char *sku)
{
    const struct small_product *small = &small_products[number];
    char family[80] = "";
    if (*small->family != '\0')
        snprintf(family, sizeof family, "      \"productFamily\" : \"%s\",\n", small->family);
    fprintf(out,
            "    \"%s\" : {\n      \"sku\" : \"%s\",\n%s      \"attributes\" : {\n        \"servicecode\" : \"%s\",\n"
            "        \"location\" : \"%s\",\n        \"locationType\" : \"AWS Region\"%s,\n"
            "        \"usagetype\" : \"%s%s\",\n        \"operation\" : \"\",\n        \"regionCode\" : \"%s\"\n"
            "      }\n    }",
            sku, sku, family, small->offer, small->any_place ? "Any" : maker->location, small->attributes,
            prefix_of(maker, small), small->usage, small->any_place ? "" : maker->list->region);
}

static void terms_json(FILE *out, const struct maker *maker, int number, const char *sku)
{
    const struct small_product *small = &small_products[number];
    fprintf(out,
            "      \"%s\" : {\n        \"%s.JRTCKXETXF\" : {\n          \"offerTermCode\" : \"JRTCKXETXF\",\n"
            "          \"sku\" : \"%s\",\n          \"effectiveDate\" : \"2026-11-01T00:00:00Z\",\n"
            "          \"priceDimensions\" : {",
            sku, sku, sku);
    for (int tier = 0; tier < 3 && (tier == 0 || small->tenths[tier] > 0); tier++) {
        char price[PRICE_TEXT_SIZE], end[32] = "Inf";
        if (tier < 2 && small->tenths[tier + 1] > 0)
            snprintf(end, sizeof end, "%lld", (long long)small->begins[tier + 1]);
        fprintf(
            out,
            "%s\n            \"%s.JRTCKXETXF.TIER%d\" : {\n              \"rateCode\" : \"%s.JRTCKXETXF.TIER%d\",\n"
            "              \"beginRange\" : \"%lld\",\n              \"endRange\" : \"%s\",\n"
            "              \"unit\" : \"%s\",\n              \"pricePerUnit\" : {\n                \"%s\" : \"%s\"\n"
            "              }\n            }",
            tier > 0 ? "," : "", sku, tier, sku, tier, (long long)small->begins[tier], end, small->unit,
            maker_currency(maker), maker_price(small_price(maker, number, tier), price));
    }
    fputs("\n          },\n          \"termAttributes\" : { }\n        }\n      }", out);
}

/* --- ECS Managed Instances: a fee per type, 12 % of its price, of GPU types less --- */

static int64_t fee_of(const struct maker *maker, int type)
{
    return maker_on_demand(maker, type) * (maker_type(maker, type)->gpus > 0 ? 78 : 120) / 1000;
}

static void fee_json(FILE *out, const struct maker *maker, int type, bool products)
{
    char sku[SKU_SIZE], price[PRICE_TEXT_SIZE];
    maker_sku(maker, 7, (uint64_t)type, sku);
    if (products)
        fprintf(
            out,
            ",\n    \"%s\" : {\n      \"sku\" : \"%s\",\n      \"productFamily\" : \"Compute\",\n"
            "      \"attributes\" : {\n        \"servicecode\" : \"AmazonECS\",\n        \"location\" : \"%s\",\n"
            "        \"locationType\" : \"AWS Region\",\n"
            "        \"usagetype\" : \"%sECS-Managed-Instances:%s-management-hours\",\n"
            "        \"operation\" : \"ECSManagedInstancesUsage\",\n        \"regionCode\" : \"%s\"\n      }\n    }",
            sku, sku, maker->location, maker->prefix, maker_type(maker, type)->name, maker->list->region);
    else
        fprintf(out,
                ",\n      \"%s\" : {\n        \"%s.JRTCKXETXF\" : {\n          \"offerTermCode\" : \"JRTCKXETXF\",\n"
                "          \"sku\" : \"%s\",\n          \"effectiveDate\" : \"2026-11-01T00:00:00Z\",\n"
                "          \"priceDimensions\" : {\n            \"%s.JRTCKXETXF.FEE\" : {\n"
                "              \"rateCode\" : \"%s.JRTCKXETXF.FEE\",\n              \"beginRange\" : \"0\",\n"
                "              \"endRange\" : \"Inf\",\n              \"unit\" : \"Hrs\",\n"
                "              \"pricePerUnit\" : {\n                \"%s\" : \"%s\"\n              }\n            }\n"
                "          },\n          \"termAttributes\" : { }\n        }\n      }",
                sku, sku, sku, sku, sku, maker_currency(maker), maker_price(fee_of(maker, type), price));
}

static void fee_csv(FILE *out, const struct maker *maker, int type)
{
    char sku[SKU_SIZE], price[PRICE_TEXT_SIZE];
    maker_sku(maker, 7, (uint64_t)type, sku);
    fprintf(out,
            "%s,JRTCKXETXF,%s.JRTCKXETXF.FEE,OnDemand,A fee,2026-11-01,0,Inf,Hrs,%s,%s,Compute,AmazonECS,%s,AWS Region,"
            "%sECS-Managed-Instances:%s-management-hours,ECSManagedInstancesUsage,%s\n",
            sku, sku, maker_price(fee_of(maker, type), price), maker_currency(maker), maker->location, maker->prefix,
            maker_type(maker, type)->name, maker->list->region);
}

/* The row names the first type of those of the usual part. */
static void fee_expect(const struct maker *maker)
{
    int first = -1;
    char sku[SKU_SIZE], source[96];
    for (int i = 0; i < maker->list->types; i++)
        if (maker_type(maker, i)->gpus == 0 && maker_on_demand(maker, i) > 0 &&
            (first < 0 || strcmp(maker_type(maker, i)->name, maker_type(maker, first)->name) < 0))
            first = i;
    maker_sku(maker, 7, (uint64_t)first, sku);
    snprintf(source, sizeof source, "AmazonECS %s.JRTCKXETXF.FEE", sku);
    maker_expect(maker, "ecs", "managed_instances_fee", "on_demand", "ratio_of_on_demand", TENTHS_PER_USD / 100 * 12, 1,
                 0, source);
}

/* --- documents --- */

static void document_json(const struct maker *maker, const char *offer)
{
    char sku[SKU_SIZE];
    FILE *out = maker_file(maker, offer, "index.json");
    json_head(out, maker, offer);
    for (int part = 0; part < 2; part++) {
        bool products = (part == 0) != maker->list->terms_first, any = false;
        fputs(part > 0 ? ",\n" : "", out);
        fputs(products ? "  \"products\" : {\n" : "  \"terms\" : {\n    \"OnDemand\" : {\n", out);
        for (int i = 0; i < small_products_count; i++) {
            if (strcmp(small_products[i].offer, offer) != 0)
                continue;
            fputs(any ? ",\n" : "", out);
            any = true;
            maker_sku(maker, 2, (uint64_t)i, sku);
            (products ? product_json : terms_json)(out, maker, i, sku);
        }
        for (int i = 0; i < maker->list->types && strcmp(offer, "AmazonECS") == 0; i++)
            fee_json(out, maker, i, products);
        fputs(products ? "\n  }" : "\n    }\n  }", out);
    }
    fputs("\n}\n", out);
    maker_close(out);
}

static void document_csv(const struct maker *maker, const char *offer)
{
    FILE *out = maker_file(maker, offer, "index.csv");
    csv_head(out, maker, offer);
    fputs("SKU,OfferTermCode,RateCode,TermType,PriceDescription,EffectiveDate,StartingRange,EndingRange,Unit,"
          "PricePerUnit,Currency,Product Family,serviceCode,Location,Location Type,usageType,operation,Region Code\n",
          out);
    for (int i = 0; i < small_products_count; i++) {
        const struct small_product *small = &small_products[i];
        char sku[SKU_SIZE], price[PRICE_TEXT_SIZE];
        maker_sku(maker, 2, (uint64_t)i, sku);
        for (int tier = 0; tier < 3 && (tier == 0 || small->tenths[tier] > 0); tier++)
            if (strcmp(small->offer, offer) == 0)
                fprintf(
                    out,
                    "%s,JRTCKXETXF,%s.JRTCKXETXF.TIER%d,OnDemand,\"A price, all in\",2026-11-01,%lld,Inf,%s,%s,%s,%s,"
                    "%s,%s,AWS Region,%s%s,,%s\n",
                    sku, sku, tier, (long long)small->begins[tier], small->unit,
                    maker_price(small_price(maker, i, tier), price), maker_currency(maker), small->family, small->offer,
                    small->any_place ? "Any" : maker->location, prefix_of(maker, small), small->usage,
                    small->any_place ? "" : maker->list->region);
    }
    for (int i = 0; i < maker->list->types && strcmp(offer, "AmazonECS") == 0; i++)
        fee_csv(out, maker, i);
    maker_close(out);
}

static void expect_all(const struct maker *maker)
{
    for (int i = 0; i < small_products_count; i++) {
        const struct small_product *small = &small_products[i];
        char sku[SKU_SIZE], source[96];
        maker_sku(maker, 2, (uint64_t)i, sku);
        for (int tier = 0; tier < 3 && small->tenths[tier] > 0 && small->item_service != NULL; tier++) {
            snprintf(source, sizeof source, "%s %s.JRTCKXETXF.TIER%d", small->offer, sku, tier);
            maker_expect(maker, small->item_service, small->item, "on_demand", small->item_unit,
                         small_price(maker, i, tier), small->times, small->begins[tier] / small->times, source);
        }
    }
}

void make_small(const struct maker *maker)
{
    static const char *const offers[] = {"AmazonECS", "AWSLambda", "AmazonVPC"};
    for (int i = 0; i < 3; i++) {
        document_json(maker, offers[i]);
        if (maker->list->csv)
            document_csv(maker, offers[i]);
    }
    expect_all(maker);
    fee_expect(maker);
}
