#include "data/base/hash.h"
#include "data/base/secret.h"
#include "planner/observe/decode_parts.h"

#include <string.h>

void decode_subnet(const struct reading *reading, const struct node *subnet)
{
    const char *id = answer_name(reading, subnet, "SubnetId");
    struct object object = object_begin(reading, OBJECT_SUBNET, "", id, id);
    object_take(reading, &object, "zone", subnet, "AvailabilityZone");
    object_take(reading, &object, "cidr", subnet, "CidrBlock");
    object_take(reading, &object, "vpc", subnet, "VpcId");
    object_take(reading, &object, "free_addresses", subnet, "AvailableIpAddressCount");
    object_take_tags(reading, &object, subnet, "Tags");
    object_end(reading, &object);
}

/* Name, id and tags; what it holds comes with its versions, so properties that say nothing here are left out. */
void decode_launch_template(const struct reading *reading, const struct node *launch_template)
{
    struct arena *arena = reading->decoding->arena;
    struct object object = {.kind = OBJECT_LAUNCH_TEMPLATE,
                            .name = answer_name(reading, launch_template, "LaunchTemplateName"),
                            .parent = "",
                            .id = answer_text(reading, launch_template, "LaunchTemplateId")};
    object_set(&object, arena, "version", answer_text(reading, launch_template, "LatestVersionNumber"));
    object_take_tags(reading, &object, launch_template, "Tags");
    object_end(reading, &object);
}

/* Ids; of a template with network interfaces those of the interfaces; names are what is left (default VPC). */
static const char *security_groups_of(const struct reading *reading, const struct node *data)
{
    const char *ids = answer_set(reading, data, "SecurityGroupIds");
    const struct node *interface = answer_members(reading, data, "NetworkInterfaces");
    for (; ids[0] == '\0' && interface != NULL; interface = interface->next)
        ids = answer_set(reading, interface, "Groups");
    return ids[0] != '\0' ? ids : answer_set(reading, data, "SecurityGroups");
}

/* Of another volume type, or without a size: not what bayplan sets, so "". */
static const char *root_volume_of(const struct reading *reading, const struct node *data)
{
    const struct node *mapping = answer_members(reading, data, "BlockDeviceMappings");
    for (; mapping != NULL; mapping = mapping->next)
        if (answer_is(reading, mapping, "DeviceName", "/dev/xvda") &&
            answer_is(reading, mapping, "Ebs.VolumeType", "gp3"))
            return answer_text(reading, mapping, "Ebs.VolumeSize");
    return "";
}

static const char *instance_profile_of(const struct reading *reading, const struct node *data)
{
    const char *name = answer_text(reading, data, "IamInstanceProfile.Name");
    return name[0] != '\0' ? name : name_of_arn(answer_text(reading, data, "IamInstanceProfile.Arn"));
}

/* User data may hold secrets: only the hash of its text goes on. What is no base64 is hashed as it stands. */
static void take_user_data(const struct reading *reading, struct object *object, const struct node *data)
{
    const struct node *node = answer_at(data, "UserData");
    const char *encoded = node != NULL && node->kind == NODE_STRING ? node->string : "";
    if (encoded[0] == '\0')
        return;
    struct arena scratch = {0};
    struct error unread = {0};
    char *decoded;
    size_t length;
    char hex[SHA256_HEX_SIZE];
    if (base64_decode(&scratch, encoded, NULL, &decoded, &length, &unread)) {
        sha256_hex(decoded, length, hex);
        secret_wipe(decoded, length);
    } else
        sha256_hex(encoded, strlen(encoded), hex);
    arena_release(&scratch);
    object_set(object, reading->decoding->arena, "user_data_sha256", hex);
}

void decode_launch_template_version(const struct reading *reading, const struct node *version)
{
    const struct node *data = answer_at(version, "LaunchTemplateData");
    struct object object =
        object_begin(reading, OBJECT_LAUNCH_TEMPLATE, "", answer_name(reading, version, "LaunchTemplateName"),
                     answer_text(reading, version, "LaunchTemplateId"));
    struct arena *arena = reading->decoding->arena;
    object_take(reading, &object, "image_id", data, "ImageId");
    object_take(reading, &object, "instance_type", data, "InstanceType");
    object_take(reading, &object, "market_type", data, "InstanceMarketOptions.MarketType");
    object_set(&object, arena, "instance_profile", instance_profile_of(reading, data));
    object_set(&object, arena, "security_groups", security_groups_of(reading, data));
    object_set(&object, arena, "root_volume_gib", root_volume_of(reading, data));
    object_take(reading, &object, "http_tokens", data, "MetadataOptions.HttpTokens");
    take_user_data(reading, &object, data);
    object_take(reading, &object, "version", version, "VersionNumber");
    object_end(reading, &object);
}

/* "ami-..." or, where the parameter is .../recommended without /image_id, JSON with an image_id. */
static const char *image_id_of(const struct reading *reading, const char *value)
{
    struct node *root;
    struct error unread = {0};
    if (value[0] != '{')
        return value;
    if (!node_parse(reading->decoding->source, value, strlen(value), reading->decoding->arena, &root, &unread))
        return "";
    return answer_text(reading, root, "image_id");
}

void decode_parameter(const struct reading *reading, const struct node *answer)
{
    const struct node *parameter = answer_at(answer, "Parameter");
    const char *name = answer_name(reading, parameter, "Name");
    const char *image = image_id_of(reading, answer_name(reading, parameter, "Value"));
    if (strncmp(image, "ami-", 4) != 0) {
        (void)error_set(reading->err, reading->decoding->failure, reading->decoding->source,
                        "parameter %s names no machine image (ami-...)", name);
        return;
    }
    struct object object = object_begin(reading, OBJECT_IMAGE, "", name, image);
    object_set(&object, reading->decoding->arena, "image_id", image);
    object_end(reading, &object);
}
