/* mix.h — the solver asked about a few types and one typical hour: what it costs, who goes where, and in what patterns.
 *
 * One zone's demand of the hour is packed into the types given (and outside), pools unlimited by zones; this judges
 * sets of types far better than volumes where few tasks fill an instance. */
#ifndef BAYPLAN_POOLS_MIX_H
#define BAYPLAN_POOLS_MIX_H

#include "planner/pools/choice.h"

struct mix {
    struct arena arena;
    const struct fleet *fleet;
    struct fluid groups; /* items alike, as classes of the packing */
    struct item_class *classes;
    int *kind_of_class;
    int64_t *demand; /* [classes] one zone of the hour */
    int slot;
    int64_t solves; /* effort */
};

struct mix_answer {
    double hour_nano; /* all zones: bins and outside; infinite where something fits nowhere */
    int64_t *outside; /* [classes] */
    int64_t *inside;  /* [classes * PROFILE_POOLS_MAX] by type of the question */
};

void mix_init(struct mix *mix, const struct fleet *fleet, int slot);
void mix_release(struct mix *mix);
struct mix_answer *mix_answer_new(struct mix *mix);
/* What no packing of the hour into these types undercuts, by volumes priced class by class: some forty times as quick
 * as a packing. Infinite where something fits nowhere. */
double mix_bound(const struct mix *mix, const int *types, int count);
/* types[count] in fleet->types; book may be NULL, else the patterns are added to it. Never fails: what cannot be
 * packed costs infinitely. effort_s: seconds' worth of the solver's steps; 0 = its first packing. */
void mix_ask(struct mix *mix, const int *types, int count, struct pattern_book *book, double effort_s,
             struct mix_answer *ret_answer);
/* Items to places in the proportions of the answer, largest first. */
void mix_place(const struct mix *mix, const struct mix_answer *answer, const int *types, int count,
               struct choice *ret_choice);

/* The slot whose load is nearest to the mean of the week; load counted in vCPUs. */
int typical_slot(const struct fleet *fleet);

#endif
