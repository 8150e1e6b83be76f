/* packing_file.h — reads the text form of one packing slot: "d T m", T lines "price available mask capacity1..d",
 * m lines "count outside mask size1..d"; -1 = no limit, no outside. Prices are micro-dollars and become nano-dollars.
 */
#ifndef BAYPLAN_TESTS_PACKING_FILE_H
#define BAYPLAN_TESTS_PACKING_FILE_H

#include "data/base/arena.h"
#include "data/base/error.h"
#include "planner/model/packing.h"

/* Everything belongs to `arena`. Errors: IO, INPUT, LIMIT. */
MUST_CHECK bool packing_file_read(const char *path, struct arena *arena, struct packing *ret_packing,
                                  struct error *err);

#endif
