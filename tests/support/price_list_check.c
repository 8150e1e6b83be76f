#include "tests/support/price_list_check.h"

#include "data/base/file.h"

#include <stdio.h>
#include <string.h>

static bool is_asked(const struct price *price, bool commitments)
{
    return commitments || price->purchase == PURCHASE_ON_DEMAND;
}

/* Skips what is not asked for. */
static const struct price *row_at(const struct catalogue *book, int *at, bool commitments)
{
    while (*at < book->prices_count && !is_asked(&book->prices[*at], commitments))
        ++*at;
    return *at < book->prices_count ? &book->prices[*at] : NULL;
}

static void words_set(int differences, const char *what, const struct price *price, char words[400])
{
    if (differences == 0)
        snprintf(words, 400, "%s: %s %s %s %lld: %lld (%s, %s)", what, price->service, price->item,
                 purchase_names[price->purchase], (long long)price->from_quantity, (long long)price->nano,
                 price->source, price->as_of);
}

static bool rows_are_equal(const struct price *a, const struct price *b)
{
    return a->nano == b->nano && a->unit == b->unit && strcmp(a->source, b->source) == 0 &&
           strcmp(a->as_of, b->as_of) == 0;
}

static int compare(const struct catalogue *expected, const struct catalogue *book, bool commitments, char words[400])
{
    int differences = 0, i = 0, j = 0;
    for (;;) {
        const struct price *wanted = row_at(expected, &i, commitments), *had = row_at(book, &j, true);
        if (wanted == NULL && had == NULL)
            return differences;
        int order = wanted == NULL ? 1 : had == NULL ? -1 : price_compare(wanted, had);
        if (order < 0)
            words_set(differences++, "missing", wanted, words);
        else if (order > 0)
            words_set(differences++, "too many", had, words);
        else if (!rows_are_equal(wanted, had))
            words_set(differences++, "other", had, words);
        i += order <= 0;
        j += order >= 0;
    }
}

int price_list_differences(const char *folder, const struct catalogue *book, bool commitments, char ret_words[400])
{
    struct arena arena = {0};
    struct catalogue expected = {0};
    struct error err = {0};
    char path[1024], *bytes = NULL;
    size_t length = 0;
    int differences = -1;
    snprintf(path, sizeof path, "%s/expected-%s.csv", folder, book->region);
    if (file_read(path, &arena, &bytes, &length, &err) &&
        catalogue_parse_csv(path, book->region, bytes, length, &expected, &err)) {
        differences = compare(&expected, book, commitments, ret_words);
        catalogue_release(&expected);
    } else
        snprintf(ret_words, 400, "%.150s: %.240s", err.where, err.text);
    arena_release(&arena);
    return differences;
}
