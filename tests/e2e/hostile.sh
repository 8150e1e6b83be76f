# Names that want to be markup, formulas, commands or mirrored: through every format of report, diff and check.
. tests/e2e/lib.sh "$@"
if ! command -v python3 >/dev/null; then
    echo 'skipped: python3 is not installed'
    exit 0
fi
hostile=$source_folder/tests/e2e/hostile.py
export BAYPLAN_DATE=2026-08-01
check python3 "$hostile" write "$scratch/profile.json"
sed 's/"tasks": 2\b/"tasks": 40/; s/"tasks": 3\b/"tasks": 1/' "$scratch/profile.json" >"$scratch/other.json"
printf '{"schema": "bayplan.policy/1", "service_budgets": [{"name": "*", "usd_per_month": "0.01"}],
  "budget": {"usd_per_month": "1"}, "places": {"forbid": ["fargate", "ec2", "lambda"], "level": "warn"}}\n' >"$scratch/policy.json"
run plan "$scratch/profile.json" -o "$scratch/plan.json" --quiet
expect_code 0
run plan "$scratch/other.json" -o "$scratch/other-plan.json" --quiet
expect_code 0

folder=$scratch/reports
mkdir "$folder"
run report "$scratch/plan.json" --format "html=$folder/plan.html" --format "markdown=$folder/plan.md" \
    --format "text=$folder/plan.txt" --format "json=$folder/plan.json" --format "csv=$folder/plan.csv" \
    --format "csv-pools=$folder/pools.csv" --format "csv-hours=$folder/hours.csv" --quiet
expect_code 0
expect_empty err
run diff "$scratch/plan.json" "$scratch/other-plan.json" --format "markdown=$folder/diff.md" \
    --format "text=$folder/diff.txt" --format "json=$folder/diff.json" --format "csv=$folder/diff.csv" --quiet
expect_code 0
run check "$scratch/other-plan.json" --baseline "$scratch/plan.json" --policy "$scratch/policy.json" \
    --format "text=$folder/check.txt" --format "json=$folder/check.json" --format "junit=$folder/check.xml" \
    --format "sarif=$folder/check.sarif" --format "github=$folder/check.github" --format "gitlab=$folder/gitlab.json" \
    --format "markdown=$folder/check.md" --quiet
expect_code 3
check test "$(ls "$folder" | wc -l)" -eq 18
python3 "$hostile" read "$folder" >"$scratch/out" 2>"$scratch/err"
code=$?
expect_code 0
cat "$scratch/out"

# On the terminal too, and in the messages.
for words in 'report' 'explain' 'check'; do
    run $words "$scratch/plan.json"
    expect_not out $'\u202e'
    expect_not out $'\u200b'
done
finish
