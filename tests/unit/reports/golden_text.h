/* golden_text.h — text for a terminal against golden files in tests/golden/cli; BAYPLAN_UPDATE_GOLDEN=1 writes them
 * anew. */
#ifndef BAYPLAN_TESTS_GOLDEN_TEXT_H
#define BAYPLAN_TESTS_GOLDEN_TEXT_H

#include "data/base/text.h"

void assert_golden(const char *name, const struct text *out);
/* No line wider than the screen or with blanks at its end, nothing that a terminal would obey. */
void assert_fits_and_is_safe(const struct text *out);

#endif
