/* credentials_profile.c — keys from the environment and from a profile, and what a profile says that this program
 * leaves to the AWS CLI; see credentials.h. */
#include "data/aws/credentials_parts.h"

#include <stdio.h>
#include <string.h>

/* --- environment --- */

static bool environment_token(const char **ret_token, struct error *err)
{
    const char *token = aws_environment("AWS_SESSION_TOKEN"), *old = aws_environment("AWS_SECURITY_TOKEN");
    if (token && old && strcmp(token, old) != 0)
        return error_set(err, ERROR_INPUT, "AWS_SESSION_TOKEN", "differs from AWS_SECURITY_TOKEN; unset one of them");
    *ret_token = token ? token : old;
    return true;
}

bool environment_credentials(struct search *search, const char *profile, struct aws_credentials *ret_credentials,
                             bool *ret_found, struct error *err)
{
    (void)profile;
    struct credential_words words = {.key_id = aws_environment("AWS_ACCESS_KEY_ID"),
                                     .secret = aws_environment("AWS_SECRET_ACCESS_KEY"),
                                     .expiration = aws_environment("AWS_CREDENTIAL_EXPIRATION")};
    if (!search->environment || (!words.key_id && !words.secret))
        return true;
    if (!words.key_id || !words.secret)
        return error_set(err, ERROR_INPUT, words.key_id ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID",
                         "not set, but %s is: set both, or unset that one",
                         words.key_id ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY");
    if (!environment_token(&words.session_token, err) ||
        !credentials_take(&words, "environment (AWS_ACCESS_KEY_ID ...)", ret_credentials, err))
        return false;
    credentials_source(ret_credentials, false, "environment");
    *ret_found = true;
    return true;
}

/* --- keys of a file --- */

typedef const struct ini_value *lookup(const struct aws_settings *settings, const char *profile, const char *key);

static bool file_keys(struct search *search, const char *profile, lookup *value_of,
                      struct aws_credentials *ret_credentials, bool *ret_found, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    const struct aws_settings *settings = search->settings;
    const struct ini_value *key_id = value_of(settings, profile, "aws_access_key_id");
    const struct ini_value *secret = value_of(settings, profile, "aws_secret_access_key");
    const struct ini_value *token = value_of(settings, profile, "aws_session_token");
    if (!token)
        token = value_of(settings, profile, "aws_security_token");
    if (!key_id && !secret)
        return true;
    aws_settings_where(key_id ? key_id : secret, where);
    if (!key_id || !secret)
        return error_set(err, ERROR_INPUT, where, "the section has no %s; a key pair has both",
                         key_id ? "aws_secret_access_key" : "aws_access_key_id");
    struct credential_words words = {key_id->value, secret->value, token ? token->value : NULL, NULL};
    if (!credentials_take(&words, where, ret_credentials, err))
        return false;
    credentials_source(ret_credentials, false, "profile %s (%s)", profile, key_id->file);
    *ret_found = true;
    return true;
}

static credential_place credentials_file_keys, config_file_keys, refuse_sso, refuse_login;

static bool credentials_file_keys(struct search *search, const char *profile, struct aws_credentials *ret_credentials,
                                  bool *ret_found, struct error *err)
{
    return file_keys(search, profile, aws_settings_value_of_credentials, ret_credentials, ret_found, err);
}

static bool config_file_keys(struct search *search, const char *profile, struct aws_credentials *ret_credentials,
                             bool *ret_found, struct error *err)
{
    return file_keys(search, profile, aws_settings_value_of_config, ret_credentials, ret_found, err);
}

/* --- what is left to the AWS CLI --- */

bool credentials_refuse(struct search *search, const struct ini_value *value, const char *profile, const char *what,
                        const char *before, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    const struct ini *config = &search->settings->config;
    return error_set(err, ERROR_INPUT, aws_settings_where(value, where),
                     "profile \"%s\" needs %s, which bayplan leaves to the AWS CLI (version 2): run `%s --profile %s`, "
                     "and add to %s a profile of its own: [profile %s-bayplan] with the line `credential_process = aws "
                     "configure export-credentials --profile %s --format process`; then use --profile %s-bayplan",
                     profile, what, before, profile, config->file ? config->file : "~/.aws/config", profile, profile,
                     profile);
}

static bool refuse_sso(struct search *search, const char *profile, struct aws_credentials *ret_credentials,
                       bool *ret_found, struct error *err)
{
    (void)ret_credentials, (void)ret_found;
    static const char *const keys[] = {"sso_session", "sso_start_url", "sso_account_id", "sso_role_name"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct ini_value *value = aws_settings_value(search->settings, profile, keys[i]);
        if (value)
            return credentials_refuse(search, value, profile, "single sign-on", "aws sso login", err);
    }
    return true;
}

static bool refuse_login(struct search *search, const char *profile, struct aws_credentials *ret_credentials,
                         bool *ret_found, struct error *err)
{
    (void)ret_credentials, (void)ret_found;
    const struct ini_value *value = aws_settings_value(search->settings, profile, "login_session");
    return !value || credentials_refuse(search, value, profile, "a login", "aws login", err);
}

/* --- a profile --- */

static bool first_of(credential_place *const *places, size_t count, struct search *search, const char *profile,
                     struct aws_credentials *ret_credentials, bool *ret_found, struct error *err)
{
    for (size_t i = 0; i < count && !*ret_found; i++) {
        if (!places[i](search, profile, ret_credentials, ret_found, err))
            return false;
    }
    return true;
}

bool profile_source_credentials(struct search *search, const char *profile, struct aws_credentials *ret_credentials,
                                bool *ret_found, struct error *err)
{
    static credential_place *const places[] = {web_identity_credentials, refuse_sso,
                                               credentials_file_keys,    refuse_login,
                                               process_credentials,      config_file_keys};
    return first_of(places, sizeof places / sizeof *places, search, profile, ret_credentials, ret_found, err);
}

bool profile_credentials(struct search *search, const char *profile, struct aws_credentials *ret_credentials,
                         bool *ret_found, struct error *err)
{
    static credential_place *const places[] = {role_credentials, profile_source_credentials};
    return first_of(places, sizeof places / sizeof *places, search, profile, ret_credentials, ret_found, err);
}
