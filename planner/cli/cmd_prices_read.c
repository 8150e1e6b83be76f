/* cmd_prices_read.c — price books made: from AWS's bulk price list, from its APIs, from saved answers. */
#include "data/base/date.h"
#include "planner/cli/aws_session.h"
#include "planner/cli/prices.h"
#include "planner/cli/run.h"
#include "planner/cli/terminal.h"
#include "pricing/compare.h"
#include "pricing/lookup.h"
#include "pricing/query.h"
#include "pricing/update.h"
#include "reports/text_report.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* --- what every one of them tells --- */

static const char *today_text(char buffer[DATE_TEXT_SIZE])
{
    return date_format((int64_t)(time(NULL) / SECONDS_PER_DAY), buffer);
}

/* What nobody expected is told always, with an example; what was left out with --verbose. */
static void tell_counts(const struct invocation *invocation, const struct feed *feed)
{
    const struct feed_count *counts = feed_counts(feed);
    for (int i = 0; i < FEED_COUNTS_COUNT; i++) {
        bool told = feed_count_unexpected[i] || i == FEED_TAKEN || invocation->settings[OPTION_VERBOSE].flag;
        if (counts[i].count > 0 && told)
            terminal_note(invocation, "%s%s: %lld %s%s%s", feed_count_unexpected[i] ? "unexpected: " : "",
                          feed_region(feed), (long long)counts[i].count, feed_count_words[i],
                          *counts[i].example && i != FEED_TAKEN ? ", such as " : "",
                          i != FEED_TAKEN ? counts[i].example : "");
    }
}

/* Every row and type of the older book that was not read now. */
static void keep_all(struct feed *feed, const struct catalogue *older)
{
    for (int i = 0; i < older->prices_count; i++)
        if (i == 0 || strcmp(older->prices[i].service, older->prices[i - 1].service) != 0)
            for (int purchase = 0; purchase < PRICE_PURCHASES_COUNT; purchase++)
                feed_keep(feed, older, older->prices[i].service, (enum purchase)purchase);
    feed_keep_types(feed, older);
}

/* --- prices update --- */

struct updating {
    const struct invocation *invocation;
    struct progress progress;
    const char *region;
    struct timespec begun; /* of the document under way */
    const char *document;
};

static double seconds_since(const struct timespec *begun)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - begun->tv_sec) + (double)(now.tv_nsec - begun->tv_nsec) * 1e-9;
}

static void tell_document(void *context, const char *document, int64_t wire_bytes, int64_t wire_total, int64_t bytes,
                          bool done, bool not_modified)
{
    struct updating *updating = context;
    char line[160], left[48] = "";
    if (!updating->document || strcmp(updating->document, document) != 0) {
        updating->document = document;
        clock_gettime(CLOCK_MONOTONIC, &updating->begun);
    }
    double seconds = seconds_since(&updating->begun), rate = seconds > 0 ? (double)wire_bytes / seconds : 0;
    if (done) {
        progress_end(&updating->progress);
        if (not_modified)
            terminal_note(updating->invocation, "%s: %s has not changed", updating->region, document);
        else
            terminal_note(updating->invocation, "%s: %s, %.1f MB (%.1f MB on the wire) in %.1f s", updating->region,
                          document, (double)bytes / 1e6, (double)wire_bytes / 1e6, seconds);
        updating->progress = progress_begin(updating->invocation);
        updating->document = NULL;
        return;
    }
    if (wire_total > wire_bytes && rate > 0)
        snprintf(left, sizeof left, " of %.1f MB, %.0f s left", (double)wire_total / 1e6,
                 (double)(wire_total - wire_bytes) / rate);
    snprintf(line, sizeof line, "%s: %s, %.1f MB%s, %.1f MB/s", updating->region, document, (double)wire_bytes / 1e6,
             left, rate / 1e6);
    progress_line(&updating->progress, line);
}

static bool is_folder(const char *path)
{
    struct stat status;
    size_t length = strlen(path);
    return (length > 0 && path[length - 1] == '/') || (stat(path, &status) == 0 && S_ISDIR(status.st_mode));
}

static bool path_of(const struct invocation *invocation, const char *region, struct arena *arena, const char **ret_path,
                    struct error *err)
{
    const char *path = invocation->settings[OPTION_OUTPUT].text;
    if (is_folder(path))
        *ret_path = arena_printf(arena, "%s%sREGION.json", path, path[strlen(path) - 1] == '/' ? "" : "/");
    else if (invocation->settings[OPTION_REGION].texts_count > 1)
        return error_set(err, ERROR_USAGE, "--output", "several regions are several files: give a folder, not '%s'",
                         path);
    else
        *ret_path = path;
    if (is_folder(path))
        *ret_path =
            arena_printf(arena, "%.*s%s.json", (int)(strlen(*ret_path) - strlen("REGION.json")), *ret_path, region);
    return true;
}

/* The book that is there; none is no error, one that cannot be read is. */
static bool load_older(const char *path, const char *region, struct catalogue *older, bool *ret_there,
                       struct error *err)
{
    struct stat status;
    *ret_there = strcmp(path, "-") != 0 && stat(path, &status) == 0;
    if (!*ret_there)
        return true;
    if (!catalogue_load(path, older, err))
        return false;
    if (strcmp(older->region, region) == 0)
        return true;
    error_set(err, ERROR_UNKNOWN_PRICE, path, "has the prices of %s, and %s is to be written there: give another file",
              older->region, region);
    catalogue_release(older);
    return false;
}

static bool save_book(const struct invocation *invocation, const char *path, const struct catalogue *book,
                      struct error *err)
{
    struct text document = {0};
    text_init(&document, ANSWER_BYTES_MAX);
    catalogue_write(book, &document);
    bool to_stdout = strcmp(path, "-") == 0;
    bool done = to_stdout ? terminal_answer(&document, err) : terminal_save(path, &document, err);
    text_release(&document);
    if (done && !to_stdout)
        terminal_note(invocation, "%d prices of %s, as of %s, are in %s", book->prices_count, book->region, book->as_of,
                      path);
    return done;
}

static void tell_changes(const struct invocation *invocation, const struct catalogue *older,
                         const struct catalogue *newer)
{
    struct price_changes changes = {0};
    int added = 0, gone = 0;
    catalogue_compare(older, newer, &changes);
    for (int i = 0; i < changes.changes_count; i++) {
        added += changes.changes[i].older == NULL;
        gone += changes.changes[i].newer == NULL;
    }
    terminal_note(invocation, "%s: %d new, %d gone, %d changed, %d as they were", newer->region, added, gone,
                  changes.changes_count - added - gone, changes.same);
    price_changes_release(&changes);
}

/* The bulk list has no Spot prices, and the fee of Managed Instances not everywhere. */
static void keep_the_rest(struct feed *feed, const struct catalogue *older)
{
    feed_keep(feed, older, "ec2", PURCHASE_SPOT);
    feed_keep(feed, older, "ec2_spot_interruptions", PURCHASE_SPOT);
    feed_keep(feed, older, "fargate", PURCHASE_SPOT);
    feed_keep(feed, older, "ecs", PURCHASE_ON_DEMAND);
    feed_keep_types(feed, older);
}

static bool update_book(const struct invocation *invocation, const char *region, const char *path,
                        const struct catalogue *older, struct error *err)
{
    char day[DATE_TEXT_SIZE];
    struct updating updating = {.invocation = invocation, .region = region};
    struct feed *feed = feed_new(region, today_text(day));
    struct catalogue book = {0};
    struct update_options options = {.base_url = invocation->settings[OPTION_PRICE_LIST_URL].text,
                                     .older = older,
                                     .savings_plans = true,
                                     .progress = tell_document,
                                     .context = &updating,
                                     .stop = session_stop_asked()};
    updating.progress = progress_begin(invocation);
    bool done = update_region(&options, feed, err);
    progress_end(&updating.progress);
    if (done && older)
        keep_the_rest(feed, older);
    if (done)
        tell_counts(invocation, feed);
    done = done && feed_catalogue(feed, path, &book, err);
    feed_free(feed);
    if (!done)
        return false;
    if (older)
        tell_changes(invocation, older, &book);
    done = save_book(invocation, path, &book, err);
    catalogue_release(&book);
    return done;
}

bool run_prices_update(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    const struct setting *regions = &invocation->settings[OPTION_REGION];
    struct arena arena = {0};
    bool done = true;
    *ret_exit_code = 0;
    session_catch_signals();
    for (int i = 0; i < regions->texts_count && done; i++) {
        const char *path = NULL;
        struct catalogue older = {0};
        bool there = false;
        done = path_of(invocation, regions->texts[i], &arena, &path, err) &&
               load_older(path, regions->texts[i], &older, &there, err) &&
               update_book(invocation, regions->texts[i], path, there ? &older : NULL, err);
        if (there)
            catalogue_release(&older);
    }
    arena_release(&arena);
    return done;
}

/* --- prices import, prices query --- */

/* What was asked for by name stands, and is told where it is not the newer. */
static void tell_older(const struct invocation *invocation, const struct catalogue *read, const struct catalogue *base)
{
    int older = 0;
    const struct price *first = NULL, *replaced = NULL;
    for (int i = 0; i < read->prices_count; i++) {
        const struct price *was =
            price_find(base, read->prices[i].service, read->prices[i].item, read->prices[i].purchase);
        if (!was || strcmp(read->prices[i].as_of, was->as_of) >= 0)
            continue;
        if (older++ == 0) {
            first = &read->prices[i];
            replaced = was;
        }
    }
    if (older > 0)
        terminal_note(invocation,
                      "warning: %d price%s read now %s older than the book's, and in %s place: %s (%s) of %s for %s",
                      older, older == 1 ? "" : "s", older == 1 ? "is" : "are", older == 1 ? "its" : "their",
                      first->item, purchase_names[first->purchase], first->as_of, replaced->as_of);
}

/* The feed, over the book in use unless --fresh; what was read is shown, what comes of it written. */
static bool answer_book(const struct invocation *invocation, struct feed *feed, struct error *err)
{
    const struct setting *settings = invocation->settings;
    struct catalogue read = {0}, base = {0}, book = {0};
    struct text document = {0}, shown = {0};
    tell_counts(invocation, feed);
    bool done = feed_counts(feed)[FEED_TAKEN].count == 0 || feed_catalogue(feed, "what was read", &read, err);
    if (done && !settings[OPTION_FRESH].flag) {
        done = prices_base(invocation, feed_region(feed), &base, err);
        if (done) {
            tell_older(invocation, &read, &base);
            keep_all(feed, &base);
        }
    }
    done = done && feed_catalogue(feed, "the new price book", &book, err);
    text_init(&document, ANSWER_BYTES_MAX);
    text_init(&shown, ANSWER_BYTES_MAX);
    if (done) {
        struct screen screen = {&shown, SCREEN_WIDTH, terminal_wants_colour(invocation)};
        catalogue_write(&book, &document);
        if (read.prices_count > 0)
            text_report_prices(&screen, &read);
        done = terminal_answer_document(invocation, "price book", &document, &shown, err);
    }
    text_release(&document);
    text_release(&shown);
    catalogue_release(&book);
    catalogue_release(&base);
    catalogue_release(&read);
    return done;
}

/* A file that brings nothing is the wrong file. */
static bool import_file(struct feed *feed, const char *path, struct error *err)
{
    const struct feed_count *counts = feed_counts(feed);
    int64_t before = counts[FEED_TAKEN].count + counts[FEED_TYPES_TAKEN].count + counts[FEED_TYPES_KNOWN].count;
    if (!feed_file(feed, path, err))
        return false;
    if (counts[FEED_TAKEN].count + counts[FEED_TYPES_TAKEN].count + counts[FEED_TYPES_KNOWN].count > before)
        return true;
    return error_set(err, ERROR_UNKNOWN_PRICE, path, "has no price of %s%s%s%s", feed_region(feed),
                     *counts[FEED_OTHER_REGION].example ? ": it is of another region (" : "",
                     counts[FEED_OTHER_REGION].example, *counts[FEED_OTHER_REGION].example ? ")" : "");
}

bool run_prices_import(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    char day[DATE_TEXT_SIZE];
    struct feed *feed = feed_new(invocation->settings[OPTION_REGION].text, today_text(day));
    bool done = true;
    *ret_exit_code = 0;
    for (int i = 0; i < invocation->arguments_count && done; i++)
        done = import_file(feed, invocation->arguments[i], err);
    done = done && answer_book(invocation, feed, err);
    feed_free(feed);
    return done;
}

enum { ASK_PRODUCTS, ASK_SPOT, ASK_INSTANCE_TYPES };

static bool ask_products(const struct invocation *invocation, const char *region, struct feed *feed, struct error *err)
{
    struct aws_client *client = NULL;
    struct aws_options options = session_options(invocation, query_endpoint_region(region));
    if (!aws_open(&options, &client, err))
        return false;
    bool done = query_products(client, invocation->arguments[0], feed, err);
    aws_close(client);
    return done;
}

static bool ask_region(const struct invocation *invocation, const char *region, struct feed *feed, struct error *err)
{
    unsigned asked = invocation->settings[OPTION_ASK].members;
    const char *pattern = invocation->arguments[0];
    struct aws_client *client = NULL;
    struct aws_options options = session_options(invocation, region);
    if (!(asked & (1u << ASK_SPOT | 1u << ASK_INSTANCE_TYPES)))
        return true;
    if (!aws_open(&options, &client, err))
        return false;
    bool done = (!(asked & 1u << ASK_SPOT) || query_spot(client, pattern, feed, err)) &&
                (!(asked & 1u << ASK_INSTANCE_TYPES) || query_instance_types(client, pattern, feed, err));
    aws_close(client);
    return done;
}

bool run_prices_query(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    char day[DATE_TEXT_SIZE];
    const char *region = invocation->settings[OPTION_REGION].text;
    struct feed *feed = feed_new(region, today_text(day));
    bool products = (invocation->settings[OPTION_ASK].members & 1u << ASK_PRODUCTS) != 0;
    *ret_exit_code = 0;
    session_catch_signals();
    bool done = (!products || ask_products(invocation, region, feed, err)) &&
                ask_region(invocation, region, feed, err) && answer_book(invocation, feed, err);
    feed_free(feed);
    return done;
}
