# lib.sh — a handful of assertions for scripts that run the built program.
# Usage: . tests/e2e/lib.sh "$@"   with the program's path as the first argument; ends with `finish`.
set -u
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
source_folder=$(pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/bayplan-test-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
failures=0
checks=0

# A clean world: nobody's configuration, no colour wishes, no settings.
export HOME=$scratch/home XDG_CONFIG_HOME= TERM=xterm LC_ALL=C.UTF-8
mkdir -p "$HOME"
unset NO_COLOR
while read -r name; do unset "$name"; done < <(compgen -e BAYPLAN_)

fail() {
    failures=$((failures + 1))
    printf 'FAILED %s:%s: %s\n' "$(basename "${BASH_SOURCE[2]:-$0}")" "${BASH_LINENO[1]}" "$*"
    sed 's/^/    stdout| /' "$scratch/out" 2>/dev/null | head -15
    sed 's/^/    stderr| /' "$scratch/err" 2>/dev/null | head -15
}

# run WORDS...: the program with these words; then $code, and the files out and err.
run() {
    code=0
    "$program" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || code=$?
}

expect_code() {
    checks=$((checks + 1))
    [ "$code" -eq "$1" ] || fail "exit code is $code, not $1"
}

# expect out|err TEXT: the stream holds TEXT.
expect() {
    checks=$((checks + 1))
    grep -qF -e "$2" "$scratch/$1" || fail "$1 has no '$2'"
}

expect_not() {
    checks=$((checks + 1))
    ! grep -qF -e "$2" "$scratch/$1" || fail "$1 has '$2'"
}

expect_empty() {
    checks=$((checks + 1))
    [ ! -s "$scratch/$1" ] || fail "$1 is not empty"
}

# check COMMAND...: it must succeed.
check() {
    checks=$((checks + 1))
    "$@" || fail "not so: $*"
}

# No line of out is wider than 80 columns (characters; what is tested has no wide ones).
expect_80_columns() {
    checks=$((checks + 1))
    local line
    while IFS= read -r line; do
        [ ${#line} -le 80 ] || { fail "wider than 80 columns (${#line}): $line"; return; }
    done <"$scratch/out"
}

finish() {
    if [ "$failures" -gt 0 ]; then
        printf '%s of %s checks failed\n' "$failures" "$checks"
        exit 1
    fi
    printf '%s checks passed\n' "$checks"
}
