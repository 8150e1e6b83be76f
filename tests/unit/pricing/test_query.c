/* test_query.c — prices and facts asked of AWS, against a server that answers by script: what is asked, page by page,
 * and what comes of the answers. With a folder as its argument the program writes the requests there, as they were
 * sent, for tests/apply/check_requests.py. */
#include "data/base/date.h"
#include "data/base/file.h"
#include "pricing/query.h"
#include "tests/unit/aws/world.h"
#include "tests/unit/pricing/feeding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static const char *requests_folder; /* NULL: not written */
static int requests_written;

static void write_requests(const struct world *world, int count, const char *name)
{
    for (int i = 0; requests_folder && i < count; i++) {
        struct error err = {0};
        char path[512];
        const char *request = loopback_request(world->loopback, i);
        snprintf(path, sizeof path, "%s/%03d-%s.req", requests_folder, ++requests_written, name);
        if (!file_write(path, request, strlen(request), &err))
            fail_msg("%s: %s", err.where, err.text);
    }
}

static struct world *end(struct world *world, int requests, const char *name)
{
    assert_int_equal(world_stop(world), requests);
    write_requests(world, requests, name);
    return world;
}

static void has(const struct world *world, int request, const char *part)
{
    if (!strstr(loopback_request(world->loopback, request), part))
        fail_msg("request %d has no %s:\n%s", request, part, loopback_request(world->loopback, request));
}

/* --- GetProducts --- */

#define PRODUCT(sku, type, price)                                                                                      \
    "\"{\\\"product\\\":{\\\"productFamily\\\":\\\"Compute Instance\\\",\\\"attributes\\\":{\\\"capacitystatus\\\":"   \
    "\\\"Used\\\",\\\"instanceType\\\":\\\"" type "\\\",\\\"licenseModel\\\":\\\"No License required\\\","             \
    "\\\"locationType\\\":\\\"AWS Region\\\",\\\"operatingSystem\\\":\\\"Linux\\\",\\\"operation\\\":"                 \
    "\\\"RunInstances\\\",\\\"preInstalledSw\\\":\\\"NA\\\",\\\"regionCode\\\":\\\"eu-west-1\\\",\\\"servicecode\\\":" \
    "\\\"AmazonEC2\\\",\\\"tenancy\\\":\\\"Shared\\\",\\\"usagetype\\\":\\\"EU-BoxUsage:" type                         \
    "\\\"},\\\"sku\\\":\\\"" sku                                                                                       \
    "\\\"},\\\"serviceCode\\\":\\\"AmazonEC2\\\",\\\"terms\\\":{\\\"OnDemand\\\":{\\\"" sku                            \
    ".J\\\":{\\\"priceDimensions\\\":{\\\"" sku ".J.6\\\":{\\\"unit\\\":\\\"Hrs\\\",\\\"beginRange\\\":\\\"0\\\","     \
    "\\\"rateCode\\\":\\\"" sku ".J.6\\\",\\\"pricePerUnit\\\":{\\\"USD\\\":\\\"" price "\\\"}}},\\\"sku\\\":\\\"" sku \
    "\\\",\\\"effectiveDate\\\":\\\"2026-11-01T00:00:00Z\\\",\\\"offerTermCode\\\":\\\"JRTCKXETXF\\\","                \
    "\\\"termAttributes\\\":{}}}},\\\"publicationDate\\\":\\\"2026-11-20T00:00:00Z\\\"}\""

static void products_of_a_family_come_in_pages(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {
        {.body = "{\"FormatVersion\":\"aws_v1\",\"NextToken\":\"token-2\",\"PriceList\":[" //
         PRODUCT("SKU1", "m7g.large", "0.0890000000") "," PRODUCT("SKU2", "xm7g.large", "9") "]}"},
        {.body = "{\"FormatVersion\":\"aws_v1\",\"PriceList\":[" PRODUCT("SKU3", "m7g.xlarge", "0.178") "]}"},
    };
    struct world *world = world_open(script, 2, NULL, NULL);
    struct feed *feed = feed_new("eu-west-1", "2026-11-23");
    if (!query_products(world->client, "m7g.*", feed, &world->err))
        fail_msg("%s: %s", world->err.where, world->err.text);
    end(world, 2, "pricing.GetProducts");
    has(world, 0, "\r\nX-Amz-Target: AWSPriceListService.GetProducts\r\n");
    has(world, 0, "/eu-central-1/pricing/aws4_request, ");
    has(world, 0, "\"ServiceCode\": \"AmazonEC2\"");
    has(world, 0, "\"FormatVersion\": \"aws_v1\"");
    has(world, 0, "\"Field\": \"regionCode\"");
    has(world, 0, "\"Value\": \"eu-west-1\"");
    has(world, 0, "\"Type\": \"CONTAINS\"");
    has(world, 0, "\"Value\": \"m7g.\"");
    has(world, 1, "\"NextToken\": \"token-2\"");
    has(world, 1, "\"Value\": \"m7g.\"");
    feeding_counts(feed, FEED_TAKEN, 2); /* the one that was not asked for is not counted */
    feeding_has(feed, "ec2", "m7g.large", PURCHASE_ON_DEMAND, "0.089", "AmazonEC2 SKU1.J.6", "2026-11-20");
    feeding_has(feed, "ec2", "m7g.xlarge", PURCHASE_ON_DEMAND, "0.178", "AmazonEC2 SKU3.J.6", "2026-11-20");
    feed_free(feed);
    world_close(world);
}

static void one_type_is_asked_by_its_name(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {{.body = "{\"PriceList\":[" PRODUCT("SKU1", "m7g.large", "0.089") "]}"},
                                            {.body = "{\"PriceList\":[]}"}};
    struct world *world = world_open(script, 2, NULL, NULL);
    struct feed *feed = feed_new("eu-west-1", "2026-11-23");
    assert_true(query_products(world->client, "m7g.large", feed, &world->err));
    assert_false(query_products(world->client, "*", feed, &world->err)); /* prices of before are no answer */
    assert_int_equal(world->err.kind, ERROR_UNKNOWN_PRICE);
    assert_non_null(strstr(world->err.text, "no price of \"*\" in eu-west-1"));
    end(world, 2, "pricing.GetProducts");
    has(world, 0, "\"Value\": \"m7g.large\"");
    assert_null(strstr(loopback_request(world->loopback, 0), "CONTAINS"));
    assert_null(strstr(loopback_request(world->loopback, 1), "instanceType"));
    feed_free(feed);
    world_close(world);
}

/* --- EC2 --- */

#define SPOT(type, zone, price)                                                                                        \
    "<item><instanceType>" type "</instanceType><productDescription>Linux/UNIX</productDescription><spotPrice>" price  \
    "</spotPrice><timestamp>2026-11-22T10:00:00.000Z</timestamp><availabilityZone>" zone "</availabilityZone></item>"
#define SPOT_PAGE(items, token)                                                                                        \
    "<DescribeSpotPriceHistoryResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>r</requestId>"    \
    "<spotPriceHistorySet>" items "</spotPriceHistorySet>" token "</DescribeSpotPriceHistoryResponse>"

/* Zones of one type on two pages are one mean. */
static void spot_prices_of_now(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {
        {.body = SPOT_PAGE(SPOT("m7g.large", "eu-central-1a", "0.03"), "<nextToken>t 2</nextToken>")},
        {.body = SPOT_PAGE(SPOT("m7g.large", "eu-central-1b", "0.04"), "<nextToken/>")},
    };
    struct world *world = world_open(script, 2, NULL, NULL);
    struct feed *feed = feed_new("eu-central-1", "2026-11-23");
    char day[DATE_TEXT_SIZE], start[64];
    snprintf(start, sizeof start, "&StartTime=%s", date_format((int64_t)time(NULL) / SECONDS_PER_DAY, day));
    if (!query_spot(world->client, "m7g.*", feed, &world->err))
        fail_msg("%s: %s", world->err.where, world->err.text);
    end(world, 2, "ec2.DescribeSpotPriceHistory");
    has(world, 0, "Action=DescribeSpotPriceHistory&Version=2016-11-15");
    has(world, 0, start);
    has(world, 0, "&ProductDescription.1=Linux%2FUNIX&");
    has(world, 0, "&Filter.1.Name=instance-type&Filter.1.Value.1=m7g.%2A");
    has(world, 1, "&NextToken=t+2");
    feeding_has(feed, "ec2", "m7g.large", PURCHASE_SPOT, "0.035", "EC2 DescribeSpotPriceHistory, mean of zones a b",
                "2026-11-22");
    feed_free(feed);
    world_close(world);
}

static void all_spot_prices_and_none(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {
        {.body = SPOT_PAGE(SPOT("m7g.large", "eu-central-1a", "0.03"), "")},
        {.body = "<DescribeSpotPriceHistoryResponse><spotPriceHistorySet/></DescribeSpotPriceHistoryResponse>"},
    };
    struct world *world = world_open(script, 2, NULL, NULL);
    struct feed *feed = feed_new("eu-central-1", "2026-11-23");
    assert_true(query_spot(world->client, NULL, feed, &world->err));
    assert_false(query_spot(world->client, NULL, feed, &world->err));
    assert_int_equal(world->err.kind, ERROR_UNKNOWN_PRICE);
    end(world, 2, "ec2.DescribeSpotPriceHistory");
    assert_null(strstr(loopback_request(world->loopback, 0), "Filter"));
    feed_free(feed);
    world_close(world);
}

#define TYPE(name)                                                                                                     \
    "<item><instanceType>" name "</instanceType><currentGeneration>true</currentGeneration><hypervisor>nitro"          \
    "</hypervisor><processorInfo><supportedArchitectures><item>arm64</item></supportedArchitectures></processorInfo>"  \
    "<vCpuInfo><defaultVCpus>4</defaultVCpus></vCpuInfo><memoryInfo><sizeInMiB>16384</sizeInMiB></memoryInfo>"         \
    "<networkInfo><maximumNetworkInterfaces>4</maximumNetworkInterfaces></networkInfo></item>"
#define TYPES_PAGE(items, token)                                                                                       \
    "<DescribeInstanceTypesResponse><instanceTypeSet>" items "</instanceTypeSet>" token                                \
    "</DescribeInstanceTypesResponse>"

static void types_newer_than_the_build(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {
        {.body = TYPES_PAGE(TYPE("m7g.xlarge") TYPE("m99g.xlarge"), "<nextToken>t2</nextToken>")},
        {.body = TYPES_PAGE(TYPE("m98g.xlarge") TYPE("c99g.xlarge"), "")},
    };
    struct world *world = world_open(script, 2, NULL, NULL);
    struct feed *feed = feed_new("eu-central-1", "2026-11-23");
    if (!query_instance_types(world->client, "m*", feed, &world->err))
        fail_msg("%s: %s", world->err.where, world->err.text);
    end(world, 2, "ec2.DescribeInstanceTypes");
    has(world, 0, "&MaxResults=100&Filter.1.Name=instance-type&Filter.1.Value.1=m%2A");
    feeding_counts(feed, FEED_TYPES_TAKEN, 2);
    feeding_counts(feed, FEED_TYPES_KNOWN, 1);
    feed_free(feed);
    world_close(world);
}

/* --- what goes wrong --- */

static void a_refusal_names_the_permission(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {
        {.status = 400, JSON_ERROR("AccessDeniedException")},
        {.status = 403,
         .body = "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors>"
                 "<RequestID>r</RequestID></Response>"},
        {.status = 400, JSON_ERROR("NotFoundException")},
        {.body = "{\"PriceList\":[\"{}\"]}"},
    };
    struct world *world = world_open(script, 4, NULL, NULL);
    struct feed *feed = feed_new("eu-central-1", "2026-11-23");
    assert_false(query_products(world->client, "m7g.*", feed, &world->err));
    assert_int_equal(world->err.kind, ERROR_AWS);
    assert_non_null(strstr(world->err.text, "the IAM action pricing:GetProducts is not allowed"));
    world->err = (struct error){0};
    assert_false(query_spot(world->client, NULL, feed, &world->err));
    assert_non_null(strstr(world->err.text, "the IAM action ec2:DescribeSpotPriceHistory is not allowed"));
    world->err = (struct error){0};
    assert_false(query_products(world->client, "m7g.*", feed, &world->err));
    assert_non_null(strstr(world->err.text, "NotFoundException: AWS's words"));
    world->err = (struct error){0};
    assert_false(query_products(world->client, "m7g.*", feed, &world->err));
    assert_int_equal(world->err.kind, ERROR_INPUT);
    assert_non_null(strstr(world->err.where, "GetProducts: PriceList[0]"));
    assert_int_equal(world_stop(world), 4);
    feed_free(feed);
    world_close(world);
}

/* The client's region is eu-central-1. */
static void another_region_is_not_asked(void **state)
{
    (void)state;
    struct world *world = world_open(NULL, 0, NULL, NULL);
    struct feed *feed = feed_new("us-east-1", "2026-11-23");
    assert_false(query_spot(world->client, NULL, feed, &world->err));
    assert_int_equal(world->err.kind, ERROR_INPUT);
    assert_non_null(strstr(world->err.text, "give --region us-east-1"));
    assert_false(query_instance_types(world->client, NULL, feed, &world->err));
    assert_int_equal(world_stop(world), 0);
    feed_free(feed);
    world_close(world);
}

static void the_nearest_endpoint(void **state)
{
    (void)state;
    static const char *const nearest[][2] = {
        {"us-east-1", "us-east-1"},       {"us-west-2", "us-east-1"},       {"ca-central-1", "us-east-1"},
        {"sa-east-1", "us-east-1"},       {"eu-west-1", "eu-central-1"},    {"af-south-1", "eu-central-1"},
        {"il-central-1", "eu-central-1"}, {"ap-southeast-2", "ap-south-1"}, {"me-south-1", "ap-south-1"},
        {"cn-north-1", "cn-northwest-1"}, {"us-gov-west-1", "us-east-1"},   {"eusc-de-east-1", "eusc-de-east-1"},
    };
    for (size_t i = 0; i < sizeof nearest / sizeof nearest[0]; i++)
        assert_string_equal(query_endpoint_region(nearest[i][0]), nearest[i][1]);
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_of_a_family_come_in_pages),
        cmocka_unit_test(one_type_is_asked_by_its_name),
        cmocka_unit_test(spot_prices_of_now),
        cmocka_unit_test(all_spot_prices_and_none),
        cmocka_unit_test(types_newer_than_the_build),
        cmocka_unit_test(a_refusal_names_the_permission),
        cmocka_unit_test(another_region_is_not_asked),
        cmocka_unit_test(the_nearest_endpoint),
    };
    requests_folder = count > 1 ? arguments[1] : NULL;
    world_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
