/* book.h — small price books for the tests, from CSV text. */
#ifndef BAYPLAN_TESTS_BOOK_H
#define BAYPLAN_TESTS_BOOK_H

#include "data/catalogue.h"

/* `rows` without the header line; aborts the test where the text is no price book. */
struct catalogue book_of(const char *rows);

/* us-east-1's service prices, but one EC2 type only. */
extern const char *const book_rows;

#endif
