/* endpoint.c — see endpoint.h. */
#include "data/aws/endpoint.h"
#include "data/aws/http.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Beginning of a region's name, partition, what hosts end in (botocore 1.43, endpoints.json). */
static const struct partition {
    const char *region, *name, *suffix;
} partitions[] = {
    {"cn-", "aws-cn", "amazonaws.com.cn"},       {"us-gov-", "aws-us-gov", "amazonaws.com"},
    {"us-iso-", "aws-iso", "c2s.ic.gov"},        {"us-isob-", "aws-iso-b", "sc2s.sgov.gov"},
    {"eu-isoe-", "aws-iso-e", "cloud.adc-e.uk"}, {"us-isof-", "aws-iso-f", "csp.hci.ic.gov"},
    {"eusc-", "aws-eusc", "amazonaws.eu"},       {"", "aws", "amazonaws.com"},
};

static const struct partition *partition_of(const char *region)
{
    const struct partition *partition = partitions;
    while (strncmp(region, partition->region, strlen(partition->region)) != 0)
        partition++;
    return partition;
}

const char *aws_partition_of(const char *region)
{
    return partition_of(region)->name;
}

struct service_names {
    const char *variable, *host;
};

static struct service_names names_of(enum aws_service service)
{
    static const struct service_names names[] = {
#define X(service, variable, host, signing, protocol, version) {variable, host},
        AWS_SERVICES(X)
#undef X
    };
    return names[service];
}

struct place {
    const char *url;
    char where[ERROR_WHERE_SIZE];
};

static bool place_variable(struct place *place, const char *name)
{
    const char *url = aws_environment(name);
    if (!url)
        return false;
    place->url = url;
    snprintf(place->where, sizeof place->where, "%s", name);
    return true;
}

static bool place_value(struct place *place, const struct ini_value *value)
{
    if (!value || !*value->value)
        return false;
    place->url = value->value;
    aws_settings_where(value, place->where);
    return true;
}

/* services = NAME in the profile; [services NAME]; "auto_scaling =" with endpoint_url indented below it. */
static bool place_services(const struct aws_settings *settings, const char *variable, struct place *place,
                           struct error *err)
{
    char section[ERROR_WHERE_SIZE], key[64];
    const struct ini_value *services = aws_settings_value(settings, settings->profile, "services");
    if (!services)
        return true;
    snprintf(section, sizeof section, "services %s", services->value);
    if (!ini_has(&settings->config, section)) {
        char where[ERROR_WHERE_SIZE];
        return error_set(err, ERROR_INPUT, aws_settings_where(services, where), "there is no [services %s] in %s",
                         services->value, settings->config.file ? settings->config.file : "~/.aws/config");
    }
    snprintf(key, sizeof key, "%s", variable);
    for (char *at = key; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    place_value(place, ini_find(&settings->config, section, key, "endpoint_url"));
    return true;
}

/* place->url stays NULL where nobody says it. */
static bool find_place(const struct aws_settings *settings, const char *variable, struct place *place,
                       struct error *err)
{
    char name[64];
    snprintf(name, sizeof name, "AWS_ENDPOINT_URL_%s", variable);
    if (settings->options.endpoint) {
        *place = (struct place){.url = settings->options.endpoint, .where = "--endpoint-url"};
        return true;
    }
    if (aws_settings_is_true(settings, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls"))
        return true;
    if (place_variable(place, name) || place_variable(place, "AWS_ENDPOINT_URL"))
        return true;
    if (!place_services(settings, variable, place, err))
        return false;
    if (!place->url)
        place_value(place, aws_settings_value(settings, settings->profile, "endpoint_url"));
    return true;
}

/* Nothing but scheme and host, so that a path or a query can be joined to it. */
static bool take_place(const struct place *place, char ret_url[ENDPOINT_URL_SIZE], struct error *err)
{
    char host[HTTP_HOST_SIZE];
    struct error why = {0};
    if (!http_host(place->url, PLAIN_TO_LOOPBACK, host, &why))
        return error_set(err, why.kind, place->where, "%s", why.text);
    const char *authority = strstr(place->url, "://");
    size_t length = strlen(place->url);
    size_t until = authority ? (size_t)(authority + 3 - place->url) : 0;
    until += strcspn(place->url + until, "/?#");
    bool bare = authority && (until == length || (until + 1 == length && place->url[until] == '/'));
    if (!bare || until >= ENDPOINT_URL_SIZE)
        return error_set(
            err, ERROR_INPUT, place->where,
            "an endpoint is a scheme and a host, like \"https://vpce-1.ecs.us-east-1.vpce.amazonaws.com\", "
            "nothing behind it");
    snprintf(ret_url, ENDPOINT_URL_SIZE, "%.*s", (int)until, place->url);
    return true;
}

static bool refuse_variants(const struct aws_settings *settings, const char *variable, struct error *err)
{
    static const struct {
        const char *variable, *key, *what;
    } variants[] = {{"AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", "FIPS"},
                    {"AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint", "dual-stack"}};
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        if (aws_settings_is_true(settings, variants[i].variable, variants[i].key))
            return error_set(err, ERROR_INPUT, variants[i].variable,
                             "bayplan does not know AWS's %s endpoints; give the one to use as AWS_ENDPOINT_URL_%s",
                             variants[i].what, variable);
    }
    return true;
}

bool aws_endpoint(const struct aws_settings *settings, enum aws_service service, char ret_url[ENDPOINT_URL_SIZE],
                  struct error *err)
{
    struct service_names names = names_of(service);
    struct place place = {0};
    if (!find_place(settings, names.variable, &place, err))
        return false;
    if (place.url)
        return take_place(&place, ret_url, err);
    if (!refuse_variants(settings, names.variable, err))
        return false;
    if (!*settings->region)
        return error_set(err, ERROR_INPUT, NULL,
                         "no region: give --region, AWS_REGION, or region = ... in the profile");
    snprintf(ret_url, ENDPOINT_URL_SIZE, "https://%s.%s.%s", names.host, settings->region,
             partition_of(settings->region)->suffix);
    return true;
}
