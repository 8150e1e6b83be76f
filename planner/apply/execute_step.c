/* execute_step.c — one step, from what is there to DONE: look, and do what that asks for, until it is so. */
#include "planner/apply/execute_parts.h"

#include <inttypes.h>
#include <string.h>

enum next { NEXT_LOOK, NEXT_DONE, NEXT_FAILED };

static bool is_delete(const struct trying *trying)
{
    return trying->step->action == STEP_DELETE;
}

static const char *label(const struct trying *trying, struct arena *arena)
{
    return object_label(&trying->step->object, arena);
}

static const char *value_now(const struct trying *trying, const char *property)
{
    const char *value = trying->exists ? object_value(&trying->now, property) : NULL;
    return value ? value : "";
}

static enum next wait_and_look(struct trying *trying, double seconds, struct error *err)
{
    if (wait_a_while(trying, seconds))
        return NEXT_LOOK;
    error_set(err, ERROR_AWS, trying->step->id, "stopped");
    return NEXT_FAILED;
}

static bool is_out_of_time(const struct trying *trying)
{
    return trying->waited >= limit_of(trying, trying->runner->execution->wait_seconds);
}

static enum next out_of_time(struct trying *trying, const char *words, struct error *err)
{
    struct arena arena = {0};
    const char *trouble = group_trouble(trying, &arena);
    error_set(err, ERROR_AWS, trying->step->id, "%s is not finished after %.0f s: %s%s%s", label(trying, &arena),
              trying->waited, words, trouble[0] != '\0' ? "; AWS says: " : "", trouble);
    arena_release(&arena);
    return NEXT_FAILED;
}

/* --- as it is to be --- */

static enum next finish(struct trying *trying, const char *words, struct error *err)
{
    struct runner *runner = trying->runner;
    struct track *track = trying->track;
    char fingerprint[SHA256_HEX_SIZE] = "";
    if (trying->exists)
        object_fingerprint(&trying->now, fingerprint);
    const char *foretold = step_foretold(trying->step, &trying->arena), *text = "";
    if (foretold[0] != '\0' && trying->exists) {
        if (trying->step->object.kind == OBJECT_TASK_DEFINITION)
            track->made = arena_strdup(&runner->arena, trying->now.name);
        else if (track->made[0] == '\0')
            track->made = arena_strdup(&runner->arena, value_now(trying, "version"));
        made_add(runner, foretold, track->made);
        text = arena_printf(&trying->arena, "%s=%s", foretold, track->made);
    }
    struct journal_record observed = {.kind = RECORD_OBSERVED, .sha256 = fingerprint};
    struct journal_record done = {.kind = RECORD_DONE, .text = text};
    if (!write_record(trying, &observed, err) || !write_record(trying, &done, err))
        return NEXT_FAILED;
    track->done = true;
    execute_say(trying, true, "%s", words);
    return NEXT_DONE;
}

/* A group that is being emptied: instances that came meanwhile may be protected again. */
static bool help_along(struct trying *trying, struct error *err)
{
    struct request request = {.step = trying->step, .steps = trying->runner->execution->steps, .now = &trying->now};
    struct aws_call call;
    if (!trying->exists || !request_before(&request, &call))
        return true;
    aws_call_release(&call);
    return send_call(trying, err) != SENT_FAILED;
}

static bool is_lock(const struct trying *trying)
{
    return trying->step->object.kind == OBJECT_CLUSTER && trying->step->action == STEP_UPDATE &&
           step_sets(trying->step, "lock") != NULL;
}

static enum next as_after(struct trying *trying, struct error *err)
{
    enum { LOCK_AGAIN_SECONDS = 5 };
    if (is_lock(trying) && trying->taken && !trying->step->at_end && !trying->lock_seen) {
        /* AWS has no compare-and-set for tags: of two that lock at once the later stays, and the other sees it now. */
        trying->lock_seen = true;
        return wait_and_look(trying, LOCK_AGAIN_SECONDS, err);
    }
    struct text words;
    text_init(&words, 4096);
    enum settled settled = settle(trying, &words);
    const char *said = arena_strdup(&trying->arena, words.bytes ? words.bytes : "");
    text_release(&words);
    trying->seen_after = 0;
    switch (settled) {
    case SETTLED:
        return finish(trying, trying->track->intended ? "done" : "is so already", err);
    case SETTLE_FAILED:
        error_set(err, ERROR_AWS, trying->step->id, "%s", said);
        return NEXT_FAILED;
    case SETTLE_WAITS:
        break;
    }
    if (is_out_of_time(trying))
        return out_of_time(trying, said, err);
    execute_say(trying, false, "%s", said);
    if (!help_along(trying, err))
        return NEXT_FAILED;
    return wait_and_look(trying, trying->runner->execution->poll_seconds, err);
}

/* --- as it was --- */

/* Waits for a read to show what was done; false when it has had its time. */
static bool may_be_older(struct trying *trying, double limit, enum next *ret_next, struct error *err)
{
    enum { LOOK_AGAIN_SECONDS = 3 };
    double poll = trying->runner->execution->poll_seconds;
    if (poll > LOOK_AGAIN_SECONDS)
        poll = LOOK_AGAIN_SECONDS;
    if (trying->seen_after >= limit_of(trying, limit))
        return false;
    trying->seen_after += poll;
    *ret_next = wait_and_look(trying, poll, err);
    return true;
}

static enum next rolled_back(struct trying *trying, struct error *err)
{
    struct arena arena = {0};
    const char *reason = value_now(trying, "rollout_state_reason");
    error_set(err, ERROR_AWS, trying->step->id,
              "ECS rolled %s back: its deployment is no more%s%s; look at the tasks that stopped, then resume (which "
              "deploys it again) or roll back",
              label(trying, &arena), reason[0] != '\0' ? ", and ECS says: " : "", reason);
    arena_release(&arena);
    return NEXT_FAILED;
}

static enum next never_shown(struct trying *trying, struct error *err)
{
    struct arena arena = {0};
    error_set(err, ERROR_AWS, trying->step->id, "AWS took the call for %s, but shows nothing of it after %d s",
              label(trying, &arena), EXECUTE_VISIBLE_SECONDS);
    arena_release(&arena);
    return NEXT_FAILED;
}

static enum next going(struct trying *trying, struct error *err)
{
    if (is_out_of_time(trying))
        return out_of_time(trying, "it is still being deleted", err);
    execute_say(trying, false, is_delete(trying) ? "is being deleted" : "waits until the one before it is gone");
    return wait_and_look(trying, trying->runner->execution->poll_seconds, err);
}

/* AWS took the deletion, or the group's instances have to go first. */
static bool waits_to_be_gone(struct trying *trying)
{
    if (!is_delete(trying))
        return false;
    struct request request = {.step = trying->step, .steps = trying->runner->execution->steps, .now = &trying->now};
    struct aws_call call;
    if (request_before(&request, &call)) {
        aws_call_release(&call);
        return false;
    }
    return trying->taken || (trying->step->object.kind == OBJECT_AUTO_SCALING_GROUP &&
                             object_integer(&trying->now, "instances_any_state") > 0);
}

static enum next send(struct trying *trying, struct error *err)
{
    trying->track->under_way = false;
    trying->track->accepted = false;
    switch (send_call(trying, err)) {
    case SENT_TAKEN:
    case SENT_AGAIN:
        return NEXT_LOOK;
    case SENT_FAILED:
        break;
    }
    return NEXT_FAILED;
}

static enum next as_before(struct trying *trying, struct error *err)
{
    struct track *track = trying->track;
    bool is_service = trying->step->object.kind == OBJECT_SERVICE && trying->step->action == STEP_UPDATE;
    bool stands = track->accepted && !track->failed;
    enum next next = NEXT_LOOK;
    if (is_delete(trying) && strcmp(value_now(trying, "update_status"), "DELETE_FAILED") == 0 && trying->taken) {
        error_set(err, ERROR_AWS, trying->step->id, "AWS could not delete it (DELETE_FAILED): it is still in use");
        return NEXT_FAILED;
    }
    if (waits_to_be_gone(trying))
        return going(trying, err);
    if (stands && is_service && trying->exists && service_was_rolled_back(trying))
        return rolled_back(trying, err);
    bool may_show = !is_delete(trying) && (stands || trying->claimed);
    if (may_show && may_be_older(trying, EXECUTE_VISIBLE_SECONDS, &next, err))
        return next;
    if (track->under_way && may_be_older(trying, EXECUTE_LOST_SECONDS, &next, err))
        return next;
    if (stands && is_service)
        return rolled_back(trying, err);
    if (trying->taken && !is_delete(trying))
        return never_shown(trying, err);
    return send(trying, err);
}

/* --- neither --- */

static enum next not_ours(struct trying *trying, struct error *err)
{
    struct arena arena = {0};
    error_set(err, ERROR_POLICY, trying->step->id,
              "there is a %s of this name already that is not of the stack %s: rename one of them, or begin anew with "
              "--adopt %s",
              object_kind_titles[trying->step->object.kind], step_stack(trying->step, trying->runner->execution->steps),
              label(trying, &arena));
    arena_release(&arena);
    return NEXT_FAILED;
}

static enum next drifted(struct trying *trying, struct error *err)
{
    struct arena arena = {0};
    struct text difference;
    text_init(&difference, ERROR_TEXT_SIZE);
    if (trying->exists)
        step_difference(trying->step, &trying->now, &difference);
    error_set(err, ERROR_DRIFT, trying->step->id, "%s was changed by somebody else meanwhile: %s",
              label(trying, &arena), difference.bytes ? difference.bytes : "it is not there any more");
    text_release(&difference);
    arena_release(&arena);
    return NEXT_FAILED;
}

static enum next locked(struct trying *trying, struct error *err)
{
    trying->runner->locked_out = true;
    error_set(err, ERROR_POLICY, trying->step->id,
              "cluster %s is locked by %s (RUN@EXPIRY): another bayplan is at work; when it is not, remove the "
              "cluster's tag %s",
              trying->step->object.name, value_now(trying, "lock"), TAG_LOCK);
    return NEXT_FAILED;
}

static bool was_ours_to_change(const struct trying *trying)
{
    const struct track *track = trying->track;
    return trying->touched || track->accepted || track->under_way || trying->claimed;
}

/* The run itself was deleting it when it ended. */
static bool run_deletes_it(const struct trying *trying)
{
    const struct steps *steps = trying->runner->execution->steps;
    for (int i = 0; i < steps->steps_count; i++)
        if (steps->steps[i].action == STEP_DELETE && trying->runner->tracks[i].intended &&
            object_compare(&steps->steps[i].object, &trying->step->object) == 0)
            return true;
    return false;
}

static enum next as_neither(struct trying *trying, struct error *err)
{
    enum next next = NEXT_LOOK;
    if (is_lock(trying) && !trying->exists && run_deletes_it(trying))
        return finish(trying, "the cluster is gone already", err);
    if (is_lock(trying) && trying->exists)
        return trying->step->at_end ? finish(trying, "is another run's lock: left as it is", err) : locked(trying, err);
    if (trying->step->object.kind == OBJECT_SERVICE && trying->track->accepted && trying->exists &&
        service_was_rolled_back(trying))
        return rolled_back(trying, err);
    if (was_ours_to_change(trying) && may_be_older(trying, EXECUTE_VISIBLE_SECONDS, &next, err))
        return next;
    if (trying->step->at_end)
        return finish(trying, trying->exists ? "was changed by somebody else: left as it is" : "is gone", err);
    bool creates = trying->step->action == STEP_CREATE && trying->exists;
    if (creates && strcmp(trying->now.stack, step_stack(trying->step, trying->runner->execution->steps)) != 0)
        return not_ours(trying, err);
    return drifted(trying, err);
}

/* --- */

/* A launch template's version of ours may be there though the newest is somebody's. */
static bool look(struct trying *trying, enum step_state *ret_state, struct error *err)
{
    const struct step *step = trying->step;
    if (!read_now(trying, err))
        return false;
    if (!state_now(trying, ret_state, err))
        return false;
    bool adds = step->object.kind == OBJECT_LAUNCH_TEMPLATE && step->action == STEP_UPDATE;
    if (!adds || !trying->track->intended || !trying->exists)
        return true;
    if (trying->track->made[0] == '\0' && !find_version(trying, &trying->track->made, err))
        return false;
    if (trying->track->made[0] != '\0')
        *ret_state = STEP_AS_AFTER;
    return true;
}

static enum next look_and_act(struct trying *trying, struct error *err)
{
    enum step_state state = STEP_NEITHER;
    if (!look(trying, &state, err))
        return NEXT_FAILED;
    if (trying->owner_gone)
        return finish(trying, "what it belongs to is gone: left as it is", err);
    bool makes = trying->step->action == STEP_CREATE;
    if (trying->exists && (makes || is_delete(trying)) && object_is_going(&trying->now))
        return going(trying, err);
    enum next next = NEXT_LOOK;
    if (state == STEP_AS_AFTER && trying->track->unproved && !trying->track->intended &&
        may_be_older(trying, EXECUTE_LOST_SECONDS, &next, err))
        return next;
    switch (state) {
    case STEP_AS_AFTER:
        return as_after(trying, err);
    case STEP_AS_BEFORE:
        return as_before(trying, err);
    case STEP_NEITHER:
        break;
    }
    return as_neither(trying, err);
}

bool step_make(struct trying *trying, struct error *err)
{
    enum next next = NEXT_LOOK;
    while (next == NEXT_LOOK)
        next = look_and_act(trying, err);
    return next == NEXT_DONE;
}
