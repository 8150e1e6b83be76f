/* request_ec2.c — launch templates. A new version is complete and found again by its description. */
#include "planner/apply/request_parts.h"

#include <stdio.h>
#include <string.h>

static void add(struct making *making, const char *name, const char *value)
{
    if (value[0] != '\0')
        aws_parameter(making->call, name, value);
}

static void add_tags(struct making *making, const char *prefix)
{
    struct own_tag tags[OWN_TAGS];
    own_tags(making->request, tags);
    for (int i = 0; i < OWN_TAGS; i++) {
        aws_parameter(making->call, arena_printf(&making->arena, "%s.%d.Key", prefix, i + 1), tags[i].key);
        aws_parameter(making->call, arena_printf(&making->arena, "%s.%d.Value", prefix, i + 1), tags[i].value);
    }
}

/* User data cannot be read back, so a new version can only have what the step brings; one that would lose it is
 * refused. */
static void add_user_data(struct making *making)
{
    const char *data = step_sets(making->request->step, "user_data");
    const char *sha256 = making_wanted(making, "user_data_sha256");
    if (data && data[0] != '\0')
        aws_parameter(making->call, "LaunchTemplateData.UserData", base64_encode(&making->arena, data, strlen(data)));
    else if (sha256[0] != '\0')
        making_wrong(making, "user_data_sha256", sha256, "needs the user data itself in the same step");
}

static void add_root_volume(struct making *making)
{
    const char *gib = making_wanted(making, "root_volume_gib");
    if (gib[0] == '\0')
        return;
    aws_parameter(making->call, "LaunchTemplateData.BlockDeviceMapping.1.DeviceName", "/dev/xvda");
    making_count(making, "LaunchTemplateData.BlockDeviceMapping.1.Ebs.VolumeSize", "root_volume_gib", gib);
    aws_parameter(making->call, "LaunchTemplateData.BlockDeviceMapping.1.Ebs.VolumeType", "gp3");
    aws_parameter(making->call, "LaunchTemplateData.BlockDeviceMapping.1.Ebs.DeleteOnTermination", "true");
}

static void add_data(struct making *making)
{
    add(making, "LaunchTemplateData.ImageId", making_wanted(making, "image_id"));
    add(making, "LaunchTemplateData.InstanceType", making_wanted(making, "instance_type"));
    add(making, "LaunchTemplateData.InstanceMarketOptions.MarketType", making_wanted(making, "market_type"));
    const char *profile = making_wanted(making, "instance_profile");
    bool is_arn = strncmp(profile, "arn:", 4) == 0;
    add(making, is_arn ? "LaunchTemplateData.IamInstanceProfile.Arn" : "LaunchTemplateData.IamInstanceProfile.Name",
        profile);
    aws_parameters(making->call, "LaunchTemplateData.SecurityGroupId", "", making_wanted(making, "security_groups"));
    add(making, "LaunchTemplateData.MetadataOptions.HttpTokens", making_wanted(making, "http_tokens"));
    add_root_volume(making);
    add_user_data(making);
}

static void create(struct making *making)
{
    making_query(making, AWS_EC2, "CreateLaunchTemplate", true);
    aws_parameter(making->call, "ClientToken", making->request->token);
    aws_parameter(making->call, "LaunchTemplateName", making->request->step->object.name);
    aws_parameter(making->call, "VersionDescription",
                  arena_printf(&making->arena, "bayplan:%s", making->request->token));
    add_data(making);
    aws_parameter(making->call, "TagSpecification.1.ResourceType", "launch-template");
    add_tags(making, "TagSpecification.1.Tag");
}

static void add_version(struct making *making)
{
    making_query(making, AWS_EC2, "CreateLaunchTemplateVersion", true);
    aws_parameter(making->call, "ClientToken", making->request->token);
    aws_parameter(making->call, "LaunchTemplateName", making->request->step->object.name);
    aws_parameter(making->call, "VersionDescription",
                  arena_printf(&making->arena, "bayplan:%s", making->request->token));
    add_data(making);
}

static void adopt(struct making *making)
{
    const struct object *now = making->request->now;
    making_query(making, AWS_EC2, gives_back(making->request) ? "DeleteTags" : "CreateTags", true);
    aws_parameter(making->call, "ResourceId.1", now ? now->id : making->request->step->object.id);
    add_tags(making, "Tag");
}

void make_launch_template(struct making *making)
{
    switch (making->request->step->action) {
    case STEP_CREATE:
        create(making);
        return;
    case STEP_UPDATE:
        add_version(making);
        return;
    case STEP_DELETE:
        making_query(making, AWS_EC2, "DeleteLaunchTemplate", true);
        aws_parameter(making->call, "LaunchTemplateName", making->request->step->object.name);
        return;
    case STEP_ADOPT:
        adopt(making);
        return;
    }
}
