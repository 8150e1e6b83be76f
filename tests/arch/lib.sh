# lib.sh - what the scripts of this folder share; each takes the top of the tree as its first argument.
set -euo pipefail
cd "$1"
failures=0

fail() {
  echo "$*" >&2
  failures=$((failures + 1))
}

# sources [FOLDER...]: the C files of ours, sorted; without arguments all of them.
sources() {
  local folders=("$@") folder
  [ ${#folders[@]} -gt 0 ] || folders=(data pricing planner reports tests)
  for folder in "${folders[@]}"; do
    [ ! -d "$folder" ] || find "$folder" -name '*.[ch]' -type f
  done | LC_ALL=C sort
}

finish() {
  echo "$1: $failures found"
  [ "$failures" -eq 0 ]
}
