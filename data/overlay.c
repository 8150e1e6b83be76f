/* overlay.c — an overlay from bytes: tree, fields, and what one field cannot know of another. */
#include "data/overlay.h"

#include "data/base/file.h"
#include "data/document.h"
#include "data/overlay_fields.h"

#include <string.h>

static const struct field rule_fields[] = {
    {FIELD_KEY(overlay_row, service), .type = FIELD_CHOICE, .choices = price_service_names},
    {FIELD_KEY(overlay_row, item), .type = FIELD_STRING},
    {FIELD_KEY(overlay_row, purchase), .type = FIELD_STRING},
    {FIELD_KEY(overlay_row, discount_percent), .type = FIELD_MONEY},
    {FIELD_KEY(overlay_row, markup_percent), .type = FIELD_MONEY},
    {FIELD_KEY(overlay_row, price), .type = FIELD_MONEY},
    {FIELD_KEY(overlay_row, unit), .type = FIELD_CHOICE, .choices = price_unit_names},
    {FIELD_KEY(overlay_row, source), .type = FIELD_STRING},
    {FIELD_KEY(overlay_row, as_of), .type = FIELD_STRING},
};
static const struct overlay_row rule_defaults = {.service = -1, .unit = -1};
static const struct field_table rule_table = {FIELD_TABLE("rule", overlay_row, rule_fields),
                                              .defaults = &rule_defaults};

static const struct field overlay_fields[] = {
    {FIELD_KEY(overlay_document, schema), .type = FIELD_STRING, .required = true},
    {FIELD_KEY(overlay_document, name), .type = FIELD_STRING, .maximum = OVERLAY_NAME_BYTES_MAX},
    {FIELD_KEY(overlay_document, rules), FIELD_LIST(rule_table, OVERLAY_RULES_MAX), .required = true, .unnamed = true},
};
static const struct field_table overlay_table = {FIELD_TABLE("overlay", overlay_document, overlay_fields)};

const struct field_table *overlay_field_table(void)
{
    return &overlay_table;
}

struct checking {
    const char *file;
    const struct node *member; /* the rule at hand */
    struct error *err;
    char where[NODE_WHERE_SIZE];
};

static bool refuse(struct checking *at, const char *key, const char *what, const char *value)
{
    return error_set(at->err, ERROR_INPUT, document_where(at->file, at->member, key, at->where), what, value);
}

/* A rule does one thing, and only a price has a source of its own. */
static bool check_kind(struct checking *at)
{
    static const char *const kinds[] = {"discount_percent", "markup_percent", "price"};
    static const char *const of_price[] = {"unit", "source", "as_of"};
    const char *given = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!node_child(at->member, kinds[i]))
            continue;
        if (given)
            return refuse(at, kinds[i], "must not stand beside %s: a rule does one thing; make it two rules", given);
        given = kinds[i];
    }
    if (!given)
        return error_set(at->err, ERROR_INPUT, node_where(at->file, at->member, NULL, at->where),
                         "must hold one of \"discount_percent\", \"markup_percent\" and \"price\"");
    for (size_t i = 0; i < sizeof of_price / sizeof of_price[0]; i++)
        if (node_child(at->member, of_price[i]) && strcmp(given, "price") != 0)
            return refuse(at, of_price[i], "must not be given beside %s: only a price has it", given);
    return true;
}

/* Percent in 1e-9 to millionths. At most 4 decimals, above 0, below or at `most`. */
static bool take_percent(struct checking *at, const char *key, int64_t percent, int64_t most, int64_t *ret_millionths)
{
    const int64_t per_millionth = NANO_PER_USD / 10000;
    char amount[MONEY_TEXT_SIZE];
    if (!node_child(at->member, key))
        return true;
    if (percent <= 0 || percent > most * NANO_PER_USD)
        return error_set(at->err, ERROR_INPUT, document_where(at->file, at->member, key, at->where),
                         "must be above 0 and at most %d, not %s", (int)most, nano_format(percent, amount));
    if (percent % per_millionth != 0)
        return error_set(at->err, ERROR_INPUT, document_where(at->file, at->member, key, at->where),
                         "must have at most 4 decimals, not %s", nano_format(percent, amount));
    *ret_millionths = percent / per_millionth;
    return true;
}

static bool check_purchase(struct checking *at, const char *purchase)
{
    for (int i = 0; purchase && purchase_names[i]; i++)
        if (text_matches(purchase, purchase_names[i]))
            return true;
    if (!purchase)
        return true;
    const char *nearest = text_nearest(purchase, purchase_names, PRICE_PURCHASES_COUNT);
    return error_set(at->err, ERROR_INPUT, document_where(at->file, at->member, "purchase", at->where),
                     "\"%s\" is no way to buy, nor a pattern of one: they are on_demand, spot and "
                     "KIND.TERM.PAYMENT like \"%s\"%s%s%s",
                     purchase, purchase_names[PURCHASE_COMMITTED], nearest ? "; did you mean \"" : "",
                     nearest ? nearest : "", nearest ? "\"?" : "");
}

static bool check_price(struct checking *at, const struct overlay_row *row)
{
    static const char *const needed[] = {"service", "item", "purchase", "source", "as_of"};
    char amount[MONEY_TEXT_SIZE];
    if (!node_child(at->member, "price"))
        return true;
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (!node_child(at->member, needed[i]))
            return error_set(at->err, ERROR_INPUT, node_where(at->file, at->member, NULL, at->where),
                             "missing \"%s\", which a price needs", needed[i]);
    if (row->item[strcspn(row->item, "*?")] != '\0')
        return refuse(at, "item", "must be a name beside a price, not the pattern \"%s\"", row->item);
    if (row->purchase[strcspn(row->purchase, "*?")] != '\0')
        return refuse(at, "purchase", "must be a name beside a price, not the pattern \"%s\"", row->purchase);
    if (row->price <= 0 || row->price > CATALOGUE_PRICE_NANO_MAX)
        return refuse(at, "price", "must be above 0 and at most 100000, not %s", nano_format(row->price, amount));
    return date_is_valid(row->as_of) || refuse(at, "as_of", DATE_IS_WRONG, row->as_of);
}

static bool rule_take(struct checking *at, const struct overlay_row *row, struct arena *arena,
                      struct overlay_rule *ret_rule)
{
    struct overlay_rule rule = {.service = row->service >= 0 ? price_service_names[row->service] : NULL,
                                .item = row->item,
                                .purchase = row->purchase,
                                .has_price = node_child(at->member, "price") != NULL,
                                .price_nano = row->price,
                                .unit = row->unit,
                                .source = row->source,
                                .as_of = row->as_of};
    if (!check_kind(at) || !check_purchase(at, row->purchase) || !check_price(at, row) ||
        !take_percent(at, "discount_percent", row->discount_percent, 99, &rule.discount_millionths) ||
        !take_percent(at, "markup_percent", row->markup_percent, OVERLAY_MARKUP_PERCENT_MAX, &rule.markup_millionths))
        return false;
    rule.where = arena_strdup(arena, node_where(at->file, at->member, NULL, at->where));
    *ret_rule = rule;
    return true;
}

static bool read_tree(const char *file, struct node *root, struct overlay *overlay, struct error *err)
{
    struct overlay_document document = {.name = ""};
    if (!document_check_root(file, root, "overlay", err) ||
        !fields_read(&overlay_table, file, root, &overlay->arena, &document, err))
        return false;
    const struct overlay_row *rows = document.rules.items;
    struct checking at = {.file = file, .err = err};
    if (document.rules.count == 0)
        return error_set(err, ERROR_INPUT, document_where(file, root, "rules", at.where),
                         "must hold at least one rule; without any the price book is as it is");
    overlay->file = arena_strdup(&overlay->arena, file);
    overlay->name = document.name;
    overlay->rules = ARENA_ARRAY(&overlay->arena, struct overlay_rule, document.rules.count);
    at.member = document_member(root, "rules", 0);
    for (int i = 0; i < document.rules.count; i++, at.member = at.member->next)
        if (!rule_take(&at, &rows[i], &overlay->arena, &overlay->rules[overlay->rules_count++]))
            return false;
    return true;
}

bool overlay_parse(const char *file, const char *bytes, size_t length, struct overlay *ret_overlay, struct error *err)
{
    struct arena tree = {0};
    struct node *root = NULL;
    struct overlay overlay = {0};
    bool ok = node_parse(file, bytes, length, &tree, &root, err) && read_tree(file, root, &overlay, err);
    arena_release(&tree);
    if (!ok) {
        overlay_release(&overlay);
        return false;
    }
    sha256_hex(bytes, length, overlay.sha256);
    *ret_overlay = overlay;
    return true;
}

bool overlay_load(const char *path, struct overlay *ret_overlay, struct error *err)
{
    struct arena arena = {0};
    char *bytes = NULL;
    size_t length = 0;
    bool ok = file_read(path, &arena, &bytes, &length, err) && overlay_parse(path, bytes, length, ret_overlay, err);
    arena_release(&arena);
    return ok;
}

void overlay_release(struct overlay *overlay)
{
    arena_release(&overlay->arena);
    *overlay = (struct overlay){0};
}
