/* client.c — a client from settings to the first call, its clock and its waits; see aws.h. */
#include "data/aws/client.h"
#include "data/aws/pause.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* All endpoints at once, so that a wrong one is known before anything is asked. */
static bool endpoints_set(struct aws_client *client, struct error *err)
{
    for (int i = 0; i < AWS_SERVICES_COUNT; i++) {
        char url[ENDPOINT_URL_SIZE];
        if (!aws_endpoint(&client->settings, (enum aws_service)i, url, err) ||
            !http_host(url, PLAIN_TO_LOOPBACK, client->hosts[i], err))
            return false;
        snprintf(client->urls[i], sizeof client->urls[i], "%s/", url);
        client->is_limited[i] = !http_is_loopback(url);
    }
    return true;
}

bool aws_open(const struct aws_options *options, struct aws_client **ret_client, struct error *err)
{
    struct aws_client *client = memory_alloc(1, sizeof *client);
    bool ok = aws_settings_read(options, &client->settings, err);
    if (ok) {
        client->http = http_open(client->settings.ca_bundle);
        client->chain = aws_chain_open(&client->settings, client->http);
        ok = aws_settings_region_of_instance(&client->settings, client->http, err) && endpoints_set(client, err);
    }
    if (!ok) {
        aws_close(client);
        return false;
    }
    *ret_client = client;
    return true;
}

void aws_close(struct aws_client *client)
{
    if (!client)
        return;
    aws_chain_close(client->chain);
    http_close(client->http);
    aws_settings_release(&client->settings);
    free(client);
}

const char *aws_region(const struct aws_client *client)
{
    return client->settings.region;
}

int64_t aws_now(const struct aws_client *client)
{
    return (int64_t)time(NULL) + client->clock_offset_s;
}

bool client_is_stopped(const struct aws_client *client)
{
    const volatile bool *stop = client->settings.options.stop;
    return stop && *stop;
}

bool aws_sleep(const struct aws_client *client, double seconds)
{
    return aws_pause(seconds, client->settings.options.stop);
}
