/* execute_check.c — may a run be taken back? Looked at as a whole, before the first step of it is. */
#include "planner/apply/execute_parts.h"
#include "planner/observe/observe.h"

#include <stdlib.h>
#include <string.h>

static bool read_cluster(const struct execution *execution, struct arena *arena, struct running_cluster *ret_now,
                         struct error *err)
{
    const struct steps *steps = execution->steps;
    struct object *also = ARENA_ARRAY(arena, struct object, steps->steps_count + 1);
    for (int i = 0; i < steps->steps_count; i++)
        also[i] = steps->steps[i].object;
    struct observe_scope scope = {
        .cluster = steps->cluster, .stack = steps->stack, .also = also, .also_count = steps->steps_count};
    return observe_cluster(execution->client, &scope, ret_now, err);
}

/* With the names that AWS gave put in place. */
static bool check_once(struct runner *runner, struct error *err)
{
    struct arena arena = {0};
    struct running_cluster now = {0};
    struct steps undo = *runner->execution->steps;
    undo.steps = ARENA_ARRAY(&arena, struct step, undo.steps_count + 1);
    for (int i = 0; i < undo.steps_count; i++)
        undo.steps[i] = *step_resolved(runner, &runner->execution->steps->steps[i], &arena);
    bool ok = read_cluster(runner->execution, &arena, &now, err) && steps_undo_check(&undo, &now, err);
    running_cluster_release(&now);
    arena_release(&arena);
    return ok;
}

/* A difference may be a read that is older than what the run did. */
bool execution_check_undo(const struct execution *execution, struct error *err)
{
    enum { LOOK_AGAIN_SECONDS = 5 };
    struct runner runner = {.execution = execution};
    tracks_read(&runner, true);
    bool ok = false;
    for (int waited = 0;; waited += LOOK_AGAIN_SECONDS) {
        struct error why = {0};
        ok = check_once(&runner, &why);
        bool again = why.kind == ERROR_DRIFT && waited < EXECUTE_LOST_SECONDS;
        if (ok || !again || !aws_sleep(execution->client, LOOK_AGAIN_SECONDS)) {
            if (!ok)
                *err = why;
            break;
        }
    }
    free(runner.made);
    arena_release(&runner.arena);
    return ok;
}
