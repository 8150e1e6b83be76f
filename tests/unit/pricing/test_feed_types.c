/* test_feed_types.c — DescribeInstanceTypes: types newer than the build, and what is estimated of them. */
#include "data/catalogue_types.h"
#include "pricing/type_estimate.h"
#include "tests/unit/pricing/feeding.h"

#include "data/base/csv.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TYPES(members) "{\"InstanceTypes\": [" members "]}"
#define SIZES "\"VCpuInfo\": {\"DefaultVCpus\": 4}, \"MemoryInfo\": {\"SizeInMiB\": 16384}"
#define ENIS "\"NetworkInfo\": {\"MaximumNetworkInterfaces\": 4}"
#define ARM "\"ProcessorInfo\": {\"SupportedArchitectures\": [\"arm64\"]}"
#define NEW_TYPE                                                                                                       \
    "{\"InstanceType\": \"m99g.xlarge\", \"CurrentGeneration\": true, \"BareMetal\": false, \"Hypervisor\": "          \
    "\"nitro\", "                                                                                                      \
    "\"BurstablePerformanceSupported\": false, \"GpuInfo\": null, " ARM ", " SIZES ", " ENIS "}"

/* The book that a feed with these types and one price becomes. */
static struct catalogue book_with(struct feed *feed)
{
    struct price price = {"ebs", "gp3", PURCHASE_ON_DEMAND, UNIT_USD_PER_GB_MONTH, 80000000, 0, "x", "2026-11-20", 0};
    struct error err = {0};
    assert_true(feed_price(feed, &price, &err));
    return feeding_book(feed);
}

/* Registered: 16384 - (121 + 0.0404 * 16384 - 18.4 * 4) - 2.5 % of 16384 = 15265.1; tasks with trunking: 20, as every
 * xlarge of 4 ENIs. */
static void a_new_type_is_taken_and_estimated(void **state)
{
    (void)state;
    struct catalogue book = book_with(feeding("us-east-1", feed_instance_types, TYPES(NEW_TYPE)));
    assert_int_equal(book.types_count, 1);
    const struct instance_type *type = catalogue_instance_type(&book, "m99g.xlarge");
    assert_non_null(type);
    assert_int_equal(type->vcpus, 4);
    assert_int_equal(type->cpu_units, 4096);
    assert_int_equal(type->memory_mib, 16384);
    assert_int_equal(type->registered_memory_mib, 15265);
    assert_int_equal(type->architecture, ARCHITECTURE_ARM64);
    assert_int_equal(type->gpus, 0);
    assert_int_equal(type->awsvpc_tasks, 3);
    assert_int_equal(type->awsvpc_tasks_trunked, 20);
    assert_true(type->current_generation && !type->burstable && !type->bare_metal);
    assert_non_null(strstr(type->source, "estimated"));
    assert_string_equal(type->as_of, "2026-11-23");
    catalogue_release(&book);
}

/* The build's row of a type goes before the book's, and the list has each once, by name. */
static void build_and_book_are_one_list(void **state)
{
    (void)state;
    struct catalogue book = book_with(feeding("us-east-1", feed_instance_types, TYPES(NEW_TYPE)));
    struct arena arena = {0};
    struct instance_type own[3] = {book.types[0], book.types[0], book.types[0]};
    own[0].name = "a0.large";
    own[1].name = "m5.large";
    own[2].name = "zz9.large";
    book.types = own;
    book.types_count = 3;
    int built, count;
    (void)instance_types(&built);
    const struct instance_type **types = catalogue_instance_types(&book, &arena, &count);
    assert_int_equal(count, built + 2);
    for (int i = 1; i < count; i++)
        assert_true(strcmp(types[i - 1]->name, types[i]->name) < 0);
    for (int i = 0; i < count; i++)
        assert_ptr_equal(types[i], catalogue_instance_type(&book, types[i]->name));
    assert_ptr_equal(catalogue_instance_type(&book, "m5.large"), instance_type_find("m5.large"));
    assert_ptr_equal(catalogue_instance_type(&book, "zz9.large"), &own[2]);
    assert_null(catalogue_instance_type(&book, "zz9.xlarge"));
    assert_null(catalogue_instance_type(NULL, "zz9.large"));
    types = catalogue_instance_types(NULL, &arena, &count);
    assert_int_equal(count, built);
    arena_release(&arena);
    catalogue_release(&book);
}

#define XML_TYPE(name, architecture, rest)                                                                             \
    "<item><instanceType>" name "</instanceType><currentGeneration>true</currentGeneration>"                           \
    "<bareMetal>false</bareMetal><hypervisor>nitro</hypervisor><processorInfo><supportedArchitectures>"                \
    "<item>i386</item><item>" architecture "</item></supportedArchitectures></processorInfo><vCpuInfo>"                \
    "<defaultVCpus>8</defaultVCpus></vCpuInfo><memoryInfo><sizeInMiB>65536</sizeInMiB></memoryInfo>" rest "</item>"
#define XML_ENIS                                                                                                       \
    "<networkInfo><maximumNetworkInterfaces>4</maximumNetworkInterfaces><networkCards><item>"                          \
    "<maximumNetworkInterfaces>4</maximumNetworkInterfaces></item><item><maximumNetworkInterfaces>2"                   \
    "</maximumNetworkInterfaces></item></networkCards></networkInfo>"

static void the_api_says_it_in_xml(void **state)
{
    (void)state;
    struct feed *feed = feeding(
        "us-east-1", feed_instance_types,
        "<DescribeInstanceTypesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><instanceTypeSet>" //
        XML_TYPE("p99.2xlarge", "x86_64",
                 XML_ENIS "<gpuInfo><gpus><item><count>2</count><manufacturer>NVIDIA</manufacturer></item><item>"
                          "<count>1</count><manufacturer>AMD</manufacturer></item></gpus></gpuInfo>"
                          "<instanceStorageInfo><totalSizeInGB>450</totalSizeInGB></instanceStorageInfo>") //
        XML_TYPE("t99.2xlarge", "x86_64", XML_ENIS)                                                        //
        XML_TYPE("mac99.metal", "x86_64_mac", XML_ENIS)                                                    //
        XML_TYPE("m5.large", "x86_64", XML_ENIS) "</instanceTypeSet></DescribeInstanceTypesResponse>");
    feeding_counts(feed, FEED_TYPES_TAKEN, 2);
    feeding_counts(feed, FEED_TYPES_KNOWN, 1);
    feeding_counts(feed, FEED_TYPES_OTHER, 1);
    struct catalogue book = book_with(feed);
    const struct instance_type *type = catalogue_instance_type(&book, "p99.2xlarge");
    assert_int_equal(type->gpus, 2);
    assert_int_equal(type->awsvpc_tasks, 5);
    assert_int_equal(type->awsvpc_tasks_trunked, 5); /* no known 2xlarge has 6 ENIs */
    assert_int_equal(type->local_disk_gb, 450);
    assert_int_equal(type->architecture, ARCHITECTURE_X86_64);
    assert_int_equal(type->registered_memory_mib, 62588); /* 65536 - (77 + 2202.0 + 13.6) - 1 % */
    assert_true(catalogue_instance_type(&book, "t99.2xlarge")->burstable);
    assert_int_equal(catalogue_instance_type(&book, "t99.2xlarge")->awsvpc_tasks_trunked, 5);
    catalogue_release(&book);
}

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *document, *where, *text;
    } cases[] = {
        {"{}", "InstanceTypes", "no answer of DescribeInstanceTypes"},
        {"{\"InstanceTypes\": 5}", "InstanceTypes", "must be a list"},
        {TYPES("{}"), "InstanceTypes[0].InstanceType", "is missing"},
        {TYPES("{\"InstanceType\": \"m99.large\"}"), "ProcessorInfo", "is missing"},
        {TYPES("{\"InstanceType\": \"m99.large\", " ARM "}"), "VCpuInfo.DefaultVCpus", "is missing"},
        {TYPES("{\"InstanceType\": \"m99.large\", " ARM ", \"VCpuInfo\": {\"DefaultVCpus\": -2}}"), "DefaultVCpus",
         "whole number from 0 to 8192"},
        {TYPES("{\"InstanceType\": \"m99.large\", " ARM ", " SIZES "}"), "NetworkInfo", "is missing"},
        {TYPES("{\"InstanceType\": \"m99.large\", " ARM ", " SIZES ", \"NetworkInfo\": {\"MaximumNetworkInterfaces\": "
               "0}}"),
         "NetworkInfo", "1 to 10000 network interfaces"},
        {TYPES("{\"InstanceType\": \"m99.large\", \"BareMetal\": \"maybe\", " ARM ", " SIZES ", " ENIS "}"),
         "BareMetal", "true or false"},
        {TYPES(NEW_TYPE ",{\"InstanceType\": \"m99g.xlarge\", " ARM ", \"VCpuInfo\": {\"DefaultVCpus\": 8}, "
                        "\"MemoryInfo\": {\"SizeInMiB\": 16384}, " ENIS "}"),
         "", "two descriptions of m99g.xlarge that differ"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        feeding_fails("us-east-1", feed_instance_types, cases[i].document, ERROR_INPUT, cases[i].where, cases[i].text);
}

/* Of every type the build has, as if it were new: never more memory than advertised, and on those measured seldom and
 * little more than what was measured; never more tasks than some known type of that size has. */
static void estimates_are_careful(void **state)
{
    (void)state;
    int count, high = 0, tasks_high = 0, looked = 0;
    const struct instance_type *types = instance_types(&count);
    for (int i = 0; i < count; i++) {
        const struct instance_type *type = &types[i];
        int64_t estimate = registered_memory_estimate(type, false);
        assert_true(estimate >= 0 && estimate < type->memory_mib);
        assert_true(registered_memory_estimate(type, true) < type->memory_mib);
        if (type->registered_memory_mib > 0 && type->current_generation && type->memory_mib >= 4096) {
            looked++;
            if (estimate > type->registered_memory_mib)
                high++;
            if (estimate * 100 > type->registered_memory_mib * 105)
                fail_msg("%s: %lld estimated, %lld known", type->name, (long long)estimate,
                         (long long)type->registered_memory_mib);
        }
        int tasks = trunked_tasks_estimate(type);
        assert_true(tasks >= type->awsvpc_tasks);
        if (type->awsvpc_tasks_trunked > type->awsvpc_tasks && tasks > type->awsvpc_tasks_trunked)
            tasks_high++;
    }
    print_message("memory: %d of %d above what is known\n", high, looked);
    assert_true(looked > 400 && high * 5 < looked);
    assert_int_equal(tasks_high, 0); /* the fewest of its kind, itself among them */
}

static int64_t number_of(const struct csv *csv, const char *column)
{
    return strtoll(csv->fields[csv_column(csv, column)], NULL, 10);
}

/* Where only a formula is known of a type, ours is that formula: ../shared/facts/instance_limits.csv. */
static void estimates_are_those_of_the_fact_sheet(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error err = {0};
    struct csv csv;
    size_t length = 0;
    int compared = 0;
    bool more = true;
    char *bytes = feeding_sample("../shared/facts/instance_limits.csv", &arena, &length);
    if (bytes && csv_open(&csv, "instance_limits.csv", bytes, length, &arena, &err)) {
        while (csv_next(&csv, &more, &err) && more) {
            if (strncmp(csv.fields[csv_column(&csv, "est_method")], "regression", 10) != 0)
                continue;
            struct instance_type type = {.vcpus = (int)number_of(&csv, "vcpu"),
                                         .memory_mib = number_of(&csv, "memory_mib")};
            type.bare_metal = strcmp(csv.fields[csv_column(&csv, "bare_metal")], "true") == 0;
            if (strcmp(csv.fields[csv_column(&csv, "arch")], "arm64") == 0)
                type.architecture = ARCHITECTURE_ARM64;
            bool xen = strcmp(csv.fields[csv_column(&csv, "hypervisor")], "xen") == 0;
            int64_t theirs = number_of(&csv, "est_registered_mib");
            int64_t ours = registered_memory_estimate(&type, xen);
            if (llabs(ours - theirs) > theirs / 10000 + 2)
                fail_msg("%s: %lld, theirs %lld", csv.fields[0], (long long)ours, (long long)theirs);
            compared++;
        }
        assert_int_equal(compared, 707);
    }
    arena_release(&arena);
}

static void a_real_answer_holds_known_types(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error err = {0};
    size_t length = 0;
    const char *bytes = feeding_sample(
        "../shared/prices/samples/instance-selector/DescribeInstanceTypes_25_instances.json", &arena, &length);
    if (bytes) {
        struct feed *feed = feed_new("us-east-1", "2026-11-23");
        assert_true(feed_instance_types(feed, "25", bytes, length, &err));
        feeding_counts(feed, FEED_TYPES_KNOWN, 25);
        feed_free(feed);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_type_is_taken_and_estimated),
        cmocka_unit_test(build_and_book_are_one_list),
        cmocka_unit_test(the_api_says_it_in_xml),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(estimates_are_careful),
        cmocka_unit_test(estimates_are_those_of_the_fact_sheet),
        cmocka_unit_test(a_real_answer_holds_known_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
