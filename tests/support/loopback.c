/* loopback.c — see loopback.h. */
#include "tests/support/loopback.h"
#include "data/base/arena.h"
#include "data/base/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 32, REQUESTS_MAX = 4096, REQUEST_BYTES_MAX = 4 * 1024 * 1024 };

struct loopback {
    const struct loopback_reply *script;
    int script_count;
    bool *used;
    char url[64];
    pthread_t thread;
    bool running;
    int stop_pipe[2];
    struct pollfd sockets[2 + CONNECTIONS_MAX]; /* stop, listener, connections */
    int sockets_count;
    char *requests[REQUESTS_MAX];
    int requests_count, connections_count, unscripted_count;
};

static void wait_ms(int milliseconds)
{
    struct timespec time = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L};
    nanosleep(&time, NULL);
}

/* Bytes that the whole request needs, 0 while its head is not complete. */
static size_t request_length(const struct text *request)
{
    const char *end = memmem(request->bytes, request->length, "\r\n\r\n", 4);
    if (!end)
        return 0;
    size_t length = (size_t)(end - request->bytes) + 4;
    for (const char *line = request->bytes; line < end; line = strstr(line, "\r\n") + 2)
        if (strncasecmp(line, "Content-Length:", 15) == 0)
            length += strtoul(line + 15, NULL, 10);
    return length;
}

/* The next request of a connection, the caller's to free; NULL where the client has closed it. */
static char *request_read(int connection)
{
    struct text request;
    char bytes[16 * 1024];
    text_init(&request, REQUEST_BYTES_MAX);
    for (;;) {
        size_t needed = request.length > 0 ? request_length(&request) : 0;
        if (needed > 0 && request.length >= needed)
            return request.bytes;
        ssize_t got = recv(connection, bytes, sizeof bytes, 0);
        if (got <= 0 || request.overflown) {
            text_release(&request);
            return NULL;
        }
        text_add_bytes(&request, bytes, (size_t)got);
    }
}

static void bytes_send(int connection, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(connection, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        bytes += sent;
        length -= (size_t)sent;
    }
}

static void reply_make(const struct loopback_reply *reply, struct text *out)
{
    const char *body = reply->body ? reply->body : "";
    size_t length = reply->body_length ? reply->body_length : strlen(body);
    char date[64];
    time_t now = time(NULL) + reply->date_offset_s;
    struct tm parts;
    strftime(date, sizeof date, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", gmtime_r(&now, &parts));
    text_printf(out, "HTTP/1.1 %d Scripted\r\n%s%sContent-Length: %zu\r\nConnection: %s\r\n\r\n",
                reply->status ? reply->status : 200, reply->no_date ? "" : date, reply->headers ? reply->headers : "",
                length, reply->keep_alive ? "keep-alive" : "close");
    text_add_bytes(out, body, length);
}

/* True where the connection stays open. */
static bool reply_send(int connection, const struct loopback_reply *reply)
{
    struct text out;
    wait_ms(reply->delay_ms);
    if (reply->drop)
        return false;
    text_init(&out, 256 * 1024 * 1024);
    if (reply->raw)
        text_add(&out, reply->raw);
    else
        reply_make(reply, &out);
    size_t length = reply->cut > 0 && reply->cut < out.length ? reply->cut : out.length;
    size_t first = reply->pause_ms > 0 ? length / 2 : length;
    bytes_send(connection, out.bytes, first);
    wait_ms(reply->pause_ms);
    bytes_send(connection, out.bytes + first, length - first);
    text_release(&out);
    return reply->keep_alive && reply->cut == 0;
}

static const struct loopback_reply *script_next(struct loopback *loopback, const char *request)
{
    static const struct loopback_reply over = {.status = 599, .body = "the script is over"};
    for (int i = 0; i < loopback->script_count; i++) {
        const struct loopback_reply *reply = &loopback->script[i];
        if (loopback->used[i] || (reply->match && !strstr(request, reply->match)))
            continue;
        loopback->used[i] = true;
        return reply;
    }
    loopback->unscripted_count++;
    return &over;
}

/* False where the connection is over. */
static bool serve(struct loopback *loopback, int connection)
{
    char *request = request_read(connection);
    if (!request)
        return false;
    BUG_IF(loopback->requests_count == REQUESTS_MAX);
    loopback->requests[loopback->requests_count++] = request;
    const struct loopback_reply *reply = script_next(loopback, request);
    if (reply->leave && loopback->sockets[1].fd >= 0) {
        close(loopback->sockets[1].fd);
        loopback->sockets[1].fd = -1; /* poll passes over it */
    }
    return reply_send(connection, reply);
}

static void connection_add(struct loopback *loopback)
{
    int connection = accept(loopback->sockets[1].fd, NULL, NULL);
    if (connection < 0)
        return;
    BUG_IF(loopback->sockets_count == 2 + CONNECTIONS_MAX);
    loopback->connections_count++;
    loopback->sockets[loopback->sockets_count++] = (struct pollfd){.fd = connection, .events = POLLIN};
}

static void *run(void *context)
{
    struct loopback *loopback = context;
    for (;;) {
        if (poll(loopback->sockets, (nfds_t)loopback->sockets_count, -1) <= 0)
            continue;
        if (loopback->sockets[0].revents)
            return NULL;
        for (int i = loopback->sockets_count - 1; i >= 2; i--) {
            if (!loopback->sockets[i].revents || serve(loopback, loopback->sockets[i].fd))
                continue;
            close(loopback->sockets[i].fd);
            loopback->sockets[i] = loopback->sockets[--loopback->sockets_count];
        }
        if (loopback->sockets[1].revents && loopback->sockets[1].fd >= 0)
            connection_add(loopback);
    }
}

struct loopback *loopback_open(const struct loopback_reply *script, int count)
{
    struct loopback *loopback = memory_alloc(1, sizeof *loopback);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    BUG_IF(listener < 0 || bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 16) != 0);
    BUG_IF(getsockname(listener, (struct sockaddr *)&address, &length) != 0 || pipe(loopback->stop_pipe) != 0);
    snprintf(loopback->url, sizeof loopback->url, "http://127.0.0.1:%d", ntohs(address.sin_port));
    loopback->script = script;
    loopback->script_count = count;
    loopback->used = memory_alloc((size_t)count + 1, sizeof *loopback->used);
    loopback->sockets[0] = (struct pollfd){.fd = loopback->stop_pipe[0], .events = POLLIN};
    loopback->sockets[1] = (struct pollfd){.fd = listener, .events = POLLIN};
    loopback->sockets_count = 2;
    loopback->running = true;
    BUG_IF(pthread_create(&loopback->thread, NULL, run, loopback) != 0);
    return loopback;
}

void loopback_stop(struct loopback *loopback)
{
    if (!loopback->running)
        return;
    loopback->running = false;
    BUG_IF(write(loopback->stop_pipe[1], "", 1) != 1);
    pthread_join(loopback->thread, NULL);
    for (int i = 0; i < loopback->sockets_count; i++)
        if (loopback->sockets[i].fd >= 0)
            close(loopback->sockets[i].fd);
    close(loopback->stop_pipe[1]);
}

void loopback_close(struct loopback *loopback)
{
    loopback_stop(loopback);
    for (int i = 0; i < loopback->requests_count; i++)
        free(loopback->requests[i]);
    free(loopback->used);
    free(loopback);
}

const char *loopback_url(const struct loopback *loopback)
{
    return loopback->url;
}

int loopback_requests(const struct loopback *loopback)
{
    return loopback->requests_count;
}

int loopback_connections(const struct loopback *loopback)
{
    return loopback->connections_count;
}

int loopback_unscripted(const struct loopback *loopback)
{
    return loopback->unscripted_count;
}

const char *loopback_request(const struct loopback *loopback, int index)
{
    BUG_IF(index < 0 || index >= loopback->requests_count);
    return loopback->requests[index];
}
