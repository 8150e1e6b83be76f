/* test_file.c — whole or not at all: what is written is read back, and a failed write leaves the old file. */
#include "data/base/file.h"
#include "tests/unit/base/check.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

static char folder[] = "/tmp/bayplan-file-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static const char *path_of(struct arena *arena, const char *name)
{
    return arena_printf(arena, "%s/%s", folder, name);
}

static int files_count(void)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, NULL);
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
    return count - 2;
}

static void assert_holds(struct arena *arena, const char *path, const char *bytes, size_t length)
{
    struct error err = {0};
    char *read_bytes = NULL;
    size_t read_length = 0;
    assert_true(file_read(path, arena, &read_bytes, &read_length, &err));
    assert_int_equal(read_length, length);
    assert_memory_equal(read_bytes, bytes, length);
    assert_int_equal(read_bytes[length], '\0');
}

static void round_trip(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error err = {0};
    const char *path = path_of(&arena, "round");
    assert_true(file_write(path, "a\0b", 3, &err));
    assert_holds(&arena, path, "a\0b", 3);
    assert_true(file_write(path, "", 0, &err));
    assert_holds(&arena, path, "", 0);
    char *large = arena_alloc(&arena, 300000, 1);
    memset(large, 'x', 300000);
    assert_true(file_write(path, large, 300000, &err));
    assert_holds(&arena, path, large, 300000);
    assert_int_equal(files_count(), 1);
    assert_int_equal(unlink(path), 0);
    arena_release(&arena);
}

static mode_t mode_of(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return status.st_mode & 07777;
}

static void modes_and_links_are_kept(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error err = {0};
    const char *path = path_of(&arena, "mode"), *link = path_of(&arena, "link");
    mode_t mask = umask(027);
    assert_true(file_write(path, "1", 1, &err));
    umask(mask);
    assert_int_equal(mode_of(path), 0640);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(symlink("mode", link), 0);
    assert_true(file_write(link, "2", 1, &err));
    assert_holds(&arena, path, "2", 1);
    assert_int_equal(mode_of(path), 0600);
    struct stat status;
    assert_int_equal(lstat(link, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(unlink(path) + unlink(link), 0);
    arena_release(&arena);
}

static void failures_have_a_place(void **state)
{
    (void)state;
    struct arena arena = {0};
    char *bytes = NULL;
    size_t length = 0;
    const char *rows[] = {path_of(&arena, "absent"), folder};
    const char *reasons[] = {"cannot open: No such file or directory", "cannot read: Is a directory"};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct error err = {0};
        assert_false(file_read(rows[i], &arena, &bytes, &length, &err));
        assert_int_equal(err.kind, ERROR_IO);
        assert_string_equal(err.where, rows[i]);
        assert_string_equal(err.text, reasons[i]);
        assert_null(bytes);
    }
    struct error err = {0};
    assert_false(file_write(folder, "x", 1, &err));
    assert_string_equal(err.text, "cannot write: Is a directory");
    err = (struct error){0};
    assert_false(file_write(path_of(&arena, "no/such/folder"), "x", 1, &err));
    assert_int_equal(err.kind, ERROR_IO);
    assert_int_equal(files_count(), 0);
    arena_release(&arena);
}

static void devices_are_written_in_place(void **state)
{
    (void)state;
    struct error err = {0};
    assert_true(file_write("/dev/null", "x", 1, &err));
    err = (struct error){0};
    assert_false(file_write("/dev/full", "x", 1, &err));
    assert_string_equal(err.where, "/dev/full");
    struct stat status;
    assert_int_equal(stat("/dev/full", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
}

/* Where one cannot be written the others stay as they were, and nothing lies beside them. */
static void several_are_written_all_or_none(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error err = {0};
    char *bytes = NULL;
    size_t length = 0;
    const char *first = path_of(&arena, "first"), *second = path_of(&arena, "second");
    const struct file_bytes good[] = {{first, "1", 1}, {second, "22", 2}, {"/dev/null", "3", 1}};
    const char *bad[] = {path_of(&arena, "no/such/folder"), folder, "/dev/full"};
    assert_true(file_write_all(good, 3, &err));
    assert_int_equal(files_count(), 2);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const struct file_bytes files[] = {{first, "new", 3}, {second, "new", 3}, {bad[i], "x", 1}};
        err = (struct error){0};
        assert_false(file_write_all(files, 3, &err));
        assert_int_equal(err.kind, ERROR_IO);
        assert_string_equal(err.where, bad[i]);
        assert_int_equal(files_count(), 2);
        assert_true(file_read(first, &arena, &bytes, &length, &(struct error){0}));
        assert_string_equal(bytes, "1");
        assert_true(file_read(second, &arena, &bytes, &length, &(struct error){0}));
        assert_string_equal(bytes, "22");
    }
    assert_true(file_write_all(NULL, 0, &err));
    unlink(first);
    unlink(second);
    arena_release(&arena);
}

static void too_large_is_refused(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error err = {0};
    char *bytes = NULL;
    size_t length = 0;
    const char *path = path_of(&arena, "large");
    int handle = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(handle >= 0);
    assert_int_equal(ftruncate(handle, (off_t)FILE_BYTES_MAX + 1), 0); /* a hole: takes no room on the disk */
    close(handle);
    assert_false(file_read(path, &arena, &bytes, &length, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    assert_int_equal(unlink(path), 0);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip),
        cmocka_unit_test(modes_and_links_are_kept),
        cmocka_unit_test(failures_have_a_place),
        cmocka_unit_test(devices_are_written_in_place),
        cmocka_unit_test(several_are_written_all_or_none),
        cmocka_unit_test(too_large_is_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
