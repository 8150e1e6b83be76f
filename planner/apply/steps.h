/* steps.h — target minus cluster: the ordered steps from what runs to what the plan wants. Pure: no clock, no network.
 *
 * A step changes one object once. It carries, property by property, what was there before and what is to be there
 * after: that is the dry run, the precondition, the proof that it is done, the three-way difference and, swapped, the
 * way back.
 *
 * Order (grow before shrink, one service at a time): cluster - lock - suspend scaling - launch templates - groups (new
 * ones with 0 instances) - capacity providers - attach (merged with whatever else is attached) - task definitions -
 * groups grow - services, one by one - schedules - groups shrink - what the plan no longer has is taken away: services
 * never, providers detached, deleted, groups emptied, deleted, launch templates deleted - restore scaling - unlock. */
#ifndef BAYPLAN_APPLY_STEPS_H
#define BAYPLAN_APPLY_STEPS_H

#include "planner/apply/target.h"

enum step_action { STEP_CREATE, STEP_UPDATE, STEP_DELETE, STEP_ADOPT };
extern const char *const step_action_words[]; /* "create", "update", "delete", "adopt", NULL */

struct step_change {
    const char *property;
    const char *before, *after; /* NULL = absent */
};

struct step {
    const char *id; /* "07 update auto_scaling_group/shop-m7g-large grow": unique in its run */
    enum step_action action;
    struct object object; /* CREATE: all its properties; else kind, parent, name, id, stack, run */
    struct step_change *changes;
    int changes_count;
    const char *reason; /* "new pool", "grow", "shrink", "plan has no such pool" ... */
    bool at_end;        /* restores scaling, frees the lock: done also when the run fails before */
};

struct steps {
    struct arena arena;
    const char *stack, *cluster, *account, *region;
    struct step *steps;
    int steps_count;
    struct field_strings notes;
};

struct step_options {
    const char *run;            /* run id: for tags and the lock */
    const char *lock;           /* the lock's value, "RUN@EXPIRY" */
    struct field_strings adopt; /* labels (object_label) that may be taken over though they have no tag of ours */
    bool allow_delete;
};

/* Errors: POLICY (an object of our name that is not ours: names it and the --adopt that would take it; deletes
 * without allow_delete; somebody else's lock), INPUT. No step at all: nothing to do. A lock alone is never a step. */
MUST_CHECK bool steps_compute(const struct target *target, const struct running_cluster *now,
                              const struct step_options *options, struct steps *ret_steps, struct error *err);

/* Everything of the stack goes: services to 0, deleted, strategy off, providers, groups, templates, cluster last (only
 * where the stack made it). */
MUST_CHECK bool steps_destroy(const char *stack, const char *cluster, const struct running_cluster *now,
                              const struct step_options *options, struct steps *ret_steps, struct error *err);

/* The inverse of `done` (bool per step), in reverse order. */
MUST_CHECK bool steps_invert(const struct steps *steps, const bool *done, struct steps *ret_steps, struct error *err);

/* Before the first call of a way back: every object that it touches is as the run left it (or as it was before), and
 * nothing runs on what it takes away but what it moves or deletes itself. `now` must hold what the steps name. Errors:
 * DRIFT, POLICY. */
MUST_CHECK bool steps_undo_check(const struct steps *undo, const struct running_cluster *now, struct error *err);

void steps_release(struct steps *steps);

/* An object as just read (NULL = not there) against a step. "" and absent are the same; of a cluster's list of capacity
 * providers only what the step adds and takes away counts; what cannot be read back does not. */
enum step_state { STEP_AS_BEFORE, STEP_AS_AFTER, STEP_NEITHER };
enum step_state step_state(const struct step *step, const struct object *now);
/* What an UPDATE sends: the change's `after`, else what is there (NULL = nothing); the list of capacity providers as it
 * is with the step's own merged in. */
const char *step_value(const struct step *step, const struct object *now, const char *property, struct arena *arena);
/* "min_size: was 2, is to be 4, is 3; ...", for a step that is STEP_NEITHER. */
void step_difference(const struct step *step, const struct object *now, struct text *text);

/* Objects that are touched or that the target names, as observed: what a review holds the world to. `target` may be
 * NULL. */
void steps_observed(const struct steps *steps, const struct target *target, const struct running_cluster *now,
                    struct arena *arena, struct object **ret_objects, int *ret_count);

/* Guardrails over all steps of a run together. */
struct guard {
    int64_t growth_percent, shrink_percent; /* of any count or minimum that was above 0; defaults 50, 20 */
    const struct policy *policy;            /* its budget against the plan's cost; NULL = none */
};
enum { GUARD_GROWTH_PERCENT = 50, GUARD_SHRINK_PERCENT = 20 };
/* Errors: POLICY: names the step, the number, the limit and the option that raises it. */
MUST_CHECK bool guard_check(const struct guard *guard, const struct plan *plan, const struct running_cluster *now,
                            const struct steps *steps, struct error *err);

/* As `bayplan.steps/1`: what a dry run writes (-o) and `apply --reviewed` holds the world to; also the journal's first
 * record, so that it needs no plan to be resumed. */
struct steps_document {
    const char *plan_sha256;
    const char *observed_at, *expires_at; /* "2026-11-22T03:00:00Z" */
    /* Of every object that is touched or that the target names, as observed. */
    struct object *observed;
    int observed_count;
};
void steps_write(const struct steps *steps, const struct steps_document *document, struct text *ret_json);
MUST_CHECK bool steps_parse(const char *file, const char *bytes, size_t length, struct steps *ret_steps,
                            struct steps_document *ret_document, struct error *err);

/* Drift since a review: every object whose fingerprint differs, with the properties; expiry. Errors: DRIFT, INPUT
 * (made from another plan, for another account or region). */
MUST_CHECK bool steps_reviewed(const struct steps *steps, const struct steps_document *reviewed,
                               const char *plan_sha256, const struct running_cluster *now, const char *moment,
                               struct error *err);

/* The steps computed now are those that were reviewed; only the run's own id and lock may differ. Errors: DRIFT. */
MUST_CHECK bool steps_same_as_reviewed(const struct steps *reviewed, const struct steps *now, struct error *err);

/* The dry run as text at 80 columns and up, with a summary line: "6 to create, 2 to change, 0 to delete". */
void steps_text(const struct steps *steps, struct text *ret_text);

#endif
