/* error.h — the one way a function says it failed: kind, place, text. It never prints and never exits.
 *
 * A function that can fail returns bool, takes `struct error *err` last and fails by
 *     return error_set(err, ERROR_INPUT, where, "...");
 * The first failure wins: a second error_set on the same struct changes nothing.
 * `where` is "file:line:column: path" (path like services[3].memory_mib), or NULL where there is no place. */
#ifndef BAYPLAN_BASE_ERROR_H
#define BAYPLAN_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

/* kind, the word a user sees, exit code (design.md section 3) */
#define ERROR_KINDS(X)                                                                                                 \
    X(ERROR_NONE, "no error", 0)                                                                                       \
    X(ERROR_INTERNAL, "internal error", 1)                                                                             \
    X(ERROR_USAGE, "usage", 2)                                                                                         \
    X(ERROR_INPUT, "input", 2)                                                                                         \
    X(ERROR_IO, "file", 2)                                                                                             \
    X(ERROR_LIMIT, "limit", 2)                                                                                         \
    X(ERROR_UNKNOWN_PRICE, "unknown price", 2)                                                                         \
    X(ERROR_INFEASIBLE, "infeasible", 4)                                                                               \
    X(ERROR_AWS, "AWS", 1)                                                                                             \
    X(ERROR_POLICY, "not allowed", 3)                                                                                  \
    X(ERROR_DRIFT, "changed meanwhile", 5)                                                                             \
    X(ERROR_PARTLY_APPLIED, "partly applied", 6)

enum error_kind {
#define X(kind, word, code) kind,
    ERROR_KINDS(X)
#undef X
};

enum { ERROR_WHERE_SIZE = 512, ERROR_TEXT_SIZE = 1024 };

struct error {
    enum error_kind kind;
    char where[ERROR_WHERE_SIZE]; /* "" when there is no place */
    char text[ERROR_TEXT_SIZE];   /* cut with "..." when longer; control bytes are shown as \xNN */
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* Always false. */
bool error_set(struct error *err, enum error_kind kind, const char *where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

const char *error_word(enum error_kind kind);
int error_exit_code(enum error_kind kind);

/* An impossible state: says file and line on stderr and aborts. Never for a user's mistake. */
#define BUG_IF(condition)                                                                                              \
    do {                                                                                                               \
        if (condition)                                                                                                 \
            bug_found(__FILE__, __LINE__, #condition);                                                                 \
    } while (0)
_Noreturn void bug_found(const char *file, int line, const char *condition);

#endif
