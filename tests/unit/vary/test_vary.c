/* test_vary.c — a change of the inputs changes what it names by what it says, and nothing else: against the
 * book compiled in. */
#include "data/base/text.h"
#include "planner/vary/vary.h"
#include "pricing/snapshot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char shop_text[] =
    "{\"schema\": \"bayplan.profile/1\", \"name\": \"shop\", \"region\": \"us-east-1\","
    " \"services\": [{\"name\": \"web\", \"cpu_units\": 512, \"memory_mib\": 1024, \"tasks\": [3, 5, 0, 7, 1, 1, 1, 1, "
    "1, "
    "1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], \"places\": [\"ec2\", \"fargate\"]},"
    " {\"name\": \"api\", \"cpu_units\": 256, \"memory_mib\": 512, \"tasks\": 10, \"places\": [\"fargate\"]},"
    " {\"name\": \"agent\", \"cpu_units\": 64, \"memory_mib\": 64, \"scheduling_strategy\": \"DAEMON\"}],"
    " \"jobs\": [{\"name\": \"thumbs\", \"cpu_units\": 1024, \"memory_mib\": 2048, \"duration_s\": 3,"
    " \"runs_per_day\": 1000}],"
    " \"overhead\": {\"usd_per_hour\": \"60\", \"hours_per_month_cluster\": 6, \"hours_per_month_instance\": 0.2}}";

struct inputs {
    struct profile profile;
    struct catalogue catalogue;
};

static int setup(void **state)
{
    static struct inputs inputs;
    struct error err = {0};
    if (!profile_parse("shop.json", shop_text, strlen(shop_text), &inputs.profile, &err) ||
        !snapshot_catalogue("us-east-1", &inputs.catalogue, &err))
        fail_msg("%s: %s", err.where, err.text);
    *state = &inputs;
    return 0;
}

static int teardown(void **state)
{
    struct inputs *inputs = *state;
    profile_release(&inputs->profile);
    catalogue_release(&inputs->catalogue);
    return 0;
}

/* The inputs with one change; `varied` is released by the caller. */
static bool try_change(const struct inputs *inputs, const char *text, struct inputs *varied, struct error *err)
{
    struct arena arena = {0};
    struct what_if change;
    bool done = what_if_parse(text, &arena, &change, err) &&
                vary(&inputs->profile, &inputs->catalogue, &change, 1, &varied->profile, &varied->catalogue, err);
    arena_release(&arena);
    return done;
}

static struct inputs change(const struct inputs *inputs, const char *text)
{
    struct inputs varied = {0};
    struct error err = {0};
    if (!try_change(inputs, text, &varied, &err))
        fail_msg("%s: %s: %s", text, err.where, err.text);
    return varied;
}

static void inputs_release(struct inputs *inputs)
{
    profile_release(&inputs->profile);
    catalogue_release(&inputs->catalogue);
}

static void expect_refused(const struct inputs *inputs, const char *text, enum error_kind kind, const char *words)
{
    struct inputs varied = {0};
    struct error err = {0};
    assert_false(try_change(inputs, text, &varied, &err));
    if (err.kind != kind || strstr(err.text, words) == NULL)
        fail_msg("%s: '%s' (kind %d)", text, err.text, (int)err.kind);
    assert_string_equal(err.where, text);
}

/* --- prices --- */

struct price_law {
    const char *text;
    const char *service; /* NULL = all */
    const char *item;    /* pattern */
    int spot;            /* 1 = Spot alone, 0 = all but Spot, -1 = both */
    int64_t numerator, denominator;
};

static bool law_means(const struct price_law *law, const struct price *price)
{
    bool is_spot = price->purchase == PURCHASE_SPOT;
    bool is_money = price->unit != UNIT_RATIO_OF_ON_DEMAND && price->unit != UNIT_RATIO_PER_MONTH;
    return is_money && (law->service == NULL || strcmp(law->service, price->service) == 0) &&
           text_matches(law->item, price->item) && (law->spot < 0 || law->spot == is_spot);
}

static void expect_same_profile(const struct profile *a, const struct profile *b)
{
    assert_int_equal(a->services_count, b->services_count);
    assert_int_equal(a->jobs_count, b->jobs_count);
    if (a->services_count > 0)
        assert_memory_equal(a->services, b->services, sizeof *a->services * (size_t)a->services_count);
    if (a->jobs_count > 0)
        assert_memory_equal(a->jobs, b->jobs, sizeof *a->jobs * (size_t)a->jobs_count);
    assert_memory_equal(&a->limits, &b->limits, sizeof a->limits);
    assert_memory_equal(&a->safety, &b->safety, sizeof a->safety);
    assert_memory_equal(&a->overhead, &b->overhead, sizeof a->overhead);
    assert_string_equal(a->sha256, b->sha256);
}

static void prices_change_as_said_and_no_others(void **state)
{
    static const struct price_law laws[] = {
        {"price.ec2=+10%", "ec2", "*", 0, 110, 100},
        {"price.ec2.m7g.*=-12.5%", "ec2", "m7g.*", 0, 875, 1000},
        {"price.fargate=2x", "fargate", "*", 0, 2, 1},
        {"price.lambda=0.5x", "lambda", "*", 0, 1, 2},
        {"price.spot=+50%", NULL, "*", 1, 150, 100},
        {"price.all=-5%", NULL, "*", -1, 95, 100},
        {"price.ec2.c7g.large=3x", "ec2", "c7g.large", 0, 3, 1},
    };
    const struct inputs *inputs = *state;
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        struct inputs varied = change(inputs, laws[i].text);
        int touched = 0;
        assert_int_equal(varied.catalogue.prices_count, inputs->catalogue.prices_count);
        for (int p = 0; p < varied.catalogue.prices_count; p++) {
            struct price before = inputs->catalogue.prices[p], after = varied.catalogue.prices[p];
            bool meant = law_means(&laws[i], &before);
            touched += meant;
            assert_int_equal(after.nano,
                             meant ? nano_scale(before.nano, laws[i].numerator, laws[i].denominator) : before.nano);
            before.nano = after.nano = 0;
            assert_memory_equal(&before, &after, sizeof before);
        }
        assert_true(touched > 0 || strcmp(laws[i].text, "price.spot=+50%") == 0);
        assert_string_not_equal(varied.catalogue.sha256, inputs->catalogue.sha256);
        expect_same_profile(&inputs->profile, &varied.profile);
        inputs_release(&varied);
    }
}

/* --- demand --- */

static void tasks_are_rounded_up_and_only_of_the_service_named(void **state)
{
    const struct inputs *inputs = *state;
    struct inputs varied = change(inputs, "tasks.web=+20%");
    const struct service *web = &varied.profile.services[0];
    static const int64_t expected[] = {4, 6, 0, 9, 2}; /* of 3, 5, 0, 7, 1 */
    for (int i = 0; i < 5; i++)
        assert_int_equal(web->tasks.items[i], expected[i]);
    assert_int_equal(varied.profile.services[1].tasks.items[0], 10);
    assert_int_equal(inputs->profile.services[0].tasks.items[0], 3);
    assert_true(varied.profile.jobs[0].runs_per_day == 1000);
    assert_string_equal(varied.catalogue.sha256, inputs->catalogue.sha256);
    assert_string_not_equal(varied.profile.sha256, inputs->profile.sha256);
    inputs_release(&varied);
    varied = change(inputs, "tasks=2x");
    assert_int_equal(varied.profile.services[0].tasks.items[1], 10);
    assert_int_equal(varied.profile.services[1].tasks.items[0], 20);
    assert_true(varied.profile.jobs[0].runs_per_day == 2000);
    inputs_release(&varied);
}

/* --- settings --- */

static void settings_change_alone(void **state)
{
    const struct inputs *inputs = *state;
    struct inputs varied = change(inputs, "hours=0.5x");
    assert_true(varied.profile.overhead.hours_per_month_cluster == 3);
    assert_true(varied.profile.overhead.hours_per_month_instance == 0.1);
    inputs_release(&varied);
    varied = change(inputs, "commitments=*.1y.no_upfront,compute_savings_plan.3y.*");
    assert_int_equal(varied.profile.commitments.offered.count, 2);
    assert_string_equal(varied.profile.commitments.offered.items[1], "compute_savings_plan.3y.*");
    inputs_release(&varied);
    varied = change(inputs, "commitments=none");
    assert_int_equal(varied.profile.commitments.offered.count, 0);
    inputs_release(&varied);
    varied = change(inputs, "zone_loss=on");
    assert_true(varied.profile.safety.survive_zone_loss);
    inputs_release(&varied);
}

static void places_are_given_beside_their_like(void **state)
{
    const struct inputs *inputs = *state;
    struct inputs varied = change(inputs, "spot=allowed");
    assert_int_equal(varied.profile.services[0].places,
                     1u << PLACE_EC2 | 1u << PLACE_EC2_SPOT | 1u << PLACE_FARGATE | 1u << PLACE_FARGATE_SPOT);
    assert_int_equal(varied.profile.services[1].places, 1u << PLACE_FARGATE | 1u << PLACE_FARGATE_SPOT);
    assert_int_equal(varied.profile.services[2].places, inputs->profile.services[2].places);
    struct inputs back = change(&varied, "spot=none");
    for (int i = 0; i < 3; i++)
        assert_int_equal(back.profile.services[i].places, inputs->profile.services[i].places);
    inputs_release(&back);
    inputs_release(&varied);
    varied = change(inputs, "managed=allowed");
    assert_int_equal(varied.profile.services[0].places,
                     1u << PLACE_EC2 | 1u << PLACE_FARGATE | 1u << PLACE_MANAGED_INSTANCES);
    assert_int_equal(varied.profile.services[1].places, 1u << PLACE_FARGATE);
    inputs_release(&varied);
}

static void changes_add_up_in_their_order(void **state)
{
    const struct inputs *inputs = *state;
    struct inputs one = change(inputs, "tasks.web=2x"), two = change(&one, "tasks.web=1.5x");
    struct inputs both = {0};
    struct arena arena = {0};
    struct what_if changes[2];
    struct error err = {0};
    assert_true(what_if_parse("tasks.web=2x", &arena, &changes[0], &err));
    assert_true(what_if_parse("tasks.web=1.5x", &arena, &changes[1], &err));
    assert_true(vary(&inputs->profile, &inputs->catalogue, changes, 2, &both.profile, &both.catalogue, &err));
    for (int i = 0; i < 24; i++)
        assert_int_equal(both.profile.services[0].tasks.items[i], two.profile.services[0].tasks.items[i]);
    arena_release(&arena);
    inputs_release(&both);
    inputs_release(&two);
    inputs_release(&one);
}

/* --- what is no change --- */

static void what_cannot_be_is_refused(void **state)
{
    const struct inputs *inputs = *state;
    static const struct {
        const char *text;
        enum error_kind kind;
        const char *words;
    } rows[] = {
        {"price", ERROR_USAGE, "must be WHAT=CHANGE"},
        {"price=+10%", ERROR_USAGE, "of what: price.all"},
        {"price.ec3=+10%", ERROR_USAGE, "did you mean 'ec2'?"},
        {"price.fargate.x=+10%", ERROR_USAGE, "there is no price 'fargate.x'"},
        {"price.ec2=10%", ERROR_USAGE, "is no change"},
        {"price.ec2=-100%", ERROR_USAGE, "is no change"},
        {"price.ec2=2000x", ERROR_USAGE, "is no change"},
        {"price.ec2=+x%", ERROR_USAGE, "is no change"},
        {"price.ec2.q1.*=2x", ERROR_USAGE, "have none of 'ec2.q1.*'"},
        {"price.ec2=1000x", ERROR_LIMIT, "dearer than a price book may have it"},
        {"task.web=2x", ERROR_USAGE, "did you mean 'tasks'?"},
        {"tasks.wep=2x", ERROR_USAGE, "did you mean \"web\"?"},
        {"tasks.agent=2x", ERROR_USAGE, "no service or job \"agent\" with tasks"},
        {"hours.x=2x", ERROR_USAGE, "takes no '.x'"},
        {"spot=maybe", ERROR_USAGE, "neither allowed nor none"},
        {"zone_loss=yes", ERROR_USAGE, "neither on nor off"},
        {"commitments=*.2y.*", ERROR_USAGE, "matches no commitment"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_refused(inputs, rows[i].text, rows[i].kind, rows[i].words);
}

static void a_service_is_never_left_without_a_place(void **state)
{
    static const char text[] =
        "{\"schema\": \"bayplan.profile/1\", \"name\": \"s\", \"region\": \"us-east-1\", \"services\": [{\"name\": "
        "\"web\", \"cpu_units\": 512, \"memory_mib\": 1024, \"tasks\": 3, \"places\": [\"ec2_spot\"]}]}";
    const struct inputs *shop = *state;
    struct inputs inputs = {.catalogue = shop->catalogue};
    struct error err = {0};
    assert_true(profile_parse("s.json", text, strlen(text), &inputs.profile, &err));
    expect_refused(&inputs, "spot=none", ERROR_USAGE, "leaves \"web\" no place at all");
    profile_release(&inputs.profile);
}

/* --- the table's rows --- */

static void every_row_of_the_table_can_be_made(void **state)
{
    const struct inputs *inputs = *state;
    struct arena arena = {0};
    const char **texts = NULL;
    int count = 0;
    sensitivity_rows(&inputs->profile, &inputs->catalogue, &arena, &texts, &count);
    assert_true(count >= 9);
    for (int i = 0; i < count; i++) {
        struct inputs varied = change(inputs, texts[i]);
        inputs_release(&varied);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(texts[i], texts[j]);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prices_change_as_said_and_no_others),
        cmocka_unit_test(tasks_are_rounded_up_and_only_of_the_service_named),
        cmocka_unit_test(settings_change_alone),
        cmocka_unit_test(places_are_given_beside_their_like),
        cmocka_unit_test(changes_add_up_in_their_order),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(a_service_is_never_left_without_a_place),
        cmocka_unit_test(every_row_of_the_table_can_be_made),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
