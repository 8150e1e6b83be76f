/* fuzz_plan.c — any bytes as a plan: refused with one error, or written and read again as the same bytes. */
#include "data/plan.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { PLAN_BYTES_MAX = 64 * 1024 * 1024 };

static void need(bool holds)
{
    if (!holds)
        abort();
}

static struct text write_plan(const struct plan *plan)
{
    struct text text;
    text_init(&text, PLAN_BYTES_MAX);
    plan_write(plan, &text);
    need(!text.overflown);
    return text;
}

static void check_round_trip(const struct plan *plan)
{
    struct plan again = {0};
    struct error err = {0};
    struct text first = write_plan(plan);
    need(plan_parse("f", first.bytes, first.length, &again, &err));
    struct text second = write_plan(&again);
    need(first.length == second.length && memcmp(first.bytes, second.bytes, first.length) == 0);
    plan_release(&again);
    text_release(&first);
    text_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct plan plan = {0};
    struct error err = {0};
    bool ok = plan_parse("f", (const char *)data, size, &plan, &err);
    need(ok == (err.kind == ERROR_NONE));
    need(ok || (error_exit_code(err.kind) == 2 && err.where[0] != '\0' && err.text[0] != '\0'));
    if (ok)
        check_round_trip(&plan);
    plan_release(&plan);
    return 0;
}
