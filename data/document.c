/* document.c — see document.h. */
#include "data/document.h"

#include "data/base/date.h"
#include "data/profile.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool document_check_root(const char *file, const struct node *root, const char *what, struct error *err)
{
    char where[NODE_WHERE_SIZE];
    if (root->kind == NODE_XML_ELEMENT && strcmp(root->name, what) != 0)
        return error_set(err, ERROR_INPUT, node_where(file, root, NULL, where),
                         "the root element is <%s>, expected <%s>", root->name, what);
    if (root->kind != NODE_OBJECT && root->kind != NODE_XML_ELEMENT)
        return error_set(err, ERROR_INPUT, node_where(file, root, NULL, where), "a %s must be an object", what);
    const struct node *schema = node_child(root, "schema");
    if (!schema)
        return error_set(err, ERROR_INPUT, node_where(file, root, "schema", where), "missing, must be \"bayplan.%s/1\"",
                         what);
    char expected[64];
    snprintf(expected, sizeof expected, "bayplan.%s/1", what);
    if (schema->kind != NODE_STRING && schema->kind != NODE_XML_TEXT)
        return error_set(err, ERROR_INPUT, node_where(file, schema, NULL, where), "must be \"%s\"", expected);
    if (strcmp(schema->string, expected) != 0)
        return error_set(err, ERROR_INPUT, node_where(file, schema, NULL, where),
                         "must be \"%s\", the only version this bayplan reads, not \"%s\"", expected, schema->string);
    return true;
}

struct node *document_member(const struct node *object, const char *list_key, int index)
{
    struct node *list = node_child(object, list_key);
    struct node *member = list ? list->first : NULL;
    while (member && index-- > 0)
        member = member->next;
    return member;
}

const char *document_where(const char *file, const struct node *object, const char *key, char buffer[NODE_WHERE_SIZE])
{
    const struct node *child = node_child(object, key);
    return child ? node_where(file, child, NULL, buffer) : node_where(file, object, key, buffer);
}

const char *document_where_port(const char *file, const struct node *owner, int index, char buffer[NODE_WHERE_SIZE])
{
    const struct node *member = document_member(owner, "host_ports", index);
    return member ? node_where(file, member, NULL, buffer) : document_where(file, owner, "host_ports", buffer);
}

bool document_check_ports(const char *file, const struct node *owner, bool has_network,
                          const struct field_integers *ports, struct error *err)
{
    char where[NODE_WHERE_SIZE];
    if (ports->count > 0 && !has_network)
        return error_set(err, ERROR_INPUT, document_where(file, owner, "host_ports", where),
                         "a task with network_mode \"none\" has no ports");
    for (int i = 0; i < ports->count; i++)
        for (int k = 0; k < i; k++)
            if (ports->items[i] == ports->items[k])
                return error_set(err, ERROR_INPUT, document_where_port(file, owner, i, where),
                                 "%" PRId64 " is given twice in this list", ports->items[i]);
    return true;
}

bool document_signed_money(const char *file, const struct node *object, const char *key, const char *words,
                           int64_t *ret_nano, struct error *err)
{
    char where[NODE_WHERE_SIZE];
    if (!words || nano_parse(words, ret_nano))
        return true;
    return error_set(err, ERROR_INPUT, document_where(file, object, key, where),
                     "must be an amount like \"12.50\" or \"-12.50\", not \"%s\"", words);
}

bool document_check_tags(const char *file, const struct node *owner, const struct field_objects *tags,
                         struct error *err)
{
    char where[NODE_WHERE_SIZE];
    const struct tag *tag = tags->items;
    for (int i = 0; i < tags->count; i++)
        for (int k = 0; k < i; k++)
            if (strcmp(tag[i].key, tag[k].key) == 0)
                return error_set(err, ERROR_INPUT,
                                 document_where(file, document_member(owner, "tags", i), "key", where),
                                 "\"%s\" is given twice in this list; a tag has one value", tag[i].key);
    return true;
}

enum { DAYS_FIRST = 13149, DAYS_LAST = 376199 }; /* 2006-01-01 and 2999-12-31 since 1970-01-01 */

static bool is_of_our_time(int64_t days)
{
    return days >= DAYS_FIRST && days <= DAYS_LAST;
}

bool date_is_valid(const char *text)
{
    static const char month[] = "2026-07";
    char day[DATE_TEXT_SIZE];
    int64_t days;
    snprintf(day, sizeof day, "%s%s", text, strlen(text) == sizeof month - 1 ? "-01" : "");
    return date_parse(day, &days) && is_of_our_time(days);
}

bool moment_is_valid(const char *text)
{
    int64_t seconds;
    return moment_parse(text, &seconds) && is_of_our_time(seconds / SECONDS_PER_DAY);
}

bool region_is_valid(const char *text)
{
    int words = 0;
    for (;;) {
        size_t letters = strspn(text, "abcdefghijklmnopqrstuvwxyz");
        if (letters == 0 || text[letters] != '-')
            break;
        text += letters + 1;
        words++;
    }
    size_t digits = strspn(text, "0123456789");
    return words >= 2 && digits >= 1 && digits <= 2 && text[digits] == '\0';
}

bool zone_is_of(const char *zone, const char *region)
{
    size_t length = strlen(region);
    return strncmp(zone, region, length) == 0 && ((zone[length] >= 'a' && zone[length] <= 'z') || zone[length] == '-');
}
