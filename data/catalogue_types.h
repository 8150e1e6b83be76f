/* catalogue_types.h — instance types wherever a price book is at hand: the build's facts, and the types that the book
 * has and the build does not (catalogue.types). What both know the build says: its memory and ENIs were measured or
 * read, the book's are estimates. */
#ifndef BAYPLAN_CATALOGUE_TYPES_H
#define BAYPLAN_CATALOGUE_TYPES_H

#include "data/catalogue.h"

/* NULL where neither knows it. `catalogue` NULL: the build's alone. Lives as long as the catalogue. */
const struct instance_type *catalogue_instance_type(const struct catalogue *catalogue, const char *name);

/* All of both, by name; the list lies in `arena`. */
const struct instance_type **catalogue_instance_types(const struct catalogue *catalogue, struct arena *arena,
                                                      int *ret_count);

#endif
