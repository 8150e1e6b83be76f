/* fake_aws_small.c — who am I, parameters, zones, subnets, security groups, images, instances, EC2's tags. */
#include "tests/support/fake_aws_handlers.h"
#include <string.h>

bool get_caller_identity(struct call *call)
{
    put_text(call->out, "UserId", "AIDAFAKEUSER");
    put_text(call->out, "Account", call->account);
    put_text(call->out, "Arn", call->arn);
    return true;
}

static json_t *parameter_shown(const struct call *call, const char *name)
{
    const json_t *value = json_object_get(json_object_get(call->fake->state, "parameters"), name);
    if (!value)
        return NULL;
    return json_pack("{s:s, s:s, s:O, s:i, s:s}", "Name", name, "Type", "String", "Value", value, "Version", 1,
                     "DataType", "text");
}

bool get_parameter(struct call *call)
{
    json_t *parameter = parameter_shown(call, text_of(call->in, "Name"));
    if (!parameter)
        return refuse(call, 400, "ParameterNotFound", "There is no such parameter");
    put(call->out, "Parameter", parameter);
    return true;
}

bool get_parameters(struct call *call)
{
    json_t *found = list_of(call->out, "Parameters"), *missing = list_of(call->out, "InvalidParameters");
    const json_t *names = json_object_get(call->in, "Names");
    if (json_array_size(names) < 1 || json_array_size(names) > 10)
        return refuse(call, 400, "ValidationException", "Names must have 1 to 10 members");
    size_t index;
    json_t *name;
    json_array_foreach((json_t *)names, index, name)
    {
        json_t *parameter = parameter_shown(call, json_string_value(name));
        if (parameter)
            json_array_append_new(found, parameter);
        else
            json_array_append(missing, name);
    }
    return true;
}

bool describe_zones(struct call *call)
{
    json_t *zones = json_object(), *list = list_of(call->out, "availabilityZoneInfo"), *subnet;
    const char *key;
    json_object_foreach(json_object_get(call->fake->state, "subnets"), key, subnet)
    {
        put(zones, text_of(subnet, "zone"), json_true());
    }
    json_object_foreach(zones, key, subnet)
    {
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s, s:s}", "regionName", state_region(call->fake), "zoneName", key,
                                        "zoneType", "availability-zone", "zoneState", "available"));
    }
    json_decref(zones);
    return true;
}

/* Members of a section that are asked for by id; an id that is not there is refused. NULL: refused. */
static json_t *asked_for(struct call *call, const char *section, const char *key, const char *code,
                         json_t *(*show)(const struct call *call, const char *id, const json_t *member))
{
    const json_t *members = json_object_get(call->fake->state, section), *ids = json_object_get(call->in, key);
    size_t index;
    const json_t *id, *member;
    json_array_foreach((json_t *)ids, index, id)
    {
        if (!has(members, json_string_value(id))) {
            refuse(call, 400, code, "The ID '%s' does not exist", json_string_value(id));
            return NULL;
        }
    }
    json_t *all = json_array();
    const char *name;
    json_object_foreach((json_t *)members, name, member)
    {
        if (!ids || list_has(ids, name))
            json_array_append_new(all, show(call, name, member));
    }
    return all;
}

static json_t *subnet_shown(const struct call *call, const char *id, const json_t *subnet)
{
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:I, s:s, s:o}", "subnetId", id, "vpcId", text_of(subnet, "vpc"), "availabilityZone",
        text_of(subnet, "zone"), "cidrBlock", text_of(subnet, "cidr"), "availableIpAddressCount",
        (json_int_t)integer_of(subnet, "free", 251), "state", "available", "subnetArn",
        format_json("arn:aws:ec2:%s:%s:subnet/%s", state_region(call->fake), state_account(call->fake), id));
}

bool describe_subnets(struct call *call)
{
    json_t *all = asked_for(call, "subnets", "SubnetId", "InvalidSubnetID.NotFound", subnet_shown);
    if (!all)
        return false;
    const json_t *filters = json_object_get(call->in, "Filter");
    for (size_t index = json_array_size(all); index-- > 0;) {
        const json_t *subnet = json_array_get(all, index);
        if (!filters_match(filters, "Value", "vpc-id", text_of(subnet, "vpcId")) ||
            !filters_match(filters, "Value", "availability-zone", text_of(subnet, "availabilityZone")) ||
            !filters_match(filters, "Value", "subnet-id", text_of(subnet, "subnetId")))
            json_array_remove(all, index);
    }
    return paginate(call, all, "subnetSet", "MaxResults", 1000);
}

static json_t *security_group_shown(const struct call *call, const char *id, const json_t *group)
{
    return json_pack("{s:s, s:s, s:s, s:s}", "groupId", id, "groupName", text_of(group, "name"), "vpcId",
                     text_of(group, "vpc"), "ownerId", state_account(call->fake));
}

bool describe_security_groups(struct call *call)
{
    json_t *all = asked_for(call, "security_groups", "GroupId", "InvalidGroup.NotFound", security_group_shown);
    return all && paginate(call, all, "securityGroupInfo", "MaxResults", 1000);
}

static json_t *image_shown(const struct call *call, const char *id, const json_t *image)
{
    (void)call;
    return json_pack("{s:s, s:s, s:s, s:s, s:[{s:s, s:{s:I}}]}", "imageId", id, "imageState", "available",
                     "architecture", text_of(image, "architecture"), "rootDeviceName", "/dev/xvda",
                     "blockDeviceMapping", "deviceName", "/dev/xvda", "ebs", "volumeSize",
                     (json_int_t)integer_of(image, "volume_gib", 30));
}

bool describe_images(struct call *call)
{
    json_t *all = asked_for(call, "images", "ImageId", "InvalidAMIID.NotFound", image_shown);
    return all && paginate(call, all, "imagesSet", "MaxResults", 1000);
}

bool describe_instance_types(struct call *call)
{
    json_t *all = json_array();
    size_t index;
    const json_t *name;
    json_array_foreach(json_object_get(call->in, "InstanceType"), index, name)
    {
        int64_t cpu, memory;
        machine_size(call->fake, json_string_value(name), &cpu, &memory);
        if (cpu == 0) {
            json_decref(all);
            return refuse(call, 400, "InvalidInstanceType", "The following supplied instance types do not exist: [%s]",
                          json_string_value(name));
        }
        json_array_append_new(all,
                              json_pack("{s:O, s:{s:I}, s:{s:I}}", "instanceType", name, "vCpuInfo", "defaultVCpus",
                                        (json_int_t)cpu / 1024, "memoryInfo", "sizeInMiB", (json_int_t)memory));
    }
    return paginate(call, all, "instanceTypeSet", "MaxResults", 100);
}

bool describe_instances(struct call *call)
{
    json_t *all = json_array(), *group, *instance;
    const json_t *ids = json_object_get(call->in, "InstanceId");
    const char *name;
    size_t index;
    json_object_foreach(json_object_get(call->fake->state, "groups"), name, group)
    {
        json_array_foreach(instances_of(group), index, instance)
        {
            const char *id = text_of(instance, "_InstanceId");
            if (ids && !list_has(ids, id))
                continue;
            json_t *shown_instance =
                json_pack("{s:s, s:s, s:{s:s}, s:{s:i, s:s}}", "instanceId", id, "instanceType",
                          text_of(instance, "InstanceType"), "placement", "availabilityZone",
                          text_of(instance, "AvailabilityZone"), "instanceState", "code", 16, "name", "running");
            json_array_append_new(all, json_pack("{s:[o]}", "instancesSet", shown_instance));
        }
    }
    return paginate(call, all, "reservationSet", "MaxResults", 1000);
}

/* EC2's tags here are those of launch templates. */
static json_t *tagged(struct call *call, const char *id)
{
    json_t *found = template_find(call->fake, id, "");
    if (!found)
        refuse(call, 400, "InvalidID", "The ID '%s' is not valid", id);
    return found;
}

bool create_tags(struct call *call)
{
    const json_t *tags = json_object_get(call->in, "Tag"), *id;
    size_t index;
    if (!tags_valid(call, tags, "Key"))
        return false;
    json_array_foreach(json_object_get(call->in, "ResourceId"), index, id)
    {
        json_t *found = tagged(call, json_string_value(id));
        if (!found)
            return false;
        begin_stale(call->fake, found);
        tags_merge(list_of(found, "Tags"), tags, "Key", "Value");
    }
    put(call->out, "return", json_true());
    return true;
}

bool delete_tags(struct call *call)
{
    size_t index, at;
    const json_t *id, *tag;
    json_array_foreach(json_object_get(call->in, "ResourceId"), index, id)
    {
        json_t *found = tagged(call, json_string_value(id));
        if (!found)
            return false;
        json_array_foreach(json_object_get(call->in, "Tag"), at, tag)
        {
            tags_remove(list_of(found, "Tags"), "Key", text_of(tag, "Key"));
        }
    }
    put(call->out, "return", json_true());
    return true;
}
