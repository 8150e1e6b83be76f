#include "tests/unit/reports/html_page.h"
#include "tests/unit/base/check.h"

enum { DEPTH_MAX = 64, NAME_SIZE = 32, ATTRIBUTES_MAX = 20 };

struct walk {
    struct html_page *page;
    const char *at;
    char open[DEPTH_MAX][NAME_SIZE];
    int depth;
};

static bool starts(const char *at, const char *prefix)
{
    return strncmp(at, prefix, strlen(prefix)) == 0;
}

static bool is_void(const char *name)
{
    static const char *const names[] = {"meta", "br", NULL};
    for (int i = 0; names[i]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void take_name(struct walk *walk, char name[NAME_SIZE])
{
    size_t length = strspn(walk->at, "abcdefghijklmnopqrstuvwxyzBPTU0123456789-"); /* viewBox, patternUnits */
    assert_in_range(length, 1, NAME_SIZE - 1);
    memcpy(name, walk->at, length);
    name[length] = '\0';
    walk->at += length;
}

/* Only these may stand for a mark. */
static void check_text(const char *from, const char *to)
{
    static const char *const marks[] = {"&amp;", "&lt;", "&gt;", "&quot;", NULL};
    for (const char *at = from; at < to; at++) {
        int i = 0;
        assert_true(*at != '<' && *at != '>');
        while (*at == '&' && marks[i] && !starts(at, marks[i]))
            i++;
        assert_true(*at != '&' || marks[i]);
        assert_true(*at == '\n' || (unsigned char)*at >= 0x20);
    }
}

static void check_attribute(struct walk *walk, const char *name, const char *value, const char *end)
{
    assert_false(starts(name, "on"));
    assert_string_not_equal(name, "style");
    assert_string_not_equal(name, "src");
    if (strcmp(name, "href") == 0)
        assert_true(value[0] == '#' && end > value + 1);
    if (strcmp(name, "id") == 0)
        walk->page->ids[walk->page->ids_count++] = value;
}

static void take_attributes(struct walk *walk)
{
    char names[ATTRIBUTES_MAX][NAME_SIZE];
    int count = 0;
    while (*walk->at == ' ') {
        walk->at++;
        assert_true(count < ATTRIBUTES_MAX);
        take_name(walk, names[count]);
        for (int i = 0; i < count; i++)
            assert_string_not_equal(names[i], names[count]);
        assert_true(starts(walk->at, "=\""));
        const char *value = walk->at + 2, *end = strchr(value, '"');
        assert_non_null(end);
        check_text(value, end);
        check_attribute(walk, names[count++], value, end);
        walk->at = end + 1;
    }
}

static void take_start_tag(struct walk *walk)
{
    assert_true(walk->depth < DEPTH_MAX);
    char *name = walk->open[walk->depth++];
    take_name(walk, name);
    take_attributes(walk);
    walk->page->elements++;
    bool ended = starts(walk->at, "/>"); /* only inside svg */
    if (ended) {
        bool inside_svg = false;
        for (int i = 0; i < walk->depth - 1; i++)
            inside_svg = inside_svg || strcmp(walk->open[i], "svg") == 0;
        assert_true(inside_svg);
        walk->at++;
    }
    assert_int_equal(*walk->at, '>');
    walk->at++;
    if (strcmp(name, "style") == 0 || strcmp(name, "script") == 0) {
        walk->at = strstr(walk->at, "</");
        assert_non_null(walk->at);
    }
    if (ended || is_void(name))
        walk->depth--;
}

static void take_end_tag(struct walk *walk)
{
    char name[NAME_SIZE];
    walk->at += 2;
    take_name(walk, name);
    assert_true(walk->depth > 0);
    assert_string_equal(name, walk->open[--walk->depth]);
    assert_int_equal(*walk->at, '>');
    walk->at++;
}

static bool has_id(const struct html_page *page, const char *id, size_t length)
{
    for (int i = 0; i < page->ids_count; i++)
        if (strncmp(page->ids[i], id, length) == 0 && page->ids[i][length] == '"')
            return true;
    return false;
}

/* `before` an id, several with blanks between them. */
static void check_references(const struct html_page *page, const char *before)
{
    for (const char *at = strstr(page->document.bytes, before); at; at = strstr(at, before)) {
        at += strlen(before);
        for (;;) {
            size_t length = strcspn(at, " \"");
            assert_true(has_id(page, at, length));
            at += length;
            if (*at == '"')
                break;
            at++;
        }
    }
}

static void check_ids(const struct html_page *page)
{
    for (int i = 0; i < page->ids_count; i++)
        for (int j = i + 1; j < page->ids_count; j++) {
            size_t length = strcspn(page->ids[i], "\"");
            assert_true(strncmp(page->ids[i], page->ids[j], length + 1) != 0);
        }
    check_references(page, " href=\"#");
    check_references(page, " aria-labelledby=\"");
    check_references(page, " for=\"");
}

void html_page_check(struct html_page *page, struct text *document)
{
    static const char doctype[] = "<!DOCTYPE html>\n";
    *page = (struct html_page){.document = *document};
    *document = (struct text){0};
    assert_false(page->document.overflown);
    struct walk walk = {.page = page, .at = page->document.bytes};
    assert_true(starts(walk.at, doctype));
    walk.at += strlen(doctype);
    while (*walk.at) {
        if (starts(walk.at, "</")) {
            take_end_tag(&walk);
        } else if (*walk.at == '<') {
            walk.at++;
            take_start_tag(&walk);
        } else {
            const char *end = walk.at + strcspn(walk.at, "<");
            check_text(walk.at, end);
            walk.at = end;
        }
    }
    assert_int_equal(walk.depth, 0);
    check_ids(page);
    assert_null(strstr(page->document.bytes, "://"));
}

void html_page_release(struct html_page *page)
{
    text_release(&page->document);
}

int html_page_count(const struct html_page *page, const char *piece)
{
    int count = 0;
    for (const char *at = page->document.bytes; (at = strstr(at, piece)); at += strlen(piece))
        count++;
    return count;
}
