"""forges.py FORGE README WORKSPACE EVENT LOG - the CI job that README.md gives for a forge, run step by step as the forge
would: its scripts taken out of the page, its conditions asked, its shell's flags set. Then what the forge reads is read:
annotations, summary, SARIF, JUnit, code quality. Prints a line of figures; exits with the job's exit code, or with 99
where something is not as the forge reads it."""
import json
import os
import pathlib
import re
import subprocess
import sys
import textwrap
import xml.etree.ElementTree

FORGES = {"github": ("yaml", "# .github/workflows/bayplan.yml"), "gitlab": ("yaml", "# .gitlab-ci.yml"),
          "jenkins": ("groovy", "// Jenkinsfile")}


class Wrong(Exception):
    pass


def must(condition, what):
    if not condition:
        raise Wrong(what)


def block_of(readme, forge):
    language, first = FORGES[forge]
    blocks = [block for block in re.findall(rf"^```{language}\n(.*?)^```$", readme, re.M | re.S)
              if block.startswith(first)]
    must(len(blocks) == 1, f"README.md has {len(blocks)} jobs for {forge}")
    return blocks[0]


def indent_of(line):
    return len(line) - len(line.lstrip(" "))


def value_at(lines, at, indent):
    """What follows "key:" or "- " on line `at`: the rest of the line, or the block below it where that is "|"."""
    rest = re.sub(r"^\s*(- )?([a-z_-]+:)? ?", "", lines[at], count=1)
    if rest != "|":
        return rest
    body = []
    for line in lines[at + 1:]:
        if line.strip() and indent_of(line) <= indent:
            break
        body.append(line)
    return textwrap.dedent("\n".join(body)).strip("\n") + "\n"


def github_steps(block):
    lines = block.split("\n")
    lines = lines[lines.index("    steps:") + 1:]
    steps = []
    for at, line in enumerate(lines):
        key = re.match(r"^(      - |        )([a-z-]+):", line)
        if line.startswith("      - "):
            steps.append({"with": {}})
        if key:
            steps[-1].setdefault(key.group(2), value_at(lines, at, 8)) if key.group(2) != "with" else None
        elif line.startswith("          ") and "run" not in steps[-1]:
            name, value = line.strip().split(": ", 1)
            steps[-1]["with"][name] = value
    return steps


def gitlab_scripts(block):
    lines, section, scripts = block.split("\n"), None, {}
    for at, line in enumerate(lines):
        if indent_of(line) == 2 and line.rstrip().endswith(":"):
            section = line.strip()[:-1]
        if line.startswith("    - ") and section and section.endswith("script"):
            scripts.setdefault(section, []).append(value_at(lines, at, 4))
    reports = dict(re.findall(r"^      (junit|codequality): (\S+)$", block, re.M))
    return scripts, reports


def compare_with_yaml(forge, block, found):
    """Where PyYAML is installed, it must see the same scripts."""
    try:
        import yaml
    except ImportError:
        return
    tree = yaml.safe_load(block)
    if forge == "github":
        seen = [(step.get("name"), step.get("if"), step.get("run"), step.get("uses"))
                for step in tree["jobs"]["check"]["steps"]]
        mine = [(step.get("name"), step.get("if"), step.get("run"), step.get("uses")) for step in found]
    else:
        seen = {name: tree["bayplan"][name] for name in ("before_script", "script", "after_script")}
        mine = found
    must(seen == mine, f"YAML is read otherwise:\n{seen}\n{mine}")


class Job:
    def __init__(self, workspace, log):
        self.workspace, self.log = pathlib.Path(workspace), pathlib.Path(log)
        self.stdout = ""

    def run(self, command, script, **variables):
        done = subprocess.run([*command, script], cwd=self.workspace, env={**os.environ, **variables}, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.stdout += done.stdout
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"--- {script}\n{done.stdout}{done.stderr}--- exit code {done.returncode}\n")
        return done.returncode

    def exists(self, name):
        return (self.workspace / name).exists()


def holds(condition, job, event, failed):
    """The part of GitHub's expressions that the job uses; without always() a step is skipped after a failure."""
    verdict, always = True, False
    for term in condition.split(" && ") if condition else []:
        files = re.fullmatch(r"hashFiles\('([^']*)'\) != ''", term)
        if term == "always()":
            always = True
        elif files:
            verdict = verdict and job.exists(files.group(1))
        elif term == "github.event_name != 'pull_request'":
            verdict = verdict and event != "pull_request"
        else:
            raise Wrong(f"cannot read the condition {term}")
    return verdict and (always or not failed)


def check_path(job, path):
    must(not path.startswith(("/", "../")) and job.exists(path), f"{path} is no file of the repository")


def read_annotations(job):
    """docs.github.com: Workflow commands for GitHub Actions."""
    levels = []
    for line in job.stdout.splitlines():
        if not line.startswith("::"):
            continue
        command = re.fullmatch(r"::(error|warning|notice) ([^:]+)::(.+)", line)
        must(command, f"no annotation: {line}")
        properties = dict(pair.split("=", 1) for pair in command.group(2).split(","))
        must(set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}, line)
        check_path(job, properties["file"])
        levels.append(command.group(1))
    return levels


def read_sarif(job, path):
    """What code scanning needs of SARIF 2.1.0 (docs.github.com: SARIF support for code scanning)."""
    document = json.loads((job.workspace / path).read_text(encoding="utf-8"))
    must(document["version"] == "2.1.0" and len(document["runs"]) == 1, "not SARIF 2.1.0 with one run")
    run = document["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    must(len(rules) == len(set(rules)), "a rule twice")
    prints = []
    for result in run["results"]:
        must(result["ruleId"] in rules and result["level"] in ("error", "warning", "note"), str(result))
        must(result["message"]["text"], "no message")
        check_path(job, result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        must(result["partialFingerprints"], "no fingerprint")
        prints.append(json.dumps(result["partialFingerprints"], sort_keys=True))
    must(len(prints) == len(set(prints)), "a fingerprint twice")
    return len(prints)


def read_junit(job, path):
    root = xml.etree.ElementTree.parse(job.workspace / path).getroot()
    cases = list(root.iter("testcase"))
    failures = [case for case in cases if case.find("failure") is not None]
    must(root.tag == "testsuites" and int(root.get("tests")) == len(cases), "tests are not counted")
    must(int(root.get("failures")) == len(failures), "failures are not counted")
    names = [(case.get("classname"), case.get("name")) for case in cases]
    must(all(all(name) for name in names) and len(names) == len(set(names)), "a test has no name, or another's")
    for case in cases:
        must(re.fullmatch(r"\d+\.\d+", case.get("time")) and float(case.get("time")) < 300, "time is no time in seconds")
    must(all(case.find("failure").get("message") for case in failures), "a failure without a message")
    return len(cases), len(failures)


def read_code_quality(job, path):
    """docs.gitlab.com: Code Quality, report format."""
    findings = json.loads((job.workspace / path).read_text(encoding="utf-8"))
    for finding in findings:
        must(finding["description"] and finding["check_name"], str(finding))
        must(finding["severity"] in ("info", "minor", "major", "critical", "blocker"), str(finding))
        check_path(job, finding["location"]["path"])
        must(finding["location"]["lines"]["begin"] >= 1, str(finding))
    must(len({finding["fingerprint"] for finding in findings}) == len(findings), "a fingerprint twice")
    return len(findings)


def run_github(block, job, event):
    steps = github_steps(block)
    compare_with_yaml("github", block, steps)
    summary, failed, figures = job.workspace.parent / "summary.md", 0, {"steps": 0}
    summary.write_text("")
    for step in steps:
        if not holds(step.get("if", ""), job, event, failed):
            continue
        if "run" in step:
            code = job.run(["bash", "-e", "-c"], step["run"], GITHUB_ACTIONS="true", GITHUB_EVENT_NAME=event,
                           GITHUB_WORKSPACE=str(job.workspace), GITHUB_STEP_SUMMARY=str(summary))
            failed = failed or code
            figures["steps"] += 1
        elif "upload-sarif" in step["uses"]:
            figures["sarif"] = read_sarif(job, step["with"]["sarif_file"])
        elif "upload-artifact" in step["uses"]:
            figures["artifacts"] = len(list(job.workspace.glob(step["with"]["path"])))
        else:
            must("checkout" in step["uses"], step["uses"])
    levels = read_annotations(job)
    text = summary.read_text(encoding="utf-8")
    must(len(text.encode()) < 1024 * 1024, "the summary is above 1 MiB")
    figures.update(errors=levels.count("error"), warnings=levels.count("warning"), summary=text.count("<!-- bayplan-"))
    return failed, figures


def run_gitlab(block, job, event):
    scripts, reports = gitlab_scripts(block)
    compare_with_yaml("gitlab", block, scripts)
    variables = {"CI": "true", "GITLAB_CI": "true", "CI_PIPELINE_SOURCE": event, "CI_PROJECT_DIR": str(job.workspace),
                 "CI_SERVER_HOST": "gitlab.test", "CI_PROJECT_PATH": "team/capacity", "CAPACITY_TOKEN": "secret"}
    main = "\n".join(scripts["before_script"] + scripts["script"])
    code = job.run(["bash", "-eo", "pipefail", "-c"], main, **variables)
    after = job.run(["bash", "-eo", "pipefail", "-c"], "\n".join(scripts["after_script"]), **variables)
    must(after == 0, "after_script fails")
    figures = {}
    if job.exists(reports["junit"]):
        figures["tests"], figures["failures"] = read_junit(job, reports["junit"])
        figures["quality"] = read_code_quality(job, reports["codequality"])
    return code, figures


def run_jenkins(block, job, event):
    stages, post = block.split("    post {")
    shell = ["dash" if pathlib.Path("/bin/dash").exists() else "sh", "-xe", "-c"]
    variables = {"WORKSPACE": str(job.workspace), "BUILD_NUMBER": "7", "JENKINS_URL": "https://jenkins.test/"}
    code = 0
    for script in re.findall(r"sh '''\n(.*?)'''", stages, re.S):
        must("$" not in script and not re.search(r"\\[^\n]", script), "Groovy would change this script")
        code = code or job.run(shell, textwrap.dedent(script), **variables)
    for script in re.findall(r"sh '''\n(.*?)'''", post, re.S):
        must(job.run(shell, textwrap.dedent(script), **variables) == 0, "a step of post fails")
    figures = {}
    junit = re.search(r"junit testResults: '([^']+)'", post).group(1)
    if job.exists(junit):
        figures["tests"], figures["failures"] = read_junit(job, junit)
    figures["artifacts"] = len(list(job.workspace.glob(re.search(r"artifacts: '([^']+)'", post).group(1))))
    return code, figures


def main():
    forge, readme, workspace, event, log = sys.argv[1:]
    job = Job(workspace, log)
    try:
        block = block_of(pathlib.Path(readme).read_text(encoding="utf-8"), forge)
        code, figures = {"github": run_github, "gitlab": run_gitlab, "jenkins": run_jenkins}[forge](block, job, event)
    except (Wrong, KeyError, ValueError, OSError, xml.etree.ElementTree.ParseError) as wrong:
        print(f"{forge}: {type(wrong).__name__}: {wrong}")
        return 99
    print(" ".join(f"{name}={value}" for name, value in figures.items()))
    return code


if __name__ == "__main__":
    sys.exit(main())
