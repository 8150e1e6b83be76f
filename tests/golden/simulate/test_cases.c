/* test_cases.c FOLDER — plays every NAME.case.json of a folder: ECS's documented examples and its users' puzzles. */
#include "tests/golden/simulate/case.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMPLAINTS_MAX = 1 << 20, COMPLAINTS_SHOWN = 2000, PATH_SIZE = 1024, CASES_MIN = 15 };

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), end_length = strlen(end);
    return length > end_length && strcmp(name + length - end_length, end) == 0;
}

static int is_case(const struct dirent *entry)
{
    return ends_with(entry->d_name, ".case.json");
}

static bool play(const char *folder, const char *name)
{
    char path[PATH_SIZE];
    struct scheduler_case loaded;
    struct error err = {0};
    struct text complaints;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!case_load(path, &loaded, &err)) {
        printf("FAILED %s: %s: %s\n", name, err.where, err.text);
        return false;
    }
    text_init(&complaints, COMPLAINTS_MAX);
    case_play(&loaded, folder, &complaints);
    bool as_expected = complaints.length == 0;
    if (as_expected)
        printf("ok     %s: %s\n", name, loaded.case_name);
    else
        printf("FAILED %s: %s\n%.*s", name, loaded.case_name, COMPLAINTS_SHOWN, complaints.bytes);
    text_release(&complaints);
    arena_release(&loaded.arena);
    return as_expected;
}

int main(int count, char **arguments)
{
    struct dirent **entries;
    int failed = 0, cases = count == 2 ? scandir(arguments[1], &entries, is_case, alphasort) : -1;
    if (cases < CASES_MIN) {
        printf("fewer than %d cases in %s\n", CASES_MIN, count == 2 ? arguments[1] : "nothing");
        return 1;
    }
    for (int i = 0; i < cases; i++) {
        failed += !play(arguments[1], entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    printf("%d cases, %d failed\n", cases, failed);
    return failed > 0;
}
