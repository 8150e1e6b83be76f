#!/usr/bin/env bash
# lengths.sh ROOT - no file over 500 lines, no function over 80 (from its signature to its closing brace).
. "$(dirname "$0")/lib.sh"
for file in $(sources); do
  report=$(awk -v file="$file" '
    /^[A-Za-z_].*\(/ { start = NR }
    /^\{/ && start { open = start }
    /^\}/ { if (open && NR - open + 1 > 80) printf "%s:%d: a function of %d lines; at most 80\n", file, open, NR - open + 1
            open = 0; start = 0 }
    END { if (NR > 500) printf "%s: %d lines; at most 500\n", file, NR }' "$file")
  [ -z "$report" ] || fail "$report"
done
finish "files with something too long"
