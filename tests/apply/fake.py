"""The strict fake of AWS (tests/support/fake_aws.h) from Python: a world, the program, and a client that signs."""
import csv
import datetime
import hashlib
import hmac
import http.client
import json
import os
import re
import subprocess
import tempfile
import urllib.parse

ACCOUNT, REGION = "123456789012", "us-east-1"
KEY, SECRET = "AKIDEXAMPLE", "fake/secret+key"
IMAGE = "/aws/service/ecs/optimized-ami/amazon-linux-2023/%srecommended/image_id"
VERSIONS = {"sts": "2011-06-15", "ec2": "2016-11-15", "autoscaling": "2011-01-01"}
TARGETS = {"ecs": "AmazonEC2ContainerServiceV20141113", "application-autoscaling": "AnyScaleFrontendService",
           "ssm": "AmazonSSM"}


def instance_types():
    rows = {}
    with open("data/facts/instance_types.csv", encoding="utf-8") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            memory = int(row["registered_memory_mib"]) or int(row["memory_mib"]) * 9 // 10
            rows[row["name"]] = {"cpu": int(row["vcpus"]) * 1024, "memory": memory}
    return rows


def definition(service, number=1):
    """A task definition of what a service of a profile reserves."""
    fargate = service.get("network_mode", "awsvpc") == "awsvpc"
    made = {"networkMode": "awsvpc" if fargate else "bridge",
            "compatibilities": ["EC2", "FARGATE"] if fargate else ["EC2"],
            "requiresCompatibilities": ["EC2"],
            "cpu": str(service["cpu_units"]), "memory": str(service["memory_mib"]),
            "containerDefinitions": [{"name": service["name"], "image": f"registry.example/{service['name']}:{number}",
                                      "cpu": service["cpu_units"], "memory": service["memory_mib"], "essential": True,
                                      "environment": [{"name": "PASSWORD", "value": "a secret of the task's"}]}]}
    return made


def world(profile):
    """An account that has what a profile's `apply` names, and no cluster."""
    apply = profile["apply"]
    zones = profile["zones"]
    families = {}
    for service in profile["services"]:
        families.setdefault(service["task_definition"].split(":")[0], [definition(service)])
    return {
        "account": ACCOUNT, "region": REGION,
        "credentials": {KEY: {"secret": SECRET, "account": ACCOUNT, "arn": f"arn:aws:iam::{ACCOUNT}:user/deployer"}},
        "subnets": {name: {"zone": zones[index % len(zones)], "vpc": "vpc-01", "cidr": f"10.0.{index}.0/24"}
                    for index, name in enumerate(apply["subnets"])},
        "security_groups": {name: {"name": name, "vpc": "vpc-01"} for name in apply["security_groups"]},
        "images": {"ami-0aaaaaaaaaaaaaaaa": {"architecture": "x86_64"}, "ami-0bbbbbbbbbbbbbbbb": {"architecture": "arm64"},
                   "ami-0cccccccccccccccc": {"architecture": "x86_64"}},
        "parameters": {IMAGE % "": "ami-0aaaaaaaaaaaaaaaa", IMAGE % "arm64/": "ami-0bbbbbbbbbbbbbbbb",
                       IMAGE % "gpu/": "ami-0cccccccccccccccc"},
        "definitions": families,
        "instance_types": instance_types(),
    }


class Fake:
    """One running fake. Its own port; `close` ends it."""

    def __init__(self, program, seed, *options, script=None):
        if isinstance(seed, dict):
            with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
                json.dump(seed, file)
            seed, self.seed = file.name, file.name
        else:
            self.seed = None
        words = [program, "--seed-file", seed, *[str(option) for option in options]]
        if script is not None:
            words += ["--script", json.dumps(script)]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.strip():
            raise RuntimeError(f"fake_aws did not start: {' '.join(words)}")
        self.port = int(line)
        self.url = f"http://127.0.0.1:{self.port}"

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        if self.seed:
            os.unlink(self.seed)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def control(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, json.dumps(body) if body is not None else None)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {text}")
        return json.loads(text)

    def state(self, settle=True):
        return self.control("GET", "/fake/state?settle" if settle else "/fake/state")

    def everything(self):
        return self.control("GET", "/fake/all")

    def calls(self):
        return self.control("GET", "/fake/calls")

    def set(self, patch):
        return self.control("POST", "/fake/set", patch)

    def script(self, entries):
        return self.control("POST", "/fake/script", entries)

    def reset(self):
        return self.control("POST", "/fake/reset", {})


def flatten(value, name, member):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flatten(inner, f"{name}.{key}" if name else key, member)
    elif isinstance(value, list):
        if not value:
            yield name, ""
        for number, inner in enumerate(value, 1):
            yield from flatten(inner, f"{name}.{member}{number}", member)
    else:
        yield name, {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def sign(headers, body, service, now, secret, region):
    def keyed(key, text):
        return hmac.new(key, text.encode(), hashlib.sha256).digest()
    day = now[:8]
    names = ";".join(sorted(headers))
    canonical = "POST\n/\n\n" + "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical += f"\n{names}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{day}/{region}/{service}/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = keyed(keyed(keyed(keyed(b"AWS4" + secret.encode(), day), region), service), "aws4_request")
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return f"AWS4-HMAC-SHA256 Credential={KEY}/{scope}, SignedHeaders={names}, Signature={signature}"


class Refused(Exception):
    def __init__(self, code, message, status):
        super().__init__(f"{code}: {message}")
        self.code, self.status = code, status


class Client:
    def __init__(self, port, secret=SECRET, region=REGION, ahead=0):
        self.port, self.secret, self.region, self.ahead = port, secret, region, ahead

    def request(self, service, operation, parameters):
        now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.ahead)
        stamp = now.strftime("%Y%m%dT%H%M%SZ")
        headers = {"host": f"127.0.0.1:{self.port}", "x-amz-date": stamp}
        if service in TARGETS:
            body = json.dumps(parameters).encode()
            headers["content-type"] = "application/x-amz-json-1.1"
            headers["x-amz-target"] = f"{TARGETS[service]}.{operation}"
        else:
            pairs = list(flatten(parameters, "", "" if service == "ec2" else "member."))
            body = urllib.parse.urlencode([("Action", operation), ("Version", VERSIONS[service]), *pairs]).encode()
            headers["content-type"] = "application/x-www-form-urlencoded; charset=utf-8"
        headers["authorization"] = sign(headers, body, service, stamp, self.secret, self.region)
        return headers, body

    def call(self, service, operation, /, **parameters):
        headers, body = self.request(service, operation, parameters)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", "/", body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        if answer.status != 200:
            raise self.refused(service, text, answer.status)
        return json.loads(text) if service in TARGETS else text

    @staticmethod
    def refused(service, text, status):
        if service in TARGETS and text.startswith("{"):
            error = json.loads(text)
            return Refused(error["__type"].split("#")[-1], error.get("message"), status)
        code = re.search("<Code>(.*?)</Code>", text)
        message = re.search("<Message>(.*?)</Message>", text)
        return Refused(code.group(1) if code else "", message.group(1) if message else text, status)
