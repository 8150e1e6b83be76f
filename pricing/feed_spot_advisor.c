/* feed_spot_advisor.c — Spot Instance Advisor data (spot-advisor-data.json): by region, system and type how often AWS
 * took instances back in the last month, as a band of the file's own table "ranges". */
#include "pricing/feed.h"
#include "pricing/feed_answer.h"

#include <stdio.h>
#include <string.h>

enum { RANGES_MAX = 64, PERCENT_MAX = 100 };
static const int64_t nano_per_percent = NANO_PER_USD / 100;

struct bands {
    int64_t percent[RANGES_MAX]; /* upper end by index; 0 = no such band */
    const char *label[RANGES_MAX];
};

/* Of "<5%" 5, of "5-10%" 10, of ">20%" 100: no upper end; 0 where it is none of these. The table's own number "max" is
 * a little above it. */
static int64_t percent_of_label(const char *label)
{
    int64_t percent = 0;
    const char *at = label + strspn(label, "<>0123456789");
    const char *digits = *at == '-' ? at + 1 : label + (*label == '<' || *label == '>');
    for (at = digits; *at >= '0' && *at <= '9' && percent <= PERCENT_MAX; at++)
        percent = 10 * percent + (*at - '0');
    if (at == digits || strcmp(at, "%") != 0 || percent > PERCENT_MAX)
        return 0;
    return *label == '>' ? PERCENT_MAX : percent;
}

static bool read_bands(const struct feed_answer *answer, const struct node *root, struct bands *bands)
{
    const struct node *member = feed_answer_members(answer, root, "ranges");
    if (!member)
        feed_answer_fail(answer, root, "ranges", "is missing: the table of what the bands mean");
    for (; member && answer->err->kind == ERROR_NONE; member = member->next) {
        int64_t index = feed_answer_integer(answer, member, "index", RANGES_MAX - 1);
        const char *label = feed_answer_text(answer, member, "label");
        int64_t percent = percent_of_label(label);
        if (answer->err->kind == ERROR_NONE && percent == 0)
            feed_answer_fail(answer, member, "label", "must be a band like \"5-10%%\", not \"%s\"", label);
        if (answer->err->kind == ERROR_NONE && bands->percent[index] != 0)
            feed_answer_fail(answer, member, "index", "band %lld is listed twice", (long long)index);
        bands->percent[index] = percent;
        bands->label[index] = label;
    }
    return answer->err->kind == ERROR_NONE;
}

static bool take_type(struct feed *feed, const struct feed_answer *answer, const struct bands *bands,
                      const struct node *type)
{
    char source[256];
    int64_t index = feed_answer_integer(answer, type, "r", RANGES_MAX - 1);
    if (answer->err->kind == ERROR_NONE && bands->percent[index] == 0)
        feed_answer_fail(answer, type, "r", "band %lld is not in the file's table \"ranges\"", (long long)index);
    if (answer->err->kind != ERROR_NONE)
        return false;
    snprintf(source, sizeof source, "Spot Instance Advisor, band %s", bands->label[index]);
    struct price price = {.service = "ec2_spot_interruptions",
                          .item = type->name,
                          .purchase = PURCHASE_SPOT,
                          .unit = UNIT_RATIO_PER_MONTH,
                          .nano = bands->percent[index] * nano_per_percent,
                          .source = source,
                          .as_of = feed_as_of(feed)};
    return feed_price(feed, &price, answer->err);
}

static void count_types(struct feed *feed, enum feed_count_kind kind, const struct node *types, const char *what)
{
    for (const struct node *type = types->first; type; type = type->next) {
        char example[160];
        snprintf(example, sizeof example, "%s %s", type->name ? type->name : "", what);
        feed_count(feed, kind, example);
    }
}

static bool take_region(struct feed *feed, const struct feed_answer *answer, const struct bands *bands,
                        const struct node *region)
{
    bool found = false;
    for (const struct node *system = region->first; system; system = system->next) {
        if (!system->name || strcmp(system->name, "Linux") != 0) {
            count_types(feed, FEED_OTHER_SYSTEM, system, system->name ? system->name : "");
            continue;
        }
        found = true;
        if (system->kind != NODE_OBJECT)
            feed_answer_fail(answer, system, NULL, "must be an object with the instance types");
        for (const struct node *type = system->first; type && answer->err->kind == ERROR_NONE; type = type->next)
            if (!take_type(feed, answer, bands, type))
                return false;
    }
    if (!found)
        feed_answer_fail(answer, region, NULL, "has no \"Linux\"");
    return answer->err->kind == ERROR_NONE;
}

static bool take_regions(struct feed *feed, const struct feed_answer *answer, const struct node *root)
{
    struct bands bands = {0};
    const struct node *regions = feed_answer_at(root, "spot_advisor");
    bool found = false;
    if (!regions || regions->kind != NODE_OBJECT) {
        feed_answer_fail(answer, regions ? regions : root, regions ? NULL : "spot_advisor",
                         "must be an object with regions: no Spot advisor data");
        return false;
    }
    if (!read_bands(answer, root, &bands))
        return false;
    for (const struct node *region = regions->first; region; region = region->next) {
        if (strcmp(region->name, feed_region(feed)) != 0) {
            for (const struct node *system = region->first; system; system = system->next)
                count_types(feed, FEED_OTHER_REGION, system, region->name);
            continue;
        }
        found = true;
        if (!take_region(feed, answer, &bands, region))
            return false;
    }
    return found || error_set(answer->err, ERROR_UNKNOWN_PRICE, answer->name,
                              "the Spot advisor data has no region %s: newer data may have it", feed_region(feed));
}

bool feed_spot_advisor(struct feed *feed, const char *name, const char *bytes, size_t length, struct error *err)
{
    struct arena tree = {0};
    struct node *root = NULL;
    struct feed_answer answer = {.name = name, .err = err};
    bool ok = node_parse_foreign(name, bytes, length, &tree, &root, err) && take_regions(feed, &answer, root);
    arena_release(&tree);
    return ok;
}
