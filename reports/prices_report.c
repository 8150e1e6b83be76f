#include "reports/prices_parts.h"
#include "reports/purchases.h"
#include "reports/table.h"
#include "reports/text_report.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOOTNOTES_MAX = 40 };

static int compare_strings(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static struct price_sources sources_of(const struct catalogue *catalogue)
{
    struct price_sources sources = {.names = memory_alloc((size_t)catalogue->prices_count + 1, sizeof(char *))};
    for (int i = 0; i < catalogue->prices_count; i++)
        sources.names[i] = catalogue->prices[i].source;
    qsort(sources.names, (size_t)catalogue->prices_count, sizeof *sources.names, compare_strings);
    for (int i = 0; i < catalogue->prices_count; i++)
        if (sources.count == 0 || strcmp(sources.names[sources.count - 1], sources.names[i]) != 0)
            sources.names[sources.count++] = sources.names[i];
    sources.numbered = sources.count <= FOOTNOTES_MAX;
    return sources;
}

int price_source_number(const struct price_sources *sources, const char *source)
{
    if (!sources->numbered)
        return 0;
    const char **found =
        bsearch(&source, sources->names, (size_t)sources->count, sizeof *sources->names, compare_strings);
    return found ? (int)(found - sources->names) + 1 : 0;
}

bool price_is_ec2(const struct price *price)
{
    return strcmp(price->service, "ec2") == 0;
}

bool price_is_of_interruptions(const struct price *price)
{
    return strcmp(price->service, "ec2_spot_interruptions") == 0;
}

static bool has_ec2(const struct catalogue *catalogue)
{
    for (int i = 0; i < catalogue->prices_count; i++)
        if (price_is_ec2(&catalogue->prices[i]))
            return true;
    return false;
}

/* Interruptions stand beside their types where those are shown. */
static void add_others(struct screen *screen, const struct catalogue *catalogue, const struct price_sources *sources,
                       bool committed)
{
    const struct table_column columns[] = {{.title = "service", .absent = committed},
                                           {.title = "item", .flexible = true},
                                           {.title = "bought"},
                                           {.title = "price", .right = true},
                                           {.title = "unit", .flexible = true},
                                           {.title = "as of"},
                                           {.title = "src", .right = true, .absent = !sources->numbered}};
    char rate[FIGURE_SIZE], unit[FIGURE_SIZE], words[FIGURE_SIZE];
    bool beside = has_ec2(catalogue);
    struct table table;
    table_init(&table, columns, 7);
    for (int i = 0; i < catalogue->prices_count; i++) {
        const struct price *price = &catalogue->prices[i];
        if (price_is_ec2(price) || (beside && price_is_of_interruptions(price)) ||
            (price->purchase >= PURCHASE_COMMITTED) != committed)
            continue;
        table_cell(&table, "%s", price->service);
        table_cell(&table, "%s", price->item);
        table_cell(&table, "%s", purchase_words(price->purchase, words));
        table_cell(&table, "%s", figure_rate(price->nano, figure_decimals(price->nano, 2), rate));
        table_cell(&table, "%s", price_unit_words(price, unit));
        table_cell(&table, "%s", price->as_of);
        table_cell(&table, "%d", price_source_number(sources, price->source));
    }
    if (table.cells_count > 0)
        screen_heading(screen, committed ? "Fargate and Lambda with a Savings Plan" : "Other prices");
    table_finish(&table, screen);
}

/* By their first word, the document: each price has a source of its own. */
static void add_documents(struct screen *screen, const struct catalogue *catalogue)
{
    struct price_sources sources = sources_of(catalogue);
    char count[FIGURE_SIZE];
    for (int i = 0; i < sources.count;) {
        size_t length = strcspn(sources.names[i], " ,;");
        int prices = 0;
        const char *first = sources.names[i];
        while (i < sources.count && strncmp(sources.names[i], first, length) == 0 &&
               strcspn(sources.names[i], " ,;") == length)
            i++;
        for (int k = 0; k < catalogue->prices_count; k++)
            prices += strncmp(catalogue->prices[k].source, first, length) == 0 &&
                      strcspn(catalogue->prices[k].source, " ,;") == length;
        screen_paragraph(screen, INK_PLAIN, "  ", "%.*s: %s %s", (int)length, first, figure_count(prices, count),
                         prices == 1 ? "price" : "prices");
    }
    screen_paragraph(screen, INK_DIM, "  ", "--format csv and json show the source of each price.");
    free(sources.names);
}

void text_report_prices(struct screen *screen, const struct catalogue *catalogue)
{
    char count[FIGURE_SIZE], label[16];
    struct price_sources sources = sources_of(catalogue);
    screen_print(screen, INK_BOLD, "%s", catalogue->region);
    screen_print(screen, INK_PLAIN, ", prices as of %s: %s shown", catalogue->as_of,
                 figure_count(catalogue->prices_count, count));
    text_add(screen->out, "\n");
    prices_ec2_add(screen, catalogue, &sources);
    add_others(screen, catalogue, &sources, false);
    add_others(screen, catalogue, &sources, true);
    screen_heading(screen, "Sources");
    if (!sources.numbered)
        add_documents(screen, catalogue);
    for (int i = 0; sources.numbered && i < sources.count; i++) {
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
