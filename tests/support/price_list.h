/* price_list.h — a whole price list of AWS's, made up: root index, region indexes, offer files of AmazonEC2, AmazonECS,
 * AWSLambda and AmazonVPC and a Savings Plans file, of real shape and, if asked, real size, in a folder that a loopback
 * server can serve; and beside it the rows that are to come of it. The same seed gives the same bytes.
 *
 * EC2: per instance type (names of the build's facts) 126 products of other systems, tenancies, software, licences and
 * capacity states than the one that is wanted, dedicated hosts, local and wavelength zones; Reserved Instances of all
 * twelve terms; terms of the past and the future; prices of 0 and of ten decimals. About 0.8 MB a type in JSON. */
#ifndef BAYPLAN_TESTS_SUPPORT_PRICE_LIST_H
#define BAYPLAN_TESTS_SUPPORT_PRICE_LIST_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct price_list {
    const char *folder;  /* FOLDER/offers/..., FOLDER/savingsPlan/..., FOLDER/expected-REGION.csv */
    const char *region;  /* one of price_list_regions */
    const char *version; /* "20261120180000", of which the publication date is made too */
    uint64_t seed;
    int types;        /* of how many instance types */
    bool csv;         /* each document as index.csv too */
    bool terms_first; /* JSON with its terms before its products */
    bool yuan;        /* prices in CNY */
};
extern const char *const price_list_regions[]; /* then NULL */

struct price_list_size {
    int64_t products, dimensions; /* of the EC2 offer */
    int64_t bytes;                /* of its JSON */
};

/* The documents of one region. Aborts where a file cannot be written. */
void price_list_write(const struct price_list *list, struct price_list_size *ret_size);
/* Root index and region indexes of these regions; the root index is of AWS's or of China's address. */
void price_list_write_indexes(const struct price_list *list, const char *const *regions, bool china);

#endif
