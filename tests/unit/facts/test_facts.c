#include "data/base/arena.h"
#include "data/base/csv.h"
#include "data/base/file.h"
#include "data/facts/facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void types_are_sorted_and_sane(void **state)
{
    (void)state;
    int count = 0;
    const struct instance_type *types = instance_types(&count);
    assert_true(count > 1300);
    for (int i = 0; i < count; i++) {
        const struct instance_type *type = &types[i];
        if (i > 0)
            assert_true(strcmp(types[i - 1].name, type->name) < 0);
        assert_true(type->vcpus >= 1 && type->vcpus <= 2048);
        assert_int_equal(type->cpu_units, 1024 * type->vcpus);
        assert_true(type->memory_mib >= 512);
        assert_true(type->registered_memory_mib >= 0 && type->registered_memory_mib < type->memory_mib);
        assert_true(type->registered_memory_mib == 0 || type->registered_memory_mib * 10 > type->memory_mib * 7);
        assert_true(type->awsvpc_tasks >= 0 && type->awsvpc_tasks_trunked >= type->awsvpc_tasks);
        assert_true(type->gpus >= 0 && type->gpus <= 16);
        assert_true(strlen(type->source) > 0 && strlen(type->as_of) >= 7);
        assert_ptr_equal(instance_type_find(type->name), type);
    }
    assert_null(instance_type_find("m7g"));
    assert_null(instance_type_find(""));
}

/* Hand-checked against AWS's pages: advertised values, ENI table, ECS's GPU rule. */
static void known_types_are_right(void **state)
{
    (void)state;
    const struct instance_type *m7g = instance_type_find("m7g.2xlarge");
    assert_int_equal(m7g->vcpus, 8);
    assert_int_equal(m7g->memory_mib, 32768);
    assert_int_equal(m7g->architecture, ARCHITECTURE_ARM64);
    assert_true(m7g->current_generation && !m7g->burstable && !m7g->bare_metal);
    assert_int_equal(m7g->awsvpc_tasks, 3);
    assert_int_equal(m7g->awsvpc_tasks_trunked, 40);
    const struct instance_type *t3 = instance_type_find("t3.medium");
    assert_true(t3->burstable);
    assert_int_equal(t3->registered_memory_mib, 3843);
    assert_int_equal(t3->awsvpc_tasks, 2);
    assert_int_equal(t3->awsvpc_tasks_trunked, 2);
    assert_int_equal(instance_type_find("g5.12xlarge")->gpus, 4);
    assert_int_equal(instance_type_find("g6f.large")->gpus, 0);
    assert_int_equal(instance_type_find("inf2.xlarge")->gpus, 0);
    assert_true(instance_type_find("c5n.metal")->bare_metal);
    assert_false(instance_type_find("m4.large")->current_generation);
    assert_int_equal(instance_type_find("m5.large")->registered_memory_mib, 7633);
    assert_int_equal(instance_type_find("i4i.large")->local_disk_gb, 468);
}

/* Families are of one mind: burstable is the t family, and nothing else. */
static void only_t_types_are_burstable(void **state)
{
    (void)state;
    int count = 0;
    const struct instance_type *types = instance_types(&count);
    for (int i = 0; i < count; i++) {
        bool t_family = types[i].name[0] == 't' && types[i].name[1] >= '1' && types[i].name[1] <= '9';
        assert_int_equal(types[i].burstable, t_family);
        assert_int_equal(types[i].bare_metal, strstr(types[i].name, ".metal") != NULL);
    }
}

static bool size_is_valid(int64_t cpu_units, int64_t memory_mib)
{
    int64_t gb = memory_mib / 1024;
    bool whole = memory_mib % 1024 == 0;
    if (cpu_units == 256)
        return memory_mib == 512 || memory_mib == 1024 || memory_mib == 2048;
    if (cpu_units == 512)
        return whole && gb >= 1 && gb <= 4;
    if (cpu_units == 1024)
        return whole && gb >= 2 && gb <= 8;
    if (cpu_units == 2048)
        return whole && gb >= 4 && gb <= 16;
    if (cpu_units == 4096)
        return whole && gb >= 8 && gb <= 30;
    if (cpu_units == 8192)
        return whole && gb >= 16 && gb <= 60 && gb % 4 == 0;
    if (cpu_units == 16384)
        return whole && gb >= 32 && gb <= 120 && gb % 8 == 0;
    return cpu_units == 32768 && whole && (gb == 60 || gb == 120 || gb == 244);
}

/* AWS's table, as its rules say it, against the rows: every valid pair is there once, and no other. */
static void fargate_sizes_are_those_of_the_page(void **state)
{
    (void)state;
    int count = 0, valid = 0;
    const struct fargate_size *sizes = fargate_sizes(&count);
    for (int i = 0; i < count; i++)
        assert_true(size_is_valid(sizes[i].cpu_units, sizes[i].memory_mib));
    for (int64_t cpu = 128; cpu <= 65536; cpu += 128)
        for (int64_t memory = 256; memory <= 300 * 1024; memory += 256)
            valid += size_is_valid(cpu, memory);
    assert_int_equal(count, valid);
    for (int i = 1; i < count; i++)
        assert_true(sizes[i - 1].cpu_units < sizes[i].cpu_units ||
                    (sizes[i - 1].cpu_units == sizes[i].cpu_units && sizes[i - 1].memory_mib < sizes[i].memory_mib));
    assert_non_null(strstr(fargate_sizes_source(), "Fargate task sizes"));
    assert_non_null(strstr(lambda_limits_source(), "Lambda quotas"));
}

/* packages.csv, ecs_limits.csv: each source a row names exists, and each hand-entered row says where it is from. */
static void sources_are_named(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error err = {0};
    struct csv csv = {0};
    char *bytes = NULL;
    size_t length = 0;
    bool more = true;
    int rows = 0;
    assert_true(file_read("data/facts/ecs_limits.csv", &arena, &bytes, &length, &err));
    assert_true(csv_open(&csv, "data/facts/ecs_limits.csv", bytes, length, &arena, &err));
    int source = csv_column(&csv, "source"), as_of = csv_column(&csv, "as_of");
    while (csv_next(&csv, &more, &err) && more) {
        assert_true(strlen(csv.fields[source]) > 0 && strlen(csv.fields[as_of]) >= 7);
        rows++;
    }
    assert_int_equal(err.kind, ERROR_NONE);
    assert_true(rows > 1300);
    int count = 0;
    const struct instance_type *types = instance_types(&count);
    for (int i = 0; i < count; i++)
        assert_int_equal(strncmp(types[i].source, "moto@", 5), 0);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_are_sorted_and_sane),  cmocka_unit_test(known_types_are_right),
        cmocka_unit_test(only_t_types_are_burstable), cmocka_unit_test(fargate_sizes_are_those_of_the_page),
        cmocka_unit_test(sources_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
