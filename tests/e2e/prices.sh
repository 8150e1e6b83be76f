# prices show: filters, formats, and a catalogue of one's own.
. tests/e2e/lib.sh "$@"

run prices show 'm7g.*'
expect_code 0
expect out 'm7g.large'
expect out 'Sources'
expect_not out 'c7i.large'
expect_80_columns
check test "$(grep -n 'm7g.large ' "$scratch/out" | cut -d: -f1)" -lt "$(grep -n 'm7g.16xlarge ' "$scratch/out" | cut -d: -f1)"

run prices show
expect_code 0
expect_80_columns
expect out 'Other prices'
run prices show --service fargate
expect_code 0
expect out 'x86_64.vcpu'
expect_not out 'EC2 instances'
run prices show --service lambda
expect_code 0
expect out '$/M GB-s >6e9' # the tiers are told apart in 80 columns
expect_80_columns

run prices show fargate
expect_code 2
expect err '--service fargate'

# What is printed as a document is a catalogue and reads back to the same answer.
run prices show 'c7i.*' --format json
expect_code 0
expect out '"schema": "bayplan.catalogue/1"'
cp "$scratch/out" "$scratch/own.json"
run prices show 'c7i.*'
cp "$scratch/out" "$scratch/builtin"
run prices show --prices "$scratch/own.json"
expect_code 0
check cmp -s "$scratch/out" "$scratch/builtin"
run prices show --prices "$scratch/own.json" --format json
check cmp -s "$scratch/out" "$scratch/own.json"
run prices show --prices "$scratch/own.json" --region eu-west-1
expect_code 2
expect err 'has the prices of us-east-1; --region is for eu-west-1'
code=0
"$program" prices show --prices - <"$scratch/own.json" >"$scratch/out" 2>"$scratch/err" || code=$?
expect_code 0
check cmp -s "$scratch/out" "$scratch/builtin"

run prices show 'c7i.*' --format csv
expect_code 0
check test "$(head -1 "$scratch/out")" = 'service,item,purchase,unit,price,from_quantity,source,as_of'
check test "$(grep -cE '^ec2(_spot_interruptions)?,c7i\.' "$scratch/out")" -eq "$(($(wc -l <"$scratch/out") - 1))"

run prices show 'no-such-type'
expect_code 2
expect_empty out
expect err "matches 'no-such-type'"
run prices show --purchase spot
expect_code 0
expect out 'fargate'
run prices show --prices "$scratch/absent.json"
expect_code 2
expect err 'absent.json'

# A hostile source is refused, or shown as text: it never reaches the terminal raw.
hostile() { # hostile SOURCE
    printf '{"schema": "bayplan.catalogue/1", "region": "us-east-1", "as_of": "2026-01-01", "prices": [{"service": "ec2",
  "item": "m7g.large", "purchase": "on_demand", "unit": "usd_per_hour", "price": "1", "source": "%s",
  "as_of": "2026-01-01"}]}' "$1" >"$scratch/hostile.json"
    run prices show --prices "$scratch/hostile.json"
    for stream in out err; do
        for raw in $'\u202e' $'\u009b' $'\033'; do
            expect_not $stream "$raw"
        done
    done
}
hostile 'a\u202eb'
expect_code 0
expect out 'a\u202eb'
hostile 'a\u009bb'
expect_code 2
hostile 'a\u001b[2Jb'
expect_code 2
finish
