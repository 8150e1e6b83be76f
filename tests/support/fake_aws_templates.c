/* fake_aws_templates.c — launch templates and their versions. */
#include "tests/support/fake_aws_handlers.h"
#include <ctype.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_t *template_find(const struct fake *fake, const char *id, const char *name)
{
    const char *key;
    json_t *found;
    json_object_foreach(json_object_get(fake->state, "templates"), key, found)
    {
        if ((*id && strcmp(text_of(found, "_LaunchTemplateId"), id) == 0) ||
            (*name && strcmp(text_of(found, "LaunchTemplateName"), name) == 0))
            return found;
    }
    return NULL;
}

json_t *template_version(json_t *launch_template, const char *version)
{
    int64_t number = strtoll(version, NULL, 10);
    if (strcmp(version, "$Latest") == 0)
        number = integer_of(launch_template, "LatestVersionNumber", 0);
    if (strcmp(version, "$Default") == 0 || !*version)
        number = integer_of(launch_template, "DefaultVersionNumber", 0);
    size_t index;
    json_t *found;
    json_array_foreach(json_object_get(launch_template, "Versions"), index, found)
    {
        if (integer_of(found, "VersionNumber", 0) == number)
            return found;
    }
    return NULL;
}

/* AWS's answers write "SecurityGroupId" as "securityGroupIdSet". */
static json_t *answered(const json_t *value)
{
    if (json_is_array(value)) {
        json_t *list = json_array();
        size_t index;
        const json_t *member;
        json_array_foreach((json_t *)value, index, member)
        {
            json_array_append_new(list, answered(member));
        }
        return list;
    }
    if (!json_is_object(value))
        return json_deep_copy(value);
    json_t *object = json_object();
    const char *key;
    json_t *member;
    json_object_foreach((json_t *)value, key, member)
    {
        char name[128];
        snprintf(name, sizeof name, "%c%s%s", tolower((unsigned char)key[0]), key + 1,
                 json_is_array(member) ? "Set" : "");
        json_object_set_new(object, name, answered(member));
    }
    return object;
}

static json_t *template_shown(const json_t *launch_template)
{
    json_t *out = json_object();
    put_text(out, "launchTemplateId", text_of(launch_template, "_LaunchTemplateId"));
    put_text(out, "launchTemplateName", text_of(launch_template, "LaunchTemplateName"));
    put(out, "createTime", json_deep_copy(json_object_get(launch_template, "_CreateTime")));
    put_number(out, "defaultVersionNumber", integer_of(launch_template, "DefaultVersionNumber", 0));
    put_number(out, "latestVersionNumber", integer_of(launch_template, "LatestVersionNumber", 0));
    json_t *tags = answered(json_object_get(launch_template, "Tags"));
    put(out, "tagSet", tags);
    return out;
}

static json_t *version_shown(const json_t *launch_template, const json_t *version)
{
    json_t *out = json_object();
    int64_t number = integer_of(version, "VersionNumber", 0);
    put_text(out, "launchTemplateId", text_of(launch_template, "_LaunchTemplateId"));
    put_text(out, "launchTemplateName", text_of(launch_template, "LaunchTemplateName"));
    put_number(out, "versionNumber", number);
    if (has(version, "VersionDescription"))
        put_text(out, "versionDescription", text_of(version, "VersionDescription"));
    put(out, "createTime", json_deep_copy(json_object_get(version, "_CreateTime")));
    put(out, "defaultVersion", json_boolean(number == integer_of(launch_template, "DefaultVersionNumber", 0)));
    put(out, "launchTemplateData", answered(json_object_get(version, "LaunchTemplateData")));
    return out;
}

static bool user_data_valid(struct call *call, const char *text)
{
    size_t length = strlen(text);
    unsigned char *bytes = calloc(length + 4, 1);
    int decoded = length % 4 == 0 ? EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)length) : -1;
    free(bytes);
    if (decoded < 0)
        return refuse(call, 400, "InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.");
    if (decoded > 16 * 1024)
        return refuse(call, 400, "InvalidParameterValue", "User data is limited to 16384 bytes");
    return true;
}

static bool data_valid(struct call *call)
{
    const json_t *data = json_object_get(call->in, "LaunchTemplateData");
    const char *type = text_of(data, "InstanceType"), *image = text_of(data, "ImageId");
    const char *tokens = text_of(json_object_get(data, "MetadataOptions"), "HttpTokens");
    const char *market = text_of(json_object_get(data, "InstanceMarketOptions"), "MarketType");
    const json_t *profile = json_object_get(data, "IamInstanceProfile");
    if (*type && !has(json_object_get(call->fake->state, "instance_types"), type))
        return refuse(call, 400, "InvalidInstanceType", "The instance type '%s' does not exist", type);
    if (*image && strncmp(image, "ami-", 4) != 0 && strncmp(image, "resolve:ssm:", 12) != 0)
        return refuse(call, 400, "InvalidAMIID.Malformed", "Invalid id: \"%s\"", image);
    if (*tokens && strcmp(tokens, "required") != 0 && strcmp(tokens, "optional") != 0)
        return refuse(call, 400, "InvalidParameterValue", "HttpTokens '%s' is invalid", tokens);
    if (*market && strcmp(market, "spot") != 0 && strcmp(market, "capacity-block") != 0)
        return refuse(call, 400, "InvalidParameterValue", "MarketType '%s' is invalid", market);
    if (profile && has(profile, "Arn") == has(profile, "Name"))
        return refuse(call, 400, "InvalidParameterCombination", "an instance profile is named by Arn or by Name");
    if (has(data, "SecurityGroupId") && has(data, "NetworkInterface"))
        return refuse(call, 400, "InvalidParameterCombination", "Network interfaces and security groups not both");
    size_t index;
    const json_t *group;
    json_array_foreach(json_object_get(data, "SecurityGroupId"), index, group)
    {
        if (!has(json_object_get(call->fake->state, "security_groups"), json_string_value(group)))
            return refuse(call, 400, "InvalidGroup.NotFound", "The security group '%s' does not exist",
                          json_string_value(group));
    }
    if (strlen(text_of(call->in, "VersionDescription")) > 255 || strlen(text_of(call->in, "ClientToken")) > 128)
        return refuse(call, 400, "InvalidParameterValue", "a description has at most 255 characters, a token 128");
    return user_data_valid(call, text_of(data, "UserData"));
}

static json_t *version_add(struct call *call, json_t *launch_template, json_t *data)
{
    json_t *version = json_object();
    add_number(launch_template, "LatestVersionNumber", 1);
    put_number(version, "VersionNumber", integer_of(launch_template, "LatestVersionNumber", 0));
    if (has(call->in, "VersionDescription"))
        put_text(version, "VersionDescription", text_of(call->in, "VersionDescription"));
    put(version, "_CreateTime", wall_time(call->fake));
    put(version, "LaunchTemplateData", data);
    json_array_append_new(list_of(launch_template, "Versions"), version);
    made(call, "launch template version", text_of(launch_template, "LaunchTemplateName"));
    return version;
}

static bool template_tags(struct call *call, json_t *launch_template)
{
    json_t *tags = list_of(launch_template, "Tags");
    size_t index;
    const json_t *specification;
    json_array_foreach(json_object_get(call->in, "TagSpecification"), index, specification)
    {
        if (strcmp(text_of(specification, "ResourceType"), "launch-template") != 0)
            return refuse(call, 400, "InvalidParameterValue", "'%s' is not a valid taggable resource type here",
                          text_of(specification, "ResourceType"));
        if (!tags_valid(call, json_object_get(specification, "Tag"), "Key"))
            return false;
        tags_merge(tags, json_object_get(specification, "Tag"), "Key", "Value");
    }
    return true;
}

bool create_launch_template(struct call *call)
{
    const char *name = text_of(call->in, "LaunchTemplateName");
    bool done;
    if (!token_replay(call, "ClientToken", &done) || done)
        return done;
    if (strlen(name) < 3 || strlen(name) > 128 ||
        strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789().-/_") != strlen(name))
        return refuse(call, 400, "InvalidLaunchTemplateName.MalformedException", "the name '%s' is invalid", name);
    if (template_find(call->fake, "", name))
        return refuse(call, 400, "InvalidLaunchTemplateName.AlreadyExistsException",
                      "Launch template name already in use.");
    if (!data_valid(call))
        return false;
    json_t *launch_template = json_object();
    if (!template_tags(call, launch_template)) {
        json_decref(launch_template);
        return false;
    }
    put_text(launch_template, "LaunchTemplateName", name);
    put(launch_template, "_LaunchTemplateId", new_id(call->fake, "lt-", 17));
    put(launch_template, "_CreateTime", wall_time(call->fake));
    put_number(launch_template, "DefaultVersionNumber", 1);
    version_add(call, launch_template, json_deep_copy(json_object_get(call->in, "LaunchTemplateData")));
    begin_hidden(call->fake, launch_template);
    put(json_object_get(call->fake->state, "templates"), name, launch_template);
    made(call, "launch template", name);
    put(call->out, "launchTemplate", template_shown(launch_template));
    token_keep(call, "ClientToken");
    return true;
}

/* The one the call names; NULL: refused. */
static json_t *named(struct call *call)
{
    const char *id = text_of(call->in, "LaunchTemplateId"), *name = text_of(call->in, "LaunchTemplateName");
    if (!*id == !*name) {
        refuse(call, 400, *id ? "InvalidParameterCombination" : "MissingParameter",
               "a launch template is named by LaunchTemplateId or by LaunchTemplateName");
        return NULL;
    }
    json_t *found = template_find(call->fake, id, name);
    if (!found)
        refuse(call, 400, *id ? "InvalidLaunchTemplateId.NotFound" : "InvalidLaunchTemplateName.NotFoundException",
               "The specified launch template, with %s %s%s, does not exist.", *id ? "template ID" : "template name",
               id, name);
    return found;
}

bool create_launch_template_version(struct call *call)
{
    bool done;
    if (!token_replay(call, "ClientToken", &done) || done)
        return done;
    json_t *launch_template = named(call);
    if (!launch_template || !data_valid(call))
        return false;
    json_t *data = json_object();
    if (has(call->in, "SourceVersion")) {
        const json_t *source = template_version(launch_template, text_of(call->in, "SourceVersion"));
        if (!source) {
            json_decref(data);
            return refuse(call, 400, "InvalidLaunchTemplateId.VersionNotFound", "Could not find the source version %s",
                          text_of(call->in, "SourceVersion"));
        }
        json_object_update_new(data, json_deep_copy(json_object_get(source, "LaunchTemplateData")));
    }
    json_object_update_new(data, json_deep_copy(json_object_get(call->in, "LaunchTemplateData")));
    begin_stale(call->fake, launch_template);
    json_t *version = version_add(call, launch_template, data);
    begin_hidden(call->fake, version);
    put(call->out, "launchTemplateVersion", version_shown(launch_template, version));
    token_keep(call, "ClientToken");
    return true;
}

bool modify_launch_template(struct call *call)
{
    json_t *launch_template = named(call);
    if (!launch_template)
        return false;
    const char *wanted = text_of(call->in, "SetDefaultVersion");
    const json_t *version = template_version(launch_template, wanted);
    if (!*wanted || !version)
        return refuse(call, 400, "InvalidLaunchTemplateId.VersionNotFound", "Could not find launch template version %s",
                      wanted);
    put_number(launch_template, "DefaultVersionNumber", integer_of(version, "VersionNumber", 0));
    put(call->out, "launchTemplate", template_shown(launch_template));
    return true;
}

static bool tag_filters(const json_t *filters, const json_t *tags)
{
    size_t index, at;
    const json_t *filter, *tag;
    json_array_foreach((json_t *)filters, index, filter)
    {
        const char *name = text_of(filter, "Name");
        bool wants_key = strcmp(name, "tag-key") == 0, found = false;
        if (strncmp(name, "tag:", 4) != 0 && !wants_key)
            continue;
        json_array_foreach((json_t *)tags, at, tag)
        {
            found = found || (wants_key ? list_has(json_object_get(filter, "Value"), text_of(tag, "Key"))
                                        : strcmp(name + 4, text_of(tag, "Key")) == 0 &&
                                              list_has(json_object_get(filter, "Value"), text_of(tag, "Value")));
        }
        if (!found)
            return false;
    }
    return true;
}

/* Every name and id asked for must be there. */
static bool all_there(struct call *call, const char *key, bool by_id)
{
    size_t index;
    const json_t *wanted;
    json_array_foreach(json_object_get(call->in, key), index, wanted)
    {
        const char *text = json_string_value(wanted);
        json_t *found = template_find(call->fake, by_id ? text : "", by_id ? "" : text);
        if (!found || integer_of(found, "__hidden", 0) > 0) {
            seen(found);
            return refuse(call, 400,
                          by_id ? "InvalidLaunchTemplateId.NotFound" : "InvalidLaunchTemplateName.NotFoundException",
                          "At least one of the launch templates specified in the request does not exist.");
        }
    }
    return true;
}

bool describe_launch_templates(struct call *call)
{
    if (!all_there(call, "LaunchTemplateName", false) || !all_there(call, "LaunchTemplateId", true))
        return false;
    const json_t *names = json_object_get(call->in, "LaunchTemplateName");
    const json_t *ids = json_object_get(call->in, "LaunchTemplateId"), *filters = json_object_get(call->in, "Filter");
    json_t *all = json_array(), *launch_template;
    const char *key;
    json_object_foreach(json_object_get(call->fake->state, "templates"), key, launch_template)
    {
        if ((names && !list_has(names, key)) ||
            (ids && !list_has(ids, text_of(launch_template, "_LaunchTemplateId"))) ||
            !filters_match(filters, "Value", "launch-template-name", key) ||
            !tag_filters(filters, json_object_get(launch_template, "Tags")))
            continue;
        const json_t *visible = seen(launch_template);
        if (visible)
            json_array_append_new(all, template_shown(visible));
    }
    return paginate(call, all, "launchTemplates", "MaxResults", 200);
}

static bool version_wanted(const struct call *call, const json_t *launch_template, int64_t number)
{
    const json_t *wanted = json_object_get(call->in, "LaunchTemplateVersion");
    const char *low = text_of(call->in, "MinVersion"), *high = text_of(call->in, "MaxVersion");
    if ((*low && number < strtoll(low, NULL, 10)) || (*high && number > strtoll(high, NULL, 10)))
        return false;
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)number);
    return !wanted || list_has(wanted, text) ||
           (list_has(wanted, "$Latest") && number == integer_of(launch_template, "LatestVersionNumber", 0)) ||
           (list_has(wanted, "$Default") && number == integer_of(launch_template, "DefaultVersionNumber", 0));
}

bool describe_launch_template_versions(struct call *call)
{
    json_t *found = named(call);
    const json_t *launch_template = seen(found);
    if (!launch_template)
        return found ? refuse(call, 400, "InvalidLaunchTemplateId.NotFound", "The launch template does not exist.")
                     : false;
    json_t *all = json_array();
    const json_t *versions = json_object_get(launch_template, "Versions");
    for (size_t index = json_array_size(versions); index-- > 0;) {
        json_t *version = json_array_get(versions, index);
        if (version_wanted(call, launch_template, integer_of(version, "VersionNumber", 0)) && seen(version))
            json_array_append_new(all, version_shown(launch_template, version));
    }
    if (json_array_size(all) == 0 && has(call->in, "LaunchTemplateVersion")) {
        json_decref(all);
        return refuse(call, 400, "InvalidLaunchTemplateId.VersionNotFound",
                      "Could not find launch template version for this template.");
    }
    return paginate(call, all, "launchTemplateVersionSet", "MaxResults", 200);
}

bool delete_launch_template(struct call *call)
{
    json_t *launch_template = named(call);
    if (!launch_template)
        return false;
    const char *key, *name = text_of(launch_template, "LaunchTemplateName");
    json_t *group;
    json_object_foreach(json_object_get(call->fake->state, "groups"), key, group)
    {
        if (strcmp(text_of(group_template(group), "LaunchTemplateName"), name) == 0 && !has(group, "Status"))
            harm(call->fake, "launch template %s was deleted while group %s uses it", name, key);
    }
    put(call->out, "launchTemplate", template_shown(launch_template));
    json_object_del(json_object_get(call->fake->state, "templates"), name);
    return true;
}
