/* test_secret.c — secrets are overwritten, and the process leaves no core file. */
#include "data/base/arena.h"
#include "data/base/secret.h"
#include "tests/unit/base/check.h"

#include <sys/prctl.h>
#include <sys/resource.h>

static void wiped(void **state)
{
    (void)state;
    char bytes[] = "hush hush";
    secret_wipe(bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        assert_int_equal(bytes[i], 0);
    secret_wipe(NULL, 0);
    secret_free(NULL);
    assert_null(secret_strdup(NULL));
    char *copy = secret_strdup("hush");
    assert_string_equal(copy, "hush");
    secret_free(copy);
}

/* What is reserved does not move, so nothing is left where it was. */
static void reserved_text_stays(void **state)
{
    (void)state;
    struct text text;
    text_init(&text, 9010);
    text_add(&text, "begun");
    secret_text_reserve(&text, 9010);
    const char *before = text.bytes;
    for (int i = 0; i < 1000; i++)
        text_add(&text, "123456789");
    assert_ptr_equal(text.bytes, before);
    assert_memory_equal(text.bytes, "begun1234", 9);
    assert_false(text.overflown);
    secret_text_reserve(&text, 20000); /* no more than the limit */
    assert_int_equal(text.limit, 9010);
    text_add(&text, "more than it may hold");
    assert_true(text.overflown);
    assert_int_equal(text.length, 9005);
    secret_text_release(&text);
    assert_null(text.bytes);
}

static void no_core(void **state)
{
    (void)state;
    pid_t child = fork(); /* it cannot be taken back, and the sanitizers want to read the test's memory at its end */
    if (child == 0) {
        struct rlimit limit = {1, 1};
        secret_guard();
        getrlimit(RLIMIT_CORE, &limit);
        _exit(limit.rlim_cur == 0 && limit.rlim_max == 0 && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : 1);
    }
    int status = 1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void arena_is_released(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (int i = 0; i < 100; i++)
        arena_printf(&arena, "secret number %d of a hundred", i);
    arena_release_wiped(&arena);
    assert_null(arena.newest);
    arena_release_wiped(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(wiped), cmocka_unit_test(reserved_text_stays),
                                       cmocka_unit_test(no_core), cmocka_unit_test(arena_is_released)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
