#include "tests/support/findings.h"

#include <string.h>

enum { TEXT_BYTES_MAX = 1 << 22 };

bool findings_have(const struct verdict *verdict, enum check_rule rule)
{
    for (int i = 0; i < verdict->findings_count; i++)
        if (strcmp(verdict->findings[i].code, check_rule_codes[rule]) == 0)
            return true;
    return false;
}

struct text findings_text(const struct verdict *verdict)
{
    struct text text;
    text_init(&text, TEXT_BYTES_MAX);
    text_add(&text, ""); /* never NULL */
    for (int i = 0; i < verdict->findings_count; i++)
        text_printf(&text, "%s %s: %s\n", verdict->findings[i].code, verdict->findings[i].where,
                    verdict->findings[i].what);
    return text;
}
