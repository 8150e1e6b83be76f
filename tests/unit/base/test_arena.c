/* test_arena.c — zeroed, aligned, apart from one another, and released together. */
#include "data/base/arena.h"
#include "tests/unit/base/check.h"

static void blocks_are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    enum { COUNT = 2000 };
    struct arena arena = {0};
    unsigned char *blocks[COUNT];
    size_t sizes[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        sizes[i] = i * 37 % 911 + (i % 400 == 0 ? 2000000 : 0);
        blocks[i] = arena_alloc(&arena, sizes[i], 1);
        assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
        for (size_t j = 0; j < sizes[i]; j += 7)
            assert_int_equal(blocks[i][j], 0);
        memset(blocks[i], (int)(i % 255) + 1, sizes[i]);
    }
    for (size_t i = 0; i < COUNT; i++)
        for (size_t j = 0; j < sizes[i]; j += 7)
            assert_int_equal(blocks[i][j], i % 255 + 1);
    arena_release(&arena);
    assert_null(arena.newest);
    arena_release(&arena);
}

static void texts_are_copied(void **state)
{
    (void)state;
    struct arena arena = {0};
    char source[] = "capacity";
    char *whole = arena_strdup(&arena, source), *part = arena_strndup(&arena, source, 3);
    char *none = arena_strndup(&arena, NULL, 0);
    memset(source, 'x', 8);
    assert_string_equal(whole, "capacity");
    assert_string_equal(part, "cap");
    assert_string_equal(none, "");
    char *printed = arena_printf(&arena, "%0*d", 5000, 7);
    assert_int_equal(strlen(printed), 5000);
    assert_int_equal(printed[4999], '7');
    arena_release(&arena);
}

static void ask_for_too_much(void)
{
    struct arena arena = {0};
    arena_alloc(&arena, SIZE_MAX / 4, 8);
}

static void too_much_aborts(void **state)
{
    (void)state;
    assert_true(aborts(ask_for_too_much));
}

static void arrays_grow(void **state)
{
    (void)state;
    int *numbers = memory_alloc(0, sizeof(int));
    assert_non_null(numbers);
    numbers = memory_resize(numbers, 100, sizeof(int));
    numbers[99] = 5;
    numbers = memory_resize(numbers, 1000, sizeof(int));
    assert_int_equal(numbers[99], 5);
    free(numbers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_zeroed_aligned_and_apart),
        cmocka_unit_test(texts_are_copied),
        cmocka_unit_test(too_much_aborts),
        cmocka_unit_test(arrays_grow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
