/* cmd_export.c — a plan document in, the same plan as somebody else's template out. */
#include "planner/apply/export.h"
#include "planner/cli/run.h"
#include "planner/cli/terminal.h"
#include <string.h>

static bool write_template(const struct invocation *invocation, const struct plan *plan, struct text *bytes,
                           struct error *err)
{
    const char *path = invocation->settings[OPTION_OUTPUT].text;
    bool terraform = strcmp(invocation->settings[OPTION_FORMAT].text, "terraform") == 0;
    if (!(terraform ? export_terraform : export_cloudformation)(plan, bytes, err))
        return false;
    if (!path || strcmp(path, "-") == 0)
        return terminal_answer(bytes, err);
    if (!terminal_save(path, bytes, err))
        return false;
    terminal_note(invocation, "the template is in %s", path);
    return true;
}

bool run_export(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    struct plan plan = {0};
    struct text bytes = {0};
    *ret_exit_code = 0;
    if (!plan_load(invocation->arguments[0], &plan, err))
        return false;
    text_init(&bytes, ANSWER_BYTES_MAX);
    bool done = write_template(invocation, &plan, &bytes, err);
    text_release(&bytes);
    plan_release(&plan);
    return done;
}
