/* credentials.c — the chain: where to look, in order, and when to look again; see credentials.h. */
#include "data/aws/credentials.h"
#include "data/aws/credentials_parts.h"
#include "data/base/date.h"
#include "data/base/secret.h"

#include <stdlib.h>
#include <string.h>

/* Before they expire: from here on tried, from there on required; but no more than a part of their life, as those of a
 * quarter of an hour would be renewed with every call. */
enum {
    RENEW_TRY_S = 15 * 60,
    RENEW_TRY_PART = 4,
    RENEW_MUST_S = 10 * 60,
    RENEW_MUST_PART = 8,
    RENEW_PAUSE_S = 60 /* after a renewal that failed */
};

struct aws_chain {
    const struct aws_settings *settings;
    struct http *http;
    struct aws_credentials found; /* key_id NULL = none yet */
    int64_t try_at, must_at;      /* renewals; 0 = never */
    int64_t skew_s;               /* learnt in the last walk, and not asked for yet */
};

struct aws_chain *aws_chain_open(const struct aws_settings *settings, struct http *http)
{
    secret_guard();
    struct aws_chain *chain = memory_alloc(1, sizeof *chain);
    *chain = (struct aws_chain){.settings = settings, .http = http};
    return chain;
}

void aws_chain_close(struct aws_chain *chain)
{
    if (chain)
        aws_credentials_release(&chain->found);
    free(chain);
}

void aws_credentials_release(struct aws_credentials *credentials)
{
    secret_free(credentials->key_id);
    secret_free(credentials->secret);
    secret_free(credentials->session_token);
    *credentials = (struct aws_credentials){0};
}

/* --- the walk --- */

static bool walk(struct search *search, struct aws_credentials *ret_credentials, bool *ret_found, struct error *err)
{
    static credential_place *const places[] = {environment_credentials, profile_credentials, container_credentials,
                                               instance_credentials};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (!places[i](search, search->settings->profile, ret_credentials, ret_found, err))
            return false;
        if (*ret_found)
            return true;
    }
    return true;
}

static bool none_found(const struct aws_settings *settings, struct error *err)
{
    if (settings->profile_from)
        return error_set(err, ERROR_INPUT, settings->profile_from,
                         "profile \"%s\" has no credentials, and neither container nor instance gives any; add "
                         "aws_access_key_id and aws_secret_access_key, role_arn or credential_process to it",
                         settings->profile);
    return error_set(err, ERROR_INPUT, NULL,
                     "no AWS credentials: none in the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), in the "
                     "default profile of the shared files, of a container or of an EC2 instance; set them, or name a "
                     "profile with --profile");
}

static bool check_expiry(const struct aws_credentials *credentials, int64_t now, struct error *err)
{
    char at[MOMENT_TEXT_SIZE];
    if (credentials->expires_at == 0 || credentials->expires_at > now)
        return true;
    return error_set(err, ERROR_INPUT, credentials->source, "these credentials expired at %s; get new ones",
                     moment_format(credentials->expires_at, at));
}

/* `*now` is moved to AWS's clock where STS has shown that it is wrong. */
static bool find(struct aws_chain *chain, int64_t *now, struct aws_credentials *ret_credentials, struct error *err)
{
    struct search search = {.settings = chain->settings, .http = chain->http, .now = *now};
    search.environment = !chain->settings->options.profile;
    struct aws_credentials credentials = {0};
    bool found = false;
    bool ok = walk(&search, &credentials, &found, err);
    if (ok && !found)
        ok = none_found(chain->settings, err);
    arena_release_wiped(&search.arena);
    secret_scrub_stack();
    chain->skew_s += search.skew_s;
    *now += search.skew_s;
    ok = ok && check_expiry(&credentials, *now, err);
    if (ok)
        *ret_credentials = credentials;
    else
        aws_credentials_release(&credentials);
    return ok;
}

/* --- renewal --- */

static int64_t at_most(int64_t value, int64_t most)
{
    return value < most ? value : most;
}

static void keep(struct aws_chain *chain, const struct aws_credentials *credentials, int64_t now)
{
    char at[MOMENT_TEXT_SIZE];
    aws_credentials_release(&chain->found);
    chain->found = *credentials;
    chain->try_at = chain->must_at = 0;
    int64_t expires_at = credentials->expires_at, life = expires_at - now;
    if (expires_at != 0 && credentials->renewable) {
        chain->try_at = expires_at - at_most(RENEW_TRY_S, life / RENEW_TRY_PART);
        chain->must_at = expires_at - at_most(RENEW_MUST_S, life / RENEW_MUST_PART);
    }
    aws_settings_log(chain->settings, "credentials: %s%s%s", credentials->source, expires_at ? ", until " : "",
                     expires_at ? moment_format(expires_at, at) : "");
}

static bool renew(struct aws_chain *chain, int64_t *now, struct error *err)
{
    struct aws_credentials credentials = {0};
    struct error why = {0};
    if (find(chain, now, &credentials, &why)) {
        keep(chain, &credentials, *now);
        return true;
    }
    if (chain->found.key_id && *now < chain->must_at) {
        aws_settings_log(chain->settings, "credentials could not be renewed yet: %s", why.text);
        chain->try_at = *now + RENEW_PAUSE_S;
        return true;
    }
    return error_set(err, why.kind, why.where, "%s", why.text);
}

bool aws_credentials_get(struct aws_chain *chain, int64_t now, const struct aws_credentials **ret_credentials,
                         struct error *err)
{
    bool due = !chain->found.key_id || (chain->try_at != 0 && (now >= chain->try_at || now >= chain->must_at));
    if (due && !renew(chain, &now, err))
        return false;
    if (!check_expiry(&chain->found, now, err))
        return false;
    *ret_credentials = &chain->found;
    return true;
}

int64_t aws_chain_skew(struct aws_chain *chain)
{
    int64_t skew_s = chain->skew_s;
    chain->skew_s = 0;
    return skew_s;
}

bool aws_credentials_expire(struct aws_chain *chain)
{
    if (!chain->found.key_id || !chain->found.renewable)
        return false;
    aws_credentials_release(&chain->found);
    return true;
}
