/* query.c — see query.h. Calls: Pricing 2017-10-15, EC2 2016-11-15 (botocore's models, 2026-08). */
#include "pricing/query.h"
#include "pricing/feed_products.h"
#include "pricing/feed_spot.h"
#include "pricing/feed_types.h"

#include "data/base/date.h"
#include "data/base/json_writer.h"
#include <stdio.h>
#include <string.h>

enum { PRODUCTS_PAGE = 100, SPOT_PAGE = 1000, TYPES_PAGE = 100 }; /* each as many as AWS allows */

/* Price List Query API endpoints of each partition (botocore's endpoints.json, 2026-08), the nearest to regions whose
 * names begin so; the first that fits. */
static const struct nearest {
    const char *region, *endpoint;
} nearest_endpoints[] = {
    {"cn-", "cn-northwest-1"},      {"us-iso-", "us-iso-east-1"},    {"us-isob-", "us-isob-east-1"},
    {"eu-isoe-", "eu-isoe-west-1"}, {"us-isof-", "us-isof-south-1"}, {"eusc-", "eusc-de-east-1"},
    {"ap-", "ap-south-1"},          {"me-", "ap-south-1"},           {"eu-", "eu-central-1"},
    {"il-", "eu-central-1"},        {"af-", "eu-central-1"},         {"", "us-east-1"},
};

const char *query_endpoint_region(const char *region)
{
    const struct nearest *nearest = nearest_endpoints;
    while (strncmp(region, nearest->region, strlen(nearest->region)) != 0)
        nearest++;
    return nearest->endpoint;
}

/* --- sending --- */

/* What each page goes into. */
struct query {
    const char *name, *pattern;
    struct feed *feed;
    struct products *products;
    struct spot_history *history;
};

static bool take_page(void *context, struct node *page, struct error *err)
{
    const struct query *query = context;
    if (query->products)
        return products_take(query->products, page, query->pattern, err);
    if (query->history)
        return spot_history_take(query->history, query->name, page, err);
    return feed_types_take(query->feed, query->name, page, query->pattern, err);
}

static bool is_denied(const struct aws_failure *failure)
{
    static const char *const codes[] = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (failure->kind == AWS_REFUSED && strcmp(failure->code, codes[i]) == 0)
            return true;
    return false;
}

static bool ask(struct aws_client *client, struct aws_call *call, const char *action, struct query *query,
                struct error *err)
{
    struct arena replies = {0};
    struct aws_failure failure = {0};
    struct error why = {0};
    bool ok = aws_send_pages(client, call, &replies, take_page, query, &failure, &why);
    if (!ok && is_denied(&failure))
        (void)error_set(err, why.kind, why.where, "the IAM action %s is not allowed: %s", action, why.text);
    else if (!ok)
        (void)error_set(err, why.kind, why.where, "%s", why.text);
    arena_release(&replies);
    aws_call_release(call);
    return ok;
}

/* The feed's prices are of one region: another's would be told as its. */
static bool same_region(const struct aws_client *client, const struct feed *feed, struct error *err)
{
    return strcmp(aws_region(client), feed_region(feed)) == 0 ||
           error_set(err, ERROR_INPUT, NULL, "prices of %s cannot be asked for in %s: give --region %s",
                     feed_region(feed), aws_region(client), feed_region(feed));
}

static int64_t prices_so_far(const struct feed *feed)
{
    return feed_counts(feed)[FEED_TAKEN].count + feed_counts(feed)[FEED_SAME].count;
}

/* Asked for by name: that AWS has none is no answer. */
static bool prices_came(const struct query *query, int64_t before, struct error *err)
{
    return prices_so_far(query->feed) > before ||
           error_set(err, ERROR_UNKNOWN_PRICE, query->name, "AWS answers with no price of \"%s\" in %s",
                     query->pattern ? query->pattern : "*", feed_region(query->feed));
}

/* --- GetProducts --- */

static void add_filter(struct json_writer *writer, const char *type, const char *field, const char *value)
{
    json_begin_object(writer, NULL);
    json_string(writer, "Type", type);
    json_string(writer, "Field", field);
    json_string(writer, "Value", value);
    json_end_object(writer);
}

/* The longest part of a pattern without '*' and '?': what AWS is asked for, and more than matches. */
static void fixed_part(const char *pattern, char *part, size_t size)
{
    const char *longest = "";
    size_t length = 0;
    while (*pattern) {
        size_t here = strcspn(pattern, "*?");
        if (here > length) {
            longest = pattern;
            length = here;
        }
        pattern += here + strspn(pattern + here, "*?");
    }
    snprintf(part, size, "%.*s", (int)length, longest);
}

static void add_type_filter(struct json_writer *writer, const char *pattern)
{
    char part[256];
    bool whole = strpbrk(pattern, "*?") == NULL;
    fixed_part(pattern, part, sizeof part);
    if (part[0] != '\0')
        add_filter(writer, whole ? "TERM_MATCH" : "CONTAINS", "instanceType", part);
}

static void products_call(const char *pattern, const char *region, struct aws_call *call)
{
    static const char *const wanted[][2] = {
        {"operatingSystem", "Linux"}, {"tenancy", "Shared"}, {"preInstalledSw", "NA"}, {"capacitystatus", "Used"}};
    aws_call_begin(call, AWS_PRICING, "GetProducts", true);
    struct json_writer writer = {.out = &call->body};
    json_begin_object(&writer, NULL);
    json_string(&writer, "ServiceCode", "AmazonEC2");
    json_string(&writer, "FormatVersion", "aws_v1");
    json_integer(&writer, "MaxResults", PRODUCTS_PAGE);
    json_begin_list(&writer, "Filters");
    add_filter(&writer, "TERM_MATCH", "regionCode", region);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        add_filter(&writer, "TERM_MATCH", wanted[i][0], wanted[i][1]);
    add_type_filter(&writer, pattern);
    json_end_list(&writer);
    json_end_object(&writer);
}

bool query_products(struct aws_client *client, const char *pattern, struct feed *feed, struct error *err)
{
    struct query query = {.name = "GetProducts", .pattern = pattern, .feed = feed};
    struct aws_call call;
    int64_t before = prices_so_far(feed);
    query.products = products_new(feed, query.name);
    products_call(pattern, feed_region(feed), &call);
    bool ok = ask(client, &call, "pricing:GetProducts", &query, err) && products_finish(query.products, err) &&
              prices_came(&query, before, err);
    products_free(query.products);
    return ok;
}

/* --- EC2 --- */

static void add_ec2_filter(struct aws_call *call, const char *pattern)
{
    if (!pattern)
        return;
    aws_parameter(call, "Filter.1.Name", "instance-type");
    aws_parameter(call, "Filter.1.Value.1", pattern);
}

/* From now on there are no changes yet: AWS answers with each zone's last one before. */
static void spot_call(struct aws_client *client, const char *pattern, struct aws_call *call)
{
    char now[MOMENT_TEXT_SIZE];
    aws_call_begin(call, AWS_EC2, "DescribeSpotPriceHistory", true);
    aws_parameter(call, "StartTime", moment_format(aws_now(client), now));
    aws_parameter(call, "ProductDescription.1", "Linux/UNIX");
    aws_parameter_integer(call, "MaxResults", SPOT_PAGE);
    add_ec2_filter(call, pattern);
}

bool query_spot(struct aws_client *client, const char *pattern, struct feed *feed, struct error *err)
{
    struct query query = {.name = "DescribeSpotPriceHistory", .pattern = pattern, .feed = feed};
    struct aws_call call;
    if (!same_region(client, feed, err))
        return false;
    int64_t before = prices_so_far(feed);
    query.history = spot_history_new(feed);
    spot_call(client, pattern, &call);
    bool ok = ask(client, &call, "ec2:DescribeSpotPriceHistory", &query, err) &&
              spot_history_finish(query.history, query.name, err) && prices_came(&query, before, err);
    spot_history_free(query.history);
    return ok;
}

bool query_instance_types(struct aws_client *client, const char *pattern, struct feed *feed, struct error *err)
{
    struct query query = {.name = "DescribeInstanceTypes", .pattern = pattern, .feed = feed};
    struct aws_call call;
    if (!same_region(client, feed, err))
        return false;
    aws_call_begin(&call, AWS_EC2, "DescribeInstanceTypes", true);
    aws_parameter_integer(&call, "MaxResults", TYPES_PAGE);
    add_ec2_filter(&call, pattern);
    return ask(client, &call, "ec2:DescribeInstanceTypes", &query, err);
}
