/* journal_line.c — see journal_line.h. */
#include "planner/apply/journal_line.h"

#include "data/base/file.h"
#include "data/base/json_writer.h"
#include "data/base/node.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *const journal_record_words[] = {
#define X(kind, word) word,
    JOURNAL_RECORDS(X)
#undef X
        NULL};

/* A string longer than node.h reads is a list of pieces. */
static const size_t piece_bytes = NODE_STRING_BYTES_MAX / 2;
enum { CRC_DIGITS = JOURNAL_CHECKSUM_SIZE - 1 };

/* CRC-32 as in IEEE 802.3, reflected: what gzip and PNG have. */
static uint32_t crc32(uint32_t crc, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        crc ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ (UINT32_C(0xEDB88320) & (0 - (crc & 1)));
    }
    return crc;
}

void journal_checksum(const char *before, const char *bytes, size_t length, char hex[JOURNAL_CHECKSUM_SIZE])
{
    uint32_t crc = crc32(UINT32_MAX, before, strlen(before));
    snprintf(hex, JOURNAL_CHECKSUM_SIZE, "%08" PRIx32, ~crc32(crc, bytes, length));
}

/* Error texts are cut at a byte, not at a character. */
static const char *valid_utf8(struct arena *arena, const char *value)
{
    return arena_strndup(arena, value, utf8_valid_length(value, strlen(value)));
}

static void write_words(struct json_writer *writer, struct arena *arena, const char *key, const char *value)
{
    if (value && value[0] != '\0')
        json_string(writer, key, valid_utf8(arena, value));
}

static size_t piece_length(const char *from, size_t left)
{
    size_t length = left < piece_bytes ? left : piece_bytes;
    while (length < left && ((unsigned char)from[length] & 0xC0) == 0x80)
        length--;
    return length;
}

static void write_long(struct json_writer *writer, struct arena *arena, const char *key, const char *value)
{
    if (!value || strlen(value) <= piece_bytes) {
        write_words(writer, arena, key, value);
        return;
    }
    const char *at = valid_utf8(arena, value);
    json_begin_list(writer, key);
    for (size_t left = strlen(at); left > 0;) {
        size_t length = piece_length(at, left);
        json_string(writer, NULL, arena_strndup(arena, at, length));
        at += length;
        left -= length;
    }
    json_end_list(writer);
}

/* On one line: in what json_writer writes, an end of line is never inside a string. */
static void add_on_one_line(struct text *line, const struct text *json)
{
    for (size_t i = 0; i < json->length; i++) {
        if (json->bytes[i] != '\n') {
            text_add_bytes(line, json->bytes + i, 1);
            continue;
        }
        while (i + 1 < json->length && json->bytes[i + 1] == ' ')
            i++;
    }
}

static void write_record(const struct journal_record *record, struct arena *arena, struct text *json)
{
    struct json_writer writer = {.out = json};
    json_begin_object(&writer, NULL);
    json_string(&writer, "record", journal_record_words[record->kind]);
    write_words(&writer, arena, "at", record->at);
    write_words(&writer, arena, "run", record->run);
    write_words(&writer, arena, "step", record->step);
    write_words(&writer, arena, "token", record->token);
    write_words(&writer, arena, "sha256", record->sha256);
    write_words(&writer, arena, "request", record->request);
    if (record->status != 0)
        json_integer(&writer, "status", record->status);
    write_words(&writer, arena, "code", record->code);
    write_long(&writer, arena, "text", record->text);
    json_end_object(&writer);
}

void journal_line_write(const struct journal_record *record, char checksum[JOURNAL_CHECKSUM_SIZE],
                        struct text *ret_line)
{
    struct arena arena = {0};
    struct text json, line;
    text_init(&json, FILE_BYTES_MAX);
    text_init(&line, FILE_BYTES_MAX);
    write_record(record, &arena, &json);
    add_on_one_line(&line, &json);
    char own[JOURNAL_CHECKSUM_SIZE];
    journal_checksum(checksum, line.bytes, line.length, own);
    memcpy(checksum, own, sizeof own);
    text_printf(ret_line, "%s ", checksum);
    text_add_bytes(ret_line, line.bytes, line.length);
    text_add(ret_line, "\n");
    text_release(&json);
    text_release(&line);
    arena_release(&arena);
}

static bool checksum_holds(const char *line, size_t length, char checksum[JOURNAL_CHECKSUM_SIZE])
{
    if (length < CRC_DIGITS + 2 || line[CRC_DIGITS] != ' ')
        return false;
    char expected[JOURNAL_CHECKSUM_SIZE];
    journal_checksum(checksum, line + CRC_DIGITS + 1, length - CRC_DIGITS - 1, expected);
    if (memcmp(line, expected, CRC_DIGITS) != 0)
        return false;
    memcpy(checksum, expected, sizeof expected);
    return true;
}

static bool read_text(const char *where, const struct node *node, struct arena *arena, const char **ret_value,
                      struct error *err)
{
    if (node->kind == NODE_STRING) {
        *ret_value = node->string;
        return true;
    }
    struct text whole;
    text_init(&whole, FILE_BYTES_MAX);
    bool ok = node->kind == NODE_LIST;
    for (const struct node *piece = ok ? node->first : NULL; piece && ok; piece = piece->next) {
        ok = piece->kind == NODE_STRING;
        text_add(&whole, ok ? piece->string : "");
    }
    *ret_value = arena_strdup(arena, whole.bytes ? whole.bytes : "");
    text_release(&whole);
    return ok || error_set(err, ERROR_INPUT, where, "%s is no text", node->name);
}

static bool read_status(const char *where, const struct node *node, int *ret_status, struct error *err)
{
    if (node->kind != NODE_NUMBER || !node->is_integer || node->integer < 0 || node->integer > 999)
        return error_set(err, ERROR_INPUT, where, "status is no HTTP status");
    *ret_status = (int)node->integer;
    return true;
}

static bool read_kind(const char *where, const struct node *node, enum journal_record_kind *ret_kind, struct error *err)
{
    for (int kind = 0; journal_record_words[kind] != NULL; kind++)
        if (node && node->kind == NODE_STRING && strcmp(node->string, journal_record_words[kind]) == 0) {
            *ret_kind = (enum journal_record_kind)kind;
            return true;
        }
    return error_set(err, ERROR_INPUT, where, "a record of a kind that this version of bayplan does not know");
}

static const char **member_of(struct journal_record *record, const char *key)
{
    const struct {
        const char *key;
        const char **value;
    } members[] = {{"at", &record->at},       {"run", &record->run},       {"step", &record->step},
                   {"token", &record->token}, {"sha256", &record->sha256}, {"request", &record->request},
                   {"code", &record->code},   {"text", &record->text}};
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (strcmp(key, members[i].key) == 0)
            return members[i].value;
    return NULL;
}

static bool read_members(const char *where, const struct node *root, struct arena *arena, struct journal_record *record,
                         struct error *err)
{
    for (const struct node *node = root->first; node; node = node->next) {
        const char **member = member_of(record, node->name);
        if (strcmp(node->name, "record") == 0)
            continue;
        if (strcmp(node->name, "status") == 0) {
            if (!read_status(where, node, &record->status, err))
                return false;
        } else if (!member) {
            return error_set(err, ERROR_INPUT, where, "a record with %s, which this version of bayplan does not know",
                             node->name);
        } else if (!read_text(where, node, arena, member, err)) {
            return false;
        }
    }
    return true;
}

bool journal_line_read(const char *where, const char *line, size_t length, char checksum[JOURNAL_CHECKSUM_SIZE],
                       struct arena *arena, struct journal_record *ret_record, bool *ret_whole, struct error *err)
{
    *ret_record = (struct journal_record){
        .at = "", .run = "", .step = "", .token = "", .sha256 = "", .request = "", .code = "", .text = ""};
    *ret_whole = checksum_holds(line, length, checksum);
    if (!*ret_whole)
        return true;
    struct node *root = NULL;
    if (!node_parse(where, line + CRC_DIGITS + 1, length - CRC_DIGITS - 1, arena, &root, err))
        return false;
    if (root->kind != NODE_OBJECT)
        return error_set(err, ERROR_INPUT, where, "no record of bayplan's: it is no JSON object");
    return read_kind(where, node_child(root, "record"), &ret_record->kind, err) &&
           read_members(where, root, arena, ret_record, err);
}
