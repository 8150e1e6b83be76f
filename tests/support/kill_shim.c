/* kill_shim.c — LD_PRELOAD for tests of what survives: the process dies by SIGKILL at a chosen fsync, and sleeps are
 * short.
 *
 * KILL_AT=N: at the N-th fsync or fdatasync (from 1); KILL_WHEN=before: instead of it; after: once it is done; torn:
 * the file loses its last 7 bytes first, as a power cut may leave it. KILL_COUNT=FILE: at exit, how many there were.
 * SLEEP_SCALE=X: each sleep takes X times as long. CLOCK_AHEAD=N: the time of day is N seconds ahead. */
#include <dlfcn.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int synced;

static void die_where_told(int fd, const char *when)
{
    const char *at = getenv("KILL_AT"), *wanted = getenv("KILL_WHEN");
    struct stat status;
    if (!at || !wanted || strtol(at, NULL, 10) != synced)
        return;
    bool torn = strcmp(wanted, "torn") == 0 && strcmp(when, "before") == 0;
    if (torn && fstat(fd, &status) == 0 && status.st_size > 7)
        torn = ftruncate(fd, status.st_size - 7) == 0;
    if (torn || strcmp(wanted, when) == 0)
        raise(SIGKILL);
}

static int sync_with(const char *name, int fd)
{
    int (*next)(int) = NULL;
    void *found = dlsym(RTLD_NEXT, name);
    memcpy(&next, &found, sizeof next);
    synced++;
    die_where_told(fd, "before");
    int result = next(fd);
    die_where_told(fd, "after");
    return result;
}

int fsync(int fd)
{
    return sync_with("fsync", fd);
}

int fdatasync(int fd)
{
    return sync_with("fdatasync", fd);
}

static double scale(void)
{
    const char *text = getenv("SLEEP_SCALE");
    return text ? strtod(text, NULL) : 1;
}

static struct timespec scaled(const struct timespec *wanted)
{
    double seconds = ((double)wanted->tv_sec + (double)wanted->tv_nsec / 1e9) * scale();
    struct timespec time = {.tv_sec = (time_t)seconds};
    time.tv_nsec = (long)((seconds - (double)time.tv_sec) * 1e9);
    return time;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *wanted, struct timespec *rest)
{
    int (*next)(clockid_t, int, const struct timespec *, struct timespec *) = NULL;
    void *found = dlsym(RTLD_NEXT, "clock_nanosleep");
    memcpy(&next, &found, sizeof next);
    struct timespec time = flags & TIMER_ABSTIME ? *wanted : scaled(wanted);
    return next(clock, flags, &time, rest);
}

int nanosleep(const struct timespec *wanted, struct timespec *rest)
{
    int (*next)(const struct timespec *, struct timespec *) = NULL;
    void *found = dlsym(RTLD_NEXT, "nanosleep");
    memcpy(&next, &found, sizeof next);
    struct timespec time = scaled(wanted);
    return next(&time, rest);
}

static time_t ahead(void)
{
    const char *text = getenv("CLOCK_AHEAD");
    return text ? (time_t)strtoll(text, NULL, 10) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *ret_now)
{
    int (*next)(clockid_t, struct timespec *) = NULL;
    void *found = dlsym(RTLD_NEXT, "clock_gettime");
    memcpy(&next, &found, sizeof next);
    int result = next(clock, ret_now);
    if (result == 0 && clock == CLOCK_REALTIME)
        ret_now->tv_sec += ahead();
    return result;
}

time_t time(time_t *ret_now)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (ret_now)
        *ret_now = now.tv_sec;
    return now.tv_sec;
}

__attribute__((destructor)) static void tell_count(void)
{
    const char *path = getenv("KILL_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file)
        return;
    fprintf(file, "%d\n", synced);
    fclose(file);
}
