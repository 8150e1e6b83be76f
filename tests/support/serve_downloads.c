/* serve_downloads.c — download_server.h as a program: serves FOLDER until it is ended by a signal. The first line of
 * stdout is the URL. Options as struct download_faults: --cuts N --seed N --no-ranges --no-etag --weak-etag --chunked
 * --failures N --status N --retry-after SECONDS --log FILE */
#include "tests/support/download_server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int count, char **arguments)
{
    struct download_faults faults = {.status = 503};
    const char *folder = NULL, *log = NULL;
    static char retry_after[64];
    for (int i = 1; i < count; i++) {
        const char *name = arguments[i], *value = i + 1 < count ? arguments[i + 1] : "";
        bool takes_value = true;
        if (strcmp(name, "--cuts") == 0)
            faults.cuts = (int)strtol(value, NULL, 10);
        else if (strcmp(name, "--seed") == 0)
            faults.seed = strtoull(value, NULL, 10);
        else if (strcmp(name, "--failures") == 0)
            faults.failures = (int)strtol(value, NULL, 10);
        else if (strcmp(name, "--status") == 0)
            faults.status = (int)strtol(value, NULL, 10);
        else if (strcmp(name, "--retry-after") == 0)
            snprintf(retry_after, sizeof retry_after, "Retry-After: %.20s\r\n", value);
        else if (strcmp(name, "--log") == 0)
            log = value;
        else
            takes_value = false;
        i += takes_value;
        faults.no_ranges = faults.no_ranges || strcmp(name, "--no-ranges") == 0;
        faults.no_etag = faults.no_etag || strcmp(name, "--no-etag") == 0;
        faults.weak_etag = faults.weak_etag || strcmp(name, "--weak-etag") == 0;
        faults.chunked = faults.chunked || strcmp(name, "--chunked") == 0;
        if (name[0] != '-')
            folder = name;
    }
    if (!folder) {
        fprintf(stderr, "usage: serve_downloads FOLDER [OPTIONS]; see tests/support/serve_downloads.c\n");
        return 2;
    }
    faults.status_headers = retry_after;
    sigset_t ends;
    int signal_number = 0;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, NULL); /* the threads inherit it */
    struct download_server *server = download_server_open(folder, &faults, log);
    printf("%s\n", download_server_url(server));
    fflush(stdout);
    sigwait(&ends, &signal_number);
    download_server_close(server);
    return 0;
}
