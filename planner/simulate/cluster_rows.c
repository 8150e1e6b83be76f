/* cluster_rows.c — the ACTIVE instances of one zone as rows: what each has free, and the bits that find room. */
#include "planner/simulate/cluster_parts.h"

#include <stdlib.h>
#include <string.h>

/* --- memory --- */

static size_t words_of(const struct zone_part *part)
{
    return (size_t)(part->capacity / WORD);
}

static struct zone_part part_of_capacity(int capacity, const struct cluster_facts *facts)
{
    struct zone_part part = {.capacity = capacity};
    size_t rows = (size_t)capacity;
    part.rows = memory_alloc(rows, sizeof *part.rows);
    part.bits = memory_alloc((size_t)facts->levels_total * words_of(&part) + 1, sizeof *part.bits);
    part.counts = memory_alloc(rows * (size_t)facts->count_columns + 1, sizeof *part.counts);
    part.ports = memory_alloc(rows * (size_t)facts->port_words + 1, sizeof *part.ports);
    return part;
}

void part_release(struct zone_part *part)
{
    free(part->rows);
    free(part->bits);
    free(part->counts);
    free(part->ports);
}

static void copy_rows(struct zone_part *to, const struct zone_part *from, const struct cluster_facts *facts)
{
    size_t rows = (size_t)from->count;
    memcpy(to->rows, from->rows, rows * sizeof *to->rows);
    memcpy(to->ports, from->ports, rows * (size_t)facts->port_words * sizeof *to->ports);
    for (size_t column = 0; column < (size_t)facts->count_columns; column++)
        memcpy(to->counts + column * (size_t)to->capacity, from->counts + column * (size_t)from->capacity,
               rows * sizeof *to->counts);
    to->count = from->count;
    to->closed = from->closed;
}

static void part_grow(struct zone_part *part, const struct cluster_facts *facts)
{
    int capacity = (part->capacity + part->capacity / 2 + WORD) / WORD * WORD;
    struct zone_part grown = part_of_capacity(capacity, facts);
    grown.closed = part->closed;
    if (part->capacity > 0)
        copy_rows(&grown, part, facts);
    for (size_t level = 0; level < (size_t)facts->levels_total && part->capacity > 0; level++)
        memcpy(grown.bits + level * words_of(&grown), part->bits + level * words_of(part),
               words_of(part) * sizeof *part->bits);
    part_release(part);
    *part = grown;
}

void part_copy(struct zone_part *to, const struct zone_part *from, const struct cluster_facts *facts)
{
    if (to->capacity != from->capacity) {
        part_release(to);
        *to = part_of_capacity(from->capacity, facts);
    }
    if (from->capacity > 0) {
        copy_rows(to, from, facts);
        memcpy(to->bits, from->bits, (size_t)facts->levels_total * words_of(from) * sizeof *to->bits);
    }
    to->closed = from->closed;
}

void part_clear(struct zone_part *part, const struct cluster_facts *facts)
{
    if (part->capacity > 0)
        memset(part->bits, 0, (size_t)facts->levels_total * words_of(part) * sizeof *part->bits);
    part->count = 0; /* a row added clears its own counts */
    part->closed = false;
}

/* --- bits --- */

/* What is free on the row has fallen or risen: the levels in between change. */
static void row_levels(struct zone_part *part, const struct cluster_facts *facts, int d, int row)
{
    const int32_t *levels = facts->levels[d];
    uint8_t *reached = &part->rows[row].reached[d];
    uint64_t bit = (uint64_t)1 << (row % WORD);
    uint64_t *bits = part->bits + (size_t)facts->levels_first[d] * words_of(part) + row / WORD;
    int32_t free_now = part->rows[row].free[d];
    while (*reached > 0 && levels[*reached - 1] > free_now)
        bits[--*reached * words_of(part)] &= ~bit;
    while (*reached < facts->levels_count[d] && levels[*reached] <= free_now)
        bits[(*reached)++ * words_of(part)] |= bit;
}

int part_add_row(struct zone_part *part, const struct cluster_facts *facts, int number)
{
    if (part->count == part->capacity)
        part_grow(part, facts);
    int row = part->count++;
    for (int d = 0; d < DIMENSIONS; d++) {
        part->rows[row].free[d] = facts->base[d];
        part->rows[row].reached[d] = 0;
        row_levels(part, facts, d, row);
    }
    part->rows[row].number = number;
    for (int column = 0; column < facts->count_columns; column++)
        part->counts[(size_t)column * (size_t)part->capacity + (size_t)row] = 0;
    memcpy(part_ports(part, facts, row), facts->base_ports, (size_t)facts->port_words * sizeof(uint64_t));
    return row;
}

void part_remove_row(struct zone_part *part, const struct cluster_facts *facts, int row)
{
    int last = --part->count;
    for (int d = 0; d < DIMENSIONS; d++) {
        part->rows[row].free[d] = part->rows[last].free[d];
        row_levels(part, facts, d, row);
        part->rows[last].free[d] = INT32_MIN;
        row_levels(part, facts, d, last);
    }
    part->rows[row].number = part->rows[last].number;
    for (size_t column = 0; column < (size_t)facts->count_columns; column++) {
        uint16_t *counts = part->counts + column * (size_t)part->capacity;
        counts[row] = counts[last];
    }
    memmove(part_ports(part, facts, row), part_ports(part, facts, last), (size_t)facts->port_words * sizeof(uint64_t));
}

void part_change(struct zone_part *part, const struct cluster_facts *facts, const struct service_facts *service,
                 int row, int sign)
{
    for (int i = 0; i < service->dimensions_count; i++) {
        int d = service->dimensions[i];
        part->rows[row].free[d] += sign * service->need[d];
        row_levels(part, facts, d, row);
    }
    if (service->count_column != NONE) {
        uint16_t *count = part_counts(part, service) + row;
        *count = (uint16_t)(*count - sign);
    }
    if (service->ports != NULL)
        for (int w = 0; w < facts->port_words; w++)
            part_ports(part, facts, row)[w] ^= service->ports[w]; /* all taken or all free: never shared */
}

/* Takes out those rows that reach the level but not the need. */
static void fits_check(const struct zone_part *part, const struct cluster_facts *facts,
                       const struct service_facts *service, int d, uint64_t *fits)
{
    int level = service->level[d], words = (part->count + WORD - 1) / WORD;
    if (facts->levels[d][level] == service->need[d])
        return;
    const uint64_t *above = level + 1 < facts->levels_count[d] ? part_level(part, facts, d, level + 1) : NULL;
    for (int w = 0; w < words; w++)
        for (uint64_t left = fits[w] & (above != NULL ? ~above[w] : ~(uint64_t)0); left != 0; left &= left - 1) {
            int row = w * WORD + __builtin_ctzll(left);
            if (part->rows[row].free[d] < service->need[d])
                fits[w] &= ~(left & -left);
        }
}

bool part_fits(const struct zone_part *part, const struct cluster_facts *facts, const struct service_facts *service,
               uint64_t *ret_fits)
{
    size_t words = (size_t)((part->count + WORD - 1) / WORD);
    uint64_t any = 0;
    if (words == 0)
        return false;
    memset(ret_fits, 0xff, words * sizeof *ret_fits);
    for (int i = 0; i < service->dimensions_count; i++) {
        const uint64_t *level = part_level(part, facts, service->dimensions[i], service->level[service->dimensions[i]]);
        for (size_t w = 0; w < words; w++)
            ret_fits[w] &= level[w];
    }
    if (part->count % WORD != 0)
        ret_fits[words - 1] &= ((uint64_t)1 << (part->count % WORD)) - 1; /* for a task that needs nothing */
    if (!service->exact)
        for (int i = 0; i < service->dimensions_count; i++)
            fits_check(part, facts, service, service->dimensions[i], ret_fits);
    for (size_t w = 0; w < words; w++)
        any |= ret_fits[w];
    return any != 0;
}
