#include "reports/prices_difference_rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const price_change_kind_names[] = {"changed", "new", "gone"};

enum price_change_kind price_change_kind_of(const struct price_change *change)
{
    if (!change->older)
        return PRICE_NEW;
    return change->newer ? PRICE_CHANGED : PRICE_GONE;
}

const struct price *price_change_row(const struct price_change *change)
{
    return change->newer ? change->newer : change->older;
}

double price_change_ratio(const struct price_change *change)
{
    if (!change->older || !change->newer)
        return 0;
    return (double)(change->newer->nano - change->older->nano) / (double)change->older->nano;
}

static int change_compare(const void *a, const void *b)
{
    const struct price_change *left = *(const struct price_change *const *)a;
    const struct price_change *right = *(const struct price_change *const *)b;
    int order = strcmp(price_change_row(left)->service, price_change_row(right)->service);
    if (order == 0)
        order = (int)price_change_kind_of(left) - (int)price_change_kind_of(right);
    if (order != 0)
        return order;
    double left_size = fabs(price_change_ratio(left)), right_size = fabs(price_change_ratio(right));
    if (left_size != right_size)
        return left_size > right_size ? -1 : 1;
    return (left > right) - (left < right);
}

static struct price_change_group *group_of(struct price_change_rows *rows, const struct price *price)
{
    for (int i = 0; i < rows->groups_count; i++) {
        struct price_change_group *group = &rows->groups[i];
        if (group->purchase == price->purchase && strcmp(group->service, price->service) == 0)
            return group;
    }
    struct price_change_group *group = &rows->groups[rows->groups_count++];
    *group = (struct price_change_group){
        .service = price->service, .purchase = price->purchase, .least_ratio = INFINITY, .most_ratio = -INFINITY};
    return group;
}

static int group_compare(const void *a, const void *b)
{
    const struct price_change_group *left = a, *right = b;
    int order = strcmp(left->service, right->service);
    return order != 0 ? order : (int)left->purchase - (int)right->purchase;
}

static void count_in(struct price_change_rows *rows, const struct price_change *change)
{
    struct price_change_group *group = group_of(rows, price_change_row(change));
    enum price_change_kind kind = price_change_kind_of(change);
    double ratio = price_change_ratio(change);
    group->counts[kind]++;
    rows->counts[kind]++;
    if (kind != PRICE_CHANGED)
        return;
    group->mean_ratio += (ratio - group->mean_ratio) / group->counts[kind];
    group->least_ratio = ratio < group->least_ratio ? ratio : group->least_ratio;
    group->most_ratio = ratio > group->most_ratio ? ratio : group->most_ratio;
}

struct price_change_rows price_change_rows_of(const struct price_changes *changes)
{
    enum { SERVICES_MAX = 16 };
    struct price_change_rows rows = {.rows_count = changes->changes_count};
    rows.rows = ARENA_ARRAY(&rows.arena, const struct price_change *, changes->changes_count + 1);
    rows.groups = ARENA_ARRAY(&rows.arena, struct price_change_group, SERVICES_MAX * (int)PRICE_PURCHASES_COUNT);
    for (int i = 0; i < changes->changes_count; i++) {
        rows.rows[i] = &changes->changes[i];
        count_in(&rows, rows.rows[i]);
    }
    qsort(rows.rows, (size_t)rows.rows_count, sizeof rows.rows[0], change_compare);
    qsort(rows.groups, (size_t)rows.groups_count, sizeof rows.groups[0], group_compare);
    return rows;
}

void price_change_rows_release(struct price_change_rows *rows)
{
    arena_release(&rows->arena);
    *rows = (struct price_change_rows){0};
}

const char *price_change_percent(double ratio, char buffer[FIGURE_SIZE])
{
    double percent = fabs(ratio) * 100;
    const char *sign = ratio < 0 ? "-" : "+";
    char number[FIGURE_SIZE];
    if (percent < 0.05)
        snprintf(buffer, FIGURE_SIZE, "%s<0.1 %%", sign);
    else
        snprintf(buffer, FIGURE_SIZE, "%s%s %%", sign, figure_real(percent, 1, number));
    return buffer;
}
