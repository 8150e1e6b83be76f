#include "planner/solve/certify.h"

#include "data/base/wide.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The tree of one type, still in floating point. */
struct tree {
    int nodes_count, leaves_count;
    struct branch_node *nodes;
    int *fixed; /* items kept out of the tree: at most 0 in it; with one of them the root's multipliers suffice */
    int fixed_count;
    double bound;
};

struct certifier {
    struct knapsack_set *set;
    const struct problem *problem;
    struct tree *trees;  /* [types] */
    const double *value; /* cut to the outside costs */
    const double *relief;
    double *room; /* [types] cost + relief, in units */
    int64_t scale;
    int64_t *pi;           /* [classes] */
    int64_t *relief_exact; /* [types] */
    int64_t *low, *high;   /* [classes] box of a leaf */
};

static void tree_grow(struct certifier *c, struct branch *branch, int type, double theta, int nodes_max)
{
    struct branch_limits limits = {.target = c->room[type] / theta, .nodes_max = nodes_max};
    struct knapsack *knapsack = knapsack_load(c->set, type, NULL);
    struct tree *tree = &c->trees[type];
    branch_run(branch, knapsack, &limits);
    knapsack_keep(c->set);
    free(tree->nodes);
    tree->nodes_count = branch->nodes_count;
    tree->nodes = memory_alloc((size_t)branch->nodes_count, sizeof(*tree->nodes));
    memcpy(tree->nodes, branch->nodes, (size_t)branch->nodes_count * sizeof(*tree->nodes));
    free(tree->fixed);
    tree->fixed_count = branch->fixed_count;
    tree->fixed = memory_alloc((size_t)branch->fixed_count + 1, sizeof(int));
    memcpy(tree->fixed, branch->fixed, (size_t)branch->fixed_count * sizeof(int));
    tree->bound = branch->bound;
}

struct ranked {
    double ratio;
    int type;
};

static int ranked_compare(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->ratio != b->ratio)
        return a->ratio > b->ratio ? -1 : 1;
    return (a->type > b->type) - (a->type < b->type);
}

/* Trees for all types, the most violated first, so that later ones need prove no more than the worst so far. Returns
 * the factor by which prices must shrink. */
static double trees_grow(struct certifier *c, struct branch *branch, const struct certify_limits *limits)
{
    int types = c->problem->types_count;
    struct ranked *ranked = memory_alloc((size_t)types + 1, sizeof(*ranked));
    double theta = 1.0;
    int64_t left = limits->nodes_total;
    for (int t = 0; t < types; t++) {
        tree_grow(c, branch, t, 1.0, 1);
        ranked[t] = (struct ranked){c->trees[t].bound / c->room[t], t};
    }
    qsort(ranked, (size_t)types, sizeof(*ranked), ranked_compare);
    for (int r = 0; r < types; r++) {
        int t = ranked[r].type;
        if (limits->nodes_max > 1 && left > 0 && c->trees[t].bound > c->room[t] / theta) {
            tree_grow(c, branch, t, theta, limits->nodes_max < left ? limits->nodes_max : (int)left);
            left -= c->trees[t].nodes_count;
        }
        theta = fmin(theta, c->room[t] / fmax(c->trees[t].bound, 1e-300));
    }
    free(ranked);
    return fmin(theta, 1.0);
}

static int64_t multiplier_exact(const struct certifier *c, double multiplier, double theta)
{
    double exact = multiplier * c->problem->unit * (double)c->scale * theta;
    return exact >= 0x1p61 ? INT64_C(1) << 61 : (int64_t)exact;
}

static void box_of_node(struct certifier *c, int type, int node, bool fix)
{
    const struct tree *tree = &c->trees[type];
    const struct item_group *group = &c->set->groups[c->set->group_of_type[type]];
    for (int j = 0; j < group->count; j++) {
        c->low[j] = 0;
        c->high[j] = (int64_t)c->set->high_of_type[type][j];
    }
    for (int f = 0; f < tree->fixed_count && fix; f++)
        c->high[tree->fixed[f]] = 0;
    for (; node > 0; node = tree->nodes[node].parent) {
        const struct branch_node *step = &tree->nodes[node];
        int64_t limit = (int64_t)step->limit;
        if (step->above)
            c->low[step->item] = limit > c->low[step->item] ? limit : c->low[step->item];
        else
            c->high[step->item] = limit < c->high[step->item] ? limit : c->high[step->item];
    }
}

/* Exact worth of a leaf less what it may be worth; <= 0 proves it. */
static int128 leaf_excess(struct certifier *c, int type, int node, bool fix, double theta)
{
    const struct problem *problem = c->problem;
    const struct item_group *group = &c->set->groups[c->set->group_of_type[type]];
    const double *multipliers = c->trees[type].nodes[node].multipliers;
    int64_t lambda[PACKING_DIMENSIONS_MAX];
    int128 sum = -((int128)problem->types[type].cost * c->scale + c->relief_exact[type]);
    int128 corner[PACKING_DIMENSIONS_MAX] = {0};
    box_of_node(c, type, node, fix);
    for (int d = 0; d < problem->dimensions; d++) {
        lambda[d] = multiplier_exact(c, multipliers[d], theta);
        sum += (int128)lambda[d] * problem->types[type].capacity[d];
    }
    for (int j = 0; j < group->count; j++) {
        const struct problem_class *class = &problem->classes[group->classes[j]];
        int128 reduced = c->pi[group->classes[j]];
        if (c->high[j] == 0)
            continue;
        for (int d = 0; d < problem->dimensions; d++) {
            reduced -= (int128)lambda[d] * class->size[d];
            corner[d] += (int128) class->size[d] * c->low[j];
        }
        sum += reduced * (reduced > 0 ? c->high[j] : c->low[j]);
    }
    for (int d = 0; d < problem->dimensions; d++)
        if (corner[d] > problem->types[type].capacity[d])
            return -1; /* an empty box */
    return sum;
}

static void prices_exact(struct certifier *c, double theta)
{
    for (int i = 0; i < c->problem->classes_count; i++) {
        const struct problem_class *class = &c->problem->classes[i];
        int64_t most = class->outside < 0 ? INT64_MAX : class->outside * c->scale;
        double exact = c->value[i] * c->problem->unit * (double)c->scale * theta;
        c->pi[i] = exact >= 0x1p61 ? INT64_C(1) << 61 : (int64_t)exact;
        if (!class->packable || c->pi[i] > most)
            c->pi[i] = most < INT64_MAX ? most : 0;
    }
}

/* Greatest excess of the boxes with one of the fixed items in them, under the root's multipliers. */
static int128 fixed_excess(struct certifier *c, int type, double theta)
{
    const struct tree *tree = &c->trees[type];
    const struct item_group *group = &c->set->groups[c->set->group_of_type[type]];
    int128 root = leaf_excess(c, type, 0, false, theta), most = -1;
    for (int f = 0; f < tree->fixed_count; f++) {
        int class = group->classes[tree->fixed[f]];
        int128 reduced = c->pi[class];
        for (int d = 0; d < c->problem->dimensions; d++)
            reduced -=
                (int128)multiplier_exact(c, tree->nodes[0].multipliers[d], theta) * c->problem->classes[class].size[d];
        if (reduced > 0) /* then it is no reason to keep it out */
            reduced *= c->set->high_of_type[type][tree->fixed[f]] > 1e9 ? 1000000000 : 1000000;
        most = root + reduced > most ? root + reduced : most;
    }
    return most;
}

/* Greatest ratio of a leaf's worth to its room above 1, over all trees; 1 where all are proven. */
static double excess_ratio(struct certifier *c, double theta)
{
    double worst = 1.0;
    for (int t = 0; t < c->problem->types_count; t++) {
        const struct tree *tree = &c->trees[t];
        int128 most = tree->fixed_count > 0 ? fixed_excess(c, t, theta) : -1;
        for (int node = 0; node < tree->nodes_count; node++) {
            if (tree->nodes[node].child_below >= 0)
                continue;
            int128 excess = leaf_excess(c, t, node, true, theta);
            most = excess > most ? excess : most;
        }
        if (most > 0)
            worst = fmax(worst, 1.0 + ((double)most + 1.0) / (c->room[t] * c->problem->unit * (double)c->scale));
    }
    return worst;
}

static void multipliers_write(const struct certifier *c, const struct branch_node *node, double theta,
                              int64_t *multipliers)
{
    for (int d = 0; d < c->problem->dimensions; d++)
        multipliers[c->problem->dimension_origin[d]] = multiplier_exact(c, node->multipliers[d], theta);
}

/* First a chain that takes the fixed items out one by one (its leaves share the root's multipliers), then the tree. */
static void proof_write(const struct certifier *c, int type, double theta, struct arena *arena,
                        struct type_proof *proof)
{
    const struct tree *tree = &c->trees[type];
    const struct problem *problem = c->problem;
    const struct item_group *group = &c->set->groups[c->set->group_of_type[type]];
    int dimensions = problem->packing->dimensions, leaves = 1, chain = 2 * tree->fixed_count;
    struct proof_node *nodes = ARENA_ARRAY(arena, struct proof_node, chain + tree->nodes_count);
    int64_t *multipliers = ARENA_ARRAY(arena, int64_t, ((size_t)tree->nodes_count + 1) * (size_t)dimensions);
    multipliers_write(c, &tree->nodes[0], theta, multipliers);
    for (int f = 0; f < tree->fixed_count; f++) {
        int class = problem->classes[group->classes[tree->fixed[f]]].origin;
        nodes[2 * f] = (struct proof_node){class, -1, 2 * f + 2, 2 * f + 1, 0};
        nodes[2 * f + 1] = (struct proof_node){-1, 0, -1, -1, 0};
    }
    for (int n = 0; n < tree->nodes_count; n++) {
        const struct branch_node *node = &tree->nodes[n];
        if (node->child_below >= 0) {
            int64_t split = (int64_t)tree->nodes[node->child_below].limit;
            nodes[chain + n] = (struct proof_node){problem->classes[group->classes[node->branch_item]].origin, -1,
                                                   chain + node->child_below, chain + node->child_above, split};
            continue;
        }
        nodes[chain + n] = (struct proof_node){-1, leaves, -1, -1, 0};
        multipliers_write(c, node, theta, multipliers + (size_t)leaves * (size_t)dimensions);
        leaves++;
    }
    *proof = (struct type_proof){chain + tree->nodes_count, nodes, leaves, multipliers};
}

/* In the terms of the packing as handed in; one more proof, of nothing, is for types that hold nothing. */
static void certificate_write(const struct certifier *c, double theta, struct arena *arena,
                              struct solve_certificate *ret_certificate)
{
    const struct problem *problem = c->problem;
    const struct packing *packing = problem->packing;
    int types = problem->types_count;
    int64_t *pi = ARENA_ARRAY(arena, int64_t, packing->classes_count + 1);
    int64_t *relief = ARENA_ARRAY(arena, int64_t, packing->types_count + 1);
    int *proof_of_type = ARENA_ARRAY(arena, int, packing->types_count + 1);
    struct type_proof *proofs = ARENA_ARRAY(arena, struct type_proof, types + 1);
    for (int i = 0; i < packing->classes_count; i++)
        pi[i] = c->pi[problem->class_of_origin[i]];
    for (int t = 0; t < packing->types_count; t++)
        proof_of_type[t] = problem->type_of_origin[t] < 0 ? types : problem->type_of_origin[t];
    for (int t = 0; t < types; t++) {
        relief[problem->types[t].origin] = c->relief_exact[t];
        proof_write(c, t, theta, arena, &proofs[t]);
    }
    struct proof_node *leaf = ARENA_NEW(arena, struct proof_node);
    *leaf = (struct proof_node){-1, 0, -1, -1, 0};
    proofs[types] = (struct type_proof){1, leaf, 1, ARENA_ARRAY(arena, int64_t, packing->dimensions)};
    *ret_certificate = (struct solve_certificate){c->scale, pi, relief, proof_of_type, types + 1, proofs};
}

static int64_t scale_of(const struct problem *problem)
{
    int64_t most = 1, scale = 1;
    for (int t = 0; t < problem->types_count; t++)
        most = problem->types[t].cost > most ? problem->types[t].cost : most;
    for (int i = 0; i < problem->classes_count; i++)
        most = problem->classes[i].outside > most ? problem->classes[i].outside : most;
    while (most * scale < INT64_C(1) << 58)
        scale *= 2;
    return scale;
}

void certify(struct knapsack_set *set, struct branch *branch, const double *value, const double *relief,
             const struct certify_limits *limits, struct arena *arena, struct solve_certificate *ret_certificate,
             double *ret_theta)
{
    const struct problem *problem = set->problem;
    size_t classes = (size_t)problem->classes_count + 1, types = (size_t)problem->types_count + 1;
    double *cut = memory_alloc(classes, sizeof(*cut));
    struct certifier c = {.set = set, .problem = problem, .value = cut, .relief = relief, .scale = scale_of(problem)};
    c.trees = memory_alloc(types, sizeof(*c.trees));
    c.room = memory_alloc(types, sizeof(*c.room));
    c.pi = memory_alloc(classes, sizeof(int64_t));
    c.relief_exact = memory_alloc(types, sizeof(int64_t));
    c.low = memory_alloc(classes, sizeof(int64_t));
    c.high = memory_alloc(classes, sizeof(int64_t));
    for (int i = 0; i < problem->classes_count; i++) {
        double outside =
            problem->classes[i].outside < 0 ? INFINITY : (double)problem->classes[i].outside / problem->unit;
        cut[i] = problem->classes[i].packable ? fmin(fmax(value[i], 0.0), outside) : 0.0;
    }
    for (int t = 0; t < problem->types_count; t++) {
        double extra = problem->types[t].available >= 0 && relief != NULL ? fmax(relief[t], 0.0) : 0.0;
        c.relief_exact[t] = (int64_t)fmin(extra * problem->unit * (double)c.scale, 0x1p61);
        c.room[t] = (double)problem->types[t].cost / problem->unit + extra;
    }
    knapsack_values(set, cut);
    double theta = trees_grow(&c, branch, limits) * (1.0 - 1e-12), excess = 2.0;
    for (int round = 0; round < 40 && excess > 1.0; round++) {
        prices_exact(&c, theta);
        excess = excess_ratio(&c, theta);
        theta = excess > 1.0 ? theta / (1.0 + (excess - 1.0) * (2.0 + 4.0 * round) + 1e-13 * round) : theta;
    }
    if (excess > 1.0) { /* not seen; prices of nothing are always proven */
        theta = 0.0;
        prices_exact(&c, theta);
    }
    certificate_write(&c, theta, arena, ret_certificate);
    *ret_theta = theta;
    for (int t = 0; t < problem->types_count; t++) {
        free(c.trees[t].nodes);
        free(c.trees[t].fixed);
    }
    free(c.trees);
    free(c.room);
    free(c.pi);
    free(c.relief_exact);
    free(c.low);
    free(c.high);
    free(cut);
}

int64_t certificate_bound(const struct problem *problem, const struct solve_certificate *certificate, int slot)
{
    const struct packing *packing = problem->packing;
    int128 sum = 0;
    for (int i = 0; i < packing->classes_count; i++)
        sum += (int128)certificate->pi[i] * packing->demand[(size_t)slot * (size_t)packing->classes_count + (size_t)i];
    for (int t = 0; t < packing->types_count; t++)
        if (packing->types[t].available > 0)
            sum -= (int128)certificate->relief[t] * packing->types[t].available;
    if (sum <= 0)
        return 0;
    int128 unit = (int128)certificate->scale * problem->cost_divisor;
    return (int64_t)((sum + unit - 1) / unit) * problem->cost_divisor;
}
