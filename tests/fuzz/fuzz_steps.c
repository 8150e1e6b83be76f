/* fuzz_steps.c — any bytes as a steps document: refused with one error, or written again it reads the same; no step of
 * it, held against any object that was observed, does more than say what it sees. */
#include "planner/apply/steps.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS_BYTES_MAX = 64 * 1024 * 1024 };

static void need(bool holds)
{
    if (!holds)
        abort();
}

static void check_round_trip(const struct steps *steps, const struct steps_document *document)
{
    struct steps again;
    struct steps_document again_document;
    struct error err = {.kind = ERROR_NONE};
    struct text first, second;
    text_init(&first, STEPS_BYTES_MAX);
    text_init(&second, STEPS_BYTES_MAX);
    steps_write(steps, document, &first);
    need(!first.overflown && steps_parse("f", first.bytes, first.length, &again, &again_document, &err));
    steps_write(&again, &again_document, &second);
    need(first.length == second.length && memcmp(first.bytes, second.bytes, first.length) == 0);
    steps_release(&again);
    text_release(&first);
    text_release(&second);
}

static void check_steps(const struct steps *steps, const struct steps_document *document)
{
    struct text text;
    text_init(&text, STEPS_BYTES_MAX);
    steps_text(steps, &text);
    for (int i = 0; i < steps->steps_count; i++) {
        step_state(&steps->steps[i], NULL);
        for (int k = 0; k < document->observed_count && k < 8; k++) {
            struct object now = document->observed[k];
            if (now.kind == steps->steps[i].object.kind && step_state(&steps->steps[i], &now) == STEP_NEITHER)
                step_difference(&steps->steps[i], &now, &text);
        }
    }
    text_release(&text);
}

static void check_inverse(const struct steps *steps)
{
    struct steps inverse;
    struct error err = {.kind = ERROR_NONE};
    bool *done = memory_alloc((size_t)steps->steps_count + 1, sizeof *done);
    memset(done, 1, (size_t)steps->steps_count * sizeof *done);
    if (steps_invert(steps, done, &inverse, &err))
        steps_release(&inverse);
    free(done);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct steps steps;
    struct steps_document document;
    struct error err = {.kind = ERROR_NONE};
    bool ok = steps_parse("f", (const char *)data, size, &steps, &document, &err);
    need(ok == (err.kind == ERROR_NONE));
    need(ok || (error_exit_code(err.kind) == 2 && err.where[0] != '\0' && err.text[0] != '\0'));
    if (!ok)
        return 0;
    check_steps(&steps, &document);
    check_inverse(&steps);
    check_round_trip(&steps, &document);
    steps_release(&steps);
    return 0;
}
