/* feed.c — see feed.h: rows with a hash index, counts, and the catalogue they become. */
#include "pricing/feed.h"

#include "data/base/text.h"
#include "data/catalogue_rows.h"
#include "pricing/feed_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const feed_count_words[] = {
#define X(kind, unexpected, words) words,
    FEED_COUNTS(X)
#undef X
        NULL};
const bool feed_count_unexpected[] = {
#define X(kind, unexpected, words) unexpected,
    FEED_COUNTS(X)
#undef X
};

const char *const feed_format_names[] = {
    "offer", "savings-plans", "get-products", "spot-history", "spot-advisor", "instance-types", NULL};
_Static_assert(sizeof feed_format_names / sizeof feed_format_names[0] == FEED_FORMATS_COUNT + 1, "a name each");

struct feed_row {
    struct price price;
    bool kept; /* of an older book: gives way to any row of a document */
};

struct feed_type {
    struct instance_type type;
    bool kept;
};

struct feed {
    struct arena arena;
    const char *region, *as_of;
    bool without_commitments;
    struct feed_count counts[FEED_COUNTS_COUNT];
    struct feed_row *rows;
    int rows_count, rows_capacity;
    int *index; /* open addressing, of index_size slots (a power of two): place in rows, or -1 */
    int index_size;
    struct feed_type *types;
    int types_count, types_capacity;
    struct catalogue_source sources[CATALOGUE_SOURCES_MAX];
    int sources_count;
};

struct feed *feed_new(const char *region, const char *as_of)
{
    struct feed *feed = memory_alloc(1, sizeof *feed);
    feed->region = arena_strdup(&feed->arena, region);
    feed->as_of = arena_strdup(&feed->arena, as_of);
    return feed;
}

void feed_free(struct feed *feed)
{
    if (feed == NULL)
        return;
    free(feed->rows);
    free(feed->index);
    free(feed->types);
    arena_release(&feed->arena);
    free(feed);
}

const char *feed_region(const struct feed *feed)
{
    return feed->region;
}

const char *feed_as_of(const struct feed *feed)
{
    return feed->as_of;
}

void feed_leave_commitments(struct feed *feed)
{
    feed->without_commitments = true;
}

bool feed_leaves_commitments(const struct feed *feed)
{
    return feed->without_commitments;
}

void feed_count(struct feed *feed, enum feed_count_kind kind, const char *example)
{
    struct feed_count *count = &feed->counts[kind];
    if (count->count++ == 0 && example != NULL)
        snprintf(count->example, sizeof count->example, "%s", example);
}

void feed_countf(struct feed *feed, enum feed_count_kind kind, const char *format, ...)
{
    struct feed_count *count = &feed->counts[kind];
    if (count->count++ > 0)
        return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(count->example, sizeof count->example, format, arguments);
    va_end(arguments);
}

const struct feed_count *feed_counts(const struct feed *feed)
{
    return feed->counts;
}

/* --- rows --- */

static uint64_t text_hash(uint64_t hash, const char *text)
{
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return (hash ^ 0xff) * UINT64_C(1099511628211);
}

/* The slot of the row of this key, or the empty one where it would stand. */
static int *slot_find(const struct feed *feed, const struct price *price)
{
    uint64_t hash = text_hash(text_hash(UINT64_C(14695981039346656037), price->service), price->item);
    hash = (hash ^ ((uint64_t)price->purchase << 40) ^ (uint64_t)price->from_quantity) * UINT64_C(0x9E3779B97F4A7C15);
    for (uint64_t i = hash >> 32;; i++) {
        int *slot = &feed->index[i & (uint64_t)(feed->index_size - 1)];
        if (*slot < 0 || price_compare(&feed->rows[*slot].price, price) == 0)
            return slot;
    }
}

static void index_grow(struct feed *feed)
{
    feed->index_size = feed->index_size > 0 ? 2 * feed->index_size : 1024;
    feed->index = memory_resize(feed->index, (size_t)feed->index_size, sizeof feed->index[0]);
    for (int i = 0; i < feed->index_size; i++)
        feed->index[i] = -1;
    for (int i = 0; i < feed->rows_count; i++)
        *slot_find(feed, &feed->rows[i].price) = i;
}

/* Most rows name the service, the date and often the item of the row before. */
static const char *text_copy(struct feed *feed, const char *text, const char *last)
{
    return last != NULL && strcmp(text, last) == 0 ? last : arena_strdup(&feed->arena, text);
}

static struct price price_copy(struct feed *feed, const struct price *price)
{
    const struct price *last = feed->rows_count > 0 ? &feed->rows[feed->rows_count - 1].price : &(struct price){0};
    struct price copy = *price;
    copy.service = text_copy(feed, price->service, last->service);
    copy.item = text_copy(feed, price->item, last->item);
    copy.source = text_copy(feed, price->source, last->source);
    copy.as_of = text_copy(feed, price->as_of, last->as_of);
    return copy;
}

static void row_add(struct feed *feed, const struct price *price, bool kept)
{
    if (feed->rows_count == feed->rows_capacity) {
        feed->rows_capacity = feed->rows_capacity > 0 ? 2 * feed->rows_capacity : 1024;
        feed->rows = memory_resize(feed->rows, (size_t)feed->rows_capacity, sizeof feed->rows[0]);
    }
    if (2 * (feed->rows_count + 1) > feed->index_size)
        index_grow(feed);
    *slot_find(feed, price) = feed->rows_count;
    feed->rows[feed->rows_count] = (struct feed_row){price_copy(feed, price), kept};
    feed->rows_count++;
}

static bool row_conflicts(const struct feed *feed, const struct price *first, const struct price *second,
                          struct error *err)
{
    char one[MONEY_TEXT_SIZE], other[MONEY_TEXT_SIZE];
    return error_set(err, ERROR_INPUT, NULL, "two prices of %s %s %s in %s: %s (%s) and %s (%s)", first->service,
                     first->item, purchase_names[first->purchase], feed->region, nano_format(first->nano, one),
                     first->source, nano_format(second->nano, other), second->source);
}

bool feed_price(struct feed *feed, const struct price *price, struct error *err)
{
    int *slot = feed->index_size > 0 ? slot_find(feed, price) : NULL;
    if (slot == NULL || *slot < 0) {
        if (feed->rows_count >= CATALOGUE_PRICES_MAX)
            return error_set(err, ERROR_LIMIT, NULL, "more than %d prices of one region", CATALOGUE_PRICES_MAX);
        row_add(feed, price, false);
        feed_count(feed, FEED_TAKEN, price->source);
        return true;
    }
    struct feed_row *row = &feed->rows[*slot];
    if (row->kept) {
        *row = (struct feed_row){price_copy(feed, price), false};
        feed_count(feed, FEED_TAKEN, price->source);
        return true;
    }
    if (row->price.nano != price->nano || row->price.unit != price->unit)
        return row_conflicts(feed, &row->price, price, err);
    feed_count(feed, FEED_SAME, price->source);
    return true;
}

bool feed_price_of(struct feed *feed, const char *document, const struct price *price, struct error *err)
{
    if (feed_price(feed, price, err))
        return true;
    if (*err->where == '\0')
        snprintf(err->where, sizeof err->where, "%s", document);
    return false;
}

const struct price *feed_find(const struct feed *feed, const char *service, const char *item, enum purchase purchase)
{
    struct price key = {.service = service, .item = item, .purchase = purchase};
    int *slot = feed->index_size > 0 ? slot_find(feed, &key) : NULL;
    return slot != NULL && *slot >= 0 ? &feed->rows[*slot].price : NULL;
}

void feed_keep(struct feed *feed, const struct catalogue *older, const char *service, enum purchase purchase)
{
    for (int i = 0; i < older->prices_count && feed->rows_count < CATALOGUE_PRICES_MAX; i++) {
        const struct price *price = &older->prices[i];
        if (price->purchase != purchase || strcmp(price->service, service) != 0)
            continue;
        if (feed->index_size == 0 || *slot_find(feed, price) < 0)
            row_add(feed, price, true);
    }
}

/* --- types and sources --- */

static bool types_are_equal(const struct instance_type *a, const struct instance_type *b)
{
    return a->vcpus == b->vcpus && a->memory_mib == b->memory_mib && a->architecture == b->architecture &&
           a->gpus == b->gpus && a->awsvpc_tasks == b->awsvpc_tasks &&
           a->awsvpc_tasks_trunked == b->awsvpc_tasks_trunked && a->bare_metal == b->bare_metal;
}

static struct feed_type *type_find(const struct feed *feed, const char *name)
{
    for (int i = 0; i < feed->types_count; i++)
        if (strcmp(feed->types[i].type.name, name) == 0)
            return &feed->types[i];
    return NULL;
}

static void type_set(struct feed *feed, struct feed_type *place, const struct instance_type *type, bool kept)
{
    *place = (struct feed_type){*type, kept};
    place->type.name = arena_strdup(&feed->arena, type->name);
    place->type.source = arena_strdup(&feed->arena, type->source);
    place->type.as_of = arena_strdup(&feed->arena, type->as_of);
}

static void type_add(struct feed *feed, const struct instance_type *type, bool kept)
{
    if (feed->types_count == feed->types_capacity) {
        feed->types_capacity = feed->types_capacity > 0 ? 2 * feed->types_capacity : 64;
        feed->types = memory_resize(feed->types, (size_t)feed->types_capacity, sizeof feed->types[0]);
    }
    type_set(feed, &feed->types[feed->types_count++], type, kept);
}

bool feed_instance_type(struct feed *feed, const struct instance_type *type, struct error *err)
{
    struct feed_type *same = type_find(feed, type->name);
    if (!instance_type_is_valid(type->name))
        return error_set(err, ERROR_INPUT, NULL, "must be an instance type like m7g.large, not \"%s\"", type->name);
    if (same != NULL && same->kept) {
        type_set(feed, same, type, false);
        return true;
    }
    if (same != NULL) {
        if (!types_are_equal(&same->type, type))
            return error_set(err, ERROR_INPUT, NULL, "two descriptions of %s that differ: %s and %s", type->name,
                             same->type.source, type->source);
        feed_count(feed, FEED_SAME, type->name);
        return true;
    }
    if (feed->types_count >= CATALOGUE_TYPES_MAX)
        return error_set(err, ERROR_LIMIT, NULL, "more than %d instance types", CATALOGUE_TYPES_MAX);
    type_add(feed, type, false);
    return true;
}

void feed_keep_types(struct feed *feed, const struct catalogue *older)
{
    for (int i = 0; i < older->types_count && feed->types_count < CATALOGUE_TYPES_MAX; i++)
        if (type_find(feed, older->types[i].name) == NULL)
            type_add(feed, &older->types[i], true);
}

void feed_source(struct feed *feed, const struct catalogue_source *source)
{
    int at = 0;
    while (at < feed->sources_count && strcmp(feed->sources[at].url, source->url) != 0)
        at++;
    if (at == CATALOGUE_SOURCES_MAX) /* prices stand without it: only the next update asks for the document again */
        return;
    feed->sources_count += at == feed->sources_count;
    feed->sources[at] = *source;
    feed->sources[at].url = arena_strdup(&feed->arena, source->url);
    feed->sources[at].etag = arena_strdup(&feed->arena, source->etag);
    feed->sources[at].published_at = arena_strdup(&feed->arena, source->published_at);
}

/* --- as a catalogue --- */

/* The rows given on, in their order, for places in errors: begins with "FILE:" as catalogue_rows.h asks. */
struct given_rows {
    const char *file;
    const struct price *const *prices;
};

static const char *row_where(const void *document, int index, const char *column, char buffer[ERROR_WHERE_SIZE])
{
    const struct given_rows *given = document;
    const struct price *price = given->prices[index];
    snprintf(buffer, ERROR_WHERE_SIZE, "%s: %s %s %s%s%s (%s)", given->file, price->service, price->item,
             purchase_names[price->purchase], column != NULL ? ": " : "", column != NULL ? column : "", price->source);
    return buffer;
}

/* A kept row whose item and purchase a document prices anew goes with all its tiers. */
static bool row_stands(const struct feed *feed, const struct feed_row *row)
{
    if (!row->kept || row->price.from_quantity == 0)
        return true;
    struct price first = row->price;
    first.from_quantity = 0;
    int slot = *slot_find(feed, &first);
    return slot < 0 || feed->rows[slot].kept;
}

static void rows_copy(const struct feed *feed, struct catalogue_rows *rows, const struct price **given)
{
    struct arena *arena = rows->arena;
    catalogue_rows_reserve(rows, feed->rows_count);
    for (int i = 0; i < feed->rows_count; i++) {
        if (!row_stands(feed, &feed->rows[i]))
            continue;
        struct price price = feed->rows[i].price;
        given[rows->count] = &feed->rows[i].price;
        price.service = arena_strdup(arena, price.service);
        price.item = arena_strdup(arena, price.item);
        price.source = arena_strdup(arena, price.source);
        price.as_of = arena_strdup(arena, price.as_of);
        catalogue_rows_add(rows, &price);
    }
}

static int type_compare(const void *a, const void *b)
{
    const struct instance_type *left = a, *right = b;
    return strcmp(left->name, right->name);
}

static int source_compare(const void *a, const void *b)
{
    const struct catalogue_source *left = a, *right = b;
    return strcmp(left->url, right->url);
}

static void types_copy(const struct feed *feed, struct catalogue *catalogue)
{
    struct arena *arena = &catalogue->arena;
    catalogue->types = ARENA_ARRAY(arena, struct instance_type, feed->types_count + 1);
    catalogue->types_count = feed->types_count;
    for (int i = 0; i < feed->types_count; i++) {
        struct instance_type type = feed->types[i].type;
        type.name = arena_strdup(arena, type.name);
        type.source = arena_strdup(arena, type.source);
        type.as_of = arena_strdup(arena, type.as_of);
        catalogue->types[i] = type;
    }
    qsort(catalogue->types, (size_t)catalogue->types_count, sizeof catalogue->types[0], type_compare);
}

static void sources_copy(const struct feed *feed, struct catalogue *catalogue)
{
    struct arena *arena = &catalogue->arena;
    catalogue->sources = ARENA_ARRAY(arena, struct catalogue_source, feed->sources_count + 1);
    catalogue->sources_count = feed->sources_count;
    for (int i = 0; i < feed->sources_count; i++) {
        struct catalogue_source source = feed->sources[i];
        source.url = arena_strdup(arena, source.url);
        source.etag = arena_strdup(arena, source.etag);
        source.published_at = arena_strdup(arena, source.published_at);
        catalogue->sources[i] = source;
    }
    qsort(catalogue->sources, (size_t)catalogue->sources_count, sizeof catalogue->sources[0], source_compare);
}

/* As the file that `prices export` writes has it. */
static void catalogue_hash(struct catalogue *catalogue)
{
    struct text json = {0};
    text_init(&json, (size_t)1 << 30);
    catalogue_write(catalogue, &json);
    sha256_hex(json.bytes, json.length, catalogue->sha256);
    text_release(&json);
}

/* The date of EC2's on-demand prices; "" where there is none. */
static const char *latest_on_demand(const struct feed *feed)
{
    const char *latest = "";
    for (int i = 0; i < feed->rows_count; i++) {
        const struct price *price = &feed->rows[i].price;
        if (price->purchase == PURCHASE_ON_DEMAND && strcmp(price->service, "ec2") == 0 &&
            strcmp(price->as_of, latest) > 0)
            latest = price->as_of;
    }
    return latest;
}

bool feed_catalogue(struct feed *feed, const char *file, struct catalogue *ret_catalogue, struct error *err)
{
    struct catalogue catalogue = {0};
    catalogue.file = arena_strdup(&catalogue.arena, file);
    catalogue.region = arena_strdup(&catalogue.arena, feed->region);
    struct given_rows given = {catalogue.file, NULL};
    const struct price **prices = ARENA_ARRAY(&catalogue.arena, const struct price *, feed->rows_count + 1);
    given.prices = prices;
    struct catalogue_rows rows = {.arena = &catalogue.arena, .where = row_where, .document = &given};
    rows_copy(feed, &rows, prices);
    const char *as_of = arena_strdup(&catalogue.arena, latest_on_demand(feed));
    if (!catalogue_rows_finish(&rows, *as_of != '\0' ? as_of : NULL, &catalogue, err)) {
        catalogue_release(&catalogue);
        return false;
    }
    types_copy(feed, &catalogue);
    sources_copy(feed, &catalogue);
    catalogue_hash(&catalogue);
    *ret_catalogue = catalogue;
    return true;
}
