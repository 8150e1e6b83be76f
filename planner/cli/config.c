#include "planner/cli/config.h"
#include "data/base/file.h"
#include "data/base/node.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char config_schema[] = "bayplan.config/1";

static bool fail_key(const char *where, const char *key, struct error *err)
{
    char keys[OPTION_IDS_COUNT][OPTION_NAME_SIZE];
    const char *names[OPTION_IDS_COUNT + 1] = {"schema"};
    for (int i = 0; i < OPTION_IDS_COUNT; i++)
        names[i + 1] = option_key(option_of(NULL, (enum option_id)i), keys[i]);
    const char *nearest = text_nearest(key, names, OPTION_IDS_COUNT + 1);
    return error_set(err, ERROR_INPUT, where, "no option is called '%s'%s%s%s", key, nearest ? "; did you mean '" : "",
                     nearest ? nearest : "", nearest ? "'?" : "");
}

static const struct cli_option *find_key(const struct command *command, const char *key)
{
    char name[OPTION_NAME_SIZE];
    for (int i = 0; i < OPTION_IDS_COUNT; i++) {
        const struct cli_option *option = option_of(command, (enum option_id)i);
        if (option && strcmp(option_key(option, name), key) == 0)
            return option;
    }
    return NULL;
}

/* The value as the text its option would be given on the command line; NULL where it is of another type. */
static const char *value_text(struct arena *arena, const struct cli_option *option, const struct node *node)
{
    switch (option->kind) {
    case VALUE_NONE:
        return node->kind == NODE_BOOLEAN ? (node->boolean ? "true" : "false") : NULL;
    case VALUE_SECONDS:
    case VALUE_COUNT:
        return node->kind == NODE_NUMBER ? arena_printf(arena, "%.17g", node->number) : NULL;
    case VALUE_TEXT:
    case VALUE_TEXTS:
    case VALUE_FILE:
    case VALUE_CHOICE:
    case VALUE_LIST:
    case VALUE_REGION:
    case VALUE_DATE:
    case VALUE_COMMAND:
    case VALUE_PLAN_FORMATS:
    case VALUE_DIFFERENCE_FORMATS:
    case VALUE_CHECK_FORMATS:
        return node->kind == NODE_STRING ? node->string : NULL;
    }
    bug_found(__FILE__, __LINE__, "unknown value kind");
}

/* A key of another command is checked for its type and passed over. */
static bool read_key(struct invocation *invocation, const char *path, const struct node *node, struct error *err)
{
    char where[NODE_WHERE_SIZE];
    node_where(path, node, NULL, where);
    const struct cli_option *any = find_key(NULL, node->name);
    const struct cli_option *option = find_key(invocation->command, node->name);
    if (!any)
        return fail_key(where, node->name, err);
    const char *text = value_text(&invocation->arena, option ? option : any, node);
    if (!text)
        return error_set(err, ERROR_INPUT, where, "must be %s",
                         any->kind == VALUE_NONE                                  ? "true or false"
                         : any->kind == VALUE_SECONDS || any->kind == VALUE_COUNT ? "a number"
                                                                                  : "a string");
    return !option || setting_read(invocation, option, text, ORIGIN_CONFIG, where, err);
}

bool config_read_file(struct invocation *invocation, const char *path, struct error *err)
{
    char *bytes = NULL;
    size_t length = 0;
    struct node *root = NULL;
    char where[NODE_WHERE_SIZE];
    if (!file_read(path, &invocation->arena, &bytes, &length, err))
        return false;
    if (length > CONFIG_BYTES_MAX)
        return error_set(err, ERROR_LIMIT, path, "a configuration has at most %d bytes", CONFIG_BYTES_MAX);
    if (!node_parse(path, bytes, length, &invocation->arena, &root, err))
        return false;
    if (root->kind != NODE_OBJECT)
        return error_set(err, ERROR_INPUT, node_where(path, root, NULL, where), "a configuration is a JSON object");
    const struct node *schema = node_child(root, "schema");
    if (!schema || schema->kind != NODE_STRING || strcmp(schema->string, config_schema) != 0)
        return error_set(err, ERROR_INPUT, node_where(path, schema ? schema : root, schema ? NULL : "schema", where),
                         "must be \"%s\"", config_schema);
    for (const struct node *node = root->first; node; node = node->next)
        if (node != schema && !read_key(invocation, path, node, err))
            return false;
    return true;
}

/* The user's file; NULL where neither variable names a folder. XDG: a relative $XDG_CONFIG_HOME is ignored. */
static const char *user_path(struct arena *arena)
{
    const char *folder = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    if (folder && *folder == '/')
        return arena_printf(arena, "%s/bayplan/config.json", folder);
    return home && *home ? arena_printf(arena, "%s/.config/bayplan/config.json", home) : NULL;
}

bool config_read(struct invocation *invocation, struct error *err)
{
    const char *paths[] = {user_path(&invocation->arena), "bayplan.json"};
    if (!*invocation->command->options)
        return true;
    for (int i = 0; i < 2; i++)
        if (paths[i] && access(paths[i], F_OK) == 0 && !config_read_file(invocation, paths[i], err))
            return false;
    return true;
}
