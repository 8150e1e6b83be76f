#include "pricing/snapshot.h"
#include "pricing/today.h"
#include "tests/unit/pricing/book.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HEAD                                                                                                           \
    "{\"schema\": \"bayplan.cluster/1\", \"name\": \"c\", \"region\": \"us-east-1\", "                                 \
    "\"observed_at\": \"2026-11-20T19:00:00Z\", "
#define ZONES "\"zones\": [\"us-east-1a\", \"us-east-1b\"]"

static struct running_cluster cluster_of(const char *rest)
{
    char json[8192];
    struct running_cluster cluster;
    struct error err = {0};
    snprintf(json, sizeof json, "%s%s}", HEAD, rest);
    if (!running_cluster_parse("c.json", json, strlen(json), &cluster, &err))
        fail_msg("%s: %s", err.where, err.text);
    return cluster;
}

static struct today today_of(const struct running_cluster *cluster, const struct catalogue *book)
{
    struct today today;
    struct error err = {0};
    if (!today_price(cluster, book, &today, &err))
        fail_msg("%s: %s", err.where, err.text);
    return today;
}

/* One text the assumptions hold, in this order. */
static void assert_assumed(const struct today *today, int index, const char *part)
{
    assert_in_range(index, 0, today->assumptions.count - 1);
    if (!strstr(today->assumptions.items[index], part))
        fail_msg("assumption %d is \"%s\", not of \"%s\"", index, today->assumptions.items[index], part);
}

/* m7g.large at 0.08925 and 30 GiB at 0.08 a GB-month: 3 * (0.08925 + 0.003287671) * 730. Of an instance's 2048 CPU
 * units and 7772 MiB, web's 3 tasks weigh 3 * 1024/2048, api's 2 weigh 2 * 3886/7772: 3 to 2. */
static void golden(void **state)
{
    (void)state;
    struct catalogue book = book_of("ec2,m7g.large,on_demand,usd_per_hour,0.08925,0,x,2026-07-20\n"
                                    "ec2,m7g.large,spot,usd_per_hour,0.03,0,x,2026-07-20\n"
                                    "ebs,gp3,on_demand,usd_per_gb_month,0.08,0,x,2026-07-20\n"
                                    "fargate,x86_64.vcpu,on_demand,usd_per_hour,0.04048,0,x,2026-07-20\n"
                                    "fargate,x86_64.gb,on_demand,usd_per_hour,0.004445,0,x,2026-07-20\n"
                                    "fargate,x86_64.vcpu,spot,usd_per_hour,0.0125,0,x,2026-07-20\n"
                                    "fargate,x86_64.gb,spot,usd_per_hour,0.0014,0,x,2026-07-20\n");
    const struct instance_type *type = instance_type_find("m7g.large");
    assert_non_null(type);
    assert_int_equal(type->registered_memory_mib % 2, 0);
    char rest[2048];
    snprintf(rest, sizeof rest,
             "\"groups\": [{\"name\": \"g\", \"instance_type\": \"m7g.large\", " ZONES ", \"instances\": 3},"
             "{\"name\": \"a\", \"instance_type\": \"m7g.large\", \"purchase\": \"spot\", " ZONES
             ", \"instances\": 2, \"root_volume_gib\": 0}],"
             "\"services\": [{\"name\": \"web\", \"place\": \"g\", \"tasks\": 3, \"cpu_units\": 1024, "
             "\"memory_mib\": 64},"
             "{\"name\": \"api\", \"place\": \"g\", \"tasks\": 2, \"cpu_units\": 64, \"memory_mib\": %" PRId64 "},"
             "{\"name\": \"none\", \"place\": \"g\", \"tasks\": 0, \"cpu_units\": 64, \"memory_mib\": 64},"
             "{\"name\": \"f\", \"place\": \"fargate\", \"tasks\": 4, \"cpu_units\": 256, \"memory_mib\": 512},"
             "{\"name\": \"s\", \"place\": \"fargate_spot\", \"tasks\": 1, \"cpu_units\": 1000, \"memory_mib\": 2048,"
             " \"architecture\": \"x86_64\"}]",
             type->registered_memory_mib / 2);
    struct running_cluster cluster = cluster_of(rest);
    struct today today = today_of(&cluster, &book);
    int64_t group = 730 * INT64_C(3) * (89250000 + 3287671), idle = 730 * INT64_C(2) * 30000000;
    int64_t on_demand = 730 * INT64_C(4) * 12342500, spot = 730 * INT64_C(15300000);
    assert_int_equal(today.groups[0].usd_per_month_nano, idle);
    assert_string_equal(today.groups[1].name, "g");
    assert_int_equal(today.groups[1].instances, 3);
    assert_int_equal(today.groups[1].usd_per_month_nano, group);
    /* By name: api, f, none, s, web. */
    assert_int_equal(today.services[0].usd_per_month_nano, group * 2 / 5);
    assert_int_equal(today.services[1].usd_per_month_nano, on_demand);
    assert_int_equal(today.services[2].usd_per_month_nano, 0);
    assert_int_equal(today.services[3].usd_per_month_nano, spot);
    assert_int_equal(today.services[4].usd_per_month_nano, group - group * 2 / 5);
    assert_int_equal(today.ec2_nano, group + idle);
    assert_int_equal(today.fargate_nano, on_demand + spot);
    assert_int_equal(today.total_nano, group + idle + on_demand + spot);
    assert_int_equal(today.assumptions.count, 5);
    assert_assumed(&today, 0, "2026-11-20T19:00:00Z");
    assert_assumed(&today, 1, "service s: priced at the cheapest Fargate size");
    assert_assumed(&today, 2, "service f: priced on Fargate for x86_64");
    assert_assumed(&today, 3, "group a: no task");
    assert_assumed(&today, 4, "group g: a gp3 root volume of 30 GiB");
    today_release(&today);
    running_cluster_release(&cluster);
    catalogue_release(&book);
}

static void assert_fails(const char *rest, const struct catalogue *book, enum error_kind kind, const char *part)
{
    struct running_cluster cluster = cluster_of(rest);
    struct today today, before;
    struct error err = {0};
    memset(&today, 0xa5, sizeof today);
    memset(&before, 0xa5, sizeof before);
    assert_false(today_price(&cluster, book, &today, &err));
    assert_memory_equal(&today, &before, sizeof today);
    assert_int_equal(err.kind, kind);
    if (!strstr(err.text, part))
        fail_msg("\"%s\" does not say \"%s\"", err.text, part);
    running_cluster_release(&cluster);
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    struct catalogue book = book_of("ec2,m7g.large,on_demand,usd_per_hour,0.08925,0,x,2026-07-20\n"
                                    "ec2,u9x.large,on_demand,usd_per_hour,100000,0,x,2026-07-20\n"
                                    "ebs,gp3,on_demand,usd_per_gb_month,0.08,0,x,2026-07-20\n"
                                    "fargate,x86_64.vcpu,on_demand,usd_per_hour,0.04048,0,x,2026-07-20\n"
                                    "fargate,x86_64.gb,on_demand,usd_per_hour,0.004445,0,x,2026-07-20\n");
    static const struct {
        const char *rest;
        enum error_kind kind;
        const char *part;
    } cases[] = {
        {"\"groups\": [{\"name\": \"g\", \"instance_type\": \"m5.large\", " ZONES ", \"instances\": 1}]",
         ERROR_UNKNOWN_PRICE, "no on_demand price of ec2 m5.large in us-east-1"},
        /* Also of none: what a group costs is asked by its type. */
        {"\"groups\": [{\"name\": \"g\", \"instance_type\": \"m7g.large\", \"purchase\": \"spot\", " ZONES
         ", \"instances\": 0}]",
         ERROR_UNKNOWN_PRICE, "no spot price of ec2 m7g.large in us-east-1"},
        {"\"services\": [{\"name\": \"s\", \"place\": \"fargate_spot\", \"tasks\": 1, \"cpu_units\": 256, "
         "\"memory_mib\": 512}]",
         ERROR_UNKNOWN_PRICE, "no spot price of fargate x86_64.vcpu"},
        {"\"services\": [{\"name\": \"s\", \"place\": \"fargate\", \"tasks\": 1, \"cpu_units\": 256, "
         "\"memory_mib\": 512, \"architecture\": \"arm64\"}]",
         ERROR_UNKNOWN_PRICE, "no on_demand price of fargate arm64.vcpu"},
        {"\"services\": [{\"name\": \"big\", \"place\": \"fargate\", \"tasks\": 1, \"cpu_units\": 40000, "
         "\"memory_mib\": 512}]",
         ERROR_INPUT, "service big cannot run on fargate"},
        {"\"groups\": [{\"name\": \"g\", \"instance_type\": \"u9x.large\", " ZONES ", \"instances\": 1}],"
         "\"services\": [{\"name\": \"s\", \"place\": \"g\", \"tasks\": 1, \"cpu_units\": 256, \"memory_mib\": 512}]",
         ERROR_INPUT, "the size of instance type u9x.large of group g is not known"},
        {"\"groups\": [{\"name\": \"g\", \"instance_type\": \"u9x.large\", " ZONES ", \"instances\": 1000}]",
         ERROR_LIMIT, "group g costs more a month than can be counted"},
        {"\"groups\": [{\"name\": \"g\", \"instance_type\": \"u9x.large\", " ZONES ", \"instances\": 100},"
         "{\"name\": \"h\", \"instance_type\": \"u9x.large\", " ZONES ", \"instances\": 100}]",
         ERROR_LIMIT, "all that runs costs more a month than can be counted"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_fails(cases[i].rest, &book, cases[i].kind, cases[i].part);
    catalogue_release(&book);
}

static void another_region_is_refused(void **state)
{
    (void)state;
    struct catalogue book;
    struct error err = {0};
    assert_true(snapshot_catalogue("eu-west-1", &book, &err));
    assert_fails("\"services\": [{\"name\": \"s\", \"place\": \"fargate\", \"tasks\": 1, \"cpu_units\": 256, "
                 "\"memory_mib\": 512}]",
                 &book, ERROR_INPUT, "runs in us-east-1, and the price book is of eu-west-1");
    catalogue_release(&book);
}

static void assert_sums(const struct running_cluster *cluster, const struct today *today)
{
    int64_t ec2 = 0, fargate = 0;
    for (int g = 0; g < today->groups_count; g++) {
        int64_t parts = 0;
        for (int i = 0; i < today->services_count; i++)
            if (strcmp(today->services[i].place, today->groups[g].name) == 0)
                parts += today->services[i].usd_per_month_nano;
        assert_int_equal(parts, today->groups[g].usd_per_month_nano);
        ec2 += today->groups[g].usd_per_month_nano;
    }
    for (int i = 0; i < today->services_count; i++) {
        assert_string_equal(today->services[i].name, cluster->services[i].name);
        assert_true(today->services[i].usd_per_month_nano >= 0);
        if (strncmp(today->services[i].place, "fargate", 7) == 0)
            fargate += today->services[i].usd_per_month_nano;
    }
    assert_int_equal(today->ec2_nano, ec2);
    assert_int_equal(today->fargate_nano, fargate);
    assert_int_equal(today->total_nano, ec2 + fargate);
}

/* Parts sum to the nano-dollar, whatever the weights: one of a million tasks beside many of one. */
static void parts_sum(void **state)
{
    (void)state;
    struct catalogue book = book_of("ec2,m7g.large,on_demand,usd_per_hour,0.089250007,0,x,2026-07-20\n"
                                    "ebs,gp3,on_demand,usd_per_gb_month,0.083,0,x,2026-07-20\n");
    for (int services = 1; services < 40; services += 3) {
        struct text rest;
        text_init(&rest, 8000);
        text_printf(&rest,
                    "\"groups\": [{\"name\": \"g\", \"instance_type\": \"m7g.large\", " ZONES
                    ", \"instances\": %d}], \"services\": [",
                    1 + services * 997);
        for (int i = 0; i < services; i++)
            text_printf(&rest,
                        "%s{\"name\": \"s%d\", \"place\": \"g\", \"tasks\": %d, \"cpu_units\": %d, "
                        "\"memory_mib\": %d}",
                        i > 0 ? "," : "", i, i == 7 ? 1000000 : i * 7919 % 13 + 1, i * 104729 % 1048576 + 1,
                        i * 1299709 % 67108864 + 1);
        text_add(&rest, "]");
        assert_false(rest.overflown);
        struct running_cluster cluster = cluster_of(rest.bytes);
        struct today today = today_of(&cluster, &book);
        assert_sums(&cluster, &today);
        today_release(&today);
        running_cluster_release(&cluster);
        text_release(&rest);
    }
    catalogue_release(&book);
}

/* The example of the README: everything priced, nothing left over. */
static void the_shop_of_today(void **state)
{
    (void)state;
    struct running_cluster cluster;
    struct catalogue book;
    struct error err = {0};
    assert_true(running_cluster_load("data/examples/cluster.json", &cluster, &err));
    assert_true(snapshot_catalogue("us-east-1", &book, &err));
    struct today today = today_of(&cluster, &book);
    assert_sums(&cluster, &today);
    char total[MONEY_TEXT_SIZE];
    print_message("today the shop costs $%s a month\n", nano_format_cents(today.total_nano, total));
    assert_in_range(today.total_nano, 15000 * NANO_PER_USD, 30000 * NANO_PER_USD);
    today_release(&today);
    catalogue_release(&book);
    running_cluster_release(&cluster);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(another_region_is_refused),
        cmocka_unit_test(parts_sum),
        cmocka_unit_test(the_shop_of_today),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
