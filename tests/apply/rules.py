#!/usr/bin/env python3
"""rules.py FAKE_AWS - the fake itself: each rule it keeps, called by a client of its own."""
import http.client
import re
import sys

from fake import ACCOUNT, Client, Fake, Refused, world

PROFILE = {
    "zones": ["us-east-1a", "us-east-1b"],
    "services": [{"name": "web", "task_definition": "web", "cpu_units": 512, "memory_mib": 1024},
                 {"name": "api", "task_definition": "api", "cpu_units": 256, "memory_mib": 512, "network_mode": "bridge"}],
    "apply": {"subnets": ["subnet-0a", "subnet-0b"], "security_groups": ["sg-01"]},
}
DATA = {"ImageId": "ami-0aaaaaaaaaaaaaaaa", "InstanceType": "m7i.large", "SecurityGroupId": ["sg-01"],
        "IamInstanceProfile": {"Name": "ecsInstanceRole"},
        "UserData": "IyEvYmluL2Jhc2gKZWNobyBFQ1NfQ0xVU1RFUj1zaG9wID4+IC9ldGMvZWNzL2Vjcy5jb25maWcK"}
GROUP = {"AutoScalingGroupName": "pool", "MinSize": 0, "MaxSize": 0, "VPCZoneIdentifier": "subnet-0a,subnet-0b",
         "LaunchTemplate": {"LaunchTemplateName": "pool", "Version": "1"}}
STRATEGY = [{"capacityProvider": "pool", "weight": 1}]
SERVICE = {"cluster": "shop", "serviceName": "api", "taskDefinition": "api", "desiredCount": 4,
           "capacityProviderStrategy": STRATEGY}
TARGET = {"ServiceNamespace": "ecs", "ResourceId": "service/shop/api", "ScalableDimension": "ecs:service:DesiredCount"}
failures = []
checks = 0


def check(condition, text):
    global checks
    checks += 1
    if not condition:
        failures.append(text)
        print(f"FAILED {text}")


class Account(Client):
    def ok(self, service, operation, /, **parameters):
        try:
            return self.call(service, operation, **parameters)
        except Refused as refused:
            check(False, f"{operation} was refused: {refused}")
            return {}

    def no(self, code, service, operation, /, **parameters):
        try:
            self.call(service, operation, **parameters)
            check(False, f"{operation} should be refused with {code}")
        except Refused as refused:
            check(refused.code == code, f"{operation} should be refused with {code}, not {refused}")

    def group_arn(self, name="pool"):
        text = self.call("autoscaling", "DescribeAutoScalingGroups", AutoScalingGroupNames=[name])
        found = re.search("<AutoScalingGroupARN>(.*?)<", text)
        return found.group(1) if found else ""

    def service(self, name="api"):
        found = self.call("ecs", "DescribeServices", cluster="shop", services=[name])["services"]
        return found[0] if found else None

    def until(self, what, calls=200):
        for _ in range(calls):
            if what():
                return True
        return False


def build(aws, size=4):
    """A pool of machines, its provider, a service on it."""
    aws.ok("ec2", "CreateLaunchTemplate", LaunchTemplateName="pool", LaunchTemplateData=DATA)
    aws.ok("ecs", "CreateCluster", clusterName="shop")
    aws.ok("autoscaling", "CreateAutoScalingGroup", **GROUP)
    aws.ok("ecs", "CreateCapacityProvider", name="pool",
           autoScalingGroupProvider={"autoScalingGroupArn": aws.group_arn(),
                                     "managedScaling": {"status": "ENABLED", "targetCapacity": 100}})
    provider = lambda: aws.call("ecs", "DescribeCapacityProviders", capacityProviders=["pool"])["capacityProviders"]
    check(aws.until(lambda: provider() and provider()[0]["status"] == "ACTIVE"), "the provider becomes ACTIVE")
    aws.ok("ecs", "PutClusterCapacityProviders", cluster="shop", capacityProviders=["pool", "FARGATE", "FARGATE_SPOT"],
           defaultCapacityProviderStrategy=[])
    attached = lambda: aws.call("ecs", "DescribeClusters", clusters=["shop"], include=["ATTACHMENTS"])["clusters"][0]
    check(aws.until(lambda: attached().get("attachmentsStatus") == "UPDATE_COMPLETE"), "attachments come to rest")
    aws.ok("autoscaling", "UpdateAutoScalingGroup", AutoScalingGroupName="pool", MinSize=2, MaxSize=size)
    aws.ok("ecs", "CreateService", **SERVICE)
    check(aws.until(lambda: (aws.service() or {}).get("runningCount") == 4), "the service's tasks run")


def rules_of_requests(fake, aws):
    aws.no("UnknownParameter", "ec2", "DescribeSubnets", Filters=[{"Name": "vpc-id", "Value": ["vpc-01"]}])
    aws.no("UnknownParameter", "ecs", "CreateCluster", clustername="shop")
    aws.no("UnknownParameter", "autoscaling", "CreateAutoScalingGroup", **{**GROUP, "Tag": "x"})
    aws.no("UnknownParameter", "autoscaling", "DescribeAutoScalingGroups", **{"AutoScalingGroupNames.1": "pool"})
    aws.no("ValidationError", "autoscaling", "CreateAutoScalingGroup", AutoScalingGroupName="pool")
    aws.no("MalformedInput", "autoscaling", "CreateAutoScalingGroup", **{**GROUP, "MinSize": "none"})
    aws.no("SerializationException", "ecs", "CreateService", **{**SERVICE, "desiredCount": "4"})
    aws.no("InvalidAction", "ec2", "RunEverything")
    aws.no("DryRunOperation", "ec2", "CreateLaunchTemplate", LaunchTemplateName="pool", LaunchTemplateData=DATA, DryRun=True)
    check(fake.state()["templates"] == {}, "a dry run changes nothing")
    for client, code in ((Account(fake.port, secret="other"), "InvalidSignatureException"),
                         (Account(fake.port, region="eu-west-1"), "InvalidSignatureException"),
                         (Account(fake.port, ahead=-400), "InvalidSignatureException")):
        client.no(code, "ecs", "ListServices", cluster="shop")
    Account(fake.port, secret="other").no("AuthFailure", "ec2", "DescribeSubnets")
    Account(fake.port, ahead=400).no("RequestExpired", "ec2", "DescribeSubnets")
    Account(fake.port, secret="other").no("SignatureDoesNotMatch", "sts", "GetCallerIdentity")
    fake.set({"clock_skew_s": 3600})
    Account(fake.port, ahead=3600).ok("ec2", "DescribeSubnets")
    aws.no("RequestExpired", "ec2", "DescribeSubnets")
    fake.set({"clock_skew_s": 0})
    check(ACCOUNT in aws.ok("sts", "GetCallerIdentity"), "the account is told")
    aws.no("ParameterNotFound", "ssm", "GetParameter", Name="/nothing")


def rules_of_templates(fake, aws):
    data = dict(LaunchTemplateName="pool", LaunchTemplateData=DATA, ClientToken="t1")
    first = aws.ok("ec2", "CreateLaunchTemplate", **data)
    check(re.search("lt-[0-9a-f]+", first).group() == re.search("lt-[0-9a-f]+", aws.ok("ec2", "CreateLaunchTemplate", **data)).group(),
          "a token replays")
    aws.no("IdempotentParameterMismatch", "ec2", "CreateLaunchTemplate", **{**data, "LaunchTemplateName": "other"})
    aws.no("InvalidLaunchTemplateName.AlreadyExistsException", "ec2", "CreateLaunchTemplate", **{**data, "ClientToken": "t2"})
    aws.no("InvalidGroup.NotFound", "ec2", "CreateLaunchTemplate", LaunchTemplateName="x-x",
           LaunchTemplateData={**DATA, "SecurityGroupId": ["sg-none"]})
    aws.no("InvalidUserData.Malformed", "ec2", "CreateLaunchTemplate", LaunchTemplateName="x-x",
           LaunchTemplateData={**DATA, "UserData": "no base64"})
    version = dict(LaunchTemplateName="pool", ClientToken="v", LaunchTemplateData={"InstanceType": "m7i.xlarge"})
    for _ in range(2):
        aws.ok("ec2", "CreateLaunchTemplateVersion", **version)
    aws.ok("ec2", "CreateLaunchTemplateVersion", LaunchTemplateName="pool", SourceVersion="1", LaunchTemplateData={"InstanceType": "m7i.xlarge"})
    made = fake.state()["templates"]["pool"]
    check(made["LatestVersionNumber"] == 3 and made["DefaultVersionNumber"] == 1, "one version a token")
    check("ImageId" not in made["Versions"][1]["LaunchTemplateData"], "without SourceVersion the data is complete")
    check(made["Versions"][2]["LaunchTemplateData"]["ImageId"] == DATA["ImageId"], "with SourceVersion it is merged")
    aws.no("InvalidLaunchTemplateName.NotFoundException", "ec2", "DescribeLaunchTemplates", LaunchTemplateName=["none"])
    aws.no("InvalidLaunchTemplateId.VersionNotFound", "ec2", "DescribeLaunchTemplateVersions", LaunchTemplateName="pool", LaunchTemplateVersion=["9"])


def rules_of_groups(fake, aws):
    aws.no("ValidationError", "autoscaling", "CreateAutoScalingGroup", **GROUP)  # no template yet
    aws.ok("ec2", "CreateLaunchTemplate", LaunchTemplateName="pool", LaunchTemplateData=DATA)
    for wrong in ({"MinSize": 3, "MaxSize": 2}, {"DesiredCapacity": 1}, {"VPCZoneIdentifier": "subnet-none"},
                  {"LaunchTemplate": {"LaunchTemplateName": "pool", "Version": "7"}},
                  {"LaunchTemplate": {"LaunchTemplateName": "pool", "Version": "one"}}):
        aws.no("ValidationError", "autoscaling", "CreateAutoScalingGroup", **{**GROUP, **wrong})
    aws.ok("autoscaling", "CreateAutoScalingGroup", **{**GROUP, "MinSize": 3, "MaxSize": 3})
    aws.no("AlreadyExists", "autoscaling", "CreateAutoScalingGroup", **GROUP)
    aws.no("ValidationError", "autoscaling", "UpdateAutoScalingGroup", AutoScalingGroupName="pool", MinSize=4)
    aws.no("ResourceInUse", "autoscaling", "DeleteAutoScalingGroup", AutoScalingGroupName="pool")
    machines = fake.state()["groups"]["pool"]["Instances"]
    check(sorted(machine["AvailabilityZone"][-1] for machine in machines) == ["a", "a", "b"], "zones are balanced")
    action = dict(AutoScalingGroupName="pool", ScheduledActionName="night", Recurrence="0 20 * * *", MinSize=1, MaxSize=2)
    aws.ok("autoscaling", "PutScheduledUpdateGroupAction", **action, TimeZone="Etc/UTC")
    aws.ok("autoscaling", "PutScheduledUpdateGroupAction", **action, TimeZone="Etc/UTC")
    aws.no("AlreadyExists", "autoscaling", "PutScheduledUpdateGroupAction", **{**action, "ScheduledActionName": "dusk"}, TimeZone="Etc/UTC")
    for wrong in ({"Recurrence": "0 20 * *"}, {"MinSize": 9}, {"TimeZone": "Zürich"}):
        aws.no("ValidationError", "autoscaling", "PutScheduledUpdateGroupAction", **{**action, **wrong})
    aws.no("ValidationError", "autoscaling", "DeleteScheduledAction", AutoScalingGroupName="pool", ScheduledActionName="none")
    aws.ok("autoscaling", "UpdateAutoScalingGroup", AutoScalingGroupName="pool", MinSize=0, MaxSize=0)
    check(fake.state()["groups"]["pool"]["Instances"] == [], "an emptied group has no machines")
    aws.ok("autoscaling", "DeleteAutoScalingGroup", AutoScalingGroupName="pool")
    check(fake.state()["groups"] == {}, "a deleted group goes")


def rules_of_protection(fake, aws):
    aws.ok("ec2", "CreateLaunchTemplate", LaunchTemplateName="pool", LaunchTemplateData=DATA)
    aws.ok("autoscaling", "CreateAutoScalingGroup", **{**GROUP, "MinSize": 2, "MaxSize": 2}, NewInstancesProtectedFromScaleIn=True)
    fake.state()
    aws.ok("autoscaling", "UpdateAutoScalingGroup", AutoScalingGroupName="pool", MinSize=0, MaxSize=0)
    check(len(fake.state()["groups"]["pool"]["Instances"]) == 2, "protected machines stay")
    ids = re.findall("<InstanceId>(.*?)<", aws.call("autoscaling", "DescribeAutoScalingGroups"))
    aws.no("ValidationError", "autoscaling", "SetInstanceProtection", AutoScalingGroupName="pool", InstanceIds=["i-none"], ProtectedFromScaleIn=False)
    aws.ok("autoscaling", "SetInstanceProtection", AutoScalingGroupName="pool", InstanceIds=ids, ProtectedFromScaleIn=False)
    check(fake.state()["groups"]["pool"]["Instances"] == [], "unprotected ones go")


def rules_of_providers(fake, aws):
    build(aws)
    state = fake.state()
    check(state["harm"] == [], f"nothing is harmed by building: {state['harm']}")
    check(state["clusters"]["shop"]["services"]["api"]["deployments"][0]["rolloutState"] == "COMPLETED", "the deployment completes")
    arn = aws.group_arn()
    provider = {"autoScalingGroupArn": arn, "managedScaling": {"status": "ENABLED"}}
    aws.no("ClientException", "ecs", "CreateCapacityProvider", name="pool", autoScalingGroupProvider=provider)
    aws.no("ClientException", "ecs", "CreateCapacityProvider", name="pool-2", autoScalingGroupProvider=provider)
    aws.no("ClientException", "ecs", "CreateCapacityProvider", name="pool-2", autoScalingGroupProvider={"autoScalingGroupArn": "arn:none"})
    aws.no("InvalidParameterException", "ecs", "CreateCapacityProvider", name="ecs-pool", autoScalingGroupProvider=provider)
    aws.no("InvalidParameterException", "ecs", "UpdateCapacityProvider", name="pool", autoScalingGroupProvider={"managedScaling": {"targetCapacity": 101}})
    aws.no("InvalidParameterException", "ecs", "UpdateCapacityProvider", name="pool", autoScalingGroupProvider={"managedTerminationProtection": "ENABLED"})
    aws.ok("ecs", "UpdateCapacityProvider", name="pool", autoScalingGroupProvider={"managedScaling": {"targetCapacity": 90}})
    aws.no("ResourceInUseException", "ecs", "PutClusterCapacityProviders", cluster="shop", capacityProviders=["FARGATE"], defaultCapacityProviderStrategy=[])
    aws.no("InvalidParameterException", "ecs", "PutClusterCapacityProviders", cluster="shop", capacityProviders=["pool", "none"], defaultCapacityProviderStrategy=[])
    aws.no("InvalidParameterException", "ecs", "PutClusterCapacityProviders", cluster="shop", capacityProviders=["pool", "FARGATE"],
           defaultCapacityProviderStrategy=[*STRATEGY, {"capacityProvider": "FARGATE", "weight": 1}])
    fake.state()
    aws.ok("ecs", "PutClusterCapacityProviders", cluster="shop", capacityProviders=["pool", "FARGATE"], defaultCapacityProviderStrategy=[])
    aws.no("UpdateInProgressException", "ecs", "PutClusterCapacityProviders", cluster="shop", capacityProviders=["pool"], defaultCapacityProviderStrategy=[])
    aws.ok("ecs", "DeleteCapacityProvider", capacityProvider="pool")
    check(fake.state()["providers"]["pool"]["updateStatus"] == "DELETE_FAILED", "a provider that is attached is not deleted")
    aws.no("ClusterContainsServicesException", "ecs", "DeleteCluster", cluster="shop")


def rules_of_strategies(fake, aws):
    build(aws)
    for strategy in ([{"capacityProvider": "none", "weight": 1}], [{"capacityProvider": "pool", "weight": 0}],
                     [*STRATEGY, {"capacityProvider": "FARGATE", "weight": 1}],
                     [{"capacityProvider": "FARGATE", "weight": 1, "base": 1}, {"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 1}]):
        aws.no("InvalidParameterException", "ecs", "UpdateService", cluster="shop", service="api", forceNewDeployment=True, capacityProviderStrategy=strategy)
    both = [{"capacityProvider": "pool", "weight": 2}]
    aws.no("InvalidParameterException", "ecs", "UpdateService", cluster="shop", service="api", capacityProviderStrategy=both)
    aws.no("InvalidParameterException", "ecs", "CreateService", **{**SERVICE, "serviceName": "other", "launchType": "EC2"})
    before = aws.service()["deployments"][0]["id"]
    aws.ok("ecs", "UpdateService", cluster="shop", service="api", desiredCount=5)
    check(aws.service()["deployments"][0]["id"] == before, "a count alone is no deployment")
    answer = aws.ok("ecs", "UpdateService", cluster="shop", service="api", forceNewDeployment=True, capacityProviderStrategy=both)
    mine = answer["service"]["deployments"][0]["id"]
    check(mine != before and answer["service"]["deployments"][0]["status"] == "PRIMARY", "a forced one is")
    check(aws.until(lambda: aws.service()["deployments"][0]["rolloutState"] == "COMPLETED"), "and completes")
    check(aws.service()["deployments"][0]["id"] == mine, "as itself")


def rules_of_services(fake, aws):
    build(aws)
    aws.no("InvalidParameterException", "ecs", "CreateService", **SERVICE)
    token = {**SERVICE, "serviceName": "second", "clientToken": "s", "desiredCount": 1}
    for _ in range(2):
        aws.ok("ecs", "CreateService", **token)
    aws.no("InvalidParameterException", "ecs", "CreateService", **{**token, "desiredCount": 2})
    check(fake.state()["created"]["service/second"] == 1, "one service a token")
    aws.no("ClientException", "ecs", "CreateService", **{**SERVICE, "serviceName": "x", "taskDefinition": "none"})
    aws.no("InvalidParameterException", "ecs", "CreateService", **{**SERVICE, "serviceName": "x", "taskDefinition": "web"})
    network = {"awsvpcConfiguration": {"subnets": ["subnet-0a"]}}
    aws.no("InvalidParameterException", "ecs", "CreateService", **SERVICE | {"serviceName": "x", "networkConfiguration": network})
    aws.no("InvalidParameterException", "ecs", "CreateService", **SERVICE | {"serviceName": "x", "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 100}})
    aws.no("InvalidParameterException", "ecs", "CreateService", cluster="shop", serviceName="x", taskDefinition="web", desiredCount=1, networkConfiguration=network,
           capacityProviderStrategy=[{"capacityProvider": "FARGATE", "weight": 1}], placementStrategy=[{"type": "binpack", "field": "cpu"}])
    aws.ok("ecs", "CreateService", cluster="shop", serviceName="web", taskDefinition="web", desiredCount=1, networkConfiguration=network,
           capacityProviderStrategy=[{"capacityProvider": "FARGATE", "weight": 1}])
    aws.no("InvalidParameterException", "ecs", "DescribeServices", cluster="shop", services=[str(number) for number in range(11)])
    check(aws.ok("ecs", "DescribeServices", cluster="shop", services=["none"])["failures"][0]["reason"] == "MISSING", "a missing service is told")
    aws.no("InvalidParameterException", "ecs", "DeleteService", cluster="shop", service="api")
    aws.ok("ecs", "UpdateService", cluster="shop", service="api", desiredCount=0)
    fake.state()
    aws.ok("ecs", "DeleteService", cluster="shop", service="api")
    aws.no("InvalidParameterException", "ecs", "CreateService", **SERVICE)  # DRAINING
    check(aws.until(lambda: aws.service()["status"] == "INACTIVE"), "a deleted service becomes INACTIVE")
    aws.no("ServiceNotActiveException", "ecs", "UpdateService", cluster="shop", service="api", desiredCount=1)
    aws.ok("ecs", "CreateService", **SERVICE | {"serviceName": "blue", "deploymentController": {"type": "CODE_DEPLOY"}})
    aws.no("InvalidParameterException", "ecs", "UpdateService", cluster="shop", service="blue", forceNewDeployment=True)
    aws.ok("ecs", "UpdateService", cluster="shop", service="blue", desiredCount=1)
    aws.ok("ecs", "DeregisterTaskDefinition", taskDefinition="web:1")
    check("service web of shop" in " ".join(fake.state()["harm"]), "a definition that is run is not to be deregistered")
    aws.ok("ecs", "CreateService", **SERVICE)


def rules_of_definitions(fake, aws):
    containers = [{"name": "c", "image": "i", "cpu": 256, "memory": 512}]
    good = dict(family="f", networkMode="awsvpc", requiresCompatibilities=["FARGATE"], cpu="256", memory="512", containerDefinitions=containers)
    for wrong in ({"memory": "16384"}, {"networkMode": "bridge"}, {"networkMode": "magic"}):
        aws.no("ClientException", "ecs", "RegisterTaskDefinition", **{**good, **wrong})
    aws.no("ClientException", "ecs", "RegisterTaskDefinition", family="f", containerDefinitions=[{"name": "c", "image": "i"}])
    for revision in (1, 2):
        check(aws.ok("ecs", "RegisterTaskDefinition", **good)["taskDefinition"]["revision"] == revision, "each call is a revision")
    aws.ok("ecs", "DeregisterTaskDefinition", taskDefinition="f:2")
    check(aws.ok("ecs", "DescribeTaskDefinition", taskDefinition="f")["taskDefinition"]["revision"] == 1, "a family is its latest ACTIVE")
    aws.no("ClientException", "ecs", "DescribeTaskDefinition", taskDefinition="f:3")


def rules_of_targets(fake, aws):
    service = "application-autoscaling"
    aws.no("ValidationException", service, "RegisterScalableTarget", **TARGET, MinCapacity=1, MaxCapacity=2)  # no service
    build(aws)
    aws.no("ObjectNotFoundException", service, "DeregisterScalableTarget", **TARGET)
    aws.no("ValidationException", service, "RegisterScalableTarget", **TARGET, MinCapacity=1)
    aws.no("ValidationException", service, "RegisterScalableTarget", **TARGET, MinCapacity=3, MaxCapacity=2)
    arn = aws.ok(service, "RegisterScalableTarget", **TARGET, MinCapacity=1, MaxCapacity=8, Tags={"a": "b"})["ScalableTargetARN"]
    aws.no("ValidationException", service, "RegisterScalableTarget", **TARGET, Tags={"a": "c"})
    check(aws.ok(service, "ListTagsForResource", ResourceARN=arn)["Tags"] == {"a": "b"}, "targets have tags")
    action = dict(TARGET, ScheduledActionName="night", Schedule="cron(0 20 ? * MON-FRI *)", ScalableTargetAction={"MinCapacity": 1, "MaxCapacity": 1})
    aws.ok(service, "PutScheduledAction", **action)
    for schedule in ("cron(0 20 * * * *)", "cron(0 20 * *)", "every evening"):
        aws.no("ValidationException", service, "PutScheduledAction", **{**action, "Schedule": schedule})
    aws.ok("ecs", "UpdateService", cluster="shop", service="api", desiredCount=5)
    check("scalable target" in " ".join(fake.state()["harm"]), "a count that has an owner is not to be written")
    aws.ok(service, "DeregisterScalableTarget", **TARGET)
    check(fake.state()["target_actions"] == {}, "its actions go with a target")


def rules_of_breaking(fake, aws):
    build(aws)
    aws.ok("ecs", "UpdateService", cluster="shop", service="api", deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": True}})
    fake.state()
    aws.ok("ecs", "RegisterTaskDefinition", family="api", containerDefinitions=[{"name": "c", "image": "broken", "cpu": 256, "memory": 512}])
    fake.set({"broken": {"api": True}})
    mine = aws.ok("ecs", "UpdateService", cluster="shop", service="api", taskDefinition="api:2")["service"]["deployments"][0]["id"]
    states = set()
    aws.until(lambda: states.update((one["id"] == mine, one["rolloutState"]) for one in aws.service()["deployments"]), 40)
    check((True, "FAILED") in states, f"the breaker gives up: {states}")
    check(aws.service()["taskDefinition"].endswith("api:1"), "and the service goes back")
    check(aws.service()["runningCount"] == 4, "with its tasks running")
    fake.set({"lost_zones": {"us-east-1a": True}})
    zones = {machine["AvailabilityZone"] for machine in fake.state()["groups"]["pool"]["Instances"]}
    check(zones == {"us-east-1b"}, f"a lost zone has no machines: {zones}")


def rules_of_late_reads(program):
    with Fake(program, world(PROFILE), "--hidden", 2, "--stale", 2, "--empty-pages", "--page", 1) as fake:
        aws = Account(fake.port)
        aws.ok("ecs", "CreateCluster", clusterName="shop")
        there = [bool(aws.call("ecs", "DescribeClusters", clusters=["shop"])["clusters"]) for _ in range(3)]
        check(there == [False, False, True], f"what was made shows late: {there}")
        aws.ok("ecs", "TagResource", resourceArn=f"arn:aws:ecs:us-east-1:{ACCOUNT}:cluster/shop", tags=[{"key": "a", "value": "b"}])
        tags = [len(aws.call("ecs", "DescribeClusters", clusters=["shop"], include=["TAGS"])["clusters"][0]["tags"]) for _ in range(3)]
        check(tags == [0, 0, 1], f"what was changed shows late: {tags}")
        pages, token = [], ""
        while not pages or token:
            text = aws.call("ec2", "DescribeSubnets", **({"NextToken": token} if token else {}))
            pages.append(text.count("<subnetId>"))
            token = (re.findall("<nextToken>(.*?)<", text) or [""])[0]
        check(pages == [0, 1, 1], f"pages are small, the first is empty: {pages}")
        aws.no("InvalidNextTokenException", "ec2", "DescribeSubnets", NextToken="what")


def rules_of_faults(program):
    kinds = {"throttle": ("ThrottlingException", 0), "500": ("ServerException", 0), "late500": ("ServerException", 1), "html": ("", 1),
             "busy": ("UpdateInProgressException", 0), "denied": ("AccessDeniedException", 0)}
    for kind, (code, made) in kinds.items():
        with Fake(program, world(PROFILE), script={"fault": kind, "op": "CreateCluster"}) as fake:
            aws = Account(fake.port)
            aws.no(code, "ecs", "CreateCluster", clusterName="shop")
            check(len(fake.state()["clusters"]) == made, f"{kind} commits {made}")
            aws.ok("ecs", "CreateCluster", clusterName="shop")
    for kind, made in {"torn": 1, "drop": 0, "half": 1}.items():
        with Fake(program, world(PROFILE), script=[{"fault": kind, "mutating": True, "nth": 1}]) as fake:
            aws = Account(fake.port)
            try:
                aws.call("ecs", "CreateCluster", clusterName="shop")
                check(False, f"{kind} should drop the connection")
            except (http.client.HTTPException, ConnectionError, OSError):
                check(len(fake.state()["clusters"]) == made, f"{kind} commits {made}")
    event = {"set": {"parameters": {"/x": "y"}}, "op": "CreateCluster", "when": "after"}
    with Fake(program, world(PROFILE), script=event) as fake:
        Account(fake.port).ok("ecs", "CreateCluster", clusterName="shop")
        check(fake.state()["parameters"]["/x"] == "y", "an event changes the world")
        fake.reset()
        check(fake.state()["clusters"] == {} and "/x" not in fake.state()["parameters"], "a reset begins anew")


def main(program):
    for rule in (rules_of_requests, rules_of_templates, rules_of_groups, rules_of_protection, rules_of_providers,
                 rules_of_strategies, rules_of_services, rules_of_definitions, rules_of_targets, rules_of_breaking):
        with Fake(program, world(PROFILE)) as fake:
            try:
                rule(fake, Account(fake.port))
            except Exception as error:  # a rule that cannot go on is a failure; the others still count
                check(False, f"{rule.__name__} ended: {error!r}")
    rules_of_late_reads(program)
    rules_of_faults(program)
    print(f"{checks - len(failures)} of {checks} checks passed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
