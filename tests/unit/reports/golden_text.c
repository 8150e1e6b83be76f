#include "tests/unit/reports/golden_text.h"
#include "data/base/file.h"
#include "reports/screen.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

void assert_golden(const char *name, const struct text *out)
{
    char path[256];
    char *bytes = NULL;
    size_t length = 0;
    struct arena arena = {0};
    struct error err = {0};
    snprintf(path, sizeof path, "tests/golden/cli/%s.txt", name);
    if (getenv("BAYPLAN_UPDATE_GOLDEN"))
        assert_true(file_write(path, out->bytes, out->length, &err));
    assert_true(file_read(path, &arena, &bytes, &length, &err));
    assert_string_equal(out->bytes, bytes);
    arena_release(&arena);
}

void assert_fits_and_is_safe(const struct text *out)
{
    for (const char *line = out->bytes; *line; line += strcspn(line, "\n") + 1) {
        char copy[1024];
        snprintf(copy, sizeof copy, "%.*s", (int)strcspn(line, "\n"), line);
        if (text_columns(copy) > SCREEN_WIDTH)
            fail_msg("%d columns: %s", text_columns(copy), copy);
        assert_true(*copy == '\0' || copy[strlen(copy) - 1] != ' ');
    }
    assert_null(strchr(out->bytes, '\033'));
    assert_null(strstr(out->bytes, "\xe2\x80\xae"));
}
