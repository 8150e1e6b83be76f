/* ask.h — describe calls: sent page by page, their answers decoded at once. What is not there is an answer. */
#ifndef BAYPLAN_OBSERVE_ASK_H
#define BAYPLAN_OBSERVE_ASK_H

#include "data/aws/aws.h"
#include "planner/observe/decode.h"

struct names { /* free with names_release; the strings lie elsewhere */
    const char **items;
    int count, capacity;
};
void names_add(struct names *names, const char *name); /* "" is no name */
/* Those of a set ("a,b"), copied into the arena. */
void names_add_set(struct names *names, const char *set, struct arena *arena);
void names_sort(struct names *names); /* and each once */
bool names_have(const struct names *names, const char *name);
void names_release(struct names *names);

struct asking {
    struct aws_client *client;
    struct decoding decoding;
};
void asking_begin(struct asking *asking, struct aws_client *client, struct arena *arena, const char *cluster);
void asking_release(struct asking *asking);

/* Sends the call (releases it) and decodes every page. One of `absent` (codes, NULL at the end; may be NULL) as the
 * answer is none. Errors: AWS; where access was denied it names the IAM action. */
MUST_CHECK bool ask(struct asking *asking, struct aws_call *call, const char *const *absent, struct error *err);
/* The same for a list call: the texts of the list called `key` are added, copied into the decoding's arena. */
MUST_CHECK bool ask_names(struct asking *asking, struct aws_call *call, const char *key, const char *const *absent,
                          struct names *names, struct error *err);
/* One call without pages, and its answer as it stands, in `arena`; NULL where it was one of `absent`. */
MUST_CHECK bool ask_once(struct asking *asking, struct aws_call *call, const char *const *absent, struct arena *arena,
                         struct node **ret_body, struct error *err);
/* The same for an operation younger than some endpoints and emulators: *ret_known is false where it is not known. */
MUST_CHECK bool ask_young(struct asking *asking, struct aws_call *call, const char *const *absent, struct arena *arena,
                          struct node **ret_body, bool *ret_known, struct error *err);

/* Of AWS's own: not in this account and region, or not any more. */
MUST_CHECK bool ask_cluster(struct asking *asking, const char *cluster, struct error *err);
MUST_CHECK bool ask_services(struct asking *asking, const char *cluster, const struct names *names, struct error *err);
MUST_CHECK bool ask_all_services(struct asking *asking, const char *cluster, struct error *err);
MUST_CHECK bool ask_task_definition(struct asking *asking, const char *name, struct error *err);
/* The at most `most` newest ACTIVE revisions of the family that are newer than `after`. */
MUST_CHECK bool ask_newer_revisions(struct asking *asking, const char *family, int64_t after, int most,
                                    struct error *err);
MUST_CHECK bool ask_capacity_providers(struct asking *asking, const struct names *names, struct error *err);
MUST_CHECK bool ask_container_instances(struct asking *asking, const char *cluster, const struct names *names,
                                        struct error *err);
MUST_CHECK bool ask_all_container_instances(struct asking *asking, const char *cluster, struct error *err);

MUST_CHECK bool ask_subnets(struct asking *asking, const struct names *ids, struct error *err);
MUST_CHECK bool ask_image(struct asking *asking, const char *parameter, struct error *err);
/* By names (ids among them), and all with the stack's tag; their newest versions' properties too. */
MUST_CHECK bool ask_launch_templates(struct asking *asking, const struct names *names, const char *stack,
                                     struct error *err);

/* By names, and all with the stack's tag. `stack` may be NULL. */
MUST_CHECK bool ask_groups(struct asking *asking, const struct names *names, const char *stack, struct error *err);
MUST_CHECK bool ask_group_actions(struct asking *asking, const char *group, struct error *err);
/* NULL services: all of the cluster. With tags. */
MUST_CHECK bool ask_scalable_targets(struct asking *asking, const char *cluster, const struct names *services,
                                     struct error *err);
/* NULL service: all of the cluster. */
MUST_CHECK bool ask_service_actions(struct asking *asking, const char *cluster, const char *service, struct error *err);

#endif
