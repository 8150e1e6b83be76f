/* journal.c — see journal.h. */
#include "planner/apply/journal.h"

#include "data/base/file.h"
#include "planner/apply/journal_line.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct journal {
    int handle;
    char *path;
    off_t length;                         /* of whole records */
    char checksum[JOURNAL_CHECKSUM_SIZE]; /* of the last of them */
    int broken;                           /* errno of the write that failed */
    bool undoing;
};

static bool fail(const char *path, const char *what, struct error *err)
{
    return error_set(err, ERROR_IO, path, "%s: %s", what, strerror(errno));
}

/* --- its bytes --- */

struct reading {
    const char *path;
    char checksum[JOURNAL_CHECKSUM_SIZE];
    struct arena *arena;
    struct journal_record *records;
    int count, capacity;
};

static void keep(struct reading *reading, const struct journal_record *record)
{
    if (reading->count == reading->capacity) {
        reading->capacity = reading->capacity ? reading->capacity * 2 : 64;
        reading->records = memory_resize(reading->records, (size_t)reading->capacity, sizeof *reading->records);
    }
    reading->records[reading->count++] = *record;
}

static bool not_a_journal(const char *where, struct error *err)
{
    return error_set(err, ERROR_INPUT, where,
                     "no record of a journal's: is it another file? (if not, it is damaged from the start on: move it "
                     "away, and `bayplan apply` starts from what AWS has now)");
}

/* As far as it goes, what a journal's first line begins with. */
static bool begins_as_record(const char *bytes, size_t length)
{
    static const char form[] = "######## {\"record\": \"PLAN\"";
    for (size_t i = 0; i < length && form[i] != '\0'; i++)
        if (form[i] == '#' ? !memchr("0123456789abcdef", bytes[i], 16) : bytes[i] != form[i])
            return false;
    return true;
}

static bool read_lines(struct reading *reading, const char *bytes, size_t length, size_t *ret_whole, struct error *err)
{
    size_t at = 0;
    for (int line = 1; at < length; line++) {
        char where[ERROR_WHERE_SIZE];
        snprintf(where, sizeof where, "%.400s:%d", reading->path, line);
        const char *end = memchr(bytes + at, '\n', length - at);
        if (!end)
            break;
        struct journal_record record;
        bool whole = false;
        size_t line_length = (size_t)(end - (bytes + at));
        if (!journal_line_read(where, bytes + at, line_length, reading->checksum, reading->arena, &record, &whole, err))
            return false;
        size_t next = at + line_length + 1;
        if (!whole && line == 1)
            return not_a_journal(where, err);
        if (!whole && next == length)
            break;
        if (!whole)
            return error_set(err, ERROR_INPUT, where,
                             "this record's checksum is wrong and others follow it: the file was changed or the disk "
                             "failed; `bayplan apply` with another --journal starts from what AWS has now");
        if (line == 1 && record.kind != RECORD_PLAN)
            return error_set(err, ERROR_INPUT, where, "a journal begins with a PLAN record, not with %s",
                             journal_record_words[record.kind]);
        keep(reading, &record);
        at = next;
    }
    *ret_whole = at;
    return true;
}

static bool parse(const char *path, const char *bytes, size_t length, struct arena *arena,
                  struct journal_record **ret_records, int *ret_count, size_t *ret_whole,
                  char checksum[JOURNAL_CHECKSUM_SIZE], struct error *err)
{
    struct reading reading = {.path = path, .arena = arena};
    bool ok = read_lines(&reading, bytes, length, ret_whole, err);
    if (ok && reading.count > 0) {
        *ret_records = ARENA_ARRAY(arena, struct journal_record, reading.count);
        memcpy(*ret_records, reading.records, (size_t)reading.count * sizeof *reading.records);
    }
    *ret_count = ok ? reading.count : 0;
    memcpy(checksum, reading.checksum, sizeof reading.checksum);
    free(reading.records);
    return ok;
}

bool journal_parse(const char *path, const char *bytes, size_t length, struct arena *arena,
                   struct journal_record **ret_records, int *ret_count, size_t *ret_whole, struct error *err)
{
    char checksum[JOURNAL_CHECKSUM_SIZE];
    return parse(path, bytes, length, arena, ret_records, ret_count, ret_whole, checksum, err);
}

/* --- the file --- */

enum { OPEN_FLAGS = O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW };

static struct journal *journal_of(int handle, const char *path)
{
    struct journal *journal = memory_alloc(1, sizeof *journal);
    journal->handle = handle;
    journal->path = memory_alloc(strlen(path) + 1, 1);
    memcpy(journal->path, path, strlen(path) + 1);
    return journal;
}

void journal_close(struct journal *journal)
{
    if (!journal)
        return;
    close(journal->handle);
    free(journal->path);
    free(journal);
}

const char *journal_path(const struct journal *journal)
{
    return journal->path;
}

bool journal_is_undoing(const struct journal *journal)
{
    return journal->undoing;
}

/* A journal that is there: a plain file, by its own name. */
static int open_there(const char *path, struct error *err)
{
    struct stat about;
    int handle = open(path, OPEN_FLAGS | O_NONBLOCK);
    if (handle < 0 && errno == ELOOP)
        error_set(err, ERROR_IO, path, "is a symbolic link: name the journal itself");
    else if (handle < 0 && errno != ENOENT)
        fail(path, "cannot open the journal that is there", err);
    if (handle >= 0 && (fstat(handle, &about) != 0 || !S_ISREG(about.st_mode))) {
        error_set(err, ERROR_IO, path, "is no plain file, so it cannot be a journal");
        close(handle);
        handle = -1;
    }
    return handle;
}

static bool hold(int handle, const char *path, struct error *err)
{
    if (flock(handle, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (errno == EWOULDBLOCK)
        return error_set(err, ERROR_USAGE, path,
                         "another bayplan is at work with this journal: wait for it or stop it");
    return fail(path, "cannot lock", err);
}

/* The folder's entry for a new file is as lasting as the file. */
static bool sync_folder(const char *path, struct error *err)
{
    char *folder = memory_alloc(strlen(path) + 2, 1);
    const char *slash = strrchr(path, '/');
    if (slash)
        memcpy(folder, path, (size_t)(slash - path) + 1);
    else
        folder[0] = '.';
    int handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = handle >= 0 && fsync(handle) == 0;
    if (!ok)
        fail(path, "cannot make its folder's entry last", err);
    if (handle >= 0)
        close(handle);
    free(folder);
    return ok;
}

static bool read_held(const char *path, struct arena *arena, struct journal_record **ret_records, int *ret_count,
                      size_t *ret_whole, size_t *ret_length, char checksum[JOURNAL_CHECKSUM_SIZE], struct error *err)
{
    char *bytes = NULL;
    if (!file_read(path, arena, &bytes, ret_length, err))
        return false;
    if (!begins_as_record(bytes, *ret_length))
        return not_a_journal(arena_printf(arena, "%s:1", path), err);
    return parse(path, bytes, *ret_length, arena, ret_records, ret_count, ret_whole, checksum, err);
}

static bool is_at_end(const struct journal_record *records, int count)
{
    return count > 0 && records[count - 1].kind == RECORD_END;
}

/* What to do with a journal that is there already: *ret_again = its file can be begun anew. */
static bool clear_place(int handle, const char *path, bool *ret_again, struct error *err)
{
    struct arena arena = {0};
    struct journal_record *records = NULL;
    int count = 0;
    size_t whole = 0, length = 0;
    char checksum[JOURNAL_CHECKSUM_SIZE];
    bool ok = hold(handle, path, err) && read_held(path, &arena, &records, &count, &whole, &length, checksum, err);
    *ret_again = ok && count == 0;
    if (*ret_again) {
        ok = ftruncate(handle, 0) == 0 || fail(path, "cannot empty", err);
    } else if (ok && is_at_end(records, count)) {
        const char *aside = arena_printf(&arena, "%s.previous", path);
        ok = rename(path, aside) == 0 || fail(path, "cannot move the journal of the run before aside", err);
    } else if (ok) {
        ok = error_set(err, ERROR_INPUT, path,
                       "the run of this journal is not at its end: `bayplan resume %s` finishes it, `bayplan rollback "
                       "%s` takes it back",
                       path, path);
    }
    arena_release(&arena);
    return ok;
}

static bool open_new(const char *path, int *ret_handle, struct error *err)
{
    int handle = open(path, OPEN_FLAGS | O_CREAT | O_EXCL, 0600);
    if (handle < 0)
        return fail(path, "cannot begin a journal", err);
    if (hold(handle, path, err) && sync_folder(path, err)) {
        *ret_handle = handle;
        return true;
    }
    close(handle);
    return false;
}

bool journal_create(const char *path, struct journal **ret_journal, struct error *err)
{
    int handle = open_there(path, err);
    if (handle < 0 && err->kind != ERROR_NONE)
        return false;
    bool again = false;
    if (handle >= 0 && !clear_place(handle, path, &again, err)) {
        close(handle);
        return false;
    }
    if (handle >= 0 && !again) {
        close(handle);
        handle = -1;
    }
    if (handle < 0 && !open_new(path, &handle, err))
        return false;
    *ret_journal = journal_of(handle, path);
    return true;
}

static bool cut_off(struct journal *journal, size_t whole, size_t length, struct error *err)
{
    journal->length = (off_t)whole;
    if (whole == length)
        return true;
    if (ftruncate(journal->handle, (off_t)whole) == 0 && fsync(journal->handle) == 0)
        return true;
    return fail(journal->path, "cannot cut off its torn last record", err);
}

bool journal_open(const char *path, struct arena *arena, struct journal **ret_journal,
                  struct journal_record **ret_records, int *ret_count, struct error *err)
{
    int handle = open_there(path, err);
    if (handle < 0)
        return err->kind != ERROR_NONE ? false : fail(path, "cannot open the journal", err);
    struct journal *journal = journal_of(handle, path);
    size_t whole = 0, length = 0;
    bool ok = hold(handle, path, err) &&
              read_held(path, arena, ret_records, ret_count, &whole, &length, journal->checksum, err);
    if (ok && *ret_count == 0)
        ok = error_set(err, ERROR_INPUT, path,
                       "no whole record in it: that run ended before it did anything; `bayplan apply` begins anew");
    ok = ok && cut_off(journal, whole, length, err);
    for (int i = 0; ok && i < *ret_count; i++)
        journal->undoing |= (*ret_records)[i].kind == RECORD_UNDO;
    if (!ok) {
        journal_close(journal);
        return false;
    }
    *ret_journal = journal;
    return true;
}

static bool write_line(struct journal *journal, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t count = write(journal->handle, bytes, length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        bytes += count;
        length -= (size_t)count;
    }
    return fsync(journal->handle) == 0;
}

bool journal_add(struct journal *journal, const struct journal_record *record, struct error *err)
{
    if (journal->broken)
        return error_set(err, ERROR_IO, journal->path, "cannot be written to since a record before failed: %s",
                         strerror(journal->broken));
    struct text line;
    char checksum[JOURNAL_CHECKSUM_SIZE];
    memcpy(checksum, journal->checksum, sizeof checksum);
    text_init(&line, FILE_BYTES_MAX);
    journal_line_write(record, checksum, &line);
    bool ok = true;
    if (line.overflown || (size_t)journal->length + line.length > FILE_BYTES_MAX) {
        ok = error_set(err, ERROR_LIMIT, journal->path, "more than %d bytes; that is the most bayplan reads",
                       FILE_BYTES_MAX);
    } else if (!write_line(journal, line.bytes, line.length)) {
        journal->broken = errno != 0 ? errno : EIO;
        ok = fail(journal->path, "cannot write", err);
        /* What a failed fsync left on the disk nobody can say: cut, and nothing may follow. */
        (void)!ftruncate(journal->handle, journal->length);
    } else {
        journal->length += (off_t)line.length;
        memcpy(journal->checksum, checksum, sizeof checksum);
        journal->undoing |= record->kind == RECORD_UNDO;
    }
    text_release(&line);
    return ok;
}
