/* test_profile_buying.c — Spot and commitments of a profile: both forms say the same, what is not there is as by
 * default, and the settings' hash covers it. Bad ones: tests/invalid/profile. */
#include "data/catalogue.h"
#include "data/profile.h"
#include "data/profile_settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct profile parse(const char *extra)
{
    char text[4096];
    struct profile profile;
    struct error err = {0};
    snprintf(text, sizeof text,
             "{\"schema\": \"bayplan.profile/1\", \"name\": \"shop\", \"region\": \"us-east-1\", \"services\": "
             "[{\"name\": \"web\", \"cpu_units\": 512, \"memory_mib\": 1024, \"tasks\": 12}]%s}",
             extra);
    if (!profile_parse("p", text, strlen(text), &profile, &err))
        fail_msg("%s: %s", err.where, err.text);
    return profile;
}

static void hash_of(const char *extra, char hex[SHA256_HEX_SIZE])
{
    struct profile profile = parse(extra);
    profile_settings_hash(&profile, hex);
    profile_release(&profile);
}

static void both_forms_are_read(void **state)
{
    (void)state;
    static const char *const files[] = {"tests/fuzz/corpus/profile/buying.json",
                                        "tests/fuzz/corpus/profile/buying.xml"};
    char hashes[2][SHA256_HEX_SIZE];
    for (int form = 0; form < 2; form++) {
        struct profile profile;
        struct error err = {0};
        if (!profile_load(files[form], &profile, &err))
            fail_msg("%s: %s", err.where, err.text);
        assert_int_equal(profile.services[0].places,
                         1u << PLACE_EC2 | 1u << PLACE_EC2_SPOT | 1u << PLACE_MANAGED_INSTANCES);
        assert_int_equal(profile.jobs[0].places, 1u << PLACE_MANAGED_INSTANCES);
        assert_int_equal(profile.spot.types_min, 2);
        assert_int_equal(profile.spot.types_max, 6);
        assert_int_equal(profile.spot.on_demand_percent, 25);
        assert_int_equal(profile.spot.interruptions_percent_max, 15);
        assert_int_equal(profile.spot.minutes_per_interruption, 7);
        assert_true(profile.commitments.given);
        assert_int_equal(profile.commitments.offered.count, 2);
        assert_int_equal(profile.commitments.held_count, 3);
        const struct held_commitment *reserved = &profile.commitments.held[form == 0 ? 2 : 0];
        assert_int_equal(reserved->kind, COMMITMENT_CONVERTIBLE_RESERVED_INSTANCE);
        assert_int_equal(reserved->payment, PAYMENT_PARTIAL_UPFRONT);
        assert_string_equal(reserved->instance_type, "m7g.large");
        assert_string_equal(reserved->family, "");
        assert_int_equal(reserved->usd_per_hour_nano, 59900000);
        assert_int_equal(reserved->count, 12);
        const struct held_commitment *plan = &profile.commitments.held[1];
        assert_string_equal(plan->family, "m7g");
        assert_int_equal(plan->usd_per_hour_nano, 1);
        assert_int_equal(plan->count, 0);
        profile_settings_hash(&profile, hashes[form]);
        profile_release(&profile);
    }
    assert_string_equal(hashes[0], hashes[1]); /* whatever the order of offers and of what is held */
}

static void defaults_are_as_they_say(void **state)
{
    (void)state;
    struct profile profile = parse("");
    assert_int_equal(profile.spot.types_min, 3);
    assert_int_equal(profile.spot.types_max, 10);
    assert_int_equal(profile.spot.on_demand_percent, 0);
    assert_int_equal(profile.spot.interruptions_percent_max, 20);
    assert_int_equal(profile.spot.minutes_per_interruption, 10);
    assert_false(profile.commitments.given);
    profile_release(&profile);
}

/* A hash of before there was any of it still stands; each change of it is another. */
static void hash_covers_buying(void **state)
{
    (void)state;
    static const char *const same[] = {", \"spot\": {}", ", \"spot\": {\"types_min\": 3, \"types_max\": 10}",
                                       ", \"commitments\": {}", ", \"commitments\": {\"offered\": [], \"held\": []}"};
    static const char *const other[] = {
        ", \"spot\": {\"types_min\": 2}",
        ", \"spot\": {\"types_max\": 9}",
        ", \"spot\": {\"on_demand_percent\": 1}",
        ", \"spot\": {\"interruptions_percent_max\": 19}",
        ", \"spot\": {\"minutes_per_interruption\": 9}",
        ", \"spot\": {\"types_min\": 1}",
        ", \"spot\": {\"types_max\": 8}",
        ", \"spot\": {\"on_demand_percent\": 2}",
        ", \"spot\": {\"interruptions_percent_max\": 18}",
        ", \"spot\": {\"minutes_per_interruption\": 8}",
        ", \"commitments\": {\"offered\": [\"*.1y.*\"]}",
        ", \"commitments\": {\"offered\": [\"*.3y.*\"]}",
        ", \"commitments\": {\"held\": [{\"kind\": \"compute_savings_plan\", \"term\": \"1y\", \"payment\": "
        "\"no_upfront\", \"usd_per_hour\": 1}]}",
        ", \"commitments\": {\"held\": [{\"kind\": \"compute_savings_plan\", \"term\": \"3y\", \"payment\": "
        "\"no_upfront\", \"usd_per_hour\": 1}]}",
        ", \"commitments\": {\"held\": [{\"kind\": \"compute_savings_plan\", \"term\": \"1y\", \"payment\": "
        "\"no_upfront\", \"usd_per_hour\": 2}]}"};
    enum { OTHERS = sizeof other / sizeof other[0] };
    char hashes[OTHERS + 1][SHA256_HEX_SIZE], hex[SHA256_HEX_SIZE];
    hash_of("", hashes[OTHERS]);
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        hash_of(same[i], hex);
        assert_string_equal(hex, hashes[OTHERS]);
    }
    for (int i = 0; i < OTHERS; i++)
        hash_of(other[i], hashes[i]);
    for (int i = 0; i <= OTHERS; i++)
        for (int k = 0; k < i; k++)
            assert_string_not_equal(hashes[i], hashes[k]);
}

static void patterns_of_offers(void **state)
{
    (void)state;
    const char *nearest = NULL;
    assert_true(commitment_pattern_is_known("*", &nearest));
    assert_true(commitment_pattern_is_known("*.1y.*", &nearest));
    assert_true(commitment_pattern_is_known("convertible_reserved_instance.3y.partial_upfront", &nearest));
    assert_false(commitment_pattern_is_known("spot", &nearest));
    assert_null(nearest);
    assert_false(commitment_pattern_is_known("convertible_reserved_instances.3y.partial_upfront", &nearest));
    assert_string_equal(nearest, "convertible_reserved_instance.3y.partial_upfront");
}

/* KIND.TERM.PAYMENT is made of the names of its parts, in their order. */
static void names_are_of_their_parts(void **state)
{
    (void)state;
    for (int i = PURCHASE_COMMITTED; i < (int)PRICE_PURCHASES_COUNT; i++) {
        enum commitment_kind kind;
        enum commitment_term term;
        enum payment_option payment;
        enum purchase found;
        char name[128];
        assert_true(purchase_is_commitment((enum purchase)i, &kind, &term, &payment));
        snprintf(name, sizeof name, "%s.%s.%s", commitment_kind_names[kind], commitment_term_names[term],
                 payment_option_names[payment]);
        assert_string_equal(name, purchase_names[i]);
        assert_int_equal(purchase_of_commitment(kind, term, payment), i);
        assert_true(purchase_find(name, &found));
        assert_int_equal(found, i);
    }
    assert_null(purchase_names[PRICE_PURCHASES_COUNT]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_forms_are_read),      cmocka_unit_test(defaults_are_as_they_say),
        cmocka_unit_test(hash_covers_buying),       cmocka_unit_test(patterns_of_offers),
        cmocka_unit_test(names_are_of_their_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
