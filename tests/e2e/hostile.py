"""hostile.py write FILE | read FOLDER - a profile whose names want to be something else, and what became of them.

write: the profile. read: every report of FOLDER as its reader parses it: the names are there as text, nothing of them
is markup, a formula, a command or a character that reorders a line."""
import csv
import html.parser
import io
import json
import pathlib
import re
import sys
import xml.etree.ElementTree

NAMES = [
    "<script>alert(1)</script>",
    "\"quoted\" 'twice' & <b>bold</b>",
    "</style></title><img src=x onerror=alert(1)>",
    "reversed\u202etxt.exe",
    "zero\u200bwidth\ufeff",
    "=HYPERLINK(\"http://x\",\"y\")",
    "@everyone #1 !2",
    "+1|2|3",
    "`code` ``more`` |",
    "[link](javascript:alert(1))",
    "--> ]]> <!--",
    "::error file=x::y%0A::warning::z",
    "emoji 🚀👩‍👩‍👧",
    "back\\slash\\",
    "-rm",
    "n" * 200,
    "ü" * 120,
]
LINE_BREAKERS = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\x00-\x08\x0b-\x1f\x7f]")


def write(path):
    services = [{"name": name, "cpu_units": 256, "memory_mib": 512, "tasks": 2 + i, "tags": [{"key": "team", "value": name[:100]}]}
                for i, name in enumerate(NAMES)]
    jobs = [{"name": "job " + name, "cpu_units": 256, "memory_mib": 512, "duration_s": 2, "runs_per_day": 1000}
            for name in NAMES[:3]]
    profile = {"schema": "bayplan.profile/1", "name": "<script>alert('shop')</script> \u202e|", "region": "us-east-1",
               "services": services, "jobs": jobs}
    pathlib.Path(path).write_text(json.dumps(profile, indent=1), encoding="utf-8")


failures = []


def must(condition, what):
    if not condition:
        failures.append(what)


def safe(name):
    """As safe_add shows it."""
    return LINE_BREAKERS.sub(lambda m: "\\u%04x" % ord(m.group()), name)


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.words, self.skip, self.scripts, self.handlers, self.ids = [], 0, 0, [], []

    def handle_starttag(self, tag, attributes):
        self.scripts += tag == "script"
        self.skip += tag in ("script", "style")
        self.handlers += [name for name, value in attributes
                          if name.startswith("on") or (value or "").strip().lower().startswith("javascript:")]
        must(tag not in ("img", "iframe", "object", "embed", "base", "form"), f"html: a <{tag}>")
        self.ids += [value for name, value in attributes if name == "id"]

    def handle_endtag(self, tag):
        self.skip -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.skip:
            self.words.append(data)


def read_html(path, text):
    page = Page()
    page.feed(text)
    words = "".join(page.words)
    must(page.scripts <= 1, f"{path.name}: {page.scripts} scripts")
    must(not page.handlers, f"{path.name}: {page.handlers}")
    must(len(page.ids) == len(set(page.ids)), f"{path.name}: an id twice")
    must(not LINE_BREAKERS.search(text), f"{path.name}: a character that reorders lines")
    for name in NAMES:
        must(safe(name) in words, f"{path.name}: {name!r} is not there as text")


def read_csv(path, text):
    rows = list(csv.reader(io.StringIO(text)))
    must(len({len(row) for row in rows}) == 1, f"{path.name}: rows of different lengths")
    for row in rows[1:]:
        for cell in row:
            number = re.fullmatch(r"-?\d+(\.\d+)?", cell)
            must(number or not re.match(r"[=+\-@\t\r]", cell), f"{path.name}: {cell!r} could be run")
    cells = {cell.removeprefix("'") for row in rows for cell in row}
    if "hours" not in path.name and "pools" not in path.name:
        for name in NAMES:
            must(name in cells or safe(name) in cells, f"{path.name}: {name!r} is not there")


def strip_code(line):
    """Without its code spans, as CommonMark finds them."""
    out, at = "", 0
    while at < len(line):
        if line[at] != "`":
            out += line[at]
            at += 1
            continue
        fence = re.match("`+", line[at:]).group()
        close = re.search("(?<!`)" + fence + "(?!`)", line[at + len(fence):])
        if not close:
            out += fence
            at += len(fence)
        else:
            at += len(fence) + close.end()
    return out


def read_markdown(path, text):
    must(len(text) < 65536, f"{path.name}: {len(text)} characters")
    must(not LINE_BREAKERS.search(text), f"{path.name}: a character that reorders lines")
    columns = None
    for line in text.split("\n"):
        plain = strip_code(line)
        plain = re.sub(r"</?details>|</?summary>|^<!-- [a-z0-9 -]+ -->$", "", plain)
        must(not re.search(r"<[a-zA-Z/!]", plain), f"{path.name}: markup in {line!r}")
        must(not re.search(r"(?<!\w)@\w", plain), f"{path.name}: a mention in {line!r}")
        must("](" not in plain, f"{path.name}: a link in {line!r}")
        if line.startswith("|"):
            count = len(re.findall(r"(?<!\\)\|", line))  # a pipe parts cells even inside code
            must(columns in (None, count), f"{path.name}: {count} pipes in {line!r}")
            columns = count
        else:
            columns = None
    must("script" in text, f"{path.name}: no name is there")


def read_text(path, text):
    must(not LINE_BREAKERS.search(text), f"{path.name}: a character that reorders lines")
    must("<script>" in text, f"{path.name}: no name is there")


def read_github(path, text):
    for line in text.splitlines():
        must(re.match(r"::(error|warning|notice)( [^:]*)?::", line), f"{path.name}: {line!r}")
        must("\r" not in line, f"{path.name}: a carriage return")
    must(text.count("::error file=x::y") == 0, f"{path.name}: a command of a name")


def read_xml(path, text):
    root = xml.etree.ElementTree.fromstring(text)
    words = " ".join([root.text or ""] + [" ".join(list(at.attrib.values()) + [at.text or ""]) for at in root.iter()])
    must("<script>" in words and "n" * 200 in words, f"{path.name}: a name is missing")
    must({at.tag for at in root.iter()} <= {"testsuites", "testsuite", "testcase", "failure", "skipped", "error",
                                            "system-out", "properties", "property"}, f"{path.name}: unknown elements")


def read_json(path, text):
    document = json.loads(text)
    must("<script>" in json.dumps(document), f"{path.name}: no name is there")


READERS = {".html": read_html, ".csv": read_csv, ".md": read_markdown, ".txt": read_text, ".github": read_github,
           ".xml": read_xml, ".json": read_json, ".sarif": read_json}


def read(folder):
    files = sorted(pathlib.Path(folder).iterdir())
    for path in files:
        text = path.read_bytes().decode("utf-8")  # valid UTF-8, or it fails here
        READERS[path.suffix](path, text)
    print(f"{len(files)} reports read, {len(failures)} things wrong")
    for failure in failures[:20]:
        print(failure[:400])
    return 1 if failures or not files else 0


if __name__ == "__main__":
    sys.exit(write(sys.argv[2]) if sys.argv[1] == "write" else read(sys.argv[2]))
