/* export.h — a plan as a template, for those who apply through their own pipeline. The same target as apply's. */
#ifndef BAYPLAN_APPLY_EXPORT_H
#define BAYPLAN_APPLY_EXPORT_H

#include "planner/apply/target.h"

/* CloudFormation as JSON (AWS::ECS::*, AWS::AutoScaling::*, AWS::EC2::LaunchTemplate,
 * AWS::ApplicationAutoScaling::ScalableTarget); what the plan does not carry becomes a parameter. */
MUST_CHECK bool export_cloudformation(const struct plan *plan, struct text *ret_json, struct error *err);
/* Terraform's JSON syntax (*.tf.json), provider hashicorp/aws >= 5; what the plan does not carry becomes a variable. */
MUST_CHECK bool export_terraform(const struct plan *plan, struct text *ret_json, struct error *err);

#endif
