/* settings.c — see settings.h. */
#include "data/aws/settings.h"
#include "data/base/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

const char *aws_environment(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

void aws_settings_log(const struct aws_settings *settings, const char *format, ...)
{
    if (!settings->options.log)
        return;
    va_list arguments;
    va_start(arguments, format);
    char *line = format_text(format, arguments);
    va_end(arguments);
    settings->options.log(settings->options.log_context, line);
    free(line);
}

/* Two names of one variable; `ret_from` gets the one that says it. */
static bool variable_of_two(const char *first, const char *second, const char **ret_value, const char **ret_from,
                            struct error *err)
{
    const char *one = aws_environment(first), *other = aws_environment(second);
    if (one && other && strcmp(one, other) != 0)
        return error_set(err, ERROR_INPUT, first, "\"%s\", but %s is \"%s\"; unset one of them, or make them the same",
                         one, second, other);
    *ret_value = one ? one : other;
    *ret_from = one ? first : second;
    return true;
}

/* --- shared files --- */

/* "~/" is the home folder; NULL where that is not known. */
static const char *home_path(struct arena *arena, const char *path)
{
    const char *home = aws_environment("HOME");
    if (strcmp(path, "~") != 0 && strncmp(path, "~/", 2) != 0)
        return path;
    return home ? arena_printf(arena, "%s%s", home, path + 1) : NULL;
}

static bool read_shared(struct aws_settings *settings, const char *variable, const char *usual, struct ini *ret_ini,
                        struct error *err)
{
    const char *given = aws_environment(variable);
    const char *path = home_path(&settings->arena, given ? given : usual);
    if (!path && given)
        return error_set(err, ERROR_INPUT, variable, "\"%s\", but HOME is not set", given);
    return !path || ini_read(path, ret_ini, err);
}

/* Both files may hold keys; the group and others need not read them. */
static void warn_of_readers(const struct aws_settings *settings, const struct ini *ini)
{
    struct stat found;
    bool holds_secret = false;
    for (int i = 0; i < ini->values_count; i++)
        holds_secret = holds_secret || strcmp(ini->values[i].key, "aws_secret_access_key") == 0;
    if (holds_secret && stat(ini->file, &found) == 0 && S_ISREG(found.st_mode) && found.st_mode & (S_IRGRP | S_IROTH))
        aws_settings_log(settings, "warning: %s holds secret keys and others may read it; chmod 600 %s", ini->file,
                         ini->file);
}

/* The config file's section of a profile: "profile NAME", for the default one also "default". */
static bool config_section(const struct ini *config, const char *profile, char section[ERROR_WHERE_SIZE])
{
    int length = snprintf(section, ERROR_WHERE_SIZE, "profile %s", profile);
    if (length >= ERROR_WHERE_SIZE)
        return false;
    if (strcmp(profile, "default") == 0 && !ini_has(config, section))
        snprintf(section, ERROR_WHERE_SIZE, "default");
    return ini_has(config, section);
}

static const struct ini_value *filled(const struct ini_value *value)
{
    return value && *value->value ? value : NULL;
}

const struct ini_value *aws_settings_value_of_credentials(const struct aws_settings *settings, const char *profile,
                                                          const char *key)
{
    return filled(ini_find(&settings->credentials, profile, NULL, key));
}

const struct ini_value *aws_settings_value_of_config(const struct aws_settings *settings, const char *profile,
                                                     const char *key)
{
    char section[ERROR_WHERE_SIZE];
    return config_section(&settings->config, profile, section) ? filled(ini_find(&settings->config, section, NULL, key))
                                                               : NULL;
}

const struct ini_value *aws_settings_value(const struct aws_settings *settings, const char *profile, const char *key)
{
    const struct ini_value *value = aws_settings_value_of_credentials(settings, profile, key);
    return value ? value : aws_settings_value_of_config(settings, profile, key);
}

bool aws_settings_has_profile(const struct aws_settings *settings, const char *profile)
{
    char section[ERROR_WHERE_SIZE];
    return ini_has(&settings->credentials, profile) || config_section(&settings->config, profile, section);
}

const char *aws_settings_where(const struct ini_value *value, char buffer[ERROR_WHERE_SIZE])
{
    snprintf(buffer, ERROR_WHERE_SIZE, "%s:%d: [%s] %s", value->file, value->line, value->section, value->key);
    return buffer;
}

bool aws_settings_is_true(const struct aws_settings *settings, const char *variable, const char *key)
{
    const char *given = aws_environment(variable);
    const struct ini_value *value = given ? NULL : aws_settings_value(settings, settings->profile, key);
    if (value)
        given = value->value;
    return given && strcasecmp(given, "true") == 0;
}

/* --- profile --- */

/* The names there are, for an error; and the nearest to one that is not there. */
static const char *nearest_profile(const struct aws_settings *settings, const char *profile)
{
    const struct ini *config = &settings->config, *credentials = &settings->credentials;
    size_t room = (size_t)config->sections_count + (size_t)credentials->sections_count, count = 0;
    const char **names = memory_alloc(room, sizeof *names);
    for (int i = 0; i < credentials->sections_count; i++)
        names[count++] = credentials->sections[i];
    for (int i = 0; i < config->sections_count; i++) {
        if (strncmp(config->sections[i], "profile ", 8) == 0)
            names[count++] = config->sections[i] + 8;
    }
    const char *nearest = text_nearest(profile, names, count);
    free(names);
    return nearest;
}

static bool no_profile(const struct aws_settings *settings, struct error *err)
{
    const char *profile = settings->profile, *from = settings->profile_from;
    const char *config = settings->config.file ? settings->config.file : "~/.aws/config";
    const char *credentials = settings->credentials.file ? settings->credentials.file : "~/.aws/credentials";
    if (ini_has(&settings->config, profile))
        return error_set(err, ERROR_INPUT, from, "%s has [%s]; a profile there is written [profile %s]", config,
                         profile, profile);
    const char *nearest = nearest_profile(settings, profile);
    if (nearest)
        return error_set(err, ERROR_INPUT, from, "no profile \"%s\" in %s or %s; did you mean \"%s\"?", profile, config,
                         credentials, nearest);
    return error_set(err, ERROR_INPUT, from, "no profile \"%s\" in %s or %s", profile, config, credentials);
}

static bool find_profile(struct aws_settings *settings, struct error *err)
{
    const char *name = settings->options.profile, *from = "--profile";
    if (!name && !variable_of_two("AWS_PROFILE", "AWS_DEFAULT_PROFILE", &name, &from, err))
        return false;
    settings->profile = arena_strdup(&settings->arena, name ? name : "default");
    settings->profile_from = name ? from : NULL;
    return !name || aws_settings_has_profile(settings, name) || no_profile(settings, err);
}

/* --- region --- */

bool aws_region_set(struct aws_settings *settings, const char *region, const char *where, struct error *err)
{
    size_t length = strlen(region);
    bool is_label = length > 0 && length < AWS_REGION_SIZE && *region != '-' && region[length - 1] != '-' &&
                    strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
    if (!is_label)
        return error_set(err, ERROR_INPUT, where, "\"%s\" is no region's name; one is like \"us-east-1\"", region);
    memcpy(settings->region, region, length + 1);
    return true;
}

static bool find_region(struct aws_settings *settings, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    const char *region = settings->options.region, *from = "--region";
    if (!region && !variable_of_two("AWS_REGION", "AWS_DEFAULT_REGION", &region, &from, err))
        return false;
    const struct ini_value *value = region ? NULL : aws_settings_value(settings, settings->profile, "region");
    if (value) {
        region = value->value;
        from = aws_settings_where(value, where);
    }
    return !region || aws_region_set(settings, region, from, err);
}

/* --- all of it --- */

static void find_ca_bundle(struct aws_settings *settings)
{
    const struct ini_value *value = aws_settings_value(settings, settings->profile, "ca_bundle");
    const char *path = aws_environment("AWS_CA_BUNDLE");
    if (!path && value)
        path = home_path(&settings->arena, value->value);
    settings->ca_bundle = path ? arena_strdup(&settings->arena, path) : NULL;
}

bool aws_settings_read(const struct aws_options *options, struct aws_settings *ret_settings, struct error *err)
{
    struct aws_settings settings = {.options = *options};
    bool ok = read_shared(&settings, "AWS_CONFIG_FILE", "~/.aws/config", &settings.config, err) &&
              read_shared(&settings, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", &settings.credentials, err) &&
              find_profile(&settings, err) && find_region(&settings, err);
    if (!ok) {
        aws_settings_release(&settings);
        return false;
    }
    find_ca_bundle(&settings);
    warn_of_readers(&settings, &settings.config);
    warn_of_readers(&settings, &settings.credentials);
    *ret_settings = settings;
    return true;
}

void aws_settings_release(struct aws_settings *settings)
{
    ini_release(&settings->config);
    ini_release(&settings->credentials);
    arena_release_wiped(&settings->arena);
    *settings = (struct aws_settings){0};
}
