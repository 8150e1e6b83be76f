/* download.h — one large public document over HTTP(S), handed on as it arrives: no credentials, no file of its own.
 *
 * Asks for gzip and unpacks it; sends If-None-Match where an ETag is known. Where the connection breaks, it asks for
 * the rest (Range, with If-Range on a strong ETag) and goes on where it stopped, also in the middle of gzip; where the
 * document changed meanwhile, or the server knows no ranges, it reads again from the start and drops what was handed
 * on already, which must be the same bytes (a running SHA-256 tells): else it is an error. A broken connection that
 * brought something is followed by the next at once, others after a wait as retry.h has it. TLS is checked (against
 * AWS_CA_BUNDLE where set); http:// is for loopback and mirrors given by name. Follows up to five redirects, never from
 * https to http. */
#ifndef BAYPLAN_AWS_DOWNLOAD_H
#define BAYPLAN_AWS_DOWNLOAD_H

#include "data/aws/aws.h"

enum {
    DOWNLOAD_ATTEMPTS_MAX = 30,       /* connections in all */
    DOWNLOAD_BARREN_MAX = 6,          /* connections in a row that brought nothing; 3 where none ever did */
    DOWNLOAD_REDIRECTS_MAX = 5,       /* of one connection's request */
    DOWNLOAD_HEADER_BYTES_MAX = 512,  /* of ETag and Last-Modified: longer ones count as none */
    DOWNLOAD_URL_BYTES_MAX = 8 * 1024 /* of a redirect's target */
};
#define DOWNLOAD_CONNECT_SECONDS 10.0
#define DOWNLOAD_STALL_SECONDS 30.0

struct download {
    const char *url;
    const char *etag;  /* of what is at hand; NULL or "" = none */
    int64_t bytes_max; /* uncompressed; LIMIT above it */
    /* Each piece, unpacked, in order. False ends the download with its error. */
    bool (*sink)(void *context, const char *bytes, size_t length, struct error *err);
    /* Now and then (at most ten times a second, and at the end): where in the packed document, how long that is (-1 =
     * unknown), and bytes handed on. May be NULL. */
    void (*progress)(void *context, int64_t wire_bytes, int64_t wire_total, int64_t bytes);
    void *context;
    const volatile bool *stop; /* set by a signal: the download ends with ERROR_AWS "interrupted"; may be NULL */
    double stall_seconds;      /* without a byte: the connection counts as broken; 0 = DOWNLOAD_STALL_SECONDS */
};

struct downloaded {
    bool not_modified; /* the server says that `etag` is still it; nothing was handed on */
    char etag[DOWNLOAD_HEADER_BYTES_MAX];
    char last_modified[DOWNLOAD_HEADER_BYTES_MAX];
    int64_t wire_bytes, bytes; /* received in all, and handed on */
    int connections;           /* 1 = none broke */
};

/* Errors: AWS (the server's answer or what curl says, with the URL), LIMIT, INPUT (the URL, or a gzip that is none),
 * those of the sink. */
MUST_CHECK bool download(const struct download *download, struct downloaded *ret_downloaded, struct error *err);

#endif
