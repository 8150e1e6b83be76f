/* cluster.h — the container instances of one pool and the tasks on them: ECS places and stops one task at a time.
 *
 * Placement as ECS documents it ("How Amazon ECS places tasks on container instances", 2026): of the ACTIVE instances
 * those with room (CPU, GPUs, memory, ports, interfaces), then those the constraints allow, then the strategies in
 * order, then one. Never moves a running task. What AWS leaves open (which of equals) is drawn from the seed. */
#ifndef BAYPLAN_SIMULATE_CLUSTER_H
#define BAYPLAN_SIMULATE_CLUSTER_H

#include "planner/simulate/workload.h"

struct cluster; /* instances are numbered 0.. in order of launch and keep their number; gone ones are never reused */

struct cluster *cluster_new(const struct replay_pool *pool, uint64_t seed);
/* An empty one of the same pool, sharing what follows from the pool alone; to be seeded or copied to. */
struct cluster *cluster_new_like(const struct cluster *other);
/* Empty again: no instance was ever launched. Draws go on. */
void cluster_clear(struct cluster *cluster);
/* The same state and the same draws to come. `to` is of the same pool. */
void cluster_copy(struct cluster *to, const struct cluster *from);
void cluster_free(struct cluster *cluster);
void cluster_reseed(struct cluster *cluster, uint64_t seed);
/* Whole number in [0, below). */
int64_t cluster_draw(struct cluster *cluster, int64_t below);

/* --- the Auto Scaling group --- */

/* Launches in the zone with the fewest instances (ties: first named), daemons first. Returns the instance. Zones closed
 * by cluster_close_zone are passed over; -1 where all are. */
int cluster_launch(struct cluster *cluster);
void cluster_close_zone(struct cluster *cluster, int zone, bool closed);
/* From the zone with the most instances, any of them (drawn); its tasks stay until drained. -1 = none left. */
int cluster_choose_to_terminate(struct cluster *cluster);
/* DRAINING: takes no new task. */
void cluster_drain(struct cluster *cluster, int instance);
/* Gone; what ran on it is stopped: its tasks by service are added to ret_lost[services]. */
void cluster_terminate(struct cluster *cluster, int instance, int64_t *ret_lost);
int cluster_instances(const struct cluster *cluster, int zone);   /* ACTIVE; zone -1 = all */
int cluster_launched(const struct cluster *cluster);              /* instance numbers used so far */
int cluster_zone_of(const struct cluster *cluster, int instance); /* -1 = gone */
bool cluster_is_active(const struct cluster *cluster, int instance);
bool cluster_is_empty(const struct cluster *cluster, int instance); /* runs nothing but daemons */

/* --- the service scheduler --- */

/* One task of the service; the instance, or -1 where no instance may take it. */
int cluster_place(struct cluster *cluster, int service);
/* As cluster_place, but only in `zone` (rebalancing). */
int cluster_place_in_zone(struct cluster *cluster, int service, int zone);
/* Stops one: in the zone with the most of it, there by the strategy (binpack: whose going leaves the most free; none
 * named: on an instance with the most of it; else drawn). Where binpack comes first, zones do not count. Returns the
 * instance, -1 = none runs. */
int cluster_stop(struct cluster *cluster, int service);
void cluster_stop_on(struct cluster *cluster, int service, int instance);
/* On ACTIVE instances: what drains is to be replaced, and does not count in spreading. zone -1 = all. */
int64_t cluster_running(const struct cluster *cluster, int service, int zone);
/* Services with tasks on an instance, and how many of each: returns the count of pairs, at most services_count. */
int cluster_tasks_on(const struct cluster *cluster, int instance, int *ret_services, int64_t *ret_tasks);

/* --- both --- */

/* Places counts[service] tasks in a drawn order of single tasks, retrying none; what found no place is left in counts.
 * Returns how many that is. */
int64_t cluster_place_shuffled(struct cluster *cluster, int64_t *counts);
/* Stops counts[service] tasks, the services in a drawn order. */
void cluster_stop_shuffled(struct cluster *cluster, const int64_t *counts);
/* How many more tasks of the service there is room for at once, counted up to `enough`: what placing them one by one
 * would find, as equal tasks take nothing from one another but their own room. */
int64_t cluster_room(const struct cluster *cluster, int service, int64_t enough);
/* One round of Availability Zone rebalancing: every service that has it, whose zones differ by more than one, starts a
 * task in its emptiest zone and then stops one in its fullest, until even or nothing fits. Returns the moves. */
int64_t cluster_rebalance(struct cluster *cluster);
/* Placement and stop operations so far: effort. */
int64_t cluster_steps(const struct cluster *cluster);

#endif
