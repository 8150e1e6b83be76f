/* aws.h — one AWS account and region to send signed calls to. Knows protocols, credentials and retries, and no
 * service's meaning.
 *
 * A client reads settings and credentials as the AWS CLI does (credentials.h, settings.h), signs (sign.h), sends
 * (http.h), and retries what may be retried. Not for several threads. */
#ifndef BAYPLAN_AWS_H
#define BAYPLAN_AWS_H

#include "data/base/arena.h"
#include "data/base/error.h"
#include "data/base/node.h"
#include "data/base/text.h"

/* service, endpoint variable's word, host prefix, signing name, protocol, version or target prefix */
#define AWS_SERVICES(X)                                                                                                \
    X(AWS_STS, "STS", "sts", "sts", PROTOCOL_QUERY, "2011-06-15")                                                      \
    X(AWS_EC2, "EC2", "ec2", "ec2", PROTOCOL_EC2, "2016-11-15")                                                        \
    X(AWS_AUTOSCALING, "AUTO_SCALING", "autoscaling", "autoscaling", PROTOCOL_QUERY, "2011-01-01")                     \
    X(AWS_ECS, "ECS", "ecs", "ecs", PROTOCOL_JSON_1_1, "AmazonEC2ContainerServiceV20141113")                           \
    X(AWS_APPLICATION_AUTOSCALING, "APPLICATION_AUTO_SCALING", "application-autoscaling", "application-autoscaling",   \
      PROTOCOL_JSON_1_1, "AnyScaleFrontendService")                                                                    \
    X(AWS_SSM, "SSM", "ssm", "ssm", PROTOCOL_JSON_1_1, "AmazonSSM")                                                    \
    X(AWS_PRICING, "PRICING", "api.pricing", "pricing", PROTOCOL_JSON_1_1, "AWSPriceListService")
enum aws_service {
#define X(service, variable, host, signing, protocol, version) service,
    AWS_SERVICES(X)
#undef X
        AWS_SERVICES_COUNT
};
enum aws_protocol { PROTOCOL_QUERY, PROTOCOL_EC2, PROTOCOL_JSON_1_1 };

struct aws_options {      /* NULL or 0 = as the environment and the shared files say */
    const char *profile;  /* --profile */
    const char *region;   /* --region */
    const char *endpoint; /* --endpoint-url: for all services; http only to loopback */
    /* One line of what happens (never a secret, never a header's value); NULL = nobody listens. */
    void (*log)(void *context, const char *line);
    void *log_context;
    const volatile bool *stop; /* set by a signal: no new attempt begins, waits end (may be NULL) */
};

struct aws_client;

/* Reads settings; credentials come with the first call. Errors: INPUT (no region, missing profile, half a key pair
 * ...), each with the mend. */
MUST_CHECK bool aws_open(const struct aws_options *options, struct aws_client **ret_client, struct error *err);
void aws_close(struct aws_client *client); /* wipes secrets; NULL is fine */
const char *aws_region(const struct aws_client *client);

/* One request. `body` is JSON, or for the query protocols parameters without Action and Version ("Name=value&...",
 * made by aws_parameter). */
struct aws_call {
    enum aws_service service;
    const char *operation; /* "CreateAutoScalingGroup" */
    struct text body;
    bool repeatable; /* harmless twice (reads, upserts, calls with a token): sent again after a lost reply */
};
enum { AWS_REQUEST_BYTES_MAX = 1024 * 1024, AWS_REPLY_BYTES_MAX = 64 * 1024 * 1024 };

void aws_call_begin(struct aws_call *call, enum aws_service service, const char *operation, bool repeatable);
void aws_call_release(struct aws_call *call);
/* Adds "&name=value", value encoded strictly, a blank as '+' (emulators that check signatures expect it); name as it
 * stands ("Tags.member.1.Key"). */
void aws_parameter(struct aws_call *call, const char *name, const char *value);
void aws_parameter_integer(struct aws_call *call, const char *name, int64_t value);
/* "name.N" / "name.member.N" for N = 1.. over a value with commas between (objects.h): `member` is "" or "member". */
void aws_parameters(struct aws_call *call, const char *name, const char *member, const char *set);

enum aws_failure_kind {
    AWS_NO_FAILURE,
    AWS_NOT_SENT, /* nothing reached AWS: no credentials, no connection, stopped before */
    AWS_REFUSED,  /* an answer with an error code: nothing was done */
    AWS_LOST      /* sent, and no answer that can be read: it may have been done */
};
enum { AWS_CODE_SIZE = 128, AWS_REQUEST_ID_SIZE = 128 };
struct aws_failure {
    enum aws_failure_kind kind;
    int status;               /* HTTP; 0 = none */
    char code[AWS_CODE_SIZE]; /* "ClusterNotFoundException": no namespace, no URL; "" = none */
    bool lost_before;         /* this or an earlier attempt was AWS_LOST: it may have been done, whatever code says */
};

struct aws_reply {
    /* JSON as it stands. Query: what is inside OPERATIONResult (or the response, without one); XML is turned into the
     * shape of JSON: <member> and <item> children are a NODE_LIST, an empty element is a NODE_STRING "", other
     * elements objects, text NODE_STRING; namespaces are dropped. Lies in the arena given. */
    struct node *body;
    char request_id[AWS_REQUEST_ID_SIZE];
};

/* Sends, with retries (standard mode: 3 attempts, jitter; throttling, 5xx and lost connections; a call that is not
 * `repeatable` is not sent again after AWS_LOST), one mend of the clock and one renewal of expired credentials.
 * On failure *ret_failure says how and `err` (kind AWS) what: operation, code, AWS's own words, request id. */
MUST_CHECK bool aws_send(struct aws_client *client, const struct aws_call *call, struct arena *arena,
                         struct aws_reply *ret_reply, struct aws_failure *ret_failure, struct error *err);

/* The same for a paginated read: `each` gets every page, empty ones too; it may fail. At most AWS_PAGES_MAX pages; a
 * token that repeats is an error. */
enum { AWS_PAGES_MAX = 10 * 1000 };
MUST_CHECK bool aws_send_pages(struct aws_client *client, const struct aws_call *call, struct arena *arena,
                               bool (*each)(void *context, struct node *page, struct error *err), void *context,
                               struct aws_failure *ret_failure, struct error *err);

/* Seconds since 1970 by AWS's clock: ours, plus the difference that a call has found. */
int64_t aws_now(const struct aws_client *client);

/* Sleeps; false when `stop` was set meanwhile. */
bool aws_sleep(const struct aws_client *client, double seconds);

#endif
