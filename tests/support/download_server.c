/* download_server.c — see download_server.h. A thread a connection; connections stay open between requests. */
#include "tests/support/download_server.h"
#include "data/base/arena.h"
#include "data/base/text.h"
#include "tests/support/random.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_BYTES_MAX = 16 * 1024, PATHS_MAX = 64, CUTS_MAX = 256, CONNECTIONS_MAX = 256, CHUNK_BYTES = 64 * 1024 };

struct path_state {
    char *path;
    int64_t cuts[CUTS_MAX]; /* ascending; those before `cuts_used` have been made */
    int cuts_count, cuts_used, failures;
    bool cuts_set;
};

struct download_server {
    const char *folder;
    const struct download_faults *faults;
    FILE *log;
    char url[64];
    int listener;
    pthread_t thread;
    pthread_mutex_t lock; /* of all below */
    struct path_state paths[PATHS_MAX];
    int paths_count, requests_count;
    int connections[CONNECTIONS_MAX]; /* sockets; -1 = over */
    pthread_t threads[CONNECTIONS_MAX];
    int connections_count;
};

struct request {
    char path[1024];
    bool accepts_gzip;
    int64_t from; /* -1 = no range */
    char if_range[256], if_none_match[256];
};

struct answer {
    int status, file;
    char etag[96];
    bool is_packed;
    int64_t from, length, total;
    int64_t cut; /* bytes of the body before the connection is closed; -1 = never */
};

/* --- requests --- */

static void header_take(const char *head, const char *name, char *value, size_t size)
{
    size_t name_length = strlen(name);
    value[0] = '\0';
    for (const char *line = strstr(head, "\r\n"); line && line[2]; line = strstr(line + 2, "\r\n"))
        if (strncasecmp(line + 2, name, name_length) == 0 && line[2 + name_length] == ':') {
            const char *start = line + 3 + name_length + strspn(line + 3 + name_length, " ");
            snprintf(value, size, "%.*s", (int)strcspn(start, "\r"), start);
            return;
        }
}

/* False where the client is gone, or what came is no GET. */
static bool request_read(int connection, struct request *request)
{
    char head[HEAD_BYTES_MAX], value[256];
    size_t length = 0;
    head[0] = '\0';
    while (!strstr(head, "\r\n\r\n")) {
        ssize_t got = recv(connection, head + length, sizeof head - 1 - length, 0);
        if (got <= 0)
            return false;
        length += (size_t)got;
        head[length] = '\0';
    }
    *request = (struct request){.from = -1};
    if (sscanf(head, "GET %1023[^ ?]", request->path) != 1 || strstr(request->path, ".."))
        return false;
    header_take(head, "Accept-Encoding", value, sizeof value);
    request->accepts_gzip = strstr(value, "gzip") != NULL;
    header_take(head, "Range", value, sizeof value);
    if (strncmp(value, "bytes=", 6) == 0)
        request->from = strtoll(value + 6, NULL, 10);
    header_take(head, "If-Range", request->if_range, sizeof request->if_range);
    header_take(head, "If-None-Match", request->if_none_match, sizeof request->if_none_match);
    return true;
}

/* --- what is answered --- */

static struct path_state *state_of(struct download_server *server, const char *path)
{
    for (int i = 0; i < server->paths_count; i++)
        if (strcmp(server->paths[i].path, path) == 0)
            return &server->paths[i];
    BUG_IF(server->paths_count == PATHS_MAX);
    struct path_state *state = &server->paths[server->paths_count++];
    *state = (struct path_state){.path = strdup(path)};
    return state;
}

static int ascending(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static void cuts_set(const struct download_faults *faults, struct path_state *state, int64_t total)
{
    if (state->cuts_set || total < 2)
        return;
    struct random random = {.state = faults->seed};
    state->cuts_set = true;
    state->cuts_count = faults->cuts < CUTS_MAX ? faults->cuts : CUTS_MAX;
    for (int i = 0; i < state->cuts_count; i++)
        state->cuts[i] = 1 + (int64_t)(random_next(&random) % (uint64_t)(total - 1));
    qsort(state->cuts, (size_t)state->cuts_count, sizeof *state->cuts, ascending);
}

static void cut_choose(struct path_state *state, struct answer *answer)
{
    while (state->cuts_used < state->cuts_count && answer->cut < 0) {
        int64_t at = state->cuts[state->cuts_used] - answer->from;
        if (at > answer->length)
            return;
        state->cuts_used++;
        answer->cut = at >= 0 ? at : -1;
    }
}

static int file_open(const struct download_server *server, const char *path, bool is_packed, struct stat *ret_stat)
{
    char name[2048];
    snprintf(name, sizeof name, "%s%s%s", server->folder, path, is_packed ? ".gz" : "");
    int file = open(name, O_RDONLY | O_CLOEXEC);
    if (file >= 0 && (fstat(file, ret_stat) != 0 || !S_ISREG(ret_stat->st_mode))) {
        close(file);
        return -1;
    }
    return file;
}

static void body_choose(const struct download_faults *faults, const struct request *request, const struct stat *stat,
                        struct answer *answer)
{
    if (!faults->no_etag)
        snprintf(answer->etag, sizeof answer->etag, "%s\"%llx-%llx-%s\"", faults->weak_etag ? "W/" : "",
                 (unsigned long long)stat->st_size,
                 (unsigned long long)(stat->st_mtim.tv_sec * 1000000000LL + stat->st_mtim.tv_nsec),
                 answer->is_packed ? "gzip" : "as-is");
    answer->total = stat->st_size;
    answer->length = answer->total;
    if (answer->etag[0] && strcmp(request->if_none_match, answer->etag) == 0) {
        answer->status = 304;
        answer->length = 0;
    } else if (request->from >= 0 && !faults->no_ranges &&
               (!request->if_range[0] || strcmp(request->if_range, answer->etag) == 0)) {
        answer->status = request->from < answer->total ? 206 : 416;
        answer->from = answer->status == 206 ? request->from : 0;
        answer->length = answer->status == 206 ? answer->total - request->from : 0;
    }
}

static struct answer answer_choose(struct download_server *server, const struct request *request)
{
    const struct download_faults *faults = server->faults;
    struct answer answer = {.status = 200, .file = -1, .cut = -1};
    struct path_state *state = state_of(server, request->path);
    struct stat stat;
    server->requests_count++;
    if (state->failures < faults->failures) {
        state->failures++;
        answer.status = faults->status;
        return answer;
    }
    if (request->accepts_gzip)
        answer.file = file_open(server, request->path, true, &stat);
    answer.is_packed = answer.file >= 0;
    if (answer.file < 0)
        answer.file = file_open(server, request->path, false, &stat);
    if (answer.file < 0) {
        answer.status = 404;
        return answer;
    }
    body_choose(faults, request, &stat, &answer);
    if (answer.status == 200 || answer.status == 206) {
        cuts_set(faults, state, answer.total);
        cut_choose(state, &answer);
    }
    return answer;
}

/* --- on the wire --- */

static bool bytes_send(int connection, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(connection, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes += sent;
        length -= (size_t)sent;
    }
    return true;
}

static bool file_send(int connection, const struct answer *answer, int64_t length)
{
    off_t at = answer->from;
    while (at < answer->from + length) {
        ssize_t sent = sendfile(connection, answer->file, &at, (size_t)(answer->from + length - at));
        if (sent <= 0 && errno != EINTR)
            return false;
    }
    return true;
}

static bool chunks_send(int connection, const struct answer *answer, int64_t length)
{
    char bytes[CHUNK_BYTES], size[32];
    for (int64_t at = 0; at < length;) {
        ssize_t got = pread(answer->file, bytes, length - at < CHUNK_BYTES ? (size_t)(length - at) : CHUNK_BYTES,
                            answer->from + at);
        if (got <= 0)
            return false;
        snprintf(size, sizeof size, "%zx\r\n", (size_t)got);
        if (!bytes_send(connection, size, strlen(size)) || !bytes_send(connection, bytes, (size_t)got) ||
            !bytes_send(connection, "\r\n", 2))
            return false;
        at += got;
    }
    return length < answer->length || bytes_send(connection, "0\r\n\r\n", 5);
}

static void head_make(const struct download_faults *faults, const struct answer *answer, struct text *head)
{
    text_printf(head, "HTTP/1.1 %d As Said\r\nServer: loopback\r\n", answer->status);
    if (answer->file < 0 && answer->status != 404)
        text_add(head, faults->status_headers ? faults->status_headers : "");
    if (answer->etag[0])
        text_printf(head, "ETag: %s\r\n", answer->etag);
    if (answer->is_packed && answer->length > 0)
        text_add(head, "Content-Encoding: gzip\r\n");
    if (answer->status == 206)
        text_printf(head, "Content-Range: bytes %lld-%lld/%lld\r\n", (long long)answer->from,
                    (long long)answer->total - 1, (long long)answer->total);
    if (answer->status == 304)
        text_add(head, "\r\n");
    else if (faults->chunked && answer->length > 0)
        text_add(head, "Transfer-Encoding: chunked\r\n\r\n");
    else
        text_printf(head, "Content-Length: %lld\r\n\r\n", (long long)answer->length);
}

/* True where the connection stays open. */
static bool answer_send(const struct download_server *server, int connection, const struct answer *answer)
{
    struct text head;
    text_init(&head, HEAD_BYTES_MAX);
    head_make(server->faults, answer, &head);
    bool ok = bytes_send(connection, head.bytes, head.length);
    text_release(&head);
    int64_t length = answer->cut >= 0 ? answer->cut : answer->length;
    if (ok && length > 0)
        ok = server->faults->chunked ? chunks_send(connection, answer, length) : file_send(connection, answer, length);
    return ok && answer->cut < 0;
}

static bool serve(struct download_server *server, int connection)
{
    struct request request;
    if (!request_read(connection, &request))
        return false;
    pthread_mutex_lock(&server->lock);
    struct answer answer = answer_choose(server, &request);
    if (server->log) {
        fprintf(server->log, "GET %s %d from %lld of %lld%s", request.path, answer.status, (long long)answer.from,
                (long long)answer.total, answer.is_packed ? " gzip" : "");
        if (answer.cut >= 0)
            fprintf(server->log, " cut behind %lld", (long long)answer.cut);
        fprintf(server->log, "\n");
        fflush(server->log);
    }
    pthread_mutex_unlock(&server->lock);
    bool stays = answer_send(server, connection, &answer);
    if (answer.file >= 0)
        close(answer.file);
    return stays;
}

/* --- threads --- */

struct visit {
    struct download_server *server;
    int index, connection;
};

static void *visit_run(void *context)
{
    struct visit visit = *(struct visit *)context;
    free(context);
    static const int on = 1;
    setsockopt(visit.connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    while (serve(visit.server, visit.connection))
        continue;
    pthread_mutex_lock(&visit.server->lock);
    visit.server->connections[visit.index] = -1;
    pthread_mutex_unlock(&visit.server->lock);
    close(visit.connection);
    return NULL;
}

static void *run(void *context)
{
    struct download_server *server = context;
    int connection;
    while ((connection = accept(server->listener, NULL, NULL)) >= 0) {
        pthread_mutex_lock(&server->lock);
        BUG_IF(server->connections_count == CONNECTIONS_MAX);
        struct visit *visit = memory_alloc(1, sizeof *visit);
        *visit = (struct visit){server, server->connections_count++, connection};
        server->connections[visit->index] = connection;
        BUG_IF(pthread_create(&server->threads[visit->index], NULL, visit_run, visit) != 0);
        pthread_mutex_unlock(&server->lock);
    }
    return NULL;
}

struct download_server *download_server_open(const char *folder, const struct download_faults *faults, const char *log)
{
    struct download_server *server = memory_alloc(1, sizeof *server);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    server->folder = folder;
    server->faults = faults;
    server->log = log ? fopen(log, "w") : NULL;
    BUG_IF(log && !server->log);
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    BUG_IF(server->listener < 0 || bind(server->listener, (struct sockaddr *)&address, length) != 0 ||
           listen(server->listener, 16) != 0);
    BUG_IF(getsockname(server->listener, (struct sockaddr *)&address, &length) != 0);
    snprintf(server->url, sizeof server->url, "http://127.0.0.1:%d", ntohs(address.sin_port));
    BUG_IF(pthread_mutex_init(&server->lock, NULL) != 0);
    BUG_IF(pthread_create(&server->thread, NULL, run, server) != 0);
    return server;
}

const char *download_server_url(const struct download_server *server)
{
    return server->url;
}

int download_server_requests(struct download_server *server)
{
    pthread_mutex_lock(&server->lock);
    int count = server->requests_count;
    pthread_mutex_unlock(&server->lock);
    return count;
}

void download_server_close(struct download_server *server)
{
    shutdown(server->listener, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->listener);
    pthread_mutex_lock(&server->lock);
    for (int i = 0; i < server->connections_count; i++)
        if (server->connections[i] >= 0)
            shutdown(server->connections[i], SHUT_RDWR);
    pthread_mutex_unlock(&server->lock);
    for (int i = 0; i < server->connections_count; i++)
        pthread_join(server->threads[i], NULL);
    for (int i = 0; i < server->paths_count; i++)
        free(server->paths[i].path);
    pthread_mutex_destroy(&server->lock);
    if (server->log)
        fclose(server->log);
    free(server);
}
