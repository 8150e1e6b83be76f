#include "planner/cli/completion_words.h"
#include <stdio.h>
#include <string.h>

void words_add_first(struct text *out)
{
    char group[OPTION_NAME_SIZE];
    int count = 0;
    const struct command *all = commands(&count);
    for (int i = 0; i < count; i++) {
        bool single = strchr(all[i].name, ' ') == NULL;
        if (single || words_open_group(all, i, group))
            text_printf(out, "%s%s", i ? " " : "", single ? all[i].name : group);
    }
}

void words_add_second(struct text *out, const char *group)
{
    int count = 0;
    size_t length = strlen(group);
    bool first = true;
    const struct command *all = commands(&count);
    for (int i = 0; i < count; i++)
        if (strncmp(all[i].name, group, length) == 0 && all[i].name[length] == ' ') {
            text_printf(out, "%s%s", first ? "" : " ", all[i].name + length + 1);
            first = false;
        }
}

void words_add_choices(struct text *out, const char *const *choices)
{
    for (size_t i = 0; choices[i]; i++)
        text_printf(out, "%s%s", i ? " " : "", choices[i]);
}

bool words_open_group(const struct command *all, int index, char ret_group[OPTION_NAME_SIZE])
{
    size_t length = strcspn(all[index].name, " ");
    if (all[index].name[length] == '\0')
        return false;
    for (int i = 0; i < index; i++)
        if (strncmp(all[i].name, all[index].name, length + 1) == 0)
            return false;
    snprintf(ret_group, OPTION_NAME_SIZE, "%.*s", (int)length, all[index].name);
    return true;
}

void words_add_quoted(struct text *out, const char *string, const char *special)
{
    for (; *string; string++) {
        if (*string == '\'')
            text_add(out, "'\\'"); /* with the quote itself: '\'' */
        else if (strchr(special, *string))
            text_add(out, "\\");
        text_add_bytes(out, string, 1);
    }
}
