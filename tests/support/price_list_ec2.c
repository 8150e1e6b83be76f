/* price_list_ec2.c — the offer of AmazonEC2 in JSON: products, then terms, written one after the other without being
 * held. */
#include "tests/support/price_list_products.h"

#include <string.h>

/* --- products --- */

/* Name and value of each attribute, in AWS's order; values that decide nothing are of one kind for all. */
static void attribute(FILE *out, const char *name, const char *value, const char *end)
{
    fputs_unlocked("        \"", out);
    fputs_unlocked(name, out);
    fputs_unlocked("\" : \"", out);
    fputs_unlocked(value, out);
    fputs_unlocked(end, out);
}

static const char *const constant_attributes[][2] = {
    {"currentGeneration", "Yes"},
    {"instanceFamily", "General purpose"},
    {"physicalProcessor", "Intel Xeon Platinum 8488C (Sapphire Rapids) \\u2014 \\\"custom\\\""},
    {"clockSpeed", "Up to 3.2 GHz"},
    {"storage", "EBS only"},
    {"networkPerformance", "Up to 12500 Megabit"},
    {"processorArchitecture", "64-bit"},
};
static const char *const last_attributes[][2] = {
    {"classicnetworkingsupport", "false"},
    {"dedicatedEbsThroughput", "Up to 10000 Mbps"},
    {"ecu", "NA"},
    {"enhancedNetworkingSupported", "Yes"},
    {"gpuMemory", "NA"},
    {"intelAvxAvailable", "Yes"},
    {"intelAvx2Available", "Yes"},
    {"intelTurboAvailable", "Yes"},
    {"normalizationSizeFactor", "16"},
    {"processorFeatures", "Intel AVX; Intel AVX2; Intel AVX512; Intel Turbo"},
    {"servicename", "Amazon Elastic Compute Cloud"},
};

static void product_json(FILE *out, const struct maker *maker, const struct made *made)
{
    struct decided decided = made_decide(maker, made);
    fprintf(out,
            "    \"%s\" : {\n      \"sku\" : \"%s\",\n      \"productFamily\" : \"%s\",\n      \"attributes\" : {\n",
            made->sku, made->sku, decided.family);
    attribute(out, "servicecode", "AmazonEC2", "\",\n");
    attribute(out, "location", decided.location, "\",\n");
    attribute(out, "locationType", decided.location_type, "\",\n");
    attribute(out, "instanceType", made->type->name, "\",\n");
    for (size_t i = 0; i < sizeof constant_attributes / sizeof constant_attributes[0]; i++)
        attribute(out, constant_attributes[i][0], constant_attributes[i][1], "\",\n");
    attribute(out, "vcpu", decided.vcpus, "\",\n");
    attribute(out, "memory", decided.memory, "\",\n");
    attribute(out, "tenancy", decided.tenancy, "\",\n");
    attribute(out, "operatingSystem", made->system->name, "\",\n");
    attribute(out, "licenseModel", made->system->license, "\",\n");
    attribute(out, "usagetype", decided.usage, "\",\n");
    attribute(out, "operation", made->system->operation, "\",\n");
    attribute(out, "availabilityzone", "NA", "\",\n");
    attribute(out, "capacitystatus", decided.capacity, "\",\n");
    attribute(out, "marketoption", decided.market, "\",\n");
    attribute(out, "preInstalledSw", made->system->software, "\",\n");
    for (size_t i = 0; i < sizeof last_attributes / sizeof last_attributes[0]; i++)
        attribute(out, last_attributes[i][0], last_attributes[i][1], "\",\n");
    attribute(out, "regionCode", decided.region, "\",\n");
    attribute(out, "vpcnetworkingsupport", "true", "\"\n      }\n    }");
}

static void other_json(FILE *out, const struct maker *maker, const struct made *made)
{
    const struct other *other = made->other;
    fprintf(out,
            "    \"%s\" : {\n      \"sku\" : \"%s\",\n      \"productFamily\" : \"%s\",\n      \"attributes\" : {\n"
            "        \"servicecode\" : \"AmazonEC2\",\n        \"location\" : \"%s\",\n"
            "        \"locationType\" : \"AWS Region\",\n        %s,\n        \"usagetype\" : \"%s%s\",\n"
            "        \"operation\" : \"\",\n        \"regionCode\" : \"%s\",\n"
            "        \"servicename\" : \"Amazon Elastic Compute Cloud\"\n      }\n    }",
            made->sku, made->sku, other->family, maker->location, other->attributes, maker->prefix, other->usage,
            maker->list->region);
}

/* --- terms --- */

static int dimension_json(FILE *out, const struct maker *maker, const struct made *made, const char *code,
                          const char *rate, const char *unit, int64_t tenths, const char *end)
{
    char price[PRICE_TEXT_SIZE];
    bool quantity = strcmp(unit, "Quantity") == 0;
    fprintf(out,
            "            \"%s.%s.%s\" : {\n              \"rateCode\" : \"%s.%s.%s\",\n"
            "              \"description\" : \"%s\",\n%s              \"unit\" : \"%s\",\n"
            "              \"pricePerUnit\" : {\n                \"%s\" : \"%s\"\n              },\n"
            "              \"appliesTo\" : [ ]\n            }%s\n",
            made->sku, code, rate, made->sku, code, rate,
            quantity ? "Upfront Fee" : "Price per instance-hour (or partial hour)",
            quantity ? "" : "              \"beginRange\" : \"0\",\n              \"endRange\" : \"Inf\",\n", unit,
            maker_currency(maker), maker_price(tenths, price), end);
    return 1;
}

static void term_begin(FILE *out, const struct made *made, const char *code, const char *effective)
{
    fprintf(out,
            "        \"%s.%s\" : {\n          \"offerTermCode\" : \"%s\",\n          \"sku\" : \"%s\",\n"
            "          \"effectiveDate\" : \"%s\",\n          \"priceDimensions\" : {\n",
            made->sku, code, code, made->sku, effective);
}

static int on_demand_json(FILE *out, const struct maker *maker, const struct made *made)
{
    int dimensions = 0;
    fprintf(out, "      \"%s\" : {\n", made->sku);
    for (int i = 0; i < MOMENTS_COUNT; i++) {
        const struct moment *moment = &made_moments[i];
        if (!made_has_moment(made, i))
            continue;
        fputs(dimensions > 0 ? ",\n" : "", out);
        term_begin(out, made, moment->code, moment->effective);
        dimensions += dimension_json(out, maker, made, moment->code, HOURLY_RATE,
                                     made->other != NULL ? made->other->unit : "Hrs", made_moment_price(made, i), "");
        fputs("          },\n          \"termAttributes\" : { }\n        }", out);
    }
    fputs("\n      }", out);
    return dimensions;
}

static int reserved_json(FILE *out, const struct maker *maker, const struct made *made)
{
    int dimensions = 0;
    fprintf(out, "      \"%s\" : {\n", made->sku);
    for (int i = 0; i < RESERVED_COUNT; i++) {
        struct reserved reserved = made_reserve(made, i);
        term_begin(out, made, reserved.code, EFFECTIVE);
        if (reserved.way > 0)
            dimensions +=
                dimension_json(out, maker, made, reserved.code, UPFRONT_RATE, "Quantity", reserved.upfront, ",");
        dimensions += dimension_json(out, maker, made, reserved.code, HOURLY_RATE, "Hrs", reserved.hourly, "");
        fprintf(out,
                "          },\n          \"termAttributes\" : {\n            \"LeaseContractLength\" : \"%s\",\n"
                "            \"OfferingClass\" : \"%s\",\n            \"PurchaseOption\" : \"%s\"\n          }\n"
                "        }%s\n",
                reserved.lease, reserved.offering, reserved.payment, i + 1 < RESERVED_COUNT ? "," : "");
    }
    fputs("      }", out);
    return dimensions;
}

static void expect(const struct maker *maker, const struct made *made)
{
    char source[96], purchase[96];
    snprintf(source, sizeof source, "AmazonEC2 %s.JRTCKXETXF.%s", made->sku, HOURLY_RATE);
    if (made->other != NULL) {
        maker_expect(maker, "ebs", "gp3", "on_demand", "usd_per_gb_month", made->tenths, 1, 0, source);
        return;
    }
    if (made->tenths == 0)
        return;
    maker_expect(maker, "ec2", made->type->name, "on_demand", "usd_per_hour", made->tenths, 1, 0, source);
    for (int i = 0; i < RESERVED_COUNT && made->reserved; i++) {
        struct reserved reserved = made_reserve(made, i);
        int64_t hours = reserved.years * INT64_C(8760), upfront_nano = reserved.upfront / 10;
        int64_t nano = reserved.hourly / 10 + (2 * upfront_nano + hours) / (2 * hours);
        snprintf(source, sizeof source, "AmazonEC2 %s.%s.%s", made->sku, reserved.code, HOURLY_RATE);
        snprintf(purchase, sizeof purchase, "%s_reserved_instance.%dy.%s", reserved.offering, reserved.years,
                 payment_names[reserved.way]);
        maker_expect(maker, "ec2", made->type->name, purchase, "usd_per_hour", nano * 10, 1, 0, source);
    }
}

static int64_t section(FILE *out, const struct maker *maker,
                       int (*write)(FILE *, const struct maker *, const struct made *), bool reserved)
{
    int64_t written = 0;
    bool any = false;
    for (int64_t place = 0; place < made_count(maker); place++) {
        struct made made = made_at(maker, place);
        if (reserved && !made.reserved)
            continue;
        fputs(any ? ",\n" : "", out);
        written += write(out, maker, &made);
        any = true;
    }
    return written;
}

static int product_write(FILE *out, const struct maker *maker, const struct made *made)
{
    if (made->other != NULL)
        other_json(out, maker, made);
    else
        product_json(out, maker, made);
    return 1;
}

static int64_t terms_write(FILE *out, const struct maker *maker)
{
    fputs("  \"terms\" : {\n    \"OnDemand\" : {\n", out);
    int64_t dimensions = section(out, maker, on_demand_json, false);
    fputs("\n    },\n    \"Reserved\" : {\n", out);
    dimensions += section(out, maker, reserved_json, true);
    fputs("\n    }\n  }", out);
    return dimensions;
}

static void products_write(FILE *out, const struct maker *maker)
{
    fputs("  \"products\" : {\n", out);
    section(out, maker, product_write, false);
    fputs("\n  }", out);
}

void make_ec2(const struct maker *maker, struct price_list_size *ret_size)
{
    FILE *out = maker_file(maker, "AmazonEC2", "index.json");
    json_head(out, maker, "AmazonEC2");
    if (maker->list->terms_first) {
        ret_size->dimensions = terms_write(out, maker);
        fputs(",\n", out);
    }
    products_write(out, maker);
    if (!maker->list->terms_first) {
        fputs(",\n", out);
        ret_size->dimensions = terms_write(out, maker);
    }
    fputs("\n}\n", out);
    ret_size->bytes = ftell(out);
    ret_size->products = made_count(maker);
    maker_close(out);
    if (maker->list->csv)
        make_ec2_csv(maker);
    for (int64_t number = 0; number < ret_size->products; number++) {
        struct made made = made_describe(maker, number);
        if (made.wanted)
            expect(maker, &made);
    }
}
