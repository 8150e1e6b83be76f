#include "planner/cli/outputs.h"
#include "data/base/file.h"
#include <stdio.h>
#include <string.h>

const char *format_of_file(const char *path)
{
    static const struct {
        const char *end, *format;
    } rows[] = {{".html", "html"}, {".htm", "html"}, {".md", "markdown"}, {".json", "json"}, {".csv", "csv"}};
    const char *end = strrchr(path, '.');
    for (size_t i = 0; end && i < sizeof rows / sizeof *rows; i++)
        if (strcmp(end, rows[i].end) == 0)
            return rows[i].format;
    return "text";
}

/* Two answers in one place would leave one of them. */
static bool check_place(const struct outputs *outputs, const char *what, const char *path, struct error *err)
{
    for (int i = 0; i < outputs->count; i++) {
        const struct output *other = &outputs->all[i];
        if (!path && !other->path)
            return error_set(err, ERROR_USAGE, NULL, "%s and %s cannot both go to stdout; give one a file: FORMAT=FILE",
                             other->what, what);
        if (path && other->path && strcmp(path, other->path) == 0)
            return error_set(err, ERROR_USAGE, NULL, "%s and %s cannot both go to %s", other->what, what, path);
    }
    return true;
}

bool outputs_add(struct outputs *outputs, enum report_kind kind, const char *name, const char *what, const char *path,
                 struct error *err)
{
    const struct report_format *format = name ? report_format_find(name, kind) : NULL;
    BUG_IF(outputs->count == OUTPUTS_MAX);
    if (name && !format)
        return error_set(err, ERROR_USAGE, "--output", "'%s' would be %s, which there is none of here; say --format",
                         path ? path : "-", name);
    if (path && strcmp(path, "-") == 0)
        path = NULL;
    struct output output = {.format = format, .path = path, .wanted = true};
    snprintf(output.what, sizeof output.what, "%.15s%s%.15s", name ? name : "", name ? " " : "", what);
    if (!check_place(outputs, output.what, path, err))
        return false;
    text_init(&output.bytes, format ? REPORT_BYTES_MAX : ANSWER_BYTES_MAX);
    outputs->all[outputs->count++] = output;
    return true;
}

bool outputs_choose(struct outputs *outputs, const struct invocation *invocation, enum report_kind kind,
                    const char *name, const char *path, struct error *err)
{
    static const char *const words[REPORT_KINDS_COUNT] = {"report", "difference", "check"};
    const struct setting *setting = &invocation->settings[OPTION_FORMAT];
    bool used = false;
    for (int i = 0; i < setting->formats_count; i++) {
        struct format_choice choice = setting->formats[i];
        if (setting->origin == ORIGIN_DEFAULT && name)
            choice.name = name;
        if (!choice.path) {
            choice.path = path;
            used = true;
        }
        if (!outputs_add(outputs, kind, choice.name, words[kind], choice.path, err))
            return false;
    }
    if (path && !used)
        return error_set(err, ERROR_USAGE, "--output", "every --format has a file of its own, none is left for %s",
                         path);
    return true;
}

bool outputs_have(const struct outputs *outputs, const char *name)
{
    for (int i = 0; i < outputs->count; i++)
        if (outputs->all[i].format && strcmp(outputs->all[i].format->name, name) == 0)
            return true;
    return false;
}

void outputs_render(struct outputs *outputs, const struct invocation *invocation, enum report_kind kind,
                    const struct report *report)
{
    for (int i = 0; i < outputs->count; i++) {
        struct output *output = &outputs->all[i];
        struct screen screen = {&output->bytes, SCREEN_WIDTH, !output->path && terminal_wants_colour(invocation)};
        if (output->format)
            output->format->writers[kind](report, &screen);
    }
}

static bool check_whole(const struct outputs *outputs, struct error *err)
{
    for (int i = 0; i < outputs->count; i++)
        if (outputs->all[i].wanted && outputs->all[i].bytes.overflown)
            return error_set(err, ERROR_LIMIT, NULL, "the %s has more than %zu bytes", outputs->all[i].what,
                             outputs->all[i].bytes.limit);
    return true;
}

static bool write_files(const struct outputs *outputs, struct error *err)
{
    struct file_bytes files[OUTPUTS_MAX];
    int count = 0;
    for (int i = 0; i < outputs->count; i++) {
        const struct output *output = &outputs->all[i];
        if (output->wanted && output->path)
            files[count++] = (struct file_bytes){output->path, output->bytes.bytes, output->bytes.length};
    }
    return terminal_save_all(files, count, err);
}

bool outputs_write(const struct outputs *outputs, const struct invocation *invocation, struct error *err)
{
    if (!check_whole(outputs, err) || !write_files(outputs, err))
        return false;
    for (int i = 0; i < outputs->count; i++)
        if (outputs->all[i].wanted && outputs->all[i].path)
            terminal_note(invocation, "the %s is in %s", outputs->all[i].what, outputs->all[i].path);
    for (int i = 0; i < outputs->count; i++)
        if (outputs->all[i].wanted && !outputs->all[i].path && !terminal_answer(&outputs->all[i].bytes, err))
            return false;
    return true;
}

void outputs_release(struct outputs *outputs)
{
    for (int i = 0; i < outputs->count; i++)
        text_release(&outputs->all[i].bytes);
    *outputs = (struct outputs){0};
}
