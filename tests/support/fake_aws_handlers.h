/* fake_aws_handlers.h — one function an operation; false: refused. */
#ifndef BAYPLAN_FAKE_AWS_HANDLERS_H
#define BAYPLAN_FAKE_AWS_HANDLERS_H

#include "tests/support/fake_aws.h"

#define FAKE_HANDLERS(X)                                                                                               \
    X(get_caller_identity)                                                                                             \
    X(get_parameter)                                                                                                   \
    X(get_parameters)                                                                                                  \
    X(describe_zones)                                                                                                  \
    X(describe_subnets)                                                                                                \
    X(describe_security_groups)                                                                                        \
    X(describe_images)                                                                                                 \
    X(describe_instance_types)                                                                                         \
    X(describe_instances)                                                                                              \
    X(create_tags)                                                                                                     \
    X(delete_tags)                                                                                                     \
    X(create_launch_template)                                                                                          \
    X(create_launch_template_version)                                                                                  \
    X(modify_launch_template)                                                                                          \
    X(describe_launch_templates)                                                                                       \
    X(describe_launch_template_versions)                                                                               \
    X(delete_launch_template)                                                                                          \
    X(create_group)                                                                                                    \
    X(update_group)                                                                                                    \
    X(describe_groups)                                                                                                 \
    X(delete_group)                                                                                                    \
    X(set_desired_capacity)                                                                                            \
    X(set_instance_protection)                                                                                         \
    X(describe_activities)                                                                                             \
    X(group_tags)                                                                                                      \
    X(delete_group_tags)                                                                                               \
    X(put_group_action)                                                                                                \
    X(describe_group_actions)                                                                                          \
    X(delete_group_action)                                                                                             \
    X(create_cluster)                                                                                                  \
    X(describe_clusters)                                                                                               \
    X(delete_cluster)                                                                                                  \
    X(put_cluster_providers)                                                                                           \
    X(create_provider)                                                                                                 \
    X(update_provider)                                                                                                 \
    X(describe_providers)                                                                                              \
    X(delete_provider)                                                                                                 \
    X(register_definition)                                                                                             \
    X(describe_definition)                                                                                             \
    X(list_definitions)                                                                                                \
    X(deregister_definition)                                                                                           \
    X(create_service)                                                                                                  \
    X(update_service)                                                                                                  \
    X(describe_services)                                                                                               \
    X(list_services)                                                                                                   \
    X(delete_service)                                                                                                  \
    X(list_container_instances)                                                                                        \
    X(describe_container_instances)                                                                                    \
    X(list_tasks)                                                                                                      \
    X(tag_resource)                                                                                                    \
    X(untag_resource)                                                                                                  \
    X(list_tags)                                                                                                       \
    X(register_target)                                                                                                 \
    X(describe_targets)                                                                                                \
    X(deregister_target)                                                                                               \
    X(put_target_action)                                                                                               \
    X(describe_target_actions)                                                                                         \
    X(delete_target_action)                                                                                            \
    X(tag_target)                                                                                                      \
    X(untag_target)                                                                                                    \
    X(list_target_tags)
#define X(name) bool name(struct call *call);
FAKE_HANDLERS(X)
#undef X

#endif
