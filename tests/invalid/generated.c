/* generated.c — see generated.h. */
#include "tests/invalid/generated.h"

#include <string.h>

static const char head[] = "{\"schema\": \"bayplan.profile/1\", \"name\": \"n\", \"region\": \"us-east-1\", ";

static void too_many_services(struct text *out)
{
    text_printf(out, "%s\"services\": [", head);
    for (int i = 0; i <= 20000; i++)
        text_printf(out, "%s{\"name\": \"s%d\", \"cpu_units\": 1, \"memory_mib\": 6, \"tasks\": 1}", i > 0 ? "," : "",
                    i);
    text_add(out, "]}");
}

static void name_too_long(struct text *out)
{
    text_printf(out, "%s\"services\": [{\"cpu_units\": 1, \"memory_mib\": 6, \"tasks\": 1, \"name\": \"%0256d\"}]}",
                head, 0);
}

static void string_too_long(struct text *out)
{
    text_printf(out, "%s\"services\": [{\"cpu_units\": 1, \"memory_mib\": 6, \"tasks\": 1, \"name\": \"%070000d\"}]}",
                head, 0);
}

static void attribute_too_long(struct text *out)
{
    text_printf(out, "<profile schema=\"bayplan.profile/1\" region=\"us-east-1\" name=\"%070000d\"/>", 0);
}

static void open_lists(struct text *out)
{
    for (int i = 0; i < 100000; i++)
        text_add(out, "[");
}

static void open_elements(struct text *out)
{
    for (int i = 0; i < 100000; i++)
        text_add(out, "<a>");
}

static void year_of_hours(struct text *out)
{
    text_printf(out, "%s\"services\": [{\"name\": \"s\", \"cpu_units\": 1, \"memory_mib\": 6, \"tasks\": [1", head);
    for (int i = 1; i < 8760; i++)
        text_add(out, ",1");
    text_add(out, "]}]}");
}

static void decade_of_hours(struct text *out)
{
    text_printf(out, "%s\"services\": [{\"name\": \"s\", \"cpu_units\": 1, \"memory_mib\": 6, \"tasks\": [1", head);
    for (int i = 1; i < 87600; i++)
        text_add(out, ",1");
    text_add(out, "]}]}");
}

static void nul_in_the_middle(struct text *out)
{
    text_add(out, head);
    text_add_bytes(out, "\0", 1);
    text_add(out, "\"services\": []}");
}

static void number_very_long(struct text *out)
{
    text_printf(out, "%s\"limits\": {\"pools_max\": 1%0100000d}}", head, 0);
}

static void too_many_tasks_together(struct text *out)
{
    text_printf(out, "%s\"services\": [", head);
    for (int i = 0; i < 5; i++)
        text_printf(out, "%s{\"name\": \"s%d\", \"cpu_units\": 1, \"memory_mib\": 6, \"tasks\": 1000000}",
                    i > 0 ? "," : "", i);
    text_add(out, "]}");
}

const struct generated generated_cases[] = {
    {"profile", "too-many-services.json", too_many_services,
     "limit: too-many-services.json:1:69: services: has 20001 members; at most 20000 are allowed"},
    {"profile", "name-too-long.json", name_too_long,
     "limit: name-too-long.json:1:128: services[0].name: is 256 bytes long; at most 255 are allowed"},
    {"profile", "string-too-long.json", string_too_long,
     "limit: string-too-long.json:1:136: a string of 70000 bytes; at most 65536 are read"},
    {"profile", "attribute-too-long.xml", attribute_too_long,
     "limit: attribute-too-long.xml:1:56: an attribute longer than 65536 bytes; use member elements"},
    {"profile", "open-lists.json", open_lists, "limit: open-lists.json:1:33: nested more than 32 levels deep"},
    {"profile", "open-elements.xml", open_elements, "limit: open-elements.xml:1:97: nested more than 32 levels deep"},
    {"profile", "year-of-hours.json", year_of_hours,
     "input: year-of-hours.json:1:129: services[0].tasks: must hold 1 number, 24 (hour of day) or 168 (hour of "
     "week, Monday 00:00 UTC first), not 8760"},
    {"profile", "decade-of-hours.json", decade_of_hours,
     "limit: decade-of-hours.json:1:129: services[0].tasks: has 87600 members; at most 8784 are allowed"},
    {"profile", "nul-in-the-middle.json", nul_in_the_middle,
     "input: nul-in-the-middle.json:1:69: holds a NUL byte; it is not a text file"},
    {"profile", "number-very-long.json", number_very_long,
     "input: number-very-long.json:1:93: the number is too large"},
    {"profile", "too-many-tasks-together.json", too_many_tasks_together,
     "limit: too-many-tasks-together.json:1:1: services and jobs ask for 5000000 tasks together in hour 0; the most is "
     "4000000"},
};
const int generated_cases_count = sizeof generated_cases / sizeof generated_cases[0];
