/* ini.c — see ini.h. */
#include "data/aws/ini.h"
#include "data/base/arena.h"
#include "data/base/secret.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NO_INDENT = -1 };

struct ini_reader {
    struct ini *ini;
    const char *section; /* NULL before the first */
    const char *parent;  /* the last key without a value; NULL = none */
    int line, indent;    /* of the last key; NO_INDENT = none yet in this section */
    char *value;         /* the last key's */
    int in_section;      /* keys so far */
    struct error *err;
};

static bool fail(const struct ini_reader *reader, enum error_kind kind, const char *what)
{
    char where[ERROR_WHERE_SIZE];
    snprintf(where, sizeof where, "%s:%d%s%s%s", reader->ini->file, reader->line, reader->section ? ": [" : "",
             reader->section ? reader->section : "", reader->section ? "]" : "");
    return error_set(reader->err, kind, where, "%s", what);
}

/* A key may be shown where it looks like one: what stands before a '=' may also be a secret in the wrong place. */
static bool fail_twice(const struct ini_reader *reader, const char *key)
{
    char what[128];
    bool is_name = strlen(key) < 32 && key[strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
    snprintf(what, sizeof what, "%s stands in the section twice; take one out", is_name ? key : "this key");
    return fail(reader, ERROR_INPUT, what);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\f' || byte == '\v';
}

/* Cuts the blanks off both ends, in place. */
static char *trimmed(char *text)
{
    while (is_blank(*text))
        text++;
    size_t length = strlen(text);
    while (length > 0 && is_blank(text[length - 1]))
        text[--length] = '\0';
    return text;
}

/* [profile "my team"] and [profile 'my team'] are [profile my team]; in place. */
static void quotes_drop(char *name)
{
    char *blank = strpbrk(name, " \t");
    if (!blank)
        return;
    char *rest = trimmed(blank);
    size_t length = strlen(rest);
    if (length >= 2 && (*rest == '"' || *rest == '\'') && rest[length - 1] == *rest) {
        rest[length - 1] = '\0';
        rest++;
    }
    *blank = ' ';
    memmove(blank + 1, rest, strlen(rest) + 1);
}

static bool read_section(struct ini_reader *reader, char *text)
{
    struct ini *ini = reader->ini;
    reader->section = NULL;
    char *end = strrchr(text, ']');
    if (!end)
        return fail(reader, ERROR_INPUT, "a section without its ']'");
    const char *rest = trimmed(end + 1);
    if (*rest && *rest != '#' && *rest != ';')
        return fail(reader, ERROR_INPUT, "something stands behind the section's ']'");
    *end = '\0';
    char *name = trimmed(text + 1);
    quotes_drop(name);
    if (!*name)
        return fail(reader, ERROR_INPUT, "a section without a name");
    if (ini->sections_count == INI_SECTIONS_MAX)
        return fail(reader, ERROR_LIMIT, "too many sections; 5,000 are the most");
    if (ini_has(ini, name)) {
        reader->section = name;
        return fail(reader, ERROR_INPUT, "this section stands in the file twice; join the two");
    }
    ini->sections[ini->sections_count++] = name;
    reader->section = name;
    reader->parent = NULL;
    reader->indent = NO_INDENT;
    reader->in_section = 0;
    return true;
}

static bool add_value(struct ini_reader *reader, const char *parent, char *key, char *value)
{
    struct ini *ini = reader->ini;
    if (ini->values_count == INI_VALUES_MAX || reader->in_section++ == INI_SECTION_VALUES_MAX)
        return fail(reader, ERROR_LIMIT, "too many keys; 1,000 in a section and 50,000 in a file are the most");
    for (char *at = key; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    for (int i = ini->values_count; i-- > 0 && ini->values[i].section == reader->section;) {
        const struct ini_value *other = &ini->values[i];
        bool same_parent = other->parent == parent;
        if (same_parent && strcmp(other->key, key) == 0)
            return fail_twice(reader, key);
    }
    ini->values[ini->values_count++] = (struct ini_value){.file = ini->file,
                                                          .section = reader->section,
                                                          .parent = parent,
                                                          .key = key,
                                                          .value = value,
                                                          .line = reader->line};
    return true;
}

/* "key = value"; the value is cut off in place. */
static char *value_of(char *text)
{
    char *delimiter = strpbrk(text, "=:");
    if (!delimiter || delimiter == text)
        return NULL;
    *delimiter = '\0';
    return trimmed(delimiter + 1);
}

/* A value goes on in the next line: a newline between, and both still lie before what is read next. */
static void value_extend(char *value, const char *more)
{
    char *end = value + strlen(value);
    *end = '\n';
    memmove(end + 1, more, strlen(more) + 1);
}

static bool read_line(struct ini_reader *reader, char *line)
{
    int indent = 0;
    while (is_blank(line[indent]))
        indent++;
    char *text = trimmed(line);
    if (!*text || *text == '#' || *text == ';')
        return true;
    bool goes_on = reader->indent != NO_INDENT && indent > reader->indent;
    if (goes_on && *reader->value) {
        value_extend(reader->value, text);
        return true;
    }
    if (!goes_on && *text == '[')
        return read_section(reader, text);
    if (!reader->section)
        return fail(reader, ERROR_INPUT, "this line stands before the first [section]");
    char *value = value_of(text);
    if (!value)
        return fail(reader, ERROR_INPUT, "neither a [section] nor \"key = value\"");
    char *key = trimmed(text);
    if (goes_on)
        return add_value(reader, reader->parent, key, value);
    reader->indent = indent;
    reader->value = value;
    reader->parent = key;
    return add_value(reader, NULL, key, value);
}

static bool read_lines(struct ini_reader *reader, char *bytes)
{
    for (char *next; bytes; bytes = next) {
        next = strchr(bytes, '\n');
        size_t length = next ? (size_t)(next - bytes) : strlen(bytes);
        reader->line++;
        if (length > INI_LINE_BYTES_MAX)
            return fail(reader, ERROR_LIMIT, "a line of more than 32 KiB");
        if (next)
            *next++ = '\0';
        if (!read_line(reader, bytes))
            return false;
    }
    return true;
}

static int lines_in(const char *bytes)
{
    int count = 1;
    for (; (bytes = strchr(bytes, '\n')); bytes++)
        count++;
    return count;
}

bool ini_parse(const char *file, const char *bytes, size_t length, struct ini *ret_ini, struct error *err)
{
    struct ini ini = {.file = secret_strdup(file), .length = length};
    struct ini_reader reader = {.ini = &ini, .indent = NO_INDENT, .err = err};
    bool ok = true;
    if (length > INI_BYTES_MAX)
        ok = error_set(err, ERROR_LIMIT, file, "more than 1 MiB; that is no file of settings");
    else if (memchr(bytes, '\0', length) || utf8_valid_length(bytes, length) != length)
        ok = error_set(err, ERROR_INPUT, file, "not UTF-8 text");
    if (ok) {
        size_t mark = length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
        ini.bytes = memory_alloc(length + 1, 1);
        memcpy(ini.bytes, bytes + mark, length - mark);
        int lines = lines_in(ini.bytes);
        ini.values = memory_alloc((size_t)lines, sizeof *ini.values);
        ini.sections = memory_alloc((size_t)lines, sizeof *ini.sections);
        ok = read_lines(&reader, ini.bytes);
    }
    if (ok)
        *ret_ini = ini;
    else
        ini_release(&ini);
    return ok;
}

/* Reads at most one byte more than is allowed, so that ini_parse can say so. */
static bool read_bytes(int handle, const char *path, char *bytes, size_t *ret_length, struct error *err)
{
    size_t length = 0;
    while (length <= INI_BYTES_MAX) {
        ssize_t count = read(handle, bytes + length, INI_BYTES_MAX + 1 - length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return error_set(err, ERROR_IO, path, "cannot read: %s", strerror(errno));
        if (count == 0)
            break;
        length += (size_t)count;
    }
    *ret_length = length;
    return true;
}

bool ini_read(const char *path, struct ini *ret_ini, struct error *err)
{
    int handle = open(path, O_RDONLY | O_CLOEXEC);
    if (handle < 0 && (errno == ENOENT || errno == ENOTDIR)) {
        *ret_ini = (struct ini){.file = secret_strdup(path)};
        return true;
    }
    if (handle < 0)
        return error_set(err, ERROR_IO, path, "cannot open: %s", strerror(errno));
    char *bytes = memory_alloc(INI_BYTES_MAX + 1, 1);
    size_t length = 0;
    bool ok = read_bytes(handle, path, bytes, &length, err) && ini_parse(path, bytes, length, ret_ini, err);
    secret_wipe(bytes, INI_BYTES_MAX + 1);
    free(bytes);
    close(handle);
    return ok;
}

void ini_release(struct ini *ini)
{
    if (ini->bytes)
        secret_wipe(ini->bytes, ini->length);
    free(ini->bytes);
    free(ini->file);
    free(ini->values);
    free(ini->sections);
    *ini = (struct ini){0};
}

bool ini_has(const struct ini *ini, const char *section)
{
    for (int i = 0; i < ini->sections_count; i++) {
        if (strcmp(ini->sections[i], section) == 0)
            return true;
    }
    return false;
}

const struct ini_value *ini_find(const struct ini *ini, const char *section, const char *parent, const char *key)
{
    for (int i = 0; i < ini->values_count; i++) {
        const struct ini_value *value = &ini->values[i];
        bool same_parent = parent ? value->parent && strcmp(value->parent, parent) == 0 : !value->parent;
        if (same_parent && strcmp(value->section, section) == 0 && strcmp(value->key, key) == 0)
            return value;
    }
    return NULL;
}
