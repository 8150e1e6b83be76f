/* download.h — one large public document over HTTP(S), handed on as it arrives: no credentials, no file of its own.
 *
 * Asks for gzip and unpacks it; sends If-None-Match where an ETag is known. Where the connection breaks, it asks for
 * the rest (Range, with If-Range on the ETag) and goes on where it stopped, also in the middle of gzip; where the
 * document changed meanwhile, or the server knows no ranges, it reads again from the start and drops what was handed
 * on already, which must be the same bytes (a running SHA-256 tells): else it is an error. Waits between attempts as
 * retry.h does. TLS is checked; http:// is for loopback and mirrors given by name. */
#ifndef BAYPLAN_AWS_DOWNLOAD_H
#define BAYPLAN_AWS_DOWNLOAD_H

#include "data/aws/aws.h"

enum { DOWNLOAD_ATTEMPTS_MAX = 30, DOWNLOAD_HEADER_BYTES_MAX = 512 };

struct download {
    const char *url;
    const char *etag;  /* of what is at hand; NULL or "" = none */
    int64_t bytes_max; /* uncompressed; LIMIT above it */
    /* Each piece, unpacked, in order. False ends the download with its error. */
    bool (*sink)(void *context, const char *bytes, size_t length, struct error *err);
    /* Now and then: bytes over the wire so far and in all (-1 = unknown), and unpacked. May be NULL. */
    void (*progress)(void *context, int64_t wire_bytes, int64_t wire_total, int64_t bytes);
    void *context;
    const bool *stop; /* set by a signal: the download ends with ERROR_AWS "interrupted"; may be NULL */
};

struct downloaded {
    bool not_modified; /* the server says that `etag` is still it; nothing was handed on */
    char etag[DOWNLOAD_HEADER_BYTES_MAX];
    char last_modified[DOWNLOAD_HEADER_BYTES_MAX];
    int64_t wire_bytes, bytes;
    int connections; /* 1 = none broke */
};

/* Errors: AWS (the server's answer or what curl says, with the URL), LIMIT, those of the sink. */
MUST_CHECK bool download(const struct download *download, struct downloaded *ret_downloaded, struct error *err);

#endif
