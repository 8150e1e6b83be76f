#!/usr/bin/env bash
# self_test.sh CMAKE COMPILER - the scripts of this folder find what they are for: each bad file is planted in an empty
# tree of its own and must be named; a good one must pass.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cmake=$1
compiler=$2
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
failures=0

plant() { # FILE TEXT
  rm -rf "${root:?}"/*
  mkdir -p "$root/data/base" "$root/planner/model" "$root/planner/cli" "$root/planner/solve" "$root/pricing" "$root/reports"
  for header in data/base/error.h data/profile.h planner/model/model.h planner/model/packing.h planner/solve/solve.h \
    planner/cli/commands.h pricing/lookup.h reports/table.h; do
    printf '/* empty */\n' >"$root/$header"
  done
  mkdir -p "$root/$(dirname "$1")"
  printf '%b' "$2" >"$root/$1"
}

expect() { # WANTED COMMAND...: fails and says WANTED, or passes where WANTED is "pass"
  local wanted=$1 said status=0
  shift
  said=$("$@" 2>&1) || status=$?
  if [ "$wanted" = pass ]; then
    [ $status -eq 0 ] || { echo "should pass: $*: $said" >&2; failures=$((failures + 1)); }
  elif [ $status -eq 0 ] || ! tr -s ' \n' ' ' <<<"$said" | grep -qF "$wanted"; then
    echo "should say '$wanted': $*: $said" >&2
    failures=$((failures + 1))
  fi
}

arrow() { # FILE INCLUDE WANTED
  plant "$1" "#include $2\n"
  expect "$3" "$cmake" -D "ROOT=$root" -P "$here/arrows.cmake"
}
arrow data/base/a.c '"data/base/error.h"' pass
arrow planner/cli/a.c '"planner/solve/solve.h"' pass
arrow planner/solve/a.c '<glpk.h>' pass
arrow planner/solve/a.c '"planner/model/packing.h"' pass
arrow data/base/a.c '"data/profile.h"' 'data/base may not include data/profile.h'
arrow data/a.c '"pricing/lookup.h"' 'data may not include pricing/lookup.h'
arrow pricing/a.c '"reports/table.h"' 'pricing may not include reports/table.h'
arrow reports/a.c '"planner/model/model.h"' 'reports may not include planner/model/model.h'
arrow planner/solve/a.c '"planner/model/model.h"' 'planner/solve may not include planner/model/model.h'
arrow planner/solve/a.c '"pricing/lookup.h"' 'planner/solve may not include pricing/lookup.h'
arrow planner/model/a.c '"planner/solve/solve.h"' 'planner/model may not include planner/solve/solve.h'
arrow planner/check/a.c '"planner/model/model.h"' 'planner/check may not include planner/model/model.h'
arrow planner/model/a.c '"planner/cli/commands.h"' 'planner/model may not include planner/cli/commands.h'
arrow planner/model/a.c '<glpk.h>' '<glpk.h> is for planner/solve only'
arrow planner/solve/a.h '<glpk.h>' 'no foreign handle in a header'
arrow data/a.c '<jansson.h>' '<jansson.h> is for data/base only'
arrow data/a.c '  <libxml/tree.h>' '<libxml/tree.h> is for data/base only'
arrow data/a.c '<zlib.h>' '<zlib.h> is for data/base only'
arrow data/a.c '<lzma.h>' '<lzma.h> is in no row'
arrow data/base/a.c '"error.h"' '"error.h" is no path from the top'
arrow planner/new/a.c '"data/profile.h"' 'folder planner/new has no row'

long_function=$(printf 'int f(void)\\n{\\n'; printf '    ;\\n%.0s' $(seq 79); printf '}\\n')
plant data/a.c 'int f(void)\n{\n    return 0;\n}\n'
expect pass bash "$here/lengths.sh" "$root"
plant data/a.c "$long_function"
expect 'data/a.c:1: a function of 82 lines' bash "$here/lengths.sh" "$root"
plant data/a.c "$(printf '\\n%.0s' $(seq 501))"
expect 'data/a.c: 501 lines' bash "$here/lengths.sh" "$root"

habit() { # FILE TEXT WANTED
  plant "$1" "$2\n"
  expect "$3" bash "$here/habits.sh" "$root"
}
habit data/a.c 'snprintf(a, 1, "x"); x->exit(1); b = my_abort(1);' pass
habit planner/cli/a.c 'printf("x");' pass
habit data/a.c 'strcpy(a, b);' 'use text.h'
habit data/a.c 'n = atoi (a);' 'use number_parse'
habit data/a.c '    printf("x");' 'nothing prints or exits below planner/cli'
habit planner/model/a.c 'fprintf(stderr, "x");' 'nothing prints or exits below planner/cli'
habit pricing/a.c 'x = getenv("DEBUG");' 'read in planner/cli only'
habit data/a.h 'typedef struct a a;' 'stays struct noun'
habit data/a.c '/* TO''DO */' 'do it'
habit data/CMakeLists.txt 'file(GLOB a *.c)' 'name each source'

plant data/a.h 'int f(size_t n);\n'
expect 'data/a.h: does not compile alone' bash "$here/headers.sh" "$root" "$compiler"
plant data/a.h '#include <stddef.h>\nstruct a {\n    size_t n;\n};\n'
expect 'data/a.h: does not compile alone' bash "$here/headers.sh" "$root" "$compiler" # twice: no guard
plant data/a.h '#ifndef A\n#define A\n#include <stddef.h>\nint f(size_t n);\n#endif\n'
expect pass bash "$here/headers.sh" "$root" "$compiler"

echo "$failures of the planted mistakes went unseen"
[ "$failures" -eq 0 ]
