/* feed_get_products.c — answers of the Price List Query API's GetProducts (format aws_v1, 2017-10-15): a list of texts,
 * each a JSON object with one product and its terms. The rules are those of offer files: feed_parts.h. */
#include "pricing/feed_answer.h"
#include "pricing/feed_parts.h"
#include "pricing/feed_products.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const service_codes[FEED_DOCUMENTS_COUNT] = {
    [FEED_OFFER_EC2] = "AmazonEC2",
    [FEED_OFFER_ECS] = "AmazonECS",
    [FEED_OFFER_LAMBDA] = "AWSLambda",
    [FEED_OFFER_VPC] = "AmazonVPC",
};

struct products {
    struct feed *feed;
    const char *name;
    struct offer *offers[FEED_DOCUMENTS_COUNT]; /* by service, made when first met */
    char published_at[32];                      /* the latest of the products' */
};

struct products *products_new(struct feed *feed, const char *name)
{
    struct products *products = memory_alloc(1, sizeof *products);
    products->feed = feed;
    products->name = name;
    return products;
}

void products_free(struct products *products)
{
    if (!products)
        return;
    for (int i = 0; i < FEED_DOCUMENTS_COUNT; i++)
        offer_free(products->offers[i]);
    free(products);
}

/* The text there into `copy`; "" where absent. A text that is too long is a failure: cut it would be another. */
static void copy_text(const struct feed_answer *answer, const struct node *object, const char *key, char *copy,
                      size_t size)
{
    const struct node *node = feed_answer_at(object, key);
    *copy = '\0';
    if (!node || (node->kind == NODE_STRING && node->string[0] == '\0'))
        return;
    const char *text = feed_answer_text_of(answer, node);
    if (strlen(text) >= size)
        feed_answer_fail(answer, node, NULL, "must be shorter than %zu bytes", size);
    else
        memcpy(copy, text, strlen(text) + 1);
}

/* --- product --- */

static void read_attributes(const struct feed_answer *answer, const struct node *object, struct product *product)
{
    const struct node *attribute = object && object->kind == NODE_OBJECT ? object->first : NULL;
    for (; attribute && answer->err->kind == ERROR_NONE; attribute = attribute->next) {
        int slot = product_attribute_find(attribute->name, strlen(attribute->name));
        if (slot < 0 || attribute->kind == NODE_NULL)
            continue;
        if (attribute->kind != NODE_STRING)
            feed_answer_fail(answer, attribute, NULL, "must be a text");
        else
            product_attribute_set(product, slot, attribute->string, strlen(attribute->string));
    }
}

static bool read_product(const struct feed_answer *answer, const struct node *object, struct product *product)
{
    const char *family = NULL, *sku = feed_answer_text(answer, object, "product.sku");
    const struct node *node = feed_answer_at(object, "product.productFamily"); /* some products have none */
    product_clear(product);
    if (node)
        family = feed_answer_text_of(answer, node);
    if (answer->err->kind == ERROR_NONE && !product_sku_set(product, sku, strlen(sku)))
        feed_answer_fail(answer, object, "product.sku", "must be a SKU of letters and digits, not \"%s\"", sku);
    if (family)
        product_attribute_set(product, PRODUCT_FAMILY, family, strlen(family));
    read_attributes(answer, feed_answer_at(object, "product.attributes"), product);
    return answer->err->kind == ERROR_NONE;
}

/* --- terms --- */

static void read_price(const struct feed_answer *answer, const struct node *object, struct dimension *dimension)
{
    const struct node *prices = feed_answer_at(object, "pricePerUnit");
    if (!prices || prices->kind != NODE_OBJECT) {
        feed_answer_fail(answer, prices ? prices : object, prices ? NULL : "pricePerUnit",
                         "must be an object like {\"USD\": \"0.0960000000\"}");
        return;
    }
    for (const struct node *price = prices->first; price; price = price->next) {
        if (strcmp(price->name, "USD") == 0)
            copy_text(answer, prices, "USD", dimension->usd, sizeof dimension->usd);
        else
            snprintf(dimension->currency, sizeof dimension->currency, "%.*s", (int)sizeof dimension->currency - 1,
                     price->name);
    }
}

static void read_dimensions(const struct feed_answer *answer, const struct node *term, struct offer *offer, int item)
{
    const struct node *dimensions = feed_answer_at(term, "priceDimensions");
    if (!dimensions || dimensions->kind != NODE_OBJECT) {
        feed_answer_fail(answer, term, "priceDimensions", "must be an object of prices");
        return;
    }
    for (const struct node *node = dimensions->first; node && answer->err->kind == ERROR_NONE; node = node->next) {
        struct dimension dimension = {0};
        copy_text(answer, node, "rateCode", dimension.rate_code, sizeof dimension.rate_code);
        copy_text(answer, node, "unit", dimension.unit, sizeof dimension.unit);
        copy_text(answer, node, "beginRange", dimension.begin, sizeof dimension.begin);
        read_price(answer, node, &dimension);
        if (answer->err->kind == ERROR_NONE && !offer_dimension(offer, item, &dimension, answer->err))
            return;
    }
}

static void read_term(const struct feed_answer *answer, const struct node *node, bool reserved, struct offer *offer,
                      int item)
{
    struct term term = {.reserved = reserved};
    copy_text(answer, node, "offerTermCode", term.code, sizeof term.code);
    copy_text(answer, node, "effectiveDate", term.effective, sizeof term.effective);
    copy_text(answer, node, "termAttributes.LeaseContractLength", term.lease, sizeof term.lease);
    copy_text(answer, node, "termAttributes.OfferingClass", term.offering, sizeof term.offering);
    copy_text(answer, node, "termAttributes.PurchaseOption", term.payment, sizeof term.payment);
    read_dimensions(answer, node, offer, item);
    if (answer->err->kind == ERROR_NONE)
        offer_term(offer, item, &term);
}

static bool read_terms(struct products *products, const struct feed_answer *answer, const struct node *terms,
                       struct offer *offer, int item)
{
    const struct node *kind = terms && terms->kind == NODE_OBJECT ? terms->first : NULL;
    for (; kind; kind = kind->next) {
        bool reserved = strcmp(kind->name, "Reserved") == 0;
        if (!reserved && strcmp(kind->name, "OnDemand") != 0) {
            feed_countf(products->feed, FEED_UNKNOWN_TERM, "a term of kind \"%s\"", kind->name);
            continue;
        }
        for (const struct node *term = kind->first; term && answer->err->kind == ERROR_NONE; term = term->next)
            read_term(answer, term, reserved, offer, item);
    }
    return answer->err->kind == ERROR_NONE;
}

static void count_terms_left_out(struct products *products, const struct node *terms, const char *sku)
{
    const struct node *kind = terms && terms->kind == NODE_OBJECT ? terms->first : NULL;
    for (; kind; kind = kind->next)
        for (const struct node *term = kind->first; term; term = term->next)
            feed_countf(products->feed, FEED_OTHER_TERM, "%s", sku);
}

/* --- an entry of PriceList --- */

static bool asked_for(const struct product *product, const char *pattern)
{
    return !pattern || text_matches(pattern, product->values[PRODUCT_INSTANCE_TYPE]);
}

static struct offer *offer_of(struct products *products, const char *service_code)
{
    for (int i = 0; i < FEED_DOCUMENTS_COUNT; i++) {
        if (!service_codes[i] || strcmp(service_codes[i], service_code) != 0)
            continue;
        if (!products->offers[i])
            products->offers[i] = offer_new(products->feed, (enum feed_document)i, products->name);
        return products->offers[i];
    }
    return NULL;
}

static void note_published(struct products *products, const struct feed_answer *answer, const struct node *object)
{
    char published_at[sizeof products->published_at];
    copy_text(answer, object, "publicationDate", published_at, sizeof published_at);
    if (strcmp(published_at, products->published_at) > 0)
        memcpy(products->published_at, published_at, sizeof published_at);
}

static bool take_object(struct products *products, const struct feed_answer *answer, const struct node *object,
                        const char *pattern)
{
    struct product product;
    if (!feed_answer_at(object, "product"))
        feed_answer_fail(answer, object, "product", "is missing: no product of GetProducts");
    if (answer->err->kind != ERROR_NONE || !read_product(answer, object, &product))
        return false;
    if (!asked_for(&product, pattern))
        return true;
    const char *service = feed_answer_text(answer, object, "serviceCode");
    struct offer *offer = answer->err->kind == ERROR_NONE ? offer_of(products, service) : NULL;
    if (answer->err->kind != ERROR_NONE)
        return false;
    note_published(products, answer, object);
    if (!offer)
        feed_countf(products->feed, FEED_OTHER_PRODUCT, "%s %s", product.sku, service);
    else if (!offer_product(offer, &product, answer->err))
        return false;
    const struct node *terms = feed_answer_at(object, "terms");
    int item = offer ? offer_find(offer, product.sku, strlen(product.sku)) : OFFER_ITEM_UNWANTED;
    if (item >= 0)
        return read_terms(products, answer, terms, offer, item);
    count_terms_left_out(products, terms, product.sku);
    return answer->err->kind == ERROR_NONE;
}

static bool take_text(struct products *products, const char *text, int index, const char *pattern, struct error *err)
{
    char name[ERROR_WHERE_SIZE];
    struct arena tree = {0};
    struct node *root = NULL;
    snprintf(name, sizeof name, "%.*s: PriceList[%d]", ERROR_WHERE_SIZE / 2, products->name, index);
    struct feed_answer answer = {.name = name, .err = err};
    bool ok = node_parse(name, text, strlen(text), &tree, &root, err) && take_object(products, &answer, root, pattern);
    arena_release(&tree);
    return ok;
}

bool products_take(struct products *products, const struct node *root, const char *pattern, struct error *err)
{
    struct feed_answer answer = {.name = products->name, .err = err};
    if (root->kind == NODE_OBJECT && feed_answer_at(root, "product"))
        return take_object(products, &answer, root, pattern);
    const struct node *member = root->kind == NODE_LIST ? root->first : NULL;
    if (root->kind != NODE_LIST) {
        if (!feed_answer_at(root, "PriceList"))
            feed_answer_fail(&answer, root, "PriceList", "is missing: no answer of GetProducts");
        member = feed_answer_members(&answer, root, "PriceList");
    }
    bool ok = err->kind == ERROR_NONE;
    for (int i = 0; ok && member; member = member->next, i++)
        ok = member->kind == NODE_STRING ? take_text(products, member->string, i, pattern, err)
                                         : take_object(products, &answer, member, pattern);
    return ok;
}

bool products_finish(struct products *products, struct error *err)
{
    for (int i = 0; i < FEED_DOCUMENTS_COUNT; i++)
        if (products->offers[i] && !offer_finish(products->offers[i], products->published_at, err))
            return false;
    return true;
}

bool feed_get_products(struct feed *feed, const char *name, const char *bytes, size_t length, struct error *err)
{
    struct arena tree = {0};
    struct node *root = NULL;
    struct products *products = products_new(feed, name);
    bool ok = node_parse(name, bytes, length, &tree, &root, err) && products_take(products, root, NULL, err) &&
              products_finish(products, err);
    products_free(products);
    arena_release(&tree);
    return ok;
}
