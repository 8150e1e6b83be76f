/* price_list_parts.h — what the makers of price_list.h share. */
#ifndef BAYPLAN_TESTS_SUPPORT_PRICE_LIST_PARTS_H
#define BAYPLAN_TESTS_SUPPORT_PRICE_LIST_PARTS_H

#include "data/facts/facts.h"
#include "tests/support/price_list.h"

enum { SKU_SIZE = 17, PRICE_TEXT_SIZE = 40 };

/* Prices are counted in tenths of a nano-dollar: ten decimals. */
#define TENTHS_PER_USD INT64_C(10000000000)

struct maker {
    const struct price_list *list;
    const char *prefix, *location; /* of billing, "EU-"; "EU (Ireland)" */
    char published[32], as_of[16];
    FILE *expected;
};

uint64_t maker_mix(const struct maker *maker, uint64_t what, uint64_t which); /* the same for the same question */
void maker_sku(const struct maker *maker, uint64_t what, uint64_t which, char ret_sku[SKU_SIZE]);
const char *maker_price(int64_t tenths, char text[PRICE_TEXT_SIZE]); /* "0.0960000000" */
FILE *maker_file(const struct maker *maker, const char *offer, const char *name);
void maker_close(FILE *file);
const struct instance_type *maker_type(const struct maker *maker, int index);
/* On-demand price of the wanted product of a type; 0 = given for nothing. */
int64_t maker_on_demand(const struct maker *maker, int type);
/* Savings Plan rate of usage that costs `on_demand`. */
int64_t maker_plan_rate(int64_t on_demand, bool compute, int years, int payment);

/* A row that must come of the list: `tenths` of the document's unit, times `times`. */
void maker_expect(const struct maker *maker, const char *service, const char *item, const char *purchase,
                  const char *unit, int64_t tenths, int64_t times, int64_t from, const char *source);
const char *maker_currency(const struct maker *maker);

extern const char *const payment_words[3]; /* "No Upfront" ... */
extern const char *const payment_names[3]; /* "no_upfront" ... */

/* Fargate, Lambda and addresses, which Savings Plans refer to. */
struct small_product {
    const char *offer, *family, *usage, *unit;
    const char *attributes;                      /* more of them, as JSON members, each with a comma before it */
    const char *item_service, *item, *item_unit; /* item_service NULL: not wanted */
    int64_t times;
    int64_t tenths[3], begins[3]; /* tiers; 0 tenths = none further */
    bool any_place;               /* location "Any" */
};
extern const struct small_product small_products[];
extern const int small_products_count;
int64_t small_price(const struct maker *maker, int product, int tier);

void make_ec2(const struct maker *maker, struct price_list_size *ret_size);
void make_small(const struct maker *maker);
void make_plans(const struct maker *maker);

/* --- JSON and CSV as AWS prints them --- */

/* `text` with the publication date, version and offer code put in. */
void json_head(FILE *out, const struct maker *maker, const char *offer);
void csv_head(FILE *out, const struct maker *maker, const char *offer);

#endif
