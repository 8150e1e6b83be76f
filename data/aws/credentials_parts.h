/* credentials_parts.h — what the files of the chain share. Nobody else includes it. */
#ifndef BAYPLAN_AWS_CREDENTIALS_PARTS_H
#define BAYPLAN_AWS_CREDENTIALS_PARTS_H

#include "data/aws/credentials.h"
#include "data/aws/http.h"
#include "data/base/arena.h"
#include "data/base/node.h"

enum { SOURCE_PROFILES_MAX = 16, CREDENTIAL_REPLY_BYTES_MAX = 64 * 1024 };

/* One walk along the chain. */
struct search {
    const struct aws_settings *settings;
    struct http *http;
    int64_t now;
    struct arena arena; /* wiped after the walk */
    int64_t skew_s;     /* AWS's clock minus `now` at the beginning, where a refusal has shown it */
    bool environment;   /* may the environment's variables answer? Not for --profile, nor for a role's source */
    const char *visited[SOURCE_PROFILES_MAX]; /* profiles that assume roles from one another */
    int visited_count;
};

/* A place to look: true and *ret_found false where it says nothing at all. */
typedef bool credential_place(struct search *search, const char *profile, struct aws_credentials *ret_credentials,
                              bool *ret_found, struct error *err);
credential_place environment_credentials, profile_credentials /* all that a profile may say, its role first */,
    web_identity_credentials, role_credentials, process_credentials, container_credentials, instance_credentials;
/* What a profile says but for a role: web identity, keys, process. */
credential_place profile_source_credentials;

/* INPUT: `profile` needs `what` (`value` says so), after the CLI's command `before`; with the way around. Always false.
 */
bool credentials_refuse(struct search *search, const struct ini_value *value, const char *profile, const char *what,
                        const char *before, struct error *err);

/* Splits a credential_process line into words[0..count), NULL behind them; `bytes` takes 2 * strlen + 2. False where a
 * quote is not closed, there is no word or too many. */
enum { PROCESS_WORDS_MAX = 256 };
bool process_words(const char *line, char *bytes, char *words[PROCESS_WORDS_MAX], int *ret_count);

/* --- what the places put together --- */

struct credential_words {
    const char *key_id, *secret, *session_token; /* the last may be NULL */
    const char *expiration;                      /* ISO 8601, or NULL = never */
};
/* Checks and copies; `where` is of the settings or the address they came from. Nothing of a value is shown. Errors:
 * INPUT, LIMIT. */
MUST_CHECK bool credentials_take(const struct credential_words *words, const char *where,
                                 struct aws_credentials *ret_credentials, struct error *err);
void credentials_source(struct aws_credentials *credentials, bool renewable, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ISO 8601 with Z or an offset, and with fractions of a second or without. */
bool credential_moment(const char *text, int64_t *ret_seconds);

/* A JSON object's keys AccessKeyId, SecretAccessKey, Expiration and `token_key`. Errors (of `kind`): no JSON, a key
 * missing. *ret_root may be NULL. */
MUST_CHECK bool credentials_of_json(struct search *search, const char *bytes, size_t length, const char *token_key,
                                    const char *where, struct aws_credentials *ret_credentials, struct node **ret_root,
                                    struct error *err);
/* A string of an object, or NULL. */
const char *credential_string(const struct node *object, const char *key);

/* First line of a small file that holds a token; belongs to search->arena. Errors: IO, INPUT. */
MUST_CHECK bool credential_token_file(struct search *search, const char *path, const char *where, char **ret_token,
                                      struct error *err);

#endif
