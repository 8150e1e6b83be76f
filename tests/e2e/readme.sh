# README.md's console blocks: each command is run, and what it prints must be what stands there.
#   bash tests/e2e/readme.sh build/bayplan             compares
#   bash tests/e2e/readme.sh build/bayplan --update    writes README.md anew with the outputs of now
# Commands run in a folder with build/bayplan and data/ as in the clone; stdout and stderr together.
. tests/e2e/lib.sh "$@"
export BAYPLAN_TIME_LIMIT=60 # slow machines and sanitizer builds come to the same end: effort is counted, not timed
update=${2:-}
world=$scratch/world
mkdir -p "$world/build"
ln -s "$program" "$world/build/bayplan"
ln -s "$source_folder/data" "$world/data"

# The text of README.md with every console block's output replaced by what the commands print now.
regenerate() {
    local line inside=no command
    while IFS= read -r line; do
        case $inside:$line in
        'no:```console') inside=yes; printf '%s\n' "$line" ;;
        'yes:```') inside=no; printf '%s\n' "$line" ;;
        'yes:$ '*)
            printf '%s\n' "$line"
            command=${line#'$ '}
            while [ "${command%\\}" != "$command" ] && IFS= read -r line; do
                printf '%s\n' "$line"
                command=${command%\\}$line
            done
            (cd "$world" && bash -c "$command" 2>&1 </dev/null)
            ;;
        yes:*) ;; # an output of before
        *) printf '%s\n' "$line" ;;
        esac
    done <README.md
}

regenerate >"$scratch/README.md"
blocks=$(grep -c '^```console$' README.md)
check test "$blocks" -ge 3
check test "$(grep -c '^```' README.md)" -eq "$(grep -c '^```' "$scratch/README.md")"
if [ "$update" = --update ]; then
    cp "$scratch/README.md" README.md
    echo "README.md: $blocks blocks written"
else
    checks=$((checks + 1))
    diff -u README.md "$scratch/README.md" >"$scratch/out" || fail "an output in README.md is not what the program prints"
fi

# The first two sh blocks are one command each, as the page promises.
for n in 1 2; do
    block=$(awk -v wanted=$n '/^```sh$/ { block++; inside = 1; next } /^```$/ { inside = 0 } inside && block == wanted' README.md)
    check test -n "$block"
    check bash -n -c "$block"
    check test "$(grep -cv '\\$' <<<"$block")" -eq 1
done
finish
