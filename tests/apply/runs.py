"""Runs of the program against a fake: a plan made once, a folder and a journal of its own for each."""
import datetime
import hashlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

from fake import KEY, REGION, SECRET, Fake, instance_types, world

SLEEP_SCALE = "0.0004"  # ten seconds' poll is 4 ms
# Counts follow the hour at which a cluster was observed: all here happens on one Wednesday from 12:20 on.
AHEAD = int(datetime.datetime(2026, 11, 18, 12, 20, tzinfo=datetime.timezone.utc).timestamp() - time.time())
KILLED = -signal.SIGKILL


class Bench:
    """The programs, a profile, its plan and the world it is for."""

    def __init__(self, bayplan, fake, shim, profile="data/examples/apply.json"):
        self.bayplan, self.fake, self.preload = os.path.abspath(bayplan), os.path.abspath(fake), os.path.abspath(shim)
        base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # fsync of a memory file costs nothing
        self.folder = tempfile.mkdtemp(prefix="bayplan-apply-", dir=base)
        with open(profile, encoding="utf-8") as file:
            self.profile = json.load(file)
        self.world = world(self.profile)
        types = self.profile.get("limits", {}).get("instance_types", [])
        if types:  # only what it may choose: the seed is read for every run
            kinds = tuple(pattern.split("*")[0] for pattern in types)
            self.world["instance_types"] = {name: row for name, row in self.world["instance_types"].items()
                                            if name.startswith(kinds)}
        self.plan = self.make_plan(self.profile, "plan")

    def close(self):
        shutil.rmtree(self.folder)

    def make_plan(self, profile, name):
        source, path = f"{self.folder}/{name}.profile.json", f"{self.folder}/{name}.json"
        with open(source, "w", encoding="utf-8") as file:
            json.dump(profile, file)
        done = subprocess.run([self.bayplan, "plan", source, "-o", path], env=self.environment(), capture_output=True,
                              text=True, stdin=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"plan: {done.stderr}")
        return path

    def environment(self, port=None):
        env = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": self.folder, "LC_ALL": "C.UTF-8"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "LLVM_PROFILE_FILE"):
            if name in os.environ:
                env[name] = os.environ[name]
        if port:
            env |= {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_ACCESS_KEY_ID": KEY, "AWS_REGION": REGION,
                    "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_EC2_METADATA_DISABLED": "true", "LD_PRELOAD": self.preload,
                    "SLEEP_SCALE": SLEEP_SCALE, "CLOCK_AHEAD": str(AHEAD)}
        return env

    def other_types(self, pattern, **changes):
        """The plan's profile with other machines: each pool and the services on it have to move."""
        profile = json.loads(json.dumps(self.profile))
        profile["limits"]["instance_types"] = [pattern]
        for service in profile["services"]:
            service |= changes.get(service["name"], {})
        kinds = pattern.split("*")[0]
        self.world["instance_types"] |= {name: row for name, row in instance_types().items() if name.startswith(kinds)}
        return self.make_plan(profile, "other")

    def seed_after(self, plan=None):
        """The world once a plan is applied; what was made on the way is forgotten."""
        with self.start() as fake:
            run = Run(self, fake, plan)
            if run.apply() != 0:
                raise RuntimeError(f"the world could not be built:\n{run.told}")
            fake.state()
            seed = fake.everything()
            run.close()
        return seed | {"created": {}, "harm": []}

    def start(self, *options, seed=None, script=None):
        return Fake(self.fake, seed or self.world, "--ahead", AHEAD, *options, script=script)


class Run:
    """One journal's story against one fake."""

    def __init__(self, bench, fake, plan=None):
        self.bench, self.fake, self.plan = bench, fake, plan or bench.plan
        self.folder = tempfile.mkdtemp(dir=bench.folder)
        self.journal = f"{self.folder}/run.journal"
        self.code, self.out, self.err, self.told = None, "", "", ""

    def close(self):
        shutil.rmtree(self.folder)

    def do(self, *words, kill=None, env=None):
        """Exit code; a kill is (position, "before" | "after" | "torn")."""
        environment = self.bench.environment(self.fake.port) | {"KILL_COUNT": f"{self.folder}/count"} | (env or {})
        if kill:
            environment |= {"KILL_AT": str(kill[0]), "KILL_WHEN": kill[1]}
        done = subprocess.run([self.bench.bayplan, *words], env=environment, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, check=False, timeout=120)
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr
        self.told += f"$ bayplan {' '.join(words)}  # {self.code}{f', killed {kill[1]} fsync {kill[0]}' if kill else ''}\n{done.stderr}"
        return self.code

    def hash(self):
        with open(self.plan, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()[:12]

    def apply(self, *more, kill=None, env=None):
        return self.begin("apply", *more, kill=kill, env=env)

    def begin(self, verb, *more, kill=None, env=None):
        """apply or destroy; `finish` repeats these words where no journal was begun."""
        self.first = verb, *more
        return self.do(verb, self.plan, "--journal", self.journal, "--yes", self.hash(), *more, kill=kill, env=env)

    def resume(self, kill=None):
        return self.do("resume", self.journal, kill=kill)

    def rollback(self, *more, kill=None):
        return self.do("rollback", self.journal, "--yes", self.hash(), *more, kill=kill)

    def syncs(self):
        with open(f"{self.folder}/count", encoding="utf-8") as file:
            return int(file.read())

    def begun(self):
        """Has a journal that says what is to be done."""
        try:
            with open(self.journal, "rb") as file:
                return b'"record": "PLAN"' in file.read()
        except FileNotFoundError:
            return False

    def finish(self, most=3):
        """Goes on until it is done, as a person would."""
        for _ in range(most):
            if self.code == 0:
                break
            if self.begun():
                self.resume()
            else:
                if os.path.exists(self.journal):
                    os.unlink(self.journal)
                self.begin(*self.first)
        return self.code


def difference(wanted, got, path=""):
    """Lines of where two trees differ."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        lines = []
        for key in sorted(set(wanted) | set(got)):
            lines += difference(wanted.get(key), got.get(key), f"{path}/{key}")
        return lines
    if isinstance(wanted, list) and isinstance(got, list) and len(wanted) == len(got):
        lines = []
        for index, pair in enumerate(zip(wanted, got)):
            lines += difference(*pair, f"{path}[{index}]")
        return lines
    return [] if wanted == got else [f"{path}: {json.dumps(got)} instead of {json.dumps(wanted)}"]

