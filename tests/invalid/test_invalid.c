/* test_invalid.c — bad documents: each is refused with exactly the one line beside it, exit code 2, and nothing to
 * release. A line that ends in "..." fixes what stands before: the rest are jansson's or libxml2's words. The same
 * mistake in JSON and in XML (NAME.json, NAME.xml) is refused in the same words. */
#include "data/base/file.h"
#include "data/catalogue.h"
#include "data/cluster.h"
#include "data/overlay.h"
#include "data/plan.h"
#include "data/policy.h"
#include "data/profile.h"
#include "tests/invalid/generated.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_SIZE = ERROR_WHERE_SIZE + ERROR_TEXT_SIZE + 64, GENERATED_BYTES_MAX = 8 * 1024 * 1024 };

struct run {
    const char *kind, *folder;
    struct arena arena;
    int cases, failures;
};

static void failed(struct run *run, const char *name, const char *why, const char *detail)
{
    run->failures++;
    printf("FAILED %s/%s: %s%s\n", run->folder, name, why, detail);
}

static bool ends_with(const char *string, const char *end)
{
    size_t length = strlen(string), end_length = strlen(end);
    return length >= end_length && strcmp(string + length - end_length, end) == 0;
}

union document {
    struct profile profile;
    struct plan plan;
    struct catalogue catalogue;
    struct policy policy;
    struct running_cluster cluster;
    struct overlay overlay;
};

static bool parse_document(const char *kind, const char *name, const char *bytes, size_t length,
                           union document *ret_document, struct error *err)
{
    if (strcmp(kind, "profile") == 0)
        return profile_parse(name, bytes, length, &ret_document->profile, err);
    if (strcmp(kind, "plan") == 0)
        return plan_parse(name, bytes, length, &ret_document->plan, err);
    if (strcmp(kind, "policy") == 0)
        return policy_parse(name, bytes, length, &ret_document->policy, err);
    if (strcmp(kind, "cluster") == 0)
        return running_cluster_parse(name, bytes, length, &ret_document->cluster, err);
    if (strcmp(kind, "overlay") == 0)
        return overlay_parse(name, bytes, length, &ret_document->overlay, err);
    if (ends_with(name, "-own.csv")) /* as --prices reads it: whose prices they are is the file's to say */
        return catalogue_parse(name, bytes, length, &ret_document->catalogue, err);
    if (ends_with(name, ".csv"))
        return catalogue_parse_csv(name, "us-east-1", bytes, length, &ret_document->catalogue, err);
    return catalogue_parse(name, bytes, length, &ret_document->catalogue, err);
}

static void release_document(const char *kind, union document *document)
{
    if (strcmp(kind, "profile") == 0)
        profile_release(&document->profile);
    else if (strcmp(kind, "plan") == 0)
        plan_release(&document->plan);
    else if (strcmp(kind, "policy") == 0)
        policy_release(&document->policy);
    else if (strcmp(kind, "cluster") == 0)
        running_cluster_release(&document->cluster);
    else if (strcmp(kind, "overlay") == 0)
        overlay_release(&document->overlay);
    else
        catalogue_release(&document->catalogue);
}

/* `untouched` is false where a failure wrote to the caller's struct. */
static bool parse(const char *kind, const char *name, const char *bytes, size_t length, bool *ret_untouched,
                  struct error *err)
{
    union document document, before;
    memset(&document, 0xa5, sizeof document);
    memset(&before, 0xa5, sizeof before);
    bool ok = parse_document(kind, name, bytes, length, &document, err);
    *ret_untouched = memcmp(&document, &before, sizeof document) == 0;
    if (ok)
        release_document(kind, &document);
    return ok;
}

/* What a user would read. */
struct refusal {
    struct error err;
    char line[LINE_SIZE];
};

/* False, and the failure counted, where the document was accepted. */
static bool refuse(struct run *run, const char *name, const char *bytes, size_t length, struct refusal *ret_refusal)
{
    struct error err = {0};
    bool untouched = false;
    run->cases++;
    if (parse(run->kind, name, bytes, length, &untouched, &err)) {
        failed(run, name, "was accepted", "");
        return false;
    }
    if (!untouched)
        failed(run, name, "wrote to the caller's struct", "");
    if (err.kind == ERROR_NONE || error_exit_code(err.kind) != 2)
        failed(run, name, "exit code is not 2: ", error_word(err.kind));
    if (err.where[0] == '\0' || err.text[0] == '\0' || strchr(err.text, '\n'))
        failed(run, name, "place or text is missing or has lines: ", err.text);
    ret_refusal->err = err;
    snprintf(ret_refusal->line, LINE_SIZE, "%s: %s: %s", error_word(err.kind), err.where, err.text);
    return true;
}

static const char *expected_path(struct run *run, const char *name)
{
    return arena_printf(&run->arena, "%s/%s.error", run->folder, name);
}

/* The line as it is kept: without the words of a library, which change with its version. */
static void write_expected(struct run *run, const char *name, const char *line)
{
    static const char *const foreign[] = {"not JSON: ", "not XML: "};
    struct error err = {0};
    int length = (int)strlen(line);
    const char *dots = "";
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
        const char *at = strstr(line, foreign[i]);
        if (at) {
            length = (int)(at - line) + (int)strlen(foreign[i]);
            dots = "...";
        }
    }
    const char *text = arena_printf(&run->arena, "%.*s%s\n", length, line, dots);
    if (!file_write(expected_path(run, name), text, strlen(text), &err))
        failed(run, name, err.where, err.text);
}

static bool is_as_expected(const char *expected, const char *line)
{
    size_t length = strcspn(expected, "\n");
    if (length >= 3 && strncmp(expected + length - 3, "...", 3) == 0)
        return strncmp(expected, line, length - 3) == 0;
    return strlen(line) == length && strncmp(expected, line, length) == 0;
}

static void compare(struct run *run, const char *name, const char *line)
{
    struct error err = {0};
    char *expected = NULL;
    size_t length = 0;
    if (getenv("BAYPLAN_GOLDEN_WRITE"))
        write_expected(run, name, line);
    if (!file_read(expected_path(run, name), &run->arena, &expected, &length, &err)) {
        failed(run, name, "nothing to compare with: ", err.text);
        return;
    }
    if (!is_as_expected(expected, line)) {
        failed(run, name, "other words\n  expected: ", expected);
        printf("  is:       %s\n", line);
    }
}

static bool read_case(struct run *run, const char *name, struct refusal *ret_refusal)
{
    struct error err = {0};
    char *bytes = NULL;
    size_t length = 0;
    if (!file_read(arena_printf(&run->arena, "%s/%s", run->folder, name), &run->arena, &bytes, &length, &err)) {
        failed(run, name, "cannot be read: ", err.text);
        return false;
    }
    return refuse(run, name, bytes, length, ret_refusal);
}

/* `json` is how NAME.json was refused. */
static void compare_forms(struct run *run, const char *name, const struct refusal *json)
{
    struct refusal xml;
    size_t stem = strlen(name) - strlen(".json");
    const char *xml_name = arena_printf(&run->arena, "%.*s.xml", (int)stem, name);
    if (access(arena_printf(&run->arena, "%s/%s", run->folder, xml_name), R_OK) != 0)
        return;
    run->cases--; /* counted when its own turn comes */
    if (read_case(run, xml_name, &xml) && strcmp(json->err.text, xml.err.text) != 0) {
        failed(run, name, "JSON and XML are refused in other words: ", json->line);
        printf("  xml: %s\n", xml.line);
    }
}

static int is_case(const struct dirent *entry)
{
    return ends_with(entry->d_name, ".json") || ends_with(entry->d_name, ".xml") || ends_with(entry->d_name, ".csv");
}

static void run_files(struct run *run)
{
    struct dirent **entries = NULL;
    int count = scandir(run->folder, &entries, is_case, alphasort);
    if (count <= 0)
        failed(run, "", "no cases", "");
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        struct refusal refusal;
        if (read_case(run, name, &refusal)) {
            compare(run, name, refusal.line);
            if (ends_with(name, ".json"))
                compare_forms(run, name, &refusal);
        }
        free(entries[i]);
    }
    free(entries);
}

static void run_generated(struct run *run)
{
    for (int i = 0; i < generated_cases_count; i++) {
        const struct generated *generated = &generated_cases[i];
        if (strcmp(generated->kind, run->kind) != 0)
            continue;
        struct text bytes;
        struct refusal refusal;
        text_init(&bytes, GENERATED_BYTES_MAX);
        generated->write(&bytes);
        BUG_IF(bytes.overflown);
        if (refuse(run, generated->name, bytes.bytes, bytes.length, &refusal) &&
            !is_as_expected(generated->expected, refusal.line)) {
            failed(run, generated->name, "other words\n  expected: ", generated->expected);
            printf("  is:       %s\n", refusal.line);
        }
        text_release(&bytes);
    }
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fprintf(stderr, "usage: %s profile|plan|catalogue|policy|cluster FOLDER\n", arguments[0]);
        return 2;
    }
    struct run run = {.kind = arguments[1], .folder = arguments[2]};
    run_files(&run);
    run_generated(&run);
    printf("%d bad documents of kind %s, %d failures\n", run.cases, run.kind, run.failures);
    arena_release(&run.arena);
    return run.failures > 0;
}
