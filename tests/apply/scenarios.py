#!/usr/bin/env python3
"""scenarios.py BAYPLAN FAKE_AWS KILL_SHIM [NAME...] - what goes wrong between people and clusters: each scenario ends
with the right exit code, a message that says what to do, and nothing harmed."""
import json
import os
import re
import signal
import subprocess
import sys
import time

from fake import ACCOUNT, KEY, SECRET, instance_types
from runs import Bench, Run, difference
from sweep import living

CLUSTER, POOL = "shopfront", "shopfront-m7i-large"


class Scenario:
    """Checks of one scenario; its run tells its story when one fails."""

    def __init__(self, bench, seed=None, *options, script=None):
        self.bench, self.seed = bench, seed
        self.fake = bench.start(*options, seed=seed, script=script)
        self.run = Run(bench, self.fake)
        self.failures = []

    def __enter__(self):
        self.before = self.fake.state()
        return self

    def __exit__(self, kind, error, _):
        if error:
            self.failures.append(f"it ended: {error!r}")
        if self.failures:
            print(f"{self.run.told}", flush=True)
        self.fake.close()
        self.run.close()
        return True

    def check(self, condition, text):
        if not condition:
            self.failures.append(text)

    def code(self, wanted):
        self.check(self.run.code == wanted, f"exit code {self.run.code}, not {wanted}")

    def says(self, *texts):
        for text in texts:
            self.check(re.search(text, self.run.err + self.run.out, re.S), f"should say '{text}'")

    def unchanged(self, before=None):
        found = difference(before or self.before, self.fake.state())
        self.check(not found, f"changed: {'; '.join(found[:6])}")

    def mutations(self):
        return sum(row["committed"] for row in self.fake.calls().values())

    def no_harm(self):
        harm = self.fake.state()["harm"]
        self.check(not harm, f"harm: {harm}")


def moving(bench):
    """What the second plan needs to be allowed."""
    return ("--allow-delete", "--max-change", "300")


def second(bench, scenario):
    """A run of the plan that moves all services to other machines, in the same world."""
    run = Run(bench, scenario.fake, bench.other)
    run.told = scenario.run.told
    scenario.run = run
    return run


def spot_of_several_types(bench):
    """A Spot pool is one group with a mixed instances policy; what stands is found as it is to be."""
    profile = json.loads(json.dumps(bench.profile))
    profile["limits"]["instance_types"] = ["m7i.large", "m7a.large", "m6a.large"]
    profile["spot"] = {"types_min": 2, "on_demand_percent": 10}
    for service in profile["services"]:
        if "ec2" in service.get("places", ["ec2"]):
            service["places"] = ["ec2_spot"]
    known = {name: row for name, row in instance_types().items() if name in profile["limits"]["instance_types"]}
    with Scenario(bench, bench.world | {"instance_types": known}) as it:
        it.run = Run(bench, it.fake, bench.make_plan(profile, "spot"))
        it.run.apply()
        it.code(0)
        groups = it.fake.everything()["groups"]
        policies = [group.get("MixedInstancesPolicy") for group in groups.values()]
        it.check(policies and all(policies), f"no policy in {list(groups)}")
        for policy in filter(None, policies):
            overrides = [row["InstanceType"] for row in policy["LaunchTemplate"]["Overrides"]]
            it.check(len(overrides) >= 2 and overrides == sorted(overrides), f"types are {overrides}")
            spread = policy["InstancesDistribution"]
            it.check(spread["OnDemandPercentageAboveBaseCapacity"] == 10, f"{spread}")
            it.check(spread["SpotAllocationStrategy"] == "price-capacity-optimized", f"{spread}")
        it.no_harm()
        before = it.mutations()
        it.run.apply()
        it.code(0)
        it.check(it.mutations() == before, "the second run changed something")
    return it


def drift_since_review(bench):
    """Somebody changes the group between the dry run and the apply."""
    with Scenario(bench, bench.after) as it:
        run = second(bench, it)
        run.do("apply", run.plan, "--dry-run", "-o", f"{run.folder}/steps.json", *moving(bench))
        it.code(0)
        it.unchanged()
        it.fake.set({"groups": {POOL: {"MaxSize": 30}}})
        before = it.fake.state()
        run.apply("--reviewed", f"{run.folder}/steps.json", *moving(bench))
        it.code(5)
        it.says(f"auto_scaling_group/{POOL}", "max_size", "30")
        it.unchanged(before)
    return it


def reviewed_and_same(bench):
    with Scenario(bench, bench.after) as it:
        run = second(bench, it)
        run.do("apply", run.plan, "--dry-run", "-o", f"{run.folder}/steps.json", *moving(bench))
        run.apply("--reviewed", f"{run.folder}/steps.json", *moving(bench))
        it.code(0)
        it.no_harm()
    return it


def expired_review(bench):
    """The dry run is older than an hour."""
    with Scenario(bench, bench.after) as it:
        run = second(bench, it)
        path = f"{run.folder}/steps.json"
        run.do("apply", run.plan, "--dry-run", "-o", path, *moving(bench))
        with open(path, encoding="utf-8") as file:
            steps = json.load(file)
        steps |= {"observed_at": "2026-01-01T00:00:00Z", "expires_at": "2026-01-01T01:00:00Z"}
        with open(path, "w", encoding="utf-8") as file:
            json.dump(steps, file)
        run.apply("--reviewed", path, *moving(bench))
        it.code(5)
        it.says("2026-01-01T01:00:00Z", "dry run")
        it.unchanged()
    return it


def review_of_another_plan(bench):
    with Scenario(bench, bench.after) as it:
        run = second(bench, it)
        path = f"{run.folder}/steps.json"
        run.do("apply", bench.plan, "--dry-run", "-o", path)
        run.apply("--reviewed", path, *moving(bench))
        it.check(run.code in (2, 5), f"exit code {run.code}")
        it.says("plan")
        it.unchanged()
    return it


def other_account(bench):
    """Credentials of somebody else's account."""
    seed = bench.world | {"credentials": {KEY: {"secret": SECRET, "account": "999999999999",
                                                "arn": "arn:aws:iam::999999999999:user/other"}}}
    with Scenario(bench, seed) as it:
        it.run.apply()
        it.code(5)
        it.says(ACCOUNT, "999999999999", "--profile")
        it.unchanged()
    return it


def wrong_hash(bench):
    with Scenario(bench) as it:
        it.run.do("apply", it.run.plan, "--journal", it.run.journal, "--yes", "0123456789ab")
        it.code(2)
        it.unchanged()
        it.run.do("apply", it.run.plan, "--journal", it.run.journal)
        it.code(2)
        it.says("--yes")
        it.unchanged()
    return it


def applied_twice(bench):
    """With the journal of the first time still there."""
    with Scenario(bench) as it:
        it.run.apply()
        it.code(0)
        before, mutations = it.fake.state(), it.mutations()
        it.run.apply()
        it.code(0)
        it.check(it.mutations() == mutations, "nothing is written the second time")
        it.unchanged(before)
    return it


def foreign_everything(bench):
    """Objects of the plan's names that somebody else made: each is named, none is touched; --adopt takes them."""
    foreign = json.loads(json.dumps(bench.after))
    for section in ("templates", "groups", "providers", "clusters"):
        for thing in foreign[section].values():
            for key in ("tags", "Tags"):
                if key in thing:
                    thing[key] = [tag for tag in thing[key] if not tag.get("key", tag.get("Key")).startswith("bayplan:")]
            for service in thing.get("services", {}).values():
                service["tags"] = []
    for target in foreign["targets"].values():
        target["__Tags"] = {}
    with Scenario(bench, foreign) as it:
        run = second(bench, it)
        run.apply(*moving(bench))
        it.code(3)
        it.says("service/api", "--adopt")
        it.unchanged()
        run = it.run = Run(bench, it.fake)
        run.apply("--adopt", "*")
        it.code(0)
        it.no_harm()
        tags = {tag["key"] for tag in it.fake.state()["clusters"][CLUSTER]["services"]["api"]["tags"]}
        it.check("bayplan:stack" in tags, "what is adopted is tagged")
    return it


def foreign_one(bench):
    """One foreign thing of each kind, in an empty account."""
    pieces = {
        "launch_template": {"templates": {POOL: {"Versions": [{"LaunchTemplateData": {"InstanceType": "m7i.large"}}]}}},
        "cluster": {"clusters": {CLUSTER: {}}},
    }
    failures = []
    for kind, piece in pieces.items():
        with Scenario(bench, bench.world | piece) as it:
            it.run.apply()
            it.code(3)
            it.says(kind, f"--adopt {kind}/")
            it.unchanged()
        failures += [f"{kind}: {failure}" for failure in it.failures]
    it.failures = failures
    return it


def other_stack(bench):
    """Another stack's pool has our name."""
    seed = json.loads(json.dumps(bench.after))
    for tag in seed["groups"][POOL]["Tags"]:
        if tag["Key"] == "bayplan:stack":
            tag["Value"] = "warehouse"
    with Scenario(bench, seed) as it:
        it.run.apply()
        it.code(3)
        it.says("warehouse", f"auto_scaling_group/{POOL}")
        it.unchanged()
    return it


def locked(bench):
    """Another run holds the cluster; a lock that is past does not."""
    with Scenario(bench, bench.after) as it:
        tags = it.fake.everything()["clusters"][CLUSTER]["tags"]
        lock = lambda until: it.fake.set({"clusters": {CLUSTER: {"tags": [
            *tags, {"key": "bayplan:lock", "value": f"20260101T000000Z-abcdef@{until}"}]}}})
        lock("2999-01-01T00:00:00Z")
        before = it.fake.state()
        run = second(bench, it)
        run.apply(*moving(bench))
        it.code(3)
        it.says("bayplan:lock", "20260101T000000Z-abcdef")
        it.unchanged(before)
        lock("2026-01-02T00:00:00Z")
        run.apply(*moving(bench))
        it.code(0)
    return it


def breaker(bench):
    """The second service's tasks do not start: ECS rolls it back. What was moved stays, the rest is not touched;
    once it is mended, resume ends the run."""
    with Scenario(bench, bench.after) as it:
        it.fake.set({"broken": {"web": "yes"}})
        run = second(bench, it)
        run.apply(*moving(bench))
        it.code(6)
        it.says("service/web", "circuit breaker|rolled back", f"bayplan resume {run.journal}", "bayplan rollback")
        it.no_harm()
        services = it.fake.state()["clusters"][CLUSTER]["services"]
        it.check(services["web"]["capacityProviderStrategy"][0]["capacityProvider"] == POOL, "web is back where it was")
        it.check(services["web"]["runningCount"] == services["web"]["desiredCount"], "web runs")
        it.check(POOL in it.fake.state()["groups"], "nothing is taken away after a failure")
        target = it.fake.state()["targets"][f"service/{CLUSTER}/web"]["SuspendedState"]
        it.check(not any(target.values()), "scaling goes on though the run stopped")
        it.fake.set({"broken": None})
        run.resume()
        it.code(0)
        it.no_harm()
        found = difference(bench.moved, it.fake.state())
        it.check(not [line for line in found if "/created" not in line and "/broken" not in line], f"differs: {found[:5]}")
    return it


def breaker_taken_back(bench):
    """The same, and the operator goes back."""
    with Scenario(bench, bench.after) as it:
        it.fake.set({"broken": {"web": "yes"}})
        before = living(it.fake.state())
        run = second(bench, it)
        run.apply(*moving(bench))
        it.code(6)
        run.rollback()
        it.code(0)
        it.no_harm()
        found = difference(before, living(it.fake.state()))
        it.check(not found, f"not as before: {found[:5]}")
    return it


def zone_lost(bench):
    """A zone goes while services move: ECS goes on in the other, nothing is taken away too early."""
    event = {"set": {"lost_zones": {"us-east-1a": True}}, "op": "UpdateService", "nth": 1}
    with Scenario(bench, bench.after, script=event) as it:
        run = second(bench, it)
        run.apply("--wait-limit", "300", *moving(bench))
        it.check(run.code in (0, 6), f"exit code {run.code}")
        if run.code == 6:
            it.says("bayplan resume")
        services = it.fake.state()["clusters"][CLUSTER]["services"]
        for name, service in services.items():
            it.check(service["runningCount"] > 0, f"{name} runs in the zone that is left")
        it.fake.set({"lost_zones": None})
        run.finish()
        it.code(0)
        found = [line for line in difference(bench.moved, it.fake.state())
                 if not any(word in line for word in ("/created", "/harm", "/lost_zones", "AvailabilityZone"))]
        it.check(not found, f"differs: {found[:5]}")
    return it


def no_capacity(bench):
    """No machine is to be had at all: the wait ends, the run can be resumed."""
    with Scenario(bench, bench.world | {"lost_zones": {"us-east-1a": True, "us-east-1b": True}}) as it:
        it.run.apply("--wait-limit", "60")
        it.code(6)
        it.says(f"auto_scaling_group/{POOL}|{POOL}", "bayplan resume")
        it.fake.set({"lost_zones": None})
        it.run.finish()
        it.code(0)
    return it


def changed_while_dead(bench):
    """Killed; somebody changes the object of the step under way; resume stops with what was, is and was to be."""
    with Scenario(bench, bench.after, script={"fault": "drop", "op": "UpdateService", "nth": 1, "times": 9}) as it:
        run = second(bench, it)
        run.apply("--wait-limit", "200", *moving(bench))
        it.code(6)
        it.fake.set({"clusters": {CLUSTER: {"services": {"api": {"desiredCount": 3}}}}})
        before = it.fake.state()["clusters"][CLUSTER]["services"]
        run.resume()
        it.check(run.code in (5, 6), f"exit code {run.code}")
        it.says("service/api", "desired_count", "3")
        found = difference(before, it.fake.state()["clusters"][CLUSTER]["services"])
        it.check(not found, f"services changed: {found[:5]}")
    return it


def denied(bench):
    """A permission is missing half-way."""
    with Scenario(bench, script={"fault": "denied", "op": "CreateCapacityProvider", "nth": 1}) as it:
        it.run.apply()
        it.code(6)
        it.says("CreateCapacityProvider", "AccessDenied|not authorized", "bayplan resume")
        it.run.resume()
        it.code(0)
        it.no_harm()
    return it


def denied_at_once(bench):
    """Nothing was changed: nothing is to be resumed."""
    with Scenario(bench, script={"fault": "denied", "op": "CreateCluster", "nth": 1, "times": 9}) as it:
        it.run.apply()
        it.code(1)
        it.says("CreateCluster")
        it.unchanged()
        it.run.apply()  # the same journal path is free
        it.code(1)
    return it


def no_reads(bench):
    with Scenario(bench, script={"fault": "denied", "op": "DescribeServices", "nth": 1, "times": 9}, seed=bench.after) as it:
        it.run.apply()
        it.code(1)
        it.says("ecs:DescribeServices")
        it.unchanged()
    return it


def first_use_of_ecs(bench):
    """ECS's role is not there yet when the account's first service comes."""
    with Scenario(bench, script={"fault": "role", "op": "CreateService", "nth": 1, "times": 3}) as it:
        it.run.apply()
        it.code(0)
        it.no_harm()
    return it


def clock_behind(bench):
    """The machine's clock is half an hour off, then AWS's view of it jumps half-way."""
    event = {"set": {"clock_skew_s": -600}, "op": "CreateService", "nth": 1}  # the hour stays: counts follow it
    with Scenario(bench, bench.world | {"clock_skew_s": 1800}, script=event) as it:
        it.run.apply()
        it.code(0)
        found = [line for line in difference(bench.built, it.fake.state()) if "/clock_skew_s" not in line]
        it.check(not found, f"differs: {found[:5]}")
    return it


def interrupted(bench):
    """Ctrl-C: the call under way ends, the lock is freed, the journal goes on."""
    with Scenario(bench, None, "--slow", 60) as it:
        run = it.run
        environment = bench.environment(it.fake.port) | {"SLEEP_SCALE": "0.004"}
        run.first = ("apply",)
        process = subprocess.Popen([bench.bayplan, "apply", run.plan, "--journal", run.journal, "--yes", run.hash()],
                                   env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        for _ in range(500):
            if it.fake.calls().get("ecs.CreateCapacityProvider", {}).get("committed") or process.poll() is not None:
                break
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        run.out, run.err = process.communicate(timeout=60)
        run.code = process.returncode
        run.told += f"$ apply, interrupted  # {run.code}\n{run.err}"
        it.code(6)
        it.says(f"bayplan resume {run.journal}")
        tags = {tag["key"]: tag["value"] for tag in it.fake.state()["clusters"][CLUSTER]["tags"]}
        it.check(not tags.get("bayplan:lock"), f"the lock is freed: {tags}")
        run.resume()
        it.code(0)
        found = difference(bench.built, it.fake.state())
        it.check(not found, f"differs: {found[:5]}")
    return it


def two_at_once(bench):
    """The journal is held by the run that writes it, the cluster by its lock. The first run is held up meanwhile: it
    waits for machines that are not to be had."""
    with Scenario(bench, bench.world | {"lost_zones": {"us-east-1a": True, "us-east-1b": True}}) as it:
        run = it.run
        environment = bench.environment(it.fake.port) | {"SLEEP_SCALE": "0.02"}
        run.first = ("apply",)
        words = [bench.bayplan, "apply", run.plan, "--journal", run.journal, "--yes", run.hash()]
        process = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        for _ in range(1000):
            if it.fake.calls().get("autoscaling.UpdateAutoScalingGroup") or process.poll() is not None:
                break
            time.sleep(0.01)
        run.resume()
        it.code(2)
        it.says("another bayplan is at work")
        other = Run(bench, it.fake)
        other.apply()
        run.told += other.told
        it.check(other.code == 3, f"a second apply elsewhere: {other.code}")
        it.check("bayplan:lock" in other.err, "which names the lock")
        it.fake.set({"lost_zones": None})
        process.wait(timeout=60)
        it.check(process.returncode == 0, f"the first goes on undisturbed: {process.returncode}")
        found = difference(bench.built, it.fake.state())
        it.check(not found, f"differs: {found[:5]}")
    return it


def destroy_spares(bench):
    """Destroy takes what the stack owns, and nothing else of the cluster."""
    seed = json.loads(json.dumps(bench.after))
    seed["clusters"][CLUSTER]["services"]["legacy"] = {
        "taskDefinition": "shopfront-api", "desiredCount": 1, "runningCount": 0,
        "capacityProviderStrategy": [{"capacityProvider": POOL, "weight": 1}]}
    with Scenario(bench, seed) as it:
        it.run.begin("destroy")
        state = it.fake.state()
        it.check("legacy" in state["clusters"][CLUSTER]["services"], "a foreign service stays")
        it.check(state["clusters"][CLUSTER]["services"]["legacy"]["runningCount"] == 1, "and runs")
        it.check(it.run.code != 0, "destroying the pool under a foreign service cannot end well")
        it.says("legacy|in use")
    return it


def lock_lost(bench):
    """Killed, and another run took the cluster meanwhile: resume keeps out."""
    with Scenario(bench, bench.after) as it:
        run = second(bench, it)
        run.apply(*moving(bench), kill=(40, "after"))
        tags = it.fake.everything()["clusters"][CLUSTER]["tags"]
        for tag in tags:
            if tag["key"] == "bayplan:lock":
                tag["value"] = "20261118T130000Z-abcdef@2999-01-01T00:00:00Z"
        it.fake.set({"clusters": {CLUSTER: {"tags": tags}}})
        before = it.fake.state()
        run.resume()
        it.check(run.code in (3, 5, 6), f"exit code {run.code}")
        it.says("lock", "abcdef")
        it.unchanged(before)
    return it


def lock_race(bench):
    """Two runs find the cluster free and both write their tag: whose is overwritten sees it, and does nothing."""
    tags = [tag for tag in bench.after["clusters"][CLUSTER]["tags"] if tag["key"] != "bayplan:lock"]
    theirs = [*tags, {"key": "bayplan:lock", "value": "20261118T122000Z-abcdef@2999-01-01T00:00:00Z"}]
    event = {"set": {"clusters": {CLUSTER: {"tags": theirs}}}, "op": "TagResource", "nth": 1, "when": "after"}
    with Scenario(bench, bench.after, script=event) as it:
        run = second(bench, it)
        run.apply(*moving(bench))
        it.check(run.code in (3, 5, 6), f"exit code {run.code}")
        it.says("abcdef")
        it.fake.set({"clusters": {CLUSTER: {"tags": tags}}})
        it.unchanged()
    return it


def built_again(bench):
    """Built, destroyed, built: tokens of the first time give nothing back of the second."""
    with Scenario(bench) as it:
        for verb in ("apply", "destroy", "apply"):
            it.run = Run(bench, it.fake)
            it.run.begin(verb)
            it.code(0)
            time.sleep(1.1)  # a run is named by the second
        wanted, got = (living({key: state[key] for key in ("groups", "providers", "templates", "targets", "target_actions")})
                       for state in (bench.built, it.fake.state()))
        it.check(not difference(wanted, got), f"differs: {difference(wanted, got)[:4]}")
        it.no_harm()
    return it


def taken_back_whole(bench):
    """A run that came to its end is taken back as well."""
    with Scenario(bench) as it:
        it.run.apply()
        it.run.rollback()
        it.code(0)
        found = difference(living(it.before), living(it.fake.state()))
        it.check(not found, f"not as before: {found[:5]}")
        before = it.fake.state()
        it.run.rollback()
        it.check(it.run.code in (0, 2), f"a second time: {it.run.code}")
        it.unchanged(before)
    return it


def owned_counts(bench):
    """Somebody else's scalable target owns a count, and a foreign provider is attached: the service moves, its count and
    bounds stay, scaling is as it was, the provider stays attached. Also when the run is killed while scaling is off."""
    seed = json.loads(json.dumps(bench.after))
    api = f"service/{CLUSTER}/api"
    seed["targets"][api] = {
        "ServiceNamespace": "ecs", "ResourceId": api, "ScalableDimension": "ecs:service:DesiredCount", "MinCapacity": 3,
        "MaxCapacity": 30, "_ScalableTargetARN": "arn:aws:application-autoscaling:us-east-1:1:scalable-target/foreign",
        "SuspendedState": {"DynamicScalingInSuspended": False, "DynamicScalingOutSuspended": True, "ScheduledScalingSuspended": False}}
    seed["templates"]["gpu"] = {"Versions": [{"LaunchTemplateData": {"InstanceType": "m7i.large", "ImageId": "ami-0aaaaaaaaaaaaaaaa"}}]}
    seed["groups"]["gpu"] = {"MinSize": 0, "MaxSize": 3, "VPCZoneIdentifier": ",".join(bench.world["subnets"]),
                             "LaunchTemplate": {"LaunchTemplateName": "gpu", "Version": "1"}}
    seed["providers"]["gpu"] = {"group": "gpu", "autoScalingGroupProvider": {"managedScaling": {"status": "DISABLED"}}}
    seed["clusters"][CLUSTER]["capacityProviders"].append("gpu")
    with Scenario(bench, seed) as it:
        for kill in (None, (30, "after"), (60, "before")):
            it.fake.reset()
            run = second(bench, it)
            run.apply(*moving(bench), kill=kill)
            run.finish()
            it.code(0)
            it.no_harm()
            state = it.fake.state()
            it.check(state["targets"][api] == it.before["targets"][api], f"the target is as it was: {state['targets'][api]}")
            service = state["clusters"][CLUSTER]["services"]["api"]
            it.check(service["desiredCount"] == 12, f"the count is its owner's: {service['desiredCount']}")
            it.check(service["capacityProviderStrategy"][0]["capacityProvider"] != POOL, "the service moved")
            it.check("gpu" in state["clusters"][CLUSTER]["capacityProviders"], "a foreign provider stays attached")
            for section in ("groups", "providers", "templates"):
                it.check(not difference(it.before[section]["gpu"], state[section]["gpu"]), f"a foreign {section} stays")
    return it


def expired_credentials(bench):
    """They end half-way, for good, and come back."""
    with Scenario(bench, script={"fault": "expired", "op": "PutClusterCapacityProviders", "nth": 1, "times": 2}) as it:
        it.run.apply()
        it.code(6)
        it.says("[Ee]xpired", "bayplan resume")
        it.run.finish(most=4)
        it.code(0)
    return it


def two_clusters(bench):
    """Staging and production of one profile, on other machines: each is a stack of its own."""
    staging = json.loads(json.dumps(bench.profile))
    staging["apply"]["cluster"] = "staging"
    staging["limits"]["instance_types"] = ["m6i.*"]
    plan = bench.make_plan(staging, "staging")
    with Scenario(bench, bench.after) as it:
        def production_is_as_it_was():
            after = it.fake.state()
            for section in ("groups", "providers", "templates", "clusters"):
                found = [line for line in difference(it.before[section], living(after[section]))
                         if "staging" not in line.split(":")[0] and "ProtectedFromScaleIn" not in line]
                it.check(not found, f"production's {section} changed: {found[:3]}")
        for words in (("apply", "--allow-delete"), ("destroy",)):
            it.run = Run(bench, it.fake, plan)
            it.run.begin(*words)
            it.code(0)
            it.check("m7i" not in it.run.out, f"{words[0]} speaks of production's pool")
            production_is_as_it_was()
        it.check("staging" not in living(it.fake.state())["clusters"], "staging is gone")
        it.run = Run(bench, it.fake)
        it.run.apply()
        it.code(0)
        it.check("0 to create" in it.run.out or "nothing" in it.run.out + it.run.err, "production needs nothing")
        it.no_harm()
    return it


def tenant_of_the_pool(bench):
    """Somebody puts a service of theirs on the pool: taking the run back would take their machines."""
    with Scenario(bench) as it:
        it.run.apply()
        api = it.fake.everything()["clusters"][CLUSTER]["services"]["api"]
        tenant = api | {"serviceName": "tenant", "_serviceArn": api["_serviceArn"].replace("/api", "/tenant"), "tags": [],
                        "desiredCount": 1, "runningCount": 0, "__steady": 0}
        tenant["deployments"] = [tenant["deployments"][0] | {"desiredCount": 1, "runningCount": 0}]
        it.fake.set({"clusters": {CLUSTER: {"services": {"tenant": tenant}}}})
        before = it.fake.state()
        it.run.rollback()
        it.check(it.run.code in (3, 5), f"exit code {it.run.code}")
        it.says("tenant")
        it.unchanged(before)
        it.no_harm()
    return it


def review_of_fewer_steps(bench):
    """Reviewed without --allow-delete: deletions were not reviewed."""
    with Scenario(bench, bench.after) as it:
        run = second(bench, it)
        path = f"{run.folder}/steps.json"
        run.do("apply", run.plan, "--dry-run", "-o", path, "--max-change", "300")
        run.apply("--reviewed", path, *moving(bench))
        it.code(5)
        it.says("reviewed was|not what was reviewed")
        it.unchanged()
    return it


def new_revision_since_review(bench):
    """A new revision is registered after the review: nobody reviewed what is in it."""
    with Scenario(bench, bench.after) as it:
        run = second(bench, it)
        path = f"{run.folder}/steps.json"
        run.do("apply", run.plan, "--dry-run", "-o", path, *moving(bench))
        newer = it.fake.everything()["definitions"]["shopfront-api"]
        it.fake.set({"definitions": {"shopfront-api": [*newer, newer[0] | {
            "revision": 2, "_taskDefinitionArn": newer[0]["_taskDefinitionArn"][:-1] + "2"}]}})
        run.apply("--reviewed", path, *moving(bench))
        it.check(run.code in (0, 5), f"exit code {run.code}")
        for name, service in it.fake.state()["clusters"][CLUSTER]["services"].items():
            it.check(name != "api" or service["taskDefinition"].endswith("shopfront-api:1"), "the revision that ran runs")
    return it


def superseded_journal(bench):
    """The journal of a run whose cluster another plan has changed since is no way back."""
    with Scenario(bench) as it:
        it.run.apply()
        first = it.run
        second(bench, it).apply(*moving(bench))
        it.code(0)
        before = it.fake.state()
        it.run = first
        it.run.rollback()
        it.check(it.run.code in (3, 5), f"exit code {it.run.code}")
        it.unchanged(before)
    return it


def kept_settings(bench):
    """What bayplan does not know of a service is still there when it has changed it, and when that is taken back."""
    kept = {"alarms": {"alarmNames": ["errors"], "enable": True, "rollback": True}, "strategy": "ROLLING"}
    seed = json.loads(json.dumps(bench.after))
    api = seed["clusters"][CLUSTER]["services"]["api"]
    api["deploymentConfiguration"] |= kept | {"maximumPercent": 150}
    with Scenario(bench, seed) as it:
        run = second(bench, it)
        run.apply(*moving(bench))
        it.code(0)
        got = it.fake.state()["clusters"][CLUSTER]["services"]["api"]["deploymentConfiguration"]
        it.check(got["maximumPercent"] == 200, f"the planned percentage is set: {got}")
        it.check({key: got.get(key) for key in kept} == kept, f"alarms are gone: {got}")
        run.rollback()
        it.code(0)
        got = it.fake.state()["clusters"][CLUSTER]["services"]["api"]["deploymentConfiguration"]
        it.check({key: got.get(key) for key in kept} == kept, f"alarms are gone when taken back: {got}")
    return it


def other_controllers(bench):
    """CodeDeploy deploys this service: ECS would refuse half-way, so nothing is begun."""
    seed = json.loads(json.dumps(bench.after))
    seed["clusters"][CLUSTER]["services"]["web"]["deploymentController"] = {"type": "CODE_DEPLOY"}
    with Scenario(bench, seed) as it:
        second(bench, it).apply(*moving(bench))
        it.check(it.run.code in (2, 3), f"exit code {it.run.code}")
        it.says("service/web", "CODE_DEPLOY")
        it.unchanged()
    return it


def wide_growth(bench):
    """A guardrail: more than half as much again is not done unasked."""
    with Scenario(bench, bench.after) as it:
        run = second(bench, it)
        run.plan = bench.grown
        run.apply()
        it.code(3)
        it.says("--max-change")
        it.unchanged()
        run.apply("--max-change", "400")
        it.code(0)
        it.no_harm()
    return it


def no_secrets(bench):
    """Not one secret in the most talkative run's output, steps and journal."""
    with Scenario(bench) as it:
        run = it.run
        run.apply("--verbose", env={"AWS_SESSION_TOKEN": ""})
        it.code(0)
        with open(run.journal, encoding="utf-8") as file:
            everything = run.out + run.err + file.read()
        for secret in (SECRET, "a secret of the task's", "Signature=", "AWS4-HMAC"):
            it.check(secret not in everything, f"'{secret}' is told")
        it.check(oct(os.stat(run.journal).st_mode & 0o777) == "0o600", "the journal is the user's own")
    return it


SCENARIOS = (drift_since_review, reviewed_and_same, expired_review, review_of_another_plan, other_account, wrong_hash,
             applied_twice, foreign_everything, foreign_one, other_stack, locked, breaker, breaker_taken_back, zone_lost,
             no_capacity, changed_while_dead, denied, denied_at_once, no_reads, first_use_of_ecs, clock_behind,
             interrupted, two_at_once, destroy_spares, lock_lost, lock_race, built_again, taken_back_whole, owned_counts,
             expired_credentials, two_clusters, tenant_of_the_pool, review_of_fewer_steps, new_revision_since_review,
             superseded_journal, kept_settings, other_controllers, wide_growth, spot_of_several_types,
             no_secrets)


def prepare(bench):
    """Worlds and plans that several scenarios begin with or end at."""
    bench.other = bench.other_types("m6i.*", api={"tasks": 14})
    bench.after = bench.seed_after()
    grown = json.loads(json.dumps(bench.profile))
    grown["services"][0]["tasks"] = 40
    bench.grown = bench.make_plan(grown, "grown")
    with bench.start() as fake:
        run = Run(bench, fake)
        run.apply()
        bench.built = fake.state()
    with bench.start(seed=bench.after) as fake:
        run = Run(bench, fake, bench.other)
        run.apply(*moving(bench))
        bench.moved = fake.state()


def main(bayplan, fake, shim, *names):
    bench = Bench(bayplan, fake, shim)
    prepare(bench)
    failed = 0
    chosen = [scenario for scenario in SCENARIOS if not names or scenario.__name__ in names]
    for scenario in chosen:
        started = time.monotonic()
        it = scenario(bench)
        failed += bool(it.failures)
        for failure in it.failures:
            print(f"FAILED {scenario.__name__}: {failure[:600]}", flush=True)
        print(f"{scenario.__name__}: {'failed' if it.failures else 'ok'} ({time.monotonic() - started:.1f} s)", flush=True)
    bench.close()
    print(f"{len(chosen) - failed} of {len(chosen)} scenarios end as they should")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
