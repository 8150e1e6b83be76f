/* A whole price list over a loopback server: what update_region makes of it is exactly what the list was made to say.
 */
#include "pricing/update.h"
#include "tests/support/download_server.h"
#include "tests/support/price_list.h"
#include "tests/support/price_list_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TYPES = 5 };

/* A folder with a price list, and a server of it. */
struct mirror {
    char folder[64];
    struct price_list list;
    struct download_faults faults;
    struct download_server *server;
};

static void mirror_make(struct mirror *mirror, const char *region)
{
    static const char *const both[] = {"us-east-1", "eu-west-1", NULL};
    struct price_list_size size;
    snprintf(mirror->folder, sizeof mirror->folder, "/tmp/bayplan-update-XXXXXX");
    assert_non_null(mkdtemp(mirror->folder));
    mirror->list.folder = mirror->folder;
    mirror->list.region = region;
    if (mirror->list.version == NULL)
        mirror->list.version = "20261120180000";
    mirror->list.seed = 11;
    mirror->list.types = TYPES;
    price_list_write(&mirror->list, &size);
    price_list_write_indexes(&mirror->list, strncmp(region, "cn-", 3) == 0 ? (const char *const[]){region, NULL} : both,
                             strncmp(region, "cn-", 3) == 0);
}

static void mirror_serve(struct mirror *mirror)
{
    mirror->server = download_server_open(mirror->folder, &mirror->faults, NULL);
    assert_non_null(mirror->server);
}

static void mirror_shell(const struct mirror *mirror, const char *command)
{
    char line[400];
    snprintf(line, sizeof line, "cd %s && %s", mirror->folder, command);
    assert_int_equal(system(line), 0);
}

static void mirror_close(struct mirror *mirror)
{
    download_server_close(mirror->server);
    mirror_shell(mirror, "rm -rf \"$PWD\"");
}

struct watched {
    int done, not_modified;
};

static void watch(void *context, const char *document, int64_t wire_bytes, int64_t wire_total, int64_t bytes, bool done,
                  bool not_modified)
{
    struct watched *watched = context;
    assert_true(document[0] == 'A' && wire_bytes >= 0 && wire_total >= -1 && bytes >= 0);
    watched->done += done;
    watched->not_modified += not_modified;
}

/* The book that comes of the mirror; fails the test where none does. */
static struct catalogue book_of(const struct mirror *mirror, const struct catalogue *older, bool plans,
                                struct watched *watched)
{
    struct error err = {0};
    struct catalogue book;
    struct feed *feed = feed_new(mirror->list.region, "2026-11-23");
    struct update_options options = {.base_url = download_server_url(mirror->server),
                                     .older = older,
                                     .savings_plans = plans,
                                     .progress = watch,
                                     .context = watched};
    *watched = (struct watched){0};
    if (!update_region(&options, feed, &err) || !feed_catalogue(feed, "book", &book, &err))
        fail_msg("%s: %s", err.where, err.text);
    for (int i = 0; i < FEED_COUNTS_COUNT; i++)
        if (feed_count_unexpected[i] && feed_counts(feed)[i].count > 0)
            fail_msg("%s: %s", feed_count_words[i], feed_counts(feed)[i].example);
    feed_free(feed);
    return book;
}

static void assert_exact(const struct mirror *mirror, const struct catalogue *book, bool plans)
{
    char words[400];
    int differences = price_list_differences(mirror->folder, book, plans, words);
    if (differences != 0)
        fail_msg("%d rows: %s", differences, words);
}

static void a_price_list_is_read_exactly_and_once(void **state)
{
    struct mirror mirror = {0};
    struct watched watched;
    (void)state;
    mirror_make(&mirror, "eu-west-1");
    mirror_serve(&mirror);
    struct catalogue book = book_of(&mirror, NULL, true, &watched);
    assert_exact(&mirror, &book, true);
    assert_string_equal(book.as_of, "2026-11-20");
    assert_int_equal(book.sources_count, 5);
    assert_int_equal(watched.done, 5);
    int64_t prices = 0;
    for (int i = 0; i < book.sources_count; i++) {
        prices += book.sources[i].prices;
        assert_string_equal(book.sources[i].published_at, "2026-11-20T18:00:00Z");
        assert_true(book.sources[i].etag[0] == '"' && book.sources[i].bytes > 0);
    }
    assert_int_equal(prices, book.prices_count);

    struct catalogue again = book_of(&mirror, &book, true, &watched);
    assert_int_equal(watched.not_modified, 5);
    assert_exact(&mirror, &again, true);
    assert_string_equal(again.sha256, book.sha256);

    mirror_shell(&mirror, "sed -i 's/: \\\"0.005/: \\\"0.006/' offers/v1.0/aws/AmazonVPC/*/*/index.json");
    struct catalogue changed = book_of(&mirror, &again, true, &watched);
    assert_int_equal(watched.not_modified, 4);
    char words[400];
    assert_int_equal(price_list_differences(mirror.folder, &changed, true, words), 1);
    assert_non_null(strstr(words, "other: vpc public_ipv4 on_demand 0: 6"));

    struct catalogue less = book_of(&mirror, &again, false, &watched);
    assert_int_equal(watched.done, 4);
    assert_int_equal(watched.not_modified, 3);
    assert_int_equal(price_list_differences(mirror.folder, &less, false, words), 1);
    struct catalogue more = book_of(&mirror, &less, true, &watched); /* Reserved Instances need the offer again */
    assert_int_equal(watched.not_modified, 3);
    assert_int_equal(price_list_differences(mirror.folder, &more, true, words), 1);
    catalogue_release(&book);
    catalogue_release(&again);
    catalogue_release(&changed);
    catalogue_release(&less);
    catalogue_release(&more);
    mirror_close(&mirror);
}

static void a_network_that_breaks_changes_nothing(void **state)
{
    (void)state;
    for (int packed = 0; packed < 2; packed++) {
        struct mirror mirror = {.faults = {.cuts = packed ? 3 : 20, .seed = 7}};
        struct watched watched;
        mirror_make(&mirror, "us-east-1");
        if (packed)
            mirror_shell(&mirror, "find . -name index.json | xargs gzip -k -1");
        mirror_serve(&mirror);
        struct catalogue book = book_of(&mirror, NULL, true, &watched);
        assert_exact(&mirror, &book, true);
        assert_true(download_server_requests(mirror.server) > 11 + 5 * mirror.faults.cuts);
        catalogue_release(&book);
        mirror_close(&mirror);
    }
}

static void terms_first_are_read_twice(void **state)
{
    struct mirror mirror = {.list = {.terms_first = true}};
    struct watched watched;
    (void)state;
    mirror_make(&mirror, "us-east-1");
    mirror_serve(&mirror);
    struct catalogue book = book_of(&mirror, NULL, true, &watched);
    assert_exact(&mirror, &book, true);
    assert_int_equal(download_server_requests(mirror.server), 1 + 5 + 2 * 5);
    catalogue_release(&book);
    mirror_close(&mirror);
}

static void update_fails(const struct mirror *mirror, const char *region, enum error_kind kind, const char *words)
{
    struct error err = {0};
    struct feed *feed = feed_new(region, "2026-11-23");
    struct update_options options = {.base_url = download_server_url(mirror->server), .savings_plans = true};
    assert_false(update_region(&options, feed, &err));
    if (err.kind != kind || strstr(err.text, words) == NULL ||
        (strstr(err.where, "http://127.0.0.1:") == NULL && strstr(err.text, "http://127.0.0.1:") == NULL))
        fail_msg("(%s) %s: %s", error_word(err.kind), err.where, err.text);
    feed_free(feed);
}

static void what_cannot_be_is_said(void **state)
{
    struct mirror mirror = {0}, china = {.list = {.yuan = true}};
    (void)state;
    mirror_make(&mirror, "us-east-1");
    mirror_serve(&mirror);
    update_fails(&mirror, "mars-north-1", ERROR_UNKNOWN_PRICE, "has no prices of region mars-north-1");
    update_fails(&mirror, "eu-west-1", ERROR_AWS, "404"); /* named by the indexes, and not there */
    mirror_shell(&mirror,
                 "mv offers/v1.0/aws/AmazonEC2/20*/us-east-1 offers/v1.0/aws/AmazonEC2/20261120180000/eu-west-1 && "
                 "for o in AmazonECS AWSLambda AmazonVPC; do mv offers/v1.0/aws/$o/20*/us-east-1 "
                 "offers/v1.0/aws/$o/20261120180000/eu-west-1; done");
    update_fails(&mirror, "eu-west-1", ERROR_INPUT,
                 "holds no price of a Linux instance of shared tenancy in eu-west-1");
    mirror_close(&mirror);
    mirror_make(&china, "cn-north-1");
    mirror_serve(&china);
    update_fails(&china, "cn-north-1", ERROR_INPUT, "in CNY, and bayplan counts in US dollars");
    mirror_close(&china);
}

static void change_meanwhile(void *context, const char *document, int64_t wire_bytes, int64_t wire_total, int64_t bytes,
                             bool done, bool not_modified)
{
    struct mirror *mirror = context;
    (void)wire_bytes, (void)wire_total, (void)done, (void)not_modified;
    if (strcmp(document, "AWSLambda") != 0 || bytes == 0 || mirror->list.terms_first == false)
        return;
    mirror->list.terms_first = false; /* once */
    mirror_shell(mirror, "sed -i s/0.0000002/0.0000003/ offers/v1.0/aws/AWSLambda/*/*/index.json");
}

static void a_document_that_changes_between_two_readings_is_said(void **state)
{
    struct mirror mirror = {.list = {.terms_first = true}};
    struct error err = {0};
    (void)state;
    mirror_make(&mirror, "us-east-1");
    mirror_serve(&mirror);
    struct feed *feed = feed_new("us-east-1", "2026-11-23");
    struct update_options options = {
        .base_url = download_server_url(mirror.server), .progress = change_meanwhile, .context = &mirror};
    assert_false(update_region(&options, feed, &err));
    assert_string_equal(err.text, "changed while it was read; try again");
    feed_free(feed);
    mirror_close(&mirror);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_price_list_is_read_exactly_and_once),
        cmocka_unit_test(a_network_that_breaks_changes_nothing),
        cmocka_unit_test(terms_first_are_read_twice),
        cmocka_unit_test(a_document_that_changes_between_two_readings_is_said),
        cmocka_unit_test(what_cannot_be_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
