#include "planner/pools/pattern_book.h"

static void add_pattern(struct pattern_book *book, struct book_pattern *pattern, const struct pattern_use *use,
                        const int *kind_of_class)
{
    int *kinds = ARENA_ARRAY(&book->arena, int, use->entries_count + 1);
    int64_t *counts = ARENA_ARRAY(&book->arena, int64_t, use->entries_count + 1);
    int count = 0;
    for (int e = 0; e < use->entries_count; e++) {
        int kind = kind_of_class[use->entries[e].item_class], at = 0;
        while (at < count && kinds[at] != kind)
            at++;
        kinds[at] = kind;
        counts[at] += use->entries[e].count;
        count = at == count ? count + 1 : count;
    }
    *pattern = (struct book_pattern){use->bins, count, kinds, counts};
}

void book_add(struct pattern_book *book, const struct slot_packing *packing, int bin_type, int type,
              const int *kind_of_class)
{
    int count = 0;
    for (int p = 0; p < packing->patterns_count; p++)
        count += packing->patterns[p].type == bin_type;
    if (count == 0 || book->count == BOOK_SETS_MAX)
        return;
    struct book_pattern *patterns = ARENA_ARRAY(&book->arena, struct book_pattern, count);
    count = 0;
    for (int p = 0; p < packing->patterns_count; p++)
        if (packing->patterns[p].type == bin_type)
            add_pattern(book, &patterns[count++], &packing->patterns[p], kind_of_class);
    book->sets[book->count++] = (struct book_set){type, count, patterns};
}

void book_release(struct pattern_book *book)
{
    arena_release(&book->arena);
    *book = (struct pattern_book){0};
}
