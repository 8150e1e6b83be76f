#!/usr/bin/env python3
"""read_outputs.py FOLDER...: what `bayplan check` wrote, read as forges and build servers read it.

A folder, or each folder in it, holds verdict.json, junit.xml, sarif.json, github.txt, gitlab.json and markdown.md of one check. Every format
must tell the verdict's breaches, all of them, once, and nothing else.
"""
import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

COMMAND = re.compile(r"^::(error|warning) (.*?)::(.*)$")
FORBIDDEN = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
ANNOTATIONS_MAX = 10
MARKDOWN_CHARACTERS_MAX = 65536


def unescape(text):
    """As the runner of GitHub Actions does, %25 last."""
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, character)
    return text


def check_junit(path, rules):
    root = ElementTree.parse(path).getroot()
    suite = root.find("testsuite")
    cases = suite.findall("testcase")
    kinds = {"denied": 0, "warning": 0, "skipped": 0, "passed": 0}
    for case in cases:
        kind = ("denied" if case.find("failure") is not None else "skipped" if case.find("skipped") is not None else
                "warning" if case.find("system-out") is not None else "passed")
        kinds[kind] += 1
        assert re.fullmatch(r"\d+\.\d{3}", case.get("time")), "a case's time is no number of seconds"
        assert case.get("name"), "a case without a name"
    for level in (root, suite):
        assert int(level.get("tests")) == len(cases) == len(rules), "tests is not the number of cases"
        assert int(level.get("failures")) == kinds["denied"] and level.get("errors") == "0", "failures are not counted"
    assert int(suite.get("skipped")) == kinds["skipped"]
    names = [(case.get("classname"), case.get("name")) for case in cases]
    assert len(set(names)) == len(names), "two cases of one name"
    return {kind: count for kind, count in kinds.items() if kind in ("denied", "warning")}


def check_sarif(path):
    log = json.loads(path.read_text())
    run, = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    prints = set()
    kinds = {"denied": 0, "warning": 0}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"], "ruleIndex and ruleId differ"
        kinds["denied" if result["level"] == "error" else "warning"] += 1
        prints.add(json.dumps(result["partialFingerprints"], sort_keys=True))
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri), f"{uri} is no relative reference"
    assert len(prints) == len(run["results"]), "two results of one fingerprint"
    return kinds


def check_gitlab(path):
    findings = json.loads(path.read_text())
    kinds = {"denied": 0, "warning": 0}
    for finding in findings:
        assert set(finding) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert finding["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not finding["location"]["path"].startswith(("./", "/")) and finding["location"]["lines"]["begin"] == 1
        kinds["warning" if finding["severity"] == "minor" else "denied"] += 1
    assert len({finding["fingerprint"] for finding in findings}) == len(findings), "two findings of one fingerprint"
    return kinds


def check_github(path):
    kinds = {"denied": 0, "warning": 0}
    for line in path.read_text().splitlines():
        command, properties, message = COMMAND.match(line).groups()
        pairs = dict(pair.split("=", 1) for pair in properties.split(","))
        assert set(pairs) == {"file", "line", "title"}, f"{pairs}"
        assert "\n" not in unescape(message) and message, "a message of more than one line"
        kinds["denied" if command == "error" else "warning"] += 1
    return kinds


def check_folder(folder):
    verdict = json.loads((folder / "verdict.json").read_text())
    rules = verdict["rules"]
    breaches = [rule["level"] for rule in rules if rule["outcome"] == "breached"]
    expected = {"denied": breaches.count("deny"), "warning": breaches.count("warn")}
    assert check_junit(folder / "junit.xml", rules) == expected, "junit.xml tells other breaches"
    assert check_sarif(folder / "sarif.json") == expected, "sarif.json tells other breaches"
    assert check_gitlab(folder / "gitlab.json") == expected, "gitlab.json tells other breaches"
    shown = {kind: min(count, ANNOTATIONS_MAX) for kind, count in expected.items()}
    assert check_github(folder / "github.txt") == shown, "github.txt tells other breaches"
    markdown = (folder / "markdown.md").read_text()
    assert len(markdown) <= MARKDOWN_CHARACTERS_MAX and markdown.startswith("<!-- bayplan-check "), "markdown.md"
    assert markdown.count("<details>") == markdown.count("</details>"), "markdown.md folds what it does not unfold"
    for name in ("text.txt", "junit.xml", "sarif.json", "github.txt", "gitlab.json", "markdown.md"):
        assert not FORBIDDEN.search((folder / name).read_text()), f"{name} has characters that should be shown escaped"


def main():
    checked = 0
    places = [Path(name) for name in sys.argv[1:]]
    verdicts = [path for place in places for pattern in ("verdict.json", "*/verdict.json") for path in place.glob(pattern)]
    for verdict in sorted(verdicts):
        try:
            check_folder(verdict.parent)
        except (AssertionError, AttributeError, KeyError, ValueError) as mistake:
            print(f"{verdict.parent}: {type(mistake).__name__}: {mistake}")
            return 1
        checked += 1
    print(f"{checked} folders read")
    return checked == 0


if __name__ == "__main__":
    sys.exit(main())
