#!/usr/bin/env bash
# format.sh ROOT - every C file is as .clang-format lays it out. Other versions than 14 lay out differently.
. "$(dirname "$0")/lib.sh"
tool=$(command -v clang-format-14 || command -v clang-format || true)
if [ -z "$tool" ] || ! "$tool" --version | grep -q 'version 14\.'; then
  echo "skipped: clang-format 14 is not here"
  exit 0
fi
mapfile -t files < <(sources)
mapfile -t wrong < <("$tool" --style=file --dry-run "${files[@]}" 2>&1 | sed -n 's/^\([^:]*\):[0-9]*:[0-9]*: warning:.*/\1/p' | uniq)
for file in "${wrong[@]}"; do
  fail "$file: run clang-format -i on it"
done
finish "files laid out otherwise"
