/* price_list_products.h — the products of a made up offer of AmazonEC2, each described by its number alone. */
#ifndef BAYPLAN_TESTS_SUPPORT_PRICE_LIST_PRODUCTS_H
#define BAYPLAN_TESTS_SUPPORT_PRICE_LIST_PRODUCTS_H

#include "tests/support/price_list_parts.h"

struct system {
    const char *name, *software, *license, *operation;
};
struct way { /* of having an instance */
    const char *tenancy, *capacity, *usage;
};
struct oddity { /* a product of the plain Linux kind but for one thing; NULL = as the plain one */
    const char *family, *location_type, *location, *region, *prefix, *market, *tenancy, *capacity;
};
struct other {
    const char *family, *usage, *attributes, *unit;
    int64_t tenths;
    bool wanted;
};

struct made {
    char sku[SKU_SIZE];
    const struct instance_type *type; /* NULL: one of others */
    int type_index;
    const struct system *system;
    const struct way *way;
    const struct oddity *oddity; /* or NULL */
    const struct other *other;
    bool wanted, reserved;
    int64_t tenths;
};

struct decided { /* attributes by product */
    const char *family, *location, *location_type, *region, *market, *tenancy, *capacity;
    char usage[128], vcpus[16], memory[24];
};

struct reserved {
    const char *code, *offering, *lease, *payment;
    int years, way;          /* of paying */
    int64_t hourly, upfront; /* tenths */
};

#define HOURLY_RATE "6YS6EN2CT7"
#define UPFRONT_RATE "2TG2D8R56U"
#define EFFECTIVE "2026-11-01T00:00:00Z"

/* Of some types there is a term of next year on demand too, and one of last year. */
struct moment {
    const char *code, *effective;
    int residue; /* of the type's number by 29; -1 = of all */
};
enum { MOMENTS_COUNT = 3 };
extern const struct moment made_moments[MOMENTS_COUNT];

int64_t made_count(const struct maker *maker);
struct made made_describe(const struct maker *maker, int64_t number);
struct made made_at(const struct maker *maker, int64_t place); /* in the document's order */
struct decided made_decide(const struct maker *maker, const struct made *made);
enum { RESERVED_COUNT = 12 };
struct reserved made_reserve(const struct made *made, int number);
bool made_has_moment(const struct made *made, int moment);
int64_t made_moment_price(const struct made *made, int moment);

void make_ec2_csv(const struct maker *maker);

#endif
