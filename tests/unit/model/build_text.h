/* build_text.h — a model from a profile written in a test. Failing to read the text fails the test. */
#ifndef BAYPLAN_TESTS_BUILD_TEXT_H
#define BAYPLAN_TESTS_BUILD_TEXT_H

#include "planner/model/model.h"

#define FOLDER "tests/unit/model/small/"
#define HEAD "{\"schema\":\"bayplan.profile/1\",\"name\":\"t\",\"region\":\"us-east-1\","
#define WEB "\"services\":[{\"name\":\"web\",\"cpu_units\":512,\"memory_mib\":1024,\"tasks\":4}]"

struct built {
    struct profile profile;
    struct catalogue catalogue;
    struct model model;
    struct error err;
    bool ok;
};

/* small/prices.csv but for the rows that hold `without`; NULL = all of it. */
void catalogue_of(struct catalogue *ret_catalogue, const char *without);

/* `body` is JSON after HEAD. The result may be an error; release it with built_release. */
struct built *build(const char *body);
struct built *build_without(const char *without, const char *body);
struct built *build_ok(const char *body);
void built_release(struct built *built);
void expect_error(const char *body, enum error_kind kind, const char *where, const char *text);
void expect_error_without(const char *without, const char *body, enum error_kind kind, const char *where,
                          const char *text);

const struct model_item *item_of(const struct built *built, const char *name);
bool instance_there(const struct built *built, const char *name);
bool assumes(const struct built *built, const char *text);
void assert_assumes(const struct built *built, const char *text);

#endif
