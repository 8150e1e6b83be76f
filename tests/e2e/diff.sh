# diff: two plans, every form, what it is put down to, what it cannot tell, wrong options.
. tests/e2e/lib.sh "$@"
small=tests/e2e/small.json
old=$scratch/old.json new=$scratch/new.json
run plan $small -o "$old" --quiet
expect_code 0
sed 's/"tasks": 4/"tasks": 40/' $small >"$scratch/more.json"
run plan "$scratch/more.json" -o "$new" --quiet
expect_code 0

# The same plan twice: one line.
run diff "$old" "$old"
expect_code 0
expect_empty err
check test "$(wc -l <"$scratch/out")" -eq 1
expect out 'Nothing changed'

# As many task-hours, in other hours: the bill of Fargate is the same, and a change all the same.
hours() {
    printf '{"schema": "bayplan.profile/1", "name": "hours", "region": "us-east-1", "services": [{"name": "web",
      "cpu_units": 512, "memory_mib": 1024, "places": ["fargate"], "tasks": [%s]}]}\n' "$1" >"$scratch/hours.json"
    run plan "$scratch/hours.json" -o "$2" --quiet
    expect_code 0
}
hours '4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4' "$scratch/flat.json"
hours '1,1,1,1,1,1,1,1,1,1,1,1,7,7,7,7,7,7,7,7,7,7,7,7' "$scratch/peak.json"
run diff "$scratch/flat.json" "$scratch/peak.json"
expect_code 0
expect_not out 'Nothing changed'
expect out 'the tasks of 1 service'
# The same in a pool costs more: that is demand, and no choice of the solver's.
sed -i 's/\["fargate"\]/["ec2"]/' "$scratch/hours.json"
run plan "$scratch/hours.json" -o "$scratch/peak.json" --quiet
sed -i 's/\[1,1.*7\]/4/' "$scratch/hours.json"
run plan "$scratch/hours.json" -o "$scratch/flat.json" --quiet
run diff "$scratch/flat.json" "$scratch/peak.json" --format json
expect out '"solver": "0.00"'

# In every form, the same bytes twice and in a file; stdin is a file like any other.
for format in text markdown json csv; do
    run diff "$old" "$new" --format $format
    expect_code 0
    expect_empty err
    cp "$scratch/out" "$scratch/first"
    run diff "$old" "$new" --format $format="$scratch/file" --color always
    expect_empty out
    expect err "the $format difference is in $scratch/file"
    check cmp -s "$scratch/first" "$scratch/file"
done
run diff "$old" "$new"
expect out 'demand'
expect_80_columns
cp "$scratch/out" "$scratch/text"
code=0
"$program" diff - "$new" <"$old" >"$scratch/out" 2>"$scratch/err" || code=$?
expect_code 0
check cmp -s "$scratch/out" "$scratch/text"
run diff "$old" "$new" -o "$scratch/d.md" -q
expect_code 0
run diff "$old" "$new" --format markdown
check cmp -s "$scratch/out" "$scratch/d.md"
run diff "$old" "$new" -o "$scratch/d.csv" --format json="$scratch/d.json" --format csv -q
expect_code 0
check grep -q '"schema": "bayplan.difference/1"' "$scratch/d.json"

# The parts of each line sum to its change, to the nano-dollar: nine columns from the end are amounts.
sum() { # sum COLUMN...: of every row, in nano-dollars
    awk -F, -v columns="$*" 'NR > 1 { n = split(columns, c, " "); for (i = 1; i <= n; i++) {
        v = $(c[i]); sign = v ~ /^-/ ? -1 : 1; sub(/^-/, "", v); split(v, p, "."); total += sign * (p[1] * 1000000000 + substr(p[2] "000000000", 1, 9)) } }
        END { printf "%.0f\n", total }' "$scratch/d.csv"
}
check test "$(sum 10 11 12 13)" = "$(sum 9)"
check test "$(sum 9)" = "$(($(sum 8) - $(sum 7)))"
check test "$(sum 9)" -gt 0
check test "$(sum 11)" -gt 0

# Prices of its own: told from demand where they are given, said where they are not.
run prices show --format json
sed '/"service": "ec2", "item": "m7g\./s/"price": "[^"]*"/"price": "0.5"/' "$scratch/out" >"$scratch/dear.json"
run plan $small --prices "$scratch/dear.json" -o "$scratch/dear-plan.json" --quiet
expect_code 0
run diff "$old" "$scratch/dear-plan.json" --prices "$scratch/dear.json" -o "$scratch/d.csv" -q
expect_code 0
check test "$(sum 10)" = "$(sum 9)" # all of it price
check test "$(sum 10)" -gt 0
run diff "$old" "$scratch/dear-plan.json" --prices "$scratch/absent.json"
expect_code 2
expect err 'absent.json'
run diff "$scratch/dear-plan.json" "$old" --prices "$scratch/dear.json"
expect_code 2
expect err "is not what $old was priced with"
run diff "$old" "$scratch/dear-plan.json" # without the new prices
expect_code 0

# Mistakes.
run diff "$old"
expect_code 2
expect err 'needs OLD NEW'
run diff "$old" "$scratch/absent.json"
expect_code 2
expect_empty out
run diff "$old" $small -o "$scratch/none.md"
expect_code 2
expect err 'bayplan.plan/1'
check test ! -e "$scratch/none.md"
run diff - - </dev/null
expect_code 2
expect err 'only one of OLD and NEW can be stdin'
run diff "$old" "$new" --format html
expect_code 2
expect err 'text, markdown, json, csv'
run diff "$old" "$new" -o "$scratch/x.html"
expect_code 2
expect err 'say --format'
sed 's/us-east-1/us-east-2/' "$new" >"$scratch/elsewhere.json"
run diff "$old" "$scratch/elsewhere.json"
expect_code 2
expect_empty out
expect err 'region'
if [ -w /dev/full ]; then
    code=0
    "$program" diff "$old" "$new" >/dev/full 2>"$scratch/err" </dev/null || code=$?
    expect_code 2
    expect err 'stdout: cannot write'
fi
finish
