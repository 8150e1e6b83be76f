/* feeding.h — whole price documents into a feed, and what came of it, for the tests of feed_*.c. */
#ifndef BAYPLAN_TESTS_FEEDING_H
#define BAYPLAN_TESTS_FEEDING_H

#include "pricing/feed.h"

typedef bool feeding_function(struct feed *feed, const char *name, const char *bytes, size_t length, struct error *err);

/* A feed of 2026-11-23 that the document, called "f", was read into; fails the test where it cannot be. */
struct feed *feeding(const char *region, feeding_function *function, const char *document);
/* The document is refused by an error of this kind that has `where` in its place and `text` in its words. */
void feeding_fails(const char *region, feeding_function *function, const char *document, enum error_kind kind,
                   const char *where, const char *text);
/* The feed has the row at this price ("0.0412"); frees nothing. */
void feeding_has(struct feed *feed, const char *service, const char *item, enum purchase purchase, const char *price,
                 const char *source, const char *as_of);
void feeding_counts(const struct feed *feed, enum feed_count_kind kind, int64_t count);
/* Rows of the catalogue that the feed becomes; frees the feed. */
struct catalogue feeding_book(struct feed *feed);
/* A file of the shared samples; NULL where it is not here: then a line says so. Lies in `arena`. */
char *feeding_sample(const char *path, struct arena *arena, size_t *ret_length);

#endif
