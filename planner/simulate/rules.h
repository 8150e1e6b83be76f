/* rules.h — rules that AWS gives in words only, as the replay takes them: a verdict lists those that it used. */
#ifndef BAYPLAN_SIMULATE_RULES_H
#define BAYPLAN_SIMULATE_RULES_H

#include "data/base/arena.h"
#include "data/base/fields.h"

enum rule {
    RULE_TIES,         /* which of equal instances */
    RULE_ORDER,        /* services start tasks side by side */
    RULE_LEAD,         /* growth ahead of its hour */
    RULE_SHRINK,       /* who goes, and that it drains */
    RULE_REBALANCING,  /* rounds */
    RULE_PER_INSTANCE, /* more than one but a limit: not in ECS */
    RULE_JOBS,         /* held all hour */
    RULE_TARGET,       /* a target below 100 */
    RULE_BOOT,         /* launch to registered */
    RULE_GROUPS,       /* the largest group of waiting tasks counts */
    RULE_DEPLOYMENT,   /* when old ones stop */
    RULE_STOP,         /* a stopped task's room */
    RULE_ZONE_NOTICE,  /* the group sees the loss */
    RULE_SPOT_AGAIN,   /* replacements are found */
    RULES_COUNT
};

/* The rules with a bit set in `used` (1u << RULE_X), in order. */
struct field_strings rules_in_words(unsigned used, struct arena *arena);

#endif
