/* prices_ec2.c — instance types and what they cost by every way of buying. */
#include "data/catalogue_types.h"
#include "reports/prices_parts.h"
#include "reports/purchases.h"
#include "reports/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TYPES_IN_FULL_MAX = 8, DECIMALS_LEAST = 4, DECIMALS_MOST = 6 };

struct type_prices {
    const char *name;
    const struct instance_type *facts; /* NULL = unknown */
    const struct price *by_purchase[PRICE_PURCHASES_COUNT];
    const struct price *interruptions;
};

struct type_list {
    struct type_prices *types;
    int count;
    bool bought[PRICE_PURCHASES_COUNT]; /* some type has it */
    bool interrupted;
    int decimals;
    const struct price_sources *sources;
};

/* Types of one family by size: m7g.large before m7g.12xlarge. */
static int type_compare(const void *a, const void *b)
{
    const struct type_prices *left = a, *right = b;
    size_t length = strcspn(left->name, ".");
    if (left->facts && right->facts && strncmp(left->name, right->name, length + 1) == 0 &&
        left->facts->vcpus != right->facts->vcpus)
        return left->facts->vcpus < right->facts->vcpus ? -1 : 1;
    return strcmp(left->name, right->name);
}

static int name_compare(const void *name, const void *type)
{
    return strcmp(name, ((const struct type_prices *)type)->name);
}

/* EC2 rows come sorted by type, before those of interruptions. */
static void price_take(struct type_list *list, const struct catalogue *catalogue, const struct price *price)
{
    if (list->count == 0 || strcmp(list->types[list->count - 1].name, price->item) != 0)
        list->types[list->count++] =
            (struct type_prices){.name = price->item, .facts = catalogue_instance_type(catalogue, price->item)};
    list->types[list->count - 1].by_purchase[price->purchase] = price;
    list->bought[price->purchase] = true;
    list->decimals = figure_decimals(price->nano, list->decimals);
}

static struct type_list list_of(const struct catalogue *catalogue, const struct price_sources *sources)
{
    struct type_list list = {.decimals = DECIMALS_LEAST, .sources = sources};
    list.types = memory_alloc((size_t)catalogue->prices_count + 1, sizeof *list.types);
    for (int i = 0; i < catalogue->prices_count; i++)
        if (price_is_ec2(&catalogue->prices[i]))
            price_take(&list, catalogue, &catalogue->prices[i]);
    for (int i = 0; i < catalogue->prices_count && list.count > 0; i++) {
        const struct price *price = &catalogue->prices[i];
        if (!price_is_of_interruptions(price))
            continue;
        struct type_prices *type =
            bsearch(price->item, list.types, (size_t)list.count, sizeof *list.types, name_compare);
        if (type)
            type->interruptions = price;
        list.interrupted = list.interrupted || type != NULL;
    }
    qsort(list.types, (size_t)list.count, sizeof *list.types, type_compare);
    if (list.decimals > DECIMALS_MOST)
        list.decimals = DECIMALS_MOST;
    return list;
}

/* --- cells --- */

static void size_cells(struct table *table, const struct type_prices *type)
{
    char vcpus[FIGURE_SIZE] = "", gib[FIGURE_SIZE] = "";
    if (type->facts) {
        figure_count(type->facts->vcpus, vcpus);
        figure_gib(type->facts->memory_mib, gib);
    }
    table_cell(table, "%s", type->name);
    table_cell(table, "%s", vcpus);
    table_cell(table, "%s", gib);
    table_cell(table, "%s", type->facts ? architecture_names[type->facts->architecture] : "");
}

static void rate_cell(struct table *table, const struct price *price, int decimals)
{
    char rate[FIGURE_SIZE];
    table_cell(table, "%s", price ? figure_rate(price->nano, decimals, rate) : "");
}

static void month_cell(struct table *table, const struct price *price)
{
    char month[MONEY_TEXT_SIZE];
    table_cell(table, "%s", nano_format_cents(usd_of_month((struct usd_per_hour){price->nano}, 1).nano, month));
}

/* "<5 %" for the upper end of a band; a band without one is ">20 %". */
static void interruptions_cell(struct table *table, const struct price *ratio)
{
    char percent[FIGURE_SIZE];
    if (!ratio)
        table_cell(table, "%s", "");
    else if (ratio->nano >= NANO_PER_USD)
        table_cell(table, "%s", ">20 %");
    else
        table_cell(table, "<%s %%", figure_short((double)ratio->nano / 1e7, 1, percent));
}

static void source_cells(struct table *table, const struct type_list *list, const struct price *price)
{
    table_cell(table, "%s", price->as_of);
    table_cell(table, "%d", price_source_number(list->sources, price->source));
}

/* --- one way of buying --- */

static void add_of_one_purchase(struct screen *screen, const struct type_list *list, enum purchase purchase)
{
    const struct table_column columns[] = {
        {.title = "instance type", .flexible = true},
        {.title = "vCPU", .right = true},
        {.title = "GiB", .right = true},
        {.title = "arch"},
        {.title = "$/hour", .right = true},
        {.title = "$/month", .right = true},
        {.title = "taken", .right = true, .absent = !list->interrupted},
        {.title = "as of"},
        {.title = "src", .right = true, .absent = !list->sources->numbered},
    };
    char words[FIGURE_SIZE];
    struct table table;
    table_init(&table, columns, 9);
    for (int i = 0; i < list->count; i++) {
        const struct price *price = list->types[i].by_purchase[purchase];
        size_cells(&table, &list->types[i]);
        rate_cell(&table, price, list->decimals);
        month_cell(&table, price);
        interruptions_cell(&table, list->types[i].interruptions);
        source_cells(&table, list, price);
    }
    screen_heading(screen, "EC2 instances, Linux, %s",
                   purchase == PURCHASE_ON_DEMAND ? "on-demand" : purchase_words(purchase, words));
    table_finish(&table, screen);
}

/* --- every way of buying of few types --- */

static void saving_cell(struct table *table, const struct type_prices *type, const struct price *price)
{
    const struct price *on_demand = type->by_purchase[PURCHASE_ON_DEMAND];
    char percent[FIGURE_SIZE];
    if (!on_demand || price == on_demand)
        table_cell(table, "%s", "");
    else
        table_cell(table, "%s %%", figure_real(100 * (1 - (double)price->nano / (double)on_demand->nano), 1, percent));
}

static void add_in_full(struct screen *screen, const struct type_list *list, const struct type_prices *type)
{
    const struct table_column columns[] = {
        {.title = "bought", .flexible = true},
        {.title = "$/hour", .right = true},
        {.title = "$/month", .right = true},
        {.title = "saves", .right = true},
        {.title = "as of"},
        {.title = "src", .right = true, .absent = !list->sources->numbered},
    };
    char words[FIGURE_SIZE], gib[FIGURE_SIZE];
    struct table table;
    table_init(&table, columns, 6);
    for (int i = 0; i < (int)PRICE_PURCHASES_COUNT; i++) {
        const struct price *price = type->by_purchase[i];
        if (!price)
            continue;
        table_cell(&table, "%s", purchase_words((enum purchase)i, words));
        rate_cell(&table, price, list->decimals);
        month_cell(&table, price);
        saving_cell(&table, type, price);
        source_cells(&table, list, price);
    }
    if (type->facts)
        screen_heading(screen, "%s, Linux: %d vCPU, %s GiB, %s", type->name, type->facts->vcpus,
                       figure_gib(type->facts->memory_mib, gib), architecture_names[type->facts->architecture]);
    else
        screen_heading(screen, "%s, Linux", type->name);
    table_finish(&table, screen);
    if (!type->interruptions)
        return;
    int source = price_source_number(list->sources, type->interruptions->source);
    if (type->interruptions->nano >= NANO_PER_USD)
        screen_paragraph(screen, INK_PLAIN, "  ", "Spot instances taken back in a month: more than 20 %%");
    else
        screen_paragraph(screen, INK_PLAIN, "  ", "Spot instances taken back in a month: below %s %% (%s%s%.0d)",
                         figure_short((double)type->interruptions->nano / 1e7, 1, words), type->interruptions->as_of,
                         source > 0 ? ", src " : "", source);
}

/* --- many types --- */

static void add_wide(struct screen *screen, const struct type_list *list)
{
    const enum purchase plans[] = {
        purchase_of_commitment(COMMITMENT_COMPUTE_SAVINGS_PLAN, TERM_1_YEAR, PAYMENT_NO_UPFRONT),
        purchase_of_commitment(COMMITMENT_COMPUTE_SAVINGS_PLAN, TERM_3_YEARS, PAYMENT_NO_UPFRONT)};
    bool spot = list->bought[PURCHASE_SPOT];
    const struct table_column columns[] = {
        {.title = "instance type", .flexible = true},
        {.title = "vCPU", .right = true},
        {.title = "GiB", .right = true},
        {.title = "arch", .absent = spot && list->interrupted},
        {.title = "$/hour", .right = true, .absent = !list->bought[PURCHASE_ON_DEMAND]},
        {.title = "Spot", .right = true, .absent = !spot},
        {.title = "taken", .right = true, .absent = !list->interrupted},
        {.title = "1y", .right = true, .absent = !list->bought[plans[0]]},
        {.title = "3y", .right = true, .absent = !list->bought[plans[1]]},
    };
    struct table table;
    table_init(&table, columns, 9);
    for (int i = 0; i < list->count; i++) {
        const struct type_prices *type = &list->types[i];
        size_cells(&table, type);
        rate_cell(&table, type->by_purchase[PURCHASE_ON_DEMAND], DECIMALS_LEAST);
        rate_cell(&table, type->by_purchase[PURCHASE_SPOT], DECIMALS_LEAST);
        interruptions_cell(&table, type->interruptions);
        rate_cell(&table, type->by_purchase[plans[0]], DECIMALS_LEAST);
        rate_cell(&table, type->by_purchase[plans[1]], DECIMALS_LEAST);
    }
    screen_heading(screen, "EC2 instances, Linux, $/hour");
    screen_paragraph(screen, INK_DIM, "  ",
                     "%s1y, 3y: a Compute Savings Plan without upfront payment. One type (prices show m7g.large) or "
                     "--purchase shows every rate with its date and source.",
                     list->interrupted ? "taken: Spot instances taken back in a month. " : "");
    table_finish(&table, screen);
}

void prices_ec2_add(struct screen *screen, const struct catalogue *catalogue, const struct price_sources *sources)
{
    struct type_list list = list_of(catalogue, sources);
    int purchases = 0;
    enum purchase only = PURCHASE_ON_DEMAND;
    for (int i = 0; i < (int)PRICE_PURCHASES_COUNT; i++)
        if (list.bought[i]) {
            only = (enum purchase)i;
            purchases++;
        }
    if (purchases == 1)
        add_of_one_purchase(screen, &list, only);
    else if (list.count <= TYPES_IN_FULL_MAX)
        for (int i = 0; i < list.count; i++)
            add_in_full(screen, &list, &list.types[i]);
    else
        add_wide(screen, &list);
    free(list.types);
}
