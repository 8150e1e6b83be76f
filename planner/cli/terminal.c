#include "planner/cli/terminal.h"
#include "reports/screen.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PROGRESS_COLUMNS = SCREEN_WIDTH - 1 };

void terminal_start(void)
{
    /* The wrong direction on purpose: using a descriptor that the caller closed fails as if it were closed. */
    static const int flags[] = {O_WRONLY, O_RDONLY, O_RDONLY};
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF && open("/dev/null", flags[fd]) != fd)
            exit(error_exit_code(ERROR_IO));
    signal(SIGPIPE, SIG_DFL);
}

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

static bool is_dumb(void)
{
    const char *term = getenv("TERM");
    return term && strcmp(term, "dumb") == 0;
}

bool terminal_wants_colour(const struct invocation *invocation)
{
    const char *when = invocation->settings[OPTION_COLOR].text;
    if (when && strcmp(when, "auto") != 0)
        return strcmp(when, "always") == 0;
    return isatty(STDOUT_FILENO) && !is_set("NO_COLOR") && !is_dumb();
}

/* write(2) until all is written or an error says why not. */
static bool write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written < 0 && errno != EINTR)
            return false;
        bytes += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

static bool check_whole(const struct text *text, struct error *err)
{
    if (text->overflown)
        return error_set(err, ERROR_LIMIT, NULL, "the answer has more than %zu bytes", text->limit);
    return true;
}

bool terminal_answer(const struct text *answer, struct error *err)
{
    if (!check_whole(answer, err))
        return false;
    if (answer->length > 0 && !write_all(STDOUT_FILENO, answer->bytes, answer->length))
        return error_set(err, ERROR_IO, "stdout", "cannot write: %s", strerror(errno));
    return true;
}

bool terminal_save_all(const struct file_bytes *files, int count, struct error *err)
{
    sigset_t blocked, before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGINT);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGHUP);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    bool done = file_write_all(files, count, err);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return done;
}

bool terminal_save(const char *path, const struct text *bytes, struct error *err)
{
    struct file_bytes file = {path, bytes->bytes, bytes->length};
    return check_whole(bytes, err) && terminal_save_all(&file, 1, err);
}

/* Where stderr is gone too there is nowhere left to say it; the exit code still does. */
static void write_safe_line(const char *first, const char *string)
{
    struct text line = {0};
    text_init(&line, 64 * 1024);
    text_add(&line, first);
    safe_add(&line, string);
    text_add(&line, "\n");
    (void)!write_all(STDERR_FILENO, line.bytes, line.length);
    text_release(&line);
}

void terminal_note(const struct invocation *invocation, const char *format, ...)
{
    if (invocation->settings[OPTION_QUIET].flag)
        return;
    va_list arguments;
    va_start(arguments, format);
    char *string = format_text(format, arguments);
    va_end(arguments);
    write_safe_line("bayplan: ", string);
    free(string);
}

bool terminal_answer_document(const struct invocation *invocation, const char *what, const struct text *document,
                              const struct text *shown, struct error *err)
{
    const char *path = invocation->settings[OPTION_OUTPUT].text;
    bool to_stdout = path && strcmp(path, "-") == 0;
    if (path && !to_stdout) {
        if (!terminal_save(path, document, err))
            return false;
        terminal_note(invocation, "the %s is in %s", what, path);
    }
    bool as_document = to_stdout || strcmp(invocation->settings[OPTION_FORMAT].text, "json") == 0;
    return terminal_answer(as_document ? document : shown, err);
}

static const char *hint_of(const struct command *command, enum error_kind kind, char *buffer, size_t size)
{
    bool named = command && strcmp(command->name, "help") != 0;
    switch (kind) {
    case ERROR_USAGE:
        snprintf(buffer, size, "see 'bayplan help%s%s'", named ? " " : "", named ? command->name : "");
        return buffer;
    case ERROR_UNKNOWN_PRICE:
        return "'bayplan prices show' lists the prices there are; --prices takes a catalogue of your own";
    case ERROR_INTERNAL:
        return "this is a mistake in bayplan, not in your input";
    case ERROR_NONE:
    case ERROR_INPUT:
    case ERROR_IO:
    case ERROR_LIMIT:
    case ERROR_INFEASIBLE:
    case ERROR_AWS:
    case ERROR_POLICY:
    case ERROR_DRIFT:
    case ERROR_PARTLY_APPLIED:
        return NULL;
    }
    bug_found(__FILE__, __LINE__, "unknown error kind");
}

void terminal_error(const struct command *command, const struct error *err)
{
    char buffer[128];
    struct text line = {0};
    text_init(&line, 8 * 1024);
    bool from_stdin = err->where[0] == '-' && (err->where[1] == ':' || err->where[1] == '\0');
    text_printf(&line, "%s%s%s%s%s", err->kind == ERROR_INFEASIBLE ? "infeasible: " : "", from_stdin ? "stdin" : "",
                err->where + from_stdin, *err->where ? ": " : "", err->text);
    write_safe_line("bayplan: error: ", line.bytes);
    text_release(&line);
    const char *hint = hint_of(command, err->kind, buffer, sizeof buffer);
    if (hint)
        write_safe_line("bayplan: hint: ", hint);
}

struct progress progress_begin(const struct invocation *invocation)
{
    return (struct progress){.shown = isatty(STDERR_FILENO) && !is_dumb() && !invocation->settings[OPTION_QUIET].flag};
}

void progress_line(void *context, const char *line)
{
    struct progress *progress = context;
    if (!progress->shown)
        return;
    struct text shown = {0};
    text_init(&shown, 4 * 1024);
    text_add(&shown, "\r");
    safe_add_cut(&shown, line, PROGRESS_COLUMNS);
    text_add(&shown, "\033[K");
    progress->shown = write_all(STDERR_FILENO, shown.bytes, shown.length);
    progress->dirty = true;
    text_release(&shown);
}

void progress_end(struct progress *progress)
{
    if (progress->dirty && !write_all(STDERR_FILENO, "\r\033[K", 4))
        progress->shown = false;
    progress->dirty = false;
}
