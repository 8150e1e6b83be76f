/* ini.h — the AWS CLI's shared files: sections, keys, and one level of keys below a key without a value.
 *
 * As the CLI reads them (Python's configparser): "key = value" or "key: value", keys in lower case; a line beginning
 * with '#' or ';' is a comment, and nothing behind a value is one; an indented line goes on with the value above, with
 * a newline between. A section or key given twice in a file is an error. Quotes in section names are taken off:
 * [profile "ops"]. Values may be secrets: ini_release wipes them, and no error shows one. */
#ifndef BAYPLAN_AWS_INI_H
#define BAYPLAN_AWS_INI_H

#include "data/base/error.h"

enum {
    INI_BYTES_MAX = 1024 * 1024,
    INI_LINE_BYTES_MAX = 32 * 1024,
    INI_SECTIONS_MAX = 5000,
    INI_VALUES_MAX = 50000,
    INI_SECTION_VALUES_MAX = 1000
};

struct ini_value {
    const char *file, *section;
    const char *parent; /* the key it is indented below; NULL = none */
    const char *key;
    const char *value; /* blanks around it taken off; may be "", may have newlines */
    int line;
};

struct ini { /* `= {0}` is an empty file; all strings lie in `bytes` but for `file` */
    char *file, *bytes;
    size_t length;
    struct ini_value *values;
    int values_count;
    const char **sections; /* in the file's order */
    int sections_count;
};

/* `file` is for messages. Errors: INPUT, LIMIT, with file:line. */
MUST_CHECK bool ini_parse(const char *file, const char *bytes, size_t length, struct ini *ret_ini, struct error *err);
/* A file that is not there is empty, as for the CLI. Errors: IO besides. */
MUST_CHECK bool ini_read(const char *path, struct ini *ret_ini, struct error *err);
void ini_release(struct ini *ini); /* wipes */

bool ini_has(const struct ini *ini, const char *section);
/* NULL where absent; `parent` is NULL for keys that stand in the section itself. */
const struct ini_value *ini_find(const struct ini *ini, const char *section, const char *parent, const char *key);

#endif
