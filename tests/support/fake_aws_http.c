/* fake_aws_http.c — HTTP/1.1 on the loopback, one thread, one poll loop. */
#include "tests/support/fake_aws.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 64, REQUEST_BYTES_MAX = 2 * 1024 * 1024 };

struct connection {
    int fd; /* -1 = free */
    char *bytes;
    size_t length, capacity;
};

struct server {
    struct fake *fake;
    int listener;
    struct connection connections[CONNECTIONS_MAX];
};

const char *request_header(const struct request *request, const char *name)
{
    for (int index = 0; index < request->headers_count; index++)
        if (strcmp(request->headers[index].name, name) == 0)
            return request->headers[index].value;
    return NULL;
}

static void connection_close(struct connection *connection)
{
    close(connection->fd);
    free(connection->bytes);
    *connection = (struct connection){.fd = -1};
}

static bool send_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        bytes += sent;
        length -= (size_t)sent;
    }
    return true;
}

static bool send_reply(const struct fake *fake, int fd, const struct reply *reply)
{
    char head[1024], date[64];
    time_t at = (time_t)reply->server_at;
    struct tm parts;
    gmtime_r(&at, &parts);
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    int length = snprintf(head, sizeof head,
                          "HTTP/1.1 %d %s\r\nDate: %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
                          "x-amzn-RequestId: 00000000-0000-4000-8000-%012lld\r\n%s%s%s\r\n",
                          reply->status, reply->status == 200 ? "OK" : "Refused", date, reply->type,
                          strlen(reply->body), (long long)fake->number, *reply->error ? "x-amzn-ErrorType: " : "",
                          reply->error, *reply->error ? "\r\n" : "");
    return send_all(fd, head, (size_t)length) && send_all(fd, reply->body, reply->send) && !reply->cut;
}

/* The head in place: lines become strings. False: not HTTP. */
static bool head_read(char *head, struct request *ret_request)
{
    char *line = strsep(&head, "\n"), *path = line ? strchr(line, ' ') : NULL;
    char *version = path ? strchr(path + 1, ' ') : NULL;
    if (!version || strncmp(version + 1, "HTTP/1.1", 8) != 0)
        return false;
    *path = *version = '\0';
    ret_request->method = line;
    ret_request->path = path + 1;
    while ((line = strsep(&head, "\n"))) {
        line[strcspn(line, "\r")] = '\0';
        char *colon = strchr(line, ':');
        if (!*line)
            break;
        if (!colon || ret_request->headers_count == HEADERS_MAX)
            return false;
        *colon = '\0';
        for (char *letter = line; *letter; letter++)
            *letter = (char)tolower((unsigned char)*letter);
        ret_request->headers[ret_request->headers_count++] = (struct header){line, colon + 1 + strspn(colon + 1, " ")};
    }
    return true;
}

/* Answers a whole request at the front of the buffer. False: the connection is done with. */
static bool answer(struct server *server, struct connection *connection, size_t head_length, size_t length)
{
    char *head = strndup(connection->bytes, head_length);
    struct request request = {.body = connection->bytes + head_length,
                              .body_length = length - head_length,
                              .raw = connection->bytes,
                              .raw_length = length};
    struct reply reply = {.status = 400, .type = "text/plain"};
    if (head_read(head, &request))
        fake_answer(server->fake, &request, &reply);
    else
        reply.drop = true;
    bool goes_on = !reply.drop && send_reply(server->fake, connection->fd, &reply);
    const char *wish = request_header(&request, "connection");
    goes_on = goes_on && !(wish && strcasecmp(wish, "close") == 0);
    free(reply.body);
    free(head);
    memmove(connection->bytes, connection->bytes + length, connection->length - length);
    connection->length -= length;
    return goes_on;
}

static bool whole_request(const struct connection *connection, size_t *ret_head, size_t *ret_length)
{
    const char *end = connection->length ? memmem(connection->bytes, connection->length, "\r\n\r\n", 4) : NULL;
    if (!end)
        return false;
    *ret_head = (size_t)(end - connection->bytes) + 4;
    *ret_length = *ret_head;
    for (const char *at = connection->bytes; at < end; at++)
        if (strncasecmp(at, "\r\nContent-Length:", 17) == 0)
            *ret_length = *ret_head + strtoul(at + 17, NULL, 10);
    return connection->length >= *ret_length;
}

static void connection_read(struct server *server, struct connection *connection)
{
    if (connection->capacity - connection->length < 16384) {
        connection->capacity = connection->capacity * 2 + 32768;
        connection->bytes = realloc(connection->bytes, connection->capacity);
    }
    ssize_t got = recv(connection->fd, connection->bytes + connection->length, 16383, 0);
    if (got <= 0 || connection->length + (size_t)got > REQUEST_BYTES_MAX) {
        connection_close(connection);
        return;
    }
    connection->length += (size_t)got;
    size_t head, length;
    while (whole_request(connection, &head, &length))
        if (!answer(server, connection, head, length)) {
            connection_close(connection);
            return;
        }
}

static void accept_one(struct server *server)
{
    int fd = accept(server->listener, NULL, NULL), one = 1;
    if (fd < 0)
        return;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct timeval patience = {.tv_sec = 10};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    for (int index = 0; index < CONNECTIONS_MAX; index++)
        if (server->connections[index].fd < 0) {
            server->connections[index] = (struct connection){.fd = fd};
            return;
        }
    close(fd);
}

static bool serve_once(struct server *server)
{
    struct pollfd polled[CONNECTIONS_MAX + 1] = {{.fd = server->listener, .events = POLLIN}};
    for (int index = 0; index < CONNECTIONS_MAX; index++)
        polled[index + 1] = (struct pollfd){.fd = server->connections[index].fd, .events = POLLIN};
    if (poll(polled, CONNECTIONS_MAX + 1, -1) < 0)
        return errno == EINTR;
    for (int index = 0; index < CONNECTIONS_MAX; index++)
        if (polled[index + 1].revents)
            connection_read(server, &server->connections[index]);
    if (polled[0].revents)
        accept_one(server);
    return true;
}

int http_serve(struct fake *fake, int port)
{
    struct server server = {.fake = fake, .listener = socket(AF_INET, SOCK_STREAM, 0)};
    for (int index = 0; index < CONNECTIONS_MAX; index++)
        server.connections[index].fd = -1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    int one = 1;
    setsockopt(server.listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(server.listener, (struct sockaddr *)&address, size) != 0 || listen(server.listener, 64) != 0 ||
        getsockname(server.listener, (struct sockaddr *)&address, &size) != 0) {
        perror("fake_aws: listen");
        return 1;
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    while (serve_once(&server))
        continue;
    return 1;
}
