#include "planner/cli/subject.h"
#include "data/base/file.h"
#include "data/base/node.h"
#include <string.h>

static bool begins(const char *string, const char *head)
{
    return strncmp(string, head, strlen(head)) == 0;
}

/* A later version of either goes to its own reader, which says so. */
static bool tell(const char *path, const struct node *root, bool *ret_is_profile, struct error *err)
{
    char where[NODE_WHERE_SIZE];
    bool is_xml = root->kind == NODE_XML_ELEMENT;
    const struct node *schema = is_xml || root->kind == NODE_OBJECT ? node_child(root, "schema") : NULL;
    const char *word = is_xml ? root->name : schema && schema->kind == NODE_STRING ? schema->string : "";
    *ret_is_profile = is_xml ? strcmp(word, "profile") == 0 : begins(word, "bayplan.profile/");
    if (*ret_is_profile || (is_xml ? strcmp(word, "plan") == 0 : begins(word, "bayplan.plan/")))
        return true;
    if (is_xml)
        return error_set(err, ERROR_INPUT, node_where(path, root, NULL, where),
                         "the root element is <%s>; a plan is <plan>, a profile <profile>", word);
    return error_set(err, ERROR_INPUT, node_where(path, schema ? schema : root, schema ? NULL : "schema", where),
                     "must be \"bayplan.plan/1\" or \"bayplan.profile/1\"");
}

static bool parse(const char *path, const char *bytes, size_t length, struct subject *ret_subject, struct error *err)
{
    struct arena tree = {0};
    struct node *root = NULL;
    struct subject subject = {0};
    bool told = node_parse(path, bytes, length, &tree, &root, err) && tell(path, root, &subject.is_profile, err);
    arena_release(&tree);
    if (!told || !(subject.is_profile ? profile_parse(path, bytes, length, &subject.profile, err)
                                      : plan_parse(path, bytes, length, &subject.plan, err)))
        return false;
    *ret_subject = subject;
    return true;
}

bool subject_load(const char *path, struct subject *ret_subject, struct error *err)
{
    struct arena arena = {0};
    char *bytes = NULL;
    size_t length = 0;
    bool done = file_read(path, &arena, &bytes, &length, err) && parse(path, bytes, length, ret_subject, err);
    arena_release(&arena);
    return done;
}

void subject_release(struct subject *subject)
{
    profile_release(&subject->profile);
    plan_release(&subject->plan);
}
