/* export_parts.h — what both templates share. For export*.c. */
#ifndef BAYPLAN_APPLY_EXPORT_PARTS_H
#define BAYPLAN_APPLY_EXPORT_PARTS_H

#include "planner/apply/export.h"
#include "planner/apply/lists.h"
#include "planner/apply/target_parts.h"

#include "data/base/json_writer.h"

struct exporting {
    const struct plan *plan;
    struct target target;
    struct arena arena;
    struct json_writer writer;
    bool terraform;       /* else CloudFormation */
    const char *unopened; /* key of an object that is begun with its first member; NULL = none */
    struct error *err;
};

/* Target, then the rules that validators of templates do not know. */
MUST_CHECK bool export_begin(struct exporting *exporting, const struct plan *plan, bool terraform, struct text *json,
                             struct error *err);
void export_end(struct exporting *exporting);
MUST_CHECK bool export_check(struct exporting *exporting);

const struct object *export_find(const struct exporting *exporting, enum object_kind kind, const char *parent,
                                 const char *name);
/* A name as an identifier of the template, the same as long as the name is: CloudFormation has letters and digits
 * only, Terraform also _. Two names never have the same. */
const char *export_id(struct exporting *exporting, const char *prefix, const char *name);
bool export_has_awsvpc(const struct exporting *exporting);
/* What the plan does not carry, and a template therefore asks for; subnets by zones where pools differ in theirs (NULL:
 * the tasks' own). */
bool export_asks_subnets(const struct exporting *exporting, const struct plan_pool *pool);
bool export_asks_groups(const struct exporting *exporting);
bool export_asks_profile(const struct exporting *exporting);
bool export_asks_definition(const struct plan_service *service);
const char *export_subnets_id(struct exporting *exporting, const struct plan_pool *pool);
/* Of several pools with the same image, with the same zones: the first. */
bool export_is_first_image(const struct exporting *exporting, int pool);
bool export_is_first_zones(const struct exporting *exporting, int pool);
const char *export_zones(struct exporting *exporting, const struct plan_pool *pool);
const struct plan_pool *export_pool(struct exporting *exporting, const char *name);
const struct plan_service *export_service(const struct exporting *exporting, const char *name);
/* Its count is a schedule's, not the template's. */
bool export_is_scheduled(const struct exporting *exporting, const struct object *service);

/* --- writing --- */

/* An object that is left out where it would have no member: each of them says that it comes. */
void export_begin_block(struct exporting *exporting, const char *key);
void export_member(struct exporting *exporting);
void export_end_block(struct exporting *exporting);
/* Text that the template takes as it is. */
void export_string(struct exporting *exporting, const char *key, const char *value);
void export_property(struct exporting *exporting, const char *key, const struct object *object, const char *property);
void export_integer(struct exporting *exporting, const char *key, const struct object *object, const char *property);
void export_set(struct exporting *exporting, const char *key, const char *set);
/* Each strategy or placement of a value "a:b:c,d:e:f": calls `each` with the parts before and behind the first ':'. */
void export_each(struct exporting *exporting, const char *value,
                 void (*each)(struct exporting *exporting, const char *head, const char *rest));
/* What a reader of the template has to know besides. */
struct field_strings export_notes(struct exporting *exporting);

#endif
