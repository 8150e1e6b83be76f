/* policy_drift.c — is what runs what the plan says? Groups against pools, services against services; jobs are not in a
 * cluster document. */
#include "planner/check/policy_parts.h"

#include "data/catalogue.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Differences of one subject, joined by "; ". */
struct differences {
    struct judging *at;
    const char *words;
};

static void differ(struct differences *differences, const char *words)
{
    differences->words = *differences->words ? say(differences->at, "%s; %s", differences->words, words) : words;
}

static void differ_number(struct differences *differences, const char *what, int64_t runs, int64_t planned)
{
    if (runs != planned)
        differ(differences, say(differences->at, "%s is %s, planned %s", what, number_words(differences->at, runs),
                                number_words(differences->at, planned)));
}

/* `runs` is in least..most, or it is said. */
static void differ_range(struct differences *differences, const char *before, int64_t runs, const char *after,
                         int64_t least, int64_t most)
{
    struct judging *at = differences->at;
    if (runs >= least && runs <= most)
        return;
    const char *planned =
        least == most ? number_words(at, least) : say(at, "%s to %s", number_words(at, least), number_words(at, most));
    differ(differences, say(at, "%s%s%s, planned %s", before, number_words(at, runs), after, planned));
}

static void add_outcome(struct judging *at, const char *subject, const char *differences, const char *same,
                        const char *mend)
{
    bool breached = *differences;
    rule_add(at, &(struct verdict_rule){.rule = "drift",
                                        .subject = subject,
                                        .level = at->policy->drift.level,
                                        .outcome = breached ? RULE_BREACHED : RULE_PASSED,
                                        .what = say(at, "%s.", breached ? differences : same),
                                        .mend = breached ? mend : ""});
}

/* --- groups --- */

static bool same_zones(const struct field_strings *a, const struct field_strings *b)
{
    for (int i = 0; i < a->count; i++) {
        bool found = false;
        for (int j = 0; j < b->count && !found; j++)
            found = strcmp(a->items[i], b->items[j]) == 0;
        if (!found)
            return false;
    }
    return a->count == b->count;
}

static const char *zones_words(struct judging *at, const struct field_strings *zones)
{
    const char *words = "";
    for (int i = 0; i < zones->count; i++)
        words = say(at, "%s%s%s", words, i ? ", " : "", zones->items[i]);
    return words;
}

static void range_of(const struct field_integers *numbers, int64_t *ret_least, int64_t *ret_most)
{
    *ret_least = *ret_most = numbers->count > 0 ? numbers->items[0] : 0;
    for (int i = 1; i < numbers->count; i++) {
        *ret_least = numbers->items[i] < *ret_least ? numbers->items[i] : *ret_least;
        *ret_most = numbers->items[i] > *ret_most ? numbers->items[i] : *ret_most;
    }
}

/* Of a Spot pool's types AWS gives any. */
static bool is_planned_type(const struct plan_pool *pool, const char *type)
{
    bool planned = strcmp(type, pool->instance_type) == 0;
    for (int k = 0; k < pool->instance_types.count; k++)
        planned |= strcmp(type, pool->instance_types.items[k]) == 0;
    return planned;
}

static void compare_group(struct judging *at, const struct plan_pool *pool, const struct running_group *group)
{
    struct differences differences = {at, ""};
    int64_t least, most;
    if (!is_planned_type(pool, group->instance_type))
        differ(&differences, say(at, "runs %s, planned %s", group->instance_type, pool->instance_type));
    if (strcmp(purchase_names[group->purchase], pool->purchase) != 0)
        differ(&differences, say(at, "is bought %s, planned %s", purchase_names[group->purchase], pool->purchase));
    if (!same_zones(&group->zones, &pool->zones))
        differ(&differences,
               say(at, "is in %s, planned %s", zones_words(at, &group->zones), zones_words(at, &pool->zones)));
    differ_range(&differences, "", group->instances, " instances run", pool->instances_min, pool->instances_max);
    if (group->min_size >= 0)
        differ_range(&differences, "the group's least size is ", group->min_size, "", pool->instances_min,
                     pool->instances_max);
    range_of(pool->max_size.count > 0 ? &pool->max_size : &pool->instances, &least, &most);
    if (group->max_size >= 0)
        differ_range(&differences, "the group's largest size is ", group->max_size, "", least, most);
    add_outcome(
        at, pool->name, differences.words,
        say(at, "Runs as planned: %s of %s", count_words(at, group->instances, "instance"), group->instance_type),
        "Bring the group to the plan, or observe the cluster again and plan anew.");
}

/* What was agreed to run: a plan found now is not it until somebody takes it. */
static const struct plan *plan_in_use(const struct judging *at)
{
    return at->subjects->baseline ? at->subjects->baseline : at->subjects->plan;
}

static int compare_pool_names(const void *a, const void *b)
{
    return strcmp((*(const struct plan_pool *const *)a)->name, (*(const struct plan_pool *const *)b)->name);
}

/* Both lists at once; a cluster's are by name already. */
static void judge_groups(struct judging *at, const struct running_cluster *cluster)
{
    const struct plan *plan = plan_in_use(at);
    const struct plan_pool **pools = memory_alloc((size_t)plan->pools_count + 1, sizeof *pools);
    for (int i = 0; i < plan->pools_count; i++)
        pools[i] = &plan->pools[i];
    qsort(pools, (size_t)plan->pools_count, sizeof *pools, compare_pool_names);
    for (int i = 0, j = 0; i < plan->pools_count || j < cluster->groups_count;) {
        const struct plan_pool *pool = i < plan->pools_count ? pools[i] : NULL;
        const struct running_group *group = j < cluster->groups_count ? &cluster->groups[j] : NULL;
        int order = !pool ? 1 : !group ? -1 : strcmp(pool->name, group->name);
        if (order == 0)
            compare_group(at, pool, group);
        else if (order < 0)
            add_outcome(at, pool->name,
                        say(at, "No group of this name runs; planned are %s in %s", pool->instance_type,
                            zones_words(at, &pool->zones)),
                        "", "Create the group, or observe the cluster again and plan anew.");
        else
            add_outcome(at, group->name,
                        say(at, "A group of %s %s runs that is not planned", number_words(at, group->instances),
                            group->instance_type),
                        "", "Take the group away, or put what it runs into the profile and plan anew.");
        i += order <= 0;
        j += order >= 0;
    }
    free(pools);
}

/* --- services --- */

static void differ_reservation(struct differences *differences, const struct running_service *runs,
                               const struct plan_service *planned)
{
    bool on_fargate = planned->fargate_cpu_units > 0;
    if (!on_fargate || runs->cpu_units != planned->fargate_cpu_units)
        differ_number(differences, "cpu_units", runs->cpu_units, planned->cpu_units);
    if (!on_fargate || runs->memory_mib != planned->fargate_memory_mib)
        differ_number(differences, "memory_mib", runs->memory_mib, planned->memory_mib);
    differ_number(differences, "gpus", runs->gpus, planned->gpus);
}

static void compare_service(struct judging *at, const struct plan_service *planned, const struct running_service *runs)
{
    struct differences differences = {at, ""};
    int64_t least, most;
    if (strcmp(runs->place, planned->place) != 0)
        differ(&differences, say(at, "runs on %s, planned %s", runs->place, planned->place));
    range_of(&planned->tasks, &least, &most);
    differ_range(&differences, "", runs->tasks, " tasks run", least, most);
    differ_reservation(&differences, runs, planned);
    add_outcome(at, planned->name, differences.words,
                say(at, "Runs as planned: %s on %s", count_words(at, runs->tasks, "task"), runs->place),
                "Bring the service to the plan, or its new figures into the profile and plan anew.");
}

static int compare_daemon(const void *name, const void *daemon)
{
    return strcmp(name, ((const struct plan_daemon *)daemon)->name);
}

/* One of a daemon runs on each instance: how many is not the plan's to say, nor where. */
static void judge_other(struct judging *at, const struct running_service *runs)
{
    const struct plan *plan = plan_in_use(at);
    struct differences differences = {at, ""};
    const struct plan_daemon *daemon =
        plan->daemons_count == 0
            ? NULL
            : bsearch(runs->name, plan->daemons, (size_t)plan->daemons_count, sizeof *plan->daemons, compare_daemon);
    if (!daemon) {
        add_outcome(at, runs->name, say(at, "%s on %s, in no plan", count_words(at, runs->tasks, "task"), runs->place),
                    "", "Put the service into the profile and plan anew, or stop it.");
        return;
    }
    differ_number(&differences, "cpu_units", runs->cpu_units, daemon->cpu_units);
    differ_number(&differences, "memory_mib", runs->memory_mib, daemon->memory_mib);
    differ_number(&differences, "gpus", runs->gpus, daemon->gpus);
    add_outcome(at, runs->name, differences.words, "Runs as planned: a daemon",
                "Bring the daemon to the plan, or its new figures into the profile and plan anew.");
}

static void judge_services(struct judging *at, const struct running_cluster *cluster)
{
    const struct tenants *planned_ones = at->subjects->baseline ? &at->before : &at->now;
    for (int i = 0, j = 0; i < planned_ones->count || j < cluster->services_count;) {
        const struct tenant *now = i < planned_ones->count ? &planned_ones->items[i] : NULL;
        const struct running_service *runs = j < cluster->services_count ? &cluster->services[j] : NULL;
        int order = !now ? 1 : !runs ? -1 : strcmp(now->name, runs->name);
        const struct plan_service *planned = now && order <= 0 ? now->service : NULL;
        if (planned && order == 0)
            compare_service(at, planned, runs);
        else if (planned)
            add_outcome(at, planned->name, say(at, "Does not run; planned on %s", planned->place), "",
                        "Create the service, or take it out of the profile and plan anew.");
        else if (order >= 0)
            judge_other(at, runs);
        i += order <= 0;
        j += order >= 0;
    }
}

void judge_drift(struct judging *at)
{
    const struct running_cluster *cluster = at->subjects->cluster;
    struct verdict_rule rule = {.rule = "drift", .level = at->policy->drift.level, .outcome = RULE_SKIPPED};
    if (!at->policy->drift.given)
        return;
    if (!cluster) {
        rule.what = "There is no cluster document to compare with.";
        rule.mend = "Give one with --cluster CLUSTER.";
    } else if (strcmp(cluster->region, at->subjects->plan->region) != 0) {
        rule.outcome = RULE_BREACHED;
        rule.what = say(at, "The cluster is in %s, the plan in %s: nothing else was compared.", cluster->region,
                        at->subjects->plan->region);
        rule.mend = "Give the document of the cluster that runs this plan.";
    }
    if (rule.what) {
        rule_add(at, &rule);
        return;
    }
    judge_groups(at, cluster);
    judge_services(at, cluster);
}
