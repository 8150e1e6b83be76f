#!/usr/bin/env bash
# habits.sh ROOT - what the house does without (design.md section 5): each row a pattern, where, and what to do instead.
. "$(dirname "$0")/lib.sh"

# forbid PATTERN ADVICE FILE...: strings and comments are looked at too, so the patterns are narrow.
forbid() {
  local pattern=$1 advice=$2 found
  shift 2
  [ $# -gt 0 ] || return 0
  found=$(grep -nE "$pattern" "$@" /dev/null || true)
  [ -z "$found" ] || fail "$found
  -> $advice"
}

mapfile -t all < <(sources)
mapfile -t below_cli < <(sources data pricing planner reports | grep -vE '^planner/cli/|^data/base/(error|arena)\.c$')
mapfile -t headers < <(sources data pricing planner reports | grep '\.h$' || true)
mapfile -t lists < <(find . -name CMakeLists.txt -not -path './build*' | LC_ALL=C sort)

call='(^|[^A-Za-z0-9_>.])'
forbid "$call(strcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets|strtok|alloca) *\(" "use text.h, snprintf or the arena" "${all[@]}"
forbid "$call(atoi|atol|atoll|atof) *\(" "use number_parse or nano_parse: they say when it is no number" "${all[@]}"
forbid "$call(rand|srand|random|drand48|setlocale) *\(" "same input, same bytes: no hidden state" "${all[@]}"
mapfile -t no_exit < <(printf '%s\n' "${below_cli[@]}" | grep -vx 'data/aws/credentials_process.c') # a child's _exit
mapfile -t no_getenv < <(printf '%s\n' "${below_cli[@]}" | grep -vx 'data/aws/settings.c')       # AWS's own names
forbid "$call(printf|puts|putchar|perror|vprintf|exit|_exit|abort) *\(|fprintf *\( *std(out|err)" \
  "nothing prints or exits below planner/cli; return error_set(...)" "${no_exit[@]}"
forbid "$call(getenv|secure_getenv) *\(" "the environment is read in planner/cli only" "${no_getenv[@]}"
forbid 'typedef +(struct|union|enum)' "struct noun stays struct noun" "${all[@]}"
forbid '#pragma once' "use a guard" "${headers[@]}"
forbid '(^|[^A-Za-z])(TO''DO|FIX''ME|XX''X)([^A-Za-z]|$)' "do it, or write an issue" "${all[@]}"
forbid 'file *\( *GLOB' "name each source, so that a new one is seen in the diff" "${lists[@]}"
finish "habits broken"
