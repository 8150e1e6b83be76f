/* fake_aws_rollout.c — deployments: new tasks start within maximumPercent, old ones stop above minimumHealthyPercent,
 * the circuit breaker gives up and rolls back. */
#include "tests/support/fake_aws.h"
#include <stdio.h>
#include <string.h>

enum { FAILED_IS_SHOWN = 4 };

static const char *const carried[] = {"taskDefinition", "capacityProviderStrategy", "networkConfiguration",
                                      "launchType", NULL};

static const char *cluster_name(const json_t *service)
{
    return last_part(text_of(service, "_clusterArn"));
}

json_t *deployment_begin(struct fake *fake, json_t *service, const char *reason)
{
    json_t *deployments = list_of(service, "deployments"), *deployment = json_object(), *old;
    size_t index;
    json_array_foreach(deployments, index, old)
    {
        put_text(old, "status", "ACTIVE");
    }
    char id[80];
    snprintf(id, sizeof id, "%019llu", (unsigned long long)(draw(fake) % UINT64_C(1000000000000000000)));
    put(deployment, "_id", format_json("ecs-svc/%s", id));
    put_text(deployment, "status", "PRIMARY");
    copy_given(deployment, service, carried);
    put_number(deployment, "desiredCount", integer_of(service, "desiredCount", 0));
    put_number(deployment, "runningCount", 0);
    put_number(deployment, "pendingCount", 0);
    put_number(deployment, "failedTasks", 0);
    put(deployment, "_createdAt", wall_seconds(fake));
    put_text(deployment, "rolloutState", "IN_PROGRESS");
    put(deployment, "_rolloutStateReason",
        *reason ? json_string(reason) : format_json("ECS deployment ecs-svc/%s in progress.", id));
    put(deployment, "__broken",
        json_boolean(!*reason && has(json_object_get(fake->state, "broken"), text_of(service, "serviceName"))));
    json_array_insert_new(deployments, 0, deployment);
    return deployment;
}

static int64_t total_of(json_t *service, const char *key)
{
    size_t index;
    const json_t *deployment;
    int64_t total = 0;
    json_array_foreach(list_of(service, "deployments"), index, deployment)
    {
        total += integer_of(deployment, key, 0);
    }
    return total;
}

/* How many more of the primary's tasks the machines hold. */
static int64_t room_of(struct fake *fake, json_t *service, const json_t *primary, int64_t wanted)
{
    const json_t *strategy = json_object_get(primary, "capacityProviderStrategy"), *entry;
    size_t index;
    int64_t room = 0;
    if (json_array_size(strategy) == 0) /* a launch type: machines of nobody's, or Fargate */
        return wanted;
    json_array_foreach((json_t *)strategy, index, entry)
    {
        const char *provider = text_of(entry, "capacityProvider");
        room += fargate_name(provider)
                    ? wanted
                    : room_for(fake, cluster_name(service), provider, text_of(primary, "taskDefinition"));
    }
    return room < wanted ? room : wanted;
}

/* Tasks whose machines are gone are gone. */
static void lose_tasks(struct fake *fake, json_t *service)
{
    json_t *deployment;
    size_t index;
    json_array_foreach(list_of(service, "deployments"), index, deployment)
    {
        const json_t *strategy = json_object_get(deployment, "capacityProviderStrategy"), *entry;
        size_t at;
        int64_t running = integer_of(deployment, "runningCount", 0), held = 0;
        bool everywhere = json_array_size(strategy) == 0;
        put_number(deployment, "runningCount", 0);
        json_array_foreach((json_t *)strategy, at, entry)
        {
            const char *provider = text_of(entry, "capacityProvider");
            everywhere = everywhere || fargate_name(provider);
            if (!everywhere)
                held += room_for(fake, cluster_name(service), provider, text_of(deployment, "taskDefinition"));
        }
        put_number(deployment, "runningCount", everywhere || held > running ? running : held);
    }
}

static void give_up(struct fake *fake, json_t *service, json_t *primary)
{
    const json_t *breaker =
        json_object_get(json_object_get(service, "deploymentConfiguration"), "deploymentCircuitBreaker");
    int64_t desired = integer_of(service, "desiredCount", 0), most = (desired + 1) / 2;
    most = most < 3 ? 3 : most > 200 ? 200 : most;
    if (!flag_of(breaker, "enable") || integer_of(primary, "failedTasks", 0) < most)
        return;
    put_text(primary, "rolloutState", "FAILED");
    put_text(primary, "_rolloutStateReason", "ECS deployment circuit breaker: tasks failed to start.");
    const json_t *last = json_object_get(service, "__completed");
    if (!flag_of(breaker, "rollback") || !last)
        return;
    json_object_del(service, "launchType");
    copy_given(service, last, carried);
    put_number(primary, "__ticks", FAILED_IS_SHOWN); /* calls */
    deployment_begin(fake, service, "ECS deployment circuit breaker: rolling back to the last completed deployment.");
}

static void start_tasks(struct fake *fake, json_t *service, json_t *primary)
{
    const json_t *configuration = json_object_get(service, "deploymentConfiguration");
    int64_t desired = integer_of(service, "desiredCount", 0);
    int64_t most = desired * integer_of(configuration, "maximumPercent", 200) / 100;
    int64_t running = integer_of(primary, "runningCount", 0), all = total_of(service, "runningCount");
    int64_t wanted = desired - running < most - all ? desired - running : most - all;
    put_number(service, "__asked", running + (wanted > 0 ? wanted : 0));
    if (running > desired)
        put_number(primary, "runningCount", desired);
    if (wanted <= 0)
        return;
    if (flag_of(primary, "__broken")) {
        add_number(primary, "failedTasks", wanted);
        give_up(fake, service, primary);
        return;
    }
    put_number(primary, "runningCount", running + room_of(fake, service, primary, wanted));
}

static void stop_old(json_t *service, const json_t *primary)
{
    int64_t desired = integer_of(service, "desiredCount", 0);
    int64_t low = integer_of(json_object_get(service, "deploymentConfiguration"), "minimumHealthyPercent", 100);
    int64_t keep = (desired * low + 99) / 100 - integer_of(primary, "runningCount", 0);
    json_t *deployments = list_of(service, "deployments");
    for (size_t index = json_array_size(deployments); index-- > 1;) {
        json_t *old = json_array_get(deployments, index);
        int64_t running = integer_of(old, "runningCount", 0), stays = keep < 0 ? 0 : keep < running ? keep : running;
        put_number(old, "runningCount", stays);
        keep -= stays;
        add_number(old, "__ticks", -1);
        if (stays == 0 && integer_of(old, "__ticks", 0) <= 0)
            json_array_remove(deployments, index);
    }
}

static void complete(json_t *service, json_t *primary)
{
    if (strcmp(text_of(primary, "rolloutState"), "IN_PROGRESS") != 0 ||
        json_array_size(json_object_get(service, "deployments")) != 1 ||
        integer_of(primary, "runningCount", 0) != integer_of(service, "desiredCount", 0))
        return;
    put_text(primary, "rolloutState", "COMPLETED");
    put(primary, "_rolloutStateReason", format_json("ECS deployment %s completed.", text_of(primary, "_id")));
    json_t *last = json_object();
    copy_given(last, primary, carried);
    put(service, "__completed", last);
}

static void drain(json_t *service)
{
    put(service, "deployments", json_array());
    add_number(service, "__ticks", -1);
    if (integer_of(service, "__ticks", 0) <= 0)
        put_text(service, "status", "INACTIVE");
}

/* Fewer tasks than minimumHealthyPercent of what once ran (and is still wanted): somebody took them away. */
static void note_fall(struct fake *fake, json_t *service)
{
    int64_t desired = integer_of(service, "desiredCount", 0), steady = integer_of(service, "__steady", 0);
    int64_t low = integer_of(json_object_get(service, "deploymentConfiguration"), "minimumHealthyPercent", 100);
    int64_t running = integer_of(service, "runningCount", 0);
    steady = steady < desired ? steady : desired;
    if (running < (steady * low + 99) / 100 && !flag_of(service, "__fell")) {
        put(service, "__fell", json_true());
        harm(fake, "service %s fell to %lld of %lld tasks", text_of(service, "serviceName"), (long long)running,
             (long long)steady);
    }
    const json_t *primary = json_array_get(json_object_get(service, "deployments"), 0);
    if (strcmp(text_of(primary, "rolloutState"), "COMPLETED") == 0 && running == desired)
        put_number(service, "__steady", running);
}

static void service_tick(struct fake *fake, json_t *service)
{
    if (strcmp(text_of(service, "status"), "DRAINING") == 0)
        drain(service);
    json_t *deployments = list_of(service, "deployments"), *primary = json_array_get(deployments, 0);
    if (primary) {
        put_number(primary, "desiredCount", integer_of(service, "desiredCount", 0));
        if (fake->machines_changed)
            lose_tasks(fake, service);
        start_tasks(fake, service, primary);
        primary = json_array_get(deployments, 0);
        stop_old(service, primary);
        complete(service, primary);
    }
    put_number(service, "runningCount", total_of(service, "runningCount"));
    put_number(service, "pendingCount", 0);
    note_fall(fake, service);
}

void services_tick(struct fake *fake)
{
    const char *cluster_key, *key;
    json_t *cluster, *service;
    json_object_foreach(json_object_get(fake->state, "clusters"), cluster_key, cluster)
    {
        json_object_foreach(json_object_get(cluster, "services"), key, service)
        {
            service_tick(fake, service);
        }
    }
}
