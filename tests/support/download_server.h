/* download_server.h — a web server on 127.0.0.1 that serves a folder as a bucket of price documents does, and fails as
 * networks do: for tests of data/aws/download.h and what reads by it.
 *
 * FOLDER/PATH.gz, where it is there, is PATH for who accepts gzip (Content-Encoding: gzip). Each file has a strong ETag
 * of its size and time, and is looked up anew for each request, so that a test may change it meanwhile. */
#ifndef BAYPLAN_TESTS_SUPPORT_DOWNLOAD_SERVER_H
#define BAYPLAN_TESTS_SUPPORT_DOWNLOAD_SERVER_H

#include <stdbool.h>
#include <stdint.h>

struct download_faults { /* `= {0}`: none */
    int cuts;            /* of each path: at so many random points of the body the connection is closed, once each */
    uint64_t seed;
    bool no_ranges, no_etag, weak_etag;
    int failures; /* so many requests of each path are answered by `status` */
    int status;
    const char *status_headers; /* "Retry-After: 0\r\n" or NULL */
    bool chunked;               /* no Content-Length */
};

struct download_server;

/* `folder` and the faults must outlive it. `log`: file for one line a request ("GET /path 206 from 1000 of 5000 gzip");
 * NULL = none. */
struct download_server *download_server_open(const char *folder, const struct download_faults *faults, const char *log);
const char *download_server_url(const struct download_server *server); /* "http://127.0.0.1:PORT" */
int download_server_requests(struct download_server *server);
void download_server_close(struct download_server *server);

#endif
