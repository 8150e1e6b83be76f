/* html_page.h — a page as a browser would take it apart, strictly: what our writer may never get wrong. */
#ifndef BAYPLAN_TESTS_HTML_PAGE_H
#define BAYPLAN_TESTS_HTML_PAGE_H

#include "data/base/text.h"

enum { PAGE_ELEMENTS_MAX = 100 * 1000 };

struct html_page {
    struct text document;
    int elements;                       /* start tags */
    const char *ids[PAGE_ELEMENTS_MAX]; /* into `document`, each ends at a quote */
    int ids_count;
};

/* Fails the test unless every element is closed in order, every attribute quoted and named once, every text free of
 * bare marks, every id given once, every reference to an id (href="#...", aria-labelledby, for) met, and nothing is
 * loaded: no src, no address, no on... or style attribute. Takes the text over. */
void html_page_check(struct html_page *page, struct text *document);
void html_page_release(struct html_page *page);
/* How often `piece` stands in the document. */
int html_page_count(const struct html_page *page, const char *piece);

#endif
