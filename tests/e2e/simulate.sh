# simulate: a plan replayed from its document; scenarios, seeds, formats, exit codes, plans that do not hold.
. tests/e2e/lib.sh "$@"
small=tests/e2e/small.json
run plan $small -o "$scratch/plan.json" --quiet
expect_code 0

run simulate "$scratch/plan.json"
expect_code 0
expect_empty err
expect out 'small in us-east-1: the plan holds'
expect out 'as planned'
expect out 'Assumptions'
expect_80_columns
rows() { sed -n '/^Scenarios/,/unplaced:/p' "$scratch/out" | grep -c -e ' yes ' -e ' no '; }
check test "$(rows)" -eq 5

# Same plan, same seed, same bytes; -o FILE, -o - and --format json are one document; stdin is a file like any other.
run simulate "$scratch/plan.json" --format json -o "$scratch/verdict.json"
expect_code 0
expect err "the verdict is in $scratch/verdict.json"
expect out '"schema": "bayplan.verdict/1"'
check cmp -s "$scratch/out" "$scratch/verdict.json"
run simulate "$scratch/plan.json" -o -
check cmp -s "$scratch/out" "$scratch/verdict.json"
code=0
"$program" simulate - --format=json <"$scratch/plan.json" >"$scratch/out" 2>"$scratch/err" || code=$?
expect_code 0
check cmp -s "$scratch/out" "$scratch/verdict.json"

# Some scenarios, one seed; the environment names.
run simulate "$scratch/plan.json" --scenario zone_loss,week --seed 17
expect_code 0
expect out 'the plan holds in what was replayed'
expect out 'drawn from seed 17.'
check test "$(rows)" -eq 2
cp "$scratch/out" "$scratch/some"
BAYPLAN_SCENARIO=week,zone_loss BAYPLAN_SEED=17 run simulate "$scratch/plan.json"
check cmp -s "$scratch/out" "$scratch/some"
run simulate "$scratch/plan.json" --scenario zoneloss
expect_code 2
expect_empty out
expect err 'week, cold_start, deployment, zone_loss, spot'
expect err "did you mean 'zone_loss'?"
BAYPLAN_SCENARIO=wek run simulate "$scratch/plan.json"
expect_code 2
expect err 'BAYPLAN_SCENARIO: '
run simulate "$scratch/plan.json" --seed 0
expect_code 2
expect err 'is not a whole number from 1 to'

# A plan with more tasks than its pool takes does not hold: exit code 4, and the document is written all the same.
sed 's/"tasks": \[4\]/"tasks": [400]/' "$scratch/plan.json" >"$scratch/broken.json"
check test "$(cmp "$scratch/plan.json" "$scratch/broken.json" | wc -l)" -eq 1
run simulate "$scratch/broken.json" -o "$scratch/broken-verdict.json"
expect_code 4
expect out 'the plan does not hold'
expect out 'Worst moments'
expect out 'week fails in '
expect out 'web without a place on pool-1'
expect_80_columns
check grep -q '"passed": false' "$scratch/broken-verdict.json"
run simulate "$scratch/broken.json" --scenario spot
expect_code 0 # of what was asked for nothing fails

# A plan without pools has nothing to replay.
printf '%s\n' '{"schema": "bayplan.profile/1", "name": "x", "region": "us-east-1",
 "services": [{"name": "web", "cpu_units": 256, "memory_mib": 512, "tasks": 1, "places": ["fargate"]}]}' >"$scratch/x.json"
run plan "$scratch/x.json" -o "$scratch/x-plan.json"
expect_code 0
expect_not out 'verified'
run simulate "$scratch/x-plan.json"
expect_code 0
expect out 'There was nothing to replay: the plan has no pool.'

# Every promise asked for at once: the plan says it, keeps it, and explains what it costs; daemons come along.
run plan tests/e2e/promises.json -o "$scratch/promises.json"
expect_code 0
expect out 'also after the loss of'
expect out 'room for the loss of a zone'
expect out 'Daemons'
expect_80_columns
run simulate "$scratch/promises.json"
expect_code 0
expect_80_columns
check grep -q 'zone loss *yes *holds' "$scratch/out"
run explain "$scratch/promises.json"
expect out 'safety.survive_zone_loss'
run explain "$scratch/promises.json" web
expect out 'spread over the zones, then spread over the instances'
expect out 'room for them'
expect out 'log-agent'
run explain "$scratch/promises.json" log-agent
expect_code 0
expect out 'daemon log-agent: no price of its own'
expect out 'runs on    pool-1'
run explain "$scratch/promises.json" pool-1
expect out 'Scheduled actions'
expect_80_columns
run explain "$scratch/promises.json" log-agnet
expect_code 2
expect err "did you mean 'log-agent'?"

run simulate "$scratch/absent.json"
expect_code 2
expect_empty out
run simulate $small
expect_code 2
expect err 'bayplan.plan/1'
finish
