#!/bin/bash
# validate_templates.sh WRITE_TEMPLATES [PLUGINS]: cfn-lint finds nothing in the CloudFormation templates, and
# `terraform validate` accepts the Terraform ones; what is not on the machine is told and left out. A template with a
# planted mistake must be refused, else the validator looked at nothing.
set -euo pipefail
write=$1 plugins=${2:-/opt/tf-plugins}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$write" "$folder"

if command -v cfn-lint >/dev/null; then
    sed 's/"TargetCapacity": 90/"TargetCapacity": 900/' "$folder/given.cloudformation.json" >"$folder/planted.json"
    if cfn-lint "$folder/given.cloudformation.json" "$folder/asking.cloudformation.json" "$folder/planted.json" \
        >"$folder/lint" 2>&1; then
        echo "cfn-lint lets a target capacity of 900 pass"
        exit 1
    fi
    if grep -E '(given|asking)\.cloudformation\.json' "$folder/lint"; then
        exit 1
    fi
    grep -q 'planted\.json' "$folder/lint"
else
    echo "cfn-lint is not here: CloudFormation templates were not validated"
fi

if command -v terraform >/dev/null && [ -d "$plugins" ]; then
    export CHECKPOINT_DISABLE=1 TF_CLI_CONFIG_FILE=$folder/cli.tfrc
    printf 'provider_installation {\n  filesystem_mirror {\n    path = "%s"\n  }\n}\n' "$plugins" >"$TF_CLI_CONFIG_FILE"
    mkdir "$folder/tf"
    for kind in given asking; do
        cp "$folder/$kind.tf.json" "$folder/tf/main.tf.json"
        [ -d "$folder/tf/.terraform" ] || (cd "$folder/tf" && terraform init -no-color >"$folder/init" 2>&1) || {
            cat "$folder/init"
            exit 1
        }
        (cd "$folder/tf" && terraform validate -no-color)
    done
else
    echo "terraform or its provider is not here: Terraform templates were not validated"
fi
