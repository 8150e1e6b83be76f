# apply, observe, resume, rollback, destroy as far as they come without AWS: what is asked for, what is refused, and that
# nothing is left behind. What they do with AWS is tests/apply and tests/moto.
. tests/e2e/lib.sh "$@"
while read -r name; do unset "$name"; done < <(compgen -e AWS_)
export AWS_EC2_METADATA_DISABLED=true
cp data/examples/apply.json data/examples/team.xml "$scratch"
cd "$scratch" || exit 1
run plan apply.json -o plan.json -q
expect_code 0
run plan team.xml -o team.json -q
expect_code 0
hash=$(sha256sum plan.json | cut -c1-12)

# What a plan lacks is named, all of it, before anything else is looked at.
run apply team.json
expect_code 2
for key in apply.account apply.subnets apply.security_groups 'services[site].task_definition'; do
    expect err "$key"
done
run apply missing.json
expect_code 2
expect err 'missing.json: cannot open'

# A plan that was changed by hand is refused before AWS is asked for anything.
sed 's/"usd_per_month": "492.92/"usd_per_month": "400.00/' plan.json >changed.json
checks=$((checks + 1))
! cmp -s plan.json changed.json || fail 'the plan was not changed'
run apply changed.json
expect_code 4
expect err 'the plan does not hold'

# Who we are.
run apply plan.json --dry-run
expect_code 2
expect err 'no AWS credentials'
expect err 'AWS_ACCESS_KEY_ID'
export AWS_ACCESS_KEY_ID=AKIAEXAMPLE
run apply plan.json --dry-run
expect_code 2
expect err AWS_SECRET_ACCESS_KEY
export AWS_SECRET_ACCESS_KEY=notasecret-but-it-must-not-be-told
run apply plan.json --dry-run --profile nobody
expect_code 2
expect err nobody

# Where to.
run apply plan.json --dry-run --endpoint-url http://192.0.2.1/
expect_code 2
expect err http
AWS_REGION=us-east-1 AWS_DEFAULT_REGION=eu-west-1 run observe shop
expect_code 2
expect err AWS_DEFAULT_REGION
run observe shop
expect_code 2
expect err region
export AWS_REGION=us-east-1
run apply plan.json --dry-run --verbose --endpoint-url http://127.0.0.1:1/
expect_code 1
expect err GetCallerIdentity
check_not_told() {
    checks=$((checks + 1))
    ! grep -qF "$AWS_SECRET_ACCESS_KEY" "$scratch/out" "$scratch/err" || fail 'the secret key was told'
}
check_not_told
checks=$((checks + 1))
[ ! -e plan.journal ] || fail 'a journal was begun though nothing was'

# Words.
run apply plan.json --yes
expect_code 2
run apply - --endpoint-url http://127.0.0.1:1/ <plan.json
expect_code 2
expect err '--yes'
run apply - --yes "$hash" --endpoint-url http://127.0.0.1:1/ <plan.json
expect_code 2
expect err '--journal'
run apply plan.json --max-change many
expect_code 2
run apply plan.json --polcy x
expect_code 2
expect err 'did you mean '"'--policy'"
run export plan.json --format pulumi
expect_code 2
expect err cloudformation

# Journals that are none.
run resume missing.journal
expect_code 2
expect err 'missing.journal'
printf 'not a journal\n' >broken.journal
run resume broken.journal
expect_code 2
expect err 'broken.journal:1'
: >empty.journal
run rollback empty.journal
expect_code 2

# A cluster from what the AWS CLI printed.
cat >clusters.json <<'JSON'
{ "clusters": [ { "clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/shop", "clusterName": "shop",
  "status": "ACTIVE", "capacityProviders": ["general", "FARGATE"], "tags": [] } ], "failures": [] }
JSON
cat >providers.json <<'JSON'
{ "capacityProviders": [ { "capacityProviderArn": "arn:aws:ecs:us-east-1:123456789012:capacity-provider/general",
  "name": "general", "status": "ACTIVE", "autoScalingGroupProvider": {
    "autoScalingGroupArn": "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/shop-general",
    "managedScaling": { "status": "ENABLED", "targetCapacity": 100 }, "managedTerminationProtection": "DISABLED" } } ] }
JSON
cat >groups.json <<'JSON'
{ "AutoScalingGroups": [ { "AutoScalingGroupName": "shop-general",
  "AutoScalingGroupARN": "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/shop-general",
  "MinSize": 2, "MaxSize": 6, "DesiredCapacity": 2, "AvailabilityZones": ["us-east-1a", "us-east-1b"],
  "LaunchTemplate": { "LaunchTemplateName": "shop-general", "LaunchTemplateId": "lt-0a1b2c3d4e5f60718", "Version": "3" },
  "VPCZoneIdentifier": "subnet-0a1b2c3d4e5f60718,subnet-0b1c2d3e4f5061728", "NewInstancesProtectedFromScaleIn": false, "Tags": [],
  "Instances": [
    { "InstanceId": "i-0a1b2c3d4e5f60718", "InstanceType": "m7i.large", "AvailabilityZone": "us-east-1a", "LifecycleState": "InService",
      "HealthStatus": "Healthy", "ProtectedFromScaleIn": false },
    { "InstanceId": "i-0b1b2c3d4e5f60718", "InstanceType": "m7i.large", "AvailabilityZone": "us-east-1b", "LifecycleState": "InService",
      "HealthStatus": "Healthy", "ProtectedFromScaleIn": false } ] } ] }
JSON
cat >templates.json <<'JSON'
{ "LaunchTemplateVersions": [ { "LaunchTemplateId": "lt-0a1b2c3d4e5f60718", "LaunchTemplateName": "shop-general", "VersionNumber": 3,
  "LaunchTemplateData": { "ImageId": "ami-0a1b2c3d4e5f60718", "InstanceType": "m7i.large" } } ] }
JSON
cat >services.json <<'JSON'
{ "services": [ { "serviceArn": "arn:aws:ecs:us-east-1:123456789012:service/shop/web", "serviceName": "web",
  "clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/shop", "status": "ACTIVE", "desiredCount": 6, "runningCount": 6,
  "pendingCount": 0, "taskDefinition": "arn:aws:ecs:us-east-1:123456789012:task-definition/web:4",
  "capacityProviderStrategy": [ { "capacityProvider": "general", "weight": 1, "base": 0 } ],
  "deploymentConfiguration": { "maximumPercent": 200, "minimumHealthyPercent": 100 }, "deployments": [] } ], "failures": [] }
JSON
cat >definition.json <<'JSON'
{ "taskDefinition": { "taskDefinitionArn": "arn:aws:ecs:us-east-1:123456789012:task-definition/web:4", "family": "web",
  "revision": 4, "status": "ACTIVE", "networkMode": "bridge",
  "containerDefinitions": [ { "name": "web", "cpu": 256, "memory": 512, "essential": true } ] } }
JSON
run observe shop clusters.json providers.json groups.json templates.json services.json definition.json -o cluster.json
expect_code 0
expect out 'm7i.large'
expect out 'web'
run report plan.json --cluster cluster.json -q
expect_code 0
expect out 'general'
run observe shop clusters.json providers.json groups.json templates.json services.json definition.json --format profile \
    -o observed.json
expect_code 0
run plan observed.json -q
expect_code 0
run observe shop plan.json
expect_code 2
expect err plan.json
finish
