#include "data/catalogue_types.h"

#include <stdlib.h>
#include <string.h>

static int by_name(const void *name, const void *type)
{
    return strcmp(name, ((const struct instance_type *)type)->name);
}

const struct instance_type *catalogue_instance_type(const struct catalogue *catalogue, const char *name)
{
    const struct instance_type *type = instance_type_find(name);
    if (type || !catalogue || catalogue->types_count == 0)
        return type;
    return bsearch(name, catalogue->types, (size_t)catalogue->types_count, sizeof catalogue->types[0], by_name);
}

const struct instance_type **catalogue_instance_types(const struct catalogue *catalogue, struct arena *arena,
                                                      int *ret_count)
{
    int built_count, count = 0, more = 0, more_count = catalogue ? catalogue->types_count : 0;
    const struct instance_type *built = instance_types(&built_count);
    const struct instance_type **types = ARENA_ARRAY(arena, const struct instance_type *, built_count + more_count);
    for (int i = 0; i < built_count; i++) {
        for (; more < more_count && strcmp(catalogue->types[more].name, built[i].name) <= 0; more++)
            if (strcmp(catalogue->types[more].name, built[i].name) < 0)
                types[count++] = &catalogue->types[more];
        types[count++] = &built[i];
    }
    while (more < more_count)
        types[count++] = &catalogue->types[more++];
    *ret_count = count;
    return types;
}
