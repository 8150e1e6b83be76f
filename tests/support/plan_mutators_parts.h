/* plan_mutators_parts.h — the mutators, and what they share: sums are made good again where the falsehood is not
 * theirs.
 */
#ifndef BAYPLAN_TESTS_PLAN_MUTATORS_PARTS_H
#define BAYPLAN_TESTS_PLAN_MUTATORS_PARTS_H

#include "tests/support/plan_mutators.h"

/* name, and the rules of which one must be found broken */
#define MONEY_MUTATORS(X)                                                                                              \
    X(total_a_nano_less, RULE_COST_SUM)                                                                                \
    X(pools_a_nano_less, RULE_COST_SUM)                                                                                \
    X(fargate_forgotten, RULE_COST_SUM)                                                                                \
    X(lambda_forgotten, RULE_COST_SUM)                                                                                 \
    X(fargate_service_a_nano_less, RULE_FARGATE_PRICE)                                                                 \
    X(fargate_task_cheaper, RULE_FARGATE_PRICE)                                                                        \
    X(fargate_job_cheaper, RULE_FARGATE_PRICE)                                                                         \
    X(lambda_a_nano_less, RULE_LAMBDA_PRICE)                                                                           \
    X(instance_cheaper, RULE_INSTANCE_PRICE)                                                                           \
    X(volume_free, RULE_INSTANCE_PRICE)                                                                                \
    X(an_instance_unpaid, RULE_POOL_COST)                                                                              \
    X(shares_do_not_sum, RULE_POOL_SHARES)                                                                             \
    X(overhead_made_up, RULE_OVERHEAD)                                                                                 \
    X(overhead_forgotten, RULE_OVERHEAD)                                                                               \
    X(bound_above_cost, RULE_BOUND)                                                                                    \
    X(free_packing_below_its_bound, RULE_BOUND)                                                                        \
    X(gap_flattered, RULE_GAP)                                                                                         \
    X(cause_exaggerated, RULE_GAP_CAUSES)                                                                              \
    X(cause_shifted, RULE_GAP_CAUSES)                                                                                  \
    X(cause_below_zero, RULE_GAP_CAUSES)                                                                               \
    X(cause_of_no_promise, RULE_GAP_CAUSES)                                                                            \
    X(saving_exaggerated, RULE_SAVING)                                                                                 \
    X(pool_cause_below_zero, RULE_POOL_CAUSES)                                                                         \
    X(pool_causes_above_cost, RULE_POOL_CAUSES)                                                                        \
    X(pool_cause_of_few_pools, RULE_POOL_CAUSES)                                                                       \
    X(another_profile, RULE_PROFILE)                                                                                   \
    X(another_name, RULE_PROFILE)                                                                                      \
    X(another_catalogue, RULE_CATALOGUE)                                                                               \
    X(prices_of_another_day, RULE_CATALOGUE)                                                                           \
    X(another_region, RULE_CATALOGUE)                                                                                  \
    X(another_week, RULE_HOURS)                                                                                        \
    X(zone_loss_promise_turned, RULE_SAFETY)                                                                           \
    X(headroom_promise_changed, RULE_SAFETY)                                                                           \
    X(deployments_promise_turned, RULE_SAFETY)                                                                         \
    X(never_replayed, RULE_VERIFICATION)                                                                               \
    X(daemon_left_out, RULE_DAEMONS)                                                                                   \
    X(daemon_made_smaller, RULE_DAEMONS)                                                                               \
    X(daemon_renamed, RULE_DAEMONS)                                                                                    \
    X(daemon_of_no_architecture, RULE_DAEMONS)

#define POOL_MUTATORS(X)                                                                                               \
    X(burstable_type, RULE_INSTANCE_TYPE)                                                                              \
    X(unknown_type, RULE_INSTANCE_TYPE)                                                                                \
    X(forbidden_type, RULE_INSTANCE_TYPE)                                                                              \
    X(bought_on_the_spot, RULE_PURCHASE)                                                                               \
    X(offers_more_cpu, RULE_CAPACITY)                                                                                  \
    X(offers_more_memory, RULE_CAPACITY)                                                                               \
    X(offers_more_interfaces, RULE_CAPACITY)                                                                           \
    X(offers_a_gpu, RULE_CAPACITY)                                                                                     \
    X(reserve_forgotten, RULE_CAPACITY)                                                                                \
    X(a_zone_without_instance, RULE_POOL_ZONES)                                                                        \
    X(zone_dropped, RULE_POOL_ZONES)                                                                                   \
    X(zone_renamed, RULE_POOL_ZONES)                                                                                   \
    X(slot_shortened, RULE_HOURS)                                                                                      \
    X(peak_overstated, RULE_POOL_RANGE)                                                                                \
    X(fewest_understated, RULE_POOL_RANGE)                                                                             \
    X(an_instance_fewer_at_the_peak, RULE_POOL_FULL, RULE_POOL_ZONES)                                                  \
    X(all_in_one_pool, RULE_POOL_FULL)                                                                                 \
    X(headroom_forgotten, RULE_POOL_HEADROOM)                                                                          \
    X(zone_loss_forgotten, RULE_POOL_ZONE_LOSS, RULE_POOL_FULL, RULE_POOL_HEADROOM)                                    \
    X(deployments_forgotten, RULE_POOL_DEPLOYMENTS)                                                                    \
    X(daemon_forgotten_in_the_pools, RULE_POOL_FULL)                                                                   \
    X(ports_collide, RULE_POOL_FULL)                                                                                   \
    X(interfaces_run_out, RULE_POOL_FULL)                                                                              \
    X(too_many_pools, RULE_POOLS_MAX)                                                                                  \
    X(pool_renamed, RULE_POOL_ORDER)                                                                                   \
    X(pools_swapped, RULE_POOL_ORDER)                                                                                  \
    X(pool_forgets_a_service, RULE_POOL_MEMBERS)                                                                       \
    X(pool_lists_a_stranger, RULE_POOL_MEMBERS)                                                                        \
    X(pool_lists_out_of_order, RULE_POOL_MEMBERS)                                                                      \
    X(pool_of_nothing, RULE_POOL_EMPTY)                                                                                \
    X(max_size_below, RULE_MAX_SIZE)                                                                                   \
    X(max_size_shortened, RULE_HOURS)                                                                                  \
    X(max_size_forgets_a_deployment, RULE_MAX_SIZE)                                                                    \
    X(target_of_nothing, RULE_TARGET_CAPACITY)                                                                         \
    X(target_above_all, RULE_TARGET_CAPACITY)                                                                          \
    X(target_too_low, RULE_TARGET_CAPACITY)                                                                            \
    X(action_dropped, RULE_SCHEDULE_SIZE, RULE_SCHEDULE_COST)                                                          \
    X(action_too_small, RULE_SCHEDULE_SIZE)                                                                            \
    X(action_maximum_too_small, RULE_SCHEDULE_SIZE)                                                                    \
    X(action_an_hour_late, RULE_SCHEDULE, RULE_SCHEDULE_SIZE)                                                          \
    X(action_of_another_minute, RULE_SCHEDULE)                                                                         \
    X(action_of_two_sizes, RULE_SCHEDULE)                                                                              \
    X(actions_out_of_order, RULE_SCHEDULE)                                                                             \
    X(schedule_a_nano_less, RULE_SCHEDULE_COST)                                                                        \
    X(schedule_wasteful, RULE_SCHEDULE_COST)                                                                           \
    X(subnet_without_addresses, RULE_SUBNETS)                                                                          \
    X(an_address_too_few, RULE_SUBNETS)

#define TENANT_MUTATORS(X)                                                                                             \
    X(forbidden_place, RULE_PLACE)                                                                                     \
    X(nowhere, RULE_PLACE)                                                                                             \
    X(service_on_lambda, RULE_PLACE)                                                                                   \
    X(fargate_without_awsvpc, RULE_PLACE)                                                                              \
    X(fargate_with_too_much_storage, RULE_PLACE)                                                                       \
    X(service_moved_unlisted, RULE_POOL_MEMBERS)                                                                       \
    X(other_architecture, RULE_ARCHITECTURE)                                                                           \
    X(architecture_of_no_image, RULE_ARCHITECTURE)                                                                     \
    X(service_left_out, RULE_NAMES)                                                                                    \
    X(service_made_up, RULE_NAMES)                                                                                     \
    X(service_twice, RULE_NAMES)                                                                                       \
    X(services_out_of_order, RULE_NAMES)                                                                               \
    X(fewer_tasks, RULE_TASKS)                                                                                         \
    X(fewer_hours_of_tasks, RULE_TASKS)                                                                                \
    X(smaller_cpu, RULE_RESERVATION)                                                                                   \
    X(smaller_memory, RULE_RESERVATION)                                                                                \
    X(gpu_forgotten, RULE_RESERVATION)                                                                                 \
    X(network_mode_changed, RULE_CONSTRAINTS)                                                                          \
    X(host_port_forgotten, RULE_CONSTRAINTS)                                                                           \
    X(zones_forgotten, RULE_CONSTRAINTS)                                                                               \
    X(tasks_per_instance_forgotten, RULE_CONSTRAINTS)                                                                  \
    X(rebalancing_turned, RULE_CONSTRAINTS)                                                                            \
    X(deployment_minimum_lowered, RULE_DEPLOYMENT)                                                                     \
    X(deployment_maximum_lowered, RULE_DEPLOYMENT)                                                                     \
    X(deployment_free_of_charge, RULE_DEPLOYMENT)                                                                      \
    X(deployment_grows_no_group, RULE_DEPLOYMENT)                                                                      \
    X(strategies_changed, RULE_STRATEGIES)                                                                             \
    X(strategies_on_fargate, RULE_STRATEGIES)                                                                          \
    X(strategy_unknown, RULE_STRATEGIES)                                                                               \
    X(no_reason, RULE_WHY)                                                                                             \
    X(fargate_size_not_sold, RULE_FARGATE_SIZE)                                                                        \
    X(fargate_size_too_small, RULE_FARGATE_SIZE)                                                                       \
    X(lambda_too_small, RULE_LAMBDA_SIZE)                                                                              \
    X(lambda_too_slow, RULE_PLACE)                                                                                     \
    X(job_left_out, RULE_NAMES)                                                                                        \
    X(job_made_up, RULE_NAMES)                                                                                         \
    X(job_runs_fewer, RULE_RESERVATION)                                                                                \
    X(job_runs_shorter, RULE_RESERVATION)                                                                              \
    X(job_in_a_forbidden_place, RULE_PLACE)                                                                            \
    X(job_room_forgotten, RULE_TASKS)                                                                                  \
    X(job_room_on_fargate, RULE_TASKS)

#define REPLAY_MUTATORS(X)                                                                                             \
    X(replay_of_no_pools, RULE_VERIFICATION)                                                                           \
    X(verdict_turned, RULE_VERIFICATION)                                                                               \
    X(scenario_left_out, RULE_VERIFICATION)                                                                            \
    X(scenario_not_required, RULE_VERIFICATION)                                                                        \
    X(failure_hidden, RULE_VERIFICATION)                                                                               \
    X(fewer_orders_replayed, RULE_VERIFICATION)                                                                        \
    X(week_of_other_pools, RULE_VERIFICATION)                                                                          \
    X(week_at_half_price, RULE_VERIFICATION)                                                                           \
    X(wait_in_no_pool, RULE_VERIFICATION)                                                                              \
    X(wait_of_nobody, RULE_VERIFICATION)                                                                               \
    X(tag_left_out, RULE_TAGS)                                                                                         \
    X(tag_of_another_team, RULE_TAGS)                                                                                  \
    X(tag_of_job_made_up, RULE_TAGS)                                                                                   \
    X(settings_of_another_profile, RULE_SETTINGS)                                                                      \
    X(settings_of_another_service, RULE_SETTINGS)                                                                      \
    X(settings_of_another_job, RULE_SETTINGS)                                                                          \
    X(settings_changed_since, RULE_SETTINGS)                                                                           \
    X(settings_of_a_service_changed_since, RULE_SETTINGS)

#define DECLARE(name, ...) bool name(struct plan_mutation *m);
MONEY_MUTATORS(DECLARE)
POOL_MUTATORS(DECLARE)
TENANT_MUTATORS(DECLARE)
REPLAY_MUTATORS(DECLARE)
#undef DECLARE

/* --- sums made good again --- */

void sum_gap(struct plan *plan);
void sum_again(struct plan *plan);

/* --- what to falsify; NULL = there is none --- */

struct plan_pool *some_pool(struct plan_mutation *m);
struct plan_pool *pool_with_actions(struct plan_mutation *m);
struct plan_service *some_service(struct plan_mutation *m);
struct plan_service *service_on(struct plan_mutation *m, const char *place_prefix);
struct plan_job *job_on(struct plan_mutation *m, const char *place_prefix);
/* The profile's service of the plan's. */
struct service *profile_service(struct plan_mutation *m, const struct plan_service *planned);
int peak_hour(const struct plan_pool *pool);
void move_service(struct plan_mutation *m, struct plan_service *service, struct plan_pool *to);
/* The same size in every hour, sums and schedule made good. */
void resize(struct plan_mutation *m, struct plan_pool *pool, int hour, int64_t instances);

#endif
