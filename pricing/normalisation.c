/* normalisation.c — instance sizes in AWS's normalised units ("Instance size flexibility" and "Normalization factor for
 * bare metal instances", EC2 user guide, 2026). */
#include "pricing/commitment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUARTERS_OF_XLARGE = 32, XLARGES_MAX = 1000 };

struct size_quarters {
    const char *size;
    int64_t quarters;
};

/* nano 0.25, micro 0.5, small 1, medium 2, large 4, xlarge 8; every Nxlarge of AWS's table is N * 8. */
static const struct size_quarters small_sizes[] = {{"nano", 1},   {"micro", 2},  {"small", 4},
                                                   {"medium", 8}, {"large", 16}, {"xlarge", QUARTERS_OF_XLARGE}};

/* "How Regional Reserved Instances are applied": families whose Reserved Instances are for one size only. */
static const char *const inflexible_families[] = {"g4ad", "g4dn",  "g5", "g5g",  "g6",   "g6e",     "g6f",    "gr6",
                                                  "gr6f", "hpc7a", "p5", "inf1", "inf2", "u7i-6tb", "u7i-8tb"};

void instance_family(const char *instance_type, char family[32])
{
    snprintf(family, 32, "%.*s", (int)strcspn(instance_type, "."), instance_type);
}

static bool family_is_flexible(const char *family)
{
    for (size_t i = 0; i < sizeof inflexible_families / sizeof *inflexible_families; i++)
        if (strcmp(family, inflexible_families[i]) == 0)
            return false;
    return true;
}

/* "12xlarge" and, of bare metal, "24xl"; 0 = neither. */
static int64_t quarters_of_xlarges(const char *text, const char *ending)
{
    char *end;
    long count = strtol(text, &end, 10);
    if (end == text || strcmp(end, ending) != 0 || count < 2 || count > XLARGES_MAX || text[0] == '+')
        return 0;
    return count * QUARTERS_OF_XLARGE;
}

static int64_t quarters_of_size(const char *size)
{
    for (size_t i = 0; i < sizeof small_sizes / sizeof *small_sizes; i++)
        if (strcmp(size, small_sizes[i].size) == 0)
            return small_sizes[i].quarters;
    return quarters_of_xlarges(size, "xlarge");
}

/* A bare metal instance counts as the largest size of its family. */
static int64_t quarters_of_metal(const char *family)
{
    int count;
    const struct instance_type *types = instance_types(&count);
    size_t length = strlen(family);
    int64_t most = 0;
    for (int i = 0; i < count; i++) {
        if (strncmp(types[i].name, family, length) != 0 || types[i].name[length] != '.')
            continue;
        int64_t quarters = quarters_of_size(types[i].name + length + 1);
        most = quarters > most ? quarters : most;
    }
    return most;
}

int64_t normalised_quarters_of(const char *instance_type)
{
    char family[32];
    const char *point = strchr(instance_type, '.');
    instance_family(instance_type, family);
    if (point == NULL || !family_is_flexible(family))
        return 0;
    if (strcmp(point + 1, "metal") == 0)
        return quarters_of_metal(family);
    if (strncmp(point + 1, "metal-", 6) == 0)
        return quarters_of_xlarges(point + 7, "xl");
    return quarters_of_size(point + 1);
}
