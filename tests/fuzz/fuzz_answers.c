/* fuzz_answers.c — any bytes as an answer of AWS, as the CLI prints it: refused with one error, or objects that a
 * cluster document holds, and groups and services or one error from them. */
#include "planner/observe/assemble.h"
#include "planner/observe/decode.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { DOCUMENT_BYTES_MAX = 64 * 1024 * 1024 };

static void need(bool holds)
{
    if (!holds)
        abort();
}

static void check_object(const struct object *object)
{
    enum property_role role;
    int count = 0;
    need(object->name != NULL && object->parent != NULL && object->id != NULL && object->stack != NULL);
    for (int i = 0; object_property_name(object->kind, i, &role) != NULL; i++)
        count += role != PROPERTY_WRITTEN;
    need(object->properties_count == count || object->kind == OBJECT_LAUNCH_TEMPLATE);
    for (int i = 0; i < object->properties_count; i++)
        need(object->properties[i].value != NULL);
}

/* Written and read again, a document of the objects alone is the same. */
static void check_document(const struct running_cluster *cluster)
{
    struct text first;
    struct text second;
    struct running_cluster again = {0};
    struct error err = {0};
    text_init(&first, DOCUMENT_BYTES_MAX);
    text_init(&second, DOCUMENT_BYTES_MAX);
    running_cluster_write(cluster, &first);
    need(!first.overflown && running_cluster_parse("f", first.bytes, first.length, &again, &err));
    running_cluster_write(&again, &second);
    need(strcmp(first.bytes, second.bytes) == 0);
    running_cluster_release(&again);
    text_release(&first);
    text_release(&second);
}

static void check_assembled(struct running_cluster *cluster, bool complete)
{
    struct error err = {0};
    struct running_cluster assembled = *cluster;
    bool ok = observe_assemble(&assembled, complete, &err);
    need(ok == (err.kind == ERROR_NONE) && (ok || err.text[0] != '\0'));
    cluster->arena = assembled.arena;
}

static void check_decoded(struct decoding *decoding, const struct node *root)
{
    struct error err = {0};
    bool known = false;
    bool ok = decode_answer(decoding, root, &known, &err);
    need(ok == (err.kind == ERROR_NONE));
    need(ok || (err.text[0] != '\0' && (err.kind == ERROR_INPUT || err.kind == ERROR_LIMIT)));
    need(known || !ok || decoding->objects_count == 0);
    if (!ok)
        return;
    decode_finish(decoding);
    struct running_cluster cluster = {.arena = *decoding->arena,
                                      .name = "shop",
                                      .region = "us-east-1",
                                      .account = "123456789012",
                                      .observed_at = "2026-11-22T03:00:00Z",
                                      .objects = decoding->objects,
                                      .objects_count = decoding->objects_count};
    for (int i = 0; i < cluster.objects_count; i++) {
        check_object(&cluster.objects[i]);
        need(i == 0 || object_compare(&cluster.objects[i - 1], &cluster.objects[i]) < 0);
    }
    check_document(&cluster);
    check_assembled(&cluster, true);
    check_assembled(&cluster, false);
    *decoding->arena = cluster.arena;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena tree = {0};
    struct arena arena = {0};
    struct error err = {0};
    struct node *root = NULL;
    struct decoding decoding = {.arena = &arena, .source = "f", .failure = ERROR_INPUT, .cluster = "shop"};
    if (node_parse("f", (const char *)data, size, &tree, &root, &err))
        check_decoded(&decoding, root);
    decode_release(&decoding);
    arena_release(&arena);
    arena_release(&tree);
    return 0;
}
