/* config.h — settings from files: the user's, then the folder's. Keys are option names with underscores. */
#ifndef BAYPLAN_CLI_CONFIG_H
#define BAYPLAN_CLI_CONFIG_H

#include "planner/cli/options.h"

enum { CONFIG_BYTES_MAX = 64 * 1024 };

/* Reads $XDG_CONFIG_HOME/bayplan/config.json (or ~/.config/...), then ./bayplan.json, those that exist.
 * Errors: INPUT with the place of the key; IO where a file exists and cannot be read. */
MUST_CHECK bool config_read(struct invocation *invocation, struct error *err);

/* One file, which must exist. */
MUST_CHECK bool config_read_file(struct invocation *invocation, const char *path, struct error *err);

#endif
