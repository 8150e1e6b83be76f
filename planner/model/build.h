/* build.h — what the steps of model_build hand one another. For planner/model alone. */
#ifndef BAYPLAN_MODEL_BUILD_H
#define BAYPLAN_MODEL_BUILD_H

#include "planner/model/model.h"
#include "planner/model/notes.h"

/* Why known instance types are not in the model. */
struct type_counts {
    int considered; /* matched limits.instance_types and an architecture asked for */
    int burstable, previous_generation, bare_metal, unknown_memory, unknown_enis, too_small, unpriced;
    int full_of_daemons; /* cannot hold the daemons of its architecture */
};

/* Why types that are allowed are in no offer of EC2 Spot. */
struct spot_counts {
    int sizes; /* of which there are offers */
    int unpriced, unrated, interrupted, alone;
};

struct build {
    const struct profile *profile;
    const struct catalogue *catalogue;
    struct model *model;  /* its arena owns all that stays */
    struct arena scratch; /* released at the end of model_build */
    struct notes notes;
    struct type_counts types;
    struct spot_counts spot;
    bool spot_priced; /* the catalogue has a Spot price of some instance type */
    struct usd_per_hour root_volume;
    const struct model_item
        *lacking;         /* of those that cannot do without a price that is missing, the first by profile */
    struct error missing; /* the price it lacks */
    uint32_t wanted;      /* pool_bits that some item may go to; 0 = no item may go to a pool */
    const struct instance_type **allowed; /* types of the architectures wanted, that nothing speaks against; by name */
    int allowed_count;
    bool dimension_used[PACKING_DIMENSIONS_MAX]; /* by an item that may go to EC2, or by a daemon */
};

/* The steps, in this order; each reads what those before it left in build->model. */
void build_items(struct build *build);                                    /* items.c */
MUST_CHECK bool build_ports(struct build *build, struct error *err);      /* ports.c */
MUST_CHECK bool build_places(struct build *build, struct error *err);     /* places.c */
MUST_CHECK bool build_job_places(struct build *build, struct error *err); /* job_places.c */
MUST_CHECK bool build_instances(struct build *build, struct error *err);  /* bins.c */
void build_spot(struct build *build);                                     /* spot_bins.c: of build_instances */
void build_classes(struct build *build);                                  /* classes.c */
MUST_CHECK bool build_feasible(struct build *build, struct error *err);   /* feasible.c */
void build_types(struct build *build);                                    /* bins.c: dominance, packing.types */
void build_slots(struct build *build);                                    /* slots.c */
void build_assumptions(struct build *build);                              /* assumptions.c */

const struct service *item_service(const struct build *build, const struct model_item *item);
const struct job *item_job(const struct build *build, const struct model_item *item);
unsigned item_places(const struct build *build, const struct model_item *item);
/* "daemons agent, logs and xray" of those that run on one of these architectures; NULL where none does. */
const char *daemons_text(const struct build *build, unsigned architectures, struct arena *arena);

/* "FILE: services[3].key" of an item; returns `buffer`. */
const char *item_where(const struct build *build, const struct model_item *item, const char *key,
                       char buffer[ERROR_WHERE_SIZE]);

/* Does a come before b in the profile? Services do before jobs. */
bool item_is_before(const struct model_item *a, const struct model_item *b);
/* Keeps the failure for prices_there, unless an earlier item's is kept. */
void price_lacks(struct build *build, const struct model_item *item, const struct error *missing);
/* UNKNOWN_PRICE where price_lacks was told of one, naming the item. */
MUST_CHECK bool prices_there(const struct build *build, struct error *err);

/* pool_places.c: the pools that places, architectures and network mode allow, and what is said of those they do not. */
uint32_t pool_mask(const struct build *build, unsigned places, unsigned architectures, int network_mode);
/* Errors: UNKNOWN_PRICE (EC2 Spot as the only place, without Spot prices); INPUT (Managed Instances as the only place,
 * with a network mode they have not). */
MUST_CHECK bool pool_places_settled(struct build *build, struct model_item *item, struct error *err);

/* bins.c: what a type offers and leaves to items beside the daemons, not priced yet. */
struct model_instance instance_of(const struct build *build, const struct instance_type *type,
                                  enum pool_purchase purchase);

/* Can one instance of this type hold one task? Architecture and every dimension. */
bool instance_holds(const struct model *model, const struct model_instance *instance, const struct model_item *item);

#endif
