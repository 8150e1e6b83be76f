/* loopback.h — an HTTP server on 127.0.0.1 in a thread of the test, which answers by a script.
 *
 * Each request takes the first entry not yet used whose `match` occurs in it; where none is left it gets status 599.
 * What came in is kept, to be looked at once the client is done. */
#ifndef BAYPLAN_TESTS_SUPPORT_LOOPBACK_H
#define BAYPLAN_TESTS_SUPPORT_LOOPBACK_H

#include <stdbool.h>
#include <stddef.h>

struct loopback_reply {
    const char *match;   /* in the request's head or body; NULL = any request */
    int status;          /* 0 = 200 */
    const char *headers; /* "Name: value\r\n" lines besides Date, Content-Length and Connection; may be NULL */
    const char *body;    /* may be NULL */
    size_t body_length;  /* 0 = strlen(body) */
    int delay_ms;        /* before the reply */
    int pause_ms;        /* in the middle of the body */
    int date_offset_s;   /* the server's clock minus ours */
    bool keep_alive;     /* else the connection is closed behind the reply */
    bool drop;           /* no reply: the connection is closed once the request is read */
    bool leave;          /* from now on nobody is there: no new connection is taken */
    size_t cut;          /* > 0: closed behind so many bytes of the whole reply */
    bool no_date;
    const char *raw; /* the whole reply as it stands, instead of all above */
};

struct loopback;

/* The script must outlive the server. */
struct loopback *loopback_open(const struct loopback_reply *script, int count);
const char *loopback_url(const struct loopback *loopback); /* "http://127.0.0.1:PORT" */
/* Stops the server; what was kept stays until loopback_close, which stops too. */
void loopback_stop(struct loopback *loopback);
void loopback_close(struct loopback *loopback);

/* After loopback_stop, or while no request is under way. */
int loopback_requests(const struct loopback *loopback);
int loopback_connections(const struct loopback *loopback);
int loopback_unscripted(const struct loopback *loopback);                 /* requests that got 599 */
const char *loopback_request(const struct loopback *loopback, int index); /* head, blank line, body */

#endif
