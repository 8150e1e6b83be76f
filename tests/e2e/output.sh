# Where answers go, and what happens when they cannot.
. tests/e2e/lib.sh "$@"
small=tests/e2e/small.json
shop=data/examples/shop.json # takes long enough to be interrupted
run plan $small -o "$scratch/plan.json" --quiet
expect_code 0

if [ -w /dev/full ]; then
    for words in 'prices show' 'help' 'version' 'completion bash' "explain $scratch/plan.json" "plan $small --time-limit 1"; do
        code=0
        "$program" $words >/dev/full 2>"$scratch/err" </dev/null || code=$?
        expect_code 2
        expect err 'stdout: cannot write: No space left on device'
    done
else
    echo 'skipped: there is no /dev/full'
fi

# Closed descriptors: an error or nothing, never another file.
code=0
"$program" prices show >&- 2>"$scratch/err" || code=$?
expect_code 2
expect err 'stdout: cannot write'
code=0
"$program" plna 2>&- >"$scratch/out" || code=$?
expect_code 2
expect_empty out
code=0
"$program" plan - <&- >"$scratch/out" 2>"$scratch/err" || code=$?
expect_code 2
expect_empty out
code=0
(cd "$scratch" && exec "$program" plan "$source_folder/$small" -o closed.json >&- 2>&-) || code=$?
expect_code 2
check cmp -s "$scratch/closed.json" "$scratch/plan.json" # the file was saved first, and nothing else got into it

# A reader that goes away ends the program quietly.
set -o pipefail
code=0
"$program" prices show 2>"$scratch/err" | head -1 >"$scratch/out" || code=$?
check test "$code" -eq 0 -o "$code" -eq 141
expect_empty err
code=0
(trap '' PIPE && exec "$program" prices show 2>"$scratch/err") | head -1 >"$scratch/out" || code=$?
check test "$code" -eq 0 -o "$code" -eq 141 # also where the caller ignores SIGPIPE
expect_empty err

# -o: whole or not at all, no temporary file left.
mkdir "$scratch/folder" "$scratch/locked"
echo precious >"$scratch/folder/plan.json"
run plan $small -o "$scratch/folder/plan.json"
expect_code 0
check cmp -s "$scratch/folder/plan.json" "$scratch/plan.json"
check test "$(ls -A "$scratch/folder")" = plan.json
run plan $small -o "$scratch/no/such/folder/plan.json"
expect_code 2
expect_empty out
expect err "$scratch/no/such/folder/plan.json"
run plan $small -o "$scratch/folder"
expect_code 2
run plan $small -o ''
expect_code 2
expect err 'a file name is missing'
check test "$(ls -A "$scratch/folder")" = plan.json
if [ "$(id -u)" -ne 0 ]; then
    chmod 500 "$scratch/locked"
    run plan $small -o "$scratch/locked/plan.json"
    expect_code 2
    check test -z "$(ls -A "$scratch/locked")"
fi

# Ended by a signal while planning or writing: nothing half-written is left behind.
mkdir "$scratch/interrupted"
for delay in 0.02 0.05 0.1 0.2 0.4; do
    (cd "$scratch/interrupted" && exec "$program" plan "$source_folder/$shop" -o plan.json >/dev/null 2>&1) &
    child=$!
    sleep $delay
    kill -TERM "$child" 2>/dev/null
    wait "$child"
    code=$?
    check test "$code" -eq 143 -o "$code" -eq 0
    case $(ls -A "$scratch/interrupted") in
    '') check test "$code" -eq 143 ;;
    plan.json) check test "$(tail -1 "$scratch/interrupted/plan.json")" = '}' ;;
    *) check test "$(ls -A "$scratch/interrupted")" = plan.json ;;
    esac
    rm -f "$scratch/interrupted/plan.json"
done
finish
