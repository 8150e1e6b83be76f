/* journal.h — what a run has done, one record a line, so that it can be killed at any byte and go on.
 *
 * Append-only, 0600, flock()ed while open; each record is `CRC32 JSON\n`, the checksum carried on from
 * line to line, fsynced before the call it announces. A torn
 * last line (no end of line, or a wrong checksum) is cut off when read: what it announced was not begun. A bad line
 * anywhere else is an error. Never a secret, never a request's body. */
#ifndef BAYPLAN_APPLY_JOURNAL_H
#define BAYPLAN_APPLY_JOURNAL_H

#include "data/base/arena.h"
#include "data/base/error.h"

#define JOURNAL_RECORDS(X)                                                                                             \
    X(RECORD_PLAN, "PLAN")         /* steps document, account, region, run, plan hash */                               \
    X(RECORD_INTENT, "INTENT")     /* step, request hash, token, hash of the object as read */                         \
    X(RECORD_SENT, "SENT")         /* step */                                                                          \
    X(RECORD_REPLY, "REPLY")       /* step, request id, status, code; what a later step needs (deployment id) */       \
    X(RECORD_OBSERVED, "OBSERVED") /* step, hash */                                                                    \
    X(RECORD_DONE, "DONE")         /* step; what it made: version, FAMILY:REVISION */                                  \
    X(RECORD_FAILED, "FAILED")     /* step, text */                                                                    \
    X(RECORD_UNDO, "UNDO")         /* a rollback of this run begins: steps document */                                 \
    X(RECORD_END, "END")           /* nothing left to do: "done", "rolled back" */
enum journal_record_kind {
#define X(kind, word) kind,
    JOURNAL_RECORDS(X)
#undef X
};

struct journal_record {
    enum journal_record_kind kind;
    const char *at;      /* "2026-11-22T03:00:00Z" */
    const char *step;    /* id; "" = none */
    const char *token;   /* INTENT */
    const char *sha256;  /* INTENT: of the object as read; OBSERVED */
    const char *request; /* INTENT: SHA-256 of the call; REPLY: the request id */
    int status;          /* REPLY: HTTP; 0 = none came */
    const char *code;    /* REPLY: AWS's error code; "" = done */
    const char *text;    /* REPLY: deployment; DONE: what was made; FAILED: the error; PLAN, UNDO: the steps document;
                            END */
    const char *run;     /* PLAN, UNDO */
};

struct journal;

extern const char *const journal_record_words[]; /* ..., NULL */

/* A new journal. One there that came to its end is moved to PATH.previous; one that was torn in its first record is
 * begun anew; a file that is no journal is left alone. Errors: IO, INPUT (a run that is not at its end: says resume or
 * rollback), USAGE (another process holds it). */
MUST_CHECK bool journal_create(const char *path, struct journal **ret_journal, struct error *err);
/* One to go on with: all its records, in the arena; the first is PLAN. NULL members read as "". Errors: IO, INPUT (line
 * and why; no whole record), LIMIT; USAGE when another process holds it. */
MUST_CHECK bool journal_open(const char *path, struct arena *arena, struct journal **ret_journal,
                             struct journal_record **ret_records, int *ret_count, struct error *err);
/* Written and fsynced when it returns true; otherwise not there. Errors: IO. */
MUST_CHECK bool journal_add(struct journal *journal, const struct journal_record *record, struct error *err);
const char *journal_path(const struct journal *journal);
bool journal_is_undoing(const struct journal *journal); /* an UNDO is among its records */
/* What is read from a journal's bytes, and how many of them are whole records: journal_open without the file. */
MUST_CHECK bool journal_parse(const char *path, const char *bytes, size_t length, struct arena *arena,
                              struct journal_record **ret_records, int *ret_count, size_t *ret_whole,
                              struct error *err);
void journal_close(struct journal *journal); /* NULL is fine */

#endif
