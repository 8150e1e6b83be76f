#include "data/placement.h"

void placement_release(struct placement *placement)
{
    arena_release(&placement->arena);
    *placement = (struct placement){0};
}
