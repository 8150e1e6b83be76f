/* steps_parts.h — steps in the making. For steps*.c. */
#ifndef BAYPLAN_APPLY_STEPS_PARTS_H
#define BAYPLAN_APPLY_STEPS_PARTS_H

#include "planner/apply/lists.h"
#include "planner/apply/steps.h"

#define SUSPENDED_DYNAMIC "dynamic_in,dynamic_out"
#define RUN_ADOPTED "adopted"

struct computing {
    const char *stack, *cluster, *copy_stack;
    const struct target *target; /* NULL = everything goes */
    const struct running_cluster *now;
    const struct step_options *options;
    struct steps *steps;
    struct arena *arena;              /* of the steps */
    struct field_strings taken_names; /* capacity providers that are taken away */
    struct error *err;
};

/* What is there, INACTIVE things left out. */
const struct object *now_find(const struct computing *at, enum object_kind kind, const char *parent, const char *name);
bool is_ours(const struct computing *at, const struct object *object);
/* Ours and made by a run of ours: what may be deleted. */
bool is_made_by_us(const struct computing *at, const struct object *object);
/* A pool's object of this cluster: one stack name may be of several clusters. Its provider is attached here, or its
 * template makes instances join here. */
bool is_of_cluster(const struct computing *at, const struct object *object);
/* What the instances of one of the cluster's own templates run first; NULL where the template is another's. */
const char *known_user_data(const struct computing *at, const struct object *template);
bool is_adoptable(const struct computing *at, const struct object *object);

/* Of the object as it is, ours once it is done. */
struct step step_begin(const struct computing *at, enum step_action action, const struct object *object,
                       const char *reason);
void step_change_add(struct step *step, struct arena *arena, const char *property, const char *before,
                     const char *after); /* nothing where they are equal */
void step_take_difference(struct step *step, struct arena *arena, const struct object *now, const struct object *target,
                          const char *without); /* set of properties left out */
/* An update that changes nothing is none. */
void steps_add(struct computing *at, struct step step);
void steps_create(struct computing *at, const struct object *target, const char *reason);
void steps_update(struct computing *at, const struct object *now, const struct object *target, const char *reason);
void steps_delete(struct computing *at, const struct object *now, const char *reason);
void steps_begin(struct steps *steps, const char *stack, const char *cluster, const struct running_cluster *now);
/* What is kept points into neither the target nor the cluster nor the options. */
struct step_options options_own(const struct step_options *options, struct arena *arena);
void steps_number(struct steps *steps, const char *prefix);

/* --- steps_lock.c --- */
MUST_CHECK bool add_lock(struct computing *at);
void add_unlock(struct computing *at);
MUST_CHECK bool add_adoptions(struct computing *at);

/* --- steps_groups.c --- */
void add_templates(struct computing *at);
MUST_CHECK bool add_groups(struct computing *at);
MUST_CHECK bool add_providers(struct computing *at);
void add_attachment(struct computing *at);
void add_growth(struct computing *at);
void add_shrinkage(struct computing *at);

/* --- steps_services.c --- */
void add_suspended(struct computing *at, const struct object *scaling, bool restore);
void delete_actions(struct computing *at, const char *service, const char *reason);
void add_suspension(struct computing *at);
MUST_CHECK bool add_services(struct computing *at);
void add_definitions(struct computing *at);
void add_schedules(struct computing *at);
void add_restoration(struct computing *at);

/* --- steps_remove.c --- */
bool strategy_names(const char *strategy, const char *provider);
void add_removals(struct computing *at);
/* Of the pools' objects: detached, deleted, emptied, deleted. */
void add_teardown(struct computing *at, bool (*goes)(const struct computing *at, const struct object *object),
                  const char *reason);

#endif
