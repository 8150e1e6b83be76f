/* feed_spot_history.c — DescribeSpotPriceHistory: a list of changes, newest first or in any order ("Spot Instance
 * pricing history", EC2 user guide, 2026). A zone's price stands until its next change. */
#include "pricing/feed_answer.h"
#include "pricing/feed_spot.h"

#include "data/base/date.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Dollars an hour of the dearest Spot instance hour there may be; 26 zones' sum is far from overflowing. */
enum { SPOT_USD_MAX = 100 * 1000 };

/* A change of price of a type in a zone. */
struct change {
    const char *type, *zone;
    int64_t at_ms; /* since 1970 */
    int64_t nano;
    int64_t index; /* in the order read */
};

struct spot_history {
    struct arena arena;
    struct feed *feed;
    struct change *changes;
    int64_t count, capacity;
    int64_t other_regions;
    char other_zone[64]; /* the first of another region */
};

struct spot_history *spot_history_new(struct feed *feed)
{
    struct spot_history *history = memory_alloc(1, sizeof *history);
    history->feed = feed;
    return history;
}

void spot_history_free(struct spot_history *history)
{
    if (!history)
        return;
    arena_release(&history->arena);
    free(history->changes);
    free(history);
}

/* "2013-03-20T13:35:55.000Z" of the API, "2021-02-09T01:40:10+00:00" of the AWS CLI. */
static bool moment_ms(const char *text, int64_t *ret_ms)
{
    enum { TO_SECONDS = 19 };
    char whole[TO_SECONDS + 2];
    int64_t seconds;
    if (snprintf(whole, sizeof whole, "%.*sZ", TO_SECONDS, text) != TO_SECONDS + 1 || !moment_parse(whole, &seconds))
        return false;
    const char *rest = text + TO_SECONDS;
    int64_t fraction = 0;
    if (*rest == '.') {
        size_t digits = strspn(rest + 1, "0123456789");
        for (size_t i = 0; i < 3; i++)
            fraction = 10 * fraction + (i < digits ? rest[1 + i] - '0' : 0);
        rest += digits > 0 ? 1 + digits : 0;
    }
    *ret_ms = 1000 * seconds + fraction;
    return strcmp(rest, "Z") == 0 || strcmp(rest, "+00:00") == 0;
}

/* Zones of the region are it and a letter; local and wavelength zones ("us-east-1-bos-1a") are priced on their own. */
static bool is_zone_of_region(const char *zone, const char *region)
{
    size_t length = strlen(region);
    return strncmp(zone, region, length) == 0 && zone[length] >= 'a' && zone[length] <= 'z' && zone[length + 1] == '\0';
}

static bool is_linux(const char *description)
{
    return strcmp(description, "Linux/UNIX") == 0 || strcmp(description, "Linux/UNIX (Amazon VPC)") == 0;
}

static void add_change(struct spot_history *history, const struct change *change)
{
    if (history->count == history->capacity) {
        history->capacity = history->capacity ? 2 * history->capacity : 256;
        history->changes = memory_resize(history->changes, (size_t)history->capacity, sizeof *history->changes);
    }
    struct change *added = &history->changes[history->count];
    *added = *change;
    added->index = history->count++;
    added->type = arena_strdup(&history->arena, change->type);
    added->zone = arena_strdup(&history->arena, change->zone);
}

static void leave_out(struct spot_history *history, const struct change *change, const char *description)
{
    char example[160];
    if (!is_linux(description)) {
        snprintf(example, sizeof example, "%s %s", change->type, description);
        feed_count(history->feed, FEED_OTHER_SYSTEM, example);
        return;
    }
    snprintf(example, sizeof example, "%s in %s", change->type, change->zone);
    feed_count(history->feed, FEED_OTHER_REGION, example);
    if (history->other_regions++ == 0)
        snprintf(history->other_zone, sizeof history->other_zone, "%s", change->zone);
}

static void take_change(struct spot_history *history, const struct feed_answer *answer, const struct node *member)
{
    struct change change = {.type = feed_answer_text(answer, member, "InstanceType"),
                            .zone = feed_answer_text(answer, member, "AvailabilityZone")};
    const char *description = feed_answer_text(answer, member, "ProductDescription");
    const char *price = feed_answer_text(answer, member, "SpotPrice");
    const char *moment = feed_answer_text(answer, member, "Timestamp");
    if (answer->err->kind != ERROR_NONE)
        return;
    if (!nano_parse(price, &change.nano) || change.nano <= 0 || change.nano > SPOT_USD_MAX * NANO_PER_USD)
        feed_answer_fail(answer, member, "SpotPrice",
                         "must be dollars above 0 and at most %d, like \"0.0437\", not \"%s\"", SPOT_USD_MAX, price);
    else if (!moment_ms(moment, &change.at_ms))
        feed_answer_fail(answer, member, "Timestamp",
                         "must be a moment in UTC like \"2026-11-22T08:51:14Z\" or \"...+00:00\", not \"%s\"", moment);
    else if (is_linux(description) && is_zone_of_region(change.zone, feed_region(history->feed)))
        add_change(history, &change);
    else
        leave_out(history, &change, description);
}

bool spot_history_take(struct spot_history *history, const char *name, const struct node *root, struct error *err)
{
    struct feed_answer answer = {.name = name, .err = err};
    const struct node *member = root->first;
    if (root->kind != NODE_LIST) {
        if (!feed_answer_at(root, "SpotPriceHistory"))
            feed_answer_fail(&answer, root, "SpotPriceHistory", "is missing: no answer of DescribeSpotPriceHistory");
        member = feed_answer_members(&answer, root, "SpotPriceHistory");
    }
    for (; member && err->kind == ERROR_NONE; member = member->next)
        take_change(history, &answer, member);
    return err->kind == ERROR_NONE;
}

static int by_type_zone_time(const void *a, const void *b)
{
    const struct change *left = a, *right = b;
    int order = strcmp(left->type, right->type);
    if (order == 0)
        order = strcmp(left->zone, right->zone);
    if (order == 0)
        order = (left->at_ms > right->at_ms) - (left->at_ms < right->at_ms);
    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

/* The zones' last prices of one type. */
struct type_mean {
    const char *type;
    int64_t sum, zones, latest_ms;
    struct text letters; /* "a b c" */
};

static bool finish_zone(struct spot_history *history, const struct change *first, int64_t count, const char *name,
                        struct type_mean *mean, struct error *err)
{
    const struct change *last = &first[count - 1];
    for (int64_t i = 1; i < count; i++) {
        if (first[i - 1].at_ms != first[i].at_ms)
            continue;
        if (first[i - 1].nano != first[i].nano)
            return error_set(err, ERROR_INPUT, name,
                             "%s in %s has two prices of the same moment, and they differ: ask for the history again",
                             last->type, last->zone);
        feed_count(history->feed, FEED_SAME, last->type);
    }
    mean->sum += last->nano;
    mean->zones++;
    mean->latest_ms = last->at_ms > mean->latest_ms ? last->at_ms : mean->latest_ms;
    text_printf(&mean->letters, " %s", last->zone + strlen(feed_region(history->feed)));
    return true;
}

static bool finish_type(struct feed *feed, const struct type_mean *mean, struct error *err)
{
    char source[256], as_of[DATE_TEXT_SIZE];
    snprintf(source, sizeof source, "EC2 DescribeSpotPriceHistory, mean of zones%s", mean->letters.bytes);
    struct price price = {.service = "ec2",
                          .item = mean->type,
                          .purchase = PURCHASE_SPOT,
                          .unit = UNIT_USD_PER_HOUR,
                          .nano = nano_scale(mean->sum, 1, mean->zones),
                          .source = source,
                          .as_of = date_format(mean->latest_ms / 1000 / SECONDS_PER_DAY, as_of)};
    return feed_price(feed, &price, err);
}

static bool finish_types(struct spot_history *history, const char *name, struct error *err)
{
    int64_t count = history->count;
    const struct change *changes = history->changes;
    for (int64_t i = 0; i < count;) {
        struct type_mean mean = {.type = changes[i].type};
        text_init(&mean.letters, 128);
        bool ok = true;
        while (ok && i < count && strcmp(changes[i].type, mean.type) == 0) {
            int64_t end = i + 1;
            while (end < count && strcmp(changes[end].type, mean.type) == 0 &&
                   strcmp(changes[end].zone, changes[i].zone) == 0)
                end++;
            ok = finish_zone(history, &changes[i], end - i, name, &mean, err);
            i = end;
        }
        ok = ok && finish_type(history->feed, &mean, err);
        text_release(&mean.letters);
        if (!ok)
            return false;
    }
    return true;
}

bool spot_history_finish(struct spot_history *history, const char *name, struct error *err)
{
    if (history->count == 0 && history->other_regions > 0)
        return error_set(err, ERROR_INPUT, name,
                         "no Spot price of a zone of %s: the prices are of %s and the like; give the history of that "
                         "region",
                         feed_region(history->feed), history->other_zone);
    if (history->count > 0)
        qsort(history->changes, (size_t)history->count, sizeof *history->changes, by_type_zone_time);
    return finish_types(history, name, err);
}

bool feed_spot_history(struct feed *feed, const char *name, const char *bytes, size_t length, struct error *err)
{
    struct arena tree = {0};
    struct node *root = NULL;
    struct spot_history *history = spot_history_new(feed);
    bool ok = node_parse_foreign(name, bytes, length, &tree, &root, err) &&
              spot_history_take(history, name, root, err) && spot_history_finish(history, name, err);
    spot_history_free(history);
    arena_release(&tree);
    return ok;
}
