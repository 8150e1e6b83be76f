#include "reports/csv_out.h"
#include "data/base/money.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool at_line_start(const struct text *out)
{
    return out->length == 0 || out->bytes[out->length - 1] == '\n';
}

static void begin_cell(struct text *out)
{
    text_add(out, at_line_start(out) ? "" : ",");
}

/* What OWASP's "CSV Injection" page (2024) says begins a formula; the last four are the full-width forms. */
static bool is_formula(const char *value)
{
    static const char *const heads[] = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (strncmp(value, heads[i], strlen(heads[i])) == 0)
            return true;
    return false;
}

void csv_cell(struct text *out, const char *value)
{
    const char *text = value != NULL ? value : "";
    bool formula = is_formula(text);
    /* an empty first cell is quoted, or the next would take the line for empty */
    bool quoted = strpbrk(text, ",;\"\t\r\n") != NULL || *text == ' ' || (*text == '\0' && at_line_start(out));
    begin_cell(out);
    text_add(out, quoted ? "\"" : "");
    text_add(out, formula ? "'" : "");
    for (const char *at = text; *at; at++) {
        text_add(out, *at == '"' ? "\"" : "");
        text_add_bytes(out, at, 1);
    }
    text_add(out, quoted ? "\"" : "");
}

void csv_money(struct text *out, int64_t nano)
{
    char money[MONEY_TEXT_SIZE];
    begin_cell(out);
    text_add(out, nano_format(nano, money));
}

void csv_integer(struct text *out, int64_t value)
{
    begin_cell(out);
    text_printf(out, "%" PRId64, value);
}

/* No exponent where a person would write none: not every reader takes 5.6e+02 for a number. */
void csv_number(struct text *out, double value)
{
    char digits[40] = "";
    bool ordinary = value == 0 || (fabs(value) >= 1e-6 && fabs(value) < 1e15);
    BUG_IF(!isfinite(value));
    for (int precision = ordinary ? 0 : 1; precision <= 22; precision++) {
        if (ordinary)
            snprintf(digits, sizeof digits, "%.*f", precision, value);
        else
            snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value)
            break;
    }
    begin_cell(out);
    text_add(out, digits);
}

void csv_end(struct text *out)
{
    text_add(out, "\n");
}

void csv_header(struct text *out, const char *titles)
{
    text_add(out, titles);
    csv_end(out);
}
