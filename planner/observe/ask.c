#include "planner/observe/ask.h"
#include "planner/observe/decode_parts.h"

#include <stdlib.h>
#include <string.h>

void names_add(struct names *names, const char *name)
{
    if (name[0] == '\0')
        return;
    if (names->count == names->capacity) {
        names->capacity = names->capacity == 0 ? 16 : 2 * names->capacity;
        names->items = memory_resize(names->items, (size_t)names->capacity, sizeof(*names->items));
    }
    names->items[names->count++] = name;
}

void names_add_set(struct names *names, const char *set, struct arena *arena)
{
    char *name = NULL;
    while (object_set_next(&set, arena, &name))
        names_add(names, name);
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

void names_sort(struct names *names)
{
    int count = 0;
    if (names->count > 0)
        qsort(names->items, (size_t)names->count, sizeof(*names->items), compare_names);
    for (int i = 0; i < names->count; i++)
        if (count == 0 || strcmp(names->items[count - 1], names->items[i]) != 0)
            names->items[count++] = names->items[i];
    names->count = count;
}

bool names_have(const struct names *names, const char *name)
{
    for (int i = 0; i < names->count; i++)
        if (strcmp(names->items[i], name) == 0)
            return true;
    return false;
}

void names_release(struct names *names)
{
    free(names->items);
    *names = (struct names){0};
}

void asking_begin(struct asking *asking, struct aws_client *client, struct arena *arena, const char *cluster)
{
    *asking = (struct asking){.client = client, .decoding = {.arena = arena, .failure = ERROR_AWS, .cluster = cluster}};
}

void asking_release(struct asking *asking)
{
    decode_release(&asking->decoding);
}

static bool is_one_of(const char *code, const char *const *codes)
{
    for (; codes != NULL && *codes != NULL; codes++)
        if (strcmp(code, *codes) == 0)
            return true;
    return false;
}

/* "ecs:ListTagsForResource" of "... is not authorized to perform: ecs:ListTagsForResource on ...": a describe call can
 * take more than its own action. Where AWS does not say, the call's own. */
static const char *denied_action(const struct aws_call *call, const char *words, struct arena *arena)
{
    static const char mark[] = "authorized to perform: ";
    static const char *const prefixes[] = {
#define X(service, variable, host, signing, protocol, version) host,
        AWS_SERVICES(X)
#undef X
    };
    const char *said = strstr(words, mark);
    size_t length = said == NULL ? 0 : strcspn(said + sizeof(mark) - 1, " ");
    return length > 0 ? arena_strndup(arena, said + sizeof(mark) - 1, length)
                      : arena_printf(arena, "%s:%s", prefixes[call->service], call->operation);
}

/* A refusal that means "not there" is no failure; one for want of permission says which. */
static bool refused(const struct aws_call *call, const struct aws_failure *failure, const char *const *absent,
                    const struct error *sent, struct error *err)
{
    static const char *const denied[] = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation",
                                         "NotAuthorized", NULL};
    if (failure->kind == AWS_REFUSED && is_one_of(failure->code, absent))
        return true;
    if (failure->kind != AWS_REFUSED || !is_one_of(failure->code, denied))
        return error_set(err, sent->kind, sent->where, "%s", sent->text);
    struct arena arena = {0};
    (void)error_set(err, sent->kind, sent->where, "the IAM action %s is not allowed: %s",
                    denied_action(call, sent->text, &arena), sent->text);
    arena_release(&arena);
    return false;
}

struct page {
    struct asking *asking;
    const struct aws_call *call;
    const char *key; /* NULL: decode */
    struct names *names;
};

/* ECS answers for each name that it has nothing of, and why. MISSING is as good as not in the list. */
static bool check_failures(const struct reading *reading, const struct node *body)
{
    const struct node *failure = answer_members(reading, body, "failures");
    for (; failure != NULL; failure = failure->next)
        if (!answer_is(reading, failure, "reason", "MISSING"))
            return error_set(reading->err, ERROR_AWS, reading->decoding->source, "%s: %s %s",
                             answer_text(reading, failure, "arn"), answer_text(reading, failure, "reason"),
                             answer_text(reading, failure, "detail"));
    return reading->err->kind == ERROR_NONE;
}

static bool take_page(void *context, struct node *body, struct error *err)
{
    const struct page *page = context;
    struct decoding *decoding = &page->asking->decoding;
    const struct reading reading = {.decoding = decoding, .err = err};
    bool known;
    decoding->source = page->call->operation;
    if (!check_failures(&reading, body))
        return false;
    if (page->key == NULL)
        return decode_answer(decoding, body, &known, err);
    for (const struct node *member = answer_members(&reading, body, page->key); member != NULL; member = member->next)
        if (member->kind == NODE_STRING)
            names_add(page->names, arena_strdup(decoding->arena, member->string));
    return err->kind == ERROR_NONE;
}

static bool send_pages(struct page *page, struct aws_call *call, const char *const *absent, struct error *err)
{
    struct arena scratch = {0};
    struct aws_failure failure = {0};
    struct error sent = {0};
    bool ok = aws_send_pages(page->asking->client, call, &scratch, take_page, page, &failure, &sent) ||
              refused(call, &failure, absent, &sent, err);
    arena_release(&scratch);
    aws_call_release(call);
    return ok;
}

bool ask(struct asking *asking, struct aws_call *call, const char *const *absent, struct error *err)
{
    return send_pages(&(struct page){.asking = asking, .call = call}, call, absent, err);
}

bool ask_names(struct asking *asking, struct aws_call *call, const char *key, const char *const *absent,
               struct names *names, struct error *err)
{
    return send_pages(&(struct page){.asking = asking, .call = call, .key = key, .names = names}, call, absent, err);
}

bool ask_once(struct asking *asking, struct aws_call *call, const char *const *absent, struct arena *arena,
              struct node **ret_body, struct error *err)
{
    struct aws_reply reply = {0};
    struct aws_failure failure = {0};
    struct error sent = {0};
    bool ok =
        aws_send(asking->client, call, arena, &reply, &failure, &sent) || refused(call, &failure, absent, &sent, err);
    aws_call_release(call);
    if (ok)
        *ret_body = reply.body;
    return ok;
}

/* AWS says so; emulators fall over it, and that answer has no code. AWS's own 500 has one. */
static bool is_unknown_operation(const struct aws_failure *failure)
{
    static const char *const codes[] = {"UnknownOperationException", "InvalidAction", NULL};
    if (failure->kind == AWS_LOST)
        return (failure->status == 500 || failure->status == 501) && failure->code[0] == '\0';
    return failure->kind == AWS_REFUSED && is_one_of(failure->code, codes);
}

bool ask_young(struct asking *asking, struct aws_call *call, const char *const *absent, struct arena *arena,
               struct node **ret_body, bool *ret_known, struct error *err)
{
    struct aws_reply reply = {0};
    struct aws_failure failure = {0};
    struct error sent = {0};
    call->repeatable = false; /* the first try shows whether it is worth a second */
    bool ok = aws_send(asking->client, call, arena, &reply, &failure, &sent);
    *ret_known = ok || !is_unknown_operation(&failure);
    if (!ok && *ret_known && failure.kind == AWS_LOST) {
        call->repeatable = true;
        return ask_once(asking, call, absent, arena, ret_body, err);
    }
    ok = ok || !*ret_known || refused(call, &failure, absent, &sent, err);
    aws_call_release(call);
    if (ok)
        *ret_body = reply.body;
    return ok;
}
