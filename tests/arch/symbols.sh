# symbols.sh TOP LIBRARY... - no function or variable of one name in two objects: a static library's linker takes the
# first it meets and says nothing.
source "$(dirname "$0")/lib.sh" "$1"
shift
twice=$(nm -A --defined-only "$@" 2>/dev/null | awk 'NF > 1 && $(NF - 1) ~ /^[TDBRC]$/ && $NF !~ /^_*(asan|odr_asan|__odr_asan)/ { print $NF }' | LC_ALL=C sort | uniq -d)
count=$(nm --defined-only "$@" 2>/dev/null | grep -c ' T ')
[ "$count" -gt 500 ] || fail "only $count functions read: is nm there?"
for name in $twice; do
  fail "$name is there twice: $(nm -A --defined-only "$@" 2>/dev/null | awk -v name="$name" '$NF == name { print $1 }' | sed 's/.*:\(.*\):.*/\1/' | tr '\n' ' ')"
done
finish symbols
