/* cluster_fields.h — the cluster's table of fields and the struct it fills; for cluster.c and its tests. */
#ifndef BAYPLAN_CLUSTER_FIELDS_H
#define BAYPLAN_CLUSTER_FIELDS_H

#include "data/cluster.h"

struct cluster_row_service {
    struct running_service service;
    int architecture; /* enum architecture; a bit in the service */
};

struct cluster_document {
    const char *schema;
    struct running_cluster cluster;
    struct field_objects groups;   /* of struct running_group */
    struct field_objects services; /* of struct cluster_row_service */
    struct field_objects objects;  /* of struct object_row */
};

/* Of struct cluster_document: everything the JSON Schema says, and no more. */
const struct field_table *cluster_field_table(void);
void cluster_document_init(struct cluster_document *document);

#endif
