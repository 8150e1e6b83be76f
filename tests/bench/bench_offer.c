/* bench_offer.c — an offer or Savings Plans file through feed_reader: megabytes a second on one core, the most memory
 * the process ever held, and whether what came of it is what the list was made to say. usage: bench_offer REGION
 * DOCUMENT FILE ... [--expected FOLDER] [--resident-mib-max N] DOCUMENT: ec2, ecs, lambda, vpc, savings-plans. Exit
 * code 1 where a price differs or the memory is above N. */
#include "pricing/feed.h"
#include "tests/support/price_list_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PIECE_BYTES = 64 * 1024, MIB = 1024 };

static double seconds(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* VmHWM: of this process since its start; getrusage counts the parent's before exec too. */
static long resident_kib(void)
{
    char line[256];
    long kib = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL)
        if (strncmp(line, "VmHWM:", 6) == 0)
            kib = strtol(line + 6, NULL, 10);
    if (status != NULL)
        fclose(status);
    return kib;
}

static bool file_push(struct feed_reader *reader, const char *path, int64_t *bytes, struct error *err)
{
    static char piece[PIECE_BYTES];
    FILE *file = fopen(path, "rb");
    bool good = file != NULL || error_set(err, ERROR_IO, path, "cannot be opened");
    while (good) {
        size_t length = fread(piece, 1, sizeof piece, file);
        if (length == 0)
            break;
        *bytes += (int64_t)length;
        good = feed_reader_push(reader, piece, length, err);
    }
    if (file != NULL)
        fclose(file);
    return good;
}

static bool document_read(struct feed *feed, const char *name, const char *path, struct error *err)
{
    static const char *const names[] = {"ec2", "ecs", "lambda", "vpc", "savings-plans"};
    int document = 0;
    while (document < FEED_DOCUMENTS_COUNT && strcmp(names[document], name) != 0)
        document++;
    if (document == FEED_DOCUMENTS_COUNT)
        return error_set(err, ERROR_USAGE, name, "is none of ec2, ecs, lambda, vpc, savings-plans");
    double wall = seconds(CLOCK_MONOTONIC), processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
    struct feed_reader *reader = feed_reader_new(feed, (enum feed_document)document, path);
    int64_t bytes = 0;
    bool again = true, good = true;
    while (again && good)
        good = file_push(reader, path, &bytes, err) && feed_reader_finish(reader, &again, err);
    feed_reader_free(reader);
    wall = seconds(CLOCK_MONOTONIC) - wall;
    processor = seconds(CLOCK_PROCESS_CPUTIME_ID) - processor;
    printf("%-13s %8.1f MB  %6.2f s of one core: %6.0f MB/s  (%.2f s by the clock)\n", name, (double)bytes / 1e6,
           processor, (double)bytes / 1e6 / processor, wall);
    return good;
}

static bool book_check(struct feed *feed, const char *expected, struct error *err)
{
    struct catalogue book;
    char words[400] = "";
    if (!feed_catalogue(feed, "book", &book, err))
        return false;
    printf("%d prices", book.prices_count);
    int differences = expected != NULL ? price_list_differences(expected, &book, true, words) : 0;
    if (expected != NULL)
        printf(", %d differ from those expected%s%s", differences, *words != '\0' ? ": " : "", words);
    printf("\n");
    catalogue_release(&book);
    return differences == 0 || error_set(err, ERROR_INPUT, NULL, "other prices than expected");
}

static void counts_print(const struct feed *feed)
{
    const struct feed_count *counts = feed_counts(feed);
    for (int i = 0; i < FEED_COUNTS_COUNT; i++)
        if (counts[i].count > 0)
            printf("%10lld %s%s\n", (long long)counts[i].count, feed_count_unexpected[i] ? "UNEXPECTED " : "",
                   feed_count_words[i]);
}

int main(int count, char **arguments)
{
    struct error err = {0};
    const char *expected = NULL;
    long kib_max = 0;
    if (count < 4) {
        fprintf(stderr, "usage: bench_offer REGION DOCUMENT FILE ... [--expected FOLDER] [--resident-mib-max N]\n");
        return 2;
    }
    struct feed *feed = feed_new(arguments[1], "2026-11-23");
    bool good = true;
    for (int i = 2; i + 1 < count && good; i += 2) {
        if (strcmp(arguments[i], "--expected") == 0)
            expected = arguments[i + 1];
        else if (strcmp(arguments[i], "--resident-mib-max") == 0)
            kib_max = MIB * strtol(arguments[i + 1], NULL, 10);
        else
            good = document_read(feed, arguments[i], arguments[i + 1], &err);
    }
    long kib = resident_kib();
    printf("at most %.1f MiB resident while reading\n", (double)kib / MIB);
    if (good)
        counts_print(feed);
    good = good && book_check(feed, expected, &err);
    if (!good)
        fprintf(stderr, "%s: %s\n", err.where, err.text);
    feed_free(feed);
    if (kib_max > 0 && kib > kib_max)
        fprintf(stderr, "more memory than %ld MiB\n", kib_max / MIB);
    return !good || (kib_max > 0 && kib > kib_max);
}
