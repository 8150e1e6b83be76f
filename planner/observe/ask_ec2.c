#include "data/base/json_writer.h"
#include "planner/observe/ask.h"

#include <stdio.h>
#include <string.h>

/* Most values of one filter, and rows of one page: AWS's own limits. */
enum { FILTER_VALUES_MAX = 200, EC2_PAGE = 200, PARAMETER_NAME_SIZE = 64 };

static void add_filter(struct aws_call *call, const char *name, const char *const *values, int count)
{
    char parameter[PARAMETER_NAME_SIZE];
    aws_parameter(call, "Filter.1.Name", name);
    for (int i = 0; i < count; i++) {
        (void)snprintf(parameter, sizeof(parameter), "Filter.1.Value.%d", i + 1);
        aws_parameter(call, parameter, values[i]);
    }
    aws_parameter_integer(call, "MaxResults", EC2_PAGE);
}

/* A filter finds those that are there; a list of names fails where one is not. */
static bool ask_filtered(struct asking *asking, const char *operation, const char *filter, const struct names *values,
                         struct error *err)
{
    for (int first = 0; first < values->count; first += FILTER_VALUES_MAX) {
        int count = values->count - first < FILTER_VALUES_MAX ? values->count - first : FILTER_VALUES_MAX;
        struct aws_call call;
        aws_call_begin(&call, AWS_EC2, operation, true);
        add_filter(&call, filter, values->items + first, count);
        if (!ask(asking, &call, NULL, err))
            return false;
    }
    return true;
}

bool ask_subnets(struct asking *asking, const struct names *ids, struct error *err)
{
    return ask_filtered(asking, "DescribeSubnets", "subnet-id", ids, err);
}

bool ask_image(struct asking *asking, const char *parameter, struct error *err)
{
    static const char *const absent[] = {"ParameterNotFound", "ParameterVersionNotFound", NULL};
    struct aws_call call;
    aws_call_begin(&call, AWS_SSM, "GetParameter", true);
    struct json_writer writer = {.out = &call.body};
    json_begin_object(&writer, NULL);
    json_string(&writer, "Name", parameter);
    json_end_object(&writer);
    return ask(asking, &call, absent, err);
}

static const char *const no_template[] = {"InvalidLaunchTemplateId.NotFound",
                                          "InvalidLaunchTemplateId.NotFoundException",
                                          "InvalidLaunchTemplateName.NotFoundException", NULL};

/* Groups name their template by id only where somebody made them so. */
static bool ask_template_of_id(struct asking *asking, const char *id, struct error *err)
{
    struct aws_call call;
    aws_call_begin(&call, AWS_EC2, "DescribeLaunchTemplates", true);
    aws_parameter(&call, "LaunchTemplateId.1", id);
    return ask(asking, &call, no_template, err);
}

static bool ask_newest_version(struct asking *asking, const char *id, struct error *err)
{
    struct aws_call call;
    aws_call_begin(&call, AWS_EC2, "DescribeLaunchTemplateVersions", true);
    aws_parameter(&call, "LaunchTemplateId", id);
    aws_parameter(&call, "LaunchTemplateVersion.1", "$Latest");
    return ask(asking, &call, no_template, err);
}

static bool is_template_id(const char *name)
{
    return strncmp(name, "lt-", 3) == 0;
}

bool ask_launch_templates(struct asking *asking, const struct names *names, const char *stack, struct error *err)
{
    struct decoding *decoding = &asking->decoding;
    int before = decoding->objects_count;
    struct names plain = {0};
    struct names ids = {0};
    bool ok = true;
    for (int i = 0; i < names->count; i++) {
        names_add(&plain, names->items[i]); /* one may be called lt-something */
        if (is_template_id(names->items[i]))
            ok = ok && ask_template_of_id(asking, names->items[i], err);
    }
    ok = ok && ask_filtered(asking, "DescribeLaunchTemplates", "launch-template-name", &plain, err);
    if (stack != NULL)
        ok = ok && ask_filtered(asking, "DescribeLaunchTemplates", "tag:" TAG_STACK,
                                &(struct names){.items = &stack, .count = 1}, err);
    for (int i = before; ok && i < decoding->objects_count; i++)
        names_add(&ids, decoding->objects[i].id);
    names_sort(&ids);
    for (int i = 0; ok && i < ids.count; i++)
        ok = ask_newest_version(asking, ids.items[i], err);
    names_release(&plain);
    names_release(&ids);
    return ok;
}
