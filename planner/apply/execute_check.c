/* execute_check.c — may a run be taken back? Looked at as a whole, before the first step of it is. */
#include "planner/apply/execute_parts.h"
#include "planner/observe/observe.h"

#include <stdlib.h>
#include <string.h>

static bool is_same(const struct object *a, const struct object *b)
{
    return a->kind == b->kind && strcmp(a->parent, b->parent) == 0 && strcmp(a->name, b->name) == 0;
}

/* The first step of an object meets it as the run left it; those after it meet what the first makes of it. */
static bool is_first(const struct steps *steps, int index)
{
    for (int i = 0; i < index; i++)
        if (is_same(&steps->steps[i].object, &steps->steps[index].object))
            return false;
    return true;
}

/* The lock is taken when the steps are made, and a copied task definition is found by what it is. */
static bool is_looked_at(const struct runner *runner, int index)
{
    const struct steps *steps = runner->execution->steps;
    const struct step *step = &steps->steps[index];
    return step->object.kind != OBJECT_CLUSTER && step->object.kind != OBJECT_TASK_DEFINITION && !step->at_end &&
           is_first(steps, index) && !runner->tracks[index].unproved;
}

static bool differs(const struct step *step, const struct object *now, struct arena *arena, struct error *err)
{
    struct text difference;
    text_init(&difference, ERROR_TEXT_SIZE);
    step_difference(step, now, &difference);
    error_set(err, ERROR_DRIFT, step->id,
              "%s is not as this run left it (%.500s): somebody, or a later run, changed it, so the run is not taken "
              "back; nothing was changed",
              object_label(&step->object, arena), difference.bytes ? difference.bytes : "");
    text_release(&difference);
    return false;
}

static bool check_states(struct runner *runner, const struct running_cluster *now, struct arena *arena,
                         struct error *err)
{
    const struct steps *steps = runner->execution->steps;
    for (int i = 0; i < steps->steps_count; i++) {
        const struct step *step = step_resolved(runner, &steps->steps[i], arena);
        const struct object *object =
            object_find(now->objects, now->objects_count, step->object.kind, step->object.parent, step->object.name);
        if (is_looked_at(runner, i) && step_state(step, object) == STEP_NEITHER)
            return differs(step, object, arena, err);
    }
    return true;
}

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

static bool check_once(struct runner *runner, struct error *err)
{
    struct arena arena = {0};
    struct running_cluster now = {0};
    bool ok = read_cluster(runner->execution, &arena, &now, err) && check_states(runner, &now, &arena, err) &&
              steps_strand_nobody(runner->execution->steps, &now, err);
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
