/* home.h — a home folder of a test's own, with shared files, and an environment without AWS variables. */
#ifndef BAYPLAN_TESTS_UNIT_AWS_HOME_H
#define BAYPLAN_TESTS_UNIT_AWS_HOME_H

#include "tests/unit/base/check.h"

#include <sys/stat.h>

static inline void environment_clear(void)
{
    for (char **variable = environ; *variable;) {
        char name[128];
        size_t length = strcspn(*variable, "=");
        if (strncmp(*variable, "AWS_", 4) != 0 || length >= sizeof name) {
            variable++;
            continue;
        }
        memcpy(name, *variable, length);
        name[length] = '\0';
        unsetenv(name);
        variable = environ;
    }
}

/* For cmocka's setup; HOME is a new folder with .aws in it. */
static inline int home_make(void **state)
{
    (void)state;
    char folder[] = "/tmp/bayplan_home_XXXXXX", path[64];
    environment_clear();
    assert_non_null(mkdtemp(folder));
    setenv("HOME", folder, 1);
    snprintf(path, sizeof path, "%s/.aws", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    setenv("AWS_EC2_METADATA_DISABLED", "true", 1); /* no test waits for 169.254.169.254 */
    return 0;
}

static inline const char *home_path(const char *name, char path[256])
{
    snprintf(path, 256, "%s/.aws/%s", getenv("HOME"), name);
    return path;
}

static inline void home_write(const char *name, const char *text)
{
    char path[256];
    FILE *file = fopen(home_path(name, path), "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0600), 0);
}

static inline int home_remove(void **state)
{
    (void)state;
    static const char *const names[] = {"config", "credentials", "token", "helper"};
    char path[256];
    for (size_t i = 0; i < COUNT_OF(names); i++)
        unlink(home_path(names[i], path));
    rmdir(home_path("", path));
    rmdir(getenv("HOME"));
    environment_clear();
    return 0;
}

/* "NAME=value" pairs, NULL behind the last. */
static inline void environment_set(const char *const *pairs)
{
    for (; *pairs; pairs++) {
        char name[128];
        size_t length = strcspn(*pairs, "=");
        memcpy(name, *pairs, length);
        name[length] = '\0';
        setenv(name, *pairs + length + 1, 1);
    }
}

#endif
