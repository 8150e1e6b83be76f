/* export_cloudformation.h — the parts of a CloudFormation template. For export_cloudformation*.c. */
#ifndef BAYPLAN_APPLY_EXPORT_CLOUDFORMATION_H
#define BAYPLAN_APPLY_EXPORT_CLOUDFORMATION_H

#include "planner/apply/export_parts.h"

void cloudformation_reference(struct exporting *exporting, const char *key, const char *id);
void cloudformation_attribute(struct exporting *exporting, const char *key, const char *id, const char *attribute);
void cloudformation_tags(struct exporting *exporting, const char *key);
void cloudformation_begin(struct exporting *exporting, const char *id, const char *type, const char *depends_on);
void cloudformation_end(struct exporting *exporting);
void cloudformation_security_groups(struct exporting *exporting, const char *key, const struct object *object);
void cloudformation_provider(struct exporting *exporting, const char *key, const char *name);
const char *cloudformation_definition_id(struct exporting *exporting, const char *service);

void cloudformation_service(struct exporting *exporting, const struct object *service);
void cloudformation_scaling(struct exporting *exporting, const struct object *scaling);

#endif
