/* profile_parts.h — what profile.c and profile_services.c share. Nobody else includes it. */
#ifndef BAYPLAN_OBSERVE_PROFILE_PARTS_H
#define BAYPLAN_OBSERVE_PROFILE_PARTS_H

#include "data/base/json_writer.h"
#include "data/cluster.h"

struct drafting {
    const struct running_cluster *cluster;
    struct arena *arena; /* of the notes, and of what is needed on the way */
    struct field_strings notes;
    struct json_writer writer;
};

/* At most three a service, and a few of the whole. */
void draft_note(struct drafting *draft, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "" where the object or the property is not there. */
const char *draft_value(const struct object *object, const char *property);
const struct object *draft_find(const struct drafting *draft, enum object_kind kind, const char *parent,
                                const char *name);

/* The list `services`, and what was guessed of them. */
void draft_services(struct drafting *draft);

#endif
