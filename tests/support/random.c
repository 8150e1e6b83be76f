#include "tests/support/random.h"

#include <stdlib.h>

uint64_t random_next(struct random *random)
{
    uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

int64_t random_between(struct random *random, int64_t low, int64_t high)
{
    return low + (int64_t)(random_next(random) % (uint64_t)(high - low + 1));
}

int random_chance(struct random *random, int percent)
{
    return random_between(random, 0, 99) < percent;
}

uint64_t random_seed(uint64_t fixed)
{
    const char *text = getenv("BAYPLAN_TEST_SEED");
    return text != NULL && text[0] != '\0' ? strtoull(text, NULL, 0) : fixed;
}
