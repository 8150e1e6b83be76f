/* request_cases.c — see request_cases.h. */
#include "tests/unit/apply/request_cases.h"

#include "tests/unit/apply/request_rows.h"

#include <string.h>

enum { CASES_MAX = 64 };

static const char described[] =
    "{\"taskDefinition\": {\"taskDefinitionArn\": \"arn:aws:ecs:x:1:task-definition/web:7\", \"family\": \"web\", "
    "\"revision\": 7, \"status\": \"ACTIVE\", \"networkMode\": \"awsvpc\", \"cpu\": \"256\", \"memory\": \"512\", "
    "\"compatibilities\": [\"EC2\"], \"registeredAt\": 1795341019.722, \"executionRoleArn\": null, "
    "\"containerDefinitions\": [{\"name\": \"web\", \"image\": \"nginx\", \"cpu\": 256, \"essential\": true, "
    "\"environment\": []}]}, \"tags\": [{\"key\": \"team\", \"value\": \"a\"}, {\"key\": \"aws:x\", \"value\": \"b\"}, "
    "{\"key\": \"bayplan:run\", \"value\": \"old\"}]}";

static const char described_service[] =
    "{\"services\": [{\"serviceName\": \"web\", \"deploymentConfiguration\": {\"maximumPercent\": 150, "
    "\"minimumHealthyPercent\": 50, \"deploymentCircuitBreaker\": {\"enable\": false, \"rollback\": false}, "
    "\"bakeTimeInMinutes\": 3, \"alarms\": {\"alarmNames\": [\"a\"], \"enable\": true, \"rollback\": "
    "false}}}]}";

static struct step *step_of(const struct making_case *from, struct arena *arena)
{
    struct step *step = ARENA_NEW(arena, struct step);
    *step = (struct step){.id = from->name, .action = from->action, .reason = ""};
    step->object = (struct object){.kind = from->kind,
                                   .name = from->object,
                                   .parent = from->parent,
                                   .id = "",
                                   .stack = from->run[0] != '\0' ? "shop" : "",
                                   .run = from->run};
    step->changes = ARENA_ARRAY(arena, struct step_change, PAIRS_MAX);
    for (int i = 0; i + 1 < PAIRS_MAX && from->sets[i]; i += 2) {
        const char *before = NULL;
        for (int h = 0; h + 1 < PAIRS_MAX && from->has[h]; h += 2)
            if (strcmp(from->has[h], from->sets[i]) == 0)
                before = from->has[h + 1];
        /* Somebody attached a provider after the steps were made. */
        if (strcmp(from->sets[i], "capacity_providers") == 0 && before && before[0] != '\0')
            before = "FARGATE";
        step->changes[step->changes_count++] = (struct step_change){from->sets[i], before, from->sets[i + 1]};
        if (from->action == STEP_CREATE)
            object_set(&step->object, arena, from->sets[i], from->sets[i + 1]);
    }
    return step;
}

static struct object *object_of(const struct making_case *from, struct arena *arena)
{
    struct object *object = ARENA_NEW(arena, struct object);
    *object = (struct object){.kind = from->kind,
                              .name = from->object,
                              .parent = from->parent,
                              .id = "arn:aws:x:y",
                              .stack = "shop",
                              .run = "r0"};
    for (int i = 0; i + 1 < PAIRS_MAX && from->has[i]; i += 2)
        object_set(object, arena, from->has[i], from->has[i + 1]);
    return object;
}

int request_cases(struct arena *arena, struct request_case **ret_cases)
{
    static const struct object group = {.kind = OBJECT_AUTO_SCALING_GROUP, .name = "pool", .id = "arn:group"};
    struct steps *steps = ARENA_NEW(arena, struct steps);
    *steps = (struct steps){.stack = "shop", .cluster = "main"};
    struct node *source = NULL, *service = NULL;
    struct error err = {0};
    BUG_IF(!node_parse("described", described, strlen(described), arena, &source, &err));
    BUG_IF(!node_parse("described", described_service, strlen(described_service), arena, &service, &err));
    int count = 0;
    *ret_cases = ARENA_ARRAY(arena, struct request_case, CASES_MAX);
    const struct making_case *const tables[] = {machine_rows, service_rows};
    for (int t = 0; t < 2; t++)
        for (const struct making_case *row = tables[t]; row->operation; row++) {
            BUG_IF(count == CASES_MAX);
            (*ret_cases)[count++] =
                (struct request_case){.name = row->name,
                                      .request = {.step = step_of(row, arena),
                                                  .steps = steps,
                                                  .now = row->has[0] ? object_of(row, arena) : NULL,
                                                  .group = &group,
                                                  .source = row->kind == OBJECT_SERVICE ? service : source,
                                                  .token = TOKEN},
                                      .operation = row->operation,
                                      .body = row->body,
                                      .repeatable = row->repeatable,
                                      .before = row->before};
        }
    return count;
}
