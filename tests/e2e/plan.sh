# plan and explain: the examples end to end, replayed, the document read back, stdin, errors with their exit codes.
. tests/e2e/lib.sh "$@"

for example in data/examples/{nightly.json,shop.json,team.xml}; do
    run plan "$example" -o "$scratch/plan.json"
    expect_code 0
    expect out 'no plan can cost less'
    expect out 'a month'
    expect out 'Assumptions'
    expect_80_columns
    expect err "the plan is in $scratch/plan.json"
    expect_not out "$scratch"
    # What it promises it keeps.
    run simulate "$scratch/plan.json"
    expect_code 0
    expect out 'the plan holds'
    expect_80_columns
    # The document reads back, and every name in it can be explained.
    run explain "$scratch/plan.json"
    expect_code 0
    [ "$example" != data/examples/shop.json ] || expect out 'What each promise costs'
    expect_80_columns
    while read -r name; do
        run explain "$scratch/plan.json" "$name"
        expect_code 0
        expect out "$name: "
        expect_80_columns
    done < <(sed -n '/"pools": \[/,$s/^      "name": "\(.*\)",$/\1/p' "$scratch/plan.json")
done

# Same input, same bytes; -o - and --format json print what -o FILE writes; stdin is a file like any other.
small=tests/e2e/small.json
run plan $small -o "$scratch/first.json"
run plan $small -o "$scratch/second.json" --quiet
expect_code 0
expect_empty err
check cmp -s "$scratch/first.json" "$scratch/second.json"
run plan $small -o -
expect_code 0
check cmp -s "$scratch/out" "$scratch/first.json"
run plan $small --format json
check cmp -s "$scratch/out" "$scratch/first.json"
code=0
"$program" plan - --format=json <$small >"$scratch/out" 2>"$scratch/err" || code=$?
expect_code 0
check cmp -s "$scratch/out" "$scratch/first.json"
code=0
"$program" explain - web <"$scratch/first.json" >"$scratch/out" 2>"$scratch/err" || code=$?
expect_code 0
expect out 'service web: $'

code=0
"$program" plan - <<<'{}' >"$scratch/out" 2>"$scratch/err" || code=$?
expect_code 2
expect err 'bayplan: error: stdin:1:1: schema'

# A plan priced with one's own copy of the price book costs the same.
run prices show --format json
cp "$scratch/out" "$scratch/prices.json"
run plan $small
cp "$scratch/out" "$scratch/builtin"
run plan $small --prices "$scratch/prices.json"
expect_code 0
check test "$(head -1 "$scratch/out")" = "$(head -1 "$scratch/builtin")"
run prices show --region eu-west-1 --format json
cp "$scratch/out" "$scratch/elsewhere.json"
run plan $small --prices "$scratch/elsewhere.json"
expect_code 2
expect err 'has the prices of eu-west-1'

# Errors: exit code, place, nothing on stdout.
run plan "$scratch/absent.json"
expect_code 2
expect_empty out
expect err 'absent.json'
profile() { printf '%s\n' "$1" >"$scratch/profile.json"; }
profile '{"schema": "bayplan.profile/1", "name": "x", "region": "us-east-1",
 "services": [{"name": "web", "cpu_unit": 256, "memory_mib": 512, "tasks": 1}]}'
run plan "$scratch/profile.json"
expect_code 2
expect err "bayplan: error: $scratch/profile.json:2:"
expect err 'services[0].cpu_unit'
expect err 'cpu_units'
profile '{"schema": "bayplan.profile/1", "name": "x", "region": "us-gov-west-1",
 "services": [{"name": "web", "cpu_units": 256, "memory_mib": 512, "tasks": 1}]}'
run plan "$scratch/profile.json"
expect_code 2
expect err us-gov-west-1
expect err 'hint:'
profile '{"schema": "bayplan.profile/1", "name": "x", "region": "us-east-1",
 "services": [{"name": "giant", "cpu_units": 1048576, "memory_mib": 512, "tasks": 1}]}'
run plan "$scratch/profile.json" -o "$scratch/none.json"
expect_code 4
expect_empty out
expect err 'infeasible: '
expect err 'giant'
check test ! -e "$scratch/none.json"
# A plan that the subnets have no addresses for is given, and said not to hold.
profile '{"schema": "bayplan.profile/1", "name": "x", "region": "us-east-1",
 "subnets": [{"zone": "us-east-1a", "cidr": "10.0.0.0/28", "free_addresses": 3},
             {"zone": "us-east-1b", "cidr": "10.0.0.16/28", "free_addresses": 3}],
 "services": [{"name": "web", "cpu_units": 256, "memory_mib": 512, "tasks": 20, "places": ["fargate"]}]}'
run plan "$scratch/profile.json" -o "$scratch/tight.json"
expect_code 4
expect out 'What does not hold in the plan'
expect out '(subnets)'
expect err 'the plan does not hold: '
expect_80_columns
check test -s "$scratch/tight.json"
run plan "$scratch/profile.json" --format json --quiet
expect_code 4
expect_empty err
check cmp -s "$scratch/out" "$scratch/tight.json"
run explain "$scratch/first.json" wbe
expect_code 2
expect err "did you mean 'web'?"
run explain $small
expect_code 2
expect err 'bayplan.plan/1'

# Hostile names: what a terminal would obey is refused in documents, or shown as text.
profile '{"schema": "bayplan.profile/1", "name": "x", "region": "us-east-1",
 "services": [{"name": "we\u202eb", "cpu_units": 256, "memory_mib": 512, "tasks": 1}]}'
run plan "$scratch/profile.json"
expect_code 0
expect out 'we\u202eb'
expect_not out $'\u202e'
expect_not err $'\u202e'
profile '{"schema": "bayplan.profile/1", "name": "x", "region": "us-east-1",
 "services": [{"name": "we\u001b[2Jb", "cpu_units": 256, "memory_mib": 512, "tasks": 1}]}'
run plan "$scratch/profile.json"
expect_code 2
expect_not err $'\033'
finish
