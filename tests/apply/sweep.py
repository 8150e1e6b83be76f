#!/usr/bin/env python3
"""sweep.py BAYPLAN FAKE_AWS KILL_SHIM [SHARE] - an apply is killed before and after each record, answers are torn at
each call, calls are throttled and fail: whatever happens, going on must end where an undisturbed run ends, with nothing
made twice and nothing harmed.

SHARE: percent of the positions that are tried (BAYPLAN_SWEEP_PERCENT overrules it); every kill of a whole sweep is
tried at 100. The choice is by position, the same in every run."""
import concurrent.futures
import os
import sys
import threading
import time
import zlib

from runs import KILLED, Bench, Run, difference

WORKERS = 2 * (os.cpu_count() or 1)


class Sweep:
    def __init__(self, bench, share, options=()):
        self.bench, self.share, self.options = bench, share, options
        self.failures, self.count = [], 0
        self.local = threading.local()
        self.fakes = []

    def fake(self):
        """Each worker has one, as at the start."""
        if not hasattr(self.local, "fake"):
            self.local.fake = self.bench.start(*self.options)
            self.fakes.append(self.local.fake)
        self.local.fake.reset()
        return self.local.fake

    def chosen(self, name):
        return zlib.crc32(name.encode()) % 100 < self.share

    def baseline(self):
        """Undisturbed: what must come out, how many records, which calls."""
        run = Run(self.bench, self.fake())
        if run.apply() != 0:
            raise SystemExit(f"an undisturbed run fails:\n{run.told}")
        self.syncs, self.calls = run.syncs(), run.fake.calls()
        self.wanted = run.fake.state()
        if self.wanted["harm"]:
            raise SystemExit(f"an undisturbed run harms: {self.wanted['harm']}")
        os.rename(run.journal, run.journal + ".first")
        before = sum(row["committed"] for row in run.fake.calls().values())
        run.apply()
        after = sum(row["committed"] for row in run.fake.calls().values())
        if run.code != 0 or before != after:
            raise SystemExit(f"a second apply should find nothing to do:\n{run.told}")
        run.close()

    def judge(self, name, run):
        found = [] if run.code == 0 else [f"ends with {run.code}"]
        found += difference(self.wanted, run.fake.state())
        if found:
            self.failures.append(name)
            shown = "\n    ".join(found[:12])
            print(f"FAILED {name}:\n    {shown}\n{run.told}", flush=True)
        run.close()

    def killed(self, position, when, again=None):
        run = Run(self.bench, self.fake())
        run.apply(kill=(position, when))
        if run.code != KILLED:
            run.err = f"was not killed: {run.code}"
        elif again and run.begun():
            run.resume(kill=again)
        run.finish()
        self.judge(f"killed {when} fsync {position}{f', then {again[1]} {again[0]}' if again else ''}", run)

    def disturbed(self, fault, operation, nth, times=1):
        run = Run(self.bench, self.fake())
        entry = {"fault": fault, "nth": nth, "times": times}
        run.fake.script(entry | ({"op": operation} if operation != "mutating" else {"mutating": True}))
        run.apply()
        run.finish()
        self.judge(f"{fault} at {operation} {nth}{f' x{times}' if times > 1 else ''}", run)

    def kills(self):
        for position in range(1, self.syncs + 1):
            for when in ("before", "after"):
                yield f"kill {when} {position}", self.killed, (position, when)
            if self.chosen(f"torn {position}") and position % 3 == 0:
                yield f"kill torn {position}", self.killed, (position, "torn")
            if position % 5 == 0:
                yield f"kill twice {position}", self.killed, (position, "after", (3, "before"))

    def faults(self):
        mutating = sum(row["calls"] for row in self.calls.values() if row["mutates"])
        for fault in ("torn", "drop", "half", "500", "late500", "throttle", "html", "busy"):
            for nth in range(1, mutating + 1):
                yield f"{fault} {nth}", self.disturbed, (fault, "mutating", nth)
        for nth in range(1, mutating + 1):
            yield f"throttle for long {nth}", self.disturbed, ("throttle", "mutating", nth, 4)
        for name, row in sorted(self.calls.items()):
            operation = name.split(".")[1]
            for fault in () if row["mutates"] else ("throttle", "500", "torn", "half", "drop"):
                for nth in range(1, row["calls"] + 1):
                    yield f"{fault} {operation} {nth}", self.disturbed, (fault, operation, nth)

    def go(self, trials):
        chosen = [(function, words) for name, function, words in trials if self.chosen(name)]
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as workers:
            for future in [workers.submit(function, *words) for function, words in chosen]:
                future.result()
        self.count += len(chosen)

    def close(self):
        for fake in self.fakes:
            fake.close()


def main(bayplan, fake, shim, what, share):
    bench = Bench(bayplan, fake, shim)
    worlds = {"prompt": (), "late": ("--hidden", 2, "--stale", 2, "--slow", 5, "--page", 2, "--empty-pages")}
    failed = 0
    for name, options in worlds.items():
        started = time.monotonic()
        sweep = Sweep(bench, share if name == "prompt" else share / 4, options)
        sweep.baseline()
        sweep.go(sweep.kills() if what == "kills" else sweep.faults())
        sweep.close()
        failed += len(sweep.failures)
        print(f"{what}, {name} world: {sweep.count - len(sweep.failures)} of {sweep.count} runs of {sweep.syncs} records "
              f"and {sum(row['calls'] for row in sweep.calls.values())} calls end as the undisturbed one "
              f"({time.monotonic() - started:.1f} s)")
    bench.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5], float(os.environ.get("BAYPLAN_SWEEP_PERCENT", (sys.argv[5:] or ["100"])[0]))))
