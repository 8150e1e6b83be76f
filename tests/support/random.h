/* random.h — numbers for tests that are the same on every machine (splitmix64, Steele, Lea & Flood 2014). */
#ifndef BAYPLAN_TESTS_RANDOM_H
#define BAYPLAN_TESTS_RANDOM_H

#include <stdint.h>

struct random {
    uint64_t state;
};

uint64_t random_next(struct random *random);
/* low..high, both included. */
int64_t random_between(struct random *random, int64_t low, int64_t high);
/* True `percent` times in a hundred. */
int random_chance(struct random *random, int percent);
/* BAYPLAN_TEST_SEED where set, else `fixed`. */
uint64_t random_seed(uint64_t fixed);

#endif
