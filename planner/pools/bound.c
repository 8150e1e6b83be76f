#include "planner/pools/bound.h"
#include "data/base/wide.h"
#include "planner/solve/certificate.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { JOB_CLASSES_MAX = 120, JOB_BITS_MOST = 7, JOB_BITS_LEAST = 2 };

/* --- jobs as classes --- */

struct job_shape {
    int64_t size[PACKING_DIMENSIONS_MAX];
    uint32_t mask;
    bool outside;
    int job; /* index among jobs */
};

/* The leading `bits` binary digits of a size: at most 2^(1-bits) smaller. */
static int64_t rounded_down(int64_t size, int bits)
{
    int shift = 0;
    while (size >> shift >= INT64_C(1) << bits)
        shift++;
    return size >> shift << shift;
}

static int shape_compare(const void *a, const void *b)
{
    const struct job_shape *x = a, *y = b;
    for (int d = 0; d < PACKING_DIMENSIONS_MAX; d++)
        if (x->size[d] != y->size[d])
            return x->size[d] < y->size[d] ? -1 : 1;
    if (x->mask != y->mask)
        return x->mask < y->mask ? -1 : 1;
    return x->outside - y->outside;
}

static int shape_order(const void *a, const void *b)
{
    int compared = shape_compare(a, b);
    return compared != 0 ? compared : ((const struct job_shape *)a)->job - ((const struct job_shape *)b)->job;
}

static int collect_shapes(const struct model *model, int bits, struct job_shape *shapes)
{
    int count = 0;
    for (int i = model->services_count; i < model->items_count; i++) {
        const struct model_item *item = &model->items[i];
        if (item->item_class < 0 || !item->ec2_allowed)
            continue;
        struct job_shape *shape = &shapes[count++];
        *shape =
            (struct job_shape){.mask = item->mask, .outside = item->outside_possible, .job = i - model->services_count};
        memcpy(shape->size, item->size, sizeof shape->size);
        shape->size[DIMENSION_CPU] = rounded_down(item->size[DIMENSION_CPU], bits);
        shape->size[DIMENSION_MEMORY] = rounded_down(item->size[DIMENSION_MEMORY], bits);
    }
    qsort(shapes, (size_t)count, sizeof *shapes, shape_order);
    return count;
}

static int count_classes(const struct job_shape *shapes, int count)
{
    int classes = 0;
    for (int k = 0; k < count; k++)
        classes += k == 0 || shape_compare(&shapes[k - 1], &shapes[k]) != 0;
    return classes;
}

/* One class of jobs: mean concurrency, and what an hour of it costs outside. */
struct job_class {
    double concurrency, outside_month;
};

static void fill_job_classes(struct bound_problem *problem, const struct job_shape *shapes, int count,
                             struct item_class *classes, struct job_class *jobs, int *class_of_job)
{
    const struct model *model = problem->model;
    int next = model->packing.classes_count - 1;
    for (int k = 0; k < count; k++) {
        const struct model_item *item = &model->items[model->services_count + shapes[k].job];
        if (k == 0 || shape_compare(&shapes[k - 1], &shapes[k]) != 0) {
            next++;
            memcpy(classes[next].size, shapes[k].size, sizeof classes[next].size);
            classes[next].mask = shapes[k].mask;
            classes[next].open_ended = true; /* a pool holds room for more than the mean */
        }
        struct job_class *job = &jobs[next - model->packing.classes_count];
        job->concurrency += item->job_concurrency;
        job->outside_month += shapes[k].outside ? (double)item->job_outside_bound.nano : 0;
        classes[next].outside_nano = shapes[k].outside ? 0 : -1;
        class_of_job[shapes[k].job] = next;
    }
    for (int c = model->packing.classes_count; c <= next; c++) {
        const struct job_class *job = &jobs[c - model->packing.classes_count];
        if (classes[c].outside_nano == 0)
            classes[c].outside_nano =
                (int64_t)fmin(1e13, job->outside_month / HOURS_PER_MONTH / fmax(job->concurrency, 1e-9));
    }
    problem->packing.classes_count = next + 1;
}

static void fill_demand(struct bound_problem *problem, const struct job_class *jobs)
{
    const struct packing *from = &problem->model->packing;
    int classes = problem->packing.classes_count;
    int64_t *demand = ARENA_ARRAY(&problem->arena, int64_t, (size_t)from->slots_count * (size_t)classes + 1);
    for (int s = 0; s < from->slots_count; s++) {
        for (int c = 0; c < from->classes_count; c++)
            demand[s * classes + c] = from->demand[s * from->classes_count + c];
        for (int c = from->classes_count; c < classes; c++)
            demand[s * classes + c] = (int64_t)ceil(jobs[c - from->classes_count].concurrency);
    }
    problem->packing.demand = demand;
}

static void add_jobs(struct bound_problem *problem)
{
    const struct model *model = problem->model;
    int jobs_count = model->items_count - model->services_count, bits = JOB_BITS_MOST;
    struct job_shape *shapes = ARENA_ARRAY(&problem->arena, struct job_shape, jobs_count + 1);
    int *class_of_job = ARENA_ARRAY(&problem->arena, int, jobs_count + 1);
    for (int j = 0; j < jobs_count; j++)
        class_of_job[j] = -1;
    problem->class_of_job = class_of_job;
    int count = collect_shapes(model, bits, shapes);
    while (count_classes(shapes, count) > JOB_CLASSES_MAX && bits > JOB_BITS_LEAST)
        count = collect_shapes(model, --bits, shapes);
    problem->has_jobs = count > 0;
    if (count == 0)
        return;
    int added = count_classes(shapes, count);
    struct item_class *classes = ARENA_ARRAY(&problem->arena, struct item_class, model->packing.classes_count + added);
    struct job_class *jobs = ARENA_ARRAY(&problem->arena, struct job_class, added);
    memcpy(classes, model->packing.classes, (size_t)model->packing.classes_count * sizeof *classes);
    fill_job_classes(problem, shapes, count, classes, jobs, class_of_job);
    problem->packing.classes = classes;
    fill_demand(problem, jobs);
}

/* --- the costliest slot --- */

/* What one item costs by its largest share of its best type, or outside: enough to rank the hours. */
static double rough_price(const struct packing *packing, int item_class)
{
    const struct item_class *item = &packing->classes[item_class];
    double least = item->outside_nano >= 0 ? (double)item->outside_nano : INFINITY;
    for (int t = 0; t < packing->types_count; t++) {
        const struct bin_type *type = &packing->types[t];
        double share = 0;
        if ((type->mask & item->mask) == 0)
            continue;
        for (int d = 0; d < packing->dimensions; d++)
            if (item->size[d] > 0)
                share =
                    fmax(share, type->capacity[d] >= item->size[d] ? (double)item->size[d] / (double)type->capacity[d]
                                                                   : INFINITY);
        least = fmin(least, share * (double)type->cost_nano);
    }
    return isinf(least) ? 0 : least;
}

static int costliest_slot(struct bound_problem *problem)
{
    const struct packing *packing = &problem->packing;
    double *price = ARENA_ARRAY(&problem->arena, double, packing->classes_count + 1), most = -1;
    int costliest = 0;
    for (int c = 0; c < packing->classes_count; c++)
        price[c] = rough_price(packing, c);
    for (int s = 0; s < packing->slots_count; s++) {
        double cost = 0;
        for (int c = 0; c < packing->classes_count; c++)
            cost += price[c] * (double)packing->demand[s * packing->classes_count + c];
        if (cost > most) {
            most = cost;
            costliest = s;
        }
    }
    return costliest;
}

void bound_problem_build(const struct model *model, struct bound_problem *ret_problem)
{
    *ret_problem = (struct bound_problem){.model = model, .packing = model->packing};
    add_jobs(ret_problem);
    ret_problem->pack_slot = costliest_slot(ret_problem);
}

void bound_problem_release(struct bound_problem *problem)
{
    arena_release(&problem->arena);
    *problem = (struct bound_problem){0};
}

/* --- the month --- */

/* sum * 730 / hours, rounded down. */
static int64_t month_down(int128 sum, int hours)
{
    return (int64_t)(sum * HOURS_PER_MONTH / hours);
}

/* What the slot's dual pays for the demand of the model's classes: services alone. */
static int64_t services_of_slot(const struct bound_problem *problem, const struct solve_result *solved, int slot)
{
    if (!problem->has_jobs)
        return solved->bounds[slot].bound_nano;
    const struct solve_certificate *certificate = &solved->certificates[solved->bounds[slot].certificate];
    const struct packing *packing = &problem->packing;
    int128 worth = 0;
    for (int c = 0; c < problem->model->packing.classes_count; c++)
        worth += (int128)certificate->pi[c] * packing->demand[slot * packing->classes_count + c];
    return (int64_t)(worth / certificate->scale);
}

static int64_t packed_services(const struct bound_problem *problem, const struct solve_result *solved)
{
    int128 sum = 0;
    for (int s = 0; s < problem->packing.slots_count; s++)
        sum += (int128)services_of_slot(problem, solved, s) * problem->packing.slot_hours[s];
    int64_t month = month_down(sum, problem->model->hours);
    /* A plan rounds each pool and each service to the nano-dollar, up to half of one down each; an hour's plan is
     * exact. */
    int64_t slack = problem->model->hours == 1 ? 0 : (problem->model->services_count + PROFILE_POOLS_MAX) / 2 + 1;
    return month > slack ? month - slack : 0;
}

static int64_t fixed_services(const struct model *model)
{
    struct usd total = {0};
    for (int i = 0; i < model->services_count; i++) {
        const struct model_item *item = &model->items[i];
        struct usd_per_hour sum = {0};
        for (int h = 0; h < model->hours && item->item_class < 0; h++)
            sum = usd_per_hour_add(sum, usd_per_hour_times(item->outside_per_task, item->tasks[h]));
        total = usd_add(total, usd_of_month(sum, model->hours));
    }
    return total.nano;
}

/* nano-dollars a month for one task of the class held all the time, by the duals of all hours. */
static double dual_month(const struct bound_problem *problem, const struct solve_result *solved, int item_class)
{
    double sum = 0;
    for (int s = 0; s < problem->packing.slots_count; s++) {
        const struct solve_certificate *certificate = &solved->certificates[solved->bounds[s].certificate];
        sum +=
            (double)certificate->pi[item_class] / (double)certificate->scale * (double)problem->packing.slot_hours[s];
    }
    return sum * HOURS_PER_MONTH / (double)problem->model->hours;
}

static int64_t job_bound(const struct bound_problem *problem, const struct solve_result *solved, int job)
{
    const struct model_item *item = &problem->model->items[problem->model->services_count + job];
    int64_t outside = item->outside_possible ? item->job_outside_bound.nano : INT64_MAX;
    int item_class = problem->class_of_job[job];
    if (item_class < 0)
        return outside;
    /* Doubles err by a few parts in 1e16 a step: a part in 1e12 and a nano-dollar less is safely below. */
    double ec2 = floor(dual_month(problem, solved, item_class) * item->job_concurrency * (1 - 1e-12)) - 1;
    return ec2 < (double)outside ? (ec2 > 0 ? (int64_t)ec2 : 0) : outside;
}

struct month_bound bound_of_month(const struct bound_problem *problem, const struct solve_result *solved,
                                  struct arena *arena)
{
    const struct model *model = problem->model;
    int jobs_count = model->items_count - model->services_count;
    int64_t *job = ARENA_ARRAY(arena, int64_t, jobs_count + 1);
    struct month_bound bound = {.fixed_services = fixed_services(model), .job = job};
    if (problem->packing.classes_count > 0)
        bound.packed_services = packed_services(problem, solved);
    for (int j = 0; j < jobs_count; j++) {
        job[j] = job_bound(problem, solved, j);
        bound.jobs += job[j];
    }
    bound.total = bound.packed_services + bound.fixed_services + bound.jobs;
    return bound;
}

/* --- by hour --- */

/* Services that are outside in every plan, in an hour. */
static int64_t fixed_in_hour(const struct model *model, int hour)
{
    struct usd_per_hour sum = {0};
    for (int i = 0; i < model->services_count; i++)
        if (model->items[i].item_class < 0)
            sum = usd_per_hour_add(sum,
                                   usd_per_hour_times(model->items[i].outside_per_task, model->items[i].tasks[hour]));
    return sum.nano;
}

/* holding[slot] of one class of jobs, a part in 1e12 below what doubles may err by. */
static double *holding_of(const struct bound_problem *problem, const struct solve_result *solved, int item_class,
                          struct arena *arena)
{
    double *holding = ARENA_ARRAY(arena, double, problem->packing.slots_count + 1);
    for (int s = 0; s < problem->packing.slots_count; s++) {
        const struct solve_certificate *certificate = &solved->certificates[solved->bounds[s].certificate];
        holding[s] = (double)certificate->pi[item_class] / (double)certificate->scale * (1 - 1e-12);
    }
    return holding;
}

struct bound_hours bound_of_hours(const struct bound_problem *problem, const struct solve_result *solved,
                                  struct arena *arena)
{
    const struct model *model = problem->model;
    bool packed = problem->packing.classes_count > 0;
    int jobs_count = model->items_count - model->services_count;
    int64_t *services = ARENA_ARRAY(arena, int64_t, model->hours);
    struct bound_job *jobs = ARENA_ARRAY(arena, struct bound_job, jobs_count + 1);
    double **holding = ARENA_ARRAY(arena, double *, problem->packing.classes_count + 1);
    for (int h = 0; h < model->hours; h++)
        services[h] =
            (packed ? services_of_slot(problem, solved, model->slot_of_hour[h]) : 0) + fixed_in_hour(model, h);
    for (int j = 0; j < jobs_count; j++) {
        const struct model_item *item = &model->items[model->services_count + j];
        int item_class = problem->class_of_job[j];
        if (item_class >= 0 && !holding[item_class])
            holding[item_class] = holding_of(problem, solved, item_class, arena);
        jobs[j] = (struct bound_job){.outside_month = item->outside_possible ? item->job_outside_bound.nano : -1,
                                     .concurrency = item->job_concurrency,
                                     .holding = item_class >= 0 ? holding[item_class] : NULL};
    }
    return (struct bound_hours){model->hours, jobs_count, model->slot_of_hour, services, jobs};
}
