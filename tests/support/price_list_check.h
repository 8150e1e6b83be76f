/* price_list_check.h — whether a book is exactly what a made up price list (price_list.h) is to give. */
#ifndef BAYPLAN_TESTS_SUPPORT_PRICE_LIST_CHECK_H
#define BAYPLAN_TESTS_SUPPORT_PRICE_LIST_CHECK_H

#include "data/catalogue.h"

/* Of FOLDER/expected-REGION.csv: how many rows differ, are missing or too many; -1 where the file cannot be read.
 * ret_words: the first of them, or why. With `commitments` false the on-demand rows alone. */
int price_list_differences(const char *folder, const struct catalogue *book, bool commitments, char ret_words[400]);

#endif
