/* fake_aws.h — a strict fake of the AWS that bayplan speaks to: sts, ec2, autoscaling, ecs, application-autoscaling and
 * ssm over loopback HTTP, with the semantics that executors get wrong.
 *
 * Its state is one JSON tree in AWS's own names. Keys that begin with "_" differ from run to run (ids, ARNs, times):
 * replies show them without the "_", the canonical dump leaves them out. Keys that begin with "__" are the fake's own.
 * It shares no code with the product. */
#ifndef BAYPLAN_FAKE_AWS_H
#define BAYPLAN_FAKE_AWS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct fake {
    json_t *seed;  /* the world at the start */
    json_t *state; /* the world now */
    json_t *tokens;
    json_t *calls;  /* "ecs.CreateService": {"calls": n, "committed": n} */
    json_t *script; /* faults and events still to come, in order */
    uint64_t random;
    int hidden_reads;  /* a created thing is invisible to so many reads of it */
    int stale_reads;   /* a changed thing is read as it was so many times */
    int slow;          /* asynchronous things take 1..slow calls */
    int page;          /* most members of a page; 0 = as AWS */
    bool empty_pages;  /* each list begins with an empty page and a token */
    int64_t number;    /* of calls so far */
    uint64_t machines; /* changes with what machines there are */
    bool machines_changed;
    int64_t ahead_s; /* the world's clock before the machine's */
    const char *requests_folder;
};

enum service { STS, EC2, AUTOSCALING, ECS, APPLICATION_AUTOSCALING, SSM, SERVICES_COUNT };
struct service_row {
    const char *name;    /* also what requests are signed for */
    const char *version; /* API version, or X-Amz-Target's prefix */
    bool json;
};
extern const struct service_row services[SERVICES_COUNT];

struct call {
    struct fake *fake;
    const struct operation *operation;
    json_t *in;
    json_t *out;
    const char *account, *arn; /* who calls */
    bool changed;              /* something was committed */
    int status;
    char code[96];
    char message[512];
};

struct operation {
    enum service service;
    const char *name;
    bool mutates;
    bool (*handle)(struct call *call); /* false: refused */
    /* Its parameters: NAME!TYPE (required) or NAME?TYPE, blanks between; TYPE is s, i, b, d (number), *, [TYPE] or
     * {PARAMETERS}. Names as on the wire. */
    const char *shape;
};
const struct operation *operation_find(enum service service, const char *name);

/* A request as read from the wire. */
struct header {
    const char *name, *value; /* name in lower case */
};
enum { HEADERS_MAX = 64 };
struct request {
    const char *method, *path;
    struct header headers[HEADERS_MAX];
    int headers_count;
    const char *body;
    size_t body_length;
    const char *raw;
    size_t raw_length;
};
const char *request_header(const struct request *request, const char *name); /* NULL where absent */

struct reply {
    int status;
    const char *type;
    char *body;        /* free() it */
    size_t send;       /* bytes of it that are really sent */
    bool drop;         /* close instead of answering */
    bool cut;          /* close after `send` bytes */
    char error[96];    /* x-amzn-ErrorType */
    int64_t server_at; /* Date */
};

/* fake_aws.c */
void fake_answer(struct fake *fake, const struct request *request, struct reply *ret_reply);
/* fake_aws_http.c: serves until killed; prints the port. */
int http_serve(struct fake *fake, int port);

/* fake_aws_sign.c: Signature Version 4. False: refused. Fills who calls. */
bool signature_check(struct call *call, enum service service, const struct request *request, int64_t server_now);

/* fake_aws_shape.c */
bool form_read(struct call *call, const char *body, size_t length, bool ec2); /* "a=b&c.1=d" -> call->in */
bool shape_check(struct call *call, bool ec2, bool form);                     /* call->in to the operation's shape */

/* fake_aws_reply.c */
bool refuse(struct call *call, int status, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void reply_render(struct call *call, struct reply *ret_reply);

/* fake_aws_script.c */
enum { FAULT_NAME_SIZE = 32 };
/* The fault of this call ("" = none); events due before the call are done. */
void script_before(struct call *call, char fault[FAULT_NAME_SIZE]);
void script_after(struct call *call);
bool fault_refuses(struct call *call, const char *fault);
bool script_add(struct fake *fake, const json_t *entry); /* one object or a list of them */

/* fake_aws_state.c */
bool state_begin(struct fake *fake, const json_t *seed); /* false: no world */
void state_set(struct fake *fake, const json_t *patch);  /* JSON merge patch */
json_t *state_canonical(const struct fake *fake);
void state_settle(struct fake *fake); /* time passes until nothing moves */
const char *state_region(const struct fake *fake);
const char *state_account(const struct fake *fake);

/* fake_aws_tree.c: handling of the tree. */
const char *text_of(const json_t *object, const char *key); /* "" where absent */
int64_t integer_of(const json_t *object, const char *key, int64_t otherwise);
bool flag_of(const json_t *object, const char *key);
bool has(const json_t *object, const char *key);
json_t *child_of(json_t *object, const char *key); /* made an object where absent */
json_t *list_of(json_t *object, const char *key);  /* made a list where absent */
void put(json_t *object, const char *key, json_t *value);
void put_text(json_t *object, const char *key, const char *value);
void put_number(json_t *object, const char *key, int64_t value);
void add_number(json_t *object, const char *key, int64_t more);
void copy_given(json_t *to, const json_t *from, const char *const *keys); /* NULL at the end */
bool list_has(const json_t *list, const char *text);
json_t *find_by(json_t *list, const char *key, const char *value); /* NULL where none */
json_t *format_json(const char *format, ...) __attribute__((format(printf, 1, 2)));
json_t *shown(const json_t *object);
uint64_t draw(struct fake *fake);
json_t *new_id(struct fake *fake, const char *prefix, int digits);
int64_t delay(struct fake *fake); /* 2..slow + 1 calls */
int64_t wall_now(const struct fake *fake);
json_t *wall_time(const struct fake *fake); /* ISO 8601 */
json_t *wall_seconds(const struct fake *fake);
void made(struct call *call, const char *kind, const char *name); /* something was created: told in the dump */
/* AWS allows it and somebody is hurt: told in the dump. */
void harm(struct fake *fake, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* fake_aws_read.c: what a reader sees. */
void begin_hidden(struct fake *fake, json_t *object);
void begin_stale(struct fake *fake, json_t *object); /* before it is changed */
const json_t *seen(json_t *object);                  /* NULL: not visible yet. Counts as a read */
/* Moves the members of `all` that are of this call's page to a list in call->out. */
bool paginate(struct call *call, json_t *all, const char *list, const char *most, int at_most);
/* Token of the call: true and *ret_done where it was seen before with the same parameters (call->out is as it was). */
bool token_replay(struct call *call, const char *key, bool *ret_done);
void token_keep(struct call *call, const char *key);
void tags_merge(json_t *list, const json_t *tags, const char *key, const char *value);
void tags_remove(json_t *list, const char *key_name, const char *key);
bool tags_valid(struct call *call, const json_t *tags, const char *key);
bool filters_match(const json_t *filters, const char *values, const char *name, const char *value);

/* fake_aws_world.c */
void world_tick(struct fake *fake);
json_t *instances_of(json_t *group);
/* fake_aws_room.c: how much fits. */
bool definition_needs(const struct fake *fake, const char *definition, int64_t *ret_cpu, int64_t *ret_memory);
json_t *provider_group(const struct fake *fake, const char *provider); /* NULL: none, or FARGATE */
int64_t tasks_on(const json_t *deployment, const char *provider, int64_t tasks);
int64_t room_for(const struct fake *fake, const char *cluster, const char *provider, const char *definition);
void machine_size(const struct fake *fake, const char *type, int64_t *ret_cpu,
                  int64_t *ret_memory); /* what ECS registers */
int64_t instances_needed(const struct fake *fake, const char *cluster, const char *provider);
/* fake_aws_rollout.c */
json_t *deployment_begin(struct fake *fake, json_t *service, const char *reason);
void services_tick(struct fake *fake);

/* Shared between the services' files. */
json_t *template_find(const struct fake *fake, const char *id, const char *name);
/* Name and version of the launch template a group starts from, of its own or of its mixed instances policy. */
json_t *group_template(const json_t *group);
json_t *template_version(json_t *launch_template, const char *version); /* number, $Latest or $Default */
json_t *definition_find(const struct fake *fake, const char *name);     /* FAMILY, FAMILY:REVISION or ARN */
json_t *cluster_find(const struct fake *fake, const char *name);        /* ACTIVE ones; name or ARN; "" = default */
json_t *provider_find(const struct fake *fake, const char *name);
json_t *service_find(json_t *cluster, const char *name);
void service_defaults(json_t *service); /* what AWS fills in */
bool strategy_valid(struct call *call, json_t *cluster, const json_t *strategy);
bool fargate_name(const char *provider);
const char *last_part(const char *arn); /* behind the last '/' */
bool cron_valid(const char *text, int fields);
void seed_complete(struct fake *fake); /* fake_aws_seed.c */

#endif
