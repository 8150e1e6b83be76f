/* generate_price_list.c — price_list.h as a program. `generate_price_list FOLDER --region R ...`, with --types N (850
 * types make about 110,000 products and 700 MB of JSON), --seed N, --version YYYYMMDDHHMMSS, --csv, --terms-first,
 * --yuan. Says per region: products, price dimensions and bytes of the EC2 offer. */
#include "tests/support/price_list.h"

#include <stdlib.h>
#include <string.h>

int main(int count, char **arguments)
{
    struct price_list list = {.version = "20261120180000", .seed = 1, .types = 20};
    const char *regions[8] = {NULL};
    int regions_count = 0;
    for (int i = 1; i < count; i++) {
        const char *name = arguments[i], *value = i + 1 < count ? arguments[i + 1] : "";
        bool takes_value = true;
        if (strcmp(name, "--region") == 0 && regions_count < 7)
            regions[regions_count++] = value;
        else if (strcmp(name, "--types") == 0)
            list.types = (int)strtol(value, NULL, 10);
        else if (strcmp(name, "--seed") == 0)
            list.seed = strtoull(value, NULL, 10);
        else if (strcmp(name, "--version") == 0)
            list.version = value;
        else
            takes_value = false;
        i += takes_value;
        list.csv = list.csv || strcmp(name, "--csv") == 0;
        list.terms_first = list.terms_first || strcmp(name, "--terms-first") == 0;
        list.yuan = list.yuan || strcmp(name, "--yuan") == 0;
        if (name[0] != '-')
            list.folder = name;
    }
    if (list.folder == NULL || regions_count == 0) {
        fprintf(stderr, "usage: generate_price_list FOLDER --region R ...; see tests/support/generate_price_list.c\n");
        return 2;
    }
    for (int i = 0; i < regions_count; i++) {
        struct price_list_size size;
        list.region = regions[i];
        price_list_write(&list, &size);
        printf("%s: %lld products, %lld price dimensions, %lld bytes\n", regions[i], (long long)size.products,
               (long long)size.dimensions, (long long)size.bytes);
    }
    price_list_write_indexes(&list, regions, list.yuan);
    return 0;
}
