/* overlay.c — see overlay.h: rule after rule over the rows, then the rows checked as a book's are. */
#include "pricing/overlay.h"

#include "data/base/fields.h"
#include "data/catalogue_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MILLION = 1000 * 1000, EFFECTS_BYTES_MAX = 100 };

/* A row on its way: `effects` is what was done to it, for its source. */
struct changed_price {
    struct price price;
    const char *changed_at; /* where the last rule stands that changed it; NULL = none did */
    char effects[EFFECTS_BYTES_MAX];
    int effects_count;
    bool gone; /* a later tier of an item that has a fixed price now */
};

struct application {
    const struct catalogue *catalogue;
    const struct overlay *overlay;
    struct arena *arena; /* of the outcome */
    struct changed_price *prices;
    int count;
    struct error *err;
};

/* A share is no price in dollars. */
static bool is_share(const struct price *price)
{
    return price->unit == UNIT_RATIO_OF_ON_DEMAND || price->unit == UNIT_RATIO_PER_MONTH;
}

static bool rule_matches(const struct overlay_rule *rule, const struct price *price)
{
    if (rule->service ? strcmp(rule->service, price->service) != 0 : is_share(price))
        return false;
    return (!rule->item || text_matches(rule->item, price->item)) &&
           (!rule->purchase || text_matches(rule->purchase, purchase_names[price->purchase]));
}

/* --- rules that touch nothing --- */

/* "m7q.*" -> "m7g.*", by the families that the book has. */
static const char *nearest_family(const struct application *at, const char *pattern)
{
    const struct catalogue *catalogue = at->catalogue;
    const char **families = ARENA_ARRAY(at->arena, const char *, catalogue->prices_count + 1);
    size_t count = 0, length = strcspn(pattern, ".");
    for (int i = 0; i < catalogue->prices_count; i++) {
        const char *item = catalogue->prices[i].item;
        families[count] = arena_strndup(at->arena, item, strcspn(item, "."));
        if (count == 0 || strcmp(families[count - 1], families[count]) != 0)
            count++;
    }
    const char *family = text_nearest(arena_strndup(at->arena, pattern, length), families, count);
    return family ? arena_printf(at->arena, "%s%s", family, pattern + length) : NULL;
}

static const char *nearest_item(const struct application *at, const struct overlay_rule *rule)
{
    const struct catalogue *catalogue = at->catalogue;
    const char **items = ARENA_ARRAY(at->arena, const char *, catalogue->prices_count + 1);
    size_t count = 0;
    for (int i = 0; i < catalogue->prices_count; i++) {
        const struct price *price = &catalogue->prices[i];
        if (!rule->service || strcmp(rule->service, price->service) == 0)
            items[count++] = price->item;
    }
    size_t family = strcspn(rule->item, ".*?");
    bool is_family = rule->item[family] == '.' && rule->item[family + 1 + strcspn(rule->item + family + 1, "*?")];
    return is_family ? nearest_family(at, rule->item) : text_nearest(rule->item, items, count);
}

static bool refuse_untouching(const struct application *at, const struct overlay_rule *rule)
{
    const char *nearest = rule->item ? nearest_item(at, rule) : NULL;
    if (nearest && strcmp(nearest, rule->item) == 0)
        nearest = NULL; /* the item is there, but not bought so */
    return error_set(at->err, ERROR_INPUT, rule->where, "touches no price of %s (%s, as of %s)%s%s%s",
                     at->catalogue->file, at->catalogue->region, at->catalogue->as_of,
                     nearest ? ": did you mean the item \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
}

/* --- percentages --- */

static void effect_add(struct changed_price *changed, const struct overlay_rule *rule)
{
    bool discount = rule->discount_millionths > 0;
    int64_t millionths = discount ? rule->discount_millionths : rule->markup_millionths;
    size_t used = strlen(changed->effects);
    int wanted = snprintf(changed->effects + used, sizeof changed->effects - used, " %s%.15g %%", discount ? "-" : "+",
                          (double)millionths / 10000);
    if (wanted < 0 || (size_t)wanted >= sizeof changed->effects - used)
        changed->effects[used] = '\0'; /* the count tells that there were more */
    changed->effects_count++;
    changed->changed_at = rule->where;
}

static bool percentage_apply(struct application *at, const struct overlay_rule *rule)
{
    int touched = 0;
    int64_t left = MILLION - rule->discount_millionths + rule->markup_millionths;
    for (int i = 0; i < at->count; i++) {
        struct changed_price *changed = &at->prices[i];
        if (changed->gone || changed->price.unit == UNIT_RATIO_PER_MONTH || !rule_matches(rule, &changed->price))
            continue;
        int64_t nano = nano_scale(changed->price.nano, left, MILLION);
        changed->price.nano = nano > 0 ? nano : 1;
        if (changed->price.nano > CATALOGUE_PRICE_NANO_MAX)
            return error_set(at->err, ERROR_INPUT, rule->where,
                             "makes the price of %s %s %s more than 100000, the most a book holds",
                             changed->price.service, changed->price.item, purchase_names[changed->price.purchase]);
        effect_add(changed, rule);
        touched++;
    }
    return touched > 0 || refuse_untouching(at, rule);
}

/* --- fixed prices --- */

static bool is_price_of(const struct overlay_rule *rule, const struct price *price)
{
    return strcmp(rule->service, price->service) == 0 && strcmp(rule->item, price->item) == 0 &&
           strcmp(rule->purchase, purchase_names[price->purchase]) == 0;
}

/* Whether such an item can be bought so is looked at with all rows, at the end. */
static bool price_apply(struct application *at, const struct overlay_rule *rule)
{
    struct changed_price fixed = {.changed_at = rule->where};
    for (int i = 0; i < at->count; i++)
        at->prices[i].gone = at->prices[i].gone || is_price_of(rule, &at->prices[i].price);
    fixed.price = (struct price){.service = rule->service,
                                 .item = arena_strdup(at->arena, rule->item),
                                 .nano = rule->price_nano,
                                 .source = arena_strdup(at->arena, rule->source),
                                 .as_of = arena_strdup(at->arena, rule->as_of)};
    BUG_IF(!purchase_find(rule->purchase, &fixed.price.purchase));
    if (rule->unit >= 0)
        fixed.price.unit = (enum price_unit)rule->unit;
    else if (!price_unit_of(rule->service, rule->item, &fixed.price.unit))
        fixed.price.unit = UNIT_USD_PER_HOUR; /* no item of a book: the rows' check says so */
    at->prices[at->count++] = fixed;
    return true;
}

/* --- the outcome --- */

/* Cut between characters. */
static size_t cut_length(const char *text, size_t most)
{
    size_t length = strlen(text);
    if (length <= most)
        return length;
    for (length = most; length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80;)
        length--;
    return length;
}

/* What the price was read from, and what the overlay made of it, in what a source may hold. */
static const char *source_of(const struct application *at, const struct changed_price *changed)
{
    char behind[2 * EFFECTS_BYTES_MAX + OVERLAY_NAME_BYTES_MAX] = "";
    const char *name = at->overlay->name[0] != '\0' ? at->overlay->name : "overlay", *source = changed->price.source;
    if (!changed->changed_at)
        return arena_strdup(at->arena, source);
    if (changed->effects_count > 8)
        snprintf(behind, sizeof behind, "; %s: %d rules", name, changed->effects_count);
    else
        snprintf(behind, sizeof behind, "; %s%s%s", name, changed->effects_count > 0 ? ":" : "", changed->effects);
    size_t length = cut_length(source, FIELD_NAME_BYTES_MAX - strlen(behind));
    return arena_printf(at->arena, "%.*s%s", (int)length, source, behind);
}

/* Rows given to the check, for places in errors. */
struct given_rows {
    const struct changed_price **rows;
    const char *file;
};

static const char *row_where(const void *document, int index, const char *column, char buffer[ERROR_WHERE_SIZE])
{
    const struct given_rows *given = document;
    const char *where = given->rows[index]->changed_at;
    snprintf(buffer, ERROR_WHERE_SIZE, "%s%s%s", where ? where : given->file, column ? "." : "", column ? column : "");
    return buffer;
}

static bool outcome_make(const struct application *at, struct catalogue *outcome)
{
    struct given_rows given = {ARENA_ARRAY(at->arena, const struct changed_price *, at->count + 1), outcome->file};
    struct catalogue_rows rows = {.arena = at->arena, .where = row_where, .document = &given};
    catalogue_rows_reserve(&rows, at->count);
    for (int i = 0; i < at->count; i++) {
        const struct changed_price *changed = &at->prices[i];
        if (changed->gone)
            continue;
        struct price price = changed->price;
        price.service = arena_strdup(at->arena, price.service);
        price.item = arena_strdup(at->arena, price.item);
        price.source = source_of(at, changed);
        price.as_of = arena_strdup(at->arena, price.as_of);
        given.rows[rows.count] = changed;
        catalogue_rows_add(&rows, &price);
    }
    return catalogue_rows_finish(&rows, arena_strdup(at->arena, at->catalogue->as_of), outcome, at->err);
}

static void sources_copy(const struct catalogue *catalogue, struct catalogue *outcome)
{
    struct arena *arena = &outcome->arena;
    outcome->sources = ARENA_ARRAY(arena, struct catalogue_source, catalogue->sources_count + 1);
    outcome->sources_count = catalogue->sources_count;
    for (int i = 0; i < catalogue->sources_count; i++) {
        struct catalogue_source source = catalogue->sources[i];
        source.url = arena_strdup(arena, source.url);
        source.etag = arena_strdup(arena, source.etag);
        source.published_at = arena_strdup(arena, source.published_at);
        outcome->sources[i] = source;
    }
}

static void types_copy(const struct catalogue *catalogue, struct catalogue *outcome)
{
    struct arena *arena = &outcome->arena;
    outcome->types = ARENA_ARRAY(arena, struct instance_type, catalogue->types_count + 1);
    outcome->types_count = catalogue->types_count;
    for (int i = 0; i < catalogue->types_count; i++) {
        struct instance_type type = catalogue->types[i];
        type.name = arena_strdup(arena, type.name);
        type.source = arena_strdup(arena, type.source);
        type.as_of = arena_strdup(arena, type.as_of);
        outcome->types[i] = type;
    }
}

/* A book with an overlay is another book. */
static void head_copy(const struct catalogue *catalogue, const struct overlay *overlay, struct catalogue *outcome)
{
    char both[2 * SHA256_HEX_SIZE + 1];
    snprintf(both, sizeof both, "%s\n%s", catalogue->sha256, overlay->sha256);
    sha256_hex(both, strlen(both), outcome->sha256);
    outcome->file = arena_printf(&outcome->arena, "%s + %s", catalogue->file, overlay->file);
    outcome->overlay = arena_strdup(&outcome->arena, *overlay->name ? overlay->name : overlay->file);
    outcome->region = arena_strdup(&outcome->arena, catalogue->region);
    sources_copy(catalogue, outcome);
    types_copy(catalogue, outcome);
}

bool overlay_apply(const struct catalogue *catalogue, const struct overlay *overlay, struct catalogue *ret_catalogue,
                   struct error *err)
{
    struct catalogue outcome = {0};
    size_t capacity = (size_t)catalogue->prices_count + (size_t)overlay->rules_count;
    struct application at = {.catalogue = catalogue, .overlay = overlay, .arena = &outcome.arena, .err = err};
    at.prices = memory_alloc(capacity, sizeof *at.prices);
    for (; at.count < catalogue->prices_count; at.count++)
        at.prices[at.count].price = catalogue->prices[at.count];
    head_copy(catalogue, overlay, &outcome);
    bool ok = true;
    for (int i = 0; i < overlay->rules_count && ok; i++)
        ok = overlay->rules[i].has_price ? price_apply(&at, &overlay->rules[i])
                                         : percentage_apply(&at, &overlay->rules[i]);
    ok = ok && outcome_make(&at, &outcome);
    free(at.prices);
    if (ok)
        *ret_catalogue = outcome;
    else
        catalogue_release(&outcome);
    return ok;
}
