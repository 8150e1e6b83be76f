/* steps_fixture.c — see steps_fixture.h. */
#include "tests/unit/apply/steps_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char *const families[] = {"web", "worker", NULL};

void steps_fixture_begin(struct fixture *fixture)
{
    *fixture = (struct fixture){.err = {.kind = ERROR_NONE}};
    hand_begin(&fixture->hand, 24);
    world_begin(&fixture->world, "shop", families);
    fixture->options = (struct step_options){.run = "run-1", .lock = "run-1@2026-11-18T11:30:00Z"};
}

bool steps_fixture_compute(struct fixture *fixture)
{
    target_release(&fixture->target);
    steps_release(&fixture->steps);
    fixture->err = (struct error){.kind = ERROR_NONE};
    if (!target_make(&fixture->hand.plan, &fixture->world.cluster, &fixture->target, &fixture->err))
        fail_msg("%s: %s", fixture->err.where, fixture->err.text);
    return steps_compute(&fixture->target, &fixture->world.cluster, &fixture->options, &fixture->steps, &fixture->err);
}

void steps_fixture_apply(struct fixture *fixture)
{
    if (!steps_fixture_compute(fixture))
        fail_msg("%s: %s", fixture->err.where, fixture->err.text);
    if (!world_apply(&fixture->world, &fixture->steps, &fixture->target))
        fail_msg("%s", fixture->world.broken);
}

void steps_fixture_expect(struct fixture *fixture, const char *const *ids)
{
    for (int i = 0; i < fixture->steps.steps_count || ids[i] != NULL; i++) {
        const char *id = i < fixture->steps.steps_count ? fixture->steps.steps[i].id : "no more steps";
        assert_string_equal(id, ids[i] != NULL ? ids[i] : "no more steps");
    }
}

void steps_fixture_finish(struct fixture *fixture)
{
    steps_release(&fixture->steps);
    target_release(&fixture->target);
    hand_release(&fixture->hand);
    world_release(&fixture->world);
}

void steps_fixture_begin_pool(struct fixture *fixture, struct plan_pool **ret_pool)
{
    steps_fixture_begin(fixture);
    *ret_pool = hand_pool(&fixture->hand, "m7i.large", 4, 6);
    hand_service(&fixture->hand, "web", "pool-1", 8);
    steps_fixture_apply(fixture);
}
