#include "planner/solve/branch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double INTEGRAL = 1e-7;

static void heap_push(struct branch *branch, int node)
{
    if (branch->heap_count == branch->heap_capacity) {
        branch->heap_capacity = 2 * branch->heap_capacity + 64;
        branch->heap = memory_resize(branch->heap, (size_t)branch->heap_capacity, sizeof(int));
    }
    int at = branch->heap_count++;
    while (at > 0 && branch->nodes[branch->heap[(at - 1) / 2]].bound < branch->nodes[node].bound) {
        branch->heap[at] = branch->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    branch->heap[at] = node;
}

static int heap_pop(struct branch *branch)
{
    int top = branch->heap[0], last = branch->heap[--branch->heap_count], at = 0;
    for (int child = 1; child < branch->heap_count; child = 2 * at + 1) {
        if (child + 1 < branch->heap_count &&
            branch->nodes[branch->heap[child + 1]].bound > branch->nodes[branch->heap[child]].bound)
            child++;
        if (branch->nodes[branch->heap[child]].bound <= branch->nodes[last].bound)
            break;
        branch->heap[at] = branch->heap[child];
        at = child;
    }
    branch->heap[at] = last;
    return top;
}

static struct branch_node *node_add(struct branch *branch)
{
    if (branch->nodes_count == branch->nodes_capacity) {
        branch->nodes_capacity = 2 * branch->nodes_capacity + 64;
        branch->nodes = memory_resize(branch->nodes, (size_t)branch->nodes_capacity, sizeof(*branch->nodes));
    }
    return &branch->nodes[branch->nodes_count++];
}

/* Narrows the box along the path from the root; `saved` gets what to put back, newest last. */
struct narrowing {
    int item;
    double low, high;
};

enum { DEPTH_MAX = 512 };

static int box_narrow(const struct branch *branch, struct knapsack *k, int node, struct narrowing *saved)
{
    int depth = 0;
    for (; node > 0 && depth < DEPTH_MAX; node = branch->nodes[node].parent) {
        const struct branch_node *step = &branch->nodes[node];
        saved[depth++] = (struct narrowing){step->item, k->low[step->item], k->high[step->item]};
        if (step->above)
            k->low[step->item] = fmax(k->low[step->item], step->limit);
        else
            k->high[step->item] = fmin(k->high[step->item], step->limit);
    }
    return depth;
}

static void box_widen(struct knapsack *k, const struct narrowing *saved, int depth)
{
    while (depth-- > 0) {
        k->low[saved[depth].item] = saved[depth].low;
        k->high[saved[depth].item] = saved[depth].high;
    }
}

static double copies_of(const struct knapsack *k, int item, const double *rest, double most)
{
    for (int d = 0; d < k->dimensions && most >= 0.5; d++) {
        double size = k->group->sizes[(size_t)d * (size_t)k->count + (size_t)item];
        if (size > rest[d] + 0.5)
            return 0.0;
        if (size > 0.0)
            most = fmin(most, floor(rest[d] / size + 1e-9));
    }
    return most;
}

/* Fills the room left over, most valuable for its room first; returns the value added. */
static double rest_fill(struct branch *branch, const struct knapsack *k, double *rest)
{
    double value = 0.0;
    for (;;) {
        int best = -1;
        double best_ratio = -1.0, best_copies = 0.0;
        for (int j = 0; j < k->count; j++) {
            double copies = k->high[j] - branch->trial[j], v = k->group->value[j];
            if (copies < 0.5 || v <= 0.0 || k->group->sizes[j] > rest[0] + 0.5)
                continue;
            copies = copies_of(k, j, rest, copies);
            if (copies < 0.5)
                continue;
            double ratio = v / (v - k->reduced[j] + 1e-9 * v);
            if (ratio <= best_ratio)
                continue;
            best = j;
            best_ratio = ratio;
            best_copies = copies;
        }
        if (best < 0)
            return value;
        branch->trial[best] += best_copies;
        value += best_copies * k->group->value[best];
        for (int d = 0; d < k->dimensions; d++)
            rest[d] -= best_copies * k->group->sizes[(size_t)d * (size_t)k->count + (size_t)best];
    }
}

/* Rounds the fractional pattern down and fills what is left, most valuable for its room first. */
static void pattern_round(struct branch *branch, const struct knapsack *k)
{
    double rest[PACKING_DIMENSIONS_MAX], value = 0.0;
    int n = k->dimensions, count = k->count;
    memcpy(rest, k->capacity, sizeof(rest));
    for (int j = 0; j < count; j++)
        branch->trial[j] = k->side[j] == 0.0 ? 0.0 : k->side[j] < 0.0 ? k->high[j] : k->low[j];
    for (int r = 0; r < n; r++)
        if (k->basis[r] < count)
            branch->trial[k->basis[r]] = fmax(k->low[k->basis[r]], floor(k->basic_value[r] + INTEGRAL));
    for (int j = 0; j < count; j++) {
        if (branch->trial[j] == 0.0)
            continue;
        value += branch->trial[j] * k->group->value[j];
        for (int d = 0; d < n; d++)
            rest[d] -= branch->trial[j] * k->group->sizes[(size_t)d * (size_t)count + (size_t)j];
    }
    for (int d = 0; d < n; d++)
        if (rest[d] < -0.5)
            return;
    value += rest_fill(branch, k, rest);
    if (value > branch->best) {
        double *swap = branch->counts;
        branch->counts = branch->trial;
        branch->trial = swap;
        branch->best = value;
    }
}

/* Solves a node's programme and says where to split it. */
static void node_solve(struct branch *branch, struct knapsack *k, struct branch_node *node)
{
    double most = 0.0;
    memcpy(k->basis, node->basis, sizeof(node->basis));
    knapsack_solve(k);
    memcpy(node->basis, k->basis, sizeof(node->basis));
    memcpy(node->multipliers, k->multipliers, sizeof(node->multipliers));
    node->bound = fmin(node->bound, k->bound);
    node->branch_item = -1;
    if (!k->feasible) {
        node->bound = -1.0;
        return;
    }
    for (int r = 0; r < k->dimensions; r++) {
        int item = k->basis[r];
        double value = k->basic_value[r];
        if (item >= k->count || value <= k->low[item] || value >= k->high[item])
            continue;
        double fraction = fmin(value - floor(value), ceil(value) - value);
        double weight = fraction * k->group->value[item];
        if (fraction > INTEGRAL && (node->branch_item < 0 || weight > most)) {
            most = weight;
            node->branch_item = item;
            node->branch_floor = floor(value);
        }
    }
    pattern_round(branch, k);
}

static bool low_fits(const struct knapsack *k)
{
    for (int d = 0; d < k->dimensions; d++) {
        double sum = 0.0;
        for (int j = 0; j < k->count; j++)
            if (k->low[j] > 0.0)
                sum += k->low[j] * k->group->sizes[(size_t)d * (size_t)k->count + (size_t)j];
        if (sum > k->capacity[d] + 0.5)
            return false;
    }
    return true;
}

static int child_solve(struct branch *branch, struct knapsack *k, int parent, bool above)
{
    struct narrowing saved[DEPTH_MAX];
    struct branch_node *node = node_add(branch), *from = &branch->nodes[parent];
    int index = branch->nodes_count - 1;
    *node = (struct branch_node){.parent = parent, .item = from->branch_item, .above = above, .bound = from->bound};
    node->limit = from->branch_floor + (above ? 1.0 : 0.0);
    node->child_below = node->child_above = -1;
    memcpy(node->basis, from->basis, sizeof(node->basis));
    memcpy(node->multipliers, from->multipliers, sizeof(node->multipliers));
    int depth = box_narrow(branch, k, index, saved);
    if (above && (k->low[node->item] > k->high[node->item] || !low_fits(k))) {
        node->bound = -1.0;
        node->branch_item = -1;
    } else {
        node_solve(branch, k, node);
    }
    box_widen(k, saved, depth);
    return index;
}

static int node_depth(const struct branch *branch, int node)
{
    int depth = 0;
    for (; node > 0; node = branch->nodes[node].parent)
        depth++;
    return depth;
}

static void branch_prepare(struct branch *branch, const struct knapsack *k)
{
    branch->nodes_count = branch->heap_count = 0;
    branch->kept_count = branch->fixed_count = 0;
    branch->best = branch->fixed_bound = -1.0;
    if (branch->counts_capacity < k->count + 1) {
        size_t capacity = (size_t)k->count + 1;
        branch->counts_capacity = k->count + 1;
        branch->counts = memory_resize(branch->counts, capacity, sizeof(double));
        branch->trial = memory_resize(branch->trial, capacity, sizeof(double));
        branch->kept = memory_resize(branch->kept, capacity, sizeof(int));
        branch->fixed = memory_resize(branch->fixed, capacity, sizeof(int));
    }
    memset(branch->counts, 0, (size_t)k->count * sizeof(double));
}

/* Items whose reduced value alone takes the root's bound down to what is of no interest stay out of the tree. */
static struct knapsack *items_fix(struct branch *branch, struct knapsack *k, double bound, double target)
{
    double enough = fmax(target, branch->best);
    for (int j = 0; j < k->count; j++) {
        double with = bound + k->reduced[j];
        if (k->side[j] == 0.0 || k->reduced[j] >= 0.0 || with > enough || k->low[j] > 0.0) {
            branch->kept[branch->kept_count++] = j;
        } else {
            branch->fixed[branch->fixed_count++] = j;
            branch->fixed_bound = fmax(branch->fixed_bound, with);
        }
    }
    return knapsack_restrict(k, branch->kept, branch->kept_count);
}

/* The best pattern so far, from all items to the kept ones or back. */
static void counts_map(struct branch *branch, int count, bool back)
{
    memcpy(branch->trial, branch->counts, (size_t)(back ? branch->kept_count : count) * sizeof(double));
    if (back)
        memset(branch->counts, 0, (size_t)count * sizeof(double));
    for (int s = 0; s < branch->kept_count; s++)
        branch->counts[back ? branch->kept[s] : s] = branch->trial[back ? s : branch->kept[s]];
}

static bool node_closed(const struct branch *branch, int node, const struct branch_limits *limits)
{
    double bound = branch->nodes[node].bound;
    return bound <= limits->target || bound <= branch->best * (1.0 + 1e-12);
}

/* Returns the greatest bound among leaves that were closed as integral. */
static double tree_search(struct branch *branch, struct knapsack *k, const struct branch_limits *limits)
{
    double closed = -1.0;
    heap_push(branch, 0);
    while (branch->heap_count > 0) {
        int node = branch->heap[0];
        if (node_closed(branch, node, limits) || branch->nodes_count >= limits->nodes_max)
            break;
        (void)heap_pop(branch);
        if (branch->nodes[node].branch_item < 0 || node_depth(branch, node) >= DEPTH_MAX - 1) {
            closed = fmax(closed, branch->nodes[node].bound);
            continue;
        }
        int below = child_solve(branch, k, node, false), above = child_solve(branch, k, node, true);
        branch->nodes[node].child_below = below;
        branch->nodes[node].child_above = above;
        heap_push(branch, below);
        heap_push(branch, above);
    }
    return closed;
}

void branch_run(struct branch *branch, struct knapsack *k, const struct branch_limits *limits)
{
    int root_basis[PACKING_DIMENSIONS_MAX];
    branch_prepare(branch, k);
    struct branch_node *root = node_add(branch);
    *root = (struct branch_node){.parent = -1, .bound = INFINITY, .child_below = -1, .child_above = -1};
    memcpy(root->basis, k->basis, sizeof(root->basis));
    node_solve(branch, k, root);
    memcpy(root_basis, root->basis, sizeof(root_basis));
    branch->bound = root->bound;
    if (root->branch_item < 0 || node_closed(branch, 0, limits) || limits->nodes_max <= 1)
        return;
    struct knapsack *sub = items_fix(branch, k, root->bound, limits->target);
    memcpy(root->basis, sub->basis, sizeof(root->basis));
    for (int s = 0; s < branch->kept_count; s++)
        if (branch->kept[s] == root->branch_item) {
            root->branch_item = s;
            break;
        }
    counts_map(branch, k->count, false);
    sub->work = 0;
    double closed = tree_search(branch, sub, limits);
    k->work += sub->work;
    counts_map(branch, k->count, true);
    branch->bound = fmax(closed, branch->heap_count > 0 ? branch->nodes[branch->heap[0]].bound : -1.0);
    branch->bound = fmax(branch->bound, branch->fixed_bound);
    for (int n = 0; n < branch->nodes_count; n++) {
        branch->nodes[n].item = n > 0 ? branch->kept[branch->nodes[n].item] : -1;
        if (branch->nodes[n].branch_item >= 0)
            branch->nodes[n].branch_item = branch->kept[branch->nodes[n].branch_item];
    }
    memcpy(k->basis, root_basis, sizeof(root_basis));
}

void branch_release(struct branch *branch)
{
    free(branch->nodes);
    free(branch->heap);
    free(branch->counts);
    free(branch->trial);
    free(branch->kept);
    free(branch->fixed);
    *branch = (struct branch){0};
}
