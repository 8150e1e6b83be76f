/* cmd_observe.c — an ECS cluster, live or from saved answers, as a document for people, for programs, or to plan. */
#include "planner/cli/apply_run.h"
#include "planner/cli/run.h"
#include "planner/cli/terminal.h"
#include "reports/text_report.h"
#include <string.h>

static bool read_live(const struct invocation *invocation, struct running_cluster *cluster, struct error *err)
{
    struct apply_run run = {0};
    struct observe_scope scope = {.cluster = invocation->arguments[0]};
    if (!apply_run_open(&run, invocation, invocation->settings[OPTION_REGION].text, "", err))
        return false;
    bool done = observe_cluster(run.client, &scope, cluster, err);
    apply_run_close(&run);
    return done;
}

static bool read_cluster(const struct invocation *invocation, struct running_cluster *cluster, struct error *err)
{
    int files = invocation->arguments_count - 1;
    return files > 0 ? observe_files(invocation->arguments + 1, files, invocation->arguments[0], cluster, err)
                     : read_live(invocation, cluster, err);
}

static bool make_profile(const struct invocation *invocation, const struct running_cluster *cluster,
                         struct text *document, struct error *err)
{
    struct arena arena = {0};
    struct field_strings notes = {0};
    bool done = observe_profile(cluster, &arena, &notes, document, err);
    for (int i = 0; done && i < notes.count; i++)
        terminal_note(invocation, "%s", notes.items[i]);
    arena_release(&arena);
    return done;
}

static bool answer(const struct invocation *invocation, const struct running_cluster *cluster, struct text *document,
                   struct text *shown, struct error *err)
{
    const struct setting *settings = invocation->settings;
    bool profile = strcmp(settings[OPTION_FORMAT].text, "profile") == 0;
    const char *path = settings[OPTION_OUTPUT].text;
    if (profile && !make_profile(invocation, cluster, document, err))
        return false;
    if (!profile)
        running_cluster_write(cluster, document);
    struct screen screen = {shown, SCREEN_WIDTH, terminal_wants_colour(invocation)};
    text_report_cluster(&screen, cluster);
    if (profile && !path)
        return terminal_answer(document, err);
    return terminal_answer_document(invocation, profile ? "profile" : "cluster document", document, shown, err);
}

bool run_observe(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    struct running_cluster cluster = {0};
    struct text document = {0}, shown = {0};
    *ret_exit_code = 0;
    text_init(&document, ANSWER_BYTES_MAX);
    text_init(&shown, ANSWER_BYTES_MAX);
    bool done = read_cluster(invocation, &cluster, err) && answer(invocation, &cluster, &document, &shown, err);
    text_release(&document);
    text_release(&shown);
    running_cluster_release(&cluster);
    return done;
}
