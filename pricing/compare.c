/* compare.c — see compare.h: a walk along both books, whose rows are in one order. */
#include "pricing/compare.h"

static void change_add(struct price_changes *changes, const struct price *older, const struct price *newer)
{
    changes->changes[changes->changes_count++] = (struct price_change){older, newer};
}

void catalogue_compare(const struct catalogue *older, const struct catalogue *newer, struct price_changes *ret_changes)
{
    struct price_changes changes = {0};
    const struct price *left = older->prices, *right = newer->prices;
    const struct price *left_end = left + older->prices_count, *right_end = right + newer->prices_count;
    changes.changes = ARENA_ARRAY(&changes.arena, struct price_change, older->prices_count + newer->prices_count + 1);
    while (left < left_end || right < right_end) {
        int order = left == left_end ? 1 : right == right_end ? -1 : price_compare(left, right);
        if (order < 0)
            change_add(&changes, left, NULL);
        else if (order > 0)
            change_add(&changes, NULL, right);
        else if (left->nano != right->nano)
            change_add(&changes, left, right);
        else
            changes.same++;
        left += order <= 0;
        right += order >= 0;
    }
    *ret_changes = changes;
}

void price_changes_release(struct price_changes *changes)
{
    arena_release(&changes->arena);
    *changes = (struct price_changes){0};
}
