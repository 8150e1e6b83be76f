/* prices_parts.h — what the parts of `prices show` share. */
#ifndef BAYPLAN_REPORTS_PRICES_PARTS_H
#define BAYPLAN_REPORTS_PRICES_PARTS_H

#include "data/catalogue.h"
#include "reports/screen.h"

/* The distinct sources of a catalogue's rows, sorted; a price shows the number of its own. */
struct price_sources {
    const char **names;
    int count;
    bool numbered; /* few enough to be footnotes; else each price has its own (AWS's price list) */
};

/* 0 where they are not numbered. */
int price_source_number(const struct price_sources *sources, const char *source);

bool price_is_ec2(const struct price *price);              /* an instance */
bool price_is_of_interruptions(const struct price *price); /* how often Spot instances are taken back */

/* Instance types: one line each where one way of buying or many types are shown, every way of buying of few types. */
void prices_ec2_add(struct screen *screen, const struct catalogue *catalogue, const struct price_sources *sources);

#endif
