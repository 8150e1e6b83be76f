/* export_terraform.h — the parts of a Terraform configuration. For export_terraform*.c. */
#ifndef BAYPLAN_APPLY_EXPORT_TERRAFORM_H
#define BAYPLAN_APPLY_EXPORT_TERRAFORM_H

#include "planner/apply/export_parts.h"

/* "${aws_launch_template.pool_x.id}" */
void terraform_expression(struct exporting *exporting, const char *key, const char *type, const char *id,
                          const char *attribute);
void terraform_tags(struct exporting *exporting);
void terraform_ignored(struct exporting *exporting, const char *const *attributes, int count);
void terraform_security_groups(struct exporting *exporting, const char *key, const struct object *object);
void terraform_provider(struct exporting *exporting, const char *key, const char *name);
const char *terraform_service_id(struct exporting *exporting, const char *name);

void terraform_service(struct exporting *exporting, const struct object *service);
void terraform_scaling(struct exporting *exporting, const struct object *scaling);
void terraform_service_action(struct exporting *exporting, const struct object *action);

#endif
