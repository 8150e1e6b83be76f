/* target_parts.h — a target in the making. For target*.c. */
#ifndef BAYPLAN_APPLY_TARGET_PARTS_H
#define BAYPLAN_APPLY_TARGET_PARTS_H

#include "planner/apply/lists.h"
#include "planner/apply/target.h"

enum { MINUTES_PER_DAY = 24 * 60, MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY };

struct making {
    const struct plan *plan;
    const struct running_cluster *now; /* NULL = for a template */
    struct target *target;
    struct object_list objects;
    struct error *err;
    int minute; /* of the week, Monday 00:00 UTC first, at which `now` was observed */
};

/* Of the stack, nothing set; to be added when it is. */
struct object making_object(const struct making *making, enum object_kind kind, const char *parent, const char *name);
void making_add(struct making *making, struct object object);
const struct object *making_now(const struct making *making, enum object_kind kind, const char *parent,
                                const char *name);
/* Every object added from `first` on is there already, as it is to be. */
bool making_is_there(const struct making *making, int first);
/* Hour of the plan's demand at which `now` was observed. */
int making_hour(const struct making *making);

enum image_kind { IMAGE_X86_64, IMAGE_ARM64, IMAGE_GPU, IMAGE_NONE };
enum image_kind pool_image_kind(const struct plan_pool *pool);
/* What a pool's image is found by; NULL = there is none for such a type. */
const char *pool_image_parameter(const struct plan *plan, const struct plan_pool *pool);

/* The capacity provider of a service's place; NULL where the plan has no such pool. */
const char *place_provider(const struct plan *plan, const char *place, struct arena *arena);

/* Whether its pools are Auto Scaling groups: Managed Instances are refused. Errors: INPUT. */
MUST_CHECK bool target_purchases(const struct plan *plan, struct error *err);
MUST_CHECK bool make_pool(struct making *making, int pool);
MUST_CHECK bool make_planned_service(struct making *making, const struct plan_service *service);
/* FAMILY:REVISION of what the service is to run, or the name of the copy that is added to the target. */
MUST_CHECK bool make_definition(struct making *making, const struct plan_service *service, const char **ret_name);

#endif
