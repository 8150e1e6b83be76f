/* html_parts.c — what the sections of the HTML report are put together from (html_parts.h). */
#include "reports/html_parts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMMAND_BYTES_MAX = 1024 * 1024 };

void part_open(struct html *html, const char *element, const char *class)
{
    html_open(html, element);
    if (*class)
        html_attribute(html, "class", class);
}

void part_span(struct html *html, const char *class, const char *text)
{
    part_open(html, "span", class);
    html_text(html, text);
    html_close(html, "span");
}

void part_section(struct html *html, const char *id, const char *title)
{
    html_open(html, "section");
    html_attribute(html, "id", id);
    html_attributef(html, "aria-labelledby", "%s-title", id);
    html_open(html, "h2");
    html_attributef(html, "id", "%s-title", id);
    html_text(html, title);
    html_close(html, "h2");
}

void part_heading(struct html *html, const char *title)
{
    html_element(html, "h3", title);
}

void part_paragraph(struct html *html, const char *class, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = format_text(format, arguments);
    va_end(arguments);
    part_open(html, "p", class);
    html_text(html, text);
    html_close(html, "p");
    free(text);
}

void part_name(struct html *html, const char *name)
{
    html_element(html, "bdi", name);
}

/* As a shell takes it for one word, whatever it holds: people paste what they read. */
static void shell_word_add(struct text *out, const char *word)
{
    size_t plain = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:@%+=,-");
    if (*word && word[plain] == '\0') {
        text_add(out, word);
        return;
    }
    text_add(out, "'");
    for (; *word; word++)
        if (*word == '\'')
            text_add(out, "'\\''");
        else
            text_add_bytes(out, word, 1);
    text_add(out, "'");
}

void part_command(struct html *html, const char *verb, const char *plan_file, const char *name, const char *options)
{
    struct text line = {0};
    text_init(&line, COMMAND_BYTES_MAX);
    text_printf(&line, "bayplan %s%s%s ", verb, options, *plan_file == '-' || *name == '-' ? " --" : "");
    shell_word_add(&line, plan_file);
    text_add(&line, *name ? " " : "");
    if (*name)
        shell_word_add(&line, name);
    html_element(html, "code", line.bytes);
    text_release(&line);
}

/* The class that gives a place its mark; of pools, by how they are bought. */
static const char *place_class(const struct plan *plan, const char *place)
{
    const struct plan_pool *pool = pool_find(plan, place);
    if (strcmp(place, "fargate") == 0)
        return "place fargate";
    if (strcmp(place, "fargate_spot") == 0)
        return "place fargate-spot";
    if (strcmp(place, "lambda") == 0)
        return "place lambda";
    return pool && strcmp(pool->purchase, "spot") == 0 ? "place ec2-spot" : "place ec2";
}

void part_place(struct html *html, const struct plan *plan, const char *place)
{
    const struct plan_pool *pool = pool_find(plan, place);
    part_open(html, "span", place_class(plan, place));
    html_element(html, "bdi", pool ? place : place_words(place));
    html_close(html, "span");
    if (pool) {
        html_text(html, " ");
        part_span(html, "quiet", pool->instance_type);
    }
}

const char *report_plan_file(const struct report *report)
{
    bool named = report->plan_file && *report->plan_file && strcmp(report->plan_file, "-") != 0;
    return named ? report->plan_file : "plan.json";
}

static void open_scroll(struct html *html, const char *label)
{
    part_open(html, "div", "scroll");
    html_attribute(html, "role", "group");
    html_attribute(html, "aria-label", label);
    html_attribute(html, "tabindex", "0");
}

static void add_head(struct html *html, const struct part_column *columns, int columns_count)
{
    html_open(html, "thead");
    html_open(html, "tr");
    for (int i = 0; i < columns_count; i++) {
        if (columns[i].absent)
            continue;
        html_open(html, "th");
        html_attribute(html, "scope", "col");
        if (columns[i].number)
            html_attribute(html, "class", "n");
        if (columns[i].falling)
            html_attribute(html, "aria-sort", "descending");
        html_text(html, columns[i].title);
        html_close(html, "th");
    }
    html_close(html, "tr");
    html_close(html, "thead");
}

void part_table_open(struct part_table *table, struct html *html, const char *caption, enum part_table_kind kind,
                     const struct part_column *columns, int columns_count)
{
    static const char *const classes[] = {"", "sortable", "sortable filtered"};
    *table = (struct part_table){.html = html, .columns = columns, .columns_count = columns_count};
    open_scroll(html, caption);
    part_open(html, "table", classes[kind]);
    html_element(html, "caption", caption);
    add_head(html, columns, columns_count);
    html_open(html, "tbody");
}

static void end_row(struct part_table *table)
{
    if (table->is_row_open)
        html_close(table->html, "tr");
    table->column = 0;
}

void part_row(struct part_table *table)
{
    end_row(table);
    html_open(table->html, "tr");
    table->is_row_open = true;
}

void part_total_row(struct part_table *table)
{
    end_row(table);
    part_open(table->html, "tr", "total");
    table->is_row_open = true;
}

static void open_row_head(struct part_table *table)
{
    html_open(table->html, "th");
    html_attribute(table->html, "scope", "row");
    table->column++;
}

void part_row_name(struct part_table *table, const char *name)
{
    open_row_head(table);
    part_name(table->html, name);
    html_close(table->html, "th");
}

void part_row_words(struct part_table *table, const char *words)
{
    open_row_head(table);
    html_attribute(table->html, "class", "words");
    html_text(table->html, words);
    html_close(table->html, "th");
}

bool part_cell_open(struct part_table *table)
{
    BUG_IF(table->column >= table->columns_count);
    const struct part_column *column = &table->columns[table->column++];
    char class[32];
    if (column->absent)
        return false;
    snprintf(class, sizeof class, "%s%s%s", column->number ? "n" : "", column->number && column->class ? " " : "",
             column->class ? column->class : "");
    part_open(table->html, "td", class);
    return true;
}

void part_cell_close(struct part_table *table)
{
    html_close(table->html, "td");
}

void part_cell(struct part_table *table, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = format_text(format, arguments);
    va_end(arguments);
    if (part_cell_open(table)) {
        html_text(table->html, text);
        part_cell_close(table);
    }
    free(text);
}

void part_table_close(struct part_table *table)
{
    end_row(table);
    html_close(table->html, "tbody");
    html_close(table->html, "table");
    html_close(table->html, "div");
}
