/* credentials_process.c — credential_process: a program of the user's that prints a key pair as JSON.
 *
 * It is run without a shell, with the words of its line as arguments, no input, and a process group of its own, which
 * is killed where it takes longer than a minute. Neither its line nor what it prints is ever shown: both may hold
 * secrets. */
#include "data/aws/credentials_parts.h"
#include "data/base/date.h"
#include "data/base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PROCESS_LIMIT_S = 60, POLL_MS = 200, FRESH_S = 60 };

/* --- the line's words, as a POSIX shell would split them, and nothing else it would do --- */

/* Copies one word to `*out`; false where a quote is not closed. */
static bool copy_word(const char **in, char **out)
{
    char quote = '\0';
    for (; **in && (quote || !strchr(" \t\n", **in)); (*in)++) {
        char byte = **in;
        if (quote == '\0' && (byte == '"' || byte == '\'')) {
            quote = byte;
        } else if (byte == quote) {
            quote = '\0';
        } else if (byte == '\\' && quote != '\'') {
            char next = (*in)[1];
            if (next == '\0')
                return false;
            if (quote == '"' && next != '"' && next != '\\')
                *(*out)++ = byte;
            *(*out)++ = next;
            (*in)++;
        } else {
            *(*out)++ = byte;
        }
    }
    *(*out)++ = '\0';
    return quote == '\0';
}

bool process_words(const char *line, char *bytes, char *words[PROCESS_WORDS_MAX], int *ret_count)
{
    int count = 0;
    for (line += strspn(line, " \t\n"); *line; line += strspn(line, " \t\n")) {
        if (count + 1 == PROCESS_WORDS_MAX)
            return false;
        words[count++] = bytes;
        if (!copy_word(&line, &bytes))
            return false;
    }
    words[count] = NULL;
    *ret_count = count;
    return count > 0;
}

/* --- the process --- */

struct process {
    pid_t id;
    int output; /* to read from */
    struct text text;
    const volatile bool *stop;
};

static int64_t monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The child, after fork: only calls that are safe there. Says by `report` why it could not become the program. */
static _Noreturn void become(char **words, int output, int report)
{
    int nothing = open("/dev/null", O_RDWR);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    bool ok = nothing >= 0 && setpgid(0, 0) == 0 && dup2(nothing, STDIN_FILENO) >= 0 &&
              dup2(output, STDOUT_FILENO) >= 0 && dup2(nothing, STDERR_FILENO) >= 0;
    if (ok)
        execvp(words[0], words);
    int failure = errno;
    ssize_t written = write(report, &failure, sizeof failure);
    _exit(written == sizeof failure ? 127 : 126);
}

static bool start(char **words, struct process *process, const char *where, struct error *err)
{
    int output[2] = {-1, -1}, report[2] = {-1, -1}, failure = 0;
    if (pipe2(output, O_CLOEXEC) != 0)
        return error_set(err, ERROR_IO, where, "cannot make a pipe: %s", strerror(errno));
    if (pipe2(report, O_CLOEXEC) != 0) {
        error_set(err, ERROR_IO, where, "cannot make a pipe: %s", strerror(errno));
        close(output[0]), close(output[1]);
        return false;
    }
    process->id = fork();
    if (process->id == 0)
        become(words, output[1], report[1]);
    if (process->id < 0)
        failure = errno;
    close(output[1]), close(report[1]);
    ssize_t count = 0;
    while (process->id > 0 && (count = read(report[0], &failure, sizeof failure)) < 0 && errno == EINTR)
        continue;
    close(report[0]);
    process->output = output[0];
    if (process->id > 0 && count == 0)
        return true;
    close(output[0]);
    if (process->id > 0)
        waitpid(process->id, NULL, 0);
    return error_set(err, ERROR_INPUT, where,
                     "cannot run it: %s (the first word is the program; no shell reads the line)", strerror(failure));
}

/* Reads until the output ends; false where the time is up, `stop` is set or it prints too much. */
static const char *read_output(struct process *process, int64_t until_ms)
{
    char chunk[4096];
    const char *failure = NULL;
    while (!failure) {
        struct pollfd waiting = {.fd = process->output, .events = POLLIN};
        int ready = poll(&waiting, 1, POLL_MS);
        ssize_t count = ready > 0 ? read(process->output, chunk, sizeof chunk) : 0;
        if (ready > 0 && count == 0)
            break;
        if ((ready < 0 || count < 0) && errno != EINTR)
            failure = "its output cannot be read";
        if (count > 0)
            text_add_bytes(&process->text, chunk, (size_t)count);
        if (process->text.overflown)
            failure = "it printed more than 64 KiB";
        else if (process->stop && *process->stop)
            failure = "stopped";
        else if (monotonic_ms() >= until_ms)
            failure = "it has not finished within 60 s; does it ask for something? It gets no input";
    }
    secret_wipe(chunk, sizeof chunk);
    return failure;
}

/* Its end is waited for as long as its output was: a program may close its output and go on. */
static const char *reap(struct process *process, int64_t until_ms, int *ret_status)
{
    for (;;) {
        pid_t ended = waitpid(process->id, ret_status, WNOHANG);
        if (ended == process->id)
            return NULL;
        if (ended < 0 && errno != EINTR)
            return "its end cannot be waited for";
        if (monotonic_ms() >= until_ms || (process->stop && *process->stop))
            return "it closed its output, and has not finished within 60 s";
        nanosleep(&(struct timespec){.tv_nsec = 5 * 1000 * 1000}, NULL);
    }
}

static bool run(char **words, struct process *process, const char *where, struct error *err)
{
    int status = 0;
    int64_t until_ms = monotonic_ms() + PROCESS_LIMIT_S * 1000;
    if (!start(words, process, where, err))
        return false;
    const char *failure = read_output(process, until_ms);
    if (!failure)
        failure = reap(process, until_ms, &status);
    close(process->output);
    if (failure) {
        kill(-process->id, SIGKILL);
        kill(process->id, SIGKILL);
        waitpid(process->id, NULL, 0);
        return error_set(err, ERROR_AWS, where, "%s; run it by hand to see why", failure);
    }
    if (WIFSIGNALED(status))
        return error_set(err, ERROR_AWS, where, "it ended by signal %d; run it by hand to see why", WTERMSIG(status));
    if (WEXITSTATUS(status) != 0)
        return error_set(err, ERROR_AWS, where, "it ended with exit code %d; run it by hand to see why",
                         WEXITSTATUS(status));
    return true;
}

/* --- what it printed --- */

static bool read_credentials(struct search *search, const struct text *text, const char *where,
                             struct aws_credentials *ret_credentials, struct error *err)
{
    struct node *root = NULL;
    struct aws_credentials credentials = {0};
    if (!credentials_of_json(search, text->bytes ? text->bytes : "", text->length, "SessionToken", where, &credentials,
                             &root, err))
        return false;
    char at[MOMENT_TEXT_SIZE];
    const struct node *version = node_child(root, "Version");
    bool ok = true;
    if (!version || version->kind != NODE_NUMBER || !version->is_integer || version->integer != 1)
        ok = error_set(err, ERROR_AWS, where, "it did not print \"Version\": 1; no other is known");
    else if (credentials.expires_at != 0 && credentials.expires_at <= search->now + FRESH_S)
        ok = error_set(err, ERROR_AWS, where, "it gave credentials that last until %s only: make it get new ones",
                       moment_format(credentials.expires_at, at));
    if (ok)
        *ret_credentials = credentials;
    else
        aws_credentials_release(&credentials);
    return ok;
}

bool process_credentials(struct search *search, const char *profile, struct aws_credentials *ret_credentials,
                         bool *ret_found, struct error *err)
{
    char where[ERROR_WHERE_SIZE], *words[PROCESS_WORDS_MAX];
    int count = 0;
    const struct ini_value *line = aws_settings_value(search->settings, profile, "credential_process");
    if (!line)
        return true;
    aws_settings_where(line, where);
    char *bytes = arena_alloc(&search->arena, 2 * strlen(line->value) + 2, 1);
    if (!process_words(line->value, bytes, words, &count))
        return error_set(err, ERROR_INPUT, where,
                         "not a line of words: a quote that is not closed, or more than %d words",
                         PROCESS_WORDS_MAX - 1);
    struct process process = {.stop = search->settings->options.stop};
    text_init(&process.text, CREDENTIAL_REPLY_BYTES_MAX);
    secret_text_reserve(&process.text, CREDENTIAL_REPLY_BYTES_MAX);
    aws_settings_log(search->settings, "credentials: running the credential_process of profile %s", profile);
    *ret_found =
        run(words, &process, where, err) && read_credentials(search, &process.text, where, ret_credentials, err);
    secret_text_release(&process.text);
    if (*ret_found)
        credentials_source(ret_credentials, ret_credentials->expires_at != 0, "profile %s (credential_process)",
                           profile);
    return *ret_found;
}
