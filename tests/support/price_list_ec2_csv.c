/* price_list_ec2_csv.c — the same offer in CSV: a row per price dimension, with the product's attributes in each. */
#include "tests/support/price_list_products.h"

#include <string.h>

#define COLUMNS                                                                                                        \
    "\"SKU\",\"OfferTermCode\",\"RateCode\",\"TermType\",\"PriceDescription\",\"EffectiveDate\",\"StartingRange\","    \
    "\"EndingRange\",\"Unit\",\"PricePerUnit\",\"Currency\",\"RelatedTo\",\"LeaseContractLength\","                    \
    "\"PurchaseOption\",\"OfferingClass\",\"Product Family\",\"serviceCode\",\"Location\",\"Location Type\","          \
    "\"Instance Type\",\"Current Generation\",\"vCPU\",\"Physical Processor\",\"Memory\",\"Volume API Name\","         \
    "\"Tenancy\",\"Operating System\",\"License Model\",\"Group\",\"usageType\",\"operation\",\"CapacityStatus\","     \
    "\"MarketOption\",\"Normalization Size Factor\",\"Pre Installed S/W\",\"Region Code\",\"serviceName\"\n"

static void attributes_csv(FILE *out, const struct maker *maker, const struct made *made)
{
    if (made->other != NULL) {
        bool gp3 = strstr(made->other->attributes, "gp3") != NULL;
        fprintf(out,
                "\"%s\",\"AmazonEC2\",\"%s\",\"AWS Region\",,,,,,\"%s\",,,,,\"%s%s\",\"\",,,,,\"%s\","
                "\"Amazon Elastic Compute Cloud\"\n",
                made->other->family, maker->location, gp3 ? "gp3" : "gp2", maker->prefix, made->other->usage,
                maker->list->region);
        return;
    }
    struct decided decided = made_decide(maker, made);
    fprintf(out,
            "\"%s\",\"AmazonEC2\",\"%s\",\"%s\",\"%s\",\"Yes\",\"%s\",\"Intel Xeon, the \"\"8488C\"\"\",\"%s\",,"
            "\"%s\",\"%s\",\"%s\",,\"%s\",\"%s\",\"%s\",\"%s\",\"16\",\"%s\",\"%s\",\"Amazon Elastic Compute Cloud\"\n",
            decided.family, decided.location, decided.location_type, made->type->name, decided.vcpus, decided.memory,
            decided.tenancy, made->system->name, made->system->license, decided.usage, made->system->operation,
            decided.capacity, decided.market, made->system->software, decided.region);
}

static void row_csv(FILE *out, const struct maker *maker, const struct made *made, const char *code, const char *rate,
                    const struct reserved *reserved, const char *effective, int64_t tenths)
{
    char price[PRICE_TEXT_SIZE];
    bool upfront = strcmp(rate, UPFRONT_RATE) == 0;
    fprintf(out, "\"%s\",\"%s\",\"%s.%s.%s\",\"%s\",\"%s\",\"%.10s\",%s,\"%s\",\"%s\",\"%s\",,", made->sku, code,
            made->sku, code, rate, reserved != NULL ? "Reserved" : "OnDemand",
            upfront ? "Upfront Fee" : "Price per instance-hour (or partial hour), all in", effective,
            upfront ? "," : "\"0\",\"Inf\"",
            upfront               ? "Quantity"
            : made->other != NULL ? made->other->unit
                                  : "Hrs",
            maker_price(tenths, price), maker_currency(maker));
    if (reserved != NULL)
        fprintf(out, "\"%s\",\"%s\",\"%s\",", reserved->lease, reserved->payment, reserved->offering);
    else
        fputs(",,,", out);
    attributes_csv(out, maker, made);
}

static void product_csv(FILE *out, const struct maker *maker, const struct made *made)
{
    for (int i = 0; i < MOMENTS_COUNT; i++)
        if (made_has_moment(made, i))
            row_csv(out, maker, made, made_moments[i].code, HOURLY_RATE, NULL, made_moments[i].effective,
                    made_moment_price(made, i));
    for (int i = 0; i < RESERVED_COUNT && made->reserved; i++) {
        struct reserved reserved = made_reserve(made, i);
        row_csv(out, maker, made, reserved.code, HOURLY_RATE, &reserved, EFFECTIVE, reserved.hourly);
        if (reserved.way > 0)
            row_csv(out, maker, made, reserved.code, UPFRONT_RATE, &reserved, EFFECTIVE, reserved.upfront);
    }
}

void make_ec2_csv(const struct maker *maker)
{
    FILE *out = maker_file(maker, "AmazonEC2", "index.csv");
    csv_head(out, maker, "AmazonEC2");
    fputs(COLUMNS, out);
    for (int64_t place = 0; place < made_count(maker); place++) {
        struct made made = made_at(maker, place);
        product_csv(out, maker, &made);
    }
    maker_close(out);
}
