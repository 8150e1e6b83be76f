#!/usr/bin/env python3
"""sweep.py BAYPLAN FAKE_AWS KILL_SHIM kills|faults PERCENT - a run is killed before and after each record, answers are
torn at each call, calls are throttled and fail: whatever happens, going on must end where an undisturbed run ends, with
nothing made twice and nothing harmed. What was killed can also be taken back to where it began.

PERCENT of the positions are tried, the same in every run (BAYPLAN_SWEEP_PERCENT overrules it); of the main story, an
empty account, always each kill."""
import concurrent.futures
import os
import sys
import threading
import time
import zlib

from runs import KILLED, Bench, Run, difference

WORKERS = 2 * (os.cpu_count() or 1)
LATE = ("--hidden", 2, "--stale", 2, "--slow", 5, "--page", 2, "--empty-pages")


class Story:
    """What is begun in which world."""

    def __init__(self, name, seed, plan, words, options=(), share=1.0, rollback=True):
        self.name, self.seed, self.plan, self.words, self.options = name, seed, plan, words, options
        self.share, self.rollback = share, rollback


class Sweep:
    def __init__(self, bench, story, percent):
        self.bench, self.story, self.percent = bench, story, percent * story.share
        self.failures, self.count = [], 0
        self.local = threading.local()
        self.fakes = []

    def run(self):
        """Each worker has one fake, as it began."""
        if not hasattr(self.local, "fake"):
            self.local.fake = self.bench.start(*self.story.options, seed=self.story.seed)
            self.fakes.append(self.local.fake)
        self.local.fake.reset()
        return Run(self.bench, self.local.fake, self.story.plan)

    def baseline(self):
        """Undisturbed: what must come out, how many records, which calls."""
        run = self.run()
        self.before = run.fake.state()
        if run.begin(*self.story.words) != 0:
            raise SystemExit(f"an undisturbed run fails:\n{run.told}")
        self.syncs, self.calls = run.syncs(), run.fake.calls()
        self.wanted = run.fake.state()
        if self.wanted["harm"]:
            raise SystemExit(f"an undisturbed run harms: {self.wanted['harm']}")
        os.rename(run.journal, run.journal + ".first")
        run.begin(*self.story.words)
        if run.code != 0 or difference(self.wanted, run.fake.state()):
            raise SystemExit(f"doing it twice should change nothing:\n{run.told}")
        run.close()

    def judge(self, name, run, found):
        found = ([] if run.code == 0 else [f"ends with {run.code}"]) + found
        if found:
            self.failures.append(name)
            shown = "\n    ".join(line[:300] for line in found[:12])
            print(f"FAILED {self.story.name}: {name}:\n    {shown}\n{run.told}", flush=True)
        run.close()

    def ends_as_wanted(self, name, run):
        self.judge(name, run, difference(self.wanted, run.fake.state()))

    def killed(self, position, when, again=None):
        run = self.run()
        run.begin(*self.story.words, kill=(position, when))
        if run.code == KILLED and again and run.begun():
            run.resume(kill=again)
        run.finish()
        self.ends_as_wanted(f"killed {when} fsync {position}{f', then {again[1]} {again[0]}' if again else ''}", run)

    def taken_back(self, position):
        run = self.run()
        run.begin(*self.story.words, kill=(position, "after"))
        if run.begun():
            run.rollback()
        if run.code == KILLED:  # before anything was to be taken back
            run.code = 0
        self.judge(f"killed after fsync {position} and taken back", run, difference(living(self.before), living(run.fake.state())))

    def disturbed(self, fault, operation, nth, times=1):
        run = self.run()
        entry = {"fault": fault, "nth": nth, "times": times}
        run.fake.script(entry | ({"op": operation} if operation != "mutating" else {"mutating": True}))
        run.begin(*self.story.words)
        run.finish()
        self.ends_as_wanted(f"{fault} at {operation} {nth}{f' x{times}' if times > 1 else ''}", run)

    def kills(self):
        for position in range(1, self.syncs + 1):
            for when in ("before", "after"):
                yield f"kill {when} {position}", self.killed, (position, when)
            if position % 5 == 3:
                yield f"kill torn {position}", self.killed, (position, "torn")
            if position % 8 == 0:
                yield f"kill twice {position}", self.killed, (position, "after", (3, "before"))

    def rollbacks(self):
        for position in range(1, self.syncs + 1) if self.story.rollback else ():
            yield f"rollback {position}", self.taken_back, (position,)

    def faults(self):
        mutating = sum(row["calls"] for row in self.calls.values() if row["mutates"])
        for nth in range(1, mutating + 1):
            for fault in ("torn", "drop", "half", "500", "late500", "throttle", "html", "busy"):
                yield f"{fault} {nth}", self.disturbed, (fault, "mutating", nth)
            yield f"throttle for long {nth}", self.disturbed, ("throttle", "mutating", nth, 4)
        for name, row in sorted(self.calls.items()):
            operation = name.split(".")[1]
            for fault in () if row["mutates"] else ("throttle", "500", "torn", "half", "drop"):
                for nth in range(1, row["calls"] + 1):
                    yield f"{fault} {operation} {nth}", self.disturbed, (fault, operation, nth)

    def go(self, trials, percent):
        chosen = [trial[1:] for trial in trials if zlib.crc32(trial[0].encode()) % 1000 < 10 * percent]
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as workers:
            for future in [workers.submit(function, *words) for function, words in chosen]:
                future.result()
        self.count += len(chosen)

    def close(self):
        for fake in self.fakes:
            fake.close()


def living(tree):
    """A state without what AWS keeps of the dead, what was made on the way, and the protection of machines: it is taken
    away before a group is emptied and not given back."""
    if isinstance(tree, list):
        return [living(member) for member in tree if not is_dead(member)]
    if not isinstance(tree, dict):
        return tree
    return {key: living(value) for key, value in tree.items()
            if not is_dead(value) and key not in ("created", "ProtectedFromScaleIn")}


def is_dead(value):
    return isinstance(value, dict) and value.get("status") == "INACTIVE"


def stories(bench):
    """An empty account; the same where AWS is slow and reads are late; all services moved to other machines; all gone."""
    other = bench.other_types("m6i.*", api={"tasks": 14})
    after = bench.seed_after()
    yield Story("build", None, None, ("apply",))
    yield Story("build, late reads", None, None, ("apply",), LATE, share=0.3)
    yield Story("move", after, other, ("apply", "--allow-delete", "--max-change", "300"), share=0.3)
    yield Story("destroy", after, None, ("destroy",), share=0.2, rollback=False)


def main(bayplan, fake, shim, what, percent):
    bench = Bench(bayplan, fake, shim)
    failed = 0
    for number, story in enumerate(stories(bench)):
        started = time.monotonic()
        sweep = Sweep(bench, story, percent)
        sweep.baseline()
        if what == "kills":
            sweep.go(sweep.kills(), 100 if number == 0 and percent >= 20 else sweep.percent)
            sweep.go(sweep.rollbacks(), sweep.percent / 2)
        else:
            sweep.go(sweep.faults(), sweep.percent)
        sweep.close()
        failed += len(sweep.failures)
        print(f"{what}, {story.name}: {sweep.count - len(sweep.failures)} of {sweep.count} runs of {sweep.syncs} records "
              f"and {sum(row['calls'] for row in sweep.calls.values())} calls end as they should "
              f"({time.monotonic() - started:.1f} s)", flush=True)
    bench.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5], float(os.environ.get("BAYPLAN_SWEEP_PERCENT", sys.argv[5]))))
