/* journal.h — what a run has done, one record a line, so that it can be killed at any byte and go on.
 *
 * Append-only, 0600, flock()ed while open; each record is `CRC32 JSON\n`, fsynced before the call it announces. A torn
 * last line is cut off when read; a bad line anywhere else is an error. Never a secret, never a request's body. */
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
    X(RECORD_DONE, "DONE")         /* step */                                                                          \
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
    int status;          /* REPLY */
    const char *text;    /* REPLY: deployment or version; FAILED: the error; PLAN, UNDO: the steps document; END */
    const char *run;     /* PLAN, UNDO */
};

struct journal;

/* A new journal. Errors: IO (there is one already: says resume or where it ended). */
MUST_CHECK bool journal_create(const char *path, struct journal **ret_journal, struct error *err);
/* One to go on with: all its records, in the arena. Errors: IO, INPUT (line and why), LIMIT; USAGE when another process
 * holds it. */
MUST_CHECK bool journal_open(const char *path, struct arena *arena, struct journal **ret_journal,
                             struct journal_record **ret_records, int *ret_count, struct error *err);
MUST_CHECK bool journal_add(struct journal *journal, const struct journal_record *record, struct error *err);
void journal_close(struct journal *journal); /* NULL is fine */

#endif
