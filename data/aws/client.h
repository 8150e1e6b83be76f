/* client.h — what client.c, send.c and pages.c share. Nobody else includes it. */
#ifndef BAYPLAN_AWS_CLIENT_H
#define BAYPLAN_AWS_CLIENT_H

#include "data/aws/credentials.h"
#include "data/aws/endpoint.h"
#include "data/aws/http.h"
#include "data/aws/retry.h"

struct aws_client {
    struct aws_settings settings;
    struct http *http;
    struct aws_chain *chain;
    char urls[AWS_SERVICES_COUNT][ENDPOINT_URL_SIZE + 1]; /* with "/" at the end */
    char hosts[AWS_SERVICES_COUNT][HTTP_HOST_SIZE];
    bool is_limited[AWS_SERVICES_COUNT]; /* by `rate`: not on this machine */
    int64_t clock_offset_s;              /* AWS's clock minus ours */
    struct retry_quota quota;
    struct rate rate;
};

bool client_is_stopped(const struct aws_client *client);

#endif
