/* profile_subnets.c — are the subnets blocks that AWS would have, in the profile's zones, none within another? */
#include "data/document.h"
#include "data/profile_fields.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A subnet's addresses, first to last. */
struct block {
    uint32_t first, last;
    int index; /* in the profile */
};

struct checking {
    const struct profile *profile;
    const struct node *root;
    struct error *err;
    char where[NODE_WHERE_SIZE];
};

static const char *place_in_subnet(struct checking *at, int index, const char *key)
{
    return document_where(at->profile->file, document_member(at->root, "subnets", index), key, at->where);
}

/* Decimal digits without a zero before others, at most `most`. */
static bool parse_small(const char **at, unsigned most, unsigned *ret_number)
{
    size_t digits = strspn(*at, "0123456789");
    if (digits == 0 || digits > 3 || (digits > 1 && **at == '0'))
        return false;
    *ret_number = 0;
    for (size_t i = 0; i < digits; i++)
        *ret_number = *ret_number * 10 + (unsigned)((*at)[i] - '0');
    *at += digits;
    return *ret_number <= most;
}

static bool parse_cidr(const char *cidr, uint32_t *ret_address, unsigned *ret_prefix)
{
    *ret_address = 0;
    for (int i = 0; i < 4; i++) {
        unsigned octet = 0;
        if (!parse_small(&cidr, 255, &octet) || *cidr++ != (i < 3 ? '.' : '/'))
            return false;
        *ret_address = *ret_address << 8 | octet;
    }
    return parse_small(&cidr, 32, ret_prefix) && *cidr == '\0';
}

static bool check_cidr(struct checking *at, int index, struct block *ret_block)
{
    const char *cidr = at->profile->subnets[index].cidr;
    uint32_t address = 0;
    unsigned prefix = 0;
    if (!parse_cidr(cidr, &address, &prefix))
        return error_set(at->err, ERROR_INPUT, place_in_subnet(at, index, "cidr"),
                         "must be an IPv4 block like \"10.0.0.0/20\", not \"%s\"", cidr);
    if (prefix < SUBNET_PREFIX_LEAST || prefix > SUBNET_PREFIX_MOST)
        return error_set(at->err, ERROR_INPUT, place_in_subnet(at, index, "cidr"),
                         "must have a prefix from /%d to /%d, as every subnet of AWS, not /%u", SUBNET_PREFIX_LEAST,
                         SUBNET_PREFIX_MOST, prefix);
    uint32_t host_bits = UINT32_MAX >> prefix;
    if ((address & host_bits) != 0) {
        uint32_t first = address & ~host_bits;
        return error_set(at->err, ERROR_INPUT, place_in_subnet(at, index, "cidr"),
                         "is no block, as its address has bits beyond the prefix; the block around it is "
                         "\"%u.%u.%u.%u/%u\"",
                         first >> 24, first >> 16 & 255, first >> 8 & 255, first & 255, prefix);
    }
    *ret_block = (struct block){address, address | host_bits, index};
    return true;
}

static bool check_zone(struct checking *at, int index)
{
    const struct field_strings *zones = &at->profile->zones;
    const char *zone = at->profile->subnets[index].zone;
    for (int i = 0; i < zones->count; i++)
        if (strcmp(zones->items[i], zone) == 0)
            return true;
    const char *nearest = text_nearest(zone, zones->items, (size_t)zones->count);
    return error_set(at->err, ERROR_INPUT, place_in_subnet(at, index, "zone"),
                     "\"%s\" is not a zone of this profile%s%s%s", zone, nearest ? ": did you mean \"" : "",
                     nearest ? nearest : "", nearest ? "\"?" : "");
}

static bool check_free(struct checking *at, const struct block *block)
{
    const struct subnet *subnet = &at->profile->subnets[block->index];
    int64_t most = (int64_t)(block->last - block->first) + 1 - SUBNET_ADDRESSES_RESERVED;
    if (subnet->free_addresses <= most)
        return true;
    return error_set(at->err, ERROR_INPUT, place_in_subnet(at, block->index, "free_addresses"),
                     "must be at most %" PRId64 ", the addresses of %s without the %d that AWS keeps, not %" PRId64,
                     most, subnet->cidr, SUBNET_ADDRESSES_RESERVED, subnet->free_addresses);
}

/* By first address; of equal ones in the order given. */
static int block_compare(const void *a, const void *b)
{
    const struct block *left = a, *right = b;
    if (left->first != right->first)
        return left->first < right->first ? -1 : 1;
    return left->index - right->index;
}

/* Blocks of powers of two either hold one another or have nothing in common: neighbours by first address tell. */
static bool check_overlap(struct checking *at, struct block *blocks, int count)
{
    qsort(blocks, (size_t)count, sizeof *blocks, block_compare);
    for (int i = 1; i < count; i++) {
        if (blocks[i].first > blocks[i - 1].last)
            continue;
        bool later = blocks[i].index > blocks[i - 1].index;
        int index = blocks[later ? i : i - 1].index, other = blocks[later ? i - 1 : i].index;
        const struct subnet *subnets = at->profile->subnets;
        return error_set(at->err, ERROR_INPUT, place_in_subnet(at, index, "cidr"), "%s overlaps %s of subnets[%d]",
                         subnets[index].cidr, subnets[other].cidr, other);
    }
    return true;
}

/* A zone without a subnet can hold no instance. */
static bool check_zones_covered(struct checking *at)
{
    const struct profile *profile = at->profile;
    for (int i = 0; i < profile->zones.count; i++) {
        bool covered = false;
        for (int k = 0; k < profile->subnets_count && !covered; k++)
            covered = strcmp(profile->subnets[k].zone, profile->zones.items[i]) == 0;
        if (!covered)
            return error_set(at->err, ERROR_INPUT, document_where(profile->file, at->root, "subnets", at->where),
                             "has none in %s, a zone of this profile; give one or leave the zone out of zones",
                             profile->zones.items[i]);
    }
    return true;
}

bool profile_check_subnets(const struct profile *profile, const struct node *root, struct error *err)
{
    struct checking at = {.profile = profile, .root = root, .err = err};
    int count = profile->subnets_count;
    if (count == 0)
        return true;
    struct block *blocks = memory_alloc((size_t)count, sizeof *blocks);
    bool ok = true;
    for (int i = 0; i < count && ok; i++)
        ok = check_zone(&at, i) && check_cidr(&at, i, &blocks[i]) && check_free(&at, &blocks[i]);
    ok = ok && check_overlap(&at, blocks, count) && check_zones_covered(&at);
    free(blocks);
    return ok;
}
