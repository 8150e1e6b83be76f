#!/usr/bin/env bash
# headers.sh ROOT COMPILER - every header compiles alone, and twice in one file.
. "$(dirname "$0")/lib.sh"
compiler=$2
for header in $(sources data pricing planner reports tests | grep '\.h$'); do
  printf '#include "%s"\n#include "%s"\ntypedef int not_empty;\n' "$header" "$header" |
    "$compiler" -std=c17 -D_GNU_SOURCE -I. -Wall -Wextra -Wpedantic -Wno-unused-function -Werror -fsyntax-only -x c - ||
    fail "$header: does not compile alone"
done
finish "headers that do not compile alone"
