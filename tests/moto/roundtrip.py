"""An empty account -> apply -> observe -> nothing to do -> a changed plan -> destroy, against moto.

roundtrip.py BAYPLAN SCRATCH: moto checks every signature and permission; the AWS CLI, where it is installed, must see
what `bayplan observe` sees; every request is held against botocore's models (tests/apply/check_requests.py). Ends with
77 (skipped) where moto is not installed, unless BAYPLAN_MOTO=required.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
REGION, ACCOUNT, CLUSTER = "us-east-1", "123456789012", "shopfront"


def skip(why):
    print(f"skipped: {why}")
    sys.exit(1 if os.environ.get("BAYPLAN_MOTO") == "required" else 77)


try:
    import boto3
    import moto  # noqa: F401
except ImportError as error:
    skip(f"{error}; pip install 'moto[server]==5.2.1'")

failures = []


def expect(true, what):
    if not true:
        failures.append(what)
        print(f"FAILED: {what}")


class Moto:
    """The server, and clients that speak to it as the administrator of an account with nothing in it."""

    def __init__(self, scratch):
        self.requests = scratch / "requests"
        self.requests.mkdir(parents=True)
        port_file = scratch / "port"
        log = open(scratch / "moto.log", "wb")
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "server.py"), str(port_file), str(self.requests), str(FREE_CALLS)],
            stdout=log,
            stderr=log,
        )
        for _ in range(300):
            if port_file.exists():
                break
            time.sleep(0.1)
        else:
            raise SystemExit(f"moto did not start: {(scratch / 'moto.log').read_text()[-2000:]}")
        self.endpoint = f"http://127.0.0.1:{port_file.read_text()}"
        self.calls = 0

    def client(self, service):
        client = boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id="setup",
            aws_secret_access_key="setup",
        )
        client.meta.events.register("before-send.*", self.count)
        return client

    def count(self, **_):
        self.calls += 1

    def stop(self):
        self.process.terminate()
        self.process.wait()


FREE_CALLS = 12


def build_world(moto_server, profile):
    """What a user has before bayplan comes: a network, task definitions, and keys that may do everything."""
    ec2, ecs, iam = (moto_server.client(name) for name in ("ec2", "ecs", "iam"))
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{i}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for i, zone in enumerate(profile["zones"])
    ]
    group = ec2.create_security_group(GroupName="shopfront", Description="shopfront", VpcId=vpc)["GroupId"]
    for service in profile["services"]:
        mode = service.get("network_mode", "awsvpc")
        container = {
            "name": service["name"],
            "image": "public.ecr.aws/nginx/nginx:1.27",
            "essential": True,
            "cpu": service["cpu_units"],
            "memory": service["memory_mib"],
        }
        ecs.register_task_definition(
            family=service["task_definition"], networkMode=mode, containerDefinitions=[container]
        )
    iam.create_user(UserName="planner")
    key = iam.create_access_key(UserName="planner")["AccessKey"]
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    iam.put_user_policy(UserName="planner", PolicyName="all", PolicyDocument=json.dumps(everything))
    profile["apply"].update(subnets=subnets, security_groups=[group], account=ACCOUNT)
    while moto_server.calls < FREE_CALLS:
        ec2.describe_vpcs()
    return key


class Bayplan:
    def __init__(self, program, scratch, endpoint, key):
        self.program, self.scratch = program, scratch
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(scratch),
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
            "AWS_PAGER": "",
        }
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "PYENV_ROOT", "PYENV_VERSION"):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        self.secret = key["SecretAccessKey"]

    def run(self, *words, code=0):
        done = subprocess.run(
            [self.program, *words],
            env=self.environment,
            cwd=self.scratch,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )
        expect(self.secret not in done.stdout + done.stderr, f"{words[0]} told the secret key")
        expect(done.returncode == code, f"{' '.join(words)}: exit code {done.returncode}, not {code}\n{done.stderr}")
        return done

    def aws(self, *words):
        done = subprocess.run(
            ["aws", *words, "--output", "json"], env=self.environment, capture_output=True, text=True, timeout=120
        )
        expect(done.returncode == 0, f"aws {' '.join(words)}: {done.stderr}")
        return json.loads(done.stdout or "{}")


def plan_hash(path):
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def follows_schema(path, kind):
    try:
        import jsonschema
    except ImportError:
        return
    schema = json.loads((SOURCE / f"data/schema/{kind}.schema.json").read_text())
    found = [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(json.loads(path.read_text()))]
    expect(not found, f"{path.name} against its schema: {found[:3]}")


def plan_and_apply(bayplan, profile, name, *words):
    scratch = bayplan.scratch
    (scratch / f"{name}.profile.json").write_text(json.dumps(profile))
    bayplan.run("plan", f"{name}.profile.json", "-o", f"{name}.json", "--quiet")
    plan = json.loads((scratch / f"{name}.json").read_text())
    dry = bayplan.run("apply", f"{name}.json", "--dry-run", "-o", f"{name}.steps.json", *words)
    print(dry.stdout)
    follows_schema(scratch / f"{name}.steps.json", "steps")
    bayplan.run(
        "apply", f"{name}.json", "--verbose", "--reviewed", f"{name}.steps.json", "--yes",
        plan_hash(scratch / f"{name}.json"), *words,
    )  # fmt: skip
    return plan


def same_as_plan(bayplan, plan, name):
    """A second run has nothing to do, and what is observed is what was planned."""
    again = bayplan.run("apply", f"{name}.json", "--dry-run")
    expect("othing to do" in again.stdout, f"{name}: a second run would do something:\n{again.stdout}")
    bayplan.run("observe", CLUSTER, "-o", f"{name}.cluster.json", "--quiet")
    cluster = json.loads((bayplan.scratch / f"{name}.cluster.json").read_text())
    follows_schema(bayplan.scratch / f"{name}.cluster.json", "cluster")
    expect(len(cluster["groups"]) == len(plan["pools"]), f"{name}: {len(cluster['groups'])} groups observed")
    types = sorted(group["instance_type"] for group in cluster["groups"])
    expect(types == sorted(pool["instance_type"] for pool in plan["pools"]), f"{name}: groups of {types}")
    placed = {service["name"]: service["place"] for service in cluster["services"]}
    for service in plan["services"]:
        on_group = service["place"].startswith("pool-")
        place = placed.get(service["name"])
        expect(place is not None and (place.startswith("fargate") != on_group), f"{name}: {service['name']} on {place}")
    return cluster


def cli_agrees(bayplan, cluster):
    if not shutil.which("aws"):
        print("not compared with the AWS CLI: it is not installed")
        return
    objects = {(o["kind"], o["name"]): o.get("properties", {}) for o in cluster["objects"]}
    providers = bayplan.aws("ecs", "describe-clusters", "--clusters", CLUSTER)["clusters"][0]["capacityProviders"]
    seen = objects["cluster_capacity_providers", CLUSTER]["capacity_providers"].split(",")
    expect(sorted(providers) == sorted(seen), f"capacity providers: {providers} and {seen}")
    for group in bayplan.aws("autoscaling", "describe-auto-scaling-groups")["AutoScalingGroups"]:
        mine = objects.get(("auto_scaling_group", group["AutoScalingGroupName"]), {})
        for theirs, ours in (("MinSize", "min_size"), ("MaxSize", "max_size"), ("DesiredCapacity", "desired_capacity")):
            expect(str(group[theirs]) == mine.get(ours), f"{group['AutoScalingGroupName']}: {theirs} {group[theirs]}")
    names = [o["name"] for o in cluster["objects"] if o["kind"] == "service"]
    described = bayplan.aws("ecs", "describe-services", "--cluster", CLUSTER, "--services", *names)
    for service in described["services"]:
        mine = objects["service", service["serviceName"]]
        expect(str(service["desiredCount"]) == mine["desired_count"], f"{service['serviceName']}: desired count")
        expect(
            service["taskDefinition"].endswith("/" + mine["task_definition"]), f"{service['serviceName']}: definition"
        )
    files = []
    pools = [name for kind, name in objects if kind == "capacity_provider"]
    for words, file in (
        (("ecs", "describe-clusters", "--clusters", CLUSTER, "--include", "TAGS"), "clusters.json"),
        (("ecs", "describe-capacity-providers", "--capacity-providers", *pools, "--include", "TAGS"), "providers.json"),
        (("autoscaling", "describe-auto-scaling-groups"), "groups.json"),
        (
            ("ec2", "describe-launch-template-versions", "--launch-template-name", *pools, "--versions", "$Latest"),
            "templates.json",
        ),
    ):
        (bayplan.scratch / file).write_text(json.dumps(bayplan.aws(*words)))
        files.append(file)
    for i, service in enumerate(described["services"]):
        words = ("ecs", "describe-task-definition", "--task-definition", service["taskDefinition"])
        files.append(f"definition{i}.json")
        (bayplan.scratch / files[-1]).write_text(json.dumps(bayplan.aws(*words)))
    (bayplan.scratch / "services.json").write_text(json.dumps(described))
    saved = json.loads(bayplan.run("observe", CLUSTER, *files, "services.json", "--format", "json").stdout)
    for key in ("groups", "services"):
        same = cluster[key] == saved[key]
        expect(same, f"{key} live and from the AWS CLI's answers:\n{cluster[key]}\n{saved[key]}")


def nothing_is_left(bayplan):
    bayplan.run("observe", CLUSTER, "-o", "after.json", "--quiet")
    after = json.loads((bayplan.scratch / "after.json").read_text())
    kinds = {o["kind"] for o in after.get("objects", [])}
    expect(not kinds - {"subnet", "image", "task_definition"}, f"left over: {sorted(kinds)}")
    if shutil.which("aws"):
        groups = bayplan.aws("autoscaling", "describe-auto-scaling-groups")["AutoScalingGroups"]
        templates = bayplan.aws("ec2", "describe-launch-templates")["LaunchTemplates"]
        expect(not groups and not templates, f"left over: {groups} {templates}")


def requests_are_valid(folder):
    oracle = SOURCE / "tests" / "apply" / "check_requests.py"
    done = subprocess.run([sys.executable, str(oracle), str(folder)], capture_output=True, text=True)
    print(done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr)
    expect(done.returncode == 0, f"requests against botocore's models:\n{done.stdout}{done.stderr}")


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    scratch = pathlib.Path(sys.argv[2]).resolve() / "moto"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    profile = json.loads((SOURCE / "data/examples/apply.json").read_text())
    moto_server = Moto(scratch)
    try:
        key = build_world(moto_server, profile)
        for file in moto_server.requests.glob("*"):
            file.unlink()
        bayplan = Bayplan(program, scratch, moto_server.endpoint, key)
        plan = plan_and_apply(bayplan, profile, "first")
        cli_agrees(bayplan, same_as_plan(bayplan, plan, "first"))
        profile["services"][0]["tasks"] = 16
        profile["limits"]["instance_types"] = ["c7i.*", "r7i.*"]
        plan = plan_and_apply(bayplan, profile, "second", "--max-change", "300", "--allow-delete")
        same_as_plan(bayplan, plan, "second")
        bayplan.run("destroy", "second.json", "--yes", plan_hash(scratch / "second.json"))
        nothing_is_left(bayplan)
    finally:
        moto_server.stop()
    requests_are_valid(moto_server.requests)
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
