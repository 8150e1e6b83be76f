/* test_feed_format.c — what a price file is, by its first kilobytes. */
#include "tests/unit/pricing/feeding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { NONE = FEED_FORMATS_COUNT };

static void expect(const char *bytes, size_t length, enum feed_format format)
{
    enum feed_format found = FEED_FORMATS_COUNT;
    bool known = feed_format_of(bytes, length, &found);
    if (known != (format != FEED_FORMATS_COUNT) || found != format)
        fail_msg("%.200s\nis %s, not %s", bytes, known ? feed_format_names[found] : "unknown",
                 format != FEED_FORMATS_COUNT ? feed_format_names[format] : "unknown");
}

static const struct {
    const char *document;
    int format;
} documents[] = {
    {"{\"formatVersion\": \"v1.0\", \"offerCode\": \"AmazonEC2\", \"products\": {}}", FEED_FORMAT_OFFER},
    {"\xef\xbb\xbf\n {\"disclaimer\": \"has \\\"SpotPriceHistory\\\"\", \"products\" : { }", FEED_FORMAT_OFFER},
    {"{\"offerCode\": \"AWSComputeSavingsPlan\", \"products\": {}}", FEED_FORMAT_SAVINGS_PLANS},
    {"{\"version\": \"2020\", \"publicationDate\": \"x\", \"products\": [ {\"sku\": \"A\"}", FEED_FORMAT_SAVINGS_PLANS},
    {"{\"FormatVersion\": \"aws_v1\", \"PriceList\": []}", FEED_FORMAT_GET_PRODUCTS},
    {"{\"NextToken\": \"x\", \"PriceList\": []}", FEED_FORMAT_GET_PRODUCTS},
    {"{\"product\": {\"sku\": \"A\"}, \"terms\": {}}", FEED_FORMAT_GET_PRODUCTS},
    {"[{\"product\": {\"sku\": \"A\"}, \"terms\": {}}]", FEED_FORMAT_GET_PRODUCTS},
    {"[\n  \"{\\\"product\\\":{\\\"productFamily\\\":\\\"Compute Instance\\\"}}\"]", FEED_FORMAT_GET_PRODUCTS},
    {"{\"ResponseMetadata\": {\"a\": [{}, [1, true], \"}\"]}, \"SpotPriceHistory\": []}", FEED_FORMAT_SPOT_HISTORY},
    {"[{\"InstanceType\": \"m5.large\", \"SpotPrice\": \"0.1\"}]", FEED_FORMAT_SPOT_HISTORY},
    {"<?xml version=\"1.0\"?><!-- <x> -->\n<DescribeSpotPriceHistoryResponse xmlns=\"x\">", FEED_FORMAT_SPOT_HISTORY},
    {"{\"instance_types\": {\"m5.large\": {\"emr\": true}}, \"ranges\": []}", FEED_FORMAT_SPOT_ADVISOR},
    {"{\"global_rate\": \"<10%\", \"spot_advisor\": {}}", FEED_FORMAT_SPOT_ADVISOR},
    {"{\"InstanceTypes\": [{\"InstanceType\": \"m5.large\"}]}", FEED_FORMAT_INSTANCE_TYPES},
    {"[{\"InstanceType\": \"m5.large\", \"VCpuInfo\": {}}]", FEED_FORMAT_INSTANCE_TYPES},
    {"<DescribeInstanceTypesResponse/>", FEED_FORMAT_INSTANCE_TYPES},
    {"\"FormatVersion\",\"v1.0\"\n\"OfferCode\",\"AmazonEC2\"\n\"SKU\",\"OfferTermCode\",\"PricePerUnit\"\n",
     FEED_FORMAT_OFFER},
    {"FormatVersion,v1.0\r\nSKU,RelatedTo,DiscountedSKU,DiscountedRate\r\n", FEED_FORMAT_SAVINGS_PLANS},
    {"", NONE},
    {" ", NONE},
    {"{}", NONE},
    {"[]", NONE},
    {"[7]", NONE},
    {"[\"no product\"]", NONE},
    {"{\"schema\": \"bayplan.catalogue/1\", \"prices\": []}", NONE},
    {"{\"InstanceTypeOfferings\": []}", NONE},
    {"{\"a\": {\"SpotPriceHistory\": []}}", NONE}, /* not at the top */
    {"{\"a\": \"SpotPriceHistory\"}", NONE},       /* no key */
    {"{\"a\" \"SpotPriceHistory", NONE},
    {"{\"products\":", NONE},
    {"<DescribeInstanceTypeOfferingsResponse>", NONE},
    {"<", NONE},
    {"service,item,purchase\nSKU,x\n", NONE},
    {"sku", NONE},
};

static void each_document_is_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++)
        expect(documents[i].document, strlen(documents[i].document), (enum feed_format)documents[i].format);
}

/* Cut anywhere a document is itself or unknown, never another; beyond the bytes given nothing is read. */
static void a_cut_document_is_no_other(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        for (size_t length = 0; length < strlen(documents[i].document); length++) {
            char *cut = memory_alloc(length + 1, 1);
            enum feed_format found;
            if (feed_format_of(memcpy(cut, documents[i].document, length), length, &found) &&
                (int)found != documents[i].format)
                fail_msg("%.*s is %s", (int)length, cut, feed_format_names[found]);
            free(cut);
        }
    }
}

/* A telling key far behind is found in the first 64 KiB alone. */
static void the_start_alone_is_looked_at(void **state)
{
    (void)state;
    enum { ROOM = 80 * 1024 };
    char *document = memory_alloc(ROOM, 1);
    memset(document, ' ', ROOM - 1);
    memcpy(document, "{\"a\": 1,", 8);
    memcpy(document + 60 * 1024, "\"PriceList\": []", 15);
    expect(document, ROOM - 1, FEED_FORMAT_GET_PRODUCTS);
    memset(document + 60 * 1024, ' ', 15);
    memcpy(document + 70 * 1024, "\"PriceList\": []", 15);
    expect(document, ROOM - 1, FEED_FORMATS_COUNT);
    free(document);
}

#define SAMPLES "../shared/prices/samples/"

static void real_files_are_known(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int format;
    } files[] = {
        {"instance-selector/GetProducts_m5_large.json", FEED_FORMAT_GET_PRODUCTS},
        {"instance-selector/DescribeInstanceTypes_25_instances.json", FEED_FORMAT_INSTANCE_TYPES},
        {"instance-selector/DescribeInstanceTypeOfferings_us-east-2a.json", NONE},
        {"instance-selector/DescribeSpotPriceHistory_m5_large.json", FEED_FORMAT_SPOT_HISTORY},
        {"botocore/ec2-describe-spot-price-history.json", FEED_FORMAT_SPOT_HISTORY},
        {"botocore/ec2-describe-spot-price-history.xml", FEED_FORMAT_SPOT_HISTORY},
        {"ligoj/offers_v1.0_aws_AmazonEC2_current_eu-west-1_index.csv", FEED_FORMAT_OFFER},
        {"ligoj/offers_v1.0_aws_AmazonECS_current_eu-west-1_index.csv", FEED_FORMAT_OFFER},
        {"ligoj/offers_v1.0_aws_AmazonEC2_current_region_index.json", NONE},
        {"ligoj/savingsPlan_v1.0_aws_AWSComputeSavingsPlan_current_eu-west-1_index.json", FEED_FORMAT_SAVINGS_PLANS},
        {"offer-json/AmazonVPC_2016.json", FEED_FORMAT_OFFER},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct arena arena = {0};
        size_t length = 0;
        const char *path = arena_printf(&arena, SAMPLES "%s", files[i].path);
        const char *bytes = feeding_sample(path, &arena, &length);
        if (bytes)
            expect(bytes, length, (enum feed_format)files[i].format);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_document_is_known),
        cmocka_unit_test(a_cut_document_is_no_other),
        cmocka_unit_test(the_start_alone_is_looked_at),
        cmocka_unit_test(real_files_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
