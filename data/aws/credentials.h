/* credentials.h — who signs: the AWS CLI's chain of places where credentials are looked for, with its precedence.
 *
 *   --profile | environment keys | profile: role, web identity, shared credentials, process, config | container |
 * IMDSv2
 *
 * --profile goes before the environment's keys, AWS_PROFILE behind them. Half a key pair, a missing profile, and what
 * this program does not do itself (single sign-on, login, MFA) are errors with the way out, never a fall-through.
 * Secrets are wiped when released; from aws_chain_open on the process leaves no core file. */
#ifndef BAYPLAN_AWS_CREDENTIALS_H
#define BAYPLAN_AWS_CREDENTIALS_H

#include "data/aws/settings.h"

struct http;

enum { CREDENTIAL_BYTES_MAX = 16 * 1024, CREDENTIAL_SOURCE_SIZE = 256 };

struct aws_credentials {
    char *key_id; /* "AKIA...": no secret, yet not for logs */
    char *secret;
    char *session_token;                 /* NULL = none */
    int64_t expires_at;                  /* seconds since 1970; 0 = never */
    bool renewable;                      /* asking again gives new ones */
    char source[CREDENTIAL_SOURCE_SIZE]; /* "environment", "profile ops (~/.aws/credentials)": may be shown */
};
void aws_credentials_release(struct aws_credentials *credentials); /* wipes; = {0} is fine */

struct aws_chain; /* the places to look, and what was found, until it expires */

/* Nothing is asked yet. `settings` and `http` must outlive it. Never NULL. */
struct aws_chain *aws_chain_open(const struct aws_settings *settings, struct http *http);
void aws_chain_close(struct aws_chain *chain); /* NULL is fine */

/* The credentials to sign with; they belong to the chain and hold until its next call. Found once, then renewed before
 * they expire: tried from 15 minutes before (or a quarter of their life), required from 10 minutes (or an eighth).
 * `now` is AWS's clock. Errors: INPUT (nothing found, half a pair, a role's settings), AWS (a service that gives them
 * refused or did not answer), IO, LIMIT. No error's text holds a secret. */
MUST_CHECK bool aws_credentials_get(struct aws_chain *chain, int64_t now,
                                    const struct aws_credentials **ret_credentials, struct error *err);

/* How far AWS's clock is ahead of `now`, where the last get has learnt it from a refusal of STS: add it to the clock. 0
 * = nothing was learnt; asked once, then 0. */
int64_t aws_chain_skew(struct aws_chain *chain);

/* AWS called them expired: the next get renews; false where asking again would give the same. */
bool aws_credentials_expire(struct aws_chain *chain);

#endif
