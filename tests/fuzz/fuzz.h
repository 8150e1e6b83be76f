/* fuzz.h — what a fuzz target is: one function that must survive any bytes. Laws it checks end in abort(). */
#ifndef BAYPLAN_TESTS_FUZZ_H
#define BAYPLAN_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
