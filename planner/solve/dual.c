#include "planner/solve/dual.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void dual_centre_open(struct dual_centre *centre, const struct solver *solver, const double *wanted)
{
    centre->wanted = wanted;
    centre->value = memory_alloc((size_t)solver->problem->classes_count + 1, sizeof(double));
    centre->relief = memory_alloc((size_t)solver->problem->types_count + 1, sizeof(double));
    centre->bound = -1.0;
}

void dual_centre_close(struct dual_centre *centre)
{
    free(centre->value);
    free(centre->relief);
    *centre = (struct dual_centre){0};
}

void dual_cut(const struct solver *solver, double *value)
{
    const struct problem *problem = solver->problem;
    for (int i = 0; i < problem->classes_count; i++) {
        const struct problem_class *class = &problem->classes[i];
        value[i] = fmax(value[i], 0.0);
        if (class->outside >= 0)
            value[i] = fmin(value[i], (double)class->outside / problem->unit);
    }
}

double dual_room(const struct solver *solver, const double *relief, int type)
{
    double room = (double)solver->problem->types[type].cost / solver->problem->unit;
    return solver->problem->types[type].available >= 0 ? room + relief[type] : room;
}

bool dual_offer(struct dual_centre *centre, const struct solver *solver, const double *value, const double *relief,
                double theta)
{
    const struct problem *problem = solver->problem;
    double bound = 0.0;
    for (int i = 0; i < problem->classes_count; i++) {
        const struct problem_class *class = &problem->classes[i];
        double price = class->packable ? value[i] * theta : fmax(0.0, (double)class->outside / problem->unit);
        bound += price * centre->wanted[i];
    }
    for (int t = 0; t < problem->types_count; t++)
        if (problem->types[t].available >= 0)
            bound -= relief[t] * (double)problem->types[t].available;
    if (bound <= centre->bound)
        return false;
    centre->bound = bound;
    for (int i = 0; i < problem->classes_count; i++)
        centre->value[i] = value[i] * theta;
    memcpy(centre->relief, relief, (size_t)problem->types_count * sizeof(double));
    return true;
}
