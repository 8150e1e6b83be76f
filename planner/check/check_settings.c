/* check_settings.c — are tags and hashes of settings the profile's? Plans of an older bayplan have none of these
 * hashes, and their absence is not false. */
#include "planner/check/checking.h"

#include "data/profile_settings.h"
#include <string.h>

static void compare_hash(struct checking *at, const char *path, const char *whose, const char *planned,
                         const char *asked)
{
    if (planned != NULL && planned[0] != '\0' && strcmp(planned, asked) != 0)
        found(at, RULE_SETTINGS, path, "%s has settings of SHA-256 %.12s... in the plan, %.12s... now: plan again",
              whose, planned, asked);
}

void check_settings(struct checking *at)
{
    char hex[SHA256_HEX_SIZE];
    profile_settings_hash(at->profile, hex);
    compare_hash(at, "profile.settings_sha256", "the profile", at->plan->settings_sha256, hex);
    for (int i = 0; i < at->plan->services_count; i++)
        if (at->service_of[i] != NULL) {
            service_settings_hash(at->service_of[i], hex);
            compare_hash(at, where(at, "services[%d].settings_sha256", i), at->plan->services[i].name,
                         at->plan->services[i].settings_sha256, hex);
        }
    for (int i = 0; i < at->plan->jobs_count; i++)
        if (at->job_of[i] != NULL) {
            job_settings_hash(at->job_of[i], hex);
            compare_hash(at, where(at, "jobs[%d].settings_sha256", i), at->plan->jobs[i].name,
                         at->plan->jobs[i].settings_sha256, hex);
        }
}

void check_tags(struct checking *at, const char *path, const char *whose, const struct field_objects *planned,
                const struct field_objects *asked)
{
    const struct tag *has = planned->items, *wanted = asked->items;
    if (planned->count != asked->count) {
        found(at, RULE_TAGS, path, "%s has %d tags in the plan, %d in the profile: plan again", whose, planned->count,
              asked->count);
        return;
    }
    for (int i = 0; i < asked->count; i++)
        if (strcmp(has[i].key, wanted[i].key) != 0 || strcmp(has[i].value, wanted[i].value) != 0) {
            found(at, RULE_TAGS, where(at, "%s[%d]", path, i),
                  "%s has the tag %s=%s in the plan, %s=%s in the profile: plan again", whose, has[i].key, has[i].value,
                  wanted[i].key, wanted[i].value);
            return;
        }
}
