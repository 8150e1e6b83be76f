# Where settings come from: default < user's file < folder's file < environment < command line; wrong ones are errors.
. tests/e2e/lib.sh "$@"
cd "$scratch" || exit 1

shown_region() { sed -n '1s/,.*//p' "$scratch/out"; }

run prices show m7g.large
expect_code 0
check test "$(shown_region)" = us-east-1

mkdir -p "$HOME/.config/bayplan" "$scratch/xdg/bayplan"
echo '{"schema": "bayplan.config/1", "region": "us-east-2"}' >"$HOME/.config/bayplan/config.json"
run prices show m7g.large
check test "$(shown_region)" = us-east-2

echo '{"schema": "bayplan.config/1", "region": "us-west-2", "time_limit": 3}' >"$scratch/xdg/bayplan/config.json"
XDG_CONFIG_HOME=$scratch/xdg run prices show m7g.large
check test "$(shown_region)" = us-west-2
XDG_CONFIG_HOME=xdg run prices show m7g.large
check test "$(shown_region)" = us-east-2 # a relative $XDG_CONFIG_HOME does not count

echo '{"schema": "bayplan.config/1", "region": "eu-west-1"}' >bayplan.json
run prices show m7g.large
check test "$(shown_region)" = eu-west-1
BAYPLAN_REGION=eu-central-1 run prices show m7g.large
check test "$(shown_region)" = eu-central-1
BAYPLAN_REGION= run prices show m7g.large
check test "$(shown_region)" = eu-west-1
BAYPLAN_REGION=eu-central-1 run prices show m7g.large --region ap-northeast-1
check test "$(shown_region)" = ap-northeast-1
BAYPLAN_REGION=eu-central-1 run prices show m7g.large --region=ap-southeast-1
check test "$(shown_region)" = ap-southeast-1
BAYPLAN_SERVICE=ec2 BAYPLAN_PURCHASE=on_demand BAYPLAN_FORMAT=csv run prices show m7g.large
expect_code 0
check test "$(wc -l <out)" -eq 2

BAYPLAN_REGION=mars-1 run prices show
expect_code 2
expect err 'BAYPLAN_REGION: '
expect err 'us-east-1'
BAYPLAN_QUIET=perhaps run plan x.json
expect_code 2
expect err "BAYPLAN_QUIET: 'perhaps' is neither true nor false"

# Files: each mistake with its place.
bad() {
    printf '%s\n' "$1" >bayplan.json
    run prices show m7g.large
    expect_code 2
    expect_empty out
    expect err "$2"
}
bad '{"schema": "bayplan.config/1", "regoin": "eu-west-1"}' "bayplan.json:1:"
expect err "did you mean 'region'?"
bad '{"schema": "bayplan.config/1", "region": 3}' 'must be a string'
bad '{"schema": "bayplan.config/1", "time_limit": "3"}' 'must be a number'
bad '{"schema": "bayplan.config/1", "seed": "3"}' 'must be a number'
bad '{"schema": "bayplan.config/1", "scenario": 3}' 'must be a string'
bad '{"schema": "bayplan.config/1", "quiet": 1}' 'must be true or false'
bad '{"schema": "bayplan.config/1", "region": "mars-1"}' "'mars-1' is none of"
bad '{"schema": "bayplan.config/2"}' 'must be "bayplan.config/1"'
bad '{"region": "eu-west-1"}' 'must be "bayplan.config/1"'
bad '[1]' 'is a JSON object'
bad '{"schema": "bayplan.config/1", "region": "eu-west-1"' 'bayplan.json:'
bad '' 'bayplan.json'
# Lists and numbers of another command, read by it and by no other.
echo '{"schema": "bayplan.config/1", "scenario": "week,spot", "seed": 3}' >bayplan.json
run prices show m7g.large
expect_code 0
run plan "$source_folder/tests/e2e/small.json" -o plan.json
expect_code 0
run simulate plan.json
expect_code 0
expect out 'drawn from seed 3.'
expect_not out 'cold start'
echo '{"schema": "bayplan.config/1", "scenario": "week,spto"}' >bayplan.json
run simulate plan.json
expect_code 2
expect err "bayplan.json:1:"
expect err "did you mean 'spot'?"
echo '{"schema": "bayplan.config/1", "seed": 2.5}' >bayplan.json
run simulate plan.json
expect_code 2
expect err "'2.5' is not a whole number"
# Commands without options do not read them.
run help
expect_code 0
run version
expect_code 0
finish
