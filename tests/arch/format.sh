#!/usr/bin/env bash
# format.sh ROOT - every C file is as .clang-format lays it out. Other versions than 14 lay out differently.
. "$(dirname "$0")/lib.sh"
tool=$(command -v clang-format-14 || command -v clang-format || true)
if [ -z "$tool" ] || ! "$tool" --version | grep -q 'version 14\.'; then
  echo "skipped: clang-format 14 is not here"
  exit 0
fi
for file in $(sources); do
  "$tool" --style=file "$file" | cmp -s - "$file" || fail "$file: run clang-format -i on it"
done
finish "files laid out otherwise"
