/* policy.c — a policy from bytes: tree, fields, and what one field cannot know of another. */
#include "data/policy.h"

#include "data/base/file.h"
#include "data/document.h"
#include "data/policy_fields.h"

#include <stdlib.h>
#include <string.h>

struct checking {
    const struct policy *policy;
    const struct node *root;
    struct error *err;
    char where[NODE_WHERE_SIZE];
};

static const char *place_of(struct checking *at, const struct node *object, const char *key)
{
    return document_where(at->policy->file, object, key, at->where);
}

/* A change of neither percent nor dollars would be none at all: surely a slip. */
static bool check_change(struct checking *at, const char *key)
{
    const struct node *object = node_child(at->root, key);
    if (!object || node_child(object, "percent") || node_child(object, "usd_per_month"))
        return true;
    return error_set(at->err, ERROR_INPUT, place_of(at, at->root, key),
                     "must hold \"percent\", \"usd_per_month\" or both: how much is too much");
}

static bool check_saving(struct checking *at)
{
    const struct node *object = node_child(at->root, "saving");
    if (!object || node_child(object, "percent") || node_child(object, "usd_per_month"))
        return true;
    return error_set(at->err, ERROR_INPUT, place_of(at, at->root, "saving"),
                     "must hold \"percent\", \"usd_per_month\" or both: the least that is worth a change");
}

static bool check_places(struct checking *at, const struct node *object, const struct policy_places *places)
{
    const unsigned every = (1u << PLACES_COUNT) - 1;
    if (places->forbid == 0 && places->require == 0)
        return error_set(at->err, ERROR_INPUT, node_where(at->policy->file, object, NULL, at->where),
                         "must hold \"forbid\", \"require\" or both");
    for (int place = 0; place < PLACES_COUNT; place++)
        if (places->forbid & places->require & 1u << place)
            return error_set(at->err, ERROR_INPUT, place_of(at, object, "require"),
                             "\"%s\" is forbidden here too; a place is one or the other", place_names[place]);
    if (places->forbid == every)
        return error_set(at->err, ERROR_INPUT, place_of(at, object, "forbid"),
                         "forbids every place there is: nothing could run");
    return true;
}

static bool check_all_places(struct checking *at)
{
    const struct policy *policy = at->policy;
    if (policy->places.given && !check_places(at, node_child(at->root, "places"), &policy->places))
        return false;
    const struct node *member = document_member(at->root, "service_places", 0);
    for (int i = 0; i < policy->service_places_count; i++, member = member->next)
        if (!check_places(at, member, &policy->service_places[i]))
            return false;
    return true;
}

struct tagged {
    const struct policy_budget *budget;
    const struct node *node;
};

/* By key and value; of equal ones in the order given. */
static int tagged_compare(const void *a, const void *b)
{
    const struct tagged *left = a, *right = b;
    int order = strcmp(left->budget->key, right->budget->key);
    if (order == 0)
        order = strcmp(left->budget->value, right->budget->value);
    return order != 0 ? order : (left->budget > right->budget) - (left->budget < right->budget);
}

static bool check_tags_differ(struct checking *at)
{
    const struct policy *policy = at->policy;
    int count = policy->tag_budgets_count;
    struct tagged *tagged = memory_alloc((size_t)count + 1, sizeof *tagged);
    const struct node *member = document_member(at->root, "tag_budgets", 0);
    for (int i = 0; i < count; i++, member = member->next)
        tagged[i] = (struct tagged){&policy->tag_budgets[i], member};
    qsort(tagged, (size_t)count, sizeof *tagged, tagged_compare);
    bool ok = true;
    for (int i = 1; i < count && ok; i++) {
        const struct policy_budget *budget = tagged[i].budget, *before = tagged[i - 1].budget;
        if (strcmp(budget->key, before->key) == 0 && strcmp(budget->value, before->value) == 0)
            ok = error_set(at->err, ERROR_INPUT, node_where(policy->file, tagged[i].node, NULL, at->where),
                           "has the key and value of another tag budget already (line %d); one budget a tag",
                           tagged[i - 1].node->line);
    }
    free(tagged);
    return ok;
}

static bool policy_check_document(const struct policy *policy, const struct node *root, struct error *err)
{
    struct checking at = {.policy = policy, .root = root, .err = err};
    return check_tags_differ(&at) && check_change(&at, "increase") && check_change(&at, "decrease") &&
           check_saving(&at) && check_all_places(&at);
}

static bool read_tree(const char *file, struct node *root, struct policy *policy, struct error *err)
{
    struct policy_document document = {0};
    struct arena arena = {0};
    bool ok = document_check_root(file, root, "policy", err) &&
              fields_read(policy_field_table(), file, root, &arena, &document, err);
    *policy = document.policy;
    policy->arena = arena;
    if (!ok)
        return false;
    policy->file = arena_strdup(&policy->arena, file);
    policy->service_budgets = document.service_budgets.items;
    policy->service_budgets_count = document.service_budgets.count;
    policy->tag_budgets = document.tag_budgets.items;
    policy->tag_budgets_count = document.tag_budgets.count;
    policy->service_places = document.service_places.items;
    policy->service_places_count = document.service_places.count;
    return policy_check_document(policy, root, err);
}

bool policy_parse(const char *file, const char *bytes, size_t length, struct policy *ret_policy, struct error *err)
{
    struct arena tree = {0};
    struct node *root = NULL;
    struct policy policy = {0};
    bool ok = node_parse(file, bytes, length, &tree, &root, err) && read_tree(file, root, &policy, err);
    arena_release(&tree);
    if (!ok) {
        policy_release(&policy);
        return false;
    }
    sha256_hex(bytes, length, policy.sha256);
    *ret_policy = policy;
    return true;
}

bool policy_load(const char *path, struct policy *ret_policy, struct error *err)
{
    struct arena arena = {0};
    char *bytes = NULL;
    size_t length = 0;
    bool ok = file_read(path, &arena, &bytes, &length, err) && policy_parse(path, bytes, length, ret_policy, err);
    arena_release(&arena);
    return ok;
}

void policy_release(struct policy *policy)
{
    arena_release(&policy->arena);
    *policy = (struct policy){0};
}
