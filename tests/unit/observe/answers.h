/* answers.h — answers of AWS as a test holds them, decoded. */
#ifndef BAYPLAN_TESTS_OBSERVE_ANSWERS_H
#define BAYPLAN_TESTS_OBSERVE_ANSWERS_H

#include "data/aws/aws.h"
#include "planner/observe/decode.h"

struct answers {
    struct arena arena;
    struct decoding decoding;
    struct error err;
};

/* Of the cluster; NULL = of any. */
void answers_begin(struct answers *answers, const char *cluster);
/* What the CLI prints. False: answers->err. */
bool answers_add(struct answers *answers, const char *json);
/* What comes over the wire: head and body are apart. `length` of the body. */
bool answers_add_wire(struct answers *answers, enum aws_service service, const char *operation, const char *body,
                      size_t length);
/* Fails the test where the object is not there. */
const struct object *answers_object(const struct answers *answers, enum object_kind kind, const char *parent,
                                    const char *name);
/* Fails the test where the property has another value. */
void assert_value(const struct object *object, const char *property, const char *value);
/* All values of all objects: "kind/parent/name id stack run\n  property=value\n" ... */
const char *answers_text(struct answers *answers);
void answers_end(struct answers *answers);

#endif
