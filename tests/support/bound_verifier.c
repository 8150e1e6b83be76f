#include "tests/support/bound_verifier.h"

#include "data/base/wide.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool wrong(char why[VERIFIER_WHY_SIZE], const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool wrong(char why[VERIFIER_WHY_SIZE], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(why, VERIFIER_WHY_SIZE, format, arguments);
    va_end(arguments);
    return false;
}

static int64_t divisor_of(int64_t a, int64_t b)
{
    return b == 0 ? a : divisor_of(b, a % b);
}

/* What the certificate's definition says of the packing: merged demand, divisors. */
struct view {
    const struct packing *packing;
    int64_t divisor[PACKING_DIMENSIONS_MAX]; /* 0 = nobody has a size there */
    int *leader;                             /* [classes] */
    int64_t *most;                           /* [classes] of leaders: largest demand in a slot, less for per_bin_max */
    int64_t *low, *high;                     /* [classes] box at hand */
};

static int leaders_compare(const void *left, const void *right, void *context)
{
    const struct packing *packing = context;
    int i = *(const int *)left, j = *(const int *)right;
    const struct item_class *a = &packing->classes[i], *b = &packing->classes[j];
    for (int d = 0; d < packing->dimensions; d++)
        if (a->size[d] != b->size[d])
            return a->size[d] < b->size[d] ? -1 : 1;
    if (a->mask != b->mask)
        return a->mask < b->mask ? -1 : 1;
    if (a->outside_nano != b->outside_nano)
        return a->outside_nano < b->outside_nano ? -1 : 1;
    if ((a->per_bin_max == 0) != (b->per_bin_max == 0))
        return a->per_bin_max == 0 ? -1 : 1;
    if (a->open_ended != b->open_ended)
        return a->open_ended ? 1 : -1;
    if (a->per_bin_max != 0 || a->open_ended)
        return i < j ? -1 : 1; /* never equal */
    return 0;
}

static int by_leader(const void *left, const void *right, void *context)
{
    int order = leaders_compare(left, right, context);
    int i = *(const int *)left, j = *(const int *)right;
    return order != 0 ? order : (i > j) - (i < j);
}

static int64_t demand_of(const struct packing *packing, int slot, int class)
{
    return packing->demand[(size_t)slot * (size_t)packing->classes_count + (size_t) class];
}

static bool has_demand(const struct packing *packing, int class)
{
    for (int s = 0; s < packing->slots_count; s++)
        if (demand_of(packing, s, class) > 0)
            return true;
    return false;
}

static void view_open(struct view *view, const struct packing *packing)
{
    size_t classes = (size_t)packing->classes_count + 1;
    int *order = calloc(classes, sizeof(*order)), count = 0;
    *view = (struct view){.packing = packing};
    view->leader = calloc(classes, sizeof(*view->leader));
    view->most = calloc(classes, sizeof(*view->most));
    view->low = calloc(classes, sizeof(*view->low));
    view->high = calloc(classes, sizeof(*view->high));
    for (int i = 0; i < packing->classes_count; i++) {
        view->leader[i] = i;
        if (has_demand(packing, i))
            order[count++] = i;
    }
    qsort_r(order, (size_t)count, sizeof(*order), by_leader, (void *)packing);
    for (int k = 1; k < count; k++)
        if (leaders_compare(&order[k - 1], &order[k], (void *)packing) == 0)
            view->leader[order[k]] = view->leader[order[k - 1]];
    for (int s = 0; s < packing->slots_count; s++) {
        for (int i = 0; i < packing->classes_count; i++)
            view->low[view->leader[i]] += demand_of(packing, s, i);
        for (int i = 0; i < packing->classes_count; i++) {
            if (view->low[i] > view->most[i])
                view->most[i] = view->low[i];
            view->low[i] = 0;
        }
    }
    for (int i = 0; i < packing->classes_count; i++) {
        int64_t most = packing->classes[i].per_bin_max;
        if (view->leader[i] == i && (view->most[i] == 0 || packing->classes[i].open_ended))
            view->most[i] = INT64_MAX; /* more may come */
        if (most > 0 && most < view->most[i])
            view->most[i] = most;
    }
    for (int d = 0; d < packing->dimensions; d++)
        for (int i = 0; i < packing->classes_count; i++)
            view->divisor[d] = divisor_of(packing->classes[i].size[d], view->divisor[d]);
    free(order);
}

static void view_close(struct view *view)
{
    free(view->leader);
    free(view->most);
    free(view->low);
    free(view->high);
}

static void root_box(struct view *view, const struct bin_type *type)
{
    const struct packing *packing = view->packing;
    for (int i = 0; i < packing->classes_count; i++) {
        const struct item_class *class = &packing->classes[i];
        int64_t high = view->leader[i] == i && (class->mask & type->mask) != 0 ? view->most[i] : 0;
        for (int d = 0; d < packing->dimensions; d++)
            if (class->size[d] > 0 && type->capacity[d] / class->size[d] < high)
                high = type->capacity[d] / class->size[d];
        view->low[i] = 0;
        view->high[i] = high;
    }
}

/* A leaf holds if its box is empty or its multipliers prove the room. */
static bool leaf_holds(const struct view *view, int t, const struct solve_certificate *certificate,
                       const int64_t *multipliers)
{
    const struct packing *packing = view->packing;
    const struct bin_type *type = &packing->types[t];
    int128 worth = 0, corner[PACKING_DIMENSIONS_MAX] = {0};
    for (int d = 0; d < packing->dimensions; d++)
        if (view->divisor[d] > 0)
            worth += (int128)multipliers[d] * (type->capacity[d] / view->divisor[d]);
    for (int i = 0; i < packing->classes_count; i++) {
        int128 profit = certificate->pi[i];
        if (view->low[i] > view->high[i])
            return true;
        if (view->high[i] == 0)
            continue;
        for (int d = 0; d < packing->dimensions; d++) {
            corner[d] += (int128)packing->classes[i].size[d] * view->low[i];
            if (view->divisor[d] > 0)
                profit -= (int128)multipliers[d] * (packing->classes[i].size[d] / view->divisor[d]);
        }
        worth += profit * (profit > 0 ? view->high[i] : view->low[i]);
    }
    for (int d = 0; d < packing->dimensions; d++)
        if (corner[d] > type->capacity[d])
            return true;
    return worth <= (int128)type->cost_nano * certificate->scale + certificate->relief[t];
}

/* Depth first through the tree, narrowing and widening one box. */
static bool node_holds(struct view *view, int t, const struct solve_certificate *certificate,
                       const struct type_proof *proof, int at)
{
    const struct proof_node *node = &proof->nodes[at];
    int dimensions = view->packing->dimensions, i = node->item_class;
    if (i < 0) {
        if (node->leaf < 0 || node->leaf >= proof->leaves_count)
            return false;
        const int64_t *multipliers = &proof->multipliers[(size_t)node->leaf * (size_t)dimensions];
        for (int d = 0; d < dimensions; d++)
            if (multipliers[d] < 0)
                return false;
        return leaf_holds(view, t, certificate, multipliers);
    }
    if (i >= view->packing->classes_count || node->below <= at || node->above <= at ||
        node->below >= proof->nodes_count || node->above >= proof->nodes_count)
        return false;
    int64_t low = view->low[i], high = view->high[i];
    view->high[i] = node->split < high ? node->split : high;
    bool holds = node_holds(view, t, certificate, proof, node->below);
    view->high[i] = high;
    view->low[i] = node->split + 1 > low ? node->split + 1 : low;
    holds = holds && node_holds(view, t, certificate, proof, node->above);
    view->low[i] = low;
    return holds;
}

static bool prices_hold(const struct view *view, const struct solve_certificate *certificate,
                        char why[VERIFIER_WHY_SIZE])
{
    const struct packing *packing = view->packing;
    if (certificate->scale <= 0)
        return wrong(why, "scale is not positive");
    for (int i = 0; i < packing->classes_count; i++) {
        int64_t outside = packing->classes[i].outside_nano;
        if (certificate->pi[i] < 0 || certificate->pi[i] != certificate->pi[view->leader[i]])
            return wrong(why, "class %d: bad price", i);
        if (outside >= 0 && certificate->pi[i] > (int128)outside * certificate->scale)
            return wrong(why, "class %d: price above the outside cost", i);
    }
    for (int t = 0; t < packing->types_count; t++)
        if (certificate->relief[t] < 0 || (packing->types[t].available < 0 && certificate->relief[t] != 0))
            return wrong(why, "type %d: bad relief", t);
    return true;
}

bool certificate_verify(const struct packing *packing, const struct solve_certificate *certificate,
                        char why[VERIFIER_WHY_SIZE])
{
    struct view view;
    view_open(&view, packing);
    bool holds = prices_hold(&view, certificate, why);
    for (int t = 0; t < packing->types_count && holds; t++) {
        int proof = certificate->proof_of_type[t];
        if (packing->types[t].available == 0)
            continue;
        if (proof < 0 || proof >= certificate->proofs_count || certificate->proofs[proof].nodes_count < 1) {
            holds = wrong(why, "type %d: no proof", t);
            continue;
        }
        root_box(&view, &packing->types[t]);
        if (!node_holds(&view, t, certificate, &certificate->proofs[proof], 0))
            holds = wrong(why, "type %d: its proof does not hold", t);
    }
    view_close(&view);
    return holds;
}

int64_t certificate_value(const struct packing *packing, const struct solve_certificate *certificate, int slot)
{
    int128 sum = 0;
    int64_t step = 0;
    for (int i = 0; i < packing->classes_count; i++) {
        sum += (int128)certificate->pi[i] * demand_of(packing, slot, i);
        if (packing->classes[i].outside_nano > 0)
            step = divisor_of(packing->classes[i].outside_nano, step);
    }
    for (int t = 0; t < packing->types_count; t++) {
        step = divisor_of(packing->types[t].cost_nano, step);
        if (packing->types[t].available > 0)
            sum -= (int128)certificate->relief[t] * packing->types[t].available;
    }
    if (sum <= 0)
        return 0;
    if (step == 0)
        step = 1;
    int128 unit = (int128)step * certificate->scale;
    return (int64_t)((sum + unit - 1) / unit * step);
}

static bool bin_holds(const struct packing *packing, const struct pattern_use *use, char why[VERIFIER_WHY_SIZE])
{
    if (use->type < 0 || use->type >= packing->types_count || use->bins <= 0 || use->entries_count <= 0)
        return wrong(why, "a pattern without type, bins or items");
    const struct bin_type *type = &packing->types[use->type];
    int128 sum[PACKING_DIMENSIONS_MAX] = {0};
    for (int e = 0; e < use->entries_count; e++) {
        int i = use->entries[e].item_class;
        if (i < 0 || i >= packing->classes_count || use->entries[e].count <= 0)
            return wrong(why, "a pattern with a bad entry");
        if (e > 0 && i <= use->entries[e - 1].item_class)
            return wrong(why, "a pattern not in order of classes");
        const struct item_class *class = &packing->classes[i];
        if ((class->mask & type->mask) == 0)
            return wrong(why, "class %d may not go in type %d", i, use->type);
        if (class->per_bin_max > 0 && use->entries[e].count > class->per_bin_max)
            return wrong(why, "class %d: too many in one bin", i);
        for (int d = 0; d < packing->dimensions; d++)
            sum[d] += (int128) class->size[d] * use->entries[e].count;
    }
    for (int d = 0; d < packing->dimensions; d++)
        if (sum[d] > type->capacity[d])
            return wrong(why, "a bin of type %d overflows in dimension %d", use->type, d);
    return true;
}

bool packing_verify(const struct packing *packing, const struct slot_packing *answer, char why[VERIFIER_WHY_SIZE])
{
    int64_t *left = calloc((size_t)packing->classes_count + 1, sizeof(*left));
    int64_t *bins = calloc((size_t)packing->types_count + 1, sizeof(*bins));
    int128 cost = 0;
    bool holds = true;
    for (int i = 0; i < packing->classes_count && holds; i++) {
        left[i] = demand_of(packing, answer->slot, i) - answer->outside[i];
        cost += (int128)answer->outside[i] * packing->classes[i].outside_nano;
        if (answer->outside[i] < 0 || (answer->outside[i] > 0 && packing->classes[i].outside_nano < 0))
            holds = wrong(why, "class %d may not stay outside", i);
    }
    for (int u = 0; u < answer->patterns_count && holds; u++) {
        const struct pattern_use *use = &answer->patterns[u];
        holds = bin_holds(packing, use, why);
        for (int e = 0; e < use->entries_count && holds; e++)
            left[use->entries[e].item_class] -= use->bins * use->entries[e].count;
        if (holds) {
            bins[use->type] += use->bins;
            cost += (int128)use->bins * packing->types[use->type].cost_nano;
        }
    }
    for (int i = 0; i < packing->classes_count && holds; i++)
        if (left[i] != 0)
            holds = wrong(why, "class %d: %lld items too few or too many", i, (long long)left[i]);
    for (int t = 0; t < packing->types_count && holds; t++)
        if (packing->types[t].available >= 0 && bins[t] > packing->types[t].available)
            holds = wrong(why, "type %d: more bins than there are", t);
    if (holds && cost != answer->cost_nano)
        holds = wrong(why, "the cost stated is not the sum of its parts");
    free(left);
    free(bins);
    return holds;
}

bool result_verify(const struct packing *packing, const struct solve_result *result, char why[VERIFIER_WHY_SIZE])
{
    for (int c = 0; c < result->certificates_count; c++)
        if (!certificate_verify(packing, &result->certificates[c], why))
            return false;
    for (int s = 0; s < packing->slots_count; s++) {
        int certificate = result->bounds[s].certificate;
        if (certificate < 0 || certificate >= result->certificates_count)
            return wrong(why, "slot %d: no certificate", s);
        if (certificate_value(packing, &result->certificates[certificate], s) != result->bounds[s].bound_nano)
            return wrong(why, "slot %d: the bound is not what its certificate gives", s);
    }
    if (!packing_verify(packing, &result->packing, why))
        return false;
    if (result->bounds[result->packing.slot].bound_nano > result->packing.cost_nano)
        return wrong(why, "the bound is above the cost");
    return true;
}
