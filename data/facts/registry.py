"""Packages out of the public registries, each pinned by version and hash, through the registry's own client.

Used by data/facts/regenerate and pricing/snapshots/regenerate. Python 3 standard library only.
data/facts/packages.csv is the list: what was read, from where, under which licence.
"""

import base64
import csv
import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

PACKAGES_CSV = Path(__file__).resolve().parent / "packages.csv"


def read_csv(path):
    """Rows of a CSV with a header; lines that start with '#' before the header are comments."""
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def packages():
    return {row["key"]: row for row in read_csv(PACKAGES_CSV)}


def fail(message):
    sys.exit(f"{Path(sys.argv[0]).name}: {message}")


def run(command, folder, may_fail=False, **environment):
    done = subprocess.run(command, cwd=folder, env={**os.environ, **environment}, text=True, capture_output=True)
    if done.returncode != 0 and not may_fail:
        fail(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr.strip()}")
    return done.stdout


def fetch_go(row, folder):
    # A module may ask for a newer Go than this machine's; its zip is there all the same, and only data is read.
    out = run(["go", "mod", "download", "-json", f"{row['package']}@{row['version']}"], folder, may_fail=True,
              GOFLAGS="-mod=mod", GOPATH=str(folder / "go"))
    answer = json.loads(out or "{}")
    if not answer.get("Zip"):
        fail(f"{row['package']}@{row['version']}: {answer.get('Error', 'go gave no zip')}")
    return Path(answer["Zip"]), answer["Sum"]


def fetch_pypi(row, folder):
    run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest", ".",
         f"{row['package']}=={row['version']}"], folder)
    path = next(folder.glob("*.whl"))
    return path, "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()


def fetch_npm(row, folder):
    answer = json.loads(run(["npm", "pack", "--json", f"{row['package']}@{row['version']}"], folder))
    path = folder / answer[0]["filename"]
    return path, "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()


FETCH = {"go": fetch_go, "pypi": fetch_pypi, "npm": fetch_npm}


def fetch(key, folder):
    """Path of the package's archive, its hash checked. Downloads into folder/KEY."""
    row = packages()[key]
    place = Path(folder) / key
    place.mkdir(parents=True, exist_ok=True)
    path, found = FETCH[row["registry"]](row, place)
    if found != row["hash"]:
        fail(f"{key}: hash is {found}, not {row['hash']} as in {PACKAGES_CSV.name}")
    return path


def member(archive, ending):
    """Bytes of the one member of a zip whose name ends so."""
    with zipfile.ZipFile(archive) as opened:
        names = [name for name in opened.namelist() if name.endswith(ending)]
        if len(names) != 1:
            fail(f"{archive}: {len(names)} members end in {ending}")
        return opened.read(names[0])


def write_csv(path, comment, columns, rows):
    with open(path, "w", newline="\n", encoding="utf-8") as file:
        for line in comment:
            file.write(f"# {line}\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
