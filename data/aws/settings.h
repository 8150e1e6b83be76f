/* settings.h — profile, region and shared files, with the AWS CLI's names and precedence.
 *
 * An option goes before the environment, the environment before the profile. Empty variables count as unset. Two
 * variables that mean the same and differ (AWS_REGION, AWS_DEFAULT_REGION) are refused. */
#ifndef BAYPLAN_AWS_SETTINGS_H
#define BAYPLAN_AWS_SETTINGS_H

#include "data/aws/aws.h"
#include "data/aws/ini.h"

struct http;

enum { AWS_REGION_SIZE = 64 };

struct aws_settings {
    struct aws_options options;   /* as given; what it points to is the caller's */
    const char *profile;          /* in force: "default" unless named */
    const char *profile_from;     /* "--profile", "AWS_PROFILE"; NULL = not named. A named one exists */
    char region[AWS_REGION_SIZE]; /* "" = nothing says it: aws_settings_region_of_instance may find it */
    const char *ca_bundle;        /* AWS_CA_BUNDLE or the profile's; NULL = the system's */
    struct ini config, credentials;
    struct arena arena;
};

/* Errors: INPUT (missing profile, regions that differ, a region that is none), IO, LIMIT. */
MUST_CHECK bool aws_settings_read(const struct aws_options *options, struct aws_settings *ret_settings,
                                  struct error *err);
void aws_settings_release(struct aws_settings *settings); /* wipes; = {0} is fine */

/* Is it a region's name, and so may stand in a host's? Errors: INPUT with `where`. */
MUST_CHECK bool aws_region_set(struct aws_settings *settings, const char *region, const char *where, struct error *err);

/* Fills settings->region from IMDS where it is "". Errors: INPUT, with the ways to say it. */
MUST_CHECK bool aws_settings_region_of_instance(struct aws_settings *settings, struct http *http, struct error *err);

/* A key of a profile, not "": the credentials file's before the config file's; NULL where neither has it. */
const struct ini_value *aws_settings_value(const struct aws_settings *settings, const char *profile, const char *key);
/* Of one of the two files alone. */
const struct ini_value *aws_settings_value_of_credentials(const struct aws_settings *settings, const char *profile,
                                                          const char *key);
const struct ini_value *aws_settings_value_of_config(const struct aws_settings *settings, const char *profile,
                                                     const char *key);
bool aws_settings_has_profile(const struct aws_settings *settings, const char *profile);
/* "FILE:LINE: [SECTION] KEY" of a value, for errors. Returns `buffer`. */
const char *aws_settings_where(const struct ini_value *value, char buffer[ERROR_WHERE_SIZE]);

/* Environment variable; NULL where unset or empty. */
const char *aws_environment(const char *name);
/* That variable, or where it is unset the profile's key, is "true" (any case). */
bool aws_settings_is_true(const struct aws_settings *settings, const char *variable, const char *key);

/* One line to options.log, if anybody listens. Never a secret. */
void aws_settings_log(const struct aws_settings *settings, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
