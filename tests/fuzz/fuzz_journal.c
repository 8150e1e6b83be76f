/* fuzz_journal.c — any bytes as a journal: whole records, or one error; and any text as what a record says. */
#include "data/base/file.h"
#include "planner/apply/journal.h"
#include "planner/apply/journal_line.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static void need(bool holds)
{
    if (!holds)
        abort();
}

static void check_record(const struct journal_record *record, struct arena *arena)
{
    struct text line;
    struct error err = {0};
    struct journal_record again;
    bool whole = false;
    char written[JOURNAL_CHECKSUM_SIZE] = "", read[JOURNAL_CHECKSUM_SIZE] = "";
    text_init(&line, FILE_BYTES_MAX);
    journal_line_write(record, written, &line);
    need(line.length > 0 && line.bytes[line.length - 1] == '\n' && memchr(line.bytes, '\n', line.length - 1) == NULL);
    need(journal_line_read("f", line.bytes, line.length - 1, read, arena, &again, &whole, &err) && whole);
    need(again.kind == record->kind && again.status == record->status && strcmp(again.text, record->text) == 0 &&
         strcmp(again.step, record->step) == 0 && strcmp(again.token, record->token) == 0);
    text_release(&line);
}

static void check(const char *bytes, size_t length)
{
    struct arena arena = {0};
    struct error err = {0};
    struct journal_record *records = NULL;
    int count = 0;
    size_t whole = 0;
    bool ok = journal_parse("f", bytes, length, &arena, &records, &count, &whole, &err);
    need(ok == (err.kind == ERROR_NONE));
    need(ok || (error_exit_code(err.kind) == 2 && err.where[0] != '\0' && err.text[0] != '\0'));
    need(!ok || (whole <= length && (whole == 0 || bytes[whole - 1] == '\n') && (count == 0) == (whole == 0)));
    for (int i = 0; i < count; i++)
        check_record(&records[i], &arena);
    need(count == 0 || records[0].kind == RECORD_PLAN);
    arena_release(&arena);
}

/* Each line of the input with the checksum it should have: so that mutations get behind it. */
static void check_with_checksums(const char *bytes, size_t length)
{
    struct text file;
    char before[JOURNAL_CHECKSUM_SIZE] = "", checksum[JOURNAL_CHECKSUM_SIZE];
    text_init(&file, FILE_BYTES_MAX);
    for (size_t at = 0; at < length;) {
        const char *end = memchr(bytes + at, '\n', length - at);
        size_t line = end ? (size_t)(end - (bytes + at)) : length - at;
        /* What the seeds have for a checksum goes. */
        size_t skip = line > 9 && bytes[at + 8] == ' ' ? 9 : 0;
        journal_checksum(before, bytes + at + skip, line - skip, checksum);
        memcpy(before, checksum, sizeof before);
        text_printf(&file, "%s ", checksum);
        text_add_bytes(&file, bytes + at + skip, line - skip);
        text_add(&file, "\n");
        at += line + 1;
    }
    check(file.bytes ? file.bytes : "", file.length);
    text_release(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check((const char *)data, size);
    check_with_checksums((const char *)data, size);
    return 0;
}
