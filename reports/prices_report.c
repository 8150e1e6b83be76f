#include "data/facts/facts.h"
#include "reports/figures.h"
#include "reports/purchases.h"
#include "reports/table.h"
#include "reports/text_report.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The distinct sources of a catalogue's rows, sorted; a price shows the number of its own. */
struct sources {
    const char **names;
    int count;
};

static int compare_strings(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static struct sources sources_of(const struct catalogue *catalogue)
{
    struct sources sources = {memory_alloc((size_t)catalogue->prices_count + 1, sizeof(char *)), 0};
    for (int i = 0; i < catalogue->prices_count; i++)
        sources.names[i] = catalogue->prices[i].source;
    qsort(sources.names, (size_t)catalogue->prices_count, sizeof *sources.names, compare_strings);
    for (int i = 0; i < catalogue->prices_count; i++)
        if (sources.count == 0 || strcmp(sources.names[sources.count - 1], sources.names[i]) != 0)
            sources.names[sources.count++] = sources.names[i];
    return sources;
}

static int source_number(const struct sources *sources, const char *source)
{
    const char **found =
        bsearch(&source, sources->names, (size_t)sources->count, sizeof *sources->names, compare_strings);
    return found ? (int)(found - sources->names) + 1 : 0;
}

static bool is_ec2(const struct price *price)
{
    return strcmp(price->service, "ec2") == 0;
}

static void add_ec2_row(struct table *table, const struct price *price, int decimals, int source)
{
    char vcpus[FIGURE_SIZE] = "", gib[FIGURE_SIZE] = "", rate[FIGURE_SIZE], month[FIGURE_SIZE];
    const struct instance_type *facts = instance_type_find(price->item);
    if (facts) {
        figure_count(facts->vcpus, vcpus);
        figure_gib(facts->memory_mib, gib);
    }
    table_cell(table, "%s", price->item);
    table_cell(table, "%s", vcpus);
    table_cell(table, "%s", gib);
    table_cell(table, "%s", facts ? architecture_names[facts->architecture] : "");
    table_cell(table, "%s", purchase_names[price->purchase]);
    table_cell(table, "%s", figure_rate(price->nano, decimals, rate));
    table_cell(table, "%s", nano_format_cents(usd_of_month((struct usd_per_hour){price->nano}, 1).nano, month));
    table_cell(table, "%s", price->as_of);
    table_cell(table, "%d", source);
}

/* Types of one family by size: m7g.large before m7g.12xlarge. */
static int compare_types(const void *a, const void *b)
{
    const struct price *left = *(const struct price *const *)a, *right = *(const struct price *const *)b;
    const struct instance_type *left_facts = instance_type_find(left->item);
    const struct instance_type *right_facts = instance_type_find(right->item);
    size_t length = strcspn(left->item, ".");
    if (left_facts && right_facts && strncmp(left->item, right->item, length + 1) == 0 &&
        left_facts->vcpus != right_facts->vcpus)
        return left_facts->vcpus < right_facts->vcpus ? -1 : 1;
    int order = strcmp(left->item, right->item);
    return order ? order : (int)left->purchase - (int)right->purchase;
}

static void add_ec2(struct screen *screen, const struct catalogue *catalogue, const struct sources *sources)
{
    struct table_column columns[] = {{.title = "instance type", .flexible = true},
                                     {.title = "vCPU", .right = true},
                                     {.title = "GiB", .right = true},
                                     {.title = "arch"},
                                     {.title = "purchase"},
                                     {.title = "$/hour", .right = true},
                                     {.title = "$/month", .right = true},
                                     {.title = "as of"},
                                     {.title = "src", .right = true}};
    const struct price **rows = memory_alloc((size_t)catalogue->prices_count + 1, sizeof *rows);
    int decimals = 4, spot = 0, count = 0;
    for (int i = 0; i < catalogue->prices_count; i++) {
        if (!is_ec2(&catalogue->prices[i]))
            continue;
        rows[count++] = &catalogue->prices[i];
        spot += catalogue->prices[i].purchase == PURCHASE_SPOT;
        decimals = figure_decimals(catalogue->prices[i].nano, decimals);
    }
    qsort(rows, (size_t)count, sizeof *rows, compare_types);
    columns[4].absent = spot == 0 || spot == count;
    struct table table;
    table_init(&table, columns, 9);
    for (int i = 0; i < count; i++)
        add_ec2_row(&table, rows[i], decimals > 6 ? 6 : decimals, source_number(sources, rows[i]->source));
    if (count > 0)
        screen_heading(screen, "EC2 instances, Linux, %s",
                       spot == 0       ? "on-demand"
                       : spot == count ? "Spot"
                                       : "on-demand and Spot");
    table_finish(&table, screen);
    free(rows);
}

static void add_others(struct screen *screen, const struct catalogue *catalogue, const struct sources *sources)
{
    static const struct table_column columns[] = {{.title = "service"},
                                                  {.title = "item", .flexible = true},
                                                  {.title = "purchase"},
                                                  {.title = "price", .right = true},
                                                  {.title = "unit", .flexible = true},
                                                  {.title = "as of"},
                                                  {.title = "src", .right = true}};
    char rate[FIGURE_SIZE], unit[FIGURE_SIZE];
    struct table table;
    table_init(&table, columns, 7);
    for (int i = 0; i < catalogue->prices_count; i++) {
        const struct price *price = &catalogue->prices[i];
        if (is_ec2(price))
            continue;
        table_cell(&table, "%s", price->service);
        table_cell(&table, "%s", price->item);
        table_cell(&table, "%s", purchase_names[price->purchase]);
        table_cell(&table, "%s", figure_rate(price->nano, figure_decimals(price->nano, 2), rate));
        table_cell(&table, "%s", price_unit_words(price, unit));
        table_cell(&table, "%s", price->as_of);
        table_cell(&table, "%d", source_number(sources, price->source));
    }
    if (table.cells_count > 0)
        screen_heading(screen, "Other prices");
    table_finish(&table, screen);
}

void text_report_prices(struct screen *screen, const struct catalogue *catalogue)
{
    char count[FIGURE_SIZE], label[16];
    struct sources sources = sources_of(catalogue);
    screen_print(screen, INK_BOLD, "%s", catalogue->region);
    screen_print(screen, INK_PLAIN, ", prices as of %s: %s shown", catalogue->as_of,
                 figure_count(catalogue->prices_count, count));
    text_add(screen->out, "\n");
    add_ec2(screen, catalogue, &sources);
    add_others(screen, catalogue, &sources);
    screen_heading(screen, "Sources");
    for (int i = 0; i < sources.count; i++) {
        snprintf(label, sizeof label, "  %2d  ", i + 1);
        screen_paragraph(screen, INK_PLAIN, label, "%s", sources.names[i]);
    }
    free(sources.names);
}

static void add_csv_field(struct text *out, const char *field, const char *after)
{
    bool quoted = strpbrk(field, ",\"\r\n") != NULL;
    text_add(out, quoted ? "\"" : "");
    for (const char *at = field; *at; at++) {
        text_add(out, *at == '"' ? "\"" : "");
        text_add_bytes(out, at, 1);
    }
    text_add(out, quoted ? "\"" : "");
    text_add(out, after);
}

void csv_report_prices(struct text *out, const struct catalogue *catalogue)
{
    char money[MONEY_TEXT_SIZE];
    text_add(out, "service,item,purchase,unit,price,from_quantity,source,as_of\n");
    for (int i = 0; i < catalogue->prices_count; i++) {
        const struct price *price = &catalogue->prices[i];
        add_csv_field(out, price->service, ",");
        add_csv_field(out, price->item, ",");
        text_printf(out, "%s,%s,%s,%" PRId64 ",", purchase_names[price->purchase], price_unit_names[price->unit],
                    nano_format(price->nano, money), price->from_quantity);
        add_csv_field(out, price->source, ",");
        add_csv_field(out, price->as_of, "\n");
    }
}
