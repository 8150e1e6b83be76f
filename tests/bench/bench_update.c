/* bench_update.c — update_region of a price list in a folder (generate_price_list), over a loopback server in a process
 * of its own that cuts connections: time, memory of the reading process, and whether the prices are those expected.
 * usage: bench_update FOLDER REGION [--cuts N] [--seed N] [--resident-mib-max N] */
#include "pricing/update.h"
#include "tests/support/download_server.h"
#include "tests/support/price_list_check.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { URL_SIZE = 64, MIB = 1024 };

static double seconds(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static long resident_kib(void)
{
    char line[256];
    long kib = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL)
        if (strncmp(line, "VmHWM:", 6) == 0)
            kib = strtol(line + 6, NULL, 10);
    if (status != NULL)
        fclose(status);
    return kib;
}

/* The server's process and its URL; it lives until it is told to end. */
static pid_t server_start(const char *folder, const struct download_faults *faults, char url[URL_SIZE])
{
    int ends[2];
    if (pipe(ends) != 0)
        return -1;
    pid_t child = fork();
    if (child == 0) {
        struct download_server *server = download_server_open(folder, faults, NULL);
        dprintf(ends[1], "%s\n", download_server_url(server));
        close(ends[1]);
        pause();
        _exit(0);
    }
    close(ends[1]);
    FILE *in = fdopen(ends[0], "r");
    if (in == NULL || fgets(url, URL_SIZE, in) == NULL)
        child = -1;
    url[strcspn(url, "\n")] = '\0';
    if (in != NULL)
        fclose(in);
    return child;
}

static void say(void *context, const char *document, int64_t wire_bytes, int64_t wire_total, int64_t bytes, bool done,
                bool not_modified)
{
    double *begun = context;
    (void)wire_total;
    if (done)
        printf("%-22s %9.1f MB over the wire, %9.1f MB read, %.2f s%s\n", document, (double)wire_bytes / 1e6,
               (double)bytes / 1e6, seconds(CLOCK_MONOTONIC) - *begun, not_modified ? " (not modified)" : "");
    if (done)
        *begun = seconds(CLOCK_MONOTONIC);
}

static bool update_check(const char *folder, const char *region, const char *url, struct error *err)
{
    struct catalogue book;
    char words[400] = "";
    double begun = seconds(CLOCK_MONOTONIC), start = begun, processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
    struct feed *feed = feed_new(region, "2026-11-23");
    struct update_options options = {.base_url = url, .savings_plans = true, .progress = say, .context = &begun};
    bool good = update_region(&options, feed, err) && feed_catalogue(feed, "book", &book, err);
    feed_free(feed);
    if (!good)
        return false;
    int differences = price_list_differences(folder, &book, true, words);
    printf("%d prices, %d differ from those expected%s%s; %.2f s, %.2f s of one core\n", book.prices_count, differences,
           *words != '\0' ? ": " : "", words, seconds(CLOCK_MONOTONIC) - start,
           seconds(CLOCK_PROCESS_CPUTIME_ID) - processor);
    catalogue_release(&book);
    return differences == 0 || error_set(err, ERROR_INPUT, NULL, "other prices than expected");
}

int main(int count, char **arguments)
{
    struct download_faults faults = {.seed = 7};
    struct error err = {0};
    char url[URL_SIZE] = "";
    long kib_max = 0;
    if (count < 3) {
        fprintf(stderr, "usage: bench_update FOLDER REGION [--cuts N] [--seed N] [--resident-mib-max N]\n");
        return 2;
    }
    for (int i = 3; i + 1 < count; i += 2) {
        long value = strtol(arguments[i + 1], NULL, 10);
        if (strcmp(arguments[i], "--cuts") == 0)
            faults.cuts = (int)value;
        else if (strcmp(arguments[i], "--seed") == 0)
            faults.seed = (uint64_t)value;
        else
            kib_max = MIB * value;
    }
    pid_t server = server_start(arguments[1], &faults, url);
    if (server < 0)
        return 1;
    bool good = update_check(arguments[1], arguments[2], url, &err);
    if (!good)
        fprintf(stderr, "%s: %s\n", err.where, err.text);
    long kib = resident_kib();
    printf("at most %.1f MiB resident, book and list of expected prices included\n", (double)kib / MIB);
    kill(server, SIGTERM);
    waitpid(server, NULL, 0);
    return !good || (kib_max > 0 && kib > kib_max);
}
