#!/usr/bin/env bash
# run.sh BAYPLAN [SCENARIO...]: `bayplan check` in every folder beside this file against what the folder says of it.
#
# A folder holds `arguments` (one a line; paths are from here), its own inputs, and what must come out: exit_code,
# text.txt, stderr.txt where something is said there, and the other formats; a plan that is written with -o is plan.json.
# Seconds in `time` are not compared. BAYPLAN_UPDATE_GOLDEN=1 writes all of it anew, for review. The plans in inputs/
# were made by bayplan from a shop of three services and a job at made-up prices, and the hostile one from names that
# try everything; broken.json is base.json with one key misspelt, short.json with instances taken away.
set -u
bayplan=$(readlink -f "$1")
shift
cd "$(dirname "$0")" || exit 1
update=${BAYPLAN_UPDATE_GOLDEN:-}
for name in "${!BAYPLAN_@}"; do unset "$name"; done
export HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent NO_COLOR=1
made=$(mktemp -d) || exit 1
trap 'rm -rf "$made"' EXIT
outputs=(text.txt verdict.json junit.xml sarif.json github.txt gitlab.json markdown.md stderr.txt plan.json exit_code)
failures=0

run() { # SCENARIO: everything it makes, into $made
    local arguments
    rm -f "$made"/*
    mapfile -t arguments <"$1/arguments"
    "$bayplan" check "${arguments[@]}" --quiet -o "$made/plan.json" --format text --format "json=$made/verdict.json" \
        --format "junit=$made/junit.xml" --format "sarif=$made/sarif.json" --format "github=$made/github.txt" \
        --format "gitlab=$made/gitlab.json" --format "markdown=$made/markdown.md" >"$made/text.txt" 2>"$made/stderr.txt"
    echo $? >"$made/exit_code"
    [ -f "$made/junit.xml" ] && sed -i -E 's/ time="[0-9]+\.[0-9]{3}"/ time="0.000"/g' "$made/junit.xml"
    # What nothing was said on, and a plan that is the one given, are not kept.
    local name
    for name in text.txt stderr.txt; do [ -s "$made/$name" ] || rm -f "$made/$name"; done
    [ -f "$made/plan.json" ] && cmp -s "$made/plan.json" "${arguments[0]}" && echo "as given" >"$made/plan.json"
}

compare() { # SCENARIO
    local name
    for name in "${outputs[@]}"; do
        if [ -n "$update" ]; then
            rm -f "$1/$name"
            [ -f "$made/$name" ] && cp "$made/$name" "$1/$name"
        elif [ -f "$1/$name" ] || [ -f "$made/$name" ]; then
            diff -u --label "$1/$name" --label made "$([ -f "$1/$name" ] && echo "$1/$name" || echo /dev/null)" \
                "$([ -f "$made/$name" ] && echo "$made/$name" || echo /dev/null)" || failures=$((failures + 1))
        fi
    done
}

scenarios=("$@")
[ ${#scenarios[@]} -gt 0 ] || scenarios=(*/arguments)
for scenario in "${scenarios[@]%/arguments}"; do
    run "$scenario"
    compare "$scenario"
done
[ "$failures" -eq 0 ] && echo "${#scenarios[@]} scenarios as expected"
exit $((failures > 0))
