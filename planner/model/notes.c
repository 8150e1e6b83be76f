#include "planner/model/notes.h"

struct note_words {
    const char *subject, *one, *several;
};

static const struct note_words note_words[NOTES_COUNT] = {
#define X(kind, subject, one, several) {subject, one, several},
    NOTES(X)
#undef X
};

void note_add(struct notes *notes, enum note kind, const char *name)
{
    struct note_list *list = &notes->lists[kind];
    if (list->count < NOTE_NAMES_SHOWN)
        list->names[list->count] = name;
    list->count++;
}

static const char *names_shown(const struct note_list *list, struct arena *arena)
{
    const char *const *names = list->names;
    switch (list->count) {
    case 1:
        return names[0];
    case 2:
        return arena_printf(arena, "%s and %s", names[0], names[1]);
    case 3:
        return arena_printf(arena, "%s, %s and %s", names[0], names[1], names[2]);
    default:
        return arena_printf(arena, "%s, %s, %s and %d more", names[0], names[1], names[2],
                            list->count - NOTE_NAMES_SHOWN);
    }
}

const char *note_sentence(const struct notes *notes, enum note kind, struct arena *arena)
{
    const struct note_list *list = &notes->lists[kind];
    const struct note_words *words = &note_words[kind];
    if (list->count == 0)
        return NULL;
    if (list->count == 1)
        return arena_printf(arena, "1 %s (%s) %s.", words->subject, list->names[0], words->one);
    return arena_printf(arena, "%d %ss (%s) %s.", list->count, words->subject, names_shown(list, arena),
                        words->several);
}
