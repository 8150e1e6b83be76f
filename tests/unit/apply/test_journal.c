/* test_journal.c — a journal can be cut at any byte, and says what it holds or why it cannot be read. */
#include "data/base/file.h"
#include "planner/apply/journal.h"
#include "planner/apply/journal_line.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/bayplan-journal-XXXXXX";
static char path[64], aside[80];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/j", folder);
    snprintf(aside, sizeof aside, "%s.previous", path);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    unlink(aside);
    return rmdir(folder);
}

static int clear(void **state)
{
    (void)state;
    unlink(path);
    unlink(aside);
    return 0;
}

static const struct journal_record records[] = {
    {.kind = RECORD_PLAN, .at = "2026-11-22T03:00:00Z", .run = "r1", .sha256 = "ab", .text = "{\n  \"a\": \"ä\\n\"\n}"},
    {.kind = RECORD_INTENT, .at = "t", .step = "01 create x", .token = "tok", .request = "cd", .sha256 = "ef"},
    {.kind = RECORD_SENT, .at = "t", .step = "01 create x"},
    {.kind = RECORD_REPLY, .at = "t", .step = "01 create x", .request = "id", .status = 400, .code = "X", .text = "d"},
    {.kind = RECORD_OBSERVED, .at = "t", .step = "01 create x", .sha256 = "ef"},
    {.kind = RECORD_DONE, .at = "t", .step = "01 create x", .text = "a=b"},
    {.kind = RECORD_FAILED, .at = "t", .step = "02", .text = "said \"no\"\tand\x01 more\\"},
    {.kind = RECORD_UNDO, .at = "t", .run = "r1", .text = "{}"},
    {.kind = RECORD_END, .at = "t", .text = "rolled back"},
};
enum { RECORDS = sizeof records / sizeof records[0] };

static void write_journal(int count)
{
    struct journal *journal = NULL;
    struct error err = {0};
    assert_true(journal_create(path, &journal, &err));
    for (int i = 0; i < count; i++)
        assert_true(journal_add(journal, &records[i], &err));
    journal_close(journal);
}

static void put(const char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static void same(const char *a, const char *b)
{
    assert_string_equal(a ? a : "", b ? b : "");
}

static void same_record(const struct journal_record *a, const struct journal_record *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->status, b->status);
    same(a->at, b->at);
    same(a->step, b->step);
    same(a->token, b->token);
    same(a->sha256, b->sha256);
    same(a->request, b->request);
    same(a->code, b->code);
    same(a->text, b->text);
    same(a->run, b->run);
}

/* Opened, and every record as it was written; how many. */
static int open_and_compare(struct error *err)
{
    struct arena arena = {0};
    struct journal *journal = NULL;
    struct journal_record *read = NULL;
    int count = 0;
    bool ok = journal_open(path, &arena, &journal, &read, &count, err);
    for (int i = 0; ok && i < count; i++)
        same_record(&read[i], &records[i]);
    journal_close(journal);
    arena_release(&arena);
    return ok ? count : -1;
}

static void all_kinds_come_back(void **state)
{
    (void)state;
    struct error err = {0};
    write_journal(RECORDS);
    assert_int_equal(open_and_compare(&err), RECORDS);
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
}

static void long_texts_come_back(void **state)
{
    (void)state;
    struct error err = {0};
    struct arena arena = {0};
    struct text text;
    text_init(&text, FILE_BYTES_MAX);
    for (int i = 0; text.length < 300 * 1000; i++)
        text_printf(&text, "%d\"ä€\n", i);
    struct journal *journal = NULL;
    assert_true(journal_create(path, &journal, &err));
    assert_true(journal_add(journal, &(struct journal_record){.kind = RECORD_PLAN, .text = text.bytes}, &err));
    journal_close(journal);
    struct journal_record *read = NULL;
    int count = 0;
    assert_true(journal_open(path, &arena, &journal, &read, &count, &err));
    assert_int_equal(count, 1);
    assert_string_equal(read[0].text, text.bytes);
    journal_close(journal);
    text_release(&text);
    arena_release(&arena);
}

/* Wherever it is cut: the whole records before the cut, or a clear error; and it can be gone on with. */
static void every_prefix_opens(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error err = {0};
    char *bytes = NULL;
    size_t length = 0;
    write_journal(RECORDS);
    assert_true(file_read(path, &arena, &bytes, &length, &err));
    int lines = 0;
    for (size_t cut = 0; cut <= length; cut++) {
        if (cut > 0 && bytes[cut - 1] == '\n')
            lines++;
        put(bytes, cut);
        err = (struct error){0};
        int count = open_and_compare(&err);
        if (lines == 0) {
            assert_int_equal(count, -1);
            assert_int_equal(err.kind, ERROR_INPUT);
            assert_non_null(strstr(err.text, "bayplan apply"));
            continue;
        }
        assert_int_equal(count, lines);
        struct stat about;
        assert_int_equal(stat(path, &about), 0);
        assert_true((size_t)about.st_size <= cut && (about.st_size == 0 || bytes[about.st_size - 1] == '\n'));
    }
    assert_int_equal(lines, RECORDS);
    arena_release(&arena);
}

static void goes_on_behind_a_torn_line(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error err = {0};
    char *bytes = NULL;
    size_t length = 0;
    write_journal(3);
    assert_true(file_read(path, &arena, &bytes, &length, &err));
    put(bytes, length - 5);
    struct journal *journal = NULL;
    struct journal_record *read = NULL;
    int count = 0;
    assert_true(journal_open(path, &arena, &journal, &read, &count, &err));
    assert_int_equal(count, 2);
    assert_true(journal_add(journal, &records[2], &err));
    assert_true(journal_add(journal, &records[3], &err));
    journal_close(journal);
    assert_int_equal(open_and_compare(&err), 4);
    arena_release(&arena);
}

/* One bit turned over anywhere: never another record, and an error but for the last line. */
static void every_damage_is_found(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error err = {0};
    char *bytes = NULL;
    size_t length = 0;
    write_journal(4);
    assert_true(file_read(path, &arena, &bytes, &length, &err));
    size_t first = strcspn(bytes, "\n") + 1, last = length - 1;
    while (bytes[last - 1] != '\n')
        last--;
    for (size_t at = 0; at < length; at++) {
        bytes[at] ^= 1;
        put(bytes, length);
        bytes[at] ^= 1;
        err = (struct error){0};
        int count = open_and_compare(&err);
        /* The end of the line before the last makes both one torn line. */
        assert_int_equal(count, at >= last ? 3 : at == last - 1 ? 2 : -1);
        if (count < 0) {
            assert_int_equal(err.kind, ERROR_INPUT);
            assert_non_null(strstr(err.where, path));
            assert_non_null(strstr(err.text, at < first ? "damaged" : "checksum"));
        }
    }
    arena_release(&arena);
}

/* Whole lines taken out of the middle, put in twice, or the file behind itself. */
static void lines_hang_together(void **state)
{
    (void)state;
    struct arena arena = {0};
    char *bytes = NULL;
    size_t length = 0;
    struct error err = {0};
    write_journal(5);
    assert_true(file_read(path, &arena, &bytes, &length, &err));
    const char *second = strchr(bytes, '\n') + 1, *third = strchr(second, '\n') + 1;
    struct text files[3];
    for (int i = 0; i < 3; i++)
        text_init(&files[i], FILE_BYTES_MAX);
    text_add_bytes(&files[0], bytes, (size_t)(second - bytes));
    text_add(&files[0], third);
    text_add_bytes(&files[1], bytes, (size_t)(third - bytes));
    text_add(&files[1], second);
    text_add(&files[2], bytes);
    text_add(&files[2], bytes);
    for (int i = 0; i < 3; i++) {
        put(files[i].bytes, files[i].length);
        err = (struct error){0};
        assert_int_equal(open_and_compare(&err), -1);
        assert_non_null(strstr(err.text, "checksum"));
        text_release(&files[i]);
    }
    arena_release(&arena);
}

static void only_a_plain_file_is_one(void **state)
{
    (void)state;
    struct error err = {0};
    struct journal *journal = NULL;
    assert_int_equal(symlink("/dev/null", path), 0);
    assert_false(journal_create(path, &journal, &err));
    assert_non_null(strstr(err.text, "symbolic link"));
    err = (struct error){0};
    assert_false(journal_create("/dev/full", &journal, &err));
    assert_non_null(strstr(err.text, "no plain file"));
}

static void is_held_by_one(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error err = {0};
    struct journal *journal = NULL, *other = NULL;
    struct journal_record *read = NULL;
    int count = 0;
    assert_true(journal_create(path, &journal, &err));
    assert_true(journal_add(journal, &records[0], &err));
    assert_false(journal_open(path, &arena, &other, &read, &count, &err));
    assert_int_equal(err.kind, ERROR_USAGE);
    err = (struct error){0};
    assert_false(journal_create(path, &other, &err));
    assert_int_equal(err.kind, ERROR_USAGE);
    journal_close(journal);
    err = (struct error){0};
    assert_true(journal_open(path, &arena, &other, &read, &count, &err));
    journal_close(other);
    arena_release(&arena);
}

static void a_run_not_at_its_end_keeps_its_place(void **state)
{
    (void)state;
    struct error err = {0};
    struct journal *journal = NULL;
    write_journal(3);
    assert_false(journal_create(path, &journal, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.text, "bayplan resume"));
    assert_non_null(strstr(err.text, "bayplan rollback"));
    err = (struct error){0};
    assert_int_equal(open_and_compare(&err), 3);
}

static void an_ended_one_is_moved_aside(void **state)
{
    (void)state;
    struct error err = {0};
    struct stat about;
    write_journal(RECORDS);
    write_journal(1);
    assert_int_equal(open_and_compare(&err), 1);
    assert_int_equal(stat(aside, &about), 0);
}

static void one_that_never_began_is_begun_anew(void **state)
{
    (void)state;
    struct error err = {0};
    put("1234abcd {\"record\": \"PL", 23);
    write_journal(2);
    assert_int_equal(open_and_compare(&err), 2);
    put("", 0);
    write_journal(1);
    assert_int_equal(open_and_compare(&err), 1);
}

static void another_file_is_left_alone(void **state)
{
    (void)state;
    static const char *const files[] = {"not a journal\n", "notes", "{\"schema\": \"bayplan.plan/1\"}\n",
                                        "1234abcd {\"record\": \"SENT", "1234abcd {\"record\": \"PLAN\"}\n"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct arena arena = {0};
        struct error err = {0};
        struct journal *journal = NULL;
        char *bytes = NULL;
        size_t length = 0;
        put(files[i], strlen(files[i]));
        assert_int_equal(open_and_compare(&err), -1);
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_non_null(strstr(err.where, "/j:1"));
        err = (struct error){0};
        assert_false(journal_create(path, &journal, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_true(file_read(path, &arena, &bytes, &length, &err));
        assert_string_equal(bytes, files[i]);
        arena_release(&arena);
    }
}

static void with_checksum(struct text *file, const char *json)
{
    char checksum[JOURNAL_CHECKSUM_SIZE];
    journal_checksum("", json, strlen(json), checksum);
    text_printf(file, "%s %s\n", checksum, json);
}

static void refuse(const char *json, const char *words)
{
    struct arena arena = {0};
    struct text file;
    struct error err = {0};
    struct journal_record *read = NULL;
    int count = 0;
    size_t whole = 0;
    text_init(&file, FILE_BYTES_MAX);
    with_checksum(&file, json);
    assert_false(journal_parse("j", file.bytes, file.length, &arena, &read, &count, &whole, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.where, "j:1"));
    assert_non_null(strstr(err.text, words));
    text_release(&file);
    arena_release(&arena);
}

static void what_is_no_record_is_refused(void **state)
{
    (void)state;
    refuse("{\"record\": \"SENT\"}", "begins with a PLAN record");
    refuse("{\"record\": \"DREAM\"}", "kind");
    refuse("{\"at\": \"x\"}", "kind");
    refuse("[]", "no JSON object");
    refuse("{\"record\": \"PLAN\", \"colour\": \"red\"}", "colour");
    refuse("{\"record\": \"PLAN\", \"status\": \"200\"}", "status");
    refuse("{\"record\": \"PLAN\", \"status\": 1e9}", "status");
    refuse("{\"record\": \"PLAN\", \"text\": [\"a\", 1]}", "text is no text");
    refuse("{\"record\": \"PLAN\"", "");
    char checksum[JOURNAL_CHECKSUM_SIZE];
    journal_checksum("", "123456789", 9, checksum);
    assert_string_equal(checksum, "cbf43926");
}

/* A full disk: what did not fit whole is taken back, and nothing follows. */
static void a_write_that_fails_leaves_whole_records(void **state)
{
    (void)state;
    struct error err = {0};
    struct journal *journal = NULL;
    struct rlimit before, limit;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    assert_true(journal_create(path, &journal, &err));
    assert_true(journal_add(journal, &records[0], &err));
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    limit = before;
    limit.rlim_cur = (rlim_t)about.st_size + 20;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    bool added = journal_add(journal, &records[1], &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_false(added);
    assert_int_equal(err.kind, ERROR_IO);
    err = (struct error){0};
    assert_false(journal_add(journal, &records[1], &err));
    journal_close(journal);
    err = (struct error){0};
    assert_int_equal(open_and_compare(&err), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(all_kinds_come_back, clear),
        cmocka_unit_test_setup(long_texts_come_back, clear),
        cmocka_unit_test_setup(every_prefix_opens, clear),
        cmocka_unit_test_setup(goes_on_behind_a_torn_line, clear),
        cmocka_unit_test_setup(every_damage_is_found, clear),
        cmocka_unit_test_setup(lines_hang_together, clear),
        cmocka_unit_test_setup(only_a_plain_file_is_one, clear),
        cmocka_unit_test_setup(is_held_by_one, clear),
        cmocka_unit_test_setup(a_run_not_at_its_end_keeps_its_place, clear),
        cmocka_unit_test_setup(an_ended_one_is_moved_aside, clear),
        cmocka_unit_test_setup(one_that_never_began_is_begun_anew, clear),
        cmocka_unit_test_setup(another_file_is_left_alone, clear),
        cmocka_unit_test_setup(what_is_no_record_is_refused, clear),
        cmocka_unit_test_setup(a_write_that_fails_leaves_whole_records, clear),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
