/* The compiled-in EC2 prices against ../shared/prices, in C and in integers: what regenerate --check does, once more
 * and without its code. Skips where ../shared is not there. */
#include "data/base/csv.h"
#include "data/base/file.h"
#include "data/base/text.h"
#include "pricing/lookup.h"
#include "pricing/snapshot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ORACLE "../shared/prices/ec2_ondemand_linux_28regions_2026-02.csv"
#define EXPLAINED "pricing/snapshots/explained.csv"

struct table {
    struct arena arena;
    struct csv csv;
};

static void table_open(struct table *table, const char *path)
{
    struct error err = {0};
    char *bytes = NULL;
    size_t length = 0;
    if (!file_read(path, &table->arena, &bytes, &length, &err) ||
        !csv_open(&table->csv, path, bytes, length, &table->arena, &err))
        fail_msg("%s: %s", err.where, err.text);
}

static bool table_next(struct table *table)
{
    struct error err = {0};
    bool more = false;
    if (!csv_next(&table->csv, &more, &err))
        fail_msg("%s: %s", err.where, err.text);
    return more;
}

static const char *table_field(const struct table *table, const char *column)
{
    return table->csv.fields[csv_column(&table->csv, column)];
}

static bool is_explained(const char *region, const char *item)
{
    struct table table = {0};
    bool found = false;
    table_open(&table, EXPLAINED);
    while (!found && table_next(&table))
        found = text_matches(table_field(&table, "region"), region) && text_matches(table_field(&table, "item"), item);
    arena_release(&table.arena);
    return found;
}

static void check_region(const char *region)
{
    struct catalogue book;
    struct error err = {0};
    struct table oracle = {0};
    int both = 0, rows = 0, unexplained = 0;
    assert_true(snapshot_catalogue(region, &book, &err));
    table_open(&oracle, ORACLE);
    while (table_next(&oracle)) {
        int64_t nano = 0;
        const char *type = table_field(&oracle, "instance_type");
        if (strcmp(table_field(&oracle, "region"), region) != 0)
            continue;
        rows++;
        const struct price *price = price_find(&book, "ec2", type, PURCHASE_ON_DEMAND);
        assert_true(nano_parse(table_field(&oracle, "usd_per_hour"), &nano));
        both += price != NULL;
        if (price != NULL && llabs(price->nano - nano) > 5000 && !is_explained(region, type)) {
            print_message("%s %s: %lld here, %lld in the oracle\n", region, type, (long long)price->nano,
                          (long long)nano);
            unexplained++;
        }
    }
    print_message("%s: the oracle has %d types, %d of them are priced here\n", region, rows, both);
    assert_int_equal(unexplained, 0);
    assert_true(both * 4 >= rows * 3);
    arena_release(&oracle.arena);
    catalogue_release(&book);
}

static void prices_agree_with_the_oracle(void **state)
{
    (void)state;
    if (access(ORACLE, R_OK) != 0) {
        print_message("skipped: ../shared is not here, so prices cannot be compared with the oracle\n");
        skip();
    }
    for (const char *const *region = snapshot_regions(); *region != NULL; region++)
        check_region(*region);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(prices_agree_with_the_oracle)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
