/* Random plans on random accounts, again and again: the steps reach the target and break no law, a second look finds
 * nothing to do, the way back from any point is the way to the start, and destroying leaves nothing of ours. */
#include "tests/unit/apply/random_world.h"

#include "planner/apply/lists.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const adopt_all[] = {"*", NULL};
static const char *adopt_items[] = {"*"};

struct run {
    struct random random;
    struct world *world;
    struct target target;
    struct steps steps;
    struct step_options options;
    uint64_t seed;
    int round;
};

static void stop(const struct run *run, const char *what, const char *words)
{
    struct text text;
    text_init(&text, 4 * 1024 * 1024);
    if (run->steps.stack != NULL)
        steps_text(&run->steps, &text);
    fail_msg("seed %llu round %d: %s: %s\n%s", (unsigned long long)run->seed, run->round, what, words,
             text.bytes != NULL ? text.bytes : "");
}

static void compute(struct run *run, const struct hand *hand)
{
    struct error err = {.kind = ERROR_NONE};
    if (!target_make(&hand->plan, &run->world->cluster, &run->target, &err))
        stop(run, "target", err.text);
    if (steps_compute(&run->target, &run->world->cluster, &run->options, &run->steps, &err))
        return;
    /* Things of our names are there: not without leave. */
    if (err.kind != ERROR_POLICY || run->options.adopt.count > 0)
        stop(run, "steps", err.text);
    run->world->adopt = adopt_all;
    run->options.adopt = (struct field_strings){adopt_items, 1};
    err = (struct error){.kind = ERROR_NONE};
    if (!steps_compute(&run->target, &run->world->cluster, &run->options, &run->steps, &err))
        stop(run, "steps with leave", err.text);
}

static void done_with(struct run *run)
{
    steps_release(&run->steps);
    target_release(&run->target);
}

/* --- there --- */

static void check_reached(struct run *run)
{
    for (int i = 0; i < run->target.objects_count; i++) {
        const struct object *target = &run->target.objects[i];
        const struct object *now = world_find(run->world, target->kind, target->parent, target->name);
        if (target->kind == OBJECT_TASK_DEFINITION || target->kind == OBJECT_SERVICE)
            continue; /* a copy has another name by now: the second look tells */
        if (target->kind == OBJECT_CLUSTER_CAPACITY_PROVIDERS) {
            const char *missing = set_minus(object_value(target, "capacity_providers"),
                                            object_value(now, "capacity_providers"), &run->world->arena);
            if (missing[0] != '\0')
                stop(run, "not attached", missing);
        } else if (now == NULL || !object_is_as(now, target)) {
            stop(run, "not reached", target->name);
        }
    }
}

static bool is_strangers(const struct object *object)
{
    return object->stack[0] == '\0' || strcmp(object->stack, "other") == 0;
}

/* What was not ours is as it was, or was taken over as it was allowed. */
static void check_strangers(struct run *run, const struct world *before)
{
    enum property_role role;
    const char *name;
    for (int i = 0; i < before->cluster.objects_count; i++) {
        const struct object *object = &before->cluster.objects[i];
        if (!is_strangers(object) || object->kind == OBJECT_CLUSTER_CAPACITY_PROVIDERS ||
            object->kind == OBJECT_GROUP_ACTION || object->kind == OBJECT_SERVICE_ACTION)
            continue;
        const struct object *now = world_find(run->world, object->kind, object->parent, object->name);
        if (now == NULL)
            stop(run, "a stranger is gone", object->name);
        else if (strcmp(now->stack, "shop") == 0 && strcmp(now->run, "adopted") == 0 && run->world->adopt != NULL)
            continue;
        for (int k = 0; (name = object_property_name(object->kind, k, &role)) != NULL; k++)
            if (!value_equal(object_value(object, name), object_value(now, name)))
                stop(run, "a stranger is changed", object->name);
    }
    const struct object *list = world_find(run->world, OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", "shop");
    if (world_find(run->world, OBJECT_CAPACITY_PROVIDER, "", "legacy") != NULL && list != NULL &&
        !object_set_has(object_value(list, "capacity_providers"), "legacy"))
        stop(run, "a stranger is not attached any more", "legacy");
}

static void check_nothing_to_do(struct run *run, const struct hand *hand, const char *when)
{
    compute(run, hand);
    if (run->steps.steps_count != 0)
        stop(run, when, "there is something to do");
    done_with(run);
}

/* --- and back --- */

static bool *do_some(struct run *run, struct world *world, const struct target *target, int count)
{
    bool *done = memory_alloc((size_t)run->steps.steps_count + 1, sizeof *done);
    for (int i = 0; i < run->steps.steps_count; i++) {
        const struct step *step = &run->steps.steps[i];
        const struct object *now = world_find(world, step->object.kind, step->object.parent, step->object.name);
        if (i >= count && !(step->at_end && step_state(step, now) == STEP_AS_BEFORE))
            continue;
        if (!world_apply_one(world, &run->steps, i, target))
            stop(run, "a step", world->broken);
        done[i] = true;
    }
    return done;
}

static bool check_back(struct run *run, const struct target *target)
{
    struct world world;
    struct steps back;
    struct error err = {.kind = ERROR_NONE};
    world_copy(run->world, &world);
    bool *done = do_some(run, &world, target, (int)random_between(&run->random, 0, run->steps.steps_count));
    if (!steps_invert(&run->steps, done, &back, &err))
        stop(run, "invert", err.text);
    if (!steps_undo_check(&back, &world.cluster, &err))
        stop(run, "may be undone", err.text);
    world.undoing = run->options.run;
    world.destroying = run->world->destroying;
    if (!world_apply(&world, &back, NULL))
        stop(run, "on the way back", world.broken);
    const char *difference = world_difference(run->world, &world, &world.arena);
    if (difference != NULL)
        stop(run, "the way back ends elsewhere", difference);
    steps_release(&back);
    free(done);
    world_release(&world);
    return true;
}

/* --- written and read --- */

static void check_document(struct run *run)
{
    struct steps_document document = {
        .plan_sha256 = "ab", .observed_at = "2026-11-18T10:30:00Z", .expires_at = "2026-11-18T11:30:00Z"};
    struct steps read;
    struct steps_document read_document;
    struct error err = {.kind = ERROR_NONE};
    struct text first, second;
    text_init(&first, 16 * 1024 * 1024);
    text_init(&second, 16 * 1024 * 1024);
    steps_observed(&run->steps, &run->target, &run->world->cluster, &run->steps.arena, &document.observed,
                   &document.observed_count);
    steps_write(&run->steps, &document, &first);
    if (!steps_parse("steps.json", first.bytes, first.length, &read, &read_document, &err))
        stop(run, "parse", err.text);
    steps_write(&read, &read_document, &second);
    assert_string_equal(first.bytes, second.bytes);
    if (!steps_reviewed(&read, &read_document, "ab", &run->world->cluster, "2026-11-18T11:00:00Z", &err))
        stop(run, "reviewed", err.text);
    steps_release(&read);
    text_release(&first);
    text_release(&second);
}

/* --- one account --- */

static void apply_plan(struct run *run)
{
    struct hand hand;
    struct world before;
    random_plan(&run->random, &hand);
    compute(run, &hand);
    world_copy(run->world, &before);
    check_document(run);
    check_back(run, &run->target);
    if (!world_apply(run->world, &run->steps, &run->target))
        stop(run, "a step", run->world->broken);
    check_reached(run);
    check_strangers(run, &before);
    done_with(run);
    check_nothing_to_do(run, &hand, "second look");
    random_hour(&run->random, run->world, &hand.plan);
    check_nothing_to_do(run, &hand, "at another hour");
    world_release(&before);
    hand_release(&hand);
}

static void check_nothing_left(struct run *run)
{
    for (int i = 0; i < run->world->cluster.objects_count; i++) {
        const struct object *object = &run->world->cluster.objects[i];
        bool is_tagged = object->kind != OBJECT_GROUP_ACTION && object->kind != OBJECT_SERVICE_ACTION;
        if (is_tagged && strcmp(object->stack, "shop") == 0 && strcmp(object->run, "adopted") != 0 &&
            object->kind != OBJECT_CLUSTER && object->kind != OBJECT_TASK_DEFINITION)
            stop(run, "left over", object_label(object, &run->world->arena));
    }
}

static void destroy(struct run *run)
{
    struct error err = {.kind = ERROR_NONE};
    struct world before;
    run->options.run = "run-last";
    run->options.lock = "run-last@2026-11-23T00:00:00Z";
    run->options.adopt.count = 0;
    run->world->adopt = NULL;
    run->world->destroying = true;
    if (!steps_destroy("shop", "shop", &run->world->cluster, &run->options, &run->steps, &err)) {
        assert_int_equal(err.kind, ERROR_POLICY);
        err = (struct error){.kind = ERROR_NONE};
        run->options.adopt = (struct field_strings){adopt_items, 1};
        run->world->adopt = adopt_all;
        if (!steps_destroy("shop", "shop", &run->world->cluster, &run->options, &run->steps, &err))
            stop(run, "destroy", err.text);
    }
    world_copy(run->world, &before);
    check_back(run, NULL);
    if (!world_apply(run->world, &run->steps, NULL))
        stop(run, "destroying", run->world->broken);
    check_nothing_left(run);
    steps_release(&run->steps);
    assert_true(steps_destroy("shop", "shop", &run->world->cluster, &run->options, &run->steps, &err));
    if (run->steps.steps_count != 0)
        stop(run, "destroyed twice", "there is something to do");
    steps_release(&run->steps);
    world_release(&before);
}

enum { ROUNDS = 3 };

/* A sanitizer makes each some ten times as slow. */
#if defined(__SANITIZE_ADDRESS__)
enum { ACCOUNTS = 12 };
#else
enum { ACCOUNTS = 60 };
#endif

static void test_accounts(void **state)
{
    (void)state;
    uint64_t first = random_seed(1);
    for (uint64_t seed = first; seed < first + ACCOUNTS; seed++) {
        struct world world;
        struct run run = {.random = {seed}, .world = &world, .seed = seed};
        world_begin(&world, "shop", random_families);
        random_strangers(&run.random, &world);
        for (run.round = 0; run.round < ROUNDS; run.round++) {
            char name[32], lock[64];
            snprintf(name, sizeof name, "run-%d", run.round);
            snprintf(lock, sizeof lock, "%s@2026-11-23T00:00:00Z", name);
            run.options =
                (struct step_options){.run = name, .lock = lock, .allow_delete = random_chance(&run.random, 70) != 0};
            world.adopt = NULL;
            apply_plan(&run);
            random_drift(&run.random, &world);
        }
        destroy(&run);
        world_release(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_accounts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
