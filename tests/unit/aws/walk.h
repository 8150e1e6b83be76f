/* walk.h — one question to the credentials chain: what the environment and the files say, and who is found. Every
 * secret in these tests holds the word "hush", and nothing that a person may see may hold it. */
#ifndef BAYPLAN_TESTS_UNIT_AWS_WALK_H
#define BAYPLAN_TESTS_UNIT_AWS_WALK_H

#include "data/aws/credentials.h"
#include "data/aws/http.h"
#include "tests/unit/aws/home.h"

enum { WALK_PAIRS_MAX = 8, WALK_LINES_SIZE = 16 * 1024 };

#define WALK_NOW 1795316645 /* 2026-11-22T03:04:05Z */

struct walk {
    const char *config, *credentials; /* files' text; NULL = none */
    const char *const environment[WALK_PAIRS_MAX];
    struct aws_options options;
    const char *key_id, *token; /* found: "" = no token; key_id NULL = refused */
    const char *source;         /* found: part of it */
    const char *where, *says;   /* refused: parts of it */
    enum error_kind kind;       /* refused; 0 = INPUT */
};

struct walk_lines {
    char text[WALK_LINES_SIZE];
};

static inline void walk_line(void *context, const char *line)
{
    struct walk_lines *lines = context;
    size_t length = strlen(lines->text);
    assert_null(strstr(line, "hush"));
    snprintf(lines->text + length, sizeof lines->text - length, "%s\n", line);
}

/* An open chain and what it stands on. */
struct walk_chain {
    struct aws_settings settings;
    struct http *http;
    struct aws_chain *chain;
    struct walk_lines lines;
};

static inline bool walk_open(struct walk_chain *open, const struct aws_options *options, struct error *err)
{
    struct aws_options logged = *options;
    *open = (struct walk_chain){.lines = {""}};
    logged.log = walk_line;
    logged.log_context = &open->lines;
    if (!aws_settings_read(&logged, &open->settings, err))
        return false;
    open->http = http_open(NULL);
    open->chain = aws_chain_open(&open->settings, open->http);
    return true;
}

static inline void walk_close(struct walk_chain *open)
{
    aws_chain_close(open->chain);
    http_close(open->http);
    aws_settings_release(&open->settings);
}

static inline void walk_check_refusal(const struct walk *walk, const struct error *err)
{
    assert_null(strstr(err->text, "hush"));
    assert_null(strstr(err->where, "hush"));
    assert_int_equal(err->kind, walk->kind ? walk->kind : ERROR_INPUT);
    if (!strstr(err->where, walk->where) || !strstr(err->text, walk->says))
        fail_msg("\"%s: %s\" does not say \"%s: %s\"", err->where, err->text, walk->where, walk->says);
}

static inline void walk_check(const struct walk *walk)
{
    struct walk_chain open;
    struct error err = {0};
    const struct aws_credentials *found = NULL;
    home_write("config", walk->config ? walk->config : "");
    home_write("credentials", walk->credentials ? walk->credentials : "");
    environment_set(walk->environment);
    bool ok = walk_open(&open, &walk->options, &err) && aws_credentials_get(open.chain, WALK_NOW, &found, &err);
    if (ok != (walk->key_id != NULL))
        fail_msg("%s: %s: %s", walk->key_id ? walk->key_id : walk->says, err.where, ok ? found->key_id : err.text);
    if (ok) {
        assert_string_equal(found->key_id, walk->key_id);
        assert_non_null(strstr(found->secret, "hush"));
        assert_string_equal(found->session_token ? found->session_token : "", walk->token ? walk->token : "");
        if (!strstr(found->source, walk->source))
            fail_msg("source \"%s\" is not \"%s\"", found->source, walk->source);
    } else {
        walk_check_refusal(walk, &err);
    }
    walk_close(&open);
    environment_clear();
    setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
}

#endif
