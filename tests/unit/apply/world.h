/* world.h — an account in memory: steps are applied to it one by one, and each must keep the laws. */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "planner/apply/steps.h"

struct world {
    struct arena arena;
    struct running_cluster cluster; /* its objects, always by object_compare; nothing else is filled */
    const char *stack;
    const char *const *adopt; /* labels that may be taken over; NULL at the end; NULL = none */
    const char *undoing;      /* a run that is being undone: what it made may be deleted; NULL = none */
    bool destroying;
    int revision; /* of the next task definition that is registered */
    struct {
        const char *name, *registered;
    } copies[64];
    int copies_count;
    char broken[512]; /* which law, by which step */
};

/* Subnets a and b, images, and a task definition NAME:7 (awsvpc, 256 CPU units, 512 MiB) of each family given. */
void world_begin(struct world *world, const char *stack, const char *const *families);
struct object *world_add(struct world *world, enum object_kind kind, const char *parent, const char *name,
                         const char *stack, const char *run);
void world_remove(struct world *world, enum object_kind kind, const char *parent, const char *name);
void world_set(struct world *world, struct object *object, const char *property, const char *value);
struct object *world_find(struct world *world, enum object_kind kind, const char *parent, const char *name);

/* False where a law is broken: world->broken says which. `target` (may be NULL) says how far groups must have grown. */
bool world_apply_one(struct world *world, const struct steps *steps, int index, const struct target *target);
bool world_apply(struct world *world, const struct steps *steps, const struct target *target);
/* Where both differ in what is set, tags among it; NULL = nowhere. Of launch templates only whether they are there. */
const char *world_difference(struct world *left, struct world *right, struct arena *arena);
void world_copy(const struct world *world, struct world *ret_copy);
void world_release(struct world *world);

#endif
