# check: a profile or a plan against policy, baseline and cluster; every exit code; what is written and what is not.
. tests/e2e/lib.sh "$@"
small=tests/e2e/small.json
plan=$scratch/plan.json
export BAYPLAN_DATE=2026-08-01
run plan $small -o "$plan" --quiet
expect_code 0
policy() { printf '{"schema": "bayplan.policy/1"%s}\n' "${1:+, $1}" >"$scratch/policy.json"; }
checked() { run check "$plan" --policy "$scratch/policy.json" "$@"; }

# Nothing changed and every rule passes: one quiet line, and nothing for a forge to show.
policy '"budget": {"usd_per_month": "1000"}, "price_age": {"days": 30}'
for subject in "$plan" $small; do
    run check "$subject" --policy "$scratch/policy.json" --baseline "$plan" -o "$scratch/none.json"
    expect_code 0
    expect_empty err
    check test "$(wc -l <"$scratch/out")" -eq 1
    expect out 'small'
    expect_80_columns
    check test ! -e "$scratch/none.json"
    run check "$subject" --policy "$scratch/policy.json" --baseline "$plan" --format github
    expect_code 0
    expect_empty out
done

# A document that was changed by hand is not believed.
sed '0,/"usd_per_month": "[0-9.]*"/s//"usd_per_month": "1.00"/' "$plan" >"$scratch/changed.json"
policy '"budget": {"usd_per_month": "1000"}'
run check "$scratch/changed.json" --policy "$scratch/policy.json"
expect_code 4
expect out 'Not true in the plan'
run report "$scratch/changed.json"
expect out 'What does not hold in the plan'

# What an independent count found when the plan was made goes with it: no address for the tasks.
cat >"$scratch/no-room.json" <<'END'
{"schema": "bayplan.profile/1", "name": "no-room", "region": "us-east-1",
 "services": [{"name": "web", "cpu_units": 512, "memory_mib": 1024, "tasks": 40, "places": ["ec2"]}],
 "subnets": [{"zone": "us-east-1a", "cidr": "10.0.0.0/28", "free_addresses": 5},
             {"zone": "us-east-1b", "cidr": "10.0.1.0/28", "free_addresses": 5}]}
END
run plan "$scratch/no-room.json" -o "$scratch/no-room.plan.json" --quiet
expect_code 4
for command in check simulate; do
    run $command "$scratch/no-room.plan.json" --quiet
    expect_code 4
    expect out 'free addresses'
done
for format in text markdown html; do
    run report "$scratch/no-room.plan.json" --format $format
    expect_code 0
    expect out 'free addresses'
done

# Without policy and baseline only the plan itself is checked; the first plan is written.
run check $small -o "$scratch/first.json"
expect_code 0
expect err "the plan is in $scratch/first.json"
check cmp -s "$scratch/first.json" "$plan"
code=0
"$program" check - <"$plan" >"$scratch/stdin" 2>"$scratch/err" || code=$?
expect_code 0
run check "$plan"
check cmp -s "$scratch/out" "$scratch/stdin"

# Exit codes: 3 a rule that denies, 0 one that warns, 4 a plan that does not hold, 5 only drift, 2 what cannot be read.
policy '"budget": {"usd_per_month": "1"}'
checked
expect_code 3
expect out 'budget'
expect_80_columns
checked --format github
expect_code 3
expect out "::error file=$plan,"
policy '"budget": {"usd_per_month": "1", "level": "warn"}'
checked --format github
expect_code 0
expect out '::warning '
policy '"price_age": {"days": 30}'
checked --date 2026-08-19
expect_code 0
checked --date 2026-08-20
expect_code 3
expect out '31 days'
sed 's/"tasks": \[4\]/"tasks": [400]/; s/"seeds": 200/"seeds": 2/' "$plan" >"$scratch/broken.json"
run check "$scratch/broken.json" --policy "$scratch/policy.json" -o "$scratch/broken-out.json"
expect_code 4
check test ! -e "$scratch/broken-out.json"
expect out 'plan'
cat >"$scratch/cluster.json" <<'JSON'
{ "schema": "bayplan.cluster/1", "name": "small", "region": "us-east-1", "observed_at": "2026-07-31T03:00:00Z",
  "groups": [ { "name": "general", "instance_type": "m5.2xlarge", "zones": ["us-east-1a", "us-east-1b"], "instances": 3 } ],
  "services": [ { "name": "web", "place": "general", "tasks": 4, "cpu_units": 512, "memory_mib": 1024 } ] }
JSON
policy '"drift": {"level": "deny"}'
checked --cluster "$scratch/cluster.json"
expect_code 5
expect out 'general'
checked
expect_code 0
expect out 'skipped'
policy '"drift": {"level": "deny"}, "budget": {"usd_per_month": "1"}'
checked --cluster "$scratch/cluster.json"
expect_code 3

# Inputs: each mistake is told before anything is planned, and nothing is written.
bad() { # bad TEXT WORDS...
    run check $small -o "$scratch/bad.json" --format "json=$scratch/bad.out" "${@:2}"
    expect_code 2
    expect_empty out
    expect err "$1"
    check test ! -e "$scratch/bad.json" -a ! -e "$scratch/bad.out"
}
echo '{"schema": "bayplan.plan/1", ' >"$scratch/half.json"
bad 'absent.json: cannot open' --baseline "$scratch/absent.json"
bad "$scratch/half.json:" --baseline "$scratch/half.json"
bad 'bayplan.plan/1' --baseline $small
bad 'bayplan.policy/1' --policy $small
bad 'bayplan.cluster/1' --cluster $small
bad 'absent.json: cannot open' --policy "$scratch/absent.json"
policy '"budgte": {"usd_per_month": "1"}'
bad "budget" --policy "$scratch/policy.json"
bad 'is not a date like' --date 2026-02-30
bad 'is not a date like' --date yesterday
bad 'text, markdown, json, junit, sarif, github, gitlab' --format html
bad "cannot both go to $scratch/bad.json" --format "junit=$scratch/bad.json"
sed 's/"us-east-1/"us-east-2/' "$plan" >"$scratch/elsewhere.json"
bad 'region' --baseline "$scratch/elsewhere.json"
code=0
"$program" check - --policy - <"$plan" >"$scratch/out" 2>"$scratch/err" || code=$?
expect_code 2
expect err 'only one input can be stdin'
run check data/examples/policy.json
expect_code 2
expect err 'must be "bayplan.plan/1" or "bayplan.profile/1"'
for xml in '<cluster schema="bayplan.cluster/1"/>' '[1]' '"x"' '<plan/>' ''; do
    printf '%s' "$xml" >"$scratch/odd"
    run check "$scratch/odd"
    expect_code 2
    expect_empty out
    expect err "$scratch/odd"
done
run check "$scratch/odd" --format text --format json
expect_code 2
expect err 'cannot both go to stdout'
run check
expect_code 2
expect err 'needs PLAN_OR_PROFILE'
run check data/examples/team.xml --quiet # a profile in XML
expect_code 0
expect_empty err

# Proposed: written, and only then. The baseline was made when the family that is cheapest now was dear.
cat >"$scratch/free.json" <<'JSON'
{"schema": "bayplan.profile/1", "name": "small", "region": "us-east-1",
 "limits": {"instance_types": ["m6g.large", "m7g.large"]}, "services": [ {"name": "web", "cpu_units": 1000,
  "memory_mib": 3700, "tasks": 6, "architectures": ["arm64"], "places": ["ec2"]}]}
JSON
run plan "$scratch/free.json" -o "$scratch/now.json" --quiet
expect_code 0
family=$(sed -n 's/.*"instance_type": "\(.*\)\..*",/\1/p' "$scratch/now.json" | head -1)
run prices show --format json
sed "/\"service\": \"ec2\", \"item\": \"$family\./s/\"price\": \"[^\"]*\"/\"price\": \"99\"/" "$scratch/out" >"$scratch/then.json"
run plan "$scratch/free.json" --prices "$scratch/then.json" -o "$scratch/old.json" --quiet
expect_code 0
policy '"saving": {"percent": 0.01, "usd_per_month": "0.01"}'
run check "$scratch/free.json" --baseline "$scratch/old.json" --policy "$scratch/policy.json" -o "$scratch/proposed.json"
expect_code 0
expect out 'Proposed: '
expect err "the plan is in $scratch/proposed.json"
check cmp -s "$scratch/proposed.json" "$scratch/now.json"
policy '"saving": {"percent": 99, "usd_per_month": "10"}'
run check "$scratch/free.json" --baseline "$scratch/old.json" --policy "$scratch/policy.json" -o "$scratch/left.json"
expect_code 0
expect out 'Not proposed: '
expect out 'keep the baseline'
check test ! -e "$scratch/left.json"
# ... and once it is the baseline, all is quiet.
run check "$scratch/free.json" --baseline "$scratch/proposed.json" --policy "$scratch/policy.json"
expect_code 0
check test "$(wc -l <"$scratch/out")" -eq 1

# All formats at once, twice: the same bytes, but for the seconds that JUnit counts.
policy '"budget": {"usd_per_month": "1"}, "saving": {"percent": 1}'
for n in 1 2; do
    mkdir "$scratch/$n"
    run check "$plan" --baseline "$plan" --policy "$scratch/policy.json" --format text \
        --format "junit=$scratch/$n/junit.xml" --format "sarif=$scratch/$n/sarif.json" \
        --format "gitlab=$scratch/$n/gitlab.json" --format "github=$scratch/$n/github.txt" \
        --format "markdown=$scratch/$n/comment.md" --format "json=$scratch/$n/verdict.json"
    expect_code 3
    cp "$scratch/out" "$scratch/$n/text"
    check test "$(ls "$scratch/$n" | wc -l)" -eq 7
    sed -i 's/ time="[0-9.]*"//' "$scratch/$n/junit.xml"
done
check diff -r "$scratch/1" "$scratch/2"
finish
