/* learn.h — patterns for the pools of a choice, from the solver. */
#ifndef BAYPLAN_POOLS_LEARN_H
#define BAYPLAN_POOLS_LEARN_H

#include "planner/pools/choice.h"

/* Packs each pool's tasks of one slot and adds the patterns to the book, as sets of the pool's type. */
void choice_learn(struct chooser *chooser, const struct choice *choice, int slot, struct pattern_book *book);

#endif
